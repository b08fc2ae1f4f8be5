"""Columns as the kinds that a query declares. What doesn't fit is an error that names its row."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from blocks.errors import SourceError

if TYPE_CHECKING:
    import polars as pl

EXACT: Final = 2.0**53  # up to here a float holds every whole number


@dataclass(frozen=True)
class Place:
    """What is read, and the number of its first row: 2 in a CSV file, whose header is row 1."""

    name: str
    first: int = 1

    def row(self, index: int) -> str:
        return f"row {index + self.first}"


def as_kind(series: "pl.Series", kind: str, place: Place) -> "pl.Series":
    """A column as text, int, number, date or bool; empty text is null in each of them.

    SourceError for a value that is none of its kind, NaN and infinity among them, with its row.
    """
    import polars as pl

    if series.dtype == pl.Null:
        return series.cast(_dtypes()[kind])
    if series.dtype in (pl.Categorical, pl.Enum):
        series = series.cast(pl.String)
    if series.dtype == pl.String:
        trimmed = series if kind == "text" else series.str.strip_chars()
        series = trimmed.replace("", None)
    made = _CASTS[kind](series)
    if made is None:
        raise SourceError(
            f"{place.name}: the column {series.name!r} holds {series.dtype},"
            f" and the query declares {kind}."
        )
    wrong = (made.is_null() & series.is_not_null()).arg_true()
    if len(wrong):
        raise SourceError(_sentence(series, int(wrong[0]), kind, place))
    return made


def _sentence(series: "pl.Series", index: int, kind: str, place: Place) -> str:
    value = series[index]
    shown = repr(value if len(str(value)) <= 60 else f"{str(value)[:57]}…")  # noqa: PLR2004
    wanted = _WANTED[kind]
    hint = ""
    if kind in ("int", "number") and isinstance(value, str) and "," in value:
        hint = " Write numbers with a decimal point and without separators of thousands."
    where = f"{place.name}: {place.row(index)} of the column {series.name!r}"
    return f"{where} holds {shown}, which is no {wanted}.{hint}"


_WANTED: Final = {
    "text": "text",
    "int": "whole number",
    "number": "finite number",
    "date": "date (YYYY-MM-DD)",
    "bool": "truth value (true or false)",
}


def _dtypes() -> "dict[str, type[pl.DataType]]":
    import polars as pl

    return {
        "text": pl.String,
        "int": pl.Int64,
        "number": pl.Float64,
        "date": pl.Date,
        "bool": pl.Boolean,
    }


def _text(series: "pl.Series") -> "pl.Series | None":
    import polars as pl

    return series if series.dtype == pl.String else None


def _int(series: "pl.Series") -> "pl.Series | None":
    import polars as pl

    if series.dtype.is_float() or series.dtype.is_decimal():
        numbers = series.cast(pl.Float64)
        whole = (numbers == numbers.round()) & (numbers.abs() <= EXACT)
        return numbers.set(~whole.fill_null(value=False), None).cast(pl.Int64)
    if series.dtype.is_integer() or series.dtype == pl.String:
        return series.cast(pl.Int64, strict=False)
    return None


def _number(series: "pl.Series") -> "pl.Series | None":
    import polars as pl

    if not series.dtype.is_numeric() and series.dtype != pl.String:
        return None
    numbers = series.cast(pl.Float64, strict=False)
    return numbers.set(~numbers.is_finite().fill_null(value=False), None)


def _date(series: "pl.Series") -> "pl.Series | None":
    import polars as pl

    if series.dtype == pl.String:
        plain = series.str.contains(r"^\d{4}-\d{2}-\d{2}$")
        return series.set(~plain.fill_null(value=False), None).str.to_date("%Y-%m-%d", strict=False)
    return series.cast(pl.Date) if series.dtype in (pl.Date, pl.Datetime) else None


def _bool(series: "pl.Series") -> "pl.Series | None":
    import polars as pl

    if series.dtype == pl.Boolean:
        return series
    if series.dtype.is_integer():
        return series.set(~series.is_in([0, 1]).fill_null(value=False), None).cast(pl.Boolean)
    if series.dtype == pl.String:
        words = {"true": True, "false": False}
        low = series.str.to_lowercase()
        return low.replace_strict(words, default=None, return_dtype=pl.Boolean)
    return None


_CASTS: "Final[dict[str, Callable[[pl.Series], pl.Series | None]]]" = {
    "text": _text,
    "int": _int,
    "number": _number,
    "date": _date,
    "bool": _bool,
}
