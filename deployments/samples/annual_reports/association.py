"""An invented cooperative: who runs it, what it owns, what it owes."""

from dataclasses import dataclass
from random import Random
from typing import Any

from deployments.samples.annual_reports.books import Loan, Year, years
from deployments.samples.annual_reports.people import (
    AUDITORS,
    BANKS,
    INSURERS,
    STREETS,
    TOWNS,
    org_number,
    people,
)

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


@dataclass(frozen=True)
class Association:
    """All that its annual report tells. Areas are square metres, days ISO 8601."""

    name: str
    number: str
    town: str
    address: str
    designation: str
    acquired: int
    built: int
    area: int
    premises_area: int
    rooms: tuple[tuple[int, int], ...]  # rooms, and how many flats have so many
    parking: int
    insurer: str
    board: tuple[tuple[str, str], ...]  # name, role
    deputies: tuple[str, ...]
    nominators: tuple[str, ...]
    auditor: str
    firm: str
    meeting: str
    meetings: int
    members: tuple[int, int, int, int]  # before, new, left, after
    transfers: int
    raised: tuple[str, str]  # per cent, from which day
    done: tuple[tuple[int, str], ...]
    planned: tuple[tuple[int, str], ...]
    mortgages: int
    signed: str
    loans: tuple[Loan, ...]
    years: tuple[Year, ...]

    @property
    def flats(self) -> int:
        return sum(count for _, count in self.rooms)

    @property
    def total_area(self) -> int:
        return self.area + self.premises_area


def association(name: str, seed: int, last: int = 2023) -> Association:
    """An association of a seed: the same seed gives the same one."""
    random = Random(seed)  # noqa: S311 - invented people, no secrets
    rooms = tuple((count, random.randrange(3, 15)) for count in (1, 2, 3, 4))
    area = sum(count * (14 + 21 * rooms_) for rooms_, count in rooms)
    loans = _loans(random, area, last)
    return Association(
        name=name,
        number=org_number(random),
        area=area,
        premises_area=random.randrange(60, 400),
        rooms=rooms,
        mortgages=area * 9_000,
        loans=loans,
        years=years(random, last, area, loans),
        **_place(random),
        **_people(random),
        **_passed(random, last),
    )


def _place(random: Random) -> dict[str, Any]:
    return {
        "town": random.choice(TOWNS),
        "address": f"{random.choice(STREETS)} {random.randrange(1, 40)}",
        "designation": f"{random.choice(TOWNS)} {random.randrange(2, 9)}:{random.randrange(1, 30)}",
        "acquired": random.randrange(1985, 2008),
        "built": random.randrange(1935, 1984),
        "parking": random.randrange(8, 40),
        "insurer": random.choice(INSURERS),
    }


def _people(random: Random) -> dict[str, Any]:
    named = people(random, 9)
    roles = ("Ordförande", "Ledamot", "Ledamot", "Ledamot")
    return {
        "board": tuple(zip(named[:4], roles, strict=True)),
        "deputies": tuple(named[4:6]),
        "nominators": tuple(named[6:8]),
        "auditor": named[8],
        "firm": random.choice(AUDITORS),
    }


def _passed(random: Random, last: int) -> dict[str, Any]:
    """What happened in the year, and what is planned."""
    before, new, left = random.randrange(50, 90), random.randrange(2, 9), random.randrange(1, 8)
    return {
        "meeting": f"{last}-05-{random.randrange(10, 29)}",
        "meetings": random.randrange(8, 15),
        "members": (before, new, left, before + new - left),
        "transfers": random.randrange(2, 9),
        "raised": (str(random.randrange(3, 12)), f"{last + 1}-01-01"),
        "done": ((last - 8, "Stambyte"), (last - 3, "Omläggning av tak"), (last, "Fönsterbyte")),
        "planned": ((last + 2, "Målning av fasad"), (last + 5, "Renovering av hissar")),
        "signed": f"{last + 1}-04-{random.randrange(10, 29)}",
    }


def _loans(random: Random, area: int, last: int) -> tuple[Loan, ...]:
    found = []
    for place, bank in enumerate(random.sample(BANKS, 3)):
        now = area * random.randrange(1_500, 2_100)
        paid = random.randrange(20, 60) * area
        change = f"{last + 1 + place * 2}-{random.randrange(2, 12):02d}-28"
        rate = f"{random.randrange(95, 480) / 100:.2f}"
        found.append(Loan(bank, rate, change, (now, now + paid, now + 2 * paid), short=place == 0))
    return tuple(found)


def in_words(day: str) -> str:
    """2024-05-09 as 9 maj 2024."""
    year, month, number = day.split("-")
    return f"{int(number)} {MONTHS[int(month) - 1]} {year}"
