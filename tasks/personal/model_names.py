"""Names that a model finds, beside the recognisers of our own: off unless one is configured."""

from functools import cache
from itertools import pairwise

from blocks import presidio
from policies.errors import OperatorError
from tasks.personal import lexicon


def configured() -> bool:
    """Whether a model of names is to be asked. OperatorError when it can't be."""
    return _model() is not None


def described() -> dict[str, str] | None:
    """Which model masks: its name, its version and those of the libraries; None without one.

    A report's text depends on it, so it belongs where the report says how to make it again. Asked
    before work starts, it also tells at once (OperatorError) that the model is missing.
    """
    model = _model()
    if model is None:
        return None
    return {"model": model.name, "version": model.version, "libraries": model.libraries}


def names(text: str) -> str:
    """`text` with the names masked that the model finds, where they may be names at all."""
    model = _model()
    if model is None:
        return text
    spans = [span for span in model.persons(text) if _may_be(text[slice(*span)])]
    bounds = [0, *(place for span in spans for place in span), len(text)]
    kept = [text[start:end] for start, end in list(pairwise(bounds))[::2]]
    return "[name]".join(kept)


def _may_be(found: str) -> bool:
    """Not Saudi Arabia, not Key Findings: models take titles for names."""
    words = [lexicon.fold(word.strip(".,;:!?'\"()*")) for word in found.split()]
    known = any(lexicon.is_known(" ".join(pair)) for pair in pairwise(words))
    headed = words[-1] in lexicon.table("heads") if words else True
    plain = all(lexicon.is_word(word) or lexicon.is_rare(word) for word in words)
    return not (known or plain or (headed and len(words) > 1))


@cache
def _model() -> presidio.NamesModel | None:
    try:
        return presidio.configured()
    except presidio.NamesModelError as error:
        raise OperatorError(str(error)) from error
