"""Model text → JSON: repairs are told, nothing is invented, half an answer is refused."""

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.parse import AROUND, FENCED, REPAIRED, ParseError, parse_json

LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
FINITE = LEAVES.filter(lambda leaf: not isinstance(leaf, float) or abs(leaf) < 1e300)
OBJECTS = st.dictionaries(
    st.text(),
    st.recursive(FINITE, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)),
)


@settings(max_examples=60, deadline=None)
@given(OBJECTS)
def test_json_comes_through_as_it_is(value: dict[str, Any]) -> None:
    assert parse_json(json.dumps(value, ensure_ascii=False)).value == value
    assert parse_json(json.dumps(value)).repairs == ()


@settings(max_examples=40, deadline=None)
@given(OBJECTS)
def test_a_fence_is_removed_and_told(value: dict[str, Any]) -> None:
    text = f"```json\n{json.dumps(value, ensure_ascii=False)}\n```"
    parsed = parse_json(text)
    assert (parsed.value, parsed.repairs) == (value, (FENCED,))


def test_prose_around_is_removed_and_told() -> None:
    parsed = parse_json('Here it is:\n{"ort": "Åmål", "år": 2023}\nHope that helps!')
    assert parsed.value == {"ort": "Åmål", "år": 2023}
    assert parsed.repairs == (AROUND,)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{ordförande: "Åsa Öhman", ledamöter: ["a", "b",]}', ["a", "b"]),
        ("{'ledamöter': ['a', 'b']}", ["a", "b"]),
        ('{"ledamöter": ["a", "b"],}', ["a", "b"]),
        ('```json\n{"ledamöter": ["a" "b"]}\n```', ["a", "b"]),
    ],
)
def test_faults_of_syntax_are_repaired_and_told(text: str, value: list[str]) -> None:
    parsed = parse_json(text)
    assert parsed.value["ledamöter"] == value
    assert parsed.repairs == (REPAIRED,)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no JSON object"),
        ("I can't read this page.", "no JSON object"),
        ("42", "no JSON object"),
        ('{"sum": 123', "cut off"),
        ('{"rows": [{"a": 1}, {"a": 2', "cut off"),
        ('{"a": "it goes on and', "cut off"),
        ('{"a": 1, "a": 2}', "stands twice"),
        ('{"a": NaN}', "NaN is no number"),
        ('{"a": 1e999}', "too large"),
        ('{"sum": 1, "rows": [1, 2, ...]}', "leaves something out"),
        ('{"a": }', "faulty: Parsed value is empty"),
        ("{a: 1, a: 2}", "faulty: Duplicate key"),
        ("{'rows': [{'a': 1, 'a': 2}]}", "faulty: Duplicate key"),
        ('{"a": 1}\n{"a": 2}', "several JSON objects"),
    ],
)
def test_what_can_not_be_taken_says_why(text: str, why: str) -> None:
    with pytest.raises(ParseError, match=why):
        parse_json(text)


@pytest.mark.parametrize(
    "written",
    [
        "1 234 567",
        "1\u00a0234\u00a0567",
        "1\u202f234,50",
        "-1 234",
        "\u22125",  # a minus sign that is no hyphen
        "\u2212 5",
        "– 5",
        "(500)",
        "12 tkr",
        "12 kr",
        "3 %",
        "3%",
        "~12",
        "ca 12",
        "12 + 5",
        "1’234",
        "1'234",
        "1_000",
        "007",
        "½",
        "1 234 kronor",
        "[1 234, 5 678]",
        "[1,5]",
        "[1 2]",
    ],
)
@pytest.mark.parametrize("frame", ["{{sum: {}}}", '{{"sum": {}, "år": 2023,}}', "{{'sum': {}}}"])
def test_what_is_no_number_of_json_never_becomes_one(written: str, frame: str) -> None:
    try:
        value = parse_json(frame.format(written)).value["sum"]
    except ParseError:
        return
    assert isinstance(value, str)
    assert value.strip() == written


@pytest.mark.parametrize("written", ["1234,50", "1.234,50", "1,234,567", "2023-12-31", "12-13"])
def test_a_decimal_comma_or_a_date_without_quotes_is_text_as_it_stands(written: str) -> None:
    parsed = parse_json(f"{{sum: {written}}}")
    assert (parsed.value, parsed.repairs) == ({"sum": written}, (REPAIRED,))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("{sum: -12, 'år': 2023}", {"sum": -12, "år": 2023}),
        ("{sum: 1.50, b: 1E3}", {"sum": 1.5, "b": 1000.0}),
        ('{"sum": 12 // of 13\n, "b": 14}', {"sum": 12, "b": 14}),
        ('{"sum": 12, /* not 13 */ "b": [14, 15,]}', {"sum": 12, "b": [14, 15]}),
        ('{"sum": 12 # not 13\n}', {"sum": 12}),
        ('{"sum": 12 "b": 13}', {"sum": 12, "b": 13}),
        ("{'a': True, 'b': None, 'c': False}", {"a": True, "b": None, "c": False}),
        ('{"namn": "Brf "Eken" i Åre", "b": 2}', {"namn": 'Brf "Eken" i Åre', "b": 2}),
        ("{'sum': '1 234,50 kr'}", {"sum": "1 234,50 kr"}),
        ("{“sum”: “12 tkr”}", {"sum": "12 tkr"}),
    ],
)
def test_what_can_be_told_for_certain_is_repaired(written: str, value: Any) -> None:
    parsed = parse_json(written)
    assert (parsed.value, parsed.repairs) == (value, (REPAIRED,))


KRONOR = st.integers(-(10**9), 10**9)


@settings(max_examples=80, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["summa", "år", "skulder", "avgift"]), KRONOR, min_size=1),
    st.sampled_from([" ", "\u00a0", "\u202f", ".", "'", "’"]),
    st.sampled_from(["", ",50", " kr", " tkr", " %", ",-"]),
)
def test_swedish_numbers_without_quotes_never_become_other_numbers(
    sums: dict[str, int], between: str, after: str
) -> None:
    written = {name: f"{number:,}".replace(",", between) + after for name, number in sums.items()}
    text = "{" + ", ".join(f"{name}: {number}" for name, number in written.items()) + "}"
    try:
        parsed = parse_json(text)
    except ParseError:
        return
    for name, value in parsed.value.items():
        if isinstance(value, str):
            assert re.sub(r"\D", "", value) == re.sub(r"\D", "", written[name])
        else:  # a number only where it is written as one of JSON: 1.234 is
            assert json.loads(written[name]) == value


@settings(max_examples=60, deadline=None)
@given(OBJECTS, st.integers(0, 400))
def test_half_an_answer_never_gives_other_numbers(value: dict[str, Any], cut: int) -> None:
    text = json.dumps({"values": value})[: cut + 1]
    try:
        parsed = parse_json(text)
    except ParseError:
        return
    assert parsed.value == {"values": value}


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_an_object_a_list_or_an_error(text: str) -> None:
    try:
        parsed = parse_json(text)
    except ParseError:
        return
    assert isinstance(parsed.value, dict | list)


@settings(max_examples=40, deadline=None)
@given(OBJECTS, st.sampled_from([",}", ", ]", "'", "`", "//", "\n", "\\"]), st.data())
def test_a_broken_answer_never_gives_a_number_that_was_not_there(
    value: dict[str, Any], dirt: str, data: st.DataObject
) -> None:
    text = json.dumps(value)
    place = data.draw(st.integers(0, len(text)))
    try:
        parsed = parse_json(text[:place] + dirt + text[place:])
    except ParseError:
        return
    assert {abs(n) for n in numbers(parsed.value)} <= {abs(n) for n in numbers(value)} | set(
        split_by(text, place)
    )


def numbers(value: Any) -> list[float]:
    if isinstance(value, dict):
        return [n for inner in value.values() for n in numbers(inner)]
    if isinstance(value, list):
        return [n for inner in value for n in numbers(inner)]
    return [value] if isinstance(value, int | float) and not isinstance(value, bool) else []


def split_by(text: str, place: int) -> list[float]:
    """The numbers that stand in a text, also those that dirt at a place may have split in two."""
    found = re.findall(r"\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", f"{text[:place]} {text[place:]} {text}")
    return [float(number) for number in found]
