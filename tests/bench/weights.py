"""Models of random weights and real sizes, in memory, and what the bench asks of them."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

AGENTS = 4
REVISION = "random"
WORDS = "Styrelsen för föreningen avger årsredovisning för räkenskapsåret. Soliditet och avgift: "


@dataclass(frozen=True)
class Size:
    """What a model is made of, what it is asked, and how many tokens it answers with."""

    name: str
    device: str
    dtype: str
    text: dict[str, Any]
    vision: dict[str, Any] | None
    prompt: int  # times the words
    pages: int
    page: tuple[int, int]  # pixels
    tokens: int


def _text(hidden: int, inner: int, layers: int, heads: int, keys: int) -> dict[str, Any]:
    return {
        "hidden_size": hidden,
        "intermediate_size": inner,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "num_key_value_heads": keys,
        "max_position_embeddings": 128_000,
    }


VISION = {
    "depth": 32,
    "hidden_size": 1280,
    "intermediate_size": 3420,
    "num_heads": 16,
    "out_hidden_size": 3584,
    "patch_size": 14,
    "spatial_merge_size": 2,
    "temporal_patch_size": 2,
    "fullatt_block_indexes": [7, 15, 23, 31],
    "window_size": 112,
}
TINY_VISION = {
    **VISION,
    "depth": 2,
    "hidden_size": 32,
    "intermediate_size": 48,
    "num_heads": 2,
    "out_hidden_size": 64,
    "fullatt_block_indexes": [1],
    "window_size": 56,
}
SEVEN = {**_text(3584, 18944, 28, 28, 4), "vocab_size": 152_064}
TINY = {**_text(64, 96, 2, 4, 2), "vocab_size": 500}
SMALL = {**_text(512, 1536, 8, 8, 4), "vocab_size": 8000}

CPU = Size("CPU, 31 M parameters", "cpu", "float32", SMALL, None, 4, 0, (0, 0), 48)
SEEING = Size("Qwen2.5-VL-7B", "cuda", "bfloat16", SEVEN, VISION, 4, 3, (952, 1347), 256)
READING = Size("Qwen2.5-7B", "cuda", "bfloat16", SEVEN, None, 60, 0, (0, 0), 256)
TINY_SEEING = Size("tiny, seeing", "cpu", "float32", TINY, TINY_VISION, 2, 1, (120, 160), 12)
TINY_READING = Size("tiny, reading", "cpu", "float32", TINY, None, 2, 0, (0, 0), 12)
SIZES = {size.name: size for size in (CPU, SEEING, READING, TINY_SEEING, TINY_READING)}


def key(size: Size) -> tuple[str, str, str, str]:
    """Under which the loaded model stands."""
    return size.name, REVISION, size.device, size.dtype


@contextmanager
def made(size: Size) -> Iterator[Any]:
    """A model of random weights in memory, as if it had been loaded from a path."""
    import torch
    from transformers import Qwen2Config, Qwen2ForCausalLM

    from blocks.models import HuggingFaceModel, loading
    from tests.blocks.models.tiny import IMAGES, ends, seeing_config, tokenizer

    words = tokenizer()
    torch.manual_seed(1)
    with tempfile.TemporaryDirectory() as folder:
        words.save_pretrained(folder)
        (Path(folder) / "preprocessor_config.json").write_text(json.dumps(_processed(size, IMAGES)))
        if size.vision is None:
            config: Any = Qwen2Config(**size.text, **ends(words))
            model = _random(Qwen2ForCausalLM, config, size)
            processor = words
        else:
            from transformers import Qwen2_5_VLForConditionalGeneration

            config = seeing_config(words, size.text, size.vision)
            config.save_pretrained(folder)
            model = _random(Qwen2_5_VLForConditionalGeneration, config, size)
            processor = loading._processor(folder, None, config, words)
    held = loading.prepared(model, processor, words, sees=size.vision is not None)
    loading._loaded[key(size)] = held
    yield HuggingFaceModel(size.name, size.device, size.dtype, REVISION, most_tokens=size.tokens)
    loading._loaded.clear()


def _processed(size: Size, images: dict[str, Any]) -> dict[str, Any]:
    return {**images, "max_pixels": 2_000_000}


def _random(kind: Any, config: Any, size: Size) -> Any:
    """The model, made where it runs. Its end token never wins: all answers are equally long."""
    import torch

    before = torch.get_default_dtype()
    torch.set_default_dtype(getattr(torch, size.dtype))
    try:
        with torch.device(size.device):
            model = kind(config).eval()
    finally:
        torch.set_default_dtype(before)
    with torch.no_grad():
        model.get_output_embeddings().weight[config.get_text_config().eos_token_id] = 0
    return model


def prompts(size: Size, many: int = AGENTS) -> list[Any]:
    """What so many agents ask: each another prompt of another length, about pages."""
    from blocks.models import Prompt
    from tests.blocks.models.tiny import page

    shown = tuple(page(size.page[0] + n, size.page[1]) for n in range(size.pages))
    return [Prompt(f"{n}: " + WORDS * (size.prompt + n % 4), shown) for n in range(many)]
