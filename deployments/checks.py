"""Everything that is declared: whether it loads, is covered, and can be deployed."""

from collections.abc import Iterator

from deployments.declared import ROOT
from deployments.given import opened
from policies import coverage
from policies.coverage import combinations
from policies.errors import CoxswainError, PolicyError
from policies.load import pack_names
from policies.routing.catalogue import catalogue
from tasks.packs import Crew, crew
from tasks.records import Rejected

SEVERAL_SHOWN = 3


def everything(*, server: bool = False) -> list[str]:
    """One sentence or two for each problem; empty when all is well.

    Every pack and policy, their coverage, the samples, the entries of prefect.yaml. With `server`
    also what the configured or local Prefect server must hold; without, none is asked.
    """
    found = [problem for name in pack_names() for problem in pack_problems(name)]
    if not pack_names():
        found.append("There is no pack: policies/ holds no folder with a pack.yaml. Add one.")
    return [*found, *_deployable(server=server)]


def counts() -> dict[str, int]:
    """How much was checked, by what it is called; only of packs that load."""
    crews = [crew(name) for name in pack_names()]
    return {
        "pack": len(crews),
        "policy": sum(len(one.loaded.policies) for one in crews),
        "agent": sum(len(one.agents) for one in crews),
        "combination": sum(len(list(combinations(one.loaded))) for one in crews),
    }


def pack_problems(name: str) -> list[str]:
    """What is wrong with one pack."""
    try:
        loaded = crew(name)
    except PolicyError as error:
        return [str(problem) for problem in error.problems]
    except (CoxswainError, ImportError, AttributeError) as error:
        return [f"policies/{name}/pack.yaml: its code can't be loaded: {error}. Mend `agents`."]
    found = [str(problem) for problem in coverage.problems(loaded.loaded)]
    found += _words(loaded)
    return [*found, *sample_problems(loaded)]


def _words(loaded: Crew) -> list[str]:
    """What is wrong with the words that a pack's intents are asked for in."""
    if not loaded.loaded.intents:
        return []
    try:
        catalogue(loaded.loaded)
    except PolicyError as error:
        return [str(problem) for problem in error.problems]
    return []


def sample_problems(loaded: Crew) -> Iterator[str]:
    """The input that ships with a pack must be there and hold nothing malformed."""
    where = f"policies/{loaded.name}/pack.yaml sample"
    try:
        given = opened(loaded, ROOT / loaded.loaded.pack.sample)
    except CoxswainError as error:
        yield f"{where}: {error}"
        return
    rejected = [row for row in given.rows() if isinstance(row, Rejected)]
    for row in rejected[:SEVERAL_SHOWN]:
        yield f"{where}: {row.source} line {row.line} {row.reason}"
    if len(rejected) > SEVERAL_SHOWN:
        yield f"{where}: {len(rejected) - SEVERAL_SHOWN} more rows can't be read."


def _deployable(*, server: bool) -> list[str]:
    """What stops the deployments. Imported late: with a server, its address comes first."""
    if server:
        from blocks.server import ensure_server, use

        use(ensure_server())
        from deployments.check import problems

        return problems()
    from deployments.check import declared_problems

    return declared_problems()
