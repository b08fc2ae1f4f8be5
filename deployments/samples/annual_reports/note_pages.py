"""The notes, the signatures, and the auditor's report."""

from deployments.samples.annual_reports.association import Association, in_words
from deployments.samples.annual_reports.books import COSTS
from deployments.samples.annual_reports.paper import Paper
from deployments.samples.annual_reports.statement_pages import NOTES, note_of

Lines = tuple[tuple[str, int], ...]


def notes(paper: Paper, one: Association) -> None:
    """All notes, in their order."""
    paper.new_page()
    paper.heading("Noter", 1)
    _head(paper, one, "Redovisningsprinciper", years=False)
    paper.paragraph(
        "Årsredovisningen är upprättad enligt årsredovisningslagen och BFNAR 2016:10,"
        " årsredovisning i mindre företag (K2), och BFNAR 2023:1. Byggnader skrivs av över 110 år."
    )
    now, before = one.years[:2]
    _table(paper, one, "Nettoomsättning", (now.income, before.income))
    for name, _ in COSTS:
        _table(paper, one, name, (dict(now.costs)[name], dict(before.costs)[name]))
    _buildings(paper, one)
    _table(paper, one, NOTES[10], (now.receivables, before.receivables))
    _table(paper, one, NOTES[11], (now.prepaid, before.prepaid))
    _loans(paper, one)
    _table(paper, one, NOTES[13], (now.accrued, before.accrued))
    _head(paper, one, "Ställda säkerheter")
    paper.amounts("Fastighetsinteckningar", (one.mortgages, one.mortgages))


def _head(paper: Paper, one: Association, title: str, *, years: bool = True) -> None:
    paper.note_heading(int(note_of(title)), title)
    if years:
        paper.amounts("", (str(one.years[0].year), str(one.years[1].year)), bold=True)


def _table(paper: Paper, one: Association, title: str, both: tuple[Lines, Lines]) -> None:
    _head(paper, one, title)
    now, before = both
    for (label, amount), (_, earlier) in zip(now, before, strict=True):
        paper.amounts(label, (amount, earlier))
    paper.amounts("Summa", (sum(a for _, a in now), sum(a for _, a in before)), bold=True)


def _buildings(paper: Paper, one: Association) -> None:
    now, before = one.years[:2]
    _head(paper, one, "Byggnader och mark")
    paper.amounts("Ingående anskaffningsvärde", (now.cost_value, before.cost_value))
    paper.amounts("Utgående anskaffningsvärde", (now.cost_value, before.cost_value), bold=True)
    opening = tuple(year.depreciation - year.accumulated for year in (now, before))
    paper.amounts("Ingående avskrivningar", opening)
    paper.amounts("Årets avskrivningar", (-now.depreciation, -before.depreciation))
    paper.amounts("Utgående avskrivningar", (-now.accumulated, -before.accumulated), bold=True)
    paper.amounts("Redovisat värde", (now.buildings, before.buildings), bold=True)


def _loans(paper: Paper, one: Association) -> None:
    _head(paper, one, "Skulder till kreditinstitut", years=False)
    left = paper.style.left
    places = (left, left + 130, left + 190)
    now, before = one.years[0].year, one.years[1].year
    paper.cells(("Långivare", "Ränta %", "Villkorsändring"), places, bold=True)
    paper.amounts("", (f"{now}-12-31", f"{before}-12-31"), bold=True)
    for loan in one.loans:
        paper.room(2 * paper.style.body)  # both halves of a row stand on one page
        at = paper.y
        paper.cells((loan.lender, loan.rate.replace(".", ","), loan.change_date), places)
        paper.y = at
        paper.amounts("", loan.balances[:2])
    paper.amounts("Summa", (one.years[0].loans, one.years[1].loans), bold=True)
    paper.amounts("Varav kortfristig del", (one.years[0].loans_short, one.years[1].loans_short))


def signatures(paper: Paper, one: Association) -> None:
    """Who signs: the board, and the auditor's mark."""
    paper.heading("Underskrifter", 2)
    paper.line(f"{one.town} {one.signed}")
    for name, role in one.board:
        paper.gap(1.5)
        paper.line(name)
        paper.line(role)
    paper.gap(1.5)
    paper.line(f"Min revisionsberättelse har lämnats {in_words(one.signed)}")
    paper.line(one.auditor)
    paper.line("Auktoriserad revisor")


def audit(paper: Paper, one: Association) -> None:
    """The auditor's report, with an unmodified opinion."""
    paper.new_page()
    paper.heading("Revisionsberättelse", 1)
    paper.line(f"Till föreningsstämman i {one.name}, org.nr {one.number}")
    paper.heading("Uttalanden")
    paper.paragraph(
        f"Jag har utfört en revision av årsredovisningen för {one.name} för år {one.years[0].year}."
        " Enligt min uppfattning har årsredovisningen upprättats i enlighet med"
        " årsredovisningslagen och ger en i alla väsentliga avseenden rättvisande bild."
    )
    paper.paragraph("Jag tillstyrker därför att föreningsstämman fastställer resultaträkningen.")
    paper.heading("Grund för uttalanden")
    paper.paragraph("Jag har utfört revisionen enligt god revisionssed i Sverige.")
    paper.heading("Rapport om andra krav enligt lagar och andra författningar")
    paper.paragraph(
        "Jag tillstyrker att föreningsstämman behandlar förlusten enligt förslaget och beviljar"
        " styrelsens ledamöter ansvarsfrihet för räkenskapsåret."
    )
    paper.gap(2)
    paper.line(f"{one.town} {in_words(one.signed)}")
    paper.gap(2)
    paper.line(one.auditor)
    paper.line("Auktoriserad revisor")
    paper.line(one.firm)
