"""Lines as flowing text: what goes on, what begins anew, and where each word stands."""

from tasks.annual_reports.layout.flow import flow
from tests.tasks.annual_reports.layout.typed import Typed

FULL = "Styrelsen har under det gångna året låtit byta ut samtliga fönster mot"


def text(*lines: str) -> str:
    typed = Typed().text("", lines)
    reading = typed.reading()
    return flow(reading.lines(reading.sections[0])).text


def test_a_full_line_goes_on_and_a_short_one_ends_its_paragraph() -> None:
    assert text(FULL, "nya av trä.", "Taket är lagt.", FULL) == (
        f"{FULL} nya av trä.\nTaket är lagt.\n{FULL}"
    )


def test_items_and_rows_are_paragraphs_of_their_own() -> None:
    assert text(FULL, "- nya av trä.") == f"{FULL}\n- nya av trä."
    assert text("2019 | Nytt tak", "2020 | Ny port") == "2019\tNytt tak\n2020\tNy port"


def test_a_gap_parts_paragraphs() -> None:
    assert text(FULL, "", "nya av trä.") == f"{FULL}\nnya av trä."


def test_a_value_has_the_words_it_was_read_from_and_the_box_around_them() -> None:
    typed = Typed().text("", ["Föreningen har 61 bostadsrätter."])
    reading = typed.reading()
    read = flow(reading.lines(reading.sections[0]))
    at = read.text.index("61")
    found = read.found(61, at, at + 2)
    assert found is not None
    assert (found.value, found.page, found.text) == (61, 1, "61")
    word = next(each for each in reading.pages[0].lines[0].words if each.text == "61")
    assert found.box == (word.x0, word.y0, word.x1, word.y1)


def test_sentences_end_at_full_stops_but_not_at_abbreviations() -> None:
    typed = Typed().text("", ["Taket är lagt. Porten, bl.a. Lås, är ny. Klart."])
    reading = typed.reading()
    read = flow(reading.lines(reading.sections[0]))
    assert [read.text[a:b] for a, b in read.sentences()] == [
        "Taket är lagt.",
        "Porten, bl.a. Lås, är ny.",
        "Klart.",
    ]
