"""Recognisers of personal data: each takes a text and gives it back with its kind masked.

They are small on purpose and always on. A checksum, a numbering plan or a word of context must
speak for a match: a mask over an amount, a date or a trade's id would spoil the report that it
is meant to protect.
"""

import re
from functools import lru_cache, partial
from itertools import takewhile

_CURRENCIES = "USD|EUR|GBP|CHF|JPY|CNY|HKD|SGD|AUD|CAD|SEK|NOK|DKK|AED|SAR|QAR|KWD|BHD|OMR|INR"
_DATE = re.compile(r"(?<!\d)(?:\d{4}[-./]\d\d[-./]\d\d|\d\d?[-./]\d\d?[-./]\d{4})(?!\d)")
_OTHER = re.compile(
    _DATE.pattern + r"|(?<![\d.])(?:\d+\.\d{1,2}|\d{4,}\.\d+)(?![\d.])|[ ]-(?=\d)|^\+\d+\.\d+(?!\.)"
)
_DECIMAL = re.compile(r"\+?\d+\.\d+")
_NUMBERED = r"(?:[ ]*\b(?:number|no|nr|num)\b)?[ ]*[.:#|=]{0,2}[ ]*(?:is[ ]+)?"

# --- e-mail -----------------------------------------------------------------------------------
_DOMAIN = re.compile(r"@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,63}(?![\w-])")
_LOCAL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+\Z")
_LONGEST_LOCAL = 256


def mentions(text: str, words: tuple[str, ...]) -> bool:
    """Whether one of the lower-case `words` stands in `text`: quicker than a pattern of them."""
    lowered = text.lower()
    return any(word in lowered for word in words)


def emails(text: str) -> str:
    """Mask e-mail addresses. The search starts at the `@`, so a long text without one is free."""
    if "@" not in text:
        return text
    pieces, done = [], 0
    for found in _DOMAIN.finditer(text):
        local = _LOCAL.search(text[max(done, found.start() - _LONGEST_LOCAL) : found.start()])
        if local is not None:
            # A cell of a markdown table or a quoted word may end right before the address.
            name = re.split(r"[|`'=/]", local[0])[-1]
            pieces += [text[done : found.start() - len(name)], "[email]" if name else "@"]
            done = found.end() if name else found.start() + 1
    return "".join([*pieces, text[done:]])


# --- phones -----------------------------------------------------------------------------------
_INTERNATIONAL = re.compile(r"(?<![\w+.,])\+[ ]?\(?\d(?:[ \u00a0().\-/]{0,3}\d){6,18}")
_PHONE = re.compile(
    r"\b(?P<word>(?:tele(?:phone|fon|fax)|tel|phone|mobile?|mob|cell(?:phone)?|fax|handy|whatsapp)"
    r"\b" + _NUMBERED + r")(?P<number>\(?\d[\d \u00a0().\-/]{5,22}\d)(?!\d|[.,]\d)",
    re.IGNORECASE,
)
_PHONE_WORDS = ("tel", "phon", "mob", "cell", "fax", "handy", "whatsapp")
_MONEY_BEFORE = re.compile(rf"(?:\b(?:{_CURRENCIES})|[$€£¥])[ ]?\Z")
_MONEY_AFTER = re.compile(rf"[ ]?(?:(?:{_CURRENCIES}|bps?|shares|units|million)\b|[%$€£¥])")
_FEWEST_DIGITS, _MOST_DIGITS = 7, 15


def phones(text: str) -> str:
    """Mask phone numbers: `+` forms that a numbering plan allows, others after a word for it."""
    if "+" in text:
        text = _INTERNATIONAL.sub(_international, text)
    return _PHONE.sub(_national, text) if mentions(text, _PHONE_WORDS) else text


def _international(found: re.Match[str]) -> str:
    text, start = found.string, found.start()
    if _MONEY_BEFORE.search(text[max(0, start - 5) : start]):
        return found[0]
    # An amount or a date may follow: the longest run of whole groups that is a number wins.
    for group in reversed(list(re.finditer(r"\d+", _until_other(found[0])))):
        number, rest = found[0][: group.end()], text[start + group.end() :][:9]
        money = _DECIMAL.fullmatch(number) or _MONEY_AFTER.match(rest)
        if not money and not re.match(r"[.,]?\d", rest) and _is_phone(number):
            return "[phone]" + found[0][group.end() :]
    return found[0]


@lru_cache(maxsize=4096)
def _is_phone(number: str) -> bool:
    import phonenumbers

    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, None))
    except phonenumbers.NumberParseException:
        return False


def _until_other(number: str) -> str:
    """What stands before a date, an amount or a signed number."""
    other = _OTHER.search(number)
    return number[: other.start()] if other else number


def _national(found: re.Match[str]) -> str:
    number = _until_other(found["number"]).rstrip(" -./(")
    digits = sum(char.isdigit() for char in number)
    if not _FEWEST_DIGITS <= digits <= _MOST_DIGITS or _DECIMAL.fullmatch(number):
        return found[0]
    return f"{found['word']}[phone]{found['number'][len(number) :]}"


# --- national ids -----------------------------------------------------------------------------
_EMIRATES = re.compile(r"(?<![\w-])784-(?:19|20)\d\d-\d{7}-\d(?![\w-])")
_ID = re.compile(
    r"(?P<word>\b(?:ssn|social[ ]security|personnummer|emirates[ ]id|national[ ]id(?:entity)?"
    r"|identity[ ](?:card|document)|id[ ]card|passport|iqama|civil[ ]id|qid|aadhaar|nino"
    r"|national[ ]insurance|tax(?:payer)?[ ]id(?:entification)?|steuer-?id|residen(?:ce|t)[ ]"
    r"(?:id|permit)|driv(?:ing|ers?'?s?)[ ]licen[cs]e|(?<!\w[ _-])id[ ](?:number|no))\b"
    + _NUMBERED
    + r")(?P<number>(?:[A-Z]{1,3}[ -]?)?(?:\d+(?:[-+]\d+){1,5}|\d+(?:[ ]\d+){0,5})(?:[ -]?[A-Z])?)"
    r"(?![\w]|[.,]\d)",
    re.IGNORECASE,
)
_ID_WORDS = (
    "ssn", "social security", "personnummer", "emirates id", "national i", "identity ", "id card",
    "passport", "iqama", "civil id", "qid", "aadhaar", "nino", "tax", "steuer", "residen", "licen",
    "id n",
)  # fmt: skip
_FEWEST_ID_DIGITS = 6


def ids(text: str) -> str:
    """Mask national ids: after a word for one, and Emirates ids by their shape."""
    if "784-" in text:
        text = _EMIRATES.sub("[id]", text)
    return _ID.sub(_id, text) if mentions(text, _ID_WORDS) else text


def _id(found: re.Match[str]) -> str:
    digits = sum(char.isdigit() for char in found["number"])
    if digits < _FEWEST_ID_DIGITS or _DATE.match(found["number"]):
        return found[0]
    return f"{found['word']}[id]"


# --- names ------------------------------------------------------------------------------------
_TITLE = r"(?:Mr|Mrs|Ms|Mme|Dr|Prof|Herrn?|Frau|Sheikh)\b"
_WORD = r"(?:[^\W\d_a-zß-öø-ÿ](?:[^\W\d_]|['\u2019-](?=[^\W\d_]))+|[A-Z]\.)"
_OF = r"(?:(?:bin|bint|ibn|al|el|abu|von|van|de[rnl]?|la|zu)[ ])"
_WHO = rf"(?P<who>(?!{_TITLE}){_WORD}(?:[ ]{_OF}*{_WORD}){{0,3}})"
_TITLES = rf"\b(?:{_TITLE}\.?[ ]+){{1,3}}"
_LABELS = (
    r"\b(?i:(?:contact(?:[ ]person)?|attn|ansprechpartner(?:in)?|account[ ]holder|employee)"
    r"\.?[ ]*[:|][ ]*|(?:approved|prepared|reviewed|signed|overridden)[ ]by[ ]*[:|]?[ ]*)"
)
_TITLED = re.compile(rf"(?P<lead>{_TITLES}){_WHO}")
_LABELLED = re.compile(rf"(?P<lead>{_LABELS}(?:{_TITLES})?){_WHO}")
TITLES = ("Mr", "Ms ", "Ms.", "Mme ", "Dr ", "Dr.", "Prof", "Herr", "Frau ", "Sheikh")
LABELS = (
    "contact", "attn", "ansprechpartner", "t holder", "employee", "approved by", "prepared by",
    "reviewed by", "signed by", "overridden by",
)  # fmt: skip
# After `Dr` stands a debit as often as a doctor; after `Contact:` a desk as often as a person.
_NOT_NAMES = frozenset(
    f"""cr cash account accounts nostro vostro suspense fee fees interest equity revenue expense
    trade trades trading securities security client clients custody custodian settlement settlements
    gl bank banks desk team operations ops support department office officer committee risk
    compliance finance treasury group ltd limited inc llc plc gmbh ag sa corp corporation company
    partners capital markets management services ministry authority agency central world saudi
    arabia key findings executive summary system policy agent agents review receivable payable
    {_CURRENCIES.replace("|", " ").lower()}""".split()
)


def names(text: str) -> str:
    """Mask persons' names after a title (Ms …), or after a label (Contact: …) if of two words."""
    if any(title in text for title in TITLES):
        text = _TITLED.sub(partial(_name, least=1), text)
    if mentions(text, LABELS):
        text = _LABELLED.sub(partial(_name, least=2), text)
    return text


def _name(found: re.Match[str], least: int) -> str:
    words = found["who"].split(" ")
    kept = list(takewhile(lambda word: word.casefold() not in _NOT_NAMES, words))
    if len(kept) < least or (least > 1 and len(kept) < len(words)):
        return found[0]
    return " ".join([f"{found['lead']}[name]", *words[len(kept) :]])
