"""Cache keys: equal values, and only they, have equal keys; nothing is left out by mistake."""

import enum
import json
import math
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blocks.answers import Answer, Provenance
from tasks.agent import Agent, View
from tasks.cache import (
    IRRELEVANT,
    VIEW_PARTS,
    Subject,
    canonical,
    code_digest,
    digest,
    generate_cache_key,
    key_parts,
)
from tasks.outcome import Outcome

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)
SUBJECT = Subject("books", "digest of the pack", "small", "digest of the policy", "the request")
VIEW = View(
    request=object(),
    profile={"risk": "LOW"},
    needs={"look": {"size": 3}},
    data={"rows": [{"id": 1}]},
    params={"settle": True},
    settings={"limit": "5"},
)


class Color(enum.StrEnum):
    RED = "RED"


@dataclass
class Money:
    amount: str


def work(view: View) -> Outcome:
    """An agent's function."""
    return Outcome()


def made(answer: Any) -> Any:
    def run(view: View) -> Any:
        return answer

    return run


def defaulted(answer: Any) -> Any:
    def run(view: View, given: Any = answer, *, named: Any = answer) -> Any:
        return given, named

    return run


def an_agent(**changes: Any) -> Agent:
    return replace(Agent("rules", work, "1", {}), **changes)


def key(agent: Agent | None = None, subject: Subject = SUBJECT, view: View = VIEW) -> str:
    agent = agent or an_agent()
    return generate_cache_key(agent, key_parts(agent, subject, view))


def reordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: reordered(inner) for name, inner in reversed(value.items())}
    return [reordered(inner) for inner in value] if isinstance(value, list) else value


@given(st.dictionaries(st.text(), JSON))
def test_the_order_of_keys_does_not_count_and_a_trip_through_json_changes_nothing(
    params: dict[str, Any],
) -> None:
    key = generate_cache_key(work, params)
    assert generate_cache_key(work, reordered(params)) == key
    assert generate_cache_key(work, json.loads(json.dumps(params))) == key


@given(JSON, JSON)
def test_equal_keys_mean_the_same_json(one: Any, other: Any) -> None:
    same = generate_cache_key(work, {"x": one}) == generate_cache_key(work, {"x": other})
    assert same == (json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True))


@given(JSON)
def test_a_key_is_a_short_file_name(value: Any) -> None:
    key = generate_cache_key(work, {"x": value})
    assert len(key) == 64
    assert set(key) <= set("0123456789abcdef")


def test_one_as_a_number_a_text_and_a_truth_are_four_values() -> None:
    values = [1, 1.0, "1", True, None, 0, False, "", [], {}, "null", [1], {"1": None}]
    assert len({generate_cache_key(work, {"x": value}) for value in values}) == len(values)


@pytest.mark.parametrize(
    "value",
    [
        {1, 2},
        frozenset(),
        b"x",
        bytearray(b"x"),
        datetime(2026, 3, 2, tzinfo=UTC),
        datetime(2026, 3, 2, tzinfo=UTC).date(),
        Decimal("1.10"),
        UUID(int=1),
        math.nan,
        math.inf,
        -math.inf,
        object(),
        Money("1"),
        Color.RED,
        MappingProxyType({}),
        Path("x"),
        1j,
        work,
        {1: "x"},
        {None: "x"},
        {("a",): "x"},
    ],
    ids=lambda value: f"{type(value).__name__} {value!s:.20}",
)
def test_what_is_not_json_is_an_error_that_names_its_place(value: Any) -> None:
    with pytest.raises(TypeError, match=r"at \.params\.a\.b\[1\]") as error:
        generate_cache_key(work, {"a": {"b": [0, value]}})
    assert len(str(error.value)) < 300
    assert (
        type(value).__name__ in str(error.value)
        or "no string" in str(error.value)
        or ("not finite" in str(error.value))
    )


def test_a_huge_value_that_is_not_json_does_not_fill_the_message() -> None:
    with pytest.raises(TypeError) as error:
        canonical({"x": b"x" * 10_000_000})
    assert len(str(error.value)) < 300


def test_functions_of_one_factory_differ_by_what_they_are_bound_to() -> None:
    several = [made(1), made(2), made("1"), made(True), defaulted(1), defaulted(2), made(work)]
    assert len({generate_cache_key(fn, {}) for fn in several}) == len(several)
    assert generate_cache_key(made(1), {}) == generate_cache_key(made(1), {})


def test_functions_of_one_name_differ_by_where_they_stand() -> None:
    one, other = (lambda _: 1), (lambda _: 2)
    below = lambda _: 1  # noqa: E731
    keys = {generate_cache_key(fn, {}) for fn in (one, other, below)}
    assert len(keys) == 3


def test_what_has_no_name_to_be_known_by_is_an_error() -> None:
    for nameless in (partial(work), VIEW, [].append, Money("1").__eq__, "work"):
        with pytest.raises(TypeError, match="has no name to be known by"):
            generate_cache_key(nameless, {})  # type: ignore[arg-type]


def test_a_closure_that_is_not_json_is_an_error_that_names_function_and_variable() -> None:
    with pytest.raises(TypeError, match=r"closure of made\.<locals>\.run: answer is Decimal"):
        generate_cache_key(made(Decimal(1)), {})
    with pytest.raises(TypeError, match=r"defaults of defaulted\.<locals>\.run is Decimal"):
        generate_cache_key(defaulted(Decimal(1)), {})


def test_agents_of_one_function_never_share_a_key() -> None:
    several = [
        an_agent(),
        an_agent(name="other"),
        an_agent(version="2"),
        an_agent(run=made(1)),
        an_agent(run=made(2)),
    ]
    assert len({generate_cache_key(agent, {}) for agent in several}) == len(several)
    assert generate_cache_key(work, {}) not in {generate_cache_key(a, {}) for a in several}


def test_every_field_of_a_view_is_in_the_key_or_irrelevant_with_a_reason() -> None:
    names = {field.name for field in fields(View)}
    assert set(VIEW_PARTS) | set(IRRELEVANT) == names | {"round"}
    assert not set(VIEW_PARTS) & set(IRRELEVANT)
    assert all(len(reason.split()) > 3 for reason in IRRELEVANT.values())


def test_every_field_of_a_subject_and_each_part_of_a_view_is_in_the_parts() -> None:
    parts = key_parts(an_agent(), SUBJECT, VIEW)
    assert {getattr(SUBJECT, field.name) for field in fields(Subject)} <= {
        part for part in parts.values() if isinstance(part, str)
    }
    assert set(VIEW_PARTS) <= set(parts)


@dataclass(frozen=True)
class Named:
    id: str


VIEW_CHANGES = {
    "profile": {"risk": "HIGH"},
    "needs": {"look": {"size": 4}},
    "data": {"rows": [{"id": 2}]},
    "answers": {"rows": Answer("rows", ({"id": 2},), "count", Provenance("LMIS", "rows", "f"))},
    "params": {"settle": False},
    "item": "x",
    "model": Named("gemma@1"),
    "round": ({"feedback": "shorter"},),
    "feedback": ({"feedback": "shorter"},),
    "best": {"text": "long"},
}
FIELDS = {"round": "feedback"}  # how far coaching is follows from what was said of it


def test_every_part_of_a_view_changes_the_key() -> None:
    assert set(VIEW_CHANGES) == set(VIEW_PARTS)
    for name, value in VIEW_CHANGES.items():
        changed = replace(VIEW, **{FIELDS.get(name, name): value})
        assert key(view=changed) != key(), name
        parts = {n: part(changed) for n, part in VIEW_PARTS.items()}
        assert parts[name] != VIEW_PARTS[name](VIEW), name


@pytest.mark.parametrize("field", [field.name for field in fields(Subject)])
def test_an_edited_pack_policy_or_request_changes_the_key(field: str) -> None:
    assert key(subject=replace(SUBJECT, **{field: "edited"})) != key()


def test_an_upstream_outcome_counts_by_its_value_and_by_its_alias() -> None:
    keys = {
        key(view=replace(VIEW, needs=needs))
        for needs in ({}, {"look": {"size": 3}}, {"see": {"size": 3}}, {"look": {"size": 3.0}})
    }
    assert len(keys) == 4


def test_rows_count_in_their_order_and_coaching_rounds_by_all_that_was_said() -> None:
    one, two = {"id": 1}, {"id": 2}
    first, later = {"feedback": "a"}, {"feedback": "b"}
    told = ((first,), (first, later), (later, first))
    several = [
        *(replace(VIEW, data={"rows": rows}) for rows in ([one, two], [two, one], [])),
        *(replace(VIEW, feedback=said) for said in told),
    ]
    assert len({key(view=view) for view in several}) == len(several)


def test_an_edited_file_beside_an_agent_changes_its_code_digest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "crew_of_test.py").write_text("def work(view):\n    return 1\n")
    (tmp_path / "neighbour.py").write_text("LIMIT = 1\n")
    from crew_of_test import work as edited  # type: ignore[import-not-found]

    before = code_digest(edited)
    (tmp_path / "neighbour.py").write_text("LIMIT = 2\n")
    code_digest.cache_clear()
    assert code_digest(edited) != before


@given(JSON)
def test_canonical_bytes_hold_the_whole_value(value: Any) -> None:
    assert json.loads(canonical(value)) == value
    assert digest(value) == digest(json.loads(canonical(value)))


def test_the_scheme_of_keys_stays_as_it_is() -> None:
    """When this fails on purpose, raise KEY_VERSION: all that is kept becomes a miss."""
    params = {"b": [1, 1.5, "ü", None, True], "a": {"nested": {}}}
    assert canonical(params) == rb'{"a":{"nested":{}},"b":[1,1.5,"\u00fc",null,true]}'
    assert generate_cache_key(Agent("rules", len, "1", {}), params) == (
        "9713dd3239ff41344cc767c9b8d079d08f8ad3fafd5f3ecb53ef1edfe3b96986"
    )


def test_an_edit_in_a_folder_of_a_pack_makes_other_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import importlib.util

    from tasks import cache

    pack = tmp_path / "pack"
    (pack / "inner").mkdir(parents=True)
    (pack / "agents.py").write_text("def run(view):\n    return view\n")
    inner = pack / "inner" / "rule.py"
    inner.write_text("A = 1\n")
    spec = importlib.util.spec_from_file_location("agents", pack / "agents.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(cache, "_TASKS", tmp_path)
    before = cache.code_digest.__wrapped__(module.run)
    inner.write_text("A = 2\n")
    assert cache.code_digest.__wrapped__(module.run) != before
