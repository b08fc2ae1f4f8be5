"""Events of the year and after it, and what a loss means: paragraphs word for word."""

import re
from collections.abc import Iterable, Iterator

from tasks.annual_reports.found import Fields, Found, Leaf
from tasks.annual_reports.found import Group as Row
from tasks.annual_reports.layout.flow import Flow, is_bullet
from tasks.annual_reports.layout.scope import Passage, of_part, passages, wider
from tasks.annual_reports.reading import Reading

_AFTER = re.compile(
    r"händelser efter|efter (?:räkenskaps|verksamhets|balans)|årets slut|årets utgång"
)
_DURING = re.compile(r"händelser|året som gått")
_LOSS = re.compile(r"upplysning(?:ar)? (?:vid|om) förlust")
_CHAPTER = re.compile(  # what has an agent of its own is no event
    r"medlem|flerårs|nyckeltal|eget kapital|resultatdisp|förslag till|styrelse|stämm|revisor"
    r"|överlåtels"
    r"|underhåll|leverantör|fastighetsfakta|not \d",
    re.IGNORECASE,
)
_NONE = re.compile(
    r"^(?:inga|ingen|inget|det har inte|under (?:räkenskaps|verksamhets)?året har (?:det )?inte"
    r"|ej)\b"
    r"[^.]{0,60}?(?:väsentlig|större|händelse|inträff|hänt)[^.]*\.?$"
    r"|^[^.]{0,60}\b(?:inga|ingen|inte några)\b[^.]{0,30}\bhändelse[^.]*\.?$"
    r"|^[^.]{0,60}\b(?:inte|ingen|inga)\b[^.]{0,20}\b(?:hänt|inträffat)\b[^.]*\.?$",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?:)]$")
_LEAST = 3  # words: fewer are a heading or the rest of a table


@wider("report", "notes")
def events(reading: Reading) -> Fields:
    """The fields of EventsAgent."""
    topics: dict[str, list[Passage]] = {"during": [], "after": [], "loss": []}
    for topic, passage in _about(reading):
        topics[topic].append(passage)
    return {
        "during": [*_rows(topics["during"])],
        "after": [*_rows(topics["after"])],
        "loss_statement": _whole(topics["loss"]),
    }


def _about(reading: Reading) -> Iterator[tuple[str, Passage]]:
    """Passages with what they are about: those under its headings, and under headings below them.

    A heading right above another of its own level, with no text between, is that one's chapter.
    """
    own = {
        (each.section.page, each.section.line)
        for each in passages(reading, r"väsentliga händelser")
    }
    topic, level, chapter = "", 0, False
    for passage in of_part(reading, "report", "notes"):
        assigned = (passage.section.page, passage.section.line) in own
        named = _topic(passage.heading) if assigned else ""
        if named:
            topic, level, chapter = named, passage.section.level, not passage.lines
        elif (
            passage.section.level < level
            or (passage.section.level == level and not chapter)
            or _CHAPTER.search(passage.heading)
        ):
            topic = ""
        if topic:
            yield topic, passage


def _topic(heading: str) -> str:
    if _LOSS.search(heading):
        return "loss"
    both = "under och efter" in heading
    if _AFTER.search(heading) and not both:
        return "after"
    return "during" if _DURING.search(heading) else ""


def _rows(read: Iterable[Passage]) -> Iterator[Row]:
    for passage in read:
        for start, end in _paragraphs(passage.text):
            leaf = _quote(passage.text, start, end)
            if leaf is not None and not _NONE.match(str(leaf.value)):
                yield {"text": leaf}


def _paragraphs(text: Flow) -> Iterator[tuple[int, int]]:
    """Paragraphs of prose: with enough words, and no row of a table."""
    for found in re.finditer(r"[^\n]+", text.text):
        start, end = found.span()
        words = found[0].split()
        if words and is_bullet(words[0]):
            start += found[0].index(words[0]) + len(words[0])
            words = words[1:]
        said = text.text[start:end]
        tabbed = said.strip("\t ").count("\t")
        listed = start > found.start()
        enough = len(words) >= _LEAST or (words and _SENTENCE.search(said.strip()))
        if enough and (tabbed == 0 or listed or len(words) > 8 * tabbed):
            yield start + len(said) - len(said.lstrip()), end


def _quote(text: Flow, start: int, end: int) -> Found | None:
    return text.found(" ".join(text.text[start:end].split()), start, end)


def _whole(read: Iterable[Passage]) -> Leaf:
    """All paragraphs of the first such section as one text."""
    for passage in read:
        spans = list(_paragraphs(passage.text))
        if spans:
            start, end = spans[0][0], spans[-1][1]
            return _quote(passage.text, start, end)
    return None
