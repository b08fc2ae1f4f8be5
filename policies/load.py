"""Read packs and policies: every fault of a pack at once, each with file, line and remedy."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol, TypeVar

from policies.checks import Scope, check_intent, check_pack, check_policy
from policies.documents import Document, read, validate
from policies.errors import InputError, PolicyError, Problem, choices
from policies.intents import Intent, Intents
from policies.queries import Queries, Query
from policies.query_checks import query_problems
from policies.rosters import Roster, Seed, roster_of
from policies.schema import Pack, Policy, Value

ROOT = Path(__file__).parent
QUERIES, INTENTS, AGENTS = "queries", "intents", "agents"  # folders of a pack
ValueT = TypeVar("ValueT", bound=Value)


class Shape(Protocol):
    """What a policy may know of an agent: a sample of its facts, and the prefetches it reads."""

    @property
    def facts(self) -> Mapping[str, Any]: ...
    @property
    def data(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, eq=False)
class LoadedPolicy:
    """A policy, its name (the file's), and the file for messages; equal only to itself."""

    name: str
    policy: Policy
    file: str

    @cached_property
    def digest(self) -> str:
        """SHA-256 of what the policy says: layout and comments of the file don't count."""
        return sha256(self.policy.model_dump_json(by_alias=True).encode()).hexdigest()


@dataclass(frozen=True, eq=False)
class LoadedPack:
    """A pack, its policies, named queries and intents by name, and the seeds of its agents by id.

    Equal only to itself.
    """

    name: str
    pack: Pack
    policies: Mapping[str, LoadedPolicy]
    root: Path = field(default=ROOT)
    queries: Queries = field(default_factory=dict)
    intents: Intents = field(default_factory=dict)
    roster: Roster = field(default_factory=dict)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the pack's settings: an edited threshold never meets an old answer."""
        return sha256(self.pack.model_dump_json(by_alias=True).encode()).hexdigest()


def pack_names(root: Path = ROOT) -> list[str]:
    """The packs: folders that hold a pack.yaml."""
    return sorted(path.parent.name for path in root.glob("*/pack.yaml"))


def read_pack(name: str, root: Path = ROOT) -> Pack:
    """What a pack declares, before its policies are read; tells where its agents are."""
    if name not in pack_names(root):
        raise InputError(f"There is no pack {name!r}. {choices(name, pack_names(root))}")
    pack, _, problems = _pack(name, root)
    if pack is None or problems:
        raise PolicyError(problems)
    return pack


def load(
    name: str, agents: Mapping[str, Shape], request: Mapping[str, Any], root: Path = ROOT
) -> LoadedPack:
    """Read and check a pack with all its policies; PolicyError lists every problem.

    `agents` are the pack's agents by name; `request` is a sample of its request, against which
    conditions are checked (empty: not checked).
    """
    pack, document, problems = _pack(name, root)
    if pack is None:
        raise PolicyError(problems)
    queries, faults = read_queries(root / name / QUERIES, f"policies/{name}/{QUERIES}")
    problems += faults
    intents, documents, faults = _intents(root / name / INTENTS, f"policies/{name}/{INTENTS}")
    problems += faults
    roster, faults = _roster(name, root)
    problems += faults
    scope = Scope(pack, agents, request, queries, intents, roster)
    problems += check_pack(document, scope)
    for intent in intents:
        problems += check_intent(documents[intent], intents[intent], scope)
    policies: dict[str, LoadedPolicy] = {}
    for path in sorted((root / name).glob("*.yaml")):
        if path.name == "pack.yaml":
            continue
        file = f"policies/{name}/{path.name}"
        content, found = read(path, file)
        policy, faults = (None, []) if found and content.data is None else validate(content, Policy)
        if policy is not None:
            faults += check_policy(content, policy, scope)
            policies[path.stem] = LoadedPolicy(path.stem, policy, file)
        problems += [*found, *faults]
    if not policies and not problems:
        problems.append(Problem(f"policies/{name}/", 1, "", "holds no policy.", "Add one."))
    if problems:
        raise PolicyError(problems)
    return LoadedPack(name, pack, policies, root, queries, intents, roster)


def read_queries(folder: Path, shown: str) -> tuple[dict[str, Query], list[Problem]]:
    """The named queries of a folder, by name, and what is wrong with their files."""
    found, documents, problems = _values(folder, shown, Query)
    problems += [p for name in found for p in query_problems(documents[name], found[name])]
    return found, problems


def read_roster(name: str, root: Path = ROOT) -> Roster:
    """The seeds of a pack's agents by id, without its code; PolicyError lists every problem."""
    roster, problems = _roster(name, root)
    if problems:
        raise PolicyError(problems)
    return roster


def _roster(name: str, root: Path) -> tuple[Roster, list[Problem]]:
    seeds, documents, problems = _values(root / name / AGENTS, f"policies/{name}/{AGENTS}", Seed)
    roster, faults = roster_of(seeds, documents)
    return roster, [*problems, *faults]


def _intents(
    folder: Path, shown: str
) -> tuple[dict[str, Intent], dict[str, Document], list[Problem]]:
    return _values(folder, shown, Intent)


def _values(
    folder: Path, shown: str, model: type[ValueT]
) -> tuple[dict[str, ValueT], dict[str, Document], list[Problem]]:
    """The values in a folder of YAML files, by the names of the files."""
    found: dict[str, ValueT] = {}
    documents: dict[str, Document] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")):
        document, faults = read(path, f"{shown}/{path.name}")
        value, wrong = (None, []) if faults and document.data is None else validate(document, model)
        problems += [*faults, *wrong]
        if value is not None:
            found[path.stem], documents[path.stem] = value, document
    return found, documents, problems


def _pack(name: str, root: Path) -> tuple[Pack | None, Document, list[Problem]]:
    document, problems = read(root / name / "pack.yaml", f"policies/{name}/pack.yaml")
    if document.data is None and problems:
        return None, document, problems
    pack, faults = validate(document, Pack)
    return pack, document, [*problems, *faults]
