"""What an agent that asks a model sees of a sample report, without a flow around it."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from blocks.registry import Enlisted
from policies.load import ROOT
from tasks.agent import View
from tasks.annual_reports import inputs
from tasks.annual_reports.sectionize import sectionize
from tasks.packs import crew
from tasks.roster import seed_rows
from tasks.shapes import blank

PACK = "annual_reports"
SAMPLES = ROOT.parent / "deployments" / "samples" / PACK
PLAIN, THOUSANDS, SCANNED = "brf_alkarret", "brf_granangen", "brf_sjovik"


@lru_cache
def _read(sample: str) -> tuple[Any, Mapping[str, Any]]:
    request = inputs.one(SAMPLES / f"{sample}.pdf").one
    seeds = seed_rows(PACK, crew(PACK).loaded.roster)
    rows = [Enlisted(seed, seed.bounded_prompt).json for seed in seeds]
    return request, sectionize.run(View(request, data={"agents": rows})).facts


def view_of(agent: str, sample: str = PLAIN, **given: Any) -> View:
    """The view of one agent on a sample: its element, and what the sectionizer found."""
    request, read = _read(sample)
    item = next(each for each in read["assignments"] if each["id"] == agent)
    return replace(
        View(request, needs={"sectionize": read}, item=item, settings=crew(PACK).settings), **given
    )


def shape_of(agent: str) -> Mapping[str, Any]:
    """The seeded schema of an agent, in its compact form."""
    return crew(PACK).loaded.roster[agent].schema_


def judging(view: View, fields: Mapping[str, Any]) -> View:
    """The view of a judge of these fields; what they leave out is missing."""
    whole = {**blank(view.item["schema"]), **fields}
    return replace(view, needs={**view.needs, "extract": {"id": view.item["id"], "fields": whole}})


def leaf(value: Any, page: int, text: str | None = None) -> dict[str, Any]:
    """A value as a model gives it."""
    return {"value": value, "page": page, "text": str(value) if text is None else text}
