"""Which model stands at a path: another one there is another model, wherever it lies."""

import os
from pathlib import Path

import pytest

from blocks.models import HuggingFaceModel
from blocks.models.weights import SMALL, version_at


def folder(place: Path, weights: bytes = b"weights", config: str = "{}") -> str:
    place.mkdir(exist_ok=True)
    (place / "config.json").write_text(config)
    (place / "model.safetensors").write_bytes(weights)
    return str(place)


def test_the_same_files_elsewhere_are_the_same_model(tmp_path: Path) -> None:
    assert version_at(folder(tmp_path / "a")) == version_at(folder(tmp_path / "b"))


@pytest.mark.parametrize("change", [{"weights": b"wEights"}, {"config": '{"layers": 2}'}])
def test_another_model_at_the_same_path_is_another_one(tmp_path: Path, change: dict) -> None:
    model = HuggingFaceModel(folder(tmp_path / "a"))
    before = model.id
    folder(tmp_path / "a", **change)
    os.utime(tmp_path / "a" / "config.json", (1, 1))  # whatever the resolution of the clock
    os.utime(tmp_path / "a" / "model.safetensors", (1, 1))
    assert model.id != before
    assert str(tmp_path) not in model.id


def test_of_large_weights_samples_all_through_are_read(tmp_path: Path) -> None:
    large = bytearray(SMALL + 1)
    known = {version_at(folder(tmp_path / "0", bytes(large)))}
    for number, share in enumerate((0.0, 0.3, 0.7, 0.999), 1):
        trained = large.copy()
        start = int(share * SMALL)
        trained[start : start + (1 << 18)] = b"\1" * (1 << 18)
        known.add(version_at(folder(tmp_path / str(number), bytes(trained[: SMALL + 1]))))
    assert len(known) == 5


def test_an_id_of_the_hub_means_the_commit_that_is_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = pytest.importorskip("huggingface_hub", reason="not installed: `make models` does")
    here = str(tmp_path / "snapshots" / "0123456789abcdef" / "config.json")
    monkeypatch.setattr(hub, "try_to_load_from_cache", lambda *_: here)
    assert HuggingFaceModel("org/model").id.startswith("hf:org/model@0123456789ab:")
    monkeypatch.setattr(hub, "try_to_load_from_cache", lambda *_: None)
    assert HuggingFaceModel("org/model").id.startswith("hf:org/model@main:")
    assert HuggingFaceModel("org/model", revision="v2").id.startswith("hf:org/model@v2:")
