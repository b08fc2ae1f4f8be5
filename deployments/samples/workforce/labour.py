"""The invented labour market: sectors, what they pay, how people leave them, and three events.

Nothing here is a statistic of a real country. Rates are fractions, salaries whole riyals a month,
and times are months counted from December 2015 (month 0).
"""

from dataclasses import dataclass

START, FIRST, LAST = 2015, 2017, 2024  # December of START is month 0; tables show FIRST to LAST
YEARS = range(FIRST, LAST + 1)
EDUCATION = ("Primary", "Secondary", "Diploma", "Bachelor", "Master", "Doctorate")
PAY_BY_EDUCATION = (0.55, 0.7, 0.9, 1.15, 1.45, 1.85)
STAY_BY_EDUCATION = (1.12, 1.06, 1.0, 0.96, 0.92, 0.88)  # how often one leaves, against the others
BANDS = (("1-9", 9), ("10-49", 49), ("50-249", 249), ("250+", 10**9))

# People leave before the summer and are replaced after it: the factors average one.
SEASON = (0.80, 0.80, 0.84, 0.90, 1.05, 1.45, 1.60, 1.32, 0.95, 0.80, 0.75, 0.74)
RAISES = {2016: 250, 2017: 250, 2018: 300, 2019: 250, 2020: 0, 2021: 100, 2022: 450, 2023: 350}
RAISES[LAST] = 300  # basis points, on the anniversary of one's first month

QATARIS_STAY, NEWCOMERS_LEAVE = 0.62, 1.45  # against the others; a newcomer: in the first year
EMPLOYED = 0.585  # of all persons, at the opening
WOMEN, QATARIS = 0.43, 0.23  # of all persons


@dataclass(frozen=True, slots=True)
class Sector:
    """A sector: shares at the opening and at the end of LAST, rates a year, pay a month."""

    name: str
    share: float  # of all employees, at the opening
    growth: float  # of employment, a year
    leaving: float  # chance to leave within a year, before the factors of a person
    qataris: tuple[float, float]
    women: tuple[float, float]
    exposed: float  # to the pandemic: 1 loses DIP of its employees
    pay: int
    raises: int  # basis points above RAISES
    schooling: tuple[float, ...]  # of those who enter the market here, by EDUCATION


SECTORS = (
    Sector("Energy", 0.08, 0.010, 0.053, (0.245, 0.325), (0.14, 0.18), 0.3, 21_000, 40,
           (0.04, 0.22, 0.24, 0.36, 0.12, 0.02)),
    Sector("Construction", 0.21, 0.006, 0.088, (0.020, 0.032), (0.05, 0.07), 1.0, 6_200, 0,
           (0.38, 0.37, 0.14, 0.09, 0.017, 0.003)),
    Sector("Finance", 0.06, 0.015, 0.076, (0.165, 0.260), (0.36, 0.41), 0.3, 18_000, 60,
           (0.01, 0.14, 0.22, 0.46, 0.15, 0.02)),
    Sector("Hospitality", 0.10, 0.012, 0.116, (0.034, 0.052), (0.28, 0.32), 2.0, 6_000, 0,
           (0.22, 0.45, 0.20, 0.11, 0.017, 0.003)),
    Sector("Education", 0.08, 0.018, 0.068, (0.195, 0.235), (0.58, 0.61), 0.3, 14_500, 20,
           (0.02, 0.10, 0.14, 0.46, 0.20, 0.08)),
    Sector("Healthcare", 0.08, 0.020, 0.088, (0.120, 0.172), (0.56, 0.59), 0.0, 15_500, 40,
           (0.02, 0.10, 0.30, 0.40, 0.12, 0.06)),
    Sector("Public", 0.14, 0.008, 0.044, (0.620, 0.742), (0.34, 0.40), 0.0, 23_000, 50,
           (0.05, 0.26, 0.22, 0.36, 0.09, 0.02)),
    Sector("Manufacturing", 0.10, 0.010, 0.085, (0.060, 0.093), (0.08, 0.11), 0.8, 8_200, 0,
           (0.24, 0.40, 0.20, 0.14, 0.017, 0.003)),
    Sector("Transport", 0.10, 0.014, 0.124, (0.050, 0.088), (0.12, 0.15), 1.2, 8_800, 10,
           (0.16, 0.42, 0.24, 0.16, 0.017, 0.003)),
    Sector("ICT", 0.05, 0.030, 0.126, (0.110, 0.192), (0.24, 0.30), 0.2, 17_000, 120,
           (0.01, 0.09, 0.20, 0.52, 0.16, 0.02)),
)  # fmt: skip
NAMES = tuple(sector.name for sector in SECTORS)
GROUPS = {
    "Energy": "Petrochem", "Construction": "Contracting", "Finance": "Capital",
    "Hospitality": "Hotels", "Education": "Academy", "Healthcare": "Clinics",
    "Public": "Authority", "Manufacturing": "Industries", "Transport": "Logistics",
    "ICT": "Digital",
}  # fmt: skip
JOBS = {
    "Energy": ("Technician", "Process Engineer"), "Construction": ("Labourer", "Site Engineer"),
    "Finance": ("Clerk", "Analyst"), "Hospitality": ("Waiter", "Manager on Duty"),
    "Education": ("Assistant", "Teacher"), "Healthcare": ("Nurse", "Physician"),
    "Public": ("Clerk", "Officer"), "Manufacturing": ("Operator", "Production Engineer"),
    "Transport": ("Driver", "Planner"), "ICT": ("Support Agent", "Developer"),
}  # fmt: skip  # below a bachelor's degree, and with one

# Three events that an analysis should find; `truth.yaml` tells them.
PANDEMIC, MONTHS_OF_DISMISSALS = (2020, 4), 3
DIP, REGAINED = 0.105, 0.35  # of employment in a sector exposed by 1; the part that comes back
REGAINING = ((2021, 1), (2023, 12))
UNSETTLED, UNSETTLED_SINCE, UNSETTLED_BY = "Hospitality", (2024, 1), 3.1
SHRINKING, SHRINKING_SINCE, SHRINKING_BY = "Construction", (2024, 10), 0.019  # a month


def number(year: int, month: int) -> int:
    """The month counted from December of START."""
    return 12 * (year - START) + month - 12


MONTHS = range(number(FIRST, 1), number(LAST, 12) + 1)  # those that the tables show


def year_of(month: int) -> int:
    """The year that a month, counted from December of START, is in."""
    return START + (month + 11) // 12


def label(month: int) -> str:
    """The month as YYYY-MM."""
    return f"{year_of(month)}-{(month - 1) % 12 + 1:02d}"


def between(ends: tuple[float, float], month: int) -> float:
    """On the straight line from the opening to the end of LAST."""
    start, stop = number(FIRST - 1, 12), number(LAST, 12)
    part = min(max((month - start) / (stop - start), 0.0), 1.0)
    return ends[0] + (ends[1] - ends[0]) * part


def size(sector: Sector, month: int) -> float:
    """Employees that the sector would have, where the opening is its `share`."""
    grown = 1 + sector.growth * (month - number(FIRST - 1, 12)) / 12
    return sector.share * grown * (1 - sector.exposed * _lost(month))


def _lost(month: int) -> float:
    """Of the employment of a sector that is exposed by 1, because of the pandemic."""
    if month < number(*PANDEMIC):
        return 0.0
    first, last = (number(*when) for when in REGAINING)
    return DIP * (1 - REGAINED * min(max((month - first + 1) / (last - first + 1), 0.0), 1.0))


def leaving(sector: Sector, month: int) -> tuple[float, float]:
    """The chance to leave in this month: a factor's base, and what is added for everybody."""
    base = sector.leaving / 12 * SEASON[(month - 1) % 12]
    if sector.name == UNSETTLED and month >= number(*UNSETTLED_SINCE):
        base *= UNSETTLED_BY
    since = month - number(*PANDEMIC)
    added = sector.exposed * DIP / MONTHS_OF_DISMISSALS if 0 <= since < MONTHS_OF_DISMISSALS else 0
    if sector.name == SHRINKING and month >= number(*SHRINKING_SINCE):
        added += SHRINKING_BY
    return base, added


def hires(sector: Sector, month: int) -> bool:
    """Whether the sector hires at all."""
    since = month - number(*PANDEMIC)
    dismissing = sector.exposed > 0 and 0 <= since < MONTHS_OF_DISMISSALS
    shrinking = sector.name == SHRINKING and month >= number(*SHRINKING_SINCE)
    return not (dismissing or shrinking)
