"""What a model is given: prompts in its template and pictures within a budget, as tensors."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from blocks.models.loading import Loaded
from blocks.models.model import ModelError, Prompt


@dataclass(frozen=True)
class Ready:
    """A prompt as the model reads it. `text` is in its template."""

    prompt: Prompt
    text: str
    pictures: tuple[Any, ...]


def ready(held: Loaded, prompt: Prompt, most_pixels: int) -> Ready | ModelError:
    """A prompt made ready, with pictures of at most so many pixels; or why it can't be."""
    if prompt.images and not held.sees:
        return ModelError("the model reads text and no images: show it the pages' text.")
    try:
        pictures = tuple(_picture(image, most_pixels) for image in prompt.images)
    except Exception as error:  # noqa: BLE001 - Pillow raises whatever a broken file makes it
        kind = type(error).__name__
        return ModelError(f"one of its {len(prompt.images)} images can't be read ({kind}).")
    return Ready(prompt, _templated(held, prompt), pictures)


def tensors(held: Loaded, batch: Sequence[Ready]) -> Any:
    """The tensors of a batch, padded on the left. Either all of it has pictures, or none."""
    texts = [each.text for each in batch]
    pictures = [list(each.pictures) for each in batch]
    if any(pictures):
        return held.processor(text=texts, images=pictures, padding=True, return_tensors="pt")
    return held.tokenizer(texts, padding=True, return_tensors="pt")


def _templated(held: Loaded, prompt: Prompt) -> str:
    template = getattr(held.processor, "chat_template", None) or held.tokenizer.chat_template
    if not template:
        return prompt.text
    content: Any = prompt.text
    if held.sees:
        images = [{"type": "image"} for _ in prompt.images]
        content = [*images, {"type": "text", "text": prompt.text}]
    said = [{"role": "user", "content": content}]
    return str(held.processor.apply_chat_template(said, add_generation_prompt=True, tokenize=False))


def _picture(content: bytes, most_pixels: int) -> Any:
    """The picture, made smaller where it has more pixels than allowed."""
    from io import BytesIO

    from PIL import Image

    opened = Image.open(BytesIO(content))
    share = (most_pixels / (opened.width * opened.height)) ** 0.5
    picture = opened.convert("RGB")
    if share >= 1:
        return picture
    size = (max(1, int(opened.width * share)), max(1, int(opened.height * share)))
    return picture.resize(size, Image.Resampling.LANCZOS)
