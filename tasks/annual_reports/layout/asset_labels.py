"""What the labels of a note on fixed assets say."""

from tasks.annual_reports.layout.labels import fold, has, starts
from tasks.annual_reports.layout.ledger import is_sum

_PARTS = {  # what a label is about is said by the first of these words
    "anskaffningsvärde": "cost",
    "anskaffningskostnad": "cost",
    "avskrivning": "depreciation",
    "nedskrivning": "other",
    "uppskrivning": "other",
}
_BOOK = ("redovisat värde", "bokfört värde", "bokförda värde", "restvärde", "utgående värde")
_BOUGHT = ("nyanskaffning", "inköp", "anskaffningar", "investering", "tillkommande", "aktiver")
_SOLD = ("försäljning", "utranger", "avyttr")
_MOVED = ("omklassific", "omför")
_OPENING = ("ingående", "vid årets början", "årets början", "vid räkenskapsårets början")
_CLOSING = ("utgående", "vid årets slut", "årets slut", "vid räkenskapsårets slut")
_TAXES = {"byggnad": "building", "mark": "land", "bostäder": "homes", "lokaler": "premises"}
_PLAIN = (  # words that a line on cost or depreciation has besides the name of its asset
    "ingående", "utgående", "årets", "ackumulerade", "ackumulerad", "ackumulerat", "planenliga",
    "planenlig", "planenligt", "enligt", "plan", "vid", "början", "slut", "anskaffningsvärden",
    "anskaffningsvärde", "avskrivningar", "avskrivning", "på", "av", "anskaffningskostnad",
    "redovisat", "redovisade", "bokfört", "värde", "värden", "restvärde", "för", "ack", "ack.",
)  # fmt: skip


def part_of(label: str) -> str:
    """What a label is about: cost, depreciation, book, tax or other; empty where it doesn't say."""
    if has(label, "taxeringsvärde"):
        return "tax"
    if has(label, *_BOOK):
        return "book"
    folded = fold(label)
    found = [(at, part) for stem, part in _PARTS.items() if (at := folded.find(fold(stem))) >= 0]
    return min(found, default=(0, ""))[1]


def kind_of(label: str, part: str) -> str:
    """What a line of a part is: opening_cost, purchases and so on; empty where it is none of them.

    A line without a label, or a sum, closes its part.
    """
    if part not in ("cost", "depreciation"):
        return ""
    if not label or is_sum(label) or starts(label, *_CLOSING):
        return f"closing_{part}"
    if has(label, *_SOLD, "återför"):
        return "disposals" if part == "cost" else "reversed_depreciation"
    if starts(label, *_OPENING):
        return f"opening_{part}"
    if has(label, *_MOVED):
        return "reclassified" if part == "cost" else ""
    if part == "depreciation":
        of_year = starts(label, "årets avskrivning", "avskrivning")
        return "depreciation" if of_year and not starts(label, "avskrivningar enligt") else ""
    return "purchases" if has(label, *_BOUGHT) else ""


def tax_of(label: str) -> str:
    """Which tax value a line gives: building, land, homes, premises or total."""
    if not label or is_sum(label) or has(label, "totalt"):
        return "total"
    kinds = [kind for stem, kind in _TAXES.items() if has(label, stem)]
    if fold(label) == fold("taxeringsvärde"):
        return "total"
    return kinds[0] if len(kinds) == 1 else ""


def is_land(label: str) -> bool:
    """Whether a line says what land is worth in the books."""
    words = [fold(word) for word in label.split()]
    if not {"mark", "markvärde", "tomt"} & set(words) or has(label, "byggnad", "anläggning"):
        return False
    return len(words) == 1 or has(label, *_BOOK) or starts(label, "varav mark")


def asset_in(label: str) -> str:
    """The asset that a label names at its end, besides what else it says; often empty."""
    words = label.replace(":", " ").split()
    last = max((at for at, word in enumerate(words) if word.casefold() in _PLAIN), default=-1)
    return " ".join(words[last + 1 :]).strip(" -–:")
