"""The ledger's tables as SQLAlchemy Core sees them: the fields of the rows are the columns.

The migrations make the tables; a test compares both.
"""

import json
from collections.abc import Mapping
from dataclasses import Field, fields
from types import NoneType
from typing import Any, Final, get_args

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    TypeDecorator,
)

from blocks.coaching_rows import (
    AgentChange,
    AgentRow,
    JobRow,
    MetricRow,
    PromptRow,
    ResultRow,
    RoundRow,
)
from blocks.rows import JSON, AuditEntry, ItemRow, Rejection, RunRow, StepRow, canonical, storable

HEAD: Final = "0002"
VERSION_TABLE: Final = "ledger_version"  # Prefect's own database has an `alembic_version`


class JsonText(TypeDecorator[JSON]):
    """JSON as canonical text: the same bytes in every database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: JSON, _dialect: Dialect | None) -> str | None:
        return None if value is None else canonical(value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> JSON:
        return None if value is None else json.loads(value)


class Words(TypeDecorator[str]):
    """Text that may come from an input file."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect | None) -> str | None:
        return None if value is None else storable(value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> str | None:
        return value


class OrderedText(JsonText):
    """JSON as text whose mappings keep their order: a model fills in a shape from top to bottom."""

    cache_ok = True

    def process_bind_param(self, value: JSON, _dialect: Dialect | None) -> str | None:
        return None if value is None else json.dumps(value)


METADATA: Final = MetaData()
_TYPES: Final[Mapping[Any, Any]] = {int: BigInteger, float: Float, bool: Boolean}
_ALWAYS: Final = {"at", "body"}  # the ledger fills them
_JSON: Final = {
    *("request", "profile", "counts", "body", "parts"),
    *("typical_sections", "typical_pages", "output_schema"),
    *("result", "feedback", "improvements", "result_json", "tried_on"),
}
_ORDERED: Final = {"output_schema"}


def _columns(shape: type) -> list[Column[Any]]:
    """A column for each field of a row; `x | None` may be NULL."""
    return [_column(f) for f in fields(shape)]


def _column(f: Field[Any]) -> Column[Any]:
    choices = get_args(f.type) or (f.type,)
    kind = JsonText if f.name in _JSON else _TYPES.get(choices[0], Words)
    kind = OrderedText if f.name in _ORDERED else kind
    nullable = (NoneType in choices or f.name in _JSON) and f.name not in _ALWAYS
    return Column(f.name, kind, nullable=nullable, autoincrement=False)


def _of_run(name: str, shape: type, keys: tuple[str, ...], *rest: Any) -> Table:
    """A table whose rows belong to a run."""
    return Table(
        name,
        METADATA,
        Column("run_id", Words, nullable=False),
        *_columns(shape),
        PrimaryKeyConstraint("run_id", *keys),
        ForeignKeyConstraint(["run_id"], ["runs.id"], ondelete="CASCADE"),
        *rest,
        sqlite_with_rowid=False,
    )


RUNS: Final = Table(
    "runs", METADATA, *_columns(RunRow), PrimaryKeyConstraint("id"), Index("ix_runs_state", "state")
)
ITEMS: Final = _of_run(
    "items", ItemRow, ("item_id",), Index("ix_items_chunk", "run_id", "chunk", "position")
)
STEPS: Final = _of_run("steps", StepRow, ("item_id", "alias"))
REJECTIONS: Final = _of_run("rejections", Rejection, ("source", "line"))
CACHE_KEYS: Final = Table(
    "cache_keys",
    METADATA,
    Column("key", Words, primary_key=True),
    Column("parts", JsonText, nullable=False),
    Column("made_at", Words, nullable=False),
)
AUDIT: Final = Table(
    "audit",
    METADATA,
    *_columns(AuditEntry),
    PrimaryKeyConstraint("seq"),
    Index("uq_audit_key", "key", unique=True),
    Index("ix_audit_subject", "subject"),
    Index("ix_audit_run", "run_id"),
    Index("ix_audit_kind", "kind", "seq"),
)
AUDIT_HEAD: Final = Table(
    "audit_head",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
    Column("digest", Words, nullable=False),
)

# The agents of packs, and what coaching leaves.

AGENTS: Final = Table(
    "agent_registry", METADATA, *_columns(AgentRow), PrimaryKeyConstraint("pack", "agent_id")
)
AGENT_HISTORY: Final = Table(
    "agent_history",
    METADATA,
    *_columns(AgentChange),
    PrimaryKeyConstraint("pack", "agent_id", "revision"),
)
JOBS: Final = Table(
    "coaching_jobs",
    METADATA,
    *_columns(JobRow),
    PrimaryKeyConstraint("job_id"),
    Index("ix_coaching_jobs_run", "run_id"),
    Index("ix_coaching_jobs_agent", "agent_id", "created_at"),
)


def _of_job(name: str, shape: type, keys: tuple[str, ...], *rest: Any) -> Table:
    """A table whose rows belong to a job."""
    return Table(
        name,
        METADATA,
        *_columns(shape),
        PrimaryKeyConstraint(*keys),
        ForeignKeyConstraint(["job_id"], ["coaching_jobs.job_id"], ondelete="CASCADE"),
        *rest,
    )


ROUNDS: Final = _of_job("coaching_rounds", RoundRow, ("job_id", "round"))
RESULTS: Final = _of_job(
    "extraction_results",
    ResultRow,
    ("job_id",),
    Index("ix_extraction_results_doc", "doc_id", "agent_id", "created_at"),
)
METRICS: Final = _of_job("agent_performance_metrics", MetricRow, ("job_id",))
PROMPTS: Final = Table(
    "successful_prompts",
    METADATA,
    *_columns(PromptRow),
    PrimaryKeyConstraint("id"),
    Index("ix_successful_prompts_agent", "pack", "agent_id", "state"),
)
# Which database it is: a cache of one that was deleted and made anew must not be believed.
CACHE_IDENTITY: Final = Table("cache_identity", METADATA, Column("id", Words, primary_key=True))
