"""What the pack is asked: a question in words, an intent, or several calls of intents."""

from datetime import date
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from policies.intents import Call

WINDOWS = (12, 24, 36)  # months
MOST = 50


class Params(BaseModel):
    """Parameters that any intent may use; those that an intent has no use for are refused."""

    model_config = ConfigDict(frozen=True, extra="allow")

    months: int | None = Field(None, description="How far back: 12, 24 or 36 months.")
    sectors: list[str] | None = Field(None, description="Sectors; empty: all of them.")
    top_n: int | None = Field(None, ge=1, le=MOST, description="How many are named.")
    start_year: int | None = Field(None, ge=1900, le=2100)
    end_year: int | None = Field(None, ge=1900, le=2100)

    @model_validator(mode="after")
    def in_range(self) -> Self:
        if self.months is not None and self.months not in WINDOWS:
            valid = ", ".join(map(str, WINDOWS))
            raise ValueError(f"months is {self.months}. Valid choices: {valid}")
        if self.start_year and self.end_year and self.start_year > self.end_year:
            raise ValueError(f"start_year {self.start_year} is after end_year {self.end_year}")
        return self

    @property
    def given(self) -> dict[str, Any]:
        """Those that were given."""
        return self.model_dump(mode="json", exclude_none=True)


class Question(BaseModel):
    """A question in words (`question`), an `intent`, or `calls` of several intents."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str | None = Field(None, description="In plain words, such as: Why do nurses leave?")
    intent: str | None = Field(None, description="Instead of a question: one intent by its name.")
    calls: list[Call] = Field([], description="Instead of a question: several intents.")
    mode: Literal["single", "parallel", "sequential", "dag"] | None = Field(
        None, description="How calls run; empty: single for one, else parallel."
    )
    params: Params = Params()
    complexity: Literal["SIMPLE", "MEDIUM", "COMPLEX", "CRISIS"] | None = Field(
        None, description="Instead of the one that the question scores."
    )
    system_state: Literal["normal", "crisis"] = Field(
        "normal", description="In a crisis every question runs under the policy for crises."
    )
    as_of: date | None = Field(None, description="The day of the question; empty: today.")
    user_id: str | None = None
    request_id: str | None = None

    @model_validator(mode="after")
    def asks_something(self) -> Self:
        asked = [bool((self.question or "").strip()), self.intent is not None, bool(self.calls)]
        if sum(asked) != 1:
            raise ValueError("give exactly one of question, intent and calls")
        return self
