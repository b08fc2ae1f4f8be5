"""Which checks are made of which agent's fields."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from tasks.annual_reports.checks.audit import audit_report
from tasks.annual_reports.checks.check import Check
from tasks.annual_reports.checks.equity import equity_changes, profit_allocation
from tasks.annual_reports.checks.fixed_assets import depreciation_notes
from tasks.annual_reports.checks.governance import auditor, governance
from tasks.annual_reports.checks.loans import loan_notes, loans_debt, pledged_assets
from tasks.annual_reports.checks.members import members
from tasks.annual_reports.checks.notes import cost_notes, income_notes, receivable_notes
from tasks.annual_reports.checks.property import property as property_
from tasks.annual_reports.checks.ratios import key_ratios, multi_year
from tasks.annual_reports.checks.statements import balance_sheet, cash_flow, income_statement
from tasks.annual_reports.checks.upkeep import energy, events, fees, maintenance, suppliers

CHECKS: Final[Mapping[str, Callable[[Mapping[str, Any], int], Iterator[Check]]]] = {
    "GovernanceAgent": governance,
    "AuditorAgent": auditor,
    "PropertyAgent": property_,
    "MemberInfoAgent": members,
    "EventsAgent": events,
    "MaintenanceAgent": maintenance,
    "SuppliersAgent": suppliers,
    "FeesAgent": fees,
    "MultiYearAgent": multi_year,
    "KeyRatiosAgent": key_ratios,
    "EnergyAgent": energy,
    "EquityChangesAgent": equity_changes,
    "StatementsAgent": income_statement,
    "BalanceSheetAgent": balance_sheet,
    "CashFlowAgent": cash_flow,
    "ProfitAllocationAgent": profit_allocation,
    "LoansDebtAgent": loans_debt,
    "NoterKostnaderAgent": cost_notes,
    "NoterIntäkterAgent": income_notes,
    "NoterAvskrivningarAgent": depreciation_notes,
    "NoterLånRäntorAgent": loan_notes,
    "NoterFordringarAgent": receivable_notes,
    "PledgedAssetsAgent": pledged_assets,
    "AuditReportAgent": audit_report,
}


def checks_of(agent_id: str, fields: Mapping[str, Any], unit: int = 1) -> Iterator[Check]:
    """The checks of one agent's fields in their JSON form; none for an agent that has none."""
    check = CHECKS.get(agent_id)
    return check(fields, unit) if check else iter(())
