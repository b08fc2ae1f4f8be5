"""Mappings: what the shipped ones are, and how a wrong one is told."""

from decimal import Decimal
from pathlib import Path

import pytest

from policies.errors import InputError
from tasks.reconciliation.mapping import Mapping, load_mapping, mapping_names

BOOK = "{system: %s, key: [id], columns: {quantity: q, amount: a}}"
GOOD = f"kind: trades\nleft: {BOOK % 'A'}\nright: {BOOK % 'B'}\n"


def load(folder: Path, text: str, tolerances: dict | None = None) -> Mapping:
    path = folder / "m.yaml"
    path.write_text(text, encoding="utf-8")
    return load_mapping(path, tolerances)


@pytest.mark.parametrize("name", mapping_names())
def test_every_shipped_mapping_loads(name: str) -> None:
    assert load_mapping(name).title


def test_the_type_of_breaks_follows_the_kind_when_it_is_left_out(tmp_path: Path) -> None:
    assert load(tmp_path, GOOD).type_of_breaks == "BROKER_VS_INTERNAL"
    assert load_mapping("bank_statement").type_of_breaks == "CASH_RECONCILIATION"


def test_tolerances_of_the_pack_hold_unless_the_mapping_has_its_own(tmp_path: Path) -> None:
    own = GOOD + "tolerances: {amount: 0.1}\n"
    mapping = load(tmp_path, own, {"amount": "5", "days": 3})
    assert mapping.tolerances.amount == Decimal("0.1")
    assert mapping.tolerances.days == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD.replace("kind: trades", "kind: trade"), "m.yaml:1 kind"),
        (GOOD + "colour: red\n", "m.yaml:4 colour: unknown key 'colour'"),
        (GOOD.replace("quantity: q, amount: a", "quantiy: q"), "Did you mean 'quantity'?"),
        (GOOD.replace("quantity: q, amount: a", "price: p"), "quantity or amount"),
        (GOOD + "tolerances: {amount: -1}\n", "m.yaml:4 tolerances.amount"),
        (GOOD + "tolerances: {amount: .nan}\n", "m.yaml:4 tolerances.amount"),
        (GOOD.replace("key: [id]", "key: [id], decimal: ',', thousands: ','"), "are both ','"),
        (GOOD.replace("amount: a", "amount: a, debit: d, credit: c"), "Keep one way"),
        (GOOD.replace("amount: a", "debit: d"), "debit and credit go together"),
        (GOOD.replace("key: [id]", "key: [id], constants: {curency: EUR}"), "'currency'"),
        ("kind: trades\nleft: [\n", "is no valid YAML"),
        ("", "must hold a mapping"),
    ],
)
def test_a_wrong_mapping_names_line_and_remedy(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError) as error:
        load(tmp_path, text)
    assert said in str(error.value)


def test_all_faults_of_a_mapping_are_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("kind: trades", "kind: x") + "colour: red\n"
    with pytest.raises(InputError, match="2 problems in the mapping"):
        load(tmp_path, text)


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(InputError, match="Did you mean 'broker_trades'"):
        load_mapping("broker_trade")


def test_a_path_that_leads_nowhere_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such mapping file"):
        load_mapping(tmp_path / "gone.yaml")
