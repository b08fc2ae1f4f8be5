"""Models behind the gate: each call of one that runs on a scarce resource waits for a slot there.

A model that can answer several prompts in one pass (`BatchModel`) has a room, where those who wait
for it gather: one slot carries them all (`tasks/room.py`).
"""

import asyncio
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

from blocks.models import BatchModel, Completion, Model, ModelBusyError, Prompt
from tasks.gate import WaitedError, holds, through
from tasks.room import LateError, room_of

GRACE = 0.2  # seconds in which a model tells itself that its time was up


def gated(model: Model) -> Model:
    """The model as agents are to ask it: behind the gate of its resource, together if it can.

    As it is when it needs no resource and answers one prompt at a time.
    """
    resource = getattr(model, "resource", None)
    plain = resource is None and not isinstance(model, BatchModel)
    return model if plain else GatedModel(model, resource)


@dataclass(frozen=True)
class GatedModel:
    """A model behind the gate of a resource, where it needs one.

    Who is cancelled or out of time goes on at once; the slot is held until the call has really
    ended. Inside an agent that holds a slot of the same resource a call takes no second one.
    """

    model: Model
    resource: str | None

    @property
    def id(self) -> str:
        """The model's own: the gate changes no answer."""
        return self.model.id

    async def complete(
        self,
        prompt: str,
        seconds: float,
        *,
        images: tuple[bytes, ...] = (),
        schema: Mapping[str, Any] | None = None,
    ) -> Completion:
        """The model's answer; what it waits at the gate is part of its seconds.

        ModelBusyError when they are over before there was a slot, or an answer. OperatorError when
        there is no limit.
        """
        gone, until = threading.Event(), monotonic() + seconds
        asked = Prompt(prompt, images, schema, gone.is_set)
        try:
            if isinstance(self.model, BatchModel) and not _is_inside(self.resource):
                return await room_of(self.model).ask(asked, until)
            async with asyncio.timeout(seconds + GRACE) as deadline:
                return await self._answer(asked, until)
        except WaitedError as error:
            raise ModelBusyError(f"{error} within {seconds:g} s") from error
        except TimeoutError as error:
            if isinstance(error, LateError) or deadline.expired():
                raise ModelBusyError(f"{self.id} did not answer within {seconds:g} s") from None
            raise
        finally:
            gone.set()

    async def _answer(self, asked: Prompt, until: float) -> Completion:
        async def alone() -> Completion:
            return await _alone(self.model, asked, max(0.0, until - monotonic()))

        if self.resource is None:
            return await alone()
        return await through(self.resource, self.id, alone, within=until - monotonic())


def _is_inside(resource: str | None) -> bool:
    """Whether the caller holds a slot: it may not wait then for those who wait for slots."""
    return resource is not None and holds(resource)


async def _alone(model: Model, asked: Prompt, seconds: float) -> Completion:
    if not isinstance(model, BatchModel):
        images, schema = asked.images, asked.schema
        return await model.complete(asked.text, seconds, images=images, schema=schema)
    # A pass may outlive its deadline, and the slot is held as long: `complete` would not wait.
    (answer,) = await model.complete_all([asked], seconds)
    if isinstance(answer, Exception):
        raise answer
    return answer
