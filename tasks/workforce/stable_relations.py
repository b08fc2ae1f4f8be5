"""pattern.stable_relations: monthly measures that go together in one window as in the next."""

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from statistics import median
from typing import TypedDict

from blocks.answers import Answer, Row
from tasks.agent import View, agent
from tasks.derived import derived
from tasks.findings import Finding
from tasks.outcome import JSON, Outcome
from tasks.units import printed
from tasks.workforce import decomposition, ranks
from tasks.workforce.drivers import DATA, HIRING, MEASURES, monthly
from tasks.workforce.metrics import ATTRITION, EMPLOYEES, Metric
from tasks.workforce.selection import EVER, months, number, whole
from tasks.workforce.series import Series, aligned
from tasks.workforce.telling import answers, measured, not_enough, told

# Hires and leavers make up the change of the headcount: that they go with it is no discovery.
BY_DEFINITION = {frozenset({EMPLOYEES, HIRING}), frozenset({EMPLOYEES, ATTRITION})}
LEAST = 3  # windows that can agree
NOISE = 1e-9  # of the level
UNITS = {
    "median_r": "index",
    "same_sign_percent": "percent",
    "windows": "count",
    "window_months": "months",
    "months": "months",
    "stable_from_r": "index",
    "stable_from_percent": "percent",
}


class StableFacts(TypedDict):
    enough: bool
    found: bool
    count: int
    top: str
    median_r: float
    same_sign_percent: float


NOTHING: dict[str, JSON] = {
    "enough": False,
    "found": False,
    "count": 0,
    "top": "",
    "median_r": 0.0,
    "same_sign_percent": 0.0,
}


@agent(version="1", facts=StableFacts, data=DATA)
def stable_relations(view: View) -> Outcome:
    """Find pairs of monthly measures whose changes go together in most windows of time."""
    window = whole(view, "window", 12, (6, 60))
    step = whole(view, "step", 3, (1, 60))
    bounds = {
        "stable_from_r": number(view, "min_r", 0.5, (0, 1)),
        "stable_from_percent": number(view, "min_share", 80, (50, 100)),
    }
    span = months(view, EVER)
    read = monthly(view)
    series: list[tuple[Metric, Series]] = []
    warnings: list[str] = []
    for measure in MEASURES:
        made, said = read.whole(measure)
        series += [(measure, made.newest_months(span))] if made else []
        warnings += said
    rows = [
        {**row, **bounds}
        for (one, ones), (other, others) in combinations(series, 2)
        if frozenset({one, other}) not in BY_DEFINITION
        for row in _relation((one, other), (ones, others), window, step)
    ]
    if not rows:
        why = f"No two measures have the months for {LEAST} windows of {window}: take more months."
        return not_enough(why, NOTHING, *read.tables, warnings=warnings)
    rows.sort(key=lambda row: (not _stable(row), -abs(row["median_r"]), row["pair"]))
    found = [row for row in rows if _stable(row)]
    params = {"window": window, "step": step}
    evidence = derived("windowed_correlation", rows, UNITS, answers(*read.tables), params=params)
    findings = [_finding(row, evidence) for row in found or rows[:1]]
    first = rows[0]
    facts: dict[str, JSON] = {
        "enough": True,
        "found": bool(found),
        "count": len(found),
        "top": first["pair"],
        "median_r": first["median_r"],
        "same_sign_percent": first["same_sign_percent"],
    }
    return told(findings, read.tables, [evidence], facts, warnings)


def _relation(
    pair: tuple[Metric, Metric], series: tuple[Series, Series], window: int, step: int
) -> Iterator[Row]:
    """The row of a pair, when there are enough windows in which both measures vary.

    Changes from month to month are compared, since two levels that both rise always correlate; and
    with three years or more the season is taken out first, for two with the same season do too.
    """
    shared = aligned(series).series
    if not shared:
        return
    known = len(shared[0].values)
    out = known >= decomposition.LEAST
    ones, others = (_changes(each.values, seasonal=out) for each in shared)
    starts = range(len(ones) - window, -1, -step)  # backwards: the newest months are in a window
    every = [ranks.correlation(ones[at : at + window], others[at : at + window]) for at in starts]
    rs = [each.r for each in every if not each.constant]
    if len(rs) < LEAST:
        return
    middle = median(rs)
    yield {
        "pair": " and ".join(measure.words for measure in pair),
        "median_r": middle,
        "same_sign_percent": 100 * sum(r * middle > 0 for r in rs) / len(rs),
        "windows": len(rs),
        "window_months": window,
        "months": known,
        "season": "taken out" if out else "left in",
    }


def _changes(values: Sequence[float], *, seasonal: bool) -> list[float]:
    """From month to month, without the season if it is known; 0 for the last bits of floats."""
    season = decomposition.decompose(values).seasonal if seasonal else [0.0] * len(values)
    levels = [value - effect for value, effect in zip(values, season, strict=True)]
    still = NOISE * max(map(abs, values))
    return [b - a if abs(b - a) > still else 0.0 for a, b in pairwise(levels)]


def _stable(row: Row) -> bool:
    return bool(
        abs(row["median_r"]) >= row["stable_from_r"]
        and row["same_sign_percent"] >= row["stable_from_percent"]
    )


def _finding(row: Row, evidence: Answer) -> Finding:
    way = "together" if row["median_r"] > 0 else "in opposite directions"
    does = f"move {way}" if _stable(row) else "have no stable relation, though the strongest here"
    pair, same = row["pair"], printed(row["same_sign_percent"], "percent")
    least = printed(row["stable_from_percent"], "percent")
    return Finding(
        f"{pair[0].upper()}{pair[1:]} {does.partition(',')[0]}",
        f"from month to month, the season {row['season']}, {pair} {does} (median rank correlation "
        f"{printed(row['median_r'])}, the same sign in {same} of {row['windows']} overlapping "
        f"windows of {row['window_months']} months out of {row['months']}; stable is at least "
        f"{printed(row['stable_from_r'])} in {least} of the windows).",
        evidence=(evidence.query,),
        **measured(row, UNITS, "median_r", "same_sign_percent", "windows"),
    )
