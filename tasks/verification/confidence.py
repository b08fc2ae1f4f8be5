"""How far a report can be trusted: a score from 0 to 100, its band, and why.

An error keeps any report from GREEN, whatever it scores: one invented number among thousands does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Band = Literal["GREEN", "AMBER", "RED"]

WEIGHTS = {"citation": 0.25, "numbers": 0.40, "cross": 0.10, "privacy": 0.10, "freshness": 0.15}
GREEN, AMBER, HYSTERESIS = 90.0, 75.0, 4.0
NOTHING_CHECKED = 60.0
BELOW_GREEN = GREEN - 0.1


@dataclass(frozen=True, slots=True)
class Confidence:
    """`components` and `coverage` (the share of numbers that were compared) lie in 0..1."""

    score: float
    band: Band
    components: dict[str, float]
    reasons: tuple[str, ...]
    coverage: float


def confidence(
    components: Mapping[str, float],
    reasons: tuple[str, ...] = (),
    *,
    numbers: int,
    compared: int,
    errors: int = 0,
    previous: Band | None = None,
) -> Confidence:
    """Weigh components (0..1, under the names of `WEIGHTS`).

    `numbers` is how many the report has, `compared` how many of them met data. A report without
    numbers scores 60: there is nothing to trust or to doubt. With errors a report stays below
    GREEN. `previous` is the band of the last run: it is left only when the score has passed the
    threshold by 4 points. ValueError when a component is missing or out of range.
    """
    if components.keys() != WEIGHTS.keys():
        raise ValueError(f"The components are {', '.join(WEIGHTS)}; not {', '.join(components)}.")
    if wrong := {name: value for name, value in components.items() if not 0 <= value <= 1}:
        raise ValueError(f"A component lies between 0 and 1: {wrong}.")
    score = 100 * sum(weight * components[name] for name, weight in WEIGHTS.items())
    if not numbers:
        score = NOTHING_CHECKED
    if errors:
        score = min(score, BELOW_GREEN)
    band = _band(score, previous)
    if band == "GREEN" and (errors or not compared):
        band = "AMBER"
    rounded = {name: round(components[name], 4) for name in WEIGHTS}
    coverage = round(compared / numbers, 4) if numbers else 0.0
    return Confidence(round(score, 1), band, rounded, reasons, coverage)


def _band(score: float, previous: Band | None) -> Band:
    """The band of a score. Between 86 and 94, and 71 and 79, that of the last run stays."""
    green, amber = GREEN, AMBER
    if previous is not None:
        green += -HYSTERESIS if previous == "GREEN" else HYSTERESIS
        amber += HYSTERESIS if previous == "RED" else -HYSTERESIS
    if score >= green:
        return "GREEN"
    return "AMBER" if score >= amber else "RED"


def share(part: float, whole: float) -> float:
    """The share of a whole, 0..1; all of it when there is nothing."""
    return max(0.0, min(1.0, part / whole)) if whole else 1.0
