"""The errors of Coxswain, split by who must act.

CoxswainError
├── PolicyError     the author of a policy or a pack: every problem of a load at once
├── InputError      the caller: the request or the command line is wrong
├── OperatorError   the operator: a server, a database, a limit or a block is missing or down
└── RunFailedError       a run ended `failed`, or its policy is strict and a required step failed

TransientError      raised by an agent: the same call may succeed later, so it may be retried
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


class CoxswainError(Exception):
    """Something that a person can act on; `str(error)` is meant to be read by that person."""


class InputError(CoxswainError):
    """What the caller gave can't be used: what, where, the valid choices, what to do."""


class OperatorError(CoxswainError):
    """Something outside the project is missing or down."""


class RunFailedError(CoxswainError):
    """A run ended `failed`; the report and the ledger hold the details."""


class TransientError(Exception):
    """An agent raises this (or a built-in `ConnectionError`) when trying again may help."""


@dataclass(frozen=True, order=True)
class Problem:
    """One fault of a YAML file: where it stands, what it is, what would be right."""

    file: str
    line: int
    path: str
    message: str
    remedy: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" + (f" {self.path}" if self.path else "")
        return f"{place}: {self.message}" + (f" {self.remedy}" if self.remedy else "")


class PolicyError(CoxswainError):
    """Everything wrong with the policies that were read, each problem on a line of its own."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        count = len(self.problems)
        head = "1 problem in the policies:" if count == 1 else f"{count} problems in the policies:"
        super().__init__("\n".join([head, *(f"  {problem}" for problem in self.problems)]))


def choices(name: str, valid: Iterable[str]) -> str:
    """The valid choices as a sentence, the closest to `name` first when one is close."""
    from difflib import get_close_matches

    options: Sequence[str] = sorted(valid)
    close = get_close_matches(name, options, n=1)
    hint = f"Did you mean {close[0]!r}? " if close else ""
    return f"{hint}Valid choices: {', '.join(options) or 'none'}."
