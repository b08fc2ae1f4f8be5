"""What a reconciliation run is asked: one break between two systems.

Amounts arrive as decimal text or JSON integers; a JSON number with a point is exact when the
reader parses it as a decimal (`tasks/records.py` does). Nothing here ever holds a float.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

BreakType = Literal[
    "TRADE_OMS_MISMATCH",
    "BROKER_VS_INTERNAL",
    "FO_VS_BO",
    "CUSTODIAN_MISMATCH",
    "CASH_RECONCILIATION",
    "PNL_RECONCILIATION",
    "LIFECYCLE_EVENT",
    "REGULATORY_DATA",
]
Kind = Literal[
    "MISSING_IN_A",
    "MISSING_IN_B",
    "DUPLICATE",
    "INSTRUMENT",
    "SIDE",
    "CURRENCY",
    "QUANTITY",
    "PRICE",
    "AMOUNT",
    "FEE",
    "SETTLEMENT_DATE",
    "TRADE_DATE",
    "ALLOCATION",
    "STATUS",
    "COUNT",
]

DECIMAL = r"^\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*$"
ID_LENGTH = 200
TEXT_LENGTH = 4_096


def _no_flag(value: Any) -> Any:
    if isinstance(value, bool):  # pydantic reports ValueErrors, and TypeErrors it lets through
        raise ValueError("is true or false; write a number, or null")  # noqa: TRY004
    return value


def _plain(value: Decimal) -> Decimal:
    """1E+3 and 1000 are one value, so they get one text, one digest and one cache key."""
    exponent = value.as_tuple().exponent
    return Decimal(format(value, "f")) if isinstance(exponent, int) and exponent > 0 else value


def _iso_day(value: Any) -> Any:
    # A number would be read as seconds since 1970, and 20260105 as a day in 1970.
    if isinstance(value, (int, float, Decimal)):
        raise ValueError("is a number; write the date as 2026-01-31")  # noqa: TRY004
    return value


# 20 digits before the point and 18 after it: what a decimal128 column holds.
Number = Annotated[
    Decimal,
    BeforeValidator(_no_flag, json_schema_input_type=Decimal),
    Field(max_digits=38, decimal_places=18, allow_inf_nan=False),
    AfterValidator(_plain),
]
# What forms and the server are told: text or an integer, since a JSON number with a point would be
# a float by the time it gets here. In one list, for a choice within a choice is shown as raw JSON.
MaybeNumber = Annotated[
    Number | None,
    WithJsonSchema(
        {"anyOf": [{"type": "string", "pattern": DECIMAL}, {"type": "integer"}, {"type": "null"}]}
    ),
]
Day = Annotated[date, BeforeValidator(_iso_day, json_schema_input_type=date)]
# No control characters: identifiers reach tickets, file names and a database.
Id = Annotated[
    str,
    StringConstraints(min_length=1, max_length=ID_LENGTH, pattern=r"^[^\x00-\x1f\x7f]+$"),
]
Text = Annotated[str, StringConstraints(max_length=TEXT_LENGTH, pattern=r"^[^\x00]*$")]
Ids = Annotated[tuple[Id, ...], Field(max_length=1_000)]


class _Value(BaseModel):
    """Frozen, strict about keys, and silent about what was in a refused field."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Side(_Value):
    """What one system says."""

    system_name: Id = Field(description="The system, for example OMS or CUSTODIAN.")
    quantity: MaybeNumber = Field(None, description="Units; the side gives the direction.")
    amount: MaybeNumber = Field(None, description="Money in the currency below; its sign counts.")
    price: MaybeNumber = Field(None, description="Per unit, in the currency below.")
    currency: Id | None = Field(None, description="ISO 4217, for example USD.")
    fees: MaybeNumber = Field(None, description="All fees and commissions, in the currency above.")
    side: Literal["BUY", "SELL"] | None = Field(None, description="The direction of the trade.")
    instrument: Id | None = Field(None, description="As this system calls it.")
    trade_date: Day | None = None
    settle_date: Day | None = None
    account: Id | None = Field(None, description="Where this system keeps it.")
    status: Id | None = Field(None, description="For example SETTLED, PENDING or FAILED.")
    count: int | None = Field(None, ge=0, description="How many records this side adds up.")
    timestamp: AwareDatetime | None = Field(None, description="ISO 8601 with a zone: …T09:30:00Z.")
    references: Ids = Field((), description="The records behind this side.")


class Entities(_Value):
    """What the break is about."""

    instrument: Id | None = Field(None, description="A ticker, ISIN or currency pair.")
    account: Id | None = Field(None, description="Enrichment looks up its holdings.")
    broker: Id | None = None
    counterparty: Id | None = None
    trade_ids: Ids = Field((), description="Enrichment looks up orders, trades and confirms.")
    order_ids: Ids = ()


class Break(_Value):
    """A difference between two systems. A missing side means that this system knows nothing."""

    break_id: Id = Field(description="Its name; the report and the ticket carry it.")
    break_type: BreakType = Field(description="Which books differ; with the risk, it picks a crew.")
    kind: Kind | None = Field(None, description="The difference that matters most.")
    differences: Annotated[tuple[Kind, ...], Field(max_length=15)] = Field(
        (), description="Everything that differs."
    )
    status: Id = Field("OPEN", description="As the source has it.")
    # A title of their own: the form has none for a field that is a model or nothing.
    system_a: Side | None = Field(None, title="System A", description="What the first one says.")
    system_b: Side | None = Field(None, title="System B", description="What the second one says.")
    entities: Entities = Field(Entities(), title="Entities", description="What the break is about.")
    date: Day = Field(description="The business day of the break.")
    as_of: Day | None = Field(
        None, description="The day for which its age is counted; empty: today."
    )
    source: Text = Field("", description="Where the break comes from.")
    note: Text = Field("", description="What the source says about it.")
    corporate_action: bool = Field(
        default=False, description="A corporate action falls on these days."
    )
    recurring: bool = Field(default=False, description="The same break was seen before.")

    @model_validator(mode="after")
    def has_a_side(self) -> Self:
        if self.system_a is None and self.system_b is None:
            raise ValueError("system_a and system_b are both missing; give at least one of them")
        return self
