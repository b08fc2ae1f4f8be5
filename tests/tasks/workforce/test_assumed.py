"""What a question assumes in numbers becomes a scenario, and only when its direction is clear."""

import pytest

from tasks.workforce.assumed import assumed


@pytest.mark.parametrize(
    ("question", "changes"),
    [
        ("What if attrition falls by 10 %?", [("percentage", -10.0)]),
        ("what happens if pay rises 2.5 percent next year", [("percentage", 2.5)]),
        ("Suppose attrition is 3 percentage points lower", [("additive", -3.0)]),
        ("Suppose we hire 15% more people", [("percentage", 15.0)]),
        ("What if employment changed by -4 %?", [("percentage", -4.0)]),
        ("Compare 5 % more with 10 % fewer staff", [("percentage", 5.0), ("percentage", -10.0)]),
        ("What if attrition were 10 %?", []),
        ("What if hiring stopped?", []),
    ],
)
def test_changes_are_read_with_their_direction(
    question: str, changes: list[tuple[str, float]]
) -> None:
    assert [(one["kind"], one["value"]) for one in assumed(question, ())] == changes


def test_a_change_is_of_the_one_sector_that_is_named() -> None:
    (one,) = assumed("What if attrition in hotels falls by 10 %?", ("Hospitality",))
    assert one["sector"] == "Hospitality"
    (both,) = assumed("What if attrition in hotels and banks falls by 10 %?", ("A", "B"))
    assert "sector" not in both
