"""A transformers model in memory: loaded once a process, whoever asks for it."""

import gc
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final

from blocks.models.constraint import Grammars
from blocks.models.model import ModelBusyError, ModelError

Key = tuple[str, str | None, str, str]  # path, revision, device, dtype
_lock = Lock()
_loaded: dict[Key, "Loaded"] = {}
_ENDINGS: Final = ("eos_token_id", "bos_token_id", "pad_token_id")


@dataclass(frozen=True)
class Loaded:
    """The model, what makes tensors of a prompt, and the tokenizer. `sees`: it takes images.

    `turn` lets one thread generate at a time: the model keeps the state of a pass in itself.
    `context` is how many tokens a prompt and its answer may have together.
    """

    model: Any
    processor: Any
    tokenizer: Any
    sees: bool
    grammars: Grammars
    context: int
    turn: Lock


def loaded(
    path: str, revision: str | None, device: str, dtype: str, *, seconds: float = -1
) -> Loaded:
    """The model of a path or an id of the hub. ModelError says what is missing.

    ModelBusyError when a model is still being loaded after so many seconds.
    """
    key = (path, revision, device, dtype)
    if (found := _loaded.get(key)) is not None:
        return found
    if not _lock.acquire(timeout=seconds):
        raise ModelBusyError(f"{path} waits for a model that is still being loaded.")
    try:
        if key not in _loaded:
            _loaded[key] = _load(path, revision, device, dtype)
        return _loaded[key]
    finally:
        _lock.release()


def let_go() -> None:
    """Forget the loaded models that aren't generating: their memory falls free."""
    with _lock:
        for key, held in list(_loaded.items()):
            if held.turn.acquire(blocking=False):
                del _loaded[key]
                held.turn.release()
    gc.collect()
    free_cache()


def free_cache() -> None:
    """Give the device the memory back that torch keeps for later."""
    import torch

    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def _load(path: str, revision: str | None, device: str, dtype: str) -> Loaded:
    try:
        import torch
        import transformers as tf
    except ImportError as error:
        raise ModelError(f"{error.name} is not installed. Install it with `make models`.") from None
    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "cpu"
    kind = _dtype(dtype, device)
    try:
        config = tf.AutoConfig.from_pretrained(path, revision=revision)
        sees = type(config) in tf.MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING
        made = tf.AutoModelForImageTextToText if sees else tf.AutoModelForCausalLM
        model = made.from_pretrained(path, revision=revision, dtype=kind).to(device).eval()
        tokenizer = tf.AutoTokenizer.from_pretrained(path, revision=revision)
        processor = _processor(path, revision, config, tokenizer) if sees else tokenizer
    except Exception as error:  # noqa: BLE001 - whatever a file or a device gives cause for
        why = str(error).strip().partition("\n")[0] or type(error).__name__
        raise ModelError(f"The model {path} can't be loaded: {why}") from None
    return prepared(model, processor, tokenizer, sees=sees)


def prepared(model: Any, processor: Any, tokenizer: Any, *, sees: bool) -> Loaded:
    """A model in memory, made ready to answer: greedily, with prompts padded on the left."""
    tokenizer.padding_side = "left"
    if tokenizer.pad_token_id is None:
        tokenizer.pad_token = tokenizer.eos_token
    _plain(model, tokenizer)
    grammars = Grammars(tokenizer, model.get_output_embeddings().weight.shape[0])
    return Loaded(model, processor, tokenizer, sees, grammars, _context(model.config), Lock())


def _plain(model: Any, tokenizer: Any) -> None:
    """Let the model answer greedily and nothing else, whatever generation it was saved with.

    A penalty on repetition, which some are saved with, falls on digits that a table repeats, and on
    the padding of a batch.
    """
    from transformers import GenerationConfig

    saved = model.generation_config
    ends = {name: getattr(saved, name) for name in _ENDINGS}
    ends["eos_token_id"] = ends["eos_token_id"] or tokenizer.eos_token_id
    ends["pad_token_id"] = tokenizer.pad_token_id
    model.generation_config = GenerationConfig(do_sample=False, **ends)


def _context(config: Any) -> int:
    text = config.get_text_config()
    return int(getattr(text, "max_position_embeddings", None) or 1 << 20)


def _dtype(name: str, device: str) -> Any:
    import torch

    if name == "auto":  # as it was saved on an accelerator; a CPU is exact and quick in float32
        return "auto" if device.startswith("cuda") else torch.float32
    found = getattr(torch, name, None)
    if not isinstance(found, torch.dtype):
        raise ModelError(f"{name!r} is no dtype. Valid choices: auto, bfloat16, float16, float32")
    return found


def _processor(path: str, revision: str | None, config: Any, tokenizer: Any) -> Any:
    """What makes tensors of text and images; of still images alone without torchvision."""
    import transformers as tf

    try:
        return tf.AutoProcessor.from_pretrained(path, revision=revision)
    except ImportError:  # the part for videos needs torchvision
        from transformers.models.auto.processing_auto import PROCESSOR_MAPPING

        kind: Any = PROCESSOR_MAPPING[type(config)]

        class Stills(kind):  # type: ignore[misc]
            """The same processor, which lets the part for videos be missing."""

            def check_argument_for_proper_class(self, name: str, given: Any) -> Any:
                absent = given is None
                return None if absent else super().check_argument_for_proper_class(name, given)

        images = tf.AutoImageProcessor.from_pretrained(path, revision=revision)
        return Stills(images, tokenizer, None, chat_template=tokenizer.chat_template)
