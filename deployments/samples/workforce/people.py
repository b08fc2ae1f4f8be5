"""Who is on the market: companies and persons, as columns, drawn from one seeded generator.

Only uniform numbers and plain arithmetic are used (no logarithm, no normal distribution), so that
a seed gives the same persons with every version of numpy and on every processor.
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import PCG64, Generator
from numpy.typing import NDArray

from deployments.samples.workforce.labour import GROUPS, NAMES, QATARIS, SECTORS, START, WOMEN

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
NEWEST = 2023  # the last year in which a company was founded


@dataclass(frozen=True)
class Companies:
    """Sector (its place in SECTORS), year of foundation, and pull on those who look for work."""

    sector: Ints
    founded: Ints
    pull: Floats

    def name(self, company: int) -> str:
        """An invented name, such as `Hotels Company 042`."""
        return f"{GROUPS[NAMES[int(self.sector[company])]]} Company {company + 1:03d}"


@dataclass(frozen=True)
class Persons:
    """What does not change about a person; `gift` moves what they earn."""

    woman: Flags
    qatari: Flags
    born: Ints
    gift: Floats

    @property
    def count(self) -> int:
        return len(self.born)


def generator(seed: int) -> Generator:
    """The source of all draws; PCG64 by name, since numpy may change its default."""
    return Generator(PCG64(seed))


def companies(random: Generator, count: int) -> Companies:
    """`count` companies, at least two a sector: few large ones and many small ones."""
    sizes = _parts(count)
    sector = np.repeat(np.arange(len(SECTORS)), sizes)
    rank = np.concatenate([np.arange(size) for size in sizes])
    pull = 1 / (rank + 2.5) * (0.7 + 0.6 * random.random(count))
    age = random.random(count)
    founded = NEWEST - np.floor(55 * age * age).astype(np.int64)  # more young ones than old ones
    founded[rank < 2] = START - 20  # noqa: PLR2004 - somebody is always there to hire
    return Companies(sector, founded, pull)


def persons(random: Generator, count: int) -> Persons:
    """`count` persons of working age: 17 to 52 at the opening."""
    mean = (random.random(count) + random.random(count) + random.random(count)) / 3
    return Persons(
        woman=random.random(count) < WOMEN,
        qatari=random.random(count) < QATARIS,
        born=START - 17 - np.floor(35 * random.random(count)).astype(np.int64),
        gift=0.6 + 0.8 * mean,
    )


def _parts(count: int) -> list[int]:
    """How many companies each sector has: about as its employees, and at least two."""
    sizes = [max(2, int(count * sector.share)) for sector in SECTORS]
    largest = max(range(len(sizes)), key=lambda place: sizes[place])
    sizes[largest] += count - sum(sizes)
    return sizes
