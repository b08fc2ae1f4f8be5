"""The end of a drawn report: the signatures, and the auditor's report."""

from tests.tasks.annual_reports.drawn.sheet import Sheet
from tests.tasks.annual_reports.drawn.story import Story, in_words


def signatures(sheet: Sheet, one: Story) -> None:
    if sheet.chance(0.6):
        sheet.new_page()
    sheet.heading(sheet.pick("Underskrifter", "Underskrifter", "Styrelsens underskrifter"))
    sheet.line(
        sheet.pick(
            f"{one.town} {in_words(signing(one))}",
            f"{one.town} den {in_words(signing(one))}",
            "Ort och datum",
        )
    )
    across = sheet.pick(1, 2, 2, 3)
    people = one.board
    for at in range(0, len(people), across):
        sheet.gap(1.5)
        sheet.room(sheet.pitch * 3)
        row = people[at : at + across]
        for place, (name, _) in enumerate(row):
            sheet.text(sheet.style.left + place * 480 / across, sheet.y, name)
        sheet.y -= sheet.pitch
        for place, (_, role) in enumerate(row if across < 3 else ()):
            sheet.text(sheet.style.left + place * 480 / across, sheet.y, role.capitalize())
        sheet.y -= sheet.pitch
    sheet.gap(1.2)
    sheet.room(sheet.pitch * 6)
    sheet.line(
        sheet.pick(
            "Min revisionsberättelse har lämnats den dag som framgår av min elektroniska"
            " underskrift",
            f"Vår revisionsberättelse har lämnats {in_words(signing(one))}",
        )
    )
    sheet.gap(1.5)
    sheet.line(one.auditor)
    sheet.line("Auktoriserad revisor")
    sheet.line(one.firm)
    sheet.say("AuditorAgent", type="auktoriserad revisor")


def signing(one: Story) -> str:
    return f"{one.year + 1}-04-17"


def audit(sheet: Sheet, one: Story) -> None:
    sheet.new_page()
    sheet.heading("Revisionsberättelse", 1)
    sheet.prose(f"Till föreningsstämman i {one.name}, org.nr {one.number}")
    sheet.heading("Rapport om årsredovisningen")
    sheet.heading("Uttalanden", 3)
    who, our = sheet.pick(("Jag", "min"), ("Vi", "vår"))
    sheet.prose(
        f"{who} har utfört en revision av årsredovisningen för {one.name} för räkenskapsåret"
        f" {one.year}."
    )
    opinion = (
        f"Enligt {our} uppfattning har årsredovisningen upprättats i enlighet med"
        " årsredovisningslagen och ger en i alla väsentliga avseenden rättvisande bild av"
        f" föreningens finansiella ställning per den {in_words(one.last_day)}."
    )
    sheet.prose(opinion)
    sheet.prose(
        f"{who} tillstyrker därför att föreningsstämman fastställer resultaträkningen och"
        " balansräkningen för föreningen."
    )
    sheet.heading("Grund för uttalanden", 3)
    sheet.prose(
        f"{who} har utfört revisionen enligt International Standards on Auditing (ISA) och god"
        " revisionssed i Sverige."
    )
    sheet.heading("Rapport om andra krav enligt lagar och andra författningar")
    sheet.prose(
        f"{who} tillstyrker att föreningsstämman behandlar resultatet enligt förslaget i"
        " förvaltningsberättelsen och beviljar styrelsens ledamöter ansvarsfrihet för"
        " räkenskapsåret."
    )
    sheet.heading("Revisorns ansvar", 3)
    sheet.prose(
        f"{who} har som mål att uppnå en rimlig grad av säkerhet om huruvida årsredovisningen som"
        " helhet inte innehåller några väsentliga felaktigheter."
    )
    dated = sheet.chance(0.6)
    sheet.gap(1)
    if dated:
        sheet.line(f"{one.town} {sheet.pick('', 'den ')}{in_words(signing(one))}")
    else:
        sheet.line(f"{one.town} den dag som framgår av {our} elektroniska underskrift")
    sheet.gap(2)
    if sheet.chance(0.3):
        sheet.line(one.firm)
        sheet.gap(2)
        sheet.line(one.auditor)
        sheet.line("Auktoriserad revisor")
    else:
        sheet.line(one.auditor)
        sheet.line("Auktoriserad revisor")
        sheet.line(one.firm)
    sheet.say(
        "AuditReportAgent",
        opinion=opinion,
        unmodified=True,
        approves_statements=True,
        discharge=True,
        remarks=None,
        date=signing(one) if dated else None,
        place=one.town,
        auditor_name=one.auditor,
        firm=one.firm,
    )
