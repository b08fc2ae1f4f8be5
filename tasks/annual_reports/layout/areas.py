"""Areas in square metres, as sentences and tables state them: what is large, and how large."""

import re

from tasks.annual_reports.found import Leaf
from tasks.annual_reports.layout.flow import Flow
from tasks.annual_reports.layout.prose import AREA, SQM, number_of, pattern

_IS = (
    r"(?: \([A-ZÅÄÖ]+\))?(?: (?:för uthyrning|i föreningen|är|uppgår till|utgör|om|på|omfattar"
    r"|beräknad"
    r"|beräknas|till|totalt|ca\.?|cirka|sammanlagt|av|i kvm|kvm|enligt taxeringsbesked)){0,5}:?"
)
_A = rf"(?P<area>{AREA})"
_WORDS = {
    "residential_area": (
        r"(?:total(?:a|t)? )?(?:bostadsyta|bostadsytan|boyta|boytan|boarea|boarean|bostadsarea"
        r"|bostadsarean|lägenhetsyta|lägenhetsytan|lägenhetsarea|boa"
        r"|(?:lägenheternas|bostädernas|bostadsrätternas) (?:totala |sammanlagda )?(?:yta|area)"
        r"|(?:lägenheterna|bostäderna|bostadsrätterna) har en (?:total |sammanlagd )?(?:yta|area))"
    ),
    "premises_area": (
        r"(?:total(?:a|t)? )?(?:lokalyta|lokalytan|lokalarea|lokalarean|loa"
        r"|lokalernas (?:totala |sammanlagda )?(?:yta|area))"
    ),
    "total_area": (
        r"(?:total ?ytan?|total(?:a)? (?:bo- och lokal|byggnads)?(?:yta|ytan|area|arean)"
        r"|totalarean?|sammanlagd(?:a)? (?:yta|ytan)|total bo- och lokalarea|totalytan?"
        r"|(?:byggnaden|byggnaderna|huset|husen)s (?:totala |sammanlagda )(?:yta|area))"
    ),
    "plot_area": (
        r"(?:total(?:a)? )?(?:tomtyta|tomtytan|tomtarea|tomtarean|tomtareal|tomtarealen"
        r"|markareal|markarealen|(?:tomten|marken|fastigheten)s (?:yta|areal|area))"
    ),
}
_RULES: dict[str, tuple[re.Pattern[str], ...]] = {
    name: (
        pattern(rf"\b{word}{_IS} {_A} ?{SQM}(?!\w)"),
        pattern(rf"{_A} ?{SQM} (?:utgör|är|avser) {word}(?! under mark)\b"),
        pattern(
            rf"(?<![^\n\t]){word}:?(?:,? ?\(?{SQM}\)?)?:?[ \t]*\t[ \t]*{_A}(?= ?{SQM}|\t|\n|$)"
        ),
    )
    for name, word in _WORDS.items()
}
# Labels that say what the area is of, and not that it is one: the unit tells.
_LABELS = {
    "residential_area": r"(?:bostadsrätt(?:er)?|bostäder|lägenheter|bostad)(?:,? bostadsrätt)?",
    "premises_area": r"(?:hyres|affärs)?lokal(?:er)?(?:,? (?:hyresrätt|bostadsrätt))?",
    "total_area": r"(?:totalt|summa|total)",
    "plot_area": r"(?:tomt|tomten|mark)",
}
_LABELLED: dict[str, tuple[re.Pattern[str], ...]] = {
    name: (
        pattern(rf"(?<![^\n]){word}:?,? ?\(?{SQM}\)?:?[ \t]*\t[ \t]*{_A}(?=\t|\n|$)"),
        pattern(rf"(?<![^\n]){word}:?[ \t]*\t[ \t]*{_A} ?{SQM}(?=\t|\n|$)"),
    )
    for name, word in _LABELS.items()
}
_HOMES = pattern(
    rf"(?:bostadsrätter|bostadsrättslägenheter|lägenheter|bostäder) om (?:totalt |sammanlagt )?"
    rf"(?:ca )?"
    rf"{_A} ?{SQM}(?!\w)"
)
_PREMISES = pattern(rf"(?:lokal|lokaler) om (?:totalt |sammanlagt )?(?:ca )?{_A} ?{SQM}(?!\w)")
_RENTAL = (
    pattern(rf"{_A} ?{SQM} (?:är )?(?:upplåt(?:en|na|et)|uthyr[dt]a?) med hyresrätt"),
    pattern(rf"(?:hyresrätt(?:er)?|hyreslägenhet(?:er)?) om (?:totalt )?{_A} ?{SQM}(?!\w)"),
    pattern(rf"\b(?:yta hyresrätter|hyresrättsyta|uthyrd bostadsyta){_IS} {_A} ?{SQM}(?!\w)"),
)
_OTHER = re.compile(
    r"samfällighet|gemensamhetsanläggning|genomsnitt|\bsnitt|medel(?:yta|area|storlek)",
    re.IGNORECASE,
)


def areas(text: Flow) -> dict[str, Leaf]:
    """Each area by its name; the first that is stated of the association's own."""
    found = {name: _area(text, rules) for name, rules in _RULES.items()}
    found["residential_area"] = found["residential_area"] or _area(text, (_HOMES,))
    found["premises_area"] = found["premises_area"] or _area(text, (_PREMISES,))
    found["rental_area"] = _area(text, _RENTAL)
    homes, total = found["residential_area"], found["total_area"]
    if homes and total and homes.box == total.box:  # one figure: that of the flats
        found["total_area"] = None
    return {name: leaf or _area(text, _LABELLED.get(name, ())) for name, leaf in found.items()}


def _area(text: Flow, rules: tuple[re.Pattern[str], ...]) -> Leaf:
    for rule in rules:
        for start, end in text.sentences():
            if _OTHER.search(text.text, start, end):
                continue
            if found := rule.search(text.text, start, end):
                return text.found(number_of(found["area"]), *found.span("area"))
    return None
