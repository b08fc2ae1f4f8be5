"""The headings of annual reports that are known, and how a printed heading is matched with them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rapidfuzz import fuzz, process

from tasks.annual_reports.reading import Part

# What begins a part of the report. The order of the parts is that of the law (ÅRL).
PARTS: dict[Part, tuple[str, ...]] = {
    "report": ("förvaltningsberättelse", "styrelsens förvaltningsberättelse"),
    "income_statement": ("resultaträkning", "föreningens resultaträkning"),
    "balance_sheet": ("balansräkning", "föreningens balansräkning"),
    "cash_flow": (
        "kassaflödesanalys",
        "kassaflödesanalys indirekt metod",
        "finansieringsanalys",
        "föreningens kassaflödesanalys",
    ),
    "notes": (
        "noter",
        "noter och upplysningar",
        "tilläggsupplysningar",
        "noter med redovisningsprinciper och bokslutskommentarer",
        "noter till resultaträkning och balansräkning",
        "noter och redovisningsprinciper",
        "redovisningsprinciper och noter",
        "bokslutskommentarer",
    ),
    "signatures": (
        "underskrifter",
        "styrelsens underskrifter",
        "underskrifter av styrelsen",
        "underskrift",
        "styrelsens underskrift",
        "påskrift",
        "signaturer",
    ),
    "audit": (
        "revisionsberättelse",
        "revisors rapport",
        "granskningsrapport",
        "revisorspåteckning",
    ),
}
# Headings inside a statement; a heading of a note is none there, but the label of a line.
STATEMENT: dict[Part, tuple[str, ...]] = {
    "income_statement": (
        "rörelseintäkter",
        "rörelsens intäkter",
        "intäkter",
        "rörelsekostnader",
        "rörelsens kostnader",
        "kostnader",
        "fastighetskostnader",
        "finansiella poster",
        "resultat från finansiella poster",
        "finansiella intäkter och kostnader",
        "bokslutsdispositioner",
        "skatter",
    ),
    "balance_sheet": (
        "tillgångar",
        "anläggningstillgångar",
        "immateriella anläggningstillgångar",
        "materiella anläggningstillgångar",
        "finansiella anläggningstillgångar",
        "omsättningstillgångar",
        "kortfristiga fordringar",
        "kortfristiga placeringar",
        "kassa och bank",
        "eget kapital och skulder",
        "eget kapital",
        "bundet eget kapital",
        "fritt eget kapital",
        "ansamlad förlust",
        "avsättningar",
        "skulder",
        "långfristiga skulder",
        "kortfristiga skulder",
        "ställda säkerheter",
        "eventualförpliktelser",
        "ansvarsförbindelser",
        "ställda säkerheter och eventualförpliktelser",
        "ställda säkerheter och ansvarsförbindelser",
    ),
    "cash_flow": (
        "den löpande verksamheten",
        "löpande verksamhet",
        "investeringsverksamheten",
        "finansieringsverksamheten",
        "kassaflöde från den löpande verksamheten",
        "kassaflöde från investeringsverksamheten",
        "kassaflöde från finansieringsverksamheten",
        "kassaflöde från förändring av rörelsekapital",
        "likvida medel",
    ),
}
# The two sides of a balance sheet, and the groups in them (ÅRL, bilaga 1).
SIDES = ("tillgångar", "eget kapital och skulder")
GROUPS = (
    *("anläggningstillgångar", "omsättningstillgångar", "eget kapital", "avsättningar", "skulder"),
    *("långfristiga skulder", "kortfristiga skulder", "ställda säkerheter"),
    *("eventualförpliktelser", "ansvarsförbindelser"),
)
# Pages that explain the words of a report, and lists of contents: nothing is read from them.
GUIDES = (
    "ordlista",
    "ordförklaringar",
    "ordförklaring",
    "begreppsförklaringar",
    "att läsa en årsredovisning",
    "att förstå en årsredovisning",
    "så läser du en årsredovisning",
    "så här läser du en årsredovisning",
    "hur man läser en årsredovisning",
    "kort guide till läsning av årsredovisningen",
    "guide till årsredovisningen",
    "läsanvisningar till årsredovisningen",
    "definitioner och ordförklaringar",
    "ekonomiska begrepp",
)
CONTENTS = ("innehåll", "innehållsförteckning", "innehåll årsredovisning", "innehåll och sidor")

_PARENTHESIS = re.compile(r"\([^)]*\)?")
_NOT_LETTERS = re.compile(r"[^a-zåäöéüæø]+")
_CLOSE = 88  # of 100: a misspelt word
_SPLIT = 94
_STEM = 4  # letters
_ENDINGS = {
    *("", "s", "n", "en", "et", "t", "er", "ar", "or", "r", "na", "arna", "erna", "orna"),
    *("ns", "ens", "ets", "ernas", "arnas", "ornas", "nas", "a", "e", "an", "ans", "ande"),
}
_SHORT = 6  # letters: shorter headings must be the same


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """A heading as it is compared: lower case, letters only, without what stands in brackets."""
    return _NOT_LETTERS.sub(" ", _PARENTHESIS.sub(" ", text.lower())).strip()


def likeness(title: str, heading: str) -> float:
    """How much a title is like a known heading, 0 to 100; both as `plain` gives them.

    Words may be inflected (årsavgift, årsavgifterna) or misspelt; a longer compound is another
    word (fastighet, fastighetslån).
    """
    if title == heading:
        return 100.0
    if min(len(title), len(heading)) <= _SHORT:
        return 0.0
    ones, others = title.split(), heading.split()
    if len(ones) == len(others) and all(map(_same_word, ones, others)):
        return 90 + fuzz.ratio(title, heading) / 10.1
    closed, other = title.replace(" ", ""), heading.replace(" ", "")
    if abs(len(closed) - len(other)) <= 1 and fuzz.ratio(closed, other) >= _SPLIT:
        return 92.0  # a space or a hyphen too many
    begins = title.startswith(heading + " ") and len(heading) >= max(9, 0.4 * len(title))
    return 90.0 if begins else 0.0


def _same_word(one: str, other: str) -> bool:
    if one == other:
        return True
    common = next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
    if common >= _STEM and one[common:] in _ENDINGS and other[common:] in _ENDINGS:
        return True
    return min(len(one), len(other)) > _SHORT and (
        abs(len(one) - len(other)) <= 1 and fuzz.ratio(one, other) >= _CLOSE
    )


def best(title: str, headings: Iterable[str]) -> tuple[str, float]:
    """The heading that a title is most like, and how much; ("", 0) when none is close."""
    found = process.extractOne(title, headings, scorer=_score, score_cutoff=_CLOSE)
    return (found[0], float(found[1])) if found else ("", 0.0)


def _score(title: str, heading: str, **_: object) -> float:
    return likeness(title, heading)


@dataclass(frozen=True)
class Known:
    """The headings that agents name, to find those of a part: "heading" or "part/heading"."""

    headings: tuple[str, ...]

    @cached_property
    def by_part(self) -> dict[str, tuple[str, ...]]:
        """Plain headings by part; those of no part under an empty name."""
        found: dict[str, dict[str, None]] = {}
        for heading in self.headings:
            part, _, name = heading.rpartition("/")
            found.setdefault(part, {})[plain(name)] = None
        return {part: tuple(names) for part, names in found.items()}

    def recognised(self, title: str, part: Part) -> str:
        """The known heading that a title is in a part of the report; empty when it is none."""
        names = (*self.by_part.get(part, ()), *self.by_part.get("", ()))
        return best(plain(title), (*STATEMENT.get(part, ()), *names))[0]
