"""Numbers as Swedish reports print them."""

from decimal import Decimal

import pytest

from tasks.annual_reports.document.words import Cell, Word
from tasks.annual_reports.layout.amounts import (
    is_dash,
    is_number,
    money,
    money_found,
    number,
    parse,
)


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("1 472 618", "1472618"),
        ("1\u00a0472\u202f618", "1472618"),
        ("1\u2009472\u2007618", "1472618"),
        ("1.234.567", "1234567"),
        ("-47 316", "-47316"),
        ("- 3 608 115", "-3608115"),
        ("\u221247 316", "-47316"),
        ("\u2013 47 316", "-47316"),
        ("(47 316)", "-47316"),
        ("+350 000", "350000"),
        ("0", "0"),
        ("61,4", "61.4"),
        ("3,45 %", "3.45"),
        ("12.5", "12.5"),
        ("641*", "641"),
        ("77 412 kr", "77412"),
        ("641 kr/kvm", "641"),
        ("4 500:-", "4500"),
        ("3 215 kvm", "3215"),
    ],
)
def test_a_number_is_read_exactly_as_it_is_printed(printed: str, value: str) -> None:
    assert parse(printed) == Decimal(value)


@pytest.mark.parametrize(
    "printed",
    ["", "kr", "(tkr)", "5 (15)", "301 450 00", "12 3456", "769000-0000", "2023-12-31", "Not 3",
     "1 234 56", "47 316 52", "-", "- -", "(-5)", "12,", "1 234,5,6"],
)  # fmt: skip
def test_what_is_not_one_whole_number_is_none(printed: str) -> None:
    assert parse(printed) is None
    assert money(printed) is None


def test_a_printed_unit_is_worth_what_the_report_says_unless_the_text_says_otherwise() -> None:
    assert money("118 131", 1000) == 118_131_000
    assert money("118 131 kr", 1000) == 118_131
    assert money("350 tkr") == 350_000
    assert money("1,2 mkr") == 1_200_000
    assert money("3,5 miljoner kronor") == 3_500_000


def test_amounts_are_whole_kronor_without_the_errors_of_floats() -> None:
    assert money("0,1", 1000) == 100
    assert money("9 007 199 254 740 993") == 9_007_199_254_740_993
    assert money("1 234,50") == 1234
    assert money("1 235,50") == 1236


def test_a_dash_alone_is_worth_what_its_reader_says() -> None:
    assert [money(dash, dash=0) for dash in ("-", "\u2013", " \u2212 ")] == [0, 0, 0]
    assert money("-") is None
    assert number("-") is None
    assert is_dash("\u2014")
    assert is_number("-")
    assert not is_number("- -")


def test_numbers_that_are_not_money_keep_their_decimals() -> None:
    assert number("71,35") == 71.35
    assert isinstance(number("72,40"), float)
    assert number("-90") == -90
    assert isinstance(number("712"), int)


def test_a_number_broken_in_a_narrow_column_is_one_number_with_all_its_words_as_evidence() -> None:
    upper = [Word("301", 10, 0, 25, 12), Word("450", 28, 0, 43, 12), Word("00", 46, 0, 56, 12)]
    cell = Cell((*upper, Word("0", 51, 13, 56, 25)))
    found = money_found(cell, 7)
    assert found is not None
    assert (found.value, found.text) == (301_450_000, "301 450 000")
    assert found.box == (10, 0, 56, 25)


def test_evidence_is_verbatim() -> None:
    found = money_found(Cell((Word("-", 1, 0, 3, 9), Word("4", 5, 0, 9, 9))), 3, 1000)
    assert found is not None
    assert (found.value, found.page, found.text) == (-4000, 3, "- 4")
