"""The lines of a report as claims: their numbers, the queries that they cite, who is named.

A claim is one line: a sentence, a bullet or a row of a table. It cites by ids in square brackets.
The rows of a table are covered by the ids of its caption, the line above it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from tasks.outcome import Section
from tasks.verification.exempt import YEAR
from tasks.verification.numbers import Number, numbers, plain_digits

_ID = re.compile(r"(?<!\\)\[([A-Za-z_]\w*)\](?!\()")
_ENDING = re.compile(r"((?:\[[A-Za-z_]\w*\][\s,;]*)+)[.:*|\s]*$")
_ESCAPED = re.compile(r"\\([\\`*|~$_\[\]!#<>.+-])|&(lt|gt|amp|nbsp);|\*+|~~|(?<!\w)__?|__?(?!\w)")
_CODE = re.compile(r"`[^`]*`")
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&", "nbsp": " "}
_PER = re.compile(r"\b(?:Per|According to)\s+([^:\[\]|]{1,120}?):(?!\d)")
_OPENING = re.compile(r"\bAccording to\s+([^:,\[\]|]{1,80}),")
_CELLS = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?")
_DATED = re.compile(r"year|date|month|period|quarter|as of|since|until|time", re.IGNORECASE)
_HEADER_UNIT = re.compile(r"%|per\s?cent|\bpct\b", re.IGNORECASE)
_YEAR = re.compile(YEAR)
_BETWEEN_CELLS = " | "


@dataclass(frozen=True, slots=True)
class Claim:
    """A line that says something that can be checked.

    `text` is the line without markup; `ids` are the queries that it cites, `inherited` whether
    those are its caption's; `named` the publishers after "Per". For a row of a table, `headers`
    gives the header above each number.
    """

    section: str
    line: str
    text: str
    ids: tuple[str, ...]
    inherited: bool
    named: tuple[str, ...]
    numbers: tuple[Number, ...]
    headers: tuple[str, ...] = ()


def plain(line: str) -> str:
    """A line of markdown as readers see it: no escapes, no emphasis, digits of one script."""
    return plain_digits(_ESCAPED.sub(lambda m: m[1] or _ENTITIES.get(m[2] or "", ""), line))


def claims(sections: Iterable[Section], known: frozenset[str]) -> Iterator[Claim]:
    """All claims of a report. `known` are the ids of the run's answers."""
    for section in sections:
        if found := _claim(section.title, section.title, known):
            yield replace(found, ids=found.ids or _ids_of(section.body, known), inherited=True)
        yield from _in_body(section, known)


def _ids_of(body: str, known: frozenset[str]) -> tuple[str, ...]:
    """A title stands for its section: it may say whatever the section proves."""
    return tuple(dict.fromkeys(found for found in _ID.findall(body) if found in known))


def _in_body(section: Section, known: frozenset[str]) -> Iterator[Claim]:
    caption: tuple[str, ...] = ()
    for block in blocks(section.body):
        if len(block) == 1:
            claim = _claim(section.title, block[0], known)
            caption = cited(block[0], known)
            if claim:
                yield claim
            continue
        header, *rows = [line for line in block if not _RULE.fullmatch(line.strip())]
        if claim := _claim(section.title, header, known):
            yield _under(claim, caption)
        names = [plain(cell) for cell in cells_of(header)]
        for place, row in enumerate(rows, 1):
            if claim := _row(section.title, row, names, place, known):
                yield _under(claim, caption)


def blocks(body: str) -> Iterator[list[str]]:
    """The lines that are not empty, each alone; those of a table together."""
    lines = [line for line in body.splitlines() if line.strip()]
    place = 0
    while place < len(lines):
        end = place + 1
        is_table = (
            "|" in lines[place] and end < len(lines) and _RULE.fullmatch(lines[end].strip())
        ) and "|" in lines[end]
        while is_table and end < len(lines) and "|" in lines[end]:
            end += 1
        yield lines[place:end]
        place = end


def cells_of(row: str) -> list[str]:
    """The cells of a row of a table."""
    inside = row.strip().removeprefix("|")
    inside = inside[:-1] if inside.endswith("|") and not inside.endswith("\\|") else inside
    return [cell.strip() for cell in _CELLS.split(inside)]


def _under(claim: Claim, caption: tuple[str, ...]) -> Claim:
    ids = tuple(dict.fromkeys((*claim.ids, *caption)))
    return replace(claim, ids=ids, inherited=True)


def cited(line: str, known: frozenset[str]) -> tuple[str, ...]:
    """The ids that a line cites: known ones anywhere, and whatever stands as ids at its end."""
    if "[" not in line:
        return ()
    line = _CODE.sub("``", line)
    ending = _ENDING.search(line)
    last = set(_ID.findall(ending[1])) if ending else set()
    found = _ID.findall(line)
    return tuple(dict.fromkeys(each for each in found if each in known or each in last))


def _claim(section: str, line: str, known: frozenset[str]) -> Claim | None:
    text = plain(line)
    found = numbers(text)
    ids = cited(line, known)
    bare = _CODE.sub("``", text)
    named = _PER.findall(bare) or _OPENING.findall(bare)
    if not (found or ids or named):
        return None
    return Claim(section, line.strip(), text, ids, False, tuple(named), found)


def _row(
    section: str, row: str, names: Sequence[str], place: int, known: frozenset[str]
) -> Claim | None:
    """A row's numbers, cell by cell; those without a unit have that of the column's header."""
    cells = [plain(cell) for cell in cells_of(row)]
    found: list[Number] = []
    places: list[str] = []
    start = 0
    for column, cell in enumerate(cells):
        name = names[column] if column < len(names) else ""
        for number in _in_cell(cell, name, column, place):
            found.append(replace(number, start=number.start + start, end=number.end + start))
            places.append(name)
        start += len(cell) + len(_BETWEEN_CELLS)
    ids = cited(row, known)
    if not (found or ids):
        return None
    text = _BETWEEN_CELLS.join(cells)
    return Claim(section, row.strip(), text, ids, False, (), tuple(found), tuple(places))


def _in_cell(cell: str, header: str, column: int, place: int) -> Iterator[Number]:
    if column == 0 and cell == str(place):
        return  # it numbers the rows
    found = numbers(cell)
    if not found and _YEAR.fullmatch(cell) and column and not _DATED.search(header):
        found = (Number(cell, float(cell), 1.0, None, 0, len(cell)),)
    for number in found:
        percent = number.unit is None and _HEADER_UNIT.search(header)
        points = percent and "point" in header.lower()
        yield replace(number, unit="points" if points else "percent") if percent else number
