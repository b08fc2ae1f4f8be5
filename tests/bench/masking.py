"""Masking 100 KB of text: prose with a name, a number or an address in every few lines."""

import time
from collections.abc import Iterator
from statistics import median

from tasks.privacy import mask
from tests.bench.figures import Figure, noted

LINE = "The amount of 12,345.67 USD was booked on 2026-03-02 for trade S-000123 and agreed.\n"
PERSONAL = "Write to jane.doe@example.com or +46 8 123 456 78 about SE4550000000058398257466.\n"


def bench() -> Iterator[Figure]:
    text = "".join(PERSONAL if n % 10 == 0 else LINE for n in range(1_250))[:100_000]
    plain = (LINE * 1_250)[:100_000]
    for name, given in (("with personal data", text), ("without", plain)):
        times = []
        for turn in range(5):
            fresh = f"{turn}{given}"  # nothing remembered from the last turn
            began = time.perf_counter()
            mask(fresh)
            times.append(time.perf_counter() - began)
        yield noted(name, f"{median(times) * 1000:.0f} ms")
