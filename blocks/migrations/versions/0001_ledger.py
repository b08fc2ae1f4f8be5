"""The first ledger: runs, items, steps, rejections, cache keys, and the audit chain.

It stands as it was released: later shapes are later migrations.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_GENESIS = "0" * 64


def upgrade() -> None:
    _runs()
    _of_runs()
    op.create_table(
        "cache_keys",
        _text("key", primary_key=True),
        _text("parts"),
        _text("made_at"),
    )
    _audit()
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def downgrade() -> None:
    raise NotImplementedError("A ledger is append-only: it has no way back.")


def _text(name: str, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.Text, **{"nullable": False, **options})


def _maybe(*names: str) -> list[sa.Column[Any]]:
    return [_text(name, nullable=True) for name in names]


def _number(name: str, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger, autoincrement=False, **{"nullable": False, **options})


def _real(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Float, nullable=False)


def _flag(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean, nullable=False)


def _runs() -> None:
    op.create_table(
        "runs",
        _text("id", primary_key=True),
        *(_text(name) for name in ("pack", "title", "kind")),
        *_maybe("flow_run_id", "request"),
        _text("request_digest"),
        *_maybe("policy", "policy_digest", "profile", "granularity"),
        *(_text(name) for name in ("state", "reason")),
        *_maybe("decision"),
        _text("host"),
        _number("pid"),
        _real("pid_started"),
        *_maybe("beat_at", "started_at", "ended_at", "counts", "report_digest", "report_path"),
        _number("audit_seq", nullable=True),
        *_maybe("audit_digest"),
    )
    op.create_index("ix_runs_state", "runs", ["state"])


def _of_runs() -> None:
    _of_run(
        "items",
        ("item_id",),
        _text("item_id"),
        _number("position"),
        _number("chunk"),
        *_maybe("policy", "policy_digest", "profile"),
        _text("state"),
        *_maybe("decision"),
        _text("reason"),
        _flag("cached"),
    )
    op.create_index("ix_items_chunk", "items", ["run_id", "chunk", "position"])
    _of_run(
        "steps",
        ("item_id", "alias"),
        _text("alias"),
        _text("agent"),
        _text("item_id"),
        _number("position"),
        *(_text(name) for name in ("state", "reason")),
        _number("attempts"),
        *(_real(name) for name in ("queue_ms", "run_ms")),
        _flag("cached"),
        *_maybe("decision"),
        *(_number(name) for name in ("tokens_in", "tokens_out")),
        _text("cost"),
        *_maybe("key"),
    )
    _of_run(
        "rejections",
        ("source", "line"),
        _text("source"),
        _number("line"),
        _text("reason"),
    )


def _of_run(name: str, keys: tuple[str, ...], *columns: sa.Column[Any]) -> None:
    op.create_table(
        name,
        _text("run_id"),
        *columns,
        sa.PrimaryKeyConstraint("run_id", *keys),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )


def _audit() -> None:
    op.create_table(
        "audit",
        *(_text(name) for name in ("kind", "subject")),
        *(_text(name) for name in ("body", "key")),
        *_maybe("run_id", "item_id"),
        _text("at"),
        _number("seq", primary_key=True),
        *(_text(name) for name in ("previous", "digest")),
    )
    op.create_index("uq_audit_key", "audit", ["key"], unique=True)
    op.create_index("ix_audit_subject", "audit", ["subject"])
    op.create_index("ix_audit_run", "audit", ["run_id"])
    op.create_index("ix_audit_kind", "audit", ["kind", "seq"])
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        _number("seq"),
        _text("digest"),
    )
    op.bulk_insert(head, [{"id": 1, "seq": 0, "digest": _GENESIS}])


def _guard_sqlite() -> None:
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_no_{change.lower()} BEFORE {change} ON audit"
            " BEGIN SELECT RAISE(ABORT, 'the audit chain is append-only'); END"
        )


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$"
        " BEGIN RAISE EXCEPTION 'the audit chain is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_rows BEFORE UPDATE OR DELETE ON audit"
        " FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()"
    )
    op.execute(
        "CREATE TRIGGER audit_all BEFORE TRUNCATE ON audit"
        " FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()"
    )
