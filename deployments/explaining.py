"""What a cache key is made of, and why it is another than an earlier one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from blocks.home import results_folder
from blocks.ledger_view import LedgerView
from blocks.rows import RunRow
from policies.errors import InputError, choices
from tasks.outcome import JSON

_KEY = re.compile(r"[0-9a-f]{64}")
_ABSENT = None


@dataclass(frozen=True, slots=True)
class Change:
    """One part that two keys differ in, with its value there and here."""

    part: str
    was: JSON
    now: JSON


@dataclass(frozen=True, slots=True)
class Explained:
    """A key and its parts; `kept` tells whether its record is still there.

    `other` is the key that it was compared with, `chosen` why that one, and `changes` the parts in
    which they differ, in the order of the parts.
    """

    key: str
    parts: Mapping[str, JSON]
    kept: bool
    other: str | None = None
    chosen: str = ""
    changes: tuple[Change, ...] = ()


def explained(ledger: LedgerView, key: str, other: str | None = None) -> Explained:
    """The parts of a key, compared with another one.

    Both are keys of 64 hexadecimal digits or RUN/STEP. Without another, the latest earlier key of
    the same agent is taken, one about the same request if there is any. InputError when a key is
    unknown or a step has none.
    """
    found = resolved(ledger, key)
    parts = _parts(ledger, found)
    against, chosen = (resolved(ledger, other), "as asked") if other else _earlier(ledger, found)
    if against is None:
        return Explained(found, parts, _kept(found))
    changes = tuple(changed(_parts(ledger, against), parts))
    return Explained(found, parts, _kept(found), against, chosen, changes)


def changed(was: Mapping[str, JSON], now: Mapping[str, JSON]) -> list[Change]:
    """The parts that differ; a mapping is looked into, so that the one changed entry is named."""
    found: list[Change] = []
    for name in dict.fromkeys((*now, *was)):
        before, after = was.get(name, _ABSENT), now.get(name, _ABSENT)
        if before == after and type(before) is type(after):
            continue
        if isinstance(before, Mapping) and isinstance(after, Mapping):
            found += [Change(f"{name}.{c.part}", c.was, c.now) for c in changed(before, after)]
        else:
            found.append(Change(name, before, after))
    return found


def resolved(ledger: LedgerView, text: str) -> str:
    """The key that is meant by a key or by RUN/STEP; InputError when there is none."""
    if _KEY.fullmatch(text.strip().lower()):
        return text.strip().lower()
    run_id, _, step = text.partition("/")
    if not step:
        raise InputError(
            f"{text!r} is no key. Give its 64 hexadecimal digits, or RUN/STEP with a run of"
            " `coxswain runs`."
        )
    return _key_of(ledger, ledger.run(run_id), step)


def _key_of(ledger: LedgerView, run: RunRow, step: str) -> str:
    if run.kind != "single":
        raise InputError(
            f"{run.id} is a batch: its items are settled in chunks, whose steps have no keys of"
            " their own. Give a step of a single run."
        )
    steps = {row.alias: row for row in ledger.steps(run.id)}
    if step not in steps:
        raise InputError(f"{run.id} has no step {step!r}. {choices(step, steps)}")
    row = steps[step]
    if row.key is None:
        why = f"it was {row.state}" + (f", {row.reason}" if row.reason else "")
        raise InputError(f"{step} of {run.id} has no key: {why}.")
    return row.key


def _parts(ledger: LedgerView, key: str) -> Mapping[str, JSON]:
    parts: Mapping[str, JSON] | None = ledger.key_parts(key)
    if parts is None:
        raise InputError(
            f"The ledger does not know the key {key}: it is of another ledger, or was pruned."
            " `coxswain runs show RUN --json` gives the keys of a run's steps."
        )
    return parts


def _earlier(ledger: LedgerView, key: str) -> tuple[str | None, str]:
    earlier = ledger.earlier_key(key)
    if earlier is None:
        return None, ""
    same = _parts(ledger, earlier).get("request") == _parts(ledger, key).get("request")
    about = "the same request" if same else "another request"
    return earlier, f"this agent's latest earlier key, about {about}"


def _kept(key: str) -> bool:
    return (results_folder() / key[:2] / key).is_file()
