"""What a capitalised word can be in a name: its kind, from the tables and from its shape."""

import re
from functools import lru_cache
from typing import NamedTuple

from tasks.personal import lexicon

UPPER = "A-Z" + "".join(
    filter(str.isupper, map(chr, (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))))
)
_LETTER = r"[^\W\d_]"
_REST = rf"{_LETTER}*+(?:['\u2019-](?!s\b){_LETTER}++)*+"
_INITIALS = rf"\.(?:-?[{UPPER}]\.)*+"
_ARTICLE = r"(?:(?:a[dlnrstz]|ash|el|[dl])['\u2019-])?+"
# A name's word: Anna-Lena, O'Brien, al-Thani; or initials: J., J.R.
WORD = rf"{_ARTICLE}[{UPPER}](?:{_INITIALS}|{_REST})"
# The first of a text's words, not inside of a word or of a dotted path. It starts with its capital,
# which a search finds quickly, and looks back from there.
FIRST = rf"[{UPPER}](?<![^\W_].)(?<![^\W_]['\u2019.-].)(?<![$].)(?:{_INITIALS}|{_REST})"
END = r"(?![^\W_]|@|_\w|-\d)"
SPACE = r"[ \u00a0]{1,2}"
_PARTICLES = (
    "bin|bint|ibn|ben|abu|al|el|von|van|vom|zu|zum|zur|der|den|de[rnl]?|della|di|da|do|dos|das|du"
    "|la|le|las|los|te[rn]|y|af|av"
)
PARTICLES = rf"(?:(?:{_PARTICLES}){SPACE})"
# These stand between names only, whatever the names are.
SON_OF = frozenset({"bin", "bint", "ibn"})

# Heads that are a surname after a given name: Eun-ji Park, Doris Day.
_PERSONS_TOO = frozenset(
    ("bridge", "castle", "church", "day", "hall", "house", "lake", "lane", "park", "power")
)
_ARAB = re.compile(r"(?:a[dlnrstz]|ash|el)['-](?=[a-z]{3})")
_IRISH = re.compile(r"(?:o'|mc|ben-)[a-z]{3,}")
_PATRONYM = re.compile(r"[a-z]{3,}(?:sson|dottir|ovic|evic|enko|opoulos|oglu|shvili|zadeh)")


class Kind(NamedTuple):
    """What a word can be. More than one may hold; none does for a word that nobody knows."""

    given: bool = False  # a given name and hardly anything else
    doubtful: bool = False  # a given name and a word, a place or an abbreviation too
    surname: bool = False  # a surname and no word
    article: bool = False  # … that begins with one: Al-Kuwari
    listed: bool = False  # a surname, and perhaps a word
    word: bool = False  # a word, a place, a month
    rare: bool = False  # … that is seldom used
    initials: bool = False
    particle: bool = False
    capitals: bool = False
    head: bool = False  # a firm or a place ends so
    either: bool = False  # … or a person: Park, Day
    small: bool = False  # a word of a sentence
    month: bool = False
    street: bool = False

    @property
    def continues(self) -> bool:
        """Whether a name can go on with it."""
        if self.initials or self.particle:
            return True
        if self.head or self.small or self.street:
            return False
        if self.capitals:
            return self.given or self.surname
        return not self.word or self.listed or self.given

    @property
    def strong(self) -> bool:
        """Whether it speaks for the doubtful name before it."""
        return (self.surname and not self.rare) or self.given


@lru_cache(maxsize=16_384)
def kind(text: str) -> Kind:
    """The kind of a word as it stands in the text."""
    if text.endswith(".") or len(text) == 1:
        return Kind(initials=True)
    word = lexicon.fold(text)
    parts = _ARAB.sub("", word).split("-")
    given = lexicon.is_given(word) or _all_given(parts)
    listed = lexicon.is_surname(word) or _all_surnames(parts)
    article = _ARAB.match(word) is not None
    shaped = article or any(shape.match(word) for shape in (_IRISH, _PATRONYM))
    is_word = lexicon.is_word(word)
    return Kind(
        given=given,
        doubtful=lexicon.is_doubtful(word) and not given,
        surname=shaped or (listed and not is_word),
        article=article,
        listed=shaped or listed,
        word=is_word,
        rare=lexicon.is_rare(word),
        particle=re.fullmatch(_PARTICLES, word) is not None,
        capitals=text.isupper(),
        head=word in lexicon.table("heads"),
        either=word in _PERSONS_TOO,
        small=word in lexicon.table("small"),
        month=word in lexicon.table("months"),
        street=word.endswith(("strasse", "gatan", "straat")),
    )


def _all_given(parts: list[str]) -> bool:
    """Anna-Lena and Mary-Grace: each a given name, one of them for certain; or Min-jun, Minjun."""
    if lexicon.is_given("".join(parts)):
        return True
    each = [lexicon.is_given(part) for part in parts]
    return any(each) and all(
        sure or lexicon.is_doubtful(part) for part, sure in zip(parts, each, strict=True)
    )


def _all_surnames(parts: list[str]) -> bool:
    """García-López, Schmidt-Huber: one a surname, none a word."""
    return any(map(lexicon.is_surname, parts)) and not any(
        lexicon.is_word(part) or lexicon.is_rare(part) for part in parts
    )
