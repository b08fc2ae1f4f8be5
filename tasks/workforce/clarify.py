"""The agent that asks back, when it is not clear what is asked."""

from typing import TypedDict

from tasks.agent import View, agent
from tasks.outcome import Outcome, Section


class Asked(TypedDict):
    """The question that is asked back."""

    question: str


@agent(version="1", facts=Asked, quick=True)
def clarify(view: View) -> Outcome:
    """Ask what is meant, with the nearest of what can be asked."""
    question = str(view.profile["clarify"])
    return Outcome(facts={"question": question}, sections=(Section("Executive Summary", question),))
