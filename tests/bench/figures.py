"""A figure: what was measured, what was asked for, and whether that holds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """`value` as it is shown; without `passed` there is no target, only a number to know."""

    name: str
    value: str
    target: str = ""
    passed: bool | None = None

    def line(self) -> str:
        verdict = {True: "pass", False: "FAIL", None: ""}[self.passed]
        return f"  {self.name:<44} {self.value:>22}   {self.target:<14} {verdict}".rstrip()


def at_most(name: str, value: float, limit: float, unit: str = "×") -> Figure:
    return Figure(name, f"{value:.2f} {unit}", f"≤ {limit:g} {unit}", value <= limit)


def at_least(name: str, value: float, limit: float, unit: str) -> Figure:
    return Figure(name, f"{value:,.1f} {unit}", f"≥ {limit:g} {unit}", value >= limit)


def noted(name: str, value: str) -> Figure:
    return Figure(name, value)
