"""What has run, as `runs`, `cache`, `answer` and `audit` tell it."""

from pathlib import Path

import pytest

from blocks.home import home
from blocks.ledger import open_ledger
from blocks.rows import RunEnd, RunRow
from deployments.explaining import changed, explained
from deployments.terminal import plain
from policies.errors import InputError


def test_a_single_run_leaves_its_steps_and_its_report(ran, single, settled):
    said = settled[1]
    assert (said["verdict"], said["decision"]["action"]) == ("completed", "AUTO_RESOLVE")
    copy = (settled[0].parent / "report.md").read_bytes()
    assert copy == Path(said["report"]).read_bytes()
    out = ran("runs", "show", single[:8]).out
    assert "Decision  AUTO_RESOLVE" in out
    assert "all agree: amount 1.80 bps of 10" in out
    assert "decide, pattern, workflow: rules decided AUTO_RESOLVE" in out
    assert f"Run       {single}\n" in out


def test_the_ledger_keeps_what_a_run_needs_to_be_gone_on_with(ran, single, batch):
    one = ran("runs", "show", single, "--json").json["request"]
    many = ran("runs", "show", batch, "--json").json["request"]
    assert one["request"]["break_id"] == "BRK-S-000001"
    assert Path(one["sources"]).name == Path(many["sources"]).name == "sources"
    assert Path(many["input"]).name == "few.jsonl"


def test_a_batch_accounts_for_each_row_and_shows_what_was_rejected(ran, batch, settled):
    summary = settled[2]["summary"]
    assert (summary["read"], summary["broken"], summary["rejected"]) == (7, 6, 1)
    out = ran("runs", "show", batch).out
    assert "6 completed" in out
    assert "Rejected rows (1 of 1)" in out
    assert "break_type is missing" in out


def test_an_item_of_a_batch_shows_its_steps_and_an_unknown_one_is_refused(ran, batch):
    out = ran("runs", "show", batch, "--item", "BRK-S-000002").out
    assert "Item      BRK-S-000002" in out
    assert "\ningest " in out
    said = ran("runs", "show", batch, "--item", "BRK-S-2")
    assert (said.code, said.out) == (2, "")
    assert "has no item 'BRK-S-2'" in said.err


def test_runs_are_listed_newest_first_and_ids_are_whole_enough(ran, single, batch):
    listed = ran("runs", "--json").json
    assert [run["id"] for run in listed] == [batch, single]
    out = ran("runs").out
    assert f"\n{single[:8]} " in out
    assert f"\n{batch[:8]} " in out
    assert ran("runs", "--state", "failed", "--json").json == []
    assert ran("runs", "--limit", "1", "--json").json == listed[:1]


@pytest.mark.parametrize("width", ["80", "120"])
def test_only_paths_are_wider_than_the_terminal(ran, monkeypatch, single, batch, width):
    monkeypatch.setenv("COLUMNS", width)
    calls = [("runs",), ("runs", "show", single), ("runs", "show", batch), ("audit", "log")]
    calls.append(("cache", "explain", f"{single}/rules"))
    for words in calls:
        wide = [line for line in ran(*words).out.splitlines() if len(line) > int(width)]
        assert all(line.startswith(("Report ", "Key ", "Other ")) for line in wide), wide


def test_json_of_a_run_is_pure_and_holds_its_steps(ran, single, batch):
    one = ran("runs", "show", single, "--json").json
    assert [step["alias"] for step in one["steps"]][:3] == ["ingest", "enrich", "rules"]
    many = ran("runs", "show", batch, "--json").json
    assert many["counts"]["items"] == {"completed": 6}
    assert len(many["rejections"]) == 1


def test_runs_that_died_are_found_and_the_way_on_is_shown(coxswain):
    ledger = open_ledger()
    dead = RunRow("abcdefgh-1", "toy", title="toy.p x", host="elsewhere", pid=1)
    ledger.begin(RunRow(id=dead.id, pack="toy", title=dead.title, host="elsewhere", pid=1))
    with ledger.database.write() as connection:
        connection.exec_driver_sql("UPDATE runs SET beat_at = '2020-01-01T00:00:00.000000+00:00'")
    out = coxswain("runs").out
    assert " died " in out
    assert "coxswain runs resume abcdefgh" in coxswain("runs", "show", "abc").out


def test_a_title_with_control_characters_can_not_move_the_cursor(coxswain):
    ledger = open_ledger()
    ledger.begin(RunRow("abc", "toy", title="x\x1b[2J\rnext"))
    ledger.finish("abc", RunEnd("completed", "why\x07"))
    out = coxswain("runs", "show", "abc").out
    assert "\x1b" not in out
    assert "\x07" not in out
    assert plain("a\x1b[2J\nb") == "a\N{REPLACEMENT CHARACTER}[2J\nb"


# Keys


def test_a_key_is_found_by_its_run_and_step(ran, single):
    out = ran("cache", "explain", f"{single[:8]}/rules").out
    assert out.startswith("rules ")
    assert "its record is kept" in out
    assert "No earlier key of this agent" in out
    key = out.rsplit("Key ", 1)[1].split()[0]
    assert ran("cache", "explain", key).out == out


def test_a_key_whose_record_was_pruned_says_so(ran, single):
    for record in (home() / "results").rglob("*"):
        if record.is_file():
            record.unlink()
    assert "its record is gone" in ran("cache", "explain", f"{single}/rules").out


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("{single}/decide", "has no key: it was skipped, rules decided AUTO_RESOLVE"),
        ("{single}/ruls", "Did you mean 'rules'?"),
        ("{batch}/rules", "is a batch"),
        ("rules", "is no key"),
        ("0" * 64, "does not know the key"),
        ("zzz/rules", "starts with 'zzz'"),
    ],
)
def test_what_is_no_key_is_refused(ran, single, batch, text, because):
    said = ran("cache", "explain", text.format(single=single, batch=batch))
    assert (said.code, said.out) == (2, "")
    assert because in said.err


def parts(agent: str, request: str, **more: str) -> dict[str, object]:
    return {"agent": agent, "request": request, "needs": {"a": "1", "b": "2"}, **more}


def test_a_key_is_compared_with_the_latest_of_its_agent_about_the_same_request(own_folders):
    ledger = open_ledger()
    for key, made in (
        ("a" * 64, parts("rules", "R1", code="old")),
        ("b" * 64, parts("rules", "R2")),
        ("c" * 64, parts("match", "R1")),
        ("d" * 64, parts("rules", "R1", code="new")),
    ):
        ledger.save_keys({key: made})
    found = explained(ledger, "d" * 64)
    assert (found.other, found.chosen.endswith("the same request")) == ("a" * 64, True)
    assert [(one.part, one.was, one.now) for one in found.changes] == [("code", "old", "new")]
    assert explained(ledger, "b" * 64).chosen.endswith("another request")
    assert explained(ledger, "c" * 64).other is None
    assert explained(ledger, "d" * 64, "c" * 64).chosen == "as asked"
    with pytest.raises(InputError, match="does not know"):
        explained(ledger, "d" * 64, "e" * 64)


def test_the_one_changed_need_is_named():
    was, now = parts("rules", "R"), parts("rules", "R")
    now["needs"] = {"a": "1", "b": "3", "c": "4"}
    assert [(one.part, one.was, one.now) for one in changed(was, now)] == [
        ("needs.b", "2", "3"),
        ("needs.c", None, "4"),
    ]


def test_1_and_true_are_a_change():
    assert [one.part for one in changed({"item": 1}, {"item": True})] == ["item"]


# Answers


def test_an_answer_is_added_once_and_shown_with_its_item(ran, single):
    words = ("answer", single[:8], "override", "--action", "REJECTED", "--note", "n", "--by", "ann")
    said = ran(*words)
    assert (said.code, said.err) == (0, "")
    assert "BRK-S-000001 REJECTED (override, ann)" in said.out
    assert ran(*words).out == said.out
    entries = ran("audit", "log", single, "--json").json
    assert [entry["kind"] for entry in entries] == ["answer", "decision"]
    assert "override by ann, REJECTED: n" in ran("runs", "show", single).out
    assert ran("audit", "verify").code == 0


def test_an_item_of_a_batch_is_answered_by_its_name(ran, batch):
    said = ran("answer", batch, "BRK-S-000002", "escalate", "--by", "ann")
    assert "BRK-S-000002 ESCALATE (escalate, ann)" in said.out


def test_a_decision_that_an_earlier_run_took_is_answered_under_it(ran, single, batch):
    """The batch holds the single break too: the same decision stands in the chain once."""
    ran("answer", batch, "BRK-S-000001", "approve", "--by", "ann")
    (answer, _) = ran("audit", "log", single, "--json").json
    assert (answer["run_id"], answer["item_id"]) == (single, "BRK-S-000001")


@pytest.mark.parametrize(
    ("words", "because"),
    [
        (("{batch}", "approve"), "has 6 items: name one, such as BRK-S-000001"),
        (("{batch}", "BRK-9", "approve"), "has no item 'BRK-9'"),
        (("{single}", "aprove"), "approve"),
        (("{single}", "approve", "BRK-S-000001"), "answer"),
        (("{single}", "BRK-S-000001", "approve", "x"), "is too much"),
        (("{single}", "override", "--action", "REJECTED"), "needs a note"),
        (("{single}", "override", "--note", "n"), "needs an action"),
        (("{single}", "override", "--note", "n", "--action", "AUTO"), "is no action of"),
        (("zzz", "approve"), "starts with 'zzz'"),
    ],
)
def test_an_answer_that_can_not_be_taken_is_refused(ran, single, batch, words, because):
    given = [word.format(single=single, batch=batch) for word in words]
    before = open_ledger().audit_head()
    said = ran("answer", *given, "--by", "ann")
    assert (said.code, said.out) == (2, "")
    assert because in said.err
    assert open_ledger().audit_head() == before


def test_an_item_without_a_decision_can_not_be_answered(coxswain):
    ledger = open_ledger()
    ledger.begin(RunRow("abc", "reconciliation"))
    said = coxswain("answer", "abc", "approve", "--by", "ann")
    assert said.code == 2
    assert "no decision to answer" in said.err


def test_pruning_says_what_went_and_what_is_left(ran):
    assert ran("cache", "prune").out.startswith("0 records removed")
    said = ran("cache", "prune", "--older-than", "0")
    assert "0 left (0 bytes)" in said.out
