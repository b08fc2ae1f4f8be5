"""Lines of a report as claims: what they cite, whom they name, and which tables cover them."""

from hypothesis import given
from hypothesis import strategies as st

from tasks.outcome import Section
from tasks.verification.claims import Claim, claims, plain

KNOWN = frozenset({"rates", "derived_gap_1a2b3c4d"})


def of(body: str, title: str = "Findings") -> list[Claim]:
    return list(claims([Section(title, body)], KNOWN))


def test_a_line_is_a_claim_with_its_ids_publishers_and_numbers() -> None:
    (claim,) = of("- Per LMIS and GCC-STAT: it was 3.5 % in 2024. [rates] [derived_gap_1a2b3c4d]")
    assert claim.ids == ("rates", "derived_gap_1a2b3c4d")
    assert claim.named == ("LMIS and GCC-STAT",)
    assert [it.text for it in claim.numbers] == ["3.5 %"]


def test_each_line_stands_for_itself_and_words_alone_are_no_claim() -> None:
    first, second = of("Energy leads with 3 %. [rates]\n\nIt grew.\nFinance has 4 %.")
    assert (first.ids, second.ids) == (("rates",), ())


def test_known_ids_count_anywhere_and_unknown_ones_only_at_the_end() -> None:
    assert of("[rates] says 3 %, see [note]. Or so")[0].ids == ("rates",)
    assert of("It is 3 %. [rates] [made_up].")[0].ids == ("rates", "made_up")
    assert of("Mail [email] 3 times to [x](rates)")[0].ids == ()
    assert of("It is 3 % by `[rates]`")[0].ids == ()


def test_markup_is_not_part_of_what_is_said() -> None:
    assert plain(r"**18**.24 \| 5 &lt; 6 *or* __7__ a_b") == "18.24 | 5 < 6 or 7 a_b"
    (claim,) = of("**18**.24 **%** [rates]")
    assert [it.text for it in claim.numbers] == ["18.24 %"]


def test_names_after_per_are_publishers_and_those_in_code_are_not() -> None:
    assert of("According to World Bank: 3 %")[0].named == ("World Bank",)
    assert of("According to LMIS, it was 3 %")[0].named == ("LMIS",)
    assert of("`Per LMIS: so` 3")[0].named == ()
    assert of("3 % as per cent: yes")[0].named == ()


TABLE = """Forecast by month [derived_gap_1a2b3c4d]:

| month | Energy (%) | employees |
|---|---:|---:|
| 2024-01 | 3.5 | 1,200 |
| 2024-02 | 4.5 | 2000 |
| 2024-03 | – | 12 [rates] |
After it 5 %"""


def test_the_caption_of_a_table_covers_its_rows_and_headers_give_units() -> None:
    caption, first, second, third, after = of(TABLE)
    assert (caption.ids, caption.numbers) == (("derived_gap_1a2b3c4d",), ())
    assert first.ids == second.ids == ("derived_gap_1a2b3c4d",)
    assert [(it.value, it.unit) for it in first.numbers] == [(3.5, "percent"), (1200, None)]
    assert first.headers == ("Energy (%)", "employees")
    # A number of employees is no year, though it looks like one.
    assert [it.value for it in second.numbers] == [4.5, 2000]
    assert third.ids == ("rates", "derived_gap_1a2b3c4d")
    assert after.ids == ()


def test_spans_in_a_table_row_are_those_of_its_text() -> None:
    for claim in of(TABLE):
        for number in claim.numbers:
            assert claim.text[number.start : number.end] == number.text


def test_pipes_in_cells_years_in_dated_columns_and_row_numbers_are_no_claims() -> None:
    table = (
        "T [rates]\n| # | year | name |\n|-|-|-|\n| 1 | 2020 | a \\| b |\n| 2 | 2021 | 7 \\| 8 |"
    )
    claim = of(table)[-1]
    assert [it.value for it in claim.numbers] == [7, 8]
    assert len(of(table)) == 2


def test_a_title_may_say_what_its_section_proves() -> None:
    title, line = of("It is 3 %. [rates]", "Three per cent and 3 %")
    assert title.ids == ("rates",)
    assert [it.value for it in title.numbers] == [3, 3]
    assert line.section == "Three per cent and 3 %"


@given(st.text("|-: \n[]`*3a_%.\\", max_size=60))
def test_any_markdown_is_taken_apart_without_an_error(body: str) -> None:
    for claim in of(body):
        assert claim.line
        assert not claim.headers or len(claim.headers) == len(claim.numbers)
