"""The audit pack of a run: all that its report rests on; a replay gives the same report."""

import asyncio
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from blocks.answers import Answer, Provenance
from flows.audit_pack import Packed, packed, unpacked
from flows.compose import in_process
from flows.finish import finish
from flows.replay import replay
from flows.settle import Shop, asking, case_for, plan_for
from policies.errors import InputError
from tasks.agent import View
from tasks.findings import Finding, report
from tasks.outcome import Outcome
from tasks.packs import Crew
from tests import toy

QUERY = {
    "title": "Rates",
    "source": {"file": "rates.csv"},
    "publisher": "LMIS",
    "dataset": "rates",
    "columns": {"sector": "text", "rate": "number"},
    "units": {"rate": "percent"},
}
POLICY = {"prefetch": [{"as": "rates", "query": "rates"}], "steps": [{"agent": "look"}]}
NONE = {"ok": True, "score": 0.0, "text": "", "parts": []}


class Client:
    def __init__(self, rate: float = 18.24) -> None:
        self.rate = rate

    def run(self, query: str, _params: Any = None, /) -> Answer:
        rows = ({"sector": "Energy", "rate": self.rate},)
        place = Provenance("LMIS", "rates", "rates.csv", ("sector", "rate"))
        return Answer(query, rows, "percent", place, {"rate": "percent"}, as_of="2024-12-31")


def look(view: View) -> Outcome:
    (row,) = view.answers["rates"].rows
    said = Finding("Rates", f"In Energy it was {row['rate']:.2f} %.", {}, ("rates",))
    return report([said], view.answers, facts=NONE)


def invent(view: View) -> Outcome:
    return replace(look(view), sections=())


def crew(root: Path, answer: Any = look) -> Crew:
    known = {"look": toy.agent("look", answer, data=("rates",))}
    profile = {"profile": {"risk": ["LOW", "HIGH"], "color": ["RED", "BLUE"], "as_of": "string"}}
    files = {"p": POLICY, "queries/rates": QUERY}
    loaded = toy.load_toy(root, files, known, **profile, verification={"stale_days": 400})
    made = toy.crew(loaded, known)

    def classify(request: Any, settings: Any) -> dict[str, Any]:
        return {**made.classify(request, settings), "as_of": "2025-01-31"}

    return replace(made, classify=classify)


def pack_of(made: Crew) -> bytes:
    """The audit pack of a run of the toy pack."""
    shop = Shop(made, policy="p", client=Client())
    given = toy.Request()
    plan = plan_for(given, shop)

    async def run() -> Packed:
        case = await asking(case_for(given, plan, shop, ()), plan, shop)
        trace = await in_process(plan, case, made.loaded.pack)
        return Packed(given, plan, case, trace, finish(given, plan, case, trace, shop), shop)

    return packed(asyncio.run(run()))


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of an audit pack, and the toy pack under its name where a replay looks for it."""
    made = crew(tmp_path / "policies")
    monkeypatch.setattr("flows.replay.crew", lambda _: made)
    path = tmp_path / "run.zip"
    path.write_bytes(pack_of(made))
    return path


def test_it_holds_the_evidence_of_every_query_and_a_digest_of_every_file(pack: Path) -> None:
    with zipfile.ZipFile(pack) as file:
        names = file.namelist()
        (evidence,) = (name for name in names if name.startswith("evidence/"))
        assert json.loads(file.read(evidence))["rows"] == [{"sector": "Energy", "rate": 18.24}]
        manifest = json.loads(file.read("manifest.json"))
        verified = json.loads(file.read("verification/verification.json"))
    assert set(manifest["files"]) == set(names) - {"manifest.json"}
    assert {"report.md", "report.json", "replay.json", "sources/policies/p.json"} <= set(names)
    assert verified["confidence"]["band"] == "GREEN"
    assert verified["counts"]["verified"] == verified["counts"]["numbers"] > 0


def test_a_replay_gives_the_same_report_without_the_sources(pack: Path) -> None:
    found = asyncio.run(replay(unpacked(pack)))
    assert (found.same, found.difference, found.changed) == (True, (), ())


def test_a_replay_with_another_agent_shows_the_difference_and_what_was_changed(
    pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = crew(tmp_path / "other", invent)
    agents = {"look": replace(other.agents["look"], version="2")}
    monkeypatch.setattr("flows.replay.crew", lambda _: replace(other, agents=agents))
    found = asyncio.run(replay(unpacked(pack)))
    assert not found.same
    assert any("18.24" in line for line in found.difference)
    assert "agent look was version 1 and is 2" in found.changed


@pytest.mark.parametrize("name", ["report.md", "replay.json", "verification/verification.json"])
def test_a_pack_that_was_changed_is_refused(pack: Path, tmp_path: Path, name: str) -> None:
    other = tmp_path / "changed.zip"
    with zipfile.ZipFile(pack) as old, zipfile.ZipFile(other, "w") as new:
        for each in old.namelist():
            content = old.read(each)
            new.writestr(
                each, content.replace(b"18.24", b"81.24") + b" " if each == name else content
            )
    with pytest.raises(InputError, match=r"is not what the manifest says"):
        unpacked(other)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 half", b"{}"])
def test_what_is_no_pack_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(InputError, match=r"is no audit pack"):
        unpacked(tmp_path / "x.zip")
    with pytest.raises(InputError, match=r"can't be read"):
        unpacked(tmp_path / "none.zip")


def test_equal_runs_have_equal_packs(tmp_path: Path) -> None:
    made = crew(tmp_path / "policies")
    assert pack_of(made) == pack_of(made)
