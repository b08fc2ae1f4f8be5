"""Reading records: every row is a value or is rejected, and no number is touched by a float."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from policies.errors import InputError
from tasks.reconciliation.request import Break
from tasks.records import Record, Rejected, digest, read_records

GOOD = {
    "break_id": "b1",
    "break_type": "FO_VS_BO",
    "date": "2026-01-05",
    "system_a": {"system_name": "OMS", "amount": "1.10"},
}


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")
    amount: Decimal
    tags: tuple[str, ...] = ()


class Item(BaseModel):
    model_config = ConfigDict(extra="forbid")
    item_id: str
    day: date
    inner: Inner | None = None


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(path: Path, model: type[BaseModel] = Break) -> tuple[list[Record], list[Rejected]]:
    rows = list(read_records(path, model))
    good = [row for row in rows if isinstance(row, Record)]
    return good, [row for row in rows if isinstance(row, Rejected)]


def lines(*rows: object) -> str:
    return "".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows)


def test_json_numbers_keep_every_digit(tmp_path: Path) -> None:
    text = json.dumps(GOOD).replace('"1.10"', '12345678901234567.89, "price": 0.1')
    for name in ("b.json", "b.jsonl"):
        (record,), bad = read(written(tmp_path, name, text))
        assert not bad
        assert str(record.value.system_a.amount) == "12345678901234567.89"
        assert str(record.value.system_a.price) == "0.1"


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, max_value=10**12))
def test_any_json_number_is_read_as_it_is_written(tmp_path_factory, value: Decimal) -> None:
    folder = tmp_path_factory.mktemp("n")
    if abs(value) < 10**12:
        text = '{"item_id": "i", "day": "2026-01-01", "inner": {"amount": %s}}' % value  # noqa: UP031
        (record,), _ = read(written(folder, "n.jsonl", text), Item)
        assert record.value.inner.amount == value


def test_a_malformed_row_is_rejected_with_its_line_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "b.jsonl",
        lines(
            GOOD, "", "{oops", {**GOOD, "break_id": "b2", "break_type": "FO"}, [1],
            {**GOOD, "break_id": "b3"},
        ),
    )  # fmt: skip
    good, bad = read(path)
    assert [(record.line, record.value.break_id) for record in good] == [(1, "b1"), (6, "b3")]
    assert [row.line for row in bad] == [3, 4, 5]
    assert "not JSON" in bad[0].reason
    assert "break_type is not one of" in bad[1].reason
    assert all(row.source == "b.jsonl" for row in bad)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"system_a": None}, "system_a and system_b are both missing"),
        ({"system_a": {"system_name": "A", "amount": "NaN"}}, "system_a.amount is not a finite"),
        ({"system_a": {"system_name": "A", "amount": "-Infinity"}}, "not a finite number"),
        ({"system_a": {"system_name": "A", "amount": float("nan")}}, "not a finite number"),
        ({"system_a": {"system_name": "A", "amount": "1E+999999"}}, "system_a.amount"),
        ({"system_a": {"system_name": "A", "amount": "1.234,56"}}, "write it as 1234.56"),
        ({"system_a": {"system_name": "A", "amount": True}}, "is true or false"),
        (
            {"system_a": {"system_name": "A", "timestamp": "2026-01-05T09:30:00"}},
            "system_a.timestamp has no time zone",
        ),
        ({"date": 20260105}, "date is a number; write the date as 2026-01-31"),
        ({"source": "x" * 10_000_000}, "source is longer than 4096 characters"),
        ({"break_id": "a\u0000b"}, "break_id holds control characters"),
        ({"break_id": "\ud800"}, "break_id is not valid Unicode"),
        ({"colour": 1}, "colour is not a known field"),
    ],
)
def test_a_bad_field_is_named_and_never_quoted(tmp_path: Path, change: dict, said: str) -> None:
    good, bad = read(written(tmp_path, "b.jsonl", lines({**GOOD, **change})))
    assert not good
    assert said in bad[0].reason
    assert len(bad[0].reason) < 300


def test_one_missing_side_is_a_break_like_any_other(tmp_path: Path) -> None:
    (record,), _ = read(written(tmp_path, "b.json", json.dumps(GOOD)))
    assert record.value.system_b is None


def test_the_second_row_of_an_id_names_the_line_of_the_first(tmp_path: Path) -> None:
    good, bad = read(written(tmp_path, "b.jsonl", lines(GOOD, {**GOOD, "break_id": "x"}, GOOD)))
    assert len(good) == 2
    assert (bad[0].line, bad[0].reason) == (
        3,
        "break_id 'b1' stands in line 1 already; give each its own.",
    )


def test_a_json_list_keeps_the_line_of_each_element(tmp_path: Path) -> None:
    text = '[\n {"a": 1},\n\n' + json.dumps(GOOD) + ", 3]"
    good, bad = read(written(tmp_path, "b.json", text))
    assert [record.line for record in good] == [4]
    assert [row.line for row in bad] == [2, 4]


def test_a_key_that_stands_twice_is_refused(tmp_path: Path) -> None:
    text = '{"item_id": "a", "item_id": "b", "day": "2026-01-01"}\n'
    _, bad = read(written(tmp_path, "b.jsonl", text), Item)
    assert "'item_id' stands twice" in bad[0].reason


def test_json_nested_without_end_is_rejected(tmp_path: Path) -> None:
    _, bad = read(written(tmp_path, "b.jsonl", "[" * 200_000 + "\n" + lines(GOOD)))
    assert bad[0].line == 1


def test_csv_reaches_nested_fields_by_dots_and_lists_by_semicolons(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "i.csv",
        "item_id,day,inner.amount,inner.tags\na,2026-01-01,0.1,x;y\nb,2026-01-02,,\nc,no,,\n"
        "d,2026-01-03\n",
    )
    good, bad = read(path, Item)
    assert good[0].value.inner == Inner(amount=Decimal("0.1"), tags=("x", "y"))
    assert good[1].value.inner is None
    assert [(row.line, row.reason) for row in bad] == [
        (4, "day is not a date; write it as 2026-01-31."),
        (5, "has 2 cells where the header has 4."),
    ]


def test_a_csv_with_a_bom_and_semicolons_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, "i.csv", "\ufeffitem_id;day\na;2026-01-01\n")
    (record,), _ = read(path, Item)
    assert record.value.item_id == "a"


def test_a_header_that_does_not_fit_is_one_error_that_lists_everything(tmp_path: Path) -> None:
    path = written(tmp_path, "i.csv", "itemid,inner.tags,colour\na,b,c\n")
    with pytest.raises(InputError) as error:
        read_records(path, Item)
    said = str(error.value)
    assert "'item_id' is missing (close: 'itemid')" in said
    assert "'day' is missing" in said
    assert "'inner.amount' is missing" in said
    assert "'colour' is unknown" in said


def test_parquet_keeps_decimals_and_reads_floats_by_their_shortest_text(tmp_path: Path) -> None:
    amounts = pa.array([Decimal("12345678901234567.89"), None], pa.decimal128(20, 2))
    names, days = pa.array(["a", "b"]), pa.array([date(2026, 1, 1)] * 2)
    path = tmp_path / "i.parquet"
    pq.write_table(pa.table({"item_id": names, "day": days, "inner.amount": amounts}), path)
    good, _ = read(path, Item)
    assert good[0].value.inner.amount == Decimal("12345678901234567.89")
    assert good[1].value.inner is None
    inner = pa.array([{"amount": 0.1}, {"amount": float("nan")}])
    pq.write_table(pa.table({"item_id": names, "day": days, "inner": inner}), path)
    good, bad = read(path, Item)
    assert str(good[0].value.inner.amount) == "0.1"
    assert (bad[0].line, "not a finite number" in bad[0].reason) == (2, True)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("gone.json", None, "does not exist"),
        ("empty.jsonl", "", "is empty"),
        ("blank.jsonl", "\n \n", "no rows"),
        ("header.csv", "item_id,day\n", "no rows"),
        ("list.json", "[]", "no rows"),
        ("text.json", '"x"', "neither an object nor a list"),
        ("cut.json", '[{"a": 1},\n', "cut.json:2: not JSON"),
        ("table.xlsx", "x", "Valid choices: .json, .jsonl, .ndjson, .csv, .parquet"),
        ("latin.csv", "item_id,day\nb\xe9,2026-01-01\n".encode("latin-1"), "byte 13 (0xe9)"),
        ("wide.csv", "item_id,day\na,2026-01-01\n".encode("utf-16"), "utf-16"),
        ("cut.jsonl", b'{"item_id": "\xc3', "byte 13 (0xc3)"),
        ("fake.parquet", "not parquet at all", "not a Parquet file"),
    ],
)
def test_a_fault_of_the_whole_file_is_told_before_any_row(
    tmp_path: Path, name: str, content: str | bytes | None, said: str
) -> None:
    path = tmp_path / name if content is None else written(tmp_path, name, content)
    with pytest.raises(InputError) as error:
        read_records(path, Item)
    assert said in str(error.value)
    assert name in str(error.value)


def test_a_wrong_byte_far_into_a_file_is_found_before_the_first_row(tmp_path: Path) -> None:
    head = lines(*({"item_id": f"é{n}", "day": "2026-01-01"} for n in range(40_000))).encode()
    with pytest.raises(InputError, match=f"byte {len(head)} "):
        read_records(written(tmp_path, "far.jsonl", head + b"\xff\n"), Item)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"):
        read_records(tmp_path, Item)


def test_equal_values_have_equal_digests() -> None:
    one = Break.model_validate({**GOOD, "system_a": {"system_name": "A", "amount": "1e3"}})
    other = Break.model_validate({**GOOD, "system_a": {"system_name": "A", "amount": 1000}})
    assert digest(one) == digest(other)
    assert digest(one) != digest(other.model_copy(update={"break_id": "b2"}))
