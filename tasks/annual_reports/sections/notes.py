"""The heading of a note: its number as printed, and its title, which may run over two lines."""

import re
from dataclasses import dataclass

from tasks.annual_reports.sections.headings import Known
from tasks.annual_reports.sections.looks import Look, Mark

NOTE = re.compile(
    r"not(?:er)?\s*\.?\s*(?:\|\s*)?(\d{1,2}\s?[a-z]?)\b\s*[.,:;|–—-]*\s*(.*)$", re.IGNORECASE
)
# Some writers leave the word out: "3. Fastighetsskötsel", "3 | Fastighetsskötsel".
BARE = re.compile(r"(\d{1,2})\s*[.):]?\s*(?:\|\s*)?([A-ZÅÄÖ][^\d]*)$")
_ALONE = re.compile(r"not\s*\.?$", re.IGNORECASE)
_OPEN = re.compile(
    r"(?:\b(?:och|till|av|samt|för|på|i|från|med|efter|under)|[-,/&])$", re.IGNORECASE
)
_WORDS = 14
_ROOM, _CLOSE = 1.15, 1.7  # usual distances: above a heading, and to its second line
_ALIGNED = 3.0  # points


@dataclass(frozen=True, slots=True)
class NoteHeading:
    """A note's number, title and known heading; `lines` are those that its heading takes."""

    number: str
    title: str
    known: str
    lines: int


def note_heading(
    mark: Mark,
    following: Mark | None,
    known: Known,
    look: Look,
    *,
    rule: re.Pattern[str] = NOTE,
) -> NoteHeading | None:
    """The note that a line begins, such as "Not 3, Fastighetsskötsel"; None when it begins none.

    A reference to a note in the text is none: it does not stand out, or goes on in lower case.
    `rule` is how this report numbers its notes.
    """
    match = rule.match(mark.label)
    if not match or mark.words > _WORDS:
        return None
    title, x = _title(mark) if rule is NOTE else (match[2].strip(" ,.:;*"), mark.cells[0][1])
    lines = 1
    if not title and following:
        title, x, lines = following.label.split(" | ")[0], mark.cells[0][1], 2
    elif following and _continues(title, x, mark, following):
        joined = f"{title} {following.cells[0][0]}"
        longer = known.recognised(joined, "notes")
        if _OPEN.search(title) or (longer and longer != known.recognised(title, "notes")):
            title, lines = joined, 2
    name = known.recognised(title, "notes") if title else ""
    clear = mark.prominent(look) or mark.alone or (name and mark.above >= _ROOM)
    if not clear or title[:1].islower() or (rule is BARE and not name):
        return None
    return NoteHeading(match[1].replace(" ", ""), title, name, lines)


def _title(mark: Mark) -> tuple[str, float]:
    """A note's title in its first line, and where it begins; the heads of columns are no title."""
    text, x = mark.cells[0]
    rest = list(mark.cells[1:])
    if _ALONE.match(text) and rest:  # "Not | 3 | Fastighetsskötsel"
        number, _ = rest.pop(0)
        text = f"{text} {number}"
    match = NOTE.match(text)
    own = match[2].strip(" ,.:;") if match else ""
    if not own and rest and any(c.isalpha() for c in rest[0][0]):
        own, x = rest[0]
    return own.strip(" ,.:;*"), x


def _continues(title: str, x: float, mark: Mark, following: Mark) -> bool:
    """Whether the next line goes on with a title: as it looks, and where it stands."""
    text, begin = following.cells[0]
    alike = following.bold == mark.bold and abs(following.size - mark.size) <= _SAME_SIZE
    aligned = min(abs(begin - x), abs(begin - mark.cells[0][1])) <= _ALIGNED
    near = following.above <= _CLOSE and following.page == mark.page
    letters = any(c.isalpha() for c in text) and text.isupper() == title.isupper()
    return alike and aligned and near and letters and not NOTE.match(text)


_SAME_SIZE = 0.6  # points
