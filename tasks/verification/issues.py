"""What verification finds fault with: codes, each with its meaning, and the issues themselves."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Severity = Literal["error", "warning"]


class Code(StrEnum):
    """The kinds of issues. `MEANING` explains each in one line."""

    CLAIM_UNCITED = "CLAIM_UNCITED"
    MISSING_QID = "MISSING_QID"
    UNKNOWN_SOURCE = "UNKNOWN_SOURCE"
    CLAIM_NOT_FOUND = "CLAIM_NOT_FOUND"
    ROUNDING_MISMATCH = "ROUNDING_MISMATCH"
    UNIT_MISMATCH = "UNIT_MISMATCH"
    SIGN_MISMATCH = "SIGN_MISMATCH"
    KEY_MISMATCH = "KEY_MISMATCH"
    AMBIGUOUS_SOURCE = "AMBIGUOUS_SOURCE"
    AMBIGUOUS_NUMBER = "AMBIGUOUS_NUMBER"
    MATH_INCONSISTENT = "MATH_INCONSISTENT"
    CROSS_SOURCE_MISMATCH = "CROSS_SOURCE_MISMATCH"
    COHORT_TOO_SMALL = "COHORT_TOO_SMALL"
    OUT_OF_RANGE = "OUT_OF_RANGE"
    STALE = "STALE"


MEANING = {
    Code.CLAIM_UNCITED: "a line has numbers and names no query",
    Code.MISSING_QID: "a line names a publisher and no query",
    Code.UNKNOWN_SOURCE: "a cited query or publisher is not among what the run read",
    Code.CLAIM_NOT_FOUND: "the data that the line cites does not hold the number",
    Code.ROUNDING_MISMATCH: "the data holds a number close by, but not as it was printed",
    Code.UNIT_MISMATCH: "the data holds the number in another unit",
    Code.SIGN_MISMATCH: "the data holds the number with the opposite sign",
    Code.KEY_MISMATCH: "the data holds the number for something else than the line names",
    Code.AMBIGUOUS_SOURCE: "the cited answers hold different values that are printed alike",
    Code.AMBIGUOUS_NUMBER: "the number can be read in two ways",
    Code.MATH_INCONSISTENT: "numbers that belong together do not add up",
    Code.CROSS_SOURCE_MISMATCH: "two sources disagree about the same quantity",
    Code.COHORT_TOO_SMALL: "a row is about fewer people than anonymity asks for",
    Code.OUT_OF_RANGE: "a value of the data is impossible in its unit",
    Code.STALE: "the data is older than it may be",
}
WARNINGS = frozenset(
    {
        Code.ROUNDING_MISMATCH,
        Code.AMBIGUOUS_SOURCE,
        Code.CROSS_SOURCE_MISMATCH,
        Code.OUT_OF_RANGE,
        Code.STALE,
    }
)


@dataclass(frozen=True, slots=True)
class Issue:
    """One fault. `section` and `line` say where in the report; both are empty for one of the data.

    `line` is the text as it stands in the report: it may hold what must be masked before it is
    shown. `number` is the number as printed.
    """

    code: Code
    detail: str
    section: str = ""
    line: str = ""
    number: str = ""

    @property
    def severity(self) -> Severity:
        """An error makes the claim untrue or unproven; a warning asks for a look."""
        return "warning" if self.code in WARNINGS else "error"
