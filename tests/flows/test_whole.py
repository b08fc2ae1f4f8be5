"""A batch that was settled before is taken over whole, as long as nothing that decides changed."""

import asyncio
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from blocks.rows import AuditEntry
from flows.batch import Batch, run_batch
from tests.flows.parts import GOOD, ROWS, Faults, Store, Templates, toy_shop


class Desk:
    """One ledger and one store, and batches of one file that are settled with them."""

    def __init__(self, root: Path) -> None:
        self.root, self.faults, self.store = root, Faults(), Store()
        self.ledger = Templates(root).ledger(self.faults)
        self.path = root / "toys.jsonl"
        self.path.write_text("\n".join(ROWS) + "\n")

    def settle(self, name: str, **changed: Any) -> Any:
        """Settle the file; `read` of the answer says whether its rows were read."""
        shop = toy_shop(self.root, self.faults)
        given = shop.crew.open(self.path, date(2026, 3, 2))
        read: list[int] = []

        def rows() -> Any:
            read.append(1)
            return given.rows()

        watched = replace(given, rows=rows)
        batch = Batch(name, shop, watched, changed.pop("granularity", "chunk"), {})
        world = self.store.world(self.ledger, self.root / "reports", self.faults)
        return asyncio.run(run_batch(batch, world)), bool(read)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_the_same_input_is_not_even_read_again(desk: Desk) -> None:
    first, read = desk.settle("one")
    again, read_again = desk.settle("two")
    assert (read, read_again) == (True, False)
    assert again.summary == first.summary
    assert again.path.read_bytes() == first.path.read_bytes()
    assert [i.item_id for i in desk.ledger.items("two")] == ["r-1", "r-2", "r-3", "r-4", "r-6"]
    assert desk.ledger.rejections("two") == desk.ledger.rejections("one")
    assert desk.ledger.counts("two")["cached"]["items"] == len(GOOD)


def test_one_changed_byte_is_read(desk: Desk) -> None:
    desk.settle("one")
    desk.path.write_text(desk.path.read_text().replace('"size": 30', '"size": 31'))
    _, read = desk.settle("two")
    assert read


def test_another_granularity_settles_for_itself(desk: Desk) -> None:
    desk.settle("one")
    _, read = desk.settle("two", granularity="item")
    assert read


def test_an_input_that_changed_meanwhile_is_kept_by_nobody(desk: Desk) -> None:
    original = desk.path.read_bytes()
    write = desk.ledger.record_items

    class Meddled:
        def __getattr__(self, name: str) -> Any:
            if name == "record_items":
                desk.path.write_bytes(original + b"\n")
                return write
            return getattr(ledger, name)

    ledger = desk.ledger
    desk.ledger = Meddled()  # type: ignore[assignment]
    desk.settle("one")
    desk.ledger, _ = ledger, desk.path.write_bytes(original)
    _, read = desk.settle("two")
    assert read


def test_rows_that_the_ledger_no_longer_has_are_settled_anew(desk: Desk) -> None:
    first, _ = desk.settle("one")
    desk.ledger = Templates(desk.root / "elsewhere").ledger(desk.faults)
    again, read = desk.settle("two")
    assert read
    assert again.summary == first.summary
    assert len(desk.ledger.items("two")) == len(GOOD)


def test_a_batch_with_a_failure_is_not_taken_over(desk: Desk) -> None:
    clean = desk.settle("count")  # what operation the first agent is
    assert clean
    fresh = Desk(desk.root / "fresh")
    fresh.faults.at = next(n for n, what in enumerate(desk.faults.seen, 1) if what == "agent look")
    failed, _ = fresh.settle("one")
    fresh.faults.at = None
    again, read = fresh.settle("two")
    assert failed.verdict != "completed"
    assert (read, again.verdict) == (True, "completed")


def test_a_new_human_answer_counts_where_policies_read_history(desk: Desk) -> None:
    from flows import whole

    desk.settle("one")
    desk.ledger.answer(AuditEntry("answer", "toy 1", {"action": "ASK"}))
    _, unread = desk.settle("two")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(whole, "reads_history", lambda _: True)
        _, read = desk.settle("three")
    assert (unread, read) == (False, True)
