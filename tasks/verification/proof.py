"""Whether a number of a claim is in the data it cites: as printed, in its unit, in its row."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from policies.schema import Verification
from tasks.units import CENTURIES, MONEY
from tasks.verification.counting import counted, may_count
from tasks.verification.directions import sign_agrees
from tasks.verification.issues import Code
from tasks.verification.lookup import CHANGE, Hit, Lookup
from tasks.verification.mentions import TOTALS
from tasks.verification.numbers import Number
from tasks.verification.reading import Reading

_COMPARING = re.compile(r"gap|diff|distance|above|below|excess|lag|lead|spread|ratio|corr|lift|rho")
_OWN_UNITS = frozenset({"count", "percent", "fraction", "points", "index", *MONEY})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a number: no code when it is proven. `hits` are the cells that prove it."""

    code: Code | None = None
    detail: str = ""
    hits: tuple[tuple[Lookup, Hit], ...] = ()


Found = list[tuple[Lookup, Hit]]


def judge(reading: Reading, place: int, rules: Verification) -> Verdict:
    """The verdict on the number at `place` of a claim."""
    number, cited = reading.claim.numbers[place], reading.cited
    if number.ambiguous:
        return Verdict(Code.AMBIGUOUS_NUMBER, f"{number.text} can be read in two ways.")
    exact: Found = [(lookup, hit) for lookup in cited for hit in lookup.hits(number)]
    if counted(reading.claim.text, number, cited) or _in_words(reading.claim.text, number, cited):
        return Verdict()
    if proven := _proven(exact, reading, place):
        return Verdict(hits=tuple(proven))
    # What stands exactly in another row is that row's, however close this one's may be.
    elsewhere = _of_sign(_of_unit(exact, reading, place), reading, place)
    near: Found = []
    if not elsewhere:
        near = [(lookup, hit) for lookup in cited for hit in lookup.near(number, rules)]
    if rounded := _proven(near, reading, place):
        value = min((hit.value for _, hit in rounded), key=lambda it: abs(it - number.value))
        return Verdict(
            Code.ROUNDING_MISMATCH, f"{number.text} was printed, the data holds {value:.10g}."
        )
    return _why_not(exact, reading, place)


def _proven(found: Found, reading: Reading, place: int) -> Found:
    found = _of_unit(found, reading, place)
    found = _of_sign(found, reading, place)
    found = may_count(found, reading.claim, reading.claim.numbers[place])
    found = [it for it in found if _of_column(*it, reading)]
    return [each for each in _of_label(found, reading, place) if _of_row(*each, reading, place)]


def _why_not(exact: Found, reading: Reading, place: int) -> Verdict:
    """The first test that a number fails which the data does hold somewhere."""
    number = reading.claim.numbers[place]
    if not exact:
        queries = ", ".join(dict.fromkeys(lookup.answer.query for lookup in reading.cited))
        return Verdict(Code.CLAIM_NOT_FOUND, f"{number.text} is not in {queries}.")
    in_unit = _of_unit(exact, reading, place)
    if not in_unit:
        lookup, hit = exact[0]
        unit = lookup.answer.units.get(hit.column)
        return Verdict(
            Code.UNIT_MISMATCH,
            f"{number.text} was printed, {hit.column} of {lookup.answer.query} is in {unit}.",
        )
    signed = _of_sign(in_unit, reading, place)
    if not signed:
        lookup, hit = in_unit[0]
        return Verdict(
            Code.SIGN_MISMATCH, f"{number.text} is told, {hit.column} is {_value(lookup, hit)}."
        )
    lookup, hit = signed[0]
    row = lookup.answer.rows[hit.row]
    about = ", ".join(str(cell) for cell in row.values() if _is_key(cell)) or "another row"
    return Verdict(
        Code.KEY_MISMATCH, f"{number.text} is {hit.column} of {about} in {lookup.answer.query}."
    )


def _value(lookup: Lookup, hit: Hit) -> str:
    return str(lookup.answer.rows[hit.row][hit.column])


def _is_key(cell: object) -> bool:
    return isinstance(cell, str) or (type(cell) is int and cell in CENTURIES)


def _of_unit(found: Found, reading: Reading, place: int) -> Found:
    number = reading.claim.numbers[place]
    # In prose, per cent are told as such; in tables and after a label the column tells it.
    bare = bool(reading.claim.headers or reading.label(place) in reading.columns)
    return [
        (lookup, hit)
        for lookup, hit in found
        if unit_agrees(number.unit, lookup.answer.units.get(hit.column, ""), bare=bare)
    ]


def unit_agrees(said: str | None, unit: str, *, bare: bool = False) -> bool:
    """Whether a number printed in a unit may be that of a column.

    One without a unit may be anything but per cent, and with `bare` that too; a column without a
    unit may hold anything.
    """
    if said is None:
        return bare or unit != "percent"
    if unit not in _OWN_UNITS:
        return True
    if said == "percent":
        return unit in ("percent", "fraction")
    return said == unit or (said == "points" and unit == "index")


def _of_sign(found: Found, reading: Reading, place: int) -> Found:
    if not any(hit.opposite or CHANGE.search(hit.column) for _, hit in found):
        return found
    number, words = reading.claim.numbers[place], reading.said(place)
    return [it for it in found if sign_agrees(it[1].column, it[1].opposite, number, words)]


def _of_label(found: Found, reading: Reading, place: int) -> Found:
    """`Attrition percent: 18.24 %` must be of the column `attrition_percent`, if there is one."""
    label = reading.label(place)
    if not label or label not in reading.columns:
        return found
    return [(lookup, hit) for lookup, hit in found if hit.column == label]


def _of_column(lookup: Lookup, hit: Hit, reading: Reading) -> bool:
    """Whether the line is not about another column of the same unit: attrition, not retention.

    This holds of tables that were read. The columns of what was derived are named for their rows,
    and a line tells several of them at once.
    """
    unit = lookup.answer.units.get(hit.column, "")
    of_table = not lookup.answer.sources and unit in _OWN_UNITS
    if not of_table or reading.tells(lookup.telling[hit.column]):
        return True
    others = (it for it in lookup.columns if it.unit == unit and it.name != hit.column)
    return not any(reading.tells(lookup.telling[it.name]) for it in others)


def _of_row(lookup: Lookup, hit: Hit, reading: Reading, place: int) -> bool:
    """Whether the row is about what the line names beside the number."""
    days = reading.dates[place]
    times = lookup.times[hit.row] if days else ()
    if times and not any(_same_time(cell, day) for cell in times for day in days):
        return False
    row = lookup.answer.rows[hit.row]
    for column, names in reading.owners.items():
        cell, keys = row.get(column), names[place]
        if not keys or cell in keys or not isinstance(cell, str) or cell.lower() in TOTALS:
            continue
        if reading.claim.numbers[place].unit == "points" or _compares(hit.column):
            keys |= reading.named.get(column, frozenset())
        if not any(isinstance(other, str) and other in keys for other in row.values()):
            return False
    return True


@cache
def _compares(column: str) -> bool:
    """Whether its values set two things against each other: both names may stand beside one."""
    return _COMPARING.search(column) is not None


def _same_time(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _in_words(text: str, number: Number, cited: Iterable[Lookup]) -> bool:
    """Whether it is part of a name: `10-49 employees`, `Labour force survey 4`."""
    digits = number.text.strip()
    return any(
        found.start() <= number.start and number.end <= found.end()
        for lookup in cited
        for word in lookup.words
        if digits in word
        for found in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text)
    )


def disagreement(number: Number, found: Iterable[tuple[Lookup, Hit]]) -> str:
    """Why it is open which of several answers a number is of, if it is.

    Each holds one value, none is derived from another, and the values differ but are printed alike,
    none exactly. A whole number without a unit is too common to tell anything.
    """
    hits = list(found)
    exact = any(abs(abs(hit.value) - abs(number.value)) <= number.step * 1e-6 for _, hit in hits)
    if exact or (number.unit is None and number.step >= 1):
        return ""
    values: dict[str, set[float]] = {}
    origins = {source for lookup, _ in hits for source in lookup.answer.sources}
    for lookup, hit in hits:
        if lookup.answer.query not in origins:
            values.setdefault(lookup.answer.query, set()).add(abs(hit.value))
    single = {query: min(each) for query, each in values.items() if len(each) == 1}
    if len(single) != len(values) or len(set(single.values())) < 2:  # noqa: PLR2004 - several
        return ""
    told = ", ".join(f"{value:.10g} in {query}" for query, value in sorted(single.items()))
    return f"{number.text} may be {told}."
