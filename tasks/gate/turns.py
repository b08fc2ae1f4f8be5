"""Whose turn it is: how the processes of a machine share the slots of a limit.

Each has its share while several want slots; what nobody else wants, one may have alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wish:
    """What a process has and wants. `turn` is when it last took a slot (or began to wait)."""

    held: int
    waits: int
    turn: float


def may_take(mine: Wish, others: Sequence[Wish]) -> bool:
    """Whether a free seat is for this process: nobody who has less, or waits longer, wants it."""
    return all(
        (mine.held, mine.turn) <= (other.held, other.turn) for other in others if other.waits
    )


def to_give(mine: Wish, others: Sequence[Wish], free: int, *, held_long: bool) -> int:
    """How many slots to give back although calls wait here: one at a time.

    At once when another process would still have fewer. When it would have as many as this one
    has then, or this one's last, only after this one has held a slot for long.
    """
    needy = [other for other in others if other.waits]
    if not needy or not mine.held:
        return 0
    least = min(other.held for other in needy) + free
    more = mine.held - least
    if more > 1:
        return 1
    return int(more == 1 and held_long and mine.turn <= _earliest(mine, others))


def _earliest(mine: Wish, others: Sequence[Wish]) -> float:
    """When the first of those took its slot who hold as many: that one is to give it up."""
    return min((other.turn for other in others if other.held >= mine.held), default=mine.turn)
