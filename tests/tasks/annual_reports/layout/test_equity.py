"""Changes in equity in both layouts, and the allocation of the result; every figure is invented."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tasks.annual_reports.checks.equity import equity_changes as equity_checks
from tasks.annual_reports.checks.equity import profit_allocation as allocation_checks
from tasks.annual_reports.found import as_json
from tasks.annual_reports.layout.allocation import profit_allocation
from tasks.annual_reports.layout.equity import equity_changes
from tests.tasks.annual_reports.pages import reading

MOVEMENTS_DOWN = """
Förändringar i eget kapital
                     Medlems-  Upplåtelse-  Fond för yttre  Balanserat       Årets        Totalt
                     insatser       avgift       underhåll    resultat    resultat
                   301 450 00
Belopp vid årets            0    1 500 000         500 000  -6 900 500    -530 200   296 019 300
ingång
Disposition av
föregående
års resultat:                                      141 300    -671 500     530 200             0
Årets resultat                                                            -210 400      -210 400
                   301 450 00
Belopp vid årets
utgång                      0    1 500 000         641 300  -7 572 000    -210 400   295 808 900
"""

CLASSES_DOWN = """
Förändringar i eget kapital
                                       Disponering av
                                       föregående års       Disponering av
                         2022-12-31          resultat        övriga poster        2023-12-31
Insatser                 64 000 000                 -                    -        64 000 000
Fond, yttre
½                         3 210 000                 -              640 000         3 850 000
underhåll
Balanserat resultat      -8 150 000          -710 000             -640 000        -9 500 000
Årets resultat             -710 000           710 000           -1 330 000        -1 330 000
Eget kapital             58 350 000                 0           -1 330 000        57 020 000
"""

ALLOCATIONS = {
    "below the sum": """
Förslag till behandling av ansamlad förlust
Styrelsen föreslår att förlusten:
ansamlad förlust                         -5 312 400
årets förlust                              -871 600
                                         -6 184 000
behandlas så att
avsättes till underhållsfond                144 000
ianspråktas från underhållsfond             -31 500
i ny räkning överföres                   -6 296 500
                                         -6 184 000
""",
    "above the sum": """
Resultatdisposition
Stämman kan förfoga över:
Balanserat resultat före reservering       -742 300
Årets resultat                             -216 500
Reservering till fond för yttre underhåll   -63 200
Totalt                                   -1 022 000
Styrelsen föreslår:
Av fond för yttre underhåll ianspråktas     121 400
Balanseras i ny räkning                    -900 600
""",
}


def fields(text: str) -> dict[str, Any]:
    title = text.strip("\n").split("\n")[0]
    return as_json(equity_changes(reading("report", text.strip("\n"), title=title)))


def allocation(text: str, unit: int = 1) -> dict[str, Any]:
    title = text.strip("\n").split("\n")[0]
    return as_json(profit_allocation(reading("report", text.strip("\n"), title=title, unit=unit)))


def plain(rows: Sequence[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    return [tuple(leaf and leaf["value"] for leaf in row.values()) for row in rows]


def test_classes_in_columns_with_headings_and_labels_over_several_lines() -> None:
    found = fields(MOVEMENTS_DOWN)
    assert plain(found["classes"]) == [
        ("Medlemsinsatser", 301_450_000, 301_450_000),
        ("Upplåtelseavgift", 1_500_000, 1_500_000),
        ("Fond för yttre underhåll", 500_000, 641_300),
        ("Balanserat resultat", -6_900_500, -7_572_000),
        ("Årets resultat", -530_200, -210_400),
    ]
    assert plain([found["total"]]) == [(296_019_300, 295_808_900)]
    assert ("Årets resultat", "Disposition av föregående års resultat:", 530_200) in plain(
        found["movements"]
    )
    assert len(found["movements"]) == 4


def test_classes_in_rows_between_two_dates() -> None:
    found = fields(CLASSES_DOWN)
    assert plain(found["classes"])[1] == ("Fond, yttre underhåll", 3_210_000, 3_850_000)
    assert plain([found["total"]]) == [(58_350_000, 57_020_000)]
    moved = [row for row in plain(found["movements"]) if row[0] == "Balanserat resultat"]
    assert moved == [
        ("Balanserat resultat", "Disponering av föregående års resultat", -710_000),
        ("Balanserat resultat", "Disponering av övriga poster", -640_000),
    ]


@pytest.mark.parametrize("text", [MOVEMENTS_DOWN, CLASSES_DOWN])
def test_every_class_rolls_forward_and_the_classes_add_up(text: str) -> None:
    held = list(equity_checks(fields(text)))
    assert [check for check in held if not check.holds] == []
    assert len(held) >= 6


def test_a_wrong_movement_fails_its_class_alone() -> None:
    wrong = fields(CLASSES_DOWN.replace("-710 000             -640", "-170 000             -640"))
    failed = [check.name for check in equity_checks(wrong) if check.holds is False]
    assert failed == ["roll-forward of Balanserat resultat"]


def test_evidence_of_a_heading_is_a_line_that_stands_there() -> None:
    found = fields(MOVEMENTS_DOWN)
    assert found["classes"][2]["class"]["text"] == "Fond för yttre"
    assert found["classes"][0]["opening"]["text"] == "301 450 000"


def test_a_report_without_the_table_has_nothing_of_it() -> None:
    found = fields("Förändringar i eget kapital\nFöreningen är nybildad.")
    assert found == {"classes": [], "movements": [], "total": {"opening": None, "closing": None}}


def test_what_is_done_with_the_result_is_read_below_the_sum() -> None:
    found = allocation(ALLOCATIONS["below the sum"])
    values = {name: leaf and leaf["value"] for name, leaf in found.items() if name != "lines"}
    assert values == {
        "retained_result": -5_312_400,
        "result_for_year": -871_600,
        "total": -6_184_000,
        "to_fund": 144_000,
        "from_fund": -31_500,
        "carried_forward": -6_296_500,
    }
    assert len(found["lines"]) == 5


def test_what_goes_to_the_fund_may_stand_above_the_sum() -> None:
    found = allocation(ALLOCATIONS["above the sum"])
    assert found["to_fund"]["value"] == -63_200
    assert found["from_fund"]["value"] == 121_400
    assert found["total"]["value"] == -1_022_000


@pytest.mark.parametrize("text", ALLOCATIONS.values(), ids=ALLOCATIONS)
def test_the_allocation_adds_up(text: str) -> None:
    held = list(allocation_checks(allocation(text)))
    assert [check for check in held if not check.holds] == []
    assert [check.name for check in held] == ["at disposal", "allocated"]


@pytest.mark.parametrize("wrong", [("-5 312 400", "-5 321 400"), ("144 000", "414 000")])
def test_an_allocation_that_does_not_add_up_fails(wrong: tuple[str, str]) -> None:
    found = allocation(ALLOCATIONS["below the sum"].replace(*wrong))
    assert [check for check in allocation_checks(found) if check.holds is False]


def test_two_lines_that_go_to_the_fund_are_no_one_amount() -> None:
    text = ALLOCATIONS["below the sum"].replace(
        "ianspråktas från underhållsfond             -31 500",
        "ytterligare avsättning, 14 kr/kvm            38 200",
    )
    found = allocation(text)
    assert found["to_fund"] is None
    assert found["from_fund"] is None
    assert [line["amount"]["value"] for line in found["lines"]][2:4] == [144_000, 38_200]


def test_an_allocation_in_thousands_gives_whole_kronor() -> None:
    text = ALLOCATIONS["above the sum"]
    assert allocation(text, 1000)["total"]["value"] == -1_022_000_000


def test_of_two_years_the_later_counts_and_a_dated_movement_is_no_end() -> None:
    found = fields("""
Förändringar i eget kapital
                                      Insatser       Resultat
Ingående balans 2022-01-01           1 000 000        -50 000
Årets resultat                                        -10 000
Utgående balans 2022-12-31           1 000 000        -60 000
Enligt stämmobeslut 2023-05-16                          5 000
Årets resultat                                        -25 000
Utgående balans 2023-12-31           1 000 000        -80 000
""")
    assert plain(found["classes"]) == [
        ("Insatser", 1_000_000, 1_000_000),
        ("Resultat", -60_000, -80_000),
    ]
    assert [row[2] for row in plain(found["movements"])] == [5_000, -25_000]
