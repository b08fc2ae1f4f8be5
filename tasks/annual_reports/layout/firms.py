"""Firms of auditors in a line or a sentence: by form, by trade, or because they are known."""

import re
from collections.abc import Iterator

# Firms that audit housing cooperatives all over Sweden and may stand without "AB" or "Revision".
_KNOWN = (
    r"KPMG(?: AB)?|PwC|PWC|EY|BDO(?: [A-ZÅÄÖ][\wåäö]+)?(?: AB)?|Deloitte(?: AB)?|Mazars(?: AB)?"
    r"|Forvis Mazars(?: AB)?|Ernst (?:&|och) Young(?: AB)?|Grant Thornton(?: Sweden)?(?: AB)?"
    r"|Öhrlings ?Price[wW]aterhouse ?Coopers(?: AB)?|Price[wW]aterhouse ?Coopers(?: AB)?"
    r"|Bo ?Revision(?: i Sverige)?(?: AB)?|BOREV(?: Revision(?:sbyrå)?)?(?: AB)?"
    r"|Baker Tilly(?: [A-ZÅÄÖ][\wåäö]+)*(?: AB| KB)?|RSM(?: [A-ZÅÄÖ][\wåäö]+)*(?: AB)?|Azets(?: "
    r"AB)?"
    r"|Moore(?: [A-ZÅÄÖ][\wåäö]+)*(?: AB| KB)?|LR Revision(?: [\wåäö&]+)*(?: AB)?|Crowe(?: "
    r"[A-Z]\w+)*"
)
_WORD = r"[A-ZÅÄÖ0-9][\wåäöÅÄÖéÉü&'’.+-]*"
_FORM = rf"{_WORD}(?: (?:{_WORD}|&|i|och)){{0,5}} (?:AB|HB|KB|Aktiebolag|AB \(publ\))(?![\wåäö])"
_TRADE = (
    rf"(?:{_WORD} (?:& |i |och )?){{0,4}}"
    r"(?:[A-ZÅÄÖ][\wåäö]*(?:revision|affärsbyrå|redovisning)|Revisions?byrå\w*|Revision|Revisorer|"
    r"Revisorerna|Affärsbyrå)(?: (?:i|&|och) [A-ZÅÄÖ][\wåäö]+)*"
)
FIRM = re.compile(rf"(?<![\wåäö])(?:{_FORM}|{_KNOWN}|{_TRADE})(?![\wåäö])")
_TRADES = re.compile(r"Revision(?:en)?|Revisor(?:er|erna)?|Revisionsbyrån?|Redovisning")
_LEAD = re.compile(r"^(?:Revisor(?:er)?|Ordinarie|Extern|Auktoriserad|Föreningens|Stämman)\s+")


def firms(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Where the names of firms begin and end between two places of a text."""
    for found in FIRM.finditer(text, start, len(text) if end is None else end):
        lead = _LEAD.match(found[0])
        begin = found.start() + (lead.end() if lead else 0)
        if _TRADES.fullmatch(found.string[begin : found.end()]):
            continue
        if begin < found.end() and found[0][0].isupper() | found[0][0].isdigit():
            yield begin, found.end()
