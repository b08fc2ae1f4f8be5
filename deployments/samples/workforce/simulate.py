"""Month by month: people leave, stay with a raise, or are hired; what it leaves is a history."""

from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator

from deployments.samples.workforce.labour import (
    EDUCATION,
    EMPLOYED,
    FIRST,
    LAST,
    NEWCOMERS_LEAVE,
    PAY_BY_EDUCATION,
    QATARIS_STAY,
    RAISES,
    SECTORS,
    START,
    STAY_BY_EDUCATION,
    between,
    hires,
    leaving,
    number,
    size,
    year_of,
)
from deployments.samples.workforce.people import (
    Companies,
    Flags,
    Floats,
    Ints,
    Persons,
    companies,
    generator,
    persons,
)

NOBODY = -1
LONG_AGO = -99
SEARCHING = 9  # months for which a Qatari without work is unemployed, and then inactive
VISA = 3  # the same for others, who then have left the country
FILLED = 0.6  # of the vacancies, a month
INVITED = 4  # for each vacancy; those whose education fits the sector are likelier to be taken
UNKNOWN = 0.3  # the fit of somebody who never worked; their education is that of the first sector
STEER = 12.0  # how strongly hiring turns to the planned shares of Qataris and women
OPENING = number(FIRST - 1, 12)


@dataclass(frozen=True)
class History:
    """Every person at the end of every month from December 2016: rows are months, columns persons.

    `company` is NOBODY without work, `salary` riyals a month, `since` the first month at the
    company, `searching` tells the unemployed from the inactive. Months count from December 2015.
    """

    companies: Companies
    persons: Persons
    education: Ints
    company: Ints
    salary: Ints
    since: Ints
    searching: Flags

    def at(self, month: int) -> int:
        """The row of a month."""
        return month - OPENING

    def sector(self, month: int) -> Ints:
        """Each person's sector at the end of a month; NOBODY without work."""
        company = self.company[self.at(month)]
        return np.where(company == NOBODY, NOBODY, self.companies.sector[company])


@dataclass
class _Market:
    """The state between two months."""

    random: Generator
    companies: Companies
    persons: Persons
    company: Ints
    last: Ints  # the company before
    since: Ints
    left: Ints
    salary: Ints
    education: Ints
    months: list[tuple[Ints, Ints, Ints, Flags]] = field(default_factory=list)

    @property
    def sector(self) -> Ints:
        return np.where(self.company == NOBODY, NOBODY, self.companies.sector[self.company])


def simulate(seed: int, count: int, firms: int) -> History:
    """The history of `count` persons and `firms` companies; the same for the same arguments."""
    random = generator(seed)
    market = _Market(
        random,
        companies(random, firms),
        persons(random, count),
        company=np.full(count, NOBODY),
        last=np.full(count, NOBODY),
        since=np.full(count, LONG_AGO),
        left=np.full(count, LONG_AGO),
        salary=np.zeros(count, np.int64),
        education=np.full(count, NOBODY),
    )
    _hire(market, 0)
    tenure = np.floor(60 * random.random(count)).astype(np.int64)
    market.since = np.where(market.company == NOBODY, market.since, -tenure)
    for month in range(1, number(LAST, 12) + 1):
        _leave(market, month)
        _raise(market, month)
        _hire(market, month)
        if month >= OPENING:
            _note(market, month)
    never = market.education == NOBODY
    market.education[never] = _schooling(random, SECTORS[0].schooling, int(never.sum()))
    columns = (np.stack(column) for column in zip(*market.months, strict=True))
    return History(market.companies, market.persons, market.education, *columns)


def _leave(market: _Market, month: int) -> None:
    """Whoever leaves is without work until somebody hires them, in this month or later."""
    sector, draw = market.sector, market.random.random(market.persons.count)
    rates = np.array([leaving(each, month) for each in SECTORS])
    schooled = np.array(STAY_BY_EDUCATION)[market.education]
    settled = np.where(market.persons.qatari, QATARIS_STAY, 1.0)
    tenure = np.where(month - market.since <= 12, NEWCOMERS_LEAVE, 1.0)  # noqa: PLR2004 - a year
    chance = rates[sector, 0] * schooled * settled * tenure + rates[sector, 1]
    goes = (sector != NOBODY) & (draw < chance)
    market.last[goes] = market.company[goes]
    market.company[goes] = NOBODY
    market.left[goes] = month
    market.salary[goes] = 0


def _raise(market: _Market, month: int) -> None:
    """A raise on the anniversary, by the year and the sector, to whole tens of riyals."""
    served = month - market.since
    due = (market.company != NOBODY) & (served > 0) & (served % 12 == 0)
    points = RAISES[year_of(month)] + np.array([each.raises for each in SECTORS])[market.sector]
    grown = market.salary * (10_000 + points) // 100_000 * 10
    market.salary = np.where(due, grown, market.salary)


def _hire(market: _Market, month: int) -> None:
    """Sectors fill their vacancies; those who have just lost their work are hired first."""
    waiting = _waiting(market, month)
    sector, opening = market.sector, month == 0
    for place, each in enumerate(SECTORS):
        inside = sector == place
        wanted = EMPLOYED * market.persons.count * size(each, month) - int(inside.sum())
        filled = wanted if opening else FILLED * wanted
        count = int(filled + market.random.random()) if filled > 0 else 0
        if count and hires(each, month):
            shares = [
                _steered(between(plan, month), inside, flags)
                for plan, flags in (
                    (each.qataris, market.persons.qatari),
                    (each.women, market.persons.woman),
                )
            ]
            # Who never worked has no education yet: -1, the last of these.
            fit = np.array([*each.schooling, UNKNOWN])[market.education]
            who = _taken(market.random, waiting, count, shares, fit)
            _employ(market, place, month, who)


def _waiting(market: _Market, month: int) -> dict[tuple[bool, bool], Ints]:
    """Persons without work by nationality and gender, in the order in which they are hired."""
    out = month - market.left
    patience = np.where(out == 0, 0.3, np.where(out <= SEARCHING, 0.6, 1.0))
    turn = np.argsort(market.random.random(market.persons.count) * patience, kind="stable")
    free = turn[market.company[turn] == NOBODY]
    qatari, woman = market.persons.qatari[free], market.persons.woman[free]
    both = (True, False)
    return {(q, w): free[(qatari == q) & (woman == w)] for q in both for w in both}


def _steered(plan: float, inside: Flags, flags: Flags) -> float:
    """The share among those hired that brings the share of all back to the plan."""
    now = float(flags[inside].mean()) if inside.any() else plan
    return min(max(plan + STEER * (plan - now), 0.0), 1.0)


def _taken(
    random: Generator,
    waiting: dict[tuple[bool, bool], Ints],
    count: int,
    shares: list[float],
    fit: Floats,
) -> Ints:
    """`count` persons, or as many as there are, of whom these shares are Qataris and women."""
    qataris = int(count * shares[0] + random.random())
    found = []
    for q, some in ((True, qataris), (False, count - qataris)):
        women = int(some * shares[1] + random.random())
        for w, wanted in ((True, women), (False, some - women)):
            asked = waiting[q, w][: INVITED * wanted]
            chosen = asked[np.argsort(random.random(len(asked)) / fit[asked], kind="stable")]
            found.append(chosen[:wanted])
            taken = np.isin(waiting[q, w], chosen[:wanted])
            waiting[q, w] = waiting[q, w][~taken]
    return np.concatenate(found)


def _employ(market: _Market, place: int, month: int, who: Ints) -> None:
    """Give work at one of the sector's companies, never the one that was left last."""
    firms = market.companies
    there = np.flatnonzero((firms.sector == place) & (firms.founded <= year_of(month)))
    upto = np.cumsum(firms.pull[there])
    chosen = np.searchsorted(upto, market.random.random(len(who)) * upto[-1], side="right")
    again = there[chosen] == market.last[who]
    company = there[np.where(again, (chosen + 1) % len(there), chosen)]
    fresh = who[market.education[who] == NOBODY]
    market.education[fresh] = _schooling(market.random, SECTORS[place].schooling, len(fresh))
    level = np.array(PAY_BY_EDUCATION)[market.education[who]]
    pay = SECTORS[place].pay * level * market.persons.gift[who] * _wages(month)
    premium = np.where(market.persons.qatari[who], 1.3, 1.0)
    market.company[who], market.since[who] = company, month
    market.salary[who] = np.floor(pay * premium / 10).astype(np.int64) * 10


def _schooling(random: Generator, shares: tuple[float, ...], count: int) -> Ints:
    upto = np.cumsum(np.array(shares))
    drawn = np.searchsorted(upto, random.random(count) * upto[-1], side="right")
    levels: Ints = np.minimum(drawn, len(EDUCATION) - 1)
    return levels


def _wages(month: int) -> float:
    """What is paid to those who are hired, against the opening: it follows the raises."""
    level = 1.0
    for year in range(START + 1, year_of(month) + 1):
        level *= 1 + RAISES[year] / 10_000
    return level


def _note(market: _Market, month: int) -> None:
    patience = np.where(market.persons.qatari, SEARCHING, VISA)
    searching = (market.company == NOBODY) & (month - market.left <= patience)
    market.months.append(
        (market.company.copy(), market.salary.copy(), market.since.copy(), searching)
    )
