"""Filters of frames, which say what they looked for when it isn't there."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from blocks.errors import SourceError
from blocks.queries.kinds import Place, as_kind
from blocks.queries.params import nearest, valued

if TYPE_CHECKING:
    import polars as pl

MANY: Final = 1_000  # distinct values among which the closest is still looked for


def filter_equals(
    frame: "pl.DataFrame",
    wanted: Mapping[str, Any],
    params: Mapping[str, Any],
    known: "pl.DataFrame | None" = None,
) -> "tuple[pl.DataFrame, tuple[str, ...]]":
    """The rows with these values, or one of a list; null restricts nothing.

    A value that no row has is said, with the closest of those in `known` (by default the rows).
    """
    needed(frame, "filter_equals", *wanted)
    known = frame if known is None else known
    said: list[str] = []
    for column, raw in wanted.items():
        value = valued(raw, params)
        if value is None or value == []:
            continue
        values = _values(frame, column, value if isinstance(value, list | tuple) else [value])
        before, frame = frame, frame.filter(frame[column].is_in(values.implode()))
        if before.height:
            said += _absent(values, before[column], known[column])
            if not frame.height and not said:
                said.append(f"No row has {column} {_listed(values)} and what was asked besides.")
    return frame, tuple(said)


def between(
    frame: "pl.DataFrame",
    ranges: Mapping[str, tuple[Any, Any]],
    params: Mapping[str, Any],
    known: "pl.DataFrame | None" = None,
) -> "tuple[pl.DataFrame, tuple[str, ...]]":
    """The rows whose values lie in the ranges, ends included; a null end is open.

    A range that leaves no row is said, with the lowest and highest value in `known`.
    """
    needed(frame, "between", *ranges)
    said: list[str] = []
    for column, ends in ranges.items():
        low, high = (
            None if (end := valued(raw, params)) is None else _values(frame, column, [end])[0]
            for raw in ends
        )
        before, here = frame, frame[column]
        if low is not None:
            frame = frame.filter(frame[column] >= low)
        if high is not None:
            frame = frame.filter(frame[column] <= high)
        if before.height and not frame.height:
            asked = f"from {low}" if high is None else f"from {low} to {high}"
            asked = f"up to {high}" if low is None else asked
            there = _span((here if known is None else known[column]).drop_nulls())
            said.append(f"No row has {column} {asked}{there}.")
    return frame, tuple(said)


def needed(
    frame: "pl.DataFrame",
    step: str,
    *columns: str,
    new: str | None = None,
    numeric: Iterable[str] = (),
) -> None:
    """SourceError for a column that a step needs and isn't there, or is there already."""
    for column in columns:
        if column not in frame.columns:
            valid = nearest(column, frame.columns)
            raise SourceError(f"{step}: there is no column {column!r} here. {valid}")
    if new in frame.columns:
        raise SourceError(f"{step}: there is a column {new!r} already. Choose another name.")
    for column in numeric:
        if not frame.schema[column].is_numeric():
            raise SourceError(f"{step}: the column {column!r} holds no numbers.")


def _values(frame: "pl.DataFrame", column: str, values: Sequence[Any]) -> "pl.Series":
    """What is looked for, as the kind of the column."""
    import polars as pl

    kinds: dict[Any, str] = {
        pl.String: "text",
        pl.Int64: "int",
        pl.Float64: "number",
        pl.Date: "date",
        pl.Boolean: "bool",
    }
    kind = kinds[frame.schema[column].base_type()]
    place = Place(f"what {column} is compared with")
    try:
        series = pl.Series(column, values)
    except TypeError:
        raise SourceError(f"{place.name} must be values of one kind, not {values!r}.") from None
    return as_kind(series, kind, place).drop_nulls()


def _absent(values: "pl.Series", here: "pl.Series", known: "pl.Series") -> list[str]:
    """Sentences for values that are in neither column, with those of `known` that are close."""
    import polars as pl

    there = known.drop_nulls().unique().sort()
    missing = values.filter(~values.is_in(here.unique().implode()) & ~values.is_in(there.implode()))
    said = []
    for value in missing.unique(maintain_order=True).to_list():
        close = there.dtype == pl.String and len(there) <= MANY
        hint = f". {nearest(value, there)}" if close else f"{_span(there)}."
        said.append(f"No row has {known.name} {_shown(value)}{hint}")
    return said


def _span(there: "pl.Series") -> str:
    if not len(there):
        return ""
    low, high = there.sort()[[0, -1]]
    return f"; it goes from {low} to {high}"


def _listed(values: "pl.Series") -> str:
    return " or ".join(_shown(value) for value in values.to_list()[:5])


def _shown(value: Any) -> str:
    return repr(value) if isinstance(value, str) else str(value)
