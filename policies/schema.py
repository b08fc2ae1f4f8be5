"""The policy language: what a pack and a policy may say.

Values only. They are frozen and refuse unknown keys; `policies/load.py` reads them from YAML and
`policies/schema.json`, generated from here, lets editors complete and validate them.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Alias = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Expression = Annotated[str, StringConstraints(min_length=1)]
Granularity = Literal["agent", "item", "chunk"]
Mode = Literal["dag", "single", "parallel", "sequential"]
FieldType = Literal["string", "int", "number", "bool", "list"]
ModelKind = Literal["any", "google", "huggingface"]


class Value(BaseModel):
    """A frozen value that refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Limits(Value):
    """Bounds of one run. Times are in seconds."""

    max_parallel: int = Field(3, ge=1, le=64, description="Agents that may run side by side.")
    agent_timeout: float = Field(30, gt=0, description="Seconds for one attempt of one agent.")
    total_timeout: float = Field(300, gt=0, description="Seconds for the whole run.")
    retries: int = Field(1, ge=0, le=10, description="Further attempts after a transient error.")
    strict: bool = Field(False, description="Raise when a required step fails.")

    @model_validator(mode="after")
    def total_covers_one_agent(self) -> Self:
        if self.total_timeout < self.agent_timeout:
            raise ValueError(
                f"total_timeout ({self.total_timeout:g} s) is below agent_timeout"
                f" ({self.agent_timeout:g} s). Raise total_timeout or lower agent_timeout."
            )
        return self


class Budget(Value):
    """What coaching may take, of each element: no round begins when it is spent."""

    dollars: str | None = Field(
        None, pattern=r"^\d+(\.\d+)?$", description="US dollars, as text: '0.05'."
    )
    tokens: int | None = Field(None, ge=1, description="Read and written, together.")

    @model_validator(mode="after")
    def limits_something(self) -> Self:
        if self.dollars is None and self.tokens is None:
            raise ValueError("a budget needs dollars, or tokens, or both.")
        return self


class Coaching(Value):
    """Try, judge, try again with the judge's feedback; the best attempt counts."""

    judge: str = Field(description="The agent whose facts `score` and `feedback` judge an attempt.")
    target: float = Field(0.95, ge=0, le=1, description="The score that ends the coaching.")
    rounds: int = Field(3, ge=1, le=20, description="Attempts at the most.")
    patience: int | None = Field(
        None, ge=1, description="Rounds without improvement after which it ends."
    )
    budget: Budget | None = Field(None, description="What it may take, of each element.")

    @model_validator(mode="after")
    def patience_can_end(self) -> Self:
        if self.patience is not None and self.patience >= self.rounds:
            raise ValueError(
                f"patience ({self.patience}) can't run out within {self.rounds} rounds."
                " Lower it, or leave it out."
            )
        return self


class Prefetch(Value):
    """Rows that are fetched once, before the first agent starts."""

    name: Alias = Field(
        alias="as", description="Agents that declare it in `data` receive the rows."
    )
    source: str | None = Field(None, description="A source that the pack declares.")
    key: Expression | None = Field(
        None, description="CEL over request and profile: rows of the source to look up."
    )
    query: str | None = Field(None, description="A named query, instead of a source.")
    params: dict[str, Any] = Field(
        default_factory=dict,
        description="Of the query; @profile.x, @request.x and @params.x stand for values.",
    )
    when: Expression | None = Field(None, description="CEL over request and profile.")
    timeout: float = Field(25, gt=0, description="Seconds after which a query is given up.")

    @model_validator(mode="after")
    def one_origin(self) -> Self:
        if (self.source is None) == (self.query is None):
            raise ValueError("exactly one of source and query.")
        if self.query is None and self.params:
            raise ValueError("params belong to a query; a source has a key.")
        if self.query is not None and self.key is not None:
            raise ValueError("a key belongs to a source; a query has params.")
        return self


class Step(Value):
    """One agent's place in a policy."""

    agent: str = Field(description="An agent of the pack.")
    name: Alias | None = Field(
        None, alias="as", description="Its name here; the agent's by default."
    )
    needs: tuple[Alias, ...] = Field((), description="Steps whose outcomes it receives.")
    when: Expression | None = Field(None, description="Run only when this CEL expression holds.")
    each: Expression | None = Field(None, description="CEL that gives a list: one call an element.")
    params: dict[str, Any] = Field(
        default_factory=dict, description="Handed to the agent; @profile.x stands for a value."
    )
    prefetch: tuple[Prefetch, ...] = Field((), description="What this step alone reads.")
    coach: Coaching | None = None
    exit_when: Expression | None = Field(None, description="End the run early when this holds.")
    decide: str | None = Field(None, description="The decision of an exit; else the agent's own.")
    required: bool = Field(True, description="Whether the run fails when this step fails.")

    @property
    def alias(self) -> str:
        return self.name or self.agent


class Policy(Value):
    """When the profile looks like this, run these steps within these limits."""

    description: str = ""
    when: Expression | None = Field(None, description="CEL over profile; without it: by name only.")
    limits: Limits = Limits()
    granularity: Granularity | None = Field(
        None, description="What becomes a Prefect task in batches."
    )
    prefetch: tuple[Prefetch, ...] = ()
    mode: Mode | Expression = Field(
        "dag",
        description="Sugar for needs; dag takes them as they are written. Or CEL that gives one.",
    )
    calls: Expression | None = Field(
        None, description="CEL that gives intents of the pack: their steps come first."
    )
    steps: tuple[Step, ...] = ()
    model: ModelKind | None = Field(
        None, description="It asks a language model of this kind: without one nothing starts."
    )

    @model_validator(mode="after")
    def there_is_work(self) -> Self:
        if not self.steps and self.calls is None:
            raise ValueError("a policy needs steps, or calls.")
        return self


class Source(Value):
    """A table that ships with a pack or is brought by its user."""

    file: str = Field(description="CSV or Parquet, relative to the folder of the sources.")
    key: str = Field(description="The column that a prefetch looks up.")
    description: str = ""


class Overview(Value):
    """Which fields of the profile a batch's summary shows of each item."""

    kind: Alias
    tier: Alias
    amount: Alias | None = None


class CrossCheck(Value):
    """The same quantity in two queries must agree, row by row."""

    prefer: str = Field(description="The query whose value stands.")
    other: str
    keys: tuple[Alias, ...] = Field(description="The columns that name a row in both.")
    value: Alias = Field(description="The column that is compared, of the same name in both.")
    within: float = Field(ge=0, description="Relative difference that is allowed.")


class Verification(Value):
    """How the numbers of a report are checked against the data that they cite.

    A number as printed must be that of the data, rounded. One that is off by no more than a
    tolerance is a rounding mismatch, beyond it the claim was not found.
    """

    counts: float = Field(0.5, ge=0, description="Absolute.")
    relative: float = Field(0.01, ge=0, description="Share of the value, for what has no unit.")
    points: float = Field(0.5, ge=0, description="Percentage points, for percentages.")
    currency: float = Field(50, ge=0, description="Absolute, for money.")
    cohort: int = Field(15, ge=1, description="k-anonymity: people that a row must be about.")
    stale_days: int = Field(400, ge=0, description="Where a query sets no limit of its own.")
    cross: tuple[CrossCheck, ...] = Field((), description="Between two queries.")


class Pack(Value):
    """What a pack declares beside its code."""

    title: str
    description: str
    agents: str = Field(description="The module that holds the agents, classify and Request.")
    actions: tuple[str, ...] = Field((), description="The decisions that a run may end with.")
    profile: dict[Alias, tuple[str, ...] | FieldType] = Field(
        description="Its fields: a list of the values, or a type for those that are not finite."
    )
    guards: dict[str, Expression] = Field(
        default_factory=dict,
        description="Action: CEL over profile, without which it is never decided.",
    )
    review: tuple[str, ...] = Field(
        (), description="Actions after which a run in a deployment asks a person, in a form."
    )
    sections: tuple[str, ...] = Field((), description="Titles in the order of the report.")
    overview: Overview | None = Field(None, description="What summaries of batches show.")
    sources: dict[Alias, Source] = Field(default_factory=dict)
    products: tuple[str, ...] = Field((), description="Kinds of personal data that may be shown.")
    roles: dict[Alias, tuple[str, ...]] = Field(
        default_factory=dict, description="Kinds of personal data that a role may see besides."
    )
    verification: Verification | None = Field(None, description="Numbers of reports are checked.")
    settings: dict[str, Any] = Field(default_factory=dict, description="Thresholds and tolerances.")
    sample: str = Field(description="An input that ships with the pack, from the project's root.")
