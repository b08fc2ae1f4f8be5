"""Numbers in text: which are claims, what they are worth, and how precisely they were printed."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tasks.units import printed
from tasks.verification.numbers import numbers

READ = {
    "1,234.5 of them": [(1234.5, 0.1, None)],
    "12 345,678 is two": [(12, 1, None), (345678, 1, None)],
    "1\u202f234\u202f567 and 1\u00a0234.5": [(1234567, 1, None), (1234.5, 0.1, None)],
    "18.24 %, 18%, 5 per cent, 7 percent, 5-percent": [
        (18.24, 0.01, "percent"),
        *[(value, 1, "percent") for value in (18, 5, 7, 5)],
    ],
    "2.1 percentage points, 2 pp, 3 points, 4 %-points, 5 p.p.": [
        (2.1, 0.1, "points"),
        *[(value, 1, "points") for value in (2, 3, 4, 5)],
    ],
    "25 basis points or 25bps": [(0.25, 0.01, "points")] * 2,
    "3 ‰": [(0.3, 0.1, "percent")],
    "−3.2, -3.2, –3.2, +3.2, ±3.2": [
        *[(-3.2, 0.1, None)] * 3,
        *[(3.2, 0.1, None)] * 2,
    ],
    "QAR 12,345.00, -QAR 5, QAR -5, 7 riyals": [
        (12345, 0.01, "qar"),
        *[(value, 1, "qar") for value in (-5, -5, 7)],
    ],
    "$5k, US$ 3, 4 dollars, 2 USD, €1, 9 GBP": [
        (5000, 1000, "usd"),
        *[(value, 1, "usd") for value in (3, 4, 2)],
        (1, 1, "eur"),
        (9, 1, "gbp"),
    ],
    "1.2 million, 1.2bn, 3 thousand": [
        (1.2e6, 1e5, None),
        (1.2e9, 1e8, None),
        (3000, 1000, None),
    ],
    "3–5 %, 3-5%, 3 to 5 per cent": [(3, 1, "percent"), (5, 1, "percent")] * 3,
    "between 3 and 5 %": [(3, 1, "percent"), (5, 1, "percent")],
    "the top 3 and 5 %": [(3, 1, None), (5, 1, "percent")],
    "9.1, 8.7 and 5.0 %": [(9.1, 0.1, "percent"), (8.7, 0.1, "percent"), (5, 0.1, "percent")],
    "QAR 3,000–5,000": [(3000, 1, "qar"), (5000, 1, "qar")],
    "by 16.0 % to 82,472": [(16, 0.1, "percent"), (82472, 1, None)],
    "3 to 5 million": [(3e6, 1e6, None), (5e6, 1e6, None)],
    "eighteen per cent, twenty-one million": [(18, 1, "percent"), (21e6, 1e6, None)],
    "٣٫٥ ٪ and ３ ％": [(3.5, 0.1, "percent"), (3, 1, "percent")],
    "1.8e3, .5, 0.05": [(1800, 100, None), (0.5, 0.1, None), (0.05, 0.01, None)],
    "2000 employees, 2024 %, QAR 2000, 2,024, 2024.5": [
        (2000, 1, None),
        (2024, 1, "percent"),
        (2000, 1, "qar"),
        (2024, 1, None),
        (2024.5, 0.1, None),
    ],
    "z3.92, a 24-month window, 3x, <5, 3:1": [
        (3.92, 0.01, None),
        *[(value, 1, None) for value in (24, 3, 5, 3, 1)],
    ],
    "`18.24 %` is no code, nor is [18.24]": [(18.24, 0.01, "percent"), (18.24, 0.01, None)],
    "in May 18 % left": [(18, 1, "percent")],
}


@pytest.mark.parametrize(("line", "expected"), READ.items(), ids=list(READ))
def test_numbers_are_read_with_their_precision_and_unit(
    line: str, expected: list[tuple[float, float, str | None]]
) -> None:
    found = numbers(line)
    assert [(it.value, it.step, it.unit) for it in found] == [
        (pytest.approx(value), pytest.approx(step), unit) for value, step, unit in expected
    ]
    assert not any(it.ambiguous for it in found)


@pytest.mark.parametrize(
    "line",
    [
        "2024",
        "in 2024, as of 2024. The 2024 rate (2024)",
        "2017–2024, 2017-2024, 2019/20 and 2017 – 2024",
        "2024-03, 2024-03-31, 2024-03-31T10:00:00Z, 31.12.2024, 31/12/2024",
        "31 March 2024, March 31, 2024, Mar 2024, 3rd of March, May 18",
        "Q1 2024, Q1, 2024-Q1, H2 2023, FY2024, FY 2024/25",
        "at 14:30 and at 09:05:10",
        "1st, 2nd, the 95th percentile, the 1990s",
        "1. Energy",
        "  - 12) Energy",
        "## 3. Energy",
        "[attrition_by_sector] [derived_robust_z_1a2b3c4d] [1] [^2]",
        "`threshold 2.5` and ``a 3``",
        "COVID-19, p95, v1.2, version 1.2.3, covid19",
        "[text](http://x.org/5?a=7), https://x.org/18.24, a12@b3.org",
        "eighteen sectors, none, half of them",
        "no digits at all",
    ],
)
def test_dates_ordinals_markers_ids_and_code_are_no_claims(line: str) -> None:
    assert numbers(line) == ()


@pytest.mark.parametrize(
    "number",
    ["1.234,56", "3,5 %", "1'234", "1’234.5", "1.234.567", "12,34,567", "1,2345", "12½ %", "½"],
)
def test_what_can_be_read_in_two_ways_is_marked(number: str) -> None:
    (found,) = numbers(f"it is {number} now")
    assert found.ambiguous
    assert found.text == number


def test_signs_are_told_apart_from_ranges_bullets_and_compounds() -> None:
    assert [it.sign for it in numbers("-3, 3-5, top-3, +4, ±5, (−6)")] == [
        -1,
        None,
        None,
        None,
        1,
        0,
        -1,
    ]
    assert [it.value for it in numbers("- 3 sectors")] == [3]


UNITS = ["percent", "points", "count", "qar", "usd", "index", "fraction", "unknown", "months"]


@given(st.floats(-1e9, 1e9), st.sampled_from(UNITS))
def test_what_is_printed_is_read_back_in_its_unit(value: float, unit: str) -> None:
    (found,) = numbers(f"it is {printed(value, unit)}.")
    assert found.value == pytest.approx(value, abs=0.0051)
    assert found.step in (0.01, 1)
    assert found.unit == (unit if unit in ("percent", "points", "qar", "usd") else None)


@given(st.integers(0, 10**12))
def test_whole_counts_are_read_back_exactly(value: int) -> None:
    (found,) = numbers(f"there are {printed(value, 'count')} here")
    assert found.value == value


@given(st.text(max_size=80))
def test_any_text_is_read_without_an_error_and_spans_lie_in_it(text: str) -> None:
    spans = [(it.start, it.end) for it in numbers(text)]
    assert spans == sorted(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)


DIGITS = st.from_regex(r"[0-9]{1,4}[.,]?[0-9]{0,3}", fullmatch=True)


@given(DIGITS, st.sampled_from(["%", " percentage points", " employees", " QAR"]))
def test_digits_before_a_unit_or_a_noun_are_never_overlooked(digits: str, unit: str) -> None:
    assume(not (digits[-1] in ".," and unit[0] == " "))  # a full stop: the sentence ends
    assert numbers(f"Attrition was {digits}{unit} there") != ()
