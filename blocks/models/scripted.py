"""A model that says what a test wrote down, and refuses what the test did not expect."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from blocks.models.model import Completion, ModelError

Said = str | Exception


@dataclass(frozen=True)
class Asked:
    """What a scripted model was asked."""

    prompt: str
    images: tuple[bytes, ...] = ()
    schema: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class ScriptedModel:
    """A double: scripted answers in turn, or those whose pattern a prompt matches.

    `answers` is a tuple that is used up in order, or a mapping of regular expressions to answers
    (a tuple of them is used up in order too). An answer that is an error is raised. A prompt that
    nothing is written for is a ModelError that shows it: a test never goes on by accident.
    """

    answers: tuple[Said, ...] | Mapping[str, Said | tuple[Said, ...]]
    id: str = "scripted"
    resource: str | None = None
    asked: list[Asked] = field(default_factory=list, compare=False)
    _used: dict[str, int] = field(default_factory=dict, compare=False, repr=False)

    async def complete(
        self,
        prompt: str,
        seconds: float,  # noqa: ARG002 - a double takes no time
        *,
        images: tuple[bytes, ...] = (),
        schema: Mapping[str, Any] | None = None,
    ) -> Completion:
        self.asked.append(Asked(prompt, images, schema))
        answer = self._next(prompt)
        if isinstance(answer, Exception):
            raise answer
        return Completion(answer, len(prompt.split()), len(answer.split()), by=self.id)

    def _next(self, prompt: str) -> Said:
        if isinstance(self.answers, tuple):
            return self._turn("", self.answers, prompt)
        for pattern, said in self.answers.items():
            if re.search(pattern, prompt, re.DOTALL):
                return self._turn(pattern, said, prompt) if isinstance(said, tuple) else said
        raise ModelError(f"No answer is scripted for this prompt: {prompt[:300]!r}")

    def _turn(self, pattern: str, said: tuple[Said, ...], prompt: str) -> Said:
        turn = self._used.get(pattern, 0)
        if turn >= len(said):
            raise ModelError(f"All {len(said)} scripted answers are used up: {prompt[:300]!r}")
        self._used[pattern] = turn + 1
        return said[turn]
