"""The last agent: all agents' fields together, checked across agents, and what is to be done."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any, TypedDict

from tasks.agent import View, agent
from tasks.annual_reports.checks.across import across
from tasks.annual_reports.checks.check import Check
from tasks.annual_reports.checks.of_agents import checks_of
from tasks.annual_reports.result import items_of, leaves
from tasks.markdown import label, table
from tasks.outcome import JSON, Decision, Outcome, Section

ACCEPTED, REVIEW, UNREADABLE = "ACCEPTED", "REVIEW", "UNREADABLE"
GROUPED = 10_000  # from here on digits are grouped; a year is not
NAMED = 6  # agents or checks that a reason names


class Assembled(TypedDict):
    outcome: str
    reason: str
    checks: list[dict[str, Any]]
    values: int


@agent(version="1", facts=Assembled)
def assemble(view: View) -> Outcome:
    """Check the fields of all agents against each other, and say whether a person must look."""
    read, items = view.needs["sectionize"], items_of(view.needs)
    if not items:
        facts = {"outcome": UNREADABLE, "reason": read["reason"], "checks": [], "values": 0}
        return Outcome(facts, decision=Decision(UNREADABLE, read["reason"]))
    rows = {row["id"]: row for row in read["assignments"]}
    fields = {item["id"]: item["fields"] for item in items if "fields" in item}
    checks = [*_checks(fields, read["unit"])]
    values = sum(1 for found in fields.values() for _ in leaves(found))
    reasons = [*_reasons(items, rows, checks)]
    action = REVIEW if reasons else ACCEPTED
    reason = "; ".join(reasons) or "every check holds, and every agent reached its threshold"
    found: dict[str, JSON] = {
        "outcome": action,
        "reason": reason,
        "checks": checks,
        "values": values,
    }
    told = (
        _summary(read, items, values),
        _failed(checks),
        _agents(items, rows),
        _values(view, fields),
    )
    sections = tuple(section for section in told if section.body)
    return Outcome(found, sections, decision=Decision(action, reason, _counts(checks, values)))


def _checks(fields: Mapping[str, Any], unit: int) -> Iterator[dict[str, JSON]]:
    for name, found in fields.items():
        yield from (_check([name], check) for check in checks_of(name, found, unit))
    for check in across(fields, unit):
        agents = dict.fromkeys(name.partition(".")[0] for name in check.fields)
        yield _check([*agents], check)


def _check(agents: list[str], check: Check) -> dict[str, JSON]:
    return {"agents": list(agents), **asdict(check), "fields": list(check.fields)}


def _counts(checks: list[dict[str, JSON]], values: int) -> dict[str, JSON]:
    held = [check["holds"] for check in checks]
    return {
        "values": values,
        "checks_held": held.count(True),
        "checks_failed": held.count(False),
        "checks_not_told": held.count(None),
    }


def _reasons(
    items: list[dict[str, Any]], rows: Mapping[str, Any], checks: list[dict[str, JSON]]
) -> Iterator[str]:
    failed = [check["name"] for check in checks if check["holds"] is False]
    if failed:
        yield f"{_many(failed, 'check fails', 'checks fail')}: {_some(failed)}"
    short = [item["id"] for item in items if _short(item, rows)]
    if short:
        below = _many(short, "agent is below its", "agents are below their")
        yield f"{below} threshold: {_some(short)}"
    lost = [item["id"] for item in items if "fields" not in item]
    if lost:
        yield f"{_many(lost, 'agent', 'agents')} failed: {_some(lost)}"


def _short(item: Mapping[str, Any], rows: Mapping[str, Any]) -> bool:
    score = item.get("coaching", {}).get("score")
    return "fields" in item and (score is None or score < rows[item["id"]]["threshold"])


def _many(names: list[str], one: str, more: str) -> str:
    return f"{len(names)} {one if len(names) == 1 else more}"


def _some(names: list[str]) -> str:
    rest = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {rest} more" if rest > 0 else "")


def _summary(read: Mapping[str, Any], items: list[dict[str, Any]], values: int) -> Section:
    years = " and ".join(map(str, read["years"])) or "not told"
    reached = sum(bool(item.get("coaching", {}).get("reached")) for item in items)
    rows = (
        ("Pages", read["pages"]),
        (
            "Read by",
            {"text": "text layer", "ocr": "text recognition"}.get(read["read_by"], "model"),
        ),
        ("Financial years", years),
        ("Statements printed in", "kronor" if read["unit"] == 1 else "thousands of kronor"),
        ("Values found", values),
        ("Agents that reached their target", f"{reached} of {len(items)}"),
    )
    return Section("Summary", table(("What", "Found"), rows))


def _failed(checks: list[dict[str, JSON]]) -> Section:
    failed = [check for check in checks if check["holds"] is False]
    rows = ((", ".join(c["agents"]), c["name"], c["detail"]) for c in failed)
    return Section("Checks that failed", table(("Agents", "Check", "Figures"), rows))


def _agents(items: list[dict[str, Any]], rows: Mapping[str, Any]) -> Section:
    lines = (_agent_line(item, rows[item["id"]]) for item in items)
    head = ("Agent", "Score", "Threshold", "Rounds", "Values", "Ended")
    return Section("Agents", table(head, lines, right=(1, 2, 3, 4)))


def _agent_line(item: Mapping[str, Any], row: Mapping[str, Any]) -> tuple[JSON, ...]:
    coaching = item.get("coaching", {})
    score = coaching.get("score")
    found = sum(1 for _ in leaves(item.get("fields", {})))
    ended = item.get("error") or coaching.get("stopped", "")
    shown = "–" if score is None else f"{score:.3f}"
    return item["id"], shown, f"{row['threshold']:g}", coaching.get("rounds", 0), found, ended


def _values(view: View, fields: Mapping[str, Any]) -> Section:
    """What is not a list and names nobody: the figures that one looks for first."""
    personal, longest = view.settings["personal"], view.settings["longest_text"]
    lines: dict[tuple[str, str], dict[str | None, Any]] = {}
    for who, found in fields.items():
        for name, row, column, leaf in leaves(found):
            if row is None and name not in personal.get(who, ()):
                lines.setdefault((who, name), {})[column] = leaf
    shown = (_line(who, name, known, longest) for (who, name), known in lines.items())
    head = ("Agent", "Field", "Value", "Year before", "Page")
    return Section("Values", table(head, (line for line in shown if line), right=(2, 3, 4)))


def _line(
    who: str, name: str, known: Mapping[str | None, Any], longest: int
) -> tuple[JSON, ...] | None:
    """A field as a line: one value, or those of both years; None for a long text."""
    first = known.get(None) or known.get("current") or known.get("closing")
    second = known.get("previous") or known.get("opening")
    page = next(leaf["page"] for leaf in (first, second) if leaf)
    texts = [_number(leaf["value"]) if leaf else "" for leaf in (first, second)]
    if max(map(len, texts)) > longest:
        return None
    return who, label(name), *texts, page


def _number(value: Any) -> str:
    return f"{value:,}" if type(value) is int and abs(value) >= GROUPED else str(value)
