import pytest

from tasks.annual_reports.sections.headings import Known, best, plain


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        ("Årsavgift", "årsavgifter"),
        ("STYRELSEN", "styrelse"),
        ("Revisorer", "revisor"),
        ("Flerårsöversikt (tkr)", "flerårsöversikt"),
        ("Fler årsöversikt", "flerårsöversikt"),
        ("Väsentliga händelser under räkenskapsåret", "väsentlig händelse under räkenskapsåret"),
        ("BALANSRAKNING", "balansräkning"),
    ],
)
def test_spelling_variants_are_the_same_heading(title: str, heading: str) -> None:
    assert best(plain(title), [plain(heading)])[0] == plain(heading)


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        ("Föreningens fastighetslån", "föreningens fastighet"),
        ("Övriga skulder", "övriga fordringar"),
        ("Avgift", "avgifter för andrahandsupplåtelse"),
        ("Långfristiga skulder", "kortfristiga skulder"),
        ("Lån", "län"),
    ],
)
def test_another_word_is_another_heading(title: str, heading: str) -> None:
    assert best(plain(title), [plain(heading)])[0] == ""


def test_a_heading_for_one_part_is_known_only_there() -> None:
    known = Known(("notes/reparationer", "styrelsen"))
    assert known.recognised("Reparationer", "notes") == "reparationer"
    assert known.recognised("Reparationer", "report") == ""
    assert known.recognised("Styrelsen", "report") == "styrelsen"
