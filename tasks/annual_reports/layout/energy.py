"""Energy: costs per square metre from the table of key figures, and how the house is heated."""

import re
from collections.abc import Iterable, Sequence

from tasks.annual_reports.found import Fields, Group, Leaf
from tasks.annual_reports.layout.amounts import is_number, number_found
from tasks.annual_reports.layout.flow import Flow
from tasks.annual_reports.layout.multi_year import figures
from tasks.annual_reports.layout.prose import AREA, number_of, pattern
from tasks.annual_reports.layout.scope import joined, of_part, passages, wider
from tasks.annual_reports.reading import Placed, Reading

_PER = r"(?:,?\s*\(?(?:kr|kronor)\)?)?\s*(?:/|per)\s*(?:kvm|m2|m²|kvadratmeter)"
_LABELS = {
    "energy_cost_per_sqm": rf"energikostnad(?:er)?{_PER}",
    "electricity_per_sqm": rf"(?:el|elkostnad(?:er)?|fastighetsel){_PER}",
    "heating_per_sqm": (
        rf"(?:värme|värmekostnad(?:er)?|uppvärmning(?:skostnad(?:er)?)?|fjärrvärme){_PER}"
    ),
    "water_per_sqm": (
        rf"(?:vatten|vattenkostnad(?:er)?|va-kostnad|vatten och avlopp|vatten/avlopp){_PER}"
    ),
}
_CLASS = pattern(
    r"\b(?:energiklass|energideklaration[^.\n]{0,60}?\bklass)(?:en)?(?: är| var|:)? "
    r"(?P<class>[A-G])(?![\wåäö])"
)
_USE = pattern(
    rf"(?:energiprestanda|primärenergital|energianvändning|energiförbrukning)[^.\n]{{0,50}}?"
    rf"(?P<use>{AREA}) ?kwh ?(?:/|per) ?(?:kvm|m2|m²|kvadratmeter)"
)
_SOURCES = (
    r"(?:fjärrvärme|bergvärme|jordvärme|frånluftsvärme(?:pump(?:ar)?)?|värmepump(?:ar)?"
    r"|direktverkande el|pellets|gas|olja)"
)
_HEATING = (
    pattern(
        rf"\buppvärm(?:ning|s|d|t)[^.\n]{{0,60}}?\b(?P<source>{_SOURCES}(?: och {_SOURCES})?)\b"
    ),
    pattern(
        rf"\b(?:värms|värmesystem)[^.\n]{{0,40}}?\b(?P<source>{_SOURCES}(?: och {_SOURCES})?)\b"
    ),
)
_NOT = re.compile(r"kostnad|tidigare|övergång|kronor|\bkr\b", re.IGNORECASE)


@wider("report")
def energy(reading: Reading) -> Fields:
    """The fields of EnergyAgent."""
    read = passages(reading)
    text, told = joined(read), joined(of_part(reading, "report"))
    lines = [line for passage in read for line in passage.titled]
    return {
        "energy_class": _energy_class(told),
        "kwh_per_sqm": _use(told),
        "heating": _heating(text),
        **_costs(reading, lines),
    }


def _costs(reading: Reading, lines: Sequence[Placed]) -> dict[str, Group]:
    """Costs by the years over their columns; where none are printed, from left to right."""
    known = [each for each in figures(reading) if each.number()]
    if not known or reading.years is None:
        return {name: _row(lines, label) for name, label in _LABELS.items()}
    found: dict[str, Group] = {}
    for name, label in _LABELS.items():
        rule = re.compile(rf"[-–•]?\s*{label}\b", re.IGNORECASE)
        own = [each for each in known if rule.match(each.label)]
        first = [each for each in own if each.label == own[0].label]
        by_year = {each.year.value: each.number() for each in reversed(first)}
        found[name] = {
            "current": by_year.get(reading.years[0]),
            "previous": by_year.get(reading.years[1]),
        }
    return found


def _energy_class(text: Flow) -> Leaf:
    found = _CLASS.search(text.text)
    if found is None or not found["class"].isupper():
        return None
    return text.found(found["class"], *found.span("class"))


def _use(text: Flow) -> Leaf:
    found = _USE.search(text.text)
    return text.found(number_of(found["use"]), *found.span("use")) if found else None


def _heating(text: Flow) -> Leaf:
    for start, end in text.sentences():
        for rule in _HEATING:
            found = rule.search(text.text, start, end)
            if found and not _NOT.search(text.text, start, end):
                return text.found(
                    " ".join(found["source"].casefold().split()), *found.span("source")
                )
    return None


def _row(lines: Iterable[Placed], label: str) -> Group:
    """Both years of a key figure: the first two figures of a line that begins with its label."""
    rule = re.compile(rf"[-–•]?\s*{label}\b", re.IGNORECASE)
    for placed in lines:
        cells = placed.line.cells
        figures = [cell for cell in cells[1:] if is_number(cell.text.rstrip("* "))]
        if rule.match(cells[0].text) and figures and len(figures) == len(cells) - 1:
            values = [number_found(cell, placed.page) for cell in figures[:2]]
            return {"current": values[0], "previous": values[1] if len(values) > 1 else None}
    return {"current": None, "previous": None}
