"""Checks across agents: the same fact, read by two of them in two places of the report.

`agents` are the fields of each agent in their JSON form. Whatever an agent lacks leaves a check
open. A check that fails may also be a misprint: both places are named, so that a person can look.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from rapidfuzz import fuzz

from tasks.annual_reports.checks.check import Check, value_of
from tasks.annual_reports.checks.notes_agree import notes_agree
from tasks.annual_reports.checks.sums import COLUMNS, Term, added, amount, same

Agents = Mapping[str, Mapping[str, Any]]
_THOUSAND = 1000
_SAME_NAME = 85  # of 100: the report may leave out a middle name that the audit report has
_POINT = 1.0  # per cent: solidity is printed rounded, some reports adjust equity for tax
_OF_FEE = 0.2  # share of it: so much may extra charges or a rise be worth
_KRONA = 1.0  # per square metre: one of two places may be rounded


def across(agents: Agents, unit: int = 1) -> Iterator[Check]:
    """Every check across agents; `unit` is kronor in one printed unit of the statements."""
    yield from _equity(agents, unit)
    yield from _overview(agents, unit)
    yield from _result(agents, unit)
    yield from _loans(agents, unit)
    yield from notes_agree(agents, unit)
    yield from _ratios(agents)
    yield _auditor(agents)


def _equity(agents: Agents, unit: int) -> Iterator[Check]:
    """The changes in equity end where the balance sheet stands, and begin where it stood."""
    changes, sheet = agents.get("EquityChangesAgent", {}), agents.get("BalanceSheetAgent", {})
    for end, column in (("closing", "current"), ("opening", "previous")):
        total = changes.get("total")
        printed = value_of(total.get(end)) if isinstance(total, Mapping) else None
        classes = [value_of(row.get(end)) for row in _rows(changes, "classes")]
        known = [value for value in classes if value is not None]
        worked = printed if printed is not None else (sum(known) if known else None)
        one = ("EquityChangesAgent.total", worked)
        other = ("BalanceSheetAgent.total_equity", amount(sheet, "total_equity", column))
        yield same(f"{end} equity", one, other, unit=unit)


def _overview(agents: Agents, unit: int) -> Iterator[Check]:
    """The newest years of the overview are those of the income statement."""
    overview, statement = agents.get("MultiYearAgent", {}), agents.get("StatementsAgent", {})
    for row, column in zip(_rows(overview, "years"), COLUMNS, strict=False):
        for name in ("net_revenue", "result_after_financial"):
            here = value_of(row.get(name))
            there = amount(statement, name, column)
            if there is None and name == "result_after_financial":
                there = amount(statement, "result_for_year", column)
            terms = ("MultiYearAgent.years", here), (f"StatementsAgent.{name}", there)
            check = same(f"{name} in the overview, {column}", *terms, unit=unit)
            rounded = here is not None and here % _THOUSAND == 0
            if check.holds is False and rounded and there is not None:
                check = replace(check, holds=abs(here - there) <= _THOUSAND)
            yield check


def _result(agents: Agents, unit: int) -> Iterator[Check]:
    """The year's result is the same wherever it stands."""
    here = (
        "StatementsAgent.result_for_year",
        amount(agents.get("StatementsAgent", {}), "result_for_year", "current"),
    )
    proposal = value_of(agents.get("ProfitAllocationAgent", {}).get("result_for_year"))
    places = {
        "ProfitAllocationAgent.result_for_year": proposal,
        "BalanceSheetAgent.result_for_year": amount(
            agents.get("BalanceSheetAgent", {}), "result_for_year", "current"
        ),
    }
    for place, value in places.items():
        yield same(
            f"result of the year in {place.partition('.')[0]}", here, (place, value), unit=unit
        )


def _loans(agents: Agents, unit: int) -> Iterator[Check]:
    """Loans by their terms are the loans of the note and of the balance sheet."""
    debt, sheet = agents.get("LoansDebtAgent", {}), agents.get("BalanceSheetAgent", {})
    note, statement = agents.get("NoterLånRäntorAgent", {}), agents.get("StatementsAgent", {})
    for column in COLUMNS:
        terms = [
            (f"LoansDebtAgent.{name}", amount(debt, name, column))
            for name in ("long_term", "short_term")
        ]
        total = ("NoterLånRäntorAgent.total", amount(note, "total", column))
        yield added(
            f"loans by term, {column}",
            terms,
            total,
            unit=unit,
            optional=[name for name, _ in terms],
        )
        for (name, value), field in zip(
            terms, ("long_term_loans", "short_term_loans"), strict=True
        ):
            other = (f"BalanceSheetAgent.{field}", amount(sheet, field, column))
            yield same(f"{field}, {column}", (name, value), other, unit=unit)
        yield same(
            f"interest costs, {column}",
            _absolute("NoterLånRäntorAgent.interest_costs", amount(note, "interest_costs", column)),
            _absolute(
                "StatementsAgent.interest_costs", amount(statement, "interest_costs", column)
            ),
            unit=unit,
        )


def _ratios(agents: Agents) -> Iterator[Check]:
    """Key figures are what the statements, the fees and the energy say."""
    rows = _rows(agents.get("KeyRatiosAgent", {}), "ratios")
    sheet = agents.get("BalanceSheetAgent", {})
    for row, column in zip(rows, COLUMNS, strict=False):
        equity, total = (amount(sheet, name, column) for name in ("total_equity", "total_assets"))
        worked = 100 * equity / total if equity is not None and total else None
        printed = ("KeyRatiosAgent.solidity", value_of(row.get("solidity")))
        yield _near(f"solidity, {column}", printed, ("equity : assets", worked), _POINT)
        energy = agents.get("EnergyAgent", {}).get("energy_cost_per_sqm")
        cost = value_of(energy.get(column)) if isinstance(energy, Mapping) else None
        yield _near(
            f"energy per square metre, {column}",
            ("KeyRatiosAgent.energy_per_sqm", value_of(row.get("energy_per_sqm"))),
            ("EnergyAgent.energy_cost_per_sqm", cost),
            _KRONA,
        )
    fee = value_of(agents.get("FeesAgent", {}).get("fee_per_sqm"))
    newest = value_of(rows[0].get("fee_per_sqm")) if rows else None
    # What the text says may leave out extra charges, or be after a rise; it is not per month.
    within = _OF_FEE * newest if newest is not None else 0.0
    yield _near(
        "fee per square metre",
        ("KeyRatiosAgent.fee_per_sqm", newest),
        ("FeesAgent.fee_per_sqm", fee),
        within,
    )


def _auditor(agents: Agents) -> Check:
    """Who is elected auditor has signed the audit report."""
    elected = agents.get("AuditorAgent", {})
    leaves = [elected.get("auditor_name"), *(row.get("name") for row in _rows(elected, "auditors"))]
    names = {str(value) for leaf in leaves if (value := value_of(leaf)) is not None}
    signed = value_of(agents.get("AuditReportAgent", {}).get("auditor_name"))
    fields = ("AuditorAgent.auditor_name", "AuditReportAgent.auditor_name")
    if not names or signed is None:
        return Check("auditor", None, "missing: the auditor elected, or the one who signed", fields)
    alike = max(fuzz.token_set_ratio(name.casefold(), str(signed).casefold()) for name in names)
    found = "" if alike >= _SAME_NAME else "not "  # a check's detail names nobody
    detail = f"{len(names)} elected; who signed is {found}among them"
    return Check("auditor", alike >= _SAME_NAME, detail, fields)


def _near(
    name: str, one: tuple[str, float | None], other: tuple[str, float | None], within: float
) -> Check:
    fields = tuple(term for term, _ in (one, other) if "." in term)
    if one[1] is None or other[1] is None:
        missing = [term for term, value in (one, other) if value is None]
        return Check(name, None, f"missing: {', '.join(missing)}", fields)
    detail = f"{one[0]} {one[1]:g}, {other[0]} {other[1]:.4g}"
    return Check(name, abs(one[1] - other[1]) <= within, detail, fields)


def _absolute(name: str, value: int | None) -> Term:
    return name, abs(value) if value is not None else None


def _rows(fields: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    rows = fields.get(name)
    return rows if isinstance(rows, Sequence) else ()
