"""The eight steps that a query may do after reading: small pure functions from frame to frame.

Each keeps the order of the rows, except `top_n`, which sorts. What can't be computed is null, and
when that is a surprise, a warning says so. Arithmetic is that of floats, without rounding.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from blocks.errors import SourceError
from blocks.queries.filters import filter_equals, needed
from blocks.queries.params import valued
from blocks.queries.periods import distinct, period, periods_a_year

if TYPE_CHECKING:
    import polars as pl

PERIOD, ROW, BEFORE = "·period", "·row", "·before"  # no source names its columns so


@dataclass(frozen=True)
class Made:
    """A frame, and what is to be said about it."""

    frame: "pl.DataFrame"
    warnings: tuple[str, ...] = ()


class Top(Protocol):
    @property
    def by(self) -> str: ...
    @property
    def n(self) -> int | str: ...
    @property
    def ascending(self) -> bool: ...


class Share(Protocol):
    @property
    def of(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def within(self) -> tuple[str, ...]: ...


class Yoy(Protocol):
    @property
    def of(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def order(self) -> str: ...
    @property
    def by(self) -> tuple[str, ...]: ...


class Rolling(Yoy, Protocol):
    @property
    def window(self) -> int: ...


def transformed(frame: "pl.DataFrame", kind: str, given: Any, params: Mapping[str, Any]) -> Made:
    """The frame after one of the eight, whose settings are `given`.

    SourceError for a column that isn't there, or isn't of numbers where numbers are needed.
    """
    if kind not in TRANSFORMS:
        raise SourceError(f"There is no transform {kind!r}. There are: {', '.join(TRANSFORMS)}.")
    return TRANSFORMS[kind](frame, given, params)


def select(frame: "pl.DataFrame", columns: Sequence[str], _: Mapping[str, Any]) -> Made:
    """These columns, in this order."""
    needed(frame, "select", *columns)
    return Made(frame.select(list(columns)))


def rename_columns(frame: "pl.DataFrame", names: Mapping[str, str], _: Mapping[str, Any]) -> Made:
    """Old names to new ones, all at once: two columns may change places."""
    needed(frame, "rename_columns", *names)
    after = [names.get(column, column) for column in frame.columns]
    if double := next((name for name in after if after.count(name) > 1), None):
        raise SourceError(f"rename_columns gives two columns the name {double!r}.")
    return Made(frame.rename(dict(names)))


def to_percent(frame: "pl.DataFrame", columns: Sequence[str], _: Mapping[str, Any]) -> Made:
    """Fractions times 100. A column with values beyond 1 may be in per cent already: it is said."""
    import polars as pl

    needed(frame, "to_percent", *columns, numeric=columns)
    large = [name for name in columns if frame.filter(pl.col(name).abs() > 1).height]
    said = (f"to_percent: {name} holds values beyond 1; is it a fraction?" for name in large)
    made = frame.with_columns(pl.col(name).cast(pl.Float64) * 100 for name in columns)
    return Made(made, tuple(said))


def top_n(frame: "pl.DataFrame", top: Top, params: Mapping[str, Any]) -> Made:
    """The n highest (or lowest) rows, sorted; equal ones by the remaining columns, nulls last.

    A null `n` is all of them.
    """
    needed(frame, "top_n", top.by)
    n = valued(top.n, params)
    if n is not None and (isinstance(n, bool) or not isinstance(n, int) or n < 1):
        raise SourceError(f"top_n needs a whole number from 1 on, not {n!r}.")
    rest = [name for name in frame.columns if name != top.by]
    descending = [not top.ascending, *(False for _ in rest)]
    made = frame.sort([top.by, *rest], descending=descending, nulls_last=True, maintain_order=True)
    return Made(made if n is None else made.head(n))


def share_of_total(frame: "pl.DataFrame", share: Share, _: Mapping[str, Any]) -> Made:
    """Per cent of the sum over all rows, or over those that agree in `within`.

    Null where the value is null or the sum is 0. Rows that were left out for being about too few
    people are in no sum, so that nothing about them follows from the shares.
    """
    import polars as pl

    needed(frame, "share_of_total", share.of, *share.within, new=share.name, numeric=[share.of])
    value = pl.col(share.of).cast(pl.Float64)
    total = value.sum().over(share.within) if share.within else value.sum()
    made = frame.with_columns(pl.when(total != 0).then(value / total * 100).alias(share.name))
    zero = frame.filter(total == 0, value.is_not_null()).height
    said = f"share_of_total: the total of {share.of} is 0 for {_rows(zero)}, which get no share."
    return Made(made, (said,) if zero else ())


def yoy(frame: "pl.DataFrame", change: Yoy, _: Mapping[str, Any]) -> Made:
    """100 · (value − before) / |before|, where before is the value of one year earlier.

    `order` holds years, months (YYYY-MM) or dates, each once for the columns in `by`. Null where
    there is no row of a year earlier, or its value is null or 0; the last is said.
    """
    import polars as pl

    by = list(change.by)
    needed(frame, "yoy", change.of, change.order, *by, new=change.name, numeric=[change.of])
    dated = frame.with_columns(period(frame, change.order, "yoy").alias(PERIOD))
    distinct(dated, [*by, PERIOD], [*by, change.order], "yoy")
    lag = periods_a_year(frame, change.order)
    earlier = dated.filter(pl.col(PERIOD).is_not_null()).select(
        *by, pl.col(PERIOD) + lag, pl.col(change.of).cast(pl.Float64).alias(BEFORE)
    )
    keys = [*by, PERIOD]
    both = dated.join(earlier, on=keys, how="left", nulls_equal=True, maintain_order="left")
    before = pl.col(BEFORE)
    rate = (pl.col(change.of).cast(pl.Float64) - before) / before.abs() * 100
    zero = both.filter(before == 0, pl.col(change.of).is_not_null()).height
    said = f"yoy: {change.of} was 0 a year before for {_rows(zero)}, which get no change."
    made = both.with_columns(pl.when(before != 0).then(rate).alias(change.name))
    return Made(made.drop(PERIOD, BEFORE), (said,) if zero else ())


def rolling_avg(frame: "pl.DataFrame", rolling: Rolling, _: Mapping[str, Any]) -> Made:
    """The mean of this and the `window` − 1 rows before, in the order of `order`, within `by`.

    Null until the window is full, where a value in it is null, and where years or months
    (YYYY-MM) in it don't follow each other; rows by date only have their order.
    """
    import polars as pl

    by, of = list(rolling.by), rolling.of
    needed(frame, "rolling_avg", of, rolling.order, *by, new=rolling.name, numeric=[of])
    dated = frame.with_columns(period(frame, rolling.order, "rolling_avg").alias(PERIOD))
    keys = [*by, rolling.order]
    distinct(dated, keys, keys, "rolling_avg")
    rows = dated.with_row_index(ROW).sort(keys, nulls_last=True, maintain_order=True)

    def back(column: str, steps: int) -> "pl.Expr":
        moved = pl.col(column).shift(steps)
        return moved.over(by) if by else moved

    # Each window is summed on its own: a running sum would carry rounding errors along.
    mean = pl.sum_horizontal(
        (back(of, step).cast(pl.Float64) for step in range(rolling.window)), ignore_nulls=False
    )
    steady = pl.col(PERIOD) - back(PERIOD, rolling.window - 1) == rolling.window - 1
    if frame.schema[rolling.order] == pl.Date:
        steady = pl.col(PERIOD).is_not_null()
    made = pl.when(steady).then(mean / rolling.window).alias(rolling.name)
    return Made(rows.with_columns(made).sort(ROW).drop(ROW, PERIOD))


def _filtered(frame: "pl.DataFrame", wanted: Mapping[str, Any], params: Mapping[str, Any]) -> Made:
    return Made(*filter_equals(frame, wanted, params))


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


TRANSFORMS: "Final[Mapping[str, Callable[[pl.DataFrame, Any, Mapping[str, Any]], Made]]]" = {
    "select": select,
    "filter_equals": _filtered,
    "rename_columns": rename_columns,
    "to_percent": to_percent,
    "top_n": top_n,
    "share_of_total": share_of_total,
    "yoy": yoy,
    "rolling_avg": rolling_avg,
}
