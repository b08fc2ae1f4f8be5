"""What of the loans falls due when, and what is paid off in a year: lines and sentences of a note.

An amount in a sentence counts only where it stands behind the words that say what it is. What is
deducted is printed as negative at times; here it is positive.
"""

import re
from dataclasses import replace

from tasks.annual_reports.found import Found, Group
from tasks.annual_reports.layout.amounts import money
from tasks.annual_reports.layout.labels import has, starts
from tasks.annual_reports.layout.ledger import is_sum
from tasks.annual_reports.layout.loan_table import Line, Loans

_SHORT = ("kortfristig del", "avgår kortfristig", "varav kortfristig", "därav kortfristig")
_WITHIN = ("inom ett år", "inom 1 år", "inom ett (1) år")
_AFTER = ("om fem år", "om 5 år", "om ca 5 år", "efter fem år", "efter 5 år")
_LATER = (*_AFTER, "senare än fem år", "senare än 5 år", "mer än fem år", "mer än 5 år")
_YEARLY = (
    "årlig amortering",
    "årlig planerad amortering",
    "nästa års amortering",
    "beräknad amortering",
)
_UNIT = r" ?(?:kr|tkr|kronor|sek)"
_AMOUNT = re.compile(  # thousands in groups, or a unit behind it: a bare 5 is no amount
    rf"(?<![\d,.])\d{{1,3}}(?:[ .\u00a0\u202f]\d{{3}})+(?!\d)(?:{_UNIT}\b)?|\b\d+{_UNIT}\b",
    re.IGNORECASE,
)


def due_within_year(found: Loans, unit: int) -> Group:
    """The short-term part: its own line, the sum of a group of loans, or what a sentence says."""
    for line in found.lines:
        if starts(line.text, *_SHORT) and line.amounts:
            return _positive(line)
    return _grouped(found) or {"current": _said(found, _WITHIN, unit), "previous": None}


def due_after_five_years(found: Loans, unit: int) -> Group:
    """What is left of the loans after five years."""
    for line in found.lines:
        if has(line.text, *_LATER) and line.amounts:
            return _positive(line)
    return {"current": _said(found, _AFTER, unit), "previous": None}


def annual_amortization(found: Loans, unit: int) -> Found | None:
    """What is to be paid off in a year."""
    for line in found.lines:
        if has(line.text, *_YEARLY) and line.amounts:
            return _positive(line)["current"]
    return _said(found, _YEARLY, unit)


def closes(line: Line) -> bool:
    """Whether a line may be a sum."""
    return not line.text or is_sum(line.text)


def is_deduction(line: Line) -> bool:
    """Whether a line takes the short-term part from the loans."""
    return starts(line.text, *_SHORT, "avgår")


def pair_of(line: Line) -> Group:
    """Both years of a line; an amount that stands alone in another column is the newer one."""
    current, previous = line.amounts.get("balance"), line.amounts.get("balance_previous")
    if current is None and previous is None and len(line.amounts) == 1:
        current = next(iter(line.amounts.values()))
    return {"current": current, "previous": previous}


def _positive(line: Line) -> Group:
    if len(line.amounts) > 1 and not set(line.amounts) <= {"balance", "balance_previous"}:
        return {"current": None, "previous": None}  # set under columns that are not its own
    return {
        year: replace(found, value=abs(int(found.value))) if found else None
        for year, found in pair_of(line).items()
    }


def _grouped(found: Loans) -> Group | None:
    """The sum below loans that stand under a heading such as "Skulder … inom ett år"."""
    heading: Line | None = None
    for line in found.lines:
        within = has(line.text, *_WITHIN)
        if line.text and not line.amounts:
            heading = line
        elif heading and line.loans > heading.loans and closes(line) and line.amounts:
            if has(heading.text, *_WITHIN):
                return _positive(line)
            heading = None
        elif within and line.amounts:
            return _positive(line)
    return None


def _said(found: Loans, stems: tuple[str, ...], unit: int) -> Found | None:
    """The amount behind some words in a line, or where the next one begins."""
    for at, line in enumerate(found.lines):
        text = line.text.casefold()
        place = max(text.find(stem) + len(stem) if stem in text else -1 for stem in stems)
        if place < 0 or line.amounts:
            continue
        amounts = list(_AMOUNT.finditer(line.text, place))
        after = found.lines[at + 1] if at + 1 < len(found.lines) else None
        first = _AMOUNT.match(after.text) if after and not amounts else None
        label = after.label if after and first else line.label
        told = [first] if first else amounts
        if len(told) == 1 and label:
            return _found(label, told[0][0].strip(), unit)
    return None


def _found(label: Found, text: str, unit: int) -> Found | None:
    """An amount in a sentence; one without a unit can't be told in a report in thousands."""
    bare = not any(char.isalpha() for char in text)
    value = None if bare and unit != 1 else money(text, unit)
    return None if value is None else replace(label, value=value, text=text)
