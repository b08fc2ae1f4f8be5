"""From a request to the profile that policies see: intents, complexity, mode, entities, time."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from policies.errors import InputError, choices
from policies.intents import Call, Intents
from policies.routing.catalogue import Catalogue, catalogue
from policies.routing.route import Classification, classify_intents, classify_text
from tasks.inputs import Input, open_records
from tasks.packs import crew
from tasks.workforce.request import Question
from tasks.workforce.supply import Metrics, supplied, unanswerable

SHOWN = 70  # characters of a question in titles


@lru_cache
def words() -> Catalogue:
    """The pack's intents and words, compiled once."""
    return catalogue(crew("workforce").loaded)


def classify(request: Question, settings: Mapping[str, Any]) -> dict[str, Any]:
    """The profile of a request. InputError for intents and parameters that there are not."""
    known = words()
    day = request.as_of or date.today()  # noqa: DTZ011 - the day where the user is
    found = _found(request, known, day)
    metrics: Metrics = settings["metrics"]
    calls = [
        _with_params(call, supplied(request, found, metrics.get(call.intent, {})), known.intents)
        for call in _calls(request, found)
    ]
    _check(request, calls, known.intents)
    clarify = found.clarify or _other_metrics(found, metrics, known)
    return {
        "route": "CLARIFY" if clarify else "ANSWER",
        "complexity": request.complexity or found.complexity,
        "mode": _mode(request, found, len(calls)),
        "calls": calls,
        "intents": [call["intent"] for call in calls],
        "sectors": request.params.sectors or list(found.sectors),
        "metrics": list(found.metrics),
        "months": request.params.months or found.months,
        "confidence": found.confidence,
        "complexity_score": found.complexity_score,
        "tie": found.tie,
        "crisis": request.system_state == "crisis" or found.complexity == "CRISIS",
        "clarify": clarify,
        "reasons": list(found.reasons),
        "as_of": day.isoformat(),
    }


def identify(request: Question) -> str:
    """What a request is called: its own id, or what it asks."""
    if request.request_id:
        return request.request_id
    asked = " ".join((request.question or "").split()) or request.intent
    asked = asked or " + ".join(call.intent for call in request.calls)
    if len(asked) <= SHOWN:
        return asked
    return f"{asked[:SHOWN].rsplit(' ', 1)[0]} … {sha256(asked.encode()).hexdigest()[:6]}"


def dated(request: Question, today: date) -> Question:
    """The request as of a day, when it names none: what is stale depends on it."""
    return request if request.as_of else request.model_copy(update={"as_of": today})


def ask(text: str, today: date) -> Question:
    """The request for a question in words."""
    return Question(question=text, as_of=today)


def open_input(path: Path | Mapping[str, Any], today: date) -> Input:
    """One question: a JSON object in a file, or as a form gives it. InputError for several."""
    if isinstance(path, Mapping):
        raise InputError("This pack reads a question from a file. Name one.")
    given = open_records(path, Question, lambda asked: dated(asked, today), str(today))
    if given.one is None:
        raise InputError(
            f"{path} holds a list, and a run answers one request: give a JSON object, such as"
            ' {"question": "Why do people leave?"}.'
        )
    return given


def _found(request: Question, known: Catalogue, day: date) -> Classification:
    crisis = request.system_state == "crisis"
    if request.question:
        return classify_text(request.question, known, day, crisis=crisis)
    named = [request.intent] if request.intent else [call.intent for call in request.calls]
    return classify_intents(named, known, day, crisis=crisis)


def _other_metrics(found: Classification, metrics: Metrics, known: Catalogue) -> str:
    """The question back when nothing that is asked for tells of the metrics that it names."""
    missing = unanswerable(found, metrics)
    if not missing or len(missing) < len(found.intents):
        return ""
    title, there = known.intents[missing[0]].title, " or ".join(sorted(metrics[missing[0]]))
    named = " and ".join(found.metrics)
    return f"I have no {title[:1].lower()}{title[1:]} for {named}. Would you like it for {there}?"


def _calls(request: Question, found: Classification) -> list[Call]:
    if request.calls:
        return list(request.calls)
    return [Call(intent=intent) for intent in found.intents]


def _with_params(call: Call, shared: Mapping[str, Any], intents: Intents) -> dict[str, Any]:
    """A call with those of the shared parameters that its intent takes."""
    takes = intents[call.intent].params
    if wrong := set(call.params) - set(takes):
        name = min(wrong)
        raise InputError(f"{call.intent} has no parameter {name!r}. {choices(name, takes)}")
    fitting = {name: value for name, value in shared.items() if name in takes}
    return {**call.model_dump(by_alias=True), "params": {**fitting, **call.params}}


def _check(request: Question, calls: list[dict[str, Any]], intents: Intents) -> None:
    """InputError for a parameter of the request that none of its intents takes."""
    takes = {name for call in calls for name in intents[call["intent"]].params}
    for name in request.params.given:
        if calls and name not in takes:
            named = " and ".join(call["intent"] for call in calls)
            raise InputError(f"{named} has no parameter {name!r}. {choices(name, takes)}")


def _mode(request: Question, found: Classification, count: int) -> str:
    if request.mode:
        return request.mode
    if request.calls:
        needs = any(call.needs for call in request.calls)
        return "dag" if needs else "single" if count == 1 else "parallel"
    return found.mode
