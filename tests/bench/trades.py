"""Two books of simulated trades with labelled breaks: each found with its type, and no other.

The data isn't the project's: it is looked for in `../shared/data/trades`, and without it this is
skipped.
"""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from tasks.reconciliation.reconcile import breaks_between
from tests.bench.figures import Figure, noted

DATA = Path(__file__).parents[3] / "shared" / "data" / "trades"
# Side A is the internal book, side B the broker's.
KINDS = {
    "MISSING_BROKER_TRADE": "MISSING_IN_B",
    "MISSING_INTERNAL_BOOKING": "MISSING_IN_A",
    "QUANTITY_MISMATCH": "QUANTITY",
    "PRICE_MISMATCH": "PRICE",
    "SIDE_MISMATCH": "SIDE",
    "SYMBOL_MISMATCH": "INSTRUMENT",
    "FEE_MISMATCH": "FEE",
    "SETTLEMENT_DATE_MISMATCH": "SETTLEMENT_DATE",
    "ALLOCATION_ACCOUNT_MISMATCH": "ALLOCATION",
    "DUPLICATE_INTERNAL_TRADE": "DUPLICATE",
    "DUPLICATE_BROKER_TRADE": "DUPLICATE",
}


def bench() -> Iterator[Figure]:
    if not DATA.is_dir():
        yield noted("skipped", "no ../shared/data/trades")
        return
    labelled = _labelled()
    found = [_seen(each) for each in _found()]
    right = set(found) & labelled
    yield Figure("labelled breaks found with their type", f"{len(right)} of {len(labelled)}",
                 "all", right == labelled)  # fmt: skip
    false = len(found) - len(right)
    yield Figure("false breaks", str(false), "0", false == 0)


def _labelled() -> set[tuple[str, str]]:
    with (DATA / "expected_breaks.csv").open(newline="") as file:
        rows = csv.DictReader(file)
        return {(row["execution_id"], KINDS[row["expected_break_type"]]) for row in rows}


def _found() -> Any:
    books = DATA / "internal_trades.csv", DATA / "broker_trades.csv"
    shares = DATA / "internal_allocations.csv", DATA / "broker_allocations.csv"
    return breaks_between(*books, "broker_trades", shares, date(2026, 7, 1)).breaks


def _seen(found: Any) -> tuple[str, str]:
    return _execution(found), str(found.kind)


def _execution(found: Any) -> str:
    return next(name for name in found.entities.trade_ids if name.startswith("EXEC-"))
