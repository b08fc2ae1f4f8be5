"""Members, transfers and fees for them, in the sentences in which reports count them."""

import pytest

from tasks.annual_reports.found import Found
from tasks.annual_reports.layout.members import members
from tests.tasks.annual_reports.layout.typed import AT, report, value


def said(*lines: str) -> dict[str, object]:
    fields = members(report({"Medlemsinformation": list(lines)}))
    return {name: value(leaf) for name, leaf in fields.items() if leaf}


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (
            [
                "Antalet medlemmar vid räkenskapsårets början var 71 st. Tillkommande medlemmar",
                "var 9 och avgående medlemmar var 12. Vid räkenskapsårets slut fanns det 68",
                "medlemmar. Det har skett 7 överlåtelser.",
            ],
            {
                "members_start": 71,
                "members_new": 9,
                "members_left": 12,
                "members_end": 68,
                "transfers": 7,
            },
        ),
        (
            [
                "Antalet medlemmar vid räkenskapsårets början och slut var 41 st. Tillkommande och",
                "avgående medlemmar var 6.",
            ],
            {"members_start": 41, "members_end": 41, "members_new": 6, "members_left": 6},
        ),
        (
            ["Vid årsskiftet fanns 83 (79) medlemmar. Under året har 6 (3) överlåtelser skett."],
            {"members_start": 79, "members_end": 83, "transfers": 6},
        ),
        (
            [
                "Under året har 7 (2) medlemmar tillträtt och 3 (9) medlemmar har lämnat oss.",
                "Styrelsen har godkänt 2 andrahandsuthyrningar.",
            ],
            {"members_new": 7, "members_left": 3, "sublets": 2},
        ),
        (
            [
                "Under året har åtta lägenheter överlåtits. Vid årets ingång hade vi 94 medlemmar,",
                "och den första januari 2025 hade vi 91 medlemmar.",
            ],
            {"members_start": 94, "members_end": 91, "transfers": 8},
        ),
        (
            ["Tre överlåtelser har skett. Antal medlemmar var 29 st per 2024-08-31."],
            {"members_end": 29, "transfers": 3},
        ),
        (
            [
                "Antal medlemmar vid årets början | 120",
                "Antal tillkommande medlemmar | 9",
                "Antal avgående medlemmar | 7",
                "Antal medlemmar vid årets slut | 122",
            ],
            {"members_start": 120, "members_new": 9, "members_left": 7, "members_end": 122},
        ),
        (
            ["Vid årets slut hade föreningen 95 medlemmar. 12 bostadsrätter har överlåtits."],
            {"members_end": 95, "transfers": 12},
        ),
        (["Vid överlåtelse debiteras köparen en överlåtelseavgift."], {}),
        (
            [
                "Överlåtelseavgift betalas med 2,5 % av prisbasbeloppet. Pantsättningsavgift tas",
                "ut med 1 % av prisbasbeloppet.",
            ],
            {
                "transfer_fee": "2,5 % av prisbasbeloppet",
                "pledge_fee": "1 % av prisbasbeloppet",
            },
        ),
        (
            ["Medlemsantalet på bokslutsdagen uppgår till 87 personer."],
            {"members_end": 87},
        ),
        (
            ["Vi var 87 (85) medlemmar vid utgången av räkenskapsåret."],
            {"members_start": 85, "members_end": 87},
        ),
        (["Medlemskap prövas av styrelsen inom 4 veckor."], {}),
    ],
)
def test_members_are_counted_as_the_sentence_counts_them(
    lines: list[str], found: dict[str, object]
) -> None:
    assert said(*lines) == found


def test_the_evidence_is_the_number_itself_and_its_place() -> None:
    fields = members(report({"Medlemmar": ["Vid årets slut hade föreningen 95 medlemmar."]}))
    leaf = fields["members_end"]
    assert isinstance(leaf, Found)
    assert leaf.box is not None
    assert (leaf.page, leaf.text) == (1, "95")
    assert leaf.box[0] > AT[0]
