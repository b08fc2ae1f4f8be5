"""What is written with digits and claims nothing: dates, years, times, ordinals, markers, ids."""

from tasks.units import UNIT

YEAR = r"(?:19\d\d|20\d\d|2100)"
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_MM = r"(?:0[1-9]|1[0-2])"
_DD = r"(?:0[1-9]|[12]\d|3[01])"
_CLOCK = r"(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?"
_ZONE = r"(?:Z|[+-]\d\d:?\d\d)?"
# A year before what is counted is no year: `2000 employees`.
_COUNTED = (
    r"\s(?:people|persons?|employees|workers|compan(?:y|ies)|firms|jobs|hires|leavers|nationals"
    r"|graduates|vacancies|students|women|men|posts|cases|records|rows)\b"
)
# The number ends here.
_NO_MORE = rf"(?!\d|[.,]\d|{UNIT}|[.,](?=\S)(?:{UNIT})|\s(?:thousand|million|billion))"
_NO_WORD = r"(?<![\w.,])"

EXEMPT = "|".join(
    [
        r"(?P<tick>`+)(?=[^`]*[A-Za-z_])[^`]+(?P=tick)",  # code, not a bare number in its clothes
        r"\[[A-Za-z_]\w*\]|\[\^?\d{1,3}\](?!\()",  # an id, a footnote
        r"\]\([^)\s]*(?:\s\"[^\"]*\")?\)|https?://\S+|[\w.+-]+@[\w-]+\.[\w.-]+",
        r"^\s*(?:>\s*)*(?:#{1,6}\s+)?(?:[-*+•]\s+)?\(?\d{1,3}[.)]\s",  # 1. at the line's start
        rf"{_NO_WORD}{YEAR}[-/]{_MM}[-/]{_DD}(?:[T ]{_CLOCK}{_ZONE})?(?!\d|[.,]\d)",
        rf"{_NO_WORD}{YEAR}-{_MM}(?![\d-]|[.,]\d)",
        rf"{_NO_WORD}{_DD}[./]{_MM}[./]{YEAR}(?!\d|[.,]\d)",
        rf"{_NO_WORD}{_DAY}\s(?:of\s)?{_MONTH}(?:,?\s{YEAR})?{_NO_MORE}",
        rf"\b{_MONTH},?\s{YEAR}{_NO_MORE}|\b{_MONTH}\s{_DAY}(?:,?\s{YEAR})?{_NO_MORE}",
        rf"{_NO_WORD}{YEAR}[\s-]?[QH][1-4]\b",
        rf"\b(?:[QHW]\d{{1,2}}|FY)[\s-]?(?:of\s)?{YEAR}(?:[-/]\d\d)?{_NO_MORE}",
        rf"{_NO_WORD}{YEAR}\s?[-–—/]\s?(?:{YEAR}|\d\d){_NO_MORE}",  # 2017–2024, 2019/20
        rf"{_NO_WORD}{YEAR}s?\b{_NO_MORE}(?!{_COUNTED})",
        rf"{_NO_WORD}{_CLOCK}(?!:)\b{_NO_MORE}",
        r"(?<![\w.,])\d+(?:st|nd|rd|th)\b",
        r"\bv\d+(?:\.\d+)*\b",
        rf"\b[A-Z]{{2,}}-\d+\b{_NO_MORE}",  # COVID-19
    ]
)
