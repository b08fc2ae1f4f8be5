"""The statements of a drawn report: income, balance sheet, cash flow."""

from tests.tasks.annual_reports.drawn.economy import Books, Pair, minus, negative, plus
from tests.tasks.annual_reports.drawn.sheet import Sheet, any_of
from tests.tasks.annual_reports.drawn.story import Story


class Statement:
    """One statement being drawn: its lines and their labels."""

    def __init__(self, sheet: Sheet, agent: str) -> None:
        self.sheet, self.agent = sheet, agent
        self.group: str | None = None

    def head(self, title: str) -> None:
        sheet = self.sheet
        sheet.gap(0.5)
        caps = sheet.style.heads == "capitals" and sheet.chance(0.5)
        shown = title.upper() if caps else title
        sheet.amounts(shown, (), bold=True)
        self.group = shown

    def line(
        self,
        label: str,
        values: Pair,
        field: str = "",
        *,
        note: str = "",
        bold: bool = False,
        blank: bool = False,
    ) -> None:
        sheet = self.sheet
        shown = [sheet.amount(v, full=True) if v or not blank else "-" for v in values]
        if sheet.style.capital_sums and bold:
            label = label.upper()
        if note and sheet.style.note_word:
            note = f"Not {note}"
        indent = 0.0 if bold else sheet.style.indent
        sheet.amounts(label, shown, note=note, bold=bold, indent=indent)
        pair = sheet.pair(values)
        group = any_of(self.group, None) if bold or self.group is None else self.group
        told = any_of(note, note.removeprefix("Not ")) if note else None
        sheet.row(self.agent, "rows", label=label, note=told, group=group, **pair)
        for name in field.split():
            sheet.say(self.agent, **{name: pair})


def title(sheet: Sheet, one: Story, name: str, *, period: bool) -> None:
    """The title of a statement, and the years over its columns, perhaps in one line."""
    style, kind = sheet.style, sheet.style.year_heads
    sheet.new_page()
    year = str(one.year)
    now, before = (one.first_day, one.last_day), one.before
    if style.unit == 1000:
        sheet.heading(sheet.pick(f"{name}", f"{name} (tkr)"), 1)
        sheet.line(sheet.pick("Belopp i tkr", "Tkr", "Belopp i tkr om inget annat anges"))
    else:
        sheet.heading(name, 1)
        if sheet.chance(0.3):
            sheet.line(sheet.pick("Belopp i kr", "Belopp i kronor", "(kr)"))
    if kind == "day" or (not period and kind in ("period", "two lines")):
        sheet.amounts("", (now[1], before[1]), note="Not", bold=True)
    elif kind == "year" or one.last_day[5:] != "12-31":
        heads = (
            (year, before[1][:4])
            if one.last_day[5:] == "12-31"
            else (f"{one.year - 1}/{one.year}", f"{one.year - 2}/{one.year - 1}")
        )
        sheet.amounts("", heads, note="Not", bold=True)
    elif kind == "spoken":
        sheet.amounts("", (year, str(one.year - 1)), note="Not", bold=True)
    elif kind == "words":
        sheet.amounts("", (f"31 dec {year}", f"31 dec {one.year - 1}"), note="Not", bold=True)
    elif kind == "bokslut":
        sheet.amounts("", (f"Bokslut {year}", f"Bokslut {one.year - 1}"), note="Not", bold=True)
    elif kind == "two lines":
        sheet.amounts("", (now[0], before[0]), note="Not", bold=True)
        sheet.amounts("", (f"-{now[1]}", f"-{before[1]}"), bold=True)
    else:
        sheet.amounts("", (now[0], before[0]), bold=True)
        sheet.amounts(
            "", (f"{sheet.pick('-', '–')} {now[1]}", f"- {before[1]}"), note="Not", bold=True
        )
    sheet.gap(0.5)


def income(sheet: Sheet, one: Story, notes: dict[str, str]) -> None:
    title(sheet, one, "Resultaträkning", period=True)
    books, made = one.books, Statement(sheet, "StatementsAgent")
    sign = sheet.style.costs

    def cost(values: Pair) -> Pair:
        return values if sign > 0 else negative(values)

    made.head(
        sheet.pick(
            "Rörelseintäkter",
            "Rörelsens intäkter",
            "Rörelseintäkter, lagerförändringar m.m.",
            "Intäkter",
        )
    )
    made.line("Nettoomsättning", books.revenue, "net_revenue", note=notes.get("revenue", ""))
    made.line(
        "Övriga rörelseintäkter",
        books.sums(books.other),
        "other_income",
        note=notes.get("other", ""),
    )
    made.line(
        sheet.pick("Summa rörelseintäkter", "Summa rörelseintäkter", "Summa intäkter"),
        books.total_income,
        "total_income",
        bold=True,
    )
    made.head(sheet.pick("Rörelsekostnader", "Rörelsens kostnader", "Kostnader"))
    running = sheet.pick(
        "Driftskostnader", "Driftkostnader", "Drift- och underhållskostnader", "Fastighetskostnader"
    )
    operating = books.sums([("", books.sums(lines)) for lines in list(books.costs.values())[:5]])
    if "-" in notes.get("operating", "") and sheet.chance(0.4):  # a line for each note
        first = int(notes["operating"].split("-")[0])
        for at, (name, lines) in enumerate(list(books.costs.items())[:5]):
            made.line(name, cost(books.sums(lines)), note=str(first + at))
    else:
        made.line(running, cost(operating), "operating_costs", note=notes.get("operating", ""))
    for name, field in (
        ("Övriga externa kostnader", "external_costs"),
        ("Personalkostnader", "personnel_costs"),
    ):
        made.line(name, cost(books.sums(books.costs[name])), field, note=notes.get(name, ""))
    worn = sheet.pick(
        "Avskrivningar",
        "Av- och nedskrivningar av materiella anläggningstillgångar",
        "Avskrivningar av materiella anläggningstillgångar",
        "Avskrivning av anläggningstillgångar",
    )
    made.line(worn, cost(books.depreciation), "depreciation")
    if sheet.chance(0.85):
        label = sheet.pick("Summa rörelsekostnader", "Summa rörelsekostnader", "Summa kostnader")
        made.line(label, cost(books.total_costs), "total_costs", bold=True)
    made.line("Rörelseresultat", books.operating, "operating_result", bold=True)
    made.head(sheet.pick("Finansiella poster", "Resultat från finansiella poster"))
    earned = sheet.pick(
        "Ränteintäkter",
        "Övriga ränteintäkter och liknande resultatposter",
        "Ränteintäkter och liknande resultatposter",
    )
    made.line(earned, books.interest_income, "financial_income", blank=True)
    made.line(
        sheet.pick("Räntekostnader", "Räntekostnader och liknande resultatposter"),
        cost(books.interest),
        "interest_costs",
        note=notes.get("interest", ""),
    )
    made.line("Summa finansiella poster", books.financial, "total_financial", bold=True)
    made.line(
        "Resultat efter finansiella poster", books.before_tax, "result_after_financial", bold=True
    )
    if any(books.tax):
        made.line(sheet.pick("Skatt på årets resultat", "Skatt"), cost(books.tax), "tax")
    made.line("Årets resultat", books.result, "result_for_year", bold=True)


def balance(sheet: Sheet, one: Story, notes: dict[str, str]) -> None:
    title(sheet, one, "Balansräkning", period=False)
    books, made = one.books, Statement(sheet, "BalanceSheetAgent")
    made.head("TILLGÅNGAR" if sheet.chance(0.5) else "Tillgångar")
    made.head("Anläggningstillgångar")
    if sheet.chance(0.5):
        made.head("Materiella anläggningstillgångar")
    made.line(
        sheet.pick("Byggnader och mark", "Byggnad och mark", "Byggnader och tomträtt"),
        books.buildings,
        "buildings_land",
        note=notes.get("buildings", ""),
    )
    if books.machines:
        made.line(
            sheet.pick("Inventarier", "Maskiner och inventarier"),
            books.equipment,
            note=notes.get("machines", ""),
        )
    if made.group and "Materiella" in made.group:
        made.line("Summa materiella anläggningstillgångar", books.fixed, bold=True)
    if books.shares:
        made.head("Finansiella anläggningstillgångar")
        made.line(
            sheet.pick(
                "Andelar i HSB", "Långfristiga värdepappersinnehav", "Andra långfristiga fordringar"
            ),
            (books.shares, books.shares),
        )
        if sheet.chance(0.5):
            made.line(
                "Summa finansiella anläggningstillgångar", (books.shares, books.shares), bold=True
            )
    made.line(
        "Summa anläggningstillgångar",
        plus(books.fixed, (books.shares, books.shares)),
        "fixed_assets",
        bold=True,
    )
    made.head("Omsättningstillgångar")
    made.head("Kortfristiga fordringar")
    made.line("Övriga fordringar", books.sums(books.receivables), note=notes.get("receivables", ""))
    made.line(
        "Förutbetalda kostnader och upplupna intäkter",
        books.sums(books.prepaid),
        note=notes.get("prepaid", ""),
    )
    made.line("Summa kortfristiga fordringar", books.claims, "receivables", bold=True)
    made.head("Kassa och bank")
    made.line("Kassa och bank", books.cash, "cash")
    if sheet.chance(0.6):
        made.line("Summa kassa och bank", books.cash, bold=True)
    made.line("Summa omsättningstillgångar", books.current_assets, "current_assets", bold=True)
    made.line("Summa tillgångar", books.assets, "total_assets", bold=True)
    if sheet.chance(0.5):
        title(sheet, one, "Balansräkning", period=False)
    made.group = None
    made.head("EGET KAPITAL OCH SKULDER" if sheet.chance(0.5) else "Eget kapital och skulder")
    _equity_side(sheet, books, made)
    _debts(sheet, books, made, notes)


def _equity_side(sheet: Sheet, books: Books, made: Statement) -> None:
    made.head("Eget kapital")
    made.head("Bundet eget kapital")
    made.line(
        sheet.pick("Medlemsinsatser", "Inbetalda insatser"), books.deposits, "member_deposits"
    )
    made.line("Upplåtelseavgifter", books.fees_paid)
    made.line(
        sheet.pick("Fond för yttre underhåll", "Yttre underhållsfond"),
        books.fund,
        "maintenance_fund",
    )
    bound = plus(plus(books.deposits, books.fees_paid), books.fund)
    made.line("Summa bundet eget kapital", bound, "restricted_equity", bold=True)
    free = sheet.pick("Fritt eget kapital", "Ansamlad förlust")
    made.head(free)
    made.line("Balanserat resultat", books.retained, "retained_result")
    made.line("Årets resultat", books.result, "result_for_year")
    made.line(f"Summa {free.lower()}", plus(books.retained, books.result), "free_equity", bold=True)
    made.line("Summa eget kapital", books.equity, "total_equity", bold=True)


def _debts(sheet: Sheet, books: Books, made: Statement, notes: dict[str, str]) -> None:
    loans, note = (
        sheet.pick("Skulder till kreditinstitut", "Övriga skulder till kreditinstitut"),
        notes.get("loans", ""),
    )
    long, short = books.owed(short=False), books.owed(short=True)
    if any(long):
        made.head("Långfristiga skulder")
        made.line(loans, long, "long_term_loans", note=note)
        made.line("Summa långfristiga skulder", long, "long_term_liabilities", bold=True)
        sheet.say("LoansDebtAgent", long_term=sheet.pair(long))
    made.head("Kortfristiga skulder")
    made.line(loans, short, "short_term_loans", note=note)
    made.line("Leverantörsskulder", books.payables)
    made.line("Skatteskulder", books.tax_debt)
    made.line(
        "Upplupna kostnader och förutbetalda intäkter",
        books.sums(books.accrued),
        note=notes.get("accrued", ""),
    )
    made.line("Summa kortfristiga skulder", books.short_debts, "short_term_liabilities", bold=True)
    made.line(
        sheet.pick("Summa eget kapital och skulder", "Summa skulder och eget kapital"),
        books.assets,
        "total_equity_liabilities",
        bold=True,
    )
    sheet.say("LoansDebtAgent", short_term=sheet.pair(short))


def cash_flow(sheet: Sheet, one: Story) -> None:
    title(sheet, one, "Kassaflödesanalys", period=True)
    books, made = one.books, Statement(sheet, "CashFlowAgent")
    scale = books.area * 3 // sheet.style.unit * sheet.style.unit
    claims, debts = (-scale, 2 * scale), (5 * scale, -scale)
    made.head("Den löpande verksamheten")
    made.line(sheet.pick("Resultat efter finansiella poster", "Årets resultat"), books.before_tax)
    made.line("Avskrivningar", books.depreciation)
    early = plus(books.before_tax, books.depreciation)
    made.line(
        "Kassaflöde från den löpande verksamheten före förändringar av rörelsekapital",
        early,
        "operating_before_changes",
        bold=True,
    )
    made.head("Kassaflöde från förändringar i rörelsekapital")
    made.line(
        sheet.pick(
            "Förändring av kortfristiga fordringar",
            "Ökning(-)/Minskning(+) av kortfristiga fordringar",
        ),
        claims,
    )
    made.line(
        sheet.pick(
            "Förändring av kortfristiga skulder", "Ökning(+)/Minskning(-) av kortfristiga skulder"
        ),
        debts,
    )
    operating = plus(early, plus(claims, debts))
    made.line("Kassaflöde från den löpande verksamheten", operating, "operating", bold=True)
    invested = (books.cost_value[1] - books.cost_value[0], 0)
    if invested[0]:
        made.head("Investeringsverksamheten")
        made.line("Förvärv av materiella anläggningstillgångar", invested, blank=True)
        made.line(
            "Kassaflöde från investeringsverksamheten", invested, "investing", bold=True, blank=True
        )
    made.head("Finansieringsverksamheten")
    paid = minus(books.debt, (books.debt[1], books.debt[1] + scale))
    made.line(sheet.pick("Amortering av lån", "Amortering av låneskulder"), paid, blank=True)
    made.line("Kassaflöde från finansieringsverksamheten", paid, "financing", bold=True, blank=True)
    change = plus(operating, plus(invested, paid))
    made.line("Årets kassaflöde", change, "change", bold=True)
    made.line("Likvida medel vid årets början", minus(books.cash, change), "opening")
    made.line("Likvida medel vid årets slut", books.cash, "closing", bold=True)
