"""The room before a model that can answer several prompts in one pass (`BatchModel`).

One pass goes on at a time in a process, since such a model can't do two. The next one waits for a
slot, takes along as many as are in the room then, in their order, and holds that one slot until it
has really ended. Its thread is its own: no event loop that asks has to outlive it, and whoever is
cancelled or out of time leaves without the others noticing.
"""

import asyncio
import os
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextvars import Context, copy_context
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Final

from blocks.models import BatchModel, Completion, ModelError, Prompt
from tasks.gate import WaitedError, timed
from tasks.gate.hold import Held, enter
from tasks.gate.times import Passage, new_passage

GATHER: Final = 0.02  # seconds in which those who ask at the same time come in


class LateError(TimeoutError):
    """There was no answer in time."""


@dataclass(eq=False)
class Guest:
    """One call that asks a model, until when, and what it is told."""

    prompt: Prompt
    ends: float
    context: Context
    passage: Passage
    answer: "Future[Completion]" = field(default_factory=Future)

    def left(self) -> bool:
        """Whether nobody waits for the answer any more."""
        return self.prompt.gone() or monotonic() >= self.ends

    def tell(self, answer: Completion | Exception) -> None:
        """Give it its answer; one that has left hears nothing."""
        if isinstance(answer, Exception):
            self.answer.set_exception(answer)
        else:
            self.answer.set_result(answer)


class Room:
    """Those who wait for a model that answers several in one pass, over all event loops."""

    def __init__(self, model: BatchModel) -> None:
        self.model = model
        self._lock = threading.Lock()
        self._waiting: deque[Guest] = deque()
        self._running = False
        self._empty: Callable[[], object] | None = None

    async def ask(self, prompt: Prompt, ends: float) -> Completion:
        """The answer to a prompt. Who is cancelled leaves, and its part of a pass ends early.

        WaitedError when its time is over before there was a slot, LateError before an answer.
        """
        passage = new_passage() if self.model.resource else Passage()
        guest = Guest(prompt, ends, copy_context(), passage)
        try:
            self._enter(guest)
            async with asyncio.timeout(ends - monotonic()) as deadline:
                return await asyncio.wrap_future(guest.answer)
        except TimeoutError as error:
            if not deadline.expired():
                raise
            if passage.entered is None and self.model.resource:
                what = f"{self.model.id} found no free slot of {self.model.resource!r}"
                raise WaitedError(what) from error
            raise LateError from error
        finally:
            self._leave(guest)

    def _enter(self, guest: Guest) -> None:
        with self._lock:
            self._waiting.append(guest)
            if self._running:
                return
            name = f"passes of {self.model.id}"
            threading.Thread(target=self._passes, name=name, daemon=True).start()
            self._running = True

    def _leave(self, guest: Guest) -> None:
        if guest.passage.left is None:
            guest.passage.end()
        with self._lock:
            if guest in self._waiting:
                self._waiting.remove(guest)
            if not self._waiting and self._empty:
                self._empty()

    def _passes(self) -> None:
        """One pass after the other, for as long as anybody waits."""
        with asyncio.Runner() as runner:
            while first := self._first():
                # In its context: the server records who asked for the slot.
                runner.run(self._pass(), context=first.context)

    def _first(self) -> Guest | None:
        with self._lock:
            if not self._waiting:
                self._running = False
                return None
            return self._waiting[0]

    async def _pass(self) -> None:
        """Wait for a slot, and answer those who are there when it comes."""
        await asyncio.sleep(GATHER)
        guests: list[Guest] = []
        try:
            held = await self._slot()
            guests = self._taken(self.model.together)
            try:
                answers = await self._answers(guests)
            finally:
                if held:
                    held.leave()
        except asyncio.CancelledError:  # everybody has left before there was a slot
            return
        except Exception as error:  # noqa: BLE001 - of the gate or of the model: all hear of it
            guests = guests or self._taken(None)
            answers = [error] * len(guests)
        for guest, answer in zip(guests, answers, strict=True):
            guest.tell(answer)

    async def _slot(self) -> Held | None:
        """A slot where one is needed. CancelledError as soon as nobody waits any more."""
        if self.model.resource is None:
            return None
        with timed():  # not counted for the first one: what each has waited is
            entering = asyncio.ensure_future(enter(self.model.resource, self.model.id))
        loop = asyncio.get_running_loop()
        with self._lock:
            self._empty = lambda: loop.call_soon_threadsafe(entering.cancel)
            if not self._waiting:
                entering.cancel()
        try:
            return await entering
        finally:
            with self._lock:
                self._empty = None

    def _taken(self, most: int | None) -> list[Guest]:
        """Those who are answered now: out of the room, and no more to be cancelled.

        The slot that they share is counted as held by the first, so that all times add up.
        """
        taken: list[Guest] = []
        with self._lock:
            while self._waiting and (most is None or len(taken) < most):
                guest = self._waiting.popleft()
                if guest.answer.set_running_or_notify_cancel():
                    taken.append(guest)
        now = monotonic()
        for guest in taken:
            guest.passage.entered = now
        for guest in taken[1:]:
            guest.passage.left = now
        return taken

    async def _answers(self, guests: Sequence[Guest]) -> Sequence[Completion | Exception]:
        """An answer for each, within the time of the one that has the most."""
        if not guests:
            return []
        prompts = [replace(guest.prompt, gone=guest.left) for guest in guests]
        seconds = max(guest.ends for guest in guests) - monotonic()
        answers = await self.model.complete_all(prompts, max(0.0, seconds))
        if len(answers) != len(guests):
            said = f"{self.model.id} gave {len(answers)} answers to {len(guests)} prompts."
            raise ModelError(said)
        return answers


_rooms: dict[BatchModel, Room] = {}
_guard = threading.Lock()


def room_of(model: BatchModel) -> Room:
    """The room of a model, which all who ask it in this process share."""
    with _guard:
        return _rooms.setdefault(model, Room(model))


def _forget() -> None:
    """In a forked process: the passes are the parent's."""
    global _guard  # noqa: PLW0603 - the parent may have been forked while it held this one
    _guard = threading.Lock()
    _rooms.clear()


os.register_at_fork(after_in_child=_forget)
