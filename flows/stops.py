"""What ends a coaching: small functions from its history to a reason, or None to go on.

They compose: `first_of` ends where the first of several does, and the reason is that one's.
"""

import asyncio
from collections.abc import Callable
from decimal import Decimal

from policies.schema import Budget, Coaching
from tasks.rounds import History

Stop = Callable[[History], str | None]


def reached(target: float) -> Stop:
    """The best round's score is the target, or above it."""

    def stop(history: History) -> str | None:
        best = history.best
        good = best is not None and best.score is not None and best.score >= target
        return f"the target of {target:g} was reached" if good else None

    return stop


def used_up(rounds: int) -> Stop:
    """That many rounds were made."""

    def stop(history: History) -> str | None:
        if len(history.rounds) < rounds:
            return None
        return "the only round was used" if rounds == 1 else f"all {rounds} rounds were used"

    return stop


def spent_up(budget: Budget) -> Stop:
    """The rounds took as much as the budget allows, or more: a round is never cut in two."""

    def stop(history: History) -> str | None:
        usage = history.usage
        tokens = usage.tokens_in + usage.tokens_out
        if budget.dollars is not None and Decimal(usage.cost) >= Decimal(budget.dollars):
            return f"the budget of {budget.dollars} dollars was spent ({usage.cost})"
        if budget.tokens is not None and tokens >= budget.tokens:
            return f"the budget of {budget.tokens:,} tokens was spent ({tokens:,})"
        return None

    return stop


def stuck(patience: int) -> Stop:
    """None of the last rounds, as many as `patience` says, was better than the best before."""

    def stop(history: History) -> str | None:
        if history.best_at is None or len(history.rounds) - 1 - history.best_at < patience:
            return None
        several = "the last round" if patience == 1 else f"the last {patience} rounds"
        return f"{several} brought no improvement"

    return stop


def let_go(stop: "asyncio.Future[str] | None") -> Stop:
    """The run itself has ended, or needs the step no more."""
    return lambda _: stop.result() if stop is not None and stop.done() else None


def first_of(*stops: Stop) -> Stop:
    """Ends where any of them does; of several, the first one's reason stands."""
    return lambda history: next((said for each in stops if (said := each(history))), None)


def stops_of(coaching: Coaching, run: "asyncio.Future[str] | None" = None) -> Stop:
    """All that ends a coaching as its policy has it; reaching the target comes first."""
    optional = (
        *((stuck(coaching.patience),) if coaching.patience else ()),
        *((spent_up(coaching.budget),) if coaching.budget else ()),
    )
    return first_of(reached(coaching.target), used_up(coaching.rounds), *optional, let_go(run))
