"""The books of an invented cooperative over three years: every sum is the sum of its lines."""

from dataclasses import dataclass
from random import Random
from typing import Any

COSTS = (  # note, its lines: the share of the year's running costs in thousandths
    (
        "Fastighetsskötsel",
        (("Fastighetsskötsel enligt avtal", 60), ("Städning", 35), ("Snöröjning", 18)),
    ),
    (
        "Reparationer",
        (("Hissar", 30), ("Värmesystem", 22), ("Dörrar och lås", 9), ("Vatten och avlopp", 41)),
    ),
    ("Planerat underhåll", (("Målning av trapphus", 70), ("Fönster", 45))),
    (
        "Taxebundna kostnader",
        (("El", 95), ("Uppvärmning", 240), ("Vatten", 80), ("Sophämtning", 48)),
    ),
    (
        "Övriga driftskostnader",
        (("Försäkring", 52), ("Kabel-TV och bredband", 33), ("Fastighetsskatt", 61)),
    ),
    (
        "Övriga externa kostnader",
        (("Revisionsarvode", 14), ("Förvaltningsarvode", 62), ("Bankkostnader", 4)),
    ),
    ("Personalkostnader", (("Styrelsearvode", 45), ("Arbetsgivaravgifter", 14))),
)
RECEIVABLES = (("Skattekonto", 31), ("Fordran på förvaltaren", 12))
PREPAID = (("Försäkring", 48), ("Kabel-TV", 11))
ACCRUED = (
    ("Upplupna räntekostnader", 37),
    ("Förutbetalda avgifter och hyror", 210),
    ("Arvoden", 40),
)


@dataclass(frozen=True)
class Loan:
    """A loan: per cent, the day on which its terms change, and what is owed at three year ends."""

    lender: str
    rate: str
    change_date: str
    balances: tuple[int, int, int]
    short: bool  # falls due within the coming year


@dataclass(frozen=True)
class Year:
    """One year's books in kronor; what is owned and owed is that of its last day."""

    year: int
    income: tuple[tuple[str, int], ...]
    other_income: tuple[tuple[str, int], ...]
    costs: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]
    depreciation: int
    interest_income: int
    interest: int
    amortization: int
    cost_value: int
    accumulated: int
    receivables: tuple[tuple[str, int], ...]
    prepaid: tuple[tuple[str, int], ...]
    accrued: tuple[tuple[str, int], ...]
    payables: int
    loans_short: int
    loans_long: int
    cash_before: int
    paid_in: int
    fund: int
    fund_change: int
    retained: int

    @property
    def net_revenue(self) -> int:
        return _sum(self.income)

    @property
    def total_income(self) -> int:
        return self.net_revenue + _sum(self.other_income)

    @property
    def running_costs(self) -> int:
        """All notes but the last two, which stand on lines of their own in the statement."""
        return sum(_sum(lines) for _, lines in self.costs[:-2])

    def cost(self, name: str) -> int:
        return _sum(dict(self.costs)[name])

    @property
    def total_costs(self) -> int:
        return sum(_sum(lines) for _, lines in self.costs) + self.depreciation

    @property
    def operating_result(self) -> int:
        return self.total_income - self.total_costs

    @property
    def result(self) -> int:
        return self.operating_result + self.interest_income - self.interest

    @property
    def buildings(self) -> int:
        return self.cost_value - self.accumulated

    @property
    def claims(self) -> int:
        return _sum(self.receivables) + _sum(self.prepaid)

    @property
    def owed_soon(self) -> int:
        """Short-term debts but for loans."""
        return self.payables + _sum(self.accrued)

    @property
    def loans(self) -> int:
        return self.loans_short + self.loans_long

    @property
    def short_term(self) -> int:
        return self.loans_short + self.owed_soon

    @property
    def equity(self) -> int:
        return self.paid_in + self.fund + self.retained + self.result

    @property
    def cash(self) -> int:
        return self.equity + self.loans_long + self.short_term - self.buildings - self.claims

    @property
    def total_assets(self) -> int:
        return self.buildings + self.claims + self.cash


def _sum(lines: tuple[tuple[str, int], ...]) -> int:
    return sum(amount for _, amount in lines)


def years(random: Random, last: int, area: int, loans: tuple[Loan, ...]) -> tuple[Year, ...]:
    """Three years that follow from one another, the last one first; `area` is in square metres."""
    fee = random.randrange(620, 880)
    made: list[Year] = []
    for place in range(3):  # from the earliest on
        made.append(_year(random, (last - 2 + place, place), (area, fee), loans, made))
        fee = round(fee * random.choice((1.0, 1.03, 1.06)))
    return tuple(reversed(made))


def _year(
    random: Random,
    when: tuple[int, int],
    charged: tuple[int, int],
    loans: tuple[Loan, ...],
    before: list[Year],
) -> Year:
    (year, place), (area, fee) = when, charged
    earlier = before[-1] if before else None
    owed = sum(loan.balances[2 - place] for loan in loans)
    short = sum(loan.balances[2 - place] for loan in loans if loan.short)
    value = earlier.cost_value if earlier else area * 21_000 + random.randrange(9_999)
    wear = value // 110
    rents = random.randrange(90, 140) * area // 4
    fund = earlier.fund if earlier else area * 310
    allotted = random.randrange(20, 60) * area if earlier else area * 40
    return Year(
        year=year,
        income=(
            ("Årsavgifter", area * fee),
            ("Hyror lokaler", rents),
            ("Hyror p-platser", rents // 5),
        ),
        other_income=(("Övriga intäkter", random.randrange(4_000, 90_000)),),
        costs=_costs(random, area * 430 // 1000),
        depreciation=wear,
        interest_income=random.randrange(800, 30_000),
        interest=_interest(loans, place),
        amortization=(earlier.loans - owed) if earlier else 0,
        cost_value=value,
        accumulated=(earlier.accumulated if earlier else 9 * wear) + wear,
        **_owed_and_owned(random, area),
        loans_short=short,
        loans_long=owed - short,
        cash_before=earlier.cash if earlier else 0,
        paid_in=area * 13_900,
        fund=fund + allotted,
        fund_change=allotted,
        retained=(earlier.retained + earlier.result if earlier else -area * 240) - allotted,
    )


def _costs(random: Random, scale: int) -> tuple[tuple[str, tuple[tuple[str, int], ...]], ...]:
    return tuple(
        (name, tuple((line, share * scale + random.randrange(997)) for line, share in lines))
        for name, lines in COSTS
    )


def _interest(loans: tuple[Loan, ...], place: int) -> int:
    return sum(loan.balances[2 - place] * round(float(loan.rate) * 100) // 10_000 for loan in loans)


def _owed_and_owned(random: Random, area: int) -> dict[str, Any]:
    return {
        "receivables": _lines(random, RECEIVABLES, area),
        "prepaid": _lines(random, PREPAID, area),
        "accrued": _lines(random, ACCRUED, area),
        "payables": random.randrange(60, 140) * area // 2,
    }


def _lines(
    random: Random, named: tuple[tuple[str, int], ...], area: int
) -> tuple[tuple[str, int], ...]:
    return tuple((name, share * area // 10 + random.randrange(97)) for name, share in named)
