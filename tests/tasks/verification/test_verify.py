"""A report's numbers against the data they cite: what passes, what is caught, and how it scores."""

import json
import random
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from blocks.answers import Answer, Provenance
from policies.schema import CrossCheck, Verification
from tasks.derived import derived
from tasks.findings import Finding, report
from tasks.outcome import Section
from tasks.units import printed
from tasks.verification.issues import MEANING, WARNINGS, Code
from tasks.verification.numbers import numbers
from tasks.verification.verified import Verified, as_rows, as_section
from tasks.verification.verify import verify

TODAY = date(2025, 3, 1)
RULES = Verification()
RATES = Answer(
    "rates",
    tuple(
        {"year": year, "sector": sector, "people": people, "rate": rate}
        for year, sector, people, rate in (
            (2023, "Energy", 410, 3.07),
            (2023, "Hospitality", 118, 17.11),
            (2024, "Energy", 420, 3.24),
            (2024, "Hospitality", 120, 18.24),
            (2024, "Saudi Arabia", 1234, 9.163),
        )
    ),
    "percent",
    Provenance("LMIS", "LMIS rates, survey 7", "rates.csv"),
    units={"people": "count", "rate": "percent"},
    params={"months": 24},
    as_of="2024",
    cohort="people",
)
PAY = Answer(
    "pay",
    (
        {
            "month": "2024-03",
            "size": "10-49",
            "pay": 12345.6,
            "share": 0.182,
            "change_percent": -3.2,
        },
    ),
    "qar",
    Provenance("World Bank", "WDI", "pay.csv"),
    units={"pay": "qar", "share": "fraction", "change_percent": "percent"},
    as_of="2024-03",
)
SCORES = derived(
    "robust_z",
    [
        {"sector": "Hospitality", "z": 3.916, "gap": -2.1},
        {"sector": "Energy", "z": -0.4, "gap": 1.3},
        {"threshold": 2.5, "median": 9.1},
    ],
    {"gap": "points", "median": "percent"},
    [RATES],
)
ANSWERS = (RATES, PAY, SCORES)
Z = SCORES.query


def checked(line: str, *answers: Answer, rules: Verification = RULES) -> Verified:
    return verify([Section("Findings", line)], answers or ANSWERS, rules, TODAY)


def codes(line: str, *answers: Answer) -> list[str]:
    return [issue.code.value for issue in checked(line, *answers).issues]


GOOD = [
    "Per LMIS: in Hospitality it was 18.24 % in 2024, against a median of 9.10 % "
    f"(robust z 3.92, threshold 2.5). [rates] [{Z}]",
    "Hospitality 18.2 %, Energy 3.2 % [rates]",
    "18 % in Hospitality and 3.24 % in Energy [rates]",
    "Energy and Hospitality had 3.24 % and 18.24 % in 2024. [rates]",
    "Energy and Hospitality lie between 3.07 % and 18.24 %. [rates]",
    "Energy (3.24 %) trails Hospitality (18.24 %). [rates]",
    "In Hospitality, it rose from 17.11 % in 2023 to 18.24 % in 2024. [rates]",
    "Saudi Arabia has 1,234 people and 9.2 %. [rates]",
    "The data has 5 rows, 3 sectors and 2 years, for 24 months. [rates]",
    "Hospitality is first of 3. [rates]",
    "It is of LMIS rates, survey 7. [rates]",
    "Firms with 10-49 people pay QAR 12,345.60, that is QAR 12.3k. [pay]",
    "Their share is 18.2 % or 0.18. [pay]",
    "Pay fell by 3.2 % in 2024-03. [pay]",
    "Pay changed by -3.20 %. [pay]",
    "Pay is at −3.2 % and a decline of 3 %. [pay]",
    f"Hospitality is 2.1 points below Energy, a gap of 2.10 points. [{Z}]",
    f"Hospitality exceeds Energy by 1.3 points. [{Z}]",
    f"According to LMIS, z is -0.4 in Energy. [{Z}]",
    f"Per World Bank and LMIS: QAR 12,346 and 3.92. [pay] [{Z}]",
    "Energy had 3.24 % [rates] in 2024.",
    "Attrition is 3.07, 3.24 and 9.16 %. [rates]",
    "- Sector: Hospitality; People: 120; Rate: 18.24 %; Year: 2024. [rates]",
    "By year [rates]:\n\n| year | sector | rate (%) |\n|---|---|---|\n| 2023 | Energy | 3.1 |\n"
    "| 2024 | Energy | 3.24 |\n| 2024 | Hospitality | 18.24 |",
    "By sector [rates]:\n| year | Energy | Hospitality |\n|---|---|---|\n| 2023 | 3.07 | 17.11 |",
    "Nothing to see here.",
    "See [rates] for 2024.",
]


@pytest.mark.parametrize("line", GOOD)
def test_what_the_data_says_is_verified(line: str) -> None:
    found = checked(line)
    assert found.issues == ()
    assert found.counts["verified"] == found.counts["numbers"]


BAD = {
    "Hospitality was 18.34 points. [rates]": ["CLAIM_NOT_FOUND"],
    "Hospitality was 28.24 %. [rates]": ["CLAIM_NOT_FOUND"],
    "Hospitality was 28 per cent, and eighty per cent. [rates]": ["CLAIM_NOT_FOUND"] * 2,
    "A rise of 0.7 %. [rates]": ["CLAIM_NOT_FOUND"],
    "It employs 5.2 million. [rates]": ["CLAIM_NOT_FOUND"],
    "Invented: `28.24 %`. [rates]": ["CLAIM_NOT_FOUND"],
    "Across 7 sectors of 4 [rates]": ["CLAIM_NOT_FOUND"] * 2,
    "There are 80 rows and 3 rows. [rates]": ["CLAIM_NOT_FOUND"] * 2,
    "Hospitality was 18.25 %. [rates]": ["ROUNDING_MISMATCH"],
    "Pay is QAR 12,300. [pay]": ["ROUNDING_MISMATCH"],
    "Pay is QAR 12,290. [pay]": ["CLAIM_NOT_FOUND"],
    "Hospitality was 18.24 points. [rates]": ["UNIT_MISMATCH"],
    "Hospitality was QAR 18.24. [rates]": ["UNIT_MISMATCH"],
    "It has 120 % in Hospitality. [rates]": ["UNIT_MISMATCH"],
    "Hospitality was 18.24. [rates]": ["UNIT_MISMATCH"],
    f"A gap of -2.1 % [{Z}]": ["UNIT_MISMATCH"],
    "Pay is USD 12,345.6. [pay]": ["UNIT_MISMATCH"],
    "Pay rose by 3.2 %. [pay]": ["SIGN_MISMATCH"],
    "Pay is at 3.2 %. [pay]": ["SIGN_MISMATCH"],
    "Pay is at +3.2 %. [pay]": ["SIGN_MISMATCH"],
    "Energy was -3.24 %. [rates]": ["SIGN_MISMATCH"],
    "Energy was 18.24 %. [rates]": ["KEY_MISMATCH"],
    "Energy: 18.24 %. [rates]": ["KEY_MISMATCH"],
    "Hospitality 3.24 %, Energy 18.24 % [rates]": ["KEY_MISMATCH"] * 2,
    "3.24 % in Hospitality and 18.24 % in Energy [rates]": ["KEY_MISMATCH"] * 2,
    "Energy and Hospitality had 18.24 % and 3.24 % in 2024. [rates]": ["KEY_MISMATCH"] * 2,
    "Hospitality (3.24 %) trails Energy (18.24 %). [rates]": ["KEY_MISMATCH"],
    "Energy had 3.24 % in 2023. [rates]": ["KEY_MISMATCH"],
    "Energy had 3.24 % in 2019. [rates]": ["KEY_MISMATCH"],
    "It rose from 3.24 % in 2023 to 3.07 % in 2024. [rates]": ["KEY_MISMATCH"] * 2
    + ["MATH_INCONSISTENT"],
    f"Energy's z is 3.92. [{Z}]": ["KEY_MISMATCH"],
    "Sector: Energy; People: 420; Rate: 9.16 %. [rates]": ["KEY_MISMATCH"],
    "Rate: 420. [rates]": ["KEY_MISMATCH"],
    "T [rates]\n| sector | rate |\n|-|-|\n| Energy | 18.24 |": ["KEY_MISMATCH"],
    "T [rates]\n| year | Energy |\n|-|-|\n| 2023 | 17.11 |": ["KEY_MISMATCH"],
    "T [rates]\n| sector | people |\n|-|-|\n| Energy | 3.24 |": ["KEY_MISMATCH"],
    "It was 3.24 %.": ["CLAIM_UNCITED"],
    "|sector|rate|\n|-|-|\n|Energy|3.24|": ["CLAIM_UNCITED"],
    "Per LMIS: it was 3.24 %.": ["MISSING_QID"],
    "Per LMIS: it was high.": ["MISSING_QID"],
    "It was 3.24 %. [made_up]": ["UNKNOWN_SOURCE"],
    "Energy had 3.24 %. [rates] [made_up]": ["UNKNOWN_SOURCE"],
    "Per World Bank: Energy had 3.24 %. [rates]": ["UNKNOWN_SOURCE"],
    "Per LMIS and the World Bank: Energy had 3.24 %. [rates]": ["UNKNOWN_SOURCE"],
    "Energy had 3,24 %. [rates]": ["AMBIGUOUS_NUMBER"],
    "Pay is QAR 12.345,60. [pay]": ["AMBIGUOUS_NUMBER"],
    "Energy fell from 3.24 % in 2024 to 3.07 % in 2023, by 0.5 points [rates]": [
        "CLAIM_NOT_FOUND",
        "MATH_INCONSISTENT",
    ],
}


@pytest.mark.parametrize(("line", "expected"), BAD.items(), ids=list(BAD))
def test_what_the_data_does_not_say_is_caught(line: str, expected: list[str]) -> None:
    found = checked(line)
    assert [issue.code.value for issue in found.issues] == expected
    assert all(
        issue.section == "Findings" and issue.line and issue.detail for issue in found.issues
    )
    if any(issue.severity == "error" for issue in found.issues):
        assert found.confidence.band != "GREEN"
        assert found.confidence.score < 90


STAYED = Answer(
    "stayed",
    ({"sector": "Energy", "retention_rate": 96.76, "attrition_rate": 3.24, "hires": 12, "n": 120},),
    "percent",
    RATES.provenance,
    {"retention_rate": "percent", "attrition_rate": "percent", "hires": "count", "n": "count"},
    as_of="2024",
)
GENDER = Answer(
    "gender",
    ({"year": 2024, "male_percent": 60.2, "female_percent": 39.8, "total_percent": 100.0},),
    "percent",
    RATES.provenance,
    {"male_percent": "percent", "female_percent": "percent", "total_percent": "percent"},
    as_of="2024",
)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Attrition in Energy is 3.24 %. [stayed]", []),
        ("Retention in Energy is 96.76 %. [stayed]", []),
        ("Attrition in Energy is 96.76 %. [stayed]", ["KEY_MISMATCH"]),
        ("Energy is at 96.76 %. [stayed]", []),
        ("Males have a share of 60.2 %, females one of 39.8 %. [gender]", []),
        ("The male share is 39.8 %. [gender]", ["KEY_MISMATCH"]),
        ("The share of women is 39.8 %. [gender]", []),
        ("Energy had 12 hires. [stayed]", []),
        ("In Energy 12 left. [stayed]", ["KEY_MISMATCH"]),
        ("Attrition kept to 12 sectors, 12 months and 1 sector. [stayed]", ["KEY_MISMATCH"] * 2),
    ],
)
def test_a_line_about_one_column_of_a_table_is_not_proven_by_another(
    line: str, expected: list[str]
) -> None:
    assert codes(line, STAYED, GENDER) == expected


def test_one_invented_number_among_a_thousand_keeps_the_report_from_green() -> None:
    body = "\n".join(["Energy had 3.24 % in 2024. [rates]"] * 1000)
    good, bad = checked(body), checked(f"{body}\nHospitality had 28.24 %. [rates]")
    assert good.confidence.band == "GREEN"
    assert bad.confidence.band == "AMBER"
    assert bad.confidence.components["numbers"] > 0.99
    again = verify([Section("S", "It is 5 %. [rates]")], ANSWERS, RULES, TODAY, previous="GREEN")
    assert again.confidence.band != "GREEN"


def test_a_report_without_numbers_is_not_green_and_without_answers_nothing_is_proven() -> None:
    assert checked("All is well.").confidence.score == 60
    assert verify([], (), RULES, TODAY).confidence.band == "RED"
    unproven = verify([Section("S", "It is 3 %. [rates]")], (), RULES, TODAY)
    assert [issue.code for issue in unproven.issues] == [Code.UNKNOWN_SOURCE]
    assert (unproven.confidence.score, unproven.confidence.coverage) == (35, 0)


def test_two_sources_that_are_printed_alike_are_ambiguous_unless_one_derives_from_the_other() -> (
    None
):
    other = Answer("ilo", ({"rate": 9.24},), "percent", RATES.provenance, {"rate": "percent"})
    mine = Answer("lmis", ({"rate": 9.16},), "percent", RATES.provenance, {"rate": "percent"})
    made = derived("mean", [{"rate": 9.2401}], {"rate": "percent"}, [other])
    assert codes("It is 9.2 %. [ilo] [lmis]", other, mine) == ["AMBIGUOUS_SOURCE"]
    assert codes("It is 9.24 %. [ilo] [lmis]", other, mine) == []
    assert codes(f"It is 9.2 %. [ilo] [{made.query}]", other, made) == []


def test_a_derived_number_must_rest_on_what_the_run_read() -> None:
    line = f"Hospitality has 3.92. [{Z}]"
    assert codes(line, SCORES) == ["UNKNOWN_SOURCE"]
    assert codes(line, SCORES, RATES) == []


def test_numbers_of_a_source_are_not_those_of_what_derives_from_it() -> None:
    assert codes(f"Hospitality has 120 people. [{Z}]") == ["CLAIM_NOT_FOUND"]


def test_the_data_under_a_derived_number_is_looked_at_too() -> None:
    small = Answer(
        "few", ({"n": 9, "x": 5.0},), "count", RATES.provenance, cohort="n", as_of="2020"
    )
    mean = derived("mean", [{"x": 5.0}], {}, [small])
    assert codes(f"It is 5.0. [{mean.query}]", small, mean) == ["COHORT_TOO_SMALL", "STALE"]
    assert checked("It is 5.0. [few]", small).confidence.components["privacy"] == 0
    # What is not cited is not looked at.
    assert codes("See 2024.", small, mean) == []


def test_two_sources_that_disagree_are_told_with_the_value_that_stands() -> None:
    rows = ({"year": 2024, "sector": "Energy", "rate": 3.9},)
    other = Answer("ilo", rows, "percent", RATES.provenance, {"rate": "percent"}, as_of="2024")
    cross = CrossCheck(
        prefer="rates", other="ilo", keys=("year", "sector"), value="rate", within=0.02
    )
    rules = Verification(cross=(cross,))
    found = checked("Energy had 3.24 %. [rates]", RATES, other, rules=rules)
    (issue,) = found.issues
    assert issue.code is Code.CROSS_SOURCE_MISMATCH
    assert "3.24 in rates (which stands), 3.9 in ilo" in issue.detail
    assert found.confidence.components["cross"] == 0
    assert found.confidence.band == "GREEN"  # a warning: the number itself is that of its source


def test_every_code_has_a_meaning_and_every_warning_is_a_code() -> None:
    assert set(MEANING) == set(Code) >= WARNINGS
    assert all(meaning == meaning.strip(".") for meaning in MEANING.values())


def test_the_verdict_is_json_and_is_shown_without_any_claim_of_its_own() -> None:
    found = checked("\n".join([*BAD, "Evil ` [x] | Per LMIS: 5 %. [gone]"]))
    again = json.loads(json.dumps(found.as_json()))
    assert again["counts"]["errors"] + again["counts"]["warnings"] == len(found.issues)
    assert {issue["severity"] for issue in again["issues"]} == {"error", "warning"}
    section = as_section(found)
    assert section.title == "Verification"
    assert f"**{found.confidence.band}**" in section.body
    assert "more issues" in section.body
    for known in (ANSWERS, ()):
        assert verify([section], known, RULES, TODAY).counts["numbers"] == 0
        assert verify([section], known, RULES, TODAY).issues == ()
    assert len(as_rows(found)) == len(found.issues)
    assert as_rows(found)[0]["code"] == found.issues[0].code


SECTORS = ("Energy", "Finance", "Hospitality", "Healthcare", "Public", "ICT")


def drawn(seed: int) -> tuple[list[Section], tuple[Answer, ...]]:
    """A report of random data as agents write them, and the answers that it cites."""
    rng = random.Random(seed)
    rows = tuple(
        {
            "year": year,
            "sector": sector,
            "people": rng.randint(15, 90_000),
            "rate": round(rng.uniform(1, 60), 2),
            "change_percent": round(rng.uniform(-40, 40), 2),
            "pay": round(rng.uniform(3000, 50_000), 2),
        }
        for year in (2022, 2023, 2024)
        for sector in SECTORS
    )
    units = {"people": "count", "rate": "percent", "change_percent": "percent", "pay": "qar"}
    provenance = Provenance("LMIS", "LMIS survey", "survey.csv")
    read = Answer("survey", rows, "unknown", provenance, units, as_of="2024", cohort="people")
    scores = [{"sector": sector, "z": rng.gauss(0, 2)} for sector in SECTORS]
    made = derived("robust_z", [*scores, {"threshold": 2.5}], {}, [read])
    findings = [found for _ in range(4) for found in told(rng, read, made)]
    return list(report(findings, [read], evidence=[made]).sections), (read, made)


def told(rng: random.Random, read: Answer, made: Answer) -> Iterator[Finding]:
    row, other = rng.sample([it for it in read.rows if it["year"] == 2024], 2)
    one, two = row["sector"], other["sector"]
    rate, against = (printed(it["rate"], "percent") for it in (row, other))
    yield Finding(
        f"{one} against {two}",
        f"in 2024 the rate was {rate} in {one}, against {against} in {two}.",
        {"sector": one, "rate": row["rate"], "people": row["people"]},
        ("survey",),
    )
    change = row["change_percent"]
    yield Finding(
        f"Employment in {one}",
        f"it {'fell' if change < 0 else 'rose'} by {printed(abs(change), 'percent')} to "
        f"{printed(row['people'], 'count')} in 2024; {two} pays {printed(other['pay'], 'qar')}.",
        {"sector": one, "year": 2024, "change_percent": change},
        ("survey",),
    )
    score = rng.choice(made.rows[:-1])
    yield Finding(
        "Scores",
        f"{score['sector']} has a robust z of {printed(score['z'])} (threshold 2.5), of 6.",
        {"sector": score["sector"], "z": score["z"], "threshold": 2.5},
        (made.query,),
    )


@settings(deadline=None)
@given(st.integers(0, 10**9))
def test_a_report_that_was_made_from_its_data_is_verified_without_an_issue(seed: int) -> None:
    sections, answers = drawn(seed)
    found = verify(sections, answers, RULES, TODAY)
    assert found.issues == ()
    assert found.confidence.band == "GREEN"
    assert found.confidence.score == 100
    assert found.counts["verified"] == found.counts["numbers"] > 20


@settings(deadline=None)
@given(st.integers(0, 10**9), st.data())
def test_a_digit_that_was_changed_to_what_no_data_holds_is_caught(
    seed: int, data: st.DataObject
) -> None:
    sections, answers = drawn(seed)
    section = data.draw(st.sampled_from(sections))
    lines = section.body.splitlines()
    place = data.draw(st.sampled_from([n for n, line in enumerate(lines) if numbers(line)]))
    number = data.draw(st.sampled_from(numbers(lines[place])))
    spots = [n for n in range(number.start, number.end) if lines[place][n].isdigit()]
    spot = data.draw(st.sampled_from(spots))
    changed = (
        lines[place][:spot] + data.draw(st.sampled_from("0123456789")) + lines[place][spot + 1 :]
    )
    now = next(it for it in numbers(changed) if it.start == number.start)
    assume(abs(now.value) not in _held(answers, now.step))
    lines[place] = changed
    others = [it for it in sections if it is not section]
    found = verify([*others, Section(section.title, "\n".join(lines))], answers, RULES, TODAY)
    assert found.issues != ()
    near = found.issues[0].code in (Code.ROUNDING_MISMATCH, Code.MATH_INCONSISTENT)
    assert near or found.confidence.band != "GREEN"


def _held(answers: tuple[Answer, ...], step: float) -> set[float]:
    """All that the data says at a precision: its cells, and how many rows and names it has."""
    cells: list[Any] = [cell for answer in answers for row in answer.rows for cell in row.values()]
    values = [abs(cell) for cell in cells if isinstance(cell, int | float)]
    digits = 2 if step < 0.1 else (1 if step < 1 else 0)
    counts = [len(SECTORS), *(len(answer.rows) for answer in answers)]
    return {float(count) for count in counts} | {
        round(value + shift, digits) for value in values for shift in (0, 0.5 * step, -0.5 * step)
    }


@settings(deadline=None)
@given(st.integers(0, 10**9))
def test_names_that_were_swapped_are_caught(seed: int) -> None:
    sections, answers = drawn(seed)
    line = sections[0].body.splitlines()[0]
    one, two = [name for name in SECTORS if name in line]
    values = {row["sector"]: row["rate"] for row in answers[0].rows if row["year"] == 2024}
    assume(abs(values[one] - values[two]) > 1)
    swapped = line.replace(one, "\0").replace(two, one).replace("\0", two)
    found = verify([Section("S", swapped)], answers, RULES, TODAY)
    assert {issue.code for issue in found.issues} == {Code.KEY_MISMATCH}
    assert len(found.issues) == 2


@given(st.text("Energy 0123456789.,%-–[]`|\n:*rates ", max_size=120))
def test_any_text_gets_a_verdict_and_the_same_one_twice(body: str) -> None:
    assert checked(body) == checked(body)
