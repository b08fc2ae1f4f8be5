"""How the invented reports look: fonts, sizes, and the habits of those who write them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Style:
    """One typography. `unit` is kronor in a printed unit; positions are points from the left.

    `minus` stands before negative amounts; `note` is how a note is headed; `board` how the board
    is listed; `garbled` says that the font's table of characters is wrong, as some real ones' are.
    """

    plain: str = "Helvetica"
    bold: str = "Helvetica-Bold"
    body: float = 10.0
    heading: float = 14.0
    title: float = 18.0
    capitals: bool = False
    unit: int = 1
    minus: str = "-"
    note: str = "Not {number} {title}"
    board: str = "table"
    left: float = 62.0
    note_at: float = 330.0
    columns: tuple[float, float] = (450.0, 530.0)  # right edges
    contents: bool = True
    signed: str = ""  # a strip of an electronic signature at the foot of each page
    running: bool = True  # name and number of the association at the head of each page
    garbled: bool = False
    words: tuple[tuple[str, str], ...] = ()  # other words for the same lines

    def say(self, text: str) -> str:
        """A line's words as this writer puts them."""
        return dict(self.words).get(text, text)


STYLES = {
    "plain": Style(),
    "serif": Style(
        plain="Times-Roman",
        bold="Times-Bold",
        body=11.0,
        heading=15.0,
        minus="\u2212",
        note="NOT {number} , {capitals}",
        board="list",
        contents=False,
        left=70.0,
        note_at=350.0,
        signed="Transaktion 09222115557513{page:04d} Signerat",
        words=(
            ("Rörelseintäkter", "Föreningens intäkter"),
            ("Rörelsekostnader", "Fastighetskostnader"),
            ("Summa rörelsekostnader", "Summa fastighetskostnader"),
            ("Årsavgifter", "Årsavgifter bostäder"),
        ),
    ),
    "thousands": Style(
        body=9.5,
        heading=13.0,
        capitals=True,
        unit=1000,
        minus="- ",
        note="Not {number}. {title}",
        board="roles",
        columns=(462.0, 536.0),
    ),
    "garbled": Style(
        plain="Garbled", bold="GarbledBold", body=9.5, heading=13.5, board="table", garbled=True
    ),
    "scanned": Style(plain="Times-Roman", bold="Times-Bold", body=11.5, board="list"),
}
