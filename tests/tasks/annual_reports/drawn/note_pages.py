"""The notes of a drawn report, the signatures, and the auditor's report."""

from tests.tasks.annual_reports.drawn.economy import TITLES, Books, Lines, Pair, negative
from tests.tasks.annual_reports.drawn.sheet import Sheet, any_of
from tests.tasks.annual_reports.drawn.story import Story, in_words

FIRST = (
    "revenue",
    "other",
    "operating",
    "Övriga externa kostnader",
    "Personalkostnader",
    "interest",
    "buildings",
    "machines",
    "receivables",
    "prepaid",
    "loans",
    "accrued",
    "pledged",
)


def numbered(one: Story, sheet: Sheet) -> dict[str, str]:
    """The numbers of the notes that the statements name, and in which form costs are told."""
    names = [name for name in FIRST if name != "machines" or one.books.machines]
    if sheet.chance(0.5):
        names.remove("interest")
    shift = 2
    found: dict[str, str] = {}
    for name in names:
        found[name] = str(shift)
        shift += 1
        if name == "operating" and SPLIT[id(sheet)]:
            found[name] = f"{shift - 1}-{shift + 3}"
            shift += 4
    return found


SPLIT: dict[int, bool] = {}  # whether costs have five notes or one, by sheet


def notes(sheet: Sheet, one: Story, known: dict[str, str]) -> None:
    sheet.new_page()
    sheet.heading(sheet.pick("Noter", "Noter", "Tilläggsupplysningar"), 1)
    head(
        sheet,
        one,
        "1",
        sheet.pick("Redovisnings- och värderingsprinciper", "Redovisningsprinciper"),
        years=False,
    )
    sheet.prose(
        "Årsredovisningen är upprättad enligt årsredovisningslagen och BFNAR 2016:10,"
        " årsredovisning i mindre företag (K2). Byggnader skrivs av linjärt över 120 år."
    )
    books = one.books
    money = "NoterIntäkterAgent"
    title = sheet.pick("Nettoomsättning", "Nettoomsättning", "Årsavgifter och hyror")
    ledger(sheet, one, (known["revenue"], title), books.income, agent=money)
    ledger(sheet, one, (known["other"], "Övriga rörelseintäkter"), books.other, agent=money)
    _costs(sheet, one, known)
    if "interest" in known:
        lines = [("Räntekostnader fastighetslån", books.interest)]
        pair = ledger(
            sheet, one, (known["interest"], "Räntekostnader och liknande resultatposter"), lines
        )
        sheet.say("NoterLånRäntorAgent", interest_costs=pair)
    _buildings(sheet, one, known)
    _machines(sheet, one, known)
    for name, field, lines in (
        ("Övriga fordringar", "other_receivables", books.receivables),
        ("Förutbetalda kostnader och upplupna intäkter", "prepaid_expenses", books.prepaid),
    ):
        _claims(
            sheet,
            one,
            (
                known[field.split("_")[0]]
                if field != "other_receivables"
                else known["receivables"],
                name,
            ),
            field,
            lines,
        )
    loans(sheet, one, known["loans"])
    _claims(
        sheet,
        one,
        (known["accrued"], "Upplupna kostnader och förutbetalda intäkter"),
        "accrued_expenses",
        books.accrued,
    )
    _pledged(sheet, one, known)


def head(sheet: Sheet, one: Story, number: str, title: str, *, years: bool = True) -> None:
    """The heading of a note, with the years beside it or below."""
    style = sheet.style
    shown = style.note.format(number=number, title=title, capitals=title.upper())
    size = style.body * (1.1 if style.heads in ("large", "both") else 1.0)
    bold = style.heads in ("bold", "both")
    sheet.room(sheet.pitch * 7)
    sheet.y -= sheet.pitch * 1.1
    if "\n" in shown:  # the number stands in a line of its own
        sheet.text(style.left, sheet.y, shown.split("\n")[0], bold=bold, size=size)
        sheet.y -= sheet.pitch
        shown = shown.split("\n")[1]
    parts = shown.split("\t")
    if style.heads == "capitals":
        parts = [part.upper() for part in parts]
    x = style.left
    for part in parts:
        sheet.text(x, sheet.y, part, bold=bold, size=size)
        x += 56
    now, before = _heads(sheet, one)
    if style.note_years == "beside" and style.step > 78 and style.pitch > 1.4:
        now, before = one.last_day, one.before[1]
    if not years:
        sheet.y -= sheet.pitch * 1.2
        return
    wide = sheet.wide(shown, bold=bold, size=size) + style.left > style.right - style.step - 66
    if style.note_years == "beside" and not wide:
        both = (before, now) if style.years_first else (now, before)
        for edge, text in zip((style.right - style.step, style.right), both, strict=True):
            sheet.ends(edge, sheet.y, text, bold=bold)
        sheet.y -= sheet.pitch * 1.1
        return
    sheet.y -= sheet.pitch * 1.2
    if style.note_years == "below period":
        sheet.amounts("", (one.first_day, one.before[0]), bold=True)
        sheet.amounts("", (f"-{one.last_day}", f"-{one.before[1]}"), bold=True)
    elif style.note_years == "below day":
        sheet.amounts("", (one.last_day, one.before[1]), bold=True)
    else:
        sheet.amounts("", (now, before), bold=True)


def _heads(sheet: Sheet, one: Story) -> Pair | tuple[str, str]:
    if one.last_day[5:] != "12-31":
        return f"{one.year - 1}/{one.year}", f"{one.year - 2}/{one.year - 1}"
    return str(one.year), str(one.year - 1)


def ledger(
    sheet: Sheet,
    one: Story,
    named: tuple[str, str],
    lines: Lines,
    *,
    agent: str = "",
    sign: int = 1,
) -> dict[str, int | None]:
    """A note with a table of amounts; its rows and sum become labels of the agent."""
    number, title = named
    head(sheet, one, number, title)
    _rows(sheet, named, None, lines, agent=agent, sign=sign)
    total = tuple(sign * sum(pair[at] for _, pair in lines) for at in (0, 1))
    return _sum(sheet, (number, title, title), (total[0], total[1]), agent=agent)


def _rows(
    sheet: Sheet,
    named: tuple[str, str],
    group: str | None,
    lines: Lines,
    *,
    agent: str,
    sign: int = 1,
) -> None:
    number, title = named
    for label, values in lines:
        both = (sign * values[0], sign * values[1])
        sheet.amounts(
            label,
            [sheet.amount(v) if v else sheet.pick("0", "-") for v in both],
            indent=sheet.style.indent,
        )
        if agent:
            sheet.row(
                agent,
                "rows",
                note=_named(sheet, number, title),
                group=group,
                label=label,
                **sheet.pair(both),
            )


def _named(sheet: Sheet, number: str, title: str) -> object:
    """What rows of a note are told by: its number, or its title where none is printed."""
    if "{number}" not in sheet.style.note:
        return title
    return any_of(number, title) if "Not" not in sheet.style.note.title() else number


def _sum(
    sheet: Sheet, named: tuple[str, str, str], total: Pair, *, agent: str, bold: bool = True
) -> dict[str, int | None]:
    number, title, full = named
    label = sheet.style.sums.format(title=full.lower())
    sheet.amounts(label, [sheet.amount(v) for v in total], bold=bold)
    shown = title.upper() if "capitals" in sheet.style.note else title
    pair = sheet.pair(total)
    if agent:
        sheet.row(
            agent, "totals", note=_named(sheet, number, title), title=any_of(title, shown), **pair
        )
    return pair


def _costs(sheet: Sheet, one: Story, known: dict[str, str]) -> None:
    agent, books = "NoterKostnaderAgent", one.books
    names = list(books.costs)
    sign = sheet.style.costs if sheet.chance(0.2) else 1
    sign = -1 if sign < 0 else 1
    if SPLIT[id(sheet)]:
        first = int(known["operating"].split("-")[0])
        for at, name in enumerate(names[:5]):
            ledger(
                sheet,
                one,
                (str(first + at), sheet.pick(*TITLES[name])),
                books.costs[name],
                agent=agent,
                sign=sign,
            )
    else:
        _grouped(sheet, one, known["operating"], sign)
    for name in names[5:]:
        title = sheet.pick(*TITLES[name])
        ledger(sheet, one, (known[name], title), books.costs[name], agent=agent, sign=sign)


def _grouped(sheet: Sheet, one: Story, number: str, sign: int) -> None:
    """All running costs in one note, under subheadings with sums of their own."""
    agent, books = "NoterKostnaderAgent", one.books
    title = sheet.pick("Driftskostnader", "Driftkostnader", "Fastighetskostnader")
    head(sheet, one, number, title)
    total = (0, 0)
    sums = sheet.chance(0.6)
    for name, lines in list(books.costs.items())[:5]:
        sheet.gap(0.3)
        sheet.amounts(name, (), bold=sheet.style.bold != sheet.style.plain)
        _rows(sheet, (number, title), name, lines, agent=agent, sign=sign)
        own = (sign * sum(p[0] for _, p in lines), sign * sum(p[1] for _, p in lines))
        if sums:
            sheet.amounts(f"Summa {name.lower()}", [sheet.amount(v) for v in own], bold=True)
            sheet.row(
                agent, "totals", note=_named(sheet, number, title), title=name, **sheet.pair(own)
            )
        total = (total[0] + own[0], total[1] + own[1])
    sheet.gap(0.3)
    label = sheet.pick("Summa driftskostnader", "Totalt", "Summa")
    sheet.amounts(label, [sheet.amount(v) for v in total], bold=True)
    shown = title.upper() if "capitals" in sheet.style.note else title
    sheet.row(
        agent,
        "totals",
        note=_named(sheet, number, title),
        title=any_of(title, shown),
        **sheet.pair(total),
    )


def _claims(sheet: Sheet, one: Story, named: tuple[str, str], field: str, lines: Lines) -> None:
    pair = ledger(sheet, one, named, lines)
    agent = "NoterFordringarAgent"
    rows = [{"label": label, **sheet.pair(values)} for label, values in lines]
    sheet.say(agent, **{field: rows, f"{field}_total": pair})


# Fixed assets


def _split(sheet: Sheet, one: Story, named: tuple[str, str], books: Books) -> dict[str, object]:
    """As one federation has it: buildings and land apart in the opening cost and the book value."""
    head(sheet, one, *named)
    number, title = named
    shown = title.upper() if "capitals" in sheet.style.note else title
    found: dict[str, object] = {"note": _named(sheet, number, title), "asset": any_of(title, shown)}
    for name in (
        "opening_cost",
        "purchases",
        "disposals",
        "closing_cost",
        "opening_depreciation",
        "depreciation",
        "closing_depreciation",
        "book_value",
    ):
        found |= {name: None, f"{name}_previous": None}
    cost, worn = books.cost_value, books.worn
    land = books.area * 6_000 // sheet.style.unit * sheet.style.unit

    def line(label: str, values: Pair, name: str = "", *, bold: bool = False) -> None:
        sheet.amounts(label, [sheet.amount(v) if v else "0" for v in values], bold=bold)
        if name:
            now, before = sheet.pair(values).values()
            found.update({name: now, f"{name}_previous": before})

    sheet.amounts("Ackumulerade anskaffningsvärden", (), bold=True)
    line("Ingående anskaffningsvärde byggnader", (cost[1] - land, cost[2] - land))
    line("Ingående anskaffningsvärde mark", (land, land))
    if cost[0] != cost[1]:
        line("Årets investeringar", (cost[0] - cost[1], cost[1] - cost[2]), "purchases")
    line("Utgående ackumulerade anskaffningsvärden", (cost[0], cost[1]), "closing_cost", bold=True)
    sheet.amounts("Ackumulerade avskrivningar", (), bold=True)
    line(
        "Ingående ackumulerade avskrivningar", negative((worn[1], worn[2])), "opening_depreciation"
    )
    line("Årets avskrivningar", negative((worn[0] - worn[1], worn[1] - worn[2])), "depreciation")
    line(
        "Utgående ackumulerade avskrivningar",
        negative((worn[0], worn[1])),
        "closing_depreciation",
        bold=True,
    )
    line(
        "Utgående redovisat värde", (cost[0] - worn[0], cost[1] - worn[1]), "book_value", bold=True
    )
    line("Redovisat värde byggnader", (cost[0] - worn[0] - land, cost[1] - worn[1] - land))
    line("Redovisat värde mark", (land, land))
    sheet.say("NoterAvskrivningarAgent", land_value=sheet.pair((land, land)))
    return found


def _buildings(sheet: Sheet, one: Story, known: dict[str, str]) -> None:
    books = one.books
    _taxes(sheet, books, drawn=False)
    title = sheet.pick("Byggnader och mark", "Byggnad och mark")
    cost, worn = books.cost_value, books.worn
    named = (known["buildings"], title)
    split = sheet.chance(0.25)
    row = _split(sheet, one, named, books) if split else _asset(sheet, one, named, cost, worn)
    sheet.row("NoterAvskrivningarAgent", "assets", **row)
    sheet.row(
        "NoterAvskrivningarAgent",
        "book_values",
        note=row["note"],
        title=row["asset"],
        **(_either(sheet.pair(books.buildings)) if split else sheet.pair(books.buildings)),
    )
    _taxes(sheet, books, drawn=True)


def _either(pair: dict[str, int | None]) -> dict[str, object]:
    return {name: any_of(value, None) for name, value in pair.items()}


def _asset(
    sheet: Sheet,
    one: Story,
    named: tuple[str, str],
    cost: tuple[int, int, int],
    worn: tuple[int, int, int],
) -> dict[str, object]:
    head(sheet, one, *named)
    number, title = named
    shown = title.upper() if "capitals" in sheet.style.note else title
    found: dict[str, object] = {"note": _named(sheet, number, title), "asset": any_of(title, shown)}
    for name in (
        "opening_cost",
        "purchases",
        "disposals",
        "closing_cost",
        "opening_depreciation",
        "depreciation",
        "closing_depreciation",
        "book_value",
    ):
        found |= {name: None, f"{name}_previous": None}
    style = sheet.pick("long", "short", "headed")
    words = _ASSET[style]

    def line(name: str, values: Pair, *, bold: bool = False) -> None:
        sheet.amounts(words[name], [sheet.amount(v) if v else "-" for v in values], bold=bold)
        now, before = sheet.pair(values).values()
        found.update({name: now, f"{name}_previous": before})

    def part(label: str) -> None:
        if style == "headed":
            sheet.amounts(label, (), bold=True)

    part("Ackumulerade anskaffningsvärden")
    line("opening_cost", (cost[1], cost[2]))
    if cost[0] != cost[1]:
        line("purchases", (cost[0] - cost[1], cost[1] - cost[2]))
    line("closing_cost", (cost[0], cost[1]), bold=True)
    part("Ackumulerade avskrivningar")
    line("opening_depreciation", negative((worn[1], worn[2])))
    line("depreciation", negative((worn[0] - worn[1], worn[1] - worn[2])))
    line("closing_depreciation", negative((worn[0], worn[1])), bold=True)
    line("book_value", (cost[0] - worn[0], cost[1] - worn[1]), bold=True)
    return found


_ASSET = {
    "long": {
        "opening_cost": "Ingående ackumulerat anskaffningsvärde",
        "purchases": "Årets inköp",
        "closing_cost": "Utgående ackumulerat anskaffningsvärde",
        "opening_depreciation": "Ingående ackumulerade avskrivningar",
        "depreciation": "Årets avskrivningar",
        "closing_depreciation": "Utgående ackumulerade avskrivningar",
        "book_value": "Utgående restvärde enligt plan",
    },
    "short": {
        "opening_cost": "Ingående anskaffningsvärden",
        "purchases": "Inköp",
        "closing_cost": "Utgående anskaffningsvärden",
        "opening_depreciation": "Ingående avskrivningar",
        "depreciation": "Årets avskrivningar",
        "closing_depreciation": "Utgående avskrivningar",
        "book_value": "Redovisat värde",
    },
    "headed": {
        "opening_cost": "Vid årets början",
        "purchases": "Nyanskaffningar",
        "closing_cost": "Vid årets slut",
        "opening_depreciation": "Vid årets början",
        "depreciation": "Årets avskrivning",
        "closing_depreciation": "Vid årets slut",
        "book_value": "Redovisat värde vid årets slut",
    },
}


def _taxes(sheet: Sheet, books: Books, *, drawn: bool) -> None:
    agent = "NoterAvskrivningarAgent"
    nothing: dict[str, int | None] = {"current": None, "previous": None}
    names = ("building", "land", "total", "homes", "premises")
    if not drawn:
        sheet.say(
            agent,
            **{f"tax_value_{name}": nothing for name in names},
            land_value=nothing,
            depreciation_plan=[],
        )
        return
    if sheet.chance(0.4):
        return
    house, land = (
        value // 1_000_000 * 1_000_000 for value in (books.area * 14_000, books.area * 9_000)
    )
    sheet.gap(0.5)
    rows = {"building": (house, house), "land": (land, land), "total": (house + land, house + land)}
    words = sheet.pick(
        ("Taxeringsvärde byggnad", "Taxeringsvärde mark", "Summa taxeringsvärde"),
        ("Taxeringsvärde byggnader", "Taxeringsvärde mark", "Summa"),
    )
    for (name, pair), label in zip(rows.items(), words, strict=True):
        sheet.amounts(label, [sheet.amount(v) for v in pair], bold=name == "total")
        sheet.say(agent, **{f"tax_value_{name}": sheet.pair(pair)})


def _machines(sheet: Sheet, one: Story, known: dict[str, str]) -> None:
    if not one.books.machines:
        return
    cost, now, before = one.books.machines
    title = sheet.pick("Inventarier", "Maskiner och inventarier")
    row = _asset(
        sheet, one, (known["machines"], title), (cost, cost, cost), (now, before, 2 * before - now)
    )
    sheet.row("NoterAvskrivningarAgent", "assets", **row)
    sheet.row(
        "NoterAvskrivningarAgent",
        "book_values",
        note=row["note"],
        title=row["asset"],
        **sheet.pair(one.books.equipment),
    )


# Loans


HEADS = {
    "lender": ("Långivare", "Kreditgivare", "Låneinstitut", "Bank", "Kreditinstitut"),
    "loan_number": ("Lånenummer", "Lånenr", "Lån nr"),
    "rate": ("Ränta", "Räntesats", "Ränta %", "Räntesats {day}"),
    "change_date": (
        "Villkorsändringsdag",
        "Konv.datum",
        "Ränteändringsdag",
        "Datum för ränteändring",
        "Bundet t.o.m.",
        "Förfallodag",
        "Villkorsändring",
    ),
    "opening": ("Ingående skuld", "Ing.skuld"),
    "amortization": ("Årets amortering", "Amortering"),
    "closing": ("Utgående skuld", "Utg.skuld", "Belopp"),
    "next_amortization": ("Nästa års amortering",),
}


def loans(sheet: Sheet, one: Story, number: str) -> None:
    books = one.books
    title = sheet.pick(
        "Skulder till kreditinstitut",
        "Skulder till kreditinstitut",
        "Fastighetslån",
        "Övriga skulder till kreditinstitut",
    )
    head(sheet, one, number, title, years=False)
    middle = ["loan_number"] * sheet.chance(0.5) + ["rate", "change_date"]
    sheet.rng.shuffle(middle)
    style = sheet.pick("years", "years", "flow", "closing")
    amounts = {
        "years": ["balance", "balance_previous"],
        "flow": ["opening", "amortization", "closing"],
        "closing": ["closing"],
    }[style]
    if style == "closing" and sheet.chance(0.4):
        amounts.append("next_amortization")
    kinds = ["lender", *middle, *amounts]
    heads = [_loan_head(sheet, one, kind) for kind in kinds]
    days = sheet.pick("iso", "iso", "iso", "plain", "slashed", "month")
    percent = sheet.pick("", "%", " %")
    decimals = sheet.pick(2, 2, 3)
    rows: list[list[str]] = []
    for loan in books.loans:
        day = loan.day and _day(loan.day, days)
        rate = f"{float(loan.rate):.{decimals}f}".replace(".", ",") + percent
        cells = {
            "lender": loan.lender,
            "loan_number": loan.number,
            "rate": rate,
            "change_date": day or sheet.pick("Rörlig", "rörlig"),
            "balance": sheet.amount(loan.now),
            "closing": sheet.amount(loan.now),
            "balance_previous": sheet.amount(loan.before),
            "opening": sheet.amount(loan.before),
            "amortization": sheet.amount(loan.before - loan.now) if loan.before > loan.now else "-",
            "next_amortization": sheet.amount(loan.before - loan.now),
        }
        rows.append([cells[kind] for kind in kinds])
        label = _loan_label(sheet, loan, kinds)
        if days == "month":
            label["change_date"] = None
        sheet.row("NoterLånRäntorAgent", "loans", **label)
    total = {
        "balance": books.debt[0],
        "closing": books.debt[0],
        "balance_previous": books.debt[1],
        "opening": books.debt[1],
        "amortization": books.debt[1] - books.debt[0],
        "next_amortization": books.debt[1] - books.debt[0],
    }
    summed = len(rows) > 1
    if summed:
        label = sheet.pick("Summa", "Totalt", "", "Summa skulder till kreditinstitut")
        blank = [""] * (len(kinds) - len(amounts) - 1)
        rows.append(
            [
                label,
                *blank,
                *(sheet.amount(total[kind]) if total[kind] else "-" for kind in amounts),
            ]
        )
    sheet.table(rows, heads=heads, numbers=len(amounts), spread=True, bold_last=summed)
    nothing = {"current": None, "previous": None}
    both = sheet.pair(books.debt)
    if "balance_previous" not in kinds and "opening" not in kinds:
        both["previous"] = None
    said = both if summed else {k: any_of(v, None) for k, v in both.items()}
    sheet.say("LoansDebtAgent", total_interest_bearing=said)
    sheet.say(
        "NoterLånRäntorAgent",
        total=said,
        due_within_year=nothing,
        due_after_five_years=nothing,
        annual_amortization=None,
    )
    _dues(sheet, one, amounts)


def _dues(sheet: Sheet, one: Story, amounts: list[str]) -> None:
    agent, short = "NoterLånRäntorAgent", one.books.owed(short=True)[0]
    nothing = {"current": None, "previous": None}
    style = sheet.pick("none", "prose", "five", "line", "deducted", "steps")
    if style in ("deducted", "steps") and len(one.books.loans) > 1 and not sheet.style.years_first:
        _parts(sheet, one, style, amounts)
        return
    if style == "prose" and sheet.style.unit == 1:
        sheet.gap(0.4)
        sheet.prose(
            "Lån som har slutförfallodag inom ett år från bokslutsdagen redovisas som kortfristiga"
            " skulder."
        )
    elif style == "five" and sheet.style.unit == 1:
        left = one.books.debt[0] - 99_500
        sheet.gap(0.4)
        sheet.prose(
            f"Om fem år beräknas skulden till kreditinstitut uppgå till {left:,} kr.".replace(
                ",", " "
            )
        )
        sheet.say(agent, due_after_five_years={"current": left, "previous": None})
    elif style == "line" and not sheet.style.years_first:
        sheet.gap(0.3)
        sheet.amounts(
            "Varav kortfristig del",
            [sheet.amount(short), sheet.amount(one.books.owed(short=True)[1])],
        )
        sheet.say(
            agent,
            due_within_year={
                "current": any_of(sheet.printed(short), None),
                "previous": any_of(sheet.printed(one.books.owed(short=True)[1]), None),
            },
        )
    else:
        sheet.say(agent, due_within_year=nothing)


def _parts(sheet: Sheet, one: Story, style: str, amounts: list[str]) -> None:
    """The short part taken from the sum, or what falls due in which years, below the table."""
    agent, books = "NoterLånRäntorAgent", one.books
    short, long = books.owed(short=True), books.owed(short=False)
    sheet.gap(0.4)
    either = {
        "current": any_of(sheet.printed(short[0]), None),
        "previous": any_of(sheet.printed(short[1]), None),
    }
    if style == "deducted":
        sheet.amounts("Avgår kortfristig del", [sheet.amount(-v) for v in short])
        sheet.amounts(
            sheet.pick("Summa långfristig del", "Långfristig skuld vid årets slut"),
            [sheet.amount(v) for v in long],
            bold=True,
        )
        sheet.say(agent, due_within_year=either)
    else:
        part = long[0] // 2 // sheet.style.unit * sheet.style.unit
        for label, value in (
            ("Förfaller inom ett år", short[0]),
            ("Förfaller inom två till fem år", long[0] - part),
            ("Förfaller senare än fem år", part),
        ):
            sheet.amounts(label, [sheet.amount(value), *([""] if len(amounts) == 2 else [])])
        sheet.say(
            agent,
            due_within_year={"current": either["current"], "previous": None},
            due_after_five_years={"current": any_of(sheet.printed(part), None), "previous": None},
        )


def _loan_head(sheet: Sheet, one: Story, kind: str) -> str:
    if kind == "balance":
        return sheet.pick(f"Belopp {one.last_day}", one.last_day, f"Skuld {one.last_day}")
    if kind == "balance_previous":
        return sheet.pick(f"Belopp {one.before[1]}", one.before[1], f"Skuld {one.before[1]}")
    return str(sheet.pick(*HEADS[kind])).format(day=one.last_day)


def _day(day: str, form: str) -> str:
    if form == "plain":
        return day.replace("-", "")
    if form == "month":
        return day[:7]
    if form == "slashed":
        year, month, number = day.split("-")
        return f"{number}/{month}/{year}"
    return day


def _loan_label(sheet: Sheet, loan: object, kinds: list[str]) -> dict[str, object]:
    own = vars(loan)
    now, before = sheet.printed(own["now"]), sheet.printed(own["before"])
    paid = sheet.printed(own["before"] - own["now"])
    return {
        "lender": own["lender"],
        "loan_number": own["number"] if "loan_number" in kinds else None,
        "rate": float(own["rate"]),
        "change_date": own["day"],
        "balance": now,
        "balance_previous": before if {"balance_previous", "opening"} & set(kinds) else None,
        "amortization": paid if "amortization" in kinds else None,
        "next_amortization": paid if "next_amortization" in kinds else None,
    }


def _pledged(sheet: Sheet, one: Story, known: dict[str, str]) -> None:
    head(
        sheet,
        one,
        known["pledged"],
        sheet.pick("Ställda säkerheter", "Ställda säkerheter och eventualförpliktelser"),
    )
    pair = sheet.pair(one.books.mortgages)
    label = sheet.pick(
        "Fastighetsinteckningar",
        "Pantbrev i fastighet",
        "Uttagna pantbrev",
        "Panter och därmed jämförliga säkerheter",
    )
    sheet.amounts(label, [sheet.amount(v) for v in one.books.mortgages])
    nothing = {"current": None, "previous": None}
    either = {"current": any_of(pair["current"], None), "previous": any_of(pair["previous"], None)}
    plain = label in ("Fastighetsinteckningar", "Pantbrev i fastighet")
    taken = label == "Uttagna pantbrev"
    sheet.say(
        "PledgedAssetsAgent",
        pledged_mortgages=pair if plain else either,
        total_pledged=nothing,
        mortgages_taken_out=pair if taken else nothing,
        unpledged_mortgages=nothing,
        contingent_liabilities=nothing,
        contingent_statement=None,
    )


# The end


def signatures(sheet: Sheet, one: Story) -> None:
    if sheet.chance(0.6):
        sheet.new_page()
    sheet.heading(sheet.pick("Underskrifter", "Underskrifter", "Styrelsens underskrifter"))
    sheet.line(
        sheet.pick(
            f"{one.town} {in_words(_signing(one))}",
            f"{one.town} den {in_words(_signing(one))}",
            "Ort och datum",
        )
    )
    across = sheet.pick(1, 2, 2, 3)
    people = one.board
    for at in range(0, len(people), across):
        sheet.gap(1.5)
        sheet.room(sheet.pitch * 3)
        row = people[at : at + across]
        for place, (name, _) in enumerate(row):
            sheet.text(sheet.style.left + place * 480 / across, sheet.y, name)
        sheet.y -= sheet.pitch
        for place, (_, role) in enumerate(row if across < 3 else ()):
            sheet.text(sheet.style.left + place * 480 / across, sheet.y, role.capitalize())
        sheet.y -= sheet.pitch
    sheet.gap(1.2)
    sheet.room(sheet.pitch * 6)
    sheet.line(
        sheet.pick(
            "Min revisionsberättelse har lämnats den dag som framgår av min elektroniska"
            " underskrift",
            f"Vår revisionsberättelse har lämnats {in_words(_signing(one))}",
        )
    )
    sheet.gap(1.5)
    sheet.line(one.auditor)
    sheet.line("Auktoriserad revisor")
    sheet.line(one.firm)
    sheet.say("AuditorAgent", type="auktoriserad revisor")


def _signing(one: Story) -> str:
    return f"{one.year + 1}-04-17"


def audit(sheet: Sheet, one: Story) -> None:
    sheet.new_page()
    sheet.heading("Revisionsberättelse", 1)
    sheet.prose(f"Till föreningsstämman i {one.name}, org.nr {one.number}")
    sheet.heading("Rapport om årsredovisningen")
    sheet.heading("Uttalanden", 3)
    who, our = sheet.pick(("Jag", "min"), ("Vi", "vår"))
    sheet.prose(
        f"{who} har utfört en revision av årsredovisningen för {one.name} för räkenskapsåret"
        f" {one.year}."
    )
    opinion = (
        f"Enligt {our} uppfattning har årsredovisningen upprättats i enlighet med"
        " årsredovisningslagen och ger en i alla väsentliga avseenden rättvisande bild av"
        f" föreningens finansiella ställning per den {in_words(one.last_day)}."
    )
    sheet.prose(opinion)
    sheet.prose(
        f"{who} tillstyrker därför att föreningsstämman fastställer resultaträkningen och"
        " balansräkningen för föreningen."
    )
    sheet.heading("Grund för uttalanden", 3)
    sheet.prose(
        f"{who} har utfört revisionen enligt International Standards on Auditing (ISA) och god"
        " revisionssed i Sverige."
    )
    sheet.heading("Rapport om andra krav enligt lagar och andra författningar")
    sheet.prose(
        f"{who} tillstyrker att föreningsstämman behandlar resultatet enligt förslaget i"
        " förvaltningsberättelsen och beviljar styrelsens ledamöter ansvarsfrihet för"
        " räkenskapsåret."
    )
    sheet.heading("Revisorns ansvar", 3)
    sheet.prose(
        f"{who} har som mål att uppnå en rimlig grad av säkerhet om huruvida årsredovisningen som"
        " helhet inte innehåller några väsentliga felaktigheter."
    )
    dated = sheet.chance(0.6)
    sheet.gap(1)
    if dated:
        sheet.line(f"{one.town} {sheet.pick('', 'den ')}{in_words(_signing(one))}")
    else:
        sheet.line(f"{one.town} den dag som framgår av {our} elektroniska underskrift")
    sheet.gap(2)
    if sheet.chance(0.3):
        sheet.line(one.firm)
        sheet.gap(2)
        sheet.line(one.auditor)
        sheet.line("Auktoriserad revisor")
    else:
        sheet.line(one.auditor)
        sheet.line("Auktoriserad revisor")
        sheet.line(one.firm)
    sheet.say(
        "AuditReportAgent",
        opinion=opinion,
        unmodified=True,
        approves_statements=True,
        discharge=True,
        remarks=None,
        date=_signing(one) if dated else None,
        place=one.town,
        auditor_name=one.auditor,
        firm=one.firm,
    )
