"""The directors' report of a drawn report: property, members, upkeep, contracts, events."""

from collections.abc import Callable

from tests.tasks.annual_reports.drawn.people import people_sections
from tests.tasks.annual_reports.drawn.sheet import Sheet, any_of
from tests.tasks.annual_reports.drawn.story import Story, in_words

Draw = Callable[[Sheet, Story], None]
SUPPLIES = (
    ("Ekonomisk förvaltning", "Siffertjänst AB"),
    ("Teknisk förvaltning", "Husförvaltarna AB"),
    ("Städning", "Ren Trappa HB"),
    ("Hisservice", "Lyftkraft Sverige AB"),
    ("Fjärrvärme", "Stadens Värmeverk AB"),
    ("Bredband", "Fiberlänken AB"),
    ("Elnät", "Kraftledningen AB"),
    ("Snöröjning", "Markgruppen AB"),
)
DONE = (
    "Stambyte",
    "Omläggning av tak",
    "Fönsterbyte",
    "Renovering av tvättstuga",
    "Målning trapphus",
    "Byte av värmeväxlare",
    "OVK-besiktning",
    "Relining av avloppsstammar",
    "Nya entrédörrar",
    "Installation av laddstolpar",
)
PLANNED = (
    "Målning av fasad",
    "Renovering av hissar",
    "Byte av undercentral",
    "Dränering",
    "Balkongrenovering",
    "Byte av portar",
)


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
        [_property, _homes, _areas, _insurance],
        [people_sections],
        [_upkeep],
        [_suppliers],
        [_members],
        [_events],
    ]
    first, rest = blocks[:2], blocks[2:]
    if sheet.chance(0.5):
        first.reverse()
    sheet.rng.shuffle(rest)
    for block in (*first, *rest):
        for draw in block:
            draw(sheet, one)


def _property(sheet: Sheet, one: Story) -> None:
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
    _building(sheet, one)


def _building(sheet: Sheet, one: Story) -> None:
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
        sheet.prose(f"Total tomtarea är {_spaced(one.plot)} kvm.")
    sheet.say(
        "PropertyAgent",
        tenure=tenure,
        built_year=built,
        buildings=number,
        plot_area=plot,
        value_year=value_year,
        address=address,
    )


def _spaced(value: int) -> str:
    return f"{value:,}".replace(",", " ")


def _homes(sheet: Sheet, one: Story) -> None:
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
                [f"{size} rok", str(count), _spaced(count * (14 + 21 * size))]
                for size, count in one.rooms
            ],
            heads=("Typ", "Antal", "Yta kvm"),
            numbers=2,
        )
    sheet.gap()
    sheet.say("PropertyAgent", rooms=rooms)


def _areas(sheet: Sheet, one: Story) -> None:
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
        said += f" Den totala bostadsytan är {_spaced(area)} {sqm}"
        said += f" och lokalytan är {_spaced(premises_area)} {sqm}." if premises_area else "."
        sheet.prose(said)
        say |= {"premises": premises, "premises_area": premises_area}
        say |= {"rental_apartments": one.rentals or None}
    elif style == "counts":
        said = f"Föreningen har {flats} bostadsrätter om totalt {_spaced(area)} {sqm}"
        said += (
            f" och {premises} lokaler om {_spaced(premises_area or 0)} {sqm}." if premises else "."
        )
        said += f" Byggnadernas totalyta är {_spaced(total)} {sqm}."
        sheet.prose(said)
        say |= {"premises": premises, "premises_area": premises_area, "total_area": total}
    elif style == "table":
        rows = [["Bostadsrätter", str(flats), _spaced(area)]]
        rows += [["Hyresrätter", str(one.rentals), _spaced(one.rental_area)]] if rented else []
        rows += [["Lokaler", str(premises), _spaced(premises_area or 0)]] if premises else []
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
        rows = [[f"Bostadsyta, {sqm}", _spaced(area)]]
        rows += [[f"Lokalyta, {sqm}", _spaced(premises_area)]] if premises_area else []
        rows += [[f"Total yta, {sqm}", _spaced(total)]]
        sheet.table([["Antal bostadsrätter", str(flats)], *rows], numbers=1)
        say |= {"premises_area": premises_area, "total_area": total}
    elif style == "facts":
        sheet.line(f"Antal bostadsrätter: {flats}")
        if premises:
            sheet.line(f"Antal lokaler: {premises}")
        sheet.line(f"Total boyta: {_spaced(area)} {sqm}")
        if premises_area:
            sheet.line(f"Total lokalyta: {_spaced(premises_area)} {sqm}")
        say |= {"premises": premises, "premises_area": premises_area}
    elif style == "riks":
        rows = [["Total bostadsarea", f"{_spaced(area)} {sqm}"]]
        rows += [["Total lokalarea", f"{_spaced(premises_area)} {sqm}"]] if premises_area else []
        rows += [
            ["Årets taxeringsvärde", "120 000 000 kr"],
            ["Föregående års taxeringsvärde", "98 000 000 kr"],
        ]
        sheet.table(rows, numbers=1)
        say |= {"premises_area": premises_area, "cooperative_apartments": None}
    elif style == "told":
        said = f"Föreningens {flats} lägenheter är upplåtna med bostadsrätt."
        said += f" Boarean uppgår till {_spaced(area)} {sqm}"
        said += f" och lokalarean till {_spaced(premises_area)} {sqm}." if premises_area else "."
        sheet.prose(said)
        say |= {"premises_area": premises_area}
    elif style == "labels":
        sheet.line(f"Antal lägenheter upplåtna med bostadsrätt: {flats} st")
        sheet.line(f"Total bostadsarea: {_spaced(area)} {sqm}")
        if premises_area:
            sheet.line(f"Total lokalarea: {_spaced(premises_area)} {sqm}")
        say |= {"premises_area": premises_area}
    else:
        rows = [["Bostadsrätt", f"{_spaced(area)} {sqm}"]]
        rows += [["Lokaler", f"{_spaced(premises_area)} {sqm}"]] if premises_area else []
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


def _insurance(sheet: Sheet, one: Story) -> None:
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


def _upkeep(sheet: Sheet, one: Story) -> None:
    sheet.heading(sheet.pick("Teknisk status", "Underhåll", "Fastighetens tekniska status"))
    if sheet.chance(0.25):
        letter, use = sheet.pick("C", "D", "E"), sheet.rng.randrange(70, 190)
        sheet.prose(
            f"Energideklaration är utförd {one.year - 3}. Energiklass {letter}. Energiprestandan är"
            f" {use} kWh/kvm och år."
        )
        sheet.say("EnergyAgent", energy_class=letter, kwh_per_sqm=use)
    plan: dict[str, int | None] = dict.fromkeys(
        ("plan_prepared", "plan_updated", "plan_from", "plan_to")
    )
    if sheet.chance(0.6):
        made = one.year - 4
        kind = sheet.pick("sbc", "long", "updated")
        if kind == "sbc":
            said = (
                f"Föreningen följer en underhållsplan som upprättades {made} och sträcker sig fram"
            )
            said += f" till {made + 30}."
            plan |= {"plan_prepared": made, "plan_to": made + 30}
        elif kind == "long":
            said = f"Underhållsplanen avser åren {made}-{made + 40}."
            plan |= {"plan_from": made, "plan_to": made + 40}
        else:
            said = f"En underhållsplan upprättades {made - 5} och uppdaterades senast {one.year}."
            plan |= {"plan_prepared": made - 5, "plan_updated": one.year}
        sheet.prose(said)
    sheet.say("MaintenanceAgent", **plan, fund_allocation=None)
    done = [(one.year - 9 + 2 * n, what) for n, what in enumerate(sheet.rng.sample(DONE, 4))]
    planned = [(one.year + 1 + 2 * n, what) for n, what in enumerate(sheet.rng.sample(PLANNED, 2))]
    heads = sheet.pick(
        ("Utfört underhåll", "Planerat underhåll"),
        ("Genomförda åtgärder", "Planerade åtgärder"),
        ("Utförda historiska underhåll", "Planerade underhåll"),
        ("Större genomförda underhållsåtgärder", "Kommande underhåll"),
    )
    style = sheet.pick("year first", "year first", "year last", "bullets", "colon")
    for field, title, rows in zip(("done", "planned"), heads, (done, planned), strict=True):
        sheet.heading(title, 3)
        if style == "year first":
            sheet.table(
                [[str(year), what] for year, what in rows],
                heads=("År", "Åtgärd") if sheet.chance(0.3) else (),
                spread=False,
            )
        elif style == "year last":
            sheet.table([[what, str(year)] for year, what in rows], spread=sheet.chance(0.5))
        elif style == "bullets":
            sheet.bullets([f"{year} {what}" for year, what in rows])
        else:
            for year, what in rows:
                sheet.line(f"{year}: {what}")
        sheet.gap()
        labels = [{"year": str(year), "what": what, "cost": None} for year, what in rows]
        sheet.say("MaintenanceAgent", **{field: labels})


def _suppliers(sheet: Sheet, one: Story) -> None:
    if sheet.chance(0.5):
        return
    rows = sheet.rng.sample(SUPPLIES, sheet.rng.randrange(3, 7))
    sheet.heading(sheet.pick("Avtal med leverantörer", "Leverantörer", "Väsentliga avtal"))
    if sheet.chance(0.4):
        heads = ("Leverantör", "Avtal") if sheet.chance(0.5) else ()
        sheet.table([[name, what] for what, name in rows], heads=heads)
    elif sheet.chance(0.3):
        for what, name in rows:
            sheet.line(f"{what}: {name}")
    else:
        sheet.table([[what, name] for what, name in rows])
    sheet.gap()
    for what, name in rows:
        sheet.row("SuppliersAgent", "suppliers", category=what, supplier=name)


def _members(sheet: Sheet, one: Story) -> None:
    before, new, left, after = one.members
    sheet.heading(sheet.pick("Medlemsinformation", "Medlemmar", "Medlemsinformation"))
    style = sheet.pick("lines", "prose", "brackets", "table", "hsb")
    label: dict[str, int | None] = {"members_start": before, "members_end": after}
    if style == "lines":
        sheet.line(f"Antal medlemmar vid räkenskapsårets början: {before} st")
        sheet.line(f"Tillkommande medlemmar: {new} st")
        sheet.line(f"Avgående medlemmar: {left} st")
        sheet.line(f"Antal medlemmar vid räkenskapsårets slut: {after} st")
        label |= {"members_new": new, "members_left": left}
    elif style == "prose":
        sheet.prose(
            f"Vid årets början var antalet medlemmar {before}. Under året har {new} medlemmar"
            f" tillkommit och {left} medlemmar utträtt. Antalet medlemmar vid årets slut var"
            f" {after}."
        )
        label |= {"members_new": new, "members_left": left}
    elif style == "brackets":
        sheet.prose(f"Föreningen hade vid årets slut {after} ({before}) medlemmar.")
    elif style == "table":
        sheet.table(
            [
                ["Medlemmar vid årets början", str(before)],
                ["Nya medlemmar", str(new)],
                ["Avgående medlemmar", str(left)],
                ["Medlemmar vid årets slut", str(after)],
            ],
            numbers=1,
        )
        label |= {"members_new": new, "members_left": left}
    elif sheet.chance(0.5):
        sheet.prose(
            f"Föreningen hade vid räkenskapsårets utgång {after} medlemmar. Under året tillkom"
            f" {new} medlemmar och {left} medlemmar lämnade föreningen."
        )
        label |= {"members_start": None, "members_new": new, "members_left": left}
    else:
        sheet.prose(
            f"Medlemsantalet i föreningen uppgick vid räkenskapsårets slut till {after}"
            f" medlemmar ({before} föregående år)."
        )
        label["members_start"] = any_of(before, None)  # type: ignore[assignment]
    sheet.gap(0.4)
    sheet.prose(
        sheet.pick(
            f"Under året har {one.transfers} bostadsrätter överlåtits.",
            f"Under räkenskapsåret har {one.transfers} ({one.transfers + 2}) överlåtelser skett.",
            f"Antal överlåtelser under året: {one.transfers} st.",
            f"{one.transfers} lägenheter har bytt ägare under året.",
            f"Under året skedde {one.transfers} överlåtelser av bostadsrätter.",
            f"Antal överlåtelser under året {one.transfers}",
            f"Under verksamhetsåret har {one.transfers} st lägenheter överlåtits.",
        )
    )
    fees: dict[str, object] = {"transfer_fee": None, "pledge_fee": None}
    if sheet.chance(0.4):
        sheet.prose(
            "Överlåtelseavgift tas ut med 2,5 % av prisbasbeloppet. Pantsättningsavgift tas ut"
            " med 1,0 % av prisbasbeloppet."
        )
        fees = {
            "transfer_fee": any_of("2,5 % av prisbasbeloppet", "2,5 %"),
            "pledge_fee": any_of("1,0 % av prisbasbeloppet", "1,0 %"),
        }
    sublets = None
    if sheet.chance(0.4):
        sublets = sheet.rng.randrange(1, 5)
        sheet.prose(
            sheet.pick(
                f"Styrelsen har beviljat {sublets} andrahandsuthyrningar.",
                f"{sublets} andrahandsupplåtelser har beviljats under året.",
            )
        )
    sheet.say("MemberInfoAgent", **label, transfers=one.transfers, sublets=sublets, **fees)


def _events(sheet: Sheet, one: Story) -> None:
    sheet.heading(
        sheet.pick(
            "Väsentliga händelser under räkenskapsåret",
            "Väsentliga händelser under året",
            "Händelser under året",
        )
    )
    percent = sheet.rng.randrange(2, 12)
    day = f"{one.year + 1}-01-01"
    said = [
        "Trapphusen har målats om under hösten och nya postboxar har satts upp i samtliga entréer.",
        "Föreningen har tecknat ett nytt avtal om sophämtning.",
    ]
    kind = sheet.pick("rise", "decided", "none", "words", "future", "fee")
    per: int | None = None
    if kind == "rise":
        said.append(f"Årsavgifterna höjdes med {percent} % från och med {day}.")
    elif kind == "decided":
        said.append(
            f"Styrelsen har beslutat att höja årsavgifterna med {percent} procent från den"
            f" {in_words(day)}."
        )
    elif kind == "future":
        said.append(f"En höjning av årsavgifterna med {percent} % genomfördes {day}.")
    elif kind == "fee":
        per = 745
        said.append(
            f"Årsavgiften uppgår till {per} kr/kvm. Avgiften höjdes med {percent}% fr.o.m."
            f" {in_words(day)}."
        )
    elif kind == "words":
        said.append(f"Från och med {in_words(day)} höjs årsavgiften med {percent} %.")
    else:
        said.append("Årsavgifterna har varit oförändrade under året.")
    for each in said:
        sheet.prose(each)
    increases = [] if kind == "none" else [{"percent": percent, "date": day}]
    sheet.say("FeesAgent", increases=increases, decreases=[], fee_per_sqm=per)
    sheet.say("EventsAgent", during=[{"text": each} for each in said])
    if one.books.result[0] < 0 and sheet.chance(0.6):
        loss = (
            "Förlusten beror främst på avskrivningar, som inte påverkar likviditeten. Styrelsen"
            " bedömer att kommande åtaganden kan finansieras med avgifter."
        )
        sheet.heading("Upplysning vid förlust")
        sheet.prose(loss)
        sheet.say("EventsAgent", loss_statement=loss)
