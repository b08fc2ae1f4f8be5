"""Tiny models with random weights and tokenizers of their own, made in the test."""

import json
from pathlib import Path
from typing import Any

TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{% if m.content is string %}{{ m.content }}"
    "{% else %}{% for c in m.content %}{% if c.type == 'image' %}<|vision_start|><|image_pad|>"
    "<|vision_end|>{% else %}{{ c.text }}{% endif %}{% endfor %}{% endif %}<|im_end|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
SPECIAL = [
    "<|endoftext|>",
    "<|im_start|>",
    "<|im_end|>",
    "<|vision_start|>",
    "<|vision_end|>",
    "<|image_pad|>",
    "<|video_pad|>",
]
WORDS = ["ordförande ledamot styrelse balansräkning årsavgift", '{"value": null, "page": 1}']
IMAGES = {
    "image_processor_type": "Qwen2VLImageProcessor",
    "processor_class": "Qwen2_5_VLProcessor",
    "min_pixels": 56 * 56,
    "max_pixels": 28 * 28 * 64,
    "patch_size": 14,
    "temporal_patch_size": 2,
    "merge_size": 2,
}


def tokenizer() -> Any:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    known = Tokenizer(models.BPE())
    known.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    known.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=400, initial_alphabet=alphabet, special_tokens=SPECIAL)
    known.train_from_iterator(WORDS * 5, trainer)
    made = PreTrainedTokenizerFast(
        tokenizer_object=known, eos_token="<|im_end|>", pad_token="<|endoftext|>"
    )
    made.chat_template = TEMPLATE
    return made


def _sizes(words: Any) -> dict[str, Any]:
    return {
        "vocab_size": len(words),
        "hidden_size": 64,
        "intermediate_size": 96,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "max_position_embeddings": 4096,
    }


def ends(words: Any) -> dict[str, int]:
    found = {"eos_token_id": words.eos_token_id, "pad_token_id": words.pad_token_id}
    return {**found, "bos_token_id": words.eos_token_id}


def _small() -> None:
    import torch

    torch.manual_seed(1)
    torch.set_num_threads(1)  # so little work only waits for threads


def text_model(folder: Path) -> Path:
    """A tiny Qwen2: text in, text out."""
    from transformers import Qwen2Config, Qwen2ForCausalLM

    _small()
    words = tokenizer()
    Qwen2ForCausalLM(Qwen2Config(**_sizes(words), **ends(words))).save_pretrained(folder)
    words.save_pretrained(folder)
    return folder


VISION = {
    "depth": 2,
    "hidden_size": 32,
    "intermediate_size": 48,
    "num_heads": 2,
    "out_hidden_size": 64,
    "patch_size": 14,
    "spatial_merge_size": 2,
    "temporal_patch_size": 2,
    "fullatt_block_indexes": [1],
    "window_size": 56,
}


def seeing_config(words: Any, text: dict[str, Any], vision: dict[str, Any]) -> Any:
    """The configuration of a Qwen2.5-VL of some sizes, with the tokens of a tokenizer."""
    from transformers import Qwen2_5_VLConfig

    half = text["hidden_size"] // text["num_attention_heads"] // 2
    parts = [half // 4, half * 3 // 8, half - half // 4 - half * 3 // 8]
    rope = {"rope_type": "default", "mrope_section": parts, "rope_theta": 1e6}
    named = ("image_pad", "video_pad", "vision_start", "vision_end")
    ids = [words.convert_tokens_to_ids(f"<|{name}|>") for name in named]
    tokens = ("image_token_id", "video_token_id", "vision_start_token_id", "vision_end_token_id")
    return Qwen2_5_VLConfig(
        text_config={**text, "rope_parameters": rope, **ends(words)},
        vision_config=vision,
        **dict(zip(tokens, ids, strict=True)),
        **ends(words),
    )


def seeing_model(folder: Path) -> Path:
    """A tiny Qwen2.5-VL: text and images in, text out."""
    from transformers import Qwen2_5_VLForConditionalGeneration

    _small()
    words = tokenizer()
    config = seeing_config(words, _sizes(words), VISION)
    Qwen2_5_VLForConditionalGeneration(config).save_pretrained(folder)
    words.save_pretrained(folder)
    (folder / "preprocessor_config.json").write_text(json.dumps(IMAGES))
    return folder


def page(width: int = 200, height: int = 260) -> bytes:
    """An image with something on it, as PNG."""
    from io import BytesIO

    from PIL import Image, ImageDraw

    image = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(image).rectangle((20, 30, width // 2, height // 2), fill="black")
    png = BytesIO()
    image.save(png, "PNG")
    return png.getvalue()
