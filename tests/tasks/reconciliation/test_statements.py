"""Bank statements: MT940 as banks really write it, and camt.053 in all its versions."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from deployments.samples.cash import camt053, cash_books
from policies.errors import InputError
from tasks.reconciliation.camt053 import parse_camt053
from tasks.reconciliation.entries import Book
from tasks.reconciliation.mapping import BookMapping
from tasks.reconciliation.mt940 import parse_mt940
from tasks.reconciliation.numbers import total
from tasks.reconciliation.statements import plain_reference, read_statement

REAL = Path(__file__).parents[4] / "shared" / "data" / "bank_statements"
BANK = BookMapping(system="BANK")
HEAD = ":20:STMT\n:25:DE00TEST\n:28C:1/1\n:60F:C260105EUR100,00\n"
FOOT = ":62F:C260105EUR%s\n-\n"
real = pytest.mark.skipif(not REAL.is_dir(), reason="the shared bank statements are not here")


def statement(folder: Path, text: str | bytes, name: str = "s.sta", **changes: object) -> Book:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_statement(path, BANK.model_copy(update=changes))


def amounts(book: Book) -> list[str]:
    return [str(entry.amount) for entry in book.entries]


@real
@pytest.mark.parametrize("path", sorted(REAL.glob("*")), ids=lambda path: path.name)
def test_every_real_statement_is_read_movement_by_movement(path: Path) -> None:
    book = read_statement(path, BANK)
    assert len(book.entries) == len(re.findall(rb"(?m)^:61:", path.read_bytes()))
    assert not book.rejected
    assert all(entry.amount and entry.currency and entry.settle_date for entry in book.entries)


@real
@pytest.mark.parametrize("path", sorted(REAL.glob("*")), ids=lambda path: path.name)
def test_every_gap_of_a_real_statement_is_exact_and_warned_of(path: Path) -> None:
    """Some of these files were shortened, so that their movements do not make their balances."""
    statements, _ = parse_mt940(path.read_text(encoding="utf-8"), path.name)
    for each in statements:
        moved = total(entry.amount or Decimal(0) for entry in each.entries)
        assert each.opening is not None
        assert each.closing is not None
        assert each.closing - each.opening - moved == each.gap
    warned = read_statement(path, BANK).warnings
    assert len(warned) == sum(bool(each.gap) for each in statements)


@real
def test_most_real_statements_foot() -> None:
    found = [
        each
        for path in sorted(REAL.glob("*"))
        for each in parse_mt940(path.read_text(encoding="utf-8"), path.name)[0]
    ]
    assert sum(not each.gap for each in found) == len(found) - 3


@real
@pytest.mark.parametrize("path", sorted(REAL.glob("*")), ids=lambda path: path.name)
def test_no_name_of_a_real_narrative_gets_into_an_entry(path: Path) -> None:
    for entry in read_statement(path, BANK).entries:
        for word in " ".join((entry.key, *entry.references)).split():
            assert any(letter.isdigit() for letter in word)


def test_a_movement_becomes_an_entry(tmp_path: Path) -> None:
    text = HEAD + ":61:2601060105D12,5NTRFINV-4711//BK0001\n:86:JOHN DOE RENT\n" + FOOT % "87,5"
    book = statement(tmp_path, text)
    (entry,) = book.entries
    assert (entry.line, entry.key, entry.reference) == (5, "INV-4711", "BK0001")
    assert (entry.amount, entry.currency) == (Decimal("-12.5"), "EUR")
    assert (entry.trade_date, entry.settle_date) == (date(2026, 1, 5), date(2026, 1, 6))
    assert entry.account == "DE00TEST"
    assert "DOE" not in repr(entry)
    assert book.warnings == ()


@pytest.mark.parametrize(
    ("mark", "amount"),
    [("C", "1.00"), ("D", "-1.00"), ("RC", "-1.00"), ("RD", "1.00"), ("CR", "1.00")],
)
def test_marks_give_the_sign_and_a_reversal_turns_it(
    tmp_path: Path, mark: str, amount: str
) -> None:
    book = statement(tmp_path, HEAD + f":61:260105{mark}1,00NTRFNONREF\n")
    assert amounts(book) == [amount]
    assert book.entries[0].status == ("REVERSAL" if mark in ("RC", "RD") else None)


def test_the_entry_date_crosses_the_year_with_the_value_date(tmp_path: Path) -> None:
    (entry,) = statement(tmp_path, HEAD + ":61:2512310102D1,00NTRFNONREF\n").entries
    assert (entry.settle_date, entry.trade_date) == (date(2025, 12, 31), date(2026, 1, 2))


def test_a_statement_that_does_not_foot_is_a_warning_with_its_line(tmp_path: Path) -> None:
    foots = HEAD + ":61:260105C5,00NTRFNONREF\n" + FOOT % "105,00"
    book = statement(tmp_path, foots + foots.replace("105,00", "106,00"))
    assert amounts(book) == ["5.00", "5.00"]
    assert len(book.warnings) == 1
    assert "s.sta:8" in book.warnings[0]
    assert "by 1.00" in book.warnings[0]


def test_a_statement_without_a_closing_balance_is_read_and_not_judged(tmp_path: Path) -> None:
    book = statement(tmp_path, HEAD + ":61:260105C5,00NTRFNONREF\n")
    assert amounts(book) == ["5.00"]
    assert not book.warnings


def test_windows_lines_an_envelope_and_wrapped_narratives_are_understood(tmp_path: Path) -> None:
    body = HEAD + ":61:260105C5,00NTRFREF12345\nsupplement\n:86:?20LONG\nwrapped ?21MORE\n"
    text = "{1:F01BANK}{2:O940}{4:\r\n" + body.replace("\n", "\r\n") + "-}\r\n"
    (entry,) = statement(tmp_path, text).entries
    assert (entry.line, entry.key) == (6, "REF12345")


def test_latin_letters_are_read_without_being_told(tmp_path: Path) -> None:
    text = (HEAD + ":61:260105C5,00NTRFREF12345\n:86:Müller\n").encode("cp1252")
    assert amounts(statement(tmp_path, text)) == ["5.00"]


def test_a_faulty_movement_is_rejected_with_its_line_and_the_rest_goes_on(tmp_path: Path) -> None:
    text = HEAD + ":61:260105C5,00NTRFA1\n:61:JOHN DOE\n:86:x\n:61:260105C6,00NTRFA2\n"
    book = statement(tmp_path, text)
    assert amounts(book) == ["5.00", "6.00"]
    assert [entry.line for entry in book.entries] == [5, 8]
    assert [bad.line for bad in book.rejected] == [6]
    assert "DOE" not in book.rejected[0].reason
    assert book.read == 3


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("s.sta", "hello", "no :20: tag"),
        ("s.sta", "", "is empty"),
        ("s.sta", HEAD, "states no movement"),
        ("s.sta", HEAD.replace("C260105", "X260105") + ":61:260105C5,00NTRFA\n", "s.sta:1"),
        ("s.xml", "<a/>", "without a camt.053 namespace"),
        ("s.xml", "<a xmlns='urn:iso:std:iso:20022:tech:xsd:camt.052.001.08'/>", "is camt.052"),
        ("s.xml", "<a xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.99'/>", "02 to 12"),
        (
            "s.xml",
            "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.08'><x>",
            "is not a camt.053 document",
        ),
        ("s.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>camt.053</a>", "document type"),
    ],
)
def test_what_is_no_statement_is_refused(tmp_path: Path, name: str, text: str, said: str) -> None:
    with pytest.raises(InputError) as error:
        statement(tmp_path, text, name)
    assert said in str(error.value)


def older(text: str, version: str) -> str:
    """The sample as an earlier version writes it: there a status is a bare code."""
    text = text.replace("camt.053.001.08", f"camt.053.001.{version}")
    bare = int(version) < 7
    return re.sub(r"<Sts><Cd>(\w+)</Cd></Sts>", r"<Sts>\1</Sts>", text) if bare else text


@pytest.mark.parametrize("version", [f"{number:02d}" for number in range(2, 13)])
def test_camt_of_every_version_says_the_same(tmp_path: Path, version: str) -> None:
    cash = cash_books(1, 20, "DE00TEST", "EUR")
    book = statement(tmp_path, older(camt053(cash), version), "s.xml")
    assert [entry.amount for entry in book.entries] == [each.amount for each in cash.bank]
    assert [entry.settle_date for entry in book.entries] == [each.value for each in cash.bank]
    assert [entry.references[-1] for entry in book.entries] == [each.bank for each in cash.bank]
    assert {entry.account for entry in book.entries} == {"DE00TEST"}
    assert not book.warnings
    assert not book.rejected


def test_a_camt_that_does_not_foot_is_a_warning(tmp_path: Path) -> None:
    cash = cash_books(1, 20, "DE00TEST", "EUR")
    text = camt053(cash).replace(f">{cash.closing}<", f">{cash.closing + 1}<")
    assert "by 1.00" in statement(tmp_path, text, "s.xml").warnings[0]


def test_a_reversal_in_camt_keeps_its_own_direction(tmp_path: Path) -> None:
    text = camt053(cash_books(1, 1, "DE00TEST", "EUR"))
    plain = statement(tmp_path, text, "s.xml").entries[0]
    reversed_ = text.replace("<Sts><Cd>", "<RvslInd>true</RvslInd><Sts><Cd>")
    (entry,) = statement(tmp_path, reversed_, "s.xml").entries
    assert (entry.amount, entry.status) == (plain.amount, "REVERSAL")


def test_pending_and_unreadable_camt_entries_are_rejected_with_their_line(tmp_path: Path) -> None:
    text = camt053(cash_books(1, 4, "DE00TEST", "EUR"))
    text = text.replace("<Cd>BOOK</Cd>", "<Cd>PDNG</Cd>", 1)
    head, _, tail = text.rpartition('<Amt Ccy="EUR">')
    text = f'{head}<Amt Ccy="EUR">1O{tail}'
    statements, rejected = parse_camt053(text, "s.xml")
    assert "not booked (status PDNG)" in rejected[0].reason
    assert "not a decimal" in rejected[1].reason
    assert text.splitlines()[rejected[0].line - 1].startswith("<Ntry>")
    assert len(statements[0].entries) + len(rejected) == text.count("<Ntry>")


def test_references_keep_what_two_books_may_share_and_no_names() -> None:
    assert plain_reference("inv-4711 John Doe") == "INV-4711"
    assert plain_reference("NONREF") == plain_reference("NOTPROVIDED") == ""
    assert plain_reference(None) == plain_reference("7") == ""


def test_a_camt_without_what_the_schema_asks_for_and_nobody_needs_is_read(tmp_path: Path) -> None:
    text = camt053(cash_books(1, 3, "DE00TEST", "EUR"))
    text = re.sub(r"<GrpHdr>.*</GrpHdr>|<BkTxCd>.*</BkTxCd>|<Id>SAMPLE-053-1</Id>", "", text)
    assert len(statement(tmp_path, text, "s.xml").entries) == 3


def test_a_camt_entry_without_amount_is_rejected(tmp_path: Path) -> None:
    text = camt053(cash_books(1, 3, "DE00TEST", "EUR"))
    head, _, tail = text.rpartition("<Ntry>")
    text = head + "<Ntry>" + re.sub(r"<Amt[^>]*>[^<]*</Amt>", "", tail)
    book = statement(tmp_path, text, "s.xml")
    assert (len(book.entries), len(book.rejected)) == (2, 1)


DIALECTS = {  # what banks write, and the amount, value date and references in it
    "a 30th of February": (":61:2602300228D1,00NTRFNONREF", "-1.00", "2026-02-28", ()),
    "a blank entry date": (":61:260105    D1,00NTRFREF123", "-1.00", "2026-01-05", ("REF123",)),
    "small letters": (":61:2601050105d1,00NTRFREF123", "-1.00", "2026-01-05", ("REF123",)),
    "a wrapped amount": (":61:2601050105D\n65,00NTRFREF123", "-65.00", "2026-01-05", ("REF123",)),
    "no digits after the comma": (":61:2601050105C5,NTRFREF123", "5", "2026-01-05", ("REF123",)),
    "a long reference": (
        ":61:2601050105D20,NTRFABCD-1234567890EFGHIJ-1234567890//2026070612345678901",
        "-20", "2026-01-05", ("ABCD-1234567890EFGHIJ-1234567890", "2026070612345678901"),
    ),
    "an account and a name for a reference": (
        ":61:2601050105D65,00NOVBNL47BANK9999999999                  j doe",
        "-65.00", "2026-01-05", ("NL47BANK9999999999",),
    ),
    "no type of transaction": (":61:2601050105C1,00", "1.00", "2026-01-05", ()),
    "an indented tag": ("  :61:2601050105C1,00NTRFREF123", "1.00", "2026-01-05", ("REF123",)),
}  # fmt: skip


@pytest.mark.parametrize("name", DIALECTS)
def test_a_dialect_is_understood_also_beside_other_movements(tmp_path: Path, name: str) -> None:
    line, amount, day, known = DIALECTS[name]
    plain = ":61:2601050105C7,00NTRFOTHER1\n"
    book = statement(tmp_path, HEAD + plain + line + "\n" + line + "\n" + plain)
    assert amounts(book) == ["7.00", amount, amount, "7.00"]
    entry = book.entries[1]
    assert (str(entry.settle_date), entry.references) == (day, known)


def test_a_point_in_an_amount_is_rejected_and_never_cut_off(tmp_path: Path) -> None:
    book = statement(tmp_path, HEAD + ":61:260105C65.00NTRFA1\n:61:260105C1,00NTRFA2\n")
    assert amounts(book) == ["1.00"]
    assert [bad.line for bad in book.rejected] == [5]


def test_a_statement_without_balances_is_read_without_a_currency(tmp_path: Path) -> None:
    book = statement(tmp_path, ":20:A\n:25:X1\n:61:260105C1,00NTRFREF123\n")
    assert (amounts(book), book.entries[0].currency) == (["1.00"], None)
