"""Which function reads the layout of which agent's sections."""

from collections.abc import Callable, Mapping
from typing import Final

from tasks.annual_reports.found import Fields
from tasks.annual_reports.layout.allocation import profit_allocation
from tasks.annual_reports.layout.audit_report import audit_report
from tasks.annual_reports.layout.auditor import auditor
from tasks.annual_reports.layout.balance import balance_sheet
from tasks.annual_reports.layout.cash_flow import cash_flow
from tasks.annual_reports.layout.depreciation import depreciation_notes
from tasks.annual_reports.layout.energy import energy
from tasks.annual_reports.layout.equity import equity_changes
from tasks.annual_reports.layout.events import events
from tasks.annual_reports.layout.fees import fees
from tasks.annual_reports.layout.governance import governance
from tasks.annual_reports.layout.income import income_statement
from tasks.annual_reports.layout.key_ratios import key_ratios
from tasks.annual_reports.layout.loan_notes import loan_notes
from tasks.annual_reports.layout.loans_debt import loans_debt
from tasks.annual_reports.layout.maintenance import maintenance
from tasks.annual_reports.layout.members import members
from tasks.annual_reports.layout.multi_year import multi_year
from tasks.annual_reports.layout.operating_notes import cost_notes, income_notes
from tasks.annual_reports.layout.pledged import pledged_assets
from tasks.annual_reports.layout.property import property as property_
from tasks.annual_reports.layout.receivables import receivable_notes
from tasks.annual_reports.layout.suppliers import suppliers
from tasks.annual_reports.reading import Reading

EXTRACTORS: Final[Mapping[str, Callable[[Reading], Fields]]] = {
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
