"""Seeds of agents: what they may say, and how each fault is told."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from policies.errors import PolicyError
from policies.load import ROOT, load, pack_names, read_roster
from policies.rosters import LEAVES, Seed, roster_digest, shape_faults
from tests.toy import agent, load_toy

SEED: dict[str, Any] = {
    "id": "ReaderAgent",
    "name": "Reader",
    "specialization": "Reads.",
    "priority": 1,
    "threshold": 0.85,
    "sections": ["styrelsen", "notes/övriga fordringar"],
    "prompt": "Read it.\n",
    "schema": {
        "chairman": "text",
        "assets": {"current": "money", "previous": "money"},
        "members": [{"name": "text", "term": "text"}],
    },
}


def seeded(root: Path, *seeds: Any) -> Any:
    for number, seed in enumerate(seeds, 1):
        said = seed if isinstance(seed, str) else yaml.safe_dump(seed, allow_unicode=True)
        path = root / "toy" / "agents" / f"{number:02}_reader.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(said)
    return read_roster("toy", root)


def faults(root: Path, *seeds: Any) -> list[str]:
    with pytest.raises(PolicyError) as caught:
        seeded(root, *seeds)
    return [str(problem) for problem in caught.value.problems]


def test_seeds_are_read_by_their_ids_in_the_order_of_their_files(tmp_path: Path) -> None:
    other = {**SEED, "id": "AnotherAgent"}
    roster = seeded(tmp_path, SEED, other)
    assert list(roster) == ["ReaderAgent", "AnotherAgent"]
    seed = roster["ReaderAgent"]
    assert seed.schema_ == SEED["schema"]
    assert list(seed.schema_) == list(yaml.safe_load(yaml.safe_dump(SEED))["schema"])
    assert (seed.sections, seed.typical_pages) == (("styrelsen", "notes/övriga fordringar"), ())


def test_a_pack_brings_its_seeds_along(tmp_path: Path) -> None:
    seeded(tmp_path, SEED)
    known = {"see": agent("see")}
    loaded = load_toy(tmp_path, {"p": {"steps": [{"agent": "see"}]}}, known)
    assert list(loaded.roster) == ["ReaderAgent"]


def test_all_faults_of_all_seeds_are_told_with_file_and_line(tmp_path: Path) -> None:
    first = """\
id: Reader
name: R
specialization: Reads.
priority: 4
threshold: 0.85
sections: [Styrelsen, revisorer, revisorer]
promt: Read.
schema:
  chairman: txt
  assets: {current: money, Previous: money}
  deep: {a: {b: text}}
  members:
    - {name: text}
    - {term: text}
"""
    found = faults(tmp_path, first, {**SEED, "id": "Same"}, {**SEED, "id": "Same"})
    place = "policies/toy/agents/01_reader.yaml"
    assert found == [
        f"{place}:1: the key 'prompt' is missing.",
        f"{place}:4 priority: Input should be less than or equal to 3, not 4.",
        f"{place}:7 promt: unknown key 'promt'. Did you mean 'prompt'? Valid choices: id, name,"
        " priority, prompt, schema, sections, specialization, threshold, typical_pages.",
        "policies/toy/agents/03_reader.yaml:1 id: the id 'Same' is taken by"
        " policies/toy/agents/02_reader.yaml. Give one of them another.",
    ]


def test_faults_of_headings_and_of_the_shape_name_what_is_right(tmp_path: Path) -> None:
    schema = """
schema:
  chairman: txt
  assets: {current: money, Previous: money}
  deep: {a: {b: text}}
  members:
    - {name: text}
    - {term: text}
  none: {}
"""
    said = {k: v for k, v in SEED.items() if k != "schema"}
    said["sections"] = ["Styrelsen", "revisorer", "revisorer"]
    text = yaml.safe_dump(said, allow_unicode=True, sort_keys=False).rstrip() + schema
    found = [line.partition(".yaml:")[2] for line in faults(tmp_path, text)]
    leaves = "Valid choices: count, date, flag, money, number, percent, text, year."
    assert found == [
        "7 sections[0]: 'Styrelsen' is not in lower case. Write it so.",
        "9 sections[2]: 'revisorer' stands twice. Drop one of them.",
        f"14 schema.chairman: unknown kind 'txt'. Did you mean 'text'? {leaves}",
        "15 schema.assets.Previous: 'Previous' is no name of a field."
        " Use a to z, 0 to 9 and _, a letter first.",
        f"16 schema.deep.a: is nested too deep. Here stands a leaf. {leaves}",
        "17 schema.members: rows are a list with one mapping of leaves."
        " Write what one row holds: [{name: text, …}].",
        "20 schema.none: has no fields.",
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"threshold": 1.5}, "less than or equal to 1"),
        ({"sections": []}, "at least 1 item"),
        ({"prompt": " \n"}, "an agent needs a prompt"),
        ({"id": "No Name"}, "match pattern"),
        ({"typical_pages": [0]}, "greater than or equal to 1"),
        ({"schema": {}}, "a shape is a mapping of fields"),
        ({"schema": ["text"]}, "valid dictionary"),
        ({"schema": {"a": "x" * 3}}, "unknown kind"),
    ],
)
def test_each_value_is_checked(tmp_path: Path, change: Any, said: str) -> None:
    assert any(said in fault for fault in faults(tmp_path, {**SEED, **change}))


def test_the_registry_is_a_source_for_packs_with_seeds_only(tmp_path: Path) -> None:
    known = {"see": agent("see", data=("agents",))}
    spec = {"as": "agents", "source": "registry"}
    policy = {"prefetch": [spec], "steps": [{"agent": "see"}]}
    with pytest.raises(PolicyError, match=r"unknown source 'registry'\. Seed the pack's agents"):
        load_toy(tmp_path, {"p": policy}, known)
    seeded(tmp_path, SEED)
    load_toy(tmp_path, {"p": policy}, known)
    with pytest.raises(PolicyError, match="the registry takes no key"):
        load_toy(tmp_path, {"p": {**policy, "prefetch": [{**spec, "key": "request.id"}]}}, known)
    with pytest.raises(PolicyError, match=r"unknown source 'registr'\. Did you mean 'registry'\?"):
        load("toy", known, {}, _misspelt(tmp_path))


def _misspelt(root: Path) -> Path:
    path = root / "toy" / "p.yaml"
    path.write_text(path.read_text().replace("source: registry", "source: registr"))
    return root


def test_the_digest_of_a_roster_is_of_what_its_seeds_say(tmp_path: Path) -> None:
    one = roster_digest(seeded(tmp_path, SEED))
    assert one == roster_digest(seeded(tmp_path, "# the same\n" + yaml.safe_dump(SEED)))
    assert one != roster_digest(seeded(tmp_path, {**SEED, "prompt": "Read it well."}))


any_leaf = st.sampled_from([*LEAVES, "money!", "money!!", "!", "x", "", None, 1])
any_name = st.sampled_from(["a", "b", "C", ""])
any_shape = st.recursive(
    any_leaf,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(any_name, inner, max_size=3),
    max_leaves=6,
)


@given(any_shape)
def test_any_shape_is_sound_for_editors_just_when_it_is_for_us(shape: Any) -> None:
    from jsonschema import Draft202012Validator

    schema = json.loads((ROOT / "agent.schema.json").read_text())
    valid = Draft202012Validator(schema["properties"]["schema"]).is_valid(shape)
    assert valid == (not list(shape_faults(shape)))


def test_every_seed_points_its_editor_to_the_schema() -> None:
    first = "# yaml-language-server: $schema=../../agent.schema.json"
    for name in pack_names():
        for path in (ROOT / name / "agents").glob("*.yaml"):
            assert path.read_text().splitlines()[0] == first, path


def test_a_seed_is_frozen() -> None:
    seed = Seed.model_validate(SEED)
    with pytest.raises(ValueError, match="frozen"):
        seed.priority = 2  # type: ignore[misc]
