"""The audit pack of a run: one file with all that the report rests on, and its replay.

A zip archive of JSON and YAML: what was asked, the policy and the pack's settings as they were,
every answer of a query as evidence, the report and what came of its verification, and a manifest
with the SHA-256 of each. What was asked stands in it as it was asked: it is for auditors only.
"""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from blocks.answers import Answer
from flows.finish import Finish
from flows.settle import Shop
from flows.step import Case, as_json
from policies.errors import InputError
from policies.plan import Plan
from policies.queries import Query
from tasks.cache import canonical
from tasks.merge import dump
from tasks.outcome import JSON, Trace
from tasks.report import to_markdown

FORMAT = 1  # raise it when what stands in a pack changes
MANIFEST, REPLAY, REPORT = "manifest.json", "replay.json", "report.md"
_MOMENT = (1980, 1, 1, 0, 0, 0)  # the same run gives the same bytes


@dataclass(frozen=True)
class Packed:
    """What goes into the audit pack of a run that has ended."""

    given: Any
    plan: Plan
    case: Case
    trace: Trace
    made: Finish
    shop: Shop


@dataclass(frozen=True)
class Recorded:
    """What an audit pack holds: its manifest, what a replay needs, the report as it was."""

    manifest: Mapping[str, JSON]
    replay: Mapping[str, JSON]
    report: str


def packed(one: Packed) -> bytes:
    """The audit pack as a zip archive."""
    files = dict(_files(one))
    digests = {name: sha256(content).hexdigest() for name, content in files.items()}
    manifest = {
        "format": FORMAT,
        "pack": one.plan.pack,
        "policy": one.plan.policy.name,
        **{
            k: one.made.report.reproducibility[k]
            for k in ("policy_digest", "pack_digest", "agents")
        },
        "files": digests,
    }
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in {MANIFEST: _json(manifest), **files}.items():
            file.writestr(zipfile.ZipInfo(name, _MOMENT), content, zipfile.ZIP_DEFLATED)
    return archive.getvalue()


def unpacked(path: Path) -> Recorded:
    """Read an audit pack; InputError when it is none, or when a file in it has been changed."""
    try:
        with zipfile.ZipFile(path) as file:
            content = {name: file.read(name) for name in file.namelist()}
        manifest = json.loads(content[MANIFEST])
        replay = json.loads(content[REPLAY])
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror or error}.") from None
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise InputError(f"{path} is no audit pack: {error}. Name the .zip of a run.") from None
    if manifest.get("format") != FORMAT:
        raise InputError(f"{path} is an audit pack of another format than {FORMAT}.")
    named = manifest["files"]
    for name in sorted({*named, *content} - {MANIFEST}):
        if name not in content or name not in named:
            raise InputError(f"{path}: {name} is missing, or was added. The pack was changed.")
        if sha256(content[name]).hexdigest() != named[name]:
            raise InputError(f"{path}: {name} is not what the manifest says. The pack was changed.")
    return Recorded(manifest, replay, content[REPORT].decode())


def _files(one: Packed) -> Iterator[tuple[str, bytes]]:
    loaded, report = one.shop.crew.loaded, one.made.report
    yield REPORT, to_markdown(report).encode()
    yield "report.json", dump(report)
    # As it stood, the order of its keys too: reports may tell fields in that of a schema.
    yield REPLAY, json.dumps(_plain(_replay(one)), separators=(",", ":")).encode()
    yield "verification/verification.json", _json(report.verification)
    for answer in one.made.evidence:
        yield f"evidence/{answer.query}-{answer.digest[:8]}.json", _json(asdict(answer))
    yield "sources/pack.json", _json(loaded.pack.model_dump(mode="json", by_alias=True))
    policy = one.plan.policy.policy.model_dump(mode="json", by_alias=True)
    yield f"sources/policies/{one.plan.policy.name}.json", _json(policy)
    for name in sorted({answer.query for answer in one.made.evidence} & set(loaded.queries)):
        yield f"sources/queries/{name}.json", _json(_query(loaded.queries[name]))


def _replay(one: Packed) -> dict[str, JSON]:
    """What a replay needs: the request, what was fetched for it, and what models said."""
    answers = one.case.answers
    return {
        "request": as_json(one.given),
        "policy": one.shop.policy,
        "role": one.shop.role,
        "model": one.shop.model.id if one.shop.model else None,
        "data": {name: list(rows) for name, rows in one.case.data.items()},
        "answers": {key: asdict(answer) for key, answer in sorted(answers.known.items())},
        "asked": answers.client is not None,
        "warnings": [*one.case.warnings],
        "answer_warnings": [*answers.warnings],
        "said": dict(one.case.said),  # each call's by its place: step, element, round
    }


def _query(query: Query) -> JSON:
    return query.model_dump(mode="json", by_alias=True)


def _json(value: JSON) -> bytes:
    return canonical(_plain(value))


def _plain(value: Any) -> JSON:
    """Tuples as lists, and mappings of any kind as dicts: what JSON knows."""
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


def answers_of(replay: Mapping[str, JSON]) -> dict[str, Answer]:
    """The answers that a replay works on, by the keys of what was asked."""
    from pydantic import TypeAdapter

    return TypeAdapter(dict[str, Answer]).validate_python(replay["answers"])
