"""Checks of the auditor's report."""

from typing import Any

from tasks.annual_reports.checks.audit import audit_report


def leaf(value: Any) -> dict[str, Any]:
    return {"value": value, "page": 1, "text": str(value), "box": None}


def held(**values: Any) -> dict[str, bool | None]:
    return {c.name: c.holds for c in audit_report({k: leaf(v) for k, v in values.items()})}


def test_a_clean_opinion_goes_with_adoption() -> None:
    clean = held(opinion="Enligt min uppfattning", unmodified=True, approves_statements=True)
    assert clean == {"opinion": True, "opinion and adoption": True}
    found = held(opinion="Enligt min uppfattning", unmodified=True, approves_statements=False)
    assert found["opinion and adoption"] is False


def test_a_document_without_a_report_leaves_everything_open() -> None:
    assert held() == {"opinion": None}


def test_an_opinion_that_cannot_be_told_and_a_name_that_is_none_fail() -> None:
    found = held(opinion="Enligt min uppfattning", auditor_name="KPMG")
    assert (found["opinion"], found["auditor's name"]) == (False, False)
