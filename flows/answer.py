"""A person's answer to a decision, for the audit chain: the same from a form and from the console.

Answers are kept under what the decision was about, so that later runs find them as its history.
"""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, field_validator

from blocks.rows import AuditEntry
from policies.conditions import condition
from policies.errors import InputError, choices
from policies.schema import Pack, Value
from tasks.cache import digest
from tasks.outcome import JSON

ESCALATE = "ESCALATE"  # the action that `escalate` stands for, where the pack declares it
LONGEST = 10_000


class Answer(Value):
    """What a person says to a decision: that it stands, that another one does, or who should."""

    answer: Literal["approve", "override", "escalate"] = Field(
        description="approve: the decision stands; override: another; escalate: hand it on."
    )
    action: str | None = Field(None, description="The decision that is right instead (override).")
    note: str = Field("", max_length=LONGEST, description="Why; required to override.")
    by: str = Field(min_length=1, max_length=200, description="Who answers.")

    @field_validator("note", "by", "action", mode="before")
    @classmethod
    def trimmed(cls, text: Any) -> Any:
        return text.strip() if isinstance(text, str) else text


def answer_entry(
    decision: AuditEntry, given: Answer, pack: Pack, profile: Mapping[str, JSON]
) -> AuditEntry:
    """The entry of an answer to a decision about an item with this profile.

    The same answer by the same person is one entry, however often it is given. InputError for an
    override without a note or action, and for an action that the pack does not know, that is the
    decision itself, or that a guard forbids for the profile.
    """
    if decision.kind != "decision":
        raise InputError(f"Entry {decision.seq} is an answer. Answer the decision itself.")
    action = _action(str(decision.body.get("action", "")), given, pack)
    _guarded(action, pack, profile)
    body: dict[str, JSON] = {
        "pack": decision.body.get("pack"),
        "answer": given.answer,
        "action": action,
        "instead_of": decision.body.get("action"),
        "cause": str(decision.body.get("cause") or ""),
        "note": given.note,
        "by": given.by,
        "decision_key": decision.key,
    }
    return AuditEntry(
        kind="answer",
        subject=decision.subject,
        body=body,
        key=digest({"answer": body}),
        run_id=decision.run_id,
        item_id=decision.item_id,
    )


def _action(decided: str, given: Answer, pack: Pack) -> str:
    """The action that an answer ends in."""
    if given.answer != "override" and given.action:
        raise InputError(
            f"{given.answer} takes no action, and {given.action!r} was given. Override to change"
            " the decision, or leave the action out."
        )
    if given.answer == "approve":
        return decided
    if given.answer == "escalate":
        if ESCALATE not in pack.actions:
            raise InputError(f"{pack.title} has no {ESCALATE}. Override with another action.")
        return ESCALATE
    if not given.note:
        raise InputError("An override needs a note: say why the decision was not right.")
    if not given.action:
        others = ", ".join(action for action in pack.actions if action != decided)
        raise InputError(f"An override needs an action. Valid choices: {others}.")
    if given.action not in pack.actions:
        valid = choices(given.action, pack.actions)
        raise InputError(f"{given.action!r} is no action of {pack.title}. {valid}")
    if given.action == decided:
        raise InputError(f"The decision is {decided} already. Approve it, or choose another.")
    return given.action


def _guarded(action: str, pack: Pack, profile: Mapping[str, JSON]) -> None:
    guard = pack.guards.get(action)
    if guard and not condition(guard).holds({"profile": dict(profile)}):
        why = condition(guard).reason({"profile": dict(profile)})
        raise InputError(f"{action} is only allowed when {why}. Choose another action.")
