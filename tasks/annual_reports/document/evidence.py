"""Whether letters put into a word make it a Swedish one."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice, product

from tasks.annual_reports.document.lexicon import stems

EDGES = ".,:;()-/"  # what may stand around a word
_COMBINATIONS = 600


def known_choices(
    chars: Sequence[str], options: Sequence[tuple[int, Sequence[str]]], known: frozenset[str]
) -> Iterator[dict[int, str]]:
    places = [index for index, _ in options]
    choices = product(*(letters for _, letters in options))
    for choice in islice(choices, _COMBINATIONS):
        letters = dict(zip(places, choice, strict=True))
        if _is_known(chars, letters, known):
            yield letters


def _is_known(text: Sequence[str], letters: Mapping[int, str], known: frozenset[str]) -> bool:
    """Whether a text is a known word, or each letter put in stands inside a known stem."""
    parts = [letters.get(index, char) for index, char in enumerate(text)]
    word = "".join(parts).lower()
    if word.strip(EDGES) in known:
        return True
    offset = 0
    for index, part in enumerate(parts):
        if index in letters and not _in_stem(word, offset):
            return False
        offset += len(part)
    return True


@lru_cache(maxsize=50_000)  # learning asks the same of a word again and again
def _in_stem(word: str, place: int) -> bool:
    """Whether a letter of a word stands inside a stem that the word holds."""
    least, most = _lengths()
    for start in range(max(0, place - most + 1), place + 1):
        ends = range(max(place + 1, start + least), min(len(word), start + most) + 1)
        if any(word[start:end] in stems() for end in ends):
            return True
    return False


@lru_cache(maxsize=1)
def _lengths() -> tuple[int, int]:
    return min(map(len, stems())), max(map(len, stems()))
