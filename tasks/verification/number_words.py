"""Numbers in words, as far as they precede a unit: `eighteen per cent`, `twenty-one million`."""

import re

_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_VALUES = {
    **{word: value for value, word in enumerate(_ONES)},
    **{word: 10 * value for value, word in enumerate(_TENS, 2)},
    "a hundred": 100,
}
# The longer names first: six is the beginning of sixteen.
_NAMES = "|".join(sorted(_VALUES, key=len, reverse=True))
WORDS = rf"\b(?i:(?:{'|'.join(_TENS)})[\s-](?:{'|'.join(_ONES[1:10])})|{_NAMES})\b"


def from_words(words: str) -> float:
    """What the words say, from 0 to 100."""
    whole = " ".join(words.lower().split())
    if whole in _VALUES:
        return float(_VALUES[whole])
    return float(sum(_VALUES[word] for word in re.split(r"[\s-]", whole)))
