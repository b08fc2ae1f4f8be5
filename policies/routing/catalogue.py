"""What a pack understands of plain questions: its intents, lexicons and the settings of routing.

The words of intents stand in `policies/<pack>/intents/`, the rest in `policies/<pack>/words/`:
`routing.yaml` holds the settings, every other file is a lexicon (sectors, metrics, countries, …),
whose name is the file's. All of it is compiled once.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from pydantic import Field

from policies.documents import Document, Loc, read, validate
from policies.errors import PolicyError, Problem, choices
from policies.intents import Intent, Intents
from policies.load import ROOT, LoadedPack
from policies.routing.complexity import INTENTS, MONTHS, Scale
from policies.routing.phrases import Index, Phrase, PhraseError, index, phrase
from policies.schema import Value

WORDS, SETTINGS = "words", "routing.yaml"
SLIP_FROM = 6  # letters; in shorter words a slip of the pen makes another word
HARMLESS = ""  # who owns the phrases that mean nothing


class Lexicon(Value):
    """Things that questions name, each by the phrases that name it."""

    names: dict[str, tuple[str, ...]] = Field(
        min_length=1, description="Name to phrases; the name itself is one only if it stands there."
    )


class Routing(Value):
    """When a question is clear enough, and what its words mean beside the intents'."""

    confident: float = Field(0.55, gt=0, le=1, description="Below it the question is asked back.")
    tie: float = Field(0.05, ge=0, lt=1, description="Best two that differ by less both run.")
    most: int = Field(6, ge=1, description="Intents that one question may start.")
    longest: int = Field(10_000, ge=1, description="Characters of a question at the most.")
    named: float = Field(1.2, ge=1, description="Confidence rises so, when a lexicon's name fell.")
    adrift: float = Field(
        0.75, gt=0, le=1, description="And sinks so, without a word of the subject."
    )
    specific: dict[str, tuple[str, ...]] = Field(
        default_factory=dict,
        description="Intent to more general ones: where it is clear, they don't count beside it.",
    )
    subject: tuple[str, ...] = Field((), description="Phrases that tell the subject, no intent.")
    harmless: tuple[str, ...] = Field((), description="Phrases whose words mean nothing in them.")
    ordinary: tuple[str, ...] = Field((), description="Words that are no slips of similar ones.")
    urgent: tuple[str, ...] = Field((), description="Phrases that say it is urgent.")
    calm: tuple[str, ...] = Field((), description="Phrases in which urgent words aren't urgent.")
    complexity: Scale


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Everything compiled. Owners in `asks` are intents; in `named`, lexicon and name."""

    intents: Intents
    lexicons: Mapping[str, Lexicon]
    settings: Routing
    asks: Index = field(repr=False)
    named: Index = field(repr=False)
    marks: Index = field(repr=False)  # owners: urgent, subject
    alike: Mapping[str, tuple[str, ...]] = field(repr=False)  # long stems by their first letter
    ordinary: frozenset[str] = field(repr=False)


def catalogue(loaded: LoadedPack) -> Catalogue:
    """The catalogue of a loaded pack, compiled once; PolicyError lists every fault of its words."""
    return _compiled(loaded)


@lru_cache(maxsize=16)
def _compiled(loaded: LoadedPack) -> Catalogue:
    return read_catalogue(loaded.name, loaded.intents, loaded.root)


def read_catalogue(name: str, intents: Intents, root: Path = ROOT) -> Catalogue:
    """Read a pack's words and compile them with its intents; PolicyError lists every fault."""
    folder, shown = root / name / WORDS, f"policies/{name}/{WORDS}"
    problems: list[Problem] = []
    lexicons: dict[str, Lexicon] = {}
    documents: dict[str, Document] = {}
    for path in sorted(folder.glob("*.yaml")):
        if path.name != SETTINGS:
            documents[path.stem], faults = read(path, f"{shown}/{path.name}")
            lexicon, wrong = validate(documents[path.stem], Lexicon) if not faults else (None, [])
            problems += [*faults, *wrong]
            if lexicon is not None:
                lexicons[path.stem] = lexicon
    settings, document = None, Document(f"{shown}/{SETTINGS}", None, {})
    if not (folder / SETTINGS).exists():
        problems.append(Problem(f"{shown}/", 1, "", f"holds no {SETTINGS}.", "Add one."))
    else:
        document, faults = read(folder / SETTINGS, f"{shown}/{SETTINGS}")
        settings, wrong = validate(document, Routing) if not faults else (None, [])
        problems += [*faults, *wrong]
    if settings is None or problems:
        raise PolicyError(problems)
    compiling = _Compiling(lexicons)
    made = _compile(compiling, intents, settings)
    problems += [
        _located(fault, name, root, documents | {"routing": document}) for fault in compiling.faults
    ]
    problems += _tables(document, settings, lexicons)
    problems += _specific(document, settings, intents)
    if problems:
        raise PolicyError(problems)
    return made


@dataclass
class _Compiling:
    """Phrases being compiled, and what was wrong with them: where, which path, what."""

    lexicons: Mapping[str, Lexicon]
    faults: list[tuple[str, Loc, str]] = field(default_factory=list)

    def phrases(self, where: str, path: Loc, sources: Iterable[str]) -> Iterator[Phrase]:
        for at, source in enumerate(sources):
            try:
                yield phrase(source, self.lexicons)
            except PhraseError as error:
                self.faults.append((where, (*path, at), str(error)))


def _compile(compiling: _Compiling, intents: Intents, settings: Routing) -> Catalogue:
    def listed(name: str) -> tuple[Phrase, ...]:
        return tuple(compiling.phrases("routing", (name,), getattr(settings, name)))

    harmless = listed("harmless")
    asks = {
        name: tuple(compiling.phrases(f"intents/{name}", ("words",), intent.words))
        for name, intent in intents.items()
    }
    named = {
        f"{kind}:{name}": tuple(compiling.phrases(kind, ("names", name), sources))
        for kind, lexicon in compiling.lexicons.items()
        for name, sources in lexicon.names.items()
    }
    marks = {name: listed(name) for name in ("urgent", "subject")}
    asked = index({HARMLESS: harmless, **asks})
    names = index({HARMLESS: harmless, **named})
    marked = index({HARMLESS: harmless + listed("calm"), **marks})
    vocabulary = asked.vocabulary | names.vocabulary | marked.vocabulary
    ordinary = {key for each in listed("ordinary") for place in each.places for key in place}
    return Catalogue(
        intents,
        compiling.lexicons,
        settings,
        asks=asked,
        named=names,
        marks=marked,
        alike=_alike(vocabulary),
        ordinary=vocabulary | ordinary,
    )


def _located(
    fault: tuple[str, Loc, str], name: str, root: Path, documents: Mapping[str, Document]
) -> Problem:
    where, path, message = fault
    if where in documents:
        return documents[where].problem(path, message)
    document, _ = read(root / name / f"{where}.yaml", f"policies/{name}/{where}.yaml")
    return document.problem(path, message)


def _tables(
    document: Document, settings: Routing, lexicons: Mapping[str, Lexicon]
) -> Iterator[Problem]:
    """Tables of points for things that nobody counts."""
    known = [INTENTS, MONTHS, *lexicons]
    for name in settings.complexity.points:
        if name not in known:
            path = ("complexity", "points", name)
            yield document.problem(path, f"nothing counts {name!r}.", choices(name, known))


def _specific(document: Document, settings: Routing, intents: Intents) -> Iterator[Problem]:
    """Intents that are preferred, or put aside, and don't exist."""
    for name, others in settings.specific.items():
        if name not in intents:
            message = f"there is no intent {name!r}."
            yield document.problem(("specific", name), message, choices(name, intents))
        for at, other in enumerate(others):
            if other not in intents:
                message = f"there is no intent {other!r}."
                yield document.problem(("specific", name, at), message, choices(other, intents))


def made_of(
    intents: Mapping[str, Intent], lexicons: Mapping[str, Lexicon], settings: Routing
) -> Catalogue:
    """A catalogue of values that stand in no file; PolicyError when a phrase is at fault."""
    compiling = _Compiling(lexicons)
    made = _compile(compiling, intents, settings)
    if compiling.faults:
        raise PolicyError(Problem(where, 1, "", message) for where, _, message in compiling.faults)
    return made


def _alike(vocabulary: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Stems that are long enough for slips of the pen, by their first letter."""
    found: dict[str, list[str]] = {}
    for each in sorted(vocabulary):
        if len(each) >= SLIP_FROM:
            found.setdefault(each[0], []).append(each)
    return {letter: tuple(stems) for letter, stems in found.items()}
