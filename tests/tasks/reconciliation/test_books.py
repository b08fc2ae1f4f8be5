"""Books as tables: numbers and dates by the mapping's rules, every row accounted for."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.errors import InputError
from tasks.reconciliation.books import read_table
from tasks.reconciliation.entries import Book
from tasks.reconciliation.mapping import BookMapping
from tasks.reconciliation.numbers import parse_number

COLUMNS = {"reference": "id", "side": "bs", "quantity": "qty", "price": "px", "trade_date": "day"}
HEADER = "exec,id,bs,qty,px,day\n"
GOOD = "E1,1,B,100,10.5,2026-01-05\n"


def mapping(**changes: Any) -> BookMapping:
    return BookMapping.model_validate(
        {"system": "OMS", "key": ["exec"], "columns": COLUMNS, **changes}
    )


def book(folder: Path, text: str | bytes, **changes: Any) -> Book:
    path = folder / "book.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_table(path, mapping(**changes), "trades")


def test_a_row_becomes_an_entry_of_exact_values(tmp_path: Path) -> None:
    (entry,) = book(tmp_path, HEADER + GOOD).entries
    assert (entry.line, entry.key, entry.reference, entry.side) == (2, "E1", "1", "BUY")
    assert (entry.quantity, entry.price) == (Decimal(100), Decimal("10.5"))
    assert entry.trade_date == date(2026, 1, 5)
    assert entry.notional == Decimal(1050)


def test_every_row_is_an_entry_or_rejected_with_its_line(tmp_path: Path) -> None:
    text = HEADER + GOOD * 5 + "E2,2,X,1,1,2026-01-05\nE3,3,B,,,\n\nE4,4,B,1,inf,2026-01-05\nE5\n"
    found = book(tmp_path, text)
    assert [bad.line for bad in found.rejected] == [7, 8, 10, 11]
    assert [bad.reason.partition(":")[0] for bad in found.rejected[:3]] == [
        "bs", "quantity and amount are both empty.", "px",
    ]  # fmt: skip
    assert found.read == 9


def test_decimal_commas_and_german_dates_are_read_when_declared(tmp_path: Path) -> None:
    text = 'exec;id;bs;qty;px;day\nE1;1;K;1.000;"1.234,56";05.01.2026\n'
    declared = {
        "decimal": ",", "thousands": ".", "dates": ["%d.%m.%Y"], "values": {"side": {"K": "BUY"}},
    }  # fmt: skip
    (entry,) = book(tmp_path, text, **declared).entries
    assert (entry.quantity, entry.price) == (Decimal(1000), Decimal("1234.56"))
    assert entry.trade_date == date(2026, 1, 5)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("1.234,56", "Declare `decimal: ','`"),
        ("1,234", "'1,234' is ambiguous"),
        ("1,234.56", "Declare `thousands` in the mapping"),
        ("12.34.56", "is not a number"),
        ("1 234.56", "Declare `thousands`"),
        ("NaN", "is not a finite number"),
        ("1e999", "is not a number"),
        ("9" * 30, "more than 18 digits"),
        ("twelve", "'twelve' is not a number"),
        ("1" * 10_000_000, "is not a number"),
    ],
)
def test_a_number_in_another_locale_is_rejected_with_the_remedy(
    tmp_path: Path, number: str, said: str
) -> None:
    row = f'E2,2,B,1,"{number}",2026-01-05\n'
    found = book(tmp_path, HEADER + GOOD * 2 + row)
    assert found.rejected[0].line == 4
    if len(number) < 100_000:  # beyond, the CSV reader says first that the cell is too long
        assert said in found.rejected[0].reason
    assert len(found.rejected[0].reason) < 300


def test_a_book_that_is_mostly_unreadable_is_one_error_with_examples(tmp_path: Path) -> None:
    rows = "".join(f'E{n},{n},B,1,"1.234,5{n}",2026-01-05\n' for n in range(9))
    with pytest.raises(InputError) as error:
        book(tmp_path, HEADER + GOOD + rows)
    said = str(error.value)
    assert "9 of 10 rows cannot be read" in said
    assert "line 3: px: '1.234,50' looks like a number with decimal ','" in said
    assert said.count("\n") == 3


def test_all_missing_columns_are_listed_near_matches_first(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        book(tmp_path, "exec,idd,bs,quantity,day,other\n" + GOOD)
    said = str(error.value)
    assert "3 columns are missing: 'id' (close: 'idd'), 'qty'" in said
    assert "'px'" in said
    assert "There are: idd" in said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty"),
        (HEADER, "has a header and no rows"),
        (HEADER.encode() + b"E1,\xe9,B,1,1,2026-01-05\n", "(0xe9) is not utf-8"),
        ((HEADER + GOOD).encode("utf-16"), "utf-16"),
    ],
)
def test_a_file_that_is_no_book_says_why(tmp_path: Path, content: str | bytes, said: str) -> None:
    with pytest.raises(InputError, match=said.replace("(", r"\(").replace(")", r"\)")):
        book(tmp_path, content)


def test_a_declared_encoding_is_used_and_an_unknown_one_refused(tmp_path: Path) -> None:
    text = (HEADER + GOOD.replace("E1", "É1")).encode("cp1252")
    assert book(tmp_path, text, encoding="cp1252").entries[0].key == "É1"
    with pytest.raises(InputError, match="'klingon' is unknown"):
        book(tmp_path, text, encoding="klingon")


def test_debit_and_credit_become_one_signed_amount(tmp_path: Path) -> None:
    path = tmp_path / "cash.csv"
    path.write_text("ref,out,in\na,10.50,\nb,,3\n", encoding="utf-8")
    columns = {"debit": "out", "credit": "in"}
    ledger = BookMapping(system="L", key=("ref",), columns=columns)  # type: ignore[arg-type]
    entries = read_table(path, ledger, "cash").entries
    assert [entry.amount for entry in entries] == [Decimal("-10.50"), Decimal(3)]
    turned = read_table(path, ledger.model_copy(update={"negate": True}), "cash").entries
    assert [entry.amount for entry in turned] == [Decimal("10.50"), Decimal(-3)]


def test_parquet_decimals_are_exact_and_floats_mean_their_shortest_text(tmp_path: Path) -> None:
    path = tmp_path / "book.parquet"
    table = pa.table(
        {
            "exec": ["E1", "E2"],
            "id": [1, 2],
            "bs": ["B", "S"],
            "qty": pa.array([Decimal("100.000001"), None], pa.decimal128(12, 6)),
            "px": [0.1, 2.5],
            "day": pa.array([date(2026, 1, 5)] * 2),
        }
    )
    pq.write_table(table, path)
    found = read_table(path, mapping(), "trades")
    assert found.entries[0].quantity == Decimal("100.000001")
    assert str(found.entries[0].price) == "0.1"
    assert (found.rejected[0].line, found.read) == (2, 2)


@given(
    st.decimals(-(10**15), 10**15, allow_nan=False, places=4),
    st.sampled_from([(".", None), (",", None), (".", ","), (",", "."), (".", "'"), (",", " ")]),
)
def test_a_number_written_in_a_locale_is_read_back(value: Decimal, locale: tuple) -> None:
    decimal, thousands = locale
    text = f"{value:,f}" if thousands else f"{value:f}"
    text = text.replace(",", "T").replace(".", decimal).replace("T", thousands or "")
    assert parse_number(text, decimal, thousands) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("(12.50)", "-12.50"),
        ("12.50-", "-12.50"),
        ("\u221212.5", "-12.5"),
        ("+3", "3"),
        ("1e3", "1000"),
    ],
)
def test_accountants_signs_are_understood(text: str, value: str) -> None:
    assert str(parse_number(text)) == value


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_a_clear_refusal(text: str) -> None:
    try:
        value = parse_number(text)
    except ValueError as error:
        value, said = Decimal(0), str(error)
        assert said.endswith(".")
    assert value.is_finite()
