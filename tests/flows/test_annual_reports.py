"""Folders of reports whose run is disturbed: what was finished is kept, and said in a sentence."""

import sqlite3
from collections import Counter
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from blocks.errors import LedgerError
from blocks.ledger import open_ledger
from flows.entry import world
from flows.recording import Recording
from policies.errors import OperatorError
from tasks.agent import View
from tasks.annual_reports.layout.extractors import EXTRACTORS
from tasks.annual_reports.reading import Reading
from tasks.outcome import Verdict
from tasks.roster import registry_of
from tasks.rounds import Course
from tests.flows.report_desk import REPORTS, SCANNED, Desk, away, hang_up, impatient, report
from tests.flows.ways import settled
from tests.tasks.annual_reports.asked import PACK, PLAIN


@pytest.fixture
def desk(tmp_path: Path, ledger_url: str) -> Desk:
    open_ledger(ledger_url).close()
    return Desk(tmp_path, ledger_url)


@pytest.fixture
def here(tmp_path: Path) -> Desk:
    open_ledger(url := f"sqlite:///{tmp_path / 'ledger.db'}").close()
    return Desk(tmp_path, url, SCANNED)


def test_a_database_that_goes_away_ends_the_run_in_a_sentence_and_nothing_is_lost(
    desk: Desk,
) -> None:
    gone: list[Any] = []

    def take_away(ended: int) -> None:
        if ended == 2:
            gone.append(away(desk.url))
            gone[0].__enter__()

    desk.then = take_away
    with pytest.raises(LedgerError, match=r"can't be used: .* Check that the database is there"):
        desk.settle("one")
    gone[0].__exit__(None, None, None)
    desk.then = lambda _: None
    finished = set(desk.left("one"))
    assert len(finished) >= 2
    ran = desk.settle("two")
    assert ran.verdict is Verdict.COMPLETED
    assert set(desk.left("two")) == {f"{name}.json" for name in REPORTS}
    assert desk.table("two") == set(REPORTS)
    assert desk.extracted("two") == len(REPORTS) - 2
    with closing(open_ledger(desk.url)) as ledger:
        assert ledger.verify_audit() == []
        assert sum(item.cached for item in ledger.items("two")) == 2


@pytest.fixture
def extracted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each agent has really read a report."""
    counts: Counter[str] = Counter()

    def counted(name: str, extract: Any) -> Any:
        def counting(reading: Reading) -> Any:
            counts[name] += 1
            return extract(reading)

        return counting

    for name, extract in EXTRACTORS.items():
        monkeypatch.setitem(EXTRACTORS, name, counted(name, extract))
    return counts


@pytest.mark.usefixtures("prefect_server")
def test_a_database_that_goes_away_in_one_report_s_run_costs_no_answer(
    ledger_url: str, extracted: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COXSWAIN_LEDGER", ledger_url)
    impatient(world().ledger)
    gone, tell, closed = ExitStack(), Recording.tell, []

    def told(self: Recording, alias: str, view: View, course: Course) -> None:
        tell(self, alias, view, course)
        if not closed:  # one agent of 24 has been judged
            closed.append(gone.enter_context(away(ledger_url)))

    monkeypatch.setattr(Recording, "tell", told)
    with pytest.raises(LedgerError, match=r"can't be used: .* Check that the database is there"):
        settled(PLAIN)
    gone.close()
    before = extracted.copy()
    assert set(before) == set(EXTRACTORS)
    assert settled(PLAIN).verdict is Verdict.COMPLETED
    assert extracted == before
    world().ledger.close()


@pytest.mark.usefixtures("prefect_server")
def test_an_agent_that_was_edited_is_asked_again_and_no_other(extracted: Counter[str]) -> None:
    assert settled(PLAIN).verdict is Verdict.COMPLETED
    extracted.clear()
    registry_of().edit(PACK, "AuditorAgent", bounded_prompt="Who has audited the report?")
    assert settled(PLAIN).verdict is Verdict.COMPLETED
    assert set(extracted) == {"AuditorAgent"}


@pytest.mark.parametrize("ledger_url", ["postgresql"], indirect=True)
def test_connections_that_are_dropped_between_reports_are_made_anew(
    tmp_path: Path, ledger_url: str
) -> None:
    import psycopg

    desk, parsed = Desk(tmp_path, ledger_url, SCANNED), make_url(ledger_url)
    admin = parsed.set(database="postgres").render_as_string(hide_password=False)

    def drop(_: int) -> None:
        with psycopg.connect(admin, autocommit=True) as server:
            hang_up(server, parsed.database)

    desk.then = drop
    assert desk.settle("one").verdict is Verdict.COMPLETED
    assert desk.table("one") == set(REPORTS)


def test_a_ledger_file_that_is_removed_in_the_middle_is_told_and_the_results_stay(
    here: Desk,
) -> None:
    def remove(ended: int) -> None:
        if ended == 2:
            for path in here.root.glob("ledger.db*"):
                if path.is_file():
                    path.unlink()

    here.then = remove
    with pytest.raises(LedgerError, match=r"ledger\.db can't be used: no such table"):
        here.settle("one")
    assert len(here.left("one")) >= 2
    here.then = lambda _: None
    assert here.settle("two").verdict is Verdict.COMPLETED
    assert set(here.left("two")) == {f"{name}.json" for name in REPORTS}


def test_a_registry_that_can_not_be_read_ends_a_run_before_any_report_is_read(here: Desk) -> None:
    with closing(sqlite3.connect(here.root / "ledger.db")) as database:
        database.execute("ALTER TABLE agent_registry RENAME TO elsewhere")
    with pytest.raises(LedgerError, match="no such table: agent_registry"):
        here.settle("one")
    assert here.left("one") == {}


def test_coaching_that_can_not_be_recorded_is_a_warning_and_the_report_is_finished(
    tmp_path: Path, here: Desk
) -> None:
    here = Desk(tmp_path, here.url)
    with closing(sqlite3.connect(here.root / "ledger.db")) as database:
        database.execute("DROP TABLE coaching_rounds")
    assert here.settle("one").verdict is Verdict.COMPLETED
    assert set(here.left("one")) == {f"{name}.json" for name in REPORTS}
    with closing(open_ledger(here.url)) as ledger:
        assert len(ledger.items("one")) == len(REPORTS)


def test_a_report_that_is_gone_when_its_turn_comes_fails_alone_and_is_tried_again(
    here: Desk,
) -> None:
    lost = here.folder / "brf_c.pdf"
    here.then = lambda ended: lost.unlink() if ended == 1 and lost.exists() else None
    ran = here.settle("one")
    assert ran.verdict is Verdict.PARTIAL
    assert ran.reason == "1 of 3 items did not complete"
    result = here.left("one")["brf_c.json"]
    assert result["outcome"] == "FAILED"
    assert "brf_c.pdf does not exist. Name a PDF that does." in result["reason"]
    report(lost, 2, SCANNED)
    here.then = lambda _: None
    here.store.done.clear()
    assert here.settle("two").verdict is Verdict.COMPLETED
    assert here.store.done == ["brf_c"]


def test_a_report_that_changes_while_it_waits_fails_alone(here: Desk) -> None:
    other = here.folder / "brf_c.pdf"
    here.then = lambda ended: report(other, 99, SCANNED) and None if ended == 1 else None
    ran = here.settle("one")
    assert ran.verdict is Verdict.PARTIAL
    assert "has changed since the run began" in here.left("one")["brf_c.json"]["reason"]


def test_a_disk_that_is_full_ends_the_run_in_a_sentence(
    here: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    import flows.batch

    wrote = flows.batch.leave

    def leave(made: Any, folder: Path, pack: Any, write: Any, **options: Any) -> None:
        def full(path: Path, content: bytes) -> None:
            if path.name == "Brf Ån.json" and path.parent.name == "b":
                raise OSError(28, "No space left on device")
            write(path, content)

        wrote(made, folder, pack, full, **options)

    monkeypatch.setattr(flows.batch, "leave", leave)
    with pytest.raises(OperatorError, match=r"No space left on device\. Make room there"):
        here.settle("one")
    monkeypatch.setattr(flows.batch, "leave", wrote)
    kept = len(here.store.answers)
    here.store.done.clear()
    assert here.settle("two").verdict is Verdict.COMPLETED
    assert len(here.store.done) == len(REPORTS) - kept
    assert here.table("two") == set(REPORTS)


def test_a_report_that_comes_to_a_folder_is_the_only_one_that_is_read(here: Desk) -> None:
    assert here.settle("one").verdict is Verdict.COMPLETED
    here.store.done.clear()
    report(here.folder / "aaa first of all.pdf", 9, SCANNED)
    assert here.settle("two").verdict is Verdict.COMPLETED
    assert here.store.done == ["aaa first of all"]
    assert here.table("two") == {*REPORTS, "aaa first of all"}
    with closing(open_ledger(here.url)) as ledger:
        items = ledger.items("two")
    assert [item.position for item in items] == [0, 1, 2, 3]
    assert [item.item_id for item in items] == ["Brf Ån", "aaa first of all", "b/Brf Ån", "brf_c"]
