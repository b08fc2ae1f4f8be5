"""How a claim is to be understood: which names, which date, which column its numbers speak of."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tasks.verification.claims import Claim
from tasks.verification.directions import Said, said
from tasks.verification.exempt import YEAR
from tasks.verification.lookup import Lookup
from tasks.verification.mentions import Mention, Vocabulary, dated, dates, owners

_LABEL = re.compile(r"(?:^|[;.]\s|[-+]\s)\s*`?([A-Za-z][\w ]*?)`?:\s*\Z")
_IDS = re.compile(r"\[\w+\]")
_WORD = re.compile(r"[^\W\d_]+")
ISO_DATE = re.compile(rf"{YEAR}(?:-\d\d(?:-\d\d)?)?")


@dataclass(frozen=True)
class Reading:
    """A claim as it is understood: for each number its names, dates, label and direction."""

    claim: Claim
    vocabulary: Vocabulary
    cited: tuple[Lookup, ...]

    @cached_property
    def columns(self) -> frozenset[str]:
        """The numeric columns of what the claim cites."""
        return frozenset(column.name for lookup in self.cited for column in lookup.columns)

    @cached_property
    def owners(self) -> Mapping[str, Sequence[frozenset[str]]]:
        """By column, the names to which each number may belong."""
        found = self.vocabulary.mentions(self.claim.text)
        if not self.claim.headers:
            return {
                column: owners(self.claim.text, self.claim.numbers, mentions)
                for column, mentions in found.items()
            }
        above = [self.vocabulary.mentions(header) for header in self.claim.headers]
        columns = sorted({*found, *(column for each in above for column in each)})
        return {
            column: [_keys(each.get(column) or found.get(column) or ()) for each in above]
            for column in columns
        }

    @cached_property
    def named(self) -> Mapping[str, frozenset[str]]:
        """By column, all names in the line."""
        found = self.vocabulary.mentions(self.claim.text)
        return {column: _keys(mentions) for column, mentions in found.items()}

    @cached_property
    def dates(self) -> Sequence[frozenset[str]]:
        """For each number the dates that it must be of; none when that is open."""
        text = self.claim.text
        if not self.claim.headers:
            told = dates(text)
            return [dated(text, number, told) for number in self.claim.numbers]
        cells = [cell for cell in map(str.strip, text.split("|")) if ISO_DATE.fullmatch(cell)]
        return [frozenset(ISO_DATE.findall(above) or cells) for above in self.claim.headers]

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of the line and of its headers, without the ids."""
        text = " ".join([_IDS.sub(" ", self.claim.text), *self.claim.headers])
        return frozenset(_WORD.findall(text.lower()))

    def tells(self, column: frozenset[str]) -> bool:
        """Whether the line has one of these words, as it is or in the plural."""
        return any(word in self.words or f"{word}s" in self.words for word in column)

    def label(self, place: int) -> str:
        """What stands before a number as `Label: 3`, or above it, written as a column."""
        if self.claim.headers:
            name = re.sub(r"\(.*?\)|[`%]", "", self.claim.headers[place])
        else:
            start = self.claim.text[: self.claim.numbers[place].start]
            found = _LABEL.search(start.rstrip("-−–+±QARUSD$€ "))
            name = found[1] if found else ""
        return "_".join(name.lower().split())

    def said(self, place: int) -> Said:
        return said(self.claim.text, self.claim.numbers[place])


def _keys(mentions: Iterable[Mention]) -> frozenset[str]:
    return frozenset(mention.key for mention in mentions)
