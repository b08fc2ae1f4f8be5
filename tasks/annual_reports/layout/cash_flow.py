"""The cash-flow statement: three activities, and how they change the cash from opening to closing.

"Kassaflöde från den löpande verksamheten" stands twice: before the changes of working capital, and
after them. The second is the sum.
"""

from tasks.annual_reports.found import Fields
from tasks.annual_reports.layout.labels import has
from tasks.annual_reports.layout.statements import Entry, entries_of, keyed, pair_of
from tasks.annual_reports.reading import Reading

_SUMS = {
    "operating_before_changes": (
        "kassaflöde från den löpande verksamheten före förändringar av rörelsekapital",
        "kassaflöde från den löpande verksamheten före förändring av rörelsekapital",
        "kassaflöde från löpande verksamheten före förändringar av rörelsekapital",
        "kassaflöde från den löpande verksamheten före förändringar i rörelsekapitalet",
    ),
    "working_capital": (
        "kassaflöde från förändring av rörelsekapital",
        "kassaflöde från förändringar i rörelsekapital",
        "summa förändring av rörelsekapital",
    ),
    "operating": (
        "kassaflöde från den löpande verksamheten",
        "kassaflöde från löpande verksamheten",
        "kassaflöde från löpande verksamhet",
        "summa kassaflöde från den löpande verksamheten",
        "kassaflöde från den löpande verksamheten efter förändringar av rörelsekapital",
    ),
    "investing": (
        "kassaflöde från investeringsverksamheten",
        "kassaflöde från investeringsverksamhet",
        "summa kassaflöde från investeringsverksamheten",
        "kassaflöde från investeringar",
    ),
    "financing": (
        "kassaflöde från finansieringsverksamheten",
        "kassaflöde från finansieringsverksamhet",
        "summa kassaflöde från finansieringsverksamheten",
    ),
    "change": (
        "årets kassaflöde",
        "årets totala kassaflöde",
        "kassaflöde för året",
        "periodens kassaflöde",
        "förändring av likvida medel",
        "förändring likvida medel",
        "årets förändring av likvida medel",
        "summa kassaflöde",
        "ökning/minskning av likvida medel",
    ),
}
_CASH = ("likvida medel", "kassa och bank", "kassa")


def cash_flow(reading: Reading) -> Fields:
    """The fields of CashFlowAgent, in kronor; all missing where there is no such statement."""
    entries = entries_of(reading, "cash_flow")
    sums: dict[str, Entry] = {}
    for at, key in keyed(entries, _SUMS).items():
        sums[key] = entries[at]  # the last of its name: a sum follows what it sums up
    opening = _balance(entries, "början", "ingående")
    closing = _balance(entries, "slut", "utgående")
    named = {
        "operating_before_changes": sums.get("operating_before_changes"),
        "operating": sums.get("operating"),
        "investing": sums.get("investing"),
        "financing": sums.get("financing"),
        "change": sums.get("change"),
        "opening": opening,
        "closing": closing,
    }
    rows = [entry.as_row for entry in entries if entry.label]
    return {**{name: pair_of(entry) for name, entry in named.items()}, "rows": rows}


def _balance(entries: list[Entry], *when: str) -> Entry | None:
    """The line of the cash at one end of the year."""
    found = [e for e in entries if has(e.label, *when) and has(e.label, *_CASH)]
    return found[-1] if found else None
