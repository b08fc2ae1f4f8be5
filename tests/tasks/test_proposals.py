"""The next prompt: from the judge's words, or as a model proposes it."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blocks.models import Completion, ModelBusyError, ModelError
from tasks.agent import View
from tasks.outcome import Usage
from tasks.proposals import HEAD, Proposal, asked, improved, next_prompt, propose, read

OWN = "Find the chairman.\nAnswer with a name."


def told(*rounds: tuple[float, Any, float | None]) -> tuple[dict[str, Any], ...]:
    return tuple(
        {"round": n, "score": score, "feedback": feedback, "gain": gain}
        for n, (score, feedback, gain) in enumerate(rounds, 1)
    )


@dataclass
class Scripted:
    """A model that gives one answer, or raises it."""

    answer: str | Exception
    id: str = "scripted"
    resource: str | None = None
    prompts: list[str] = field(default_factory=list)

    async def complete(self, prompt: str, _: float, **__: Any) -> Completion:
        self.prompts.append(prompt)
        if isinstance(self.answer, Exception):
            raise self.answer
        return Completion(self.answer, 100, 20, "0.01")


def proposed(view: View) -> Proposal:
    return asyncio.run(next_prompt(OWN, view))


def test_the_first_attempt_uses_the_agents_own_prompt() -> None:
    assert proposed(View(None)) == Proposal(OWN)


def test_later_ones_add_what_was_asked_for_to_the_best_prompt_so_far() -> None:
    history = told((0.5, {"improvements": ["look at the signatures"]}, None))
    found = proposed(View(None, feedback=history, best={"prompt": OWN}))
    assert found.by == "judge"
    assert found.prompt == f"{OWN}\n\n{HEAD}\n- look at the signatures"


def test_what_was_tried_is_not_asked_for_again() -> None:
    history = told((0.5, "look at page one", None), (0.4, "look at page one", -0.1))
    assert improved(OWN, history) == Proposal(OWN)
    further = told((0.5, "a thing", None), (0.6, ["a thing", "another thing"], 0.1))
    best = improved(OWN, further[:1]).prompt
    assert improved(best, further).prompt == f"{OWN}\n\n{HEAD}\n- a thing\n- another thing"


@given(st.lists(st.text(min_size=1, max_size=12), max_size=6))
def test_each_improvement_stands_in_the_prompt_once_however_often_it_is_asked_for(
    wanted: list[str],
) -> None:
    once = improved(OWN, told((0.1, wanted, None)))
    again = improved(once.prompt, told((0.1, wanted, None)))
    assert again.prompt == once.prompt
    assert once.prompt.startswith(OWN)


def test_a_model_that_is_configured_and_asked_for_proposes_the_prompt() -> None:
    model = Scripted("Here it is:\n```\nFind who leads the board.\n```")
    history = told((0.5, {"improvements": ["search"]}, None), (0.6, {"faults": ["no"]}, 0.1))
    view = View(None, feedback=history, best={"prompt": OWN}, model=model)
    assert proposed(view).by == "own"  # the pack's setting doesn't ask for it
    found = proposed(View(None, **_with(view, {"proposals": "model"})))
    assert found == Proposal("Find who leads the board.", "model", Usage(100, 20, "0.01"))
    (prompt,) = model.prompts
    for part in (OWN, "search", "helped", "0.6", "name no value"):
        assert part in prompt


def _with(view: View, settings: dict[str, Any]) -> dict[str, Any]:
    return {
        "feedback": view.feedback,
        "best": view.best,
        "model": view.model,
        "settings": settings,
    }


@pytest.mark.parametrize("broken", [ModelError("no"), ModelBusyError("later"), "", "``` ```"])
def test_a_model_that_gives_nothing_costs_no_round(broken: Any) -> None:
    history = told((0.5, "look again", None))
    found = asyncio.run(propose(OWN, history, Scripted(broken), 5.0))
    assert found.by == "judge"
    assert found.prompt.endswith("- look again")


@given(st.text(alphabet="abc `\n", max_size=40))
def test_reading_an_answer_never_fails(answer: str) -> None:
    assert read(answer) == read(answer).strip()


def test_what_a_model_is_asked_depends_on_nothing_but_prompt_and_history() -> None:
    history = told((0.5, ["a", {"b": None}], None), (0.4, None, -0.1))
    assert asked(OWN, history) == asked(OWN, history)
    assert "did not help" in asked(OWN, history)
