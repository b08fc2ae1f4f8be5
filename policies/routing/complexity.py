"""How much a question asks for: points, a level, and the mode in which its intents run.

The points and levels are the pack's (`words/routing.yaml`); these are the rules over them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from policies.schema import Value

Level = Literal["SIMPLE", "MEDIUM", "COMPLEX", "CRISIS"]
Calm = Literal["SIMPLE", "MEDIUM", "COMPLEX"]
CALM: tuple[Calm, ...] = ("SIMPLE", "MEDIUM", "COMPLEX")
Points = Annotated[int, Field(ge=0)]
INTENTS, MONTHS = "intents", "months"
SIDE_BY_SIDE = 3  # intents that still run side by side when it isn't simple


class Tier(Value):
    """Points for a count up to a bound; the last tier of a table has none."""

    upto: int | None = Field(None, ge=0, description="Without it: for everything above.")
    points: Points


class Scale(Value):
    """The points of a pack, and where its levels end."""

    default_months: int = Field(36, ge=1, description="The horizon of a question without one.")
    short_months: int = Field(3, ge=1, description="A horizon up to it that is stated is a crisis.")
    urgent: Points = Field(30, description="Points of an urgent word.")
    levels: dict[Calm, Points] = Field(
        description="The most points of each level; above the last it is a crisis."
    )
    points: dict[str, tuple[Tier, ...]] = Field(
        description="Tables for intents, months, and each lexicon by its name."
    )

    @model_validator(mode="after")
    def rises(self) -> Self:
        bounds = [self.levels.get(level, -1) for level in CALM]
        if -1 in bounds or bounds != sorted(set(bounds)):
            raise ValueError("levels must rise: SIMPLE, MEDIUM, COMPLEX.")
        for name, tiers in self.points.items():
            tops = [tier.upto for tier in tiers]
            if not tops or tops[-1] is not None or None in tops[:-1]:
                raise ValueError(f"points.{name}: exactly the last tier has no upto.")
            if tops[:-1] != sorted(set(tops[:-1]), key=lambda top: top or 0):
                raise ValueError(f"points.{name}: upto must rise from tier to tier.")
        return self


@dataclass(frozen=True)
class Complexity:
    """A level, the points that led to it, and why."""

    level: Level
    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """What a question asks for: counts of intents and of names of each lexicon; its months.

    `months` is None when it states none; `urgent` is the urgent word; `declared` is a crisis that
    the caller has declared.
    """

    counts: Mapping[str, int]
    months: int | None = None
    ahead: int | None = None
    urgent: str = ""
    declared: bool = False


def complexity(asked: Asked, scale: Scale) -> Complexity:
    """The points of a question, summed, and its level.

    It is a crisis outright when it is declared one, says an urgent word, or looks back on a few
    months only: who asks about last month wants an answer now.
    """
    looked_at = max(asked.months or scale.default_months, asked.ahead or 0)
    counts = {**asked.counts, MONTHS: looked_at}
    parts = {name: _points(counts[name], tiers) for name, tiers in scale.points.items()}
    if asked.urgent:
        parts["urgent"] = scale.urgent
    score = sum(parts.values())
    told = ", ".join(f"{name} {points}" for name, points in parts.items() if points)
    reasons = [f"Complexity {score}: {told or 'nothing counts'}."]
    level: Level = next((each for each in CALM if score <= scale.levels[each]), "CRISIS")
    if asked.declared:
        reasons.append("Crisis: the caller declared it.")
        level = "CRISIS"
    elif asked.urgent:
        reasons.append(f"Crisis: it says {asked.urgent!r}.")
        level = "CRISIS"
    elif asked.months is not None and asked.months <= scale.short_months:
        most = f"{scale.short_months} or fewer are urgent"
        reasons.append(f"Crisis: a horizon of {asked.months} months; {most}.")
        level = "CRISIS"
    return Complexity(level, score, tuple(reasons))


def _points(count: int, tiers: Sequence[Tier]) -> int:
    return next(tier.points for tier in tiers if tier.upto is None or count <= tier.upto)


def mode(level: Level, intents: int, *, tie: bool = False) -> str:
    """How the intents run: single, parallel or sequential.

    One is single whatever the level; a tie and a crisis run side by side; others too, up to
    three, beyond which they run one after the other.
    """
    if intents <= 1:
        return "single"
    if tie or level == "CRISIS" or intents <= SIDE_BY_SIDE:
        return "parallel"
    return "sequential"
