"""The agent registry and its history, coaching jobs and rounds, results, metrics, and prompts.

It stands as it was released: later shapes are later migrations.
"""

from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _registry()
    _jobs()
    _of_jobs()
    op.create_table(
        "successful_prompts",
        _text("id", primary_key=True),
        *(_text(name) for name in ("pack", "agent_id", "prompt", "digest")),
        _real("accuracy"),
        *(_text(name) for name in ("model", "state", "reason")),
        *_maybe("tried_on", "parent"),
        _text("base"),
        *_maybe("created_at"),
    )
    columns = ["pack", "agent_id", "state"]
    op.create_index("ix_successful_prompts_agent", "successful_prompts", columns)
    identity = op.create_table("cache_identity", _text("id", primary_key=True))
    op.bulk_insert(identity, [{"id": uuid4().hex}])


def downgrade() -> None:
    raise NotImplementedError("A ledger is append-only: it has no way back.")


def _text(name: str, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.Text, **{"nullable": False, **options})


def _maybe(*names: str) -> list[sa.Column[Any]]:
    return [_text(name, nullable=True) for name in names]


def _number(name: str, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger, autoincrement=False, **{"nullable": False, **options})


def _real(name: str, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.Float, **{"nullable": False, **options})


def _flag(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean, nullable=False)


def _registry() -> None:
    op.create_table(
        "agent_registry",
        *(_text(name) for name in ("pack", "agent_id", "name", "specialization")),
        *_maybe("typical_sections", "typical_pages"),
        _text("bounded_prompt"),
        *_maybe("output_schema"),
        _real("confidence_threshold"),
        _number("priority"),
        _flag("active"),
        _number("revision"),
        _text("seed_digest"),
        *_maybe("updated_at"),
        sa.PrimaryKeyConstraint("pack", "agent_id"),
    )
    op.create_table(
        "agent_history",
        *(_text(name) for name in ("pack", "agent_id")),
        _number("revision"),
        *(_text(name) for name in ("cause", "body", "at")),
        sa.PrimaryKeyConstraint("pack", "agent_id", "revision"),
    )


def _jobs() -> None:
    names = ("run_id", "pack", "doc_id", "agent_id", "section", "model")
    op.create_table(
        "coaching_jobs",
        _text("job_id", primary_key=True),
        *(_text(name) for name in names),
        *_maybe("prompt_id"),
        *(_text(name) for name in ("prompt_digest", "status", "reason")),
        _number("best_round", nullable=True),
        _real("best_score", nullable=True),
        *_maybe("created_at", "completed_at"),
    )
    op.create_index("ix_coaching_jobs_run", "coaching_jobs", ["run_id"])
    op.create_index("ix_coaching_jobs_agent", "coaching_jobs", ["agent_id", "created_at"])


def _of_jobs() -> None:
    _of_job(
        "coaching_rounds",
        ("job_id", "round"),
        _text("job_id"),
        _number("round"),
        _text("prompt"),
        *_maybe("result"),
        _real("score", nullable=True),
        *_maybe("feedback", "improvements"),
        _real("gain", nullable=True),
        _number("tokens"),
        _real("ms"),
        *_maybe("created_at"),
    )
    _of_job(
        "extraction_results",
        ("job_id",),
        *(_text(name) for name in ("job_id", "agent_id", "doc_id")),
        *_maybe("result_json"),
        _real("score", nullable=True),
        _flag("accepted"),
        *_maybe("created_at"),
    )
    columns = ["doc_id", "agent_id", "created_at"]
    op.create_index("ix_extraction_results_doc", "extraction_results", columns)
    _of_job(
        "agent_performance_metrics",
        ("job_id",),
        *(_text(name) for name in ("job_id", "agent_id")),
        _real("execution_time_ms"),
        _number("coaching_rounds"),
        _real("final_accuracy", nullable=True),
        *_maybe("timestamp"),
    )


def _of_job(name: str, keys: tuple[str, ...], *columns: sa.Column[Any]) -> None:
    op.create_table(
        name,
        *columns,
        sa.PrimaryKeyConstraint(*keys),
        sa.ForeignKeyConstraint(["job_id"], ["coaching_jobs.job_id"], ondelete="CASCADE"),
    )
