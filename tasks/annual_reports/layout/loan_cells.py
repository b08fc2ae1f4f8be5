"""What a cell of a loan table holds: a date, a rate, a loan's number; and what a heading says."""

import re
from datetime import date

from tasks.annual_reports.layout.amounts import number
from tasks.annual_reports.layout.columns import year_of
from tasks.annual_reports.layout.labels import has

CENTURY = 100  # a year below is printed with two digits
HIGHEST = 25.0  # per cent: no loan of an association has a higher rate
_DATE = re.compile(
    r"(?<!\d)(?:(?P<y>(?:19|20)\d\d)[-./ ](?P<m>\d\d?)[-./ ](?P<d>\d\d?)"
    r"|(?P<d2>\d\d?)[./ -](?P<m2>\d\d?)[./ -](?P<y2>(?:19|20)\d\d)"
    r"|(?P<short>\d\d)[-.](?P<m4>\d\d)[-.](?P<d4>\d\d)"
    r"|(?P<whole>(?:20)?\d{6}))(?!\d)"
)
_RATE = re.compile(r"(?<![\d,.])(\d{1,2}(?:[.,]\d{1,4})?) ?(?:%|procent)")
_BARE = re.compile(r"\d{1,2}[.,]\d{1,4} ?%?\*?|\d{1,2} ?%\*?")
_NUMBER = re.compile(r"\d[\d -]{3,}\d")
_FLOATING = ("rörlig", "stibor", "3 mån", "3mån", "90 dagar", "tills vidare", "90-dagar")
_HEADINGS = (  # what a heading says, the telling words first
    ("next_amortization", ("nästa års amort", "kommande års amort", "amortering nästa")),
    ("other", ("nya lån", "omsatta", "upptagna", "nyupplån", "säkerhet", "pantbrev", "kortfrist")),
    ("amortization", ("amort",)),
    ("date", (
        "ändring", "ändr", "villkor", "bunde", "bindning", "förfall", "slutbetal", "omsättn",
        "konv", "löptid", "slutdatum", "slutdag", "datum", "omförhandl", "löper till", "t.o.m",
    )),
    ("rate", ("ränta", "räntesats", "ränte")),
    ("number", ("lånenummer", "lånenr", "lån nr", "lånnr", "låne-nr", "nummer", "lån id")),
    ("balance_previous", ("ingående", "ing skuld", "ing saldo", "ing balans", "ib ")),
    ("balance", ("utgående", "utg skuld", "utg saldo", "utg balans", "ub ")),
    ("amount", ("lånebelopp", "belopp", "skuld", "saldo", "kapital", "kvar", "restlån")),
    ("lender", ("långivare", "kreditgivare", "kreditinstitut", "låneinstitut", "bank", "institut")),
)  # fmt: skip


def date_in(text: str) -> str | None:
    """The one day that a text names, in ISO form; "271130" is 2027-11-30. None where none is."""
    found = list(_DATE.finditer(text))
    if len(found) != 1:
        return None
    each = found[0]
    if whole := each["whole"]:
        year, month, day = int(whole[:-4]), int(whole[-4:-2]), int(whole[-2:])
    elif each["short"]:
        year, month, day = (int(each[name]) for name in ("short", "m4", "d4"))
    else:
        year, month, day = (
            int(each[a] or each[b]) for a, b in (("y", "y2"), ("m", "m2"), ("d", "d2"))
        )
    try:
        return date(year % 100 + 2000 if year < CENTURY else year, month, day).isoformat()
    except ValueError:
        return None


def rate_in(text: str) -> float | int | None:
    """The rate in a cell of a column of rates, in per cent; None for "rörlig" or no rate."""
    plain = text.strip()
    value = number(plain.rstrip("*").strip()) if _BARE.fullmatch(plain) else None
    if value is None and (marked := _RATE.search(text)):
        value = number(marked[1])
    return value if value is not None and 0 <= value <= HIGHEST else None


def marked_rate(text: str) -> str | None:
    """The words of a rate that a sentence marks with a per cent sign."""
    found = _RATE.search(text)
    return found[0] if found else None


def number_in(text: str) -> str | None:
    """A loan's number as printed: at least five digits, perhaps in groups, that are no date."""
    found = [each for each in _NUMBER.findall(text) if date_in(each) is None]
    return found[0].strip() if len(found) == 1 else None


def floats(text: str) -> bool:
    """Whether a cell says that the rate isn't bound to a day."""
    return has(text, *_FLOATING)


def heading_of(title: str, years: tuple[int, int] | None) -> str:
    """What a column with this heading holds; empty where the heading doesn't tell.

    An amount with a year over it is the balance of that year; of other years, and of the rate's own
    day, nothing is told by the year.
    """
    kind = next((kind for kind, stems in _HEADINGS if has(title, *stems)), "")
    year = _year(title)
    if kind in ("", "amount", "balance", "balance_previous") and year and years:
        return {years[0]: "balance", years[1]: "balance_previous"}.get(year, "other")
    return kind


def _year(title: str) -> int | None:
    found = [year for word in title.split() if (year := year_of(word))]
    return max(found, default=None)
