"""Recording coaching while it goes on: off the event loop, one writer for all elements of a step.

A database that is away loses nothing that is worth more than a record: what was finished stands in
the store of results, and whatever could not be written is tried again until the step ends.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from blocks.coaching_rows import JobRow, PromptRow, RoundRow, job_id, prompt_digest
from blocks.errors import LedgerError, UnknownAgent
from tasks.agent import View
from tasks.copied import copies
from tasks.failures import told
from tasks.outcome import JSON
from tasks.privacy import mask
from tasks.rounds import ABOUT, Course, Round, improvements

if TYPE_CHECKING:
    from blocks.coaching import JobEnd


class Store(Protocol):
    """Where coaching is recorded; see `blocks/coaching.py`."""

    def begin_job(self, job: JobRow, /) -> JobRow: ...
    def record_round(self, one: RoundRow, /) -> JobRow: ...
    def finish_job(self, job_id: str, end: "JobEnd", /) -> JobRow: ...
    def rounds(self, job_id: str, /) -> tuple[RoundRow, ...]: ...
    def keep_prompt(self, candidate: PromptRow, /) -> PromptRow: ...
    def refuse(self, id: str, reason: str, /) -> PromptRow: ...


Op = Callable[[Store], Any]


@dataclass(frozen=True)
class Book:
    """Where the coaching of one request is recorded: the store, and what its jobs are of."""

    store: Store
    run_id: str
    pack: str
    doc_id: str
    model: str = ""

    def job(self, alias: str, name: str) -> JobRow:
        """The job of an element of a step: the same whenever it is begun."""
        of = job_id(self.run_id, self.doc_id, name, alias)
        return JobRow(of, self.run_id, self.pack, self.doc_id, name, alias, self.model)


@dataclass
class Recording:
    """What is still to be written, in order; `problem` says at the end what could not be.

    Jobs and rounds go together, as one transaction; after them each job's end, which is in the
    store's cache too.
    """

    book: Book | None = None
    rows: deque[Op] = field(default_factory=deque)
    ends: deque[Op] = field(default_factory=deque)
    told: asyncio.Event = field(default_factory=asyncio.Event)
    begun: set[str] = field(default_factory=set)
    lost: int = 0
    problem: str = ""
    ended: bool = False

    def tell(self, alias: str, view: View, course: Course) -> None:
        """Hear of a round, or that a course has ended; returns at once."""
        if self.book is None:
            return
        job = self.book.job(alias, course.name)
        number = len(course.history.rounds)
        if job.job_id not in self.begun and (number or course.error):
            self.begun.add(job.job_id)
            begun = _prompted(job, view, course)
            self.rows.append(lambda store: store.begin_job(begun))
        if not course.stopped:
            self.rows.append(partial(_put, job, course, number))
        else:
            if course.history.doubts:  # scores of rounds that were written already have changed
                self.rows.extend(partial(_put, job, course, n) for n in range(1, number + 1))
            self.ends.extend(_endings(self.book, job, view, course))
        self.told.set()

    def write(self) -> None:
        """Write all that waits; an error leaves what it was about, unless that is hopeless."""
        if self.book is None:
            return
        try:
            self._write_rows(self.book.store)
            while self.ends:
                self._write_one(self.ends, self.book.store)
        except LedgerError as error:
            self.problem = mask(str(error))

    def _write_rows(self, store: Store) -> None:
        waiting = tuple(self.rows)  # more may come meanwhile
        try:
            with _joined(store) as joined:
                for op in waiting:
                    op(joined)
        except LedgerError:
            raise
        except Exception:  # noqa: BLE001 - one of them is wrong in itself: each on its own then
            for _ in waiting:
                self._write_one(self.rows, store)
            return
        for _ in waiting:
            self.rows.popleft()

    def _write_one(self, waiting: deque[Op], store: Store) -> None:
        try:
            waiting[0](store)
        except LedgerError:
            raise
        except Exception as error:  # noqa: BLE001 - coaching doesn't end for want of a record
            self.problem = mask(told(error))
            self.lost += 1
        waiting.popleft()

    async def keep_writing(self) -> None:
        """Write whenever there is something to write, all of it together, until the end."""
        while not self.ended or self.told.is_set():
            await self.told.wait()
            self.told.clear()
            await asyncio.to_thread(self.write)


@asynccontextmanager
async def recording(book: Book | None) -> AsyncIterator[Recording]:
    """Record what is told while the block lasts; at its end all is written, or it can't be."""
    record = Recording(book)
    if book is None:
        yield record
        return
    writing = asyncio.create_task(record.keep_writing())
    try:
        yield record
    finally:
        record.ended = True
        record.told.set()
        await writing
        number = len(record.rows) + len(record.ends) + record.lost
        said = f"{number} records of coaching are missing: {record.problem}"
        record.problem = said if number else ""


def _joined(store: Store) -> AbstractContextManager[Store]:
    """The store as one that writes several rows at a time, where it can."""
    from blocks.coaching import CoachingStore
    from blocks.together import together

    return together(store) if isinstance(store, CoachingStore) else nullcontext(store)


def _prompted(job: JobRow, view: View, course: Course) -> JobRow:
    first = _prompt(course.history.rounds[0]) if course.history.rounds else ""
    row = view.item if isinstance(view.item, Mapping) else {}
    return replace(job, prompt_id=row.get("prompt_id"), prompt_digest=prompt_digest(first))


def _put(job: JobRow, course: Course, number: int, store: Store) -> None:
    """Write a round; one that was found in the cache may stand there already."""
    one, gain = course.history.rounds[number - 1], course.history.gains[number - 1]
    if one.cached and any(row.round == number for row in store.rounds(job.job_id)):
        return
    row = RoundRow(
        job_id=job.job_id,
        round=number,
        prompt=_prompt(one),
        result=_result(one),
        score=one.score,
        feedback=one.feedback,
        improvements=[*improvements(one.feedback)],
        gain=gain,
        tokens=one.usage.tokens_in + one.usage.tokens_out,
        ms=one.ms,
    )
    store.record_round(row)


def _endings(book: Book, job: JobRow, view: View, course: Course) -> list[Op]:
    """What is written when a course has ended; nothing of one that never began."""
    from blocks.coaching import JobEnd

    top = course.history.counts
    if top is None and not course.error:
        return []
    end = JobEnd(
        _result(top) if top else None,
        course.score,
        accepted=course.reached,
        status="failed" if top is None else "completed" if course.judged else "unjudged",
        reason=course.error or course.stopped,
        ms=sum(each.ms for each in course.history.rounds),
    )
    endings: list[Op] = [lambda store: store.finish_job(job.job_id, end)]
    if top is not None and course.reached and (found := _better(view, course, top)):
        score = course.score or 0.0
        candidate = PromptRow("", book.pack, job.agent_id, found, "", score, book.model)
        endings.append(partial(_keep, candidate, _seed(view, course), _result(top)))
    return endings


def _keep(candidate: PromptRow, seed: str, result: JSON, store: Store) -> None:
    """Keep a prompt that did well; one that copies from the report is refused there and then."""
    with suppress(UnknownAgent):  # no agent of the registry: there is nothing to stand in for
        kept = store.keep_prompt(candidate)
        if kept.state == "candidate" and (copied := copies(candidate.prompt, seed, result)):
            store.refuse(kept.id, f"it copies {len(copied)} values of the report that it came from")


def _better(view: View, course: Course, top: Round) -> str:
    """The prompt of the round that stands, where it is another than the agent's own."""
    prompt = _prompt(top)
    return "" if prompt.strip() == _seed(view, course).strip() else prompt


def _seed(view: View, course: Course) -> str:
    """The agent's own prompt: as the element has it, else that of the first round."""
    row = view.item if isinstance(view.item, Mapping) else {}
    own = row.get("prompt") or row.get("bounded_prompt")
    return str(own or _prompt(course.history.rounds[0]))


def _prompt(one: Round) -> str:
    prompt = one.outcome.facts.get("prompt")
    return prompt if isinstance(prompt, str) else ""


def _result(one: Round) -> dict[str, JSON]:
    return {name: value for name, value in one.outcome.facts.items() if name not in ABOUT}
