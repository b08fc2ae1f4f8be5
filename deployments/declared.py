"""The deployments that `prefect.yaml` declares."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from prefect.flows import Flow

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Declared:
    """One entry: what is deployed, where it runs, with which parameters and schedules."""

    name: str
    entrypoint: str
    pool: str
    parameters: dict[str, Any]
    schedules: tuple[dict[str, Any], ...]


def declared(root: Path = ROOT) -> list[Declared]:
    """The entries of `root/prefect.yaml`; FileNotFoundError when there is none."""
    content = yaml.safe_load((root / "prefect.yaml").read_text("utf-8")) or {}
    return [
        Declared(
            name=str(entry.get("name") or ""),
            entrypoint=str(entry.get("entrypoint") or ""),
            pool=str((entry.get("work_pool") or {}).get("name") or ""),
            parameters=dict(entry.get("parameters") or {}),
            schedules=tuple(entry.get("schedules") or ()),
        )
        for entry in content.get("deployments") or ()
    ]


def flow_of(entry: Declared, root: Path = ROOT) -> "Flow[..., Any]":
    """The flow behind an entry, its module executed anew; whatever stops that passes through."""
    from prefect.flows import load_flow_from_entrypoint

    place, _, name = entry.entrypoint.rpartition(":")
    entrypoint = f"{root / place}:{name}" if place else entry.entrypoint
    return load_flow_from_entrypoint(entrypoint, use_placeholder_flow=False)
