"""Rows about few people, and which rows are the newest."""

from typing import TYPE_CHECKING

from blocks.errors import SourceError
from blocks.queries.filters import needed

if TYPE_CHECKING:
    import polars as pl

DATED = r"^\d{4}(-\d{2}(-\d{2})?)?$"


def large_enough(frame: "pl.DataFrame", cohort: str | None, minimum: int) -> "pl.DataFrame":
    """The rows about at least `minimum` people; a row that doesn't say about how many is not."""
    import polars as pl

    if cohort is None:
        return frame
    needed(frame, "cohort", cohort, numeric=[cohort])
    return frame.filter(pl.col(cohort) >= minimum)


def newest_rows(frame: "pl.DataFrame", column: str | None) -> "pl.DataFrame":
    """The rows with the highest value of a column; all of them without a column."""
    import polars as pl

    if column is None:
        return frame
    needed(frame, "newest", column)
    return frame.filter(pl.col(column) == pl.col(column).max())


def as_of(frame: "pl.DataFrame", column: str | None) -> str | None:
    """The newest year, month or date (ISO 8601) of a column; None when it holds none."""
    import polars as pl

    if column is None:
        return None
    needed(frame, "freshness", column)
    dates = frame[column]
    if dates.dtype not in (pl.Int64, pl.Date, pl.String):
        raise SourceError(f"freshness: {column} holds neither years, months nor dates.")
    if dates.dtype == pl.String:
        dates = dates.filter(dates.str.contains(DATED).fill_null(value=False))
    newest = dates.max()
    return None if newest is None else str(newest)
