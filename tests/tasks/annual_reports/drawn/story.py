"""Who and what a drawn report is about: invented names, places, days."""

from dataclasses import dataclass
from random import Random

from deployments.samples.annual_reports.people import FIRST, LAST, org_number
from tests.tasks.annual_reports.drawn.economy import Books, books_of

MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)
TOWNS = ("Nordvik", "Åmåla", "Björkstad", "Sjököping", "Västra Ekeby", "Lindhamn", "Ekerud")
STREETS = ("Tallstigen", "Björkgatan", "Ängsvägen", "Norra Kvarnbacken", "Lindgatan", "Ekbacken")
BLOCKS = ("Kvarnen", "Tallen", "Lilla Hunden", "Ekorren", "Järnsmeden", "Solrosen", "Västra Ängen")
FOUND = (
    "Björken",
    "Tallkotten",
    "Kvarnberget nr 2",
    "Södra Skeppet",
    "Lillängen 12",
    "Ekbacken i {t}",
)
KINDS = (
    "Bostadsrättsföreningen {n}",
    "Brf {n}",
    "HSB Brf {n}",
    "Riksbyggen Bostadsrättsförening {n}",
    "HSB Bostadsrättsförening {n}",
    "BRF {n}",
)
INSURERS = ("Trygghem", "Länsskydd", "Brandvakten", "Folkskydd Försäkring", "Proskydd")
FIRMS = (
    "Kompassen Revision AB",
    "Siffror & Sans AB",
    "Granskarna i Mellansverige AB",
    "KPMG AB",
    "BoRevision AB",
    "Norrgrans Revisionsbyrå",
    "Ernst & Young AB",
)
SURNAMES = (*LAST, "Lind", "Ek", "von Essling", "Al-Hassan", "Björk-Sund", "Öst", "de Wit")
FORENAMES = (*FIRST, "Eva-Lena", "Karl Johan", "Mohamed", "Anna Maria", "Per-Olof", "Li")


@dataclass
class Story:
    name: str
    number: str
    town: str
    streets: list[str]
    blocks: list[str]
    year: int
    first_day: str
    last_day: str
    before: tuple[str, str]
    rooms: list[tuple[int, int]]
    rentals: int
    premises: int
    premises_area: int
    rental_area: int
    parking: int
    garages: int
    built: int
    acquired: int
    plot: int
    insurer: str
    board: list[tuple[str, str]]
    deputies: list[str]
    nominators: list[str]
    auditor: str
    auditor_deputy: str | None
    internal: str | None
    firm: str
    meeting: str
    meetings: int
    members: tuple[int, int, int, int]
    transfers: int
    books: Books

    @property
    def flats(self) -> int:
        return sum(count for _, count in self.rooms)

    @property
    def area(self) -> int:
        return self.books.area

    @property
    def total_area(self) -> int:
        return self.books.total_area


def story_of(rng: Random, unit: int) -> Story:
    town = rng.choice(TOWNS)
    name = rng.choice(KINDS).format(n=rng.choice(FOUND).format(t=town))
    year = rng.choice((2021, 2022, 2023, 2023, 2024))
    first, last, before = _period(rng, year)
    rooms = [(size, rng.randrange(2, 25)) for size in range(1, rng.choice((4, 5, 6)))]
    area = sum(count * (14 + 21 * size) for size, count in rooms)
    premises = rng.choice((0, 1, 2, 3, 5))
    premises_area = premises * rng.randrange(30, 150)
    rentals = rng.choice((0, 0, 1, 4))
    rental_area = rentals * rng.randrange(35, 80)
    people = _people(rng, 14)
    roles = [
        "ordförande",
        *rng.choice(
            (
                ["ledamot"] * 4,
                ["vice ordförande", "sekreterare", "kassör", "ledamot"],
                ["sekreterare", "ledamot", "ledamot"],
                ["kassör", "ledamot", "ledamot"],
            )
        ),
    ]
    board = list(zip(people, roles, strict=False))
    rest = people[len(board) :]
    start, new, left = rng.randrange(40, 290), rng.randrange(1, 20), rng.randrange(1, 20)
    return Story(
        name=name,
        number=org_number(rng),
        town=town,
        streets=[
            f"{rng.choice(STREETS)} {n}" for n in rng.sample(range(1, 60), rng.choice((1, 2)))
        ],
        blocks=[
            f"{b} {rng.randrange(1, 30)}" for b in rng.sample(BLOCKS, rng.choice((1, 1, 1, 2)))
        ],
        year=year,
        first_day=first,
        last_day=last,
        before=before,
        rooms=rooms,
        rentals=rentals,
        premises=premises,
        premises_area=premises_area,
        rental_area=rental_area,
        parking=rng.choice((0, 8, 14, 33)),
        garages=rng.choice((0, 6, 21)),
        built=rng.randrange(1905, 2012),
        acquired=rng.randrange(2012, 2019),
        plot=rng.randrange(900, 9000),
        insurer=rng.choice(INSURERS),
        board=board,
        deputies=rest[: rng.choice((0, 1, 2, 3))],
        nominators=rest[3 : 3 + rng.choice((0, 1, 2, 3))],
        auditor=rest[6],
        auditor_deputy=rest[7] if rng.random() < 0.3 else None,
        internal=rest[8] if rng.random() < 0.25 else None,
        firm=rng.choice(FIRMS),
        meeting=f"{last[:4]}-{rng.choice(('04', '05', '06'))}-{rng.randrange(1, 29):02d}",
        meetings=rng.randrange(5, 17),
        members=(start, new, left, start + new - left),
        transfers=rng.randrange(1, 22),
        books=books_of(rng, (area, area + premises_area + rental_area), year, unit),
    )


def _period(rng: Random, year: int) -> tuple[str, str, tuple[str, str]]:
    if rng.random() < 0.8:
        return f"{year}-01-01", f"{year}-12-31", (f"{year - 1}-01-01", f"{year - 1}-12-31")
    first, last = rng.choice((("07-01", "06-30"), ("09-01", "08-31"), ("05-01", "04-30")))
    return (
        f"{year - 1}-{first}",
        f"{year}-{last}",
        (f"{year - 2}-{first}", f"{year - 1}-{last}"),
    )


def _people(rng: Random, count: int) -> list[str]:
    found: list[str] = []
    while len(found) < count:
        name = f"{rng.choice(FORENAMES)} {rng.choice(SURNAMES)}"
        if name not in found:
            found.append(name)
    return found


def in_words(day: str) -> str:
    year, month, number = day.split("-")
    return f"{int(number)} {MONTHS[int(month) - 1]} {year}"
