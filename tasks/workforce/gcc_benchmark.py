"""strategy.gcc_benchmark: a country's unemployment among those of its neighbours."""

from collections.abc import Sequence
from statistics import fmean
from typing import TypedDict

from blocks.answers import Answer, Row
from policies.errors import InputError, choices
from tasks.agent import View, agent
from tasks.derived import derived
from tasks.findings import Finding
from tasks.outcome import JSON, Outcome
from tasks.units import printed
from tasks.workforce.ranks import rank_of
from tasks.workforce.selection import Table, read, whole
from tasks.workforce.telling import answers, measured, not_enough, told

UNEMPLOYMENT, HOME = "unemployment_gcc", "Qatar"
UNITS = {
    "unemployment_percent": "percent",
    "rank": "count",
    "countries": "count",
    "mean_percent": "percent",
    "gap_points": "points",
    "lowest_percent": "percent",
}


class BenchmarkFacts(TypedDict):
    enough: bool
    country: str
    year: int
    value: float
    rank: int
    countries: int
    gap_points: float


@agent(version="1", facts=BenchmarkFacts, data=(UNEMPLOYMENT,))
def gcc_benchmark(view: View) -> Outcome:
    """Rank a country's unemployment among the Gulf states; the lowest is the best."""
    least = whole(view, "min_countries", 3, (2, 50))
    table = read(view, UNEMPLOYMENT, ("country", "year"), ("unemployment_percent",))
    country = _country(view, table)
    year, said = _year(table.rows, country, least)
    rows = _ranked([row for row in table.rows if row["year"] == year])
    ours = next((row for row in rows if row["country"] == country), None)
    if ours is None:
        why = f"No year has a value for {country} and {least} countries in all."
        nothing = {"enough": False, "country": country, "year": 0, "value": 0.0}
        return not_enough(why, {**nothing, "rank": 0, "countries": 0, "gap_points": 0.0}, table)
    evidence = derived("unemployment_rank", rows, UNITS, answers(table))
    facts: dict[str, JSON] = {
        "enough": True,
        "country": country,
        "year": ours["year"],
        "value": ours["unemployment_percent"],
        "rank": ours["rank"],
        "countries": ours["countries"],
        "gap_points": ours["gap_points"],
    }
    findings = [_standing(ours, rows, evidence), _order(rows, evidence)]
    return told(findings, [table], [evidence], facts, said)


def _country(view: View, table: Table) -> str:
    """The country asked for, as the data spells it; InputError for one that it doesn't hold."""
    asked = str(view.params.get("country") or HOME)
    there = sorted({str(row["country"]) for row in table.rows})
    by_name = {name.casefold(): name for name in there}
    if there and asked.casefold() not in by_name and asked != HOME:
        raise InputError(f"country: no data for {asked!r}. {choices(asked, there)}")
    return by_name.get(asked.casefold(), asked)


def _year(rows: Sequence[Row], country: str, least: int) -> tuple[int | None, tuple[str, ...]]:
    """The newest year with all countries; else the newest of most, and which are missing."""
    there: dict[int, set[str]] = {}
    for row in rows:
        there.setdefault(row["year"], set()).add(row["country"])
    every = set().union(*there.values())
    fit = {year: names for year, names in there.items() if country in names}
    fit = {year: names for year, names in fit.items() if len(names) >= least}
    if not fit:
        return None, ()
    year = max(fit, key=lambda year: (len(fit[year]), year))
    said = []
    if year < max(there):
        said.append(
            f"{year} is the newest year that as many countries share; newer ones lack some."
        )
    if missing := sorted(every - fit[year]):
        said.append(f"{', '.join(missing)} has no value in {year} and is not in the comparison.")
    return year, tuple(said)


def _ranked(rows: Sequence[Row]) -> list[Row]:
    """The countries of one year by unemployment, with their rank and their gap to the mean."""
    values = [row["unemployment_percent"] for row in rows]
    mean = fmean(values) if values else 0.0
    ranked: list[Row] = [
        {
            "country": row["country"],
            "year": row["year"],
            "unemployment_percent": row["unemployment_percent"],
            "rank": rank_of(row["unemployment_percent"], values),
            "countries": len(rows),
            "mean_percent": mean,
            "gap_points": row["unemployment_percent"] - mean,
            "lowest_percent": min(values),
        }
        for row in rows
    ]
    return sorted(ranked, key=lambda row: (row["rank"], row["country"]))


def _standing(row: Row, rows: Sequence[Row], evidence: Answer) -> Finding:
    side = "below" if row["gap_points"] < 0 else "above"
    gap = printed(abs(row["gap_points"]), "points")
    ties = [other["country"] for other in rows if other["rank"] == row["rank"] and other != row]
    shared = f", shared with {', '.join(ties)}," if ties else ""
    return Finding(
        f"{row['country']} among the Gulf states",
        f"unemployment in {row['country']} was {printed(row['unemployment_percent'], 'percent')} "
        f"in {row['year']}: place {row['rank']} of {row['countries']}{shared} where the lowest is "
        f"first, and {gap} {side} the mean of {printed(row['mean_percent'], 'percent')}.",
        evidence=(evidence.query,),
        **measured(row, UNITS, "unemployment_percent", "rank", "mean_percent", "gap_points"),
    )


def _order(rows: Sequence[Row], evidence: Answer) -> Finding:
    each = (f"{row['country']} {printed(row['unemployment_percent'], 'percent')}" for row in rows)
    return Finding(
        f"The order in {rows[0]['year']}",
        f"from the lowest unemployment to the highest: {', '.join(each)}.",
        {},
        (evidence.query,),
    )
