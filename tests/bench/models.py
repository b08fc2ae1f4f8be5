"""Models that run here: prompts one after the other, together in a pass, and side by side.

Weights are random and nothing is downloaded: what an answer says doesn't matter, only how long it
takes and that it is the same alone and together. On the CPU a text model of some 30 million
parameters answers, in one thread, and its processor seconds count: other things may run there.
Where there is CUDA, models with the sizes of Qwen2.5-VL-7B and Qwen2.5-7B do.
`python -m tests.bench.models tiny` runs the part for CUDA on the CPU, with tiny sizes: that it runs
at all is what it shows.
"""

import asyncio
import json
import logging
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.figures import Figure, noted
from tests.bench.weights import (
    AGENTS,
    CPU,
    READING,
    SEEING,
    SIZES,
    TINY_READING,
    TINY_SEEING,
    Size,
    key,
    made,
    prompts,
)

ROOT = Path(__file__).parents[2]
REPEATS = 3


def bench() -> Iterator[Figure]:
    if not (find_spec("torch") and find_spec("transformers")):
        yield noted("torch or transformers isn't installed", "left out")
        return
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield from _together(CPU)
    torch.set_num_threads(threads)
    if not torch.cuda.is_available():
        yield noted("there is no CUDA here: sizes of 7 B", "left out")
        return
    yield from accelerated(SEEING, READING)


def accelerated(seeing: Size, reading: Size) -> Iterator[Figure]:
    """What is measured where there is an accelerator."""
    from blocks.models.loading import let_go

    yield from _together(seeing)
    let_go()
    yield from _side_by_side(seeing)
    yield from _together(reading)
    yield from _continuous(reading)
    let_go()


def _together(size: Size) -> Iterator[Figure]:
    """One after the other against one pass; the answers have to be the same in float32."""
    with made(size) as model:
        asked = prompts(size)

        async def one_by_one() -> list[Any]:
            return [await model.complete(one.text, 600, images=one.images) for one in asked]

        async def all_at_once() -> list[Any]:
            return list(await model.complete_all(asked, 600))

        asyncio.run(all_at_once())  # warm
        alone, slow, memory = _measured(one_by_one, size)
        said, quick, more = _measured(all_at_once, size)
    same = sum(a == b for a, b in zip(alone, said, strict=True))
    if size.dtype == "float32" and same != len(asked):
        raise RuntimeError(f"Only {same} of {len(asked)} answers are those that each gets alone.")
    yield noted(f"{size.name}: one after the other", _speed(alone, slow) + memory)
    yield noted("  together in one pass", _speed(said, quick) + more)
    yield noted("  together is quicker by", f"{slow / quick:.2f} ×")
    yield noted("  the same answers as alone", f"{same} of {len(asked)}")


def _measured(ask: Callable[[], Any], size: Size) -> tuple[list[Any], float, str]:
    """The answers, the median of the seconds, and the peak of the device's memory as text."""
    import torch

    if size.device == "cuda":
        torch.cuda.reset_peak_memory_stats()
    clock = time.perf_counter if size.device == "cuda" else time.process_time
    took, answers = [], []
    for _ in range(REPEATS):
        began = clock()
        answers = asyncio.run(ask())
        took.append(clock() - began)
    if errors := [answer for answer in answers if isinstance(answer, Exception)]:
        raise errors[0]
    peak = f", {torch.cuda.max_memory_allocated() / 2**30:.1f} GiB" if size.device == "cuda" else ""
    return answers, median(took), peak


def _speed(answers: Sequence[Any], seconds: float) -> str:
    tokens = sum(answer.tokens_out for answer in answers)
    return f"{seconds:.2f} s, {tokens / seconds:,.0f} tokens/s"


def _side_by_side(size: Size) -> Iterator[Figure]:
    """Four processes with a model each, one slot each: what four slots give without batching."""
    command = [sys.executable, "-m", "tests.bench.models", "agent", size.name]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    started = [
        subprocess.Popen([*command, str(number)], cwd=ROOT, **pipes)  # type: ignore[call-overload]
        for number in range(AGENTS)
    ]
    for each in started:
        if "ready\n" not in iter(each.stdout.readline, ""):  # transformers says things first
            raise RuntimeError("A process of the bench did not start.")
    for each in started:
        each.stdin.write("go\n")
        each.stdin.flush()
    found = [json.loads(each.communicate()[0].splitlines()[-1]) for each in started]
    seconds = max(one["ended"] for one in found) - min(one["began"] for one in found)
    tokens = sum(one["tokens"] for one in found)
    memory = sum(one["memory"] for one in found)
    shown = f"{seconds:.2f} s, {tokens / seconds:,.0f} tokens/s, {memory:.1f} GiB"
    yield noted(f"  side by side, {AGENTS} processes", shown)


def agent(size: Size, number: int) -> None:
    """One of the processes: it answers one of the prompts when it is told to."""
    import torch

    one = prompts(size)[number]
    with made(size) as model:
        asyncio.run(model.complete(one.text, 600, images=one.images))  # warm
        print("ready", flush=True)
        sys.stdin.readline()
        began = time.time()
        answer = asyncio.run(model.complete(one.text, 600, images=one.images))
        ended = time.time()
    memory = torch.cuda.max_memory_allocated() / 2**30 if size.device == "cuda" else 0
    told = {"began": began, "ended": ended, "tokens": answer.tokens_out, "memory": memory}
    print(json.dumps(told))


def _continuous(size: Size) -> Iterator[Figure]:
    """transformers' continuous batching of 4 and 16 prompts against passes of four."""
    with made(size) as model:
        for many in (AGENTS, 4 * AGENTS):
            asked = prompts(size, many)
            passes = [asked[n : n + AGENTS] for n in range(0, many, AGENTS)]

            async def in_passes(passes: list[Any] = passes) -> list[Any]:
                return [one for each in passes for one in await model.complete_all(each, 600)]

            said, took, memory = _measured(in_passes, size)
            yield noted(f"  {many} prompts in passes of {AGENTS}", _speed(said, took) + memory)
            yield from _batched(size, asked, said)


def _batched(size: Size, asked: Sequence[Any], said: Sequence[Any]) -> Iterator[Figure]:
    import torch

    from blocks.models import loading
    from blocks.models.inputs import ready

    logging.getLogger("ContinuousBatchingLogger").setLevel(logging.ERROR)
    held = loading._loaded[key(size)]
    texts = [ready(held, one, 1).text for one in asked]  # type: ignore[union-attr]
    given = [held.tokenizer(text)["input_ids"] for text in texts]
    if size.device == "cuda":
        torch.cuda.reset_peak_memory_stats()
    took = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        found = held.model.generate_batch(
            given, max_new_tokens=size.tokens, persistent_manager=True
        )
        took.append(time.perf_counter() - began)
    held.model.destroy_cached_continuous_batching_manager()
    tokens = sum(len(one.generated_tokens) for one in found.values())
    seconds = median(took)
    peak = f", {torch.cuda.max_memory_allocated() / 2**30:.1f} GiB" if size.device == "cuda" else ""
    shown = f"{seconds:.2f} s, {tokens / seconds:,.0f} tokens/s{peak}"
    yield noted(f"  {len(asked)} prompts, continuous batching", shown)
    texts = [held.tokenizer.decode(one.generated_tokens) for one in found.values()]
    same = sum(text == one.text for text, one in zip(texts, said, strict=True))
    yield noted("  the same answers as in passes", f"{same} of {len(asked)}")


if __name__ == "__main__":
    if sys.argv[1] == "agent":
        agent(SIZES[sys.argv[2]], int(sys.argv[3]))
    else:
        for figure in accelerated(TINY_SEEING, TINY_READING):
            print(figure.line(), flush=True)
