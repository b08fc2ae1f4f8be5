"""Fees: the level, changes done or decided, and what is included."""

import pytest

from tasks.annual_reports.layout.fees import fees
from tests.tasks.annual_reports.layout.typed import report, value, values


def changes(*lines: str) -> tuple[list[tuple[object, object]], list[tuple[object, object]]]:
    fields = fees(report({"Årsavgifter": list(lines)}))
    up, down = (
        [(row["percent"], row.get("date")) for row in values(fields[name])]
        for name in ("increases", "decreases")
    )
    return up, down


@pytest.mark.parametrize(
    ("line", "change"),
    [
        ("Medlemmarnas avgifter höjdes med 3% från och med 2022-10-01.", (3, "2022-10-01")),
        ("Årsavgiften höjdes från 2022-10-01 med 6%.", (6, "2022-10-01")),
        ("Avgiften är höjd med 4 % 2022-10-01.", (4, "2022-10-01")),
        ("En höjning med 30% av årsavgifterna sker den 1 juli 2025.", (30, "2025-07-01")),
        ("From 20250601 har vi höjt månadsavgifterna med 14%.", (14, "2025-06-01")),
        ("Vi beslutade om en avgiftshöjning på 2,5 procent fr.o.m. 1/9 2025.", (2.5, "2025-09-01")),
        ("Avgifterna höjs med 21 % från årsskiftet 2024/25.", (21, "2025-01-01")),
        ("Styrelsen har beslutat att höja avgiften med 11%, så att vi kan amortera.", (11, None)),
    ],
)  # fmt: skip
def test_a_rise_is_read_with_its_day_wherever_that_stands(
    line: str, change: tuple[float, str | None]
) -> None:
    assert changes(line) == ([change], [])


def test_a_cut_is_told_apart_from_a_rise_in_one_passage() -> None:
    lines = (
        "Avgifterna höjdes från 2022-10-01 med 5%. De nya avgifterna sänks från 2025-07-01 med"
        " knappt 4%."
    )
    assert changes(lines) == ([(5, "2022-10-01")], [(4, "2025-07-01")])


@pytest.mark.parametrize(
    "line",
    [
        "Hyran för hyresgästen höjs med 3,9% från 2022-10-01.",
        "Avgifter för garageplatser höjs från 2025-07-01 med 5%.",
        "Styrelsen utesluter inte en höjning av avgifterna med 5%.",
        "Om räntan stiger med 1 procentenhet behöver årsavgiften höjas med 13 %.",
        "Tomträttsavgälden höjs med 20 % från 2025-01-01, vilket påverkar avgiften.",
        "Avgiften är oförändrad sedan 2019.",
    ],
)
def test_rents_garages_and_what_may_come_are_no_change_of_the_fee(line: str) -> None:
    assert changes(line) == ([], [])


def test_the_same_change_told_twice_is_one() -> None:
    up, _ = changes(
        "Avgifterna höjs med 9% från 2025-07-01.", "", "Beslut finns om en avgiftshöjning på 9%."
    )
    assert up == [(9, "2025-07-01")]


@pytest.mark.parametrize(
    ("line", "fee"),
    [
        ("Årsavgiften är för närvarande 715 kr/kvm.", 715),
        ("Årsavgiften uppgår till 1 024 kr per kvm.", 1024),
        ("Priset var i genomsnitt 88 000 kr/kvm.", None),
        ("Överlåtelseavgiften är 1 487 kr.", None),
    ],
)
def test_the_level_is_kronor_per_square_metre(line: str, fee: int | None) -> None:
    assert value(fees(report({"Årsavgifter": [line]}))["fee_per_sqm"]) == fee


@pytest.mark.parametrize(
    ("line", "services"),
    [
        ("I avgiften ingår vatten, värme samt bredband.", ["vatten", "värme", "bredband"]),
        ("Kabel-TV och bredband ingår i avgiften.", ["Kabel-TV", "bredband"]),
        ("Hushållsel ingår inte i årsavgiften.", []),
        ("I årsavgiften ingår inte hushållsel.", []),
    ],
)
def test_what_is_included_is_listed_and_what_is_not_is_not(line: str, services: list[str]) -> None:
    found = values(fees(report({"Årsavgifter": [line]}))["included_services"])
    assert [row["service"] for row in found] == services
