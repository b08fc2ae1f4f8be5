"""Who belongs to which body: the walk through the lists of a report, topic by topic.

A topic is the last heading that names a body; any other heading ends it. Within it a label
("Suppleanter") holds for the rows below, and a line with a period ("2023-01-01 - 2023-06-04")
begins another board.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from tasks.annual_reports.found import Found
from tasks.annual_reports.layout.flow import Flow
from tasks.annual_reports.layout.persons import Listed, Person, listed
from tasks.annual_reports.layout.prose import DATE, pattern
from tasks.annual_reports.layout.roles import Body, Role
from tasks.annual_reports.layout.scope import Passage

_TOPICS: tuple[tuple[str, Body], ...] = (
    (r"valberedning(?:en)?", "nomination"),
    (
        r"(?:föreningens |extern |intern )?revis(?:or|orer|orerna|ion)|ordinarie (?:extern|intern)"
        r"|revisorssuppleant(?:er)?",
        "auditor",
    ),
    (
        r"(?:nuvarande |föreningens )?styrelse(?:n|ledamöter|ns sammansättning|ns ledamöter)?"
        r"(?: består av)?(?: (?:och|samt) (?:revisor(?:er)?|övriga funktionärer))?"
        r"|styrelse, (?:revisor(?:er)?|valberedning)"
        r"(?:,? och (?:valberedning|revisor(?:er)?))?",
        "board",
    ),
)
_PERIOD = pattern(
    rf"{DATE} ?(?:[-–]|till|t\.?o\.?m\.?) ?{DATE}|fram till|(?:till|t\.?o\.?m\.?) och med"
    r"|före (?:ordinarie |års|förenings)?stämma"
    r"|efter (?:ordinarie |års|förenings|extra ?)?(?:förenings)?stämma"
)
_NOW = pattern(r"\befter\b|\bsedan\b|från och med|fr\.? ?o\.? ?m|nuvarande|därefter")
_LISTS = pattern(
    r"(?:till|i) valberedning(?:en)? valdes:?|(?:består|bestått|utgörs|utgjorts|utgjordes"
    r"|bestod)(?: styrelsen)?(?: under [^.:,]{3,40})? av(?: följande)?"
    r"(?: personer| ledamöter| medlemmar)?:?|(?:har (?:under [^.:,]{3,40} )?varit|är):?"
)
_SUBJECT = re.compile(
    r"styrelse|ledam|ordförande|suppleant|valberedning|kassör|sekreterare|revis|sammankallande",
    re.IGNORECASE,
)
_LEAVING = pattern(
    r"\btur att avgå|\bmandat(?:tid|period)?(?:en|er|erna)? (?:[^.\n]{0,40} )?"
    r"(?:utgår|går ut|löper ut|upphör)"
)
_FIRM = re.compile(r"\bfirma(?:n|tecknare|teckning)?\b", re.IGNORECASE)


@dataclass(slots=True)
class Group:
    """Persons of one period. `label` is the period as printed; `now` whether it says it lasts."""

    label: Found | None = None
    now: bool = False
    ends: str = ""
    persons: list[tuple[Body, Person]] = field(default_factory=list)


def topic_of(title: str) -> Body | None:
    """The body that a heading names; None where it names none."""
    plain = title.strip(" :.").casefold()
    return next((body for rule, body in _TOPICS if re.fullmatch(rule, plain)), None)


def groups(passages: Iterable[Passage]) -> list[Group]:
    """The persons listed under headings of bodies, by period, in the order of the report."""
    found = [Group()]
    labels: tuple[Role, ...] = ()
    about: Body | None = None
    closed: tuple[Flow, Body] | None = None
    for topic, text, start, end in by_topic(passages):
        if topic != about:
            about, labels = topic, ()
        if topic is None or closed == (text, topic):
            continue
        if _FIRM.search(text.text, start, end):
            closed = (text, topic)
            continue
        labels = _paragraph(text, (start, end), topic, labels, found)
    return found


def by_topic(passages: Iterable[Passage]) -> Iterator[tuple[Body | None, Flow, int, int]]:
    """Each paragraph with the body that it is about.

    A heading that names no body ends the topic, unless it stands beneath the one that does, as
    "Suppleanter" may beneath "Styrelse". A line that is nothing but the name of a body begins it.
    """
    topic: Body | None = None
    level = 0
    for passage in passages:
        named = topic_of(passage.heading)
        if named is not None or passage.section.level <= level:
            topic, level = named, passage.section.level
        text = passage.whole
        for start, end in paragraphs(text):
            inline = topic_of(text.text[start:end])
            topic = inline or topic
            if inline is None:
                yield topic, text, start, end


def paragraphs(text: Flow) -> Iterator[tuple[int, int]]:
    """Where each paragraph begins and ends."""
    for match in re.finditer(r"[^\n]+", text.text):
        yield match.span()


def _paragraph(
    text: Flow, span: tuple[int, int], topic: Body, labels: tuple[Role, ...], found: list[Group]
) -> tuple[Role, ...]:
    """Take in one paragraph; the labels that hold after it."""
    said = text.text[slice(*span)]
    if _LEAVING.search(said):  # who may leave is still a member
        return labels
    rows = listed(text, *span) or _sentence(text, *span)
    if rows is not None and rows.persons:
        for person in rows.persons:
            found[-1].persons.append(_placed(person, topic, rows.labels or labels))
        return _carried(rows.labels) or labels
    if rows is not None and rows.labels:
        return rows.labels
    if topic == "board" and (period := _PERIOD.search(said)):
        _begin(text, span, period, found)
        return ()
    return labels if rows is not None else ()


def _begin(text: Flow, span: tuple[int, int], period: re.Match[str], found: list[Group]) -> None:
    said = text.text[slice(*span)]
    label = text.found(said.strip(" :.\t"), *span)
    dates = re.findall(r"\d{4}-\d{2}-\d{2}", period[0])
    group = Group(label, bool(_NOW.search(said)), dates[-1] if len(dates) > 1 else "")
    if found[-1].persons or found[-1].label:
        found.append(group)
    else:
        found[-1] = group


def _sentence(text: Flow, start: int, end: int) -> Listed | None:
    """Persons in sentences such as "Valberedningen består av …"."""
    persons: list[Person] = []
    for found in _LISTS.finditer(text.text, start, end):
        if not _SUBJECT.search(text.text, start, found.end()):
            continue  # somebody else is named
        stop = re.search(r"\.(?:\s|$)(?=\s*(?:[A-ZÅÄÖ]|$))", text.text[found.end() : end])
        rows = listed(text, found.end(), found.end() + stop.start() if stop else end)
        persons.extend(rows.persons if rows else ())
    return Listed(tuple(persons)) if persons else None


def _carried(labels: Sequence[Role]) -> tuple[Role, ...]:
    """Labels that hold for the rows below: those of several persons, not that of a chairman."""
    kept = [role for role in labels if role.name in {"ledamot", "suppleant"} or role.plural]
    return tuple(kept)


def _placed(person: Person, topic: Body, labels: Sequence[Role]) -> tuple[Body, Person]:
    """A person with the label of its column, and the body that its roles say, or the topic."""
    roles = person.roles
    if labels and (not roles or len(labels) > 1):
        roles = (*roles, _column(person, labels))
    elif labels and all(role.body == "board" for role in roles):
        roles = (*roles, labels[-1])
    bodies = [role.body for role in roles]
    for body in ("other", "auditor", "deputy", "nomination"):
        if body in bodies:
            chosen: Body = body
            if topic == "auditor" and body == "deputy":
                chosen = "auditor"
            elif topic == "nomination":
                chosen = "nomination"
            return chosen, replace(person, roles=roles)
    return topic, replace(person, roles=roles)


def _column(person: Person, labels: Sequence[Role]) -> Role:
    """The label above a person: the last one that does not begin to the right of the name."""
    left = [role for role in labels if role.found.box and role.found.box[0] <= person.x0 + 5]
    return (left or list(labels))[-1]


def current(found: Sequence[Group]) -> Group:
    """The board at the end of the year: the period that lasts, or that ends last."""
    boards = [group for group in found if any(body == "board" for body, _ in group.persons)]
    if not boards:
        return found[-1]
    lasting = [group for group in boards if group.now]
    return lasting[-1] if lasting else max(boards, key=lambda group: group.ends)
