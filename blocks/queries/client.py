"""The data client: the named queries that it was made of, answered, and nothing else.

Whoever holds it gives a query's name and parameters. SQL, addresses and files are the queries' and
the operator's alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from blocks.answers import Answer, Provenance, Row
from blocks.errors import SourceError
from blocks.queries.addresses import Address
from blocks.queries.cohort import as_of, large_enough, newest_rows
from blocks.queries.constraints import broken
from blocks.queries.filters import between, filter_equals
from blocks.queries.frames import TEXT, Files
from blocks.queries.kinds import Place
from blocks.queries.params import Bound, bind, nearest
from blocks.queries.query import FileTable, Query, SqlTable
from blocks.queries.selects import Databases
from blocks.queries.transforms import transformed

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class DataClient:
    """Answers named queries from files in `folder` and from `databases`.

    Rows about fewer than `minimum_cohort` people are left out before anything is ranked, shared or
    added up: no later step has seen them, and the answer says how many they were. What other
    queries publish, and totals that a source holds itself, are beyond that promise. It may be
    asked from several threads at once; each file is read once.
    """

    queries: Mapping[str, Query]
    folder: Path | None = None
    databases: Mapping[str, Address] = field(default_factory=dict)
    minimum_cohort: int = 15
    statement_timeout: float = 20.0  # seconds for one SELECT
    _files: Files = field(init=False, compare=False, repr=False)
    _selects: Databases = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """A frozen value is given what it remembers here."""
        object.__setattr__(self, "_files", Files(self.folder))
        object.__setattr__(self, "_selects", Databases(self.databases, self.statement_timeout))

    def run(self, query: str, params: Mapping[str, Any] | None = None, /, **named: Any) -> Answer:
        """The answer to a query. SourceError for wrong parameters, or when it can't be had."""
        asked = self._query(query)
        bound = self.check(query, params, **named)
        try:
            return self._answer(query, asked, bound)
        except SourceError as error:
            raise SourceError(f"{query}: {error}") from None

    def check(self, query: str, params: Mapping[str, Any] | None = None, /, **named: Any) -> Bound:
        """The parameters as they are bound, defaults included. SourceError names the wrong one."""
        return bind(query, self._query(query), {**(params or {}), **named})

    def key(
        self, query: str, params: Mapping[str, Any] | None = None, /, **named: Any
    ) -> dict[str, Any]:
        """What decides the answer, as JSON: what the query says, its parameters, and its source.

        Of a file that is the digest of its bytes (empty when it can't be read). Of a database only
        which one it is: its rows may change under the same key.
        """
        return {"params": self.check(query, params, **named), **self.basis(query)}

    def basis(self, query: str) -> dict[str, Any]:
        """What decides every answer to a query, whatever its parameters: see `key`."""
        asked = self._query(query)
        source = asked.source
        if isinstance(source, SqlTable):
            known = source.database in self.databases
            address = self._selects.address(source.database) if known else None
            content = {"database": source.database, "place": address.digest if address else ""}
        else:
            content = {"file": source.file, "digest": self._files.digest(source.file)}
        return {
            "query": query,
            "definition": asked.digest,
            "source": content,
            "minimum_cohort": self.minimum_cohort,
        }

    def _query(self, name: str) -> Query:
        if name not in self.queries:
            raise SourceError(f"There is no query {name!r}. {nearest(name, self.queries)}")
        return self.queries[name]

    def _answer(self, name: str, query: Query, params: Bound) -> Answer:
        table = self._table(query, params)
        said = list(broken(table, query.constraints, _place(query.source)))
        frame, warnings = self._asked(table, query, params)
        said += warnings
        cohort = query.cohort
        for step in query.postprocess[_leading(query) :]:
            made = transformed(frame, step.kind, getattr(step, step.kind), params)
            frame, said = made.frame, [*said, *made.warnings]
            cohort = (step.rename_columns or {}).get(cohort or "", cohort)
        frame, warnings = _finite(frame)
        said += warnings
        if not frame.height and not said:
            said.append("There are no rows.")
        return Answer(
            query=name,
            rows=_rows(frame),
            unit=query.unit,
            provenance=_provenance(query),
            units={column: unit for column, unit in query.units.items() if column in frame.columns},
            params=params,
            as_of=as_of(table, query.freshness.as_of),
            updated=query.freshness.updated,
            warnings=tuple(dict.fromkeys(said)),
            cohort=cohort if cohort in frame.columns else None,
            sla_days=query.freshness.sla_days,
        )

    def _table(self, query: Query, params: Bound) -> "pl.DataFrame":
        source = query.source
        if isinstance(source, SqlTable):
            return self._selects.frame(source, query, params)
        return self._files.frame(source, query.columns)

    def _asked(
        self, table: "pl.DataFrame", query: Query, params: Bound
    ) -> "tuple[pl.DataFrame, list[str]]":
        """The rows that are asked for and may be shown; what is said names no other row."""
        known = large_enough(table, query.cohort, self.minimum_cohort)
        frame, said = between(table, query.between, params, known)
        warnings = [*said]
        for step in query.postprocess[: _leading(query)]:
            frame, said = filter_equals(frame, step.filter_equals or {}, params, known)
            warnings += said
        frame = newest_rows(frame, query.newest)
        shown = large_enough(frame, query.cohort, self.minimum_cohort)
        if cut := frame.height - shown.height:
            rows = "1 row is" if cut == 1 else f"{cut} rows are"
            warnings.append(f"{rows} left out: about fewer than {self.minimum_cohort} people.")
        return shown, warnings


def _leading(query: Query) -> int:
    """How many steps of a query come first and only filter."""
    return sum(1 for _ in takewhile(lambda s: s.kind == "filter_equals", query.postprocess))


def _place(source: FileTable | SqlTable) -> Place:
    header = isinstance(source, FileTable) and source.file.lower().endswith(TEXT)
    return Place(source.locator, 2 if header else 1)


def _provenance(query: Query) -> Provenance:
    locator, fields = query.source.locator, tuple(query.columns)
    return Provenance(query.publisher, query.dataset, locator, fields, query.license)


def _finite(frame: "pl.DataFrame") -> "tuple[pl.DataFrame, list[str]]":
    """Numbers that a step made too large to write become null, and it is said."""
    import polars as pl

    floats = [name for name, kind in frame.schema.items() if kind.is_float()]
    large = [name for name in floats if not frame[name].is_finite().all()]
    cut = (pl.when(pl.col(name).is_finite()).then(pl.col(name)).alias(name) for name in large)
    said = [f"{name} is too large to be a number in places." for name in large]
    return frame.with_columns(cut), said


def _rows(frame: "pl.DataFrame") -> tuple[Row, ...]:
    import polars as pl

    return tuple(frame.with_columns(pl.col(pl.Date).dt.to_string("iso")).to_dicts())
