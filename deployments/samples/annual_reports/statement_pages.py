"""The statements: income, balance sheet, cash flow, each with both years."""

from deployments.samples.annual_reports.association import Association
from deployments.samples.annual_reports.books import Year
from deployments.samples.annual_reports.paper import Paper

NOTES = (
    "Redovisningsprinciper",
    "Nettoomsättning",
    "Fastighetsskötsel",
    "Reparationer",
    "Planerat underhåll",
    "Taxebundna kostnader",
    "Övriga driftskostnader",
    "Övriga externa kostnader",
    "Personalkostnader",
    "Byggnader och mark",
    "Övriga fordringar",
    "Förutbetalda kostnader och upplupna intäkter",
    "Skulder till kreditinstitut",
    "Upplupna kostnader och förutbetalda intäkter",
    "Ställda säkerheter",
)
THOUSAND = 1000
Pair = tuple[int, int]


def note_of(title: str) -> str:
    """The number of a note in these reports."""
    return str(NOTES.index(title) + 1)


def income(paper: Paper, one: Association) -> None:
    """The income statement."""
    _head(paper, one, "Resultaträkning", period=True)
    pair = _pairs(one)
    paper.amounts("Rörelseintäkter", (), bold=True)
    paper.amounts("Nettoomsättning", pair("net_revenue"), note=note_of("Nettoomsättning"))
    now, before = one.years[:2]
    paper.amounts("Övriga rörelseintäkter", (now.other_income[0][1], before.other_income[0][1]))
    paper.amounts("Summa rörelseintäkter", pair("total_income"), bold=True)
    paper.gap()
    paper.amounts("Rörelsekostnader", (), bold=True)
    running = (-now.running_costs, -before.running_costs)
    paper.amounts("Driftskostnader", running, note="3-7")
    for name in ("Övriga externa kostnader", "Personalkostnader"):
        paper.amounts(name, (-now.cost(name), -before.cost(name)), note=note_of(name))
    paper.amounts("Avskrivningar", pair("depreciation", -1))
    paper.amounts("Summa rörelsekostnader", pair("total_costs", -1), bold=True)
    paper.gap()
    paper.amounts("Rörelseresultat", pair("operating_result"), bold=True)
    paper.gap()
    paper.amounts("Finansiella poster", (), bold=True)
    paper.amounts("Ränteintäkter och liknande resultatposter", pair("interest_income"))
    paper.amounts("Räntekostnader och liknande resultatposter", pair("interest", -1))
    both = (now.interest_income - now.interest, before.interest_income - before.interest)
    paper.amounts("Summa finansiella poster", both, bold=True)
    paper.gap()
    paper.amounts("Resultat efter finansiella poster", pair("result"), bold=True)
    paper.gap()
    paper.amounts("Årets resultat", pair("result"), bold=True)


def balance(paper: Paper, one: Association) -> None:
    """The balance sheet: what is owned, and on the next page what is owed."""
    _head(paper, one, "Balansräkning", period=False)
    pair = _pairs(one)
    paper.amounts("Tillgångar", (), bold=True)
    paper.amounts("Anläggningstillgångar", (), bold=True)
    paper.amounts("Byggnader och mark", pair("buildings"), note=note_of("Byggnader och mark"))
    paper.amounts("Summa anläggningstillgångar", pair("buildings"), bold=True)
    paper.gap()
    paper.amounts("Omsättningstillgångar", (), bold=True)
    for title, lines in (("Övriga fordringar", "receivables"), (NOTES[11], "prepaid")):
        paper.amounts(title, _summed(one, lines), note=note_of(title))
    paper.amounts("Kassa och bank", pair("cash"))
    current = tuple(year.claims + year.cash for year in one.years[:2])
    paper.amounts("Summa omsättningstillgångar", current, bold=True)
    paper.gap()
    paper.amounts("Summa tillgångar", pair("total_assets"), bold=True)
    _head(paper, one, "Balansräkning", period=False)
    paper.amounts("Eget kapital och skulder", (), bold=True)
    _owed(paper, one)


def _owed(paper: Paper, one: Association) -> None:
    pair = _pairs(one)
    paper.amounts("Eget kapital", (), bold=True)
    paper.amounts("Medlemsinsatser", pair("paid_in"))
    paper.amounts("Fond för yttre underhåll", pair("fund"))
    paper.amounts("Balanserat resultat", pair("retained"))
    paper.amounts("Årets resultat", pair("result"))
    paper.amounts("Summa eget kapital", pair("equity"), bold=True)
    paper.gap()
    loans = note_of("Skulder till kreditinstitut")
    paper.amounts("Långfristiga skulder", (), bold=True)
    paper.amounts("Skulder till kreditinstitut", pair("loans_long"), note=loans)
    paper.amounts("Summa långfristiga skulder", pair("loans_long"), bold=True)
    paper.gap()
    paper.amounts("Kortfristiga skulder", (), bold=True)
    paper.amounts("Skulder till kreditinstitut", pair("loans_short"), note=loans)
    paper.amounts("Leverantörsskulder", pair("payables"))
    paper.amounts(NOTES[13], _summed(one, "accrued"), note=note_of(NOTES[13]))
    paper.amounts("Summa kortfristiga skulder", pair("short_term"), bold=True)
    paper.gap()
    paper.amounts("Summa eget kapital och skulder", pair("total_assets"), bold=True)


def cash_flow(paper: Paper, one: Association) -> None:
    """The cash-flow statement."""
    _head(paper, one, "Kassaflödesanalys", period=True)
    pair = _pairs(one)
    flows = [flow(year, earlier) for year, earlier in zip(one.years, one.years[1:], strict=False)]
    paper.amounts("Den löpande verksamheten", (), bold=True)
    paper.amounts("Rörelseresultat", pair("operating_result"))
    paper.amounts("Avskrivningar", pair("depreciation"))
    paper.amounts("Erhållen ränta", pair("interest_income"))
    paper.amounts("Erlagd ränta", pair("interest", -1))
    paper.amounts("Förändring av kortfristiga fordringar", (flows[0][1], flows[1][1]))
    paper.amounts("Förändring av kortfristiga skulder", (flows[0][2], flows[1][2]))
    operating = (flows[0][0], flows[1][0])
    paper.amounts("Kassaflöde från den löpande verksamheten", operating, bold=True)
    paper.gap()
    paper.amounts("Finansieringsverksamheten", (), bold=True)
    paper.amounts("Amortering av lån", pair("amortization", -1))
    paper.amounts("Kassaflöde från finansieringsverksamheten", pair("amortization", -1), bold=True)
    paper.gap()
    change = tuple(year.cash - year.cash_before for year in one.years[:2])
    paper.amounts("Årets kassaflöde", change, bold=True)
    paper.amounts("Likvida medel vid årets början", pair("cash_before"))
    paper.amounts("Likvida medel vid årets slut", pair("cash"), bold=True)


def flow(year: Year, earlier: Year) -> tuple[int, int, int]:
    """Cash from operations, and the parts of it that claims and short debts gave."""
    claims, debts = earlier.claims - year.claims, year.owed_soon - earlier.owed_soon
    return year.result + year.depreciation + claims + debts, claims, debts


def _head(paper: Paper, one: Association, title: str, *, period: bool) -> None:
    paper.new_page()
    paper.heading(title, 1)
    now, before = one.years[0].year, one.years[1].year
    if paper.style.unit == THOUSAND:
        paper.line("Belopp i tkr")
    if period:
        paper.amounts("", (f"{now}-01-01", f"{before}-01-01"), note="Not", bold=True)
        paper.amounts("", (f"-{now}-12-31", f"-{before}-12-31"), bold=True)
    else:
        paper.amounts("", (f"{now}-12-31", f"{before}-12-31"), note="Not", bold=True)
    paper.gap()


def _pairs(one: Association):  # type: ignore[no-untyped-def]  # noqa: ANN202 - a shorthand
    def pair(name: str, sign: int = 1) -> Pair:
        now, before = one.years[:2]
        return sign * getattr(now, name), sign * getattr(before, name)

    return pair


def _summed(one: Association, name: str) -> Pair:
    now, before = (sum(amount for _, amount in getattr(year, name)) for year in one.years[:2])
    return now, before
