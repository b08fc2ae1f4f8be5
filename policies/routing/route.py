"""Which intents a plain question asks for: deterministic, by a catalogue, without a model.

A text is read (`reading.py`), its intents are chosen (`choosing.py`), and what it takes is weighed
(`complexity.py`). When it isn't clear, the answer is a question back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from policies.errors import InputError, choices
from policies.routing.asking import clarifying
from policies.routing.catalogue import Catalogue
from policies.routing.choosing import Choice, Scores, choose
from policies.routing.complexity import INTENTS, Asked, complexity, mode
from policies.routing.horizon import Horizon
from policies.routing.reading import Reading, read_text


@dataclass(frozen=True)
class Classification:
    """What a question asks for, as JSON-able values.

    `intents` best first, () when it asks back, and then `clarify` is the question to ask;
    `scores` 0..1 for every intent of the catalogue; `names` by lexicon (sectors, metrics, …);
    `months` that are looked back on; `horizon` as Horizon.facts; `mode` single, parallel or
    sequential, and single too when it asks back.
    """

    intents: tuple[str, ...]
    scores: Scores
    confidence: float
    complexity: str
    complexity_score: int
    mode: str
    names: Mapping[str, tuple[str, ...]]
    months: int
    horizon: Mapping[str, str | int | None]
    tie: bool
    reasons: tuple[str, ...]
    clarify: str

    @property
    def sectors(self) -> tuple[str, ...]:
        """The names of the lexicon `sectors`, if the catalogue has one."""
        return self.names.get("sectors", ())

    @property
    def metrics(self) -> tuple[str, ...]:
        """The names of the lexicon `metrics`, if the catalogue has one."""
        return self.names.get("metrics", ())


def classify_text(
    text: str, catalogue: Catalogue, today: date, *, crisis: bool = False
) -> Classification:
    """What a question in words asks for; `crisis` is a state that the caller declares.

    InputError for a text that is empty or too long, and for times out of every calendar.
    """
    _check(text, catalogue)
    reading = read_text(text, catalogue, today)
    choice = choose(reading, catalogue)
    return _classified(choice, reading, catalogue, crisis=crisis)


def classify_intents(
    intents: Sequence[str],
    catalogue: Catalogue,
    today: date,
    *,
    text: str = "",
    crisis: bool = False,
) -> Classification:
    """Intents that the caller names, in that order; a text beside them tells names and time.

    InputError for none and for unknown ones, with the valid choices.
    """
    if not intents:
        raise InputError(f"No intent is given. {choices('', catalogue.intents)}")
    for intent in intents:
        if intent not in catalogue.intents:
            raise InputError(f"There is no intent {intent!r}. {choices(intent, catalogue.intents)}")
    if text:
        _check(text, catalogue)
    asked = tuple(dict.fromkeys(intents))
    scores = {intent: float(intent in asked) for intent in catalogue.intents}
    choice = Choice(asked, scores, 1.0, tie=False, reasons=("The caller named the intents.",))
    reading = read_text(text, catalogue, today)
    return _classified(choice, reading, catalogue, crisis=crisis)


def _check(text: str, catalogue: Catalogue) -> None:
    if not text.strip():
        raise InputError("The question is empty. Write what you want to know, in plain words.")
    if len(text) > (longest := catalogue.settings.longest):
        raise InputError(
            f"The question has {len(text):,} characters; at most {longest:,} are read."
            " Ask it in fewer words."
        )


def _classified(
    choice: Choice, reading: Reading, catalogue: Catalogue, *, crisis: bool
) -> Classification:
    when: Horizon = reading.horizon
    counts = {kind: len(names) for kind, names in reading.names.items()}
    urgent = reading.marks.get("urgent", "")
    asked = Asked(counts | {INTENTS: len(choice.intents)}, when.months, when.ahead, urgent, crisis)
    found = complexity(asked, catalogue.settings.complexity)
    read_as = tuple(f"{wrong!r} was read as {right!r}." for wrong, right in reading.slips)
    return Classification(
        intents=choice.intents,
        scores=choice.scores,
        confidence=choice.confidence,
        complexity=found.level,
        complexity_score=found.score,
        mode=mode(found.level, len(choice.intents), tie=choice.tie),
        names=reading.names,
        months=when.months or catalogue.settings.complexity.default_months,
        horizon=when.facts,
        tie=choice.tie,
        reasons=(*choice.reasons, *read_as, *when.notes, *found.reasons),
        clarify="" if choice.intents else clarifying(choice.scores, reading.names, catalogue),
    )
