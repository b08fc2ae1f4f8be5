"""What the board proposes to do with the result: what there is, to and from the fund, what is left.

Words differ ("reservering", "avsättning", "avsättes"; "ianspråktagande", "ianspråktas ur"), the
order doesn't: what is at the meeting's disposal, its sum, what is done with it, what is carried
forward. Sums often have no label.
"""

from collections.abc import Sequence

from tasks.annual_reports.found import Fields, Leaf
from tasks.annual_reports.layout.columns import inferred
from tasks.annual_reports.layout.labels import has, like, starts
from tasks.annual_reports.layout.rows import Row, rows_of
from tasks.annual_reports.layout.statements import NIL, lines_in, unit_in
from tasks.annual_reports.reading import Reading

HEADINGS = (
    "resultatdisposition",
    "förslag till resultatdisposition",
    "förslag till behandling av ansamlad",
    "förslag till behandling av årets",
    "förslag till vinstdisposition",
    "disposition av föreningens",
    "behandling av förlust",
)
_RESULT = ("årets resultat", "årets förlust", "årets vinst", "årets överskott", "årets underskott")
_RETAINED = ("balanserat", "balanserad", "ansamlad", "ansamlat", "fritt eget kapital")
_FORWARD = ("ny räkning", "balanseras i", "överföres till nästa", "överförs till nästa")
_FROM_FUND = ("ianspråk", "uttag ur", "uttag från", "disponeras ur", "återföring", "upplösning")
_TO_FUND = (
    "reserver",
    "avsätt",
    "till yttre",
    "till fond",
    "till underhållsfond",
    "överföring till",
)


def profit_allocation(reading: Reading) -> Fields:
    """The fields of ProfitAllocationAgent; amounts in kronor, signed as printed."""
    rows, unit = _rows(reading)
    found = [(row, row.money(_last(row), unit, dash=NIL)) for row in rows]
    sums = [amount for row, amount in found if _is_sum(row)]
    lines = [(row, amount) for row, amount in found if amount and not _is_sum(row)]
    kinds = [(_kind(row.label), amount) for row, amount in lines]

    def only(kind: str) -> Leaf:
        amounts = [amount for known, amount in kinds if known == kind]
        return amounts[0] if len(amounts) == 1 else None

    return {
        "retained_result": next((a for kind, a in kinds if kind == "retained"), None),
        "result_for_year": next((a for kind, a in kinds if kind == "result"), None),
        "total": sums[0] if sums else None,
        "to_fund": only("to_fund"),
        "from_fund": only("from_fund"),
        "carried_forward": only("carried_forward"),
        "lines": [{"label": row.named(), "amount": amount} for row, amount in lines],
    }


def _rows(reading: Reading) -> tuple[Sequence[Row], int]:
    """The rows with amounts of the first section that has them, and what their unit is worth."""
    named = [s for s in reading.everything if has(s.title, *HEADINGS)]
    wider = named if reading.round > 1 or not reading.sections else []
    for section in (*reading.sections, *wider):
        lines = list(lines_in(reading, [section]))
        header = inferred(lines)
        rows = [row for row in rows_of(lines, header) if not row.blank] if header.columns else []
        if any(_kind(row.label) for row in rows):
            headings = [placed.line.text for placed in lines if not placed.line.text[-1].isdigit()]
            return _proposal(rows), unit_in([section.title, *headings], reading.unit)
    return (), reading.unit


def _proposal(rows: Sequence[Row]) -> list[Row]:
    """The rows from the first that is known to the sum after what is carried forward."""
    known = [at for at, row in enumerate(rows) if _kind(row.label)]
    end = known[-1] + 1
    if end < len(rows) and _is_sum(rows[end]):
        end += 1
    return list(rows[known[0] : end])


def _kind(label: str) -> str | None:
    """What a line is: by what is done first, for the words of a fund stand in several kinds."""
    if has(label, *_FORWARD):
        return "carried_forward"
    if starts(label, *_RESULT) or like(label, *_RESULT):
        return "result"
    if has(label, *_RETAINED):
        return "retained"
    if has(label, *_FROM_FUND):
        return "from_fund"
    return "to_fund" if has(label, *_TO_FUND) else None


def _is_sum(row: Row) -> bool:
    return not row.label or starts(row.label, "summa", "totalt", "total")


def _last(row: Row) -> int:
    """The column of a row's amount: its last, for other numbers stand before it."""
    return max(at for at, cell in enumerate(row.values) if cell)
