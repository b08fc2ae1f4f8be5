"""Coaching as readers see it: its transcript, its curve, and a row a round.

All of it is masked as the report is. The transcript and the curve are artifacts of the subflow; of
a step's facts alone (`coaching` in each item) the curve can be drawn again, for the run's own page.
"""

import asyncio
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tasks.coaching_chart import Curve, coaching_svg
from tasks.markdown import nested, table, text
from tasks.outcome import JSON, Outcome
from tasks.privacy import mask
from tasks.report import artifact_key
from tasks.rounds import Course, Tried, gains, tried
from tasks.timeline import image_markdown

_ALT = "Accuracy by round"


@dataclass(frozen=True)
class Coachings:
    """How all elements of one step went, and what they are of: pack, step, and the run's item."""

    pack: str
    alias: str
    title: str
    courses: tuple[Course, ...]


def verdict_of(courses: Sequence[Course]) -> str:
    """How many reached their target, in a sentence."""
    if not courses:
        return "There was nothing to coach."
    reached, number = sum(course.reached for course in courses), len(courses)
    target = courses[0].target
    if number == 1:
        return f"{'Reached' if reached else 'Did not reach'} the target of {target:g}."
    return f"{reached} of {number} reached the target of {target:g}."


def curves(courses: Sequence[Course]) -> tuple[Curve, ...]:
    """The curves of some courses, in their order."""
    return tuple(Curve(each.name, each.target, each.history.scores) for each in courses)


def curves_of(alias: str, outcome: Outcome) -> tuple[Curve, ...]:
    """The curves that stand in the facts of a coached step; none of one that was not coached."""
    several = outcome.facts.get("items")
    items = several if isinstance(several, list) else [outcome.facts]
    found = [(n, item, item.get("coaching")) for n, item in enumerate(items, 1) if _mapping(item)]
    return tuple(
        Curve(_named(alias, n, item, len(items)), coaching["target"], tuple(coaching["scores"]))
        for n, item, coaching in found
        if _mapping(coaching) and "scores" in coaching
    )


def _named(alias: str, number: int, item: Mapping[str, JSON], several: int) -> str:
    return str(item.get("id") or (alias if several == 1 else f"{alias} {number}"))


def _mapping(value: JSON) -> bool:
    return isinstance(value, Mapping)


def curve_markdown(shown: Sequence[Curve], allowed: Collection[str] = ()) -> str:
    """The curve as an image that both UIs draw; nothing of no curve."""
    masked = [Curve(mask(each.name, allowed), each.target, each.scores) for each in shown]
    return image_markdown(coaching_svg(masked), _ALT) if masked else ""


def round_rows(shown: Sequence[Curve], allowed: Collection[str] = ()) -> list[dict[str, JSON]]:
    """A row a round, with the same keys in each: a table artifact."""
    return [
        {
            "element": mask(each.name, allowed),
            "round": n,
            "score": _number(score),
            "gain": _signed(gain),
            "target": f"{each.target:g}",
            "what came of it": _came(score, gain, each.target, n == each.best_at),
        }
        for each in shown
        for n, (score, gain) in enumerate(zip(each.scores, gains(each.scores), strict=True), 1)
    ]


def _came(score: float | None, gain: float | None, target: float, best: bool) -> str:
    if score is None:
        return "was not judged"
    what = "first" if gain is None else "helped" if gain > 0 else "did not help"
    also = "reached the target" if score >= target else ""
    return ", ".join(filter(None, (what, also, "its answer stands" if best else "")))


def transcript(coachings: Coachings, allowed: Collection[str] = ()) -> str:
    """What was tried on each element and what the judge said of it, as markdown.

    Those that did not reach their target stand open, the others are a click away.
    """
    blocks = [
        f"# Coaching of {text(coachings.alias)}",
        verdict_of(coachings.courses),
        table(_HEAD, (_summary(course) for course in coachings.courses), right=(1, 2)),
        *(_details(course) for course in coachings.courses),
    ]
    return mask("\n\n".join(block for block in blocks if block), allowed) + "\n"


_HEAD = ("Element", "Score", "Rounds", "Reached", "Why it ended")


def _summary(course: Course) -> tuple[JSON, ...]:
    number = len(course.history.rounds)
    return course.name, _number(course.score), number, course.reached, course.stopped


def _details(course: Course) -> str:
    is_open = "" if course.reached else " open"
    said = f"{text(course.name)}: {_number(course.score)}"
    head = f"<details{is_open}><summary>{said}</summary>"
    inside = "\n\n".join(_told(course)) or text(course.error)
    return f"{head}\n\n{inside}\n\n</details>"


def _told(course: Course) -> Iterator[str]:
    improving = tried(course.history.told)
    for n, (each, gain) in enumerate(zip(course.history.rounds, course.history.gains, strict=True)):
        of = [one for one in improving if one.round == n + 1]
        stands = " Its answer stands." if each is course.history.counts else ""
        yield f"**Round {n + 1}: {_number(each.score)}{_in_words(gain)}.**{stands}"
        if of:
            yield "\n".join(f"- {_asked(one)}" for one in of)
        yield from nested(each.feedback, "judge") if each.feedback not in (None, "", {}, []) else ()
    for doubt in course.history.doubts:
        yield f"Note: {text(doubt)}."
    if course.error:
        yield f"It failed: {text(course.error)}"


def _asked(one: Tried) -> str:
    return f"tried: {text(one.improvement)} ({'helped' if one.helped else 'did not help'})"


def _in_words(gain: float | None) -> str:
    return "" if gain is None else f", {_signed(gain)}"


def _number(score: float | None) -> str:
    return "not judged" if score is None else f"{score:.3f}".rstrip("0").rstrip(".")


def _signed(gain: float | None) -> str:
    return "–" if gain is None else f"{gain:+.3f}" if gain else "±0"


async def publish_coachings(coachings: Coachings, allowed: Collection[str] = ()) -> None:
    """Put the transcript, the curve and the table of rounds on the current flow run.

    Their keys name the pack, the run's item and the step.
    """
    from prefect.artifacts import acreate_markdown_artifact, acreate_table_artifact

    key = artifact_key(f"{coachings.pack}-{mask(coachings.title)}-{coachings.alias}")
    shown = curves(coachings.courses)
    said, curve, rows = await asyncio.to_thread(
        lambda: (
            transcript(coachings, allowed),
            curve_markdown(shown, allowed),
            round_rows(shown, allowed),
        )
    )
    about = verdict_of(coachings.courses)
    await asyncio.gather(
        acreate_markdown_artifact(said, key=f"{key}-transcript", description=about),
        acreate_markdown_artifact(curve, key=f"{key}-curve", description="Accuracy by round."),
        acreate_table_artifact(rows, key=f"{key}-rounds", description="A row a round."),
    )
