from pathlib import Path

import pytest

from tasks.annual_reports.document.pdf import document_of, read_document
from tests.tasks.annual_reports.document.drawn import HEIGHT, WIDTH, draw, glyphs, sheet

ROW = [
    (60, 200, "Nettoomsättning"),
    (300, 200, "2"),
    (400, 200, "2 505 133"),
    (480, 200, "- 2 340 007"),
]


def cells(path: Path, number: int = 1) -> list[list[str]]:
    lines = read_document(path, path.name).page(number).lines
    return [[cell.text for cell in line.cells] for line in lines]


def test_labels_numbers_and_columns_are_cells(tmp_path: Path) -> None:
    path = draw(tmp_path / "row.pdf", [ROW])
    assert cells(path) == [["Nettoomsättning", "2", "2 505 133", "- 2 340 007"]]


def test_hard_and_thin_spaces_keep_a_number_together(tmp_path: Path) -> None:
    path = draw(tmp_path / "spaces.pdf", [[(60, 100, "Lån"), (300, 100, "2\u00a0505\u00a0133")]])
    assert cells(path) == [["Lån", "2 505 133"]]


def test_year_columns_stay_apart_and_sizes_and_weights_are_told(tmp_path: Path) -> None:
    texts = [
        (60, 80, "Balansräkning", 16, "Helvetica-Bold"),
        (400, 80, "2023"),
        (430, 80, "2022"),
        (60, 110, "Kassa"),
    ]
    path = draw(tmp_path / "years.pdf", [texts])
    lines = read_document(path, "x").page(1).lines
    assert [cell.text for cell in lines[0].cells] == ["Balansräkning", "2023", "2022"]
    assert (lines[0].words[0].size, lines[0].words[0].bold) == (16.0, True)
    assert (lines[1].size, lines[1].bold) == (10.0, False)


def test_text_at_the_side_is_kept_apart(tmp_path: Path) -> None:
    side = (580, 400, "Penneo dokumentnyckel: AAAA-BBBB-CCCC", 7, "Helvetica", 90)
    path = draw(tmp_path / "side.pdf", [[*ROW, side]])
    page = read_document(path, "x").page(1)
    assert "Penneo" not in page.text
    assert any("Penneo" in line.text for line in page.aside)
    assert cells(path) == [["Nettoomsättning", "2", "2 505 133", "- 2 340 007"]]


def test_headers_page_numbers_and_strips_of_signing_are_no_lines_of_the_text(
    tmp_path: Path,
) -> None:
    def texts(number: int) -> list[tuple[object, ...]]:
        return [
            (60, 40, "Brf Exempelgården"),
            (480, 40, f"{number} (4)"),
            (60, 300, f"Text på sidan {number}"),
            (60, 825, "Transaktion 0922211555 Signerat AB, CD", 7),
        ]

    path = draw(tmp_path / "furniture.pdf", [texts(number) for number in range(1, 5)])
    document = read_document(path, "x")
    assert [page.text for page in document.pages] == [f"Text på sidan {n}" for n in range(1, 5)]
    assert "Brf Exempelgården 1 (4)" in [line.text for line in document.page(1).aside]


def test_heads_of_columns_that_repeat_stay(tmp_path: Path) -> None:
    heads = [(60, 60, "Belopp i kr"), (400, 60, "2023-12-31"), (480, 60, "2022-12-31")]
    path = draw(tmp_path / "heads.pdf", [heads] * 4)
    assert cells(path, 3) == [["Belopp i kr", "2023-12-31", "2022-12-31"]]


def test_prose_in_two_columns_is_read_column_by_column(tmp_path: Path) -> None:
    left = [f"vänster rad {n} med några fler ord" for n in "abcdefgh"]
    right = [f"höger rad {n} med några ord till" for n in "abcdefgh"]
    texts = [
        text
        for index, (one, other) in enumerate(zip(left, right, strict=True))
        for text in ((50, 100 + 14 * index, one), (320, 100 + 14 * index, other))
    ]
    path = draw(tmp_path / "columns.pdf", [texts])
    assert [row[0] for row in cells(path)] == left + right


def test_a_table_of_words_is_read_row_by_row(tmp_path: Path) -> None:
    texts = [
        text
        for index in range(8)
        for text in ((50, 100 + 14 * index, f"Firma {index} AB"), (320, 100 + 14 * index, "Städ"))
    ]
    path = draw(tmp_path / "suppliers.pdf", [texts])
    assert cells(path) == [[f"Firma {index} AB", "Städ"] for index in range(8)]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_that_is_shown_rotated_is_read_as_it_is_shown(tmp_path: Path, turn: int) -> None:
    import pypdfium2

    pdf = pypdfium2.PdfDocument(draw(tmp_path / "upright.pdf", [ROW]))
    shift = {0: (0, 0), 90: (HEIGHT, 0), 180: (WIDTH, HEIGHT), 270: (0, WIDTH)}[turn]
    page = pdf[0]
    for thing in page.get_objects():  # the text leans the other way, and the page is turned back
        thing.set_matrix(thing.get_matrix().rotate(turn, ccw=True).translate(*shift))
    if turn in (90, 270):
        page.set_mediabox(0, 0, HEIGHT, WIDTH)
    page.set_rotation(turn)
    page.gen_content()
    pdf.save(tmp_path / "turned.pdf")
    path = tmp_path / "turned.pdf"
    assert cells(path) == [["Nettoomsättning", "2", "2 505 133", "- 2 340 007"]]
    shown = read_document(path, path.name).page(1)
    assert (round(shown.width), round(shown.height)) == (WIDTH, HEIGHT)
    assert shown.lines[0].box[0] == pytest.approx(60, abs=2)
    assert shown.lines[0].box[3] == pytest.approx(200, abs=4)


def test_a_page_that_is_drawn_sideways_as_a_whole_is_turned(tmp_path: Path) -> None:
    texts = [(200 + 20 * n, 700, f"Rad {n} i en tabell", 10, "Helvetica", 90) for n in range(5)]
    path = draw(tmp_path / "sideways.pdf", [texts])
    assert cells(path) == [[f"Rad {n} i en tabell"] for n in range(5)]


def test_letters_in_another_order_than_they_are_read_make_words() -> None:
    line = glyphs("Nettoomsättning", 100)
    mixed = [*line[8:], *line[:8]]
    assert document_of([sheet([mixed])], "0").page(1).text == "Nettoomsättning"


def test_a_font_of_the_same_name_is_bold_when_its_letters_are_wider() -> None:
    plain = glyphs("Föreningens text i vanlig vikt, 2023 och 2022, som är lång", 100, 1)
    heavy = glyphs("Förvaltning", 130, 2)
    for index, glyph in enumerate(heavy):
        glyph.x0, glyph.x1 = 50 + 5.5 * index, 50 + 5.5 * (index + 1)
    lines = document_of([sheet([plain, heavy])], "0").page(1).lines
    assert [line.bold for line in lines] == [False, True]


def test_a_page_that_could_not_be_read_is_named_and_the_others_are_read() -> None:
    document = document_of([sheet([glyphs("Första sidan", 100)]), None], "0")
    assert document.unread == (2,)
    assert [page.text for page in document.pages] == ["Första sidan", ""]


def test_a_page_of_garbage_is_read_no_further_than_the_limit(tmp_path: Path) -> None:
    crumbs = [(5 + x, 5 + y, "x", 2) for x in range(0, 580, 4) for y in range(0, 830, 4)]
    path = draw(tmp_path / "garbage.pdf", [crumbs, ROW])
    document = read_document(path, "x")
    assert document.page(1).lines
    assert document.page(2).lines[0].text.startswith("Nettoomsättning")
