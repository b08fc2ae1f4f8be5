"""Write the sample reports: `python -m deployments.samples.annual_reports.generate`.

    --out DIR   where they go, instead of this folder
    --seed N    other associations of the same kind (7 makes the shipped ones)

Everything is invented: names of people, streets, towns, firms, and each figure, which follow from
one another as in real books (`books.py`). Five reports are laid out as different writers do it
(`styles.py`): a plain one; one in a serif font with other words, a signature's strip and no
contents; one in thousands of kronor; one whose font says other letters than it shows; one that
is nothing but images of its pages, as a scanner leaves them. `truth.json` holds what a reader
should find in each. The same arguments give the same bytes, with the same versions of reportlab
and PDFium.
"""

import argparse
import json
from io import BytesIO
from pathlib import Path

from deployments.samples.annual_reports.association import Association, association
from deployments.samples.annual_reports.note_pages import audit, notes, signatures
from deployments.samples.annual_reports.paper import Paper
from deployments.samples.annual_reports.report_pages import PARTS, cover, management
from deployments.samples.annual_reports.statement_pages import balance, cash_flow, income
from deployments.samples.annual_reports.styles import STYLES, Style
from deployments.samples.annual_reports.truth import truth

SEED = 7
NAMES = {
    "plain": ("brf_alkarret", "Bostadsrättsföreningen Alkärret"),
    "serif": ("brf_bergsudden", "Brf Bergsudden"),
    "thousands": ("brf_granangen", "HSB Bostadsrättsförening Granängen"),
    "garbled": ("brf_lovholmen", "Bostadsrättsföreningen Lövön"),
    "scanned": ("brf_sjovik", "Brf Sjövik"),
}
DOTS, INK = 200, 170  # an inch, of the scanned pages; what is darker than this grey is black


def write(folder: Path, seed: int = SEED) -> dict[str, object]:
    """Write the reports and `truth.json` into a folder; what the latter holds."""
    folder.mkdir(parents=True, exist_ok=True)
    known: dict[str, object] = {}
    for place, (kind, (file, name)) in enumerate(NAMES.items()):
        one, style = association(name, seed * 100 + place), STYLES[kind]
        path = folder / f"{file}.pdf"
        draw(path, one, style)
        if kind == "scanned":
            path.write_bytes(scanned(path))
        known[file] = {"kind": kind, "agents": truth(one, style)}
    text = json.dumps(known, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / "truth.json").write_text(text + "\n", encoding="utf-8")
    return known


def draw(path: Path, one: Association, style: Style) -> None:
    """Draw a report, twice: only then are the pages of its parts known."""
    found, pages = _drawn(path, one, style, ({}, 0))
    _drawn(path, one, style, (found, pages))


def _drawn(
    path: Path, one: Association, style: Style, known: tuple[dict[str, int], int]
) -> tuple[dict[str, int], int]:
    parts, pages = known
    paper = Paper(path, style, one.name, one.number, pages)
    cover(paper, one, parts)
    found: dict[str, int] = {}
    for part, drawing in zip(PARTS, (management, income, balance, cash_flow, notes), strict=True):
        found[part] = paper.page + 1
        drawing(paper, one)
    signatures(paper, one)
    audit(paper, one)
    paper.save()
    return found, paper.page


def scanned(path: Path) -> bytes:
    """The same pages as images, as they come from a scanner: no text is left in the file."""
    import pypdfium2
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    content = BytesIO()
    canvas = Canvas(content, invariant=1)
    pdf = pypdfium2.PdfDocument(path)
    for page in pdf:
        width, height = page.get_size()
        image = BytesIO()
        picture = page.render(scale=DOTS / 72).to_pil().convert("L")
        picture.point(lambda grey: 255 * (grey > INK)).save(image, "PNG", optimize=True)
        canvas.setPageSize((width, height))
        canvas.drawImage(ImageReader(image), 0, 0, width, height)
        canvas.showPage()
    pdf.close()
    canvas.save()
    return content.getvalue()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--out", type=Path, default=Path(__file__).parent)
    arguments.add_argument("--seed", type=int, default=SEED)
    given = arguments.parse_args()
    write(given.out, given.seed)
