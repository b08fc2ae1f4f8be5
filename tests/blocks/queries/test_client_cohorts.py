"""Rows about too few people: nothing of them is in an answer, nor in what is computed from it."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blocks.answers import Answer
from blocks.queries.client import DataClient
from policies.queries import Query

ROWS = """\
sector;year;people;rate
Energy;2024;40;10
Tiny;2024;14;90
Public;2024;15;20
Unsaid;2024;;80
"""


def answer(folder: Path, content: str = ROWS, *, minimum: int = 15, **more: Any) -> Answer:
    (folder / "t.csv").write_text(content)
    query = Query.model_validate(
        {
            "title": "t",
            "source": {"file": "t.csv", "delimiter": ";"},
            "publisher": "LMIS",
            "dataset": "t",
            "columns": {"sector": "text", "year": "int", "people": "int", "rate": "number"},
            "cohort": "people",
            **more,
        }
    )
    return DataClient({"q": query}, folder, minimum_cohort=minimum).run("q")


def test_rows_about_too_few_people_or_nobody_knows_how_many_are_left_out(tmp_path: Path) -> None:
    found = answer(tmp_path)
    assert found.column("sector") == ["Energy", "Public"]
    assert found.warnings == ("2 rows are left out: about fewer than 15 people.",)
    assert answer(tmp_path, minimum=14).warnings == (
        "1 row is left out: about fewer than 14 people.",
    )
    assert len(answer(tmp_path, minimum=1).rows) == 3
    assert len(answer(tmp_path, cohort=None).rows) == 4


@pytest.mark.parametrize(
    "step",
    [
        {"top_n": {"by": "rate", "n": 1}},
        {"share_of_total": {"of": "people"}},
        {"share_of_total": {"of": "rate", "within": ["year"]}},
        {"yoy": {"of": "rate", "by": ["sector"]}},
        {"rolling_avg": {"of": "rate", "order": "year", "window": 2, "by": ["sector"]}},
        {"select": ["sector", "rate"]},
        {"to_percent": ["rate"]},
    ],
)
def test_no_step_has_seen_them(tmp_path: Path, step: Any) -> None:
    whole = answer(tmp_path, postprocess=[step])
    without = "".join(
        line for line in ROWS.splitlines(keepends=True) if "Tiny" not in line and "Un" not in line
    )
    assert whole.rows == answer(tmp_path, without, postprocess=[step]).rows


@given(
    small=st.lists(st.tuples(st.integers(0, 14), st.floats(0, 1e6)), min_size=1, max_size=5),
    other=st.lists(st.tuples(st.integers(0, 14), st.floats(0, 1e6)), min_size=1, max_size=5),
)
def test_answers_do_not_depend_on_what_is_in_them(
    tmp_path_factory: pytest.TempPathFactory, small: Any, other: Any
) -> None:
    folder = tmp_path_factory.mktemp("t")
    steps = [{"share_of_total": {"of": "rate"}}, {"top_n": {"by": "rate", "n": 2}}]
    kept = "Energy;2024;40;10\nPublic;2024;15;20\n"
    answers = [
        answer(
            folder,
            "sector;year;people;rate\n"
            + "".join(f"S{n};2024;{p};{r}\n" for n, (p, r) in enumerate(rows))
            + kept,
            postprocess=steps,
        )
        for rows in (small, other)
    ]
    assert answers[0].rows == answers[1].rows


def test_what_is_said_names_none_of_them(tmp_path: Path) -> None:
    limits = {"between": {"rate": [0, 50]}, "totals": [{"of": "rate"}], "unique": ["year"]}
    for sector in ("Enrgy", "Tini", "Unsaid", "Tiny"):
        found = answer(
            tmp_path, constraints=limits, postprocess=[{"filter_equals": {"sector": sector}}]
        )
        said = " ".join(found.warnings).replace(repr(sector), "")
        assert found.rows == ()
        assert not [word for word in ("Tiny", "Unsaid", "14", "90", "80") if word in said]


def test_the_count_is_of_what_was_asked_for(tmp_path: Path) -> None:
    asked = [{"filter_equals": {"sector": ["Energy", "Tiny"]}}]
    assert answer(tmp_path, postprocess=asked).warnings == (
        "1 row is left out: about fewer than 15 people.",
    )
    assert answer(tmp_path, postprocess=[{"filter_equals": {"sector": "Energy"}}]).warnings == ()


def test_the_newest_year_is_that_of_all_rows(tmp_path: Path) -> None:
    found = answer(tmp_path, ROWS + "Energy;2025;3;1\n", newest="year")
    assert found.rows == ()
    assert found.warnings == ("1 row is left out: about fewer than 15 people.",)


def test_the_column_of_people_keeps_its_role_under_another_name(tmp_path: Path) -> None:
    renamed = answer(
        tmp_path, postprocess=[{"rename_columns": {"people": "size", "rate": "people"}}]
    )
    assert renamed.cohort == "size"
    assert renamed.column("size") == [40, 15]
    assert answer(tmp_path, postprocess=[{"select": ["sector"]}]).cohort is None
