"""Overview, equity, allocation and the three statements of a drawn report."""

from collections.abc import Sequence
from typing import Any

from tests.tasks.annual_reports.drawn.economy import Books, Pair, minus, negative, plus
from tests.tasks.annual_reports.drawn.sheet import Sheet, any_of
from tests.tasks.annual_reports.drawn.story import Story, in_words


def _spaced(value: int) -> str:
    return f"{value:,}".replace(",", " ").replace("-", "-")


# The overview


def overview(sheet: Sheet, one: Story) -> None:
    thousands = sheet.style.unit == 1000 or sheet.chance(0.5)
    said = thousands and sheet.chance(0.4)
    sheet.heading(sheet.pick("Flerårsöversikt", "Nyckeltal") + (" (tkr)" if said else ""))
    books, count = one.books, sheet.pick(3, 4, 4, 5)
    inside = thousands and not said and sheet.style.unit == 1 and sheet.chance(0.7)
    years = [one.year - at for at in range(count)]
    backwards = sheet.chance(0.1)
    revenue = [*books.revenue, *(each[0] for each in books.history)][:count]
    results = [*books.before_tax, *(each[1] for each in books.history)][:count]
    unit = 1000 if thousands else 1
    mark = ", tkr" if inside else ""
    heads = _turned([_year_head(one, year) for year in years], backwards)
    rows: list[tuple[str, str, list[int | None] | list[float | None], int]] = [
        (f"Nettoomsättning{mark}", "net_revenue", list(revenue), unit),
        (f"Resultat efter finansiella poster{mark}", "result_after_financial", list(results), unit),
        (
            sheet.pick("Soliditet (%)", "Soliditet, %", "Soliditet %"),
            "solidity",
            _shares(books, count, sheet),
            1,
        ),
    ]
    rows += _ratios(sheet, one, count)
    if sheet.chance(0.3):
        rows.append(
            (
                f"Balansomslutning{mark}",
                "total_assets",
                [*books.assets, None, None, None][:count],
                unit,
            )
        )
    drawn = [
        [label, *_turned([_figure(sheet, value, scale) for value in values], backwards)]
        for label, _, values, scale in rows
    ]
    if sheet.chance(0.5):
        sheet.table(drawn, heads=["", *heads], numbers=count, spread=True)
    else:
        sheet.amounts("", heads, bold=True)
        for label, *shown in drawn:
            sheet.amounts(label, shown)
    sheet.gap()
    _overview_truth(sheet, years, rows)


def _turned(cells: list[str], backwards: bool) -> list[str]:
    return cells[::-1] if backwards else cells


def _year_head(one: Story, year: int) -> str:
    broken = one.last_day[5:] != "12-31"
    return f"{year - 1}/{year}" if broken else str(year)


def _shares(books: Books, count: int, sheet: Sheet) -> list[float | None]:
    now, before = (round(100 * e / a) for e, a in zip(books.equity, books.assets, strict=True))
    return [now, before, 66, 65, 61][:count]


def _ratios(sheet: Sheet, one: Story, count: int) -> list[tuple[str, str, list[Any], int]]:
    books = one.books
    fees = books.income[0][1]

    def per(values: Sequence[int], area: int) -> list[Any]:
        return [*(round(value / area) for value in values), None, None, None][:count]

    names = _names(sheet)
    kept = plus(books.result, books.depreciation)
    energy = books.sums(books.costs["Taxebundna kostnader"])
    figures: dict[str, list[Any]] = {
        "fee_per_sqm": per(fees, books.area),
        "debt_per_sqm_total": per(books.debt, books.total_area),
        "debt_per_sqm_owned": per(books.debt, books.area),
        "savings_per_sqm": per(kept, books.total_area),
        "energy_per_sqm": per(energy, books.total_area),
        "interest_sensitivity": [round(d / f, 1) for d, f in zip(books.debt, fees, strict=True)],
        "fee_share": [round(100 * f / t) for f, t in zip(fees, books.total_income, strict=True)],
    }
    found = [
        (names[key], key, [*values[:2], None, None, None][:count], 1)
        for key, values in figures.items()
    ]
    if one.year < 2023:
        return found[:3] if sheet.chance(0.5) else []
    sheet.rng.shuffle(found)
    return found


def _names(sheet: Sheet) -> dict[str, str]:
    """The labels of the key figures, as three schools of writers put them."""
    sqm, tail = sheet.pick("kvm", "kvm", "m2"), sheet.pick(", kr", " (kr)", "")
    share = sheet.pick(" (%)", ", %")
    school = sheet.pick("law", "law", "slash", "owned")
    if school == "slash":
        return {
            "fee_per_sqm": "Årsavgift, kr/kvm",
            "debt_per_sqm_total": "Skuldsättning, kr/kvm",
            "debt_per_sqm_owned": "Skuldsättning bostadsrättsyta, kr/kvm",
            "savings_per_sqm": "Sparande, kr/kvm",
            "energy_per_sqm": "Energikostnad, kr/kvm",
            "interest_sensitivity": f"Räntekänslighet{share}",
            "fee_share": f"Årsavgifternas andel av totala intäkter{share}",
        }
    if school == "owned":
        return {
            "fee_per_sqm": f"Årsavgift per {sqm} bostadsrättsyta{tail}",
            "debt_per_sqm_total": f"Lån per {sqm} totalyta{tail}",
            "debt_per_sqm_owned": f"Lån per {sqm} bostadsrättsyta{tail}",
            "savings_per_sqm": f"Sparande per {sqm} totalyta{tail}",
            "energy_per_sqm": f"Energikostnad per {sqm} totalyta{tail}",
            "interest_sensitivity": f"Räntekänslighet{share}",
            "fee_share": f"Årsavgifternas andel av totala rörelseintäkter{share}",
        }
    return {
        "fee_per_sqm": f"Årsavgift per {sqm} upplåten med bostadsrätt{tail}",
        "debt_per_sqm_total": f"Skuldsättning per {sqm}{tail}",
        "debt_per_sqm_owned": f"Skuldsättning per {sqm} upplåten med bostadsrätt{tail}",
        "savings_per_sqm": f"Sparande per {sqm}{tail}",
        "energy_per_sqm": f"Energikostnad per {sqm}{tail}",
        "interest_sensitivity": f"Räntekänslighet{share}",
        "fee_share": f"Årsavgifternas andel av totala rörelseintäkter{share}",
    }


def _figure(sheet: Sheet, value: float | None, scale: int) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.1f}".replace(".", ",")
    shown = round(value / scale)
    text = f"{abs(shown):,}".replace(",", sheet.style.group)
    return f"{sheet.style.minus}{text}" if shown < 0 else text


def _overview_truth(
    sheet: Sheet, years: list[int], rows: Sequence[tuple[str, str, Any, int]]
) -> None:
    for at, year in enumerate(years):
        known = {field: _value(values[at], scale) for _, field, values, scale in rows}
        names = ("net_revenue", "result_after_financial", "total_assets", "solidity")
        overview = {name: known.get(name) for name in names}
        sheet.row(
            "MultiYearAgent",
            "years",
            year=year,
            result_for_year=None,
            total_equity=None,
            **overview,
        )
        ratios = {name: known.get(name) for name in RATIOS}
        sheet.row("KeyRatiosAgent", "ratios", year=year, **ratios)
        for label, _, values, scale in rows:
            if values[at] is not None:
                shown = values[at] if isinstance(values[at], float) else round(values[at] / scale)
                sheet.row("MultiYearAgent", "lines", label=label, year=str(year), value=shown)
    energy = next(
        (values for _, field, values, _ in rows if field == "energy_per_sqm"), [None, None]
    )
    sheet.say("EnergyAgent", energy_cost_per_sqm={"current": energy[0], "previous": energy[1]})
    solidity = rows[2][2]
    sheet.say("LoansDebtAgent", equity_ratio={"current": solidity[0], "previous": solidity[1]})


RATIOS = (
    "fee_per_sqm",
    "debt_per_sqm_total",
    "debt_per_sqm_owned",
    "savings_per_sqm",
    "interest_sensitivity",
    "energy_per_sqm",
    "fee_share",
    "solidity",
    "net_revenue",
    "result_after_financial",
)


def _value(value: Any, scale: int) -> Any:
    return value if value is None or isinstance(value, float) else round(value / scale) * scale


# Equity


def equity(sheet: Sheet, one: Story) -> None:
    books = one.books
    sheet.heading(
        sheet.pick(
            "Förändringar i eget kapital", "Förändring av eget kapital", "Förändringar eget kapital"
        )
    )
    more = books.fund[0] - books.fund[1]
    names = sheet.pick(
        (
            "Insatser",
            "Upplåtelseavgifter",
            "Fond för yttre underhåll",
            "Balanserat resultat",
            "Årets resultat",
        ),
        (
            "Medlemsinsatser",
            "Upplåtelseavgift",
            "Underhållsfond",
            "Balanserat resultat",
            "Årets resultat",
        ),
    )
    closing = (
        books.deposits[0],
        books.fees_paid[0],
        books.fund[0],
        books.retained[0],
        books.result[0],
    )
    raised = books.deposits[0] - books.deposits[1]
    opening = (
        books.deposits[1],
        books.fees_paid[1],
        books.fund[1],
        books.retained[1],
        books.result[1],
    )
    moved = [  # the name of a movement, and its amount by class
        ("Disposition av föregående års resultat", (0, 0, 0, books.result[1], -books.result[1])),
        ("Avsättning till yttre fond", (0, 0, more, -more, 0)),
        ("Årets resultat", (0, 0, 0, 0, books.result[0])),
    ]
    if raised:
        moved.insert(0, ("Inbetalda insatser", (raised, 0, 0, 0, 0)))
    amount = sheet.amount
    if sheet.chance(0.3):
        _bound(sheet, names, opening, closing, moved)
        return
    if sheet.chance(0.5):
        rows = [["Belopp vid årets ingång", *(amount(v) for v in opening), amount(sum(opening))]]
        rows += [
            [
                name,
                *(amount(v) if v else "" for v in values),
                amount(sum(values)) if sum(values) else "",
            ]
            for name, values in moved
        ]
        rows += [["Belopp vid årets utgång", *(amount(v) for v in closing), amount(sum(closing))]]
        sheet.table(rows, heads=["", *names, "Totalt"], numbers=6, spread=True, bold_last=True)
        for name, values in moved:
            for kind, value in zip(names, values, strict=True):
                if value:
                    _moved(sheet, kind, name, value)
    else:
        heads = (
            (
                "Vid årets början",
                "Disposition av föregående års resultat",
                "Övriga förändringar",
                "Vid årets slut",
            )
            if sheet.chance(0.5)
            else (
                one.before[1],
                "Disposition av föregående års resultat",
                "Övriga förändringar",
                one.last_day,
            )
        )
        rows = []
        for at, kind in enumerate(names):
            disposed = moved[-3][1][at]
            rest = closing[at] - opening[at] - disposed
            cells = [opening[at], disposed or None, rest or None, closing[at]]
            rows.append([kind, *(amount(v) for v in cells)])
            for head, value in zip(heads[1:3], cells[1:3], strict=True):
                if value:
                    _moved(sheet, kind, head, value)
        rows.append(
            [
                "Eget kapital",
                amount(sum(opening)),
                "",
                amount(books.result[0] + raised),
                amount(sum(closing)),
            ]
        )
        sheet.table(rows, heads=["", *heads], numbers=4, spread=True, bold_last=True)
    sheet.gap()
    for kind, start, end in zip(names, opening, closing, strict=True):
        sheet.row(
            "EquityChangesAgent",
            "classes",
            **{"class": kind, "opening": sheet.printed(start), "closing": sheet.printed(end)},
        )
    sheet.say(
        "EquityChangesAgent",
        total={"opening": sheet.printed(sum(opening)), "closing": sheet.printed(sum(closing))},
    )


def _bound(
    sheet: Sheet,
    names: Sequence[str],
    opening: Sequence[int],
    closing: Sequence[int],
    moved: Sequence[tuple[str, tuple[int, ...]]],
) -> None:
    """Without a column of sums, under heads of restricted and free equity."""
    sheet.table([["", "Bundet", "", "", "Fritt", ""]], spread=True)
    first, last = sheet.pick(
        ("Vid årets början", "Vid årets slut"),
        ("Belopp vid årets början", "Belopp vid årets slut"),
        ("Ingående balans", "Utgående balans"),
    )
    rows = [[first, *(sheet.amount(v) for v in opening)]]
    rows += [[name, *(sheet.amount(v) if v else "" for v in values)] for name, values in moved]
    rows += [[last, *(sheet.amount(v) for v in closing)]]
    sheet.table(rows, heads=["", *names], numbers=5, spread=True, bold_last=True)
    sheet.gap()
    for name, values in moved:
        for kind, value in zip(names, values, strict=True):
            if value:
                _moved(sheet, kind, name, value)
    for kind, start, end in zip(names, opening, closing, strict=True):
        sheet.row(
            "EquityChangesAgent",
            "classes",
            **{"class": kind, "opening": sheet.printed(start), "closing": sheet.printed(end)},
        )
    sheet.say("EquityChangesAgent", total={"opening": None, "closing": None})


def _moved(sheet: Sheet, kind: str, name: str, value: int) -> None:
    sheet.row(
        "EquityChangesAgent",
        "movements",
        **{"class": kind, "movement": name, "amount": sheet.printed(value)},
    )


# Allocation


def allocation(sheet: Sheet, one: Story) -> None:
    books = one.books
    sheet.heading(
        sheet.pick(
            "Resultatdisposition",
            "Förslag till resultatdisposition",
            "Förslag till disposition av årets resultat",
        )
    )
    if sheet.chance(0.7):
        sheet.line("Till föreningsstämmans förfogande står följande medel:")
    retained, result = books.retained[0], books.result[0]
    total = retained + result
    to_fund = 40 * books.area // sheet.style.unit * sheet.style.unit
    forward = total - to_fund
    names = sheet.pick(
        ("Balanserat resultat", "Årets resultat"), ("Ansamlat resultat", "Årets resultat")
    )
    unlabelled = sheet.chance(0.5)

    def row(label: str, value: int, *, bold: bool = False) -> None:
        sheet.amounts(label, [sheet.amount(value)], bold=bold)
        if label and not bold:
            sheet.row("ProfitAllocationAgent", "lines", label=label, amount=sheet.printed(value))

    row(names[0], retained)
    row(names[1], result)
    row("" if unlabelled else sheet.pick("Totalt", "Summa"), total, bold=True)
    sheet.line(
        sheet.pick(
            "Styrelsen föreslår följande disposition:",
            "Styrelsen föreslår att medlen disponeras enligt följande:",
            "Disponeras så att",
        )
    )
    row(
        sheet.pick(
            "Avsättning till yttre fond",
            "Reservering till fond för yttre underhåll",
            "till yttre fond avsättes",
        ),
        to_fund,
    )
    row(
        sheet.pick("Balanseras i ny räkning", "I ny räkning överföres", "i ny räkning balanseras"),
        forward,
    )
    row("" if unlabelled else "Totalt", total, bold=True)
    sheet.gap()
    say = {
        "retained_result": retained,
        "result_for_year": result,
        "total": total,
        "to_fund": to_fund,
        "carried_forward": forward,
    }
    sheet.say(
        "ProfitAllocationAgent", from_fund=None, **{k: sheet.printed(v) for k, v in say.items()}
    )


# Statements


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


def signed_place(one: Story) -> str:
    return f"{one.town} {in_words(f'{one.year + 1}-04-17')}"
