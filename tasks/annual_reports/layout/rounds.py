"""Later rounds of an extractor: a wider look fills gaps, and leaves the rest as it was."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import wraps

from tasks.annual_reports.found import Fields
from tasks.annual_reports.reading import Reading

Extractor = Callable[[Reading], Fields]


def filling(extract: Extractor) -> Extractor:
    """An extractor that looks wider by itself from round 2 on, for what was lacking only.

    Of the lacking fields rows are taken from the wider look where it found more of them; what the
    first look gave is never overruled.
    """

    @wraps(extract)
    def rounds(reading: Reading) -> Fields:
        strict = extract(replace(reading, round=1, lacking=()))
        if reading.round == 1 or not reading.lacking:
            return strict
        wide = extract(reading)
        return {
            name: wide[name] if name in reading.lacking and _gains(value, wide[name]) else value
            for name, value in strict.items()
        }

    return rounds


def _gains(first: object, wider: object) -> bool:
    """Whether a wider look found something where nothing was, or more rows."""
    if isinstance(first, Mapping):
        return not any(first.values())
    if isinstance(first, Sequence) and isinstance(wider, Sequence):
        return len(wider) > len(first)
    return not first
