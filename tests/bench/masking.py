"""Masking: how much of the labelled text it finds, and how long it takes.

With `COXSWAIN_NAMES_MODEL` set, the figures are those with the model.
"""

import time
import timeit
from collections.abc import Callable, Iterator
from statistics import median

from tasks.personal import lexicon, model_names
from tasks.privacy import mask
from tests.bench.figures import Figure, at_most, noted
from tests.personal_text import PARTS, scores

LINE = "The amount of 12,345.67 USD was booked on 2026-03-02 for trade S-000123 and agreed.\n"
PERSONAL = "Write to jane.doe@example.com or +46 8 123 456 78 about SE4550000000058398257466.\n"
REPORT = (
    "## Attrition Rate By Sector\nPer LMIS: attrition in Hospitality was 18.24 % in 2024."
    " [attrition_by_sector]\nReviewed by Fatima Al-Kuwari and John Smith of the Authority.\n"
)
SHORT = {
    "words": "resolved within tolerance of 0.01 EUR",
    "break": "Break BRK-2024-000123: amount difference of 1,234.56 USD on 2024-01-31, rule R-17.",
    "title": "Amount Mismatch By Trade Date And Settlement Date",
    "name": "signed off by Fatima Al-Kuwari",
}


def bench() -> Iterator[Figure]:
    model = model_names.described()
    yield noted("names are found by", model["model"] if model else "our own recognisers")
    yield from _found()
    yield at_most("tables of names read", _tables() * 1000, 20, "ms")
    for name, line in (("with personal data", None), ("without", LINE), ("a report", REPORT)):
        text = line * (100_000 // len(line) + 1) if line else _personal()
        seconds = median(_seconds(f"{turn}{text[:100_000]}") for turn in range(5))
        yield at_most(f"100 KB, {name}", seconds * 1000, 500, "ms")
    for name, text in SHORT.items():
        yield noted(f"short text, {name}", f"{_micros(text):.1f} µs")


def _found() -> Iterator[Figure]:
    for part in PARTS:
        for kind, score in scores(part, mask).items():
            found = f"{score.found} of {score.labelled}, {score.recall:.1%}"
            right = f"{score.right} of {score.masks}, {score.precision:.1%}"
            if kind == "lone":  # masked as names
                yield noted(f"{part}, names alone: recall", found)
            else:
                yield noted(f"{part}, {kind}: recall", found)
                yield noted(f"{part}, {kind}: precision", right)


def _personal() -> str:
    return "".join(PERSONAL if n % 10 == 0 else LINE for n in range(1_250))


def _tables() -> float:
    lexicon.table.cache_clear()
    return _timed(lambda: [*map(lexicon.table, lexicon.NAMES)])


def _seconds(text: str) -> float:
    return _timed(lambda: mask(text))


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _micros(text: str) -> float:
    return min(timeit.repeat(lambda: mask(text), number=2_000, repeat=5)) / 2_000 * 1e6
