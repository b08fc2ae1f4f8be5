"""Make the tables of `tasks/personal/lexicon` anew: `python -m tests.lexicon`.

A development tool: what it needs is neither in the product nor in the lock.

    pip install faker==40.54.0 spacy-lookups-data==1.0.5 babel==2.18.0

Names come from Faker's providers of persons, all locales, those in Latin script. Which of them are
words as well tells how often English text writes them in lower case (the probabilities of spaCy's
lookups); which are places, months or currencies tells CLDR. `own.csv` and `known.csv` are kept by
hand and only read.
"""

import gzip
import json
import math
import pkgutil
import re
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from tasks.personal.lexicon import FOLDER, fold

WORD = re.compile(r"[a-z]{2,}(?:['-][a-z]+)*")
# The logarithm of how likely a word is to be the next one; what isn't listed is less likely.
UNSEEN, UNUSUAL, RARE, COMMON = -21.0, -16.5, -16.0, -14.0
WRITTEN_SMALL = math.log(0.35)  # a name this often written like a word needs more evidence
ACRONYM = -15.5
# Names to Faker, and to everybody else a particle, a saint or a form of address.
NO_NAMES = frozenset((
    "abu", "al", "bin", "bint", "da", "das", "de", "del", "den", "der", "di", "do", "dos",
    "du", "el", "ibn", "la", "las", "le", "los", "mc", "st", "san", "santa", "santo", "sao",
    "saint", "sankt", "te", "ter", "umm", "van", "von", "zu", "mr", "mrs", "ms", "dr", "prof",
))  # fmt: skip
# Given names that are a place, a people, a faith or a firm first: neither table says so.
WORDS_FIRST = frozenset((
    "africa", "alberta", "alexandria", "ally", "america", "anaheim", "arabia", "arizona",
    "arlington", "asia", "atlanta", "austin", "bond", "boston", "bristol", "brooklyn", "cali",
    "camden", "carolina", "chance", "charleston", "chelsea", "cleveland", "columbia", "dakota",
    "dallas", "dell", "denver", "disney", "doha", "dubai", "europe", "florence", "florida",
    "ford", "geneva", "harley", "holland", "houston", "indiana", "islam", "jackson", "khalifa",
    "kuwait", "lancaster", "lexus", "lincoln", "louisiana", "lourdes", "madison", "marks",
    "medina", "melbourne", "memphis", "mercedes", "milan", "miles", "missouri", "montana",
    "muslim", "nevada", "norm", "oracle", "orlando", "phoenix", "porsche", "raleigh", "rayyan",
    "richmond", "riyadh", "rome", "santiago", "savannah", "stanford", "sterling", "tennessee",
    "texas", "trinidad", "valencia", "venice", "vienna", "virginia", "washington", "wellington",
    "york",
))  # fmt: skip
# Capital cities that are a first name far more often than a place.
PERSONS_FIRST = frozenset({"sofia"})


def main() -> None:
    given, surnames = names()
    seen = probabilities()
    written_small = {word for word in seen if _is_word(word, seen)}
    common = {word for word in written_small if seen[word] > COMMON}
    words = (common | places(given | surnames) | WORDS_FIRST) - PERSONS_FIRST
    rare = {word for word in written_small - words if seen[word] > RARE}
    doubtful = {name for name in given if name in words or _is_doubtful(name, seen)}
    for table, content in {
        "given": given - doubtful,
        "doubtful": doubtful,
        "surnames": surnames,
        "words": words,
        "rare": rare,
    }.items():
        path = FOLDER / f"{table}.csv"
        path.write_text("\n".join([table, *sorted(content)]) + "\n", encoding="utf-8")
        print(f"{path.name}: {len(content):,} of {path.stat().st_size / 1024:.0f} KiB")


def names() -> tuple[set[str], set[str]]:
    """Given names and surnames of every locale, folded, word by word."""
    import faker.providers.person as providers

    found: dict[str, set[str]] = {"first": set(), "last": set()}
    for module in sorted(each.name for each in pkgutil.iter_modules(providers.__path__)):
        provider: Any = import_module(f"{providers.__name__}.{module}").Provider
        for attribute in dir(provider):
            kind = re.match(r"(?:male_|female_|unisex_)?(first|last|middle)_", attribute)
            value = getattr(provider, attribute)
            if kind and not callable(value) and "format" not in attribute:
                into = found["first" if kind[1] == "first" else "last"]
                into |= set(_words(value)) - NO_NAMES
    return found["first"], found["last"]


def _words(value: Any) -> Iterator[str]:
    """Every word in a name, a list of names, a table of names or their pairs."""
    if isinstance(value, str):
        yield from (word for word in fold(value).split() if WORD.fullmatch(word))
    elif isinstance(value, Iterable):
        for each in value:
            yield from _words(each)


def probabilities() -> dict[str, float]:
    import spacy_lookups_data

    path = Path(spacy_lookups_data.__file__).parent / "data" / "en_lexeme_prob.json.gz"
    return json.loads(gzip.decompress(path.read_bytes()))


def _is_word(word: str, seen: dict[str, float]) -> bool:
    plain = word.isascii() and word.isalpha() and word.islower() and len(word) > 1
    return plain and seen[word] > seen.get(word.title(), UNSEEN)


def _is_doubtful(name: str, seen: dict[str, float]) -> bool:
    small, titled, upper = (seen.get(form, UNSEEN) for form in (name, name.title(), name.upper()))
    word = small > UNUSUAL and small - titled > WRITTEN_SMALL
    return word or (upper > ACRONYM and upper > titled) or len(name) < 3


def places(names: set[str]) -> set[str]:
    """Words of territories, capitals, languages, currencies, months and weekdays.

    A word of a longer name (Saint Helena, San Juan) counts only where it is no name.
    """
    from babel import Locale
    from babel.dates import get_day_names, get_month_names

    english = Locale("en")
    zones: Any = english._data["time_zones"]
    cities = [
        zone.partition("/")[2].replace("_", " ")
        for zone in available_timezones()
        if zone.startswith(("Africa/", "America/", "Asia/", "Australia/", "Europe/"))
    ]
    titles = [
        *english.territories.values(),
        *english.languages.values(),
        *english.currencies.values(),
        *cities,
        *(zone["city"] for zone in zones.values() if "city" in zone),
        *get_month_names(locale="en").values(),
        *get_day_names(locale="en").values(),
    ]
    found = set()
    for title in titles:
        parts = list(_words(re.sub(r"[^\w' -]", " ", title)))
        found |= {part for part in parts if len(parts) == 1 or part not in names}
    return found


if __name__ == "__main__":
    main()
