"""Lines of a section become rows under columns, however the columns and the labels are set."""

import pytest

from tasks.annual_reports.document.words import Line, Word
from tasks.annual_reports.layout.columns import year_of
from tasks.annual_reports.layout.rows import Table, tables
from tasks.annual_reports.reading import Placed
from tests.tasks.annual_reports.pages import placed


def only(text: str) -> Table:
    (table,) = tables(placed(text))
    return table


def values(table: Table) -> dict[str, list[str | None]]:
    return {row.label: [cell.text if cell else None for cell in row.values] for row in table.rows}


def test_a_period_over_two_lines_beside_a_title_is_one_heading_of_columns() -> None:
    table = only("""
Resultaträkning                  Not       2023-01-01     2022-01-01
                                          -2023-12-31    -2022-12-31
Rörelseintäkter
Nettoomsättning                  2          1 472 618      1 398 207
Övriga rörelseintäkter           2, 3          48 216              -
""")
    assert [column.year for column in table.columns] == [2023, 2022]
    assert table.caption == "Resultaträkning"
    assert values(table) == {
        "Rörelseintäkter": [None, None],
        "Nettoomsättning": ["1 472 618", "1 398 207"],
        "Övriga rörelseintäkter": ["48 216", "-"],
    }
    assert [row.note for row in table.rows] == [None, "2", "2, 3"]


def test_a_broken_financial_year_is_called_by_the_year_in_which_it_ends() -> None:
    table = only("""
Nyckeltal               2022 - 2023    2021 - 2022    2020/21
Soliditet, %                     67             64         64
""")
    assert [column.year for column in table.columns] == [2023, 2022, 2021]


def test_columns_are_told_by_their_years_wherever_they_stand() -> None:
    table = only("""
                          2022-12-31     2023-12-31
Kassa och bank                   316            742
""")
    assert table.by_year() == [1, 0]


def test_a_budget_is_a_column_of_no_year() -> None:
    table = only("""
                    Bokslut 2023   Bokslut 2022   Budget 2023
Räntekostnader           -47 563        -40 758       -60 000
""")
    assert table.by_year() == [0, 1]
    assert len(table.rows[0].values) == 3


def test_numbers_may_stand_shifted_under_their_heading() -> None:
    table = only("""
Flerårsöversikt                 2023          2022          2021
Nettoomsättning, tkr               2 914         2 876         2 803
Resultat, tkr                     -1 217        -1 306        -1 275
""")
    assert values(table)["Nettoomsättning, tkr"] == ["2 914", "2 876", "2 803"]


def test_without_a_heading_columns_are_the_edges_that_numbers_share() -> None:
    table = only("""
Byggnader och mark       5        31 253 949     31 417 991
Inventarier              6           167 635        188 555
Summa                             31 421 584     31 606 546
""")
    assert values(table)["Inventarier"] == ["167 635", "188 555"]
    assert [row.note for row in table.rows] == ["5", "6", None]


def test_an_amount_is_not_cut_by_the_edges_of_other_columns_that_it_runs_over() -> None:
    table = only("""
Insatser          48 705      14 508       1 883
Utgång            48 705      14 508       2 233
förlust                  -12 815 952
årets                     -1 712 280
""")
    assert "-12 815 952" in [cell.text for row in table.rows for cell in row.values if cell]


def test_two_numbers_in_one_cell_are_parted_at_the_gap_that_stands_out() -> None:
    words = [("Insatser", 50, 90), ("152", 200, 215), ("280", 218, 233), ("152", 241, 256)]
    line = Line(tuple(Word(text, x0, 90, x1, 102) for text, x0, x1 in [*words, ("280", 259, 274)]))
    heading = placed("                               2023    2022").pop()
    (table,) = tables([heading, Placed(1, line)])
    assert values(table) == {"Insatser": ["152 280", "152 280"]}


def test_a_label_goes_on_over_lines_with_its_values_beside_any_of_them() -> None:
    table = only("""
                                                      2023         2022
Av- och nedskrivningar av materiella och
immateriella anläggningstillgångar                -361 915     -358 947
Kassaflöde från verksamheten före                  167 782      301 106
förändringar av rörelsekapital
Disposition av
föregående
års resultat:                                      350 000            0
Årsavgift per kvm upplåten med
½                                                      712          698
bostadsrätt
Finansiella poster
Räntekostnader                                     -47 563      -40 758
""")
    assert list(values(table).items()) == [
        (
            "Av- och nedskrivningar av materiella och immateriella anläggningstillgångar",
            ["-361 915", "-358 947"],
        ),
        (
            "Kassaflöde från verksamheten före förändringar av rörelsekapital",
            ["167 782", "301 106"],
        ),
        ("Disposition av föregående års resultat:", ["350 000", "0"]),
        ("Årsavgift per kvm upplåten med bostadsrätt", ["712", "698"]),
        ("Finansiella poster", [None, None]),
        ("Räntekostnader", ["-47 563", "-40 758"]),
    ]


def test_a_wrapped_label_is_quoted_by_a_line_that_stands_there() -> None:
    table = only("""
                                         2023     2022
Årsavgift per kvm upplåten med
bostadsrätt                               712      698
""")
    named = table.rows[0].named()
    assert named is not None
    assert named.value == "Årsavgift per kvm upplåten med bostadsrätt"
    assert named.text == "Årsavgift per kvm upplåten med"


def test_a_sum_without_a_label_is_a_row_of_its_own() -> None:
    table = only("""
ansamlad förlust                 -7 283 030
årets förlust                    -1 030 202
                                 -8 313 232
behandlas så att
reservering fond                    500 000
""")
    assert [row.label for row in table.rows] == [
        "ansamlad förlust", "årets förlust", "", "behandlas så att", "reservering fond",
    ]  # fmt: skip


def test_a_number_broken_over_two_lines_is_put_together_and_a_broken_half_is_left_out() -> None:
    table = only("""
                       Insatser        Avgift
                     301 450 00    112 350 00
Vid årets ingång              0             0
Under året                12 34         1 000
Vid årets utgång        141 300       141 300
""")
    opening = next(row for row in table.rows if row.label == "Vid årets ingång")
    amounts = [opening.money(at) for at in (0, 1)]
    assert [amount and amount.value for amount in amounts] == [301_450_000, 112_350_000]
    assert values(table)["Under året"] == [None, "1 000"]


def test_text_that_runs_up_the_margin_is_no_part_of_a_line() -> None:
    (line,) = [p.line for p in placed("Summa kassa och bank       1 742 914     1 515 160")]
    margin = Word("AAAA0-BBBB1-CCCC2", 580, 40, 588, 300)
    heading = placed("                             2023-12-31   2022-12-31").pop()
    (table,) = tables([heading, Placed(1, Line((*line.words, margin)))])
    assert values(table) == {"Summa kassa och bank": ["1 742 914", "1 515 160"]}


def test_a_minus_that_stands_apart_at_the_left_of_its_column_belongs_to_its_number() -> None:
    table = only("""
                             2023              2022
Räntekostnader       -     47 563      -     40 758
Bank                        1 453                 -
Kassa                           -                12
""")
    amounts = [[row.money(at, dash=0) for at in (0, 1)] for row in table.rows]
    assert [[amount and amount.value for amount in row] for row in amounts] == [
        [-47_563, -40_758],
        [1_453, 0],
        [0, 12],
    ]


def test_a_year_at_the_end_of_a_sentence_heads_no_columns() -> None:
    found = tables(
        placed("""
                          2023          2022
Bank                     1 453         2 277
2023.
Kassa                        2             1
""")
    )
    assert len(found) == 1


def test_a_heading_repeated_on_the_next_page_begins_a_table_of_its_own() -> None:
    first = placed("                 2023   2022\nBank              453    277", 1)
    second = placed("                 2023   2022\nLån               111    222", 2)
    found = tables([*first, *second])
    assert [table.rows[0].page for table in found] == [1, 2]
    assert [table.columns[0].page for table in found] == [1, 2]


def test_running_headers_give_no_values() -> None:
    table = only("""
Föreningen                                 5 (15)
Org.nr 769000-0000
                               2023          2022
Bank                          1 453         2 277
Sida 7 av 18
""")
    assert [row.label for row in table.rows if not row.blank] == ["Bank"]


@pytest.mark.parametrize(
    ("heading", "year"),
    [
        ("2023", 2023),
        ("2023-12-31", 2023),
        ("2023-01-01 – 2023-12-31", 2023),
        ("2023-01-01 - 12-31", 2023),
        ("2022-07-01 -2023-06-30", 2023),
        ("2022/2023", 2023),
        ("2022/23", 2023),
        ("31 december 2023", 2023),
        ("31/12 2023", 2023),
        ("Bokslut 2023", 2023),
        ("230101-231231", 2023),
        ("jan-dec 2023", 2023),
        ("2 023", None),
        ("12 2023", None),
        ("Budget 2023", None),
        ("Årsredovisning 2023", None),
        ("Not 3", None),
        ("47 316", None),
    ],
)
def test_a_heading_says_the_year_in_which_its_period_ends(heading: str, year: int | None) -> None:
    assert year_of(heading) == year
