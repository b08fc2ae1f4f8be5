"""What answers rest on: chains, circles, and sources that are not there."""

from hypothesis import given
from hypothesis import strategies as st

from blocks.answers import Answer, Provenance
from tasks.verification.grounds import Grounds


def read(query: str, source: str = "LMIS") -> Answer:
    return Answer(query, (), "count", Provenance(source, query, query))


def made(query: str, *sources: str) -> Answer:
    return Answer(query, (), "count", Provenance("derived", query, "derived"), sources=sources)


def test_a_derived_answer_leads_to_all_that_was_read() -> None:
    grounds = Grounds.of(
        [read("a"), read("b", "ILO"), made("c", "a", "b"), made("d", "c", "b")],
    )
    assert grounds.roots("d") == {"a", "b"}
    assert grounds.fault("d") == ""
    assert grounds.publishers("d") == {"LMIS", "ILO", "derived"}
    assert grounds.under(["d"]) == ["a", "b", "c", "d"]


def test_a_missing_source_is_a_fault_of_all_that_rests_on_it() -> None:
    grounds = Grounds.of([read("a"), made("b", "a", "gone"), made("c", "b")])
    assert grounds.fault("a") == ""
    assert grounds.fault("b") == "b rests on nothing: gone is not among the answers of the run."
    assert grounds.fault("c").startswith("c rests on nothing: b")
    assert grounds.fault("never") == "never is not among the answers of the run."


def test_derived_from_nothing_or_in_a_circle_is_a_fault() -> None:
    grounds = Grounds.of([made("a"), made("b", "c"), made("c", "b"), made("d", "d")])
    assert grounds.fault("a") == "a is derived from nothing."
    for query in "bcd":
        assert grounds.fault(query)
        assert grounds.roots(query) == frozenset()


def test_a_long_chain_is_followed_to_its_end() -> None:
    chain = [made(f"d{n}", f"d{n - 1}") for n in range(1, 3000)]
    grounds = Grounds.of([read("d0"), *chain])
    assert grounds.roots("d2999") == {"d0"}


@given(st.dictionaries(st.integers(0, 6), st.lists(st.integers(0, 6), max_size=3), max_size=7))
def test_any_graph_of_sources_is_settled(graph: dict[int, list[int]]) -> None:
    answers = [made(f"q{node}", *(f"q{to}" for to in tos)) for node, tos in graph.items()]
    grounds = Grounds.of([*answers, read("root")])
    for node in graph:
        assert grounds.fault(f"q{node}")  # nothing in it was read
        assert grounds.roots(f"q{node}") == frozenset()
