"""The eight transforms, against the same things computed row by row in plain Python."""

from collections.abc import Callable
from itertools import groupby
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from blocks.errors import SourceError
from blocks.queries.transforms import TRANSFORMS, Made, transformed
from policies import queries
from policies.queries import Rolling, Share, Top, Yoy

ROWS = [
    {"sector": "Energy", "year": 2022, "people": 40, "rate": 0.10},
    {"sector": "Energy", "year": 2023, "people": 50, "rate": 0.20},
    {"sector": "Public", "year": 2022, "people": 10, "rate": 0.05},
    {"sector": "Public", "year": 2024, "people": 0, "rate": None},
]
FRAME = pl.DataFrame(ROWS)

cells = st.one_of(st.none(), st.floats(-1e6, 1e6).map(lambda x: round(x, 3)))
tables = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(2015, 2026), cells),
    max_size=30,
    unique_by=lambda row: row[:2],
)


def frame_of(rows: list[Any]) -> pl.DataFrame:
    schema = {"sector": pl.String, "year": pl.Int64, "value": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def does(kind: str, settings: Any, frame: pl.DataFrame = FRAME, **params: Any) -> Made:
    return transformed(frame, kind, settings, params)


def share(**more: Any) -> Share:
    return Share.model_validate({"of": "people", **more})


def change(**more: Any) -> Yoy:
    return Yoy.model_validate({"of": "value", "by": ("sector",), **more})


def rolling(**more: Any) -> Rolling:
    settings = {"of": "value", "order": "year", "window": 3, "by": ("sector",)}
    return Rolling.model_validate(settings | more)


def test_the_language_and_the_client_know_the_same_eight() -> None:
    assert tuple(TRANSFORMS) == queries.TRANSFORMS
    assert len(TRANSFORMS) == 8


def test_select_gives_these_columns_in_this_order() -> None:
    assert does("select", ("year", "sector")).frame.columns == ["year", "sector"]


def test_renamed_columns_may_change_places() -> None:
    made = does("rename_columns", {"people": "year", "year": "people"}).frame
    assert made.columns == ["sector", "people", "year", "rate"]
    assert made["year"].to_list() == [40, 50, 10, 0]


@pytest.mark.parametrize(
    ("wanted", "params", "people"),
    [
        ({"sector": "Energy"}, {}, [40, 50]),
        ({"sector": ["Public", "Energy"], "year": 2022}, {}, [40, 10]),
        ({"sector": "@s"}, {"s": "Public"}, [10, 0]),
        ({"sector": "@s"}, {"s": ["Public"]}, [10, 0]),
        ({"sector": "@s", "year": "@y"}, {"s": None, "y": 2024}, [0]),
        ({"sector": None}, {}, [40, 50, 10, 0]),
        ({"year": "@years"}, {"years": ["2022", "2024"]}, [40, 10, 0]),
        ({"rate": 0.2}, {}, [50]),
    ],
)
def test_filters_take_values_lists_and_tokens_and_null_restricts_nothing(
    wanted: dict[str, Any], params: dict[str, Any], people: list[int]
) -> None:
    made = does("filter_equals", wanted, **params)
    assert made.frame["people"].to_list() == people
    assert made.warnings == ()


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (
            {"sector": "Enrgy"},
            "No row has sector 'Enrgy'. Did you mean 'Energy'? Valid choices: Energy, Public.",
        ),
        ({"year": 2030}, "No row has year 2030; it goes from 2022 to 2024."),
        (
            {"sector": ["Energy", "Publik"]},
            "No row has sector 'Publik'. Did you mean 'Public'? Valid choices: Energy, Public.",
        ),
        (
            {"year": 2024, "people": [50, 40]},
            "No row has people 50 or 40 and what was asked besides.",
        ),
    ],
)
def test_a_value_that_no_row_has_is_said_with_those_there_are(
    wanted: dict[str, Any], said: str
) -> None:
    assert said in does("filter_equals", wanted).warnings


def test_fractions_become_per_cent_and_what_is_already_is_asked_about() -> None:
    made = does("to_percent", ("rate",))
    assert made.frame["rate"].to_list() == pytest.approx([10.0, 20.0, 5.0, None])
    assert made.warnings == ()
    (said,) = does("to_percent", ("people",)).warnings
    assert said == "to_percent: people holds values beyond 1; is it a fraction?"


@given(rows=tables, n=st.integers(1, 12), ascending=st.booleans(), order=st.randoms())
def test_the_top_rows_are_the_same_in_whatever_order_they_come(
    rows: list[Any], n: int, ascending: bool, order: Any
) -> None:
    rows = [
        (sector, year, None if value is None else value // 250_000) for sector, year, value in rows
    ]
    top = Top(by="value", n=n, ascending=ascending)
    sign = 1 if ascending else -1
    best = sorted(rows, key=lambda r: (r[2] is None, sign * (r[2] or 0), r[0], r[1]))[:n]
    shuffled = rows[:]
    order.shuffle(shuffled)
    assert does("top_n", top, frame_of(shuffled)).frame.rows() == best


def test_the_number_of_top_rows_may_be_a_parameter() -> None:
    top = Top(by="people", n="@n")
    assert does("top_n", top, n=2).frame["people"].to_list() == [50, 40]
    assert does("top_n", top, n=None).frame.height == 4
    for wrong in (0, -1, 1.5, "3", True):
        with pytest.raises(SourceError, match="top_n needs a whole number from 1 on"):
            does("top_n", top, n=wrong)


def test_shares_are_of_all_rows_or_of_those_that_agree() -> None:
    whole = does("share_of_total", share()).frame["share_percent"].to_list()
    assert whole == pytest.approx([40, 50, 10, 0])
    groups = does("share_of_total", share(within=("sector",), **{"as": "part"})).frame["part"]
    assert groups.to_list() == pytest.approx([100 * 40 / 90, 100 * 50 / 90, 100, 0])


@given(rows=st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 9), st.floats(0.01, 1e6))))
def test_shares_of_a_group_add_up_to_a_hundred(rows: list[Any]) -> None:
    frame = frame_of(rows)
    made = does("share_of_total", Share(of="value", within=("sector",)), frame).frame
    for _, group in made.group_by("sector"):
        assert group["share_percent"].sum() == pytest.approx(100)


def test_a_total_of_nothing_gives_no_share_and_is_said() -> None:
    frame = pl.DataFrame({"people": [0, 0, None]})
    made = does("share_of_total", share(), frame)
    assert made.frame["share_percent"].to_list() == [None, None, None]
    assert made.warnings == (
        "share_of_total: the total of people is 0 for 2 rows, which get no share.",
    )


@given(rows=tables)
def test_a_change_is_against_the_row_of_the_year_before(rows: list[Any]) -> None:
    known = {(sector, year): value for sector, year, value in rows}
    expected = []
    for sector, year, value in rows:
        before = known.get((sector, year - 1))
        missing = value is None or not before
        expected.append(None if missing else (value - before) / abs(before) * 100)
    made = does("yoy", change(), frame_of(rows))
    assert made.frame["yoy_percent"].to_list() == pytest.approx(expected)
    assert made.frame.drop("yoy_percent").rows() == rows
    zero = sum(known.get((s, y - 1)) == 0 and v is not None for s, y, v in rows)
    assert len(made.warnings) == (zero > 0)


def test_a_change_of_months_is_against_the_same_month_of_the_year_before() -> None:
    frame = pl.DataFrame({"month": ["2023-02", "2024-01", "2024-02"], "value": [4.0, 7.0, 5.0]})
    made = does("yoy", change(order="month", by=()), frame).frame
    assert made["yoy_percent"].to_list() == [None, None, 25.0]


def test_a_change_from_zero_is_null_and_said() -> None:
    made = does("yoy", change(), frame_of([("a", 2020, 0.0), ("a", 2021, 5.0), ("b", 2021, 1.0)]))
    assert made.frame["yoy_percent"].to_list() == [None, None, None]
    assert made.warnings == ("yoy: value was 0 a year before for 1 row, which get no change.",)


@given(rows=tables, window=st.integers(2, 4))
def test_a_rolling_mean_needs_every_year_of_its_window(rows: list[Any], window: int) -> None:
    known = {(sector, year): value for sector, year, value in rows}
    expected = []
    for sector, year, _ in rows:
        values = [known.get((sector, year - back)) for back in range(window)]
        full = all(value is not None for value in values)
        expected.append(sum(values) / window if full else None)
    made = does("rolling_avg", rolling(window=window), frame_of(rows)).frame
    assert made["rolling_avg"].to_list() == pytest.approx(expected)
    assert made.drop("rolling_avg").rows() == rows


def test_a_rolling_mean_over_dates_takes_rows_as_they_follow() -> None:
    from datetime import date

    days = [date(2024, 1, 5), date(2024, 1, 8), None, date(2024, 1, 2)]
    frame = pl.DataFrame({"day": days, "value": [2.0, 3.0, 100.0, 1.0]})
    made = does("rolling_avg", rolling(order="day", window=2, by=()), frame).frame
    assert made["rolling_avg"].to_list() == [1.5, 2.5, None, None]


def test_what_is_rolled_over_carries_no_rounding_error_along() -> None:
    values = [1e16, 1.0, 1.0, 1.0, 1.0]
    frame = frame_of([("a", 2015 + n, value) for n, value in enumerate(values)])
    assert does("rolling_avg", rolling(window=2), frame).frame["rolling_avg"][-1] == 1.0


@pytest.mark.parametrize("kind", ["yoy", "rolling_avg"])
def test_a_year_that_stands_twice_asks_for_the_columns_that_tell_apart(kind: str) -> None:
    settings = {"yoy": change(by=()), "rolling_avg": rolling(by=())}[kind]
    frame = frame_of([("a", 2020, 1.0), ("b", 2020, 2.0)])
    with pytest.raises(SourceError, match=f"{kind}: there is more than one row for year 2020"):
        does(kind, settings, frame)


MISSING: dict[str, Any] = {
    "select": ("peeple",),
    "filter_equals": {"peeple": 1},
    "rename_columns": {"peeple": "x"},
    "to_percent": ("peeple",),
    "top_n": Top(by="peeple", n=1),
    "share_of_total": share(of="peeple"),
    "yoy": change(of="peeple"),
    "rolling_avg": rolling(of="peeple"),
}


@pytest.mark.parametrize("kind", TRANSFORMS)
def test_a_column_that_is_not_there_is_named_with_the_closest(kind: str) -> None:
    with pytest.raises(
        SourceError, match=f"{kind}: there is no column 'peeple' here. Did you mean"
    ):
        does(kind, MISSING[kind])


@pytest.mark.parametrize(
    ("kind", "settings", "said"),
    [
        ("rename_columns", {"people": "rate"}, "gives two columns the name 'rate'"),
        ("share_of_total", share(**{"as": "rate"}), "there is a column 'rate' already"),
        ("share_of_total", share(of="sector"), "'sector' holds no numbers"),
        ("to_percent", ("sector",), "'sector' holds no numbers"),
        ("yoy", change(of="people", order="sector"), "must hold years, months .YYYY-MM. or dates"),
        ("filter_equals", {"year": "abc"}, "what year is compared with"),
        ("filter_equals", {"sector": 3}, "what sector is compared with"),
        ("filter_equals", {"sector": ["a", 3]}, "must be values of one kind"),
        ("filter_equals", {"sector": "@nobody"}, "@nobody names no parameter"),
        ("explode", {}, "There is no transform 'explode'. There are: select, filter_equals"),
    ],
)
def test_what_a_step_can_not_do_is_one_sentence(kind: str, settings: Any, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        does(kind, settings)


STEPS: dict[str, Callable[[], Any]] = {
    "select": lambda: ("sector", "value"),
    "filter_equals": lambda: {"sector": "a"},
    "rename_columns": lambda: {"value": "v"},
    "to_percent": lambda: ("value",),
    "top_n": lambda: Top(by="value", n=3),
    "share_of_total": lambda: Share(of="value"),
    "yoy": change,
    "rolling_avg": rolling,
}


@pytest.mark.parametrize("kind", STEPS)
@given(rows=tables)
def test_a_step_leaves_its_frame_as_it_was_and_gives_the_same_again(
    kind: str, rows: list[Any]
) -> None:
    frame = frame_of(rows)
    first, second = (does(kind, STEPS[kind](), frame) for _ in range(2))
    assert first.frame.equals(second.frame)
    assert frame.rows() == rows
    assert first.frame.height == (
        min(3, len(rows))
        if kind == "top_n"
        else sum(kind != "filter_equals" or r[0] == "a" for r in rows)
    )


def test_any_value_with_these_settings_will_do() -> None:
    settings = SimpleNamespace(by="people", n=1, ascending=False)
    (row,) = does("top_n", settings).frame.to_dicts()
    assert [row["people"], *(k for k, _ in groupby(row))] == [
        50,
        "sector",
        "year",
        "people",
        "rate",
    ]
