"""Two books of 50,000 trades each: read, matched, and what differs made into breaks."""

import csv
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from tasks.reconciliation.reconcile import breaks_between
from tests.bench.figures import Figure, noted

ROWS, BROKEN_EACH = 50_000, 500


def bench() -> Iterator[Figure]:
    with TemporaryDirectory() as folder:
        left, right = Path(folder, "left.csv"), Path(folder, "right.csv")
        _write(left, "internal_trade_id", 0)
        _write(right, "broker_trade_id", 1)
        began = time.perf_counter()
        found = breaks_between(left, right, "broker_trades", None, date(2026, 3, 5))
        seconds = time.perf_counter() - began
    expected = ROWS // BROKEN_EACH
    right_number = len(found.breaks) == expected
    yield Figure("breaks", f"{len(found.breaks)}", f"{expected}", right_number)
    yield noted("time", f"{seconds:.1f} s, {2 * ROWS / seconds:,.0f} rows/s")


def _write(path: Path, reference: str, off: int) -> None:
    names = ["execution_id", "symbol", "side", "quantity", "price", "gross_amount", "fees"]
    names += ["commission", "currency", "trade_date", "settle_date", "account_id", "broker"]
    names += ["order_id"]
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([reference, *names])
        for n in range(ROWS):
            quantity = 100 + n % 900 + (off if n % BROKEN_EACH == 0 else 0) * 50
            row = [f"EX-{n:06d}", f"SYM{n % 40}", "BUY" if n % 2 else "SELL", quantity, "10.50"]
            row += [f"{quantity * 10.5:.2f}", "1.00", "0.50", "USD", "2026-03-02", "2026-03-04"]
            writer.writerow([f"{off}-{n}", *row, "ACC-1", "BRK", f"O-{n}"])
