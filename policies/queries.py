"""The language of named queries: what data there is, as agents may ask for it.

A query is a file in `policies/<pack>/queries/`; its name is the file's. It reads one table (CSV or
Parquet, in the folder of the sources) or one SELECT of a configured database, and nothing else.
Values only: `blocks/queries/client.py` answers them, in this order: the rows are read as the
declared kinds, filtered by `between` and the filters that `postprocess` begins with, cut to the
`newest`, rows about too few people are left out, and then the rest of `postprocess` runs.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Discriminator, Field, StringConstraints, Tag, model_validator

from policies.query_sql import one_select, tables_of
from policies.schema import Alias, Value

Column = Annotated[str, StringConstraints(min_length=1)]  # as the source spells it
Kind = Literal["text", "int", "number", "date", "bool"]
Unit = Literal[
    "count", "percent", "fraction", "points", "qar", "usd", "index", "months", "years", "unknown"
]
TRANSFORMS = (
    "select",
    "filter_equals",
    "rename_columns",
    "to_percent",
    "top_n",
    "share_of_total",
    "yoy",
    "rolling_avg",
)


class Param(Value):
    """A parameter of a query. Without a default it must be given; null means no restriction."""

    type: Literal["text", "int", "number", "date", "month", "list"] = Field(
        "text", description="date: YYYY-MM-DD, month: YYYY-MM, list: texts, none of them is null."
    )
    default: Any = Field(None, description="Its value when none is given; null: no restriction.")
    choices: tuple[Any, ...] = Field((), description="The only values allowed, if any.")
    minimum: float | None = None
    maximum: float | None = None
    description: str = ""

    @property
    def required(self) -> bool:
        """Whether it must be given: a default of null is a default."""
        return "default" not in self.model_fields_set


class FileTable(Value):
    """A table in a file of the folder of the sources."""

    file: str = Field(description="CSV or Parquet, relative to the folder of the sources.")
    delimiter: str = Field(",", min_length=1, max_length=1)

    @property
    def locator(self) -> str:
        """What is read, for citations."""
        return self.file


class SqlTable(Value):
    """One SELECT on a configured database.

    Parameters are written `:name` and are bound. A list is `column IN :name`; whether it is null is
    `:name_is_null`. The rows are sorted by the declared columns: any other order is not kept.
    """

    database: Alias = Field(description="The name of a configured database.")
    select: Annotated[str, AfterValidator(one_select)] = Field(
        description="One SELECT (or WITH … SELECT) statement that only reads."
    )

    @property
    def locator(self) -> str:
        """What is read, for citations: the database and its tables."""
        return f"{self.database}: {', '.join(tables_of(self.select)) or 'no table'}"


class Freshness(Value):
    """How old the data may be."""

    as_of: Column | None = Field(None, description="The column of dates, months or years.")
    updated: str | None = Field(None, description="When the source was last changed (ISO 8601).")
    sla_days: int | None = Field(None, ge=0, description="Days after which the data is stale.")


class Total(Value):
    """Rows of a group must add up: percentages to 100, fractions to 1."""

    of: Column
    within: tuple[Column, ...] = ()
    to: float = 100
    tolerance: float = Field(0.5, ge=0)


class Constraints(Value):
    """What must hold of the rows as they are read; what does not is a warning of the answer."""

    not_null: tuple[Column, ...] = ()
    unique: tuple[Column, ...] = Field((), description="Columns that together name a row.")
    between: dict[Column, tuple[float, float]] = Field(default_factory=dict)
    totals: tuple[Total, ...] = ()


class Top(Value):
    """The n rows with the highest values; equal ones are ordered by the remaining columns."""

    by: Column
    n: int | str = Field(description="A number, or @ and a parameter.")
    ascending: bool = False


class Share(Value):
    """Per cent of the sum over the rows, or over those that agree in `within`."""

    of: Column
    name: Alias = Field("share_percent", alias="as")
    within: tuple[Column, ...] = ()


class Yoy(Value):
    """Change against the row of one year before, in per cent of that row's size."""

    of: Column
    name: Alias = Field("yoy_percent", alias="as")
    order: Column = Field("year", description="The column of years, or of months (YYYY-MM).")
    by: tuple[Column, ...] = ()


class Rolling(Value):
    """Mean of the last `window` rows; of years and months they must follow each other."""

    of: Column
    name: Alias = Field("rolling_avg", alias="as")
    order: Column
    window: int = Field(ge=2)
    by: tuple[Column, ...] = ()


class Transform(Value):
    """One step after reading: exactly one of the eight."""

    select: tuple[Column, ...] | None = None
    filter_equals: dict[Column, Any] | None = Field(
        None, description="Column to value or list; @name is a parameter; null restricts nothing."
    )
    rename_columns: dict[Column, Alias] | None = None
    to_percent: tuple[Column, ...] | None = Field(None, description="Fractions to per cent.")
    top_n: Top | None = None
    share_of_total: Share | None = None
    yoy: Yoy | None = None
    rolling_avg: Rolling | None = None

    @model_validator(mode="after")
    def exactly_one(self) -> Self:
        given = [name for name in TRANSFORMS if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"exactly one transform a step, not {len(given)}.")
        return self

    @property
    def kind(self) -> str:
        """Which of the eight it is."""
        return next(name for name in TRANSFORMS if getattr(self, name) is not None)


def _kind_of_table(given: Any) -> str:
    """What a source is meant to be, so that its faults are told against that alone."""
    keys = given if isinstance(given, dict) else getattr(given, "model_fields_set", ())
    return "SqlTable" if {"database", "select"} & set(keys) else "FileTable"


class Query(Value):
    """A named query: the table, its columns and their units, parameters, and what is done then."""

    title: str
    description: str = ""
    source: Annotated[
        Annotated[FileTable, Tag("FileTable")] | Annotated[SqlTable, Tag("SqlTable")],
        Discriminator(_kind_of_table),
    ]
    publisher: str = Field(description="Who publishes it, as claims name it: Per LMIS: …")
    dataset: str = Field(description="What it is called there; citations and freshness name it.")
    license: str = ""
    columns: dict[Column, Kind] = Field(
        description="What the table must have; others are not read."
    )
    units: dict[Column, Unit] = Field(default_factory=dict, description="Of the answer's columns.")
    unit: Unit = "unknown"
    params: dict[Alias, Param] = Field(default_factory=dict)
    between: dict[Column, tuple[Any, Any]] = Field(
        default_factory=dict, description="Column to lowest and highest; @name is a parameter."
    )
    newest: Column | None = Field(
        None, description="Of what the filters leave, only the rows with its highest value count."
    )
    freshness: Freshness = Freshness()
    constraints: Constraints = Constraints()
    cohort: Column | None = Field(
        None, description="The column that says how many people a row is about; small ones are cut."
    )
    postprocess: tuple[Transform, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of what the query says: layout and comments of the file don't count."""
        return sha256(self.model_dump_json(by_alias=True).encode()).hexdigest()


Queries = Mapping[str, Query]


def overlaid(*layers: Queries) -> dict[str, Query]:
    """Queries of several folders as one catalogue: of equal names, the later layer's stands."""
    return {name: query for layer in layers for name, query in layer.items()}
