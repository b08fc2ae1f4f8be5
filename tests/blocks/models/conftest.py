"""Tiny models that run here, made once for the tests of models."""

import logging
from collections.abc import Iterator

import pytest

from blocks.models import HuggingFaceModel
from tests.blocks.models.tiny import seeing_model, text_model


def skip_without() -> None:
    pytest.importorskip("torch", reason="torch is not installed: `make models` installs it")
    pytest.importorskip("transformers", reason="transformers is not installed: `make models` does")


@pytest.fixture(scope="session")
def quiet() -> Iterator[None]:
    logging.getLogger("transformers").setLevel(logging.ERROR)
    yield
    logging.getLogger("transformers").setLevel(logging.WARNING)


@pytest.fixture(scope="session")
def reader(tmp_path_factory: pytest.TempPathFactory, quiet: None) -> HuggingFaceModel:
    skip_without()
    path = text_model(tmp_path_factory.mktemp("text"))
    return HuggingFaceModel(str(path), device="cpu", most_tokens=40)


@pytest.fixture(scope="session")
def seer(tmp_path_factory: pytest.TempPathFactory, quiet: None) -> HuggingFaceModel:
    skip_without()
    path = seeing_model(tmp_path_factory.mktemp("seeing"))
    return HuggingFaceModel(str(path), device="cpu", most_tokens=60)
