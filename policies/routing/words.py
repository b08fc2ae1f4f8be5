"""English text as words: whole, without endings, in parts and sentences.

Only inflection is taken off (plural, -ed, -ing, long -ly), no derivation: a full stemmer makes
hospital and hospitality one word, and national and nationalisation. What a catalogue means to
match it spells out. Everything here is linear in the length of the text.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

# Words that join others; between the words of a phrase they don't count.
FILLERS = frozenset({
    "a", "am", "an", "any", "are", "as", "at", "be", "been", "being", "did", "do", "does", "for",
    "had", "has", "have", "he", "her", "here", "his", "i", "in", "into", "is", "it", "its",
    "just", "me", "my", "of", "on", "our", "please", "quite", "rather", "really", "s", "she",
    "so", "some", "that", "the", "their", "there", "these", "they", "this", "those", "to", "us",
    "very", "was", "we", "were", "with", "you", "your",
})  # fmt: skip
JOINTS = frozenset({
    "also", "and", "besides", "but", "furthermore", "moreover", "plus", "then", "whereas",
    "while",
})  # fmt: skip
# After a joint they begin another question; at the beginning of a sentence, CONDITIONS hold for all
# of it.
_OPENERS = frozenset({
    "analyse", "analyze", "are", "assess", "benchmark", "check", "compare", "describe", "detect",
    "explain", "find", "forecast", "give", "how", "identify", "is", "list", "name", "predict",
    "rank", "run", "show", "simulate", "tell", "what", "when", "where", "whether", "which", "who",
    "whose", "why", "will",
})  # fmt: skip
_CONDITIONS = frozenset({
    "assume", "assuming", "if", "imagine", "let", "suppose", "supposing",
})  # fmt: skip
_IRREGULAR = {
    "rose": "rise", "risen": "rise", "fell": "fall", "fallen": "fall", "grew": "grow",
    "grown": "grow", "left": "leave", "lost": "lose", "kept": "keep", "held": "hold",
    "broke": "break", "broken": "break", "drove": "drive", "driven": "drive", "shrank": "shrink",
    "shrunk": "shrink", "learnt": "learn", "led": "lead", "met": "meet", "crises": "crisis",
    "went": "go", "gone": "go", "did": "do", "done": "do", "became": "become", "fought": "fight",
    "sank": "sink", "sunk": "sink", "women": "woman", "men": "man",
}  # fmt: skip
_TOKEN = re.compile(
    r"(?P<dotted>(?<!\w)(?:[^\W\d_]\.){2,}(?!\w))"
    r"|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)?)"
    r"|(?P<number>\d+(?:[.,]\d+)*)"
    r"|(?P<sign>%)"
    r"|(?P<stop>[?!;\n]|\.(?=\s|$))"
    r"|(?P<joint>,(?=\s|$))"
)
_ABBREVIATED = frozenset({"vs", "eg", "ie", "approx", "incl", "no", "etc", "e", "g", "i"})
_MARKS = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "\u00ad": None, "\u200b": None}
    | dict.fromkeys("‐‑‒–—−", "-")
)
_VOWEL = re.compile(r"[aeiouy]")
_UNDOUBLED = re.compile(r"([bdfgmnprt])\1$")
_SHORTEST, _ADVERB = 3, 8  # letters of a stem; letters from which -ly is an ending


@dataclass(frozen=True)
class Token:
    """A word or a number that says something, and where it stands.

    `lower` is without capitals, `stem` without endings too; an `acronym` is written in capitals in
    a text that isn't. `start` is a position in the plain text; `part` and `sentence` count from 0.
    """

    lower: str
    stem: str
    acronym: bool
    start: int
    part: int
    sentence: int


def plain(text: str) -> str:
    """The text with compatible characters made one: full-width letters, curly quotes, dashes."""
    return unicodedata.normalize("NFKC", text).translate(_MARKS)


def tokens(text: str) -> tuple[Token, ...]:
    """The words and numbers of a plain text, without the fillers."""
    return tuple(_tokens(text))


def _tokens(text: str) -> Iterator[Token]:
    part = sentence = 0
    before, conditional, opening, joined = "", False, True, False
    shouted = text == text.upper()  # then capitals mean nothing
    for match in _TOKEN.finditer(text):
        kind, written = match.lastgroup, match.group()
        if kind == "stop":
            ends = not (written == "." and before in _ABBREVIATED)
            part, sentence = part + ends, sentence + ends
            opening, conditional = opening or ends, conditional and not ends
            continue
        if kind == "joint":
            part += not conditional
            continue
        for word in _words(written):
            before = word.lower()
            acronym = len(word) > 1 and word.isupper() and not shouted
            conditional = conditional or (opening and before in _CONDITIONS)
            if joined and before in _OPENERS and not conditional:
                sentence += 1
            opening, joined = False, before in JOINTS
            if joined:
                part += not conditional
            elif acronym or before not in FILLERS:
                yield Token(before, stem(before), acronym, match.start(), part, sentence)


def _words(written: str) -> tuple[str, ...]:
    """Without dots and apostrophes: U.A.E. is UAE, Qatar's Qatar, don't do not, we'll we will."""
    if written[0].isalpha():
        written = written.replace(".", "")
    if "'" not in written:
        return (written,)
    head, _, tail = written.partition("'")
    if tail.lower() == "t" and head.lower().endswith("n"):
        return (head[:-1], "not")
    return (head, "will") if tail.lower() == "ll" else (head,)


@lru_cache(maxsize=1 << 14)
def stem(word: str) -> str:
    """A word in small letters without its ending, in one spelling."""
    word = _spelled(_IRREGULAR.get(word, word))
    if len(word) <= _SHORTEST:
        return word
    word = _singular(word)
    if len(word) >= _ADVERB and word.endswith("ly"):
        word = word[:-2]
    for ending in ("ing", "ed"):
        head = word.removesuffix(ending)
        if head != word and len(head) >= _SHORTEST - (ending == "ed") and _VOWEL.search(head):
            word = word if word.endswith("eed") else _UNDOUBLED.sub(r"\1", head)
            break
    if len(word) > _SHORTEST and word.endswith("e") and not word.endswith("ee"):
        word = word[:-1]
    return word


def _spelled(word: str) -> str:
    """One spelling for British and American: labour, labor; nationalised, nationalized."""
    if len(word) > 5:  # noqa: PLR2004 - short words (four, hour, rise) have one spelling
        word = word.replace("our", "or")
    if len(word) > 7:  # noqa: PLR2004
        word = re.sub(r"is(ation|ations|e|es|ed|ing)$", r"iz\1", word)
    return word


def _singular(word: str) -> str:
    if word.endswith(("ies", "ied")):
        return word[:-3] + "y" if len(word) > _SHORTEST + 1 else word
    if word.endswith("sses"):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
