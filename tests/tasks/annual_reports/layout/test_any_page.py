"""Whatever stands on a page, each extractor gives all fields of its schema, and grounds them."""

import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tasks.annual_reports.found import Found, as_json
from tasks.annual_reports.layout.audit_report import audit_report
from tasks.annual_reports.layout.auditor import auditor
from tasks.annual_reports.layout.energy import energy
from tasks.annual_reports.layout.events import events
from tasks.annual_reports.layout.fees import fees
from tasks.annual_reports.layout.governance import governance
from tasks.annual_reports.layout.maintenance import maintenance
from tasks.annual_reports.layout.members import members
from tasks.annual_reports.layout.property import property as property_
from tasks.annual_reports.layout.suppliers import suppliers
from tasks.annual_reports.reading import Part, Reading
from tasks.annual_reports.result import leaves
from tests.tasks.annual_reports.layout.typed import Typed

SEEDS = Path(__file__).parents[4] / "policies" / "annual_reports" / "agents"
EXTRACTORS: Mapping[str, Callable[[Reading], Any]] = {
    "GovernanceAgent": governance,
    "AuditorAgent": auditor,
    "PropertyAgent": property_,
    "MemberInfoAgent": members,
    "EventsAgent": events,
    "MaintenanceAgent": maintenance,
    "SuppliersAgent": suppliers,
    "FeesAgent": fees,
    "EnergyAgent": energy,
    "AuditReportAgent": audit_report,
}
WORDS = """
Asta Ek Bo Falk ordförande ledamot Suppleant: revisor Revision AB, och samt 2023 2024-05-09 den
9 maj | | . , : ; ( ) - • 12 1 204 7,5 % kr kvm kr/kvm årsavgiften höjdes med från fastigheten
Almen 1 i Solna kommun medlemmar vid årets slut var underhållsplan 2015-2017 Nytt tak Städning
Enligt min uppfattning tillstyrker ansvarsfrihet firman tecknas stämma hölls överlåtelser ” äö
""".split()  # noqa: SIM905 - a list of a line for each word says less
TITLES = (
    "Styrelse",
    "Revisor",
    "Fastigheten",
    "Medlemsinformation",
    "Årsavgifter",
    "Underhållsplan",
    "Avtal med leverantörer",
    "Väsentliga händelser under räkenskapsåret",
    "Flerårsöversikt",
    "Upplysning vid förlust",
    "Valberedning",
    "Planerade underhållsåtgärder 2025",
)


def schema_of(agent: str) -> Mapping[str, Any]:
    seeds = (yaml.safe_load(path.read_text()) for path in SEEDS.glob("*.yaml"))
    found: Mapping[str, Any] = next(seed["schema"] for seed in seeds if seed["id"] == agent)
    return found


def garbage(seed: int) -> Reading:
    chance = random.Random(seed)
    typed = Typed()
    parts: tuple[Part, ...] = ("report", "report", "notes", "signatures", "audit")
    for title in chance.sample(TITLES, 8):
        lines = [
            " ".join(chance.choice(WORDS) for _ in range(chance.randint(1, 14))) for _ in range(9)
        ]
        typed.text(title, lines, part=chance.choice(parts), level=chance.randint(1, 4))
    return typed.reading()


@pytest.mark.parametrize("agent", EXTRACTORS)
def test_every_field_of_the_schema_is_given_on_any_page(agent: str) -> None:
    schema = schema_of(agent)
    for seed in range(25):
        reading = garbage(seed)
        fields = EXTRACTORS[agent](reading)
        assert set(fields) == set(schema)
        page = "".join(reading.pages[0].text.split())
        for name, value in fields.items():
            assert isinstance(value, list) == isinstance(schema[name], list), name
        for field, _, column, leaf in leaves(as_json(fields)):
            shape = schema[field][0] if isinstance(schema[field], list) else schema[field]
            assert column is None or column in shape
            assert "".join(leaf["text"].split()) in page


@pytest.mark.parametrize("agent", EXTRACTORS)
def test_nothing_is_said_of_an_empty_document(agent: str) -> None:
    fields = EXTRACTORS[agent](Typed().reading())
    assert not list(leaves(as_json(fields)))


@pytest.mark.parametrize("agent", EXTRACTORS)
def test_the_same_page_gives_the_same_answer(agent: str) -> None:
    one, other = (EXTRACTORS[agent](garbage(3)) for _ in range(2))
    assert as_json(one) == as_json(other)
    assert all(isinstance(v, Found | list | dict | None) for v in one.values())
