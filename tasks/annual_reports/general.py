"""Whether advice holds for any report: it tells how to read, and nothing that one report says.

Advice becomes part of a prompt that other reports are read by, and is shown in transcripts. A judge
is asked to name no value of the report; here that is seen to.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tasks.annual_reports.document.words import Document
from tasks.copied import copies
from tasks.privacy import mask

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_NUMBER = re.compile(r"\d(?:[\d \u00a0\u202f.,]*\d)?")
_SENTENCE = re.compile(r"(?:^|[.!?:;]\s|\n|^\s*[-*])\W*$")
_DIGITS = 3  # a number of so many is a value or a year; shorter ones count rounds and columns


@dataclass(frozen=True)
class Known:
    """What is no value of a report: `said` are the agent's prompt, its fields, and headings.

    `fields` are the values that were found, `document` the words of the report.
    """

    said: str
    fields: Mapping[str, Any]
    document: Document

    @cached_property
    def common(self) -> frozenset[str]:
        """Words that are no names: those that were said, or that stand in lower case somewhere."""
        lower = (word for word in self._words if word[:1].islower())
        return frozenset(word.casefold() for word in (*_WORD.findall(self.said), *lower))

    @cached_property
    def printed(self) -> frozenset[str]:
        return frozenset(word.casefold() for word in self._words)

    @cached_property
    def numbers(self) -> frozenset[str]:
        return frozenset(_numbers(self.said))

    @cached_property
    def _words(self) -> tuple[str, ...]:
        return tuple(word for page in self.document.pages for word in _WORD.findall(page.text))


def general(advice: Iterable[str], known: Known) -> tuple[str, ...]:
    """The advice that names no value, number, year, person, place or firm of the report; once."""
    tidy = (" ".join(each.split()) for each in advice)
    return tuple(dict.fromkeys(each for each in tidy if each and not _tells(each, known)))


def _tells(text: str, known: Known) -> bool:
    if mask(text) != text or copies(text, known.said, known.fields):
        return True
    if any(number not in known.numbers for number in _numbers(text)):
        return True
    return any(_is_name(word, known) for word in _WORD.finditer(text))


def _numbers(text: str) -> Iterator[str]:
    for found in _NUMBER.findall(text):
        digits = re.sub(r"\D", "", found)
        if len(digits) >= _DIGITS:
            yield digits


def _is_name(word: re.Match[str], known: Known) -> bool:
    """A word with a capital that neither the prompt knows nor anything has in lower case.

    Where a sentence begins each word has a capital: there only one that the report prints counts.
    """
    plain = word[0].casefold()
    if not word[0][:1].isupper() or plain in known.common:
        return False
    begins = _SENTENCE.search(word.string[: word.start()]) is not None
    return plain in known.printed if begins else True
