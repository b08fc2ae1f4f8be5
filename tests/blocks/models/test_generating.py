"""One pass over several prompts: the answers of each alone, and each one's fault is its own."""

import asyncio
import re
from dataclasses import replace
from typing import Any

import pytest

from blocks.models import HuggingFaceModel, ModelError, Prompt
from blocks.models.loading import loaded
from tests.blocks.models.asked import LONG, SCHEMA, ask
from tests.blocks.models.tiny import page


def test_what_nobody_waits_for_any_more_is_not_written_to_its_end(reader: HuggingFaceModel) -> None:
    endless = replace(reader, most_tokens=100_000)
    alone = ask(endless, "Vem?")
    prompts = [Prompt(LONG, gone=lambda: True), Prompt("Vem?")]
    gone, answer = asyncio.run(endless.complete_all(prompts, 60))
    assert "after 1 tokens" in str(gone)
    assert answer == alone


def test_a_prompt_that_is_too_long_is_told_so_and_the_others_are_answered(
    reader: HuggingFaceModel, seer: HuggingFaceModel
) -> None:
    long = Prompt("styrelse " * 5000)
    first, answer, last = asyncio.run(reader.complete_all([long, Prompt("Vem?"), long], 60))
    for refused in (first, last):
        assert isinstance(refused, ModelError)
        assert re.search(r"is \d+,\d+ tokens long .* reads 4,096 at most", str(refused))
    assert answer == ask(reader, "Vem?")
    with pytest.raises(ModelError, match="tokens long with its 90 images"):
        ask(seer, "Vad?", images=(page(400, 400),) * 90)


def test_an_answer_ends_where_the_model_can_read_no_further(reader: HuggingFaceModel) -> None:
    endless = replace(reader, most_tokens=100_000)
    prompt = LONG * 400
    spent = ask(reader, prompt).tokens_in
    assert 3500 < spent < 4096
    assert ask(endless, prompt).tokens_out <= 4096 - spent


def test_a_broken_image_is_the_fault_of_its_own_prompt(seer: HuggingFaceModel) -> None:
    prompts = [Prompt("Vad?", (page(), b"no image")), Prompt("Vad?", (page(),)), Prompt("Vad?")]
    broken, shown, alone = asyncio.run(seer.complete_all(prompts, 60))
    assert isinstance(broken, ModelError)
    assert "one of its 2 images can't be read" in str(broken)
    assert shown == ask(seer, "Vad?", images=(page(),))
    assert alone == ask(seer, "Vad?")


def test_an_image_over_the_budget_is_made_smaller(seer: HuggingFaceModel) -> None:
    small = replace(seer, most_pixels=84 * 84)
    large, small_one = page(252, 252), page(84, 84)
    assert (
        ask(seer, "Vad?", images=(large,)).tokens_in > ask(small, "Vad?", images=(large,)).tokens_in
    )
    assert (
        ask(small, "Vad?", images=(large,)).tokens_in
        == ask(small, "Vad?", images=(small_one,)).tokens_in
    )
    assert small.id != seer.id


def test_a_pass_that_fails_is_tried_again_in_halves(
    reader: HuggingFaceModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    model = loaded(reader.path, None, "cpu", "auto").model
    plain = model.generate
    prompts = [Prompt("Vem?"), Prompt("Vad?"), Prompt("Var?")]
    alone = [ask(reader, prompt.text) for prompt in prompts]

    def full(most: int) -> Any:
        def generate(**options: Any) -> Any:
            if len(options["input_ids"]) > most:
                raise torch.OutOfMemoryError("device is out of memory\nlong story")
            return plain(**options)

        return generate

    monkeypatch.setattr(model, "generate", full(2))
    assert asyncio.run(reader.complete_all(prompts, 60)) == alone
    monkeypatch.setattr(model, "generate", full(0))
    failed = asyncio.run(reader.complete_all(prompts, 60))
    assert [str(error) for error in failed] == ["the model failed: device is out of memory"] * 3


@pytest.mark.parametrize("schema", [None, SCHEMA])
def test_prompts_that_are_answered_together_get_the_answers_that_each_gets_alone(
    reader: HuggingFaceModel, seer: HuggingFaceModel, schema: Any
) -> None:
    texts = [Prompt("Vem?" * n, (), schema) for n in (1, 5, 2, 9)]
    shown = [Prompt("Vad?" * n, (page(),) * n, schema) for n in (1, 3, 2)]
    for model, prompts in ((reader, texts), (seer, shown)):
        alone = [ask(model, p.text, images=p.images, schema=p.schema) for p in prompts]
        assert asyncio.run(model.complete_all(prompts, 60)) == alone
