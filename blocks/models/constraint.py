"""Decoding that can only give JSON of a schema, by llguidance where it is installed."""

import json
from collections.abc import Mapping, Sequence
from threading import Lock
from typing import Any, Final

Schema = Mapping[str, Any] | None
_COMPACT: Final = {"whitespace_flexible": False}


class Grammars:
    """What holds a tokenizer's models to schemas. `width` is how many logits the model gives,
    which may be more than the tokenizer has tokens.
    """

    def __init__(self, tokenizer: Any, width: int) -> None:
        self._tokenizer, self._width = tokenizer, width
        self._lock = Lock()
        self._followed: list[Any] = []  # made with the first schema: it takes a second

    def constraint(self, schemas: Sequence[Schema]) -> list[Any]:
        """Logits processors that hold each row of a batch to its schema; none where none is given.

        A row is free too where llguidance isn't installed, or can't follow the tokenizer or the
        schema: its answer is then checked and repaired only afterwards.
        """
        if not any(schemas) or (tokens := self._tokens()) is None:
            return []
        matchers = [_matcher(tokens, schema) for schema in schemas]
        return [_Held(matchers, self._tokenizer.eos_token_id)] if any(matchers) else []

    def _tokens(self) -> Any:
        with self._lock:
            if not self._followed:
                self._followed.append(_followed(self._tokenizer, self._width))
            return self._followed[0]


def _followed(tokenizer: Any, width: int) -> Any:
    try:
        from llguidance import hf
    except ImportError:
        return None
    try:
        return hf.from_tokenizer(tokenizer, n_vocab=width)
    except ValueError:
        return None


def _matcher(tokens: Any, schema: Schema) -> Any:
    from llguidance import LLMatcher

    if not schema:
        return None
    try:
        grammar = LLMatcher.grammar_from_json_schema(json.dumps(schema), overrides=_COMPACT)
        matcher = LLMatcher(tokens, grammar, log_level=0)
    except ValueError:
        return None
    return None if matcher.is_error() else matcher


class _Held:
    """Forbids each token that would leave the grammar of its row."""

    def __init__(self, matchers: list[Any], end: int) -> None:
        self.matchers = matchers
        self.end = end
        self.started = False

    def __call__(self, tokens: Any, scores: Any) -> Any:
        import torch

        last = tokens[:, -1].tolist()
        for row, matcher in enumerate(self.matchers):
            if matcher is None:
                continue
            if self.started and not matcher.is_stopped():
                matcher.consume_token(last[row])
            allowed = torch.from_numpy(self._allowed(matcher, scores.shape[1]))
            scores[row].masked_fill_(~allowed.to(scores.device), float("-inf"))
        self.started = True
        return scores

    def _allowed(self, matcher: Any, width: int) -> Any:
        """Which of `width` tokens may come next; only the end when the JSON is complete."""
        import numpy as np

        allowed = np.zeros(width, dtype=bool)
        if matcher.is_stopped():
            allowed[self.end] = True
            return allowed
        bits = np.unpackbits(np.frombuffer(matcher.compute_bitmask(), np.uint8), bitorder="little")
        allowed[: min(width, len(bits))] = bits[:width]
        return allowed
