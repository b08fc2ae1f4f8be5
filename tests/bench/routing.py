"""Plain questions: how many are understood, which are confused, and how long it takes.

`tuned` questions may have changed the catalogue's words; `held_out` and `late` ones never did, and
`late` ones were written when the words were finished.
"""

import time
from collections.abc import Iterator

from policies.routing.route import classify_text
from tests.bench.figures import Figure, at_most, noted
from tests.labelled import PARTS, TODAY, Tally, questions, tally, words_of

FLOORS = {"tuned": 0.95, "held_out": 0.85, "late": 0.75}
ROUNDS = 3


def bench() -> Iterator[Figure]:
    began = time.perf_counter()
    catalogue = words_of()
    yield noted("reading and compiling the catalogue", f"{time.perf_counter() - began:.2f} s")
    tallies = {part: tally(part) for part in PARTS}
    for part, counts in tallies.items():
        yield from _accuracy(part, counts)
    for part, counts in tallies.items():
        print(confusions(part, counts))
    texts = [question.text for part in PARTS for question in questions(part)]
    began = time.perf_counter()
    for _ in range(ROUNDS):
        for text in texts:
            classify_text(text, catalogue, TODAY)
    each = (time.perf_counter() - began) / len(texts) / ROUNDS * 1000
    yield at_most("a question", each, 2, "ms")
    worst = ("forecast " * 1200)[: catalogue.settings.longest]
    began = time.perf_counter()
    classify_text(worst, catalogue, TODAY)
    longest = f"{(time.perf_counter() - began) * 1000:.0f} ms"
    yield noted(f"a text of {len(worst):,} characters", longest)


def _accuracy(part: str, counts: Tally) -> Iterator[Figure]:
    share = counts.exact / counts.asked
    floor = FLOORS[part]
    name = f"{part}: exactly the right intents"
    value = f"{counts.exact}/{counts.asked} = {share:.1%}"
    yield Figure(name, value, f"≥ {floor:.0%}", share >= floor)
    yield noted(f"{part}: the best one is right", f"{counts.first / counts.asked:.1%}")
    yield noted(f"{part}: right, and one too many", f"{counts.more}")
    asked = f"{counts.back} ({counts.offered} offer it)"
    yield noted(f"{part}: asked back needlessly", asked)
    yield noted(f"{part}: crisis told apart", f"{counts.level / counts.asked:.1%}")


def confusions(part: str, counts: Tally) -> str:
    """The confusion table: a row for each intent that was right, a column for the best given."""
    names = sorted({name for pair in counts.confused for name in pair})
    letters = {name: f"{at:>3}" for at, name in enumerate(names, 1)}
    head = f"  {part}: right (row) against given (column)"
    lines = [f"{head:<44}" + "".join(letters.values())]
    for right in names:
        cells = [counts.confused[right, given] for given in names]
        row = "".join(f"{cell:>3}" if cell else "  ·" for cell in cells)
        lines.append(f"  {letters[right]} {right:<38}{row}")
    return "\n".join(lines)
