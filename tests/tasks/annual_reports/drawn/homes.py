"""What the association of a drawn report owns: property, flats, areas, insurance."""

from tests.tasks.annual_reports.drawn.sheet import Sheet, spaced
from tests.tasks.annual_reports.drawn.story import Story


def estate(sheet: Sheet, one: Story) -> None:
    sheet.heading(
        sheet.pick(
            "Föreningens fastighet",
            "Fastigheten",
            "Fastighetsfakta",
            "Fastighetsuppgifter",
            "Föreningens fastighet och lägenheter",
        )
    )
    names, town = one.blocks, one.town
    style = sheet.pick("table", "table", "owns", "label", "facts", "belongs", "address table")
    acquired: int | None = one.acquired
    place: str | None = town
    if style == "table":
        heads = sheet.pick(
            ("Fastighetsbeteckning", "Förvärv", "Kommun"), ("Beteckning", "Förvärvsår", "Kommun")
        )
        sheet.table([[name, str(one.acquired), town] for name in names], heads=heads)
        sheet.gap()
    elif style == "owns":
        said = " och ".join(names)
        what = "fastigheten" if len(names) == 1 else "fastigheterna"
        sheet.prose(
            sheet.pick(
                f"Föreningen förvärvade år {one.acquired} {what} {said} i {town} kommun.",
                f"Föreningen äger {what} {said} i {town} kommun. Förvärvet skedde {one.acquired}.",
                f"Föreningen äger och förvaltar {what} {said} i {town} kommun, som förvärvades"
                f" {one.acquired}.",
            )
        )
    elif style == "belongs":
        said = " och ".join(names)
        acquired = None
        sheet.prose(
            f"Föreningens {'fastighet' if len(names) == 1 else 'fastigheter'} {said} är"
            f" {'belägen' if len(names) == 1 else 'belägna'} i {town} kommun."
        )
    elif style == "address table":
        street = one.streets[0]
        acquired = place = None
        sheet.table(
            [[name, street, str(one.built)] for name in names],
            heads=("Fastighetsbeteckning", "Adress", "Byggår"),
        )
        sheet.gap()
    elif style == "label":
        word = "Fastighetsbeteckning"
        sheet.table(
            [[f"{word}:", ", ".join(names)], ["Kommun:", town], ["Förvärvsår:", str(one.acquired)]]
        )
        sheet.gap()
    else:
        sheet.line(f"Fastighetens beteckning: {' och '.join(names)}")
        acquired = place = None
        sheet.gap(0.5)
    for name in names:
        sheet.row(
            "PropertyAgent",
            "properties",
            designation=name,
            municipality=place,
            acquired_year=acquired,
        )
    building(sheet, one)


def building(sheet: Sheet, one: Story) -> None:
    tenure, built = sheet.pick("äganderätt", "tomträtt"), one.built
    said = sheet.pick(
        f"Byggnaden uppfördes {built} och består av ett flerbostadshus.",
        f"Fastigheten bebyggdes {built} och består av 3 flerbostadshus.",
        f"Byggnadsår {built}.",
        f"Byggår är {built}.",
        f"Husen är byggda {built}.",
        f"Fastigheten bebyggdes år {built}.",
    )
    count = {"ett flerbostadshus": 1, "3 flerbostadshus": 3}
    number = next((value for words, value in count.items() if words in said), None)
    said += " " + sheet.pick(
        f"Marken innehas med {tenure}.",
        f"Fastigheten är upplåten med {tenure}.",
        f"Tomten innehas med {tenure}.",
    )
    value_year = None
    if sheet.chance(0.5):
        value_year = min(built + 20, 2019)
        said += sheet.pick(
            f" Värdeåret är {value_year}.",
            f" Värdeår: {value_year}.",
            f" Fastigheten har värdeår {value_year}.",
        )
    streets = " och ".join(one.streets)
    address = None
    if sheet.chance(0.6):
        address = streets
        said += sheet.pick(f" Adressen är {streets}.", f" Fastigheten är belägen på {streets}.")
    sheet.prose(said)
    plot = None
    if sheet.chance(0.4):
        plot = one.plot
        sheet.prose(f"Total tomtarea är {spaced(one.plot)} kvm.")
    sheet.say(
        "PropertyAgent",
        tenure=tenure,
        built_year=built,
        buildings=number,
        plot_area=plot,
        value_year=value_year,
        address=address,
    )


def homes(sheet: Sheet, one: Story) -> None:
    if sheet.chance(0.3):
        sheet.say("PropertyAgent", rooms=[])
        return
    rooms = [{"rooms": rooms, "count": count} for rooms, count in one.rooms]
    sheet.heading(sheet.pick("Lägenhetsfördelning", "Lägenhetsfördelning", "Lägenheter"), 3)
    style = sheet.pick("st", "colon", "table", "across", "om", "area", "words")
    if style == "st":
        for size, count in one.rooms:
            sheet.line(f"{count} st {size} {sheet.pick('rum och kök', 'rok', 'RoK', 'rum & kök')}")
    elif style == "colon":
        for size, count in one.rooms:
            sheet.line(f"{size} rum och kök: {count} st")
    elif style == "table":
        sheet.table(
            [[f"{size} rum och kök", str(count)] for size, count in one.rooms],
            heads=("Typ", "Antal") if sheet.chance(0.5) else (),
            numbers=1,
        )
    elif style == "across":
        word = sheet.pick("rok", "r.o.k.", "rum och kök")
        heads = [f"{size} {word}".replace(" ", "\u00a0") for size, _ in one.rooms]
        total = [str(one.flats)]
        sheet.table([[str(count) for _, count in one.rooms] + total], heads=[*heads, "Summa"])
    elif style == "om":
        for size, count in one.rooms:
            sheet.line(f"{count} lägenheter om {size} rum och kök")
    elif style == "words":
        said = ", ".join(f"{count} st {size} rok" for size, count in one.rooms)
        sheet.prose(f"Lägenheterna fördelar sig på {said}.")
    else:
        sheet.table(
            [
                [f"{size} rok", str(count), spaced(count * (14 + 21 * size))]
                for size, count in one.rooms
            ],
            heads=("Typ", "Antal", "Yta kvm"),
            numbers=2,
        )
    sheet.gap()
    sheet.say("PropertyAgent", rooms=rooms)


def areas(sheet: Sheet, one: Story) -> None:
    sheet.heading(sheet.pick("Byggnadsår och ytor", "Lägenheter och lokaler", "Ytor"))
    area, total, flats = one.area, one.total_area, one.flats
    say: dict[str, object] = {"residential_area": area, "cooperative_apartments": flats}
    style = sheet.pick(
        "prose", "counts", "table", "columns", "labels", "law", "facts", "riks", "told"
    )
    rented = bool(one.rentals)
    premises = one.premises or None
    premises_area = one.premises_area or None
    sqm = sheet.pick("kvm", "kvm", "m²", "m2")
    if style == "prose":
        said = f"Föreningen upplåter {flats} lägenheter med bostadsrätt"
        said += f" och {one.rentals} lägenheter med hyresrätt" if rented else ""
        said += f" samt {premises} lokaler." if premises else "."
        said += f" Den totala bostadsytan är {spaced(area)} {sqm}"
        said += f" och lokalytan är {spaced(premises_area)} {sqm}." if premises_area else "."
        sheet.prose(said)
        say |= {"premises": premises, "premises_area": premises_area}
        say |= {"rental_apartments": one.rentals or None}
    elif style == "counts":
        said = f"Föreningen har {flats} bostadsrätter om totalt {spaced(area)} {sqm}"
        said += (
            f" och {premises} lokaler om {spaced(premises_area or 0)} {sqm}." if premises else "."
        )
        said += f" Byggnadernas totalyta är {spaced(total)} {sqm}."
        sheet.prose(said)
        say |= {"premises": premises, "premises_area": premises_area, "total_area": total}
    elif style == "table":
        rows = [["Bostadsrätter", str(flats), spaced(area)]]
        rows += [["Hyresrätter", str(one.rentals), spaced(one.rental_area)]] if rented else []
        rows += [["Lokaler", str(premises), spaced(premises_area or 0)]] if premises else []
        sheet.table(
            rows,
            heads=sheet.pick(
                ("Typ", "Antal", f"Yta {sqm}"), ("Upplåtelseform", "Antal", f"Total yta {sqm}")
            ),
            numbers=2,
        )
        say |= {"premises": premises, "premises_area": premises_area}
        if rented:
            say |= {"rental_apartments": one.rentals, "rental_area": one.rental_area}
    elif style == "columns":
        rows = [[f"Bostadsyta, {sqm}", spaced(area)]]
        rows += [[f"Lokalyta, {sqm}", spaced(premises_area)]] if premises_area else []
        rows += [[f"Total yta, {sqm}", spaced(total)]]
        sheet.table([["Antal bostadsrätter", str(flats)], *rows], numbers=1)
        say |= {"premises_area": premises_area, "total_area": total}
    elif style == "facts":
        sheet.line(f"Antal bostadsrätter: {flats}")
        if premises:
            sheet.line(f"Antal lokaler: {premises}")
        sheet.line(f"Total boyta: {spaced(area)} {sqm}")
        if premises_area:
            sheet.line(f"Total lokalyta: {spaced(premises_area)} {sqm}")
        say |= {"premises": premises, "premises_area": premises_area}
    elif style == "riks":
        rows = [["Total bostadsarea", f"{spaced(area)} {sqm}"]]
        rows += [["Total lokalarea", f"{spaced(premises_area)} {sqm}"]] if premises_area else []
        rows += [
            ["Årets taxeringsvärde", "120 000 000 kr"],
            ["Föregående års taxeringsvärde", "98 000 000 kr"],
        ]
        sheet.table(rows, numbers=1)
        say |= {"premises_area": premises_area, "cooperative_apartments": None}
    elif style == "told":
        said = f"Föreningens {flats} lägenheter är upplåtna med bostadsrätt."
        said += f" Boarean uppgår till {spaced(area)} {sqm}"
        said += f" och lokalarean till {spaced(premises_area)} {sqm}." if premises_area else "."
        sheet.prose(said)
        say |= {"premises_area": premises_area}
    elif style == "labels":
        sheet.line(f"Antal lägenheter upplåtna med bostadsrätt: {flats} st")
        sheet.line(f"Total bostadsarea: {spaced(area)} {sqm}")
        if premises_area:
            sheet.line(f"Total lokalarea: {spaced(premises_area)} {sqm}")
        say |= {"premises_area": premises_area}
    else:
        rows = [["Bostadsrätt", f"{spaced(area)} {sqm}"]]
        rows += [["Lokaler", f"{spaced(premises_area)} {sqm}"]] if premises_area else []
        sheet.table(rows, numbers=1)
        sheet.gap(0.5)
        sheet.prose(f"I föreningen finns {flats} bostadsrätter.")
        say |= {"premises_area": premises_area}
    if one.parking or one.garages:
        sheet.gap(0.4)
        spaces = [f"{one.parking} parkeringsplatser"] if one.parking else []
        spaces += [f"{one.garages} garageplatser"] if one.garages else []
        sheet.prose(f"Till föreningen hör {' och '.join(spaces)}.")
    say |= {"parking_spaces": one.parking or None, "garage_spaces": one.garages or None}
    sheet.say("PropertyAgent", **say)


def insurance(sheet: Sheet, one: Story) -> None:
    sheet.heading(sheet.pick("Försäkring", "Fastighetsförsäkring"), 3)
    sheet.prose(
        sheet.pick(
            f"Fastigheten är fullvärdesförsäkrad i {one.insurer}.",
            f"Föreningens fastighet är försäkrad hos {one.insurer}. I försäkringen ingår"
            " styrelseansvarsförsäkring.",
            f"Fastigheten är försäkrad till fullvärde hos {one.insurer}.",
            f"Försäkringsbolag: {one.insurer}",
            f"Fullvärdesförsäkring finns via {one.insurer}.",
        )
    )
    sheet.say("PropertyAgent", insurer=one.insurer)
