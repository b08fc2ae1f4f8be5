"""What runs leave beside their reports: written whole, taken over, and told when they can't be."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from blocks.files import write_atomic
from flows.products import Done, collected, leave, products_in, take_over
from policies.errors import OperatorError
from tasks.outcome import Outcome, Status, StepRun, Trace, Verdict


@dataclass(frozen=True)
class Crew:
    """As much of a pack as this needs: it leaves what its steps said."""

    names: tuple[str, ...] = ("{}.json",)

    def products(self, given: str, facts: Mapping[str, Any], *, alone: bool) -> dict[str, bytes]:
        return {name.format(given): f"{dict(facts)} {alone}".encode() for name in self.names}

    def collect(self, folder: Path) -> None:
        found = [path.read_bytes() for path in products_in(folder)]
        (folder / "all.txt").write_bytes(b"\n".join(found))


CREW: Any = Crew()


def done(given: str, *steps: StepRun) -> Done:
    return Done(given, Trace(steps, Verdict.COMPLETED))


def step(alias: str, **said: Any) -> StepRun:
    return StepRun(alias, alias, Status.COMPLETED, outcome=Outcome(said))


def test_a_pack_sees_the_facts_of_its_steps_and_why_one_failed(tmp_path: Path) -> None:
    steps = (step("read", pages=3), StepRun("judge", "judge", Status.FAILED, "it hung"))
    skipped = StepRun("late", "late", Status.SKIPPED, "not needed")
    leave(done("a", *steps, skipped), tmp_path, CREW, alone=True)
    seen = (tmp_path / "a.json").read_text()
    assert seen == "{'judge': {'error': 'it hung'}, 'read': {'pages': 3}} True"


def test_a_disk_that_takes_nothing_is_told_in_one_sentence(tmp_path: Path) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OperatorError, match=r"can't be written: No space left on device\. Make"):
        leave(done("a"), tmp_path, CREW, full, alone=False)
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(OperatorError, match="what is finished is kept"):
        leave(done("a"), tmp_path / "file", CREW, alone=False)


def test_what_an_earlier_run_left_is_copied_and_what_is_gone_is_noticed(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for name in ("a", "sub/b [1]", "c"):
        leave(done(name), one, CREW, alone=False)
    assert take_over(one, two, ["a", "sub/b [1]"], CREW)
    assert {path.relative_to(two).as_posix() for path in products_in(two)} == {
        "a.json",
        "sub/b [1].json",
    }
    (one / "c.json").unlink()
    assert not take_over(one, two, ["c"], CREW)
    assert take_over(one, one, ["a"], CREW)
    assert not take_over(one, one, ["c"], CREW)


def test_a_name_that_another_begins_with_stands_for_itself_alone(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    leave(done("a.v2"), one, CREW, alone=False)
    write_atomic(one / "a.pages" / "001.png", b"x")
    assert not take_over(one, two, ["a"], CREW)
    assert products_in(two) == []


def test_what_all_leave_together_is_made_of_whole_files(tmp_path: Path) -> None:
    collected(tmp_path / "none", CREW)
    leave(done("a"), tmp_path, CREW, alone=False)
    (tmp_path / ".b.json.123.tmp").write_bytes(b"torn")
    collected(tmp_path, CREW)
    assert (tmp_path / "all.txt").read_text() == "{} False"
