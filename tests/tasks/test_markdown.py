"""Data never becomes markup, and JSON becomes tables and lists."""

from hypothesis import given
from hypothesis import strategies as st

from tasks.markdown import harmless, label, nested, table, text

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.text())
def test_a_value_stays_in_its_cell_and_opens_no_tag(value: str) -> None:
    shown = text(value)
    assert "\n" not in shown
    assert "<" not in shown
    assert "|" not in shown.replace("\\\\", "").replace("\\|", "")


def test_links_images_emphasis_and_entities_of_data_are_shown_as_text() -> None:
    assert text("[a](http://x) ![b](y)") == r"[a\](http://x) \![b\](y)"
    assert (
        text("*a* _b_ within_tolerance `c` ~~d~~")
        == r"\*a\* \_b\_ within_tolerance \`c\` \~\~d\~\~"
    )
    assert text("&lt;b&gt; a & b") == "&amp;lt;b&amp;gt; a & b"
    assert text("[email] 1 < 2") == "[email] 1 &lt; 2"


def test_a_very_long_value_is_cut() -> None:
    assert len(text("x" * 10_000_000)) == 600


def test_truth_and_nothing_are_words() -> None:
    assert [text(True), text(False), text(None), text(0)] == ["yes", "no", "\N{EN DASH}", "0"]


def test_an_agents_markdown_keeps_its_marks_and_loses_its_tags_and_scripts() -> None:
    body = "**a** | b <script>x</script> 1 < 2 [c](JavaScript:d) [e](https://f)\n"
    assert harmless(body) == (
        "**a** | b &lt;script>x&lt;/script> 1 < 2 [c](unsafe:JavaScript:d) [e](https://f)"
    )


def test_a_table_without_rows_is_nothing() -> None:
    assert table(("A",), []) == ""
    assert table(("A", "B|"), [("x", 1)], right=(1,)) == "| A | B\\| |\n| --- | ---: |\n| x | 1 |"


def test_names_become_labels() -> None:
    assert [label("risk_score"), label("AUTO_RESOLVE"), label("T+1")] == [
        "Risk score",
        "AUTO_RESOLVE",
        "T+1",
    ]


def test_nested_values_become_tables_under_captions() -> None:
    value = {
        "score": "0.1",
        "ticket": {"queue": "A", "tags": ["x", "y"]},
        "rules": [{"held": True, "rule": "r"}],
    }
    assert nested(value) == [
        "| Item | Value |\n| --- | --- |\n| Score | 0.1 |",
        "**Rules**",
        "| Rule | Held |\n| --- | --- |\n| r | yes |",
        "| Ticket | Value |\n| --- | --- |\n| Queue | A |\n| Tags | x, y |",
    ]


@given(json_values)
def test_every_json_value_renders_without_python_in_it(value: object) -> None:
    shown = "\n\n".join(nested({"value": value}))
    assert "{" not in shown.replace("\\{", "") or "{" in str(value)
    assert "<" not in shown
    for line in shown.splitlines():
        assert not line.startswith("#")


@given(st.dictionaries(st.text(max_size=8), json_values, max_size=4))
def test_the_order_of_keys_changes_nothing(value: dict[str, object]) -> None:
    assert nested(dict(reversed(value.items()))) == nested(value)
