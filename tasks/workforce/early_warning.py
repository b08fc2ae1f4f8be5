"""predict.early_warning: which sectors are about to get worse, by a score and its parts."""

from collections.abc import Mapping
from typing import TypedDict

from blocks.answers import Answer, Row
from policies.errors import InputError, choices
from tasks.agent import View, agent
from tasks.derived import derived
from tasks.findings import Finding
from tasks.outcome import JSON, Outcome
from tasks.units import printed
from tasks.workforce.decomposition import LEAST
from tasks.workforce.metrics import PAY, PEOPLE, Metric, fixed
from tasks.workforce.months import QUARTER, YEAR
from tasks.workforce.reading import Reading, months_asked, read_monthly, table_of
from tasks.workforce.selection import number, whole
from tasks.workforce.series import Series
from tasks.workforce.telling import named
from tasks.workforce.warning_score import PARTS, Rules, signals, total

PUBLISHED = "ewi_employment_drop"
WEIGHTS = {"drop": 0.4, "deviation": 0.25, "momentum": 0.2, "volatility": 0.15}
_AGREE = 0.1  # points between a published change and the one computed here


class WarningFacts(TypedDict):
    enough: bool
    level: str
    sector: str
    score: float
    alerts: list[str]
    watched: list[str]


NOTHING: dict[str, JSON] = {
    "enough": False,
    "level": "LOW",
    "sector": "",
    "score": 0.0,
    "alerts": [],
    "watched": [],
}


@agent(version="1", facts=WarningFacts, data=(PEOPLE, PAY, PUBLISHED))
def early_warning(view: View) -> Outcome:
    """Score each sector from 0 to 100 for signs of getting worse; name those on alert."""
    window, most = months_asked(view), whole(view, "top_n", 5, (1, 50))
    reading = read_monthly(view)
    rules = _rules(view, reading.metric)
    rows = []
    for series in reading.parts:
        recent = series.newest_months(max(window or len(series.values), LEAST))
        if len(recent.values) < LEAST or recent.flat:
            why = "never changes" if recent.flat else f"has fewer than {LEAST} months"
            reading = reading.warned(f"{series.name} is left out: it {why}.")
            continue
        rows.append(_row(recent, reading.metric, rules))
    if window is not None and window < LEAST:
        reading = reading.warned(f"{window} months are too few here: the newest {LEAST} are used.")
    if not rows:
        return reading.quiet(NOTHING)
    reading = reading.warned(*_disagreeing(view, reading, rows))
    rows.sort(key=lambda row: (-row["score"], row["sector"]))
    scored = derived("warning_score", rows, _units(reading.metric), reading.answers)
    summary = _summary(rows, rules, reading)
    told = [_told(row, reading, scored) for row in rows[:most] if row["level"] != "LOW"]
    top = rows[0]
    facts = {
        "enough": True,
        **{name: top[name] for name in ("level", "sector", "score")},
        "alerts": _at("ALERT", rows),
        "watched": _at("WATCH", rows),
    }
    findings = [_overview(rows, reading, summary), *told]
    tables = [table_of("Warning scores by sector", scored, _heads(), most=len(rows))]
    return reading.outcome(findings, facts, (scored, summary), *tables)


def _rules(view: View, metric: Metric) -> Rules:
    usual = (5.0, 1.0) if metric.relative else (1.0, 0.2)  # per cent, or points
    watch = number(view, "watch", 35, (0, 100))
    alert = number(view, "alert", 60, (0, 100))
    if watch >= alert:
        raise InputError(f"watch is {watch:g} and alert {alert:g}. Give a watch below alert.")
    return Rules(
        drop=number(view, "drop", usual[0], (0.1, 100)),
        deviation=number(view, "deviation_z", 3.5, (0.1, 100)),
        momentum=number(view, "momentum", usual[1], (0.01, 100)),
        volatility=number(view, "volatility_ratio", 2, (1.01, 100)),
        weights=_weights(view.params.get("weights")),
        watch=watch,
        alert=alert,
    )


def _weights(given: JSON) -> Mapping[str, float]:
    if given is None:
        return WEIGHTS
    if not isinstance(given, Mapping):
        raise InputError(f"weights is {given!r}. Give a number for each of {', '.join(PARTS)}.")
    for name in given:
        if name not in PARTS:
            raise InputError(f"weights: unknown part {name!r}. {choices(str(name), PARTS)}")
    view = View(None, params=given)
    weights = {part: number(view, part, 0, (0, 1000)) for part in PARTS}
    if not any(weights.values()):
        raise InputError("weights are all 0. Give at least one of them more.")
    return weights


def _row(series: Series, metric: Metric, rules: Rules) -> Row:
    found = signals(series.values, relative=metric.relative)
    scores = found.scores(rules, metric.worse)
    score = fixed(total(scores, rules.weights)) or 0.0
    return {
        "sector": series.name,
        "month": series.newest,
        "score": score,
        "level": rules.level(score),
        "change": fixed(found.drop),
        "robust_z": fixed(found.deviation),
        "momentum": fixed(found.momentum),
        "volatility_ratio": fixed(found.volatility),
        **{f"{part}_score": fixed(value) for part, value in scores.items()},
        "change_months": QUARTER,
        "months": len(series.values),
    }


def _units(metric: Metric) -> dict[str, str]:
    return {
        **dict.fromkeys(("change", "momentum"), "percent" if metric.relative else "points"),
        **dict.fromkeys(("score", "robust_z", "volatility_ratio"), "index"),
        **dict.fromkeys((f"{part}_score" for part in PARTS), "index"),
        **dict.fromkeys(("change_months", "months"), "months"),
    }


def _heads() -> dict[str, str]:
    parts = {f"{part}_score": f"{part.capitalize()} score" for part in PARTS}
    return {"sector": "Sector", "level": "Level", "score": "Score", **parts}


def _at(level: str, rows: list[Row]) -> list[str]:
    return [row["sector"] for row in rows if row["level"] == level]


def _summary(rows: list[Row], rules: Rules, reading: Reading) -> Answer:
    row = {
        "sectors": len(rows),
        "alerts": len(_at("ALERT", rows)),
        "watched": len(_at("WATCH", rows)),
        "watch": rules.watch,
        "alert": rules.alert,
        "drop_change": rules.drop,
        "deviation_z": rules.deviation,
        "momentum": rules.momentum,
        "volatility_ratio": rules.volatility,
        **{f"{part}_weight": rules.weights[part] for part in PARTS},
        "change_months": QUARTER,
        "recent_months": YEAR,
    }
    units = {
        **dict.fromkeys(("sectors", "alerts", "watched"), "count"),
        **dict.fromkeys(("change_months", "recent_months"), "months"),
        **{name: _units(reading.metric)[name] for name in ("momentum",)},
        "drop_change": _units(reading.metric)["change"],
    }
    rest = {name: "index" for name in row if name not in units}
    return derived("warning_levels", [row], {**units, **rest}, reading.answers)


def _overview(rows: list[Row], reading: Reading, summary: Answer) -> Finding:
    row = summary.rows[0]
    parts = []
    for level, count in (("ALERT", "alerts"), ("WATCH", "watched")):
        there = _at(level, rows)
        parts.append(f"{row[count]} on {level}" + (f" ({named(there)})" if there else ""))
    return Finding(
        f"Early warning for {reading.words}",
        f"of {row['sectors']} sectors {' and '.join(parts)}; WATCH begins at a score of "
        f"{row['watch']:g}, ALERT at {row['alert']:g}.",
        {name: row[name] for name in ("alerts", "watched", "sectors")},
        (*reading.queries, summary.query),
    )


def _told(row: Row, reading: Reading, scored: Answer) -> Finding:
    def say(name: str) -> str:
        return printed(row[name], scored.units[name])

    return Finding(
        f"{row['sector']} is on {row['level']}",
        f"its score is {say('score')} in {row['month']}: a change of {say('change')} over "
        f"{row['change_months']} months, robust z {say('robust_z')} against its seasonal "
        f"baseline, a slope changed by {say('momentum')} a month, changes "
        f"{say('volatility_ratio')} times as large as before.",
        {f"{part}_score": row[f"{part}_score"] for part in PARTS},
        (*reading.queries, scored.query),
    )


def _disagreeing(view: View, reading: Reading, rows: list[Row]) -> list[str]:
    """What the published change over three months says otherwise."""
    answer = view.answers.get(PUBLISHED)
    if answer is None or reading.metric.name != "employees":
        return []
    published = {
        (row.get("sector"), row.get("month")): row.get("change_percent") for row in answer.rows
    }
    warnings = []
    for row in sorted(rows, key=lambda row: row["sector"]):
        said = published.get((row["sector"], row["month"]))
        ours = row["change"]
        if isinstance(said, int | float) and ours is not None and abs(said - ours) > _AGREE:
            warnings.append(
                f"{PUBLISHED} gives {row['sector']} a change of {said:.2f} % in {row['month']}; "
                f"{PEOPLE} makes it {ours:.2f} %."
            )
    return warnings
