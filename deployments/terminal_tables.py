"""Tables that several commands show: the steps of a run, and counts of decisions."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from rich.table import Table

from deployments import terminal
from deployments.terminal import fields, number, table

TIERS = ("LOW", "MEDIUM", "HIGH", "CRITICAL")


def steps_table(steps: Sequence[Any]) -> Table:
    """Steps of a run, from a trace or from the ledger, with their times in ms."""
    rows = (
        (
            step.alias,
            terminal.state(str(getattr(step, "status", "") or step.state)),
            str(step.attempts or ""),
            f"{step.queue_ms:,.1f}" if step.attempts else "",
            f"{step.run_ms:,.1f}" if step.attempts else "",
            step.cached,
        )
        for step in steps
    )
    heads = ("Agent", "Ended", "Attempts", "Queue ms", "Run ms", "Cached")
    return table(heads, rows, right=("Attempts", "Queue ms", "Run ms"))


def reasons(steps: Any) -> Iterator[Table]:
    """Why steps did not complete: (alias, state, reason), those of one reason together."""
    told = [(state, why, alias) for alias, state, why in steps if why]
    told.sort(key=lambda one: one[:2])
    groups = groupby(told, key=lambda one: one[:2])
    found = [(state.capitalize(), f"{_aliases(some)}: {why}") for (state, why), some in groups]
    if found:
        yield fields(found)


def _aliases(told: Any) -> str:
    return ", ".join(alias for _, _, alias in told)


def counts_table(head: str, counts: Counter[tuple[str, str]], *, decided: int = 0) -> Table:
    """Counts of (name, tier): a row a name, a column a tier, and the sums."""
    found = {tier for _, tier in counts}
    tiers = (*(t for t in TIERS if t in found), *sorted(found.difference(TIERS)))
    names = sorted({name for name, _ in counts})
    rows = [
        (name, *(or_dot(counts[name, tier]) for tier in tiers), number(_total(counts, name)))
        for name in names
    ]
    if decided:
        sums = (or_dot(sum(counts[name, tier] for name in names)) for tier in tiers)
        rows.append(("All", *sums, number(decided)))
    return table((head, *tiers, "All"), rows, right=(*tiers, "All"))


def _total(counts: Counter[tuple[str, str]], wanted: str) -> int:
    return sum(count for (name, _), count in counts.items() if name == wanted)


def or_dot(count: int) -> str:
    """A count; a dot for none, so that what there is stands out."""
    return number(count) if count else "·"
