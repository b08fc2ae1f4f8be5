"""The agents in the database, as `coxswain agents` tells and edits them."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from blocks.coaching import CoachingStore
from blocks.coaching_rows import PromptRow
from policies import load
from tasks.roster import registry_of
from tests.toy import write


@pytest.fixture
def agents(coxswain, tmp_path, monkeypatch) -> Any:
    """`coxswain agents`, where the pack `toy` has two seeds."""
    root = tmp_path / "policies"
    for name, priority in (("LastAgent", 3), ("FirstAgent", 1)):
        seed = {
            "id": name,
            "name": name.removesuffix("Agent"),
            "specialization": "Läser styrelsens namn.",
            "priority": priority,
            "threshold": 0.85,
            "sections": ["styrelsen"],
            "prompt": "Läs om styrelsen.\nOch noterna.",
            "schema": {"chairman": "text", "rows": [{"name": "text", "year": "year"}]},
        }
        write(root, {f"agents/{name}": yaml.safe_dump(seed, allow_unicode=True)}, {})
    read_pack, read_roster = load.read_pack, load.read_roster
    monkeypatch.setattr(load, "read_pack", lambda name: read_pack(name, root))
    monkeypatch.setattr(load, "read_roster", lambda name: read_roster(name, root))
    return lambda *words: coxswain("agents", *words)


def test_the_list_seeds_the_database_and_shows_the_agents_by_priority(agents) -> None:
    out = agents("list", "toy").out
    assert out.index("FirstAgent") < out.index("LastAgent")
    assert "as seeded" in out
    assert "2 agents." in out
    assert [row["agent_id"] for row in agents("list", "toy", "--json").json] == [
        "FirstAgent",
        "LastAgent",
    ]
    assert len(registry_of().rows("toy")) == 2


def test_an_agent_is_shown_with_its_prompt_its_shape_and_its_changes(agents) -> None:
    out = agents("show", "toy", "FirstAgent").out
    for said in ("Läs om styrelsen.\nOch noterna.", "chairman", "name (text), year (year)", "rows"):
        assert said in out
    assert "from a score of 0.85" in out
    assert "seeded" in out
    found = agents("show", "toy", "FirstAgent", "--json").json
    assert (found["prompt"], found["history"][0]["cause"]) == (found["bounded_prompt"], "seeded")


def test_an_edit_is_what_the_next_listing_shows(agents, tmp_path: Path) -> None:
    (tmp_path / "prompt.txt").write_text("Läs årsavgiften.")
    said = agents("edit", "toy", "FirstAgent", "--prompt-file", tmp_path / "prompt.txt",
                  "--threshold", "0.9")  # fmt: skip
    assert said.out == "FirstAgent of toy is at revision 2 now.\n"
    again = agents("edit", "toy", "FirstAgent", "--threshold", "0.9")
    assert "stood so already" in again.out
    row = agents("show", "toy", "FirstAgent", "--json").json
    assert (row["prompt"], row["confidence_threshold"]) == ("Läs årsavgiften.", 0.9)
    agents("edit", "toy", "LastAgent", "--inactive")
    out = agents("list", "toy").out
    assert "edited" in out
    assert "2 agents, 1 switched off." in out
    assert "switched off: no run uses it" in agents("show", "toy", "LastAgent").out


def test_an_agent_is_changed_by_its_own_file_or_a_part_of_it(agents, tmp_path: Path) -> None:
    path = tmp_path / "agent.yaml"
    path.write_text(text := agents("show", "toy", "FirstAgent", "--yaml").out, encoding="utf-8")
    assert "prompt: |-\n  Läs om styrelsen.\n  Och noterna.\n" in text
    assert "stood so already" in agents("edit", "toy", "FirstAgent", "--file", path).out
    path.write_text(text.replace("chairman: text", "chair: text!\n  fee: money"), encoding="utf-8")
    assert "revision 2" in agents("edit", "toy", "FirstAgent", "--file", path).out
    row = registry_of().row("toy", "FirstAgent")
    rows = [{"name": "text", "year": "year"}]
    assert row.output_schema == {"chair": "text!", "fee": "money", "rows": rows}
    path.write_text("sections: [noter, styrelsen]\n", encoding="utf-8")
    assert "revision 3" in agents("edit", "toy", "FirstAgent", "--file", path).out
    row = registry_of().row("toy", "FirstAgent")
    assert (row.typical_sections, row.confidence_threshold) == (["noter", "styrelsen"], 0.85)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("threshold: 1.2\n", "agent.yaml:1 threshold: "),
        ("name: A\nschema: {a: money, b: coins}\n", "agent.yaml:2 schema.b: unknown kind 'coins'"),
        ("id: LastAgent\n", "this is 'LastAgent', and 'FirstAgent' is to be changed."),
        ("prompts: Read.\n", "Did you mean 'prompt'?"),
        ("[a, b]\n", "must hold a mapping"),
        ("a: [\n", "is no valid YAML"),
    ],
)
def test_an_agent_s_file_that_can_not_be_used_is_told_with_its_line(
    agents, tmp_path: Path, content: str, said: str
) -> None:
    path = tmp_path / "agent.yaml"
    path.write_text(content, encoding="utf-8")
    found = agents("edit", "toy", "FirstAgent", "--file", path)
    assert (found.code, found.out) == (2, "")
    assert said in found.err
    assert registry_of().row("toy", "FirstAgent").revision == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("list", "tyo"), "Did you mean 'toy'"),
        (("show", "toy", "FirstAgnet"), "Did you mean 'FirstAgent'? Valid choices: FirstAgent"),
        (("prompts", "toy", "--agent", "X"), "Valid choices: FirstAgent, LastAgent"),
        (("edit", "toy", "FirstAgent"), "Nothing was to be changed"),
        (("edit", "toy", "FirstAgent", "--threshold", "1.2"), "from 0 to 1, not 1.2"),
        (("edit", "toy", "X", "--threshold", "0.5"), "Valid choices: FirstAgent"),
        (
            ("edit", "toy", "FirstAgent", "--prompt-file", "nowhere.txt"),
            "nowhere.txt can't be read",
        ),
        (("edit", "toy", "FirstAgent", "--file", "nowhere.yaml"), "nowhere.yaml can't be read"),
    ],
)
def test_what_can_not_be_used_is_one_sentence_with_the_choices(agents, words, said) -> None:
    found = agents(*words)
    assert found.code == 2
    assert said in found.err
    assert found.err.count("\n") == 1


def test_a_prompt_that_is_empty_or_no_text_is_refused(agents, tmp_path: Path) -> None:
    for content, said in ((b" \n", "takes text"), (b"\xff", "not UTF-8 at byte 0")):
        (tmp_path / "p").write_bytes(content)
        found = agents("edit", "toy", "FirstAgent", "--prompt-file", tmp_path / "p")
        assert (found.code, said in found.err) == (2, True)


def test_a_pack_without_seeds_says_so(coxswain) -> None:
    found = coxswain("agents", "list", "reconciliation")
    assert found.code == 2
    assert "reconciliation has no agents in the database" in found.err


def test_kept_prompts_are_listed_with_their_states(agents) -> None:
    assert "No prompts have been kept yet" in agents("prompts", "toy").out
    registry = registry_of()
    store = CoachingStore(registry.database, registry.cache)
    one = store.keep_prompt(PromptRow("", "toy", "FirstAgent", "Läs noga.", "", 0.973, "m"))
    other = store.keep_prompt(PromptRow("", "toy", "LastAgent", "Läs.", "", 0.9))
    store.promote(one.id, [{"doc_id": "a"}])
    store.refuse(other.id, "it copies values of the report")
    out = agents("prompts", "toy").out
    for said in (one.id, "promoted", "97.3 %", "refused", "it copies values"):
        assert said in out
    (found,) = agents("prompts", "toy", "--agent", "FirstAgent", "--json").json
    assert (found["id"], found["prompt"], found["state"]) == (one.id, "Läs noga.", "promoted")
    assert one.id in agents("list", "toy").out
    assert f"Prompt {one.id}, promoted\nLäs noga." in agents("show", "toy", "FirstAgent").out


def test_the_cache_is_rebuilt_by_one_command(agents) -> None:
    agents("list", "toy")
    registry = registry_of()
    for path in registry.cache.folder.glob("*/*.json"):
        path.write_text("{}")
    out = agents("rebuild-cache").out
    assert "1 file written in" in out
    (path,) = registry.cache.folder.glob("*/*.json")
    assert "FirstAgent" in path.read_text()


def test_a_changed_seed_of_an_edited_agent_is_told_beside_the_list(agents, tmp_path) -> None:
    agents("edit", "toy", "FirstAgent", "--threshold", "0.5")
    path = tmp_path / "policies" / "toy" / "agents" / "FirstAgent.yaml"
    path.write_text(path.read_text().replace("name: First", "name: Other"))
    found = agents("list", "toy")
    assert "changed seeds are left out: FirstAgent." in found.err
    assert agents("show", "toy", "FirstAgent", "--json").json["name"] == "First"


def test_a_database_that_is_away_is_one_sentence(agents, monkeypatch) -> None:
    monkeypatch.setenv("COXSWAIN_LEDGER", "postgresql://u:hunter2@127.0.0.1:1/db")
    for words in (("list", "toy"), ("rebuild-cache",)):
        found = agents(*words)
        assert found.code == 1
        assert "can't be used" in found.err
        assert "hunter2" not in found.err


def test_the_setup_seeds_each_pack_that_has_agents(agents, tmp_path, monkeypatch) -> None:
    from deployments import setup

    monkeypatch.setattr(setup, "pack_names", lambda: ["toy"])
    monkeypatch.setattr(setup, "read_roster", load.read_roster)
    states = [next(iter(setup.agents())) for _ in range(2)]
    assert [(made.what, made.name, made.state) for made in states] == [
        ("agents", "toy", "made"),
        ("agents", "toy", "found"),
    ]
    assert states[0].note == "2 in the database"
    path = tmp_path / "policies" / "toy" / "agents" / "LastAgent.yaml"
    path.write_text(path.read_text().replace("name: Last", "name: Other"))
    registry_of().edit("toy", "FirstAgent", name="Mitt")
    (changed,) = setup.agents()
    assert changed.state == "changed"
    path.write_text(path.read_text())
    (tmp_path / "policies" / "toy" / "agents" / "FirstAgent.yaml").write_text(
        path.read_text().replace("LastAgent", "FirstAgent")
    )
    (kept,) = setup.agents()
    assert (kept.state, "edited there and kept: FirstAgent" in kept.note) == ("found", True)
