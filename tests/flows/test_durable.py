"""What was finished stays finished, what failed is tried again, and nothing stale is taken."""

import asyncio
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import flows.batch
from blocks.errors import LedgerError
from blocks.ledger import Ledger, open_ledger
from blocks.rows import RunRow
from flows import entry
from flows.batch import Batch, BatchRan, run_batch
from flows.run import Ran, Request, World, run
from flows.settle import Shop
from tasks.agent import Agent, View
from tasks.outcome import Outcome, Section, Verdict
from tests.toy import agent, crew, load_toy

pytestmark = pytest.mark.usefixtures("prefect_server")

# Not in closures: what an agent is bound to is part of its key.
RAN: Counter[str] = Counter()
BROKEN: set[str] = set()
STEPS = [
    {"agent": "look"},
    {"agent": "flaky", "needs": ["look"]},
    {"agent": "last", "needs": ["flaky"]},
]


@pytest.fixture(autouse=True)
def nothing_ran_yet() -> None:
    RAN.clear()
    BROKEN.clear()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    yield opened
    opened.close()


def look(view: View) -> Outcome:
    RAN["look"] += 1
    said = Section("Seen", f"size {view.request.size}, {view.params.get('how', 'plainly')}")
    return Outcome(facts={"size": view.request.size}, sections=(said,))


def flaky(view: View) -> Outcome:
    RAN["flaky"] += 1
    if view.request.id in BROKEN:
        raise OSError("the feed is down")
    return Outcome(facts={"size": view.needs["look"]["size"]})


def last(_: View) -> Outcome:
    RAN["last"] += 1
    return Outcome()


def shop_of(root: Path, how: str = "plainly", version: str = "1") -> Shop:
    known = {
        "look": Agent("look", look, version, {"size": 0}),
        "flaky": agent("flaky", flaky, {"size": 0}),
        "last": agent("last", last),
    }
    steps = [{**STEPS[0], "params": {"how": how}}, *STEPS[1:]]
    policy = {"limits": {"retries": 0}, "steps": steps}
    return Shop(crew(load_toy(root, {"p": policy}, known), known), policy="p")


def go(shop: Shop, ledger: Ledger, reports: Path, run_id: str = "run-1", size: int = 1) -> Ran:
    request = Request(run_id, shop.crew.request(id="r-1", size=size), shop)
    return asyncio.run(run(request, World(ledger, reports)))


def batch(shop: Shop, ledger: Ledger, root: Path, run_id: str = "run-1") -> BatchRan:
    path = root / "toys.jsonl"
    path.write_text("".join(f'{{"id": "r-{n}", "size": {n}}}\n' for n in range(6)))
    given = shop.crew.open(path, date(2026, 3, 2))
    work = run_batch(Batch(run_id, shop, given, "chunk", {}), World(ledger, root / "reports"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flows.batch, "CHUNK", 2)
        return asyncio.run(work)


def test_a_run_that_goes_on_repeats_only_what_failed(tmp_path: Path, ledger: Ledger) -> None:
    shop, reports = shop_of(tmp_path), tmp_path / "reports"
    BROKEN.add("r-1")
    first = go(shop, ledger, reports)
    assert (first.trace.verdict, RAN) == (Verdict.FAILED, {"look": 1, "flaky": 1})
    BROKEN.clear()
    second = go(shop, ledger, reports)
    assert (second.trace.verdict, RAN) == (Verdict.COMPLETED, {"look": 1, "flaky": 2, "last": 1})
    kept = ledger.run("run-1")
    assert (kept.state, kept.counts["steps"]) == ("completed", {"completed": 3})
    undisturbed = go(shop, ledger, reports, "run-2")
    assert undisturbed.path.read_bytes() == second.path.read_bytes()
    assert RAN == {"look": 1, "flaky": 2, "last": 1}


@pytest.mark.parametrize("edit", ["parameter of the policy", "version of the agent", "request"])
def test_after_an_edit_nothing_stale_is_taken(tmp_path: Path, ledger: Ledger, edit: str) -> None:
    before = go(shop_of(tmp_path), ledger, tmp_path / "reports")
    changed = {
        "parameter of the policy": (shop_of(tmp_path, how="closely"), 1),
        "version of the agent": (shop_of(tmp_path, version="2"), 1),
        "request": (shop_of(tmp_path), 2),
    }
    shop, size = changed[edit]
    after = go(shop, ledger, tmp_path / "reports", "run-2", size)
    assert RAN["look"] == 2
    assert after.path.read_bytes() != before.path.read_bytes()
    keys = [ledger.steps(run_id)[0].key for run_id in ("run-1", "run-2")]
    assert keys[0] != keys[1]
    assert ledger.earlier_key(str(keys[1])) == keys[0]


def test_without_the_store_of_results_everything_runs_again_and_ends_the_same(
    tmp_path: Path, ledger: Ledger, own_folders: Path
) -> None:
    first = go(shop_of(tmp_path), ledger, tmp_path / "reports")
    report = first.path.read_bytes()
    shutil.rmtree(own_folders / "results")
    assert go(shop_of(tmp_path), ledger, tmp_path / "reports").path.read_bytes() == report
    assert RAN == {"look": 2, "flaky": 2, "last": 2}


def test_a_torn_record_is_a_miss(tmp_path: Path, ledger: Ledger, own_folders: Path) -> None:
    first = go(shop_of(tmp_path), ledger, tmp_path / "reports")
    report, key = first.path.read_bytes(), str(first.trace.steps[0].key)
    record = own_folders / "results" / key[:2] / key
    record.write_bytes(record.read_bytes()[:40])
    assert go(shop_of(tmp_path), ledger, tmp_path / "reports").path.read_bytes() == report
    assert RAN == {"look": 2, "flaky": 1, "last": 1}


def test_a_batch_that_goes_on_repeats_only_the_chunks_in_which_something_failed(
    tmp_path: Path, ledger: Ledger
) -> None:
    shop = shop_of(tmp_path)
    BROKEN.add("r-3")
    first = batch(shop, ledger, tmp_path)
    assert (first.verdict, first.reason) == (Verdict.PARTIAL, "1 of 6 items did not complete")
    assert RAN == {"look": 6, "flaky": 6, "last": 5}
    BROKEN.clear()
    second = batch(shop, ledger, tmp_path)
    assert (second.verdict, second.reason) == (Verdict.COMPLETED, "6 items settled")
    assert RAN == {"look": 8, "flaky": 8, "last": 7}
    assert ledger.run("run-1").counts["items"] == {"completed": 6}
    third = batch(shop, ledger, tmp_path, "run-2")
    assert third.path.read_bytes() == second.path.read_bytes()
    assert RAN == {"look": 8, "flaky": 8, "last": 7}


def test_a_batch_that_another_ledger_knows_is_settled_again(tmp_path: Path, ledger: Ledger) -> None:
    first = batch(shop_of(tmp_path), ledger, tmp_path)
    report = first.path.read_bytes()
    other = open_ledger(f"sqlite:///{tmp_path / 'other.db'}")
    second = batch(shop_of(tmp_path), other, tmp_path)
    assert second.path.read_bytes() == report
    assert RAN == {"look": 12, "flaky": 12, "last": 12}
    assert other.run("run-1").counts == ledger.run("run-1").counts
    other.close()


def test_a_run_can_not_go_on_with_another_request(tmp_path: Path, ledger: Ledger) -> None:
    go(shop_of(tmp_path), ledger, tmp_path / "reports")
    with pytest.raises(LedgerError, match="started for another request"):
        go(shop_of(tmp_path), ledger, tmp_path / "reports", size=2)
    assert ledger.run("run-1").state == "completed"
    assert RAN["look"] == 1


def test_a_run_that_lives_in_another_process_is_not_run_twice(
    tmp_path: Path, ledger: Ledger
) -> None:
    shop = shop_of(tmp_path)
    request = Request("run-1", shop.crew.request(id="r-1", size=1), shop)
    ledger.begin(RunRow("run-1", "toy", request_digest=request.digest, host="elsewhere", pid=7))
    with pytest.raises(LedgerError, match="still running in process 7 on elsewhere"):
        go(shop, ledger, tmp_path / "reports")
    assert not RAN


def test_a_process_that_starts_marks_the_runs_that_died(own_folders: Path) -> None:
    before = open_ledger()
    gone = 2**22 + 1  # no process has this id
    host = before.begin(RunRow("mine", "toy")).host
    before.begin(RunRow("theirs", "toy", host=host, pid=gone, pid_started=1.0))
    before.close()
    entry._ledger.cache_clear()
    ledger = entry.world().ledger
    states = {run.id: run.state for run in ledger.runs(limit=None)}
    assert states == {"mine": "running", "theirs": "died"}
    assert "ended without finishing" in ledger.run("theirs").reason
    entry._ledger.cache_clear()


def test_an_agent_that_failed_leaves_no_answer_in_the_store(
    tmp_path: Path, ledger: Ledger, own_folders: Path
) -> None:
    BROKEN.add("r-1")
    ran = go(shop_of(tmp_path), ledger, tmp_path / "reports")
    records = {path.name for path in (own_folders / "results").rglob("*") if path.is_file()}
    keys = {step.alias: step.key for step in ran.trace.steps}
    assert keys["look"] in records
    assert keys["flaky"] not in records  # Prefect keeps its error, under a name that nobody asks
