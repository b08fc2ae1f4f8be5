"""What a pair of books looks like, declared in YAML: whose column is which field, and how it
writes numbers and dates.

Mappings that ship with the pack stand in `policies/reconciliation/mappings/`; they are known by
name, all others by path.
"""

from collections.abc import Mapping as AnyMapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

import policies
from policies.documents import Document, read, validate
from policies.errors import InputError, Problem, choices
from tasks.reconciliation.entries import BookKind
from tasks.reconciliation.request import BreakType

FOLDER = Path(policies.__file__).parent / "reconciliation" / "mappings"


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _as_text(value: Any) -> Any:
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


Bound = Annotated[Decimal, BeforeValidator(_as_text), Field(ge=0, allow_inf_nan=False)]


class Tolerances(_Value):
    """How far two lines may differ and still be one. Money in the books' own currency."""

    amount: Bound = Field(Decimal("0.005"), description="Absolute.")
    amount_bps: Bound = Field(Decimal(0), description="Of the larger amount; the wider one counts.")
    quantity: Bound = Field(Decimal(0), description="Units.")
    price: Bound = Field(Decimal("0.000001"), description="Absolute.")
    price_bps: Bound = Field(Decimal(0), description="Of the larger price; the wider one counts.")
    fees: Bound = Field(Decimal("0.005"), description="Absolute.")
    days: int = Field(0, ge=0, le=60, description="Business days between dates.")
    parts: int = Field(6, ge=2, le=12, description="Lines that one line may be split into.")


class Columns(_Value):
    """Our field: their column. Cash may have `debit` and `credit` in place of `amount`."""

    reference: str | None = None
    order: str | None = None
    account: str | None = None
    instrument: str | None = None
    side: str | None = None
    quantity: str | None = None
    price: str | None = None
    amount: str | None = None
    debit: str | None = Field(None, description="What goes out, unsigned.")
    credit: str | None = Field(None, description="What comes in, unsigned.")
    fees: str | None = None
    commission: str | None = None
    currency: str | None = None
    trade_date: str | None = None
    settle_date: str | None = None
    broker: str | None = None
    status: str | None = None

    @property
    def used(self) -> dict[str, str]:
        """Field to column, of those that are declared."""
        return {name: column for name, column in self if column is not None}


class BookMapping(_Value):
    """One book: its system, its columns and its way of writing."""

    system: str = Field(min_length=1, max_length=200, description="Its name in breaks: OMS, BANK.")
    key: tuple[str, ...] = Field((), description="Columns that both books know a line by.")
    columns: Columns = Columns()
    format: Literal["table", "mt940", "camt053", "auto"] = Field(
        "auto", description="auto: by suffix (.csv, .parquet; .sta, .mt940, .940; .xml)."
    )
    encoding: str | None = Field(None, description="utf-8; a statement's is found when left out.")
    delimiter: str | None = Field(
        None, min_length=1, max_length=1, description="Found in the header."
    )
    decimal: Literal[".", ","] = "."
    thousands: Literal[".", ",", "'", " ", "_"] | None = None
    dates: tuple[str, ...] = Field(("%Y-%m-%d",), min_length=1, description="strptime formats.")
    constants: dict[str, str] = Field({}, description="Our field: a value that every line has.")
    values: dict[str, dict[str, str]] = Field({}, description="Our field: their value: our value.")
    negate: bool = Field(default=False, description="Turn the sign of amounts.")

    @model_validator(mode="after")
    def makes_sense(self) -> Self:
        fields = [name for name in Columns.model_fields if name not in ("debit", "credit")]
        for name in [*self.constants, *self.values]:
            if name not in fields:
                raise ValueError(
                    f"constants and values know no field {name!r}. {choices(name, fields)}"
                )
        if self.decimal == self.thousands:
            raise ValueError(
                f"decimal and thousands are both {self.decimal!r}. Change one of them."
            )
        if self.columns.amount and (self.columns.debit or self.columns.credit):
            raise ValueError("amount stands beside debit or credit. Keep one way of saying it.")
        if bool(self.columns.debit) != bool(self.columns.credit):
            raise ValueError("debit and credit go together. Declare both columns, or amount.")
        return self


class BookPair(_Value):
    """The two columns of a mapping that belong to one kind of book."""

    left: BookMapping
    right: BookMapping


class Mapping(_Value):
    """Two books that are compared. Left is system A of the breaks, right is system B."""

    title: str = ""
    kind: BookKind
    break_type: BreakType | None = Field(None, description="By kind when left out.")
    left: BookMapping
    right: BookMapping
    allocations: BookPair | None = Field(None, description="Of the same trades.")
    tolerances: Tolerances = Tolerances()

    @property
    def type_of_breaks(self) -> BreakType:
        if self.break_type is not None:
            return self.break_type
        return "CASH_RECONCILIATION" if self.kind == "cash" else "BROKER_VS_INTERNAL"

    @model_validator(mode="after")
    def knows_enough(self) -> Self:
        for name, book in (("left", self.left), ("right", self.right)):
            _check_book(name, book, self.kind)
        if self.allocations is not None:
            if self.kind != "trades":
                raise ValueError("allocations go with kind: trades. Drop them, or change kind.")
            _check_book("allocations.left", self.allocations.left, "allocations")
            _check_book("allocations.right", self.allocations.right, "allocations")
        return self


NEEDED: AnyMapping[BookKind, tuple[tuple[str, ...], ...]] = {
    "trades": (("quantity", "amount"),),
    "allocations": (("account",), ("quantity",)),
    "cash": (("amount", "debit"),),
}


def _check_book(name: str, book: BookMapping, kind: BookKind) -> None:
    if book.format in ("mt940", "camt053"):
        return
    if kind == "cash" and book.format == "auto" and not book.columns.used:
        return  # a statement, by its suffix
    known = {*book.columns.used, *book.constants}
    if kind == "allocations" and not book.key:
        raise ValueError(f"{name}: key is missing: the columns that name the execution.")
    for options in NEEDED[kind]:
        if known.isdisjoint(options):
            raise ValueError(f"{name}: {kind} need a column for {' or '.join(options)}.")


def mapping_names() -> list[str]:
    """The mappings that ship with the pack."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def load_mapping(name: str | Path, tolerances: AnyMapping[str, Any] | None = None) -> Mapping:
    """A mapping by name or path. `tolerances` are the pack's; the mapping's own go first.

    Raises InputError with every fault of the file, its line and what would be right.
    """
    path = _path_of(name)
    document, problems = read(path, str(path))
    if not problems and isinstance(document.data, dict) and tolerances:
        own = document.data.get("tolerances", {})
        merged = {**tolerances, **own} if isinstance(own, dict) else own
        document = Document(document.file, {**document.data, "tolerances": merged}, document.lines)
    mapping: Mapping | None = None
    if not problems:
        mapping, problems = validate(document, Mapping)
    if mapping is None or problems:
        raise InputError(_listed(problems))
    return mapping


def _path_of(name: str | Path) -> Path:
    path = Path(name)
    if path.suffix in (".yaml", ".yml") or path.is_absolute():
        if path.is_file():
            return path
        raise InputError(f"{path}: there is no such mapping file. {_known(str(name))}")
    shipped = FOLDER / f"{name}.yaml"
    if not shipped.is_file():
        raise InputError(f"no mapping is called {str(name)!r}. {_known(str(name))}")
    return shipped


def _known(name: str) -> str:
    return f"{choices(name, mapping_names())} Or give the path of a YAML file."


def _listed(problems: list[Problem]) -> str:
    if len(problems) == 1:
        return str(problems[0])
    lines = "\n".join(f"  {problem}" for problem in sorted(problems))
    return f"{len(problems)} problems in the mapping:\n{lines}"
