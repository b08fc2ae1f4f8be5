"""Second pass: the headings inside one part of a report, and their levels."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from tasks.annual_reports.reading import Part
from tasks.annual_reports.sections.headings import (
    GROUPS,
    PARTS,
    SIDES,
    STATEMENT,
    Known,
    best,
    plain,
)
from tasks.annual_reports.sections.looks import DATE, YEAR, Look, Mark, could_be_heading
from tasks.annual_reports.sections.notes import BARE, NOTE, note_heading

_BRIEF = 6  # words of a heading that only stands alone
_DEEPEST = 4
_ROOM = 1.15  # usual distances, above a heading
_DATED = re.compile(rf"{YEAR.pattern}|{DATE.pattern}")
_YEARS = 2  # over columns
_LARGE = 1.2  # of the usual size: from here on sizes tell levels
# What stands under a heading about the board or the auditors, and ends neither.
_ROLES = re.compile(
    r"(?:(?:ordinarie|övriga|styrelse\w*|extern\w*|intern\w*|revisors\w*|av föreningen \w+) ?)?"
    r"(?:ledamot|ledamöter|suppleant\w*|ordförande|ordinarie|extern|intern|namn|roll"
    r"|huvudansvarig|befattning|uppdrag)$"
)
_PERSON = re.compile(r",|\b(?:ordförande|kassör|ledamot|suppleant|sekreterare)\b", re.IGNORECASE)
_OPEN = re.compile(r"(?:: +\S.*|:|\b(?:av|att|är|och|som|för|till|enligt|följande|består|haft))$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a part; `known` is the known heading that it is, if any."""

    title: str
    known: str
    level: int
    note: str | None
    at: tuple[int, int]


def headings_in(part: Part, marks: Sequence[Mark], known: Known, look: Look) -> list[Heading]:
    """The headings among the lines of a part, in order, with levels from 2 on."""
    marks = list(_whole(marks))
    if part == "signatures":
        return []
    if part == "notes":
        return _notes(marks, known, look)
    if part in STATEMENT:
        found = _levelled(list(_of_statement(part, marks, look)), look)
        return list(_balanced(found)) if part == "balance_sheet" else found
    named = ((mark, _heading(part, mark, known, look)) for mark in marks)
    return _levelled([(mark, name) for mark, name in named if name is not None], look)


def _whole(marks: Sequence[Mark]) -> Iterator[Mark]:
    """Lines with their labels whole: one that goes on in the next line takes it in."""
    for mark, following in zip_longest(marks, marks[1:]):
        if mark.follows:
            continue
        if following and following.follows and following.page == mark.page:
            amounts = mark.amounts + following.amounts
            label = f"{mark.label} {following.label}"
            words = mark.words + following.words
            yield replace(mark, label=label, amounts=amounts, words=words, below=following.below)
        else:
            yield mark


def _heading(part: Part, mark: Mark, known: Known, look: Look) -> str | None:
    """The known heading that a line is, empty for another heading, None for no heading."""
    if not could_be_heading(mark) or " | " in mark.label:
        return None
    if best(plain(mark.label), PARTS[part])[0]:  # the part's own title, printed again
        return None
    name = known.recognised(mark.label, part)
    prominent = mark.prominent(look)
    if name and (prominent or mark.alone or mark.orphan):
        return name
    if prominent:
        room = mark.above >= _ROOM or mark.size >= look.larger * look.size
        return "" if room and not mark.heads else None
    plain_words = mark.words <= _BRIEF and not mark.heads and mark.label[0].isalpha()
    lead = _PERSON.search(mark.label) or _OPEN.search(mark.label)
    return "" if mark.alone and plain_words and not lead else None


def _style(mark: Mark, look: Look) -> tuple[float, bool]:
    """How a heading looks, larger looks first: by size where that tells, and by weight."""
    size = round(mark.size) if mark.size >= _LARGE * look.size else 0.0
    heavy = (mark.bold and not look.bold) or mark.capitals
    return (-size, not heavy and not size)


def _levelled(found: Sequence[tuple[Mark, str]], look: Look) -> list[Heading]:
    """Levels by how headings look: the largest ones are of level 2."""
    styles = sorted({_style(mark, look) for mark, _ in found})
    levels = {style: min(2 + index, _DEEPEST) for index, style in enumerate(styles)}
    headings = []
    for mark, name in found:
        role = bool(_ROLES.match(plain(mark.label)))
        level = min(levels[_style(mark, look)] + role, _DEEPEST + 1)
        headings.append(Heading(mark.label, name, level, None, (mark.page, mark.line)))
    return headings


def _balanced(headings: Sequence[Heading]) -> Iterator[Heading]:
    """The levels of a balance sheet as the law has them, however they are printed."""
    for heading in headings:
        level = 2 if heading.known in SIDES else 3 if heading.known in GROUPS else 4
        yield replace(heading, level=level)


def _of_statement(part: Part, marks: Sequence[Mark], look: Look) -> Iterator[tuple[Mark, str]]:
    for mark in marks:
        if mark.amounts or " | " in mark.label or not could_be_heading(mark):
            continue
        name = best(plain(mark.label), STATEMENT[part])[0]
        if name and (mark.prominent(look) or mark.alone):
            yield mark, name


def _notes(marks: Sequence[Mark], known: Known, look: Look) -> list[Heading]:
    """Notes are of level 2 by number, or by a known title that stands out where none has one.

    What an accounting policy is about is no note of that title.
    """
    headings: list[Heading] = []
    until = 0  # lines before it belong to the heading of a note
    policies = False
    rule = _numbering(marks)
    for index, mark in enumerate(marks):
        if index < until:
            continue
        at = (mark.page, mark.line)
        following = marks[index + 1] if index + 1 < len(marks) else None
        note = note_heading(mark, following, known, look, rule=rule)
        if note:
            headings.append(Heading(note.title, note.known, 2, note.number, at))
            policies = "principer" in plain(note.title)
            until = index + note.lines
        elif (name := _heading("notes", mark, known, look)) is not None:
            if rule is not NOTE and _over_years(marks, index):  # a table: no policy any more
                policies = False
            policies = policies or "principer" in name or "definition" in plain(mark.label)
            if name and headings and name == _note_of(headings):
                continue  # the head of the note's table
            own = name if not policies or "principer" in name else ""
            headings.append(Heading(mark.label, own, 3, None, at))
    if any(heading.note for heading in headings):
        return headings
    return _unnumbered(headings, marks)


def _numbering(marks: Sequence[Mark]) -> re.Pattern[str]:
    """How the notes are numbered: after the word, or without it where no note has it."""
    return NOTE if any(NOTE.match(mark.label) for mark in marks) else BARE


def _over_years(marks: Sequence[Mark], index: int) -> bool:
    """Whether a line has the years of a table beside it, or right below."""
    return marks[index].heads >= _YEARS or any(
        mark.page == marks[index].page and all(_DATED.match(text) for text, _ in mark.cells)
        for mark in marks[index + 1 : index + 3]
    )


def _face(mark: Mark) -> tuple[float, bool, bool]:
    return round(2 * mark.size), mark.bold, mark.capitals


def _unnumbered(headings: Sequence[Heading], marks: Sequence[Mark]) -> list[Heading]:
    """Notes without numbers: known titles that look as those do that have years beside them.

    Where none has, all known titles are notes; what looks otherwise is a group inside one.
    """
    places = {(mark.page, mark.line): index for index, mark in enumerate(marks)}
    looks = {
        _face(marks[places[each.at]])
        for each in headings
        if each.known and _over_years(marks, places[each.at])
    }
    return [
        replace(
            each,
            level=2 if each.known and (not looks or _face(marks[places[each.at]]) in looks) else 3,
        )
        for each in headings
    ]


def _note_of(headings: Sequence[Heading]) -> str:
    """The known heading of the note that a line stands in."""
    return next((each.known for each in reversed(headings) if each.note), "")
