"""Recognisers of personal data: each takes a text and gives it back with its kind masked.

They are small on purpose and always on. A checksum, a numbering plan or a word of context must
speak for a match: a mask over an amount, a date or a trade's id would spoil the report that it
is meant to protect.
"""

import re
from functools import lru_cache

CURRENCIES = "USD|EUR|GBP|CHF|JPY|CNY|HKD|SGD|AUD|CAD|SEK|NOK|DKK|AED|SAR|QAR|KWD|BHD|OMR|INR"
_DATE = re.compile(r"(?<!\d)(?:\d{4}[-./]\d\d[-./]\d\d|\d\d?[-./]\d\d?[-./]\d{4})(?!\d)")
_OTHER = re.compile(
    _DATE.pattern + r"|(?<![\d.])(?:\d+\.\d{1,2}|\d{4,}\.\d+)(?![\d.])|[ ]-(?=\d)|^\+\d+\.\d+(?!\.)"
)
_DECIMAL = re.compile(r"\+?\d+\.\d+")
NUMBERED = r"(?:[ ]*\b(?:number|no|nr|num)\b)?[ ]*[.:#|=]{0,2}[ ]*(?:is[ ]+)?"

# --- e-mail -----------------------------------------------------------------------------------
_LABEL, _TOP = r"[^\W_](?:[\w-]{0,61}[^\W_])?", r"[^\W\d_]{2,63}(?![\w-])"
_DOMAIN = re.compile(rf"@(?:{_LABEL}\.)+{_TOP}")
_SPELLED = re.compile(
    rf"[ ]?[(\[]at[)\]][ ]?(?:{_LABEL}(?:\.|[ ]?[(\[]dot[)\]][ ]?))+{_TOP}", re.IGNORECASE
)
_LOCAL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+\Z")
_LONGEST_LOCAL = 256
AT = ("(at)", "[at]")


def mentions(text: str, words: tuple[str, ...]) -> bool:
    """Whether one of the lower-case `words` stands in `text`: quicker than a pattern of them."""
    lowered = text.lower()
    return any(map(lowered.__contains__, words))


def emails(text: str) -> str:
    """Mask e-mail addresses, also those with (at) and (dot).

    The search starts at the `@`, so a long text without one is free.
    """
    if "@" in text:
        text = _addresses(_DOMAIN, text)
    return _addresses(_SPELLED, text) if mentions(text, AT) else text


def _addresses(domain: re.Pattern[str], text: str) -> str:
    pieces, done = [], 0
    for found in domain.finditer(text):
        local = _LOCAL.search(text[max(done, found.start() - _LONGEST_LOCAL) : found.start()])
        if local is not None:
            # A cell of a markdown table or a quoted word may end right before the address.
            name = re.split(r"[|`=/]|(?<![^\W\d_])'", local[0])[-1]
            pieces += [text[done : found.start() - len(name)], "[email]" if name else found[0][0]]
            done = found.end() if name else found.start() + 1
    return "".join([*pieces, text[done:]])


# --- phones -----------------------------------------------------------------------------------
_INTERNATIONAL = re.compile(r"(?<![\w+.,])\+[ ]?\(?\d(?:[ \u00a0().\-/]{0,3}\d){6,18}")
_PHONE = re.compile(
    r"\b(?P<word>(?:tele(?:phone|fon|fax)|tel|phone|mobile?|mob|cell(?:phone)?|fax|handy|whatsapp)"
    r"\b" + NUMBERED + r")(?P<number>\(?\d[\d \u00a0().\-/]{5,22}\d)(?!\d|[.,]\d)",
    re.IGNORECASE,
)
# A verb says less than a noun: the number must look like one.
_CALL = re.compile(
    r"(?P<word>\b(?:call|ring|dial|text|reach)[ ](?:(?:me|us|him|her|them)[ ])?"
    r"(?:(?:on|at|under)[ ])?)"
    r"(?P<number>(?:\(?0|\(\d{3}\))[\d ()./-]{5,20}\d|\d{3,4}[ -]\d{3,4}(?:[ -]\d{3,4})?)"
    r"(?!\d|[.,]\d)",
    re.IGNORECASE,
)
_CALLS = ("call ", "ring ", "dial ", "text ", "reach ")
_EXIT = re.compile(r"00(?<![\w+.,-]00)(?P<rest>[1-9]\d{0,2}[ -]\d[\d -]{5,14}\d)(?![\w]|[.,]\d)")
_PHONE_WORDS = ("tel", "phon", "mob", "cell", "fax", "handy", "whatsapp")
_MONEY_BEFORE = re.compile(rf"(?:\b(?:{CURRENCIES})|[$€£¥])[ ]?\Z")
_MONEY_AFTER = re.compile(rf"[ ]?(?:(?:{CURRENCIES}|bps?|shares|units|million)\b|[%$€£¥])")
_FEWEST_DIGITS, _MOST_DIGITS = 7, 15


def phones(text: str) -> str:
    """Mask phone numbers: `+` forms that a numbering plan allows, others after a word for it."""
    if "+" in text:
        text = _INTERNATIONAL.sub(_international, text)
    if "00" in text:
        text = _EXIT.sub(
            lambda found: "[phone]" if _is_phone(f"+{found['rest']}") else found[0], text
        )
    if mentions(text, _CALLS):
        text = _CALL.sub(_national, text)
    return _PHONE.sub(_national, text) if mentions(text, _PHONE_WORDS) else text


def _abroad(found: re.Match[str]) -> str:
    return "[phone]" if _is_phone(f"+{found['rest']}") else found[0]


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
