"""Bank statements, MT940 and camt.053, as books of cash movements.

Names of people stand in the free text of statements; entries carry amounts, dates and references,
and of references only the words that hold a digit.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from policies.errors import InputError
from tasks.files import check_file, check_text
from tasks.reconciliation.entries import Book, Entry
from tasks.reconciliation.mapping import BookMapping
from tasks.reconciliation.numbers import minus, total

SUFFIXES = (".sta", ".mt940", ".940", ".mt9", ".swi", ".txt", ".xml", ".camt")
SHORTEST, LONGEST, WORDS = 3, 100, 3
WORD = re.compile(r"[A-Za-z0-9][\w./-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a file, from `line` on; a balance that it does not state is None."""

    line: int
    account: str | None
    currency: str | None
    opening: Decimal | None
    closing: Decimal | None
    entries: tuple[Entry, ...]

    @property
    def gap(self) -> Decimal:
        """Closing - (opening + movements): 0 when it foots or does not state both balances."""
        if self.opening is None or self.closing is None:
            return Decimal(0)
        moved = total(entry.amount for entry in self.entries if entry.amount is not None)
        return minus(self.closing, total((self.opening, moved)))


def is_statement(path: Path, mapping: BookMapping) -> bool:
    """Whether a file is to be read as a bank statement."""
    if mapping.format != "auto":
        return mapping.format != "table"
    suffix = path.suffix.lower()
    return suffix in SUFFIXES and not (suffix == ".txt" and mapping.columns.used)


def read_statement(path: Path, mapping: BookMapping) -> Book:
    """All statements of a file as one book; a statement that does not foot is a warning of it.

    Raises InputError when the file is no statement or holds no movement at all.
    """
    from tasks.reconciliation.camt053 import parse_camt053
    from tasks.reconciliation.mt940 import parse_mt940

    text = _text(check_file(path), mapping.encoding)
    xml = text.lstrip("\ufeff \t\r\n").startswith("<")
    if xml and mapping.format == "mt940":
        raise InputError(f"{path} is XML, not MT940. Correct `format` in the mapping.")
    parse = parse_camt053 if xml else parse_mt940
    statements, rejected = parse(text, path.name)
    entries = tuple(_mapped(entry, mapping) for each in statements for entry in each.entries)
    if not entries and not rejected:
        raise InputError(f"{path} states no movement. Give a statement with at least one.")
    return Book(path.name, mapping.system, entries, tuple(rejected), _warnings(path, statements))


def _mapped(entry: Entry, mapping: BookMapping) -> Entry:
    """The entry under our names for accounts, with its sign turned where the mapping says so."""
    from dataclasses import replace

    account = mapping.values.get("account", {}).get(entry.account or "", entry.account)
    account = mapping.constants.get("account", account)
    amount = -entry.amount if mapping.negate and entry.amount is not None else entry.amount
    return replace(entry, account=account, amount=amount)


def _warnings(path: Path, statements: Sequence[Statement]) -> tuple[str, ...]:
    return tuple(
        f"{path.name}:{each.line}: the statement does not foot: opening {each.opening} and its"
        f" {len(each.entries)} movements miss the closing balance {each.closing} by {each.gap}."
        for each in statements
        if each.gap
    )


def _text(path: Path, encoding: str | None) -> str:
    raw = path.read_bytes()
    if b"\0" in raw[:4096]:
        check_text(path, encoding or "utf-8")  # says what is wrong with it
    if encoding is not None:
        check_text(path, encoding)
        return raw.decode(encoding)
    declared = re.match(rb"\s*<\?xml[^>]*encoding=[\"']([A-Za-z0-9_.-]+)", raw)
    names = [declared.group(1).decode()] if declared else []
    for name in [*names, "utf-8-sig", "cp1252"]:  # banks write one or the other
        try:
            return raw.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("latin-1")


def plain_reference(text: str | None) -> str:
    """The words of a reference that hold a digit, in capitals: what two books may have in common.

    NONREF, NOTPROVIDED, KREF+ and names hold none, and are no references.
    """
    words = [word for word in (text or "").split() if WORD.fullmatch(word)]
    kept = [word for word in words if any(letter.isdigit() for letter in word)][:WORDS]
    reference = " ".join(kept).upper()[:LONGEST]
    return reference if len(reference) >= SHORTEST else ""


def references(*texts: str | None) -> tuple[str, ...]:
    """The plain references among these, each once, in this order."""
    return tuple(dict.fromkeys(filter(None, map(plain_reference, texts))))


def plain_name(text: str | None) -> str | None:
    """An account or a currency without what can't be printed; None when nothing is left."""
    return "".join(filter(str.isprintable, text or "")).strip()[:LONGEST] or None
