"""What becomes a task in a batch: as the request says, or else as each item's own policy does."""

from pathlib import Path

from flows.batch import _by_grain
from flows.batch_record import Batch
from flows.chunk import Chunk
from flows.settle import Shop
from policies.schema import Granularity
from tasks.inputs import Input
from tasks.records import Record
from tests.toy import Request, agents, crew, load_toy

KNOWN = agents("a")
STEPS = [{"agent": "a"}]
SIZES = enumerate((1, 20, 2))
RECORDS = tuple(Record(n, Request(id=f"r-{n}", size=size), "f") for n, size in SIZES)


def grains(
    root: Path, high: Granularity | None, asked: Granularity | None
) -> list[tuple[str, tuple[int, ...]]]:
    said = {"granularity": high} if high else {}
    policies = {
        "low": {"when": 'profile.risk == "LOW"', "steps": STEPS},
        "high": {"when": 'profile.risk == "HIGH"', "steps": STEPS, **said},
    }
    shop = Shop(crew(load_toy(root, policies, KNOWN), KNOWN))
    batch = Batch("run", shop, Input("f", "", lambda: iter(())), asked, {})
    return [(grain, c.positions) for grain, c in _by_grain(Chunk(0, (0, 1, 2), RECORDS), batch)]


def test_a_policy_chooses_for_its_own_items(tmp_path: Path) -> None:
    assert grains(tmp_path, "agent", None) == [("chunk", (0, 2)), ("agent", (1,))]


def test_a_request_chooses_for_all(tmp_path: Path) -> None:
    assert grains(tmp_path, "agent", "item") == [("item", (0, 1, 2))]


def test_without_a_choice_chunks_are_tasks(tmp_path: Path) -> None:
    assert grains(tmp_path, None, None) == [("chunk", (0, 1, 2))]


def test_items_alone_have_numbers_that_no_chunk_has() -> None:
    numbers = [chunk.number for chunk in Chunk(3, (0, 1, 2), RECORDS).alone()]
    assert len(set(numbers)) == 3
    assert max(numbers) < 0
