"""What a golden case gives besides a request in words: a document, a model's answers, agents.

`request: {file: NAME}` is a document that ships beside the pack's sample, `request: {pages: [...]}`
one that is drawn as the case writes it: a line of text a line, "#" before a heading, and columns
parted by "|". `model` is the id of a model, `answers` what it gives for an agent of the registry,
by the agent's id, `opinions` what it says as a judge of that agent. What an answer leaves out is
missing in the document. `agents` are those of the registry that are on.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from blocks.models import ScriptedModel
from policies.load import ROOT
from tasks.packs import Crew
from tasks.roster import listed, registry_of
from tasks.shapes import blank

LEFT, COLUMNS, TOP = 60, (440, 530), 780  # points: the right edges of columns; from the foot
PITCH, SIZE, HEADING = 16, 10, 14


def request_of(known: Crew, given: Mapping[str, Any], folder: Path) -> Any:
    """The request of a case."""
    asked = given["request"]
    if asked.keys() == {"file"}:
        path = ROOT.parent / Path(known.loaded.pack.sample).with_name(f"{asked['file']}.pdf")
    elif asked.keys() == {"pages"}:
        path = folder / "report.pdf"
        draw(path, asked["pages"])
    else:
        return known.request.model_validate(asked)
    return known.open(path, date(2024, 6, 1)).one


def model_of(known: Crew, given: Mapping[str, Any]) -> ScriptedModel | None:
    """The model of a case, which answers by the agent's prompt; None without one."""
    if "model" not in given:
        return None
    seeds = known.loaded.roster
    said: dict[str, str] = {}
    for agent, opinion in given.get("opinions", {}).items():
        said[f"^You judge.*{_asked(seeds[agent])}"] = _json(opinion)
    for agent, answer in given["answers"].items():
        said[_asked(seeds[agent])] = _json({**blank(seeds[agent].schema_), **answer})
    return ScriptedModel(said, given["model"])


def only(known: Crew, agents: Sequence[str]) -> None:
    """Switch the other agents of a pack off, in the registry of this home."""
    from sqlalchemy import update

    from blocks.tables import AGENTS

    listed(known.name, known.loaded.roster)
    others = (AGENTS.c.pack == known.name, AGENTS.c.agent_id.not_in(agents))
    with registry_of().database.write() as connection:
        connection.execute(update(AGENTS).where(*others).values(active=False))


def draw(path: Path, pages: Sequence[str]) -> None:
    """A PDF with these pages."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), pagesize=(595, 842), invariant=1)
    for page in pages:
        for number, line in enumerate(page.splitlines()):
            _line(canvas, line, TOP - number * PITCH)
        canvas.showPage()
    canvas.save()


def _line(canvas: Any, line: str, y: int) -> None:
    heading = line.startswith("# ")
    canvas.setFont("Helvetica-Bold" if heading else "Helvetica", HEADING if heading else SIZE)
    label, *amounts = (cell.strip() for cell in line.removeprefix("# ").split("|"))
    canvas.drawString(LEFT, y, label)
    for edge, amount in zip(COLUMNS[-len(amounts) :], amounts, strict=bool(amounts)):
        canvas.drawRightString(edge, y, amount)


def _asked(seed: Any) -> str:
    return re.escape(seed.prompt.strip())


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
