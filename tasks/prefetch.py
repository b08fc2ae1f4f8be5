"""Prefetch: each row set that a policy names is fetched once, before the first agent starts.

A source that is missing degrades into a warning: agents do without, and the report says so.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from blocks.answers import Row
from blocks.data import Tables
from blocks.errors import SourceError
from policies.checks import HISTORY
from policies.conditions import ConditionError, condition
from policies.plan import Plan
from policies.schema import Pack, Prefetch


@dataclass(frozen=True)
class Sources:
    """Where rows come from: tables (None when there is no folder) and the earlier human answers."""

    tables: Tables | None
    history: Callable[[], list[Row]]


@dataclass(frozen=True)
class Fetched:
    """Rows by the name under which agents read them, and what could not be fetched."""

    data: Mapping[str, list[Row]]
    warnings: tuple[str, ...] = ()


def prefetch(plan: Plan, pack: Pack, sources: Sources) -> Fetched:
    """Fetch what the plan's policy names, for this request."""
    data: dict[str, list[Row]] = {}
    warnings: list[str] = []
    for spec in plan.policy.policy.prefetch:
        try:
            if spec.when is None or condition(spec.when).holds(plan.facts):
                data[spec.name] = _fetch(spec, plan.facts, pack, sources)
        except (SourceError, ConditionError) as error:
            warnings.append(f"{spec.name} was not fetched: {error}")
    return Fetched(data, tuple(warnings))


def _fetch(spec: Prefetch, facts: Mapping[str, Any], pack: Pack, sources: Sources) -> list[Row]:
    if spec.source == HISTORY:
        return sources.history()
    if sources.tables is None:
        raise SourceError("no folder of sources was given; name one with --sources")
    source = pack.sources[str(spec.source)]
    if spec.key is None:
        return sources.tables.all_rows(source.file, source.key)
    wanted = condition(spec.key).value(facts)
    values = wanted if isinstance(wanted, list) else [wanted]
    return [row for v in values for row in sources.tables.rows(source.file, source.key, str(v))]
