"""The block of results, through real Prefect tasks."""

import asyncio
from pathlib import Path

import pytest
from prefect import flow, task
from prefect.cache_policies import CacheKeyFnPolicy

from blocks.results import Results, saved_results

KEY = "ab12" * 16


@pytest.fixture
def results(prefect_server, tmp_path: Path, monkeypatch) -> Results:
    monkeypatch.setenv("COXSWAIN_HOME", str(tmp_path))
    return saved_results()


def agent(results: Results, calls: list[int]):
    @task(
        cache_policy=CacheKeyFnPolicy(cache_key_fn=lambda _context, _inputs: KEY),
        persist_result=True,
        result_storage=results,
        result_serializer="json",
    )
    def rules(n: int) -> dict:
        calls.append(n)
        return {"n": n, "amount": "12.30"}

    return rules


def record(tmp_path: Path) -> Path:
    return tmp_path / "results" / KEY[:2] / KEY


def test_a_result_is_kept_under_its_key_and_not_computed_twice(results, tmp_path) -> None:
    calls: list[int] = []

    @flow
    def twice() -> list[dict]:
        return [agent(results, calls)(1), agent(results, calls)(2)]

    assert twice() == [{"n": 1, "amount": "12.30"}] * 2
    assert calls == [1]
    assert record(tmp_path).is_file()


def test_a_damaged_record_is_a_miss_kept_aside_and_the_task_runs_again(results, tmp_path) -> None:
    calls: list[int] = []
    damages = [b"", b'{"metadata": {"stor', b"\0" * 400, b"{}", b"[]"]

    @flow
    def damaged_each_time() -> list[dict]:
        rules = agent(results, calls)
        answers = [rules(0)]
        for n, damage in enumerate(damages, start=1):
            record(tmp_path).write_bytes(damage)
            answers.append(rules(n))
        return [*answers, rules(99)]

    assert [answer["n"] for answer in damaged_each_time()] == [0, 1, 2, 3, 4, 5, 5]
    assert calls == [0, 1, 2, 3, 4, 5]
    kept = {path.read_bytes() for path in record(tmp_path).parent.glob("*.corrupt")}
    assert kept == set(damages[:3])  # the last two are JSON, only no record


def test_async_tasks_use_it_too(results, tmp_path) -> None:
    calls: list[int] = []

    @task(
        cache_policy=CacheKeyFnPolicy(cache_key_fn=lambda _context, _inputs: "cd34" * 16),
        persist_result=True,
        result_storage=results,
        result_serializer="json",
    )
    async def rules(n: int) -> int:
        calls.append(n)
        return n

    @flow
    async def twice() -> list[int]:
        return [await rules(1), await rules(2)]

    assert asyncio.run(twice()) == [1, 1]
    assert calls == [1]


def test_the_block_is_saved_once_and_follows_the_home_folder(
    results, tmp_path, monkeypatch
) -> None:
    again = saved_results()
    assert again._block_document_id == results._block_document_id
    monkeypatch.setenv("COXSWAIN_HOME", str(tmp_path / "other"))
    assert Path(again.write_path("abcdef", b"{}")) == tmp_path / "other/results/ab/abcdef"
    assert again.read_path("abcdef") == b"{}"


def test_a_path_outside_of_the_folder_is_refused(tmp_path: Path) -> None:
    block = Results(basepath=str(tmp_path / "r"))
    for path in ("../x", "/etc/passwd", "a/../../x"):
        with pytest.raises(ValueError, match="outside"):
            block.write_path(path, b"{}")


def test_an_absolute_path_that_it_gave_out_leads_back(tmp_path: Path) -> None:
    block = Results(basepath=str(tmp_path))
    place = block.write_path("abcdef", b"{}")
    assert block.read_path(place) == block.read_path("abcdef") == b"{}"
    with pytest.raises(ValueError, match="no whole record"):
        block.read_path("missing")
