"""A program that coaches on a real Prefect server, and kills itself with SIGKILL where it is told.

It forks a process for each order, a JSON line: the folder that is its home, and the number of the
point at which it dies; the answer is the process's exit status. See `tests/flows/nursery.py`.
"""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

from tasks.agent import View
from tasks.cache import digest
from tasks.outcome import Outcome
from tests.flows.nursery import Points
from tests.toy import Request, agent, load_toy, settled

NAMES = ("Ann", "Bo", "Cy")
ROUNDS = 3
COACH = {"judge": "judge", "target": 0.9, "rounds": ROUNDS}
POLICY = {
    "limits": {"max_parallel": 2, "retries": 0},
    "steps": [
        {"agent": "list"},
        {"agent": "writer", "as": "draft", "needs": ["list"], "each": "list.parts", "coach": COACH},
    ],
}
# Ann is good at once, Bo in the third round, Cy never.
SCORES = {"Ann": (0.95,), "Bo": (0.3, 0.5, 0.92), "Cy": (0.6, 0.4, 0.5)}
CALLS = {(name, who, n) for name in NAMES for n in range(1, len(SCORES[name]) + 1) for who in "wj"}
_POINTS: list[Points] = []


def listed(_: View) -> Outcome:
    return Outcome({"parts": [{"id": name} for name in NAMES]})


def write(view: View) -> Outcome:
    name, number = view.item["id"], view.round
    _ran(name, "w", number)
    return Outcome({"id": name, "text": f"{name} {number}", "prompt": f"prompt {number}"})


def judge(view: View) -> Outcome:
    name = view.needs["draft"]["id"]
    _ran(name, "j", view.round)
    return Outcome({"score": SCORES[name][view.round - 1], "feedback": f"more {view.round}"})


def _ran(name: str, who: str, number: int) -> None:
    _POINTS[0].note("ran", name, who, str(number))
    _POINTS[0]("agent", name, who, str(number))


def _watched(points: Points) -> None:
    """Put the points into this process, and note the key of each call."""
    import flows.asking
    from blocks.coaching import CoachingStore

    key_of = flows.asking.generate_cache_key
    names = {digest({"id": name}): name for name in NAMES}

    def noted(one: Any, parts: Any) -> str:
        key: str = key_of(one, parts)
        if parts["item"]:
            who = "j" if one.name == "judge" else "w"
            points.note("key", names[parts["item"]], who, str(parts["round"]), key)
        return key

    flows.asking.generate_cache_key = noted
    for name in ("begin_job", "record_round", "finish_job"):
        setattr(CoachingStore, name, points.before(name, getattr(CoachingStore, name)))
    os.fsync = points.before("fsync", os.fsync)


def _run(order: dict[str, Any]) -> None:
    from blocks.coaching import CoachingStore
    from blocks.json_cache import cache_of
    from blocks.ledger import open_ledger
    from flows.compose import as_flow
    from flows.recording import Book
    from flows.step import Case
    from tasks.cache import Subject

    home = Path(order["home"])
    os.environ["COXSWAIN_HOME"] = str(home)
    database = open_ledger(f"sqlite:///{home / 'ledger.db'}").database
    points = Points(home / "log", order.get("kill_at"))
    _POINTS.append(points)
    _watched(points)
    known = {
        "list": agent("list", listed),
        "writer": agent("writer", write),
        "judge": agent("judge", judge),
    }
    loaded = load_toy(home / "policies", {"p": POLICY}, known)
    plan = settled(loaded, "p")
    case = Case(
        Request(),
        plan.profile,
        known,
        loaded.pack.settings,
        subject=Subject("toy", "1", "p", "1", "r"),
        book=Book(CoachingStore(database, cache_of(database)), "run-1", "toy", "doc"),
    )
    trace = asyncio.run(as_flow(plan, case, loaded.pack))
    outcome = trace.steps[1].outcome
    answer = {"facts": outcome.facts, "warnings": outcome.warnings} if outcome else None
    (home / "answer.json").write_text(json.dumps(answer))


def main() -> None:
    """Serve orders from standard input until it ends."""
    import prefect.artifacts
    import prefect.transactions  # noqa: F401 - imported before the fork, once for all

    import flows.compose  # noqa: F401

    for line in sys.stdin:
        if (child := os.fork()) == 0:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            try:
                _run(json.loads(line))
            except BaseException as error:  # noqa: BLE001 - told, and the status tells too
                sys.stderr.write(f"{type(error).__name__}: {error}\n")
                os._exit(1)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
