"""A slot as a process holds it, and the pace at which the gate works."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from blocks.limits import Lease
from blocks.seats import Seat

# Runs on while the machine sleeps, where the system has such a clock: leases do too.
clock: Callable[[], float] = partial(
    time.clock_gettime, getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
)


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds. A slot whose lease ends within `margin` is handed to nobody."""

    lease: float = 60.0
    renew: float = 20.0  # after so long a lease is renewed
    margin: float = 5.0
    linger: float = 0.5  # how long a free slot waits for the next call of this process
    hold: float = 5.0  # how long a process keeps a slot while another one is short of it
    look: float = 0.02  # between two looks at the seats and the other processes
    full: float = 0.1  # between two requests of a limit that is full
    watch: float = 5.0  # between two looks at the limit itself
    patience: float = 60.0  # how long a server may be away before those who wait are sent away
    idle: float = 10.0  # after so long without work the pool's thread ends

    @property
    def fresh(self) -> float:
        """How old the last look at the limit may be when a slot is asked for."""
        return self.watch / 5


@dataclass(eq=False)
class Slot:
    """A leased slot and its seat. Times are readings of `clock`; `until` is when the lease ends,
    counted from before it was asked for. `tell` says something to the call that runs in it.
    """

    lease: Lease
    seat: Seat
    since: float
    until: float
    renewed: float
    lost: bool = False
    running: str = ""
    tell: Callable[[str], None] | None = field(default=None, repr=False)

    def lasts(self, margin: float) -> bool:
        """Whether it may still be handed on."""
        return not self.lost and clock() < self.until - margin
