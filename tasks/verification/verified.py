"""What verification found, and how it is shown: as a section of the report, as rows of a table."""

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from tasks.markdown import LONGEST
from tasks.outcome import Section
from tasks.verification.confidence import Confidence
from tasks.verification.issues import MEANING, Issue

TITLE = "Verification"
TOLD = 20  # issues that are shown; the others are counted


@dataclass(frozen=True, slots=True)
class Verified:
    """Issues in the order of the report, then those of the data.

    `counts` has claims (lines with numbers), cited, numbers, compared, verified, rounded, answers
    (that the report rests on), crossed (rows compared between sources), errors and warnings.
    """

    issues: tuple[Issue, ...]
    counts: dict[str, int]
    confidence: Confidence

    def as_json(self) -> dict[str, Any]:
        """Everything as plain JSON; each issue with its severity."""
        issues = [
            {**asdict(issue), "code": issue.code.value, "severity": issue.severity}
            for issue in self.issues
        ]
        scored = asdict(self.confidence)
        confidence = {**scored, "reasons": list(scored["reasons"])}
        return {"issues": issues, "counts": dict(self.counts), "confidence": confidence}


def as_section(verified: Verified) -> Section:
    """A short section: band, score, counts and issues.

    Its numbers stand in `code`, so it holds no claim itself. It quotes lines of the report, which
    may hold what must be masked.
    """
    scored, counts = verified.confidence, verified.counts
    checked = f"{counts['verified']:,} of {counts['numbers']:,} numbers verified"
    lines = [
        f"Confidence is **{scored.band}**: `score {scored.score:g} of 100`, `{checked}`, "
        f"`{counts['errors']:,} errors`, `{counts['warnings']:,} warnings`.",
        "",
        *(f"- {_code(reason)}" for reason in scored.reasons),
    ]
    if verified.issues:
        kinds = Counter(issue.code for issue in verified.issues)
        lines += ["", *(f"- **{code}**: {MEANING[code]}." for code in MEANING if kinds[code]), ""]
        lines += [_told(issue) for issue in verified.issues[:TOLD]]
    if len(verified.issues) > TOLD:
        lines.append(f"- {_code(f'and {len(verified.issues) - TOLD:,} more issues')}")
    return Section(TITLE, "\n".join(lines).strip())


def _told(issue: Issue) -> str:
    where = f" in {_code(f'section {issue.section}')}" if issue.section else ""
    line = f" – {_code(f'line {issue.line}')}" if issue.line else ""
    return f"- {issue.code}{where}: {_code(f'that is, {issue.detail}')}{line}"


def _code(text: str) -> str:
    """Text as a code span of one line, without what would end it or look like a citation."""
    flat = " ".join(text.split()).translate(_HARMLESS)
    return f"`{flat if len(flat) <= LONGEST else flat[: LONGEST - 1] + '…'}`"


_HARMLESS = str.maketrans({"`": "’", "[": "(", "]": ")", "|": "¦"})


def as_rows(verified: Verified) -> list[dict[str, str]]:
    """A row an issue, with the same keys in each: a table artifact."""
    return [
        {
            "code": issue.code.value,
            "severity": issue.severity,
            "section": issue.section,
            "number": issue.number,
            "detail": issue.detail,
            "line": issue.line,
        }
        for issue in verified.issues
    ]
