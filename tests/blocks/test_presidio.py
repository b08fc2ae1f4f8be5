"""A model of names is asked where one is installed; nothing is downloaded, nothing is guessed."""

from pathlib import Path

import pytest

from blocks import presidio
from blocks.presidio import NamesModelError

spacy = pytest.importorskip("spacy", reason="the extra 'privacy' isn't installed")
pytest.importorskip("presidio_analyzer", reason="the extra 'privacy' isn't installed")

RULES = [
    {"label": "PERSON", "pattern": "Xolanthe"},
    {"label": "PERSON", "pattern": "Xolanthe Qwyzz"},
    {"label": "PERSON", "pattern": "name"},
    {"label": "PERSON", "pattern": [{"LOWER": "trade"}, {"IS_DIGIT": True}]},
    {"label": "PERSON", "pattern": "lower"},
    {"label": "ORG", "pattern": "Qwyzz Holding"},
]


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A saved spaCy model without statistics: its rules are its knowledge."""
    return save(tmp_path, monkeypatch, RULES)


def save(folder: Path, monkeypatch: pytest.MonkeyPatch, rules: list[dict[str, object]]) -> Path:
    pipeline = spacy.blank("en")
    pipeline.add_pipe("entity_ruler").add_patterns(rules)
    pipeline.meta["name"], pipeline.meta["version"] = "tiny", "1.2.3"
    pipeline.to_disk(folder / "tiny")
    monkeypatch.setenv(presidio.SETTING, str(folder / "tiny"))
    return folder / "tiny"


def found(text: str) -> list[str]:
    model = presidio.configured()
    assert model
    return [text[start:end] for start, end in model.persons(text)]


def test_without_the_setting_there_is_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(presidio.SETTING, raising=False)
    assert presidio.configured() is None
    monkeypatch.setenv(presidio.SETTING, " ")
    assert presidio.configured() is None


def test_persons_are_found_line_by_line(model: Path) -> None:
    assert found("ask Xolanthe\nor\n\nXolanthe Qwyzz, of Qwyzz Holding") == [
        "Xolanthe",
        "Xolanthe Qwyzz",
    ]


def test_tokens_numbers_and_words_in_small_letters_are_no_names(model: Path) -> None:
    assert found("[name] and Trade 17, lower and Xolanthe") == ["Xolanthe"]


def test_a_model_says_which_it_is(model: Path) -> None:
    loaded = presidio.configured()
    assert loaded
    assert (loaded.name, loaded.version, loaded.language) == ("en_tiny", "1.2.3", "en")
    assert loaded.libraries == (
        f"presidio-analyzer {version('presidio-analyzer')}, spacy {spacy.__version__}"
    )


def version(package: str) -> str:
    from importlib import metadata

    return metadata.version(package)


def test_a_model_is_loaded_once(model: Path) -> None:
    assert presidio.configured() is presidio.configured()


def test_a_model_that_is_not_installed_is_named_and_not_downloaded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def download(*_: object, **__: object) -> None:
        pytest.fail("it was downloaded")

    monkeypatch.setattr(spacy.cli, "download", download)
    monkeypatch.setenv(presidio.SETTING, "en_core_web_nowhere")
    with pytest.raises(NamesModelError, match=r"en_core_web_nowhere.*no installed spaCy model"):
        presidio.configured()


def test_a_folder_that_holds_no_model_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(presidio.SETTING, str(tmp_path))
    with pytest.raises(NamesModelError, match="can't be loaded"):
        presidio.configured()


def test_a_model_that_finds_no_persons_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(tmp_path, monkeypatch, [{"label": "ORG", "pattern": "Qwyzz"}])
    with pytest.raises(NamesModelError, match="finds no persons"):
        presidio.configured()


def test_without_the_libraries_the_extra_is_named(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "presidio_analyzer", None)
    with pytest.raises(NamesModelError, match=r"presidio_analyzer isn't installed.*\[privacy\]"):
        presidio.configured()
