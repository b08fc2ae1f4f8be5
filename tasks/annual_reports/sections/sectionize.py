"""From a document to its sections: first its parts, then the headings inside each part."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from tasks.annual_reports.document.words import Document
from tasks.annual_reports.reading import Part, Section
from tasks.annual_reports.sections.headings import Known
from tasks.annual_reports.sections.inside import Heading, headings_in
from tasks.annual_reports.sections.looks import Look, Mark, look_of, marks_of
from tasks.annual_reports.sections.parts import Start, is_contents, starts_of
from tasks.annual_reports.sections.signing import signing_of
from tasks.annual_reports.sections.tables import table_of

Place = tuple[int, int]  # page from 1, line from 0


@dataclass(frozen=True, slots=True)
class _Span:
    """A part of the report from one place to another; `start` is None for what no heading opens."""

    part: Part | None
    title: str
    heading: str
    begin: Place
    end: Place


def sections_of(document: Document, headings: Iterable[str]) -> tuple[Section, ...]:
    """The sections of a document in reading order; those of level 1 are the parts of the report.

    `headings` are the headings that agents know, in lower case, each for any part or, written
    "part/heading", for one. Lists of contents and pages that explain words are in no section.
    A document without lines has no sections.
    """
    look = look_of(document)
    pages = [marks_of(page, look) for page in document.pages]
    listed = [marks for marks in pages if not is_contents(marks)]
    known = Known(tuple(headings))
    sections: list[Section] = []
    for span in _spans(document, pages, look):
        if span.part is None:
            continue
        sections.append(_whole(span))
        inside = [mark for marks in listed for mark in marks if _within(mark, span)]
        found = headings_in(span.part, inside, known, look)
        sections += _nested(span, [heading for heading in found if heading.at >= span.begin])
    return tuple(replace(each, table=table_of(document, each)) for each in sections)


def _spans(document: Document, pages: Sequence[Sequence[Mark]], look: Look) -> list[_Span]:
    """The document cut into parts, guides (no part) and what stands before the first heading."""
    end = (document.pages[-1].number, len(document.pages[-1].lines)) if document.pages else (1, 0)
    starts = starts_of(pages, look)
    spans = [
        _Span(each.part, each.mark.label.split(" | ")[0], each.heading, each.at, until)
        for each, until in zip(starts, [*(s.at for s in starts[1:]), end], strict=False)
    ]
    # A guide takes the whole page on which it begins.
    spans = [replace(s, begin=(s.begin[0], 0)) if s.part is None else s for s in spans]
    front = _front(pages, starts, end)
    spans = _filled([front, *spans] if front else spans)
    return _signed(document, list(_after_guides(spans)))


def _after_guides(spans: Sequence[_Span]) -> Iterator[_Span]:
    """A guide does not take the lines above the report's title on a later page."""
    for span, following in zip_longest(spans, spans[1:]):
        top = (span.end[0], 0)
        if span.part is None and following and following.part == "report" and top > span.begin:
            yield replace(span, end=top)
            if top < span.end:
                yield _Span("report", "", "", top, span.end)
        else:
            yield span


def _front(pages: Sequence[Sequence[Mark]], starts: Sequence[Start], end: Place) -> _Span | None:
    """What stands before the first start belongs to the report; contents pages do not."""
    contents = {marks[0].page for marks in pages if marks and is_contents(marks)}
    first = starts[0].at if starts else end
    page = next((m[0].page for m in pages if m and m[0].page not in contents), None)
    if page is None or (page, 0) >= first:
        return None
    return _Span("report", "", "", (page, 0), first)


def _filled(spans: list[_Span]) -> list[_Span]:
    """Spans that end where the next one begins, also after a guide took a page's top."""
    return [
        replace(one, end=min(one.end, other.begin)) if one.end > other.begin else one
        for one, other in pairwise(spans)
    ] + spans[-1:]


def _signed(document: Document, spans: list[_Span]) -> list[_Span]:
    """The spans with signatures of their own, cut from the end of the last part before them."""
    if any(span.part == "signatures" for span in spans):
        return spans
    own = [i for i, span in enumerate(spans) if span.part in ("notes", "cash_flow")]
    if not own:
        return spans
    last = spans[own[-1]]
    place = signing_of(document, last.begin, last.end)
    if place is None:
        return spans
    title = document.page(place[0]).lines[place[1]].text
    cut = [
        replace(last, end=place),
        _Span("signatures", title, "underskrifter", place, last.end),
    ]
    return [*spans[: own[-1]], *cut, *spans[own[-1] + 1 :]]


def _within(mark: Mark, span: _Span) -> bool:
    return span.begin <= (mark.page, mark.line) < span.end


def _whole(span: _Span) -> Section:
    part: Part = span.part or "report"
    return Section(span.title, span.heading, part, 1, *span.begin, *span.end)


def _nested(span: _Span, headings: Sequence[Heading]) -> list[Section]:
    """Headings as sections, each up to the next of its level or above."""
    sections = []
    for index, heading in enumerate(headings):
        after = (h.at for h in headings[index + 1 :] if h.level <= heading.level)
        end = next(after, span.end)
        part: Part = span.part or "report"
        sections.append(
            Section(
                heading.title,
                heading.known,
                part,
                heading.level,
                *heading.at,
                *end,
                note=heading.note,
            )
        )
    return sections
