"""Matching: pairs, splits, duplicates, breaks; the laws hold for any books in any order."""

import random
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from time import thread_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.errors import InputError
from tasks.reconciliation.allocations import match_allocations
from tasks.reconciliation.entries import Entry
from tasks.reconciliation.mapping import Tolerances
from tasks.reconciliation.match import Match, Matching, match
from tasks.reconciliation.reconcile import breaks_between
from tasks.reconciliation.request import Break

DAY = date(2026, 1, 5)
REAL = Path(__file__).parents[4] / "shared" / "data" / "trades"
BASE: dict[str, Any] = {
    "key": "E1", "instrument": "NORDA", "side": "BUY", "quantity": Decimal(100),
    "price": Decimal(10), "amount": Decimal(1000), "fees": Decimal(1), "currency": "EUR",
    "account": "F1", "trade_date": DAY, "settle_date": DAY + timedelta(days=2),
}  # fmt: skip
lines = iter(range(1, 10**9))


def trade(**changes: Any) -> Entry:
    values = BASE | changes
    if "amount" not in changes and {"quantity", "price"} & changes.keys():
        values["amount"] = Decimal(values["quantity"]) * Decimal(values["price"])
    numbers = ("quantity", "price", "amount", "fees", "commission")
    exact = {n: Decimal(values[n]) for n in numbers if values.get(n) is not None}
    return Entry(next(lines), **{**values, **exact})


def payment(amount: Any, day: int = 0, key: str = "", **changes: Any) -> Entry:
    when = DAY + timedelta(days=day)
    return Entry(
        next(lines), key=key, amount=Decimal(amount), currency="EUR", trade_date=when,
        settle_date=when, **changes,
    )  # fmt: skip


def trades(left: list[Entry], right: list[Entry], **tolerances: Any) -> Matching:
    return match(left, right, "trades", Tolerances(**tolerances))


def cash(left: list[Entry], right: list[Entry], **tolerances: Any) -> Matching:
    return match(left, right, "cash", Tolerances(**tolerances))


def kinds(found: Matching) -> list[tuple[str, ...]]:
    return [each.differences for each in found.matches if each.differences]


# --- pairs


def test_equal_lines_of_one_key_are_a_pair_and_no_break() -> None:
    found = trades([trade()], [trade(quantity="100.00", price="10.0")])
    assert len(found.pairs) == 1
    assert not found.broken


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"instrument": "HELIX"}, ("INSTRUMENT",)),
        ({"side": "SELL"}, ("SIDE",)),
        ({"currency": "USD"}, ("CURRENCY",)),
        ({"quantity": 120}, ("QUANTITY",)),
        ({"price": 11}, ("PRICE",)),
        ({"amount": 1001}, ("AMOUNT",)),
        ({"amount": -1000}, ("AMOUNT",)),
        ({"fees": 2}, ("FEE",)),
        ({"settle_date": DAY + timedelta(days=3)}, ("SETTLEMENT_DATE",)),
        ({"trade_date": DAY - timedelta(days=3)}, ("TRADE_DATE",)),
        ({"account": "F2"}, ("ALLOCATION",)),
        ({"instrument": "HELIX", "price": 9, "fees": 3}, ("INSTRUMENT", "PRICE", "FEE")),
        ({"quantity": 120, "amount": 5}, ("QUANTITY", "AMOUNT")),
    ],
)
def test_a_pair_is_one_break_whose_first_difference_names_it(change: Any, expected: Any) -> None:
    assert kinds(trades([trade()], [trade(**change)])) == [expected]


def test_differences_within_tolerance_are_none() -> None:
    other = trade(amount="1000.40", fees="1.04", settle_date=DAY + timedelta(days=3))
    assert not trades([trade()], [other], amount="0.5", fees="0.05", days=1).broken
    assert not trades([trade()], [trade(amount=1001)], amount_bps=10).broken
    assert trades([trade()], [trade(amount="1001.01")], amount_bps=10).broken


def test_what_only_one_book_knows_is_not_compared() -> None:
    assert not trades([trade()], [trade(account=None, fees=None)]).broken


def test_no_fee_is_a_fee_of_nothing() -> None:
    left = [trade(fees=0), trade(key="E2")]
    assert not trades(left, [trade(fees=None), trade(key="E2")]).broken


def test_a_tolerance_in_days_counts_business_days() -> None:
    friday = {"settle_date": date(2026, 1, 9)}
    monday = {"settle_date": date(2026, 1, 12)}
    assert not trades([trade(**friday)], [trade(**monday)], days=1).broken
    assert trades([trade(**friday)], [trade(settle_date=date(2026, 1, 10))]).broken


def test_large_amounts_are_compared_to_the_last_digit() -> None:
    big = "12345678901234567.890000000000000001"
    other = "12345678901234567.890000000000000002"
    assert trades([trade(amount=big)], [trade(amount=other)], amount=0).broken


# --- missing, duplicates, splits


def test_a_line_without_counterpart_is_missing_there() -> None:
    found = trades([trade(key="L")], [trade(key="R", price=77)])
    assert kinds(found) == [("MISSING_IN_B",), ("MISSING_IN_A",)]


@pytest.mark.parametrize("turned", [False, True])
def test_a_line_booked_twice_is_one_duplicate_beside_the_pair(turned: bool) -> None:
    once, twice = [trade()], [trade(reference="1"), trade(reference="2"), trade(reference="3")]
    found = trades(twice, once) if turned else trades(once, twice)
    (broken,) = found.broken
    assert broken.differences == ("DUPLICATE",)
    assert len(broken.left if turned else broken.right) == 2
    assert broken.original is not None
    assert broken.counterpart == tuple(once)
    assert len(found.pairs) == 1


def test_a_duplicate_of_a_line_that_differs_is_found_beside_the_difference() -> None:
    found = trades([trade(), trade()], [trade(price=11)])
    assert sorted(kinds(found)) == [("DUPLICATE",), ("PRICE",)]


def test_equal_fills_in_both_books_are_no_duplicates() -> None:
    assert not trades([trade(), trade()], [trade(), trade()]).broken


@pytest.mark.parametrize("turned", [False, True])
def test_fills_of_one_key_that_add_up_are_a_group(turned: bool) -> None:
    whole = [trade(fees=3)]
    parts = [trade(quantity=50, price=8, fees=1), trade(quantity=50, price=12, fees=2)]
    found = trades(parts, whole) if turned else trades(whole, parts)
    assert len(found.groups) == 1
    assert not found.broken


def test_equal_fills_that_add_up_are_a_group_and_no_duplicates() -> None:
    found = trades([trade(fees=2)], [trade(quantity=50), trade(quantity=50)])
    assert [len(each.right) for each in found.groups] == [2]
    assert not found.broken


def test_fills_that_do_not_add_up_are_one_quantity_break() -> None:
    parts = [trade(quantity=50, fees="0.5"), trade(quantity=40, fees="0.5")]
    found = trades([trade()], parts)
    assert [each.differences[0] for each in found.broken] == ["QUANTITY"]
    assert len(found.broken[0].right) == 2


def test_a_split_with_other_fees_is_a_fee_break_of_the_group() -> None:
    found = trades([trade(fees=9)], [trade(quantity=50), trade(quantity=50)])
    assert kinds(found) == [("FEE",)]


def test_fills_of_one_order_under_their_own_keys_are_a_group() -> None:
    parts = [
        trade(key=f"R{n}", order="O1", quantity=q, fees=f)
        for n, q, f in ((1, 70, "0.4"), (2, 30, "0.6"))
    ]
    found = trades([trade(key="L", order="O1")], parts)
    assert len(found.groups) == 1
    assert not found.broken


def test_fills_without_key_or_order_are_found_by_their_sum_when_it_is_the_only_one() -> None:
    parts = [trade(key=f"R{q}", quantity=q, fees="0.5") for q in (70, 30)]
    found = trades([trade(key="L")], [*parts, trade(key="R11", quantity=11)])
    assert [len(group.right) for group in found.groups] == [2]
    assert kinds(found) == [("MISSING_IN_A",)]
    ambiguous = [*parts, trade(key="R70b", quantity=70, fees="0.5")]
    assert not trades([trade(key="L")], ambiguous).groups


def test_quantities_that_add_up_at_another_price_are_no_split() -> None:
    parts = [trade(key=f"R{q}", quantity=q, price=12) for q in (70, 30)]
    assert not trades([trade(key="L")], parts).groups


def test_a_trade_under_another_key_is_a_pair_when_all_else_agrees() -> None:
    assert not trades([trade(key="L")], [trade(key="R")]).broken
    assert len(trades([trade(key="L")], [trade(key="R", fees=2)]).broken) == 2


def test_without_keys_a_line_that_differs_in_one_respect_is_still_its_line() -> None:
    left = [trade(key=""), trade(key="", instrument="HELIX")]
    right = [trade(key="", price=11), trade(key="", instrument="HELIX", quantity=90)]
    assert sorted(kinds(trades(left, right))) == [("PRICE",), ("QUANTITY",)]


# --- cash


def test_cash_is_paired_by_a_shared_reference_before_its_amount() -> None:
    ledger = [payment(100, key="INV-1"), payment(100, key="INV-2")]
    bank = [
        payment(100, key="INV-2", references=("INV-2", "B1")),
        payment(90, references=("B2", "INV-1")),
    ]
    found = cash(ledger, bank)
    assert kinds(found) == [("AMOUNT",)]
    assert found.broken[0].key == "INV-1"


def test_cash_without_reference_is_paired_by_amount_and_nearest_day() -> None:
    found = cash([payment(5, 0), payment(5, 3)], [payment(5, 4), payment(5, 0)], days=2)
    assert not found.broken
    assert all(abs((m.left[0].settle_date - m.right[0].settle_date).days) < 2 for m in found.pairs)  # type: ignore[operator]
    assert len(cash([payment(5, 0)], [payment(5, 8)], days=2).broken) == 2


def test_cash_of_opposite_sign_is_never_a_pair_by_amount() -> None:
    assert len(cash([payment(5)], [payment(-5)]).broken) == 2


def test_amounts_within_a_wide_tolerance_take_the_nearest() -> None:
    found = cash(
        [payment("5.00"), payment("5.04")], [payment("5.05"), payment("5.01")], amount="0.02"
    )
    assert not found.broken


@pytest.mark.parametrize("turned", [False, True])
def test_a_batch_is_found_by_its_only_sum(turned: bool) -> None:
    parts = [payment(a) for a in ("-10.01", "-20.02", "-30.03")]
    batch = [payment("-60.06", 1)]
    rest = [payment("-7")]
    found = cash(batch, parts + rest, days=1) if turned else cash(parts + rest, batch, days=1)
    assert len(found.groups) == 1
    assert len(found.broken) == 1


def test_a_payment_booked_twice_under_one_reference_is_a_duplicate() -> None:
    assert kinds(cash([payment(5, key="INV-1")] * 1 + [payment(5, key="INV-1")], [payment(5)])) == [
        ("DUPLICATE",)
    ]


def test_two_nameless_payments_of_one_amount_are_two_payments() -> None:
    assert kinds(cash([payment(5), payment(5)], [payment(5)])) == [("MISSING_IN_B",)]


# --- allocations


def share(key: str, account: str, quantity: int) -> Entry:
    return Entry(next(lines), key=key, account=account, quantity=Decimal(quantity))


def test_allocations_are_compared_by_account_and_quantity() -> None:
    left = [share("E1", "F1", 60), share("E1", "F2", 40), share("E2", "F1", 5)]
    right = [share("E1", "F2", 40), share("E1", "F3", 60), share("E2", "F1", 5)]
    found = match_allocations(left, right, Tolerances())
    (broken,) = found.broken
    assert broken.differences == ("ALLOCATION",)
    assert [e.account for e in (*broken.left, *broken.right)] == ["F1", "F3"]


@pytest.mark.parametrize(
    ("left", "right", "shares", "kind"),
    [
        ([trade()], [], ([100], []), "MISSING_IN_B"),
        ([], [trade()], ([], [100]), "MISSING_IN_A"),
        ([trade()], [trade(quantity=120)], ([100], [120]), "QUANTITY"),
        ([trade()], [trade(quantity=120)], ([100], [110]), "ALLOCATION"),
        ([trade()], [trade(), trade()], ([100], [100, 100]), "DUPLICATE"),
        ([trade()], [trade(price=11)], ([100], [90]), "ALLOCATION"),
        ([trade()], [trade()], ([100], []), "ALLOCATION"),
    ],
)
def test_an_allocation_that_its_trade_explains_is_no_second_break(
    left: list[Entry], right: list[Entry], shares: Any, kind: str
) -> None:
    books = [[share("E1", "F1", quantity) for quantity in side] for side in shares]
    (broken,) = match_allocations(*books, Tolerances(), trades(left, right)).broken
    assert broken.differences == (kind,)


# --- laws


def _entries(kind: str) -> st.SearchStrategy[list[Entry]]:
    keys = st.sampled_from(["", "A1", "B2", "C3"])
    days = st.integers(0, 3)
    amounts = st.sampled_from([-20, -10, 5, 10, 15, 20, 30])
    if kind == "cash":
        one = st.builds(payment, amounts, days, keys)
    else:
        one = st.builds(
            lambda key, q, p, side: trade(key=key, quantity=q, price=p, side=side),
            keys, st.sampled_from([10, 20, 30]), st.sampled_from([1, 2]),
            st.sampled_from(["BUY", "SELL"]),
        )  # fmt: skip
    return st.lists(one, max_size=9)


def identity(entry: Entry) -> int:
    return entry.line


def content(each: Match) -> tuple[Any, ...]:
    sides = (sorted(repr(replace(e, line=0)) for e in side) for side in (each.left, each.right))
    return (*map(tuple, sides), each.differences, each.how)


@pytest.mark.parametrize("kind", ["trades", "cash"])
@settings(max_examples=150, deadline=None)
@given(data=st.data(), seed=st.integers(0, 99), days=st.integers(0, 2))
def test_every_line_is_in_one_match_and_the_order_of_rows_does_not_matter(
    kind: Any, data: st.DataObject, seed: int, days: int
) -> None:
    left, right = data.draw(_entries(kind)), data.draw(_entries(kind))
    found = match(left, right, kind, Tolerances(days=days))
    for book, side in ((left, "left"), (right, "right")):
        placed = Counter(e.line for m in found.matches for e in getattr(m, side))
        assert placed == Counter(map(identity, book))
    shuffled = [random.Random(seed).sample(book, len(book)) for book in (left, right)]
    again = match(*shuffled, kind, Tolerances(days=days))
    assert Counter(map(content, again.matches)) == Counter(map(content, found.matches))


@settings(max_examples=80, deadline=None)
@given(_entries("trades"))
def test_a_book_agrees_with_itself(book: list[Entry]) -> None:
    copy = [replace(entry, line=entry.line + 10**9) for entry in book]
    assert not trades(book, copy).broken


@settings(max_examples=80, deadline=None)
@given(_entries("trades"), _entries("trades"))
def test_matched_groups_agree_in_what_they_add_up_to(left: list[Entry], right: list[Entry]) -> None:
    for each in trades(left, right).matches:
        if not each.differences:
            sums = [sum((e.notional or 0) for e in side) for side in (each.left, each.right)]
            assert sums[0] == sums[1]


def test_fifty_thousand_lines_a_side_are_matched_in_seconds() -> None:
    left = [trade(key=f"E{n}", quantity=n + 1) for n in range(50_000)]
    right = [replace(e, line=e.line + 10**9) for e in left[100:]]
    start = thread_time()
    assert len(trades(left, right).broken) == 100
    assert thread_time() - start < 15  # 2 s; minutes where it grows with the square


def test_crowds_of_equal_or_unequal_payments_stay_quick() -> None:
    draw = random.Random(5)
    start = thread_time()
    for amounts in ([25], range(1, 500), range(1, 10**7)):
        books = [
            [payment(draw.choice(amounts), draw.randrange(300)) for _ in range(5_000)]
            for _ in range(2)
        ]
        cash(books[0], books[1], days=3, amount=Decimal(5))
    assert thread_time() - start < 15  # 1 s


# --- whole books


LABELS = {
    "MISSING_BROKER_TRADE": ("MISSING_IN_B", None),
    "MISSING_INTERNAL_BOOKING": ("MISSING_IN_A", None),
    "QUANTITY_MISMATCH": ("QUANTITY", None),
    "PRICE_MISMATCH": ("PRICE", None),
    "SIDE_MISMATCH": ("SIDE", None),
    "SYMBOL_MISMATCH": ("INSTRUMENT", None),
    "FEE_MISMATCH": ("FEE", None),
    "SETTLEMENT_DATE_MISMATCH": ("SETTLEMENT_DATE", None),
    "ALLOCATION_ACCOUNT_MISMATCH": ("ALLOCATION", None),
    "DUPLICATE_INTERNAL_TRADE": ("DUPLICATE", "A"),
    "DUPLICATE_BROKER_TRADE": ("DUPLICATE", "B"),
}


def doubled(each: Break) -> str | None:
    counts = [side.count if side else None for side in (each.system_a, each.system_b)]
    return {(2, 1): "A", (1, 2): "B"}.get(tuple(counts))  # type: ignore[arg-type]


@pytest.mark.skipif(not REAL.is_dir(), reason="the shared trades are not here")
def test_every_labelled_break_of_the_shared_books_is_found_and_not_one_more() -> None:
    labels = (REAL / "expected_breaks.csv").read_text().split()[1:]
    expected = Counter((row.split(",")[0], *LABELS[row.split(",")[1]]) for row in labels)
    found = breaks_between(
        REAL / "internal_trades.csv",
        REAL / "broker_trades.csv",
        "broker_trades",
        (REAL / "internal_allocations.csv", REAL / "broker_allocations.csv"),
    )
    assert Counter((b.entities.trade_ids[0], b.kind, doubled(b)) for b in found.breaks) == expected
    for account in found.accounts:
        assert account.read == account.matched + account.broken + account.rejected


TRADES_YAML = """
kind: trades
left: &book
  system: A
  key: [id]
  columns: {quantity: qty, price: px, instrument: what, trade_date: day}
right: *book
"""


def books(folder: Path, left: str, right: str) -> tuple[Path, Path, Path]:
    paths = folder / "left.csv", folder / "right.csv", folder / "m.yaml"
    for path, text in zip(paths, (left, right, TRADES_YAML), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def test_breaks_have_ids_of_their_content_and_rejected_rows_are_told(tmp_path: Path) -> None:
    head = "id,qty,px,what,day\n"
    left = (
        head + "E1,1,2,X,2026-01-05\nE 2,1,2,X,2026-01-05\n,7,7,Z,2026-01-05\nE4,5,5,X,2026-01-05\n"
    )
    right = head + "E1,9,2,X,2026-01-05\nE4,x,5,X,2026-01-05\n"
    found = breaks_between(*books(tmp_path, left, right))
    ids = [each.break_id for each in found.breaks]
    assert "BRK-QUANTITY-E1" in ids
    assert len({*ids}) == len(ids) == 4
    rows = left.splitlines()
    turned = "\n".join([rows[0], *reversed(rows[1:])]) + "\n"
    again = breaks_between(*books(tmp_path, turned, right))
    assert {each.break_id: each for each in again.breaks} == {b.break_id: b for b in found.breaks}
    assert [bad.line for bad in found.rejections] == [3]
    right_account = found.accounts[1]
    assert (right_account.read, right_account.broken, right_account.rejected) == (2, 1, 1)


def test_books_without_any_date_need_a_day(tmp_path: Path) -> None:
    head = "id,qty,px,what,day\n"
    paths = books(tmp_path, head + "E1,1,2,X,\n", head + "E1,2,2,X,\n")
    with pytest.raises(InputError, match="give as_of"):
        breaks_between(*paths)
    (found,) = breaks_between(*paths, as_of=DAY).breaks
    assert (found.date, found.as_of) == (DAY, DAY)


def test_allocations_without_a_mapping_for_them_are_refused(tmp_path: Path) -> None:
    text = "id,qty,px,what,day\nE1,1,2,X,2026-01-05\n"
    paths = books(tmp_path, text, text)
    with pytest.raises(InputError, match="says nothing about allocations"):
        breaks_between(*paths, allocations=(paths[0], paths[1]))
