"""Models that run here: tiny ones with random weights, through transformers itself."""

import asyncio
import json
import re
import shutil
import tempfile
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from blocks.models import HuggingFaceModel, ModelBusyError, ModelError, Prompt
from blocks.models.loading import let_go, loaded
from tests.blocks.models.asked import LONG, SCHEMA, ask
from tests.blocks.models.tiny import page

pytest.importorskip("torch", reason="torch is not installed: `make models` installs it")
pytest.importorskip("transformers", reason="transformers is not installed: `make models` does")


def test_the_same_prompt_gives_the_same_answer_and_the_tokens_are_counted(
    reader: HuggingFaceModel,
) -> None:
    first = ask(reader, "Vem är ordförande?")
    assert first == ask(reader, "Vem är ordförande?")
    assert first != ask(reader, "Vem är ledamot?")
    assert first.tokens_in > 10
    assert 0 < first.tokens_out <= 40


def test_a_model_is_loaded_once(reader: HuggingFaceModel) -> None:
    ask(reader, "a")
    given = (reader.path, reader.revision, reader.device, reader.dtype)
    assert loaded(*given) is loaded(*given)


def test_an_answer_of_a_schema_is_always_its_json(
    reader: HuggingFaceModel, seer: HuggingFaceModel
) -> None:
    pytest.importorskip("llguidance", reason="llguidance is not installed: `make models` does")
    for answer in (
        ask(reader, "Vem är ordförande?", schema=SCHEMA),
        ask(seer, "Vem är ordförande?", schema=SCHEMA, images=(page(),)),
    ):
        said = json.loads(answer.text)
        assert set(said) == {"ordförande", "ledamöter"}
        assert 0 <= said["ledamöter"] <= 99


def test_an_image_changes_the_answer(seer: HuggingFaceModel) -> None:
    alone, shown = ask(seer, "Vad?"), ask(seer, "Vad?", images=(page(),))
    other = ask(seer, "Vad?", images=(page(400, 120),))
    assert shown.tokens_in > alone.tokens_in
    assert len({alone.text, shown.text, other.text}) == 3


def idle(model: HuggingFaceModel) -> bool:
    """Whether the model generates no more, within a minute."""
    turn = loaded(model.path, model.revision, model.device, model.dtype).turn
    taken = turn.acquire(timeout=60)
    if taken:
        turn.release()
    return taken


def test_an_answer_that_takes_too_long_is_an_error_and_not_half_an_answer(
    reader: HuggingFaceModel,
) -> None:
    endless = replace(reader, most_tokens=100_000)
    ask(endless, "Vem?")
    with pytest.raises(ModelError, match="its time was up"):
        ask(endless, LONG, seconds=0.1)
    (late,) = asyncio.run(endless.complete_all([Prompt(LONG)], 0.1))
    assert isinstance(late, ModelError)
    assert re.search(r"its time was up after \d+ tokens", str(late))


def test_a_model_that_hangs_is_an_error_in_time_and_is_waited_for(
    reader: HuggingFaceModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    model = loaded(reader.path, None, "cpu", "auto").model
    plain = model.generate

    def hang(**options: Any) -> Any:
        go_on.wait(60)
        return plain(**options)

    monkeypatch.setattr(model, "generate", hang)

    async def both() -> None:
        with pytest.raises(ModelError, match="its time was up"):
            await reader.complete("Vem?", 0.1)
        with pytest.raises(ModelBusyError, match="was busy with another pass"):
            await reader.complete_all([Prompt("Vem?")], 0.1)
        go_on.set()

    asyncio.run(both())
    assert idle(reader)


def test_who_is_cancelled_leaves_the_model_to_others(reader: HuggingFaceModel) -> None:
    endless = replace(reader, most_tokens=100_000)

    async def cancelled() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(endless.complete(LONG, 60), 0.1)

    asyncio.run(cancelled())
    assert idle(endless)


def test_a_model_answers_greedily_however_it_was_saved(reader: HuggingFaceModel) -> None:
    from transformers import GenerationConfig

    given = ("eos_token_id", "pad_token_id")
    held = loaded(reader.path, None, "cpu", "auto")
    saved = {name: getattr(held.model.generation_config, name) for name in given}
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(reader.path, folder, dirs_exist_ok=True)
        odd = GenerationConfig(do_sample=True, temperature=2.0, repetition_penalty=9.0, **saved)
        odd.save_pretrained(folder)
        odd_one = replace(reader, path=folder)
        assert ask(odd_one, LONG) == ask(reader, LONG)
        assert odd_one.id != reader.id


def test_a_schema_that_can_not_be_followed_leaves_the_answer_free(reader: HuggingFaceModel) -> None:
    impossible = {"type": "object", "properties": {"a": {"type": "string", "pattern": "(?=x)y"}}}
    assert ask(reader, "Vem?", schema=impossible) == ask(reader, "Vem?")


def test_models_can_be_let_go_and_come_back(reader: HuggingFaceModel) -> None:
    before = ask(reader, "Vem?")
    first = loaded(reader.path, None, "cpu", "auto")
    with first.turn:
        let_go()
        assert loaded(reader.path, None, "cpu", "auto") is first
    let_go()
    assert loaded(reader.path, None, "cpu", "auto") is not first
    assert ask(reader, "Vem?") == before


def test_a_model_that_reads_only_text_says_so(reader: HuggingFaceModel) -> None:
    with pytest.raises(ModelError, match="reads text and no images"):
        ask(reader, "Vad?", images=(page(),))


def test_a_file_of_weights_that_is_cut_off_says_so(
    reader: HuggingFaceModel, tmp_path: Path
) -> None:
    shutil.copytree(reader.path, tmp_path / "cut")
    weights = tmp_path / "cut" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(ModelError, match="can't be loaded"):
        ask(replace(reader, path=str(tmp_path / "cut")), "Vem?")


def test_a_model_that_is_not_there_says_so(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(ModelError, match="can't be loaded"):
        ask(HuggingFaceModel(str(tmp_path / "none"), device="cpu"), "Vem?")


def test_a_dtype_that_is_none_says_which_there_are(reader: HuggingFaceModel) -> None:
    with pytest.raises(ModelError, match="Valid choices: auto, bfloat16"):
        ask(HuggingFaceModel(reader.path, device="cpu", dtype="double16"), "Vem?")


def test_what_decides_an_answer_is_in_the_id_and_nothing_else() -> None:
    one = HuggingFaceModel("qwen")
    assert one.id == HuggingFaceModel("qwen", device="cuda:3", together=1).id
    others = [
        HuggingFaceModel("qwen2"),
        HuggingFaceModel("qwen", dtype="float16"),
        HuggingFaceModel("qwen", revision="abc"),
        HuggingFaceModel("qwen", most_tokens=10),
        HuggingFaceModel("qwen", most_pixels=10),
    ]
    assert len({one.id, *(other.id for other in others)}) == 6
