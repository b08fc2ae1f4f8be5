"""The first pages: cover, contents, and the directors' report (förvaltningsberättelse)."""

from decimal import ROUND_HALF_UP, Decimal

from deployments.samples.annual_reports.association import Association, in_words
from deployments.samples.annual_reports.books import Year
from deployments.samples.annual_reports.paper import Paper
from deployments.samples.annual_reports.people import MANAGERS, SUPPLIERS

PARTS = ("Förvaltningsberättelse", "Resultaträkning", "Balansräkning", "Kassaflödesanalys", "Noter")


def cover(paper: Paper, one: Association, found: dict[str, int]) -> None:
    """The cover, with the contents where this writer gives them; `found` are parts' pages."""
    paper.new_page(bare=True)
    paper.y = 600
    paper.heading("Årsredovisning", 1)
    paper.line(one.name, bold=True)
    paper.line(f"Org.nr {one.number}")
    last = one.years[0].year
    paper.line(f"Räkenskapsåret {last}-01-01 - {last}-12-31")
    if paper.style.contents:
        paper.gap(3)
        paper.heading("Innehållsförteckning", 2)
        for part in PARTS:
            dots = "." * (70 - len(part))
            paper.line(f"{part} {dots} {found.get(part, 0)}")


def management(paper: Paper, one: Association) -> None:
    """The directors' report."""
    paper.new_page()
    paper.heading("Förvaltningsberättelse", 1)
    _association(paper, one)
    _property(paper, one)
    _board(paper, one)
    _year_passed(paper, one)
    _figures(paper, one)
    _equity(paper, one)
    _allocation(paper, one)


def _association(paper: Paper, one: Association) -> None:
    paper.heading("Allmänt om verksamheten")
    paper.paragraph(
        f"{one.name} har till ändamål att främja medlemmarnas ekonomiska intressen genom att"
        f" upplåta bostäder i föreningens hus. Föreningen har sitt säte i {one.town} kommun."
    )
    paper.heading("Medlemsinformation")
    before, new, left, after = one.members
    paper.line(f"Antal medlemmar vid räkenskapsårets början: {before}")
    paper.line(f"Tillkommande medlemmar under året: {new}")
    paper.line(f"Avgående medlemmar under året: {left}")
    paper.line(f"Antal medlemmar vid räkenskapsårets slut: {after}")
    paper.paragraph(f"Under året har {one.transfers} överlåtelser skett.")


def _property(paper: Paper, one: Association) -> None:
    paper.heading("Föreningens fastighet")
    places = (paper.style.left, 300.0, 450.0)
    paper.cells(("Fastighetsbeteckning", "Förvärv", "Kommun"), places, bold=True)
    paper.cells((one.designation, str(one.acquired), one.town), places)
    paper.gap(0.6)
    paper.paragraph(
        f"Byggnaden uppfördes {one.built} och ligger på {one.address}. Marken innehas med"
        f" äganderätt. Fastigheten är fullvärdesförsäkrad i {one.insurer}."
    )
    paper.heading("Byggnadsår och ytor")
    areas = (
        ("Bostadsrätt", one.area),
        ("Lokaler", one.premises_area),
        ("Total yta", one.total_area),
    )
    for label, area in areas:
        paper.cells((f"{label}, kvm", f"{area:,}".replace(",", " ")), (paper.style.left, 300.0))
    paper.gap(0.6)
    paper.heading("Lägenhetsfördelning", 3)
    for rooms, count in one.rooms:
        paper.line(f"{count} st {rooms} rum och kök")
    paper.paragraph(
        f"Föreningen upplåter {one.flats} lägenheter med bostadsrätt och {one.parking}"
        " parkeringsplatser."
    )
    paper.heading("Teknisk status")
    paper.line("Utfört underhåll", bold=True)
    for year, what in one.done:
        paper.cells((str(year), what), (paper.style.left, paper.style.left + 60))
    paper.line("Planerat underhåll", bold=True)
    for year, what in one.planned:
        paper.cells((str(year), what), (paper.style.left, paper.style.left + 60))
    paper.heading("Avtal med leverantörer")
    for category, supplier in (*SUPPLIERS[:3], ("Fastighetsskötsel", MANAGERS[1])):
        paper.cells((category, supplier), (paper.style.left, 300.0))


def _board(paper: Paper, one: Association) -> None:
    paper.heading("Styrelsens sammansättning")
    if paper.style.board == "roles":
        chair, *others = one.board
        paper.line(f"Ordförande: {chair[0]}")
        paper.line("Ledamöter: " + ", ".join(name for name, _ in others))
        paper.line("Suppleanter: " + ", ".join(one.deputies))
    else:
        people = (*one.board, *((name, "Suppleant") for name in one.deputies))
        for name, role in people:
            if paper.style.board == "list":
                paper.line(f"{name}, {role.lower()}")
            else:
                paper.cells((name, role), (paper.style.left, 300.0))
    paper.heading("Valberedning", 3)
    paper.line(" och ".join(one.nominators))
    paper.heading("Revisor", 3)
    paper.line(f"{one.auditor}, auktoriserad revisor, {one.firm}")
    paper.heading("Sammanträden och styrelsemöten", 3)
    paper.paragraph(
        f"Ordinarie föreningsstämma hölls {in_words(one.meeting)}. Styrelsen har under året hållit"
        f" {one.meetings} protokollförda sammanträden."
    )


def _year_passed(paper: Paper, one: Association) -> None:
    paper.heading("Väsentliga händelser under räkenskapsåret")
    percent, day = one.raised
    paper.paragraph(f"Trapphusen har målats om. Årsavgifterna höjs med {percent} % från {day}.")
    if one.years[0].result < 0:
        paper.heading("Upplysning vid förlust")
        paper.paragraph(
            "Förlusten beror på avskrivningar och påverkar inte föreningens likviditet."
        )


def _figures(paper: Paper, one: Association) -> None:
    paper.heading("Flerårsöversikt")
    shown = one.years
    paper.amounts("", tuple(str(year.year) for year in shown), bold=True)
    paper.amounts("Nettoomsättning", tuple(year.net_revenue for year in shown))
    paper.amounts("Resultat efter finansiella poster", tuple(year.result for year in shown))
    paper.amounts("Soliditet, %", tuple(str(solidity(year)) for year in shown))
    for label, figure in RATIOS:
        values = tuple(_shown(figure(one, year)) for year in shown)
        paper.amounts(label, values)


def _equity(paper: Paper, one: Association) -> None:
    now, before = one.years[:2]
    paper.heading("Förändringar i eget kapital")
    paper.amounts("", ("Vid årets början", "Förändring", "Vid årets slut"), bold=True)
    rows = (
        ("Insatser", before.paid_in, 0, now.paid_in),
        ("Fond för yttre underhåll", before.fund, now.fund_change, now.fund),
        ("Balanserat resultat", before.retained, now.retained - before.retained, now.retained),
        ("Årets resultat", before.result, now.result - before.result, now.result),
        ("Eget kapital", before.equity, now.result, now.equity),
    )
    for label, *amounts in rows:
        paper.amounts(label, tuple(amounts), bold=label == "Eget kapital")


def _allocation(paper: Paper, one: Association) -> None:
    now = one.years[0]
    carried = now.retained + now.result - now.fund_change
    paper.heading("Resultatdisposition")
    paper.line("Till föreningsstämmans förfogande står följande medel:")
    paper.amounts("Balanserat resultat", (now.retained,))
    paper.amounts("Årets resultat", (now.result,))
    paper.amounts("Totalt", (now.retained + now.result,), bold=True)
    paper.line("Styrelsen föreslår att medlen disponeras så:")
    paper.amounts("Reservering till fond för yttre underhåll", (now.fund_change,))
    paper.amounts("Balanseras i ny räkning", (carried,))
    paper.amounts("Totalt", (now.retained + now.result,), bold=True)


def solidity(year: Year) -> int:
    """Equity as a share of all assets, whole per cent."""
    return _whole(Decimal(100 * year.equity) / year.total_assets)


def _shown(figure: int | str) -> str:
    return figure if isinstance(figure, str) else f"{figure:,}".replace(",", " ")


def _whole(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


def _fee(one: Association, year: Year) -> int:
    return _whole(Decimal(dict(year.income)["Årsavgifter"]) / one.area)


def _debt(one: Association, year: Year) -> int:
    return _whole(Decimal(year.loans) / one.total_area)


def _debt_homes(one: Association, year: Year) -> int:
    return _whole(Decimal(year.loans) / one.area)


def _savings(one: Association, year: Year) -> int:
    return _whole(
        Decimal(year.result + year.depreciation + year.cost("Planerat underhåll")) / one.total_area
    )


def _sensitivity(one: Association, year: Year) -> str:
    share = Decimal(year.loans) / dict(year.income)["Årsavgifter"]
    del one
    return str(share.quantize(Decimal("0.1"), ROUND_HALF_UP)).replace(".", ",")


def _energy(one: Association, year: Year) -> int:
    lines = dict(dict(year.costs)["Taxebundna kostnader"])
    return _whole(Decimal(lines["El"] + lines["Uppvärmning"] + lines["Vatten"]) / one.total_area)


def _share(one: Association, year: Year) -> int:
    del one
    return _whole(Decimal(100 * dict(year.income)["Årsavgifter"]) / year.total_income)


RATIOS = (
    ("Årsavgift per kvm upplåten med bostadsrätt, kr", _fee),
    ("Skuldsättning per kvm, kr", _debt),
    ("Skuldsättning per kvm upplåten med bostadsrätt, kr", _debt_homes),
    ("Sparande per kvm, kr", _savings),
    ("Räntekänslighet, %", _sensitivity),
    ("Energikostnad per kvm, kr", _energy),
    ("Årsavgifternas andel av rörelseintäkter, %", _share),
)
