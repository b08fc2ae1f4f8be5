"""The rows of the agent registry and of coaching as values; see `blocks/rows.py`.

Times are UTC in ISO 8601 text and filled by the stores when left empty. Scores are 0 to 1.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from blocks.rows import JSON, canonical

PromptState = Literal["candidate", "promoted", "refused", "retired"]
CONTENT = (
    "name",
    "specialization",
    "typical_sections",
    "typical_pages",
    "bounded_prompt",
    "output_schema",
    "confidence_threshold",
    "priority",
)  # what a seed says of an agent; `active` is the operator's alone


@dataclass(frozen=True, slots=True)
class AgentRow:
    """One agent of a pack: a prompt, the sections it reads, and the shape of its answer.

    `output_schema` is the compact shape of a seed. `revision` rises with every change that is made
    through the registry; `seed_digest` is the digest of the content as it was last seeded.
    """

    pack: str
    agent_id: str
    name: str = ""
    specialization: str = ""
    typical_sections: JSON = None
    typical_pages: JSON = None
    bounded_prompt: str = ""
    output_schema: JSON = None
    confidence_threshold: float = 0.85
    priority: int = 1
    active: bool = True
    revision: int = 1
    seed_digest: str = ""
    updated_at: str | None = None

    @property
    def content(self) -> dict[str, JSON]:
        """What a seed says of it, as JSON."""
        found = {name: getattr(self, name) for name in CONTENT}
        return {**found, "confidence_threshold": float(self.confidence_threshold)}

    @property
    def digest(self) -> str:
        """SHA-256 of its content."""
        return sha256(canonical(self.content).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class AgentChange:
    """How an agent's content stood after a change: `seeded`, `edited`, or changed by hand."""

    pack: str
    agent_id: str
    revision: int
    cause: str
    body: JSON
    at: str


@dataclass(frozen=True, slots=True)
class JobRow:
    """One agent at one document in one run; `job_id` follows from the rest, see `job_id`."""

    job_id: str
    run_id: str
    pack: str
    doc_id: str
    agent_id: str
    section: str = ""
    model: str = ""
    prompt_id: str | None = None
    prompt_digest: str = ""
    status: str = "running"
    reason: str = ""
    best_round: int | None = None
    best_score: float | None = None
    created_at: str | None = None
    completed_at: str | None = None


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One attempt of a job and what the judge made of it; rounds count from 1.

    `gain` is its score less the best before it, None in the first round; `ms` the time it took.
    """

    job_id: str
    round: int
    prompt: str = ""
    result: JSON = None
    score: float | None = None  # None: nobody judged it
    feedback: JSON = None
    improvements: JSON = None
    gain: float | None = None
    tokens: int = 0
    ms: float = 0.0
    created_at: str | None = None


@dataclass(frozen=True, slots=True)
class ResultRow:
    """What a job extracted in the end; `accepted` when its score reached what was asked."""

    job_id: str
    agent_id: str
    doc_id: str
    result_json: JSON
    score: float | None
    accepted: bool
    created_at: str | None = None


@dataclass(frozen=True, slots=True)
class MetricRow:
    """What a job took, for comparisons between agents."""

    job_id: str
    agent_id: str
    execution_time_ms: float
    coaching_rounds: int
    final_accuracy: float | None
    timestamp: str | None = None


@dataclass(frozen=True, slots=True)
class PromptRow:
    """A prompt that did well: a candidate, until it is promoted, refused, or retired.

    `base` is the digest of the registry's own prompt when it was kept: once that prompt is edited,
    this one no longer stands. `parent` is the id of the prompt that it was made from, if any.
    """

    id: str
    pack: str
    agent_id: str
    prompt: str
    digest: str
    accuracy: float
    model: str = ""
    state: PromptState = "candidate"
    reason: str = ""
    tried_on: JSON = None
    parent: str | None = None
    base: str = ""
    created_at: str | None = None


@dataclass(frozen=True, slots=True)
class JobEnd:
    """How a job ended. Without a `result` nothing was extracted; `ms` is the whole job's time."""

    result: JSON = None
    score: float | None = None  # None: nobody judged it
    accepted: bool = False
    status: str = "completed"
    reason: str = ""
    ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Performance:
    """What an agent's finished jobs of a run took on average; accuracies are 0 to 1."""

    agent_id: str
    jobs: int
    ms: float
    rounds: float
    accuracy: float


def job_id(run_id: str, doc_id: str, agent_id: str, section: str = "") -> str:
    """The id of a job: the same for the same work of a run, so that it is never begun twice."""
    told = canonical([run_id, doc_id, agent_id, section])
    return f"{agent_id}-{sha256(told.encode()).hexdigest()[:24]}"


def prompt_digest(prompt: str) -> str:
    """SHA-256 of a prompt's text."""
    return sha256(prompt.encode("utf-8", "surrogatepass")).hexdigest()


def prompt_id(pack: str, agent_id: str, prompt: str) -> str:
    """The id of a kept prompt: the same text for the same agent is kept once."""
    told = canonical([pack, agent_id, prompt_digest(prompt)])
    return sha256(told.encode()).hexdigest()[:16]
