"""The books of an invented cooperative: lines for two years, whose sums are those of real books."""

from dataclasses import dataclass, field
from random import Random

Pair = tuple[int, int]
Lines = list[tuple[str, Pair]]

INCOME = ("Årsavgifter", "Årsavgifter bostäder", "Hyror lokaler", "Hyror bostäder", "Hyror garage",
          "Hyror p-platser", "Hyror förråd", "Bredband", "Vatten", "El", "Överlåtelseavgifter",
          "Pantsättningsavgifter", "Andrahandsuthyrning", "Öres- och kronutjämning",
          "Gästlägenhet", "Bredbandsavgifter", "Fastighetsskatt lokaler")  # fmt: skip
OTHER = ("Försäkringsersättning", "Övriga intäkter", "Erhållna statliga bidrag", "Elstöd",
         "Återvunna fordringar", "Fakturerade kostnader")  # fmt: skip
COSTS = {
    "Fastighetsskötsel": ("Fastighetsskötsel enligt avtal", "Fastighetsskötsel utöver avtal",
                          "Städning enligt avtal", "Snöröjning/sandning", "Trädgårdsskötsel",
                          "Hissbesiktning", "Serviceavtal", "Mattvätt",
                          "Obligatoriska besiktningar",
                          "Bevakning", "Jour", "Förbrukningsmaterial"),
    "Reparationer": ("Bostäder", "Lokaler", "Tvättutrustning", "Hissar", "VVS", "Värmeanläggning",
                     "Ventilation", "Elinstallationer", "Tak", "Fasader", "Lås och larm",
                     "Vattenskador", "Skadegörelse", "Gemensamma utrymmen"),
    "Planerat underhåll": ("Målning trapphus", "Fönster", "Tak", "Stammar", "Hiss", "Tvättstuga"),
    "Taxebundna kostnader": ("El", "Uppvärmning", "Vatten och avlopp", "Sophämtning", "Grovsopor",
                             "Renhållning"),
    "Övriga driftskostnader": ("Fastighetsförsäkring", "Kabel-TV", "Bredband", "Fastighetsskatt",
                               "Kommunal fastighetsavgift", "Tomträttsavgäld", "Självrisker"),
    "Övriga externa kostnader": ("Förvaltningsarvode", "Revisionsarvode", "Kreditupplysning",
                                 "Konsultkostnader", "Bankkostnader", "Medlemsavgifter",
                                 "Telefon och porto", "Juridiska åtgärder", "Föreningskostnader",
                                 "Inkassokostnader", "Kontorsmateriel", "Korttidsinventarier"),
    "Personalkostnader": ("Styrelsearvode", "Arvode till styrelsen", "Arbetsgivaravgifter",
                          "Sociala avgifter", "Övriga arvoden", "Lön städning"),
}  # fmt: skip
TITLES = {  # other names of the same notes
    "Fastighetsskötsel": ("Fastighetsskötsel", "Fastighetsskötsel och lokalvård"),
    "Reparationer": ("Reparationer", "Löpande reparationer"),
    "Planerat underhåll": ("Planerat underhåll", "Planerade underhåll", "Periodiskt underhåll"),
    "Taxebundna kostnader": ("Taxebundna kostnader",),
    "Övriga driftskostnader": ("Övriga driftskostnader",),
    "Övriga externa kostnader": ("Övriga externa kostnader", "Externa kostnader"),
    "Personalkostnader": ("Personalkostnader", "Arvoden och personalkostnader",
                          "Personalkostnader och arvoden"),
}  # fmt: skip
RECEIVABLES = ("Skattekonto", "Avräkningskonto förvaltare", "Klientmedel", "Momsfordran",
               "Fordran skatt", "Andra kortfristiga fordringar")  # fmt: skip
PREPAID = ("Förutbetald försäkringspremie", "Försäkringspremier", "Kabel-TV", "Bredband",
           "Förvaltningsarvode", "Upplupna ränteintäkter",
           "Övriga förutbetalda kostnader")  # fmt: skip
ACCRUED = ("Upplupna räntekostnader", "Upplupna elkostnader", "Uppvärmning", "Vatten",
           "Sophämtning", "Beräknat revisionsarvode", "Förutbetalda avgifter och hyror",
           "Upplupna styrelsearvoden", "Beräknade uppl. sociala avgifter", "El")  # fmt: skip


@dataclass
class Loan:
    lender: str
    number: str
    rate: str  # per cent, two decimals
    day: str | None  # None: floating
    now: int
    before: int
    short: bool


@dataclass
class Books:
    """Both years of everything, in kronor; costs are positive."""

    area: int
    total_area: int
    income: Lines
    other: Lines
    costs: dict[str, Lines]
    depreciation: Pair
    interest_income: Pair
    interest: Pair
    tax: Pair
    loans: list[Loan]
    receivables: Lines
    prepaid: Lines
    accrued: Lines
    payables: Pair
    tax_debt: Pair
    cost_value: tuple[int, int, int]  # now, before, and the year before that
    worn: tuple[int, int, int]
    machines: tuple[int, int, int] | None  # cost, worn now, worn before
    deposits: Pair
    fees_paid: Pair
    fund: Pair
    retained: Pair
    mortgages: Pair
    shares: int = 0  # in other associations
    history: list[tuple[int, int]] = field(default_factory=list)  # revenue, result of older years

    def sums(self, lines: Lines) -> Pair:
        return sum(p[0] for _, p in lines), sum(p[1] for _, p in lines)

    @property
    def revenue(self) -> Pair:
        return self.sums(self.income)

    @property
    def total_income(self) -> Pair:
        return plus(self.revenue, self.sums(self.other))

    @property
    def total_costs(self) -> Pair:
        total = self.depreciation
        for lines in self.costs.values():
            total = plus(total, self.sums(lines))
        return total

    @property
    def operating(self) -> Pair:
        return minus(self.total_income, self.total_costs)

    @property
    def financial(self) -> Pair:
        return minus(self.interest_income, self.interest)

    @property
    def before_tax(self) -> Pair:
        return plus(self.operating, self.financial)

    @property
    def result(self) -> Pair:
        return minus(self.before_tax, self.tax)

    @property
    def buildings(self) -> Pair:
        return self.cost_value[0] - self.worn[0], self.cost_value[1] - self.worn[1]

    @property
    def equipment(self) -> Pair:
        if not self.machines:
            return 0, 0
        cost, now, before = self.machines
        return cost - now, cost - before

    @property
    def fixed(self) -> Pair:
        return plus(self.buildings, self.equipment)

    @property
    def claims(self) -> Pair:
        return plus(self.sums(self.receivables), self.sums(self.prepaid))

    @property
    def equity(self) -> Pair:
        total = plus(self.deposits, self.fees_paid)
        for each in (self.fund, self.retained, self.result):
            total = plus(total, each)
        return total

    def owed(self, *, short: bool) -> Pair:
        own = [loan for loan in self.loans if loan.short is short]
        return sum(loan.now for loan in own), sum(loan.before for loan in own)

    @property
    def debt(self) -> Pair:
        return plus(self.owed(short=True), self.owed(short=False))

    @property
    def short_debts(self) -> Pair:
        other = plus(self.payables, plus(self.tax_debt, self.sums(self.accrued)))
        return plus(self.owed(short=True), other)

    @property
    def cash(self) -> Pair:
        liabilities = plus(self.equity, plus(self.owed(short=False), self.short_debts))
        return minus(liabilities, plus(plus(self.fixed, self.claims), (self.shares, self.shares)))

    @property
    def current_assets(self) -> Pair:
        return plus(self.claims, self.cash)

    @property
    def assets(self) -> Pair:
        return plus(plus(self.fixed, (self.shares, self.shares)), self.current_assets)


def plus(one: Pair, other: Pair) -> Pair:
    return one[0] + other[0], one[1] + other[1]


def minus(one: Pair, other: Pair) -> Pair:
    return one[0] - other[0], one[1] - other[1]


def negative(one: Pair) -> Pair:
    return -one[0], -one[1]


def books_of(rng: Random, areas: tuple[int, int], year: int, unit: int) -> Books:
    """Books of flats and premises of some square metres; in thousands where that is the unit."""
    area, total = areas
    books = Books(
        area=area,
        total_area=total,
        income=_lines(rng, _income(rng), area * 60, unit),
        other=_lines(rng, rng.sample(OTHER, rng.randrange(1, 3)), area * 12, unit),
        costs={name: _lines(rng, _some(rng, own), area * _SHARE[name], unit)
               for name, own in COSTS.items()},
        depreciation=_round((area * rng.randrange(90, 160), area * rng.randrange(90, 160)), unit),
        interest_income=_round((rng.randrange(2_000, 90_000), rng.randrange(0, 9_000)), unit),
        interest=(0, 0),
        tax=(0, 0),
        loans=_loans(rng, area, year, unit),
        receivables=_lines(rng, _some(rng, RECEIVABLES, 3), area * 9, unit),
        prepaid=_lines(rng, _some(rng, PREPAID, 4), area * 11, unit),
        accrued=_lines(rng, _some(rng, ACCRUED, 6), area * 14, unit),
        payables=_round((area * rng.randrange(20, 90), area * rng.randrange(20, 90)), unit),
        tax_debt=_round((area * rng.randrange(2, 9), area * rng.randrange(2, 9)), unit),
        cost_value=(0, 0, 0),
        worn=(0, 0, 0),
        machines=None,
        deposits=_round((area * 9_800, area * 9_800), unit),
        fees_paid=_round((area * 2_900, area * 2_900), unit),
        fund=(0, 0),
        retained=(0, 0),
        mortgages=_round((area * 12_000, area * 12_000), 100_000),
    )  # fmt: skip
    fee = rng.randrange(620, 980)
    books.income[0] = (books.income[0][0], _round((area * fee, area * (fee - 25)), unit))
    rate = sum(float(loan.rate) * loan.now for loan in books.loans) / max(books.debt[0], 1) / 100
    books.interest = _round((int(books.debt[0] * rate), int(books.debt[1] * rate * 0.8)), unit)
    _owned(rng, books, area, unit)
    if rng.random() < 0.2:
        books.shares = 500 * unit
    if rng.random() < 0.1:
        books.tax = (3 * unit * 1000, 2 * unit * 1000)
    _kept(rng, books, area, unit)
    for _ in range(3):
        drift = rng.uniform(0.85, 0.99)
        books.history.append((int(books.revenue[1] * drift), int(rng.uniform(-900, 900) * area)))
    return books


_SHARE = {"Fastighetsskötsel": 11, "Reparationer": 9, "Planerat underhåll": 30,
          "Taxebundna kostnader": 45, "Övriga driftskostnader": 18, "Övriga externa kostnader": 8,
          "Personalkostnader": 12}  # fmt: skip


def _owned(rng: Random, books: Books, area: int, unit: int) -> None:
    value = round(area * 24_000 / unit) * unit
    bought = round(area * rng.randrange(100, 900) / unit) * unit if rng.random() < 0.3 else 0
    before = round(area * 1_900 / unit) * unit
    now, last = books.depreciation
    spent = 0
    if rng.random() < 0.4:
        spent = round(now * 0.02 / unit) * unit or unit
        base = spent * 3
        books.machines = (spent * 10, base + 2 * spent, base + spent)
    books.cost_value = (value + bought, value, value)
    books.worn = (before + last - spent + now - spent, before + last - spent, before)


def _kept(rng: Random, books: Books, area: int, unit: int) -> None:
    """Equity that follows from year to year, with the fund's changes in it, and some cash."""
    fund = round(area * rng.randrange(200, 600) / unit) * unit
    more = round(area * rng.randrange(20, 90) / unit) * unit
    books.fund = (fund + more, fund)
    retained = round(-area * rng.randrange(100, 400) / unit) * unit
    books.retained = (retained + books.result[1] - more, retained)
    wanted = (area * rng.randrange(500, 1500), area * rng.randrange(500, 1500))
    short = max(want - have for want, have in zip(wanted, books.cash, strict=True))
    short = -(-short // (100 * unit)) * 100 * unit
    books.deposits = plus(books.deposits, (short, short))


def _round(pair: Pair, unit: int) -> Pair:
    return round(pair[0] / unit) * unit, round(pair[1] / unit) * unit


def _income(rng: Random) -> list[str]:
    return [INCOME[rng.randrange(2)], *rng.sample(INCOME[2:], rng.randrange(2, 8))]


def _some(rng: Random, names: tuple[str, ...], most: int = 9) -> list[str]:
    count = rng.randrange(min(2, len(names)), min(most, len(names)) + 1)
    chosen = rng.sample(names, count)
    return [name for name in names if name in chosen]


def _lines(rng: Random, names: list[str], scale: int, unit: int) -> Lines:
    lines = []
    for name in names:
        now, before = (rng.randrange(scale // 9 + 1, scale + 999) for _ in range(2))
        if rng.random() < 0.1 and len(names) > 2:
            before = 0
        elif rng.random() < 0.06 and len(names) > 2:
            now = 0
        lines.append((name, _round((now, before), unit)))
    if all(pair[0] == 0 for _, pair in lines):
        lines[0] = (lines[0][0], (unit * 77, lines[0][1][1]))
    return lines


BANKS = ("Nordkredit Hypotek", "Sparbanken Ekeby", "Folkbanken AB", "Hypotekslånet", "SBK Bank",
         "Landskredit", "Stads- och Landsbanken", "Bolånefonden AB (publ)")  # fmt: skip


def _loans(rng: Random, area: int, year: int, unit: int) -> list[Loan]:
    banks = rng.sample(BANKS, rng.randrange(1, 4))
    found = []
    for place in range(rng.randrange(1, 7)):
        now = round(area * rng.randrange(900, 2_900) / unit) * unit
        paid = round(rng.choice((0, 20, 40)) * area / unit) * unit
        day = f"{year + 1 + place}-{rng.randrange(1, 13):02d}-{rng.choice((1, 15, 28)):02d}"
        bank = banks[place % len(banks)]
        digits = "".join(str(rng.randrange(10)) for _ in range(rng.choice((7, 9, 10))))
        rate = f"{rng.randrange(65, 520) / 100:.2f}"
        number = f"3{digits[1:]}" if digits[:1] == "0" else digits
        found.append(Loan(bank, number, rate, day, now, now + paid, place == 0))
    if rng.random() < 0.2:
        found[0].day = None
    return found
