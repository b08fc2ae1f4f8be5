"""One pass of a model over several prompts, in which each gets the answer that it gets alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from blocks.models.inputs import Ready, ready, tensors
from blocks.models.loading import Loaded, free_cache
from blocks.models.model import Completion, ModelError, Prompt

Answer = Completion | Exception
OVER = "its time was up"


@dataclass(frozen=True, slots=True)
class Bounds:
    """Tokens of an answer, pixels of a picture, and when a pass ends by the monotonic clock."""

    most_tokens: int
    most_pixels: int
    ends: float


def answers(held: Loaded, prompts: Sequence[Prompt], bounds: Bounds) -> list[Answer]:
    """An answer or an error for each prompt. The caller has the model's turn."""
    found: dict[int, Answer] = {}
    groups: dict[bool, dict[int, Ready]] = {True: {}, False: {}}  # with pictures, and without
    for place, prompt in enumerate(prompts):
        made = ready(held, prompt, bounds.most_pixels)
        if isinstance(made, ModelError):
            found[place] = made
        else:
            groups[bool(made.pictures)][place] = made
    for group in filter(None, groups.values()):
        found |= zip(group, _answered(held, list(group.values()), bounds), strict=True)
    return [found[place] for place in range(len(prompts))]


def _answered(held: Loaded, batch: Sequence[Ready], bounds: Bounds) -> list[Answer]:
    """What a batch gives; when that fails, what its halves give: one's fault is its own."""
    if monotonic() >= bounds.ends:
        return [ModelError(f"{OVER} before it began.") for _ in batch]
    try:
        return _passed(held, batch, bounds)
    except Exception as error:  # noqa: BLE001 - whatever a device or a prompt gives cause for
        why = str(error).strip().partition("\n")[0][:300]
    free_cache()  # outside of the handler: the error holds on to the tensors of the pass
    if len(batch) == 1:
        return [ModelError(f"the model failed: {why}")]
    half = len(batch) // 2
    return [*_answered(held, batch[:half], bounds), *_answered(held, batch[half:], bounds)]


def _passed(held: Loaded, batch: Sequence[Ready], bounds: Bounds) -> list[Answer]:
    import torch

    given = tensors(held, batch)
    spent = given["attention_mask"].sum(dim=1).tolist()
    if any(tokens >= held.context for tokens in spent):
        return _without_long(held, batch, spent, bounds)
    start = given["input_ids"].shape[1]
    rows = [
        Row(each.prompt, min(bounds.most_tokens, held.context - tokens), tokens)
        for each, tokens in zip(batch, spent, strict=True)
    ]
    with torch.inference_mode():
        made = held.model.generate(
            **given.to(held.model.device),
            max_new_tokens=max(row.most for row in rows),
            logits_processor=held.grammars.constraint([row.prompt.schema for row in rows]),
            stopping_criteria=[Leaving(rows, start, bounds.ends)],
        )
    return [
        _completion(held, row, tokens[start:].tolist())
        for row, tokens in zip(rows, made, strict=True)
    ]


def _without_long(
    held: Loaded, batch: Sequence[Ready], spent: Sequence[int], bounds: Bounds
) -> list[Answer]:
    """The answers of the others; those that are longer than the model can read are told so."""
    fits = [each for each, tokens in zip(batch, spent, strict=True) if tokens < held.context]
    others = iter(_answered(held, fits, bounds) if fits else ())
    return [
        next(others)
        if tokens < held.context
        else ModelError(
            f"the prompt is {tokens:,} tokens long with its {len(each.pictures)} images, and the"
            f" model reads {held.context:,} at most. Show it fewer or smaller pages."
        )
        for each, tokens in zip(batch, spent, strict=True)
    ]


@dataclass(eq=False)
class Row:
    """One prompt of a pass: its tokens, how many it may be answered with, and after how many its
    answer was broken off, because of the time or since nobody waits for it.
    """

    prompt: Prompt
    most: int
    spent: int
    broken: int | None = None


@dataclass(eq=False)
class Leaving:
    """Ends a row that is long enough, out of time, or asked for by nobody any more."""

    rows: Sequence[Row]
    start: int
    ends: float
    done: set[int] = field(default_factory=set)

    def __call__(self, tokens: Any, _scores: Any, **_: Any) -> Any:
        import torch

        new = tokens.shape[1] - self.start
        late = monotonic() >= self.ends
        for number, row in enumerate(self.rows):
            if number in self.done:
                continue
            if late or row.prompt.gone():
                row.broken = new
            if row.broken or new >= row.most:
                self.done.add(number)
        ended = [number in self.done for number in range(len(self.rows))]
        return torch.tensor(ended, device=tokens.device)


def _completion(held: Loaded, row: Row, new: list[int]) -> Answer:
    ends = held.model.generation_config.eos_token_id
    stops = set(ends if isinstance(ends, list) else [ends]) | {held.tokenizer.eos_token_id}
    given = new[: min(row.most, row.broken or row.most)]
    place = next((n for n, token in enumerate(given) if token in stops), None)
    if place is None and row.broken:
        return ModelError(f"{OVER} after {row.broken} tokens, before the answer ended.")
    own = given[:place]
    return Completion(held.tokenizer.decode(own, skip_special_tokens=True), row.spent, len(own))
