"""`make bench`: the measurements of BENCHMARKS.md. `python -m tests.bench [NAME …]` runs some.

Everything happens in a temporary home with a Prefect server of its own; nothing of it stays.
"""

import sys
import time
from collections.abc import Callable, Iterable
from importlib import import_module

from tests.bench.figures import Figure
from tests.bench.world import own_home, own_server

NAMES = (
    "composed",
    "coordination",
    "crews",
    "gate",
    "throughput",
    "trades",
    "start",
    "masking",
    "matching",
    "queries",
    "routing",
    "verification",
    "merging",
    "extraction",
    "models",
)
SERVED = {"composed", "coordination", "throughput", "extraction"}  # they need a Prefect server
Bench = Callable[[], Iterable[Figure]]


def main(names: list[str]) -> int:
    if unknown := set(names) - set(NAMES):
        print(f"No bench is called {', '.join(sorted(unknown))}. There are: {', '.join(NAMES)}.")
        return 2
    chosen = [name for name in NAMES if not names or name in names]
    with own_home():
        failed = _run([name for name in chosen if name not in SERVED])
        if served := [name for name in chosen if name in SERVED]:
            with own_server():
                failed += _run(served)
    print("all targets are met" if not failed else f"{failed} targets are missed")
    return 1 if failed else 0


def _run(names: Iterable[str]) -> int:
    failed = 0
    for name in names:
        bench: Bench = import_module(f"tests.bench.{name}").bench
        began = time.perf_counter()
        print(f"{name}: {(sys.modules[f'tests.bench.{name}'].__doc__ or '').partition(chr(10))[0]}")
        for figure in bench():
            print(figure.line(), flush=True)
            failed += figure.passed is False
        print(f"  ({time.perf_counter() - began:.0f} s)\n", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
