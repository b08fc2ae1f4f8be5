"""Named queries in a run: fetched once, side by side, in their time; on demand when that failed."""

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from blocks.answers import Answer, Provenance
from blocks.errors import SourceError
from flows.compose import in_process
from flows.settle import Shop, asking, case_for, plan_for
from tasks.agent import View
from tasks.outcome import Outcome, Status, Trace
from tests import toy

QUERY = {
    "title": "Rows",
    "source": {"file": "rows.csv"},
    "publisher": "LMIS",
    "dataset": "rows",
    "columns": {"n": "int"},
    "params": {"months": {"type": "int", "default": None}},
    "postprocess": [{"filter_equals": {"n": "@months"}}],
}


@dataclass
class Client:
    """A data client that counts what it is asked, and may fail, or be slow."""

    fails: Mapping[str, Exception] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    most: int = 0
    _now: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, query: str, params: Mapping[str, Any] | None = None) -> Answer:
        with self._lock:
            self.asked[f"{query} {dict(params or {})}"] += 1
            self._now += 1
            self.most = max(self.most, self._now)
        time.sleep(self.seconds.get(query, 0.0))
        with self._lock:
            self._now -= 1
        if query in self.fails:
            raise self.fails[query]
        rows = ({"query": query, **(params or {})},)
        return Answer(query, rows, "count", Provenance("LMIS", query, "f"), params=params or {})


def tell(view: View) -> Outcome:
    seen = sorted(
        name for name, answer in view.answers.items() if view.data[name] == [*answer.rows]
    )
    return Outcome(facts={"ok": True, "score": 0.0, "text": "", "parts": seen})


def settle(
    root: Path, policy: dict[str, Any], client: Client | None, **agents: Any
) -> tuple[Trace, Any]:
    known = agents or {name: toy.agent(name, tell, data=("rows",)) for name in ("look", "see")}
    queries = {f"queries/{name}": QUERY for name in ("q", "r")}
    loaded = toy.load_toy(root, {"p": policy, **queries}, known)
    shop = Shop(toy.crew(loaded, known), policy="p", client=client)
    given = toy.Request()
    plan = plan_for(given, shop)

    async def run() -> tuple[Trace, Any]:
        case = await asking(case_for(given, plan, shop, ()), plan, shop)
        return await in_process(plan, case, loaded.pack), case

    return asyncio.run(run())


def parts(trace: Trace) -> list[list[str]]:
    return [step.outcome.facts["parts"] for step in trace.steps if step.outcome]


TWO = {
    "prefetch": [{"as": "rows", "query": "q"}],
    "steps": [{"agent": "look"}, {"agent": "see"}],
}


def test_a_query_that_several_agents_read_runs_once_and_reaches_each(tmp_path: Path) -> None:
    client = Client()
    trace, _ = settle(tmp_path, TWO, client)
    assert client.asked == {"q {}": 1}
    assert parts(trace) == [["rows"], ["rows"]]
    assert [step.prefetched for step in trace.steps] == [1, 1]


def test_the_same_query_with_other_parameters_is_another(tmp_path: Path) -> None:
    spec = {"as": "rows", "query": "q", "params": {"months": "@params.n"}}
    steps = [
        {"agent": "look", "params": {"n": 12}, "prefetch": [spec]},
        {"agent": "see", "params": {"n": 24}, "prefetch": [spec]},
        {"agent": "see", "as": "again", "params": {"n": 24}, "prefetch": [spec]},
    ]
    client = Client()
    settle(tmp_path, {"steps": steps}, client)
    assert client.asked == {"q {'months': 12}": 1, "q {'months': 24}": 1}


def test_queries_are_asked_side_by_side(tmp_path: Path) -> None:
    steps = [
        {"agent": "look", "prefetch": [{"as": "rows", "query": "q"}]},
        {"agent": "see", "prefetch": [{"as": "rows", "query": "r"}]},
    ]
    client = Client(seconds={"q": 0.3, "r": 0.3})
    settle(tmp_path, {"steps": steps}, client)
    assert client.most == 2


def test_a_spec_whose_condition_does_not_hold_is_not_asked(tmp_path: Path) -> None:
    spec = {"as": "rows", "query": "q", "when": 'profile.risk == "HIGH"'}
    client = Client()
    trace, case = settle(tmp_path, {**TWO, "prefetch": [spec]}, client)
    assert client.asked == {}
    assert parts(trace) == [[], []]
    assert case.answers.warnings == ()


def test_without_a_client_agents_do_without_and_the_report_is_warned(tmp_path: Path) -> None:
    trace, case = settle(tmp_path, TWO, None)
    assert parts(trace) == [[], []]
    (warning,) = case.answers.warnings
    assert "there is no data client" in warning


def test_what_hangs_is_given_up_and_asked_on_demand_while_the_rest_goes_on(tmp_path: Path) -> None:
    steps = [
        {"agent": "look", "prefetch": [{"as": "rows", "query": "q", "timeout": 0.1}]},
        {"agent": "see", "prefetch": [{"as": "rows", "query": "r"}]},
    ]
    client = Client(seconds={"q": 0.4})
    trace, case = settle(tmp_path, {"steps": steps}, client)
    assert client.asked == {"q {}": 2, "r {}": 1}
    assert parts(trace) == [["rows"], ["rows"]]
    assert [step.prefetched for step in trace.steps] == [0, 1]
    assert case.answers.warnings == (
        "q was not prefetched, and is asked on demand: it took longer than 0.1 s",
    )


def test_a_source_that_fails_fails_its_agent_alone_and_says_why(tmp_path: Path) -> None:
    steps = [
        {"agent": "look", "required": False, "prefetch": [{"as": "rows", "query": "q"}]},
        {"agent": "see", "prefetch": [{"as": "rows", "query": "r"}]},
    ]
    client = Client(fails={"q": SourceError("rows.csv has no column 'n'")})
    trace, _ = settle(tmp_path, {"steps": steps}, client)
    assert [step.status for step in trace.steps] == [Status.FAILED, Status.COMPLETED]
    assert "rows.csv has no column 'n'" in trace.steps[0].reason


def test_what_hangs_on_demand_too_ends_within_the_agent_s_time(tmp_path: Path) -> None:
    policy = {
        "limits": {"agent_timeout": 0.2},
        "steps": [{"agent": "look", "prefetch": [{"as": "rows", "query": "q", "timeout": 0.1}]}],
    }
    trace, _ = settle(tmp_path, policy, Client(seconds={"q": 1.0}))
    assert trace.steps[0].status is Status.FAILED
    assert "what it reads took longer than 0.2 s" in trace.steps[0].reason


def test_what_several_ask_on_demand_is_asked_once(tmp_path: Path) -> None:
    spec = {"as": "rows", "query": "q", "timeout": 0.05}
    client = Client(seconds={"q": 0.3})
    trace, _ = settle(tmp_path, {**TWO, "prefetch": [spec]}, client)
    assert client.asked == {"q {}": 2}  # the prefetch that was given up, and one for both
    assert parts(trace) == [["rows"], ["rows"]]


def test_an_agent_sees_only_the_answers_that_it_declares(tmp_path: Path) -> None:
    known = {"look": toy.agent("look", tell, data=("rows",)), "see": toy.agent("see", tell)}
    trace, _ = settle(tmp_path, TWO, Client(), **known)
    assert parts(trace) == [["rows"], []]


def test_another_answer_changes_the_key_and_the_same_does_not(tmp_path: Path) -> None:
    class Other(Client):
        def run(self, query: str, params: Mapping[str, Any] | None = None) -> Answer:
            return replace(super().run(query, params), rows=({"query": "other"},))

    keys = [
        [step.key for step in settle(tmp_path / str(n), TWO, client)[0].steps]
        for n, client in enumerate([Client(), Client(), Other()])
    ]
    assert keys[0] == keys[1]
    assert not set(keys[0]) & set(keys[2])
