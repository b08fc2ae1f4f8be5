"""Prefetch: rows are fetched once, before any agent; what is missing is a warning in the report."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from blocks.data import Tables
from blocks.rows import AuditEntry
from flows.compose import in_process
from flows.settle import Shop, case_for, plan_for
from tasks.agent import Agent, View
from tasks.outcome import Outcome
from tests.toy import Request as Given
from tests.toy import crew, load_toy

SOURCES = {
    "stock": {"file": "stock.csv", "key": "name", "description": "What is there."},
    "people": {"file": "people.csv", "key": "id", "description": "Who is there."},
}
PREFETCH = [
    {"as": "stock", "source": "stock", "key": "request.names"},
    {"as": "everyone", "source": "people", "when": "request.size > 1"},
]
STOCK = "name,left\napple,3\npear,007\napple,4\n"


class Counting(Tables):
    """Tables that count how often a file is read."""

    def _content(self, file: str) -> bytes | None:
        if file not in self._files:
            READ.append(file)
        return super()._content(file)


READ: list[str] = []


def see(view: View) -> Outcome:
    return Outcome(facts={"rows": dict(view.data)})


def shop_of(root: Path, folder: Path | None, *, data: tuple[str, ...], **policy: Any) -> Shop:
    known = {"see": Agent("see", see, "1", {"rows": {}}, data=data)}
    mine = [spec for spec in PREFETCH if spec["as"] in data]
    declared = {"prefetch": mine, "steps": [{"agent": "see"}], **policy}
    loaded = load_toy(root, {"p": declared}, known, sources=SOURCES)
    READ.clear()
    return Shop(crew(loaded, known), Counting(folder) if folder else None, "p")


def seen(shop: Shop, answers: Any = (), **given: Any) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What the agent saw of the rows, and the warnings."""
    request = Given(**given)
    plan = plan_for(request, shop)
    case = case_for(request, plan, shop, answers)
    trace = asyncio.run(in_process(plan, case, shop.crew.loaded.pack))
    (step,) = trace.steps
    assert step.outcome is not None, step.reason
    return step.outcome.facts["rows"], case.warnings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "sources"
    place.mkdir()
    (place / "stock.csv").write_text(STOCK)
    (place / "people.csv").write_text("id,name\n1,Ada\n2,Bob\n")
    return place


def test_rows_are_found_by_each_value_of_their_key_and_stay_text(
    tmp_path: Path, folder: Path
) -> None:
    rows, warnings = seen(
        shop_of(tmp_path, folder, data=("stock",)), names=["pear", "apple", "fig"]
    )
    assert rows == {
        "stock": [
            {"name": "pear", "left": "007"},
            {"name": "apple", "left": "3"},
            {"name": "apple", "left": "4"},
        ]
    }
    assert warnings == ()


def test_a_prefetch_without_a_key_gives_all_rows_and_one_whose_when_is_false_none(
    tmp_path: Path, folder: Path
) -> None:
    shop = shop_of(tmp_path, folder, data=("stock", "everyone"))
    assert "everyone" not in seen(shop, size=1)[0]
    assert [row["name"] for row in seen(shop, size=2)[0]["everyone"]] == ["Ada", "Bob"]


def test_an_agent_sees_only_the_rows_that_it_declares(tmp_path: Path, folder: Path) -> None:
    known = {
        "see": Agent("see", see, "1", {"rows": {}}, data=("stock",)),
        "other": Agent("other", see, "1", {"rows": {}}, data=("everyone",)),
    }
    steps = [{"agent": "see"}, {"agent": "other"}]
    loaded = load_toy(
        tmp_path, {"p": {"prefetch": PREFETCH, "steps": steps}}, known, sources=SOURCES
    )
    shop = Shop(crew(loaded, known), Tables(folder), "p")
    request = Given(names=["pear"], size=2)
    plan = plan_for(request, shop)
    case = case_for(request, plan, shop, ())
    trace = asyncio.run(in_process(plan, case, shop.crew.loaded.pack))
    shown = {step.alias: list(step.outcome.facts["rows"]) for step in trace.steps if step.outcome}
    assert shown == {"see": ["stock"], "other": ["everyone"]}


def test_each_file_is_read_once_for_all_requests_of_a_run(tmp_path: Path, folder: Path) -> None:
    shop = shop_of(tmp_path, folder, data=("stock", "everyone"))
    for name in ("apple", "pear", "fig"):
        seen(shop, names=[name], size=2)
    assert sorted(READ) == ["people.csv", "stock.csv"]


def test_without_a_folder_agents_do_without_and_the_report_says_so(tmp_path: Path) -> None:
    rows, warnings = seen(shop_of(tmp_path, None, data=("stock",)), names=["pear"])
    assert rows == {}
    assert warnings == (
        "stock was not fetched: no folder of sources was given; name one with --sources",
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "stock was not fetched: there is no file stock.csv in the folder of sources"),
        ("title,left\napple,3\n", "stock was not fetched: stock.csv has no column 'name'"),
        ("", "stock was not fetched: "),
        ("name,left\napple\n", "stock was not fetched: "),
    ],
    ids=["missing", "without its key", "empty", "torn"],
)
def test_a_source_that_can_not_be_read_is_a_warning(
    tmp_path: Path, folder: Path, content: str | None, said: str
) -> None:
    (folder / "stock.csv").unlink()
    if content is not None:
        (folder / "stock.csv").write_text(content)
    rows, warnings = seen(shop_of(tmp_path, folder, data=("stock",)), names=["apple"])
    assert rows == {}
    assert len(warnings) == 1
    assert warnings[0].startswith(said)


def test_a_key_that_can_not_be_evaluated_is_a_warning(tmp_path: Path, folder: Path) -> None:
    prefetch = [{"as": "stock", "source": "stock", "key": "request.names[5]"}]
    shop = shop_of(tmp_path, folder, data=("stock",), prefetch=prefetch)
    rows, warnings = seen(shop, names=["apple"])
    assert rows == {}
    assert "stock was not fetched: " in warnings[0]


def test_earlier_answers_are_rows_counted_by_action_and_cause(tmp_path: Path) -> None:
    prefetch = [{"as": "before", "source": "history"}]
    shop = shop_of(tmp_path, None, data=("before",), prefetch=prefetch)
    answers = [
        AuditEntry("answer", "toy 1", {"action": action, "cause": cause})
        for action, cause in (("GO", "fee"), ("STOP", ""), ("GO", "fee"))
    ]
    rows, warnings = seen(shop, answers)
    assert rows["before"] == [
        {"action": "GO", "cause": "fee", "count": 2},
        {"action": "STOP", "cause": "", "count": 1},
    ]
    assert warnings == ()
