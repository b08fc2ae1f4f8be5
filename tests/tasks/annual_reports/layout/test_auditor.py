"""Auditors by name, firm, qualification and deputy, as sections and signatures print them."""

import pytest

from tasks.annual_reports.layout.auditor import auditor
from tests.tasks.annual_reports.layout.typed import Typed, report, value, values

FIRM = "Norrsken Revision AB"
SIGNED = ["Min revisionsberättelse är lämnad i maj."]


@pytest.mark.parametrize(
    ("lines", "name", "firm"),
    [
        (["Vera Vik | Auktoriserad revisor | Norrsken Revision AB"], "Vera Vik", FIRM),
        (["Vera Vik, Norrsken Revision AB."], "Vera Vik", FIRM),
        (["Norrsken Revision AB med ansvarig revisor Vera Vik."], "Vera Vik", FIRM),
        (["Föreningens revisor har varit Vera Vik, Norrsken."], "Vera Vik", "Norrsken"),
        (
            ["Stämman valde Norrsken Revision AB, där Vera Vik är huvudansvarig revisor."],
            "Vera Vik",
            FIRM,
        ),
        (["Vera Vik | Ordinarie Extern | KPMG AB"], "Vera Vik", "KPMG AB"),
        (["Ordinarie: Vera Vik, Granskhuset AB"], "Vera Vik", "Granskhuset AB"),
        (["Norrsken Revision AB"], None, "Norrsken Revision AB"),
        (["Vera Vik"], "Vera Vik", None),
        (["Revisionen har kostat 31 700 kr under året."], None, None),
    ],
)  # fmt: skip
def test_a_section_names_the_auditor_and_the_firm(
    lines: list[str], name: str | None, firm: str | None
) -> None:
    fields = auditor(report({"Revisor": lines}))
    assert value(fields["auditor_name"]) == name
    assert value(fields["firm"]) == firm


def test_internal_auditors_and_deputies_are_listed_but_are_not_the_auditor() -> None:
    fields = auditor(
        report(
            {
                "Revisorer": [
                    "Ulla Ung | Internrevisor",
                    "Vera Vik | Revisor | Norrsken Revision AB",
                    "Xia Yng | Revisorssuppleant",
                ]
            }
        )
    )
    assert value(fields["auditor_name"]) == "Vera Vik"
    assert value(fields["deputy"]) == "Xia Yng"
    assert [(row["name"], row["role"]) for row in values(fields["auditors"])] == [
        ("Ulla Ung", "internrevisor"),
        ("Vera Vik", "revisor"),
        ("Xia Yng", "revisorssuppleant"),
    ]


def test_an_auditor_among_the_board_is_found_and_a_member_is_none() -> None:
    fields = auditor(
        report({"Styrelse": ["Asta Ek | Ordförande", "Bo Falk | Suppleant", "Vera Vik | Revisor"]})
    )
    assert [row["name"] for row in values(fields["auditors"])] == ["Vera Vik"]


def test_the_signature_gives_the_qualification_and_the_person_of_a_firm() -> None:
    typed = Typed().text("Revisorer", ["Norrsken Revision AB"])
    typed.text(
        "Underskrifter",
        ["Asta Ek | Bo Falk", "Ordförande", "", *SIGNED, "", "Vera Vik", "Auktoriserad revisor"],
        part="signatures",
        level=1,
    )
    fields = auditor(typed.reading())
    assert value(fields["auditor_name"]) == "Vera Vik"
    assert value(fields["firm"]) == "Norrsken Revision AB"
    assert value(fields["type"]) == "auktoriserad revisor"


def test_the_qualification_is_that_of_the_auditor_who_was_named() -> None:
    typed = Typed().text("Revisor", ["Vera Vik | Revisor | Norrsken Revision AB"])
    typed.text(
        "Underskrifter",
        [*SIGNED, "", "Ulla Ung | Vera Vik", "Auktoriserad revisor | Godkänd revisor"],
        part="signatures",
        level=1,
    )
    assert value(auditor(typed.reading())["type"]) == "godkänd revisor"


def test_board_members_who_sign_are_no_auditors() -> None:
    typed = Typed().text(
        "Underskrifter",
        ["Asta Ek | Bo Falk", "Ordförande | Ledamot"],
        part="signatures",
        level=1,
    )
    fields = auditor(typed.reading())
    assert fields["auditor_name"] is None
    assert fields["auditors"] == []
