"""The cash-flow statement; every figure is invented."""

from typing import Any

from tasks.annual_reports.checks.statements import cash_flow as checks
from tasks.annual_reports.found import as_json
from tasks.annual_reports.layout.cash_flow import cash_flow
from tests.tasks.annual_reports.pages import reading

FLOW = """
Kassaflödesanalys                                         2023-01-01-    2022-01-01-
                                                           2023-12-31     2022-12-31
Den löpande verksamheten
Resultat efter finansiella poster                             100 000        200 000
Justeringar för poster som inte ingår                         400 000        400 000
                                                              500 000        600 000
Kassaflöde från den löpande verksamheten före                 500 000        600 000
förändringar av rörelsekapital
Kassaflöde från förändringar i rörelsekapital
Ökning (-), minskning (+) av fordringar                       -10 000         20 000
Ökning (+), minskning (-) av skulder                           30 000        -40 000
Kassaflöde från den löpande verksamheten                      520 000        580 000
Investeringsverksamheten
Förvärv av inventarier                                       -120 000              0
Kassaflöde från investeringsverksamheten                     -120 000              0
Finansieringsverksamheten
Amortering av lån                                            -300 000       -300 000
Kassaflöde från finansieringsverksamheten                    -300 000       -300 000
Årets kassaflöde                                              100 000        280 000
Likvida medel och avräkningskonto
Likvida medel och avräkningskonto vid årets början          1 280 000      1 000 000
Likvida medel och avräkningskonto vid årets slut            1 380 000      1 280 000
"""


def fields(text: str) -> dict[str, Any]:
    return as_json(cash_flow(reading("cash_flow", text.strip("\n"), title="Kassafl")))


def both(found: dict[str, Any], name: str) -> tuple[int | None, int | None]:
    now, before = (found[name][c] and found[name][c]["value"] for c in ("current", "previous"))
    return now, before


def test_the_operating_cash_flow_is_the_one_after_the_changes() -> None:
    found = fields(FLOW)
    assert both(found, "operating_before_changes") == (500_000, 600_000)
    assert both(found, "operating") == (520_000, 580_000)


def test_activities_lead_from_opening_to_closing_cash() -> None:
    found = fields(FLOW)
    names = ("investing", "financing", "change", "opening", "closing")
    assert [both(found, name) for name in names] == [
        (-120_000, 0), (-300_000, -300_000), (100_000, 280_000),
        (1_280_000, 1_000_000), (1_380_000, 1_280_000),
    ]  # fmt: skip
    assert [check for check in checks(found) if not check.holds] == []


def test_an_activity_that_is_not_there_is_missing_and_nothing_fails() -> None:
    start, end = FLOW.index("Investeringsv"), FLOW.index("Finansieringsv")
    found = fields((FLOW[:start] + FLOW[end:]).replace("100 000        280", "220 000        280"))
    assert both(found, "investing") == (None, None)
    held = {check.name: check.holds for check in checks(found)}
    assert held["change in cash, current"] is True
    assert held["closing cash, current"] is False


def test_a_report_without_the_statement_fails_no_check() -> None:
    found = as_json(cash_flow(reading("notes", "Noter", title="Noter")))
    assert both(found, "closing") == (None, None)
    assert all(check.holds is None for check in checks(found))
