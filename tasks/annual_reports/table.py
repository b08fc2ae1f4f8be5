"""The results of a folder as one Parquet file: a row a value, with its evidence.

A report without agents, and an agent without values, have a row that says so.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tasks.annual_reports.result import leaves
from tasks.outcome import JSON

FILE = "reports.parquet"
SUFFIX = ".json"
TOLD = ("score", "reached", "error")  # of an agent
AT_ONCE = 20  # reports in one row group: memory stays flat


def collect(folder: Path) -> None:
    """Write `reports.parquet` of all results in a run's folder; whole or not at all."""
    import pyarrow.parquet as pq

    unfinished = folder / f".{FILE}.tmp"
    files = sorted(folder.rglob(f"*{SUFFIX}"))
    with pq.ParquetWriter(unfinished, _schema(), compression="zstd") as writer:
        for start in range(0, len(files), AT_ONCE):
            rows = [row for file in files[start : start + AT_ONCE] for row in _rows(file)]
            writer.write_table(_table(rows))
    unfinished.replace(folder / FILE)


def _rows(file: Path) -> Iterator[dict[str, JSON]]:
    result = json.loads(file.read_text(encoding="utf-8"))
    report = {name: result[name] for name in ("report_id", "sha256", "outcome", "reason")}
    if not result["agents"]:
        yield report
    for agent, found in result["agents"].items():
        told = {**report, "agent": agent, **{name: found[name] for name in TOLD}}
        values = [
            {**told, "field": field, "row": row, "column": column, **_value(leaf)}
            for field, row, column, leaf in leaves(found["fields"])
        ]
        yield from values or [told]


def _value(leaf: Mapping[str, Any]) -> dict[str, JSON]:
    """A value in the column of its kind: text, whole numbers and amounts in kronor, decimals."""
    value = leaf["value"]
    kind = {bool: "flag", int: "integer", float: "number"}.get(type(value), "text")
    x0, y0, x1, y1 = leaf.get("box") or (None,) * 4
    place = {"page": leaf["page"], "verbatim": leaf["text"], "x0": x0, "y0": y0, "x1": x1, "y1": y1}
    return {kind: value, **place}


def _schema() -> Any:
    import pyarrow as pa

    texts = ("report_id", "sha256", "outcome", "reason", "agent")
    return pa.schema(
        [
            *((name, pa.string()) for name in texts),
            ("score", pa.float64()),
            ("reached", pa.bool_()),
            ("error", pa.string()),
            ("field", pa.string()),
            ("row", pa.int32()),
            ("column", pa.string()),
            ("text", pa.string()),
            ("integer", pa.int64()),
            ("number", pa.float64()),
            ("flag", pa.bool_()),
            ("page", pa.int32()),
            ("verbatim", pa.string()),
            *((edge, pa.float32()) for edge in ("x0", "y0", "x1", "y1")),
        ]
    )


def _table(rows: list[dict[str, JSON]]) -> Any:
    import pyarrow as pa

    return pa.Table.from_pylist(rows, schema=_schema())
