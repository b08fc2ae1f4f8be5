"""Makes the file of digests of a report that somebody labelled by eye.

    python -m tests.tasks.annual_reports.digest_truth LABELS.yaml REPORT.pdf

LABELS.yaml stays with whoever labelled (it holds names); truth/REPORT.json is written. Labels are
values by agent and field, in the shapes of the agents' schemas (policies/annual_reports/agents):

    GovernanceAgent:
      chairman: Eva Exempel
      annual_meeting_date: "2024-05-14"     # dates and numbers of notes in quotation marks
      board_members:                        # all rows, all cells; what is missing is null
        - {name: Eva Exempel, role: ordförande, term: null}
    AuditorAgent:
      firm: {any_of: [Revision AB, Revision i Exempelstad AB]}  # where the report has both
      deputy: {any_of: [null, Elis Exempel]}                    # where missing is right too
    LoansDebtAgent:
      long_term: {current: 1000000, previous: 0}   # whole kronor, also where it prints thousands

Label from the pages as they look, not from their text layer, and check sums before you believe
yourself. Every field of an agent that is labelled must be there.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.tasks.annual_reports.truth_score import TRUTH, Key, file_key

AGENTS = Path(__file__).parents[3] / "policies" / "annual_reports" / "agents"


def schemas() -> dict[str, Mapping[str, Any]]:
    """The agents' schemas by id, as they are seeded."""
    read = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in AGENTS.glob("*.yaml")]
    return {each["id"]: each["schema"] for each in read}


def digests(labels: Mapping[str, Mapping[str, Any]], file: str) -> dict[str, dict[str, Any]]:
    """The digests of plain labels, shaped alike; `file` is the report's SHA-256."""
    return {
        agent: {name: _digest(Key(file, agent), name, label) for name, label in fields.items()}
        for agent, fields in labels.items()
    }


def differences(schema: Any, truth: Any, where: str) -> Iterator[str]:
    """Where a truth (labels, or their digests) and the schema don't have the same fields."""
    if isinstance(schema, Mapping) and isinstance(truth, Mapping):
        yield from (f"{where}.{name} has no label" for name in schema.keys() - truth.keys())
        yield from (f"{where}.{name} is not in the schema" for name in truth.keys() - schema.keys())
        for name in schema.keys() & truth.keys():
            yield from differences(schema[name], truth[name], f"{where}.{name}")
    elif isinstance(schema, list):
        for row in truth:
            yield from differences(schema[0], row, where)
    elif isinstance(schema, Mapping) or (isinstance(truth, Mapping) and "any_of" not in truth):
        yield f"{where} has another shape than in the schema"


def _digest(key: Key, field: str, label: Any) -> Any:
    if label is None:
        return None
    if isinstance(label, list):
        return [_digest(key, field, row) for row in label]
    if not isinstance(label, Mapping):
        return key.digest(field, label)
    if "any_of" in label:
        return [_digest(key, field, each) for each in label["any_of"]]
    return {name: _digest(key, f"{field}.{name}", each) for name, each in label.items()}


def main() -> None:
    labels_path, report = Path(sys.argv[1]), Path(sys.argv[2])
    labels = yaml.safe_load(labels_path.read_text(encoding="utf-8"))
    known = schemas()
    wrong = [each for name in labels for each in differences(known[name], labels[name], name)]
    if wrong:
        sys.exit(f"{labels_path}: {len(wrong)} labels don't fit:\n  " + "\n  ".join(sorted(wrong)))
    made = json.dumps(digests(labels, file_key(report)), indent=1, sort_keys=True)
    (TRUTH / f"{report.stem}.json").write_text(made + "\n")


if __name__ == "__main__":
    main()
