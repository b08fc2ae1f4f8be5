"""The language of intents: what can be asked of a pack, in which words, and who answers.

An intent is a file in `policies/<pack>/intents/`; its name is the file's. Routing reads the words
(`policies/routing/route.py`), planning turns a call of an intent into a step.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from policies.schema import Alias, Prefetch, Value


class Intent(Value):
    """Something that can be asked of a pack, and the agent that answers it."""

    title: str
    description: str = ""
    agent: str = Field(description="The agent of the pack that answers.")
    words: tuple[str, ...] = Field(
        min_length=1,
        description="Phrases that ask for it, in the language of policies/routing/phrases.py.",
    )
    params: dict[str, Any] = Field(
        default_factory=dict, description="Defaults; @profile.x is a value of the profile."
    )
    prefetch: tuple[Prefetch, ...] = Field(
        (), description="What its agent reads; @params.x is a parameter of the call."
    )


class Call(Value):
    """One call of an intent: by name alone, or with parameters, an alias and its needs."""

    intent: str
    agent: str | None = Field(None, description="When given, it must be the intent's own agent.")
    name: Alias | None = Field(None, alias="as")
    params: dict[str, Any] = Field(default_factory=dict)
    needs: tuple[Alias, ...] = ()

    @property
    def alias(self) -> str:
        return self.name or self.intent.replace(".", "_").replace("-", "_")


Intents = Mapping[str, Intent]
