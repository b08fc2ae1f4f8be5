"""What a person waits for before anything happens: whole processes of the console command."""

import subprocess
import sys
import time
from collections.abc import Iterator
from statistics import median

from tests.bench.figures import Figure, noted

SAMPLE = "deployments/samples/reconciliation/break.json"
COMMANDS = (["--help"], ["packs"], ["plan", "reconciliation", "--input", SAMPLE])


def bench() -> Iterator[Figure]:
    for arguments in COMMANDS:
        times = sorted(_seconds(arguments) for _ in range(4))
        yield noted(f"coxswain {' '.join(arguments[:2])}", f"{median(times[:3]):.2f} s")


def _seconds(arguments: list[str]) -> float:
    code = "from deployments.cli import main; main()"
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code, *arguments], check=True, capture_output=True)
    return time.perf_counter() - began
