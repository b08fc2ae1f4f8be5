"""What coaching leaves in the database: jobs, their rounds, results, metrics, and good prompts.

    store = CoachingStore(database, cache_of(database))
    job = store.begin_job(JobRow(job_id(run, doc, agent), run, pack, doc, agent))
    store.record_round(RoundRow(job.job_id, 1, prompt, result, 0.8, feedback))
    store.finish_job(job.job_id, JobEnd(result, 0.97, accepted=True, ms=812.0))
    store.result(doc, agent)

Every write is one transaction. A store may be used from many threads and many processes.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, func, select

from blocks.bulk import insert_new, upsert_many
from blocks.coaching_rows import JobEnd, JobRow, MetricRow, Performance, ResultRow, RoundRow
from blocks.database import Database
from blocks.errors import UnknownJob
from blocks.json_cache import JsonCache, Load
from blocks.ledger import utc_now
from blocks.prompts import PromptStore
from blocks.rows import JSON, canonical, cells, iso
from blocks.tables import JOBS, METRICS, RESULTS, ROUNDS

R = TypeVar("R")


@dataclass(frozen=True)
class CoachingStore(PromptStore):
    """The coaching tables of a database, with a cache of the latest results.

    Successful prompts are kept by its other half, see `blocks/prompts.py`.
    """

    database: Database
    cache: JsonCache
    clock: Callable[[], datetime] = utc_now

    def begin_job(self, job: JobRow) -> JobRow:
        """Begin a job, or find the one that stands there: its rounds say where to go on."""
        with self.database.write() as connection:
            insert_new(connection, JOBS, [cells(replace(job, created_at=self._now()))])
            return _job(connection, job.job_id)

    def record_round(self, one: RoundRow) -> JobRow:
        """Write a round; one that is recorded again replaces itself. Returns its job.

        The job's best round is the one with the highest score, the earliest of equals.
        """
        row = replace(one, created_at=one.created_at or self._now())
        with self.database.write() as connection:
            job = _job(connection, one.job_id, lock=True)
            upsert_many(connection, ROUNDS, [cells(row)])
            job = _with_best(connection, job)
            upsert_many(connection, JOBS, [cells(job)])
        return job

    def finish_job(self, job_id: str, end: JobEnd) -> JobRow:
        """Write a job's end, result and metrics in one transaction, then the cache.

        Finishing again replaces what stood there. A job without a result leaves no row of results.
        """
        with self.database.read() as connection:
            job = _job(connection, job_id)
        key = result_key(job.doc_id, job.agent_id)
        changing = self.cache.changing(key, partial(self._latest, job.doc_id, job.agent_id))
        with changing, self.database.write() as connection:
            return _finish(connection, job_id, end, self._now())

    def result(self, doc_id: str, agent_id: str) -> ResultRow | None:
        """The latest result of an agent at a document, from the cache; None without any."""
        load = partial(self._latest, doc_id, agent_id)
        found = self.cache.read(result_key(doc_id, agent_id), load)
        return None if found is None else ResultRow(**found)

    def results_of(self, doc_id: str) -> tuple[ResultRow, ...]:
        """The latest result of each agent at a document, by agent; from the database."""
        query = select(RESULTS).where(RESULTS.c.doc_id == doc_id).order_by(*_OLDEST_FIRST)
        found = {row.agent_id: row for row in self._all(ResultRow, query)}
        return tuple(found[name] for name in sorted(found))

    def job(self, job_id: str) -> JobRow:
        """A job by its id. UnknownJob otherwise."""
        with self.database.read() as connection:
            return _job(connection, job_id)

    def jobs(self, run_id: str) -> tuple[JobRow, ...]:
        """The jobs of a run, by document and agent."""
        query = select(JOBS).where(JOBS.c.run_id == run_id)
        return self._all(JobRow, query.order_by(JOBS.c.doc_id, JOBS.c.agent_id, JOBS.c.section))

    def rounds(self, job_id: str) -> tuple[RoundRow, ...]:
        """The rounds of a job in their order."""
        query = select(ROUNDS).where(ROUNDS.c.job_id == job_id).order_by(ROUNDS.c.round)
        return self._all(RoundRow, query)

    def seen(self, agent_id: str, other_than: str = "", limit: int = 20) -> tuple[JobRow, ...]:
        """Completed jobs of an agent at other documents than one, the newest of each document."""
        mine = (JOBS.c.agent_id == agent_id, JOBS.c.status == "completed")
        age = func.row_number().over(partition_by=JOBS.c.doc_id, order_by=_NEWEST_JOB)
        ranked = select(JOBS.c.job_id, age.label("age")).where(*mine, JOBS.c.doc_id != other_than)
        aged = ranked.subquery()
        newest = select(aged.c.job_id).where(aged.c.age == 1)
        query = select(JOBS).where(JOBS.c.job_id.in_(newest)).order_by(*_NEWEST_JOB).limit(limit)
        return self._all(JobRow, query)

    def performance(self, run_id: str) -> tuple[Performance, ...]:
        """What each agent of a run took, and how well it did, on average; by agent."""
        means = (METRICS.c.execution_time_ms, METRICS.c.coaching_rounds, METRICS.c.final_accuracy)
        query = select(METRICS.c.agent_id, func.count(), *map(func.avg, means))
        query = query.join(JOBS, JOBS.c.job_id == METRICS.c.job_id).where(JOBS.c.run_id == run_id)
        with self.database.read() as connection:
            found = connection.execute(query.group_by(METRICS.c.agent_id)).all()
        return tuple(Performance(a, n, *map(float, rest)) for a, n, *rest in sorted(found))

    def entries(self) -> Iterator[tuple[str, Load]]:
        """What the cache holds of results: keys, and what loads their values."""
        with self.database.read() as connection:
            query = select(RESULTS.c.doc_id, RESULTS.c.agent_id).distinct()
            pairs = connection.execute(query).all()
        for doc_id, agent_id in pairs:
            yield result_key(doc_id, agent_id), partial(self._latest, doc_id, agent_id)

    def _latest(self, doc_id: str, agent_id: str) -> JSON:
        mine = (RESULTS.c.doc_id == doc_id, RESULTS.c.agent_id == agent_id)
        newest = (RESULTS.c.created_at.desc(), RESULTS.c.job_id.desc())
        found = self._all(ResultRow, select(RESULTS).where(*mine).order_by(*newest).limit(1))
        return asdict(found[0]) if found else None

    def _all(self, shape: Callable[..., R], query: Select[Any]) -> tuple[R, ...]:
        with self.database.read() as connection:
            return tuple(shape(*row) for row in connection.execute(query))

    def _now(self) -> str:
        return iso(self.clock())


_OLDEST_FIRST = (RESULTS.c.created_at, RESULTS.c.job_id)
_NEWEST_JOB = (JOBS.c.completed_at.desc(), JOBS.c.job_id)


def result_key(doc_id: str, agent_id: str) -> str:
    """The cache's key for the latest result of an agent at a document."""
    return "results/" + canonical([doc_id, agent_id])


def _job(connection: Connection, job_id: str, *, lock: bool = False) -> JobRow:
    query = select(JOBS).where(JOBS.c.job_id == job_id)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise UnknownJob(f"There is no coaching job {job_id!r}: it must begin first.")
    return JobRow(*row)


def _with_best(connection: Connection, job: JobRow) -> JobRow:
    rounds = select(ROUNDS.c.round, ROUNDS.c.score).where(ROUNDS.c.job_id == job.job_id)
    best = rounds.order_by(ROUNDS.c.score.desc().nulls_last(), ROUNDS.c.round).limit(1)
    number, score = connection.execute(best).one()
    return replace(job, best_round=number, best_score=score)


def _finish(connection: Connection, job_id: str, end: JobEnd, now: str) -> JobRow:
    job = _job(connection, job_id, lock=True)
    job = replace(job, status=end.status, reason=end.reason, completed_at=now)
    if job.best_score is None and end.result is not None:
        job = replace(job, best_score=end.score)
    upsert_many(connection, JOBS, [cells(job)])
    if end.result is not None:
        result = ResultRow(
            job_id, job.agent_id, job.doc_id, end.result, end.score, end.accepted, now
        )
        upsert_many(connection, RESULTS, [cells(result)])
    rounds = select(func.count()).select_from(ROUNDS).where(ROUNDS.c.job_id == job_id)
    count = connection.scalar(rounds) or 0
    metric = MetricRow(job_id, job.agent_id, end.ms, count, end.score, now)
    upsert_many(connection, METRICS, [cells(metric)])
    return job


__all__ = ["CoachingStore", "JobEnd", "Performance", "result_key"]
