"""What coaching leaves behind: rounds, what each of them gained, and how one element's course went.

Scores are shares from 0 to 1. Nothing here calls anything: `flows/coach.py` makes these values.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

from tasks.cache import digest
from tasks.outcome import JSON, Outcome, Usage, spent

ABOUT = ("prompt", "round")  # facts of an attempt that tell how it was made, and not what it says
_DIGITS = 6  # of a gain: 0.8 - 0.5 is 0.3


@dataclass(frozen=True)
class Round:
    """One attempt, and what the judge made of it; without a score it was never judged.

    `usage` and `ms` are what the attempt and its judgement took together; `cached` says that
    neither was made anew.
    """

    outcome: Outcome
    score: float | None = None
    feedback: JSON = None
    usage: Usage = field(default_factory=Usage)
    ms: float = 0.0
    cached: bool = False

    @cached_property
    def answer(self) -> str:
        """The digest of what the attempt says, however it was made."""
        return digest({k: v for k, v in self.outcome.facts.items() if k not in ABOUT})


@dataclass(frozen=True)
class History:
    """The rounds of one element, oldest first, and where the judge contradicted itself."""

    rounds: tuple[Round, ...] = ()
    doubts: tuple[str, ...] = ()

    def add(self, new: Round) -> "History":
        """The history with one more round.

        A judge that gave the same answer two scores contradicts itself: the lower counts in both
        rounds, and a doubt says so.
        """
        same = [n for n, old in enumerate(self.rounds) if _judged_alike(old, new)]
        rounds, doubts = (*self.rounds, new), self.doubts
        scores = [rounds[n].score for n in (*same, len(self.rounds))]
        known = [score for score in scores if score is not None]
        if len(set(known)) > 1:
            lower = min(known)
            places = {*same, len(self.rounds)}
            doubts = (*doubts, _two_scores(same[-1] + 1, len(rounds), (known[0], known[-1])))
            rounds = tuple(
                replace(old, score=lower) if n in places else old for n, old in enumerate(rounds)
            )
        return History(rounds, doubts)

    @cached_property
    def best_at(self) -> int | None:
        """The place of the round with the highest score, the earliest of equals."""
        judged = [n for n, each in enumerate(self.rounds) if each.score is not None]
        return max(judged, key=lambda n: self.rounds[n].score or 0.0, default=None)

    @property
    def best(self) -> Round | None:
        """The judged round with the highest score, the earliest of equals; None before any."""
        return None if self.best_at is None else self.rounds[self.best_at]

    @property
    def counts(self) -> Round | None:
        """The round whose answer stands: the best, or the last one when none was judged."""
        return self.best or (self.rounds[-1] if self.rounds else None)

    @property
    def scores(self) -> tuple[float | None, ...]:
        return tuple(each.score for each in self.rounds)

    @property
    def gains(self) -> tuple[float | None, ...]:
        """Of each round, its score less the best before it; None of the first, or unjudged."""
        return gains(self.scores)

    @property
    def told(self) -> tuple[dict[str, JSON], ...]:
        """The history as the next attempt and its judge see it, oldest first."""
        return tuple(
            {"round": n, "score": each.score, "feedback": each.feedback, "gain": gain}
            for n, (each, gain) in enumerate(zip(self.rounds, self.gains, strict=True), 1)
        )

    @property
    def usage(self) -> Usage:
        return spent(each.usage for each in self.rounds)


@dataclass(frozen=True)
class Course:
    """How the coaching of one element went: `stopped` says why it ended, `error` why it failed."""

    name: str
    target: float
    history: History = History()
    stopped: str = ""
    error: str = ""

    @property
    def score(self) -> float | None:
        return self.history.best.score if self.history.best else None

    @property
    def judged(self) -> bool:
        return self.score is not None

    @property
    def reached(self) -> bool:
        return self.score is not None and self.score >= self.target

    @property
    def facts(self) -> dict[str, JSON]:
        """What stands in the facts of the answer under `coaching`."""
        return {
            "score": self.score,
            "rounds": len(self.history.rounds),
            "target": self.target,
            "reached": self.reached,
            "stopped": self.stopped,
            "scores": [*self.history.scores],
        }


@dataclass(frozen=True)
class Tried:
    """An improvement that the judge asked for, the round that tried it, and what that gained."""

    improvement: str
    round: int
    gain: float | None

    @property
    def helped(self) -> bool:
        return self.gain is not None and self.gain > 0


def gains(scores: tuple[float | None, ...]) -> tuple[float | None, ...]:
    """Of each score, how much it is above the best before it; None of the first, or of None."""
    found: list[float | None] = []
    best: float | None = None
    for score in scores:
        known = score is not None and best is not None
        found.append(round(score - best, _DIGITS) if known else None)  # type: ignore[operator]
        best = score if best is None else max(best, score if score is not None else best)
    return tuple(found)


def improvements(feedback: JSON) -> tuple[str, ...]:
    """What a judge asks for: a text, a list of texts, or what stands under `improvements`."""
    if isinstance(feedback, Mapping):
        feedback = feedback.get("improvements")
    if isinstance(feedback, str):
        feedback = [feedback]
    several = feedback if isinstance(feedback, list | tuple) else []
    return tuple(each.strip() for each in several if isinstance(each, str) and each.strip())


def tried(told: tuple[Mapping[str, JSON], ...]) -> tuple[Tried, ...]:
    """Which improvements the rounds of a history (as `View.feedback` has it) tried, in order.

    What the last judgement asks for is not among them, unless it was asked for before.
    """
    return tuple(
        Tried(each, after["round"], after["gain"])
        for before, after in pairwise(told)
        for each in improvements(before["feedback"])
    )


def _judged_alike(old: Round, new: Round) -> bool:
    both = old.score is not None and new.score is not None
    return both and old.answer == new.answer


def _two_scores(first: int, second: int, scores: tuple[float, float]) -> str:
    return (
        f"the judge gave one answer {scores[0]:g} in round {first} and {scores[1]:g} in round"
        f" {second}: the lower counts"
    )
