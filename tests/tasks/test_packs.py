"""Finding a pack's code: what a pack must hold, and the samples on which conditions are tried."""

import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from types import ModuleType
from typing import Literal

import pytest
from pydantic import BaseModel

from policies.errors import InputError, PolicyError
from policies.load import pack_names
from tasks.agent import Agent, agents_in
from tasks.packs import crew, sample_request


class Color(StrEnum):
    RED = "RED"


class Part(BaseModel):
    amount: Decimal
    size: int = 3
    tags: tuple[str, ...] = ()


class Asked(BaseModel):
    id: str
    day: date
    kind: Literal["FIRST", "SECOND"]
    color: Color
    flag: bool
    share: float
    part: Part
    other: Part | None = None
    names: list[str] = []
    any_of: int | str = 0


def test_a_sample_has_a_value_of_the_right_type_for_every_field() -> None:
    part = {"amount": "", "size": 0, "tags": []}
    assert sample_request(Asked) == {
        "id": "",
        "day": "",
        "kind": "FIRST",
        "color": "",
        "flag": False,
        "share": 0.0,
        "part": part,
        "other": part,
        "names": [],
        "any_of": 0,
    }


@pytest.mark.parametrize("name", pack_names())
def test_every_pack_that_ships_has_its_code(name: str) -> None:
    found = crew(name)
    assert (found.name, found.settings) == (name, found.loaded.pack.settings)
    assert found.agents
    assert all(isinstance(one, Agent) and key == one.name for key, one in found.agents.items())
    sample = Path(found.loaded.pack.sample)
    given = found.open(sample, date(2026, 6, 15))
    assert isinstance(given.one, found.request)
    assert found.identify(given.one)
    profile = found.classify(given.one, found.settings)
    assert set(profile) == set(found.loaded.pack.profile)


def test_a_pack_is_loaded_once_a_process() -> None:
    assert crew("reconciliation") is crew("reconciliation")


def test_an_unknown_pack_is_answered_with_those_that_there_are() -> None:
    with pytest.raises(InputError, match=r"reconcilation.*reconciliation"):
        crew("reconcilation")


@pytest.fixture
def module() -> Iterator[ModuleType]:
    made = ModuleType("a_crew_of_a_test")
    sys.modules[made.__name__] = made
    yield made
    del sys.modules[made.__name__]


def test_agents_are_found_by_their_own_name_wherever_they_stand(module: ModuleType) -> None:
    one = Agent("rules", lambda _: None, "1", {})
    vars(module).update(rules_agent=one, again=one, other=3, rules="a text")
    assert agents_in(module) == {"rules": one}


def test_a_policy_that_names_an_agent_that_is_not_there_is_a_policy_error(tmp_path: Path) -> None:
    from tests.toy import agents, load_toy

    with pytest.raises(PolicyError, match=r"p\.yaml:\d+ steps\[0\]\.agent: .*'luck'.*look"):
        load_toy(tmp_path, {"p": {"steps": [{"agent": "luck"}]}}, agents("look"))
