"""Findings as sections: what is told, with which ids, and what is refused."""

from math import nan

import pytest

from blocks.answers import Answer, Provenance
from tasks.derived import derived
from tasks.findings import Finding, report
from tasks.outcome import Citation, dump_outcome

RATES = Answer(
    "rates",
    ({"sector": "Energy", "rate": 3.5}, {"sector": "Finance", "rate": 4.25}),
    "percent",
    Provenance("LMIS", "LMIS rates", "rates.csv"),
    units={"rate": "percent"},
    as_of="2024",
)
WORLD = Answer("world", ({"rate": 5.0},), "percent", Provenance("World Bank", "WDI", "wdi.csv"))
GAP = derived("gap", [{"gap": 0.75}], {"gap": "points"}, [RATES, WORLD])


def test_three_findings_are_summarised_and_all_are_told_with_their_metrics() -> None:
    findings = [
        Finding(f"Finding {name}", "Finance is at 4.25 %.", {"rate": 4.25}, ("rates",))
        for name in "abcd"
    ]
    summary, told, evidence = report(findings, {"any": RATES}).sections
    line = "- **Finding a.** Per LMIS: Finance is at 4.25 %. [rates]"
    assert summary.title == "Executive Summary"
    assert summary.body.splitlines()[0] == line
    assert len(summary.body.splitlines()) == 3
    assert told.title == "Key Findings"
    assert told.body.splitlines()[:2] == [line, "  - Rate: 4.25 %. [rates]"]
    assert len(told.body.splitlines()) == 8
    assert evidence.title == "Evidence"
    assert evidence.body == "- LMIS: LMIS rates, as of 2024, 2 rows. [rates]"


def test_every_line_ends_in_all_its_ids_and_names_the_publishers_behind_derived_ones() -> None:
    finding = Finding("The gap", "it is 0.75 points [rates]", {"gap": 0.75}, (GAP.query, "rates"))
    outcome = report([finding], [RATES, WORLD], evidence=[GAP])
    ids = f"[{GAP.query}] [rates]"
    assert outcome.sections[1].body.splitlines() == [
        f"- **The gap.** Per LMIS and World Bank: it is 0.75 points {ids}",
        f"  - Gap: 0.75 points. {ids}",
    ]
    assert outcome.evidence == (GAP,)
    assert outcome.citations == (
        Citation(GAP.query, "gap", None),
        Citation("rates", "LMIS rates", "2024"),
        Citation("world", "WDI", None),
    )
    assert dump_outcome(outcome)["facts"] == {}


def test_a_summary_that_names_its_source_is_left_as_it_is() -> None:
    finding = Finding("Energy!", "Per LMIS: Energy is at 3.50 %.", {}, ("rates",))
    body = report([finding], [RATES]).sections[0].body
    assert body == "- **Energy!** Per LMIS: Energy is at 3.50 %. [rates]"


def test_metrics_are_printed_to_two_decimals_with_the_unit_of_their_column() -> None:
    metrics = {
        "rate": 3.456,
        "people": 1234,
        "pay": 12345.0,
        "z": -3.916,
        "tiny": -0.001,
        "year": 2024,
        "window": 12,
        "sector": "Oil | gas",
        "none": None,
        "top_3_mean": 1.5,
    }
    units = {"people": "count", "pay": "qar", "window": "months"}
    finding = Finding("All", "of them", metrics, ("rates",), units=units)
    assert report([finding], [RATES]).sections[1].body.splitlines()[1] == (
        "  - Rate: 3.46 %; People: 1,234; Pay: QAR 12,345.00; Z: -3.92; Tiny: 0.00; Year: 2024; "
        r"Window: 12 months; Sector: Oil \| gas; None: –; `top_3_mean`: 1.50. [rates]"
    )


def test_numbers_without_evidence_are_refused_and_words_are_not() -> None:
    with pytest.raises(ValueError, match="'Growth' has numbers but no evidence"):
        Finding("Growth", "of 3 %", {}, ())
    with pytest.raises(ValueError, match="no evidence"):
        Finding("Growth", "it grew", {"by": 3.0}, ())
    assert report([Finding("Growth", "since 2024", {}, ())], []).sections[0].body == (
        "- **Growth.** since 2024"
    )


def test_unknown_evidence_and_metrics_that_are_not_finite_are_refused() -> None:
    with pytest.raises(ValueError, match=r"neither read nor derived\. Did you mean 'rates'"):
        report([Finding("Growth", "of 3 %", {}, ("rate",))], [RATES])
    with pytest.raises(ValueError, match="not finite"):
        Finding("Growth", "none", {"by": nan}, ("rates",))


def test_confidence_falls_by_a_tenth_for_each_warning_but_not_below_a_half() -> None:
    confidences = [
        Finding("A", "b", {}, (), tuple(map(str, range(count)))).confidence for count in (0, 1, 9)
    ]
    assert confidences == [1, 0.9, 0.5]


def test_warnings_of_the_report_and_of_its_findings_are_told_once() -> None:
    finding = Finding("A", "b", {}, (), ("short series", "old data"))
    assert report([finding], [], warnings=["old data"]).warnings == ("old data", "short series")


def test_without_findings_there_are_warnings_and_facts_and_no_sections() -> None:
    outcome = report([], {}, facts={"count": 0}, warnings=["no data"])
    assert (outcome.sections, outcome.citations) == ((), ())
    assert (outcome.facts, outcome.warnings) == ({"count": 0}, ("no data",))
