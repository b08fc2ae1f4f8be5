"""Pages in two columns are read one column after the other; all others stay as they are."""

from tasks.annual_reports.document.words import Line, Page, Word
from tasks.annual_reports.layout.two_columns import in_reading_order


def words(text: str, x: float, y: float) -> list[Word]:
    found = []
    for word in text.split():
        found.append(Word(word, x, y, x + 6 * len(word), y + 10))
        x += 6 * len(word) + 3
    return found


def page(*, columns: bool) -> Page:
    lines = [
        Line(
            tuple(words("Rapport över hela sidans bredd som rubrik för det som följer nu", 60, 40))
        )
    ]
    for number in range(14):
        y = 60.0 + 12 * number
        left = words(f"Vänster rad {number} med ord", 60, y)
        right = words(f"Höger rad {number} med ord", 310, y) if columns else []
        lines.append(Line((*left, *right)))
    return Page(1, 595.0, 842.0, tuple(lines))


def test_the_left_column_comes_before_the_right_one() -> None:
    texts = [placed.line.text for placed in in_reading_order(page(columns=True))]
    assert texts[0].startswith("Rapport")
    assert [text.split()[0] for text in texts[1:]] == ["Vänster"] * 14 + ["Höger"] * 14


def test_a_page_of_one_column_keeps_its_lines() -> None:
    one = page(columns=False)
    assert [placed.line for placed in in_reading_order(one)] == list(one.lines)
