"""The block that names a language model, so that deployments share one without environments."""

from typing import Any

from prefect.blocks.core import Block
from pydantic import Field

from blocks.models.chosen import model_of
from blocks.models.model import Model, ModelError


class LanguageModel(Block):
    """A language model by its address; its key stands in the environment or in a Secret block."""

    _block_type_name = "Coxswain language model"
    _block_type_slug = "coxswain-language-model"

    model: str = Field(description="google:NAME, hf:PATH, or PROVIDER:NAME; several with commas.")
    url: str | None = Field(None, description="Another address that speaks the same protocol.")
    per_minute: int = Field(0, ge=0, description="Requests a minute at the most; 0: no bound.")
    device: str = Field("auto", description="For hf: auto, cpu, cuda or cuda:N.")
    dtype: str = Field("auto", description="For hf: auto, bfloat16, float16 or float32.")
    together: int = Field(4, ge=1, description="For hf: prompts that are answered in one pass.")

    def value(self) -> Model:
        """The model itself. ModelError when the address is none."""
        options = ("url", "per_minute", "device", "dtype", "together")
        return model_of(self.model, {name: getattr(self, name) for name in options})


def saved(name: str) -> Model:
    """The model of a saved block. ModelError when there is no such block."""
    kind: Any = LanguageModel
    try:
        block: LanguageModel = kind.load(name, _sync=True)
    except ValueError as error:
        slug = f"coxswain-language-model/{name}"
        raise ModelError(f"The block {slug} can't be loaded. Save it, or name another.") from error
    return block.value()
