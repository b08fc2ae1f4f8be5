"""Merging: the outcomes of 1,000 agents into one report, masked, and the same in parts."""

import time
from collections.abc import Iterator
from statistics import median

from tasks.merge import Frame, combine, digest, merge
from tasks.outcome import Citation, Outcome, Section, Status, StepRun, Trace, Verdict
from tests.bench.figures import Figure, at_most, noted

RESULTS, REPEATS, PARTS = 1000, 5, 10
TITLES = ("Executive Summary", "Key Findings", "Evidence")


def bench() -> Iterator[Figure]:
    steps = [_step(n) for n in range(RESULTS)]
    frame = Frame("Bench", plan=tuple(step.alias for step in steps), sections=TITLES)
    trace = Trace(tuple(steps), Verdict.COMPLETED)
    whole, took = _timed(lambda: merge(trace, frame))
    size = RESULTS // PARTS
    cuts = [Trace(tuple(steps[n : n + size]), Verdict.COMPLETED) for n in range(0, RESULTS, size)]
    reports = [merge(cut, frame) for cut in cuts]
    again, combined = _timed(lambda: combine(reversed(reports), frame))
    yield at_most(f"{RESULTS:,} results merged", took, 1.0, "s")
    yield noted(f"reports of {PARTS} parts combined", f"{combined:.2f} s")
    yield noted("the same bytes", "yes" if digest(whole) == digest(again) else "NO")


def _timed(work):
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        made = work()
        times.append(time.perf_counter() - began)
    return made, median(times)


def _step(n: int) -> StepRun:
    body = f"Per LMIS: sector {n} had an attrition of {n % 50}.{n % 100:02d} %. [query_{n % 40}]"
    sections = tuple(Section(title, f"{title} of {n}. {body}") for title in TITLES)
    cited = (Citation(f"query_{n % 40}", f"data set {n % 12}", f"2024-{1 + n % 12:02d}-01"),)
    outcome = Outcome({"n": n}, sections, cited, (f"warning {n % 20}",))
    return StepRun(f"step_{n}", "agent", Status.COMPLETED, outcome=outcome)
