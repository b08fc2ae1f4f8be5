"""What a text says of its own numbers must add up: changes, splits, and tables with a total.

Each function says what is wrong in a sentence, or nothing.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import inf

from policies.schema import Verification
from tasks.outcome import Section
from tasks.verification.claims import Claim, blocks, cells_of, plain
from tasks.verification.numbers import Number, numbers

_SPLIT = re.compile(
    r"\b(?:split|breakdown|broken down|divided|composition|made up of)\b", re.IGNORECASE
)
_FROM = re.compile(r"\bfrom\s*\Z", re.IGNORECASE)
_TO = re.compile(r"[^,;.]{0,60}\bto\s*")
_HOW = r"\s+(?:\w+\s+){0,2}(?:by\s+[\d.,]+\s?(?:%|[a-z ]*)\s*)?\Z"
_FELL = re.compile(
    rf"\b(?:fell|falls|fallen|declined|dropped|decreased|shrank|slipped|down){_HOW}", re.IGNORECASE
)
_ROSE = re.compile(rf"\b(?:rose|rises|risen|grew|increased|climbed|jumped|up){_HOW}", re.IGNORECASE)
_BY = re.compile(
    r"\b(?:(?:change|rise|increase|gain|growth|fall|decline|drop|decrease|loss|reduction|difference)"
    r"\s+(?:of|by)|by)\s*\Z",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.;]\s")
_TOTAL = re.compile(r"(?:grand )?(?:total|sum)s?", re.IGNORECASE)
_SHARES = re.compile(r"\bshares?\b|% of", re.IGNORECASE)
_NO_SUM = re.compile(
    r"rate|mean|average|avg|median|index|salary|wage|change|yoy|ratio|score|percent|%|rank|\bz\b|age"
    r"|year|growth|gap|corr|target",
    re.IGNORECASE,
)


def in_line(claim: Claim, rules: Verification) -> Iterator[str]:
    """A change that is not the difference, a rise that is a fall, a split that leaves a rest."""
    if claim.headers:
        return
    for place, (first, second) in enumerate(pairwise(claim.numbers)):
        start = _FROM.search(claim.text, 0, first.start)
        if start and _TO.fullmatch(claim.text[first.end : second.start]):
            rest = (*claim.numbers[:place], *claim.numbers[place + 2 :])
            yield from _change(claim.text, (first, second), rest, start.start())
    parts = [each.value for each in claim.numbers if each.unit == "percent"]
    whole = len(parts) > 1 and len(parts) == len(claim.numbers)
    if whole and _SPLIT.search(claim.text) and abs(sum(parts) - 100) > rules.points:
        yield f"The parts sum to {sum(parts):.10g} %, not to 100 %."


def _change(
    text: str, ends: tuple[Number, Number], rest: Iterable[Number], start: int
) -> Iterator[str]:
    first, second = ends
    fell, rose = _FELL.search(text, 0, start), _ROSE.search(text, 0, start)
    if (fell and second.value > first.value) or (rose and second.value < first.value):
        yield f"From {first.text} to {second.text} is no {'fall' if fell else 'rise'}."
    for number in rest:
        low, high = min(number.end, second.end), max(number.start, first.start)
        if _SENTENCE.search(text, low, high) or not _BY.search(text, 0, number.start):
            continue
        if not any(_same(number, *change) for change in _changes(first, second, number)):
            yield f"From {first.text} to {second.text} is no change of {number.text}."


def _changes(first: Number, second: Number, number: Number) -> Iterator[tuple[float, float]]:
    """The changes that may be meant, each with how far rounding may put it off."""
    change = second.value - first.value
    slack = (first.step + second.step) / 2
    if number.unit != "percent" or second.unit == "percent":
        yield change, slack
    if number.unit == "percent":
        start, half = abs(first.value), first.step / 2
        least = start - half  # a start that may be zero may have grown by anything
        off = (second.step / 2 * start + half * abs(second.value)) / (start * least or 1)
        yield 100 * change / (start or 1), 100 * off if least > 0 else inf


def _same(number: Number, change: float, slack: float) -> bool:
    wanted = change if number.sign else abs(change)
    told = number.value if number.sign else abs(number.value)
    return abs(told - wanted) <= slack + number.step / 2 + 1e-9 * max(1.0, abs(change))


def in_tables(section: Section, rules: Verification) -> Iterator[tuple[str, str]]:
    """What is wrong with the totals and shares of a section's tables, each with its last line."""
    for block in blocks(section.body):
        if len(block) > 2:  # noqa: PLR2004 - a header and its rule
            header = [plain(cell) for cell in cells_of(block[0])]
            rows = [[plain(cell) for cell in cells_of(line)] for line in block[2:]]
            for column, name in enumerate(header):
                if fault := _column(name, column, rows, rules):
                    yield fault, block[-1].strip()


def _column(
    name: str, column: int, rows: Sequence[Sequence[str]], rules: Verification
) -> str | None:
    cells = [numbers(row[column]) if column < len(row) else () for row in rows]
    if not column or any(len(each) != 1 for each in cells):
        return None
    values = [each[0].value for each in cells]
    slack = sum(each[0].step for each in cells) / 2
    percent = "%" in name or cells[0][0].unit == "percent"
    if not _TOTAL.fullmatch(rows[-1][0].strip()):
        over = percent and _SHARES.search(name) and sum(values) > 100 + rules.points + slack
        return f"The shares sum to {sum(values):.10g} %, more than 100 %." if over else None
    *parts, total = values
    breakdown = percent and (_SHARES.search(name) or abs(total - 100) < slack)
    allowed = slack + (rules.points if percent else rules.counts)
    adds_up = breakdown or not (percent or _NO_SUM.search(name))
    if adds_up and len(parts) > 1 and abs(sum(parts) - total) > allowed:
        return f"{name} sums to {sum(parts):.10g}, the table's total is {cells[-1][0].text}."
    return None
