"""Events as paragraphs and items, and what a report says of its loss."""

import pytest

from tasks.annual_reports.layout.events import events
from tests.tasks.annual_reports.layout.typed import Typed, report, value, values

DURING, AFTER = (
    "Väsentliga händelser under räkenskapsåret",
    "Väsentliga händelser efter räkenskapsårets slut",
)
LONG = "Styrelsen har under året låtit byta samtliga fönster i de båda husen mot"


def texts(rows: object) -> list[object]:
    return [row["text"] for row in values(rows)]


def test_each_item_is_an_event_and_a_wrapped_paragraph_is_one() -> None:
    fields = events(
        report(
            {
                DURING: ["- Byte av ventiler.", "- OVK är genomförd.", "", LONG, "nya av trä."],
                AFTER: ["Ett lån har bundits i februari."],
            }
        )
    )
    assert texts(fields["during"]) == [
        "Byte av ventiler.",
        "OVK är genomförd.",
        f"{LONG} nya av trä.",
    ]
    assert texts(fields["after"]) == ["Ett lån har bundits i februari."]


@pytest.mark.parametrize(
    "line",
    [
        "Inga väsentliga händelser att rapportera.",
        "Inga händelser av väsentlig art har inträffat.",
        "Det har inte hänt något väsentligt sedan bokslutet.",
    ],
)
def test_that_nothing_happened_is_no_event(line: str) -> None:
    assert events(report({DURING: [line]}))["during"] == []


def test_headings_below_the_events_belong_to_them_and_the_next_chapter_does_not() -> None:
    typed = Typed().text(DURING, [])
    typed.text("Ekonomi", ["Ett lån på 2 mkr har lösts."])
    typed.text("Medlemsinformation", ["Antalet medlemmar är 40 stycken nu."])
    own = [DURING]
    assert texts(events(typed.reading(only=own))["during"]) == ["Ett lån på 2 mkr har lösts."]


def test_events_of_both_times_under_one_heading_are_those_of_the_year() -> None:
    fields = events(
        report({"Väsentliga händelser under och efter räkenskapsåret": ["Taket är lagt."]})
    )
    assert texts(fields["during"]) == ["Taket är lagt."]
    assert fields["after"] == []


def test_the_statement_about_a_loss_is_whole() -> None:
    lines = ["Förlusten beror på räntan.", "", "Den täcks av avgifter."]
    fields = events(report({"Upplysning vid förlust": lines}))
    assert value(fields["loss_statement"]) == "Förlusten beror på räntan. Den täcks av avgifter."
    assert fields["during"] == []


def test_rows_of_a_table_are_no_events() -> None:
    fields = events(report({DURING: ["Räntekostnader | 120 300 | 110 200", "Taket är nu lagt."]}))
    assert texts(fields["during"]) == ["Taket är nu lagt."]
