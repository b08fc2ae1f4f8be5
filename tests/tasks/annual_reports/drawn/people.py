"""Board, meetings, auditors and nominators of a drawn report, in the ways they are told."""

from tests.tasks.annual_reports.drawn.sheet import Sheet, any_of
from tests.tasks.annual_reports.drawn.story import Story, in_words

Titled = list[tuple[str, str]]


def people_sections(sheet: Sheet, one: Story) -> None:
    board(sheet, one)
    blocks = [signing, meetings, nominators, auditors]
    sheet.rng.shuffle(blocks)
    for draw in blocks:
        draw(sheet, one)


def board(sheet: Sheet, one: Story) -> None:
    sheet.heading(sheet.pick("Styrelsen", "Styrelse", "Styrelsens sammansättning", "Styrelsen"))
    style = sheet.pick(
        "table",
        "table",
        "reversed",
        "list",
        "roles",
        "terms",
        "sentence",
        "lines",
        "hsb",
        "brackets",
        "columns",
        "periods",
        "dashes",
        "elected",
        "side by side",
        "chair first",
    )
    if sheet.chance(0.3) and style != "sentence":
        sheet.prose(
            sheet.pick(
                "Styrelsen har under året bestått av:",
                "Styrelsen har haft följande sammansättning:",
                "Vid ordinarie föreningsstämma valdes följande styrelse:",
            )
        )
    terms = _DRAW[style](sheet, one) if style in _DRAW else _listed(sheet, one, style)
    sheet.gap()
    members = [{"name": n, "role": _role(style, r), "term": terms.get(n)} for n, r in one.board]
    deputies = [{"name": name, "term": terms.get(name)} for name in one.deputies]
    sheet.say(
        "GovernanceAgent",
        board_members=members,
        deputies=deputies,
        chairman=one.board[0][0],
        former_members=[],
    )


def _role(style: str, role: str) -> object:
    return any_of(role, None) if role == "ledamot" else role


def _titled(one: Story) -> Titled:
    return [(n, r.capitalize()) for n, r in one.board] + [(n, "Suppleant") for n in one.deputies]


def _listed(sheet: Sheet, one: Story, style: str) -> dict[str, str]:
    people = _titled(one)
    if style == "table":
        heads = ("Namn", "Roll") if sheet.chance(0.3) else ()
        sheet.table([[name, role] for name, role in people], heads=heads)
    elif style == "reversed":
        sheet.table([[role, name] for name, role in people])
    elif style == "list":
        for name, role in people:
            sheet.line(f"{name}, {role.lower()}")
    elif style == "brackets":
        for name, role in people:
            sheet.line(f"{name} ({role.lower()})")
    elif style == "lines":
        for name, role in people:
            sheet.line(f"{role}: {name}")
    return {}


def _roles(sheet: Sheet, one: Story) -> dict[str, str]:
    chair, *others = one.board
    named = [(name, role) for name, role in others if role != "ledamot"]
    plain = [name for name, role in others if role == "ledamot"]
    sheet.line(f"Ordförande: {chair[0]}")
    for name, role in named:
        sheet.line(f"{role.capitalize()}: {name}")
    if plain:
        word = "Ledamöter" if len(plain) > 1 else "Ledamot"
        sheet.line(f"{word}: " + ", ".join(plain))
    if one.deputies:
        word = "Suppleanter" if len(one.deputies) > 1 else "Suppleant"
        sheet.line(f"{word}: " + ", ".join(one.deputies))
    return {}


def _terms(sheet: Sheet, one: Story) -> dict[str, str]:
    """A table with the meeting up to which each was elected, as of the large administrators."""
    ends = {name: str(one.year + sheet.rng.randrange(1, 3)) for name, _ in _titled(one)}
    heads = sheet.pick(
        ("Namn", "Uppdrag", "Vald t.o.m. stämman"),
        ("Ordinarie ledamöter", "Uppdrag", "Mandat t.o.m ordinarie stämma"),
    )
    parted = heads[0] != "Namn" and one.deputies
    people = [(n, r.capitalize()) for n, r in one.board] if parted else _titled(one)
    sheet.table([[name, role, ends[name]] for name, role in people], heads=heads)
    if parted:
        sheet.gap(0.5)
        sheet.table(
            [[name, "Suppleant", ends[name]] for name in one.deputies],
            heads=("Styrelsesuppleanter", "Uppdrag", "Mandat t.o.m ordinarie stämma"),
        )
    return ends


def _sentence(sheet: Sheet, one: Story) -> dict[str, str]:
    people = [f"{name} ({role.lower()})" for name, role in _titled(one)]
    said = ", ".join(people[:-1]) + f" och {people[-1]}"
    sheet.prose(
        sheet.pick("Styrelsen har under året bestått av ", "Styrelsen består av ") + said + "."
    )
    return {}


def _hsb(sheet: Sheet, one: Story) -> dict[str, str]:
    """Rows of role and name, and below them who is to leave."""
    people = [[role, name] for name, role in _titled(one)]
    sheet.table(people)
    sheet.gap(0.4)
    leaving = " och ".join(name for name, _ in one.board[1:3])
    sheet.prose(f"I tur att avgå vid kommande ordinarie föreningsstämma är {leaving}.")
    return {}


def _columns(sheet: Sheet, one: Story) -> dict[str, str]:
    """Members and deputies under headings of their own."""
    sheet.line("Ordinarie ledamöter", bold=True)
    for name, role in one.board:
        sheet.line(f"{name}, {role}" if role != "ledamot" else name)
    if one.deputies:
        sheet.gap(0.4)
        sheet.line("Suppleanter", bold=True)
        for name in one.deputies:
            sheet.line(name)
    return {}


def _periods(sheet: Sheet, one: Story) -> dict[str, str]:
    """From when and until when, as in tables of members who come and go."""
    rows = [[role, name, f"{one.year - 1}-05-12", ""] for name, role in _titled(one)]
    sheet.table(rows, heads=("Roll", "Namn", "Fr.o.m.", "T.o.m."), spread=True)
    return {name: f"{one.year - 1}-05-12" for name, _ in _titled(one)}


def _dashes(sheet: Sheet, one: Story) -> dict[str, str]:
    mark = sheet.pick(" - ", " \u2013 ")
    for name, role in _titled(one):
        sheet.line(f"{name}{mark}{role}" if sheet.style.indent else f"{role}{mark}{name}")
    return {}


def _elected(sheet: Sheet, one: Story) -> dict[str, str]:
    """One of the members is appointed by the federation."""
    people = _titled(one)
    rows = [[name, role, ""] for name, role in people]
    rows[-1][2] = sheet.pick("Utsedd av HSB", "Utsedd av Riksbyggen")
    sheet.table(rows, spread=False)
    return {}


def _beside(sheet: Sheet, one: Story) -> dict[str, str]:
    """Members and deputies in two columns."""
    deputies = one.deputies or []
    members = [f"{name}, {role}" if role != "ledamot" else name for name, role in one.board]
    deep = max(len(members), len(deputies))
    rows = [[(members + [""] * deep)[at], (deputies + [""] * deep)[at]] for at in range(deep)]
    if deputies:
        sheet.table(rows, heads=("Ledamöter", "Suppleanter"), spread=True)
    else:
        sheet.table([[row[0]] for row in rows], heads=("Ledamöter",))
    return {}


def _chair(sheet: Sheet, one: Story) -> dict[str, str]:
    """The role stands once, for all below it."""
    rows, last = [], ""
    for name, role in _titled(one):
        shown = {"Ledamot": "Ledamöter", "Suppleant": "Suppleanter"}.get(role, role)
        rows.append([shown if shown != last else "", name])
        last = shown
    sheet.table(rows, spread=False)
    return {}


_DRAW = {
    "periods": _periods,
    "dashes": _dashes,
    "elected": _elected,
    "side by side": _beside,
    "chair first": _chair,
    "roles": _roles,
    "terms": _terms,
    "sentence": _sentence,
    "hsb": _hsb,
    "columns": _columns,
}


def signing(sheet: Sheet, one: Story) -> None:
    said = sheet.pick(
        "Föreningens firma tecknas av styrelsen.",
        "Firman tecknas av två ledamöter i förening.",
        "Föreningens firma tecknas, förutom av styrelsen, av två styrelseledamöter i förening.",
        None,
    )
    if said is None:
        sheet.say("GovernanceAgent", signatories=None)
        return
    sheet.heading(sheet.pick("Firmateckning", "Firmatecknare"), 3)
    sheet.prose(said)
    sheet.say("GovernanceAgent", signatories=said)


def meetings(sheet: Sheet, one: Story) -> None:
    sheet.heading(
        sheet.pick(
            "Sammanträden och styrelsemöten",
            "Föreningsstämma",
            "Stämma och styrelsemöten",
            "Styrelsemöten och föreningsstämma",
        ),
        3,
    )
    day = sheet.pick(one.meeting, in_words(one.meeting), f"den {in_words(one.meeting)}")
    sheet.prose(
        sheet.pick(
            f"Ordinarie föreningsstämma hölls {day}.",
            f"Ordinarie föreningsstämma ägde rum {day}. Vid stämman deltog 22 medlemmar.",
            f"Årsstämma hölls {day}.",
            f"Föreningens ordinarie stämma avhölls {day}.",
            f"Föreningsstämma hölls {day}.",
            f"Ordinarie föreningsstämma hölls måndagen den {in_words(one.meeting)}.",
            f"Ordinarie föreningsstämma: {one.meeting}",
            f"Den ordinarie föreningsstämman hölls {day} i föreningens lokal.",
        )
    )
    number = one.meetings
    sheet.prose(
        sheet.pick(
            f"Styrelsen har under året hållit {number} protokollförda sammanträden.",
            f"Under året har styrelsen hållit {number} protokollförda styrelsemöten.",
            f"Styrelsen har hållit {number} ordinarie styrelsemöten under året.",
            f"Styrelsen har under verksamhetsåret sammanträtt {number} gånger.",
            f"Antal protokollförda styrelsemöten under året: {number}.",
            f"Styrelsen har under året haft {number} st protokollförda möten.",
            f"Styrelsen höll {number} protokollförda sammanträden under räkenskapsåret.",
            f"Under året har styrelsen haft {number} styrelsemöten.",
        )
    )
    sheet.say("GovernanceAgent", annual_meeting_date=one.meeting, meetings_held=number)


def nominators(sheet: Sheet, one: Story) -> None:
    named = one.nominators
    if not named:
        sheet.say("GovernanceAgent", nomination_committee=[])
        return
    sheet.heading("Valberedning", 3)
    head = named[0]
    style = sheet.pick("och", "lines", "sentence", "called")
    if style == "och":
        sheet.line(", ".join(named[:-1]) + " och " + named[-1] if len(named) > 1 else head)
    elif style == "lines":
        for name in named:
            sheet.line(name)
    elif style == "called":
        for number, name in enumerate(named):
            sheet.line(f"{name} (sammankallande)" if number == 0 else name)
    else:
        said = ", ".join(named[:-1]) + " och " + named[-1] if len(named) > 1 else head
        sheet.prose(
            sheet.pick(f"Valberedningen har bestått av {said}.", f"Valberedning har varit {said}.")
        )
    sheet.gap(0.5)
    role = "sammankallande" if style == "called" else None
    rows = [{"name": name, "role": role if name == head else None} for name in named]
    sheet.say("GovernanceAgent", nomination_committee=rows)


def auditors(sheet: Sheet, one: Story) -> None:
    sheet.heading(sheet.pick("Revisor", "Revisorer", "Revision"), 3)
    name, firm, deputy = one.auditor, one.firm, one.auditor_deputy
    style = sheet.pick("line", "sentence", "elected", "table", "role", "firm", "hsb", "mandate")
    if style == "line":
        sheet.line(f"{name}, auktoriserad revisor, {firm}")
        deputy = None
    elif style == "sentence":
        said = f"Revisor har varit {name}, {firm}"
        said += f", med {deputy} som revisorssuppleant" if deputy else ""
        sheet.prose(said + ".")
    elif style == "elected":
        sheet.prose(f"Till revisor har stämman valt {firm} med {name} som huvudansvarig revisor.")
        deputy = None
    elif style == "table":
        rows = [[name, "Ordinarie extern revisor", firm]]
        rows += [[deputy, "Revisorssuppleant", ""]] if deputy else []
        sheet.table(rows)
    elif style == "mandate":
        rows = [[name, "Auktoriserad revisor", str(one.year + 1)]]
        sheet.table(rows, heads=("Ordinarie revisorer", "Uppdrag", "Mandat t.o.m ordinarie stämma"))
        deputy = None
        firm = any_of(firm, None)
    elif style == "hsb" and one.internal:
        other = f" med {deputy} som suppleant" if deputy else ""
        sheet.prose(
            f"Revisorer har varit {one.internal}{other} valda av föreningen, samt {name} vid"
            f" {firm}, utsedd av HSB Riksförbund."
        )
        sheet.gap(0.5)
        sheet.say("AuditorAgent", auditor_name=any_of(name, one.internal), firm=firm, deputy=deputy)
        return
    elif style in ("role", "hsb"):
        sheet.line(f"Ordinarie revisor: {name}, {firm}")
        if deputy:
            sheet.line(f"Revisorssuppleant: {deputy}")
    else:
        sheet.line(firm)
        deputy = None
    sheet.gap(0.5)
    sheet.say("AuditorAgent", auditor_name=name, firm=firm, deputy=deputy)
