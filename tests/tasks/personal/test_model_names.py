"""A configured model of names masks beside our own recognisers, and can't spoil a report."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from blocks import presidio
from policies.errors import OperatorError
from tasks.outcome import Citation, Report, Section, Verdict
from tasks.personal import model_names
from tasks.privacy import mask, mask_report

spacy = pytest.importorskip("spacy", reason="the extra 'privacy' isn't installed")
pytest.importorskip("presidio_analyzer", reason="the extra 'privacy' isn't installed")

# What a model may say, right and wrong.
PERSONS = ("Xolanthe", "Qwyzz", "Key Findings", "Saudi Arabia", "Qwyzz Bank", "Monte Carlo", "name")


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv(presidio.SETTING, raising=False)
    model_names._model.cache_clear()
    yield
    model_names._model.cache_clear()


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline = spacy.blank("en")
    rules = [{"label": "PERSON", "pattern": person} for person in PERSONS]
    pipeline.add_pipe("entity_ruler").add_patterns(rules)
    pipeline.meta["name"], pipeline.meta["version"] = "tiny", "1.2.3"
    pipeline.to_disk(tmp_path / "tiny")
    monkeypatch.setenv(presidio.SETTING, str(tmp_path / "tiny"))


def test_without_a_model_nothing_is_asked() -> None:
    assert not model_names.configured()
    assert model_names.described() is None
    assert mask("ask Xolanthe") == "ask Xolanthe"


def test_a_model_masks_what_no_table_knows(model: None) -> None:
    assert mask("ask Xolanthe or Fatima Al-Kuwari") == "ask [name] or [name]"


def test_places_titles_firms_and_known_things_stay(model: None) -> None:
    text = "Key Findings: Saudi Arabia, Qwyzz Bank, Monte Carlo"
    assert mask(text) == text


def test_masking_with_a_model_twice_is_masking_once(model: None) -> None:
    text = "[name] name Xolanthe Qwyzz Xolanthe, Mr Qwyzz: Key Findings\nXolanthe"
    assert mask(mask(text)) == mask(text)
    assert "Xolanthe" not in mask(text)


def test_who_may_see_names_sees_what_a_model_finds(model: None) -> None:
    assert mask("Xolanthe, a@b.com", ("name",)) == "Xolanthe, [email]"


def test_a_report_is_masked_as_its_texts_are(model: None) -> None:
    parts = ("Xolanthe said", "Key Findings", "by Qwyzz\nand Xolanthe")
    report = Report(
        "Xolanthe",
        Verdict.COMPLETED,
        None,
        tuple(Section(part, part) for part in parts),
        tuple(Citation(part, part) for part in parts),
        (),
        (),
        {},
        {},
    )
    masked = mask_report(report)
    assert masked.title == "[name]"
    assert [section.body for section in masked.sections] == [mask(part) for part in parts]
    assert [citation.dataset for citation in masked.citations] == [mask(part) for part in parts]


def test_a_report_can_say_which_model_masked_it(model: None) -> None:
    described = model_names.described()
    assert described
    assert described["model"] == "en_tiny"
    assert described["version"] == "1.2.3"
    assert "spacy" in described["libraries"]


def test_a_missing_model_is_told_before_work_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(presidio.SETTING, "en_core_web_nowhere")
    with pytest.raises(OperatorError, match=r"COXSWAIN_NAMES_MODEL.*en_core_web_nowhere"):
        model_names.described()
