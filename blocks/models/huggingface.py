"""A model that runs here, through transformers, with no server in between.

Any text or image-text-to-text model by its path or id: Qwen2.5-VL, its successors, and others.
"""

import asyncio
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

from blocks.models.generating import OVER, Answer, Bounds, answers
from blocks.models.loading import loaded
from blocks.models.model import Completion, ModelBusyError, ModelError, Prompt
from blocks.models.weights import version_at


@dataclass(frozen=True)
class HuggingFaceModel:
    """A model by path or id. Greedy: the same prompt gives the same answer.

    `device` is auto (CUDA where there is one), cpu, cuda or cuda:N; `dtype` auto, bfloat16, float16
    or float32; `most_tokens` bounds an answer, `most_pixels` a picture, which is made smaller;
    `together` is how many that wait at the gate may be answered in one pass. In float32 they get
    the answers that each gets alone; in less exact types a tie of two tokens may fall otherwise.
    """

    path: str
    device: str = "auto"
    dtype: str = "auto"
    revision: str | None = None
    most_tokens: int = 4096
    most_pixels: int = 2_000_000
    together: int = 4
    resource: str | None = "gpu"

    @property
    def id(self) -> str:
        """What decides its answers: not the device, nor how many are answered together.

        Nor where it lies: the name of its folder is only there to be read, a digest tells models
        apart.
        """
        name = Path(self.path).name if Path(self.path).is_dir() else self.path
        version = self.revision or version_at(self.path)
        return f"hf:{name}@{version}:{self.dtype}:{self.most_tokens}:{self.most_pixels}"

    async def complete(
        self,
        prompt: str,
        seconds: float,
        *,
        images: tuple[bytes, ...] = (),
        schema: Mapping[str, Any] | None = None,
    ) -> Completion:
        gone = threading.Event()
        asked = Prompt(prompt, images, schema, gone.is_set)
        work = asyncio.ensure_future(self.complete_all([asked], seconds))
        work.add_done_callback(_heard)
        try:
            async with asyncio.timeout(seconds) as deadline:
                (answer,) = await asyncio.shield(work)
        except TimeoutError:
            if deadline.expired():  # its thread can't be ended, and is told to end
                raise ModelError(f"{self.path}: {OVER} after {seconds:g} s.") from None
            raise
        finally:
            gone.set()
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def complete_all(self, prompts: Sequence[Prompt], seconds: float) -> list[Answer]:
        """The answers to several prompts in one pass; an error stands where one has none.

        It ends with the pass itself: a little after the deadline, or much if the device hangs.
        """
        return await asyncio.to_thread(self._answers, prompts, monotonic() + seconds)

    def _answers(self, prompts: Sequence[Prompt], ends: float) -> list[Answer]:
        left = max(0.0, ends - monotonic())
        held = loaded(self.path, self.revision, self.device, self.dtype, seconds=left)
        if not held.turn.acquire(timeout=max(0.0, ends - monotonic())):
            raise ModelBusyError(f"{self.path} was busy with another pass until {OVER}.")
        try:
            return answers(held, prompts, Bounds(self.most_tokens, self.most_pixels, ends))
        finally:
            held.turn.release()


def _heard(work: "asyncio.Future[Any]") -> None:
    """An error that comes after the deadline was told already."""
    if not work.cancelled():
        work.exception()
