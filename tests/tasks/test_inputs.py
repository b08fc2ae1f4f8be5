"""What a run is given: one request or many, each row accounted for, and what it is known by."""

import json
import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from policies.errors import InputError
from tasks.inputs import Input, file_digest, open_records
from tasks.records import Record, Rejected


class Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str
    size: int
    day: date | None = None


TODAY = date(2026, 3, 2)


def dated(one: Asked) -> Asked:
    return one if one.day else one.model_copy(update={"day": TODAY})


def opened(path: Path, given: str = "2026-03-02") -> Input:
    return open_records(path, Asked, dated, given)


def lines(path: Path, *rows: str) -> Path:
    path.write_text("".join(f"{row}\n" for row in rows))
    return path


def test_a_json_object_is_one_request(tmp_path: Path) -> None:
    path = lines(tmp_path / "one.json", '{"id": "a", "size": 1}')
    found = opened(path)
    assert found.one == Asked(id="a", size=1, day=TODAY)
    assert (found.title, found.total, found.identity) == ("one.json", 1, None)
    assert [row.value for row in found.rows()] == [found.one]  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ['[{"id": "a", "size": 1}]', ' \n[{"id": "a", "size": 1}]'])
def test_a_json_list_is_a_batch_even_of_one(tmp_path: Path, text: str) -> None:
    found = opened(lines(tmp_path / "list.json", text))
    assert found.one is None
    assert len(list(found.rows())) == 1


def test_a_single_request_that_is_malformed_is_an_error_before_any_work(tmp_path: Path) -> None:
    path = lines(tmp_path / "one.json", '{"id": "a", "size": "many"}')
    with pytest.raises(InputError, match=r"one\.json: .*size") as error:
        opened(path)
    assert "\n" not in str(error.value)


@given(st.lists(st.sampled_from(["good", "torn", "wrong", "twice"]), min_size=1, max_size=20))
@settings(max_examples=40, deadline=None)
def test_every_row_is_taken_or_rejected_with_its_line(
    tmp_path_factory: pytest.TempPathFactory, kinds: list[str]
) -> None:
    rows = {
        "good": lambda n: json.dumps({"id": f"r-{n}", "size": n}),
        "torn": lambda _: "{torn",
        "wrong": lambda n: json.dumps({"id": f"r-{n}", "size": "many"}),
        "twice": lambda n: json.dumps({"id": "same", "size": n}),
    }
    path = tmp_path_factory.mktemp("rows") / "many.jsonl"
    lines(path, *(rows[kind](n) for n, kind in enumerate(kinds)))
    found = list(opened(path).rows())
    assert [row.line for row in found] == list(range(1, len(kinds) + 1))
    taken = [row for row in found if isinstance(row, Record)]
    rejected = [row for row in found if isinstance(row, Rejected)]
    twice = kinds.count("twice")
    assert len(taken) == kinds.count("good") + min(1, twice)
    assert len(rejected) == len(kinds) - len(taken)
    assert all(row.reason and row.source == "many.jsonl" for row in rejected)
    assert all(row.value.day == TODAY for row in taken)


def test_rows_can_be_read_again_and_again(tmp_path: Path) -> None:
    found = opened(lines(tmp_path / "a.jsonl", '{"id": "a", "size": 1}', '{"id": "b", "size": 2}'))
    first, second, third = (list(found.rows()) for _ in range(3))
    assert first == second == third
    assert len(first) == 2


def test_the_total_is_about_the_number_of_rows(tmp_path: Path) -> None:
    rows = [json.dumps({"id": str(n), "size": n}) for n in range(7)]
    assert opened(lines(tmp_path / "a.jsonl", *rows)).total == 7


@pytest.mark.parametrize("name", ["gone.jsonl", "empty.jsonl", "folder.jsonl", "text.txt"])
def test_a_file_that_can_not_be_read_is_an_error_that_names_it(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty.jsonl").touch()
    (tmp_path / "folder.jsonl").mkdir()
    (tmp_path / "text.txt").write_text("x")
    with pytest.raises(InputError, match=name):
        opened(tmp_path / name)


def test_the_digest_is_of_the_bytes_alone(tmp_path: Path) -> None:
    one, other = tmp_path / "one.jsonl", tmp_path / "other.jsonl"
    lines(one, '{"id": "a", "size": 1}')
    lines(other, '{"id": "a", "size": 1}')
    assert opened(one).digest == opened(other).digest == file_digest([one])
    assert file_digest([one, other]) != file_digest([one])


def identity(path: Path, given: str = "2026-03-02") -> str:
    found = opened(path, given).identity
    assert found is not None
    return found()


def test_the_identity_holds_all_that_decides_about_the_rows(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", '{"id": "a", "size": 1}')
    before = identity(path)
    os.utime(path, (1, 1))
    assert identity(path) == before
    renamed = lines(tmp_path / "b.jsonl", '{"id": "a", "size": 1}')
    changed = {
        "another day": identity(path, given="2026-03-03"),
        "another name": identity(renamed),
        "other bytes": identity(lines(path, '{"id": "a", "size": 2}')),
    }
    assert len({before, *changed.values()}) == 4


def test_the_identity_is_of_the_moment_at_which_it_is_asked(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", '{"id": "a", "size": 1}')
    found = opened(path)
    assert found.identity is not None
    before = found.identity()
    lines(path, '{"id": "a", "size": 2}')
    assert found.identity() != before
