"""First pass: where the parts of a report begin, such as its balance sheet and its notes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tasks.annual_reports.reading import Part
from tasks.annual_reports.sections.headings import CONTENTS, GUIDES, PARTS, best, plain
from tasks.annual_reports.sections.looks import Look, Mark, could_be_heading
from tasks.annual_reports.sections.notes import NOTE

# The order of the law; the three statements come in any order.
_RANK = {
    "report": 0,
    "income_statement": 1,
    "balance_sheet": 1,
    "cash_flow": 1,
    "notes": 2,
    "signatures": 3,
    "audit": 4,
}
_STATEMENTS = ("income_statement", "balance_sheet", "cash_flow")
_TITLES = {title: part for part, titles in PARTS.items() for title in titles}
_GUIDE_TITLES = tuple(plain(title) for title in GUIDES)
_LEADERS = re.compile(r"(?:\.\s?){4,}|…|_{4,}")
_PAGE_NUMBER = re.compile(r"(?:s(?:id)?\.?\s?)?\d{1,2}(?:\s?[-–]\s?\d{1,2})?$")
_LISTED = 4  # known titles with page numbers beside them: a list of contents
_CERTIFIED = re.compile(
    r"penneo|scrive|serienummer|ip-?adress|\bip:\s?\d|bankid|\butc\b|verifikat|e-signering|esign"
    r"|digitalt signera|elektroniskt signera|tidsstämpl|signed with|\bgmt\b|certifikat|hash",
    re.IGNORECASE,
)
_CERTIFICATE = 4  # such words on one page
_SAME = 100.0  # of 100: how like a title is that is one to the letter
_TOP = 4  # lines of a page
_ROWS = 5  # of amounts: a statement has at least so many


@dataclass(frozen=True, slots=True)
class Start:
    """A line at which a part begins; no part (None) where a guide begins."""

    part: Part | None
    heading: str
    mark: Mark

    @property
    def at(self) -> tuple[int, int]:
        return self.mark.page, self.mark.line


def starts_of(pages: Sequence[Sequence[Mark]], look: Look) -> list[Start]:
    """The starts of the parts in order, and of guides; `pages` are the marks of each page."""
    found: list[tuple[Start, float]] = []
    guides: list[Start] = []
    for marks in pages:
        if is_contents(marks):
            continue
        if is_certificate(marks):
            guides.append(Start(None, "", marks[0]))
            continue
        guide = next((start for mark in marks if (start := _guide(mark, look))), None)
        if guide:
            guides.append(guide)
            continue
        found += [(s, _weight(s, marks, look)) for mark in marks if (s := _start(mark, look))]
    chain = _notes_without_heading(_chain(found), pages, look)
    merged = list(_without_repeats(chain))
    return sorted([*merged, *guides], key=lambda start: start.at)


def is_contents(marks: Sequence[Mark]) -> bool:
    """Whether a page is a list of contents: known titles with page numbers or dotted leaders."""
    if any(plain(mark.label) in CONTENTS for mark in marks[:12]):
        return True
    listed = 0
    for mark in marks:
        title, _, number = mark.label.rpartition(" ")
        numbered = _PAGE_NUMBER.match(number) and _title(plain(title.replace(".", " ")))[0]
        one_amount = mark.amounts + mark.heads == 1 and _title(plain(mark.label))[0]
        listed += bool(numbered or one_amount or _LEADERS.search(mark.label))
    return listed >= _LISTED


def _title(text: str) -> tuple[str, float]:
    """The title of a part that a plain text is, and how sure that is."""
    found = best(text, tuple(_TITLES))
    if found[0]:
        return found
    for title in _TITLES:
        if text.startswith(title + " ") and len(title) > len("noter"):
            return title, 80.0
    return ("noter", 80.0) if re.match(r"noter( \w+){1,5}$", text) else ("", 0.0)


def _start(mark: Mark, look: Look) -> Start | None:
    if mark.amounts > 0 or not could_be_heading(mark):
        return None
    title, sure = _title(plain(mark.label))
    if not mark.prominent(look) and not (sure == _SAME and _by_itself(mark)):
        return None
    return Start(_TITLES[title], title, mark) if title else None


def _by_itself(mark: Mark) -> bool:
    """Whether a title that looks as the text does stands at the top of a page, or in space."""
    return len(mark.cells) == 1 and (mark.line == 0 or mark.alone)


def is_certificate(marks: Sequence[Mark]) -> bool:
    """Whether a page tells who signed electronically, and when: no part of the report."""
    found = sum(bool(_CERTIFIED.search(text)) for mark in marks for text, _ in mark.cells)
    return found >= _CERTIFICATE


def _guide(mark: Mark, look: Look) -> Start | None:
    if mark.amounts or not mark.prominent(look):
        return None
    text = plain(mark.label)
    title, _ = best(text, _GUIDE_TITLES)
    begins = any(text.startswith(guide) for guide in _GUIDE_TITLES)
    return Start(None, title or text, mark) if title or begins else None


def _weight(start: Start, marks: Sequence[Mark], look: Look) -> float:
    """How surely a line begins its part: large, bold, at the top of a page, followed by amounts."""
    mark = start.mark
    weight = 1 + 2 * min(mark.size / look.size - 1, 1) + 0.5 * mark.bold + 0.5 * (mark.line < _TOP)
    if start.part in _STATEMENTS:
        rows = sum(other.amounts >= 1 for other in marks[mark.line :])
        weight += 2 if rows >= _ROWS else -0.9
    if start.part == "notes":
        weight += any(NOTE.match(other.label) for other in marks[mark.line :])
    return max(weight, 0.1)


def _chain(found: list[tuple[Start, float]]) -> list[Start]:
    """The starts that fit the order of the parts best: the heaviest chain that never goes back."""
    best_of: list[tuple[float, int]] = []
    for index, (start, weight) in enumerate(found):
        rank = _RANK[start.part or "report"]
        before = [
            (best_of[i][0], i) for i in range(index) if _RANK[found[i][0].part or "report"] <= rank
        ]
        score, previous = max(before, default=(0.0, -1))
        best_of.append((score + weight, previous))
    chain: list[Start] = []
    at = max(range(len(found)), key=lambda i: best_of[i][0], default=-1)
    while at >= 0:
        chain.append(found[at][0])
        at = best_of[at][1]
    return chain[::-1]


def _without_repeats(chain: Sequence[Start]) -> Iterator[Start]:
    """A title that is printed again on the next page goes on with its part."""
    part: Part | None = None
    for start in chain:
        if start.part != part:
            yield start
        part = start.part


def _notes_without_heading(
    chain: list[Start], pages: Sequence[Sequence[Mark]], look: Look
) -> list[Start]:
    """Notes that no heading announces begin with the first note after the last statement."""
    if any(start.part == "notes" for start in chain):
        return chain
    last = max((s.at for s in chain if s.part in _STATEMENTS), default=None)
    end = min((s.at for s in chain if s.part in ("signatures", "audit")), default=(10**6, 0))
    for mark in (mark for marks in pages for mark in marks):
        at = (mark.page, mark.line)
        if last and last < at < end and NOTE.match(mark.label) and mark.prominent(look):
            return sorted([*chain, Start("notes", "noter", mark)], key=lambda start: start.at)
    return chain
