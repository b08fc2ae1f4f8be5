"""Suppliers under contract: tables in either order of columns, labelled lines, and sentences."""

import re
from collections.abc import Iterable, Iterator, Sequence

from tasks.annual_reports.document.words import Cell
from tasks.annual_reports.found import Fields, Found
from tasks.annual_reports.found import Group as Row
from tasks.annual_reports.layout.flow import Flow
from tasks.annual_reports.layout.prose import pattern
from tasks.annual_reports.layout.scope import joined, passages, wider
from tasks.annual_reports.reading import Placed, Reading

_LISTS = re.compile(r"leverantör|avtal|entreprenör", re.IGNORECASE)
_CATEGORY = re.compile(
    r"förvaltning|förvaltare|skötsel|städ|\bel\b|elnät|elhandel|elavtal|energi|värme|vatten|avlopp|bredband"
    r"|fiber"
    r"|internet|tv\b|kabel|telefoni|hiss|sop|avfall|renhållning|återvinning|snö|vinter|sommar"
    r"|trädgård"
    r"|mark|gård|jour|rondering|larm|bevakning|brand|lås|passer|port|tvätt|matt|parkering|garage"
    r"|försäkring|tomträtt|underhåll|besiktning|service|ventilation|ovk|skadedjur|juridi|revision"
    r"|förteckning|leverantör|antenn|laddstolp|hemsida|redovisning|bokföring|drift",
    re.IGNORECASE,
)
_COMPANY_FORM = re.compile(r"\b(?:AB|HB|KB|Aktiebolag|Ek\.? ?för|Sverige|Group|Stad|kommun)\b")
_HEADS = re.compile(
    r"^(?:leverantör|avtal|typ|tjänst|företag|entreprenör|avser|område)\w*$", re.IGNORECASE
)
_PART = r"(?:[A-ZÅÄÖ]\.|[A-ZÅÄÖ][\wåäö&+-]*)"
_NAME = rf"{_PART}(?: (?:{_PART}|&|i(?= [A-ZÅÄÖ])|och(?= [A-ZÅÄÖ])|\({_PART}(?: {_PART})*\)))*"
_SENTENCES = (
    pattern(
        rf"\b[Aa]vtal (?:är |har )?(?:tecknats |tecknat )?(?:om|avseende|för) "
        rf"(?P<category>[a-zåäö][^.,\n\t]{{2,50}}?) med (?P<supplier>{_NAME})", cased=True),
    pattern(
        rf"\b[Aa]vtal med (?P<supplier>{_NAME}) (?:om|avseende) "
        rf"(?P<category>[a-zåäö][^.,\n\t]{{2,40}}?)(?= fr\b| från|\.|,|\n|$)", cased=True),
    pattern(
        rf"(?:^|\. |\n)(?P<category>(?:Den )?[A-ZÅÄÖa-zåäö][a-zåäö]+(?: (?:och "
        rf")?[a-zåäö-]+){{0,4}}) (?:har )?(?:sköts|skötts|utförs|utförts|hanteras|handhas"
        rf"|ombesörjs) av (?:förvaltaren |företaget |bolaget )?(?P<supplier>{_NAME})", cased=True),
)  # fmt: skip
_PAIR = ("category", "supplier")  # in this order or the other
_ENDED = re.compile(r"uppsagt|sagts upp|upphört|avslutat|förhandl|offert", re.IGNORECASE)
_BASE = (
    ("ekonomiska förvaltningen", "ekonomisk förvaltning"),
    ("tekniska förvaltningen", "teknisk förvaltning"),
)
_OWN = re.compile(
    r"^(?:lån|bank|banker|byggnadsvärde|markvärde|yta|antal|försäkring)", re.IGNORECASE
)
_LABELLED = re.compile(
    r"^(?:[-–•*]\s*)?(?P<category>[A-ZÅÄÖ][^:\t\n]{1,40}):\s*(?P<supplier>[A-ZÅÄÖ][^\n]{1,80})$"
)


@wider("report")
def suppliers(reading: Reading) -> Fields:
    """The fields of SuppliersAgent."""
    read = passages(reading, r"\bavtal\b|leverantör")
    rows: list[Row] = []
    for passage in read:
        if _LISTS.search(passage.heading):
            rows += _table(passage.lines)
        rows += _labelled(passage.text)
    rows += _told(joined(read))
    return {"suppliers": _once(rows)}


def _table(lines: Sequence[Placed]) -> list[Row]:
    """Rows of two cells; which of them is the category is told by all rows together."""
    pairs = [
        (placed.page, placed.line.cells)
        for placed in lines
        if len(placed.line.cells) == len(_PAIR) and not _HEADS.match(placed.line.cells[0].text)
    ]
    if not pairs:
        return []
    first = sum(_vote(cells[0], cells[1]) for _, cells in pairs)
    order = (0, 1) if first >= 0 else (1, 0)
    return [
        {"category": _leaf(page, cells[order[0]]), "supplier": _leaf(page, cells[order[1]])}
        for page, cells in pairs
        if not _ENDED.search(" ".join(cell.text for cell in cells))
    ]


def _vote(left: Cell, right: Cell) -> int:
    """Positive where the left cell looks like a category and the right one like a company."""
    score = bool(_CATEGORY.search(left.text)) - bool(_CATEGORY.search(right.text))
    return score + 2 * (
        bool(_COMPANY_FORM.search(right.text)) - bool(_COMPANY_FORM.search(left.text))
    )


def _leaf(page: int, cell: Cell) -> Found:
    return Found(cell.text, page, cell.text, cell.box)


def _labelled(text: Flow) -> Iterator[Row]:
    """Lines such as "Städning: Rent Hus AB"."""
    for paragraph in re.finditer(r"[^\n]+", text.text):
        found = _LABELLED.match(paragraph[0])
        if (
            found is None
            or not _CATEGORY.search(found["category"])
            or _OWN.match(found["category"])
        ):
            continue
        if not _ENDED.search(found["supplier"]):
            yield _row(text, found, paragraph.start())


def _told(text: Flow) -> Iterator[Row]:
    for rule in _SENTENCES:
        for found in rule.finditer(text.text):
            if _CATEGORY.search(found["category"]):
                yield _row(text, found, 0)


def _row(text: Flow, found: re.Match[str], shift: int) -> Row:
    category = " ".join(found["category"].split()).removeprefix("Den ").removesuffix(" har")
    category = next((base for said, base in _BASE if category.casefold() == said), category)
    supplier = " ".join(found["supplier"].split()).rstrip(" .,")
    return {
        "category": text.found(
            category, shift + found.start("category"), shift + found.end("category")
        ),
        "supplier": text.found(
            supplier, shift + found.start("supplier"), shift + found.end("supplier")
        ),
    }


def _once(rows: Iterable[Row]) -> list[Row]:
    seen: dict[tuple[str, ...], Row] = {}
    for row in rows:
        key = tuple(str(leaf.value).casefold() if leaf else "" for leaf in row.values())
        seen.setdefault(key, row)
    return list(seen.values())
