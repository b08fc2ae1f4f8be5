"""Which words are names of persons: tables that are read when the first one is asked for.

README.md beside them says where they come from. Words are asked for folded (`fold`).
"""

import unicodedata
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
_MADE = ("given", "doubtful", "surnames", "words", "rare")  # folded as they are
NAMES = (*_MADE, "own", "known", "heads", "small", "months")
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "’": "'"}
)


def fold(word: str) -> str:
    """`word` in small ASCII letters where it is Latin: names are written with accents or without.

    >>> fold("Łukasz"), fold("O’Brien"), fold("José")
    ('lukasz', "o'brien", 'jose')
    """
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.casefold().translate(_PLAIN))
    return "".join(char for char in plain if not unicodedata.combining(char))


@cache
def table(name: str) -> frozenset[str]:
    """The words of a table (`given`, `words` …), folded. Its first line names the column."""
    text = (FOLDER / f"{name}.csv").read_text(encoding="utf-8")
    if name in _MADE:
        return frozenset(text.split()[1:])
    return frozenset(map(fold, text.splitlines()[1:]))


def is_given(word: str) -> bool:
    """Whether `word` is a given name and hardly anything else (Fatima, John)."""
    return word in table("given") or word in table("own")


def is_doubtful(word: str) -> bool:
    """Whether `word` is a given name and a word, a place or an abbreviation too (Mark, Jordan)."""
    return word in table("doubtful")


def is_surname(word: str) -> bool:
    return word in table("surnames")


def is_word(word: str) -> bool:
    """Whether English text knows `word` as no name: a word, a country, a capital, a month."""
    return word in table("words")


def is_rare(word: str) -> bool:
    """Whether English text knows `word` as no name, but uses it seldom (counterparty, hopper)."""
    return word in table("rare")


def is_known(phrase: str) -> bool:
    """Whether two words together are no person, though they read like one (Monte Carlo)."""
    return phrase in table("known")
