"""A break's profile: exposure with signs, tiers, urgency by age, and what it needs."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.reconciliation.classify import TIERS, exposed, subject
from tasks.reconciliation.measures import weekdays
from tests.tasks.reconciliation.crew import PACK, SETTINGS, classified, money, request, sides

AMOUNTS = st.decimals(-(10**9), 10**9, places=2).map(str)


def test_the_profile_has_the_fields_that_the_pack_declares() -> None:
    assert classified(request()).keys() == PACK.loaded.pack.profile.keys()


@pytest.mark.parametrize(
    ("difference", "tier"),
    [
        ("4999.99", "LOW"),
        ("5000", "MEDIUM"),
        ("50000", "HIGH"),
        ("99999.99", "HIGH"),
        ("100000", "CRITICAL"),
    ],
)
def test_the_tier_follows_the_exposure(difference: str, tier: str) -> None:
    given_ = request(**money("1000000", str(Decimal(1000000) + Decimal(difference))))
    assert classified(given_)["risk_tier"] == tier


def test_a_sign_the_wrong_way_round_exposes_both_amounts() -> None:
    assert classified(request(**money("4000", "-4000")))["exposure"] == "8000.00"


def test_a_missing_side_exposes_the_whole_amount() -> None:
    only = {"system_name": "A", "amount": "70000", "currency": "USD"}
    profile = classified(request(system_a=only, system_b=None))
    assert (profile["exposure"], profile["risk_tier"]) == ("70000.00", "HIGH")


def test_a_difference_in_quantity_alone_is_priced() -> None:
    given_ = request(
        **sides({"quantity": "1000", "price": "100"}, {"quantity": "400", "price": "100"})
    )
    assert classified(given_)["exposure"] == "60000.00"


def test_a_difference_in_quantity_that_nothing_prices_is_never_low() -> None:
    profile = classified(request(**sides({"quantity": "1000"}, {"quantity": "400"})))
    assert (profile["exposure"], profile["risk_tier"]) == ("", "MEDIUM")


def test_a_quantity_without_a_price_is_priced_by_its_amount() -> None:
    a = {"quantity": "1000", "amount": "100000", "currency": "USD"}
    given_ = request(**sides(a, a | {"quantity": "400"}))
    assert classified(given_)["exposure"] == "60000.00"


def test_a_sale_against_a_purchase_exposes_both() -> None:
    a = {"amount": "30000", "currency": "USD", "side": "BUY"}
    assert classified(request(**sides(a, a | {"side": "SELL"})))["exposure"] == "60000.00"


def test_another_instrument_exposes_the_whole_amount_though_amounts_agree() -> None:
    a = {"amount": "30000", "currency": "USD", "instrument": "X"}
    assert classified(request(**sides(a, a | {"instrument": "Y"})))["exposure"] == "30000.00"


def test_exposure_counts_in_the_base_currency() -> None:
    assert classified(request(**money("1000000", "1010000", "JPY")))["risk_tier"] == "LOW"
    assert classified(request(**money("1000000", "1004900", "EUR")))["risk_tier"] == "MEDIUM"


@given(AMOUNTS, AMOUNTS)
def test_exposure_does_not_depend_on_which_system_is_called_a(a: str, b: str) -> None:
    assert exposed(request(**money(a, b)), SETTINGS) == exposed(request(**money(b, a)), SETTINGS)


@given(AMOUNTS, AMOUNTS, st.sampled_from(["NORDWIND", "OPT-NORDWIND", "EURUSD"]))
def test_a_complex_asset_never_lowers_the_tier(a: str, b: str, instrument: str) -> None:
    plain = classified(request(**money(a, b)))["risk_tier"]
    named = classified(request(**money(a, b), entities={"instrument": instrument}))["risk_tier"]
    assert TIERS.index(named) >= TIERS.index(plain)


@pytest.mark.parametrize(
    ("instrument", "asset"),
    [
        ("NORDWIND", "EQUITY"),
        ("EUR/USD", "FX"),
        ("NORDWIND-CALL-120", "DERIVATIVE"),
        ("PUTNAM", "EQUITY"),
        ("EUROPA", "EQUITY"),
        ("BARRIER_OPT_7", "EXOTIC_OPTION"),
    ],
)
def test_the_asset_class_is_read_from_whole_words(instrument: str, asset: str) -> None:
    assert classified(request(entities={"instrument": instrument}))["asset_class"] == asset


@pytest.mark.parametrize("kind", ["REGULATORY_DATA", "LIFECYCLE_EVENT"])
def test_some_types_are_critical_whatever_the_amount(kind: str) -> None:
    assert classified(request(kind))["risk_tier"] == "CRITICAL"


@pytest.mark.parametrize(
    ("as_of", "urgency"),
    [
        ("2026-03-02", "NORMAL"),
        ("2026-03-09", "NORMAL"),
        ("2026-03-10", "HIGH"),
        ("2026-06-30", "CRITICAL"),
    ],
)
def test_a_small_break_grows_urgent_with_age(as_of: str, urgency: str) -> None:
    profile = classified(request(as_of=as_of))
    assert (profile["risk_tier"], profile["urgency"]) == ("LOW", urgency)


@given(st.dates(), st.integers(0, 400))
def test_business_days_are_counted_as_one_by_one(start: object, days: int) -> None:
    from datetime import date, timedelta

    assert isinstance(start, date)
    start = min(start, date.max - timedelta(400))
    walked = [start + timedelta(n) for n in range(1, days + 1)]
    assert weekdays(start, start + timedelta(days)) == sum(d.weekday() < 5 for d in walked)


def test_the_subject_of_history_names_no_account_and_tells_accounts_apart() -> None:
    first, second = (
        request(entities={"instrument": "X", "account": a}) for a in ("DE89-1", "DE89-2")
    )
    assert "DE89" not in subject(first)
    assert subject(first) != subject(second)
    assert subject(first) == subject(
        request(break_id="other", entities={"instrument": "X", "account": "DE89-1"})
    )


def test_two_currencies_name_their_pairs_as_the_market_does_and_the_way_through_the_base() -> None:
    usd, eur, chf = ({"amount": "1", "currency": code} for code in ("USD", "EUR", "CHF"))
    assert classified(request(**sides(usd, eur)))["currency_pairs"] == ["EUR/USD"]
    assert classified(request(**sides(eur, usd)))["currency_pairs"] == ["EUR/USD"]
    through = ["EUR/CHF", "EUR/USD", "USD/CHF"]
    assert classified(request(**sides(chf, eur)))["currency_pairs"] == through
    assert classified(request())["currency_pairs"] == []
