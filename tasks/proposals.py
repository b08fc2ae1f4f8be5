"""The next prompt of an agent that is coached: from the judge's words, or as a model proposes it.

gepa's own loop (`gepa.optimize`) evaluates candidates itself, in one blocking call, so its rounds
could be no tasks, nor be cached, budgeted or gone on with after a kill. What it knows about writing
instructions is used for the single step instead: its layout of a history for a model, and its
reading of what the model answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from blocks.models import Model, ModelBusyError, ModelError
from tasks.agent import View
from tasks.outcome import JSON, Usage
from tasks.rounds import improvements, tried

By = Literal["own", "judge", "model"]
Told = Sequence[Mapping[str, JSON]]  # a history as `View.feedback` has it

SETTING = "proposals"  # of a pack: "model" lets a model propose, where one is configured
HEAD = "Improvements:"
TEMPLATE = """An assistant works by these instructions:
```
<curr_param>
```

A judge scored its answers, from 0 to 1. What was tried so far, oldest first:

<side_info>

Write the instructions anew, so that the next answer scores higher. Keep what helped, take back what
did not, and do what the judge asks for. The instructions will be used for other documents of the
same kind: name no value, person, number or date of this one. Keep all that they say about the form
of the answer. Answer with the whole new instructions within ``` blocks, and nothing else."""


@dataclass(frozen=True)
class Proposal:
    """A prompt for the next attempt, whose idea it was, and what asking for it took."""

    prompt: str
    by: By = "own"
    usage: Usage = field(default_factory=Usage)


async def next_prompt(own: str, view: View) -> Proposal:
    """The prompt of an attempt: the agent's own in the first round, then one that learns.

    It goes on from the prompt of the best round so far (its fact `prompt`). With the setting
    `proposals: model`, a model that is configured proposes it; otherwise, and when that fails, it
    is the prompt with the improvements that no round has tried yet.
    """
    if not view.feedback:
        return Proposal(own)
    best = view.best.get("prompt") if view.best else None
    current = best if isinstance(best, str) and best else own
    if view.settings.get(SETTING) == "model" and view.model is not None:
        return await propose(current, view.feedback, view.model, view.seconds)
    return improved(current, view.feedback)


def improved(prompt: str, told: Told) -> Proposal:
    """The prompt with what the judge asked for and no round has tried; itself when that is nothing.

    What was tried and did not help is not asked for again.
    """
    before = {one.improvement for one in tried(tuple(told))}
    wanted = improvements(told[-1]["feedback"]) if told else ()
    new = [each for each in dict.fromkeys(wanted) if each not in before and each not in prompt]
    if not new:
        return Proposal(prompt)
    head = "" if HEAD in prompt else f"\n\n{HEAD}"
    return Proposal(prompt.rstrip() + head + "".join(f"\n- {each}" for each in new), "judge")


async def propose(prompt: str, told: Told, model: Model, seconds: float) -> Proposal:
    """The prompt that a model proposes after a history; as `improved` when it gives none.

    A model that is away costs no round: coaching goes on in the plain way.
    """
    try:
        said = await model.complete(asked(prompt, told), seconds)
    except (ModelError, ModelBusyError):
        return improved(prompt, told)
    usage = Usage(said.tokens_in, said.tokens_out, said.cost)
    found = read(said.text)
    if not found or found == prompt.strip():
        plain = improved(prompt, told)
        return Proposal(plain.prompt, plain.by, usage)
    return Proposal(found, "model", usage)


def asked(prompt: str, told: Told) -> str:
    """What a model is asked: the prompt, and a history with what helped and what did not."""
    from gepa.strategies.instruction_proposal import InstructionProposalSignature

    rounds = [_record(one) for one in told]
    given = {
        "current_instruction_doc": prompt,
        "dataset_with_feedback": rounds,
        "prompt_template": TEMPLATE,
    }
    return str(InstructionProposalSignature.prompt_renderer(given))


def read(answer: str) -> str:
    """The instructions in a model's answer; empty when there are none."""
    from gepa.strategies.instruction_proposal import InstructionProposalSignature

    return InstructionProposalSignature.output_extractor(answer.strip())["new_instruction"].strip()


def _record(one: Mapping[str, JSON]) -> dict[str, JSON]:
    gain = one["gain"]
    came = "first attempt" if gain is None else "helped" if gain > 0 else "did not help"
    feedback = one["feedback"]
    said = feedback if isinstance(feedback, Mapping | list | str) else "nothing"
    return {"Round": one["round"], "Score": one["score"], "What came of it": came, "Judge": said}
