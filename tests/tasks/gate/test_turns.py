"""How processes share slots: each its part while several want them, all of them for one alone."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.gate.turns import Wish, may_take, to_give


def test_one_alone_takes_and_keeps_everything() -> None:
    assert may_take(Wish(3, 9, 1.0), [Wish(0, 0, 0.0)])
    assert to_give(Wish(4, 9, 1.0), [Wish(0, 0, 0.0)], 0, held_long=True) == 0


def test_who_has_less_goes_first_and_then_who_has_waited_longer() -> None:
    assert may_take(Wish(0, 1, 5.0), [Wish(1, 1, 0.0)])
    assert not may_take(Wish(1, 1, 0.0), [Wish(0, 1, 5.0)])
    assert may_take(Wish(1, 1, 2.0), [Wish(1, 1, 3.0)])
    assert not may_take(Wish(1, 1, 3.0), [Wish(1, 1, 2.0)])


def test_a_slot_is_given_back_at_once_to_who_would_still_have_fewer() -> None:
    assert to_give(Wish(4, 9, 1.0), [Wish(0, 9, 0.0)], 0, held_long=False) == 1
    assert to_give(Wish(3, 9, 1.0), [Wish(0, 9, 0.0)], 1, held_long=False) == 1
    assert to_give(Wish(2, 9, 1.0), [Wish(0, 9, 0.0)], 2, held_long=False) == 0


def test_the_last_slot_changes_hands_only_after_a_while_and_the_oldest_first() -> None:
    others = [Wish(1, 5, 2.0), Wish(1, 5, 3.0), Wish(1, 5, 4.0), Wish(0, 5, 0.0)]
    assert to_give(Wish(1, 5, 1.0), others, 0, held_long=False) == 0
    assert to_give(Wish(1, 5, 1.0), others, 0, held_long=True) == 1
    assert to_give(Wish(1, 5, 9.0), others, 0, held_long=True) == 0


@given(st.integers(1, 6), st.integers(1, 7))
@settings(deadline=None)
def test_in_the_long_run_everyone_gets_the_same(slots: int, processes: int) -> None:
    wishes = [Wish(slots if n == 0 else 0, 5, float(n)) for n in range(processes)]
    had = [0] * processes
    turn = float(processes)
    for _ in range(60 * processes):
        for n, mine in enumerate(wishes):
            others = wishes[:n] + wishes[n + 1 :]
            free = slots - sum(each.held for each in wishes)
            if free and may_take(mine, others):
                turn += 1
                wishes[n] = replace(mine, held=mine.held + 1, turn=turn)
            elif to_give(mine, others, free, held_long=True):
                wishes[n] = replace(mine, held=mine.held - 1)
        held = [each.held for each in wishes]
        assert sum(held) <= slots
        had = [one + now for one, now in zip(had, held, strict=True)]
    assert min(had) > 0
    assert max(had) <= 2 * min(had)
