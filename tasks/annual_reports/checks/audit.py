"""The auditor's report: an opinion goes with its recommendations, and somebody signed it."""

from collections.abc import Iterator, Mapping
from typing import Any

from tasks.annual_reports.checks.check import Check, value_of
from tasks.annual_reports.checks.plausible import day, is_person


def audit_report(fields: Mapping[str, Any], unit: int = 1) -> Iterator[Check]:
    """What must hold within a report; nothing is checked where there is none."""
    del unit
    opinion, unmodified = value_of(fields.get("opinion")), value_of(fields.get("unmodified"))
    if opinion is None and unmodified is None:
        yield Check("opinion", None, "no auditor's report in the document", ("opinion",))
        return
    known = unmodified is not None
    yield Check("opinion", known, f"the opinion is known: {known}", ("opinion", "unmodified"))
    approves = value_of(fields.get("approves_statements"))
    about = ("unmodified", "approves_statements")
    holds = None if approves is None or unmodified is None else approves or not unmodified
    said = f"unmodified {unmodified}, recommends adoption {approves}"
    yield Check("opinion and adoption", holds, said, about)
    name = value_of(fields.get("auditor_name"))
    if name is not None:
        yield Check(
            "auditor's name", is_person(str(name)), "auditor_name is a name", ("auditor_name",)
        )
    yield from day(fields, "date")
