"""Who left the board, as sentences tell it."""

from collections.abc import Iterator, Sequence

from tasks.annual_reports.found import Group, Leaf
from tasks.annual_reports.layout.flow import Flow
from tasks.annual_reports.layout.persons import Person, listed
from tasks.annual_reports.layout.prose import DATE, MONTHS, pattern

_BEFORE = pattern(
    r"^(?P<names>[A-ZÅÄÖ][^.,;:\d]{4,80}?) (?:(?:om|ny)?valdes [^.\n]{0,60}\b(?:och|men)\b "
    r"[^.\n]{0,50})?"
    r"(?P<verb>lämnade(?: då)? styrelsen|lämnade sitt uppdrag|avgick|har avgått|har lämnat "
    r"styrelsen)"
)
_AFTER = pattern(
    r"\b(?P<verb>avgick|avgående (?:ledamöter|ledamot)?(?:,| är| var|:)|lämnade) "
    r"(?P<names>[A-ZÅÄÖ][^.;:\d]{4,160})\."
)
_WHEN = pattern(
    rf"(?:(?:vid|efter|vis|på) (?:[a-zåäö]+ ){{0,2}}[a-zåäö]*stämman?(?: (?:19|20)\d\d)?"
    rf"|i (?:{'|'.join(MONTHS)}) (?:19|20)\d\d|{DATE})"
)


def leavers(text: Flow, staying: Sequence[Person]) -> Iterator[Group]:
    """Rows of those of whom a sentence says that they left, and who are no more listed."""
    seen = {str(person.name.value).casefold() for person in staying}
    for start, end in text.sentences():
        for rule in (_BEFORE, _AFTER):
            found = rule.search(text.text[start:end])
            if found is None:
                continue
            rows = listed(text, start + found.start("names"), start + found.end("names"))
            for person in rows.persons if rows else ():
                name = str(person.name.value).casefold()
                if name not in seen:
                    seen.add(name)
                    term = _when(text, start, start + found.end("verb"), end)
                    yield {"name": person.name, "role": None, "term": term}


def _when(text: Flow, start: int, verb: int, end: int) -> Leaf:
    """When somebody left: what stands after the verb, else what stands next before it."""
    found = _WHEN.search(text.text, verb, end)
    before = list(_WHEN.finditer(text.text, start, verb))
    chosen = found or (before[-1] if before else None)
    return text.found(" ".join(chosen[0].split()), *chosen.span()) if chosen else None
