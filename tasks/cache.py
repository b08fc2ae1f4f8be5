"""Cache keys: SHA-256 of canonical JSON, so that equal values, and only they, share an answer.

Nothing falls back to `repr` or pickle: what is not JSON is a TypeError. What goes into the key of
one call of an agent stands in `key_parts`, part by part, so that `coxswain cache explain` can say
which part changed.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from inspect import getsourcefile, unwrap
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from tasks.agent import Agent, View
from tasks.outcome import JSON, check_json

_TASKS = Path(__file__).parent  # the folders in it are packs, or belong to the engine
KEY_VERSION = 1  # raise it when the meaning of a key changes: every earlier record is then a miss


def generate_cache_key(fn: Agent | Callable[..., Any], params: Mapping[str, JSON]) -> str:
    """The key under which the answer of `fn` to `params` is stored: 64 hexadecimal digits.

    Two functions never share a key: an agent is known by its name, version and function, a function
    by its module, qualified name, defaults and closure. `params` must be JSON (string keys, finite
    numbers); the order of keys doesn't count, and 1, 1.0, "1" and true differ. TypeError otherwise.
    """
    return digest({"version": KEY_VERSION, "fn": _identity(fn), "params": dict(params)})


def digest(value: JSON) -> str:
    """SHA-256 of the canonical JSON of a value, in hexadecimal."""
    return sha256(canonical(value)).hexdigest()


def canonical(value: JSON) -> bytes:
    """JSON without white space, keys in code point order; TypeError for what is not JSON."""
    check_json(value, "", list, tuple)
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


@dataclass(frozen=True)
class Subject:
    """What all calls of one run have in common: digests of the pack, policy and request."""

    pack: str
    pack_digest: str
    policy: str
    policy_digest: str
    request_digest: str


def key_parts(agent: Agent, subject: Subject, view: View) -> dict[str, JSON]:
    """Every input of one call, named: small values as they are, large ones as digests.

    Not in it: run ids, times, attempts, paths and secrets.
    """
    return {
        "agent": agent.name,
        "agent_version": agent.version,
        "code": code_digest(agent.run),
        "pack": subject.pack,
        "pack_digest": subject.pack_digest,
        "policy": subject.policy,
        "policy_digest": subject.policy_digest,
        "request": subject.request_digest,
        **{name: part(view) for name, part in VIEW_PARTS.items()},
    }


# Every field of View is here, or in IRRELEVANT with the reason why it can't change an answer; the
# round too: two rounds that were told the same are two attempts.
VIEW_PARTS: Mapping[str, Callable[[View], JSON]] = {
    "profile": lambda view: digest(dict(view.profile)),
    "needs": lambda view: {alias: digest(dict(facts)) for alias, facts in view.needs.items()},
    "data": lambda view: {name: digest(rows) for name, rows in view.data.items()},
    "answers": lambda view: {name: answer.digest for name, answer in view.answers.items()},
    "params": lambda view: dict(view.params),
    "item": lambda view: view.item if view.item is None else digest(view.item),
    "model": lambda view: view.model.id if view.model else None,
    "round": lambda view: view.round,
    "feedback": lambda view: [digest(dict(entry)) for entry in view.feedback],
    "best": lambda view: view.best if view.best is None else digest(dict(view.best)),
}
IRRELEVANT: Mapping[str, str] = {
    "seconds": "how long an attempt may take says nothing about its answer",
    "request": "stands in the key as request_digest, computed once a run",
    "settings": "stands in the key as pack_digest, which covers the whole pack.yaml",
}


@cache
def code_digest(fn: Callable[..., Any]) -> str:
    """SHA-256 of the package that holds `fn`: an edited agent never gets a stale answer.

    The files beside the function's own count too, since agents call their neighbours; of a pack,
    those in its folders as well.
    """
    source = getsourcefile(unwrap(fn))
    if source is None:
        return ""
    folder = Path(source).parent
    files = sorted(folder.rglob("*.py") if folder.parent == _TASKS else folder.glob("*.py"))
    named = (path.relative_to(folder).as_posix().encode() + path.read_bytes() for path in files)
    return sha256(b"".join(named)).hexdigest()


def _identity(fn: Any) -> JSON:
    if isinstance(fn, Agent):
        return ["agent", fn.name, fn.version, _identity(fn.run)]
    if not isinstance(fn, FunctionType):
        # Two methods of one class differ by what they are bound to, which has no name.
        bound = not isinstance(getattr(fn, "__self__", None), ModuleType | None)
        if bound or not callable(fn) or not hasattr(fn, "__qualname__"):
            raise TypeError(f"{fn!r} has no name to be known by. Give an agent or a function.")
        return [getattr(fn, "__module__", ""), fn.__qualname__]
    names = (f"closure of {fn.__qualname__}: {name}" for name in fn.__code__.co_freevars)
    cells = (cell.cell_contents for cell in fn.__closure__ or ())
    closure = [_bound(value, name) for value, name in zip(cells, names, strict=True)]
    place = f"defaults of {fn.__qualname__}"
    defaults = [_bound(value, place) for value in fn.__defaults__ or ()]
    named = {name: _bound(value, place) for name, value in (fn.__kwdefaults__ or {}).items()}
    return [fn.__module__, fn.__qualname__, *_place(fn), closure, defaults, named]


def _place(fn: FunctionType) -> list[JSON]:
    """Where a lambda or an inner function stands: others may have the same qualified name."""
    if "<" not in fn.__qualname__:
        return []
    columns = (column for _, _, column, _ in fn.__code__.co_positions() if column)
    return [fn.__code__.co_firstlineno, min(columns, default=0)]


def _bound(value: Any, place: str) -> JSON:
    if isinstance(value, Agent) or callable(value):
        return _identity(value)
    check_json(value, place, list, tuple)
    return value
