"""From sections to the agents that read them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from tasks.annual_reports.reading import Section
from tasks.annual_reports.sections.headings import best, plain

_COLLECTIONS = ("report", "notes")


def assign(
    sections: Sequence[Section], agents: Iterable[Mapping[str, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """One assignment an agent, and the sections that nobody takes; both JSON-able.

    `agents` are rows of the registry: `agent_id`, `typical_sections` (headings in lower case,
    "part/heading" where only that part is meant), `priority`. A section goes to each agent one of
    whose headings it is, by its title: never by its page or the number of a note. An agent that
    finds none still gets an assignment, with no sections: it says itself what is missing.
    Assignments are in the order of priority, then of `agent_id`.
    """
    rows = sorted(agents, key=lambda row: (row.get("priority", 1), row["agent_id"]))
    taken: set[int] = set()
    assignments = []
    for row in rows:
        wanted = _wanted(row)
        own = [index for index, section in enumerate(sections) if _takes(wanted, section)]
        taken.update(own)
        assignments.append(
            {
                "id": row["agent_id"],
                "agent_id": row["agent_id"],
                "priority": row.get("priority", 1),
                "sections": [asdict(sections[index]) for index in own],
            }
        )
    return assignments, [asdict(s) for s in _untaken(sections, taken)]


def _wanted(row: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """An agent's plain headings by part; those of any part under an empty name."""
    wanted: dict[str, list[str]] = {}
    for heading in row.get("typical_sections") or ():
        part, _, name = heading.rpartition("/")
        wanted.setdefault(part, []).append(plain(name))
    return {part: tuple(names) for part, names in wanted.items()}


def _takes(wanted: Mapping[str, Sequence[str]], section: Section) -> bool:
    """By the heading that the section was recognised as, or by its title when it has one."""
    if not section.heading:
        return False
    names = (*wanted.get(section.part, ()), *wanted.get("", ()))
    return any(best(plain(text), names)[0] for text in (section.heading, section.title))


def _untaken(sections: Sequence[Section], taken: set[int]) -> Iterable[Section]:
    """Sections that no agent has, neither as a part of a larger one nor through smaller ones.

    Who has the whole directors' report, or all notes, has not thereby taken each section in it.
    """
    spans = [_span(section) for section in sections]
    covering = {
        index
        for index in taken
        if sections[index].level > 1 or sections[index].part not in _COLLECTIONS
    }
    for index, section in enumerate(sections):
        covered = any(_inside(spans[index], spans[other]) for other in covering)
        holds = any(_inside(spans[other], spans[index]) for other in taken)
        if index not in taken and not covered and not holds:
            yield section


def _span(section: Section) -> tuple[tuple[int, int], tuple[int, int]]:
    return (section.page, section.line), (section.end_page, section.end_line)


def _inside(
    inner: tuple[tuple[int, int], tuple[int, int]], outer: tuple[tuple[int, int], tuple[int, int]]
) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]
