"""Upkeep: what was done, what is planned, the plan, and what is set aside for it."""

import re
from collections.abc import Iterable

from tasks.annual_reports.found import Fields, Leaf
from tasks.annual_reports.layout.amounts import money
from tasks.annual_reports.layout.flow import Flow
from tasks.annual_reports.layout.measures import measures
from tasks.annual_reports.layout.prose import pattern
from tasks.annual_reports.layout.scope import joined, passages, wider
from tasks.annual_reports.reading import Reading

_YEAR = r"(?P<year>(?:19|20)\d\d)(?!-?\d)"
_AT = r"(?: (?:senast|under|år|och|har|blev|i|av|den|styrelsen|[a-zåäö]+ av [^.\n\d]{1,40})){0,4}"
_PLAN: dict[str, tuple[re.Pattern[str], ...]] = {
    "plan_prepared": (
        pattern(
            rf"\bunderhållsplan[^.\n]{{0,60}}?\b(?:upprättades|upprättad|upprättats|togs fram"
            rf"|framtagen){_AT} {_YEAR}"
        ),
    ),
    "plan_updated": (
        pattern(
            rf"\bunderhållsplan[^.\n]{{0,90}}?\b(?:uppdaterades|uppdaterad|uppdaterats"
            rf"|reviderades|reviderad|reviderats){_AT} {_YEAR}"
        ),
        pattern(
            rf"\b(?:under|år) {_YEAR}[^.\n]{{0,80}}?\bunderhållsplan(?:en)? (?:har )?"
            rf"(?:uppdaterades|uppdaterats|reviderades|reviderats)"
        ),
    ),
    "plan_from": (
        pattern(rf"\bunderhållsplan[^.\n]{{0,60}}?\bsträcker sig (?:från|mellan) (?:år )?{_YEAR}"),
        pattern(
            r"\bunderhållsplan[^.\n]{0,60}?\b(?:för|avser|omfattar) (?:åren|perioden) "
            r"(?P<year>(?:19|20)\d\d) ?(?:[-–]|till)"
        ),
    ),
    "plan_to": (
        pattern(
            rf"\bunderhållsplan[^.\n]{{0,90}}?\bsträcker sig[^.\n]{{0,30}}? (?:till"
            rf"|t\.?o\.?m\.?)(?: och med)?(?: år)? {_YEAR}"
        ),
        pattern(
            rf"\bunderhållsplan[^.\n]{{0,60}}?\b(?:åren|perioden) (?:19|20)\d\d ?(?:[-–]|till) "
            rf"?{_YEAR}"
        ),
    ),
}  # fmt: skip
_FUND = pattern(
    r"\b(?:avsätt\w*|avsatt|avsatts|reserver\w*)\b[^.\n]{0,160}?(?P<amount>\d[\d ]* ?(?:kr"
    r"|kronor|tkr|kkr))\b"
    r"(?! ?(?:/|per) ?(?:kvm|m2|m²|kvadratmeter|lägenhet))"
)
_ABOUT = re.compile(r"fond|underhåll", re.IGNORECASE)


@wider("report")
def maintenance(reading: Reading) -> Fields:
    """The fields of MaintenanceAgent."""
    read = passages(reading, r"underhåll")
    text = joined(read)
    done, planned = measures(read)
    return {
        "done": done,
        "planned": planned,
        **{name: _year(text, rules) for name, rules in _PLAN.items()},
        "fund_allocation": _allocation(text),
    }


def _year(text: Flow, rules: Iterable[re.Pattern[str]]) -> Leaf:
    for rule in rules:
        for start, end in text.sentences():
            if found := rule.search(text.text, start, end):
                return text.found(int(found["year"]), *found.span("year"))
    return None


def _allocation(text: Flow) -> Leaf:
    for start, end in text.sentences():
        found = _FUND.search(text.text, start, end)
        if found and _ABOUT.search(text.text, start, end):
            return text.found(money(" ".join(found["amount"].split())), *found.span("amount"))
    return None
