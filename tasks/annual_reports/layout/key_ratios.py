"""Key figures by year: the seven that the law asks for, solidity, revenue and result.

Labels are free, what they say is not: a fee, a debt, what is saved and what energy costs are per
square metre; the area tells two figures of debt apart. Interest sensitivity is a percentage; a
report that states it in kronor per square metre states something else under that name.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from tasks.annual_reports.found import Fields, Found, Group, Leaf
from tasks.annual_reports.layout.labels import fold, has, like, starts
from tasks.annual_reports.layout.multi_year import Figure, amount_named, figures, years_of
from tasks.annual_reports.reading import Reading

RATIOS = (
    "fee_per_sqm",
    "debt_per_sqm_total",
    "debt_per_sqm_owned",
    "savings_per_sqm",
    "interest_sensitivity",
    "energy_per_sqm",
    "fee_share",
    "solidity",
)
_AMOUNTS = ("net_revenue", "result_after_financial")
_PER_AREA = re.compile(r"kvm|kvadratmeter|m2|m²", re.IGNORECASE)
_KRONOR = re.compile(r"\bt?kr\b|kronor", re.IGNORECASE)
_DEBT = ("skuldsättning", "låneskuld", "lån per", "lån/", "fastighetslån", "bankskuld", "belåning")
_DEBT_STARTS = ("lån", "räntebärande skulder", "skulder per", "skuld per", "total skuld")
_OWNED = ("bostadsrätt", "upplåt", "bostadsyta", "boarea", "boyta", "bostäder")
_TOTAL = (
    "totalyta",
    "total yta",
    "totala ytan",
    "totalarea",
    "total area",
    "lokalarea",
    "lokalyta",
)
_NOT_FEE = ("lokal", "hyra", "höjning", "förändring", "skuld", "lån", "andel")


def key_ratios(reading: Reading) -> Fields:
    """The fields of KeyRatiosAgent: one row a year, newest first."""
    found = figures(reading)
    return {"ratios": [_row(year, found, reading) for year in years_of(found)]}


def ratio_named(label: str) -> str | None:
    """Which key figure a line states, by its label; None for others, or where it can't be told."""
    if starts(label, "soliditet"):
        return "solidity"
    if has(label, "räntekänslighet"):
        return None if _KRONOR.search(label) or _PER_AREA.search(label) else "interest_sensitivity"
    if has(label, "årsavg") and has(label, "andel", "totala intäkter", "rörelseintäkter"):
        return "fee_share"
    if not _PER_AREA.search(label):
        return None
    if has(label, "energikostnad"):
        return "energy_per_sqm"
    if has(label, "sparande"):
        return "savings_per_sqm"
    if has(label, *_DEBT) or starts(label, *_DEBT_STARTS):
        return _debt(label)
    if starts(label, "årsavgift", "avgift", "genomsnittlig årsavgift", "månadsavgift"):
        return None if has(label, *_NOT_FEE) or has(label, "månadsavgift") else "fee_per_sqm"
    return None


def _debt(label: str) -> str | None:
    """Debt by the area that divides it; the law's "skuldsättning per kvm" means the total area."""
    if has(label, *_TOTAL):
        return "debt_per_sqm_total"
    if has(label, *_OWNED):
        return "debt_per_sqm_owned"
    return "debt_per_sqm_total" if starts(label, "skuldsättning") else None


def _row(year: Found, found: Sequence[Figure], reading: Reading) -> Group:
    row: dict[str, Leaf] = dict.fromkeys(("year", *RATIOS, *_AMOUNTS))
    row["year"] = year
    for figure in found:
        if figure.year.value != year.value:
            continue
        amount = amount_named(figure.label)
        if amount in _AMOUNTS and row[amount] is None:
            row[amount] = figure.money()
        ratio = ratio_named(figure.label) or _defined(figure.label, reading)
        if ratio and row[ratio] is None:
            row[ratio] = figure.number()
    return row


def _defined(label: str, reading: Reading) -> str | None:
    """A debt per square metre whose label names no area, by its definition below the table."""
    if not (_PER_AREA.search(label) and (has(label, *_DEBT) or starts(label, *_DEBT_STARTS))):
        return None
    lines = [line.text for page in reading.pages for line in page.lines]
    bare = label.split("(", maxsplit=1)[0]
    for title, text in pairwise(lines):
        if like(title.split("(")[0], bare, least=95) and fold("dividera") in fold(text):
            return _debt(text.casefold().partition("divid")[2])
    return None
