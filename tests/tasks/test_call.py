"""Calling agents: the same promises in this process and as Prefect tasks on a real server."""

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from policies.errors import TransientError
from policies.schema import Limits
from tasks import call as calling
from tasks.agent import Agent, View
from tasks.cache import digest
from tasks.call import (
    FIRST_DELAY,
    LONGEST_DELAY,
    Call,
    Called,
    Job,
    call_as_task,
    call_here,
    delays,
)
from tasks.failures import AgentTimeoutError, StoppedError, told
from tasks.outcome import Decision, Outcome, Section
from tests.seen import flow_runs, task_runs
from tests.toy import agent

LIMITS = Limits(agent_timeout=5, retries=0)


@pytest.fixture(autouse=True)
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "FIRST_DELAY", 0.01)
    monkeypatch.setattr(calling, "LONGEST_DELAY", 0.02)


def job(given: Agent, key: str | None = None, **limits: Any) -> Job:
    return Job("rules", given, View(None), LIMITS.model_copy(update=limits), key and digest(key))


def in_flow(work: Callable[[], Any], name: str = "calls") -> Any:
    """Do some work in a Prefect flow, as runs do."""
    from prefect import Flow

    given: list[Any] = []

    async def body() -> None:
        given.append(await work())

    body.__qualname__ = name
    entry: Any = Flow(body, name=name, persist_result=False)
    asyncio.run(entry())
    return given[0]


def here(one: Job) -> Called:
    return asyncio.run(_plain(one))


def as_task(one: Job) -> Called:
    answer: Called = in_flow(lambda: call_as_task(one))
    return answer


async def _plain(one: Job) -> Called:
    return await call_here(one)


def shown(number: int = 1, name: str = "calls") -> list[Any]:
    return task_runs(flow_runs(name)[0][1], number)


@pytest.fixture(params=["in this process", "as a task"])
def called(request: pytest.FixtureRequest, prefect_server: str) -> Callable[[Job], Called]:
    assert prefect_server
    return as_task if request.param == "as a task" else here


class Counted:
    """A function that answers with the next of several things, an error being raised."""

    def __init__(self, *answers: Any) -> None:
        self.answers, self.calls = list(answers), 0

    def agent(self, **options: Any) -> Agent:
        def run(_: View) -> Any:
            answer = self.answers[min(self.calls, len(self.answers) - 1)]
            self.calls += 1
            if isinstance(answer, Exception):
                raise answer
            return answer

        return agent("rules", run, **options)


GOOD = Outcome(facts={"ok": True}, sections=(Section("Rules", "all hold"),))


@pytest.mark.parametrize("error", [TransientError("busy"), ConnectionResetError("gone")])
def test_transient_errors_are_tried_again_and_attempts_are_counted(
    called: Callable[[Job], Called], error: Exception
) -> None:
    counted = Counted(error, error, GOOD)
    answer = called(job(counted.agent(), retries=3))
    assert (answer.outcome, answer.error, answer.attempts) == (GOOD, None, 3)
    assert counted.calls == 3


def test_a_transient_error_that_stays_is_given_up_after_the_retries(
    called: Callable[[Job], Called],
) -> None:
    counted = Counted(TransientError("busy"))
    answer = called(job(counted.agent(), retries=2))
    assert isinstance(answer.error, TransientError)
    assert (answer.outcome, answer.attempts, counted.calls) == (None, 3, 3)


@pytest.mark.parametrize("error", [ValueError("wrong"), KeyError("x"), TimeoutError("theirs")])
def test_other_errors_are_not_tried_again(
    called: Callable[[Job], Called], error: Exception
) -> None:
    counted = Counted(error)
    answer = called(job(counted.agent(), retries=3))
    assert answer.error
    assert told(answer.error) == told(error)
    assert (answer.attempts, counted.calls) == (1, 1)


def test_the_delays_double_and_are_capped() -> None:
    assert (FIRST_DELAY, LONGEST_DELAY) == (0.5, 30.0)
    calling.FIRST_DELAY, calling.LONGEST_DELAY = 0.5, 30.0
    assert delays(9) == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]
    assert delays(0) == []


def test_a_task_is_told_the_delays_and_their_jitter() -> None:
    limits = job(agent("rules"), retries=4).limits
    task = calling._task("rules", "rules", "", limits, keyed=False)
    assert task.retry_delay_seconds == delays(4)
    assert task.retry_jitter_factor == 0.5
    assert (task.retries, task.timeout_seconds) == (4, 5)


def test_a_blocking_agent_ends_at_its_timeout(called: Callable[[Job], Called]) -> None:
    release = threading.Event()
    blocking = agent("rules", lambda _: release.wait(20) and Outcome())
    began = time.monotonic()
    answer = called(job(blocking, agent_timeout=0.3, retries=2))
    took = time.monotonic() - began
    release.set()
    assert took < 6
    assert isinstance(answer.error, AgentTimeoutError)
    assert str(answer.error) == "took longer than 0.3 s"
    assert (answer.outcome, answer.attempts) == (None, 1)
    assert answer.ended - answer.began < 3


BAD = {
    "nothing": (None, "returned NoneType, not an Outcome"),
    "a dictionary": ({"ok": True}, "returned dict, not an Outcome"),
    "a decimal": (Outcome(facts={"amount": Decimal("1.5")}), "Decimal('1.5') at facts.amount"),
    "a set": (Outcome(facts={"a": {"b": {1}}}), "{1} at facts.a.b is set"),
    "a tuple": (Outcome(facts={"a": (1,)}), "(1,) at facts.a is tuple"),
    "no number": (Outcome(facts={"a": [float("nan")]}), "nan at facts.a[0] is not finite"),
    "a key": (Outcome(facts={"a": {1: 2}}), "key 1 at facts.a is no string"),
    "a detail": (
        Outcome(decision=Decision("GO", "yes", {"by": b"x"})),
        "b'x' at decision.details.by is bytes",
    ),
    "a title": (Outcome(sections=(Section(3, "x"),)), "field_name='title'"),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize("quick", [False, True], ids=["in a thread", "quick"])
def test_an_answer_that_is_no_outcome_in_json_fails_at_once_and_says_where(
    called: Callable[[Job], Called], bad: str, quick: bool
) -> None:
    answer, sentence = BAD[bad]
    given = called(job(Counted(answer).agent(quick=quick), key=f"bad {bad} {quick}", retries=2))
    assert isinstance(given.error, TypeError)
    assert "agent 'rules'" in str(given.error)
    assert sentence in str(given.error)
    assert (given.outcome, given.attempts) == (None, 1)


def test_async_agents_are_awaited_in_the_same_loop(called: Callable[[Job], Called]) -> None:
    async def run(_: View) -> Outcome:
        await asyncio.sleep(0)
        return GOOD

    assert called(job(agent("rules", run))).outcome == GOOD


def test_a_call_that_was_let_go_before_it_began_runs_nothing(
    called: Callable[[Job], Called],
) -> None:
    counted = Counted(GOOD)

    async def late() -> Called:
        stop = asyncio.get_running_loop().create_future()
        stop.set_result("look decided STOP: look.ok")
        how: Call = call_here if called is here else call_as_task
        return await how(replace(job(counted.agent(), key="late"), stop=stop))

    answer = asyncio.run(late()) if called is here else in_flow(late)
    assert isinstance(answer.error, StoppedError)
    assert (str(answer.error), answer.attempts) == ("look decided STOP: look.ok", 0)
    assert counted.calls == 0


def test_a_task_has_the_name_and_the_tags_of_its_agent(prefect_server: str) -> None:
    as_task(replace(job(Counted(GOOD).agent()), alias="second_look"))
    (run,) = shown()
    assert (run.name, run.state, run.tags) == ("second_look", "Completed", {"agent", "rules"})


def test_a_second_call_is_answered_from_the_cache_and_shows_so(prefect_server: str) -> None:
    counted = Counted(GOOD)
    first = as_task(job(counted.agent(), key="twice"))
    second = as_task(job(counted.agent(), key="twice"))
    assert (first.cached, first.attempts) == (False, 1)
    assert (second.outcome, second.cached, second.attempts) == (GOOD, True, 0)
    assert counted.calls == 1
    assert [run.state for run in shown()] == ["Cached"]


def test_without_a_key_nothing_is_kept(prefect_server: str) -> None:
    counted = Counted(GOOD)
    assert [as_task(job(counted.agent())).cached for _ in range(2)] == [False, False]
    assert counted.calls == 2


def test_an_agent_that_raises_is_not_kept(prefect_server: str) -> None:
    counted = Counted(ValueError("not today"), GOOD)
    first = as_task(job(counted.agent(), key="raises"))
    assert isinstance(first.error, ValueError)
    (run,) = shown()
    assert run.state == "Failed"
    assert "not today" in run.message
    second = as_task(job(counted.agent(), key="raises"))
    assert (second.outcome, second.cached, second.attempts) == (GOOD, False, 1)


def test_a_timeout_shows_as_one_and_is_not_kept(prefect_server: str) -> None:
    times = iter([10.0, 0.0])
    slow = agent("rules", lambda _: _after(next(times)))
    first = as_task(job(slow, key="slow", agent_timeout=0.3))
    assert isinstance(first.error, AgentTimeoutError)
    assert [run.state for run in shown()] == ["TimedOut"]
    assert as_task(job(slow, key="slow")).outcome == GOOD


_released = threading.Event()


def _after(seconds: float) -> Outcome:
    _released.wait(seconds)
    return GOOD


def test_retries_show_in_the_server_as_runs_of_one_task(prefect_server: str) -> None:
    counted = Counted(TransientError("busy"), GOOD)
    assert as_task(job(counted.agent(), retries=1)).attempts == 2
    (run,) = shown()
    assert (run.state, run.runs) == ("Completed", 2)


def test_a_task_that_is_let_go_shows_cancelled_and_is_not_kept(prefect_server: str) -> None:
    waits = [3.0, 0.0]
    counted = agent("rules", lambda _: _after(waits.pop(0)))

    async def let_go() -> Called:
        stop: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_later(0.5, stop.set_result, "look decided STOP: look.ok")
        return await call_as_task(replace(job(counted, key="let go"), stop=stop))

    began = time.monotonic()
    answer = in_flow(let_go)
    assert time.monotonic() - began < 2.5
    assert isinstance(answer.error, StoppedError)
    assert str(answer.error) == "look decided STOP: look.ok"
    assert [run.said for run in shown()] == [("Cancelled", "look decided STOP: look.ok")]
    again = as_task(job(counted, key="let go"))
    assert (again.outcome, again.cached, again.attempts) == (GOOD, False, 1)


def test_identical_calls_at_one_time_run_once_and_all_show(prefect_server: str) -> None:
    ran: list[float] = []
    slow = agent("rules", lambda _: ran.append(time.sleep(0.5) or 0.5) or GOOD)  # type: ignore[func-returns-value]

    async def together() -> list[Called]:
        jobs = [job(slow, key="one flight")] * 5
        return list(await asyncio.gather(*(call_as_task(each) for each in jobs)))

    answers = in_flow(together)
    assert len(ran) == 1
    assert [answer.outcome for answer in answers] == [GOOD] * 5
    assert sorted((answer.attempts, answer.cached) for answer in answers) == [
        *[(0, True)] * 4,
        (1, False),
    ]
    assert sorted(run.state for run in shown(5)) == [*["Cached"] * 4, "Completed"]


def test_a_failure_is_shared_by_identical_calls_and_counted_once(prefect_server: str) -> None:
    counted = Counted(ValueError("no"), GOOD)
    slow = replace(counted.agent(), run=_slowly(counted.agent().run))

    async def together() -> list[Called]:
        jobs = [job(slow, key="shared failure")] * 3
        return list(await asyncio.gather(*(call_as_task(each) for each in jobs)))

    answers = in_flow(together)
    assert counted.calls == 1
    assert [str(answer.error) for answer in answers] == ["no"] * 3
    assert sum(answer.attempts for answer in answers) == 1


def _slowly(run: Any) -> Any:
    def slow(view: View) -> Any:
        time.sleep(0.3)
        return run(view)

    return slow


def test_a_leader_that_is_let_go_does_not_take_the_others_with_it(prefect_server: str) -> None:
    ran: list[int] = []

    async def run(_: View) -> Outcome:
        ran.append(1)
        await asyncio.sleep(0.6)
        return GOOD

    async def together() -> list[Called]:
        loop = asyncio.get_running_loop()
        stop: asyncio.Future[str] = loop.create_future()
        loop.call_later(0.3, stop.set_result, "its run ended")
        one = job(agent("rules", run), key="leader")
        leader = asyncio.create_task(call_as_task(replace(one, stop=stop)))
        await asyncio.sleep(0.1)
        return list(await asyncio.gather(leader, call_as_task(one), call_as_task(one)))

    leader, *others = in_flow(together)
    assert isinstance(leader.error, StoppedError)
    assert [other.outcome for other in others] == [GOOD, GOOD]
    assert len(ran) == 2


def test_a_step_that_nobody_needs_is_let_go_though_its_answer_is_kept(prefect_server: str) -> None:
    async def twice() -> tuple[Called, Called]:
        stop: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        stop.set_result("its run ended")
        one = job(agent("rules"), key="kept and let go")
        return await call_as_task(one), await call_as_task(replace(one, stop=stop))

    first, second = in_flow(twice)
    assert first.outcome
    assert isinstance(second.error, StoppedError)
    assert (second.outcome, second.attempts) == (None, 0)


def test_who_waits_for_another_is_let_go_at_once(prefect_server: str) -> None:
    async def run(_: View) -> Outcome:
        await asyncio.sleep(1.5)
        return GOOD

    async def together() -> tuple[Called, float, Called]:
        loop = asyncio.get_running_loop()
        stop: asyncio.Future[str] = loop.create_future()
        loop.call_later(0.3, stop.set_result, "its run ended")
        one = job(agent("rules", run), key="waiter")
        leader = asyncio.create_task(call_as_task(one))
        await asyncio.sleep(0.1)
        began = time.monotonic()
        waiter = await call_as_task(replace(one, stop=stop))
        return waiter, time.monotonic() - began, await leader

    waiter, took, leader = in_flow(together)
    assert isinstance(waiter.error, StoppedError)
    assert (waiter.attempts, leader.outcome) == (0, GOOD)
    assert took < 1
