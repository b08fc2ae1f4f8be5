"""The layers of the project, and what each may import: read from the code, without exceptions."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from policies.load import pack_names

ROOT = Path(__file__).parent.parent
RIGHT_OF = {
    "deployments": {"deployments", "flows", "tasks", "policies", "blocks"},
    "flows": {"flows", "tasks", "policies", "blocks"},
    "tasks": {"tasks", "policies", "blocks"},
    "policies": {"policies"},
    "blocks": {"blocks"},
}
MODELS = {"torch", "transformers", "google", "openai", "pydantic_ai", "presidio_analyzer", "spacy"}


def modules(layer: str) -> list[Path]:
    return sorted((ROOT / layer).rglob("*.py"))


def imports(path: Path, *, top_level: bool = False) -> Iterator[str]:
    tree = ast.parse(path.read_text())
    for node in tree.body if top_level else ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("layer", RIGHT_OF)
def test_a_layer_imports_only_layers_to_its_right(layer: str) -> None:
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(layer)
        for name in imports(path)
        if (top := name.partition(".")[0]) in RIGHT_OF and top not in RIGHT_OF[layer]
    }
    assert not wrong


def test_policies_know_nothing_of_prefect() -> None:
    assert not [p for p in modules("policies") for name in imports(p) if name.startswith("prefect")]


def test_the_engine_names_no_pack() -> None:
    named = [
        f"{path.relative_to(ROOT)} names {pack}"
        for layer in ("policies", "tasks", "flows", "blocks")
        for path in modules(layer)
        for pack in pack_names()
        if pack not in path.relative_to(ROOT).parts and path.stem != pack
        if pack in path.read_text()
    ]
    assert not named


def test_packs_do_not_import_each_other() -> None:
    packs = pack_names()
    for pack in packs:
        for path in (ROOT / "tasks" / pack).rglob("*.py"):
            others = {f"tasks.{other}" for other in packs if other != pack}
            assert not [n for n in imports(path) if any(n.startswith(other) for other in others)]


def test_model_libraries_are_imported_only_inside_methods_of_blocks() -> None:
    for layer in RIGHT_OF:
        for path in modules(layer):
            found = {name.partition(".")[0] for name in imports(path, top_level=layer == "blocks")}
            assert not found & MODELS, path


def test_one_module_imports_by_name() -> None:
    dynamic = [
        path.relative_to(ROOT)
        for layer in RIGHT_OF
        for path in modules(layer)
        if "importlib" in {name.partition(".")[0] for name in imports(path)}
        and "import_module" in path.read_text()
    ]
    assert dynamic == [Path("tasks/packs.py")]
