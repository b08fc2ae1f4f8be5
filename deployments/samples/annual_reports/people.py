"""Invented people, streets and firms; any likeness to real ones is chance."""

from random import Random

FIRST = (
    "Alva",
    "Arvid",
    "Astrid",
    "Bo",
    "Britta",
    "Dag",
    "Disa",
    "Ebba",
    "Edvin",
    "Elsa",
    "Folke",
    "Freja",
    "Gösta",
    "Greta",
    "Hedvig",
    "Hjalmar",
    "Ingrid",
    "Ivar",
    "Jonna",
    "Kajsa",
    "Kåre",
    "Lage",
    "Linnéa",
    "Loke",
    "Märta",
    "Nanna",
    "Olle",
    "Pär",
    "Ragnhild",
    "Rut",
    "Sigge",
    "Siv",
    "Sölve",
    "Tage",
    "Tyra",
    "Ulla",
    "Valter",
    "Vega",
    "Yngve",
    "Ylva",
    "Åke",
    "Åsa",
    "Östen",
)
LAST = (
    "Almgren",
    "Björkholm",
    "Dahlvik",
    "Ekstrand",
    "Fjällnäs",
    "Granbacka",
    "Hedbo",
    "Ivarsdal",
    "Källström",
    "Lindåker",
    "Mossberg",
    "Nordvall",
    "Oxenby",
    "Pilkvist",
    "Rosendal",
    "Sjöholt",
    "Tallberg",
    "Utterman",
    "Vikander",
    "Åhlén",
    "Älvgård",
    "Öbrink",
)
STREETS = (
    "Tallstigen",
    "Björkgatan",
    "Ängsvägen",
    "Kvarnbacken",
    "Sjöallén",
    "Lindgatan",
    "Fågelvägen",
    "Ekbacken",
)
TOWNS = ("Åmåla", "Nordvik", "Sjököping", "Ekeby", "Björkstad", "Lindhamn")
BANKS = ("Nordbanken Hypotek", "Sparkassan", "Bostadskredit AB", "Landshypoteket")
AUDITORS = ("Revisionsbyrån Kompassen AB", "Siffror & Sans AB", "Granskarna i Mellansverige AB")
INSURERS = ("Trygghem", "Länsskydd", "Brandvakten")
MANAGERS = ("Husförvaltarna AB", "Bo Gott Förvaltning AB", "Fastighetsvård Norr AB")
SUPPLIERS = (
    ("Ekonomisk förvaltning", "Siffertjänst AB"),
    ("Teknisk förvaltning", "Husförvaltarna AB"),
    ("Städning", "Ren Trappa HB"),
    ("Hisservice", "Lyftkraft AB"),
    ("Fjärrvärme", "Stadens Värmeverk"),
    ("Bredband", "Fiberlänken"),
)


def people(random: Random, count: int) -> list[str]:
    """So many different full names."""
    found: list[str] = []
    while len(found) < count:
        name = f"{random.choice(FIRST)} {random.choice(LAST)}"
        if name not in found:
            found.append(name)
    return found


def org_number(random: Random) -> str:
    """An organisation number that starts with 7 and whose check digit is right (Luhn)."""
    digits = [7, *(random.randrange(10) for _ in range(8))]
    digits[2] = max(2, digits[2])  # the third digit of a legal person is at least 2
    doubled = [digit * (2 - place % 2) for place, digit in enumerate(digits)]
    check = -sum(each // 10 + each % 10 for each in doubled) % 10
    text = "".join(map(str, [*digits, check]))
    return f"{text[:6]}-{text[6:]}"
