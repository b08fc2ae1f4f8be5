"""Recognisers of IBANs and card numbers: their checksums speak for them."""

import re
from collections.abc import Callable

_MANY_DIGITS = re.compile(r"[0-9](?:[ -]?[0-9]){9}")
# Two letters before two digits. It starts with a digit, which a search finds quickly.
_CHECKED = re.compile(r"[0-9](?<=[A-Za-z]{2}.)[0-9]")
_LENGTHS = {
    length: frozenset(countries.split())
    for length, countries in {
        15: "NO", 16: "BE", 18: "DK FI FK FO GL NL SD", 19: "MK SI", 20: "AT BA EE KZ LT LU MN XK",
        21: "CH HR LI LV", 22: "BG BH CR DE GB GE IE ME RS VA", 23: "AE GI IL IQ OM SO TL",
        24: "AD CZ ES MD PK RO SA SE SK TN VG", 25: "LY PT ST", 26: "IS TR",
        27: "BI DJ FR GR IT MC SM", 28: "AL AZ BY CY DO GT HU LB NI PL SV", 29: "BR EG PS QA UA",
        30: "JO KW MU YE", 31: "MT SC", 32: "LC", 33: "RU",
    }.items()
}  # fmt: skip
_LENGTH = {country: length for length, group in _LENGTHS.items() for country in group}
_IBAN = re.compile(
    r"(?<![A-Za-z0-9])(?P<said>(?i:iban)[ :#|=]{0,4})?"
    r"(?P<number>[A-Za-z]{2}\d\d(?:[ -]?[A-Za-z0-9]){11,29})"
)


def ibans(text: str) -> str:
    """Mask IBANs, with or without spaces: country, length and the remainder 1 modulo 97."""
    there = _MANY_DIGITS.search(text) and _CHECKED.search(text)
    return _replace(_IBAN, text, "[iban]", _iban_end) if there else text


def _iban_end(found: re.Match[str]) -> int:
    text, start = found.string, found.start("number")
    ends = [end for end in range(start + 1, found.end() + 1) if text[end - 1].isalnum()]
    length = _LENGTH.get(found["number"][:2].upper(), 0)
    if not length or len(ends) < length or text[(end := ends[length - 1]) :][:1].isalnum():
        return 0
    number = re.sub(r"[ -]", "", text[start:end])
    # Lower case is for prose and for digests; only after the word IBAN is it an account.
    if not (number.isupper() or found["said"]):
        return 0
    turned = (number[4:] + number[:4]).upper()
    return end if int("".join(str(int(char, 36)) for char in turned)) % 97 == 1 else 0


def _replace(
    pattern: re.Pattern[str], text: str, token: str, end_of: Callable[[re.Match[str]], int]
) -> str:
    """Put `token` for each `number` that `end_of` finds an end of; 0 is none, so look one on."""
    pieces, done, place = [], 0, 0
    while found := pattern.search(text, place):
        place = end_of(found)
        if place:
            pieces += [text[done : found.start("number")], token]
            done = place
        else:
            place = found.start() + 1
    return "".join([*pieces, text[done:]])


_CARD = re.compile(
    r"(?P<number>[0-9](?<![\w.,/-].)(?:\d{3}(?P<gap>[ -])(?:\d{4}(?P=gap)\d{4}(?P=gap)\d{4}"
    r"(?:(?P=gap)\d{3})?|\d{6}(?P=gap)\d{4,5})|\d{12,18}))(?![\w/-]|[.,]\d)"
)
_ISSUERS = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}"
    r"|3[47]\d{13}|(?:6011|64[4-9]\d|65\d\d|62\d\d|35(?:2[89]|[3-8]\d))\d{12,15}"
    r"|3(?:0[0-59]|[689]\d)\d{11}|(?:5018|5020|5038|5893|6304|6759|676[1-3])\d{12,15}"
)
_OUR_NUMBER = re.compile(
    r"\b(?:trade|order|deal|break|ticket|execution|allocation|reference|ref|row|line)s?"
    r"(?:[ _-]?(?:id|ids|no|number|nr|ref))?[\s:=#\"'`|]{0,3}\Z",
    re.IGNORECASE,
)


def cards(text: str) -> str:
    """Mask card numbers: an issuer's prefix and length, and the Luhn digit; never a trade's id."""
    return _replace(_CARD, text, "[card]", _card_end) if _MANY_DIGITS.search(text) else text


def _card_end(found: re.Match[str]) -> int:
    number = re.sub(r"[ -]", "", found[0])
    known = _ISSUERS.fullmatch(number) and luhn(number) and not ours(found)
    return found.end() if known else 0


def ours(found: re.Match[str]) -> bool:
    """Whether a word before the number says that it is a trade, an order or a line."""
    before = found.string[max(0, found.start() - 30) : found.start()]
    return _OUR_NUMBER.search(before) is not None


def luhn(number: str) -> bool:
    """Whether the last digit of `number` is right (ISO/IEC 7812-1, annex B)."""
    doubled = [2 * int(digit) for digit in number[-2::-2]]
    total = sum(int(digit) for digit in number[-1::-2])
    return (total + sum(each - 9 if each > 9 else each for each in doubled)) % 10 == 0  # noqa: PLR2004 - the digit sum of 10 to 18
