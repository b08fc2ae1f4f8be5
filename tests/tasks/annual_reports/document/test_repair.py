import pytest

from tasks.annual_reports.document.pdf import document_of
from tests.tasks.annual_reports.document.drawn import glyphs, sheet

SENTENCES = [
    "Föreningens intäkter och kostnader under året",
    "Nettoomsättning och årets resultat för föreningen",
    "Väsentliga händelser under räkenskapsåret",
    "Fastighetens underhåll och skötsel har utförts",
    "Förändringar i eget kapital och långfristiga skulder",
    "Styrelsen föreslår att årets förlust balanseras",
]
SIGNS = {"å": "#", "ä": '"', "ö": "!", "Å": "%", "Ö": "$", "Ä": "&"}


def garbled(text: str, y: float, signs: dict[str, str], font: int = 9) -> list[object]:
    """A line whose å, ä and ö come from a font of their own that states other signs."""
    odd = {i: (signs[char], font) for i, char in enumerate(text) if char in signs}
    return glyphs(text, y, odd=odd)


def read(sentences: list[str], signs: dict[str, str]) -> tuple[list[str], int]:
    lines = [garbled(text, 100 + 20 * n, signs) for n, text in enumerate(sentences)]
    document = document_of([sheet(lines)], "0")
    return document.page(1).text.split("\n"), document.repaired


def test_signs_are_read_as_the_letters_that_make_swedish_words() -> None:
    texts, repaired = read(SENTENCES, SIGNS)
    assert texts == SENTENCES
    assert repaired == sum(any(c in SIGNS for c in word) for s in SENTENCES for word in s.split())


@pytest.mark.parametrize("signs", [{"å": "!", "ä": "#", "ö": '"'}, {"å": "$", "ä": "~", "ö": "^"}])
def test_what_a_sign_stands_for_is_learned_and_not_known_beforehand(signs: dict[str, str]) -> None:
    assert read(SENTENCES, signs)[0] == SENTENCES


def test_a_letter_that_is_given_as_a_space_joins_its_word_again() -> None:
    assert read(SENTENCES, {"å": "#", "ä": " ", "ö": "!"})[0] == SENTENCES


def test_ligatures_without_a_character_are_read_by_the_words_they_stand_in() -> None:
    words = ["Kassa\0öde", "\0nansiella", "kor\1ristiga skulder", "kassa\0ödesanalys", "\0nansiell"]
    lines = [
        glyphs(word, 100 + 20 * n, odd={i: (c, 1) for i, c in enumerate(word) if c < " "})
        for n, word in enumerate(words)
    ]
    text = document_of([sheet(lines)], "0").page(1).text
    assert "Kassaflöde" in text
    assert "finansiella" in text
    assert "kortfristiga" in text


def test_a_percent_sign_that_is_given_as_a_letter_of_its_own_font_is_read() -> None:
    lines = [
        glyphs(text, 100 + 20 * n, odd={text.index("a"): ("a", 7)})
        for n, text in enumerate(["(a)", "20a", "0,3a"])
    ]
    text = document_of([sheet([*lines, glyphs("Soliditet och ränta", 300)])], "0").page(1).text
    assert text.split("\n")[:3] == ["(%)", "20%", "0,3%"]


def test_text_that_is_not_garbled_is_left_as_it_is() -> None:
    texts = [
        'Brf "Exempelgården" & grannar!',
        "Frågor? Skriv till namn_efternamn@exempel.invalid",
        "* Se not 3 # 4 $ 5",
        "El + värme = energi | 100 % av ytan",
    ]
    lines = [glyphs(text, 100 + 20 * n) for n, text in enumerate(texts)]
    document = document_of([sheet(lines)], "0")
    assert document.page(1).text.split("\n") == texts
    assert document.repaired == 0


def test_a_page_whose_letters_nobody_can_tell_is_named_and_left_empty() -> None:
    lost = [glyphs("\x01" * 12, 100 + 20 * n, 5) for n in range(10)]
    document = document_of([sheet([glyphs("Läsbar sida", 100)]), sheet(lost)], "0")
    assert document.unread == (2,)
    assert document.page(2).lines == ()


def test_a_percent_sign_that_begins_words_is_the_capital_with_which_they_are_known() -> None:
    texts = ["%vriga fordringar", "#tg#rder i f!rening", "v#rt l#n !kar", "Kajsa %brink har 66 %"]
    garbled = [
        glyphs(text, 100 + 20 * n, odd={i: (c, 1) for i, c in enumerate(text) if c in "#!"})
        for n, text in enumerate(texts)
    ]
    text = document_of([sheet(garbled)], "0").page(1).text
    assert "Övriga fordringar" in text
    assert "Kajsa Öbrink har 66 %" in text
