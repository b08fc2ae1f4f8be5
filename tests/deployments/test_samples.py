"""The shipped samples: made by their generator, and reconciled without a fault."""

import csv
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

from deployments.samples import generate
from deployments.samples.market import AS_OF
from deployments.samples.singles import TYPES, breaks
from deployments.samples.trades import KINDS
from tasks.reconciliation.reconcile import Reconciled, breaks_between
from tasks.reconciliation.request import Break
from tasks.records import Record, read_records

CASH = {
    "cash_eur": ("ledger_eur.csv", "statement_eur.sta"),
    "cash_usd": ("ledger_usd.csv", "statement_usd.xml"),
}


def reconciled(folder: Path, book: str) -> Reconciled:
    if book in CASH:
        left, right = CASH[book]
        return breaks_between(folder / left, folder / right, "bank_statement", None, AS_OF)
    shares = (folder / "allocations_oms.csv", folder / "allocations_broker.csv")
    oms, broker = folder / "trades_oms.csv", folder / "trades_broker.csv"
    return breaks_between(oms, broker, "sample_trades", shares, AS_OF)


def name(each: Break) -> str:
    side = each.system_a or each.system_b
    assert side is not None
    return (each.entities.trade_ids or side.references)[0]


def expected(folder: Path, book: str) -> Counter[tuple[str, str]]:
    rows = csv.DictReader((folder / "expected_breaks.csv").open(encoding="utf-8"))
    return Counter((row["key"], row["kind"]) for row in rows if row["book"] == book)


def test_the_shipped_files_are_what_the_generator_writes() -> None:
    made = generate.files()
    shipped = {name: (generate.OUT / name).read_bytes() for name in made}
    assert {name: text.encode() for name, text in made.items()} == shipped
    assert sum(map(len, shipped.values())) < 2_000_000


@pytest.mark.parametrize("book", ["trades", *CASH])
def test_the_shipped_books_give_exactly_the_breaks_that_were_put_in(book: str) -> None:
    found = reconciled(generate.OUT, book)
    assert Counter((name(b), b.kind) for b in found.breaks) == expected(generate.OUT, book)
    assert not found.rejections
    assert not found.warnings
    for account in found.accounts:
        assert account.read == account.matched + account.broken + account.rejected


@pytest.mark.parametrize("seed", range(12))
def test_books_of_any_seed_give_exactly_the_breaks_that_were_put_in(
    tmp_path: Path, seed: int
) -> None:
    generate.write(tmp_path, seed, 300)
    for book in ("trades", *CASH):
        found = reconciled(tmp_path, book)
        assert Counter((name(b), b.kind) for b in found.breaks) == expected(tmp_path, book)


def test_the_shipped_trades_hold_breaks_of_every_kind() -> None:
    assert {kind for _, kind in expected(generate.OUT, "trades")} == set(KINDS)


def test_the_forty_single_breaks_are_valid_and_of_every_type() -> None:
    rows = list(read_records(generate.OUT / "breaks.jsonl", Break))
    assert len(rows) == 40
    assert all(isinstance(row, Record) for row in rows)
    assert {row.value.break_type for row in rows if isinstance(row, Record)} == set(TYPES)
    (single,) = read_records(generate.OUT / "break.json", Break)
    assert isinstance(single, Record)


def test_the_source_tables_say_as_of_when_they_are_known() -> None:
    tables = sorted((generate.OUT / "sources").glob("*.csv"))
    assert len(tables) == 7
    for path in tables:
        rows = list(csv.DictReader(path.open(encoding="utf-8")))
        assert rows
        assert all(row["as_of"] <= AS_OF.isoformat() for row in rows)


def test_benchmark_breaks_come_one_by_one_and_are_mostly_small() -> None:
    first = list(islice(breaks(10**9, 4), 300))
    assert first == list(breaks(300, 4))
    notes = Counter(each["note"] in ("within", "rounding") for each in first)
    assert 0.6 < notes[True] / 300 < 0.8
    assert len({each["break_id"] for each in first}) == 300
    for each in first:
        Break.model_validate(each)
