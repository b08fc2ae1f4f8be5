"""The income statement: its lines, and the sums that its result rests on.

Names differ from report to report; the order doesn't: income, costs, operating result, financial
items, result after them, tax, the year's result. So each sum is looked for after the one before it.
The year's result in particular stands elsewhere too (multi-year overview, equity); only what
follows the financial items of this statement is it.
"""

from collections.abc import Sequence

from tasks.annual_reports.found import Fields
from tasks.annual_reports.layout.labels import has, like
from tasks.annual_reports.layout.statements import Entry, entries_of, keyed, only, pair_of
from tasks.annual_reports.reading import Reading

_SUMS = {
    "total_income": (
        "summa rörelseintäkter",
        "summa rörelsens intäkter",
        "summa rörelseintäkter, lagerförändring m.m.",
        "summa nettoomsättning",
        "summa intäkter",
        "summa föreningens intäkter",
        "totala intäkter",
        "totala rörelseintäkter",
    ),
    "total_costs": (
        "summa rörelsekostnader",
        "summa rörelsens kostnader",
        "summa fastighetskostnader",
        "summa kostnader",
        "summa föreningens kostnader",
        "totala kostnader",
        "totala rörelsekostnader",
    ),
    "operating_result": (
        "rörelseresultat",
        "rörelsens resultat",
        "resultat före finansiella poster",
        "rörelseresultat före finansiella poster",
        "resultat före finansiella intäkter och kostnader",
        "resultat före finansnetto",
        "resultat före räntor",
    ),
    "before_depreciation": ("resultat före avskrivningar", "rörelseresultat före avskrivningar"),
    "total_financial": (
        "summa finansiella poster",
        "summa resultat från finansiella poster",
        "summa finansiella intäkter och kostnader",
        "summa finansiella intäkter och liknande resultatposter",
        "summa finansnetto",
        "summa kapitalnetto",
        "finansnetto",
        "kapitalnetto",
        "summa räntenetto",
        "räntenetto",
    ),
    "result_after_financial": (
        "resultat efter finansiella poster",
        "resultat efter finansiella intäkter och kostnader",
        "resultat efter finansnetto",
        "resultat efter räntor",
    ),
    "before_tax": ("resultat före skatt", "resultat före bokslutsdispositioner och skatt"),
    "tax": (
        "skatt på årets resultat",
        "skatt",
        "skatter",
        "årets skatt",
        "inkomstskatt",
        "statlig inkomstskatt",
        "aktuell skatt",
        "skattekostnad",
        "summa skatter",
    ),
    "result_for_year": (
        "årets resultat",
        "årets resultat efter skatt",
        "årets vinst",
        "årets förlust",
        "årets överskott",
        "årets underskott",
        "årets över-/underskott",
        "räkenskapsårets resultat",
        "periodens resultat",
        "resultat efter skatt",
    ),
}
_PERSONNEL = ("personalkostnad", "arvoden och personal", "löner och")
_EXTERNAL = ("externa kostnader",)
_OPERATING = (
    "driftskostnader",
    "driftkostnader",
    "drift- och underhållskostnader",
    "drift och underhåll",
    "fastighetskostnader",
    "drift- och fastighetskostnader",
    "föreningens driftskostnader",
)


def income_statement(reading: Reading) -> Fields:
    """The fields of StatementsAgent; amounts in kronor, signed as printed."""
    entries = entries_of(reading, "income_statement")
    at = _places(entries)
    entries = entries[: at["result_for_year"] + 1] if "result_for_year" in at else entries
    sums = {key: entries[place] for key, place in at.items()}
    income = entries[: at["total_income"] if "total_income" in at else _first_cost(entries)]
    costs = _costs(entries, at)
    financial = _financial(entries, at)
    plain = [entry for entry in costs if not entry.is_sum]
    return {
        "net_revenue": pair_of(_net_revenue(income, sums.get("total_income"))),
        "other_income": pair_of(only(income, "övriga rörelseintäkter", "övriga intäkter")),
        "total_income": pair_of(sums.get("total_income")),
        "operating_costs": pair_of(_named(plain, _OPERATING)),
        "external_costs": pair_of(only(plain, *_EXTERNAL)),
        "personnel_costs": pair_of(only(plain, *_PERSONNEL)),
        "depreciation": pair_of(_depreciation(costs)),
        "total_costs": pair_of(sums.get("total_costs")),
        "operating_result": pair_of(sums.get("operating_result")),
        "financial_income": pair_of(_first(financial, "ränteintäkt", "finansiella intäkter")),
        "interest_costs": pair_of(_first(financial, "räntekostnad", "finansiella kostnader")),
        "total_financial": pair_of(sums.get("total_financial")),
        "result_after_financial": pair_of(sums.get("result_after_financial")),
        "tax": pair_of(sums.get("tax")),
        "result_for_year": pair_of(sums.get("result_for_year")),
        "rows": [entry.as_row for entry in entries if entry.label],
    }


def _places(entries: Sequence[Entry]) -> dict[str, int]:
    """Where each sum stands; each only after those that it rests on."""
    keys = keyed(entries, _SUMS)
    found: dict[str, int] = {}

    def place(key: str, *after: str, last: bool = False) -> None:
        start = max((found[name] for name in after if name in found), default=-1)
        places = [at for at, name in keys.items() if name == key and at > start]
        if places:
            found[key] = places[-1 if last else 0]

    place("total_income")
    place("operating_result", "total_income")
    place("total_costs", "total_income")
    place("total_financial", "operating_result", "total_costs")
    place("result_after_financial", "operating_result", "total_financial")
    place("tax", "total_financial", "result_after_financial", "operating_result")
    place("result_for_year", "total_financial", "result_after_financial", "tax", "operating_result")
    if found.get("total_costs", -1) > found.get("operating_result", len(entries)):
        del found["total_costs"]
    return found


def _costs(entries: Sequence[Entry], at: dict[str, int]) -> Sequence[Entry]:
    start = at["total_income"] + 1 if "total_income" in at else _first_cost(entries)
    end = min((at[key] for key in ("total_costs", "operating_result") if key in at), default=None)
    return entries[start:end] if end else []


def _first_cost(entries: Sequence[Entry]) -> int:
    """Where costs begin in a statement that sums up no income: under their heading, or at one."""
    for at, entry in enumerate(entries):
        over = entry.heading.label if entry.heading else ""
        if has(over, "kostnader") or has(entry.label, "kostnad", "avskrivning"):
            return at
    return 0


def _financial(entries: Sequence[Entry], at: dict[str, int]) -> list[Entry]:
    if "operating_result" not in at:
        return []
    after = ("total_financial", "result_after_financial", "result_for_year")
    end = min((at[key] for key in after if key in at), default=None)
    return list(entries[at["operating_result"] + 1 : end])


def _net_revenue(income: Sequence[Entry], total: Entry | None) -> Entry | None:
    """The line of net revenue; where lines are summed up under that name, their sum."""
    named = [entry for entry in income if like(entry.label, "nettoomsättning")]
    if not named and total and has(total.label, "nettoomsättning"):
        return total
    return named[0] if len(named) == 1 else None


def _depreciation(costs: Sequence[Entry]) -> Entry | None:
    """Depreciation: its sum where there is one, or its only line."""
    found = [
        e
        for e in costs
        if has(e.label, "avskrivning", "nedskrivning") and not has(e.label, "före avskr")
    ]
    sums = [entry for entry in found if entry.is_sum]
    chosen = sums or found
    return chosen[0] if len(chosen) == 1 else None


def _named(entries: Sequence[Entry], names: Sequence[str]) -> Entry | None:
    found = [entry for entry in entries if like(entry.label, *names)]
    return found[0] if len(found) == 1 else None


def _first(entries: Sequence[Entry], *stems: str) -> Entry | None:
    """The main line of its kind: the first; smaller ones of the kind follow it."""
    return next((e for e in entries if not e.is_sum and has(e.label, *stems)), None)
