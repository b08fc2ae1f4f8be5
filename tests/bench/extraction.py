"""Annual reports read by 24 agents: seconds a report, reports a second, and what coaching gave.

The shipped samples, and the real reports of `../shared/data/annual_reports` where those are. Of the
real ones only sums are told. Scores are the judge's own: it has no labels.
"""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median
from tempfile import TemporaryDirectory
from typing import Any

from tests.bench.figures import Figure, at_most, noted

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "deployments" / "samples" / "annual_reports"
REAL = ROOT.parent / "shared" / "data" / "annual_reports"
REPEATS, LIMIT = 3, 5.0  # the limit in seconds, for one report as a flow
SEVERAL = 24  # reports in a folder


@dataclass(frozen=True)
class Read:
    """One report: the seconds of its parts, its agents' scores by round, its checks."""

    seconds: dict[str, float]
    scores: tuple[tuple[float, ...], ...]
    target: float
    checks: tuple[bool | None, ...]


def bench() -> Iterator[Figure]:
    yield from _of("sample", [p for p in sorted(SAMPLES.glob("*.pdf")) if _has_text(p)])
    real = [path for path in sorted(REAL.glob("*.pdf")) if _has_text(path)]
    if real:
        yield from _of("real", real)
    else:
        yield noted("real reports: skipped", "no ../shared/data/annual_reports")
    yield from _folder()


def _has_text(path: Path) -> bool:
    from tasks.annual_reports.classify import classify

    return classify(_request(path), {})["source"] == "TEXT"


def _request(path: Path) -> Any:
    from tasks.annual_reports.inputs import one

    return one(path).one


def _of(kind: str, paths: Sequence[Path]) -> Iterator[Figure]:
    read = [_here(path) for path in paths]
    for part in ("reading", "sections", "agents and judge"):
        each = [one.seconds[part] for one in read]
        yield noted(f"{kind}: {part}, median, most", f"{median(each):.2f} s, {max(each):.2f} s")
    flows = list(_as_flows(paths))
    waited, busy = ([median(each) for each in flow] for flow in zip(*flows, strict=True))
    yield noted(f"{kind}: as a flow, median of {len(flows)} reports", f"{median(waited):.2f} s")
    yield noted(f"{kind}: as a flow, processor time, most", f"{max(busy):.2f} s")
    yield at_most(f"{kind}: as a flow, the slowest report", max(waited), LIMIT, "s")
    checks = [check for one in read for check in one.checks]
    held, failed, untold = (checks.count(found) for found in (True, False, None))
    yield noted(f"{kind}: checks held, failed, not told", f"{held:,}, {failed:,}, {untold:,}")
    yield from _gain(kind, read)


def _gain(kind: str, read: Sequence[Read]) -> Iterator[Figure]:
    """What coaching gave: the first round against the best, and each later round."""
    agents = [(scores, one.target) for one in read for scores in one.scores]
    first = [scores[0] for scores, _ in agents]
    best = [max(scores) for scores, _ in agents]
    reached = [sum(s >= target for s, (_, target) in zip(some, agents, strict=True))
               for some in (first, best)]  # fmt: skip
    number = len(agents)
    yield noted(f"{kind}: agents at their target, round 1, best",
                f"{reached[0]} of {number}, {reached[1]}")  # fmt: skip
    yield noted(f"{kind}: mean score, round 1, best", f"{fmean(first):.4f}, {fmean(best):.4f}")
    for n in range(2, 1 + max(len(scores) for scores, _ in agents)):
        tried = [scores for scores, _ in agents if len(scores) >= n]
        helped = sum(scores[n - 1] > max(scores[: n - 1]) for scores in tried)
        yield noted(f"{kind}: round {n} tried, helped", f"{len(tried)}, {helped}")


def _here(path: Path) -> Read:
    """A report read in this process, the parts one after the other."""
    from flows.compose import in_process
    from flows.settle import Shop, plan_for, ready
    from tasks.annual_reports.document import pdf
    from tasks.packs import crew

    given, pack = _request(path), crew("annual_reports")
    shop = Shop(pack)
    plan = plan_for(given, shop)

    async def settle() -> Any:
        case = await ready(given, plan, shop, ())
        return await in_process(plan, case, pack.loaded.pack)

    times = []
    for _ in range(REPEATS):
        pdf._read.cache_clear()  # a report is read once a process, and here anew
        began = time.perf_counter()
        pdf.read_document(path, given.sha256)
        reading = time.perf_counter() - began
        trace = asyncio.run(settle())
        took = {step.alias: step.run_ms / 1000 for step in trace.steps}
        times.append((reading, took["sectionize"], took["extract"]))
    parts = ("reading", "sections", "agents and judge")
    seconds = {
        name: median(each) for name, each in zip(parts, zip(*times, strict=True), strict=True)
    }
    facts = {step.alias: step.outcome.facts for step in trace.steps}
    courses = [item["coaching"] for item in facts["extract"]["items"]]
    scores = tuple(tuple(score or 0.0 for score in course["scores"]) for course in courses)
    holds = tuple(check["holds"] for check in facts["assemble"]["checks"])
    return Read(seconds, scores, courses[0]["target"], holds)


def _as_flows(paths: Sequence[Path]) -> Iterator[tuple[list[float], list[float]]]:
    """Each report as a flow on a lasting server, with ledger, report and marked pages.

    The seconds that one waits for it, and those of this process's processor time.
    """
    from flows.annual_reports import extract_report

    with TemporaryDirectory(prefix="coxswain-bench-reports-") as folder:
        for number, path in enumerate(paths):
            times, busy = [], []
            for turn in range(REPEATS + (number == 0)):  # the first is for warming up
                copy = _copy(path, Path(folder) / f"{number}-{turn}.pdf", f"{number} {turn}")
                began, worked = time.perf_counter(), time.process_time()
                state = asyncio.run(extract_report(str(copy), return_state=True))
                times.append(time.perf_counter() - began)
                busy.append(time.process_time() - worked)
                if not state.is_completed():
                    raise RuntimeError(f"report {number} of {path.parent.name}: {state.message}")
            yield times[-REPEATS:], busy[-REPEATS:]


def _folder() -> Iterator[Figure]:
    """A folder of samples, each of other bytes: reports a second, and again from the cache."""
    from flows.annual_reports import extract_reports

    samples = [path for path in sorted(SAMPLES.glob("*.pdf")) if _has_text(path)]
    with TemporaryDirectory(prefix="coxswain-bench-reports-") as folder:
        for number in range(SEVERAL):
            path = samples[number % len(samples)]
            _copy(path, Path(folder) / f"report-{number:03d}.pdf", f"of a folder {number}")
        seconds = []
        for _ in range(2):
            began, busy = time.perf_counter(), time.process_time()
            state = asyncio.run(extract_reports(folder, return_state=True))
            seconds.append(time.perf_counter() - began)
            busy = time.process_time() - busy
            if len(seconds) == 1:
                yield noted("folder: processor time a report", f"{busy / SEVERAL:.2f} s")
            if not state.is_completed():
                raise RuntimeError(f"the folder: {state.message}")
    cold, again = (SEVERAL / each for each in seconds)
    yield noted(f"folder of {SEVERAL}: reports a second, again", f"{cold:.1f}, {again:.1f}")


def _copy(path: Path, copy: Path, mark: str) -> Path:
    """A report of the same content and of other bytes: nothing kept is found for it."""
    copy.write_bytes(path.read_bytes() + f"\n% {mark}\n".encode())
    return copy
