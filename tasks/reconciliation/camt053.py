"""camt.053, versions 001.02 to 001.12: the library's classes read the XML."""

import re
import warnings
from collections.abc import Iterator
from dataclasses import MISSING, fields
from datetime import date
from decimal import Decimal
from typing import Any

from policies.errors import InputError
from tasks.reconciliation.entries import Entry
from tasks.reconciliation.numbers import fitting
from tasks.reconciliation.statements import Statement, plain_name, references
from tasks.records import Rejected

NAMESPACE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:(camt\.\d{3})\.001\.(\d{2})")
ENTRY = re.compile(r"<(?:[\w.-]+:)?(Stmt|Ntry)[\s>]")
OPENING, CLOSING = ("OPBD", "PRCD"), ("CLBD",)
BOOKED = "BOOK"


def parse_camt053(text: str, name: str) -> tuple[list[Statement], list[Rejected]]:
    """The statements of a file, and the entries that are not booked or not readable."""
    if re.search(r"<!DOCTYPE|<!ENTITY", text):
        raise InputError(f"{name}: holds a document type; bank statements have none. Remove it.")
    document = _document(text, name, _schema(text, name))
    lines = _lines(text)
    statements: list[Statement] = []
    rejected: list[Rejected] = []
    for statement in document.bk_to_cstmr_stmt.stmt:
        first = next(lines)
        account = _account(statement.acct)
        entries = []
        for entry in statement.ntry:
            line = next(lines)
            try:
                entries.append(_entry(line, entry, account))
            except ValueError as error:
                rejected.append(Rejected(line, str(error), name))
        opening, closing = _balance(statement, OPENING), _balance(statement, CLOSING)
        currency = entries[0].currency if entries else None
        statements.append(Statement(first, account, currency, opening, closing, tuple(entries)))
    return statements, rejected


def _lines(text: str) -> Iterator[int]:
    line, counted = 1, 0
    for match in ENTRY.finditer(text):
        line += text.count("\n", counted, match.start())
        counted = match.start()
        yield line


def _schema(text: str, name: str) -> Any:
    found = NAMESPACE.search(text[:4096])
    if found is None:
        raise InputError(f"{name}: XML without a camt.053 namespace. Give a camt.053 statement.")
    message, version = found.groups()
    if message != "camt.053":
        raise InputError(f"{name}: is {message}, not camt.053. Ask the bank for the statement.")
    schema = _version(version)
    if schema is None:
        raise InputError(f"{name}: camt.053.001.{version} is unknown. Valid choices: 02 to 12.")
    return schema


def _version(version: str) -> Any:  # noqa: C901 - one line a version, and only it is imported
    from pyiso20022 import camt

    match version:
        case "02":
            import pyiso20022.camt.camt_053_001_02
        case "03":
            import pyiso20022.camt.camt_053_001_03
        case "04":
            import pyiso20022.camt.camt_053_001_04
        case "05":
            import pyiso20022.camt.camt_053_001_05
        case "06":
            import pyiso20022.camt.camt_053_001_06
        case "07":
            import pyiso20022.camt.camt_053_001_07
        case "08":
            import pyiso20022.camt.camt_053_001_08
        case "09":
            import pyiso20022.camt.camt_053_001_09
        case "10":
            import pyiso20022.camt.camt_053_001_10
        case "11":
            import pyiso20022.camt.camt_053_001_11
        case "12":
            import pyiso20022.camt.camt_053_001_12  # noqa: F401
    module = getattr(camt, f"camt_053_001_{version}", None)
    return None if module is None else module.Document


def _document(text: str, name: str, schema: Any) -> Any:
    from xml.etree.ElementTree import ParseError

    from xsdata.exceptions import ParserError
    from xsdata.formats.dataclass.parsers import XmlParser
    from xsdata.formats.dataclass.parsers.config import ParserConfig

    config = ParserConfig(fail_on_unknown_properties=False, class_factory=_lenient)
    body = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff"), count=1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # values of a wrong type stay text and are rejected
            document = XmlParser(config=config).from_string(body, schema)
    except (ParseError, ParserError, SyntaxError, TypeError, ValueError) as error:
        reason = str(error).splitlines()[0][:160]
        raise InputError(f"{name}: is not a camt.053 document: {reason}") from None
    if document.bk_to_cstmr_stmt is None:
        raise InputError(f"{name}: is not a camt.053 document: it holds no BkToCstmrStmt.")
    return document


def _lenient(shape: Any, given: dict[str, Any]) -> Any:
    """Banks leave out what the schema asks for and nobody needs: it is None then."""
    needed = (f.name for f in fields(shape) if f.default is f.default_factory is MISSING)
    return shape(**{**dict.fromkeys(needed), **given})


def _entry(line: int, entry: Any, account: str | None) -> Entry:
    status = _code(entry.sts)
    if status != BOOKED:
        raise ValueError(f"is not booked (status {status}), so no balance holds it.")
    value, booked = _day(entry.val_dt), _day(entry.bookg_dt)
    known = references(*_references(entry))
    return Entry(
        line,
        key=known[0] if known else "",
        reference=known[-1] if known else None,
        references=known,
        account=account,
        amount=_signed(entry.amt, entry.cdt_dbt_ind),
        currency=plain_name(entry.amt.ccy),
        trade_date=booked or value,
        settle_date=value or booked,
        status="REVERSAL" if entry.rvsl_ind else None,
    )


def _references(entry: Any) -> Iterator[str | None]:
    """The payer's references first: a ledger knows a payment by these."""
    details = [tx.refs for batch in entry.ntry_dtls for tx in batch.tx_dtls if tx.refs]
    for refs in details:
        yield refs.end_to_end_id
        yield refs.instr_id
        yield refs.tx_id
    yield entry.ntry_ref
    for refs in details:
        yield refs.acct_svcr_ref
    yield entry.acct_svcr_ref


def _signed(given: Any, indicator: Any) -> Decimal:
    """Positive for a credit. A reversal needs no turn: its indicator is its own direction."""
    amount, direction = getattr(given, "value", None), _code(indicator)
    if not isinstance(amount, Decimal) or not amount.is_finite() or amount < 0:
        raise ValueError("its amount is not a decimal number of at least 0.")
    amount = fitting(amount)
    if direction not in ("CRDT", "DBIT"):
        raise ValueError("its CdtDbtInd is neither CRDT nor DBIT.")
    return amount if direction == "CRDT" else -amount


def _balance(statement: Any, codes: tuple[str, ...]) -> Decimal | None:
    for code in codes:
        for balance in statement.bal:
            if balance.tp and _code(balance.tp.cd_or_prtry) == code:
                return _signed(balance.amt, balance.cdt_dbt_ind)
    return None


def _account(account: Any) -> str | None:
    if account is None or account.id is None:
        return None
    return plain_name(account.id.iban or (account.id.othr.id if account.id.othr else None))


def _code(value: Any) -> str | None:
    """A code as text: older versions have an enumeration, newer ones a choice around it."""
    if value is None or isinstance(value, str):
        return value
    if hasattr(value, "cd"):
        return _code(value.cd) or value.prtry
    return str(value.value)


def _day(value: Any) -> date | None:
    if value is None:
        return None
    day = value.dt or value.dt_tm
    if day is None:
        return None
    if isinstance(day, str):
        raise ValueError("one of its dates is not a date.")  # noqa: TRY004 - a fault of the row
    return date(day.year, day.month, day.day)
