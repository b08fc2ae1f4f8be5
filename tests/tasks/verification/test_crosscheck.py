"""Two sources of one quantity: which rows are compared, and what is told of those that differ."""

import pytest

from blocks.answers import Answer, Provenance, by_id
from policies.schema import CrossCheck
from tasks.verification.crosscheck import NAMED, Crossed, crosscheck
from tasks.verification.issues import Code


def answer(query: str, rows: list[dict[str, object]], unit: str = "percent") -> Answer:
    return Answer(query, tuple(rows), unit, Provenance("LMIS", query, query), {"rate": unit})


CHECK = CrossCheck(prefer="lmis", other="ilo", keys=("sector",), value="rate", within=0.02)


def crossed(mine: list[dict[str, object]], theirs: list[dict[str, object]]) -> Crossed:
    return crosscheck([CHECK], by_id([answer("lmis", mine), answer("ilo", theirs)]))


def test_values_within_the_relative_difference_agree() -> None:
    found = crossed([{"sector": "Energy", "rate": 50.0}], [{"sector": "Energy", "rate": 51.0}])
    assert found == Crossed(1, 1, ())


def test_a_difference_beyond_it_names_both_values_and_which_one_stands() -> None:
    found = crossed([{"sector": "Energy", "rate": 50.0}], [{"sector": "Energy", "rate": 51.1}])
    (issue,) = found.issues
    assert issue.code is Code.CROSS_SOURCE_MISMATCH
    assert issue.severity == "warning"
    assert issue.detail == "rate of Energy: 50 in lmis (which stands), 51.1 in ilo."
    assert (found.compared, found.agreeing) == (1, 0)


def test_only_rows_that_both_have_are_compared() -> None:
    mine = [{"sector": "Energy", "rate": 50.0}, {"sector": None, "rate": 1.0}, {"rate": 1.0}]
    theirs = [{"sector": "Finance", "rate": 5.0}, {"sector": "Energy", "rate": None}]
    assert crossed(mine, theirs) == Crossed(0, 0, ())


def test_a_fraction_and_a_percentage_are_the_same_quantity() -> None:
    known = by_id(
        [
            answer("lmis", [{"sector": "Energy", "rate": 0.5}], "fraction"),
            answer("ilo", [{"sector": "Energy", "rate": 50.5}]),
        ]
    )
    assert crosscheck([CHECK], known).agreeing == 1


def test_zero_differs_from_everything_else() -> None:
    found = crossed([{"sector": "Energy", "rate": 0.0}], [{"sector": "Energy", "rate": 0.1}])
    assert len(found.issues) == 1
    assert crossed([{"sector": "A", "rate": 0}], [{"sector": "A", "rate": 0.0}]).issues == ()


@pytest.mark.parametrize("count", [NAMED, NAMED + 7])
def test_many_differences_are_told_worst_first_and_then_counted(count: int) -> None:
    mine = [{"sector": f"S{n}", "rate": 10.0} for n in range(count)]
    theirs = [{"sector": f"S{n}", "rate": 20.0 + n} for n in range(count)]
    issues = crossed(mine, theirs).issues
    assert issues[0].detail.startswith(f"rate of S{count - 1}:")
    assert len(issues) == NAMED + (count > NAMED)
    assert count == NAMED or issues[-1].detail.startswith("7 more rows")


def test_without_both_queries_there_is_nothing_to_compare() -> None:
    known = by_id([answer("lmis", [{"sector": "Energy", "rate": 50.0}])])
    assert crosscheck([CHECK], known) == Crossed(0, 0, ())
