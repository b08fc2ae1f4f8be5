"""strategy.vision2030: how far each sector is from its target of qatarization, and how fast."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

from blocks.answers import Answer, Row
from tasks.agent import View, agent
from tasks.derived import derived
from tasks.findings import Finding
from tasks.outcome import JSON, Outcome
from tasks.units import printed
from tasks.workforce.robust import slope
from tasks.workforce.selection import Table, newest, number, read, sectors, whole
from tasks.workforce.telling import answers, measured, not_enough, told

QATARIZATION, TARGETS = "qatarization_by_sector", "vision_2030_targets"
PUBLIC, PRIVATE = "Public", "Private sectors together"
MODERATE = 0.2  # of the target: gaps under it are moderate
UNITS = {
    "qatarization_percent": "percent",
    "target_percent": "percent",
    "gap_points": "points",
    "required_a_year_points": "points",
    "observed_a_year_points": "points",
    "pace_years": "count",
    "moderate_below_points": "points",
}


class VisionFacts(TypedDict):
    enough: bool
    on_track: int
    moderate: int
    high: int
    worst: str
    private_percent: float | None
    private_gap_points: float | None
    private_risk: str


NOTHING: dict[str, JSON] = {
    "enough": False,
    "on_track": 0,
    "moderate": 0,
    "high": 0,
    "worst": "",
    "private_percent": None,
    "private_gap_points": None,
    "private_risk": "",
}


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be reached, in per cent, and by the end of which year."""

    percent: float
    year: int


USUAL = {"public": Target(90.0, 2030), "private": Target(30.0, 2030)}


@agent(version="1", facts=VisionFacts, data=(QATARIZATION, TARGETS))
def vision2030(view: View) -> Outcome:
    """Compare each sector's qatarization with its target for 2030, and its pace with the needed."""
    span = whole(view, "pace_years", 5, (2, 50))
    published = read(view, TARGETS, ("metric",), ("target_percent", "target_year"))
    targets, said = _targets(view, published)
    table = read(view, QATARIZATION, ("year", "sector"), ("qatarization_percent",))
    asked = sectors(view, table)
    by_name: dict[str, list[Row]] = {}
    for row in (*table.rows, *_together(table.rows)):
        if not asked or row["sector"] in (*asked, PRIVATE):
            by_name.setdefault(row["sector"], []).append(row)
    every = [_aligned(rows, targets, span) for rows in by_name.values()]
    latest = max((row["year"] for row in every), default=0)
    aligned = [row for row in every if row["year"] == latest]
    aligned.sort(key=lambda row: (row["sector"] != PRIVATE, -row["gap_points"], row["sector"]))
    if not any(row["sector"] != PRIVATE for row in aligned):
        return not_enough("There is no qatarization of a sector.", NOTHING, table)
    if old := sorted(row["sector"] for row in every if row["year"] < latest):
        said.append(f"No qatarization in {latest}, left out: {', '.join(old)}.")
    given = all(view.params.get(f"target_{kind}") is not None for kind in USUAL)
    tables, params = ((table,) if given else (table, published)), {"pace_years": span}
    evidence = derived("vision_gap", aligned, UNITS, answers(*tables), params=params)
    findings = [_finding(row, evidence) for row in aligned]
    return told(findings, tables, [evidence], _facts(aligned), said)


def _facts(aligned: Sequence[Row]) -> dict[str, JSON]:
    single = [row for row in aligned if row["sector"] != PRIVATE]
    private = next((row for row in aligned if row["sector"] == PRIVATE), {})
    risks = [row["risk"] for row in single]
    return {
        "enough": True,
        **{risk: risks.count(risk) for risk in ("on_track", "moderate", "high")},
        "worst": single[0]["sector"],
        "private_percent": private.get("qatarization_percent"),
        "private_gap_points": private.get("gap_points"),
        "private_risk": private.get("risk", ""),
    }


def _targets(view: View, published: Table) -> tuple[dict[str, Target], list[str]]:
    """The targets of both kinds: as asked for, else as published, else the usual ones."""
    targets, said = {}, []
    rows = {row["metric"]: row for row in published.rows}
    for kind, usual in USUAL.items():
        row = rows.get(f"qatarization_{kind}")
        known = Target(row["target_percent"], int(row["target_year"])) if row else usual
        if not row and view.params.get(f"target_{kind}") is None:
            said.append(f"No published target for the {kind} sector: {known.percent:g} % is taken.")
        targets[kind] = Target(
            number(view, f"target_{kind}", known.percent, (0.1, 100)),
            whole(view, "target_year", known.year, (1950, 2100)),
        )
    return targets, said


def _together(rows: Sequence[Row]) -> list[Row]:
    """The private sectors as one, in the years in which the people of all of them are known."""
    years: dict[int, list[Row]] = {}
    for row in rows:
        if row["sector"] != PUBLIC:
            years.setdefault(row["year"], []).append(row)
    most = max(map(len, years.values()), default=0)
    shares = {year: _share(some) for year, some in sorted(years.items()) if len(some) == most > 1}
    return [
        {"year": year, "sector": PRIVATE, "qatarization_percent": share}
        for year, share in shares.items()
        if share is not None
    ]


def _share(rows: Sequence[Row]) -> float | None:
    """The per cent of nationals among the people of all rows; None when some aren't known."""
    people = [row.get(column) for column in ("qataris", "non_qataris") for row in rows]
    counts = [count for count in people if isinstance(count, int | float)]
    if len(counts) < len(people) or not sum(counts):
        return None
    return 100 * sum(counts[: len(rows)]) / sum(counts)


def _aligned(rows: Sequence[Row], targets: Mapping[str, Target], span: int) -> Row:
    """Where a sector stands in its newest year, what it needs and how fast it has been going."""
    last = max(rows, key=lambda row: row["year"])
    target = targets["public" if last["sector"] == PUBLIC else "private"]
    gap = target.percent - last["qatarization_percent"]
    left = target.year - last["year"]
    recent = newest(rows, 12 * span)
    pace = slope([row["year"] for row in recent], [row["qatarization_percent"] for row in recent])
    needed = max(gap, 0.0) / left if left > 0 else None
    moderate = MODERATE * target.percent
    return {
        "sector": last["sector"],
        "year": last["year"],
        "qatarization_percent": last["qatarization_percent"],
        "target_percent": target.percent,
        "target_year": target.year,
        "gap_points": gap,
        "required_a_year_points": needed,
        "observed_a_year_points": pace,
        "pace_years": len(recent),
        "moderate_below_points": moderate,
        "risk": "on_track" if gap <= 0 else "moderate" if gap < moderate else "high",
    }


def _finding(row: Row, evidence: Answer) -> Finding:
    risk = row["risk"].replace("_", " ")
    title = f"{row['sector']}: {risk if row['gap_points'] <= 0 else risk + ' risk'}"
    value = printed(row["qatarization_percent"], "percent")
    target = f"the target of {printed(row['target_percent'], 'percent')} for {row['target_year']}"
    gap = printed(abs(row["gap_points"]), "points")
    where = f"{gap} above" if row["gap_points"] <= 0 else f"{gap} below"
    place = "the private sectors together" if row["sector"] == PRIVATE else row["sector"]
    names = (
        "qatarization_percent",
        "target_percent",
        "gap_points",
        "required_a_year_points",
        "observed_a_year_points",
    )
    return Finding(
        title,
        f"qatarization in {place} was {value} in {row['year']}, {where} {target}{_pace(row)}.",
        evidence=(evidence.query,),
        **measured(row, UNITS, *names),
    )


def _pace(row: Row) -> str:
    """What is needed each year, and whether the years before were as fast."""
    needed, pace = row["required_a_year_points"], row["observed_a_year_points"]
    if row["gap_points"] <= 0:
        return ""
    if needed is None:
        return "; the time for it is over"
    wants = f"; that needs {printed(needed, 'points')} a year"
    if pace is None:
        return f"{wants}, and one year does not tell a pace"
    does = "suffices" if pace >= needed else "does not suffice"
    return (
        f"{wants}, and the pace of the last {row['pace_years']} years, {printed(pace, 'points')} a "
        f"year, {does}"
    )
