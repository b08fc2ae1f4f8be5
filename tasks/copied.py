"""Whether a prompt has copied something out of a report; what it says must hold for all of them."""

import re
from collections.abc import Iterator, Mapping

from tasks.outcome import JSON

SHORTEST, RUN = 4, 5  # characters of a value that counts, digits in a row that count
_GROUPED = re.compile(r"(?<=\d)[ \u00a0\u202f.,'](?=\d{3}(?!\d))")
_DIGITS = re.compile(rf"\d{{{RUN},}}")
_SPACE = re.compile(r"\s+")
_EVIDENCE = frozenset(("value", "text"))  # a value with its evidence: the rest says where it stood


def copies(prompt: str, seed: str, values: JSON) -> tuple[str, ...]:
    """What a prompt holds of a report's values that its seed does not, in the order of the values.

    A text or a number counts from four characters on, however it is spaced and whatever its case; a
    name also by each of its words. Any five digits in a row count, whether or not they were found.
    """
    said, known = _plain(prompt), _plain(seed)
    found = [
        piece
        for text in texts_of(values)
        for piece in _pieces(text)
        if len(piece) >= SHORTEST and piece in said and piece not in known
    ]
    digits = [run for run in _DIGITS.findall(said) if run not in known]
    return tuple(dict.fromkeys((*found, *digits)))


def texts_of(values: JSON) -> Iterator[str]:
    """Every text and number in a nested value, as text; of evidence the value and its wording."""
    if isinstance(values, Mapping):
        found = values.keys() >= _EVIDENCE
        for name, inner in values.items():
            if not found or name in _EVIDENCE:
                yield from texts_of(inner)
    elif isinstance(values, list | tuple):
        for inner in values:
            yield from texts_of(inner)
    elif isinstance(values, float) and values.is_integer():
        yield str(int(values))
    elif isinstance(values, str | int | float) and not isinstance(values, bool):
        yield str(values)


def _pieces(text: str) -> Iterator[str]:
    """A value as a whole; of a name, all of whose words are capitalised, each word too."""
    yield _plain(text)
    words = text.split()
    if len(words) > 1 and all(word[:1].isupper() for word in words):
        yield from (_plain(word.strip(".,;:()")) for word in words)


def _plain(text: str) -> str:
    """A text in lower case with single spaces; digits that were set in groups stand together."""
    return _SPACE.sub(" ", _GROUPED.sub("", text)).strip().casefold()
