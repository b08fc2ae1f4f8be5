"""The language of named queries: what data there is, as agents may ask for it.

A query is a file in `policies/<pack>/queries/`; its name is the file's. It reads one table (CSV or
Parquet, in the folder of the sources) or one SELECT of a configured database, and nothing else.
Values only: `blocks/client.py` answers them.
"""

from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from policies.schema import Alias, Value

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

    type: Literal["text", "int", "number", "date", "list"] = Field(
        "text", description="list: texts."
    )
    default: Any = Field(..., description="Its value when none is given; null: no restriction.")
    choices: tuple[Any, ...] = Field((), description="The only values allowed, if any.")
    minimum: float | None = None
    maximum: float | None = None
    description: str = ""


class FileTable(Value):
    """A table in a file of the folder of the sources."""

    file: str = Field(description="CSV or Parquet, relative to the folder of the sources.")
    delimiter: str = Field(",", min_length=1, max_length=1)


class SqlTable(Value):
    """One SELECT on a configured database; parameters are written `:name` and are bound."""

    database: Alias = Field(description="The name of a configured database.")
    select: str = Field(description="One SELECT (or WITH … SELECT) statement.")


class Freshness(Value):
    """How old the data may be."""

    as_of: Alias | None = Field(None, description="The column of dates, months or years.")
    updated: str | None = Field(None, description="When the source was last changed (ISO 8601).")
    sla_days: int | None = Field(None, ge=0, description="Days after which the data is stale.")


class Total(Value):
    """Rows of a group must add up: percentages to 100, fractions to 1."""

    of: Alias
    within: tuple[Alias, ...] = ()
    to: float = 100
    tolerance: float = Field(0.5, ge=0)


class Constraints(Value):
    """What must hold of the rows; what does not is a warning of the answer."""

    not_null: tuple[Alias, ...] = ()
    unique: tuple[Alias, ...] = Field((), description="Columns that together name a row.")
    between: dict[Alias, tuple[float, float]] = Field(default_factory=dict)
    totals: tuple[Total, ...] = ()


class Top(Value):
    by: Alias
    n: int | str = Field(description="A number, or @ and a parameter.")
    ascending: bool = False


class Share(Value):
    of: Alias
    name: Alias = Field("share_percent", alias="as")
    within: tuple[Alias, ...] = ()


class Yoy(Value):
    """Change against the row of one year before, in per cent."""

    of: Alias
    name: Alias = Field("yoy_percent", alias="as")
    order: Alias = Field("year", description="The column of years, or of months (YYYY-MM).")
    by: tuple[Alias, ...] = ()


class Rolling(Value):
    of: Alias
    name: Alias = Field("rolling_avg", alias="as")
    order: Alias
    window: int = Field(ge=2)
    by: tuple[Alias, ...] = ()


class Transform(Value):
    """One step after reading: exactly one of the eight."""

    select: tuple[Alias, ...] | None = None
    filter_equals: dict[Alias, Any] | None = Field(
        None, description="Column to value or list; @name is a parameter; null restricts nothing."
    )
    rename_columns: dict[str, Alias] | None = None
    to_percent: tuple[Alias, ...] | None = Field(None, description="Fractions to per cent.")
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


class Query(Value):
    """A named query: the table, its columns and their units, parameters, and what is done then."""

    title: str
    description: str = ""
    source: FileTable | SqlTable
    publisher: str = Field(description="Who publishes it, as claims name it: Per LMIS: …")
    dataset: str = Field(description="What it is called there; citations and freshness name it.")
    license: str = ""
    columns: dict[str, Kind] = Field(description="What the table must have; others are not read.")
    units: dict[Alias, Unit] = Field(default_factory=dict, description="Of the answer's columns.")
    unit: Unit = "unknown"
    params: dict[Alias, Param] = Field(default_factory=dict)
    between: dict[Alias, tuple[Any, Any]] = Field(
        default_factory=dict, description="Column to lowest and highest; @name is a parameter."
    )
    freshness: Freshness = Freshness()
    constraints: Constraints = Constraints()
    cohort: Alias | None = Field(
        None, description="The column that says how many people a row is about; small ones are cut."
    )
    postprocess: tuple[Transform, ...] = ()


Queries = Mapping[str, Query]
