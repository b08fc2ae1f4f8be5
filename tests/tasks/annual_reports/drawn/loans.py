"""The note on loans of a drawn report."""

from tests.tasks.annual_reports.drawn.ledgers import head
from tests.tasks.annual_reports.drawn.sheet import Sheet, any_of
from tests.tasks.annual_reports.drawn.story import Story

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
    elif style == "line" and "opening" not in amounts and not sheet.style.years_first:
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
