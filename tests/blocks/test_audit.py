"""The audit chain finds every later change, on both databases."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Text, delete, insert, select, type_coerce, update

from blocks import audit
from blocks.errors import LedgerError
from blocks.ledger import Ledger
from blocks.rows import AuditEntry, RunEnd, RunRow
from blocks.tables import AUDIT, AUDIT_HEAD, RUNS

SIZE = 6
ANSWER = AuditEntry("answer", "B-1", {"choice": "approve", "by": "a.person"}, run_id="r1")


@pytest.fixture
def chain(ledger: Ledger) -> Ledger:
    """Six entries; a run ended after the fourth."""
    ledger.begin(RunRow("r1", "p"))
    for i in range(SIZE):
        ledger.answer(replace(ANSWER, subject=f"B-{i}", key=f"k{i}", item_id=f"i{i}"))
        if i == 3:
            ledger.finish("r1", RunEnd("completed"))
    return ledger


def problems_after(
    ledger: Ledger, change: Callable[[Connection], object], head: str | None = None
) -> list[str]:
    """What verify says after a change by someone who may drop triggers; then it is undone."""
    with ledger.database.engine.connect() as connection:
        connection.execution_options(ledger_write=True)
        with connection.begin() as transaction:
            if connection.dialect.name == "sqlite":
                for name in ("update", "delete"):
                    connection.exec_driver_sql(f"DROP TRIGGER audit_no_{name}")
            else:
                connection.exec_driver_sql("ALTER TABLE audit DISABLE TRIGGER USER")
            change(connection)
            found = audit.verify(connection, head)
            transaction.rollback()
    return found


def reseal(connection: Connection, start: int) -> None:
    """What a careful forger does: every digest from `start` on is made right again."""
    rows = connection.execute(
        select(*AUDIT.c, type_coerce(AUDIT.c.body, Text).label("raw")).order_by(AUDIT.c.seq)
    ).all()
    previous = rows[start - 2].digest if start > 1 else audit.GENESIS
    for row in rows[start - 1 :]:
        digest = audit.seal(previous, {**row._mapping, "body": row.raw})
        where = update(AUDIT).where(AUDIT.c.seq == row.seq)
        connection.execute(where.values(previous=previous, digest=digest))
        previous = digest
    connection.execute(update(AUDIT_HEAD).values(seq=rows[-1].seq, digest=previous))


def test_an_untouched_chain_has_no_problems(chain: Ledger) -> None:
    assert chain.verify_audit() == []
    assert chain.verify_audit(chain.audit_head()[1]) == []
    assert problems_after(chain, lambda _: None) == []


def test_an_empty_chain_has_no_problems(ledger: Ledger) -> None:
    ledger.begin(RunRow("r1", "p"))
    ledger.finish("r1", RunEnd("completed"))
    assert ledger.audit_head() == (0, audit.GENESIS)
    assert ledger.verify_audit() == []
    assert ledger.verify_audit(audit.GENESIS) == []


PLAIN = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=9)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    seq=st.integers(1, SIZE),
    name=st.sampled_from([column.name for column in AUDIT.columns]),
    text=PLAIN,
    number=st.integers(-3, 12),
)
def test_any_change_of_any_field_of_any_entry_is_found(
    chain: Ledger, seq: int, name: str, text: str, number: int
) -> None:
    entry = chain.entries(limit=None)[SIZE - seq]
    value = number if name == "seq" else text
    taken = {e.key for e in chain.entries(limit=None)} if name == "key" else range(1, SIZE + 1)
    assume(value != getattr(entry, name))  # a body is no text, so it always differs
    assume(name not in ("key", "seq") or value not in taken)
    raw = type_coerce(value, Text) if name == "body" else value  # any text, not only JSON
    change = update(AUDIT).where(AUDIT.c.seq == seq)
    assert problems_after(chain, lambda c: c.execute(change.values({name: raw})))


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(gone=st.sets(st.integers(1, SIZE), min_size=1))
def test_any_removed_entries_are_found(chain: Ledger, gone: set[int]) -> None:
    found = problems_after(chain, lambda c: c.execute(delete(AUDIT).where(AUDIT.c.seq.in_(gone))))
    assert found
    if gone == {2}:
        assert "Entry 2 of the audit chain is missing." in found


def test_a_changed_answer_is_named(chain: Ledger) -> None:
    change = update(AUDIT).where(AUDIT.c.seq == 3).values(body={"choice": "escalate"})
    found = problems_after(chain, lambda c: c.execute(change))
    place = "Entry 3 (answer 'k2', 2026-03-02T09:00:00.000000+00:00)"
    assert found == [f"{place} is not what was written: it was changed later."]


def test_a_cut_end_is_found_by_the_head(chain: Ledger) -> None:
    found = problems_after(chain, lambda c: c.execute(delete(AUDIT).where(AUDIT.c.seq > 4)))
    assert found == ["The audit chain ends at entry 4, but 6 were written: its end is gone."]


def test_a_cut_end_with_a_repaired_head_is_found_by_runs_that_ended_and_by_a_noted_head(
    chain: Ledger,
) -> None:
    noted = chain.audit_head()[1]

    def cut(connection: Connection, keep: int) -> None:
        connection.execute(delete(AUDIT).where(AUDIT.c.seq > keep))
        reseal(connection, 1)

    assert "Run r1 ended when entry 4" in problems_after(chain, lambda c: cut(c, 3))[0]
    assert problems_after(chain, lambda c: cut(c, 5)) == []  # nobody noted the sixth
    assert "noted head" in problems_after(chain, lambda c: cut(c, 5), noted)[0]


def test_a_resealed_chain_is_found_by_runs_that_ended_and_by_a_noted_head(chain: Ledger) -> None:
    noted = chain.audit_head()[1]

    def forge(connection: Connection, seq: int) -> None:
        where = update(AUDIT).where(AUDIT.c.seq == seq)
        connection.execute(where.values(body={"choice": "forged"}))
        reseal(connection, seq)

    assert "Run r1 ended when entry 4" in problems_after(chain, lambda c: forge(c, 2))[0]
    assert problems_after(chain, lambda c: forge(c, 5)) == []
    assert "noted head" in problems_after(chain, lambda c: forge(c, 5), noted)[0]


def test_an_inserted_entry_is_found(chain: Ledger) -> None:
    last = chain.entries(1)[0]

    def forged(seq: int) -> dict:
        fields = {c.name: getattr(last, c.name) for c in AUDIT.columns}
        fields |= {"seq": seq, "key": "new", "previous": last.digest}
        return fields | {"digest": audit.seal(last.digest, {**fields, "body": "{}"}), "body": {}}

    for seq in (SIZE + 1, 0):
        assert problems_after(chain, lambda c, n=seq: c.execute(insert(AUDIT).values(forged(n))))


def test_a_changed_record_of_a_run_and_a_missing_head_are_found(chain: Ledger) -> None:
    lie = update(RUNS).values(audit_digest="0" * 64)
    assert "Run r1" in problems_after(chain, lambda c: c.execute(lie))[0]
    assert "one head" in problems_after(chain, lambda c: c.execute(delete(AUDIT_HEAD)))[0]


@pytest.mark.parametrize("statement", ["UPDATE audit SET body = '{}'", "DELETE FROM audit"])
def test_the_database_refuses_to_change_or_remove_entries(chain: Ledger, statement: str) -> None:
    with pytest.raises(LedgerError, match="append-only"), chain.database.write() as connection:
        connection.exec_driver_sql(statement)
    assert chain.verify_audit() == []
    assert len(chain.entries()) == SIZE


def test_answers_about_a_subject_come_newest_first(ledger: Ledger, clock) -> None:
    for choice in ("escalate", "approve"):
        ledger.answer(replace(ANSWER, body={"choice": choice}))
        clock.pass_by(minutes=1)
    ledger.answer(replace(ANSWER, subject="B-2"))
    found = ledger.answers("B-1")
    assert [entry.body["choice"] for entry in found] == ["approve", "escalate"]
    assert found[0].at > found[1].at
    assert found[0].previous == found[1].digest


def test_an_answer_with_a_known_key_is_not_added_again(ledger: Ledger) -> None:
    first = ledger.answer(replace(ANSWER, key="form-1"))
    again = ledger.answer(replace(ANSWER, key="form-1", body={"choice": "escalate"}))
    assert again == first
    assert len(ledger.entries()) == 1


def test_entries_of_one_run_can_be_asked_for(chain: Ledger) -> None:
    chain.answer(replace(ANSWER, run_id="r2"))
    assert [entry.seq for entry in chain.entries(limit=2)] == [7, 6]
    assert [entry.seq for entry in chain.entries(run_id="r2")] == [7]


def test_two_decisions_of_one_key_in_one_call_are_one(ledger: Ledger) -> None:
    ledger.begin(RunRow("r1", "p"))
    same = AuditEntry("decision", "B", {"n": 1}, run_id="r1", item_id="B")
    ledger.record_items("r1", 0, [], [same, replace(same, body={"n": 2})])
    assert [(e.key, e.body) for e in ledger.entries()] == [("decision/r1/B", {"n": 1})]
