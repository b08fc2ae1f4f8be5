"""The model way of one agent: what it is shown and told, and what becomes of its answer."""

import asyncio
import json
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any

import pytest

from blocks.models import ModelBusyError, ModelError, ScriptedModel
from policies.errors import OperatorError
from tasks.agent import View
from tasks.annual_reports.asked_schema import FIGURE, ROWS, TEXT, asked_schema
from tasks.annual_reports.extract_pages import extract_pages
from tasks.annual_reports.shown_pages import MOST_PAGES, pages_of
from tasks.outcome import Outcome
from tests.tasks.annual_reports.asked import SCANNED, THOUSANDS, leaf, shape_of, view_of

MEMBERS = "MemberInfoAgent"
NOTHING = dict.fromkeys(shape_of(MEMBERS))
FOUND = {**NOTHING, "members_start": leaf(69, 2, "69"), "members_end": leaf(72, 2, "72")}


def extracted(view: View, *answers: Any, **options: Any) -> tuple[Outcome, ScriptedModel]:
    said = tuple(a if isinstance(a, str | Exception) else json.dumps(a) for a in answers)
    model = ScriptedModel(said, **options)
    return asyncio.run(extract_pages.run(replace(view, model=model))), model


def test_values_come_with_their_page_their_words_and_their_place() -> None:
    outcome, _ = extracted(view_of(MEMBERS), FOUND, id="hf:tiny")
    fields = outcome.facts["fields"]
    assert fields["members_start"]["value"] == 69
    assert fields["members_start"]["box"][1] < fields["members_end"]["box"][1]
    assert fields["members_new"] is None
    assert (outcome.facts["way"], outcome.facts["repairs"]) == ("hf:tiny", [])
    assert outcome.usage.tokens_out > 0


def test_a_model_is_shown_the_pages_of_the_sections_as_grey_images() -> None:
    from PIL import Image

    view = view_of(MEMBERS)
    _, model = extracted(view, FOUND)
    (asked,) = model.asked
    (picture,) = [Image.open(BytesIO(png)) for png in asked.images]
    assert (picture.mode, picture.size) == ("L", (953, 1348))  # A4 at 115 dots an inch
    assert "The images are pages 2 of the file" in asked.prompt
    assert view.item["prompt"].strip() in asked.prompt


def test_a_model_that_only_reads_is_shown_the_text_with_its_columns() -> None:
    _, model = extracted(view_of(MEMBERS, params={"show": "text"}), FOUND)
    assert model.asked[0].images == ()
    assert "--- page 2 ---" in model.asked[0].prompt
    assert "Bostadsrätt, kvm   2 653" in model.asked[0].prompt


def test_what_is_shown_must_be_images_or_text() -> None:
    with pytest.raises(OperatorError, match=r"show is 'pictures'.*Valid choices: images, text"):
        extracted(view_of(MEMBERS, params={"show": "pictures"}), FOUND)


def test_the_unit_and_the_years_of_the_statements_are_told() -> None:
    _, kronor = extracted(view_of(MEMBERS), FOUND)
    _, thousands = extracted(view_of(MEMBERS, THOUSANDS), NOTHING)
    blind = {**NOTHING, "members_start": leaf(1, 1)}
    _, unknown = extracted(view_of(MEMBERS, SCANNED), blind)
    assert "whole kronor, as they are printed" in kronor.asked[0].prompt
    assert "their 9 171 is 9171000" in thousands.asked[0].prompt
    assert "Where a page prints thousands" in unknown.asked[0].prompt
    assert "ended in 2023 and `previous` that of 2022" in kronor.asked[0].prompt
    assert "ended in" not in unknown.asked[0].prompt


def test_parts_that_are_printed_in_another_unit_are_named() -> None:
    view = view_of(MEMBERS)
    read = {**view.needs["sectionize"], "units": {"notes": 1000}}
    _, model = extracted(replace(view, needs={"sectionize": read}), FOUND)
    assert "Those printed in thousands are: notes." in model.asked[0].prompt


def test_of_a_report_without_sections_the_likely_pages_are_shown_and_not_too_many() -> None:
    view = view_of(MEMBERS, SCANNED)
    assert pages_of(view) == tuple(range(1, 13))
    long = replace(view, needs={"sectionize": {**view.needs["sectionize"], "pages": 40}})
    assert pages_of(long) == tuple(range(1, MOST_PAGES + 1))
    hinted = replace(long, item={**long.item, "typical_pages": [20, 24]})
    assert len(pages_of(hinted)) == MOST_PAGES
    assert {18, 19, 20, 21, 22, 23, 24, 25} < set(pages_of(hinted))


def test_rows_without_any_value_are_left_out() -> None:
    row = {"name": leaf("Östen Pilkvist", 3), "role": None, "term": None}
    view = view_of("GovernanceAgent")
    answer: dict[str, Any] = {
        name: [] if isinstance(shape, list) else None for name, shape in view.item["schema"].items()
    }
    answer["board_members"] = [dict.fromkeys(row), row]
    outcome, _ = extracted(view, answer)
    (kept,) = outcome.facts["fields"]["board_members"]
    assert kept["name"]["value"] == "Östen Pilkvist"


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("There are 69 members.", "holds no JSON object"),
        ('{"members_start": {"value": 69, "page"', "cut off"),
        (json.dumps({**FOUND, "colour": 1}), "colour is not a known field"),
        ("", "holds no JSON object"),
        (json.dumps({**FOUND, "transfers": leaf("five", 2)}), "transfers"),
    ],
)
def test_what_can_not_be_used_is_asked_for_again_once_and_told(bad: str, why: str) -> None:
    outcome, model = extracted(view_of(MEMBERS), bad, FOUND)
    assert outcome.facts["repairs"] == ["asked again"]
    assert "Your last answer was refused" in model.asked[1].prompt
    with pytest.raises(ModelError, match=f"answered twice what can't be used.*{why}"):
        extracted(view_of(MEMBERS), bad, bad)


def test_an_answer_in_a_fence_is_taken_and_the_repair_counted() -> None:
    outcome, _ = extracted(view_of(MEMBERS), f"```json\n{json.dumps(FOUND)}\n```")
    assert outcome.facts["repairs"] == ["fence removed"]


def test_without_a_model_the_error_says_how_to_name_one() -> None:
    with pytest.raises(ModelError, match="Set COXSWAIN_MODEL"):
        asyncio.run(extract_pages.run(view_of(MEMBERS)))


def test_a_busy_model_may_be_asked_again_by_the_engine() -> None:
    with pytest.raises(ModelBusyError):
        extracted(view_of(MEMBERS), ModelBusyError("quota"))


@dataclass
class Slow:
    """Keeps the seconds that it was given."""

    id: str = "slow"
    resource: None = None
    given: list[float] = field(default_factory=list)

    async def complete(self, _prompt: str, seconds: float, **_: Any) -> Any:
        self.given.append(seconds)
        raise ModelBusyError("later")


def test_the_model_has_less_time_than_the_agent() -> None:
    slow = Slow()
    with pytest.raises(ModelBusyError):
        asyncio.run(extract_pages.run(view_of(MEMBERS, model=slow, seconds=100)))
    assert 0 < slow.given[0] <= 90


ROUND = {
    "round": 1,
    "score": 0.5,
    "gain": None,
    "feedback": {
        "lacking": ["members_end"],
        "faults": ["members_end: 27 is printed as 72"],
        "improvements": ["Read digits one by one."],
    },
}


def test_the_next_attempt_hears_the_advice_in_its_prompt_and_the_faults_beside_it() -> None:
    own = view_of(MEMBERS).item["prompt"]
    view = view_of(MEMBERS, feedback=(ROUND,), best={"prompt": own})
    outcome, model = extracted(view, FOUND)
    assert outcome.facts["prompt"].endswith("- Read digits one by one.")
    assert "27 is printed" not in outcome.facts["prompt"]  # it holds for other reports
    assert "Of your last answer was said:\n- members_end: 27 is" in model.asked[0].prompt


def test_the_schema_asks_for_no_box_and_bounds_all_that_could_run_on() -> None:
    shape = {"box": "text", "year": "year!", "rows": [{"amount": "money", "day": "date"}]}
    schema = asked_schema(shape, [3, 7])
    assert "$schema" not in schema
    assert schema["required"] == ["box", "year", "rows"]  # a field may be called so
    parts = schema["properties"]["box"]["anyOf"][0]["properties"]
    assert set(parts) == {"value", "page", "text"}
    assert parts["value"]["maxLength"] == parts["text"]["maxLength"] == TEXT
    assert (parts["page"]["minimum"], parts["page"]["maximum"]) == (3, 7)
    rows = schema["properties"]["rows"]
    assert rows["maxItems"] == ROWS
    amount, day = (
        rows["items"]["properties"][n]["anyOf"][0]["properties"] for n in ("amount", "day")
    )
    assert "maximum" in amount["value"]
    assert amount["text"]["maxLength"] == day["text"]["maxLength"] == FIGURE
    assert day["value"]["format"] == "date"
