import pytest

from tasks.annual_reports.document.kind import kind_of
from tests.tasks.annual_reports.document.drawn import document

COOPERATIVE = "Bostadsrättsföreningen har till ändamål att främja medlemmarna och årsavgiften är "
COMPANY = (
    "Aktiebolagets verksamhet är att sälja varor och aktiekapitalet har inte ändrats under året "
)
NORWEGIAN = "Borettslaget har ikke endret husleien for året og styret er fornøyd med regnskapet "
ENGLISH = (
    "The annual report of the company and the statements are presented in accordance with the law "
)
GARBAGE = "Qzx vbrnk lpt wqxz jjhg tkkr pllm zzgq xwvt ngrf hhjk mnbv cxzq wrtp lkjh gfds "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (COOPERATIVE, (True, True, True)),
        (COMPANY, (True, True, False)),
        (NORWEGIAN, (True, False, False)),
        (ENGLISH, (True, False, False)),
        (GARBAGE, (False, False, False)),
        ("", (False, False, False)),
    ],
)
def test_a_document_is_told_by_its_words(text: str, expected: tuple[bool, bool, bool]) -> None:
    lines = [(100 + 14 * n, text) for n in range(12)] if text else []
    kind = kind_of(document(lines))
    assert (kind["readable"], kind["swedish"], kind["cooperative"]) == expected
    assert kind["why"].endswith(".")


def test_why_names_the_pages_that_could_not_be_read() -> None:
    assert "Pages 1, 2 can't be read" in kind_of(document([], [], unread=(1, 2)))["why"]


def test_why_says_that_garbage_is_no_language() -> None:
    why = kind_of(document([(100 + 14 * n, GARBAGE) for n in range(12)]))["why"]
    assert "no language" in why
    assert "gemini" in why
