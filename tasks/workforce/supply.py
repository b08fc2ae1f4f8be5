"""What a question supplies to the calls of its intents: sectors, time, and the metric."""

from collections.abc import Mapping
from typing import Any

from policies.routing.route import Classification
from tasks.workforce.assumed import assumed
from tasks.workforce.request import Question

FURTHEST = 36  # months that are looked ahead at the most

Metrics = Mapping[str, Mapping[str, str | None]]  # intent: metric of the lexicon, its parameter


def supplied(
    request: Question, found: Classification, fits: Mapping[str, str | None]
) -> dict[str, Any]:
    """Parameters by what the question says; those that the request gives win."""
    said: dict[str, Any] = {"sectors": list(found.sectors)} if found.sectors else {}
    if _looks_back(found):
        said["months"] = found.months
    if ahead := found.horizon.get("ahead"):
        said["horizon"] = max(1, min(FURTHEST, int(ahead)))
    named = [fits[metric] for metric in found.metrics if fits.get(metric)]
    if named:
        said["metric"] = named[0]
    if scenarios := assumed(request.question or "", found.sectors):
        said["scenarios"] = scenarios
    return {**said, **request.params.given}


def unanswerable(found: Classification, metrics: Metrics) -> tuple[str, ...]:
    """The intents that can tell of none of the metrics that the question names."""
    if not found.metrics:
        return ()
    known = (intent for intent in found.intents if intent in metrics)
    return tuple(intent for intent in known if not set(found.metrics) & set(metrics[intent]))


def _looks_back(found: Classification) -> bool:
    """Whether the question names a time that lies behind."""
    horizon = found.horizon
    return bool(horizon.get("from") or (horizon.get("text") and not horizon.get("ahead")))
