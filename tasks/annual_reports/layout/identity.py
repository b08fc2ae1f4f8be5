"""Who the report is of: name, registration number and seat of the association."""

import re
from collections import Counter
from collections.abc import Iterator

from tasks.annual_reports.document.words import Document
from tasks.annual_reports.found import Found, Leaf
from tasks.annual_reports.layout.estate import municipality
from tasks.annual_reports.layout.flow import flow
from tasks.annual_reports.layout.prose import pattern
from tasks.annual_reports.reading import Placed, Reading

_ORG = re.compile(r"(?<![\d-])(7\d{5}) ?[-–] ?(\d{4})(?![\d-])")
_KIND = r"(?:Brf|BRF|Bostadsrättsföreningen|HSB|Riksbyggen|Bostadsföreningen)"
_NAME = re.compile(rf"{_KIND}\b[:.]?\s+[A-ZÅÄÖ0-9][^|\t\n]{{1,60}}")
_TAIL = re.compile(
    r"[\s,.]*(?:,|\borg\.?\s?(?:nr|nummer)|\b\d{6}-\d{4}|\bårsredovisning|\bmed säte|\bfår härmed"
    r"|\bavger|\bför räkenskap|\(\d+\)|\d+\s?\(\d+\)|\bsida\b).*$",
    re.IGNORECASE | re.DOTALL,
)
_SEAT = pattern(
    r"(?:(?:med|har sitt|har sin|har) säte i|[Ss]äte(?:t)?(?: är|:)?) "
    r"(?P<seat>[A-ZÅÄÖ][\wåäöé-]+(?: [A-ZÅÄÖ][\wåäöé-]+)?"
    r"(?: (?:kommun|stad))?)(?![\w-])",
    cased=True,
)
_PERIOD = re.compile(r"\d{4}-\d{2}-\d{2}\s?[-–]\s?(?P<end>\d{4}-\d{2}-\d{2})")
_SEATED = 8  # pages among which the seat is told
_DIGITS = 10  # of an organisation number
_HEAD = 60  # characters before a name in a header
_EARLY = 3  # pages on which the name stands in full if it doesn't in a header


def association(document: Document) -> Leaf:
    """The name as it stands at the head of most pages, else on the first pages."""
    heads = list(_names(document, len(document.pages), 4)) or list(_names(document, _EARLY, 99))
    if not heads:
        return None
    # Of two that stand as often, the one beside the text: nobody else's name stands there.
    most = Counter(str(found.value) for found in reversed(heads)).most_common(1)[0][0]
    return next(found for found in heads if found.value == most)


def _names(document: Document, pages: int, lines: int) -> Iterator[Found]:
    placed = [
        Placed(page.number, line)
        for beside in (False, True)
        for page in document.pages[:pages]
        for line in (page.aside if beside else page.lines[:lines])
    ]
    for each in placed:
        text = flow([each])
        found = _NAME.search(text.text)
        if found is None or found.start() > _HEAD:
            continue
        name = _TAIL.sub("", found[0]).strip(" .:-–")
        leaf = text.found(name, found.start(), found.start() + len(name))
        if leaf is not None and len(name.split()) > 1:
            yield leaf


def organisation_number(document: Document) -> Leaf:
    """The valid number of a cooperative that stands most often; those of others stand once.

    It mostly stands in running headers; where it stands in the text too, that is the evidence.
    """
    seen: Counter[str] = Counter()
    where: dict[str, Found] = {}
    for beside in (False, True):
        for page in document.pages:
            for line in page.aside if beside else page.lines:
                for leaf in _numbers(Placed(page.number, line)):
                    seen[str(leaf.value)] += 1
                    where.setdefault(str(leaf.value), leaf)
    return where[seen.most_common(1)[0][0]] if seen else None


def _numbers(placed: Placed) -> Iterator[Found]:
    if not _ORG.search(placed.line.text):
        return
    text = flow([placed])
    for found in _ORG.finditer(text.text):
        number = f"{found[1]}-{found[2]}"
        leaf = text.found(number, *found.span())
        if leaf is not None and luhn(number):
            yield leaf


def luhn(number: str) -> bool:
    """Whether the last digit of an organisation number is its check digit (Luhn)."""
    digits = [int(char) for char in number if char.isdecimal()]
    doubled = [digit * 2 if at % 2 == 0 else digit for at, digit in enumerate(digits)]
    return len(digits) == _DIGITS and sum(each // 10 + each % 10 for each in doubled) % 10 == 0


def seat(document: Document) -> Leaf:
    """The place in "säte i …" without the word kommun; reports that say it do so early."""
    for page in document.pages[:_SEATED]:
        text = flow(Placed(page.number, line) for line in page.lines)
        if found := _SEAT.search(text.text):
            return text.found(municipality(found["seat"]), *found.span("seat"))
    return None


def year_end(reading: Reading) -> str:
    """The last day of the financial year, as the first pages say; else of the calendar year."""
    year = reading.years[0] if reading.years else 0
    for page in reading.document.pages[:_EARLY]:
        for found in _PERIOD.finditer(page.text):
            if int(found["end"][:4]) == year:
                return found["end"]
    return f"{year:04}-12-31"
