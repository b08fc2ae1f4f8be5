"""How much of a report's labelled truth an extraction found, and how much of what it gave is right.

The truth of a real report stands here as digests, so that no name and no amount of it does. A
digest is keyed with the report's own bytes: without the PDF nobody can guess what was labelled,
with it there is nothing to guess.

Counting: a leaf counts one, and so does each cell of a row. Rows have no order: a row that was
given stands for the labelled row with which it shares most cells, and at least half of those that
are filled in there. Each cell of a row without such a partner is false, or missed.
"""

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

TRUTH = Path(__file__).parent / "truth"
Verdict = Literal["right", "wrong", "false", "missed"]
Accepted = str | Sequence[str | None] | None  # a digest, several of which any is right, or missing


@dataclass(frozen=True)
class Outcome:
    """What became of one value: `given` is the extracted one, `digests` are the labelled ones.

    wrong: another value was given than is there; false: one was given where there is none.
    """

    agent: str
    field: str
    verdict: Verdict
    given: Any = None
    digests: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tally:
    right: int = 0
    wrong: int = 0
    false: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Right values of those given; 1 where none was."""
        given = self.right + self.wrong + self.false
        return self.right / given if given else 1.0

    @property
    def recall(self) -> float:
        """Right values of those that are in the report; 1 where there is none."""
        there = self.right + self.wrong + self.missed
        return self.right / there if there else 1.0


@dataclass(frozen=True)
class Key:
    """What the digests of one agent's values are made with."""

    file: str  # SHA-256 of the PDF, hexadecimal
    agent: str

    def digest(self, field: str, value: Any) -> str:
        """The first 16 hexadecimal digits of the SHA-256 of file, agent, field and value."""
        text = f"{self.file}|{self.agent}|{field}|{normalised(value)}"
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def normalised(value: Any) -> str:
    """A value as text in which only what matters differs.

    Numbers are decimal text without idle zeros, flags `true` or `false`. Of text there remain
    letters and digits, in lower case: "Kabel-TV " and "kabel tv" are one, and so are "2" and 2.
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return format(Decimal(str(value)).normalize(), "f")
    text = unicodedata.normalize("NFKC", str(value)).casefold()
    return "".join(each for each in text if each.isalnum())


def file_key(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_truth(report: str) -> Mapping[str, Mapping[str, Any]]:
    """The digests of a report by agent and field."""
    agents: Mapping[str, Mapping[str, Any]] = json.loads((TRUTH / f"{report}.json").read_text())
    return agents


def score(key: Key, truth: Mapping[str, Any], fields: Mapping[str, Any]) -> Iterator[Outcome]:
    """Compares one agent's fields (tasks.annual_reports.found.as_json) with its digests."""
    for name, accepted in truth.items():
        given = fields.get(name)
        if isinstance(accepted, list) and all(isinstance(each, Mapping) for each in accepted):
            yield from _rows(key, name, accepted, given or [])
        elif isinstance(accepted, Mapping):
            yield from _group(key, name, accepted, given or {})
        else:
            yield from _leaf(key, name, accepted, given)
    for name in fields.keys() - truth.keys():
        message = f"{key.agent}.{name} has no label: label it, and make the digests anew"
        raise AssertionError(message)


def tally(outcomes: Iterable[Outcome]) -> Tally:
    verdicts = [each.verdict for each in outcomes]
    return Tally(*(verdicts.count(name) for name in ("right", "wrong", "false", "missed")))


def table(tallies: Mapping[str, Tally]) -> str:
    """One line for each name: how many values there are, were given and right, and the shares."""
    lines = [f"{'':<24}{'there':>7}{'given':>7}{'right':>7}{'precision':>11}{'recall':>8}"]
    for name, each in tallies.items():
        there, given = each.right + each.wrong + each.missed, each.right + each.wrong + each.false
        counts = f"{there:>7}{given:>7}{each.right:>7}"
        lines.append(f"{name:<24}{counts}{each.precision:>11.3f}{each.recall:>8.3f}")
    return "\n".join(lines)


def _leaf(key: Key, field: str, accepted: Accepted, given: Any) -> Iterator[Outcome]:
    options = [accepted] if accepted is None or isinstance(accepted, str) else list(accepted)
    digests = tuple(each for each in options if each)
    value = None if given is None else given["value"]
    if value is None:
        if None not in options:
            yield Outcome(key.agent, field, "missed", None, digests)
    elif key.digest(field, value) in digests:
        yield Outcome(key.agent, field, "right", value, digests)
    else:
        yield Outcome(key.agent, field, "wrong" if digests else "false", value, digests)


def _group(
    key: Key, field: str, cells: Mapping[str, Accepted], given: Mapping[str, Any]
) -> Iterator[Outcome]:
    for name, accepted in cells.items():
        yield from _leaf(key, f"{field}.{name}", accepted, given.get(name))


def _rows(
    key: Key, field: str, truth: Sequence[Mapping[str, Accepted]], given: Sequence[Any]
) -> Iterator[Outcome]:
    scored = {
        (i, k): list(_group(key, field, row, found))
        for i, row in enumerate(truth)
        for k, found in enumerate(given)
    }
    pairs = dict(_partners(scored))
    for i, row in enumerate(truth):
        yield from scored[i, pairs[i]] if i in pairs else _group(key, field, row, {})
    for k in set(range(len(given))) - set(pairs.values()):
        for name, leaf in given[k].items():
            yield from _leaf(key, f"{field}.{name}", None, leaf)


def _partners(scored: Mapping[tuple[int, int], list[Outcome]]) -> Iterator[tuple[int, int]]:
    """Rows that belong together: first those that share most cells, then as they stand."""
    alike = {pair: tally(outcomes) for pair, outcomes in scored.items()}
    taken: tuple[set[int], set[int]] = set(), set()
    for (i, k), each in sorted(alike.items(), key=lambda item: (-item[1].right, item[0])):
        if i in taken[0] or k in taken[1] or each.right < each.wrong + each.missed:
            continue
        if each.right:
            taken[0].add(i)
            taken[1].add(k)
            yield i, k
