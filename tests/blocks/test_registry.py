"""The registry of agents: seeding, editing, history, and what runs go by."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from blocks.agent_fields import LEAVES, shape_fault
from blocks.coaching_rows import AgentRow
from blocks.errors import LedgerError, RefusedEdit, UnknownAgent
from blocks.ledger import Ledger, open_ledger
from blocks.registry import Registry, Seeded
from policies import rosters
from tests.blocks.coaching_values import SHAPE, agent, registry_in

ROWS = [agent("B", priority=2), agent("A", priority=2), agent("Z", priority=1)]


@pytest.fixture
def registry(ledger: Ledger) -> Registry:
    made = registry_in(ledger)
    made.seed("pack", ROWS)
    return made


def by_hand(registry: Registry, change: str) -> None:
    with registry.database.write() as connection:
        connection.execute(text(f"UPDATE agent_registry SET {change}"))


def test_agents_come_back_as_they_were_seeded_by_priority_then_id(registry: Registry) -> None:
    found = registry.agents("pack")
    assert [one.row.agent_id for one in found] == ["Z", "A", "B"]
    assert found[1].row.content == ROWS[1].content
    assert found[1].prompt == "Läs årsredovisningen."
    assert list(found[1].row.output_schema) == list(SHAPE)  # in its order
    assert found == registry.cached("pack")
    assert found[1].json == {
        "agent_id": "A",
        **ROWS[1].content,
        "revision": 1,
        "prompt_id": None,
    }


def test_seeding_again_writes_nothing(registry: Registry, ledger_url: str) -> None:
    before = registry.rows("pack")

    class Unwritable(type(registry.database)):
        def write(self):
            raise AssertionError("a write")

    known = registry.database
    unwritable = Unwritable(known.engine, known.name)
    again = replace(registry, database=unwritable)
    assert again.seed("pack", ROWS) == Seeded()
    assert again.rows("pack") == before


def test_a_seed_that_changed_renews_its_row_unless_somebody_edited_it(registry: Registry) -> None:
    registry.edit("pack", "A", bounded_prompt="Mitt eget.")
    by_hand(registry, "specialization = 'by hand' WHERE agent_id = 'Z'")
    new = [replace(row, confidence_threshold=0.5) for row in ROWS]
    assert registry.seed("pack", new) == Seeded((), ("B",), ("A", "Z"))
    found = {row.agent_id: row for row in registry.rows("pack")}
    assert (found["B"].confidence_threshold, found["B"].revision) == (0.5, 2)
    assert (found["A"].confidence_threshold, found["A"].bounded_prompt) == (0.85, "Mitt eget.")
    assert found["Z"].specialization == "by hand"
    assert registry.seed("pack", new) == Seeded((), (), ("A", "Z"))


def test_a_seed_that_says_by_now_what_was_edited_follows_its_file_again(registry: Registry) -> None:
    edited = registry.edit("pack", "A", priority=3)
    adopted = agent("A", priority=3)
    assert registry.seed("pack", [adopted]) == Seeded((), ("A",), ())
    assert registry.row("pack", "A").seed_digest == edited.digest
    assert registry.seed("pack", [agent("A", priority=1)]) == Seeded((), ("A",), ())


def test_an_agent_that_was_switched_off_stays_off_and_is_no_run_s(registry: Registry) -> None:
    registry.edit("pack", "A", active=False)
    registry.seed("pack", [replace(row, name="Ny") for row in ROWS])
    assert [one.row.agent_id for one in registry.agents("pack")] == ["Z", "B"]
    assert [row.agent_id for row in registry.rows("pack")] == ["A", "B", "Z"]
    assert not registry.row("pack", "A").active


def test_a_whole_number_as_threshold_is_no_change_to_its_row(ledger: Ledger) -> None:
    registry = registry_in(ledger)
    registry.seed("pack", [agent("A", confidence_threshold=1)])
    assert registry.seed("pack", [agent("A", confidence_threshold=1)]) == Seeded()


def test_an_edit_raises_the_revision_and_is_seen_at_once(registry: Registry, ledger_url) -> None:
    other = registry_in(open_ledger(ledger_url))
    other.cached("pack")
    after = registry.edit("pack", "A", confidence_threshold=0.9, typical_pages=[1])
    assert (after.revision, after.confidence_threshold) == (2, 0.9)
    assert registry.row("pack", "A") == after
    for each in (registry, other):
        rows = (*each.agents("pack"), *each.cached("pack"))
        assert [one.row for one in rows if one.row.agent_id == "A"] == [after, after]
    assert registry.edit("pack", "A", confidence_threshold=0.9) == after  # nothing to change


def test_an_edit_by_hand_in_sql_is_what_the_next_run_goes_by(registry: Registry) -> None:
    registry.cached("pack")
    by_hand(registry, "bounded_prompt = 'Annat.' WHERE agent_id = 'A'")
    assert [one.prompt for one in registry.agents("pack") if one.row.agent_id == "A"] == ["Annat."]
    assert [one.prompt for one in registry.cached("pack") if one.row.agent_id == "A"] == ["Annat."]


def test_the_history_has_every_content_that_a_row_had(registry: Registry) -> None:
    registry.edit("pack", "A", name="Två")
    by_hand(registry, "name = 'Tre' WHERE agent_id = 'A'")
    registry.edit("pack", "A", name="Fyra")
    found = registry.history("pack", "A")
    assert [(one.revision, one.cause, one.body["name"]) for one in found] == [
        (4, "edited", "Fyra"),
        (3, "by hand", "Tre"),
        (2, "edited", "Två"),
        (1, "seeded", "Läsare"),
    ]
    assert registry.row("pack", "A").revision == 4


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"confidence_threshold": 1.1}, "confidence_threshold takes a number from 0 to 1, not 1.1"),
        ({"confidence_threshold": True}, "from 0 to 1"),
        ({"confidence_threshold": float("nan")}, "from 0 to 1"),
        ({"priority": 0}, "whole number from 1"),
        ({"typical_sections": "styrelsen"}, "list of headings"),
        ({"typical_pages": ["3"]}, "list of page numbers"),
        ({"bounded_prompt": "  "}, "takes text"),
        ({"output_schema": {}}, "not empty"),
        ({"output_schema": {"a": "txt"}}, "a is 'txt'. Valid choices: text, money"),
        ({"output_schema": {"a": {"b": {"c": "text"}}}}, "a.b is"),
        ({"output_schema": {"a": [{"b": "text"}, {"c": "text"}]}}, "one such mapping"),
        ({"output_schema": {"a": [{}]}}, "a has no fields"),
        ({"revision": 7}, "there is no field 'revision'. Valid choices: name, specialization"),
    ],
)
def test_an_edit_that_is_no_valid_value_changes_nothing(registry, fields, said) -> None:
    with pytest.raises(RefusedEdit, match="A of pack was not changed") as caught:
        registry.edit("pack", "A", **fields)
    assert said in str(caught.value)
    assert registry.row("pack", "A").revision == 1


def test_an_unknown_agent_is_answered_with_those_that_there_are(registry: Registry) -> None:
    for ask in (registry.row, registry.edit):
        with pytest.raises(UnknownAgent, match=r"pack has no agent 'AA'.*choices: A, B, Z"):
            ask("pack", "AA")
    assert registry.agents("elsewhere") == ()


def test_a_row_that_holds_no_json_is_named(registry: Registry) -> None:
    by_hand(registry, "typical_pages = '[1' WHERE agent_id = 'A'")
    with pytest.raises(LedgerError, match="pack in agent_registry holds what is no JSON"):
        registry.agents("pack")


def test_a_shape_is_told_alike_by_the_registry_and_by_the_seeds(registry: Registry) -> None:
    assert set(LEAVES) == set(rosters.LEAVES)
    leaves = ("text", "text!", "text!!", "!", "x", None, [], {}, {"b": "year!"}, [{"b": "x"}])
    for shape in (SHAPE, [], {}, None, *({"a": leaf} for leaf in leaves)):
        assert (shape_fault(shape) is None) == (not list(rosters.shape_faults(shape))), shape


def test_two_that_seed_a_new_database_at_once_seed_it_once(registry: Registry, ledger) -> None:
    late = registry_in(ledger)
    found = registry.rows("pack")
    # As if its look had come before the other's commit.
    with registry.database.write() as connection:
        late._write(connection, [(None, row) for row in ROWS], "seeded")
    assert registry.rows("pack") == found


def test_a_digest_is_of_the_content_alone() -> None:
    row = agent()
    assert row.digest == replace(row, revision=9, active=False, updated_at="now").digest
    assert row.digest != replace(row, bounded_prompt="x").digest
    assert isinstance(row, AgentRow)
