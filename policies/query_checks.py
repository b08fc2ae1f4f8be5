"""What makes a named query wrong although each of its values is valid: a tuple of checks."""

from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any, Final

from policies.documents import Document, Loc
from policies.errors import Problem, choices
from policies.queries import FileTable, Param, Query, SqlTable
from policies.query_sql import IS_NULL, parameters_of
from policies.query_steps import tokens_of, walked
from policies.query_values import ANY, NUMERIC, compared, fits, is_moment, token

FORMATS: Final = (".csv", ".tsv", ".txt", ".parquet")


def query_problems(document: Document, query: Query) -> list[Problem]:
    """All problems of one query."""
    return [problem for check in CHECKS for problem in check(document, query)]


def file_can_be_read(document: Document, query: Query) -> Iterator[Problem]:
    source = query.source
    if not isinstance(source, FileTable):
        return
    path = PurePosixPath(source.file)
    if path.is_absolute() or ".." in path.parts:
        message = f"{source.file!r} is outside of the folder of sources."
        yield document.problem(("source", "file"), message, "Name it relative to that folder.")
    if path.suffix.lower() not in FORMATS:
        message = f"{source.file!r} is neither CSV nor Parquet."
        yield document.problem(("source", "file"), message, f"It may end in {', '.join(FORMATS)}.")
    if not source.delimiter.isascii() or source.delimiter in '\r\n"':
        message = f"{source.delimiter!r} can't separate columns."
        yield document.problem(("source", "delimiter"), message)


def sql_is_given_its_parameters(document: Document, query: Query) -> Iterator[Problem]:
    if not isinstance(query.source, SqlTable):
        return
    lists = {name + IS_NULL for name, param in query.params.items() if param.type == "list"}
    for name in parameters_of(query.source.select):
        if name not in query.params and name not in lists:
            message = f"there is no parameter {name!r}."
            valid = choices(name, {*query.params, *lists})
            yield document.problem(("source", "select"), message, valid)


def columns_are_there(document: Document, query: Query) -> Iterator[Problem]:
    """Whatever is named beside the steps is a column that is read, of a fitting kind."""
    numbers, dates = NUMERIC, frozenset({"int", "text", "date"})
    limits = query.constraints
    named: list[tuple[Loc, str | None, frozenset[str] | None]] = [
        (("newest",), query.newest, None),
        (("cohort",), query.cohort, numbers),
        (("freshness", "as_of"), query.freshness.as_of, dates),
    ]
    at = "constraints"
    named += [((at, "not_null", i), name, None) for i, name in enumerate(limits.not_null)]
    named += [((at, "unique", i), name, None) for i, name in enumerate(limits.unique)]
    named += [((at, "between", name), name, numbers) for name in limits.between]
    for i, total in enumerate(limits.totals):
        named.append(((at, "totals", i, "of"), total.of, numbers))
        within = ((at, "totals", i, "within", j) for j in range(len(total.within)))
        named += [(loc, name, None) for loc, name in zip(within, total.within, strict=True)]
    named += [(("between", name), name, None) for name in query.between]
    for loc, name, kinds in named:
        if name is None:
            continue
        if name not in query.columns:
            message = f"the table has no column {name!r}."
            yield document.problem(loc, message, choices(name, query.columns))
        elif kinds and query.columns[name] not in kinds:
            message = f"the column {name!r} is of kind {query.columns[name]}."
            valid = [each for each, kind in query.columns.items() if kind in kinds]
            yield document.problem(loc, message, choices(name, valid))


def ranges_are_ranges(document: Document, query: Query) -> Iterator[Problem]:
    for name, ends in query.between.items():
        kind = query.columns.get(name, ANY)
        for message, remedy in (f for end in ends for f in compared(kind, end, query.params)):
            yield document.problem(("between", name), message, remedy)
        if token(ends[0]) is None and token(ends[1]) is None and _reversed(*ends):
            yield document.problem(("between", name), f"{ends[0]} is above {ends[1]}.")
    for name, (low, high) in query.constraints.between.items():
        if low > high:
            message = f"{low:.15g} is above {high:.15g}."
            yield document.problem(("constraints", "between", name), message)


def steps_have_their_columns(document: Document, query: Query) -> Iterator[Problem]:
    columns, faults = walked(query)
    yield from (document.problem(*fault) for fault in faults)
    for name, unit in query.units.items():
        if name not in columns:
            message = f"the answer has no column {name!r}."
            yield document.problem(("units", name), message, choices(name, columns))
        elif unit != "unknown" and columns[name] not in NUMERIC:
            message = f"the column {name!r} holds {columns[name]}, which has no unit."
            yield document.problem(("units", name), message, "Drop it.")


def parameters_make_sense(document: Document, query: Query) -> Iterator[Problem]:
    for name, param in query.params.items():
        for key, message in _contradictions(param):
            yield document.problem(("params", name, key), message)
    said = set(tokens_of(query))
    if isinstance(query.source, SqlTable):
        said |= set(parameters_of(query.source.select))
    for name in query.params:
        if name not in said and name + IS_NULL not in said:
            message = f"the parameter {name!r} is never used."
            yield document.problem(("params", name), message, f"Write @{name} where it counts.")


def freshness_is_a_date(document: Document, query: Query) -> Iterator[Problem]:
    updated = query.freshness.updated
    if updated is not None and not is_moment(updated):
        message = f"{updated!r} is no date (YYYY-MM-DD), nor one with a time."
        yield document.problem(("freshness", "updated"), message)


CHECKS: tuple[Callable[[Document, Query], Iterator[Problem]], ...] = (
    file_can_be_read,
    sql_is_given_its_parameters,
    columns_are_there,
    ranges_are_ranges,
    steps_have_their_columns,
    parameters_make_sense,
    freshness_is_a_date,
)


def _contradictions(param: Param) -> Iterator[tuple[str, str]]:
    """Where a parameter speaks against itself: the key, and why."""
    low, high = param.minimum, param.maximum
    if param.type not in NUMERIC and (low, high) != (None, None):
        yield "minimum" if high is None else "maximum", f"a {param.type} has no bounds."
    elif low is not None and high is not None and low > high:
        yield "minimum", f"the minimum {low:.15g} is above the maximum {high:.15g}."
    kind = "text" if param.type == "list" else param.type
    for choice in param.choices:
        if not fits(kind, choice):
            yield "choices", f"{choice!r} is no {kind}."
    if param.default is not None:
        yield from (("default", message) for message in _default(param))


def _default(param: Param) -> Iterator[str]:
    """Why a parameter's own default would be refused if it were given."""
    default, low, high = param.default, param.minimum, param.maximum
    if not fits(param.type, default):
        yield f"{default!r} is no {param.type}."
        return
    for each in default if isinstance(default, list) else [default]:
        if param.choices and each not in param.choices:
            yield f"{each!r} is not among the choices."
    if isinstance(default, int | float):
        if low is not None and default < low:
            yield f"{default} is below the minimum {low:.15g}."
        if high is not None and default > high:
            yield f"{default} is above the maximum {high:.15g}."


def _reversed(low: Any, high: Any) -> bool:
    try:
        return low is not None and high is not None and bool(low > high)
    except TypeError:  # told as not fitting the column
        return False
