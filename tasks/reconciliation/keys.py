"""The passes that go by key: the same key in both books, and at last what has no counterpart."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain
from typing import Any

from tasks.reconciliation.differences import HARD, Rules, combine, differences
from tasks.reconciliation.entries import Entry
from tasks.reconciliation.match import Match, Open, in_order
from tasks.reconciliation.numbers import ZERO, minus
from tasks.reconciliation.request import Kind
from tasks.reconciliation.statements import plain_reference

Bucket = tuple[list[Entry], list[Entry]]
CROWDED = 40  # lines of one key above which they are paired in order instead of by nearness


def shared_keys(
    left: Sequence[Entry], right: Sequence[Entry]
) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """Cash under the first of its references that the other book knows, too.

    A bank gives a payment several references, and a ledger keeps one of them.
    """
    named = [{entry.line: _names(entry) for entry in book} for book in (left, right)]
    common = _all(named[0]) & _all(named[1])
    return tuple(_renamed(left, named[0], common)), tuple(_renamed(right, named[1], common))


def _names(entry: Entry) -> tuple[str, ...]:
    texts = (entry.key, *entry.references, entry.reference or "")
    return tuple(dict.fromkeys(filter(None, map(plain_reference, texts))))


def _all(named: dict[int, tuple[str, ...]]) -> set[str]:
    return {name for names in named.values() for name in names}


def _renamed(
    book: Sequence[Entry], named: dict[int, tuple[str, ...]], common: set[str]
) -> Iterator[Entry]:
    for entry in book:
        names = named[entry.line]
        shared = next((name for name in names if name in common), None)
        yield replace(entry, key=shared or entry.key)


def by_key(books: Open, rules: Rules) -> list[Match]:
    """What stands in both books under one key."""
    buckets: dict[str, Bucket] = defaultdict(lambda: ([], []))
    for place, book in enumerate((books.left, books.right)):
        for entry in book:
            if entry.key:
                buckets[entry.key][place].append(entry)
    found: list[Match] = []
    for left, right in buckets.values():
        if left and right:
            found += _settle(left, right, rules)
    return found


def _settle(left: list[Entry], right: list[Entry], rules: Rules) -> list[Match]:
    """One key's lines: equal ones, repeated ones, sums, and then the nearest."""
    if len(left) == len(right) == 1:
        return [Match((left[0],), (right[0],), "key", differences(left[0], right[0], rules))]
    found = _equal(left, right, rules)
    books = Open(tuple(left), tuple(right)).without(found)
    for step in (_repeated_of, _summed, _repeated_here, _nearest):
        if not (books.left or books.right):
            break
        made = step(books, rules, found)
        found += made
        books = books.without(made)
    return found


def _equal(left: Sequence[Entry], right: Sequence[Entry], rules: Rules) -> list[Match]:
    """Lines that say the same, and then lines that say nearly the same."""
    waiting: dict[Any, list[Entry]] = defaultdict(list)
    for entry in reversed(right):
        waiting[rules.content(entry)].append(entry)
    found, rest = [], []
    for entry in left:
        same = waiting.get(rules.content(entry))
        if same:
            found.append(Match((entry,), (same.pop(),), "key"))
        else:
            rest.append(entry)
    others = list(in_order(chain(*waiting.values())))[:CROWDED]
    for entry in rest[:CROWDED]:
        other = next((o for o in others if not differences(entry, o, rules)), None)
        if other is not None:
            others.remove(other)
            found.append(Match((entry,), (other,), "key"))
    return found


def _repeated_of(books: Open, rules: Rules, found: Sequence[Match]) -> list[Match]:
    """Lines that repeat one that is matched already."""
    made = []
    for open_, side in ((books.left, 0), (books.right, 1)):
        matched = {rules.content(_sides(m)[side][0]): m for m in reversed(found)}
        repeats: dict[int, list[Entry]] = defaultdict(list)
        for entry in open_:
            if rules.content(entry) in matched:
                repeats[id(matched[rules.content(entry)])].append(entry)
        for match in found:
            made += _duplicates(repeats.get(id(match), []), match, side)
    return made


def _sides(match: Match) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    return match.left, match.right


def _duplicates(repeats: Sequence[Entry], match: Match, side: int) -> list[Match]:
    if not repeats:
        return []
    own, other = _sides(match)[side], _sides(match)[1 - side]
    left, right = (tuple(repeats), ()) if side == 0 else ((), tuple(repeats))
    return [Match(left, right, "duplicate", ("DUPLICATE",), own[0], other)]


def _summed(books: Open, rules: Rules, _: Sequence[Match]) -> list[Match]:
    """All of one side against all of the other, when the sums agree."""
    if not (books.left and books.right):
        return []
    found = differences(combine(books.left), combine(books.right), rules)
    return [] if HARD & set(found) else [Match(books.left, books.right, "split", found)]


def _repeated_here(books: Open, rules: Rules, _: Sequence[Match]) -> list[Match]:
    """Lines that repeat an open one of their own book, more often than the other book does.

    One of them is paired with the nearest line over there; the others are its duplicates.
    """
    counts = [Counter(map(rules.content, book)) for book in (books.left, books.right)]
    if not (books.left and books.right) or len(counts[0]) != 1 or len(counts[1]) != 1:
        return []
    fewer = min(len(books.left), len(books.right))
    pairs = list(zip(books.left[:fewer], books.right[:fewer], strict=True))
    made = [Match((a,), (b,), "key", differences(a, b, rules)) for a, b in pairs]
    made += _duplicates(books.left[fewer:], made[0], 0)
    return made + _duplicates(books.right[fewer:], made[0], 1)


@dataclass(frozen=True, slots=True)
class _Choice:
    """Two groups that may belong together, and how far apart they are."""

    left: tuple[Entry, ...]
    right: tuple[Entry, ...]
    differences: tuple[Kind, ...]

    @property
    def distance(self) -> tuple[int, Decimal, Decimal, int]:
        one, other = combine(self.left), combine(self.right)
        return (
            len(self.differences),
            abs(minus(one.quantity or ZERO, other.quantity or ZERO)),
            abs(minus(one.notional or ZERO, other.notional or ZERO)),
            len(self.left) + len(self.right),
        )


def _nearest(books: Open, rules: Rules, _: Sequence[Match]) -> list[Match]:
    """The nearest lines as pairs, or one line against the sum when that is nearer.

    Of cash, only a reference with one line on each side says enough for that.
    """
    if rules.kind == "cash" and len(books.left) * len(books.right) != 1:
        return []
    if len(books.left) * len(books.right) > CROWDED**2:
        pairs = zip(books.left, books.right, strict=False)
        return [Match((a,), (b,), "key", differences(a, b, rules)) for a, b in pairs]
    choices = sorted(_choices(books, rules), key=lambda choice: choice.distance)
    made: list[Match] = []
    taken: set[int] = set()
    for choice in choices:
        lines = {id(entry) for entry in (*choice.left, *choice.right)}
        if taken.isdisjoint(lines):
            taken |= lines
            made.append(Match(choice.left, choice.right, "key", choice.differences))
    return made


def _choices(books: Open, rules: Rules) -> Iterable[_Choice]:
    for left in books.left:
        for right in books.right:
            yield _Choice((left,), (right,), differences(left, right, rules))
    if min(len(books.left), len(books.right)) == 1 < max(len(books.left), len(books.right)):
        found = differences(combine(books.left), combine(books.right), rules)
        if not {"INSTRUMENT", "SIDE", "CURRENCY"} & set(found):
            yield _Choice(books.left, books.right, found)


def left_over(books: Open, rules: Rules) -> list[Match]:
    """What has no counterpart; lines of one trade's key are missing together."""
    made = []
    for place, book in enumerate((books.left, books.right)):
        kind: Kind = "MISSING_IN_A" if place else "MISSING_IN_B"
        groups: dict[str | int, list[Entry]] = defaultdict(list)
        for entry in book:
            together = bool(entry.key) and rules.kind == "trades"
            groups[entry.key if together else id(entry)].append(entry)
        for group in groups.values():
            left, right = ((), tuple(group)) if place else (tuple(group), ())
            made.append(Match(left, right, "unmatched", (kind,)))
    return made


def repeats(found: Sequence[Match], rules: Rules) -> list[Match]:
    """The matches, with what is missing told from what repeats a matched line of its own book.

    That needs a name: two payments of the same amount on one day may well be two payments.
    """
    named = [m for m in found if len(m.left) == len(m.right) == 1]
    matched = [{rules.content(_sides(m)[s][0]): m for m in reversed(named)} for s in (0, 1)]
    return [
        _as_repeat(match, matched, rules) if match.how == "unmatched" else match for match in found
    ]


def _as_repeat(match: Match, matched: Sequence[dict[Any, Match]], rules: Rules) -> Match:
    side = 0 if match.left else 1
    entries = _sides(match)[side]
    contents = {rules.content(entry) for entry in entries}
    repeated = matched[side].get(contents.pop()) if len(contents) == 1 else None
    if repeated is None or not (entries[0].key or rules.kind == "trades"):
        return match
    return _duplicates(entries, repeated, side)[0]
