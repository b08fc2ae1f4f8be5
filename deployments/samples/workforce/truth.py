"""What an analysis of the tables should find: put in by the market, measured on the tables."""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from deployments.samples.workforce import labour
from deployments.samples.workforce.aggregates import Row
from deployments.samples.workforce.publishers import (
    LATE_SECTOR,
    LATE_YEAR,
    TARGET_YEAR,
    TARGETS,
)

Tables = Mapping[str, Sequence[Row]]
NEWEST = labour.LAST


def truth(tables: Tables) -> dict[str, Any]:
    """By what is to be found; the numbers are those of these tables."""
    return {
        "anomaly": _anomaly(tables),
        "correlation": _correlation(tables),
        "break": _break(tables),
        "seasonality": _seasonality(tables),
        "stable_relation": _relation(tables),
        "early_warning": _early_warning(tables),
        "vision_2030": _vision(tables),
        "gcc": _gcc(tables),
        "wages": _wages(tables),
        "cross_source": {"sector": LATE_SECTOR, "year": LATE_YEAR, **_disagreement(tables)},
        "small_cohorts": {"below_15": _small(tables)},
    }


def _column(tables: Tables, table: str, value: str, **where: Any) -> list[Any]:
    rows = tables[table]
    return [row[value] for row in rows if all(row[name] == want for name, want in where.items())]


def _anomaly(tables: Tables) -> dict[str, Any]:
    rates = _column(tables, "attrition_by_sector", "attrition_percent", year=NEWEST)
    found = {"year": NEWEST, "sector": labour.UNSETTLED}
    before = {"year": NEWEST - 1, "sector": labour.UNSETTLED}
    return {
        **found,
        "attrition_percent": _column(tables, "attrition_by_sector", "attrition_percent", **found)[
            0
        ],
        "median_percent": round(float(median(rates)), 2),
        "year_before_percent": _column(
            tables, "attrition_by_sector", "attrition_percent", **before
        )[0],
        "since": labour.label(labour.number(*labour.UNSETTLED_SINCE)),
    }


def _correlation(tables: Tables) -> dict[str, Any]:
    ours = _column(tables, "qatarization_by_sector", "qatarization_percent", year=NEWEST)
    leaving = _column(tables, "attrition_by_sector", "attrition_percent", year=NEWEST)
    return {"year": NEWEST, "sign": "negative", "spearman": round(spearman(ours, leaving), 4)}


def spearman(left: Sequence[float], right: Sequence[float]) -> float:
    """Pearson's correlation of the ranks, ties at their mean rank (Spearman 1904)."""
    one, other = _ranks(left), _ranks(right)
    middle = (len(one) + 1) / 2
    both = sum((a - middle) * (b - middle) for a, b in zip(one, other, strict=True))
    squares = [sum((rank - middle) ** 2 for rank in ranks) for ranks in (one, other)]
    return float(both / (squares[0] * squares[1]) ** 0.5)


def _ranks(values: Sequence[float]) -> list[float]:
    return [
        sum(each < value for each in values) + (sum(each == value for each in values) + 1) / 2
        for value in values
    ]


def _total(tables: Tables, month: str, value: str = "employees") -> int:
    return int(sum(_column(tables, "employment_monthly", value, month=month)))


def _break(tables: Tables) -> dict[str, Any]:
    first = labour.number(*labour.PANDEMIC)
    before = _total(tables, labour.label(first - 1))
    after = _total(tables, labour.label(first + labour.MONTHS_OF_DISMISSALS - 1))
    worst = max(labour.SECTORS, key=lambda sector: sector.exposed)
    return {
        "month": labour.label(first),
        "lasts_months": labour.MONTHS_OF_DISMISSALS,
        "employees_before": before,
        "employees_after": after,
        "change_percent": round(100 * (after - before) / before, 2),
        "most_exposed": worst.name,
        "not_exposed": [sector.name for sector in labour.SECTORS if not sector.exposed],
    }


def _seasonality(tables: Tables) -> dict[str, Any]:
    """Without 2020, whose spring was no season."""
    years = [year for year in labour.YEARS if year != labour.PANDEMIC[0]]
    leavers = [
        sum(_total(tables, f"{year}-{month:02d}", "leavers") for year in years)
        for month in range(1, 13)
    ]
    mean = sum(leavers) / 12
    return {
        "leavers_peak_month": leavers.index(max(leavers)) + 1,
        "leavers_put_in_peak_month": labour.SEASON.index(max(labour.SEASON)) + 1,
        "lift_by_month": [round(each / mean, 3) for each in leavers],
        "without": labour.PANDEMIC[0],
    }


def _relation(tables: Tables) -> dict[str, Any]:
    """Whom people leave behind is replaced soon: hires follow leavers in every sector."""
    found = {}
    for sector in labour.NAMES:
        pair = (
            _column(tables, "employment_monthly", value, sector=sector)
            for value in ("leavers", "hires")
        )
        found[sector] = round(spearman(*pair), 4)
    return {"of": ["leavers", "hires"], "sign": "positive", "spearman_by_sector": found}


def _early_warning(tables: Tables) -> dict[str, Any]:
    rows = [row for row in tables["ewi_employment_drop"] if row["month"] == f"{NEWEST}-12"]
    found = next(row for row in rows if row["sector"] == labour.SHRINKING)
    others = min(row["change_percent"] for row in rows if row["sector"] != labour.SHRINKING)
    return {
        "sector": labour.SHRINKING,
        "month": found["month"],
        "change_percent": found["change_percent"],
        "largest_drop_of_another_percent": others,
        "since": labour.label(labour.number(*labour.SHRINKING_SINCE)),
    }


def _vision(tables: Tables) -> dict[str, Any]:
    """Gap in percentage points, and what is needed a year: none, or below a fifth, or more."""
    found = {}
    for row in tables["qatarization_by_sector"]:
        if row["year"] == NEWEST:
            kind = "public" if row["sector"] == "Public" else "private"
            target = TARGETS[f"qatarization_{kind}"]
            gap = round(target - row["qatarization_percent"], 2)
            risk = "on_track" if gap <= 0 else "moderate" if gap < target / 5 else "high"
            yearly = round(max(gap, 0) / (TARGET_YEAR - NEWEST), 2)
            found[row["sector"]] = {"gap_points": gap, "points_a_year": yearly, "risk": risk}
    return found


def _gcc(tables: Tables) -> dict[str, Any]:
    rows = [row for row in tables["unemployment_gcc"] if row["year"] == NEWEST]
    ranked = sorted(rows, key=lambda row: row["unemployment_percent"])
    mean = sum(row["unemployment_percent"] for row in rows) / len(rows)
    order = [row["country"] for row in ranked]
    return {"year": NEWEST, "lowest_first": order, "mean_percent": round(mean, 4)}


def _wages(tables: Tables) -> dict[str, Any]:
    growth = {}
    for sector in labour.NAMES:
        first, last = (
            _column(tables, "avg_salary_by_sector", "avg_salary_qar", year=year, sector=sector)[0]
            for year in (labour.FIRST, NEWEST)
        )
        growth[sector] = round(100 * (last / first - 1), 2)
    fastest = max(growth, key=lambda sector: growth[sector])
    return {"fastest": fastest, f"growth_percent_{labour.FIRST}_{NEWEST}": growth}


def _disagreement(tables: Tables) -> dict[str, Any]:
    where = {"year": LATE_YEAR, "sector": LATE_SECTOR}
    ours = _column(tables, "qatarization_by_sector", "qatarization_percent", **where)[0]
    other = {"ref_year": LATE_YEAR, "activity": LATE_SECTOR}
    theirs = _column(tables, "gcc_register", "nationals_percent", **other)[0]
    return {"value": "qatarization_percent", "lmis": ours, "gcc_stat": theirs}


def _small(tables: Tables) -> int:
    sizes = _column(tables, "attrition_by_sector_and_education", "cohort_size")
    return sum(size < 15 for size in sizes)  # noqa: PLR2004 - the pack's k-anonymity
