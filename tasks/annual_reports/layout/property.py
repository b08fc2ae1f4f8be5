"""The property: what it is called, when it was built, what is in it, and how large it is."""

import re
from collections.abc import Mapping, Sequence

from tasks.annual_reports.found import Fields, Leaf
from tasks.annual_reports.layout.areas import areas
from tasks.annual_reports.layout.estate import properties, tenure
from tasks.annual_reports.layout.flow import Flow
from tasks.annual_reports.layout.holdings import holdings
from tasks.annual_reports.layout.homes import counts, rooms
from tasks.annual_reports.layout.prose import pattern
from tasks.annual_reports.layout.scope import joined, passages, wider
from tasks.annual_reports.reading import Reading

_OTHERS = re.compile(
    r"samfällighet|gemensamhetsanläggning|servitut|delägarförvaltning|entreprenad|flerårsöversikt"
    r"|nyckeltal|händelser|medlem|överlåtels|\bga ?\d|styrelse|stämm|valberedning|revisor"
    r"|(?<!fastighets)avgift"
    r"|underhåll|leverantör",
    re.IGNORECASE,
)
_ALSO = (
    r"fastighets?(?!skötsel|lån|förvaltning)|byggnad|lägenhet|tomträtt|\bytor\b|\byta\b|lokaler"
    r"|parkering|garage|försäkring"
)
_FIGURES = re.compile(r"flerårsöversikt|nyckeltal", re.IGNORECASE)
_YEAR = r"(?P<year>(?:18|19|20)\d\d)(?! ?[-–/] ?\d|\d| (?:och|till) (?:18|19|20)\d\d)"
_BUILT = (
    pattern(
        rf"\b(?:bebyggdes|byggdes|uppfördes|färdigställdes|är (?:byggd|uppförd|byggt|uppfört)a?)"
        rf" (?:[a-zåäö]+ ){{0,2}}{_YEAR}"
    ),
    pattern(rf"\b(?:ny)?bygg(?:nads)?år(?:et)?:?(?: är| var)? ?{_YEAR}"),
    pattern(rf"\b(?:byggd|uppförd|byggt|uppfört)[ae]?(?: år)? {_YEAR}"),
)
_VALUE_YEAR = (pattern(rf"\bvärdeår(?:et)?:?(?: är| var)? ?{_YEAR}"),)
_NUMBER = r"\d+(?: ?[A-H](?: ?[-–] ?[A-H])?\b)?(?: ?[-–] ?\d+(?: ?[A-H]\b)?)?"
_STREET = rf"[A-ZÅÄÖ][\wåäöé-]+(?: [A-ZÅÄÖ][\wåäöé]+)? {_NUMBER}"
_ADDRESS = pattern(
    r"\b(?:[Aa]dress(?:en|erna|er)?|[Gg]atuadress|beläg(?:en|et|na) (?:på|vid)|ligger på)"
    r"(?: ?:)?(?: är)? "
    rf"(?P<address>{_STREET}(?:(?:,| och| samt| &) (?:{_STREET}|{_NUMBER})(?!\w| \d))*)",
    cased=True,
)
_COMPANY = r"[A-ZÅÄÖ][\wåäö&-]*(?: (?:[A-ZÅÄÖ]|&)[\wåäö&-]*)*"
_INSURER = (
    pattern(
        r"\b(?:[Ff]örsäkrade?|[Ff]ullvärdes?försäkrade?|(?:[Ff]astighets|[Bb]yggnads"
        r"|[Ff]ullvärdes?)?[Ff]örsäkring(?:en|ar)?)"
        r"(?: (?:till|fullvärde|samt|[a-zåäö]+försäkring|är|tecknad|har|finns|genom avtal)){0,5} "
        rf"(?:hos|i|genom|via|av|med) (?:försäkringsbolaget )?(?P<insurer>{_COMPANY}(?: och "
        rf"{_COMPANY})?)",
        cased=True,
    ),
    pattern(
        rf"\b[Ff]örsäkrings(?:bolag(?:et)?|givare)(?: är)?:? (?P<insurer>{_COMPANY})", cased=True
    ),
)


@wider("report")
def property(reading: Reading) -> Fields:  # noqa: A001 - an agent's function is called as its module
    """The fields of PropertyAgent."""
    read = passages(reading, _ALSO)
    own = [each for each in read if not _OTHERS.search(each.heading)]
    figures = [each for each in read if _FIGURES.search(each.heading)]
    text = joined(own)
    table = holdings(own)
    told = {**counts(text), **_first(areas(text), areas(joined(figures)))}
    return {
        "properties": properties(own, text),
        "tenure": tenure(text),
        "address": _said(text, (_ADDRESS,), "address"),
        "built_year": _year(text, _BUILT),
        "value_year": _year(text, _VALUE_YEAR),
        "rooms": rooms(text),
        **{name: leaf or table.get(name) for name, leaf in told.items()},
        "insurer": _said(text, _INSURER, "insurer"),
    }


def _first(one: Mapping[str, Leaf], other: Mapping[str, Leaf]) -> dict[str, Leaf]:
    """The areas of the property's own passages; else those beside the key figures."""
    return {name: value or other[name] for name, value in one.items()}


def _said(text: Flow, rules: Sequence[re.Pattern[str]], name: str) -> Leaf:
    for rule in rules:
        if found := rule.search(text.text):
            value = " ".join(found[name].split()).strip(" .,;")
            return text.found(
                value, found.start(name), found.start(name) + len(found[name].rstrip(" .,;"))
            )
    return None


def _year(text: Flow, rules: Sequence[re.Pattern[str]]) -> Leaf:
    for rule in rules:
        if found := rule.search(text.text):
            return text.found(int(found["year"]), *found.span("year"))
    return None
