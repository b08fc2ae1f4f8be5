"""Shapes as JSON Schema, and as models that take nothing for what it is not."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from policies.errors import OperatorError
from policies.rosters import LEAVES
from tasks.shapes import blank, checked, json_schema, model_of

SHAPE = {
    "chairman": "text",
    "copy": "number",  # what methods of models are called is a name like any other
    "held": "date",
    "approved": "flag",
    "assets": {"current": "money", "previous": "money"},
    "schema": [{"name": "text", "year": "year"}],
}
ANSWER: dict[str, Any] = {
    "chairman": "Åsa Öberg",
    "copy": 1.5,
    "held": "2024-05-31",
    "approved": False,
    "assets": {"current": -12, "previous": None},
    "schema": [{"name": "Ängen", "year": 2024}],
}
GOOD = {
    "text": "å",
    "money": -1,
    "number": 1.5,
    "percent": 2,
    "count": 3,
    "date": "2024-02-29",
    "year": 2024,
    "flag": True,
}


def evidence(value: Any) -> dict[str, Any]:
    return {"value": value, "page": 1, "text": str(value)}


def evidenced(answer: Any) -> Any:
    if isinstance(answer, dict):
        return {name: evidenced(inner) for name, inner in answer.items()}
    if isinstance(answer, list):
        return [evidenced(row) for row in answer]
    return None if answer is None else evidence(answer)


def taken(answer: Any, shape: Any = None, **options: Any) -> Any:
    return model_of(shape or SHAPE, **options).model_validate(answer).model_dump(mode="json")


def test_an_answer_of_the_shape_comes_back_as_it_was() -> None:
    assert taken(ANSWER) == ANSWER
    assert taken(evidenced(ANSWER), evidenced=True) == evidenced(ANSWER)
    boxed = {**evidence("Å"), "box": [1, 2.5, 3, 4]}
    assert taken({"a": boxed}, {"a": "text"}, evidenced=True) == {"a": boxed}
    assert taken({"a": {**boxed, "box": None}}, {"a": "text"}, evidenced=True)["a"]["box"] is None


def test_the_blank_answer_is_an_answer() -> None:
    empty = blank(SHAPE)
    assert empty["assets"] == {"current": None, "previous": None}
    assert empty["schema"] == []
    assert taken(empty) == taken(empty, evidenced=True) == empty
    for with_evidence in (False, True):
        schema = json_schema(SHAPE, evidenced=with_evidence)
        assert Draft202012Validator(schema).is_valid(empty)


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        *(("money", value) for value in ("12", 1.5, 1.0, True, [1], {})),
        *(("count", value) for value in ("12", 1.5, False)),
        *(("year", value) for value in ("2024", 2024.0)),
        *(("percent", value) for value in ("1,5", "1.5", True, float("nan"), float("inf"))),
        *(("date", value) for value in ("20240531", "31 maj 2024", "2024-02-30", 20240531)),
        *(("flag", value) for value in ("true", 1, 0, "ja")),
        *(("text", value) for value in (1, True, ["a"])),
    ],
)
def test_nothing_is_taken_for_what_it_is_not(kind: str, wrong: Any) -> None:
    shapes: list[tuple[Any, Any]] = [
        ({"a": kind}, lambda leaf: {"a": leaf}),
        ({"a": {"b": kind}}, lambda leaf: {"a": {"b": leaf}}),
        ({"a": [{"b": kind}]}, lambda leaf: {"a": [{"b": leaf}]}),
    ]
    for shape, put in shapes:
        assert taken(put(GOOD[kind]), shape) == put(GOOD[kind])
        with pytest.raises(ValidationError):
            taken(put(wrong), shape)
        with pytest.raises(ValidationError):
            taken(put({**evidence("x"), "value": wrong}), shape, evidenced=True)


@pytest.mark.parametrize(
    "change",
    [
        {"further": 1},
        {"assets": {"current": 1}},
        {"assets": {"current": 1, "previous": 2, "more": 3}},
        {"assets": [1, 2]},
        {"schema": [{"name": "a"}]},
        {"schema": {"name": "a", "year": 1}},
    ],
)
def test_a_field_too_many_or_too_few_is_an_error(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        taken({**ANSWER, **change})
    short = {name: value for name, value in ANSWER.items() if name != "held"}
    with pytest.raises(ValidationError, match="held"):
        taken(short)


@pytest.mark.parametrize(
    "wrong", [{"page": 0}, {"page": "3"}, {"text": ""}, {"box": [1, 2]}, {"note": "x"}]
)
def test_evidence_is_a_page_from_one_and_a_text(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        taken({"a": {**evidence(1), **wrong}}, {"a": "money"}, evidenced=True)


def test_what_models_write_for_missing_is_null() -> None:
    shape = {"a": "text", "b": {"c": "money"}, "d": [{"e": "text"}]}
    said = {"a": " ", "b": None, "d": None}
    assert taken(said, shape) == {"a": None, "b": {"c": None}, "d": []}
    empty = {"value": None, "page": None, "text": None}
    said = {"a": {**empty, "value": ""}, "b": {"c": empty}, "d": [{"e": empty}]}
    nothing = {"a": None, "b": {"c": None}, "d": [{"e": None}]}
    assert taken(said, shape, evidenced=True) == nothing


def test_the_schema_is_standard_and_says_what_each_kind_is() -> None:
    schema = json_schema({kind: kind for kind in LEAVES})
    Draft202012Validator.check_schema(schema)
    kinds = {name: field["type"] for name, field in schema["properties"].items()}
    assert kinds == {
        "text": ["string", "null"],
        "money": ["integer", "null"],
        "number": ["number", "null"],
        "percent": ["number", "null"],
        "count": ["integer", "null"],
        "date": ["string", "null"],
        "year": ["integer", "null"],
        "flag": ["boolean", "null"],
    }
    assert schema["properties"]["date"]["format"] == "date"
    assert "kronor" in schema["properties"]["money"]["description"]
    assert list(schema["properties"]) == schema["required"] == list(LEAVES)
    Draft202012Validator.check_schema(json_schema(SHAPE, evidenced=True))


def test_what_nearly_every_document_states_may_be_missing_from_one() -> None:
    shape = {"a": "money!", "b": [{"c": "text!"}]}
    for with_evidence in (False, True):
        plain = json_schema({"a": "money", "b": [{"c": "text"}]}, evidenced=with_evidence)
        assert json_schema(shape, evidenced=with_evidence) == plain
        assert taken({"a": None, "b": []}, shape, evidenced=with_evidence) == blank(shape)
    assert taken({"a": 1, "b": [{"c": "å"}]}, shape) == {"a": 1, "b": [{"c": "å"}]}


def test_a_shape_that_was_edited_into_nonsense_is_named() -> None:
    assert checked(SHAPE, "A") is SHAPE
    with pytest.raises(OperatorError, match=r"schema of A can't be used: a.b: unknown kind 'x'"):
        checked({"a": {"b": "x"}}, "A")
    with pytest.raises(OperatorError, match="a mapping of fields"):
        checked(None, "A")


leaf = st.sampled_from(list(LEAVES))
group = st.dictionaries(st.from_regex(r"\A[a-z][a-z0-9_]{0,6}\Z"), leaf, min_size=1, max_size=3)
some_shapes = st.dictionaries(
    st.from_regex(r"\A[a-z][a-z0-9_]{0,6}\Z"),
    leaf | group | group.map(lambda rows: [rows]),
    min_size=1,
    max_size=4,
)


@given(some_shapes, st.booleans())
@settings(max_examples=40, deadline=None)
def test_every_answer_that_the_schema_allows_the_model_takes(
    shape: Any, with_evidence: bool
) -> None:
    answer = {
        name: [filled(inner[0])] if isinstance(inner, list) else filled(inner)
        for name, inner in shape.items()
    }
    said = evidenced(answer) if with_evidence else answer
    assert Draft202012Validator(json_schema(shape, evidenced=with_evidence)).is_valid(said)
    assert taken(said, shape, evidenced=with_evidence) == said


def filled(inner: Any) -> Any:
    return (
        {key: GOOD[kind] for key, kind in inner.items()} if isinstance(inner, dict) else GOOD[inner]
    )
