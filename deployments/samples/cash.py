"""A cash ledger and the bank's statement of the same account, as MT940 or camt.053.

The bank pays some of the ledger's lines together, and knows payments by its own and the payer's
reference. What differs is known.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from random import Random

from deployments.samples.market import AS_OF, business_days, later

OPENING = Decimal("250000.00")


@dataclass(frozen=True, slots=True)
class Movement:
    """Money in or out. `reference` is the payer's, `bank` the bank's own."""

    number: str
    amount: Decimal
    booked: date
    value: date
    reference: str
    bank: str


@dataclass
class Cash:
    """One account in both books, and what differs: the reference or number, and the kind."""

    account: str
    currency: str
    ledger: list[Movement] = field(default_factory=list)
    bank: list[Movement] = field(default_factory=list)
    expected: list[tuple[str, str]] = field(default_factory=list)

    @property
    def closing(self) -> Decimal:
        return OPENING + sum((movement.amount for movement in self.bank), Decimal(0))


def cash_books(seed: int, movements: int, account: str, currency: str) -> Cash:
    """An account with `movements` payments, of which about one in seven is broken or split."""
    random = Random(seed)  # noqa: S311 - samples, not secrets
    days = business_days(AS_OF, 6)[:-1]
    cash = Cash(account, currency)
    for number in range(movements):
        day = days[number * len(days) // movements]
        _book(random, cash, _movement(random, number, day, currency), number)
    cash.bank.sort(key=lambda movement: (movement.booked, movement.bank))
    random.shuffle(cash.ledger)
    return cash


def _movement(random: Random, number: int, day: date, currency: str) -> Movement:
    # An odd number of cents that only this payment has: sums of others don't meet it by chance.
    amount = Decimal(random.randint(20, 60_000)) + Decimal(random.randint(1, 99)).scaleb(-2)
    sign = 1 if random.random() < 0.4 else -1  # noqa: PLR2004 - two in five come in
    reference = f"PAY{currency}{number + 1:06d}"
    bank = f"BK{currency}{number + 1:08d}"
    return Movement(f"L{number + 1:06d}", sign * amount, day, day, reference, bank)


def _book(random: Random, cash: Cash, payment: Movement, number: int) -> None:
    match number % 28:
        case 3:
            cash.ledger.append(payment)
            cash.expected.append((payment.reference, "MISSING_IN_B"))
        case 8:
            fee = Decimal(random.randint(100, 4000)).scaleb(-2)
            cash.bank.append(replace(payment, amount=-fee, reference="NONREF"))
            cash.expected.append((payment.bank, "MISSING_IN_A"))
        case 13:
            off = Decimal(random.randint(2, 2500)).scaleb(-2)
            cash.ledger.append(payment)
            cash.bank.append(replace(payment, amount=payment.amount - off))
            cash.expected.append((payment.reference, "AMOUNT"))
        case 18:
            cash.ledger += [payment, replace(payment, number=f"{payment.number}D")]
            cash.bank.append(payment)
            cash.expected.append((payment.reference, "DUPLICATE"))
        case 23:
            cash.ledger.append(payment)
            cash.bank.append(replace(payment, value=later(payment.value, 6)))
            cash.expected.append((payment.reference, "SETTLEMENT_DATE"))
        case 26:
            _paid_together(random, cash, payment)
        case _:
            cash.ledger.append(payment)
            cash.bank.append(replace(payment, value=later(payment.value, random.choice((0, 0, 1)))))


def _paid_together(random: Random, cash: Cash, payment: Movement) -> None:
    """Three lines of the ledger under one payment of the bank, which names only the batch."""
    parts = [
        replace(
            payment,
            number=f"{payment.number}{letter}",
            amount=Decimal(random.randint(-90_000, -2_000)).scaleb(-2),
            reference=f"{payment.reference}{letter}",
        )
        for letter in "ABC"
    ]
    total = sum((part.amount for part in parts), Decimal(0))
    cash.ledger += parts
    cash.bank.append(replace(payment, amount=total, reference="NONREF"))


def mt940(cash: Cash) -> str:
    """The statement as MT940: comma decimals, two-digit years, a name nowhere."""
    first = cash.bank[0].booked
    lines = [
        ":20:SAMPLE-940",
        f":25:{cash.account}",
        ":28C:00001/001",
        f":60F:{_balance(OPENING, first, cash.currency)}",
    ]
    for each in cash.bank:
        mark = "C" if each.amount >= 0 else "D"
        amount = f"{abs(each.amount):f}".replace(".", ",")
        days = f"{each.value:%y%m%d}{each.booked:%m%d}"
        lines.append(f":61:{days}{mark}{amount}NTRF{each.reference}//{each.bank}")
        lines.append(f":86:020?00PAYMENT?20SAMPLE {each.bank}")
    lines.append(f":62F:{_balance(cash.closing, AS_OF, cash.currency)}")
    return "\n".join([*lines, "-", ""])


def _balance(amount: Decimal, day: date, currency: str) -> str:
    mark = "C" if amount >= 0 else "D"
    return f"{mark}{day:%y%m%d}{currency}{abs(amount):f}".replace(".", ",")


def camt053(cash: Cash) -> str:
    """The statement as camt.053.001.08."""
    body = "\n".join(line for each in cash.bank for line in _entry(each, cash.currency))
    first, last = cash.bank[0].booked, AS_OF
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">
<BkToCstmrStmt>
<GrpHdr><MsgId>SAMPLE-053</MsgId><CreDtTm>{last}T18:00:00Z</CreDtTm></GrpHdr>
<Stmt>
<Id>SAMPLE-053-1</Id><CreDtTm>{last}T18:00:00Z</CreDtTm>
<Acct><Id><IBAN>{cash.account}</IBAN></Id><Ccy>{cash.currency}</Ccy></Acct>
{_stated("OPBD", OPENING, first, cash.currency)}
{_stated("CLBD", cash.closing, last, cash.currency)}
{body}
</Stmt>
</BkToCstmrStmt>
</Document>
"""


def _stated(code: str, amount: Decimal, day: date, currency: str) -> str:
    mark = "CRDT" if amount >= 0 else "DBIT"
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="{currency}">{abs(amount)}</Amt><CdtDbtInd>{mark}</CdtDbtInd>'
        f"<Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def _entry(each: Movement, currency: str) -> Iterator[str]:
    mark = "CRDT" if each.amount >= 0 else "DBIT"
    known = "NOTPROVIDED" if each.reference == "NONREF" else each.reference
    yield f'<Ntry><Amt Ccy="{currency}">{abs(each.amount)}</Amt><CdtDbtInd>{mark}</CdtDbtInd>'
    yield f"<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{each.booked}</Dt></BookgDt>"
    yield f"<ValDt><Dt>{each.value}</Dt></ValDt><AcctSvcrRef>{each.bank}</AcctSvcrRef>"
    yield "<BkTxCd><Prtry><Cd>TRF</Cd></Prtry></BkTxCd>"
    yield f"<NtryDtls><TxDtls><Refs><EndToEndId>{known}</EndToEndId></Refs></TxDtls></NtryDtls>"
    yield "</Ntry>"
