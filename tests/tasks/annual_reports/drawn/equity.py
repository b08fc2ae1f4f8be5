"""Changes in equity and the allocation of the result of a drawn report."""

from collections.abc import Sequence

from tests.tasks.annual_reports.drawn.sheet import Sheet
from tests.tasks.annual_reports.drawn.story import Story


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
                    moved_row(sheet, kind, name, value)
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
                    moved_row(sheet, kind, head, value)
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
                moved_row(sheet, kind, name, value)
    for kind, start, end in zip(names, opening, closing, strict=True):
        sheet.row(
            "EquityChangesAgent",
            "classes",
            **{"class": kind, "opening": sheet.printed(start), "closing": sheet.printed(end)},
        )
    sheet.say("EquityChangesAgent", total={"opening": None, "closing": None})


def moved_row(sheet: Sheet, kind: str, name: str, value: int) -> None:
    sheet.row(
        "EquityChangesAgent",
        "movements",
        **{"class": kind, "movement": name, "amount": sheet.printed(value)},
    )


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
