"""A folder of reports that is settled without a Prefect server, and what may happen to it."""

import asyncio
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from sqlalchemy import event, make_url

from blocks.coaching import CoachingStore
from blocks.json_cache import cache_of
from blocks.ledger import Ledger, open_ledger
from flows.batch import run_batch
from flows.batch_record import Batch, BatchRan
from flows.settle import Shop
from policies.load import ROOT
from tasks.packs import crew
from tests.flows.parts import Faults, Store

SAMPLES = ROOT.parent / "deployments" / "samples" / "annual_reports"
PACK, DAY = "annual_reports", date(2026, 6, 15)
REPORTS = ("Brf Ån", "b/Brf Ån", "brf_c")
READABLE, SCANNED = "brf_alkarret.pdf", "brf_sjovik.pdf"  # a scan has its outcome at once


def report(path: Path, mark: int, sample: str = READABLE) -> Path:
    """A report that no other has the bytes of."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((SAMPLES / sample).read_bytes() + b"\n%% %d\n" % mark)
    return path


@dataclass
class Desk:
    """A folder of reports, a ledger and a store of answers; what is to happen after each report."""

    root: Path
    url: str
    sample: str = READABLE
    store: Store = field(default_factory=Store)
    then: Callable[[int], None] = lambda _: None

    def __post_init__(self) -> None:
        self.folder = self.root / "reports of 2023"
        for number, name in enumerate(REPORTS):
            report(self.folder / f"{name}.pdf", number, self.sample)

    def settle(self, run_id: str, ledger: Any = None) -> BatchRan:
        own = ledger or open_ledger(self.url)
        impatient(own)
        shop = Shop(crew(PACK), database=own.database)
        batch = Batch(run_id, shop, shop.crew.open(self.folder, DAY), "item", {"input": "x"})
        world = self.store.world(own, self.root / "left", Faults())
        known = world.keyed
        count = iter(range(1, 100))
        alone = asyncio.Lock()

        async def keyed(*args: Any, **options: Any) -> Any:
            async with alone:  # one report after the other, so that a test can say when
                answer = await known(*args, **options)
                await asyncio.to_thread(self.then, next(count))
                return answer

        async def work() -> BatchRan:
            return await run_batch(batch, replace(world, keyed=keyed))

        try:
            return asyncio.run(work())
        finally:
            own.close()

    def left(self, run_id: str) -> dict[str, Any]:
        """The results of a run by their names, and how many values are in its table."""
        folder = self.root / "left" / run_id
        found = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*.json")}
        return {name: json.loads(path.read_text("utf-8")) for name, path in found.items()}

    def table(self, run_id: str) -> set[str]:
        rows = pq.read_table(self.root / "left" / run_id / "reports.parquet").to_pylist()
        return {row["report_id"] for row in rows}

    def extracted(self, run_id: str) -> int:
        """How many reports were really extracted by a run, whatever it took over."""
        with closing(open_ledger(self.url)) as ledger:
            jobs = CoachingStore(ledger.database, cache_of(ledger.database)).jobs(run_id)
            return len({job.doc_id for job in jobs if job.status != "running"})


def impatient(ledger: Ledger) -> None:
    """SQLite waits half a minute for a lock: here a moment is enough."""
    if ledger.database.engine.dialect.name == "sqlite":
        event.listen(
            ledger.database.engine, "connect", lambda c, _: c.execute("PRAGMA busy_timeout = 200")
        )
        ledger.database.engine.dispose()


@contextmanager
def away(url: str) -> Iterator[None]:
    """The database takes nobody while the block lasts."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        file = parsed.database or ""
        lock = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        with closing(lock):
            lock.execute("BEGIN EXCLUSIVE")
            yield
            lock.execute("ROLLBACK")
        return
    import psycopg

    admin = parsed.set(database="postgres").render_as_string(hide_password=False)
    with psycopg.connect(admin, autocommit=True) as server:
        server.execute(f'ALTER DATABASE "{parsed.database}" ALLOW_CONNECTIONS false')
        hang_up(server, parsed.database)
        yield
        server.execute(f'ALTER DATABASE "{parsed.database}" ALLOW_CONNECTIONS true')


def hang_up(server: Any, database: str | None) -> None:
    ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
    server.execute(ended, (database,))
