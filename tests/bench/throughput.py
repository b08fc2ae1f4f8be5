"""10,000 breaks at chunk granularity through the entry flow, cold and from the cache.

A real Prefect server and the whole ledger (SQLite), in this one process. Memory is that of the
process after the batch; a batch a fifth as large comes before it.
"""

import asyncio
import json
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import psutil

from blocks.home import home
from deployments.samples.generate import write
from deployments.samples.singles import breaks
from tests.bench.figures import Figure, at_least, at_most, noted

BREAKS, FEWER = 10_000, 2_000
COLD, CACHED = 3, 5  # batches; each cold one has breaks of its own


def bench() -> Iterator[Figure]:
    folder = home() / "throughput"
    write(folder)
    sources = str(folder / "sources")
    for _ in range(2):  # the process and the server are warm afterwards, caches of files aside
        _settle(_file(folder, 500, 90), sources)
    _settle(_file(folder, FEWER, 91), sources)
    memory, cold = [_memory()], []
    busy = time.process_time()
    files = [_file(folder, BREAKS, seed) for seed in range(1, COLD + 1)]
    made = time.process_time() - busy
    for file in files:
        cold.append(_settle(file, sources))
        memory.append(_memory())
    busy = (time.process_time() - busy - made) / COLD
    cached = [_settle(files[0], sources) for _ in range(CACHED)]
    first, again = median(cold), median(cached)
    yield at_least(f"cold, median of {COLD}", BREAKS / first, 1_000, "breaks/s")
    yield at_least(f"from cache, median of {CACHED}", first / again, 10, "× cold")
    yield noted("cold, from cache", f"{first:.2f} s, {again:.2f} s")
    yield noted("cold, each", ", ".join(f"{seconds:.1f} s" for seconds in cold))
    yield noted("cold, processor time of this process", f"{busy:.2f} s")
    yield at_most(f"memory after {BREAKS:,} over {FEWER:,}", memory[1] / memory[0], 1.10)
    yield at_most(f"memory after {COLD} × {BREAKS:,} over once", memory[-1] / memory[1], 1.10)
    yield noted("memory, MiB", ", ".join(f"{each / 2**20:.0f}" for each in memory))
    yield noted("chunks in the cache, input changed", f"{_one_more(files[0], sources):.2f} s")


def _settle(file: Path, sources: str) -> float:
    from flows.reconciliation import reconcile_breaks

    began = time.perf_counter()
    state = asyncio.run(reconcile_breaks(str(file), sources=sources, return_state=True))
    seconds = time.perf_counter() - began
    if not state.is_completed():
        raise RuntimeError(f"{file.name}: {state.message}")
    return seconds


def _one_more(file: Path, sources: str) -> float:
    """The same rows and one more: all chunks but the last come from the cache."""
    more = file.with_name("more.jsonl")
    extra = list(breaks(BREAKS + 1, 1))[-1]
    more.write_text(file.read_text() + json.dumps(extra, default=str) + "\n")
    return _settle(more, sources)


def _file(folder: Path, number: int, seed: int) -> Path:
    file = folder / f"breaks-{number}-{seed}.jsonl"
    with file.open("w") as lines:
        for each in breaks(number, seed):
            lines.write(json.dumps(each, default=str) + "\n")
    return file


def _memory() -> int:
    return int(psutil.Process().memory_info().rss)
