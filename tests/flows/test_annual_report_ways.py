"""The ways of the pack that ask a model, from end to end: coached, judged, faulty, and discreet."""

import asyncio
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from blocks.coaching import CoachingStore
from blocks.coaching_rows import PromptRow
from blocks.models import HuggingFaceModel, ModelBusyError, ModelError
from deployments.running import run_input
from flows.entry import Options
from flows.settle import Shop, check_model
from flows.try_prompts import try_prompts
from policies.errors import OperatorError
from tasks.annual_reports.extract_pages import extract_pages
from tasks.annual_reports.opened import opened
from tasks.annual_reports.result import result_of
from tasks.annual_reports.shown_pages import shown_pages
from tasks.gated import gated
from tasks.outcome import Trace, Verdict
from tasks.packs import crew
from tasks.report import to_markdown
from tasks.roster import registry_of
from tests.blocks.models.provider import HANG, gemini, provider
from tests.case_given import only
from tests.flows.ways import (
    AUDITOR,
    GOVERNANCE,
    MEMBERS,
    TRUTH,
    Says,
    answer,
    items_of,
    judged_by,
    limited,
    members,
    opinion,
    ran,
    settled,
)
from tests.tasks.annual_reports.asked import PACK, PLAIN, SAMPLES, leaf, view_of

SERIF = "brf_bergsudden"
ADVICE = "Look at the page of signatures, too."
NOBODY = answer(AUDITOR)
MODELS = {"hang": None, "prose": "It is Östen.", "half": NOBODY[:40], "nothing": ""}
BAD = {**MODELS, "other schema": '{"colour": "red"}', "refusal": ModelError("refused: no key")}


# Without a model


def test_a_policy_that_asks_a_model_says_so_before_anything_starts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def started() -> Any:
        raise AssertionError("a server was looked for")

    monkeypatch.setattr("deployments.running.ensure_server", started)
    for given in (SAMPLES / f"{PLAIN}.pdf", SAMPLES):
        with pytest.raises(OperatorError) as error:
            run_input(PACK, given, Options("gemini"))
        assert str(error.value) == (
            "Policy gemini asks a model of Google's, and COXSWAIN_MODEL is not set. Set"
            " COXSWAIN_MODEL to google:NAME (such as google:gemini-2.5-pro), or name another"
            " policy."
        )


def test_a_model_of_another_kind_is_none_for_a_policy() -> None:
    with pytest.raises(OperatorError, match="a model that runs here, and COXSWAIN_MODEL names"):
        Shop(crew(PACK), policy="huggingface", model=Says({}, id="google:gemini-2.5-pro"))
    Shop(crew(PACK), policy="huggingface", model=Says({}, id="hf:model@1"))
    Shop(crew(PACK), policy="layout")
    check_model("p", "any", Says({}, id="openai:gpt-5"))
    with pytest.raises(OperatorError, match="Policy p asks a language model"):
        check_model("p", "any", None)


# Models that are faulty


@pytest.mark.parametrize("kind", BAD)
def test_a_faulty_model_costs_its_agent_and_no_other(kind: str) -> None:
    only(crew(PACK), [AUDITOR, MEMBERS])
    model = Says({AUDITOR: BAD[kind], MEMBERS: members()})
    trace = ran(model, "huggingface", PLAIN, limited("huggingface", agent_timeout=3, retries=0))
    items = items_of(trace)
    assert items[MEMBERS]["fields"]["members_end"]["value"] == 72
    assert items[MEMBERS]["coaching"]["score"] == 1.0
    assert "fields" not in items[AUDITOR]
    assert items[AUDITOR]["error"]
    assert trace.verdict is Verdict.COMPLETED
    assert trace.decision is not None
    assert trace.decision.action == "REVIEW"
    assert f"1 agent failed: {AUDITOR}" in trace.decision.reason
    left = result_of(view_of(MEMBERS).request, _facts(trace))["agents"]
    assert left[AUDITOR]["error"] == items[AUDITOR]["error"]
    assert left[MEMBERS]["error"] is None


def _facts(trace: Trace) -> dict[str, Any]:
    return {step.alias: step.outcome.facts for step in trace.steps if step.outcome}


@pytest.mark.parametrize("judge", [ModelBusyError("quota"), opinion(2), opinion(0), None])
def test_a_judge_that_is_away_wrong_or_hangs_leaves_the_rules_score(judge: Any) -> None:
    only(crew(PACK), [MEMBERS])

    def said(prompt: str, _: Any) -> Any:
        return judge if prompt.startswith("You judge") else members()

    model = Says({MEMBERS: said}, id="google:double")
    known = limited("gemini", agent_timeout=3, retries=0)
    coaching = items_of(ran(model, "gemini", PLAIN, known))[MEMBERS]["coaching"]
    assert (coaching["scores"], coaching["reached"]) == ([1.0], True)


@pytest.mark.parametrize("judge", [ModelError("refused"), opinion(2), None])
def test_an_answer_that_nobody_could_judge_is_kept_and_a_person_looks_at_it(judge: Any) -> None:
    only(crew(PACK), [MEMBERS])

    def said(prompt: str, _: Any) -> Any:
        return judge if prompt.startswith("You judge") else members()

    known = judged_by(limited("gemini", agent_timeout=3, retries=0), "gemini", "model")
    trace = ran(Says({MEMBERS: said}, id="google:double"), "gemini", PLAIN, known)
    item = items_of(trace)[MEMBERS]
    assert item["fields"]["members_end"]["value"] == 72
    assert item["coaching"]["score"] is None
    warnings = [w for step in trace.steps if step.outcome for w in step.outcome.warnings]
    assert any(f"{MEMBERS} was never judged: judgement 1 failed" in said for said in warnings)
    assert trace.decision is not None
    assert trace.decision.action == "REVIEW"


# Coaching


def test_a_round_that_is_worse_does_not_take_the_place_of_a_better_one() -> None:
    only(crew(PACK), [MEMBERS])
    first = answer(MEMBERS, members_end=leaf(72, 2))  # without transfers, which is expected
    worse = answer(MEMBERS, members_start=leaf(11, 2))
    said = [first, worse, worse]
    model = Says({MEMBERS: lambda *_: said.pop(0)})
    item = items_of(ran(model, "huggingface", PLAIN))[MEMBERS]
    scores = item["coaching"]["scores"]
    assert len(scores) == 3
    assert scores[0] > max(scores[1:])
    assert item["fields"]["members_end"]["value"] == 72
    assert item["prompt"] == view_of(MEMBERS).item["prompt"]
    assert "- Look again for transfers" in model.asked[1]


class Reader:
    """Finds the auditor of two samples when its prompt says where to look, and judges itself."""

    id = "google:double"
    resource = None

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.pages = {
            png: sample
            for sample in (PLAIN, SERIF)
            for png in shown_pages(view_of(AUDITOR, sample)).images
        }

    async def complete(self, prompt: str, _: float, *, images: Any, schema: Any) -> Any:
        from blocks.models import Completion

        del schema
        self.asked.append(prompt)
        sample = self.pages[images[0]]
        said = self.judge(prompt, sample) if "You judge" in prompt else self.read(prompt, sample)
        return Completion(said, 10, 5)

    def read(self, prompt: str, sample: str) -> str:
        lost = ADVICE not in prompt or ("Guess." in prompt and sample == SERIF)
        return NOBODY if lost else auditor(sample)

    def judge(self, prompt: str, sample: str) -> str:
        if '"auditor_name": null' not in prompt:
            return opinion(1)
        name = TRUTH[sample]["agents"][AUDITOR]["auditor_name"]
        advice = (ADVICE, f"The auditor is {name}.")
        return opinion(0.4, ("auditor_name", f"{name} is printed"), improvements=advice)


def auditor(sample: str) -> str:
    """The auditor of a sample, as it is printed."""
    known = TRUTH[sample]["agents"][AUDITOR]
    pages = opened(view_of(AUDITOR, sample).request).pages
    page = next(each.number for each in pages if known["auditor_name"] in each.text)
    name, firm = (leaf(known[part], page) for part in ("auditor_name", "firm"))
    row = {"name": name, "firm": firm, "role": None}
    return answer(AUDITOR, auditor_name=name, firm=firm, auditors=[row])


@pytest.fixture
def store() -> CoachingStore:
    registry = registry_of()
    return CoachingStore(registry.database, registry.cache)


@pytest.mark.usefixtures("prefect_server")
def test_what_a_coached_round_learned_starts_the_next_run_unless_it_harms_or_copies(
    monkeypatch: pytest.MonkeyPatch, store: CoachingStore
) -> None:
    only(crew(PACK), [AUDITOR])
    reader = Reader()
    monkeypatch.setattr("flows.entry.configured_model", lambda: reader)
    own = view_of(AUDITOR).item["prompt"]
    name = TRUTH[PLAIN]["agents"][AUDITOR]["auditor_name"]
    for sample in (PLAIN, SERIF):
        item = _item(settled(sample, "gemini"))
        assert len(item["coaching"]["scores"]) == 2
        assert item["coaching"]["scores"][1] == 1.0
        assert item["prompt"].startswith(own.rstrip())
        assert f"- {ADVICE}" in item["prompt"]
        assert name not in item["prompt"]  # the judge had said it
    (kept,) = store.prompts(PACK, AUDITOR)
    assert (kept.state, kept.accuracy) == ("candidate", 1.0)
    assert name not in _artifacts()

    (done,) = asyncio.run(try_prompts(PACK, "gemini"))
    assert (done.state, done.reason) == ("promoted", "no worse on 2 reports")
    item = _item(settled(PLAIN, "gemini"))
    assert item["coaching"]["scores"] == [1.0]
    assert item["prompt"] == kept.prompt

    for text, accuracy in ((f"{kept.prompt} Guess.", 0.99), (f"{own} Such as {name}.", 0.98)):
        store.keep_prompt(PromptRow("", PACK, AUDITOR, text, "", accuracy, kept.model))
    worse, copying = asyncio.run(try_prompts(PACK, "gemini"))
    assert (worse.state, worse.reason) == ("refused", "worse on 1 of 2 reports")
    assert copying.state == "refused"
    assert copying.reason.startswith("it copies ")
    (standing,) = registry_of().agents(PACK)
    assert standing.prompt == kept.prompt


def _item(finished: Any) -> dict[str, Any]:
    return items_of(finished.ran.trace)[AUDITOR]


# Gemini's protocol


@pytest.fixture
def google(monkeypatch: pytest.MonkeyPatch) -> Any:
    def configured(url: str) -> Any:
        from blocks.models import configured_model

        monkeypatch.setenv("COXSWAIN_MODEL", "google:gemini-2.5-pro")
        monkeypatch.setenv("COXSWAIN_MODEL_URL", url)
        monkeypatch.setenv("GEMINI_API_KEY", "test")
        return configured_model()

    return configured


BUSY = (429, {"error": {"code": 429, "message": "quota", "status": "RESOURCE_EXHAUSTED"}})
EMPTY = (200, {"candidates": [{"finishReason": "SAFETY"}], "usageMetadata": {}})


def test_gemini_is_asked_with_images_and_schema_and_what_passes_is_tried_again(google: Any) -> None:
    only(crew(PACK), [MEMBERS])
    fenced = f"```json\n{members()}\n```"
    said = (BUSY, gemini("Certainly!"), gemini(fenced), gemini(opinion(1)[:9]), gemini(opinion(1)))
    with provider(*said) as server:
        trace = ran(google(server.url), "gemini", PLAIN, limited("gemini", max_parallel=1))
    item = items_of(trace)[MEMBERS]
    assert item["fields"]["members_start"]["value"] == 69
    assert item["fields"]["members_start"]["box"]
    assert item["way"] == "google:gemini-2.5-pro"
    assert item["repairs"] == ["asked again", "fence removed"]
    assert item["coaching"]["scores"] == [1.0]
    bodies = [body for _, _, body in server.asked]
    assert len(bodies) == 5
    image, text = bodies[1]["contents"][0]["parts"]
    assert next(iter(image["inlineData"].values()))
    assert "Read the members" in text["text"]
    schema = bodies[1]["generationConfig"]["responseJsonSchema"]
    assert "$schema" not in json.dumps(schema)
    assert "box" not in json.dumps(schema)
    usage = trace.steps[1].outcome.usage if trace.steps[1].outcome else None
    assert usage is not None
    assert (usage.tokens_in, usage.tokens_out) == (48, 20)  # of four answers
    assert float(usage.cost) > 0


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ((gemini("Certainly!"),) * 2, "holds no JSON object"),
        ((gemini(NOBODY[:40]),) * 2, "cut off"),
        ((gemini('{"colour": 1}'),) * 2, "is missing"),
        ((EMPTY,), "answered without text"),
        ((HANG,), "did not answer within|took longer than"),
        (((400, {"error": {"code": 400, "message": "no such schema"}}),), "400"),
    ],
)
def test_a_fault_of_gemini_ends_in_its_agents_error(google: Any, bad: Any, why: str) -> None:
    only(crew(PACK), [AUDITOR, MEMBERS])  # asked in this order
    with provider(*bad, gemini(members()), gemini(opinion(1))) as server:
        known = limited("gemini", max_parallel=1, agent_timeout=2, retries=0)
        trace = ran(google(server.url), "gemini", PLAIN, known)
    items = items_of(trace)
    assert any(part in items[AUDITOR]["error"] for part in why.split("|"))
    assert items[MEMBERS]["coaching"]["score"] == 1.0
    assert trace.decision is not None
    assert trace.decision.action == "REVIEW"
    assert AUDITOR in trace.decision.reason


# A model that runs here


@pytest.fixture(scope="module")
def seer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A tiny Qwen2.5-VL. On one thread: on a busy machine several wait for one another."""
    torch = pytest.importorskip("torch", reason="torch is missing: `make models` installs it")
    pytest.importorskip("transformers", reason="transformers is not installed: `make models` does")
    pytest.importorskip("llguidance", reason="llguidance is not installed: `make models` does")
    from tests.blocks.models.tiny import seeing_model

    folder = seeing_model(tmp_path_factory.mktemp("seer"))
    config = json.loads((folder / "config.json").read_text())
    config["text_config"]["max_position_embeddings"] = 32_768  # its tokens are single letters
    (folder / "config.json").write_text(json.dumps(config))
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield str(folder)
    torch.set_num_threads(threads)


@pytest.fixture
def slot(prefect_server: str) -> Iterator[str]:
    """A limit of one, under a name of its own."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import GlobalConcurrencyLimitCreate

    assert prefect_server
    name = f"gpu-{uuid4().hex[:8]}"
    with get_client(sync_client=True) as client:
        client.create_global_concurrency_limit(GlobalConcurrencyLimitCreate(name=name, limit=1))
        yield name
        client.delete_global_concurrency_limit_by_name(name)


def test_a_tiny_model_answers_in_the_schema_behind_the_gate_and_its_result_is_honest(
    seer: str, slot: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    logging.getLogger("transformers").setLevel(logging.ERROR)
    only(crew(PACK), [AUDITOR, MEMBERS])
    short = {
        AUDITOR: {"type": "year", "deputy": "flag"},
        MEMBERS: {"members_end": "count!", "transfers": "count"},
    }
    for agent, schema in short.items():
        registry_of().edit(PACK, agent, bounded_prompt="Count.", output_schema=schema)
    model = gated(HuggingFaceModel(seer, device="cpu", resource=slot))
    monkeypatch.setattr("flows.entry.configured_model", lambda: model)
    finished = settled(PLAIN, "huggingface")
    assert finished.ran is not None
    items = items_of(finished.ran.trace)
    assert items.keys() == {AUDITOR, MEMBERS}
    for agent, schema in short.items():
        assert "error" not in items[agent]
        assert items[agent]["fields"].keys() == schema.keys()
        assert items[agent]["repairs"] == []  # held to the schema: nothing to repair
    assert finished.decision is not None
    assert finished.decision.action == "REVIEW"
    assert not any(item["coaching"]["reached"] for item in items.values() if _values(item))


def _values(item: dict[str, Any]) -> list[Any]:
    return [found for found in item["fields"].values() if found]


def test_a_model_that_only_reads_and_is_shown_images_says_what_to_do(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="torch is not installed: `make models` installs it")
    from tests.blocks.models.tiny import text_model

    model = HuggingFaceModel(str(text_model(tmp_path)), device="cpu")
    with pytest.raises(ModelError, match="reads text and no images: show it the pages' text"):
        asyncio.run(extract_pages.run(view_of(MEMBERS, model=model)))


# Names


@pytest.mark.usefixtures("prefect_server")
def test_the_names_of_a_report_stand_in_its_result_and_nowhere_on_the_server(
    caplog: pytest.LogCaptureFixture, own_folders: Path
) -> None:
    only(crew(PACK), [AUDITOR, GOVERNANCE, "AuditReportAgent", "EventsAgent"])
    finished = settled(PLAIN)
    governance = TRUTH[PLAIN]["agents"][GOVERNANCE]
    lists = ("board_members", "deputies", "nomination_committee")
    names = [row["name"] for part in lists for row in governance[part]]
    names.append(TRUTH[PLAIN]["agents"][AUDITOR]["auditor_name"])
    result = (own_folders / "reports" / finished.id / f"{PLAIN}.json").read_text(encoding="utf-8")
    assert [name for name in names if name not in result] == []
    shown = _artifacts() + _logs() + caplog.text + finished.reason
    assert finished.ran is not None
    shown += to_markdown(finished.ran.report) + finished.report.read_text(encoding="utf-8")
    surnames = {name.split()[-1] for name in names}
    assert [name for name in surnames if name in shown] == []


def _artifacts() -> str:
    """The latest artifacts, and the names and messages of the latest runs, as one text."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.sorting import ArtifactSort, FlowRunSort, TaskRunSort

    from blocks.server import flush_events

    flush_events()
    with get_client(sync_client=True) as client:
        shown = [
            *client.read_artifacts(sort=ArtifactSort.CREATED_DESC),
            *client.read_flow_runs(sort=FlowRunSort.START_TIME_DESC),
            *client.read_task_runs(sort=TaskRunSort.END_TIME_DESC),
        ]
    texts = [json.loads(each.model_dump_json()) for each in shown]
    text = json.dumps(texts, ensure_ascii=False)
    assert "brf-alkarret" in text  # the artifacts of this run are among them
    assert "AuditorAgent 1 judge" in text  # and its tasks
    return text


def _logs() -> str:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.sorting import LogSort

    async def read() -> str:
        async with get_client() as client:
            found = await client.read_logs(sort=LogSort.TIMESTAMP_DESC)
        assert found
        return " ".join(log.message for log in found)

    return asyncio.run(read())
