"""A value's words have a place on their page; which one, where there are several, its row tells."""

from typing import Any

from tasks.annual_reports.place import boxes_of, placed
from tests.tasks.annual_reports.pages import document

BOARD = document(
    "Ordförande   Åsa Öhman\nLedamot   Åsa Öhman\nKassa och bank   2 468 013   468 013"
)
LOANS = document(
    """
Bank   Ränta   Skuld
Norrbanken   4,20   900
Söderbanken   4,20   900
"""
)


def leaf(value: Any, text: str, page: int = 1) -> dict[str, Any]:
    return {"value": value, "page": page, "text": text}


def words_in(box: list[float]) -> str:
    """What stands in a box of the first typed page of any of these documents."""
    for of in (BOARD, LOANS):
        for line in of.page(1).lines:
            inside = [w.text for w in line.words if box[0] <= w.x0 and w.x1 <= box[2]]
            if inside and abs(line.words[0].y0 - box[1]) < 1:
                return " ".join(inside)
    return ""


def test_a_text_has_the_box_of_its_words() -> None:
    (box,) = boxes_of("2 468 013", BOARD.page(1))
    assert words_in([*box]) == "2 468 013"
    assert len(boxes_of("åsa  öhman", BOARD.page(1))) == 2


def test_a_text_that_is_part_of_a_longer_word_or_number_is_not_there() -> None:
    assert len(boxes_of("468 013", BOARD.page(1))) == 1
    assert boxes_of("68 013", BOARD.page(1)) == []
    assert boxes_of("förande", BOARD.page(1)) == []
    assert boxes_of("99", BOARD.page(1)) == []
    assert boxes_of("", BOARD.page(1)) == []


def test_of_several_places_that_on_the_line_of_its_row_is_meant() -> None:
    row = {"role": leaf("ledamot", "Ledamot"), "name": leaf("Åsa Öhman", "Åsa Öhman")}
    found = placed({"rows": [row]}, BOARD)["rows"][0]
    assert found["role"]["box"][1] == found["name"]["box"][1]


def test_equal_rows_have_places_of_their_own() -> None:
    rows = [
        {"lender": leaf(name, name), "rate": leaf(4.2, "4,20"), "debt": leaf(900, "900")}
        for name in ("Norrbanken", "Söderbanken")
    ]
    first, second = placed({"loans": rows}, LOANS)["loans"]
    assert first["rate"]["box"][1] == first["lender"]["box"][1] < second["rate"]["box"][1]
    unnamed = [{"rate": leaf(4.2, "4,20")}, {"rate": leaf(4.2, "4,20")}]
    one, other = placed({"loans": unnamed}, LOANS)["loans"]
    assert one["rate"]["box"] != other["rate"]["box"]


def test_both_columns_have_places_of_their_own() -> None:
    of = document("Kassa   12   12")
    found = placed({"cash": {"current": leaf(12, "12"), "previous": leaf(12, "12")}}, of)["cash"]
    assert found["current"]["box"][0] < found["previous"]["box"][0]


def test_what_is_missing_or_stands_nowhere_has_no_place() -> None:
    fields = {
        "cash": {"current": leaf(99, "99"), "previous": None},
        "name": leaf("Åsa Öhman", "Åsa Öhman", 7),
        "none": None,
        "rows": [],
    }
    found = placed(fields, BOARD)
    assert found["cash"] == {"current": {**leaf(99, "99"), "box": None}, "previous": None}
    assert found["name"]["box"] is None
    assert (found["none"], found["rows"]) == (None, [])
