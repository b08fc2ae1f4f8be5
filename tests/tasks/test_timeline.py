"""The charts are well-formed, keep inside their frame, and let no text of a step become markup."""

import re
from base64 import b64decode
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from tasks.outcome import Status, StepRun
from tasks.timeline import WIDTH, batch_chart_svg, image_markdown, timeline_svg

SVG = "{http://www.w3.org/2000/svg}"
times = st.floats(0, 10**7, allow_nan=False)
steps = st.builds(
    StepRun,
    alias=st.text(min_size=1, max_size=60),
    agent=st.just("x"),
    status=st.sampled_from(Status),
    reason=st.text(max_size=300),
    attempts=st.integers(0, 3),
    started_ms=times,
    queue_ms=times,
    run_ms=times,
    cached=st.booleans(),
)


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text")]


@given(st.lists(steps, max_size=9), times)
def test_any_steps_give_well_formed_svg_inside_its_frame(
    given_steps: list[StepRun], total: float
) -> None:
    root = ET.fromstring(timeline_svg(given_steps, total))
    for rect in root.iter(f"{SVG}rect"):
        left, wide = float(rect.get("x", "0")), float(rect.get("width", "0"))
        assert left >= 0
        assert left + wide <= WIDTH
        assert float(rect.get("y", "0")) + float(rect.get("height", "0")) <= float(
            root.get("height", "0")
        )


def test_each_step_has_a_row_and_a_skipped_one_its_reason() -> None:
    svg = timeline_svg(
        [
            StepRun("rules", "rules", Status.COMPLETED, started_ms=10, run_ms=120, attempts=2),
            StepRun("match", "match", Status.SKIPPED, "rules decided <AUTO> & left"),
            StepRun("pattern", "pattern", Status.FAILED, "no answer", run_ms=30),
            StepRun("decide", "decide", Status.COMPLETED, cached=True, run_ms=1),
        ],
        130,
    )
    shown = texts(svg)
    assert "4 agents (2 ran, 1 failed, 1 skipped) in 130 ms" in shown
    assert "120 ms · 2 attempts" in shown
    assert "skipped: rules decided <AUTO> & left" in shown
    assert "no answer · 30 ms" in shown
    assert "from cache" in shown


def test_a_bar_is_as_long_as_its_share_of_the_time() -> None:
    svg = timeline_svg(
        [
            StepRun("a", "a", Status.COMPLETED, started_ms=0, run_ms=250),
            StepRun("b", "b", Status.COMPLETED, started_ms=250, run_ms=500, queue_ms=250),
        ],
        1000,
    )
    bars = re.findall(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)" height="(16|8).0"', svg)
    (start, quarter, _), (wait, waited, _), (second, half, _) = [
        tuple(map(float, bar)) for bar in bars if bar[2] in {"16", "8"}
    ]
    assert abs(half - 2 * quarter) < 0.2
    assert abs(start + quarter - second) < 0.2
    assert abs(wait - start) < 0.2
    assert abs(waited - quarter) < 0.2


def test_a_run_without_steps_is_drawn_too() -> None:
    assert "0 agents in 0 ms" in texts(timeline_svg([], 0))


def test_times_are_said_in_the_unit_that_a_reader_uses() -> None:
    def said(ms: float) -> str:
        return texts(timeline_svg([StepRun("a", "a", Status.COMPLETED, run_ms=ms)], ms))[0]

    assert said(0.44) == "1 agent in 0.4 ms"
    assert said(1250) == "1 agent in 1.25 s"
    assert said(125_000) == "1 agent in 2 min 5 s"


def test_a_batch_chart_shows_each_group_with_its_total() -> None:
    svg = batch_chart_svg(
        "Decisions", {"AUTO": {"LOW": 900, "HIGH": 334}, "HIL & <b>": {"HIGH": 1}}
    )
    shown = texts(svg)
    assert {"Decisions", "AUTO", "1,234", "HIL & <b>", "1", "LOW", "HIGH"} <= set(shown)
    assert ET.fromstring(batch_chart_svg("None", {})) is not None


def test_the_image_carries_the_chart_in_its_address() -> None:
    svg = timeline_svg([], 1)
    found = re.fullmatch(
        r"!\[Chart\]\(data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)\)", image_markdown(svg, "Chart")
    )
    assert found is not None
    assert b64decode(found[1]).decode() == svg
