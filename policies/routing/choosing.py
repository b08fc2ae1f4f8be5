"""Which intents a question that has been read asks for: evidence, part by part.

A question falls into parts, at the ends of sentences, commas and joints (and, also, then). In each
part the phrases of each intent are evidence: `1 - Π(1 - worth)`, so that one clear phrase is enough
and one hint is not. The best intent of each part counts when it is clear by itself, and a second
one that ties with it; when no part is clear, the whole text is weighed at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from policies.routing.catalogue import Catalogue, Routing
from policies.routing.phrases import Match
from policies.routing.reading import Reading, uncovered

Scores = Mapping[str, float]


@dataclass(frozen=True)
class Choice:
    """The intents chosen, with all scores; whether two tied; how sure; why."""

    intents: tuple[str, ...]
    scores: Scores
    confidence: float
    tie: bool
    reasons: tuple[str, ...]


def choose(reading: Reading, catalogue: Catalogue) -> Choice:
    """The intents of a reading, best first; none when nothing is clear enough."""
    settings = catalogue.settings
    matches = uncovered(catalogue.asks.find(reading.words, reading.keys))
    factor, because = _factor(reading, catalogue)
    whole = _scores(matches)
    parts = [_scores(part) for part in _parts(matches, reading)]
    best: dict[str, float] = {}
    tie = False
    for scores in parts:
        first, *others = _ranked(_without_general(scores, factor, settings))
        if scores[first] * factor < settings.confident:
            continue
        tied = [each for each in others[:1] if scores[first] - scores[each] <= settings.tie]
        tie = tie or bool(tied)
        for each in (first, *tied):
            best[each] = max(best.get(each, 0.0), scores[each])
    if not best and whole:  # hints that are spread over the text
        best, tie = _together(whole, factor, catalogue)
        parts = [whole]
    told = {name: max(scores.get(name, 0.0) for scores in [*parts, {}]) for name in whole}
    chosen = tuple(_ranked(best)[: settings.most])
    top = max(told.values(), default=0.0)
    reasons = [_reason(intent, told[intent], matches, reading) for intent in chosen]
    if len(best) > len(chosen):
        reasons.append(f"Of {len(best)} intents the best {len(chosen)} are answered.")
    if tie:
        reasons.append(f"Two differ by at most {settings.tie:g}: both run.")
    return Choice(
        chosen,
        {name: round(told.get(name, 0.0), 4) for name in catalogue.intents},
        round(min(1.0, top * factor), 4),
        tie=tie,
        reasons=(*reasons, because),
    )


def _without_general(scores: Scores, factor: float, settings: Routing) -> dict[str, float]:
    """Without the intents that a more specific one, clear by itself, says as well."""
    clear = [name for name in scores if scores[name] * factor >= settings.confident]
    general = {other for name in clear for other in settings.specific.get(name, ())}
    kept = {name: score for name, score in scores.items() if name not in general}
    return kept or dict(scores)  # two that call each other more specific: both stay


def _together(whole: Scores, factor: float, catalogue: Catalogue) -> tuple[dict[str, float], bool]:
    """The best of the whole text, and one that ties with it, when that is clear."""
    settings = catalogue.settings
    first, *others = _ranked(_without_general(whole, factor, settings))
    if whole[first] * factor < settings.confident:
        return {}, False
    tied = [each for each in others[:1] if whole[first] - whole[each] <= settings.tie]
    return {each: whole[each] for each in (first, *tied)}, bool(tied)


def _scores(matches: Sequence[Match]) -> dict[str, float]:
    """Evidence for each intent: every phrase counts once, and so does every word, the best first.

    Otherwise saying a thing twice, or listing many overlapping phrases, would make it surer.
    """
    doubts: dict[str, float] = {}
    counted: dict[str, tuple[set[str], set[int]]] = {}
    for match in sorted(matches, key=lambda each: (-each.worth, min(each.taken))):
        phrases, words = counted.setdefault(match.owner, (set(), set()))
        if match.phrase.source not in phrases and words.isdisjoint(match.taken):
            phrases.add(match.phrase.source)
            words |= match.taken
            doubts[match.owner] = doubts.get(match.owner, 1.0) * (1 - match.worth)
    return {name: 1 - doubt for name, doubt in doubts.items()}


def _ranked(scores: Scores) -> list[str]:
    return sorted(scores, key=lambda name: (-scores[name], name))


def _parts(matches: Sequence[Match], reading: Reading) -> list[list[Match]]:
    """The matches by part of the question; a phrase that spans parts makes them one."""
    joined: dict[int, int] = {}

    def root(part: int) -> int:
        while (up := joined.get(part, part)) != part:
            part = up
        return part

    spans = [sorted({reading.words[at].part for at in match.taken}) for match in matches]
    for span in spans:
        for part in range(span[0], span[-1]):
            one, other = sorted((root(part), root(part + 1)))
            joined[other] = one
    parts: dict[int, list[Match]] = {}
    for match, span in zip(matches, spans, strict=True):
        parts.setdefault(root(span[0]), []).append(match)
    return [parts[part] for part in sorted(parts)]


def _factor(reading: Reading, catalogue: Catalogue) -> tuple[float, str]:
    """How much surer a name of a lexicon makes, and how much less a text off the subject."""
    names = [name for found in reading.names.values() for name in found]
    if names:
        return catalogue.settings.named, f"It names {', '.join(names)}."
    if "subject" in reading.marks:
        return 1.0, f"It is about {reading.marks['subject']!r}."
    return catalogue.settings.adrift, "It names nothing that the data knows."


def _reason(intent: str, score: float, matches: Sequence[Match], reading: Reading) -> str:
    said = dict.fromkeys(
        " ".join(reading.words[at].lower for at in sorted(match.taken))
        for match in matches
        if match.owner == intent
    )
    return f"{intent} {score:.2f}: {', '.join(map(repr, said))}."
