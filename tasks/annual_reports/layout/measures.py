"""Measures of upkeep in tables and lists: year, what, and cost, under headings that tell done from
planned.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from tasks.annual_reports.document.words import Box
from tasks.annual_reports.found import Found
from tasks.annual_reports.found import Group as Row
from tasks.annual_reports.layout.amounts import money
from tasks.annual_reports.layout.flow import Flow, is_bullet
from tasks.annual_reports.layout.scope import Passage

Mode = Literal["done", "planned", ""]
Span = tuple[int, int]
_PLANNED = re.compile(r"planera|kommande|framtida", re.IGNORECASE)
_DONE = re.compile(
    r"utförd|genomför|historisk|åtgärder under|underhållsåtgärder|utfört", re.IGNORECASE
)
_UPKEEP = re.compile(r"underhåll|åtgärd|investering|renovering", re.IGNORECASE)
_TITLE = re.compile(  # a heading that nothing but its words tells from the rows below it
    r"(?:större |tidigare |senast |senaste årens )?"
    r"(?:utför(?:t|da)|genomför(?:t|da)|planera(?:t|de)|kommande|framtida|historisk[at])"
    r"(?: (?:och|samt|större|planera(?:t|de)|historisk[at]|kommande|genomför(?:t|da)))*"
    r" (?:underhåll|renovering|investering)?s?"
    r"(?:åtgärder|underhåll|arbeten|renoveringar|investeringar)?"
    r"(?: (?:de )?(?:under|för) (?:året|\d{4}))?:?$",
    re.IGNORECASE,
)
_NO_LIST = re.compile(r"händelse|flerårs|styrelse|medlem|avgift", re.IGNORECASE)
_YEARS = (
    r"(?:(?:(?:19|20)\d\d)(?:\s?[-–/]\s?(?:(?:19|20)?\d\d))?(?:\s?(?:och|,|&)\s?(?:19|20)\d\d)*)"
)
_YEAR_CELL = re.compile(rf"(?:år\s)?(?P<year>{_YEARS})(?:\s?[-–:])?$", re.IGNORECASE)
_YEAR_FIRST = re.compile(rf"(?P<year>{_YEARS})(?:\s?[-–:,])?\s+(?=\S)")
_YEAR_LAST = re.compile(rf"[\s,(]+(?P<year>{_YEARS})\)?\.?$")
_ONE_YEAR = re.compile(r"(?<![-–\d])(?<!\d )((?:19|20)\d\d)(?!\s?[-–]\s?\d|\d)")
_HEADS = {"år", "åtgärd", "åtgärder", "genomförd åtgärd", "planerad åtgärd", "kostnad", "kommentar",
          "utfört", "utförd åtgärd", "planerat år", "belopp", "uppskattad kostnad"}  # fmt: skip
_ONE_SENTENCE = re.compile(r"[a-zåäö]\.\s*$")
_NOTHING = re.compile(r"^(?:inget|inga|ingen)\b", re.IGNORECASE)
_AMOUNT = re.compile(
    r"(?:ca\.? ?)?(?:\d{1,3}(?:\s\d{3})+(?:\s?(?:kr|kronor|:-))?|\d+\s?(?:kr|kronor|tkr|kkr|mkr)"
    r"|\d+,\d+\s?(?:mkr|tkr))$"
)
_ITEM = re.compile(r"\s*[-–•●▪*]?\s*")
_LONGEST = 30  # words of a measure
_FEW = 10  # words of one that ends in its year
_COLUMN = 8.0  # points by which what stands in one column may begin apart


@dataclass(frozen=True, slots=True)
class _Measure:
    what: Found
    year: Found | None
    cost: Found | None
    dated: bool = False  # whether the year stands in this row

    @property
    def x0(self) -> float:
        return self.what.box[0] if self.what.box else 0.0


def measures(passages: Iterable[Passage]) -> tuple[list[Row], list[Row]]:
    """Rows of what was done and of what is planned."""
    found: dict[Mode, list[Row]] = {"done": [], "planned": []}
    for passage in passages:
        for mode, measure in _of(passage):
            row: Row = {"year": measure.year, "what": measure.what, "cost": measure.cost}
            if row not in found[mode]:
                found[mode].append(row)
    return found["done"], found["planned"]


def _of(passage: Passage) -> list[tuple[Mode, _Measure]]:
    """The measures of a passage; a row without a year has that of the row above it."""
    text = passage.whole
    mode: Mode = ""
    general: Found | None = None
    rows: list[tuple[Mode, _Measure]] = []
    for number, found in enumerate(re.finditer(r"[^\n]+", text.text)):
        heading = _heading(found[0], passage.heading if number == 0 else "")
        if heading is not None:
            mode, general = heading, _only_year(text, found)
            continue
        said = _measure(text, *found.span(), dated=general is not None) if mode else None
        if said is None:
            continue
        above = rows[-1][1] if rows and rows[-1][0] == mode else None
        aligned = above is not None and abs(said.x0 - above.x0) <= _COLUMN
        if above and aligned and not said.dated and str(said.what.value)[0].islower():
            rows[-1] = (mode, _longer(above, said))
        elif said.dated or general or _listed(found[0]) or said.cost:
            rows.append((mode, replace(said, year=said.year or general)))
        elif above and aligned and above.year:
            rows.append((mode, replace(said, year=above.year)))
    return rows


def _heading(line: str, heading: str) -> Mode | None:
    """Which list a heading begins, or the first line of a passage; None where it is a row."""
    first = bool(heading)
    plain = f"{heading} {line}" if first else line
    short = (
        len(line.split()) <= _FEW and "\t" not in line and not re.match(r"(?:19|20)\d\d\b", line)
    )
    titled = short and _UPKEEP.search(plain) and not _ONE_SENTENCE.search(line)
    stands_out = first or line.rstrip().endswith(":") or _TITLE.match(line.strip())
    if titled and not _NO_LIST.search(plain) and stands_out:
        if _PLANNED.search(plain):
            return "planned"
        if _DONE.search(plain):
            return "done"
    return "" if first else None


def _only_year(text: Flow, found: re.Match[str]) -> Found | None:
    """The year of a heading that names just one."""
    years = list(_ONE_YEAR.finditer(found[0]))
    if len(years) != 1 or re.search(r"(?:19|20)\d\d\s?[-–]", found[0]):
        return None
    start = found.start() + years[0].start()
    return text.found(years[0][1], start, start + 4)


def _measure(text: Flow, start: int, end: int, *, dated: bool) -> _Measure | None:
    """A row, an item or a sentence as a measure; None where it is none. `dated`: by its heading."""
    what = year = cost = None
    begin = start
    for part in text.text[start:end].split("\t"):
        stop = begin + len(part)
        plain = part.strip()
        if found := _YEAR_CELL.match(plain):
            year = year or text.found(found["year"], begin, stop)
        elif _AMOUNT.match(plain):
            cost = text.found(money(plain.removeprefix("ca").lstrip(". ")), begin, stop)
        elif plain and not is_bullet(plain) and what is None:
            what = (begin, stop)
        begin = stop + 1
    if what is None:
        return None
    inside, what = _parted(text, *what, last=year is None and not dated)
    year = year or inside
    said = text.found(" ".join(text.text[slice(*what)].split()), *what)
    if said is None or _is_none(str(said.value)):
        return None
    return _Measure(said, year, cost, year is not None)


def _parted(text: Flow, start: int, end: int, *, last: bool) -> tuple[Found | None, Span]:
    """The year at the beginning or the end of a text, and where the text itself stands.

    At its end a year is the row's only where no other is (`last`), and in few words.
    """
    lead = _ITEM.match(text.text, start, end)
    start = lead.end() if lead else start
    said = text.text[start:end]
    if found := _YEAR_FIRST.match(said):
        year = text.found(found["year"], start + found.start("year"), start + found.end("year"))
        return year, (start + found.end(), end)
    found = _YEAR_LAST.search(said)
    if last and found and len(said.split()) <= _FEW:
        year = text.found(found["year"], start + found.start("year"), start + found.end("year"))
        return year, (start, start + found.start())
    return None, (start, end)


def _is_none(what: str) -> bool:
    words = what.split()
    return (
        bool(_NOTHING.match(what))
        or what.casefold() in _HEADS
        or not words
        or len(words) > _LONGEST
    )


def _listed(line: str) -> bool:
    words = line.split()
    return bool(words) and is_bullet(words[0]) and len(words) > 1


def _longer(above: _Measure, more: _Measure) -> _Measure:
    """A measure with the line that its text goes on in."""
    box = around_boxes(above.what, more.what)
    # The evidence is the first line: other columns stand between it and the next.
    what = replace(above.what, value=f"{above.what.value} {more.what.value}", box=box)
    return replace(above, what=what, cost=above.cost or more.cost)


def around_boxes(one: Found, other: Found) -> Box | None:
    """The box around the evidence of two values of one page."""
    if one.box is None or other.box is None or one.page != other.page:
        return one.box
    (a, b, c, d), (e, f, g, h) = one.box, other.box
    return min(a, e), min(b, f), max(c, g), max(d, h)
