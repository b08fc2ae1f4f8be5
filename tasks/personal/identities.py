"""Recognisers of national ids: a word for one, a shape that nothing else has, or a checksum."""

import re

from tasks.personal.checksums import luhn, ours
from tasks.personal.recognisers import NUMBERED, mentions

_WORDS = (
    r"ssn|social[ ]security|personnummer|emirates[ ]id|national[ ](?:id(?:entity)?|number)"
    r"|identity[ ](?:card|document)|id[ ]card|passport|iqama|civil[ ]id|qid|qatari?[ ]id|aadhaar"
    r"|nino|national[ ]insurance|tax(?:payer)?[ ]id(?:entification)?|steuer-?id|residen(?:ce|t)[ ]"
    r"(?:id|permit)|driv(?:ing|ers?'?s?)[ ]licen[cs]e|cpr|cpf|pesel|bsn|dni|hetu|tc[ ]kimlik"
    r"|f[\u00f8o]dselsnummer|codice[ ]fiscale|(?<!\w[ _-])id[ ](?:number|no)"
)
_NUMBERS = (
    r"(?:[A-Z]{1,3}[ -]?)?(?:\d+(?:[-+]\d+){1,5}|\d+(?:[ ]\d+){0,5})(?:[ -]?[A-Z])?"
    r"|\d{3}\.\d{3}\.\d{3}-\d\d|(?-i:[A-Z]+\d[A-Z\d]{4,18})"
)
_SAID = re.compile(
    rf"(?P<word>\b(?:{_WORDS})\b{NUMBERED})(?P<number>{_NUMBERS})(?![\w]|[.,]\d)", re.IGNORECASE
)
# A part of each of the words: quicker to look for.
PARTS = (
    "ssn", "social security", "personnummer", "emirates id", "national ", "identity ", "id card",
    "passport", "iqama", "civil id", "qid", "qatar", "aadhaar", "nino", "tax", "steuer", "residen",
    "licen", "id n", "cpr", "cpf", "pesel", "bsn", "dni", "hetu", "kimlik", "dselsnummer",
    "fiscale",
)  # fmt: skip
_FEWEST_DIGITS = 6
_DATE = re.compile(r"(?:\d{4}[-./]\d\d[-./]\d\d|\d\d?[-./]\d\d?[-./]\d{4})(?!\d)")

# Groups of digits. It starts with one, which a search finds quickly, and looks back from there.
_GROUPS = re.compile(r"[0-9](?<![\w.-].)[0-9]{2,7}(?:[-+][0-9]{1,7}){1,3}(?![\w-]|[.,]\d)")
_EMIRATES = re.compile(r"784-(?:19|20)\d\d-\d{7}-\d")
_AMERICAN = re.compile(r"(?!000|666|9)\d{3}-(?!00)\d\d-(?!0000)\d{4}")
# Year, month, day and number of birth, then the digit that makes the sum right.
_SWEDISH = re.compile(
    r"(?:19|20)?(?P<number>\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[-+]\d{4})"
)


def ids(text: str) -> str:
    """Mask national ids: after a word for one; by shape those of the Emirates and the USA; by their
    checksum those of Sweden.
    """
    if "-" in text or "+" in text:
        text = _GROUPS.sub(_shaped, text)
    return _SAID.sub(_said, text) if mentions(text, PARTS) else text


def _shaped(found: re.Match[str]) -> str:
    if _EMIRATES.fullmatch(found[0]):
        return "[id]"
    swedish = _SWEDISH.fullmatch(found[0])
    right = luhn(re.sub(r"\D", "", swedish["number"])) if swedish else False
    known = right or _AMERICAN.fullmatch(found[0])
    return "[id]" if known and not ours(found) else found[0]


def _said(found: re.Match[str]) -> str:
    number = found["number"]
    digits = sum(char.isdigit() for char in number)
    if digits < _FEWEST_DIGITS or _DATE.match(number):
        return found[0]
    return f"{found['word']}[id]"
