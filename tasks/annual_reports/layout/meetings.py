"""Meetings of members and of the board, and who signs for the association."""

import re
from collections.abc import Iterator

from tasks.annual_reports.found import Found, Leaf
from tasks.annual_reports.layout.flow import Flow
from tasks.annual_reports.layout.prose import COUNT, DATE, count_of, date_of, pattern

_MEETING = r"(?:ordinarie (?:förenings|års)?stämma(?:n)?|årsstämma(?:n)?|årsmöte(?:t)?)"
_HELD = pattern(
    rf"(?<!extra ){_MEETING}(?: [^.\n\d]{{0,60}}?|, |:)? ?(?P<date>{DATE})"
    rf"|(?P<before>{DATE}),? (?:hölls|avhölls|höll föreningen) {_MEETING}"
    rf"|(?P<until>{DATE}) \(?fram till {_MEETING}"
)
_PLAIN = pattern(  # where no meeting is called the ordinary one
    rf"stämma(?:n)? (?:har )?(?:hölls|avhölls|hållits|avhållits|ägde rum|genomfördes)"
    rf"(?: [^.\n\d]{{0,30}}?)? ?(?P<date>{DATE})"
)
_COMING = pattern(
    r"\b(?:kommer att|ska hållas|skall hållas|hålls|planeras|är planerad|kallas till|inför|nästa"
    r"|kommande)\b"
)
_MINUTED = (
    pattern(rf"(?:sammanlagt|totalt) (?P<count>{COUNT})(?: st)?\)?[^.\n]{{0,20}}"),
    pattern(
        rf"(?P<count>{COUNT})(?: \(\d+\))?(?: st)? (?:ordinarie )?(?:protokollförda )?"
        rf"(?:styrelse|ordinarie )?(?:sammanträden|sammanträde|möten|styrelsemöten"
        rf"|styrelsesammanträden)"
    ),
    pattern(
        rf"(?:antal(?:et)? )?(?:protokollförda )?(?:styrelsesammanträden|styrelsemöten"
        rf"|sammanträden)"
        rf"[^.\n]{{0,70}}?(?:uppgått till|uppgick till|är|var|varit|:) (?P<count>{COUNT})"
    ),
    pattern(
        rf"\b(?:sammanträtt|träffats|mötts)(?: [a-zåäö]+){{0,4}} (?P<count>{COUNT}) "
        rf"(?:gånger|tillfällen)"
    ),
)
_EXTRA = re.compile(r"\bextra\b", re.IGNORECASE)
_AHEAD = 20  # characters before the word for a meeting
_MOST = 99  # meetings in a year
_SPACE = 2  # characters between two sentences of one paragraph
_BOARD = re.compile(r"styrelse|sammanträde|protokollför", re.IGNORECASE)
_SIGNS = re.compile(
    r"\b(?:firma(?:n)?\b[^.\n]{0,60}\bteckna|firmatecknare|teckna[sr]?\b[^.\n]{0,40}\bfirma)",
    re.IGNORECASE,
)
_BY = re.compile(r"\b(?:ledamöter|ledamot|två|styrelsen|förening|ordförande)\b", re.IGNORECASE)


def annual_meeting(text: Flow, years: tuple[int, int] | None) -> Leaf:
    """The day of the ordinary meeting: the last one held that the year allows."""
    for rule in (_HELD, _PLAIN):
        for leaf in _annual(text, rule):
            if _plausible(str(leaf.value), years):
                return leaf
    return None


def _annual(text: Flow, rule: re.Pattern[str]) -> Iterator[Found]:
    for start, end in text.sentences():
        for match in rule.finditer(text.text, start, end):
            name = next(key for key, value in match.groupdict().items() if value)
            if _COMING.search(text.text[start : match.end()]):
                continue
            ahead = text.text[max(start, match.start() - _AHEAD) : match.start(name)]
            if _EXTRA.search(ahead):
                continue
            leaf = text.found(date_of(match[name]), *match.span(name))
            if leaf is not None:
                yield leaf


def _plausible(day: str, years: tuple[int, int] | None) -> bool:
    """Whether a meeting on that day may be the year's: from the year before it to the one after."""
    return years is None or years[0] - 1 <= int(day[:4]) <= years[0] + 1


def board_meetings(text: Flow) -> Leaf:
    """Board meetings held: a sum where one is printed, else the number of minuted meetings."""
    for start, end in text.sentences():
        said = text.text[start:end]
        if not _BOARD.search(said) or not re.search(r"möt|sammanträ|träffats", said, re.IGNORECASE):
            continue
        for rule in _MINUTED:
            if found := rule.search(text.text, start, end):
                leaf = text.found(count_of(found["count"]), *found.span("count"))
                if leaf is not None and 0 < int(leaf.value) <= _MOST:
                    return leaf
    return None


def signing(text: Flow, under_heading: Flow) -> Leaf:
    """Who signs: the sentences that say so, else what stands under the heading Firmateckning."""
    said = [span for span in text.sentences() if _signs(text.text[slice(*span)])]
    if said:
        start, end = said[0]
        for begin, stop in said[1:]:
            if begin - end <= _SPACE:
                end = stop
        return _quote(text, start, end)
    spans = [
        span for span in under_heading.sentences() if _BY.search(under_heading.text[slice(*span)])
    ]
    return _quote(under_heading, *spans[0]) if spans else None


def _signs(sentence: str) -> bool:
    return _SIGNS.search(sentence) is not None and _BY.search(sentence) is not None


def _quote(text: Flow, start: int, end: int) -> Leaf:
    return text.found(" ".join(text.text[start:end].split()), start, end)
