"""The deal with a language model: a prompt, images, a schema and a deadline; text and usage."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable


class ModelError(Exception):
    """A model refused or answered nothing usable; asking again won't help."""


class ModelBusyError(ConnectionError):
    """A model is overloaded, out of quota for the moment, or can't be reached: it may pass.

    `after`: the seconds after which it wants to be asked again, where it said so.
    """

    def __init__(self, said: str, after: float | None = None) -> None:
        super().__init__(said)
        self.after = after


@dataclass(frozen=True, slots=True)
class Completion:
    """What a model said, the tokens that it took, and their cost in US dollars as decimal text.

    `by` is the model that answered, where several stand in for one another.
    """

    text: str
    tokens_in: int = 0
    tokens_out: int = 0
    cost: str = "0"
    by: str = ""


def _stays() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Prompt:
    """What one caller asks, when several are answered in one pass.

    `gone` says whether nobody waits for the answer any more: it is not written to its end then.
    """

    text: str
    images: tuple[bytes, ...] = ()
    schema: Mapping[str, Any] | None = None
    gone: Callable[[], bool] = field(default=_stays, compare=False, repr=False)


class Model(Protocol):
    """Something that completes a prompt within a number of seconds."""

    @property
    def id(self) -> str:
        """Provider, name, revision and decoding: a part of cache keys."""
        ...

    @property
    def resource(self) -> str | None:
        """What it needs a place on, such as `gpu`; None for a model that runs elsewhere."""
        ...

    async def complete(
        self,
        prompt: str,
        seconds: float,
        *,
        images: tuple[bytes, ...] = (),
        schema: Mapping[str, Any] | None = None,
    ) -> Completion:
        """The answer to a prompt about some images (PNG), as JSON of a JSON schema if one is given.

        ModelBusyError when trying again may help, else ModelError.
        """
        ...


@runtime_checkable
class BatchModel(Protocol):
    """A model that can answer several prompts in one pass, each as if it were asked alone."""

    @property
    def id(self) -> str:
        """As of any model."""
        ...

    @property
    def resource(self) -> str | None:
        """As of any model."""
        ...

    @property
    def together(self) -> int:
        """How many prompts it takes at most in one pass."""
        ...

    async def complete_all(
        self, prompts: Sequence[Prompt], seconds: float
    ) -> Sequence[Completion | Exception]:
        """An answer, or the error that stands for it, for each prompt in its order.

        It returns when the pass has really ended, which may be after the deadline.
        """
        ...
