"""The first pages of a drawn report: its cover, and the directors' report."""

from collections.abc import Callable

from tests.tasks.annual_reports.drawn.homes import areas, estate, homes, insurance
from tests.tasks.annual_reports.drawn.people import people_sections
from tests.tasks.annual_reports.drawn.sheet import Sheet
from tests.tasks.annual_reports.drawn.story import Story
from tests.tasks.annual_reports.drawn.year import events, members, suppliers, upkeep

Draw = Callable[[Sheet, Story], None]


def cover(sheet: Sheet, one: Story) -> None:
    sheet.new_page(bare=True)
    sheet.y -= sheet.pick(20, 150)
    title = sheet.pick("Årsredovisning", f"Årsredovisning {one.year}", "Årsredovisning")
    sheet.heading(title, 1)
    sheet.line(one.name, bold=True)
    sheet.line(sheet.pick(one.number, f"Org.nr {one.number}", f"Organisationsnummer {one.number}"))
    sheet.line(
        sheet.pick(
            f"Räkenskapsåret {one.first_day} - {one.last_day}",
            f"{one.first_day} – {one.last_day}",
            f"för räkenskapsåret {one.first_day}--{one.last_day}",
        )
    )
    if sheet.chance(0.4):
        sheet.gap(2)
        sheet.heading(sheet.pick("Innehållsförteckning", "Innehåll"))
        for number, part in enumerate(
            ("Förvaltningsberättelse", "Resultaträkning", "Balansräkning", "Noter", "Underskrifter")
        ):
            dots = sheet.pick("." * 50, " . " * 20, "")
            if dots:
                sheet.line(f"{part} {dots} {3 + number * 2}")
            else:
                sheet.table([[part, str(3 + number * 2)]], numbers=1, spread=True)
    sheet.say("GovernanceAgent", association_name=one.name, org_number=one.number)


def report(sheet: Sheet, one: Story) -> None:
    sheet.new_page()
    sheet.heading("Förvaltningsberättelse", 1)
    name = one.name
    intro = sheet.pick(
        f"Styrelsen för {name} får härmed avge årsredovisning för räkenskapsåret"
        f" {one.first_day} - {one.last_day}.",
        f"Styrelsen för {name}, {one.number}, med säte i {one.town}, får härmed upprätta"
        f" årsredovisning för räkenskapsåret {one.year}.",
        f"Styrelsen avger härmed årsredovisning för {one.first_day} - {one.last_day}.",
    )
    sheet.prose(intro)
    town = one.town
    seated = "med säte i" in intro
    sheet.heading(sheet.pick("Verksamheten", "Allmänt om verksamheten", "Allmänt om föreningen"))
    purpose = (
        "Föreningen har till ändamål att främja medlemmarnas ekonomiska intressen genom att i"
        " föreningens hus upplåta bostadslägenheter åt medlemmarna till nyttjande utan"
        " tidsbegränsning."
    )
    if not seated:
        seated = True
        purpose += sheet.pick(
            f" Föreningen har sitt säte i {town}.",
            f" Föreningen har sitt säte i {town} kommun.",
            f" Föreningens säte är {town}.",
        )
    sheet.prose(purpose)
    sheet.say("GovernanceAgent", registered_office=town)
    blocks: list[list[Draw]] = [
        [estate, homes, areas, insurance],
        [people_sections],
        [upkeep],
        [suppliers],
        [members],
        [events],
    ]
    first, rest = blocks[:2], blocks[2:]
    if sheet.chance(0.5):
        first.reverse()
    sheet.rng.shuffle(rest)
    for block in (*first, *rest):
        for draw in block:
            draw(sheet, one)
