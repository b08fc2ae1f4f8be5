"""What a reader should find in an invented report: the values of each agent's fields.

Only fields that the report states are listed; amounts are those that are printed, in kronor.
"""

from collections.abc import Iterable
from typing import Any

from deployments.samples.annual_reports.association import Association
from deployments.samples.annual_reports.books import COSTS, Year
from deployments.samples.annual_reports.paper import printed
from deployments.samples.annual_reports.report_pages import RATIOS, solidity
from deployments.samples.annual_reports.statement_pages import flow
from deployments.samples.annual_reports.styles import Style

JSON = Any


def truth(one: Association, style: Style) -> dict[str, dict[str, JSON]]:
    """Agent to field to value, in the form of the results without their evidence."""
    return {
        "GovernanceAgent": _governance(one),
        "AuditorAgent": {"auditor_name": one.auditor, "firm": one.firm},
        "PropertyAgent": _property(one),
        "MemberInfoAgent": _members(one),
        "StatementsAgent": _income(one, style),
        "BalanceSheetAgent": _balance(one, style),
        "CashFlowAgent": _cash(one, style),
        "LoansDebtAgent": _debt(one, style),
        "NoterKostnaderAgent": {"totals": _totals(one, style, [name for name, _ in COSTS])},
        "NoterLånRäntorAgent": _loans(one, style),
        "NoterFordringarAgent": _claims(one, style),
        "KeyRatiosAgent": _ratios(one),
        "AuditReportAgent": {"auditor_name": one.auditor, "date": one.signed, "place": one.town},
    }


def _governance(one: Association) -> dict[str, JSON]:
    return {
        "association_name": one.name,
        "org_number": one.number,
        "chairman": one.board[0][0],
        "board_members": [{"name": name, "role": role.lower()} for name, role in one.board],
        "deputies": [{"name": name} for name in one.deputies],
        "nomination_committee": [{"name": name} for name in one.nominators],
        "annual_meeting_date": one.meeting,
        "meetings_held": one.meetings,
    }


def _property(one: Association) -> dict[str, JSON]:
    return {
        "built_year": one.built,
        "residential_area": one.area,
        "premises_area": one.premises_area,
        "total_area": one.total_area,
        "cooperative_apartments": one.flats,
        "parking_spaces": one.parking,
        "insurer": one.insurer,
        "rooms": [{"rooms": rooms, "count": count} for rooms, count in one.rooms],
    }


def _members(one: Association) -> dict[str, JSON]:
    names = ("members_start", "members_new", "members_left", "members_end")
    return {**dict(zip(names, one.members, strict=True)), "transfers": one.transfers}


def _pair(values: Iterable[int], style: Style) -> dict[str, int]:
    now, before = (printed(value, style.unit) * style.unit for value in values)
    return {"current": now, "previous": before}


def _both(one: Association, style: Style, name: str, sign: int = 1) -> dict[str, int]:
    return _pair((sign * getattr(year, name) for year in one.years[:2]), style)


def _income(one: Association, style: Style) -> dict[str, JSON]:
    return {
        "net_revenue": _both(one, style, "net_revenue"),
        "total_income": _both(one, style, "total_income"),
        "total_costs": _both(one, style, "total_costs", -1),
        "operating_result": _both(one, style, "operating_result"),
        "result_after_financial": _both(one, style, "result"),
        "result_for_year": _both(one, style, "result"),
    }


def _balance(one: Association, style: Style) -> dict[str, JSON]:
    current = (year.claims + year.cash for year in one.years[:2])
    return {
        "fixed_assets": _both(one, style, "buildings"),
        "current_assets": _pair(current, style),
        "cash": _both(one, style, "cash"),
        "total_assets": _both(one, style, "total_assets"),
        "total_equity": _both(one, style, "equity"),
        "long_term_liabilities": _both(one, style, "loans_long"),
        "short_term_liabilities": _both(one, style, "short_term"),
        "total_equity_liabilities": _both(one, style, "total_assets"),
    }


def _cash(one: Association, style: Style) -> dict[str, JSON]:
    flows = [
        flow(year, earlier)[0] for year, earlier in zip(one.years, one.years[1:], strict=False)
    ]
    return {
        "operating": _pair(flows, style),
        "financing": _both(one, style, "amortization", -1),
        "change": _pair((year.cash - year.cash_before for year in one.years[:2]), style),
        "opening": _both(one, style, "cash_before"),
        "closing": _both(one, style, "cash"),
    }


def _debt(one: Association, style: Style) -> dict[str, JSON]:
    return {
        "long_term": _both(one, style, "loans_long"),
        "short_term": _both(one, style, "loans_short"),
    }


def _totals(one: Association, style: Style, titles: list[str]) -> list[dict[str, JSON]]:
    return [_pair((year.cost(title) for year in one.years[:2]), style) for title in titles]


def _loans(one: Association, style: Style) -> dict[str, JSON]:
    rows = [
        {
            "lender": loan.lender,
            "rate": float(loan.rate),
            "change_date": loan.change_date,
            "balance": printed(loan.balances[0], style.unit) * style.unit,
            "balance_previous": printed(loan.balances[1], style.unit) * style.unit,
        }
        for loan in one.loans
    ]
    return {"loans": rows, "total": _both(one, style, "loans")}


def _claims(one: Association, style: Style) -> dict[str, JSON]:
    def sums(name: str) -> dict[str, int]:
        return _pair((sum(a for _, a in getattr(year, name)) for year in one.years[:2]), style)

    return {
        "other_receivables_total": sums("receivables"),
        "prepaid_expenses_total": sums("prepaid"),
        "accrued_expenses_total": sums("accrued"),
    }


def _ratios(one: Association) -> dict[str, JSON]:
    def row(year: Year) -> dict[str, JSON]:
        figures = (figure(one, year) for _, figure in RATIOS)
        known = dict(zip(RATIO_FIELDS, map(_number, figures), strict=True))
        return {"year": year.year, "solidity": solidity(year), **known}

    return {"ratios": [row(year) for year in one.years]}


def _number(figure: int | str) -> float:
    return float(str(figure).replace(",", "."))


RATIO_FIELDS = (
    "fee_per_sqm",
    "debt_per_sqm_total",
    "debt_per_sqm_owned",
    "savings_per_sqm",
    "interest_sensitivity",
    "energy_per_sqm",
    "fee_share",
)
