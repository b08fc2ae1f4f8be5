"""Why a step failed or was let go, in the words that its record holds."""

from policies.conditions import ConditionError
from policies.errors import CoxswainError, TransientError


class AgentTimeoutError(Exception):
    """One attempt of an agent took longer than its policy allows."""


class StoppedError(Exception):
    """The run let go of a step before it ended; the text says who decided and why."""


class StepError(Exception):
    """Why a step failed, in a sentence; an error of its own kind would say less."""


PLAIN = (
    CoxswainError,
    ConditionError,
    TransientError,
    AgentTimeoutError,
    StoppedError,
    StepError,
)


def told(error: Exception) -> str:
    """An error as the reason of a step: ours as they are, others with their kind."""
    return str(error) if isinstance(error, PLAIN) else f"{type(error).__name__}: {error}"


def may_retry(error: BaseException) -> bool:
    """Whether trying again may help; a mistake in a policy or in an agent never goes away so."""
    return isinstance(error, (TransientError, ConnectionError))
