"""What a query says must hold of its rows, checked: what doesn't hold becomes a sentence.

A sentence names the first row at fault by its number and no value of it: the row may be about so
few people that it is left out of the answer.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from blocks.queries.filters import needed
from blocks.queries.kinds import Place
from blocks.queries.query import Constraints, Total

if TYPE_CHECKING:
    import polars as pl


def broken(frame: "pl.DataFrame", constraints: Constraints, place: Place) -> tuple[str, ...]:
    """The constraints that the rows break, in the order in which they are declared."""
    import polars as pl

    totals = constraints.totals
    named = (*constraints.not_null, *constraints.unique, *constraints.between)
    within = (name for total in totals for name in total.within)
    sums = [total.of for total in totals]
    needed(frame, "constraints", *named, *sums, *within, numeric=[*constraints.between, *sums])
    said: list[str] = []
    for name in constraints.not_null:
        said += _told(f"{name} is null", frame[name].is_null(), place)
    if constraints.unique:
        columns = list(constraints.unique)
        again = ~frame.select(pl.struct(columns).is_first_distinct()).to_series()
        said += _told(f"{' and '.join(columns)} stand more than once", again, place)
    for name, (low, high) in constraints.between.items():
        outside = ~frame[name].is_between(low, high)
        said += _told(f"{name} is not from {low:.15g} to {high:.15g}", outside, place)
    for total in totals:
        off = frame.select(_off(total)).to_series()
        said += _told(f"{total.of} does not add up to {total.to:.15g}", off, place)
    return tuple(said)


def _off(total: Total) -> "pl.Expr":
    """Whether a row is the first of a group that does not add up."""
    import polars as pl

    value = pl.col(total.of)
    groups = list(total.within)
    off = (value.sum() - total.to).abs() > total.tolerance
    if not groups:
        return off & (pl.int_range(pl.len()) == 0)
    return off.over(groups) & pl.struct(groups).is_first_distinct()


def _told(what: str, wrong: "pl.Series", place: Place) -> Iterator[str]:
    rows = wrong.fill_null(value=False).arg_true()
    if len(rows):
        more = f" and {len(rows) - 1} more" if len(rows) > 1 else ""
        yield f"{place.name}: {what} in {place.row(int(rows[0]))}{more}."
