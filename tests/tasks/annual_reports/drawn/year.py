"""The year of a drawn report: upkeep, contracts, members, events."""

from tests.tasks.annual_reports.drawn.sheet import Sheet, any_of
from tests.tasks.annual_reports.drawn.story import Story, in_words

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


def upkeep(sheet: Sheet, one: Story) -> None:
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


def suppliers(sheet: Sheet, one: Story) -> None:
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


def members(sheet: Sheet, one: Story) -> None:
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


def events(sheet: Sheet, one: Story) -> None:
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
