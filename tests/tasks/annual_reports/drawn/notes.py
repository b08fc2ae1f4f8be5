"""The notes of a drawn report, and their numbers."""

from tests.tasks.annual_reports.drawn.assets import buildings, machines
from tests.tasks.annual_reports.drawn.economy import TITLES, Lines
from tests.tasks.annual_reports.drawn.ledgers import head, ledger, rows_of, told_by
from tests.tasks.annual_reports.drawn.loans import loans
from tests.tasks.annual_reports.drawn.sheet import Sheet, any_of
from tests.tasks.annual_reports.drawn.story import Story

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
    split = sheet.chance(0.5)
    names = [name for name in FIRST if name != "machines" or one.books.machines]
    if sheet.chance(0.5):
        names.remove("interest")
    shift = 2
    found: dict[str, str] = {}
    for name in names:
        found[name] = str(shift)
        shift += 1
        if name == "operating" and split:
            found[name] = f"{shift - 1}-{shift + 3}"
            shift += 4
    return found


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
    costs(sheet, one, known)
    if "interest" in known:
        lines = [("Räntekostnader fastighetslån", books.interest)]
        pair = ledger(
            sheet, one, (known["interest"], "Räntekostnader och liknande resultatposter"), lines
        )
        sheet.say("NoterLånRäntorAgent", interest_costs=pair)
    buildings(sheet, one, known)
    machines(sheet, one, known)
    for name, field, lines in (
        ("Övriga fordringar", "other_receivables", books.receivables),
        ("Förutbetalda kostnader och upplupna intäkter", "prepaid_expenses", books.prepaid),
    ):
        claims(
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
    claims(
        sheet,
        one,
        (known["accrued"], "Upplupna kostnader och förutbetalda intäkter"),
        "accrued_expenses",
        books.accrued,
    )
    pledged(sheet, one, known)


def costs(sheet: Sheet, one: Story, known: dict[str, str]) -> None:
    agent, books = "NoterKostnaderAgent", one.books
    names = list(books.costs)
    sign = sheet.style.costs if sheet.chance(0.2) else 1
    sign = -1 if sign < 0 else 1
    if "-" in known["operating"]:
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
        rows_of(sheet, (number, title), name, lines, agent=agent, sign=sign)
        own = (sign * sum(p[0] for _, p in lines), sign * sum(p[1] for _, p in lines))
        if sums:
            sheet.amounts(f"Summa {name.lower()}", [sheet.amount(v) for v in own], bold=True)
            sheet.row(
                agent, "totals", note=told_by(sheet, number, title), title=name, **sheet.pair(own)
            )
        total = (total[0] + own[0], total[1] + own[1])
    sheet.gap(0.3)
    label = sheet.pick("Summa driftskostnader", "Totalt", "Summa")
    sheet.amounts(label, [sheet.amount(v) for v in total], bold=True)
    shown = title.upper() if "capitals" in sheet.style.note else title
    sheet.row(
        agent,
        "totals",
        note=told_by(sheet, number, title),
        title=any_of(title, shown),
        **sheet.pair(total),
    )


def claims(sheet: Sheet, one: Story, named: tuple[str, str], field: str, lines: Lines) -> None:
    pair = ledger(sheet, one, named, lines)
    agent = "NoterFordringarAgent"
    rows = [{"label": label, **sheet.pair(values)} for label, values in lines]
    sheet.say(agent, **{field: rows, f"{field}_total": pair})


def pledged(sheet: Sheet, one: Story, known: dict[str, str]) -> None:
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
