"""Whether a document can be read, is Swedish, and is a housing cooperative's report."""

import re
from typing import TypedDict

from tasks.annual_reports.document.words import Document

_ENOUGH = 200  # letters on all pages
_COMMON = 0.03  # of a text's words; reports have 0.13 to 0.2, most of their words being labels
_WORD = re.compile(r"[a-zåäöæøéü]+")
_SWEDISH = frozenset(
    (
        "och",
        "är",
        "för",
        "att",
        "med",
        "som",
        "på",
        "av",
        "till",
        "inte",
        "har",
        "från",
        "eller",
        "enligt",
        "under",
        "året",
    )
)
_OTHERS = {
    "Norwegian or Danish": frozenset(
        (
            "og",
            "er",
            "for",
            "ikke",
            "fra",
            "til",
            "som",
            "med",
            "av",
            "på",
            "etter",
            "selskapet",
            "året",
            "årsberetning",
            "regnskap",
        )
    ),
    "Finnish": frozenset(
        ("ja", "on", "ei", "että", "sekä", "vuoden", "mukaan", "yhtiön", "tilinpäätös", "euroa")
    ),
    "English": frozenset(
        (
            "the",
            "and",
            "of",
            "to",
            "in",
            "for",
            "is",
            "that",
            "with",
            "as",
            "are",
            "from",
            "by",
            "financial",
        )
    ),
    "German": frozenset(
        (
            "der",
            "die",
            "und",
            "das",
            "ist",
            "für",
            "mit",
            "auf",
            "von",
            "den",
            "zum",
            "nicht",
            "jahr",
        )
    ),
}
_COOPERATIVE = re.compile(
    r"bostadsrätt|\bbrf\b|årsavgift|upplåtelseavgift|bostadsförening|medlemsinsats", re.IGNORECASE
)
_COMPANY = re.compile(
    r"\baktiebolag|\bbolagets\b|aktiekapital|aktieägare|årsstämman i .{1,40}\bAB\b"
    r"|stiftelsens\b|samfällighetsförening",
    re.IGNORECASE,
)
_PER_WORDS = 2000  # words among which a cooperative names itself at least once or so


class Kind(TypedDict):
    """What a document is; `why` is one sentence for a person."""

    readable: bool
    swedish: bool
    cooperative: bool
    why: str


def kind_of(document: Document) -> Kind:
    """What a document is, by its words: an outcome, never an error."""
    text = " ".join(page.text for page in document.pages).lower()
    words = _WORD.findall(text)
    if sum(map(len, words)) < _ENOUGH:
        many = len(document.pages)
        why = (
            f"None of its {many} pages has a text layer worth reading: they are images. "
            "COXSWAIN_OCR=tesseract, or a model that sees, reads such a report."
        )
        if document.unread:
            why = f"Pages {', '.join(map(str, document.unread))} can't be read. {why}"
        return {"readable": False, "swedish": False, "cooperative": False, "why": why}
    language = _language(words)
    if language is None:
        why = (
            f"Its text is in no language known here: of {len(words)} words next to none are common "
            "ones, as when a font is garbled. A policy whose model sees pages can read it, such as "
            "huggingface or gemini."
        )
        return {"readable": False, "swedish": False, "cooperative": False, "why": why}
    if language != "Swedish":
        why = f"It is in {language}; reports in Swedish are read."
        return {"readable": True, "swedish": False, "cooperative": False, "why": why}
    own, company = len(_COOPERATIVE.findall(text)), len(_COMPANY.findall(text))
    cooperative = own > company and own * _PER_WORDS >= len(words)
    why = "It is a Swedish housing cooperative's report."
    if not cooperative:
        why = (
            f"It names a cooperative's words {own} times and those of other forms of company "
            f"{company} times: it is no housing cooperative's report."
        )
    return {"readable": True, "swedish": True, "cooperative": cooperative, "why": why}


def _language(words: list[str]) -> str | None:
    """The language whose frequent words are most of a text's; None where hardly any occur."""
    shares = {name: sum(word in own for word in words) for name, own in _OTHERS.items()}
    shares["Swedish"] = sum(word in _SWEDISH for word in words)
    # Norwegian shares most small words with Swedish; it has æ and ø, "og" and "ikke".
    if sum(word in ("og", "ikke") for word in words) > sum(
        word in ("och", "inte") for word in words
    ):
        shares["Swedish"] = 0
    found = max(shares, key=lambda name: (shares[name], name == "Swedish"))
    return found if shares[found] >= _COMMON * len(words) else None
