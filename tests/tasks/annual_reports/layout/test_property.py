"""Properties, flats and areas in the words of real reports, with invented names and figures."""

import pytest

from tasks.annual_reports.layout.property import property as property_
from tests.tasks.annual_reports.layout.typed import report, value, values


def said(*lines: str, title: str = "Fastigheten") -> dict[str, object]:
    """The leaves that lines give, without what is missing."""
    fields = property_(report({title: list(lines)}))
    leaves = {name: value(leaf) for name, leaf in fields.items() if not isinstance(leaf, list)}
    return {name: each for name, each in leaves.items() if each is not None}


@pytest.mark.parametrize(
    ("line", "rows"),
    [
        (
            "Föreningen äger fastigheten Kvarnen 8 i Vetlanda kommun, som förvärvades 2001.",
            [{"designation": "Kvarnen 8", "municipality": "Vetlanda", "acquired_year": 2001}],
        ),
        (
            "Föreningen förvärvade fastigheten Stora Ekan 2:14 i Borås kommun 2007-10-02.",
            [{"designation": "Stora Ekan 2:14", "municipality": "Borås", "acquired_year": 2007}],
        ),
        (
            "Föreningen är innehavare av tomträtten till Almen 1 i Solna kommun.",
            [{"designation": "Almen 1", "municipality": "Solna"}],
        ),
        (
            "Föreningen äger och förvaltar fastigheterna Almen 1 och 2 samt Boken 7.",
            [{"designation": "Almen 1"}, {"designation": "Almen 2"}, {"designation": "Boken 7"}],
        ),
        ("Fastighetsbeteckning: Almen 1", [{"designation": "Almen 1"}]),
        ("Fastigheten har rätt till ledningar på fastigheten Almen 9 (Brf Grannen).", []),
        ("Föreningen äger fastigheten.", []),
    ],
)
def test_a_property_is_what_the_association_itself_has(
    line: str, rows: list[dict[str, object]]
) -> None:
    assert values(property_(report({"Fastigheten": [line]}))["properties"]) == rows


def test_a_table_of_properties_is_read_by_its_heads() -> None:
    lines = [
        "Fastighetsbeteckning | Förvärv | Kommun",
        "Almen 1 | 1936 | Solna",
        "Boken 3 | 1938 | Solna",
        "Marken innehas med äganderätt.",
    ]
    fields = property_(report({"Fastigheten": lines}))
    assert values(fields["properties"]) == [
        {"designation": "Almen 1", "municipality": "Solna", "acquired_year": 1936},
        {"designation": "Boken 3", "municipality": "Solna", "acquired_year": 1938},
    ]
    assert value(fields["tenure"]) == "äganderätt"


@pytest.mark.parametrize(
    ("line", "tenure"),
    [
        ("Fastigheten är upplåten med tomträtt.", "tomträtt"),
        ("Marken innehas med äganderätt.", "äganderätt"),
        ("Föreningen äger fastigheten Almen 1.", None),
        ("Marken innehas inte längre med tomträtt.", None),
        ("Tomträttsavgälden höjs under kommande år.", None),
    ],
)
def test_the_right_to_the_land_is_taken_only_where_its_word_is_printed(
    line: str, tenure: str | None
) -> None:
    assert said(line).get("tenure") == tenure


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (
            "Föreningen har 8 hyreslägenheter och 61 bostadsrätter om totalt 4 912 kvm och 3"
            " lokaler om 207 kvm. Byggnadernas totalyta är 5119 kvm.",
            {
                "rental_apartments": 8,
                "cooperative_apartments": 61,
                "residential_area": 4912,
                "premises": 3,
                "premises_area": 207,
                "total_area": 5119,
            },
        ),
        (
            "Fastigheten består av tre flerbostadshus med totalt 53 lägenheter, varav 4 är"
            " upplåtna med hyresrätt, samt sex lokaler.",
            {"buildings": 3, "apartments": 53, "rental_apartments": 4, "premises": 6},
        ),
        (
            "Boytan är totalt 3 871 kvm varav 164 kvm upplåtna med hyresrätt, lokalytan 412 kvm.",
            {"residential_area": 3871, "rental_area": 164, "premises_area": 412},
        ),
        (
            "Tomtarean uppgår till 1 874 m2. Bostadsytan uppgår till 2 347,5 m².",
            {"plot_area": 1874, "residential_area": 2347.5},
        ),
        (
            "Total byggnadsyta uppgår till 7 230 kvm, varav 6 870 kvm utgör lägenhetsyta.",
            {"total_area": 7230, "residential_area": 6870},
        ),
        ("Husen byggdes 1936 och har värdeår 1950.", {"built_year": 1936, "value_year": 1950}),
        ("Byggnadsår: 1962", {"built_year": 1962}),
        (
            "Byggnaderna är uppförda 1968 och försäkrade i Björkens Försäkring.",
            {"built_year": 1968, "insurer": "Björkens Försäkring"},
        ),
        ("I garaget finns 27 parkeringsplatser.", {"garage_spaces": 27}),
        (
            "Föreningen har 16 garageplatser och 12 parkeringsplatser.",
            {"garage_spaces": 16, "parking_spaces": 12},
        ),
        (
            "Fastigheten är fullvärdesförsäkrad hos Björkens Försäkring via Mäklare & Partner.",
            {"insurer": "Björkens Försäkring"},
        ),
        (
            "Huset finns på adressen Ekgatan 1, 3 och 5 samt Alvägen 10.",
            {"address": "Ekgatan 1, 3 och 5 samt Alvägen 10"},
        ),
    ],
)
def test_sentences_give_counts_and_areas(line: str, found: dict[str, object]) -> None:
    assert said(line) == found


@pytest.mark.parametrize(
    "line",
    [
        "Under året har nio lägenheter överlåtits.",
        "Föreningen planerar 11 blivande bostadsrätter i vinden.",
        "Samfällighetens garage innehåller 88 parkeringsplatser.",
        "Totalyta - bostadsyta och lokalyta inkl. garage.",
        "Nyckeltalet visar kronor per kvadratmeter.",
        "Under 2014 startade uppförandet av byggnaden.",
        "Ansvarsförsäkring ingår för styrelsen.",
    ],
)
def test_what_happens_what_is_others_and_what_is_defined_is_no_figure(line: str) -> None:
    assert said(line) == {}


@pytest.mark.parametrize(
    "lines",
    [
        ["14 st 1 rum och kök", "21 st 2 rum och kök", "9 st 3 rum och kök"],
        ["14 lgh | 1 rum och kök | 47 kvm", "21 lgh | 2 rum och kök", "9 lgh | 3 rum och kök"],
        ["1 rum och kök | 14", "2 rum och kök | 21", "3 rum och kök | 9"],
        ["1 rok: 14 st", "2 rok: 21 st", "3 rok: 9 st"],
        ["Huset har 14 st om 1 RoK, 21 st om 2 RoK och 9 st om 3 RoK."],
    ],
)  # fmt: skip
def test_flats_by_rooms_are_rows_in_any_notation(lines: list[str]) -> None:
    rows = values(property_(report({"Lägenhetsfördelning": lines}))["rooms"])
    assert [(row["rooms"], row["count"]) for row in rows] == [(1, 14), (2, 21), (3, 9)]


def test_areas_beside_the_key_figures_are_taken_when_the_text_has_none() -> None:
    fields = property_(
        report(
            {
                "Fastigheten": ["Tomtarean är 900 kvm."],
                "Flerårsöversikt": ["Sparande/kvm | 232 | 177", "Totalyta 3 140 kvm."],
            }
        )
    )
    assert (value(fields["plot_area"]), value(fields["total_area"])) == (900, 3140)


def test_a_list_of_labels_and_figures_gives_counts_and_areas() -> None:
    lines = [
        "Antal lokaler | 3",
        "Antal garage | 22",
        "Antal p-platser | 45",
        "Total tomtarea | 12 310 m²",
        "Total bostadsarea | 7 645 m²",
        "Total lokalarea | 214 m²",
    ]
    assert said(*lines) == {
        "premises": 3,
        "garage_spaces": 22,
        "parking_spaces": 45,
        "plot_area": 12310,
        "residential_area": 7645,
        "premises_area": 214,
    }


def test_a_liability_insurance_of_the_board_names_no_insurer_of_the_house() -> None:
    assert said("Ansvarsförsäkring är tecknad hos Mäklare & Partner.") == {}
