"""What a text says of its own numbers must add up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.schema import Verification
from tasks.outcome import Section
from tasks.units import printed
from tasks.verification.arithmetic import in_line, in_tables
from tasks.verification.claims import claims

RULES = Verification()


def faults(line: str) -> list[str]:
    section = Section("S", line)
    told = [it for claim in claims([section], frozenset()) for it in in_line(claim, RULES)]
    return told + [detail for detail, _ in in_tables(section, RULES)]


@pytest.mark.parametrize(
    "line",
    [
        "It fell from 20.1 % to 18.2 %, a change of 1.9 points.",
        "It fell from 20.1 % to 18.2 %, a change of -1.9 points.",
        "It rose by 3.2 % from 2,000 to 2,064.",
        "It rose from 20 % to 30 %, an increase of 50 %.",
        "It rose from 20 % to 30 %, an increase of 10 percentage points.",
        "It went from 20.1 % in 2020 to 18.2 % in 2024, up and down.",
        "Growth slowed from 5 % to 3 %.",
        "From 2019 to 2024 it rose by 3 %.",
        "It fell from 20 % to 18 %. Pay rose by 7 %.",
        "The split is 60.2 % men and 39.8 % women.",
        "60 % of 30 % are men.",
    ],
)
def test_what_adds_up_is_left_alone(line: str) -> None:
    assert faults(line) == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("It fell from 20.1 % to 18.2 %, a change of 2.9 points.", "no change of 2.9 points"),
        ("It fell from 18.2 % to 20.1 %.", "is no fall"),
        ("It rose in 2024 from 20.1 % to 18.2 %.", "is no rise"),
        ("It rose by 5 % from 2,000 to 2,064.", "no change of 5 %"),
        ("It fell by 1.9 points from 18.2 % to 20.1 %.", "is no fall"),
        ("From 20 % to 18 %, a change of +2 points.", "no change of +2 points"),
        ("The split is 60 % men and 30 % women.", "The parts sum to 90 %"),
        ("Shares:\n|who|share %|\n|-|-|\n|a|70|\n|b|40|", "The shares sum to 110 %"),
        ("|who|people|\n|-|-|\n|a|70|\n|b|40|\n|Total|120|", "sums to 110, the table's total"),
        ("|who|people (%)|\n|-|-|\n|a|70|\n|b|40|\n|Total|100|", "sums to 110"),
    ],
)
def test_what_does_not_add_up_is_told(line: str, fault: str) -> None:
    assert fault in "".join(faults(line))


@pytest.mark.parametrize(
    "table",
    [
        "|who|people|\n|-|-|\n|a|70|\n|b|40|\n|Total|110|",
        "|who|attrition rate|\n|-|-|\n|a|7|\n|b|4|\n|Total|6|",
        "|who|share %|\n|-|-|\n|a|70|\n|b|20|",
        "|who|score|\n|-|-|\n|a|70|\n|b|–|\n|Total|70|",
        "|who|people|\n|-|-|",
    ],
)
def test_tables_that_add_up_or_are_no_sums_are_left_alone(table: str) -> None:
    assert faults(table) == []


@given(st.floats(0.5, 60), st.floats(0.5, 60))
def test_a_change_that_is_printed_from_its_ends_is_never_a_fault(one: float, two: float) -> None:
    way = "rose" if two >= one else "fell"
    change = printed(abs(two - one), "points")
    ends = f"from {printed(one, 'percent')} to {printed(two, 'percent')}"
    assert faults(f"It {way} {ends}, a change of {change}.") == []
    relative = printed(100 * (two - one) / one, "percent")
    assert faults(f"It went {ends}, a change of {relative}.") == []


@given(st.floats(1, 60), st.floats(1, 60), st.floats(0.05, 50))
def test_a_change_that_is_off_is_always_a_fault(one: float, two: float, off: float) -> None:
    change = printed(abs(two - one) + off, "points")
    ends = f"from {printed(one, 'percent')} to {printed(two, 'percent')}"
    assert faults(f"It went {ends}, a change of {change}.") != []
