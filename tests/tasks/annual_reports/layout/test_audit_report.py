"""Auditors' reports with and without reservation, in one column and in two."""

import pytest

from tasks.annual_reports.layout.audit_report import audit_report
from tests.tasks.annual_reports.layout.typed import Typed, value

OPINION = [
    "Enligt min uppfattning har årsredovisningen upprättats i enlighet med",
    "årsredovisningslagen och ger en rättvisande bild av föreningens ställning.",
    "Jag tillstyrker därför att föreningsstämman fastställer resultaträkningen och",
    "balansräkningen.",
]
OTHER = [
    "Jag tillstyrker att föreningsstämman disponerar resultatet enligt förslaget och",
    "beviljar styrelsens ledamöter ansvarsfrihet för räkenskapsåret.",
]
DUTIES = [
    "Som underlag för mitt uttalande om ansvarsfrihet har jag granskat väsentliga beslut.",
    "Om jag drar slutsatsen att det finns en väsentlig osäkerhetsfaktor måste jag modifiera",
    "uttalandet om årsredovisningen.",
]
SIGNED = ["Vetlanda den 9 maj 2024", "", "Vera Vik", "Auktoriserad revisor", "Norrsken Revision AB"]


def read(*parts: list[str]) -> dict[str, object]:
    typed = Typed().text(
        "Revisionsberättelse", [line for part in parts for line in part], part="audit", level=1
    )
    fields = audit_report(typed.reading())
    return {name: value(leaf) for name, leaf in fields.items() if leaf is not None}  # type: ignore[arg-type]


def test_a_clean_report_recommends_adoption_and_discharge_and_is_signed() -> None:
    assert read(OPINION, DUTIES, OTHER, SIGNED) == {
        "opinion": " ".join(OPINION[:2]),
        "unmodified": True,
        "approves_statements": True,
        "discharge": True,
        "date": "2024-05-09",
        "place": "Vetlanda",
        "auditor_name": "Vera Vik",
        "firm": "Norrsken Revision AB",
    }


@pytest.mark.parametrize(
    "heading", ["Uttalande med reservation", "Uttalanden med avvikande mening"]
)
def test_a_reservation_is_seen_in_its_heading(heading: str) -> None:
    assert read([heading], OPINION)["unmodified"] is False


def test_refusals_are_told_apart_from_recommendations() -> None:
    refused = [
        "Jag avstyrker att föreningsstämman fastställer resultaträkningen och balansräkningen.",
        "Jag avstyrker att föreningsstämman beviljar styrelsens ledamöter ansvarsfrihet.",
    ]
    found = read(refused)
    assert (found["approves_statements"], found["discharge"]) == (False, False)


def test_a_remark_has_a_heading_of_its_own_and_the_standard_sentences_are_none() -> None:
    remark = ["Anmärkning", "Skatter har vid flera tillfällen inte betalats i rätt tid under året."]
    assert "remarks" not in read(OPINION, DUTIES, OTHER, SIGNED)
    found = read(OPINION, OTHER, remark, ["Styrelsens ansvar", *DUTIES], SIGNED)
    assert found["remarks"] == remark[1]


@pytest.mark.parametrize(
    ("line", "place", "day"),
    [
        ("Solna 2024-04-12", "Solna", "2024-04-12"),
        ("Solna den dag som min underskrift visar", "Solna", None),
        ("Solna 2024-04-", "Solna", None),
        ("Solna", "Solna", None),
    ],
)
def test_place_and_day_are_those_of_the_signature(line: str, place: str, day: str | None) -> None:
    found = read(OPINION, [line, "", "Vera Vik", "Auktoriserad revisor"])
    assert (found.get("place"), found.get("date")) == (place, day)


def test_an_internal_auditor_who_signs_too_is_not_the_auditor() -> None:
    found = read(OPINION, ["Ulla Ung | Vera Vik", "Internrevisor | Revisor"])
    assert found["auditor_name"] == "Vera Vik"


def test_without_a_report_nothing_is_said() -> None:
    typed = Typed().text(
        "Underskrifter", ["Min revisionsberättelse har lämnats."], part="signatures"
    )
    assert not any(audit_report(typed.reading()).values())
