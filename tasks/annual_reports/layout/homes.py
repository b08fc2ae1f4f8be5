"""How many flats, premises and parking spaces there are, and how many rooms the flats have."""

import re
from collections.abc import Iterator, Sequence

from tasks.annual_reports.found import Group, Leaf
from tasks.annual_reports.layout.flow import Flow
from tasks.annual_reports.layout.prose import COUNT, count_of, pattern

_N = rf"(?P<count>{COUNT})(?: (?:st|stycken)\b\.?)?"
_ADJECTIVES = r"(?: (?:uthyrda|egna|kommersiella|mindre|större))?"
_RULES: dict[str, tuple[re.Pattern[str], ...]] = {
    "buildings": (
        pattern(rf"{_N} (?:[a-zåäö]+ )?(?:flerbostads|flerfamiljs|bostads|lamell|punkt)hus\b"),
        pattern(rf"\bantal (?:byggnader|hus|flerbostadshus):? {_N}"),
    ),
    "apartments": (
        pattern(
            rf"\bantal(?:et)? (?:bostads)?lägenheter(?: i föreningen)?(?: är| uppgår till)?:? "
            rf"{_N}"
        ),
        pattern(
            rf"(?:totalt|sammanlagt|om|omfattar|inrymmer|innehåller|består av|stod|finns(?: det)?"
            rf"|har)"
            rf" (?:totalt )?{_N} (?:bostads)?lägenheter\b(?! (?:är )?upplåt)"
        ),
    ),
    "cooperative_apartments": (
        pattern(
            rf"\bantal (?:bostadsrätter|bostadsrättslägenheter"
            rf"|(?:bostads)?lägenheter(?: som är)?,? (?:upplåtna )?med bostadsrätt):? {_N}"
        ),
        pattern(rf"\bupplåter (?:totalt )?{_N} (?:bostads)?lägenheter med bostadsrätt"),
        pattern(
            rf"{_N} (?:bostadsrätter|bostadsrättslägenheter)\b"
            rf"|(?P<let>{COUNT})(?: st)? (?:(?:bostads)?lägenheter )?(?:är |som är )?"
            rf"\(?upplåt(?:na|en|s) med bostadsrätt"
        ),
    ),
    "rental_apartments": (
        pattern(rf"\bantal (?:hyresrätter|hyreslägenheter):? {_N}"),
        pattern(rf"{_N} (?:bostads)?lägenhet(?:er)? med hyresrätt"),
        pattern(
            rf"{_N} (?:hyresrätt(?:er)?|hyreslägenhet(?:er)?)\b"
            rf"|(?P<let>{COUNT})(?: st)? (?:lägenhet(?:er)? )?(?:är )?\(?upplåt(?:na|en) med "
            rf"hyresrätt"
        ),
    ),
    "premises": (
        pattern(rf"\bantal lokaler:? {_N}"),
        pattern(rf"{_N}{_ADJECTIVES} (?:hyres|affärs|butiks|kontors)?lokal(?:er)?\b"),
    ),
    "parking_spaces": (
        pattern(rf"\bantal (?:parkeringsplatser|p-platser|bilplatser):? {_N}"),
        pattern(
            rf"{_N}{_ADJECTIVES} (?:parkeringsplats(?:er)?|p-plats(?:er)?)\b"
            rf"(?! i (?:ett )?(?:varm)?garage)"
        ),
    ),
    "garage_spaces": (
        pattern(rf"\bantal (?:garageplatser|garage):? {_N}"),
        pattern(
            rf"\bgarage(?:t)?\b[^.\n\d]{{0,30}} {_N} (?:parkeringsplats(?:er)?|p-plats"
            rf"(?:er)?)\b"
        ),
        pattern(
            rf"{_N}{_ADJECTIVES} (?:garageplats(?:er)?\b"
            rf"|(?<=\d )garage(?= ?(?:,|\.| och| samt|\n|$))"
            rf"|(?:parkeringsplats(?:er)?|p-plats(?:er)?) i (?:ett )?(?:varm)?garage)"
        ),
    ),
}  # fmt: skip
# What happened to flats, or belongs to others, is no count of what there is.
_ELSE = re.compile(
    r"överlåt|under året|såld|försälj|blivande|ombygg|planera|laddmöjlighet|gruppbostad\b.*använd"
    r"|samfällighet|gemensamhetsanläggning|grannförening|disponerar|tidigare",
    re.IGNORECASE,
)
_SIZE = (
    r"(?P<rooms>\d) ?(?:rum och kök|rum & kök|rum och kokvrå|rum, kök|r\.? ?o\.? ?k\b\.?|rk\b"
    r"|rum\b|:or\b)"
)
_ROOM = pattern(
    rf"(?P<count>{COUNT}) (?:st\b\.?(?: (?:lgh|lägenheter))?|lgh|lägenheter|à|a) "
    rf"(?:om |med )?{_SIZE}"
)
_ROOM_FIRST = pattern(
    rf"(?:^|\n|\t)[-–•]? ?{_SIZE}(?: lägenheter)?[:\t ]+"
    rf"(?P<count>{COUNT})(?: ?(?:st|lgh|lägenheter)\b)?(?=\t|\n|$|,|\.)"
)
_ROOMS_HEAD = pattern(rf"^>? ?{_SIZE}$")
_BARE = re.compile(r"\d{1,3}$")


def counts(text: Flow) -> dict[str, Leaf]:
    """Each count by its name; the first that a sentence states of what there is."""
    found = {name: _count(text, rules) for name, rules in _RULES.items()}
    if found["parking_spaces"] == found["garage_spaces"]:  # the same words: those in the garage
        found["parking_spaces"] = None
    return found


def _count(text: Flow, rules: Sequence[re.Pattern[str]]) -> Leaf:
    for rule in rules:
        for start, end in text.sentences():
            for found in rule.finditer(text.text, start, end):
                clause = _clause(text.text, found, start, end)
                name = "count" if found["count"] else "let"
                value = count_of(found[name])
                if value is not None and not _ELSE.search(clause):
                    return text.found(value, *found.span(name))
    return None


def _clause(text: str, found: re.Match[str], start: int, end: int) -> str:
    """The words around a match up to commas; what stands in another clause is another matter."""
    begin = max(text.rfind(",", start, found.start()), start)
    stop = text.find(",", found.end(), end)
    return text[begin : stop if stop >= 0 else end]


def rooms(text: Flow) -> list[Group]:
    """Flats by number of rooms, one row for each line or clause that states them."""
    return list(_rooms(text, _ROOM)) or list(_across(text)) or list(_rooms(text, _ROOM_FIRST))


def _across(text: Flow) -> Iterator[Group]:
    """Flats by number of rooms where sizes are the heads of columns, and counts stand below."""
    heads: list[tuple[int, int]] = []
    for line in re.finditer(r"[^\n]+", text.text):
        cells = [(line.start() + c.start(), line.start() + c.end()) for c in _cells(line[0])]
        sizes = [at for at in cells if _ROOMS_HEAD.match(text.text[slice(*at)].strip())]
        if len(sizes) > 1:
            heads = cells[cells.index(sizes[0]) :]
            continue
        counts = [at for at in cells if _BARE.match(text.text[slice(*at)].strip())]
        if heads and len(counts) == len(heads):
            yield from _columns(text, heads, counts)
            return
        heads = []


def _cells(line: str) -> Iterator[re.Match[str]]:
    return re.finditer(r"[^\t]+", line)


def _columns(
    text: Flow, heads: Sequence[tuple[int, int]], counts: Sequence[tuple[int, int]]
) -> Iterator[Group]:
    for head, below in zip(heads, counts, strict=True):
        size = _ROOMS_HEAD.match(text.text[slice(*head)].strip())
        if size and not text.text[slice(*head)].strip().startswith(">"):
            number = text.found(int(size["rooms"]), *head)
            yield {"rooms": number, "count": text.found(int(text.text[slice(*below)]), *below)}


def _rooms(text: Flow, rule: re.Pattern[str]) -> Iterator[Group]:
    for found in rule.finditer(text.text):
        count = text.found(count_of(found["count"]), *found.span("count"))
        number = text.found(int(found["rooms"]), *found.span("rooms"))
        if count is not None and number is not None:
            yield {"rooms": number, "count": count}
