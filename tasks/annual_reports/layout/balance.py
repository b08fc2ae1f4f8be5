"""The balance sheet: assets on one side, equity and liabilities on the other, often on two pages.

The same line may stand twice ("Skulder till kreditinstitut" among long-term and short-term
liabilities), so each line is read in its zone: what the headings and sums around it are about.
"""

from collections.abc import Iterator, Sequence

from tasks.annual_reports.found import Fields
from tasks.annual_reports.layout.labels import has, like
from tasks.annual_reports.layout.statements import Entry, entries_of, keyed, pair_of
from tasks.annual_reports.reading import Reading

_SUMS = {
    "fixed_assets": ("summa anläggningstillgångar",),
    "tangible_assets": ("summa materiella anläggningstillgångar",),
    "financial_assets": ("summa finansiella anläggningstillgångar",),
    "intangible_assets": ("summa immateriella anläggningstillgångar",),
    "current_assets": ("summa omsättningstillgångar",),
    "receivables": ("summa kortfristiga fordringar",),
    "cash": (
        "summa kassa och bank",
        "summa kassa och banktillgodohavanden",
        "summa likvida medel",
    ),
    "total_assets": ("summa tillgångar", "totala tillgångar", "tillgångar totalt"),
    "restricted_equity": ("summa bundet eget kapital",),
    "free_equity": (
        "summa fritt eget kapital",
        "summa ansamlad förlust",
        "summa ansamlad vinst",
        "summa ansamlat resultat",
    ),
    "total_equity": ("summa eget kapital", "totalt eget kapital"),
    "untaxed_reserves": ("summa obeskattade reserver",),
    "provisions": ("summa avsättningar",),
    "long_term_liabilities": ("summa långfristiga skulder", "totala långfristiga skulder"),
    "short_term_liabilities": ("summa kortfristiga skulder", "totala kortfristiga skulder"),
    "total_liabilities": ("summa skulder", "totala skulder"),
    "total_equity_liabilities": (
        "summa eget kapital och skulder",
        "summa skulder och eget kapital",
        "summa eget kapital, avsättningar och skulder",
        "eget kapital och skulder totalt",
    ),
}
_LOANS = (
    "skulder till kreditinstitut",
    "övriga skulder till kreditinstitut",
    "skuld till kreditinstitut",
    "långfristiga skulder till kreditinstitut",
    "kortfristiga skulder till kreditinstitut",
    "fastighetslån",
    "inteckningslån",
    "banklån",
    "kortfristig del av skulder till kreditinstitut",
    "kortfristig del av långfristiga skulder till kreditinstitut",
    "kortfristig del av långfristig skuld",
    "kortfristig del av fastighetslån",
)
_BUILDINGS = (
    "byggnader och mark",
    "byggnad och mark",
    "mark och byggnader",
    "byggnader och tomträtt",
    "byggnad och tomträtt",
    "fastigheter",
    "fastighet",
    "byggnader, mark och markanläggningar",
)
_CASH = ("kassa och bank", "kassa, bank", "kassa", "bank", "likvida medel", "banktillgodohavanden")
_DEPOSITS = (
    "medlemsinsatser",
    "insatser",
    "inbetalda insatser",
    "grundavgifter",
    "inbetalda grundavgifter",
    "insatskapital",
)
_FUND = (
    "fond för yttre underhåll",
    "yttre underhållsfond",
    "underhållsfond",
    "yttre fond",
    "fond yttre underhåll",
    "yttre reparationsfond",
    "reparationsfond",
)
_RETAINED = (
    "balanserat resultat",
    "balanserad vinst",
    "balanserad förlust",
    "balanserad vinst eller förlust",
    "balanserade vinstmedel",
    "ansamlad förlust",
    "ansamlad vinst",
    "ansamlat resultat",
)
_RESULT = ("årets resultat", "årets vinst", "årets förlust", "årets överskott", "årets underskott")
_ZONES = (  # of a line: what the last heading above it that names one is about
    ("provisions", ("avsättningar",)),
    ("short", ("kortfristiga skulder",)),
    ("long", ("långfristiga skulder",)),
    ("receivables", ("kortfristiga fordringar",)),
    ("cash", ("kassa och bank", "likvida medel")),
    ("current", ("omsättningstillgångar",)),
    ("fixed", ("anläggningstillgångar",)),
    ("equity", ("eget kapital", "ansamlad förlust", "ansamlad vinst")),
)
COLUMNS = ("current", "previous")
_UNNAMED = {  # sums that some reports print without a label, by the heading of their lines
    "receivables": ("kortfristiga fordringar",),
    "restricted_equity": ("bundet eget kapital",),
    "free_equity": ("fritt eget kapital", "ansamlad förlust", "ansamlad vinst"),
    "long_term_liabilities": ("långfristiga skulder",),
    "short_term_liabilities": ("kortfristiga skulder",),
}
_AFTER = {  # a sum ends its zone, and the next begins, heading or not
    "fixed_assets": "current",
    "total_assets": "equity",
    "total_equity": "long",
    "long_term_liabilities": "short",
}


def balance_sheet(reading: Reading) -> Fields:
    """The fields of BalanceSheetAgent; amounts in kronor, signed as printed."""
    entries = entries_of(reading, "balance_sheet")
    keys = keyed(entries, _SUMS)
    sums: dict[str, Entry] = {}
    for at, key in keys.items():
        sums.setdefault(key, entries[at])
    lines: dict[str, list[Entry]] = {}
    for zone, entry in _zoned(entries, keys):
        lines.setdefault(zone, []).append(entry)
    equity = lines.get("equity", [])
    current = [e for zone in ("current", "receivables", "cash") for e in lines.get(zone, [])]
    for key, entry in _unnamed(entries, keys):
        sums.setdefault(key, entry)
    cash = sums.get("cash") or _line(current, _CASH)
    named = {
        "buildings_land": _line(lines.get("fixed", []), _BUILDINGS),
        "fixed_assets": sums.get("fixed_assets"),
        "receivables": sums.get("receivables"),
        "cash": cash,
        "current_assets": sums.get("current_assets"),
        "total_assets": sums.get("total_assets"),
        "member_deposits": _line(equity, _DEPOSITS),
        "maintenance_fund": _line(equity, _FUND),
        "restricted_equity": sums.get("restricted_equity"),
        "retained_result": _line(equity, _RETAINED),
        "result_for_year": _line(equity, _RESULT),
        "free_equity": sums.get("free_equity"),
        "total_equity": sums.get("total_equity"),
        "provisions": sums.get("provisions"),
        "long_term_loans": _line(lines.get("long", []), _LOANS),
        "long_term_liabilities": sums.get("long_term_liabilities"),
        "short_term_loans": _line(lines.get("short", []), _LOANS),
        "short_term_liabilities": sums.get("short_term_liabilities"),
        "total_equity_liabilities": sums.get("total_equity_liabilities"),
    }
    rows = [entry.as_row for entry in entries if entry.label]
    return {**{name: pair_of(entry) for name, entry in named.items()}, "rows": rows}


def _zoned(entries: Sequence[Entry], keys: dict[int, str]) -> Iterator[tuple[str, Entry]]:
    """The lines that are no sums, each with its zone."""
    zone, heading = "fixed", None
    for at, entry in enumerate(entries):
        if entry.heading is not heading:
            heading = entry.heading
            zone = _zone(heading.label if heading else "") or zone
        if at in keys:
            zone = _AFTER.get(keys[at], zone)
        elif not entry.is_sum:
            yield zone, entry


def _unnamed(entries: Sequence[Entry], keys: dict[int, str]) -> Iterator[tuple[str, Entry]]:
    """Sums without a label, by the heading above their lines; only those that do add them up."""
    lines: list[Entry] = []
    for at, entry in enumerate(entries):
        if lines and entry.heading is not lines[0].heading:
            lines = []
        if entry.label and at not in keys:
            lines.append(entry)
        elif not entry.label and lines and all(_adds_up(lines, entry, c) for c in COLUMNS):
            over = entry.heading.label if entry.heading else ""
            key = next((key for key, names in _UNNAMED.items() if has(over, *names)), None)
            if key:
                yield key, entry
            lines = []


def _adds_up(lines: Sequence[Entry], total: Entry, column: str) -> bool:
    leaves = [line.pair[column] for line in lines]
    found = total.pair[column]
    worked = sum(int(leaf.value) for leaf in leaves if leaf)
    return found is None or abs(worked - int(found.value)) <= len(lines)


def _zone(heading: str) -> str | None:
    if like(heading, "eget kapital och skulder"):
        return "equity"
    return next((zone for zone, stems in _ZONES if has(heading, *stems)), None)


def _line(entries: Sequence[Entry], names: Sequence[str]) -> Entry | None:
    """The one line of a name; None where none or several have it."""
    found = [entry for entry in entries if like(entry.label, *names, least=92)]
    return found[0] if len(found) == 1 else None
