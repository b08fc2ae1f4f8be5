"""Everything declared, in one file: an edit of a policy shows its consequence in the diff.

`COXSWAIN_UPDATE=1 make test ARGS=tests/test_inventory.py` writes it again.
"""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from policies.coverage import combinations, problems
from policies.load import ROOT, pack_names
from policies.plan import plan
from policies.schemas import schemas
from tasks.packs import Crew, crew

GOLDEN = Path(__file__).parent / "golden" / "inventory.yaml"


def inventory() -> dict[str, Any]:
    return {name: _pack(crew(name)) for name in pack_names()}


def _pack(known: Crew) -> dict[str, Any]:
    routes: dict[str, list[str]] = {}
    for one in combinations(known.loaded):
        for policy in one.policies:
            routes.setdefault(policy, []).append(" ".join(one.fields.values()))
    return {
        "agents": {name: _agent(agent) for name, agent in sorted(known.agents.items())},
        "policies": {
            name: {"takes": routes.get(name, "by name only"), **_policy(known, name)}
            for name in sorted(known.loaded.policies)
        },
        "intents": {name: _intent(one) for name, one in known.loaded.intents.items()},
        "queries": {name: _query(one) for name, one in known.loaded.queries.items()},
    }


_NO_CALLS = {"calls": None, "mode": "dag"}


def _intent(intent: Any) -> dict[str, Any]:
    reads = [spec.query for spec in intent.prefetch]
    return {"agent": intent.agent, "params": intent.params, "reads": reads}


def _query(query: Any) -> dict[str, Any]:
    return {"from": query.source.locator, "publisher": query.publisher, "units": query.units}


def _agent(agent: Any) -> dict[str, Any]:
    return {"version": agent.version, "data": list(agent.data), "resource": agent.resource}


def _policy(known: Crew, name: str) -> dict[str, Any]:
    policy = known.loaded.policies[name].policy
    exits = {s.alias: f"{s.exit_when} → {s.decide}" for s in policy.steps if s.exit_when}
    limits = policy.limits.model_dump(exclude_defaults=False)
    calls = {"calls": policy.calls, "mode": policy.mode} if policy.calls else {}
    every = tuple(step.model_copy(update={"when": None}) for step in policy.steps)
    whole = replace(
        known.loaded.policies[name], policy=policy.model_copy(update={"steps": every, **_NO_CALLS})
    )
    loaded = replace(known.loaded, policies={name: whole})
    waves = [" ".join(wave) for wave in plan(loaded, {}, policy=name).waves]
    conditions = {step.alias: step.when for step in policy.steps if step.when}
    return {"limits": limits, **calls, "waves": waves, "only when": conditions, "exits": exits}


def test_the_inventory_is_as_it_was_reviewed() -> None:
    found = yaml.safe_dump(inventory(), sort_keys=False, allow_unicode=True, width=100)
    if os.environ.get("COXSWAIN_UPDATE"):
        GOLDEN.write_text(found)
    assert found == GOLDEN.read_text(), "Review the change, then run with COXSWAIN_UPDATE=1."


def test_every_combination_of_every_pack_is_taken_by_exactly_one_policy() -> None:
    for name in pack_names():
        assert problems(crew(name).loaded) == []


def test_reconciliation_covers_every_type_and_tier() -> None:
    found = list(combinations(crew("reconciliation").loaded))
    assert len(found) == 8 * 4
    assert all(len(one.policies) == 1 for one in found)


def test_the_schemas_beside_the_policies_are_current() -> None:
    for name, text in schemas().items():
        assert (ROOT / name).read_text() == text, "Run `python -m policies.schemas`."


def test_every_policy_points_its_editor_to_the_schema() -> None:
    for path in ROOT.glob("*/*.yaml"):
        schema = "pack.schema.json" if path.name == "pack.yaml" else "schema.json"
        first = path.read_text().splitlines()[0]
        assert first == f"# yaml-language-server: $schema=../{schema}", path
