"""A note as a table of amounts: its heading, rows and sum."""

from tests.tasks.annual_reports.drawn.economy import Lines, Pair
from tests.tasks.annual_reports.drawn.sheet import Sheet, any_of
from tests.tasks.annual_reports.drawn.story import Story


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
    now, before = years_of(sheet, one)
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


def years_of(sheet: Sheet, one: Story) -> Pair | tuple[str, str]:
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
    rows_of(sheet, named, None, lines, agent=agent, sign=sign)
    total = tuple(sign * sum(pair[at] for _, pair in lines) for at in (0, 1))
    return _sum(sheet, (number, title, title), (total[0], total[1]), agent=agent)


def rows_of(
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
                note=told_by(sheet, number, title),
                group=group,
                label=label,
                **sheet.pair(both),
            )


def told_by(sheet: Sheet, number: str, title: str) -> object:
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
            agent, "totals", note=told_by(sheet, number, title), title=any_of(title, shown), **pair
        )
    return pair
