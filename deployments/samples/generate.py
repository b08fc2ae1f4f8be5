"""Write the samples: `python -m deployments.samples.generate [--seed N] [--trades N] [--out DIR]`.

    trades_oms.csv, trades_broker.csv            two books; the broker's with decimal commas
    allocations_oms.csv, allocations_broker.csv  their allocations
    ledger_eur.csv, statement_eur.sta            a cash ledger and its bank statement, MT940
    ledger_usd.csv, statement_usd.xml            another, camt.053
    expected_breaks.csv                          what differs between these books
    break.json, breaks.jsonl                     one break, and forty of every type and tier
    sources/*.csv                                the tables that enrichment reads

The same arguments give the same bytes. The mappings are `sample_trades` and `bank_statement`.
"""

import argparse
import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from deployments.samples.cash import Cash, camt053, cash_books, mt940
from deployments.samples.singles import sample_breaks
from deployments.samples.tables import tables
from deployments.samples.trades import Books, Share, Trade, trade_books

SEED, TRADES, MOVEMENTS = 20260615, 2_400, 112
OUT = Path(__file__).parent / "reconciliation"
Row = Mapping[str, Any]


def files(seed: int = SEED, trades: int = TRADES) -> dict[str, str]:
    """The samples by file name, as text with line feeds."""
    books = trade_books(seed, trades)
    euros = cash_books(seed + 1, MOVEMENTS, "DE00SAMPLE0000000001", "EUR")
    dollars = cash_books(seed + 2, MOVEMENTS, "XX00SAMPLE0000000002", "USD")
    singles = sample_breaks(seed)
    found = {
        "trades_oms.csv": _csv(map(_ours, books.ours)),
        "trades_broker.csv": _csv(map(_theirs, books.theirs), ";"),
        "allocations_oms.csv": _csv(map(_share, books.our_shares)),
        "allocations_broker.csv": _csv(map(_share, books.their_shares)),
        "ledger_eur.csv": _csv(_ledger(euros)),
        "ledger_usd.csv": _csv(_ledger(dollars)),
        "statement_eur.sta": mt940(euros),
        "statement_usd.xml": camt053(dollars),
        "expected_breaks.csv": _csv(_expected(books, euros, dollars)),
        "break.json": json.dumps(singles[0], default=str, indent=2) + "\n",
        "breaks.jsonl": "".join(json.dumps(each, default=str) + "\n" for each in singles),
    }
    for name, rows in tables(books, singles).items():
        found[f"sources/{name}.csv"] = _csv(rows)
    return found


def write(out: Path = OUT, seed: int = SEED, trades: int = TRADES) -> list[Path]:
    """Write the samples into a folder and say which files these are."""
    paths = []
    for name, text in files(seed, trades).items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        paths.append(path)
    return paths


def _csv(rows: Iterable[Row], delimiter: str = ",") -> str:
    listed: Sequence[Row] = list(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(listed[0]), delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(listed)
    return text.getvalue()


def _ours(trade: Trade) -> Row:
    return {
        "trade_id": trade.line,
        "execution_id": trade.execution,
        "order_id": trade.order,
        "symbol": trade.instrument,
        "side": trade.side,
        "quantity": trade.quantity,
        "price": trade.price,
        "amount": trade.amount,
        "fees": trade.fees,
        "currency": trade.currency,
        "account": trade.account,
        "broker": trade.broker,
        "trade_date": trade.trade_date,
        "settle_date": trade.settle_date,
    }


def _theirs(trade: Trade) -> Row:
    return {
        "Ref": trade.line,
        "ClientExecId": trade.execution,
        "Instrument": trade.instrument,
        "B/S": trade.side[0],
        "Qty": trade.quantity,
        "Px": _comma(trade.price),
        "Gross": _comma(trade.amount),
        "Charges": _comma(trade.fees),
        "Ccy": trade.currency,
        "TradeDate": _german(trade.trade_date),
        "SettleDate": _german(trade.settle_date),
    }


def _comma(value: Decimal) -> str:
    return f"{value:,f}".translate(str.maketrans(",.", ".,"))


def _german(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def _share(share: Share) -> Row:
    return {
        "allocation_id": share.line,
        "execution_id": share.execution,
        "account": share.account,
        "quantity": share.quantity,
    }


def _ledger(cash: Cash) -> Iterable[Row]:
    for each in cash.ledger:
        yield {
            "entry_id": each.number,
            "account": cash.account,
            "amount": each.amount,
            "currency": cash.currency,
            "booking_date": each.booked,
            "value_date": each.value,
            "payment_reference": each.reference,
        }


def _expected(books: Books, *accounts: Cash) -> Iterable[Row]:
    for key, kind in sorted(books.expected):
        yield {"book": "trades", "key": key, "kind": kind}
    for cash in accounts:
        for key, kind in sorted(cash.expected):
            yield {"book": f"cash_{cash.currency.lower()}", "key": key, "kind": kind}


def main() -> None:
    """Write the samples and say where."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--trades", type=int, default=TRADES, help="executions, at least 12")
    parser.add_argument("--out", type=Path, default=OUT)
    given = parser.parse_args()
    if given.trades < 12:  # noqa: PLR2004 - one for each kind of break
        parser.error("--trades must be at least 12: one for each kind of break")
    for path in write(given.out, given.seed, given.trades):
        print(path)


if __name__ == "__main__":
    main()
