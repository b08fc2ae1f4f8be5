"""The notes on fixed assets of a drawn report, in the ways of three schools."""

from tests.tasks.annual_reports.drawn.economy import Books, Pair, negative
from tests.tasks.annual_reports.drawn.ledgers import head, told_by
from tests.tasks.annual_reports.drawn.sheet import Sheet, any_of
from tests.tasks.annual_reports.drawn.story import Story


def _split(sheet: Sheet, one: Story, named: tuple[str, str], books: Books) -> dict[str, object]:
    """As one federation has it: buildings and land apart in the opening cost and the book value."""
    head(sheet, one, *named)
    number, title = named
    shown = title.upper() if "capitals" in sheet.style.note else title
    note = told_by(sheet, number, title)
    found: dict[str, object] = {"note": note, "asset": any_of(title, shown)}
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


def buildings(sheet: Sheet, one: Story, known: dict[str, str]) -> None:
    books = one.books
    _taxes(sheet, books, drawn=False)
    title = sheet.pick("Byggnader och mark", "Byggnad och mark")
    cost, worn = books.cost_value, books.worn
    named = (known["buildings"], title)
    split = sheet.chance(0.25)
    row = _split(sheet, one, named, books) if split else asset(sheet, one, named, cost, worn)
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


def asset(
    sheet: Sheet,
    one: Story,
    named: tuple[str, str],
    cost: tuple[int, int, int],
    worn: tuple[int, int, int],
) -> dict[str, object]:
    head(sheet, one, *named)
    number, title = named
    shown = title.upper() if "capitals" in sheet.style.note else title
    note = told_by(sheet, number, title)
    found: dict[str, object] = {"note": note, "asset": any_of(title, shown)}
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
    words = ASSET[style]

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


ASSET = {
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


def machines(sheet: Sheet, one: Story, known: dict[str, str]) -> None:
    if not one.books.machines:
        return
    cost, now, before = one.books.machines
    title = sheet.pick("Inventarier", "Maskiner och inventarier")
    row = asset(
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
