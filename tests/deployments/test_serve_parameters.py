"""The Run forms of `make serve`: filled with the shipped sample, described, valid as they are."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from prefect.utilities.callables import parameter_schema

from deployments.declared import ROOT, Declared, declared, flow_of
from tasks.reconciliation.inputs import Comparison, open_input, read_comparison
from tasks.reconciliation.request import Break

SAMPLES = Path("deployments/samples/reconciliation")
ENTRIES = {entry.name: entry for entry in declared()}


def parameters(name: str) -> dict[str, Any]:
    return ENTRIES[name].parameters


def schema(entry: Declared) -> dict[str, Any]:
    return parameter_schema(flow_of(entry)).model_dump_for_openapi()


def schemas_within(node: Any) -> list[dict[str, Any]]:
    """Every object in a schema, however deep."""
    if isinstance(node, list):
        return [found for each in node for found in schemas_within(each)]
    if not isinstance(node, dict):
        return []
    return [node, *(found for each in node.values() for found in schemas_within(each))]


def test_the_break_of_the_form_is_the_sample_break():
    sample = json.loads((ROOT / SAMPLES / "break.json").read_text())
    assert Break.model_validate(parameters("reconcile-break")["found"]) == (
        Break.model_validate(sample)
    )


def test_the_books_of_the_form_are_the_sample_books(monkeypatch):
    monkeypatch.chdir(ROOT)
    given = parameters("reconcile-books")
    form = Comparison(as_of=given["as_of"], books=given["books"])
    assert form == read_comparison(SAMPLES / "books.yaml")


def test_relative_paths_are_found_from_the_projects_folder(monkeypatch):
    monkeypatch.chdir(ROOT)
    assert open_input(Path(parameters("reconcile-breaks")["input"]), date(2026, 6, 15)).total > 1
    named = [parameters(name).get(of) for name in ENTRIES for of in ("sources", "folder", "file")]
    places = [Path(each) for each in named if each]
    assert len(places) >= 6
    assert all(each.exists() for each in places)


@pytest.mark.parametrize("name", ENTRIES)
def test_the_form_is_valid_as_it_stands(name):
    flow_of(ENTRIES[name]).validate_parameters(parameters(name))


@pytest.mark.parametrize("name", ENTRIES)
def test_the_server_takes_the_form_as_it_stands(name):
    from prefect.utilities.schema_tools import validate

    validate(parameters(name), schema(ENTRIES[name]), raise_on_error=True, ignore_required=False)


@pytest.mark.parametrize("name", ENTRIES)
def test_every_parameter_has_a_description_and_a_place(name):
    properties = schema(ENTRIES[name])["properties"].values()
    assert [field["position"] for field in properties] == [*range(len(properties))]
    assert all(field["description"].endswith(".") for field in properties)


@pytest.mark.parametrize("name", ENTRIES)
def test_no_choice_stands_within_a_choice(name):
    """Which the older form can't show but as raw JSON."""
    for found in schemas_within(schema(ENTRIES[name])):
        assert not [option for option in found.get("anyOf", ()) if "anyOf" in option]


@pytest.mark.parametrize("name", ENTRIES)
def test_every_choice_has_a_title(name):
    """Without one the newer form calls the field `Field`."""
    for found in schemas_within(schema(ENTRIES[name])):
        for field in found.get("properties", {}).values():
            if isinstance(field, dict) and "anyOf" in field:
                assert field["title"]


def test_money_may_be_text_or_an_integer_but_never_a_float():
    amount = schema(ENTRIES["reconcile-break"])["definitions"]["Side"]["properties"]["amount"]
    assert [option["type"] for option in amount["anyOf"]] == ["string", "integer", "null"]
