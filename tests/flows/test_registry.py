"""A run reads its pack's agents from the database: seeded first, then as they stand there."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
import yaml

from blocks.errors import LedgerError
from blocks.ledger import open_ledger
from flows.compose import in_process
from flows.settle import Shop, case_for, plan_for
from policies.errors import OperatorError
from tasks.agent import Agent, View
from tasks.outcome import Outcome
from tasks.roster import listed, registry_of
from tests.toy import Request, crew, load_toy

SEED = {
    "id": "ReaderAgent",
    "name": "Läsare",
    "specialization": "Reads.",
    "priority": 2,
    "threshold": 0.85,
    "sections": ["styrelsen"],
    "prompt": "Läs.",
    "schema": {"chairman": "text"},
}
POLICY = {"prefetch": [{"as": "agents", "source": "registry"}], "steps": [{"agent": "see"}]}


def see(view: View) -> Outcome:
    return Outcome(facts={"rows": dict(view.data)})


def shop_of(root: Path, *, policy: Any = None, prompt: str = "Läs.", **some: Any) -> Shop:
    for number, change in enumerate(({}, {"id": "First", "priority": 1})):
        path = root / "toy" / "agents" / f"{number}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump({**SEED, "prompt": prompt, **change}, allow_unicode=True))
    known = {"see": Agent("see", see, "1", {"rows": {}}, data=("agents",))}
    loaded = load_toy(root, {"p": policy or POLICY}, known)
    return Shop(crew(loaded, known), None, "p", **some)


def seen(shop: Shop) -> list[dict[str, Any]]:
    """The rows that the agent of a run saw."""
    request = Request()
    plan = plan_for(request, shop)
    case = case_for(request, plan, shop, ())
    (step,) = asyncio.run(in_process(plan, case, shop.crew.loaded.pack)).steps
    assert step.outcome is not None, step.reason
    assert case.warnings == ()
    return list(step.outcome.facts["rows"]["agents"])


def test_the_first_run_seeds_the_agents_and_sees_the_columns_of_their_rows(tmp_path) -> None:
    first, second = seen(shop_of(tmp_path))
    assert second == {
        "agent_id": "ReaderAgent",
        "name": "Läsare",
        "specialization": "Reads.",
        "typical_sections": ["styrelsen"],
        "typical_pages": [],
        "bounded_prompt": "Läs.",
        "output_schema": {"chairman": "text"},
        "confidence_threshold": 0.85,
        "priority": 2,
        "revision": 1,
        "prompt_id": None,
    }
    assert first["agent_id"] == "First"


def test_the_next_run_sees_what_was_edited_in_the_database(tmp_path) -> None:
    shop = shop_of(tmp_path)
    seen(shop)
    registry = registry_of()
    registry.edit("toy", "ReaderAgent", bounded_prompt="Mitt eget.")
    registry.edit("toy", "First", active=False)
    assert [row["bounded_prompt"] for row in seen(shop_of(tmp_path))] == ["Mitt eget."]
    assert [row["bounded_prompt"] for row in seen(shop)] == ["Läs.", "Läs."]  # one moment of it


def test_what_decides_about_a_batch_is_another_after_an_edit(tmp_path) -> None:
    before = shop_of(tmp_path).registered
    assert shop_of(tmp_path).registered == before
    registry_of().edit("toy", "First", bounded_prompt="Mitt eget.")
    assert shop_of(tmp_path).registered != before


def test_a_seed_that_changed_reaches_the_next_run_and_an_edit_stays(tmp_path) -> None:
    seen(shop_of(tmp_path))
    registry_of().edit("toy", "First", bounded_prompt="Mitt eget.")
    found = [row["bounded_prompt"] for row in seen(shop_of(tmp_path, prompt="Läs noga."))]
    assert found == ["Mitt eget.", "Läs noga."]


def test_a_given_database_holds_the_registry(tmp_path, ledger_url) -> None:
    ledger = open_ledger(ledger_url)
    assert len(seen(shop_of(tmp_path, database=ledger.database))) == 2
    assert len(registry_of(ledger.database).rows("toy")) == 2
    assert registry_of().rows("toy") == ()
    ledger.close()


def test_runs_that_read_no_agents_never_open_the_registry(tmp_path, own_folders) -> None:
    shop = shop_of(tmp_path, policy={"steps": [{"agent": "see"}]})
    assert not shop.reads_registry
    plan = plan_for(Request(), shop)
    case_for(Request(), plan, shop, ())
    assert not (own_folders / "ledger.db").exists()
    steps = [{"agent": "see", "prefetch": POLICY["prefetch"]}]
    assert shop_of(tmp_path, policy={"steps": steps}).reads_registry


def test_a_shape_that_was_edited_by_hand_into_nonsense_ends_the_run_with_its_place(
    tmp_path,
) -> None:
    from sqlalchemy import text

    shop = shop_of(tmp_path)
    seen(shop_of(tmp_path))
    with registry_of().database.write() as connection:
        connection.execute(text('UPDATE agent_registry SET output_schema = \'{"a": "txt"}\''))
    with pytest.raises(OperatorError, match=r"First in agent_registry \(toy\).*'txt'.*'text'"):
        seen(shop)


def test_a_database_that_is_away_ends_the_run_and_is_no_warning(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("COXSWAIN_LEDGER", "postgresql://u:hunter2@127.0.0.1:1/db")
    with pytest.raises(LedgerError, match="can't be used") as caught:
        seen(shop_of(tmp_path))
    assert "hunter2" not in str(caught.value)


def test_listing_says_what_seeding_did(tmp_path) -> None:
    roster = shop_of(tmp_path).crew.loaded.roster
    assert listed("toy", roster).seeded.inserted == ("ReaderAgent", "First")
    assert listed("toy", roster).seeded.inserted == ()
