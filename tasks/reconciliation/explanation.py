"""An explanation in words by a language model, where one is configured. It decides nothing.

The model sees the masked facts of the other agents and nothing else, and what it says is shown only
when each number in it stands in those facts: a report never holds an invented number.
"""

import json
import re
from typing import TypedDict

from blocks.models import Completion, ModelError
from tasks.agent import View, agent
from tasks.outcome import Outcome, Section, Usage
from tasks.privacy import mask

PROMPT = """You explain a reconciliation break to an analyst in at most five plain sentences.
Say what differs, the likely cause, and what to check next. Use only the facts below. Do not give
any number that does not stand in them, and do not recommend a booking.

Decision: {decision}
Facts: {facts}
"""
NUMBER = re.compile(r"\d[\d,.]*")
SHARE_OF_TIME = 0.9  # the model's own deadline lies a little under the agent's


class ExplanationFacts(TypedDict):
    explained: bool


@agent(version="1", facts=ExplanationFacts, model=True)
async def explain(view: View) -> Outcome:
    """Let the configured model explain the break in words; it decides nothing."""
    if view.model is None:
        raise ModelError("no model is configured. Set COXSWAIN_MODEL, or drop the step.")
    decided = view.needs.get("decide", {})
    facts = {name: facts for name, facts in view.needs.items() if name != "decide"}
    prompt = mask(
        PROMPT.format(
            decision=decided.get("action", "none"),
            facts=json.dumps(facts, sort_keys=True, ensure_ascii=False),
        )
    )
    answer = await view.model.complete(prompt, view.seconds * SHARE_OF_TIME)
    return _checked(answer, prompt, view.model.id)


def invented(text: str, given: str) -> list[str]:
    """The numbers of a text that don't stand in what was given, in their order."""
    known = {_plain(number) for number in NUMBER.findall(given)}
    return [number for number in NUMBER.findall(text) if _plain(number) not in known]


def _checked(answer: Completion, prompt: str, model: str) -> Outcome:
    usage = Usage(answer.tokens_in, answer.tokens_out)
    strange = invented(answer.text, prompt)
    if strange:
        shown = ", ".join(strange[:5])
        warning = (
            f"The explanation of {model} names numbers that no fact holds ({shown}): left out."
        )
        return Outcome({"explained": False}, warnings=(warning,), usage=usage)
    body = f"{answer.text.strip()}\n\nWritten by {model}; the decision was made without it."
    return Outcome({"explained": True}, (Section("Explanation", body),), usage=usage)


def _plain(number: str) -> str:
    """1,234.50 and 1234.5 are one number."""
    text = number.rstrip(".,").replace(",", "")
    return text.rstrip("0").rstrip(".") if "." in text else text
