"""Presidio with a spaCy model finds names of persons that tables of names do not know.

An extra: nothing of it is imported unless `COXSWAIN_NAMES_MODEL` names an installed model (a
package such as `en_core_web_sm`, or the folder of a saved one). Nothing is ever downloaded.
"""

import os
import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, Final

SETTING: Final = "COXSWAIN_NAMES_MODEL"
_PERSONS = frozenset({"PER", "PERSON"})  # as the corpora of spaCy's models call them
_TOKEN = re.compile(r"\[[a-z]+\]")
# A model is wrong at times; what holds one of these is never a name: numbers, ids, cells, code.
_NO_NAME = re.compile(r"[\d\[\]{}|`<>=@/\\_#\n]")


class NamesModelError(RuntimeError):
    """The model of names that is configured can't be used: which, why, what to do."""


_LOADING = Lock()


@dataclass(frozen=True)
class NamesModel:
    """A loaded model of names. What it says of a line depends on the line alone."""

    name: str
    version: str
    libraries: str  # presidio-analyzer and spacy with their versions
    analyzer: Any = field(repr=False, compare=False)
    language: str = "en"

    def persons(self, text: str) -> list[tuple[int, int]]:
        """Where names stand in `text` (characters, sorted, apart): line by line."""
        spans, start = [], 0
        for line in text.split("\n"):
            if not line.islower() and any(char.isalpha() for char in line):
                spans += [(start + begin, start + end) for begin, end in _of_line(self, line)]
            start += len(line) + 1
        return spans

    def __hash__(self) -> int:
        return hash((self.name, self.version, self.libraries))


@lru_cache(maxsize=4096)
def _of_line(model: NamesModel, line: str) -> tuple[tuple[int, int], ...]:
    found = model.analyzer.analyze(text=line, language=model.language, entities=["PERSON"])
    masked = [token.span() for token in _TOKEN.finditer(line)]
    spans: list[tuple[int, int]] = []
    for begin, end in sorted((each.start, each.end) for each in found):
        apart = all(end <= start or stop <= begin for start, stop in (*masked, *spans))
        named = any(char.isupper() for char in line[begin:end])
        if apart and named and not _NO_NAME.search(line[begin:end]):
            spans.append((begin, end))
    return tuple(spans)


def configured() -> NamesModel | None:
    """The model that `COXSWAIN_NAMES_MODEL` names, loaded once per process; None without one.

    NamesModelError when it, spaCy or Presidio isn't installed.
    """
    chosen = os.environ.get(SETTING, "").strip()
    with _LOADING:
        return _load(chosen) if chosen else None


@cache
def _load(chosen: str) -> NamesModel:
    try:
        import presidio_analyzer
        import spacy
        from presidio_analyzer.nlp_engine import NerModelConfiguration, SpacyNlpEngine
    except ImportError as error:
        raise NamesModelError(
            f"{SETTING} is {chosen!r}, but {error.name or 'presidio_analyzer'} isn't installed."
            " Run pip install 'coxswain[privacy]', or unset it."
        ) from error
    pipeline = _pipeline(spacy, chosen)
    labels = {label for _, pipe in pipeline.pipeline for label in getattr(pipe, "labels", ())}
    if not labels & _PERSONS:
        raise NamesModelError(
            f"{SETTING} is {chosen!r}, a spaCy model that finds no persons (labels PER or PERSON)."
        )
    engine: Any = SpacyNlpEngine(
        models=[{"lang_code": pipeline.lang, "model_name": chosen}],
        ner_model_configuration=NerModelConfiguration(
            model_to_presidio_entity_mapping=dict.fromkeys(_PERSONS, "PERSON"),
            labels_to_ignore=sorted(labels - _PERSONS),
        ),
    )
    # Handed over loaded: an engine that loads its model itself downloads a missing one.
    engine.nlp = {pipeline.lang: pipeline}
    return NamesModel(
        name="_".join(part for part in (pipeline.lang, pipeline.meta.get("name", "")) if part),
        version=str(pipeline.meta.get("version", "")),
        libraries=_versions("presidio-analyzer", "spacy"),
        analyzer=_analyzer(presidio_analyzer, engine, pipeline.lang),
        language=pipeline.lang,
    )


def _analyzer(presidio: Any, engine: Any, language: str) -> Any:
    """Presidio with the one recogniser that reads the model's answer."""
    recogniser = presidio.predefined_recognizers.SpacyRecognizer(
        supported_language=language, supported_entities=["PERSON"]
    )
    registry = presidio.RecognizerRegistry(recognizers=[recogniser], supported_languages=[language])
    return presidio.AnalyzerEngine(
        registry=registry, nlp_engine=engine, supported_languages=[language]
    )


def _pipeline(spacy: Any, chosen: str) -> Any:
    if not (spacy.util.is_package(chosen) or Path(chosen).is_dir()):
        raise NamesModelError(
            f"{SETTING} is {chosen!r}, which is no installed spaCy model and no folder of one."
            f" Install it first (python -m spacy download {chosen}), or unset the setting."
        )
    try:
        return spacy.load(chosen)
    except (OSError, ValueError) as error:
        raise NamesModelError(f"{SETTING}: {chosen!r} can't be loaded: {error}") from error


def _versions(*packages: str) -> str:
    from importlib.metadata import version

    return ", ".join(f"{package} {version(package)}" for package in packages)
