"""A ledger in each database, with a clock that a test moves."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from blocks.ledger import Ledger, open_ledger


@dataclass
class Clock:
    """Time stands still until a test moves it."""

    now: datetime = field(default_factory=lambda: datetime(2026, 3, 2, 9, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **some: float) -> None:
        self.now += timedelta(**some)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def reopen(ledger_url: str, clock: Clock) -> Iterator[Callable[[], Ledger]]:
    """Opens the test's ledger, again if asked."""
    opened: list[Ledger] = []

    def again() -> Ledger:
        opened.append(open_ledger(ledger_url, clock))
        return opened[-1]

    yield again
    for each in opened:
        each.close()


@pytest.fixture
def ledger(reopen: Callable[[], Ledger]) -> Ledger:
    return reopen()
