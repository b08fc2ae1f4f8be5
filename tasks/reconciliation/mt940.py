"""MT940: the library reads the tags, this module finds statements, lines and faulty movements."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from policies.errors import InputError
from tasks.reconciliation.entries import Entry
from tasks.reconciliation.statements import Statement, plain_name, references
from tasks.records import Rejected

START = re.compile(r"(?m)^:20:")
TAG = re.compile(r"(?m)^:(\d\d)[A-Z]?:")
INDENT = re.compile(r"(?m)^[ \t]+(?=:\d\d[A-Z]?:)")
# The library stops at what is no digit of the amount, so that 65.00 would be 65.
MOVEMENT = re.compile(
    r":61:\d{6}(?:\d{4}|\s{4})?R?[CD][A-Z]?[\n ]?\d{1,15}(?:,\d*)?(?=[A-Z]|\s|$)", re.IGNORECASE
)
# The library cuts references off after 16 characters; some banks write whole IBANs there.
NAMED = re.compile(
    r"[^\n]*?,\d*[A-Z][A-Z0-9 ]{3}(?P<customer>.*?)(?://(?P<bank>.*))?$", re.MULTILINE
)
OPENING = ("final_opening_balance", "intermediate_opening_balance", "opening_balance")
CLOSING = ("final_closing_balance", "intermediate_closing_balance", "closing_balance")
UNREADABLE = (RuntimeError, ValueError, ArithmeticError, LookupError, TypeError)


@dataclass(frozen=True, slots=True)
class _Block:
    """One statement: the line of the file on which it starts, its movements, and the rest."""

    line: int
    movements: tuple[tuple[int, str], ...]
    head: str
    foot: str

    @classmethod
    def of(cls, text: str, line: int) -> "_Block":
        """A movement is a :61: with the :86: that belongs to it."""
        tags = [*TAG.finditer(text)]
        ends = [tag.start() for tag in tags[1:]] + [len(text)]
        parts: list[tuple[int, str]] = []
        line_here = line
        head, foot, open_, counted = "", "", False, 0
        for tag, end in zip(tags, ends, strict=True):
            line_here += text.count("\n", counted, tag.start())
            counted = tag.start()
            piece, number = text[tag.start() : end], tag.group(1)
            if number == "61":
                parts.append((line_here, piece))
            elif number == "86" and open_:
                parts[-1] = (parts[-1][0], parts[-1][1] + piece)
            elif parts:
                foot += piece
            else:
                head += piece
            open_ = number == "61" or (number == "86" and open_)
        return cls(line, tuple(parts), head, foot)


def parse_mt940(text: str, name: str) -> tuple[list[Statement], list[Rejected]]:
    """The statements of a file, and the movements in it that no statement may hold."""
    text = INDENT.sub("", text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff"))
    starts = [match.start() for match in START.finditer(text)]
    if not starts:
        raise InputError(f"{name}: no :20: tag: this is not MT940. Give an MT940 or camt.053 file.")
    rejected: list[Rejected] = []
    statements: list[Statement] = []
    line, counted = 1, 0
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        line += text.count("\n", counted, start)
        counted = start
        statement, faults = _statement(_Block.of(text[start:end], line), name)
        statements.append(statement)
        rejected += [Rejected(fault, FAULT, name) for fault in faults]
    return statements, rejected


FAULT = "is not a movement as MT940 writes it: :61:YYMMDD[MMDD]C|D|RC|RD amount type."


def _statement(block: _Block, name: str) -> tuple[Statement, list[int]]:
    """The statement, and the lines of its faulty movements."""
    frame = _parsed(block.head + block.foot)
    if frame is None:
        raise InputError(f"{name}:{block.line}: the statement that starts here is not MT940.")
    account = plain_name(frame.data.get("account_identification"))
    currency = plain_name(frame.currency)
    good = [piece for piece in block.movements if MOVEMENT.match(piece[1])]
    read = _read(block, good)
    entries = tuple(_entry(line, data, account, currency) for line, data in read)
    opening, closing = _balance(frame.data, OPENING), _balance(frame.data, CLOSING)
    lines = {line for line, _ in read}
    faults = [line for line, _ in block.movements if line not in lines]
    return Statement(block.line, account, currency, opening, closing, entries), faults


def _read(block: _Block, pieces: list[tuple[int, str]]) -> list[tuple[int, dict[str, Any]]]:
    """All movements at once; or one by one, when one is faulty or the library merges some."""
    whole = _movements(_parsed(block.head + "".join(text for _, text in pieces)))
    if len(whole) == len(pieces):
        found = [(line, text, data) for (line, text), data in zip(pieces, whole, strict=True)]
    else:
        one_by_one = ((line, text, _movements(_parsed(block.head + text))) for line, text in pieces)
        found = [(line, text, data[0]) for line, text, data in one_by_one if len(data) == 1]
    return [(line, data | _named(text)) for line, text, data in found]


def _named(text: str) -> dict[str, Any]:
    """The references as the movement's first line has them."""
    match = NAMED.match(text)
    if match is None:
        return {}
    return {"customer_reference": match["customer"], "bank_reference": match["bank"]}


def _parsed(text: str) -> Any:
    """What the library makes of a statement, or None."""
    import logging

    import mt940

    logging.getLogger("mt940").setLevel(logging.CRITICAL)  # it logs what it can't read, names too
    try:
        return mt940.parse_statements(text, options=mt940.Options.all())[0]
    except UNREADABLE:
        return None


def _movements(found: Any) -> list[dict[str, Any]]:
    if found is None:
        return []
    return [each.data for each in found.transactions if "amount" in each.data]


def _balance(data: dict[str, Any], names: tuple[str, ...]) -> Decimal | None:
    balance = next((data[name] for name in names if name in data), None)
    amount = getattr(balance, "amount", None)
    return getattr(amount, "amount", None)


def _entry(line: int, data: dict[str, Any], account: str | None, currency: str | None) -> Entry:
    known = references(
        data.get("customer_reference"),
        data.get("end_to_end_reference"),
        data.get("bank_reference"),
    )
    value = _plain_day(data["date"])
    return Entry(
        line,
        key=known[0] if known else "",
        reference=known[-1] if known else None,
        references=known,
        account=account,
        amount=data["amount"].amount,
        currency=currency,
        trade_date=_plain_day(data.get("entry_date")) or value,
        settle_date=value,
        status="REVERSAL" if str(data["status"]).upper().startswith("R") else None,
    )


def _plain_day(day: Any) -> Any:
    from datetime import date

    return date(day.year, day.month, day.day) if day else None
