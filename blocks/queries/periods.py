"""Years, months and dates as numbers that count on, so that one year earlier is a subtraction."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from blocks.errors import SourceError

if TYPE_CHECKING:
    import polars as pl

MONTH: Final = r"^\d{4}-(0[1-9]|1[0-2])$"


def period(frame: "pl.DataFrame", column: str, step: str) -> "pl.Expr":
    """A column of years as it is; of months (YYYY-MM) or dates the month, counted from year 0.

    SourceError when it holds anything else.
    """
    import polars as pl

    kind, here = frame.schema[column], pl.col(column)
    if kind == pl.Int64:
        return here
    if kind == pl.Date:
        return here.dt.year().cast(pl.Int64) * 12 + here.dt.month()
    odd = frame.filter(~here.str.contains(MONTH)) if kind == pl.String else frame
    if odd.height:
        shown = repr(odd[column][0])
        raise SourceError(
            f"{step}: {column} must hold years, months (YYYY-MM) or dates, not {shown}."
        )
    return here.str.slice(0, 4).cast(pl.Int64) * 12 + here.str.slice(5, 2).cast(pl.Int64)


def periods_a_year(frame: "pl.DataFrame", column: str) -> int:
    """How far `period` counts in a year."""
    import polars as pl

    return 1 if frame.schema[column] == pl.Int64 else 12


def distinct(frame: "pl.DataFrame", keys: Sequence[str], named: Sequence[str], step: str) -> None:
    """SourceError when two rows agree in `keys`, the last not null; `named` are shown."""
    known = frame.drop_nulls(keys[-1])
    double = known.filter(known.select(list(keys)).is_duplicated())
    if double.height:
        shown = ", ".join(f"{name} {double[name][0]}" for name in named)
        raise SourceError(
            f"{step}: there is more than one row for {shown}. Name the columns that tell them"
            " apart in `by`."
        )
