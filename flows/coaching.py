"""Coaching of a step: all of its elements side by side, recorded as they go."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from flows.abreast import abreast
from flows.coach import Ask, Pair, coached
from flows.recording import Book, recording
from flows.stops import stops_of
from flows.together import coached_together
from tasks.agent import View
from tasks.call import Called
from tasks.rounds import Course


@dataclass(frozen=True)
class Element:
    """One element of a step: what it is called (nothing, when it is the step), what it sees."""

    name: str
    view: View
    ask: Ask


@dataclass(frozen=True)
class Shown:
    """What the subflow of a coached step is called, and what its artifacts are about."""

    name: str
    pack: str
    alias: str
    title: str


@dataclass(frozen=True)
class CoachedStep:
    """A coached step that has ended: as one call, and how each of its elements went.

    `alone` is the call of its only element; `let_go` says that the run itself has ended.
    """

    called: Called
    alone: Called
    courses: tuple[Course, ...]
    let_go: bool = False


async def coach_step(
    pair: Pair, elements: Sequence[Element], stop: "asyncio.Future[str]", book: Book | None = None
) -> CoachedStep:
    """Coach every element; one that fails leaves the others alone."""
    ends = stops_of(pair.coaching, stop)
    async with recording(book) as record:
        several = await abreast(
            coached(replace(pair, element=each.name), each.view, each.ask, ends, record.tell)
            for each in elements
        )
    called = _warned(coached_together(several), record.problem)
    alone = _warned(several[0].called, record.problem)
    return CoachedStep(called, alone, tuple(each.course for each in several), stop.done())


def _warned(called: Called, problem: str) -> Called:
    if not problem or called.outcome is None:
        return called
    warnings = (*called.outcome.warnings, problem)
    return replace(called, outcome=replace(called.outcome, warnings=warnings))
