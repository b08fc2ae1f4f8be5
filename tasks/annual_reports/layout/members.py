"""Members: how many there are, who came and left, and what transfers and pledges cost."""

import re
from collections.abc import Sequence

from tasks.annual_reports.found import Fields, Leaf
from tasks.annual_reports.layout.flow import Flow
from tasks.annual_reports.layout.prose import COUNT, PERCENT, count_of, pattern
from tasks.annual_reports.layout.scope import joined, passages, wider
from tasks.annual_reports.reading import Reading

_N = rf"(?P<count>{COUNT})(?![,.]\d)(?: ?\((?P<before>\d+)\))?(?: (?:st|stycken)\b\.?)?"
_IS = (
    r"(?:,?(?: (?!medlem|lägenhet|bostadsrätt|överlåt|vid\b|och\b|samt\b"
    r"|genom\b)[a-zåäö]+){0,6}(?: \d+ december)?:?)"
)
_YEAR = r"(?:räkenskaps|verksamhets)?årets"
_START = rf"(?:{_YEAR} (?:början|ingång|start)|ingången av (?:räkenskaps|verksamhets)?året)"
_END = (
    rf"(?:{_YEAR} (?:slut|utgång)|utgången av (?:räkenskaps|verksamhets)?året|årsskiftet"
    r"|bokslutsda(?:tum|gen)"
    r"|(?:den )?(?:31|30) (?:december|juni|april|augusti)(?: \d{4}|(?! \d{4}))|\d{4}-\d\d-3[01]"
    r"|(?:den )?första januari(?: \d{4}|(?! \d{4})))"
)
_NEW = r"(?:tillkommande|nytillkomna|tillkomna|nya|inträdda|inflyttade)"
_LEFT = r"(?:avgående|avgångna|utträdda|utträtt|avflyttade|utflyttade|lämnande)"
_RULES: dict[str, tuple[re.Pattern[str], ...]] = {
    "members_start": (
        pattern(
            rf"medlem[^.\n]{{0,60}}? vid {_START}(?: och(?: vid)?(?: dess)? (?:slut"
            rf"|utgång))?{_IS} {_N}"
        ),
        pattern(rf"{_START}{_IS} {_N} medlemmar"),
        pattern(rf"{_START}[:\t ]+{_N}(?=\t|\n|$|\.)"),
        pattern(rf"{_START} (?:var|uppgick) antalet medlemmar(?: till)? {_N}"),
    ),
    "members_end": (
        pattern(
            rf"medlem[^.\n]{{0,60}}? vid {_YEAR} början och(?: vid)?(?: dess)? (?:slut"
            rf"|utgång){_IS} {_N}"
        ),
        pattern(rf"(?:medlem[^.\n]{{0,60}}?|\b){_END}{_IS}(?: det)? {_N} medlemmar"),
        pattern(rf"{_N} medlemmar (?:vid |per |på |den ){_END}"),
        pattern(
            rf"(?:medlem[^.\n]{{0,60}}?) (?:vid |per |den |på ){_END}{_IS} {_N}(?! (?:bostads"
            rf"|lägenhet))"
        ),
        pattern(rf"antal(?:et)? medlemmar{_IS} {_N} (?:per |vid ){_END}"),
        pattern(rf"{_YEAR} (?:slut|utgång)[:\t ]+{_N}(?=\t|\n|$|\.)"),
        pattern(rf"{_END} (?:var|uppgick) antalet medlemmar(?: till)? {_N}"),
        pattern(rf"\bmedlemmar(?: per| den)? {_END}:? {_N}"),
    ),
    "members_new": (
        pattern(
            rf"\b{_NEW}(?: och avgående)?(?: medlemmar)?(?: under "
            rf"(?:räkenskaps)?året)?{_IS}[:\t ]+{_N}"
        ),
        pattern(
            rf"{_N} (?:nya )?medlemmar (?:har )?(?:till)?(?:trätt|tillkommit|inträtt|beviljats "
            rf"inträde)"
        ),
        pattern(rf"{_N} (?:har )?(?:nya medlemmar|tillkommande)\b"),
        pattern(rf"\b(?:tillkom|inträdde) (?:det )?{_N} (?:nya )?medlemmar\b"),
    ),
    "members_left": (
        pattern(
            rf"\b(?:{_NEW} och )?{_LEFT}(?: medlemmar)?(?: under (?:räkenskaps)?året)?{_IS}[:\t "
            rf"]+{_N}"
        ),
        pattern(rf"{_N} medlemmar (?:har )?(?:utträtt|avgått|lämnat|lämnade|flyttat ut)"),
        pattern(rf"{_N} (?:har )?(?:avgående|utträdande)\b"),
    ),
    "transfers": (
        pattern(
            rf"\b(?:antal )?överlåtelser(?: under (?:räkenskaps)?året)?(?: var| uppgick "
            rf"till)?[:\t ]+{_N}(?=\t|\n|$|\.| st| ?\()"
        ),
        pattern(rf"{_N} (?:lägenhets|bostadsrätts)?överlåtelse(?:r)?\b(?!savgift)"),
        pattern(
            rf"{_N} (?:bostadsrätter|bostadsrättslägenheter|lägenheter|bostadsrätt|lägenhet) "
            rf"(?:har |som )?(?:överlåtits|överlåtit|överläts|bytt ägare|sålts|såldes"
            rf"|överlåtna)"
        ),
        pattern(rf"överlåtits {_N} (?:bostadsrätter|lägenheter)"),
        pattern(rf"(?:bostadsrätter|lägenheter)(?:na)? har {_N} (?:överlåtits|bytt ägare|sålts)"),
    ),
    "sublets": (
        pattern(
            rf"{_N} (?:beviljade |godkända |pågående )?andrahands(?:uthyrning|upplåtelse)(?:ar"
            rf"|er|r)?\b"
        ),
        pattern(
            rf"{_N} (?:medlemmar|lägenheter|bostadsrätter|bostadsrättshavare|st)? ?(?:har |är "
            rf"|var )?(?:beviljats|beviljade|fått|uthyrda|upplåtna|uthyrd"
            rf"|upplåten)[^.\n\d]{{0,30}} (?:i )?andra ?hand"
        ),
        pattern(rf"{_N} (?:bostadsrätter|lägenheter) (?:har |som )?hyrts ut i andra ?hand"),
        pattern(
            rf"andrahands(?:uthyrning|upplåtelse)(?:ar|er|r)?(?: under (?:räkenskaps)?året)?[:\t "
            rf"]+{_N}(?=\t|\n|$|\.)"
        ),
    ),
}  # fmt: skip
_AMOUNT = (
    rf"(?:(?:maximalt |högst |f\.?n\.? |för närvarande )?(?P<fee>(?:{PERCENT}) ?(?:%|procent)(?: "
    rf"av (?:ett |gällande |det |då gällande )?"
    rf"(?:pris(?:bas)?belopp(?:et)?|basbelopp(?:et)?))?|\d[\d ]* ?(?:kr|kronor)\b))"
)
_FEES = {
    "transfer_fee": (pattern(
        rf"\böverlåtelseavgift(?:en)?\b(?![^.\n]{{0,20}} och pant)[^.\n]{{0,60}}? {_AMOUNT}"
    ),),
    "pledge_fee": (pattern(
        rf"\bpant(?:sättnings|förskrivnings)?(?:sättnings)?avgift(?:en)?\b[^.\n]{{0,60}}? "
        rf"{_AMOUNT}"
    ),),
}  # fmt: skip
_WHOLE = re.compile(r"\bpris per|kvadratmeter|kr/kvm|föregående år|förra året", re.IGNORECASE)


@wider("report")
def members(reading: Reading) -> Fields:
    """The fields of MemberInfoAgent."""
    text = joined(passages(reading, r"medlem|överlåtelse"))
    found: dict[str, Leaf] = {name: _count(text, rules) for name, rules in _RULES.items()}
    found["members_start"] = found["members_start"] or _bracketed(text)
    return {**found, **{name: _fee(text, rules) for name, rules in _FEES.items()}}


def _count(text: Flow, rules: Sequence[re.Pattern[str]]) -> Leaf:
    for rule in rules:
        for start, end in text.sentences():
            if found := rule.search(text.text, start, end):
                leaf = text.found(count_of(found["count"]), *found.span("count"))
                if leaf is not None:
                    return leaf
    return None


def _bracketed(text: Flow) -> Leaf:
    """Members at the beginning, where they stand in brackets behind those at the end."""
    for start, end in text.sentences():
        for rule in _RULES["members_end"]:
            found = rule.search(text.text, start, end)
            if found and found["before"]:
                return text.found(int(found["before"]), *found.span("before"))
            if found:
                return None
    return None


def _fee(text: Flow, rules: Sequence[re.Pattern[str]]) -> Leaf:
    for rule in rules:
        if found := rule.search(text.text):
            return text.found(" ".join(found["fee"].split()), *found.span("fee"))
    return None
