"""What makes a named query wrong although each of its values is valid."""

from collections.abc import Callable, Iterator

from policies.documents import Document
from policies.errors import Problem
from policies.queries import Query

CHECKS: tuple[Callable[[Document, Query], Iterator[Problem]], ...] = ()


def query_problems(document: Document, query: Query) -> list[Problem]:
    """All problems of one query."""
    return [problem for check in CHECKS for problem in check(document, query)]
