"""What high attrition goes with, against means and pairs counted by hand."""

import pytest

from tasks.workforce.factors import FACTORS
from tasks.workforce.root_causes import root_causes
from tests.tasks.workforce.given import body, derived, market, run, yearly

LEAVING = {"A": 30.0, "B": 25.0, "C": 20.0, "D": 9.0, "E": 6.0, "F": 4.0, "G": 2.0, "H": 1.0}
PAY = {"A": 4e3, "B": 5e3, "C": 6e3, "D": 9e3, "E": 8e3, "F": 12e3, "G": 15e3, "H": 14e3}
QATARIS = {"A": 9.0, "B": 1.0, "C": 5.0, "D": 4.0, "E": 8.0, "F": 2.0, "G": 7.0, "H": 6.0}
PEOPLE = dict.fromkeys(LEAVING, 100)
LATER = {"A": 90, "B": 95, "C": 99, "D": 100, "E": 104, "F": 110, "G": 120, "H": 130}


def tables() -> dict[str, list[dict[str, object]]]:
    return {
        "attrition_by_sector": yearly("attrition_percent", LEAVING),
        "qatarization_by_sector": yearly("qatarization_percent", QATARIS),
        "avg_salary_by_sector": yearly("avg_salary_qar", PAY, employees=10),
        "sector_employment_by_year": [
            *yearly("employees", PEOPLE, 2023),
            *yearly("employees", LATER, 2024),
        ],
    }


def test_what_separates_the_groups_comes_first_with_means_and_effect() -> None:
    outcome = run(root_causes, tables())
    (pay,) = derived(outcome, "compared_salary")
    assert pay["high_salary"] == pytest.approx(5000)
    assert pay["low_salary"] == pytest.approx((12e3 + 15e3 + 14e3) / 3)
    assert pay["difference"] == pytest.approx(5000 - 41e3 / 3)
    assert pay["delta"] == -1
    assert pay["p"] == pytest.approx(0.1)
    # Ranks of pay 1 2 3 5 4 6 8 7, of attrition 8 7 6 5 4 3 2 1: their squared differences make
    # 49 + 25 + 9 + 0 + 0 + 9 + 36 + 36 = 164.
    assert pay["r"] == pytest.approx(1 - 6 * 164 / (8 * 63))
    assert outcome.facts["found"] is True
    assert outcome.facts["highest"] == ["A", "B", "C"]


def test_growth_is_compared_from_the_year_before_the_window() -> None:
    (growth,) = derived(run(root_causes, tables()), "compared_growth")
    assert growth["high_growth"] == pytest.approx((-10 - 5 - 1) / 3)
    assert growth["low_growth"] == pytest.approx((10 + 20 + 30) / 3)


def test_growth_over_several_years_is_compounded() -> None:
    data = tables()
    data["attrition_by_sector"] += yearly("attrition_percent", LEAVING, 2023)
    data["sector_employment_by_year"] += yearly("employees", PEOPLE, 2022)
    (growth,) = derived(run(root_causes, data, months=24), "compared_growth")
    expected = [100 * (sqrt - 1) for sqrt in (0.9**0.5, 0.95**0.5, 0.99**0.5)]
    assert growth["high_growth"] == pytest.approx(sum(expected) / 3)


def test_a_factor_that_does_not_separate_is_not_told_as_one_that_does() -> None:
    outcome = run(root_causes, tables())
    (shares,) = derived(outcome, "compared_qatarization")
    pairs = [(a > b) - (a < b) for a in (9, 1, 5) for b in (2, 7, 6)]
    assert shares["delta"] == pytest.approx(sum(pairs) / 9)
    assert "lower qatarization" not in body(outcome)


def test_nothing_is_called_a_cause() -> None:
    text = body(run(root_causes, tables()))
    assert "is associated with" in text
    assert "Associated, not shown to be a cause." in text
    assert "causes" not in text


def test_a_large_effect_that_the_other_sectors_do_not_share_may_be_chance() -> None:
    data = tables()
    odd = {"A": 1.0, "B": 2.0, "C": 3.0, "D": 0.5, "E": 0.4, "F": 4.0, "G": 5.0, "H": 3.5}
    data["qatarization_by_sector"] = yearly("qatarization_percent", odd)
    outcome = run(root_causes, data)
    (shares,) = derived(outcome, "compared_qatarization")
    assert shares["delta"] == -1
    assert shares["r_p"] > 0.05
    assert "High attrition may be associated with lower qatarization" in body(outcome)
    assert "What qatarization shows may be chance." in outcome.warnings


def test_five_sectors_are_too_few_for_two_groups_of_three() -> None:
    data = tables()
    data["attrition_by_sector"] = data["attrition_by_sector"][:5]
    outcome = run(root_causes, data)
    assert outcome.facts["enough"] is False
    assert "5 sectors have attrition; two groups of 3 need 6" in outcome.warnings[0]
    assert run(root_causes, data, top_n=2).facts["enough"] is True


def test_named_sectors_are_compared_with_each_other() -> None:
    outcome = run(root_causes, tables(), sectors=["d", "e", "f", "g"], top_n=2)
    assert outcome.facts["highest"] == ["D", "E"]


def test_one_sector_asked_for_is_compared_among_all_which_is_said() -> None:
    outcome = run(root_causes, tables(), sectors=["a"])
    assert outcome.facts["highest"] == ["A", "B", "C"]
    assert "A comparison needs 6 sectors, more than A: all are compared." in outcome.warnings


def test_sectors_with_equal_attrition_have_no_high_and_low() -> None:
    data = tables()
    data["attrition_by_sector"] = yearly("attrition_percent", dict.fromkeys(LEAVING, 5.0))
    outcome = run(root_causes, data)
    assert outcome.warnings == ("All sectors have the same attrition.",)
    assert outcome.sections == ()


@pytest.mark.parametrize("kind", FACTORS, ids=lambda kind: kind.name)
def test_a_missing_factor_is_a_warning_and_the_others_are_told(kind) -> None:  # type: ignore[no-untyped-def]
    data = tables()
    del data[kind.query]
    outcome = run(root_causes, data)
    assert outcome.facts["enough"] is True
    assert not derived(outcome, f"compared_{kind.name}")
    assert any(kind.query in warning for warning in outcome.warnings)


def test_a_factor_that_a_group_lacks_is_left_out_with_a_warning() -> None:
    data = tables()
    data["avg_salary_by_sector"] = [r for r in data["avg_salary_by_sector"] if r["sector"] != "A"]
    outcome = run(root_causes, data)
    assert not derived(outcome, "compared_salary")
    assert any("average salary is not known of all sectors" in w for w in outcome.warnings)


def test_in_data_without_relations_few_factors_are_called_clear() -> None:
    # 40 markets of noise, four factors each: about 5 % should pass the test over all sectors.
    clear = sum(run(root_causes, market(seed)).facts["count"] for seed in range(40))
    assert clear <= 0.12 * 160
