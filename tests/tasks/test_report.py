"""What readers and Prefect get of a report."""

from dataclasses import replace
from typing import Any

import pytest

from tasks.merge import Frame, merge
from tasks.outcome import (
    Citation,
    Decision,
    Outcome,
    Section,
    Status,
    StepRun,
    Trace,
    Usage,
    Verdict,
)
from tasks.report import artifact_key, illustrated, metrics_rows, publish, to_markdown

OUTCOME = Outcome(
    sections=(Section("Rules", "within **10 bps**"),),
    citations=(Citation("by_id", "oms|orders", "2024-01-31"),),
    warnings=("watch <b>this</b>",),
    usage=Usage(100, 20, "0.0012"),
)
DECISION = Decision(
    "AUTO_RESOLVE", "within tolerance", {"risk_score": "0.1", "ticket": {"queue": "AUTO"}}
)
TRACE = Trace(
    (
        StepRun(
            "rules",
            "rules",
            Status.COMPLETED,
            outcome=OUTCOME,
            attempts=2,
            started_ms=3.21,
            run_ms=4.56,
            gate_wait_ms=1.04,
            gate_hold_ms=3.5,
        ),
        StepRun(
            "match", "match", Status.SKIPPED, "rules decided AUTO_RESOLVE: ask jane@example.com"
        ),
    ),
    Verdict.COMPLETED,
    DECISION,
    "rules",
)
REPORT = merge(
    TRACE, Frame("Break <1>", plan=("rules", "match"), reproducibility={"policy": "cash_low"})
)


def test_the_decision_and_the_verdict_stand_in_the_first_lines() -> None:
    lines = to_markdown(REPORT).splitlines()
    assert lines[:5] == [
        "# Break &lt;1>",
        "",
        "**AUTO_RESOLVE.** within tolerance",
        "",
        "The run completed. 1 warning stands at the end.",
    ]


def test_every_part_of_the_report_is_shown() -> None:
    shown = to_markdown(REPORT)
    for part in (
        "| Risk score | 0.1 |",
        "| Ticket | Value |\n| --- | --- |\n| Queue | AUTO |",
        "## Warnings\n\n- watch &lt;b>this&lt;/b>",
        "## Rules\n\nwithin **10 bps**",
        "1 of 2 ran.",
        "| match | skipped | rules decided AUTO_RESOLVE: ask [email] |",
        "| oms\\|orders | by_id | 2024-01-31 |",
        "| oms\\|orders | 2024-01-31 | 2024-01-31 |",
        "## Reproducibility\n\n<details><summary>What decided about this report</summary>\n\n|",
        "| Policy | cash_low |",
    ):
        assert part in shown


def test_equal_reports_give_equal_bytes_whatever_the_run_took() -> None:
    slower = [replace(step, run_ms=99, queue_ms=5, cached=True) for step in reversed(TRACE.steps)]
    other = merge(
        replace(TRACE, steps=tuple(slower)),
        Frame("Break <1>", ("rules", "match"), (), REPORT.reproducibility),
    )
    turned = replace(
        other, decision=replace(DECISION, details=dict(reversed(DECISION.details.items())))
    )
    assert to_markdown(turned) == to_markdown(REPORT)


@pytest.mark.parametrize(
    ("verdict", "says"), [("failed", "The run failed."), ("partial", "in part")]
)
def test_a_run_without_decision_says_so(verdict: str, says: str) -> None:
    shown = to_markdown(merge(Trace((), Verdict(verdict)), Frame("Empty")))
    assert ("**No decision.**" in shown) == (verdict == "failed")
    assert says in shown
    assert "No step had anything to report." in shown


def test_metrics_are_flat_rows_with_the_same_keys() -> None:
    rows = metrics_rows(TRACE)
    assert rows[0] == {
        "agent": "rules", "status": "completed", "attempts": 2, "queue ms": 0.0, "run ms": 4.6,
        "gate wait ms": 1.0, "gate hold ms": 3.5,
        "cached": False, "prefetched": 0, "repairs": 0, "tokens": 120, "cost": "0.0012",
    }  # fmt: skip
    assert [list(row) for row in rows] == [list(rows[0])] * 2
    assert (rows[1]["gate wait ms"], rows[1]["gate hold ms"]) == (0.0, 0.0)
    assert not any(isinstance(cell, list | dict) for row in rows for cell in row.values())


def test_an_artifact_key_is_lower_case_letters_digits_and_dashes() -> None:
    assert artifact_key("Reconciliation.cash-low/BRK_1 ü") == "reconciliation-cash-low-brk-1"
    assert artifact_key("…") == "report"


def test_the_timeline_shows_reasons_masked_like_the_report() -> None:
    from base64 import b64decode

    first = illustrated(REPORT, TRACE).partition("\n")[0]
    svg = b64decode(first.partition("base64,")[2].rstrip(")")).decode()
    assert "ask [email]" in svg
    assert "jane" not in svg


async def _publish(monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, Any]]:
    import prefect.artifacts

    made: dict[str, dict[str, Any]] = {}

    async def create(content: object, *, key: str, description: str) -> None:
        made[key] = {"content": content, "description": description}

    monkeypatch.setattr(prefect.artifacts, "acreate_markdown_artifact", create)
    monkeypatch.setattr(prefect.artifacts, "acreate_table_artifact", create)
    await publish(REPORT, TRACE, "Reconciliation BRK-1")
    return made


def test_publishing_makes_the_illustrated_report_and_a_metrics_table(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import asyncio

    made = asyncio.run(_publish(monkeypatch))
    assert set(made) == {"reconciliation-brk-1", "reconciliation-brk-1-metrics"}
    assert made["reconciliation-brk-1"]["content"] == illustrated(REPORT, TRACE)
    assert made["reconciliation-brk-1"]["description"] == "Break &lt;1>: AUTO_RESOLVE"
    assert made["reconciliation-brk-1-metrics"]["content"] == metrics_rows(TRACE)
