"""What `--input` may name: breaks in a file, or a YAML list of the books to compare.

    as_of: 2026-06-15
    books:
      - {left: a.csv, right: b.csv, mapping: broker_trades, allocations: [as.csv, bs.csv]}
      - {left: ledger.csv, right: statement.sta, mapping: bank_statement}

Paths count from the folder of that list; `mapping` is the name of one that ships, or a path.
"""

from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from policies.errors import InputError
from tasks.explain import sentence
from tasks.files import check_file
from tasks.inputs import Account, Input, Row, file_digest, open_records
from tasks.reconciliation.reconcile import Accounts, Reconciled, breaks_between
from tasks.reconciliation.request import Break
from tasks.records import Record


class Books(BaseModel):
    """Two books to compare, and the allocations of their trades if there are any."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    left: Path = Field(description="The first book: CSV or Parquet.")
    right: Path = Field(
        description="The second book: CSV or Parquet, or a statement in MT940 or camt.053."
    )
    mapping: str = Field(description="How columns are read: a name that ships, or a YAML file.")
    allocations: tuple[Path, Path] | None = Field(
        None, description="How the trades of either book were allocated: a file for each."
    )

    def placed(self, folder: Path) -> Self:
        """The same books, with relative paths counted from a folder; a mapping's name stays."""
        changed: dict[str, Any] = {"left": folder / self.left, "right": folder / self.right}
        if self.allocations:
            changed["allocations"] = tuple(folder / path for path in self.allocations)
        if Path(self.mapping).suffix:
            changed["mapping"] = str(folder / self.mapping)
        return self.model_copy(update=changed)

    @property
    def files(self) -> tuple[Path, ...]:
        return (self.left, self.right, *(self.allocations or ()))


class Comparison(BaseModel):
    """Several pairs of books, aged for one day."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    as_of: date | None = None
    books: tuple[Books, ...] = Field(min_length=1)

    @property
    def title(self) -> str:
        """What is compared, for people."""
        first, *others = self.books
        pair = f"{first.left.name} against {first.right.name}"
        return f"{pair} and {len(others)} more" if others else pair


def open_input(path: Path | Mapping[str, Any], today: date) -> Input:
    """Breaks in a file, or the breaks between books that a file or a mapping names.

    InputError when something can't be read.
    """
    if isinstance(path, Mapping):
        comparison = Comparison.model_validate(path)
        return compare(comparison, today, comparison.title)
    if path.suffix.lower() in (".yaml", ".yml"):
        return compare(read_comparison(path), today, path.name)
    return open_records(path, Break, partial(dated, today=today), today.isoformat())


def read_comparison(path: Path) -> Comparison:
    """A YAML list of books; its relative paths made to count from its own folder."""
    check_file(path, (".yaml", ".yml"))
    try:
        comparison = Comparison.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: is no valid YAML: {' '.join(str(error).split())}") from None
    except ValidationError as error:
        raise InputError(f"{path}: {sentence(error)}") from None
    books = (pair.placed(path.parent) for pair in comparison.books)
    return comparison.model_copy(update={"books": tuple(books)})


def compare(comparison: Comparison, today: date, title: str) -> Input:
    """Compare the books and give the breaks between them."""
    as_of = comparison.as_of or today
    compared = [_compared(pair, as_of) for pair in comparison.books]
    breaks = [found for one in compared for found in one.breaks]
    rejections = [bad for one in compared for bad in one.rejections]
    rows: list[Row] = [*rejections, *(Record(n, found, title) for n, found in enumerate(breaks, 1))]
    return Input(
        title,
        file_digest(file for pair in comparison.books for file in pair.files),
        lambda: iter(rows),
        total=len(rows),
        accounts=tuple(_account(a) for one in compared for a in one.accounts),
        warnings=tuple(text for one in compared for text in one.warnings),
    )


def dated(found: Break, today: date) -> Break:
    """A break that says for which day its age counts: today when it leaves that open."""
    return found if found.as_of else found.model_copy(update={"as_of": today})


def _compared(pair: Books, as_of: date) -> Reconciled:
    return breaks_between(pair.left, pair.right, pair.mapping, pair.allocations, as_of)


def _account(accounts: Accounts) -> Account:
    return Account(
        accounts.book, accounts.read, accounts.matched, accounts.broken, accounts.rejected
    )
