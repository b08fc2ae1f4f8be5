"""Language models: what may be asked of one, real ones, and a double that honours the same deal."""

from blocks.models.chosen import configured_model
from blocks.models.gemini import GeminiModel
from blocks.models.huggingface import HuggingFaceModel
from blocks.models.model import (
    BatchModel,
    Completion,
    Model,
    ModelBusyError,
    ModelError,
    Prompt,
)
from blocks.models.others import OtherModel
from blocks.models.scripted import ScriptedModel

__all__ = [
    "BatchModel",
    "Completion",
    "GeminiModel",
    "HuggingFaceModel",
    "Model",
    "ModelBusyError",
    "ModelError",
    "OtherModel",
    "Prompt",
    "ScriptedModel",
    "configured_model",
]
