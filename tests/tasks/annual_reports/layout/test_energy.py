"""Energy costs from the table of key figures, and how the house is heated."""

import pytest

from tasks.annual_reports.layout.energy import energy
from tests.tasks.annual_reports.layout.typed import report, value


def pair(name: str, *lines: str) -> tuple[object, object]:
    group = energy(report({"Flerårsöversikt": list(lines)}))[name]
    assert isinstance(group, dict)
    return value(group["current"]), value(group["previous"])


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("energy_cost_per_sqm", "Energikostnad per kvm totalyta, kr | 257 | 263 | 250"),
        ("energy_cost_per_sqm", "Energikostnad/kvm (kr) | 257 | 263"),
        ("electricity_per_sqm", "- El/kvm totalyta | 257 | 263"),
        ("heating_per_sqm", "Värmekostnad per kvm totalyta, kr | 257 | 263"),
        ("water_per_sqm", "Vattenkostnad/kvm | 257 | 263"),
    ],
)
def test_the_first_two_figures_are_this_year_and_the_last(name: str, line: str) -> None:
    assert pair(name, line) == (257, 263)


def test_a_dash_is_missing_and_an_explanation_is_no_figure() -> None:
    assert pair("energy_cost_per_sqm", "Energikostnad per kvm | 257 | -") == (257, None)
    line = "Energikostnad/kvm (kr) - kostnader för el, värme och vatten delat med 2 000 kvm."
    assert pair("energy_cost_per_sqm", line) == (None, None)


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("Byggnadernas uppvärmning är fjärrvärme.", "fjärrvärme"),
        ("Huset värms upp med bergvärme.", "bergvärme"),
        ("Kostnaden för uppvärmning och fjärrvärme har stigit.", None),
    ],
)
def test_heating_is_told_in_a_sentence_about_heating(line: str, source: str | None) -> None:
    assert value(energy(report({"Fastigheten": [line]}))["heating"]) == source


def test_class_and_performance_are_those_of_the_declaration() -> None:
    line = "Enligt energideklarationen är energiprestanda 102 kWh/kvm och energiklass D."
    fields = energy(report({"Energideklaration": [line]}))
    assert (value(fields["energy_class"]), value(fields["kwh_per_sqm"])) == ("D", 102)
