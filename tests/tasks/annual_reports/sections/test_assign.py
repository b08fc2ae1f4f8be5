import json
from typing import Any

from tasks.annual_reports.reading import Part, Section
from tasks.annual_reports.sections.assign import assign


def section(title: str, part: Part = "report", line: int = 0, **given: Any) -> Section:
    level, end = given.pop("level", 2), given.pop("end", line + 5)
    return Section(
        title, given.pop("heading", title.lower()), part, level, 3, line, 3, end, **given
    )


def agent(name: str, *headings: str, priority: int = 1) -> dict[str, Any]:
    return {"agent_id": name, "typical_sections": list(headings), "priority": priority}


def titles(assignments: list[dict[str, Any]]) -> dict[str, list[str]]:
    return {each["id"]: [s["title"] for s in each["sections"]] for each in assignments}


def test_a_section_goes_to_every_agent_that_reads_it_and_each_agent_is_assigned() -> None:
    found, left = assign(
        [section("Flerårsöversikt")],
        [agent("Ratios", "flerårsöversikt"), agent("Years", "flerårsöversikt"), agent("Energy")],
    )
    assert titles(found) == {
        "Energy": [],
        "Ratios": ["Flerårsöversikt"],
        "Years": ["Flerårsöversikt"],
    }
    assert not left


def test_notes_are_routed_by_title_and_never_by_number() -> None:
    notes = [section("Reparationer", "notes", 0, note="9"), section("Lån", "notes", 9, note="4")]
    agents = [agent("Costs", "notes/reparationer"), agent("Four", "not 4")]
    assert titles(assign(notes, agents)[0]) == {"Costs": ["Reparationer"], "Four": []}


def test_a_heading_of_one_part_is_not_taken_from_another() -> None:
    same = [section("Skulder", "balance_sheet"), section("Skulder", "notes", 9)]
    found, left = assign(same, [agent("Loans", "notes/skulder")])
    assert [s["part"] for s in found[0]["sections"]] == ["notes"]
    assert [s["part"] for s in left] == ["balance_sheet"]


def test_what_nobody_takes_is_listed_though_its_part_is_taken() -> None:
    whole = section("Förvaltningsberättelse", level=1, end=40)
    inner = section("Trädgården", line=5, heading="")
    sub = section("Rabatter", line=22, end=24, level=3, heading="")
    taken = section("Underhåll", line=20, end=30)
    _, left = assign(
        [whole, inner, taken, sub],
        [agent("All", "förvaltningsberättelse"), agent("M", "underhåll")],
    )
    assert [each["title"] for each in left] == ["Trädgården"]


def test_the_order_is_that_of_priority_and_name_and_all_is_json() -> None:
    agents = [agent("B", "x", priority=2), agent("C"), agent("A", priority=2)]
    found, left = assign([section("X")], agents)
    assert [each["id"] for each in found] == ["C", "A", "B"]
    assert json.loads(json.dumps([found, left])) == [found, left]
    assert assign([section("X")], agents[::-1]) == (found, left)
