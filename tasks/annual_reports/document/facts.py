"""What a report says of itself: its unit, its financial years, and whose report it is."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from tasks.annual_reports.document.words import Document
from tasks.annual_reports.reading import Part, Section

_THOUSANDS = re.compile(
    r"\b(?:tkr|kkr|tsek|ksek|tusen(?:tals?)?\s+kronor|tusental)\b", re.IGNORECASE
)
_KRONOR = re.compile(
    r"\bbelopp i (?:hela )?(?:kr|kronor|sek)\b|\bhela kronor\b|\(kr\)", re.IGNORECASE
)
# A sentence about all amounts: "redovisas alla belopp i tusental kronor (TSEK)".
_ALL = re.compile(
    r"\b(?:alla )?(?:belopp(?:en)?|siffror(?:na)?)\b.{0,60}?\bi\s+(hela kronor|kronor|kr\b|sek\b|"
    r"tusen\w*(?: kronor)?|tkr|kkr|tsek|ksek)",
    re.IGNORECASE,
)
_DATE = r"((?:19|20)\d\d)[-./ ]?(\d\d)[-./ ]?(\d\d)"
_PERIOD = re.compile(rf"{_DATE}\s*(?:[-–—−]|till|t\.o\.m\.?)+\s*{_DATE}")
_FIRST, _LAST = re.compile(rf"{_DATE}\s?[-–—−]?$"), re.compile(rf"[-–—−]\s?{_DATE}$")
_LENGTH = (330, 550)  # days: a financial year may be longer when it is moved
_END = re.compile(rf"{_DATE}$")
_YEAR = re.compile(r"(?:19|20)\d\d$")
_BROKEN = re.compile(r"(20\d\d)\s?[-/–]\s?(20\d\d|\d\d)$")
_ORG = re.compile(r"\b(7\d{5})\s?[-–]\s?(\d{4})\b")
_NAME = re.compile(
    r"(?:\b(?:HSB|Riksbyggen|HSB:s|Riksbyggens?)\s+)?"
    r"\b(?:brf|bostadsrättsföreningen|bostadsrättsförening|bostadsföreningen)\s+\S.{1,60}$",
    re.IGNORECASE,
)
_STATEMENTS: tuple[Part, ...] = ("balance_sheet", "income_statement", "cash_flow")
_HEAD, _TOP = 10, 6  # lines of a statement, and of a page, in which its columns are named
_FRONT = 4  # pages


@dataclass(frozen=True, slots=True)
class Facts:
    """`unit` is kronor in one printed unit of the statements, `units` that of parts which say so.

    `years` are the years in which the financial year and the one before it end; `period` the
    first and last day of the financial year in ISO 8601. None is what is not plainly said.
    """

    unit: int
    units: Mapping[Part, int]
    years: tuple[int, int] | None
    period: tuple[str, str] | None
    org_number: str | None
    name: str | None


def facts_of(document: Document, sections: Sequence[Section]) -> Facts:
    """What a report says of itself."""
    heads = {part: list(_heads(document, sections, part)) for part in _STATEMENTS}
    stated = {part: unit for part, lines in heads.items() if (unit := _unit(lines))}
    notes = _unit(list(_heads(document, sections, "notes")))
    unit = next(iter(stated.values()), _common_unit(document) or 1)
    units = {part: stated.get(part, unit) for part in _STATEMENTS} | {"notes": notes or unit}
    cells = [cell.strip() for lines in heads.values() for line in lines for cell in line]
    years, periods = _years(cells), list(_periods(cells, document))
    if years is None and periods:
        years = int(periods[0][1][:4]), int(periods[0][1][:4]) - 1
    period = next((p for p in periods if years and int(p[1][:4]) == years[0]), None)
    return Facts(unit, units, years, period, *_association(document))


def _heads(document: Document, sections: Sequence[Section], part: Part) -> Iterator[list[str]]:
    """The first lines of a part, and the top lines of its pages, as the texts of their cells.

    What stands at the same place of several pages is no line of the body any more: it counts too.
    """
    for section in sections:
        if section.part == part and section.level == 1:
            for number in range(section.page, section.end_page + 1):
                start = section.line if number == section.page else 0
                stop = section.end_line if number == section.end_page else start + _HEAD
                lines = document.page(number).lines[start : min(start + _HEAD, stop)]
                yield from ([cell.text for cell in line.cells] for line in lines)
                yield from ([line.text] for line in document.page(number).aside)


def _unit(lines: Sequence[Sequence[str]]) -> int | None:
    for cells in lines:
        text = " ".join(cells)
        if len(text.split()) > _HEAD + 2:  # a sentence
            continue
        if _THOUSANDS.search(text):
            return 1000
        if _KRONOR.search(text):
            return 1
    return None


def _common_unit(document: Document) -> int | None:
    """What a sentence says of all amounts of the report."""
    for page in document.pages:
        found = _ALL.search(page.text.replace("\n", " "))
        if found:
            return (
                1000 if found[1].lower().startswith(("tusen", "tkr", "kkr", "tsek", "ksek")) else 1
            )
    return None


def _years(cells: Sequence[str]) -> tuple[int, int] | None:
    """The two years that head the columns of the statements."""
    ends = [year for cell in cells if (year := _ending(cell))]
    for one, other in pairwise(ends):
        if abs(one - other) == 1:  # some print the year before first
            return max(one, other), min(one, other)
    return None


def _ending(cell: str) -> int | None:
    """The year in which the time that a column's head names ends."""
    text = cell.strip()
    if match := _PERIOD.search(text):
        return int(match[4])
    if match := _BROKEN.match(text):
        return int(match[2]) if len(match[2]) > len("24") else int(match[1][:2] + match[2])
    if (match := _END.search(text)) or (match := _YEAR.match(text)):
        return int(match[0][:4])
    return None


def _periods(cells: Sequence[str], document: Document) -> Iterator[tuple[str, str]]:
    """Periods of about a year: above the statements, then on the first pages.

    Heads of columns may be in two lines, the first day above the last one.
    """
    front = [line.text for page in document.pages[:_FRONT] for line in page.lines]
    firsts = [match for cell in cells if (match := _FIRST.match(cell)) and match[3] == "01"]
    lasts = [match for cell in cells if (match := _LAST.match(cell))]
    pairs = [f"{a[1]}-{a[2]}-{a[3]} - {b[1]}-{b[2]}-{b[3]}" for a in firsts for b in lasts]
    for text in (*cells, *pairs, *front):
        if match := _PERIOD.search(text):
            period = _iso(match)
            if _LENGTH[0] <= _days(period) <= _LENGTH[1]:
                yield period


def _days(period: tuple[str, str]) -> int:
    try:
        first, last = (date.fromisoformat(day) for day in period)
    except ValueError:  # no day of the calendar
        return 0
    return (last - first).days


def _iso(match: re.Match[str]) -> tuple[str, str]:
    return "-".join(match.groups()[:3]), "-".join(match.groups()[3:])


def _association(document: Document) -> tuple[str | None, str | None]:
    """Its organisation number and name, where the front or the running headers say them."""
    texts = [line.text for page in document.pages[:_FRONT] for line in (*page.lines, *page.aside)]
    orgs = [f"{m[1]}-{m[2]}" for text in texts for m in _ORG.finditer(text) if _luhn(m[1] + m[2])]
    org = max(dict.fromkeys(orgs), key=orgs.count, default=None)
    names = [m[0].strip(" ,.") for text in texts if (m := _NAME.match(_first_cell(text)))]
    plain = [name for name in names if len(name.split()) <= _TOP + 2]
    return org, max(dict.fromkeys(plain), key=plain.count, default=None)


def _first_cell(text: str) -> str:
    cut = re.split(r"\s+(?:\d+\s?\(\d+\)|Årsredovisning\b|Org\.?\s?nr)", text)[0]
    return re.sub(r"\s+\d{6}-\d{4}.*$", "", cut).strip()


def _luhn(digits: str) -> bool:
    """Whether the last digit is right (the Luhn formula, as Skatteverket uses it)."""
    doubled = [int(d) * (2 - i % 2) for i, d in enumerate(digits)]
    return sum(n // 10 + n % 10 for n in doubled) % 10 == 0
