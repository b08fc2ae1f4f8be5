"""Capital letters that a garbled font gives as per cent signs: "%vriga" is Övriga.

A sign of that kind can't be replaced wherever it stands, as others are: most per cent signs are
what they seem. One that begins a word is none.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from tasks.annual_reports.document.evidence import EDGES
from tasks.annual_reports.document.lexicon import words
from tasks.annual_reports.document.lines import Run

_BEGUN = re.compile(r"%[a-zåäöéü]{2,}")
_LETTERS = ("ö", "ä", "å")
_SHARE = 0.75  # of the words that tell


def with_capitals(runs: Sequence[Run]) -> int:
    """Put capitals in the place of per cent signs that begin words; how many.

    The letter is the one with which most such words of the document become known ones.
    """
    found = [run for run in runs if _BEGUN.match(run.text)]
    votes = Counter(
        letter
        for text in {run.text.lower().strip(EDGES) for run in found}
        for letter in _LETTERS
        if letter + text.lstrip("%") in words()
    )
    letter, count = votes.most_common(1)[0] if votes else ("", 0)
    if not letter or count < _SHARE * votes.total():
        return 0
    for run in found:
        run.glyphs[0] = replace(run.glyphs[0], char=letter.upper())
    return len(found)
