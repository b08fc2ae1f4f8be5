"""Boards, committees and meetings in the ways in which reports print them."""

import pytest

from tasks.annual_reports.layout.governance import governance
from tests.tasks.annual_reports.layout.typed import Typed, report, value, values


def board(lines: list[str], title: str = "Styrelse") -> dict[str, str | None]:
    fields = governance(report({title: lines}))
    members = values(fields["board_members"])
    return {str(row["name"]): row.get("role") for row in members}  # type: ignore[misc]


def test_a_table_of_names_and_roles_is_a_board_with_its_deputies_apart() -> None:
    fields = governance(
        report(
            {
                "Styrelsens sammansättning": [
                    "Asta Lindgrén | Ordförande",
                    "Bo-Erik von Hammar | Styrelseledamot",
                    "Cilla de Geer | Kassör",
                    "Dag Östman | Suppleant",
                ],
                "Valberedning": ["Eva Ek | Sammankallande", "Finn Falk"],
            }
        )
    )
    assert values(fields["board_members"]) == [
        {"name": "Asta Lindgrén", "role": "ordförande"},
        {"name": "Bo-Erik von Hammar", "role": "ledamot"},
        {"name": "Cilla de Geer", "role": "kassör"},
    ]
    assert values(fields["deputies"]) == [{"name": "Dag Östman"}]
    assert value(fields["chairman"]) == "Asta Lindgrén"
    assert values(fields["nomination_committee"]) == [
        {"name": "Eva Ek", "role": "sammankallande"},
        {"name": "Finn Falk"},
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ["Asta Ek, ordförande", "Bo Falk, ledamot", "Cia Gran, suppleant"],
        ["Ordförande: Asta Ek", "Ledamot: Bo Falk", "Suppleant: Cia Gran"],
        ["Ordförande | Asta Ek", "Ledamot | Bo Falk", "Suppleant | Cia Gran"],
        ["Asta Ek (ordf.)", "Bo Falk (ledamot)", "Cia Gran (suppleant)"],
        ["Ledamöter", "Asta Ek | ordförande", "Bo Falk", "Suppleanter", "Cia Gran"],
        ["Ledamöter | Asta Ek | Ordförande", "  | Bo Falk | Ledamot", "Suppleant | Cia Gran"],
        ["Styrelsen har bestått av Asta Ek (ordförande), Bo Falk samt suppleant Cia Gran."],
        ["Ordinarie ledamöter: Asta Ek, ordförande, och Bo Falk", "Suppleanter: Cia Gran"],
        ["Namn | Roll", "Asta Ek | Ordförande", "Bo Falk | Ledamot", "Cia Gran | Suppleant"],
    ],
)
def test_lists_labels_brackets_and_sentences_give_the_same_board(lines: list[str]) -> None:
    fields = governance(report({"Styrelse": lines}))
    names = [row["name"] for row in values(fields["board_members"])]
    assert names == ["Asta Ek", "Bo Falk"]
    assert value(fields["chairman"]) == "Asta Ek"
    assert [row["name"] for row in values(fields["deputies"])] == ["Cia Gran"]


def test_members_and_deputies_side_by_side_are_told_apart_by_their_columns() -> None:
    fields = governance(
        report({"Styrelse": ["Ledamöter | Suppleanter", "Asta Ek | Bo Falk", "Cia Gran | Dan Hed"]})
    )
    assert [row["name"] for row in values(fields["board_members"])] == ["Asta Ek", "Cia Gran"]
    assert [row["name"] for row in values(fields["deputies"])] == ["Bo Falk", "Dan Hed"]


def test_a_term_stands_beside_its_member() -> None:
    fields = governance(
        report(
            {
                "Styrelse": [
                    "Asta Ek | ledamot/ordf. | omvald på 2 år till 2025",
                    "Bo Falk | ledamot | vald till 2024",
                ]
            }
        )
    )
    assert values(fields["board_members"]) == [
        {"name": "Asta Ek", "role": "ordförande", "term": "omvald på 2 år till 2025"},
        {"name": "Bo Falk", "role": "ledamot", "term": "vald till 2024"},
    ]


def test_of_several_boards_the_last_one_counts_and_who_left_is_told_apart() -> None:
    fields = governance(
        report(
            {
                "Styrelse": [
                    "2023-01-01 - 2023-06-04 (fram till stämman):",
                    "Asta Ek, ordförande",
                    "Bo Falk, ledamot",
                    "2023-06-04 - 2023-12-30:",
                    "Bo Falk, ordförande",
                    "Cia Gran, ledamot",
                    "Dan Hed, ledamot",
                ]
            }
        )
    )
    names = [row["name"] for row in values(fields["board_members"])]
    assert names == ["Bo Falk", "Cia Gran", "Dan Hed"]
    assert value(fields["chairman"]) == "Bo Falk"
    assert values(fields["former_members"]) == [
        {
            "name": "Asta Ek",
            "role": "ordförande",
            "term": "2023-01-01 - 2023-06-04 (fram till stämman)",
        }
    ]


def test_who_left_is_read_from_sentences_and_who_was_elected_again_is_not() -> None:
    fields = governance(
        report(
            {
                "Styrelse": ["Asta Ek | Ordförande", "Bo Falk | Ledamot"],
                "Övriga uppgifter": [
                    "Vid ordinarie stämma avgick Cia Gran och Dan Hed.",
                    "Asta Ek omvaldes till styrelsen vid stämman 2023.",
                ],
            }
        )
    )
    assert [row["name"] for row in values(fields["former_members"])] == ["Cia Gran", "Dan Hed"]


@pytest.mark.parametrize(
    "line",
    [
        "Vakant | Ledamot",
        "Vakant plats | Suppleant",
        "Stämmoordförande | Vera Vik",
        "Vera Vik | Revisor",
        "Vera Vik | Revisorssuppleant",
        "Ordförande på stämman var Vera Vik som hälsade välkommen.",
        "Styrelsen har anlitat Vera Vik för juridisk hjälp.",
        "Norra Förvaltning AB | Förvaltare",
        "Storgatan 12 | Adress",
    ],
)
def test_what_stands_among_the_board_but_is_no_member_is_left_out(line: str) -> None:
    found = board(["Asta Ek | Ordförande", "Bo Falk | Ledamot", line, "Cia Gran | Ledamot"])
    assert list(found) == ["Asta Ek", "Bo Falk", "Cia Gran"]


def test_personal_numbers_and_titles_are_no_part_of_a_name() -> None:
    assert list(board(["Asta Ek 19620304-1232 | Ordförande", "Bo Falk 620304-1232, ledamot"])) == [
        "Asta Ek",
        "Bo Falk",
    ]


def test_who_signs_is_quoted_and_makes_nobody_a_member() -> None:
    fields = governance(
        report(
            {
                "Styrelse": [
                    "Asta Ek | Ordförande",
                    "Bo Falk | Ledamot",
                    "",
                    "Föreningens firma tecknas av styrelsen, eller av två av följande i förening:",
                    "Cia Gran, Dan Hed",
                ]
            }
        )
    )
    assert [row["name"] for row in values(fields["board_members"])] == ["Asta Ek", "Bo Falk"]
    assert str(value(fields["signatories"])).startswith("Föreningens firma tecknas av styrelsen")


def test_a_heading_alone_says_what_the_words_under_it_are() -> None:
    fields = governance(report({"Firmateckning": ["Två ledamöter i förening"]}))
    assert value(fields["signatories"]) == "Två ledamöter i förening"


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Ordinarie föreningsstämma hölls 2023-06-04.", "2023-06-04"),
        ("Ordinarie stämma hölls den 9 maj 2023.", "2023-05-09"),
        ("Styrelsen har efter årsstämma den 9/5 2023 haft följande sammansättning:", "2023-05-09"),
        ("Extra föreningsstämma hölls 2023-10-02.", None),
        (
            "Extra stämma hölls 2023-10-02. Ordinarie föreningsstämma hölls 2023-06-04.",
            "2023-06-04",
        ),
        ("Ordinarie föreningsstämma kommer att hållas den 9 maj 2024.", None),
        ("Ordinarie föreningsstämma hölls 2011-05-16 då stadgarna antogs.", None),
        ("Ordinarie föreningsstämma hölls den 31 februari 2023.", None),
    ],
)
def test_the_annual_meeting_is_the_ordinary_one_that_was_held(line: str, day: str | None) -> None:
    assert value(governance(report({"Stämma": [line]}))["annual_meeting_date"]) == day


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("Styrelsen har haft 13 protokollförda sammanträden.", 13),
        ("Styrelsen har hållit elva protokollförda möten.", 11),
        ("Under året har 9 (8) styrelsemöten hållits.", 9),
        ("Antalet styrelsesammanträden har uppgått till 6 st.", 6),
        ("Styrelsen höll nio ordinarie möten och ett extra (sammanlagt tio).", 10),
        ("Styrelsen består av 5 ledamöter och 2 suppleanter.", None),
    ],
)
def test_meetings_of_the_board_are_counted_as_printed(line: str, count: int | None) -> None:
    assert value(governance(report({"Styrelse": [line]}))["meetings_held"]) == count


def test_the_association_is_named_as_in_its_headers_and_not_as_its_neighbour() -> None:
    typed = Typed().text("Styrelse", ["Asta Ek | Ordförande"])
    typed.text("Gård", ["Gården delas med Brf Grannen, 716400-0013."])
    fields = governance(typed.reading(aside=["Brf Sälgen i Vik | 3 (15)", "Org.nr 769600-0012"]))
    assert value(fields["association_name"]) == "Brf Sälgen i Vik"


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Org.nr 769600-0011", None),  # the check digit is wrong
        ("Org.nr 556036-0793", None),  # a limited company
        ("Org.nr 716400-0017", "716400-0017"),
    ],
)
def test_a_number_counts_only_with_its_check_digit_and_the_seven(
    line: str, number: str | None
) -> None:
    digits = "716400001"
    check = next(
        d for d in "0123456789" if _sum(digits + d) % 10 == 0
    )  # the number is invented, its check digit worked out
    line, number = line.replace("0017", f"001{check}"), number and f"716400-001{check}"
    fields = governance(Typed().text("Styrelse", []).reading(aside=[line]))
    assert value(fields["org_number"]) == number


def _sum(digits: str) -> int:
    doubled = (int(d) * (2 if at % 2 == 0 else 1) for at, d in enumerate(digits))
    return sum(d // 10 + d % 10 for d in doubled)


def test_the_seat_is_a_place_without_the_word_kommun() -> None:
    lines = ["Styrelsen för Brf Sälgen, med säte i Vetlanda kommun, får härmed avge"]
    assert value(governance(report({"Allmänt": lines}))["registered_office"]) == "Vetlanda"
    lines = ["Föreningen har sitt säte i Borås."]
    assert value(governance(report({"Allmänt": lines}))["registered_office"]) == "Borås"


def test_the_first_round_keeps_to_its_sections_and_a_later_one_looks_for_what_was_lacking() -> None:
    typed = Typed().text("Styrelse", ["Asta Ek | Ordförande"])
    typed.text("Övrigt", ["Ordinarie föreningsstämma hölls 2023-06-04."])
    typed.text("Valberedning", ["Bo Falk"])
    own = ["Styrelse"]
    first = governance(typed.reading(only=own))
    assert first["annual_meeting_date"] is None
    later = governance(typed.reading(only=own, round=2, lacking=("annual_meeting_date",)))
    assert value(later["annual_meeting_date"]) == "2023-06-04"
    assert later["nomination_committee"] == []


def test_a_report_without_sections_gives_nothing() -> None:
    fields = governance(Typed().reading())
    assert not any(fields.values())


def test_heads_of_columns_and_who_elected_somebody_are_no_persons_and_no_roles() -> None:
    fields = governance(
        report(
            {
                "Styrelse": [
                    "Ordinarie ledamöter | Uppdrag | Mandat t.o.m. ordinarie stämma",
                    "Asta Ek | Ordförande | 2025",
                    "Bo Falk | Ledamot HSB | 2024",
                    "Styrelsesuppleanter | Uppdrag | Mandat t.o.m. ordinarie stämma",
                    "Cia Gran | Suppleant Riksbyggen | 2024",
                    "Dan Hed | dan@exempel.se | 2024",
                ]
            }
        )
    )
    assert values(fields["board_members"]) == [
        {"name": "Asta Ek", "role": "ordförande", "term": "2025"},
        {"name": "Bo Falk", "role": "ledamot", "term": "2024"},
    ]
    assert "Cia Gran" in [row["name"] for row in values(fields["deputies"])]


def test_a_member_whose_days_ended_within_the_year_is_a_former_one() -> None:
    fields = governance(
        report(
            {
                "Styrelse": [
                    "Asta Ek | Ordförande | 2022-05-20 | 2023-06-04",
                    "Bo Falk | Ordförande | 2023-06-04 | 2024-06-04",
                    "Cia Gran, ledamot (t.o.m. 2023-06-04)",
                    "Dan Hed | Ledamot | 2022-05-20 | 2024-06-04",
                ]
            }
        )
    )
    assert [row["name"] for row in values(fields["board_members"])] == ["Bo Falk", "Dan Hed"]
    assert value(fields["chairman"]) == "Bo Falk"
    assert [row["name"] for row in values(fields["former_members"])] == ["Asta Ek", "Cia Gran"]


def test_a_nomination_committee_is_told_in_a_sentence_too() -> None:
    lines = ["Till valberedning valdes Eva Ek (sammankallande) och Finn Falk."]
    assert values(governance(report({"Valberedning": lines}))["nomination_committee"]) == [
        {"name": "Eva Ek", "role": "sammankallande"},
        {"name": "Finn Falk"},
    ]
