"""What checks of people and property rest on: counts, years and names that can be so."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tasks.annual_reports.checks.check import Check, value_of

EARLIEST, LATEST = 1700, 2100  # the oldest houses of cooperatives; plans end long before
FIRST_BOOKS = 1990  # reports on paper older than that are no input of this pack
_PARTICLES = {
    "von",
    "af",
    "de",
    "del",
    "van",
    "der",
    "den",
    "la",
    "el",
    "al",
    "bin",
    "di",
    "da",
    "dos",
}
_FEWEST, _MOST = 2, 6  # words of a name
_FORMS = re.compile(r"\b(?:AB|HB|KB|Brf|HSB|Aktiebolag)\b")


def rows_of(fields: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    """The rows of a field; none when it is missing."""
    found = fields.get(name)
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, Sequence) else ()


def is_person(name: str) -> bool:
    """Whether a text can be a name: two to six words, no digits, each with a capital."""
    words = name.split()
    capitals = all(word[0].isupper() or word.casefold() in _PARTICLES for word in words)
    return (
        _FEWEST <= len(words) <= _MOST
        and capitals
        and not re.search(r"\d", name)
        and not _FORMS.search(name)
    )


def names(fields: Mapping[str, Any], *lists: str) -> Iterator[Check]:
    """Every row of these lists names a person, and none twice."""
    for field in lists:
        said = [str(value_of(row.get("name")) or "") for row in rows_of(fields, field)]
        if not said:
            continue
        odd = [str(at) for at, name in enumerate(said, start=1) if not is_person(name)]
        detail = (
            f"rows {', '.join(odd)} of {len(said)} hold no name" if odd else f"{len(said)} names"
        )
        yield Check(f"names of {field}", not odd, detail, (field,))
        twice = len(said) - len({name.casefold() for name in said})
        yield Check(
            f"nobody twice in {field}", not twice, f"{twice} of {len(said)} again", (field,)
        )


def year(fields: Mapping[str, Any], *leaves: str) -> Iterator[Check]:
    """Years between the oldest houses and the end of any plan."""
    for name in leaves:
        if (value := value_of(fields.get(name))) is not None:
            holds = EARLIEST <= int(value) <= LATEST
            yield Check(f"year of {name}", holds, f"{name} is {value}", (name,))


def day(fields: Mapping[str, Any], name: str) -> Iterator[Check]:
    """A date that is one, in a year from which there are reports."""
    if (value := value_of(fields.get(name))) is not None:
        found = re.fullmatch(r"(\d{4})-\d{2}-\d{2}", str(value))
        holds = found is not None and FIRST_BOOKS <= int(found[1]) <= LATEST
        yield Check(f"date of {name}", holds, f"{name} is {value}", (name,))


def number(fields: Mapping[str, Any], name: str) -> int | float | None:
    """The value of a leaf where it is a number."""
    value = value_of(fields.get(name))
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def ranged(fields: Mapping[str, Any], limits: Mapping[str, tuple[float, float]]) -> Iterator[Check]:
    """Numbers that lie between limits; those that are missing aren't checked."""
    for name, (low, high) in limits.items():
        if (value := number(fields, name)) is not None:
            detail = f"{name} is {value:,}, plausible from {low:,} to {high:,}"
            yield Check(f"size of {name}", low <= value <= high, detail, (name,))
