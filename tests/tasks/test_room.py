"""Those who wait for a model are answered together, each as if it had been asked alone."""

import asyncio
import threading
from typing import Any

import pytest

from blocks.models import Completion, ModelBusyError, ModelError
from tasks.gated import gated
from tests.tasks.several import Several, busy, until, waits


@pytest.fixture
def gathering(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks at the same time is in one pass, however slow this machine is just now."""
    monkeypatch.setattr("tasks.room.GATHER", 0.5)


def test_those_who_wait_are_answered_in_one_pass_each_with_its_own_answer_and_usage() -> None:
    model = Several(together=3)

    async def ask() -> list[Completion]:
        with busy(model):
            asking = [asyncio.ensure_future(gated(model).complete(text, 60)) for text in "abcd"]
            await until(lambda: waits(model) == 4)
        return await asyncio.gather(*asking)

    answers = asyncio.run(ask())
    assert [answer.text for answer in answers] == ["A", "B", "C", "D"]
    assert {answer.tokens_in for answer in answers} == {1}
    assert model.asked == [["first"], ["a", "b", "c"], ["d"]]


def test_images_and_schema_go_along() -> None:
    model = Several()
    model.hold.set()
    schema = {"type": "object"}
    asyncio.run(gated(model).complete("a", 60, images=(b"page",), schema=schema))
    assert (model.passes[0][0].images, model.passes[0][0].schema) == ((b"page",), schema)


def test_event_loops_of_several_threads_share_a_pass() -> None:
    model = Several()
    said: list[str] = []

    def ask(text: str) -> None:
        said.append(asyncio.run(gated(model).complete(text, 60)).text)

    with busy(model):
        threads = [threading.Thread(target=ask, args=(text,)) for text in "abc"]
        for thread in threads:
            thread.start()
        asyncio.run(until(lambda: waits(model) == 3))
    for thread in threads:
        thread.join(30)
    assert sorted(said) == ["A", "B", "C"]
    assert [sorted(each) for each in model.asked] == [["first"], ["a", "b", "c"]]


def test_the_fault_of_one_is_told_to_none_of_the_others() -> None:
    model = Several()

    async def ask() -> list[Any]:
        with busy(model):
            asking = [gated(model).complete(text, 60) for text in ("a", "bad one", "b")]
            done = asyncio.gather(*asking, return_exceptions=True)
            await until(lambda: waits(model) == 3)
        return await done

    first, bad, last = asyncio.run(ask())
    assert (first.text, last.text) == ("A", "B")
    assert isinstance(bad, ModelError)
    assert str(bad) == "no bad one"


@pytest.mark.parametrize(
    ("model", "why"),
    [
        (Several(fault=ModelError("not installed")), "not installed"),
        (Several(short=True), "gave 0 answers to 2 prompts"),
    ],
)
def test_a_pass_that_fails_is_told_to_all_and_the_next_one_goes_on(
    model: Several, why: str, gathering: None
) -> None:
    model.hold.set()

    async def ask() -> list[Any]:
        asking = [gated(model).complete(text, 60) for text in "ab"]
        return await asyncio.gather(*asking, return_exceptions=True)

    for error in asyncio.run(ask()):
        assert isinstance(error, ModelError)
        assert why in str(error)
    model.fault, model.short = None, False
    assert asyncio.run(gated(model).complete("c", 60)).text == "C"


def test_who_is_cancelled_while_waiting_leaves_and_the_others_stay() -> None:
    model = Several()

    async def ask() -> str:
        with busy(model):
            leaves = asyncio.ensure_future(gated(model).complete("leaves", 60))
            stays = asyncio.ensure_future(gated(model).complete("stays", 60))
            await until(lambda: waits(model) == 2)
            leaves.cancel()
            await until(lambda: waits(model) == 1)
        return (await stays).text

    assert asyncio.run(ask()) == "STAYS"
    assert model.asked == [["first"], ["stays"]]


def test_who_is_cancelled_in_a_pass_is_written_no_further_and_the_others_are(
    gathering: None,
) -> None:
    model = Several()

    async def ask() -> str:
        leaves = asyncio.ensure_future(gated(model).complete("leaves", 60))
        stays = asyncio.ensure_future(gated(model).complete("stays", 60))
        await until(model.begun.is_set)
        assert [prompt.gone() for prompt in model.passes[0]] == [False, False]
        leaves.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaves
        assert [prompt.gone() for prompt in model.passes[0]] == [True, False]
        model.hold.set()
        return (await stays).text

    assert asyncio.run(ask()) == "STAYS"


def test_each_has_its_own_deadline_and_the_pass_the_longest(
    gathering: None,
) -> None:
    model = Several()

    async def ask() -> str:
        stays = asyncio.ensure_future(gated(model).complete("stays", 60))
        with pytest.raises(ModelBusyError, match=r"several did not answer within 1 s"):
            await gated(model).complete("leaves", 1)
        gone = {prompt.text: prompt.gone() for prompt in model.passes[0]}
        assert gone == {"stays": False, "leaves": True}
        model.hold.set()
        return (await stays).text

    assert asyncio.run(ask()) == "STAYS"
    assert 50 < model.within[0] <= 60


def test_who_is_out_of_time_before_the_pass_is_not_in_it() -> None:
    model = Several()
    with busy(model), pytest.raises(ModelBusyError, match="did not answer"):
        asyncio.run(gated(model).complete("late", 0.1))
    assert model.asked == [["first"]]


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 1, 0, 2), (2, 3, 1, 0)])
def test_a_model_that_runs_here_answers_together_as_it_answers_alone(
    order: tuple[int, ...],
    tiny: tuple[Any, list[Completion]],
    monkeypatch: pytest.MonkeyPatch,
    gathering: None,
) -> None:
    from blocks.models.loading import loaded

    model, alone = tiny
    held = loaded(model.path, None, "cpu", "auto").model
    plain, sizes = held.generate, []

    def generate(**options: Any) -> Any:
        sizes.append(len(options["input_ids"]))
        return plain(**options)

    monkeypatch.setattr(held, "generate", generate)

    async def ask() -> list[Completion]:
        texts = [PROMPTS[place] for place in order]
        return await asyncio.gather(*(gated(model).complete(t, 60, schema=SHAPE) for t in texts))

    assert asyncio.run(ask()) == [alone[place] for place in order]
    assert sizes == [4]
    assert len({answer.text for answer in alone}) > 1


SHAPE = {
    "type": "object",
    "properties": {"ordförande": {"type": ["string", "null"], "maxLength": 12}},
    "required": ["ordförande"],
    "additionalProperties": False,
}
PROMPTS = ["Vem är ordförande?", "Vem?", "Vad är en balansräkning? " * 6, "Årsavgift " * 3]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, list[Completion]]:
    """A tiny model that runs here, and what it answers to each prompt alone."""
    pytest.importorskip("torch", reason="torch is not installed: `make models` installs it")
    pytest.importorskip("transformers", reason="transformers is not installed: `make models` does")
    from blocks.models import HuggingFaceModel
    from tests.blocks.models.tiny import text_model

    path = str(text_model(tmp_path_factory.mktemp("tiny")))
    model = HuggingFaceModel(path, device="cpu", most_tokens=40, resource=None)

    async def alone() -> list[Completion]:
        return [await model.complete(text, 60, schema=SHAPE) for text in PROMPTS]

    return model, asyncio.run(alone())
