"""Calls of intents become steps: what a route or a caller names, as the policy's first steps."""

from collections.abc import Iterable, Mapping
from typing import Any, get_args

from pydantic import ValidationError

from policies.conditions import condition
from policies.errors import InputError, choices
from policies.intents import Call, Intents
from policies.load import LoadedPack
from policies.schema import Mode, Policy, Step
from policies.tokens import expression_of, resolve


def written(
    policy: Policy, pack: LoadedPack, facts: Mapping[str, Any]
) -> tuple[str, tuple[Step, ...]]:
    """A policy's mode and steps for one request: calls made steps, tokens replaced.

    InputError when the calls can't be made; ConditionError when an expression can't be told.
    """
    mode = policy.mode
    if mode not in get_args(Mode):
        mode = str(condition(mode).value(facts))
    if policy.calls is None and not any(map(_has_tokens, policy.steps)):
        return mode, policy.steps
    called = condition(policy.calls).value(facts) if policy.calls else []
    steps = tuple(_step(call, pack.intents, facts) for call in _calls(called, pack.intents))
    if policy.calls is not None:
        _fit(mode, steps)
    fixed = (s.model_copy(update={"params": resolve(s.params, facts)}) for s in policy.steps)
    return mode, (*steps, *fixed)


def _calls(given: Iterable[Any], intents: Intents) -> list[Call]:
    """The calls, each of a known intent by its own agent, under names of their own."""
    found: list[Call] = []
    for one in given:
        try:
            call = Call.model_validate({"intent": one} if isinstance(one, str) else one)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "call"
            raise InputError(f"A call can't be read: {where}: {first['msg']}.") from None
        if call.intent not in intents:
            raise InputError(f"There is no intent {call.intent!r}. {choices(call.intent, intents)}")
        own = intents[call.intent].agent
        if call.agent not in (None, own):
            raise InputError(f"{call.intent} is answered by {own!r}, not by {call.agent!r}.")
        found.append(call)
    _named_well(found)
    return found


def _named_well(calls: list[Call]) -> None:
    aliases = [call.alias for call in calls]
    for index, call in enumerate(calls):
        if call.alias in aliases[:index]:
            raise InputError(f"Two calls go by the name {call.alias!r}. Give one another `as`.")
        if call.alias in call.needs:
            raise InputError(f"The call {call.alias!r} needs itself. Drop that need.")
        for need in call.needs:
            if need not in aliases:
                raise InputError(f"{call.alias} needs {need!r}. {choices(need, aliases)}")


def _step(call: Call, intents: Intents, facts: Mapping[str, Any]) -> Step:
    intent = intents[call.intent]
    given = {"agent": intent.agent, "as": call.alias, "needs": call.needs, "required": False}
    params = {**resolve(intent.params, facts), **call.params}
    return Step.model_validate({**given, "params": params, "prefetch": intent.prefetch})


def _fit(mode: str, steps: tuple[Step, ...]) -> None:
    """InputError when a mode doesn't fit what is called, as a caller may name both."""
    count = len(steps)
    if mode not in get_args(Mode):
        raise InputError(f"There is no mode {mode!r}. {choices(mode, get_args(Mode))}")
    if count == 0:
        raise InputError("Nothing is called. Name at least one intent.")
    if mode == "single" and count > 1:
        raise InputError(f"Mode single takes one call, and there are {count}. Use parallel.")
    if mode in ("parallel", "sequential") and count == 1:
        raise InputError(f"Mode {mode} takes two calls or more, and there is one. Use single.")
    before: set[str] = set()
    for step in steps:
        if mode == "parallel" and step.needs:
            raise InputError(f"{step.alias} has needs, which mode parallel can't keep. Use dag.")
        if mode == "sequential" and (late := set(step.needs) - before):
            raise InputError(f"{step.alias} needs {min(late)}, which comes later. Put it before.")
        before.add(step.alias)


def _has_tokens(step: Step) -> bool:
    return any(expression_of(value) for value in step.params.values())
