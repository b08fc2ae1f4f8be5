"""A report on the terminal, for packs whose product is the report itself."""

from collections.abc import Iterator
from itertools import groupby

from rich.console import RenderableType
from rich.markdown import Markdown

from deployments.terminal import bullets, part, plain, table
from tasks.markdown import harmless
from tasks.outcome import Report
from tasks.report import issue_rows, spoken

_HEADS = ("Issue", "Section", "Number", "What")


def report_parts(report: Report) -> Iterator[RenderableType]:
    """The sections of a report, its confidence, and what its numbers rest on."""
    for title, sections in groupby(report.sections, key=lambda section: section.title):
        yield part(title, *(Markdown(plain(harmless(one.body))) for one in sections))
    if report.verification:
        said = bullets([spoken(report.verification)])
        issues = issue_rows(report.verification)
        found = table(_HEADS, issues, prose=("What",)) if issues else None
        yield part("Verification", said, *([found] if found else []))
    if report.citations:
        cited = [(each.dataset, each.query, each.as_of or "") for each in report.citations]
        yield part("Citations", table(("Data set", "Query", "As of"), cited, prose=("Data set",)))
