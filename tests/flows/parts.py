"""A world whose parts can fail: a toy pack, a ledger, a store of answers, and what counts them."""

import asyncio
import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

from blocks.files import write_atomic
from blocks.ledger import Ledger, open_ledger
from flows.audit_pack import unpacked
from flows.compose import in_process
from flows.run import World
from flows.settle import Shop
from tasks.agent import View
from tasks.outcome import Decision, Outcome, Section
from tests.toy import agent, crew, load_toy

POLICIES: dict[str, Any] = {
    "small": {
        "description": "Small ones settle themselves.",
        "when": 'profile.risk == "LOW"',
        "limits": {"max_parallel": 1, "retries": 0},
        "steps": [
            {"agent": "look"},
            {"agent": "rule", "needs": ["look"], "exit_when": "rule.ok", "decide": "SETTLE"},
            {"agent": "decide", "needs": ["rule"]},
        ],
    },
    "large": {
        "description": "Large ones are looked at by everyone.",
        "when": 'profile.risk == "HIGH"',
        "limits": {"max_parallel": 1, "retries": 0},
        "steps": [
            {"agent": "look"},
            {"agent": "rule", "needs": ["look"], "when": 'request.id == "never"'},
            {"agent": "extra", "needs": ["look"], "required": False},
            {"agent": "decide", "needs": ["look"]},
        ],
    },
}
ROWS = [
    '{"id": "r-1", "size": 1}',
    '{"id": "r-2", "size": 20}',
    "{not json",
    '{"id": "r-3", "size": 2}',
    '{"id": "r-4", "size": 30}',
    '{"id": "r-5", "size": "many"}',
    '{"id": "r-6", "size": 3}',
]
GOOD = [row for row in ROWS if "r-5" not in row and "not" not in row]


class BrokenError(Exception):
    """What the Nth operation of a test fails with."""


@dataclass
class Faults:
    """Counts operations and makes the one with the number `at` fail, before or after it is done."""

    at: int | None = None
    late: bool = False
    seen: list[str] = field(default_factory=list)
    lock: Any = field(default_factory=Lock)

    def before(self, name: str) -> int:
        with self.lock:
            self.seen.append(name)
            number = len(self.seen)
        if number == self.at and not self.late:
            raise BrokenError(f"operation {number}, {name}, failed")
        return number

    def after(self, number: int) -> None:
        if number == self.at and self.late:
            raise BrokenError(f"operation {number} was done, and its answer was lost")

    def around(self, name: str, do: Callable[..., Any]) -> Callable[..., Any]:
        def done(*args: Any, **options: Any) -> Any:
            number = self.before(name)
            answer = do(*args, **options)
            self.after(number)
            return answer

        return done

    @property
    def struck(self) -> bool:
        return self.at is not None and len(self.seen) >= self.at


@dataclass(frozen=True)
class Watched:
    """A ledger each of whose calls is an operation."""

    ledger: Ledger
    faults: Faults

    def __getattr__(self, name: str) -> Any:
        return self.faults.around(f"ledger.{name}", getattr(self.ledger, name))


@dataclass
class Store:
    """Answers under their keys, as the store of results holds them: text."""

    answers: dict[str, str] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)

    def world(self, ledger: Any, reports: Path, faults: Faults) -> World:
        write = faults.around("write", write_atomic)
        put = faults.around("store.put", self.answers.__setitem__)
        get = faults.around("store.get", self.answers.get)

        async def known(key: str) -> bool:
            return key in self.answers

        async def keyed(
            name: str, key: str, work: Any, *, lasting: Any = lambda _: True, refresh: bool = False
        ) -> tuple[Any, bool]:
            if not refresh and (found := get(key)):
                return json.loads(found), True
            answer = await asyncio.to_thread(work)
            self.done.append(name)
            if lasting(answer):
                put(key, json.dumps(answer))
            return answer, False

        return World(ledger, reports, in_process, write, keyed, known)


def toy_shop(root: Path, faults: Faults) -> Shop:
    """A pack of two policies whose agents are operations."""
    _CURRENT[:] = [faults]
    known = {
        "look": agent("look", look, {"size": 0}, quick=True),
        "rule": agent("rule", rule, {"ok": False}, quick=True),
        "extra": agent("extra", extra, quick=True),
        "decide": agent("decide", decide, quick=True),
    }
    loaded = load_toy(root, POLICIES, known, actions=["SETTLE", "ASK"], sections=["Seen"])
    return Shop(crew(loaded, known))


_CURRENT: list[Faults] = []  # not in closures: what an agent is bound to is part of its key


def look(view: View) -> Outcome:
    facts, sections = {"size": view.request.size}, (Section("Seen", "it"),)
    return _done("agent look", Outcome(facts, sections))


def rule(view: View) -> Outcome:
    return _done("agent rule", Outcome({"ok": view.request.size < 3}))


def extra(_: View) -> Outcome:
    return _done("agent extra", Outcome())


def decide(view: View) -> Outcome:
    decision = Decision("ASK", "somebody must", {"size": view.request.size})
    return _done("agent decide", Outcome(decision=decision))


def _done(name: str, outcome: Outcome) -> Outcome:
    faults: Faults = _CURRENT[0]
    return faults.around(name, lambda: outcome)()  # type: ignore[no-any-return]


class Templates:
    """Ledgers that are copies of one empty one: migrations take longer than a whole run."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.count = folder, 0
        open_ledger(f"sqlite:///{folder / 'empty.db'}").close()

    def ledger(self, faults: Faults) -> Ledger:
        self.count += 1
        place = self.folder / f"{self.count}.db"
        shutil.copy(self.folder / "empty.db", place)
        return open_ledger(f"sqlite:///{place}", faults.around("clock", lambda: datetime.now(UTC)))


def faults_of(ledger: Ledger, run_id: str, reports: Path) -> list[str]:
    """What is wrong with what a run has left, whether it ended well or not."""
    items, steps = ledger.items(run_id), ledger.steps(run_id)
    return [
        *ledger.verify_audit(),
        *_twice("item", (i.item_id for i in items)),
        *_twice("position", (i.position for i in items)),
        *_twice("step", ((s.item_id, s.alias) for s in steps)),
        *_twice("rejection", ((r.source, r.line) for r in ledger.rejections(run_id))),
        *_steps_as_planned(items, steps),
        *_decisions_as_recorded(ledger, run_id),
        *_end(ledger, run_id, reports),
    ]


def _twice(what: str, found: Iterable[Any]) -> list[str]:
    return [f"{what} {one} stands there {n} times" for one, n in Counter(found).items() if n > 1]


def _steps_as_planned(items: list[Any], steps: list[Any]) -> Iterable[str]:
    for item in items:
        planned = [s.get("as", s["agent"]) for s in POLICIES[item.policy]["steps"]]
        mine = [s for s in steps if s.item_id == item.item_id]
        states = Counter(s.state for s in mine)
        if sum(states[state] for state in ("completed", "failed", "skipped")) != len(planned):
            yield f"{item.item_id}: planned {planned}, recorded {states}"
        if {s.alias for s in mine} != set(planned):
            yield f"{item.item_id}: the steps are not those of its policy"


def _decisions_as_recorded(ledger: Ledger, run_id: str) -> Iterable[str]:
    said = Counter(e.item_id for e in ledger.entries(limit=None) if e.kind == "decision")
    items = {i.item_id: i for i in ledger.items(run_id)}
    yield from (f"{i} was decided {n} times" for i, n in said.items() if n > 1)
    for item in items.values():
        if item.decision and not ledger.decision(run_id, item.item_id):
            yield f"{item.item_id}: its decision is not in the chain"
    yield from (f"{i} was decided, and isn't recorded" for i in said if i not in items)


def _end(ledger: Ledger, run_id: str, reports: Path) -> Iterable[str]:
    known = {".md", ".zip"}
    yield from (f"{p.name} is left over" for p in reports.glob("*") if p.suffix not in known)
    for path in reports.glob("*.zip"):
        report = path.with_suffix(".md")
        if not report.exists() or unpacked(path).report != report.read_text():
            yield f"{path.name} is not the audit pack of the report"
    for run in ledger.runs(limit=None):
        if run.id != run_id or run.report_digest is None:
            continue
        written = (reports / f"{run_id}.md").read_bytes()
        if sha256(written).hexdigest() != run.report_digest:
            yield "the report is another one than the ledger says"
        if run.counts != ledger.counts(run_id):
            yield f"the run says {run.counts}, its rows {ledger.counts(run_id)}"
