"""DATA_ENRICHMENT: what the other books say about the same trade, account and instrument."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypedDict

from tasks.agent import View, agent
from tasks.outcome import JSON, Citation, Outcome, Section
from tasks.reconciliation.request import Break

Row = Mapping[str, JSON]
# source: the field of the profile by which it is looked up
SOURCES: Mapping[str, str] = {
    "oms_orders": "trade_ids",
    "trade_capture": "trade_ids",
    "settlement_positions": "trade_ids",
    "custodian_holdings": "account",
    "reference_data": "instrument",
    "broker_confirms": "trade_ids",
}


class EnrichFacts(TypedDict):
    found: list[str]
    missing: list[str]
    settlement_status: str
    corporate_action: bool
    positions: dict[str, str]


@agent(version="1", facts=EnrichFacts, data=tuple(SOURCES), quick=True)
def enrich(view: View) -> Outcome:
    """Attach the rows of six sources, each cited with its query and the date of its rows."""
    request, rows = view.request, dict(_relevant(view))
    missing = [name for name, found in rows.items() if not found]
    facts: dict[str, JSON] = {
        "found": [name for name, found in rows.items() if found],
        "missing": missing,
        "settlement_status": _settlement(request, rows.get("settlement_positions", ())),
        "corporate_action": _corporate_action(request, rows.get("reference_data", ())),
        "positions": _positions(rows),
    }
    cited = [(name, found) for name, found in rows.items() if found]
    body = ", ".join(f"{name} ({len(found)})" for name, found in cited)
    return Outcome(
        facts,
        (Section("Enrichment", f"Found in {body}."),) if cited else (),
        tuple(_citation(name, found, view.profile) for name, found in cited),
        tuple(f"{name} has nothing for this break." for name in missing),
    )


def _relevant(view: View) -> Iterator[tuple[str, list[Row]]]:
    """Of each source that was fetched and that the break has a key for: the instrument's rows."""
    wanted = view.profile["instrument"]
    for name, key in SOURCES.items():
        if name in view.data and view.profile[key]:
            rows = view.data[name]
            yield name, [r for r in rows if not wanted or r.get("instrument") in {wanted, "", None}]


def _citation(name: str, rows: Sequence[Row], profile: Mapping[str, JSON]) -> Citation:
    """What was looked up, except that an account is not spelled out, and how old its rows are."""
    key = SOURCES[name]
    said = {
        "account": "the account of the break",
        "instrument": f"instrument {profile['instrument']}",
        "trade_ids": "trades " + ", ".join(profile["trade_ids"][:3]),
    }
    dates = [str(row["as_of"])[:10] for row in rows if row.get("as_of")]
    return Citation(said[key], name, min(dates, default=None))


def _settlement(request: Break, rows: Sequence[Row]) -> str:
    """The settlement status of the break's own trades; of other trades on the account nothing."""
    trades = set(request.entities.trade_ids)
    own = [row for row in rows if row.get("trade_id") in trades]
    return next((str(row["status"]) for row in own if row.get("status")), "")


def _corporate_action(request: Break, rows: Sequence[Row]) -> bool:
    """Whether the instrument has a corporate action on the day of the break."""
    day = request.date.isoformat()
    return any(str(row.get("corporate_action_date") or "")[:10] == day for row in rows)


def _positions(rows: Mapping[str, Sequence[Row]]) -> dict[str, str]:
    books = ("settlement_positions", "custodian_holdings")
    return {b: str(r["quantity"]) for b in books for r in rows.get(b, ())[:1] if r.get("quantity")}
