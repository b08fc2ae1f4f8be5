"""Which real property the association has, since when, in which municipality, by which right."""

import re
from collections.abc import Iterable, Iterator, Sequence

from tasks.annual_reports.document.words import Cell
from tasks.annual_reports.found import Found, Leaf
from tasks.annual_reports.found import Group as Row
from tasks.annual_reports.layout.flow import Flow
from tasks.annual_reports.layout.prose import DATE, pattern
from tasks.annual_reports.layout.scope import Passage
from tasks.annual_reports.reading import Placed

_ENDS_IN_S = {
    "alingsås", "bengtsfors", "bollnäs", "borås", "degerfors", "grums", "hagfors", "hofors",
    "höganäs", "munkfors", "mönsterås", "robertsfors", "storfors", "strängnäs", "torsås", "tranås",
    "vännäs", "västerås",
}  # fmt: skip
_PLACE = r"[A-ZÅÄÖ][\wåäöé-]+(?: [A-ZÅÄÖ][\wåäöé-]+){0,3}"
_NUMBER = r"\d{1,4}(?::\d{1,4})?(?!\d|-\d| ?(?:kvm|m2|kr|st|år))"
DESIGNATION = rf"{_PLACE} {_NUMBER}"
_JOINED = rf"(?P<names>{DESIGNATION}(?:(?:,|;| och| samt) (?:{DESIGNATION}|{_NUMBER}))*)"
_OWNED = pattern(
    r"(?:[Ff]öreningen|[Bb]ostadsrättsföreningen|[Bb]rf\b|[Ss]om)[^.\n]{0,80}?"
    r"\b(?:äger|ägde|förvärvade|innehar|innehavare av|har förvärvat|förvaltar|överlät"
    r"|har)\b[^.\n]{0,60}?"
    r"\b(?:[Ff]astighet(?:en|erna)|[Tt]omträtt(?:en|erna))(?: till)?(?: (?:fastigheten|med "
    r"beteckningen))?"
    rf" {_JOINED}",
    cased=True,
)
_NAMED = pattern(
    rf"\b[Ff]astighet(?:en|erna|er)?,? (?:med beteckning(?:en)? )?{_JOINED},? "
    r"(?:är|förvärva|ligger|i|har|bebygg|består|som|omfatt)",
    cased=True,
)
_LABELLED = pattern(
    r"\b[Ff]astighet(?:en|erna)?s ?beteckning(?:en|ar|arna)?(?: är)?:? " rf"{_JOINED}", cased=True
)
_WAYS = (_OWNED, _LABELLED, _NAMED)
_MUNICIPALITY = pattern(rf"\bi (?P<place>{_PLACE}?) [Kk]ommun\b", cased=True)
_SEATED = re.compile(r"\bsäte\s+$")  # where the association has its seat
_IN_ROW = pattern(rf"(?<![^\n])[Kk]ommun: (?P<place>{_PLACE})(?=\n|$|\t)", cased=True)
_ACQUIRED = (
    pattern(
        rf"\bförvärva(?:de|des|ts|t|d)\b(?: [^.\n]{{0,90}}?)?(?P<when>{DATE}|(?:år |under )?(?:19"
        rf"|20)\d\d\b)"
    ),
    pattern(rf"\bförvärv(?:et skedde|sår|sdatum)?:? (?:år |den )?(?P<when>{DATE}|(?:19|20)\d\d\b)"),
)
_TENURE = pattern(
    r"\b(?:(?:upplåten|innehas|innehar|innehavare|äger|tomten|marken|mark|fastigheten"
    r"|fastigheterna)\b[^.\n]{0,70}?)"
    r"(?P<right>äganderätt|tomträtt)(?:en)?\b"
)
_NOT = re.compile(r"\b(?:inte|ej|tidigare|friköpt)\b", re.IGNORECASE)
_HEADER = re.compile(r"^(?:fastighets?)?beteckning", re.IGNORECASE)


def properties(passages: Iterable[Passage], text: Flow) -> list[Row]:
    """One row for each property: from a table headed Fastighetsbeteckning, else from prose."""
    rows = [row for passage in passages for row in _table(passage.lines)]
    if rows:
        return rows
    found = next((each for rule in _WAYS if (each := rule.search(text.text))), None)
    if found is None:
        return []
    place, year = _municipality(text, found.end()), _acquired(text)
    named = _names(text, *found.span("names"))
    return [{"designation": name, "municipality": place, "acquired_year": year} for name in named]


def tenure(text: Flow) -> Leaf:
    """Äganderätt or tomträtt, where a sentence says it of the association's land."""
    for found in _TENURE.finditer(text.text):
        if not _NOT.search(found[0]):
            return text.found(found["right"].casefold(), *found.span("right"))
    return None


def _names(text: Flow, start: int, end: int) -> Iterator[Found]:
    """Designations in a list; a number alone has the name before it ("Almen 1 och 2")."""
    last = ""
    for found in re.finditer(
        pattern(rf"{DESIGNATION}|{_NUMBER}", cased=True), text.text[start:end]
    ):
        words = " ".join(found[0].split())
        if words[0].isdigit():
            words = f"{last} {words}"
        last = words.rsplit(" ", 1)[0]
        leaf = text.found(words, start + found.start(), start + found.end())
        if leaf is not None:
            yield leaf


def _municipality(text: Flow, near: int) -> Leaf:
    """The municipality named after a place of the text, else the first that is named."""
    anywhere = (
        each
        for each in _MUNICIPALITY.finditer(text.text)
        if not _SEATED.search(text.text[: each.start()])
    )
    found = _MUNICIPALITY.search(text.text, near, near + 120) or next(anywhere, None)
    if found is None:
        row = _IN_ROW.search(text.text)
        said = " ".join(row["place"].split()) if row else None
        return text.found(said, *row.span("place")) if row else None
    return text.found(municipality(f"{found['place']} kommun"), *found.span("place"))


def municipality(printed: str) -> str:
    """A municipality's name without the genitive: "Stockholms" kommun is Stockholm."""
    name = " ".join(printed.split())
    bare = re.sub(r"\s+(?:kommun|stad)$", "", name, flags=re.IGNORECASE)
    genitive = bare != name and bare.endswith("s") and bare.casefold() not in _ENDS_IN_S
    return bare[:-1] if genitive else bare


def _acquired(text: Flow) -> Leaf:
    for rule in _ACQUIRED:
        if found := rule.search(text.text):
            year = re.search(r"(?:19|20)\d\d", found["when"])
            return text.found(int(year[0]), *found.span("when")) if year else None
    return None


def _table(lines: Sequence[Placed]) -> Iterator[Row]:
    """Rows under the heads Fastighetsbeteckning, Förvärv, Kommun; each cell by its column."""
    heads: list[Cell] = []
    for placed in lines:
        cells = placed.line.cells
        if len(cells) > 1 and _HEADER.match(cells[0].text):
            heads = list(cells)
        elif heads and len(cells) == len(heads):
            by = {head.text.casefold(): cell for head, cell in zip(heads, cells, strict=True)}
            name = cells[0].text
            if not re.fullmatch(DESIGNATION, name):
                break
            yield {
                "designation": Found(name, placed.page, name, cells[0].box),
                "municipality": _cell(placed, by, "kommun"),
                "acquired_year": _cell(placed, by, "förvärv", "förvärvsår", "år"),
            }
        elif heads:
            break


def _cell(placed: Placed, by: dict[str, Cell], *heads: str) -> Leaf:
    cell = next((by[head] for head in heads if head in by), None)
    if cell is None:
        return None
    if heads[0] == "kommun":
        return Found(municipality(cell.text), placed.page, cell.text, cell.box)
    year = re.search(r"(?:18|19|20)\d\d", cell.text)
    return Found(int(year[0]), placed.page, cell.text, cell.box) if year else None
