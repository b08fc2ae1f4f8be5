"""What `prefect.yaml` declares, as `make serve` deploys it."""

import yaml

from deployments.declared import ROOT, declared
from deployments.setup import POOL


def entries():
    return yaml.safe_load((ROOT / "prefect.yaml").read_text())["deployments"]


def test_every_deployment_is_described_tagged_and_named_once():
    names = [entry["name"] for entry in entries()]
    assert len(names) == len(set(names)) > 0
    for entry in entries():
        assert entry["description"].endswith(".")
        assert entry["tags"]


def test_every_deployment_runs_on_our_pool_and_has_a_nightly_schedule_that_is_off():
    for entry in declared():
        assert entry.pool == POOL
        assert [schedule["active"] for schedule in entry.schedules] == [False]
        assert [schedule["slug"] for schedule in entry.schedules] == ["nightly"]


def test_every_entry_flow_lies_in_flows():
    for entry in declared():
        file, _, name = entry.entrypoint.partition(":")
        assert file.startswith("flows/")
        assert name.isidentifier()
