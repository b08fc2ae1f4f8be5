"""Names are found by who stands there, and countries, firms, titles and words stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.personal import lexicon
from tasks.personal.names import names

FOUND = {
    # A given name starts a run of capitalised words …
    "John Smith said so": "[name] said so",
    "signed off by Fatima Al-Kuwari.": "signed off by [name].",
    "Mohammed bin Salman Al Thani": "[name]",
    "Björn Åkesson and María José García López": "[name] and [name]",
    "Ludwig van Beethoven's file": "[name]'s file",
    "Khalid al-Thani, Omar ibn Said": "[name], [name]",
    "Anna-Lena von Müller": "[name]",
    "John F. Kennedy and George W. Baker": "[name] and [name]",
    "Jean-Baptiste VESLIN wrote it": "[name] wrote it",
    "(Eun-ji Park)": "([name])",
    # … or ends it.
    "O'Brien, Patrick": "[name]",
    "Al-Kuwari, Fatima; Smith, John": "[name]; [name]",
    "Smith, J.": "[name]",
    "Chen Xiaoming maintains it": "[name] maintains it",
    # Initials, and a given name that no table knows.
    "J. Smith and A. B. Fernández": "[name] and [name]",
    "Zorblax Kowalski": "[name]",
    # Words that are names as well, with evidence.
    "Mark Johnson left": "[name] left",
    "the analyst Jordan Kuttner": "the analyst [name]",
    "Will Turner said no": "[name] said no",
    "we asked Will Turner": "we asked [name]",
    "According to Virginia Woolf, yes": "According to [name], yes",
    "John Smith and Mary Jones": "[name] and [name]",
    "[name] and Jack Harkness": "[name] and [name]",
    "Grace van Dyk": "[name]",
    # Only the name.
    "In May Fatima Al-Kuwari signed": "In May [name] signed",
    "Will Fatima Al-Kuwari sign?": "Will [name] sign?",
    "John Smith Approved The Report": "[name] Approved The Report",
    "| Maria Lopez | Energy |": "| [name] | Energy |",
    "**Ursula Schäfer**, _Ursula Schäfer_": "**[name]**, _[name]_",
    "PAYMENT FROM JOHN SMITH USD": "PAYMENT FROM [name] USD",
    # One word is enough where nothing else can stand.
    "Fatima said that": "[name] said that",
    "Dear Fatima, hello": "Dear [name], hello",
    "Regards,\nJohn": "Regards,\n[name]",
    "Mr de Vries, Ms al-Thani, Miss Bennet": "Mr [name], Ms [name], Miss [name]",
}

KEPT = [
    "Saudi Arabia, World Bank, Key Findings, Executive Summary",
    "United Arab Emirates, South Korea, San Marino, Abu Dhabi, Hong Kong",
    "Attrition Rate By Sector And Year",
    "Jordan, Georgia, Chad, Kenya, India and China",
    "Jordan Valley, Virginia Beach, Dallas County, Florence Office",
    "April May Be Late, June And August Too",
    "Will Grant And Bill Be Paid In Cash?",
    "Mark To Market, Rich Text, Frank Talk, Fair Price, Case Study",
    "Hamad Medical Corporation, Khalifa University, Victor Hugo Avenue",
    "King Faisal Specialist Hospital and Sheikh Zayed Road",
    "Morgan Stanley, J.P. Morgan, Ernst & Young, Charles Schwab",
    "Monte Carlo, Mann Kendall, Kendall Tau, Jarque Bera",
    "Plan B. Smith charts; Appendix A. Johnson's rule",
    "Cache Miss Rate, Sir Speedy, Dr Cash",
    "Contact: Service Desk; Approved by: Steering Committee; Reviewed by Internal Audit",
    "Dear Customer, Hello Team, Hi all",
    "tasks.John.Smith, John.Smith Maria, $John Smith, john_Maria Lopez_1",
    "/srv/reports/Executive Summary.md, C:\\Reports\\Key Findings.docx",
    "JOHN SAID IT; MARIA ESG; SETTLEMENT DATE",
    "JohnSmith, john smith, Fatima and Maria",
    "Per LMIS, Per GCC-STAT, Per World Bank",
    "BRK-2024, Break BRK-2024, Sector ICT",
]


@pytest.mark.parametrize(("text", "masked"), FOUND.items())
def test_a_name_is_found(text: str, masked: str) -> None:
    assert names(text) == masked


@pytest.mark.parametrize("text", KEPT)
def test_what_is_no_name_stays(text: str) -> None:
    assert names(text) == text


given_names = st.sampled_from(sorted(lexicon.table("given"))[::37])
surnames = st.sampled_from(
    sorted(lexicon.table("surnames") - lexicon.table("words") - lexicon.table("heads"))[::41]
)


def titled(word: str) -> str:
    return "-".join(part.capitalize() for part in word.split("-"))


@given(given_names, surnames)
def test_a_given_name_and_a_surname_of_the_tables_are_a_person(first: str, last: str) -> None:
    if lexicon.is_known(f"{first} {last}"):
        return
    assert names(f"we met {titled(first)} {titled(last)} today") == "we met [name] today"


plain = st.sampled_from(
    sorted(
        word
        for word in lexicon.table("words")
        if not any(lexicon.is_doubtful(word) or word in lexicon.table(each) for each in ("own",))
    )[::11]
)


@given(st.lists(plain, min_size=2, max_size=6))
def test_a_title_of_words_and_places_is_no_person(words: list[str]) -> None:
    title = " ".join(map(str.capitalize, words))
    assert names(title) == title


@pytest.mark.parametrize("table", ["given", "doubtful", "surnames", "words", "rare"])
def test_the_tables_hold_folded_words_in_order_and_each_once(table: str) -> None:
    head, *lines = (lexicon.FOLDER / f"{table}.csv").read_text(encoding="utf-8").splitlines()
    assert head == table
    assert lines == sorted(set(lines))
    assert all(lexicon.fold(line) == line for line in lines)


def test_no_name_is_both_certain_and_doubtful() -> None:
    assert not lexicon.table("given") & lexicon.table("doubtful")
    assert not lexicon.table("given") & lexicon.table("words")


def test_names_are_folded_with_accents_or_without() -> None:
    assert lexicon.fold("Łukasz") == "lukasz"
    assert lexicon.fold("Søren") == "soren"
    assert lexicon.fold("O’Brien") == "o'brien"
    assert lexicon.fold("Đặng") == "dang"


HOSTILE = ["A ", "Al ", "bin ", "John ", "John, ", "J. ", "John bin ", "O'", "Mr ", "Dear ", "Al-"]


@pytest.mark.parametrize("unit", HOSTILE)
def test_a_long_run_is_read_in_one_pass(unit: str) -> None:
    """Twice the text takes about twice the steps: the run is never read anew from each word."""
    import sys

    def steps(size: int) -> int:
        count = 0

        def step(*_: object) -> object:
            nonlocal count
            count += 1
            return step

        before = sys.gettrace()
        sys.settrace(step)
        try:
            names(unit * size)
        finally:
            sys.settrace(before)
        return count

    steps(10)
    assert steps(800) < 3 * steps(400) + 1000
