"""The multi-year overview of a drawn report, with its key figures."""

from collections.abc import Sequence
from typing import Any

from tests.tasks.annual_reports.drawn.economy import Books, plus
from tests.tasks.annual_reports.drawn.sheet import Sheet
from tests.tasks.annual_reports.drawn.story import Story


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
