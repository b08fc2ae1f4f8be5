"""The budget: a module that passes it holds two ideas. There is no list of exceptions."""

import ast
from pathlib import Path

ROOT = Path(__file__).parent.parent
LAYERS = ("policies", "tasks", "flows", "blocks", "deployments")
LINES, FUNCTION_LINES, PARAMETERS = 250, 40, 5


def test_modules_and_functions_keep_within_the_budget() -> None:
    over = []
    for layer in LAYERS:
        for path in (ROOT / layer).rglob("*.py"):
            text = path.read_text()
            if (lines := text.count("\n")) > LINES:
                over.append(f"{path.relative_to(ROOT)}: {lines} lines")
            over += [f"{path.relative_to(ROOT)}:{found}" for found in _functions(text)]
    assert not over


def _functions(text: str) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        lines = (node.end_lineno or 0) - node.lineno + 1
        arguments = node.args.posonlyargs + node.args.args
        # What must be named where it is given need not be remembered in order: it does not count.
        own = [each for each in arguments if each.arg not in ("self", "cls")]
        if lines > FUNCTION_LINES or len(own) > PARAMETERS:
            found.append(f"{node.lineno} {node.name}: {lines} lines, {len(own)} parameters")
    return found
