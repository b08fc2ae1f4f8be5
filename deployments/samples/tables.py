"""The reference tables that enrichment reads, about the trades of the samples."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from deployments.samples.market import AS_OF, INSTRUMENTS, rates
from deployments.samples.trades import Books, Trade

Row = Mapping[str, Any]
EXTRA = 100  # trades that nothing is wrong with
AGREED = ("instrument", "side", "quantity", "price", "amount", "currency")


def tables(books: Books, singles: Sequence[Row]) -> dict[str, list[Row]]:
    """Every table of the pack by name; each row says as of when it is known."""
    known = [*_of_books(books), *_of_singles(singles)]
    return {
        "oms_orders": [_order(row) for row in known],
        "trade_capture": [_capture(row) for row in known],
        "broker_confirms": [_confirm(row) for row in known],
        "settlement_positions": [_settlement(row) for row in known],
        "custodian_holdings": list(_holdings(known)),
        "reference_data": list(_instruments()),
        "fx_rates": [{"pair": p, "rate": r, "as_of": d} for p, d, r in rates()],
    }


def _of_books(books: Books) -> Iterator[Row]:
    broken = {execution for execution, _ in books.expected}
    trades: dict[str, Trade] = {}
    for trade in sorted((*books.theirs, *books.ours), key=lambda trade: trade.line):
        trades[trade.execution] = trade  # ours last: T comes after B
    others = 0
    for name, trade in sorted(trades.items()):
        others += name not in broken
        if name in broken or others <= EXTRA:
            yield {name: getattr(trade, name) for name in AGREED} | {
                "trade_id": trade.execution,
                "order_id": trade.order,
                "broker": trade.broker,
                "account": trade.account,
                "trade_date": trade.trade_date,
                "settle_date": trade.settle_date,
                "status": "SETTLED" if trade.settle_date <= AS_OF else "PENDING",
            }


def _of_singles(singles: Iterable[Row]) -> Iterator[Row]:
    for each in singles:
        side = each.get("system_a") or each["system_b"]
        failed = any((each.get(s) or {}).get("status") == "FAILED" for s in SIDES)
        yield {name: side.get(name, "") for name in AGREED} | {
            "trade_id": each["entities"]["trade_ids"][0],
            "order_id": each["entities"]["order_ids"][0],
            "broker": each["entities"]["broker"],
            "account": side["account"],
            "trade_date": side["trade_date"],
            "settle_date": side["settle_date"],
            "status": "FAILED" if failed else "SETTLED",
        }


SIDES = ("system_a", "system_b")


def _agreed(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in AGREED}


def _order(row: Row) -> Row:
    head = {"trade_id": row["trade_id"], "record_id": row["order_id"], "order_id": row["order_id"]}
    return {**head, **_agreed(row), "broker": row["broker"], "as_of": row["trade_date"]}


def _capture(row: Row) -> Row:
    head = {"trade_id": row["trade_id"], "record_id": f"TC-{row['trade_id']}"}
    days = {"trade_date": row["trade_date"], "settle_date": row["settle_date"]}
    return {**head, **_agreed(row), "account": row["account"], **days, "as_of": row["trade_date"]}


def _confirm(row: Row) -> Row:
    head = {"trade_id": row["trade_id"], "record_id": f"CF-{row['trade_id']}"}
    return {**head, **_agreed(row), "broker": row["broker"], "as_of": row["trade_date"]}


def _settlement(row: Row) -> Row:
    names = ("account", "trade_id", "instrument", "quantity", "status", "settle_date")
    return {**{name: row[name] for name in names}, "as_of": AS_OF}


def _holdings(known: Iterable[Row]) -> Iterator[Row]:
    """What each account holds of an instrument, as the trades known here make it."""
    held: dict[tuple[str, str], int] = {}
    for row in known:
        if row["instrument"] and row["quantity"]:
            signed = row["quantity"] if row["side"] == "BUY" else -row["quantity"]
            place = (row["account"], row["instrument"])
            held[place] = held.get(place, 100_000) + signed
    for (account, instrument), quantity in sorted(held.items()):
        yield {"account": account, "instrument": instrument, "quantity": quantity, "as_of": AS_OF}


def _instruments() -> Iterator[Row]:
    for place, what in enumerate(INSTRUMENTS):
        acted: date | str = AS_OF - timedelta(days=3 * place) if place % 7 == 3 else ""  # noqa: PLR2004
        yield {
            "instrument": what.symbol,
            "asset_class": what.asset_class,
            "currency": what.currency,
            "lot": what.lot,
            "corporate_action_date": acted,
            "as_of": AS_OF,
        }
