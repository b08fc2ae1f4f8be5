"""Personal data never leaves a run: `mask` for a text, `mask_report` for all that a report says.

The recognisers of our own are always on; a model of names is asked too where one is configured
(`tasks/personal/model_names.py`). Roles that may see a kind of data name it in `allowed`.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from policies.errors import InputError, choices
from tasks.outcome import JSON, Citation, Decision, Report, Section
from tasks.personal import checksums, identities, model_names, names, recognisers

RECOGNISERS = {
    "email": recognisers.emails,
    "iban": checksums.ibans,
    "card": checksums.cards,
    "id": identities.ids,
    "phone": recognisers.phones,
    "name": names.names,
}
KINDS = tuple(RECOGNISERS)

# Whatever a recogniser may match holds an @, six digits close together (not those of a digest),
# a word that announces a person or an account, or capitalised words that could be a name. Most
# texts hold none of these.
_DIGITS = re.compile(r"[0-9](?<![0-9a-z][0-9])(?:[A-Z \u00a0().\-/+]{0,3}[0-9]){5}")
_WORDS = (*names.PARTS, *recognisers.AT, "iban")


def mask(text: str, allowed: Collection[str] = ()) -> str:
    """`text` with personal data replaced by tokens such as `[email]`.

    Masking twice is masking once. `allowed` names kinds that stay (of `KINDS`); an unknown one is
    an InputError.
    """
    if unknown := set(allowed) - RECOGNISERS.keys():
        name = min(unknown)
        raise InputError(f"{name!r} is no kind of personal data. {choices(name, KINDS)}")
    return _mask(text, allowed)


def _mask(text: str, allowed: Collection[str]) -> str:
    # Each round takes something away and its tokens match nothing, so this ends; usually at once.
    modelled = "name" not in allowed and model_names.configured()
    while modelled or _suspect(text):
        masked = text
        for kind, recognise in RECOGNISERS.items():
            masked = masked if kind in allowed else recognise(masked)
        masked = model_names.names(masked) if modelled else masked
        if masked == text:
            break
        text = masked
    return text


def _suspect(text: str) -> bool:
    return (
        "@" in text
        or _DIGITS.search(text) is not None
        or recognisers.mentions(text, _WORDS)
        or names.suspect(text)
    )


def mask_report(report: Report, allowed: Collection[str] = ()) -> Report:
    """`report` with every text in it masked: titles, keys, citations and reasons too."""
    # No match spans the separator, so one look at the whole tells whether any part needs one.
    whole = _SEPARATOR.join(_texts(report))
    if mask(whole, allowed) == whole:
        return report
    freshness = _masked(report.freshness, allowed)
    return replace(
        report,
        title=_mask(report.title, allowed),
        decision=_masked_decision(report.decision, allowed),
        sections=tuple(_masked_section(section, allowed) for section in report.sections),
        citations=tuple(_masked_citation(citation, allowed) for citation in report.citations),
        warnings=tuple(_mask(warning, allowed) for warning in report.warnings),
        steps=tuple((alias, status, _mask(why, allowed)) for alias, status, why in report.steps),
        freshness=freshness,
        reproducibility=_masked(report.reproducibility, allowed),
        verification=_masked(report.verification, allowed),
    )


_SEPARATOR = "\n\0\n"


def _texts(report: Report) -> Iterator[str]:
    yield report.title
    if report.decision:
        yield from (report.decision.action, report.decision.reason)
        yield from _strings(report.decision.details)
    for section in report.sections:
        yield from (section.title, section.body)
    for citation in report.citations:
        yield from (citation.query, citation.dataset)
    yield from report.warnings
    yield from (why for _, _, why in report.steps)
    yield from _strings(report.freshness)
    yield from _strings(report.reproducibility)
    yield from _strings(report.verification)


def _strings(value: JSON) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield str(key)
            yield from _strings(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _strings(each)


def _masked(value: JSON, allowed: Collection[str]) -> JSON:
    if isinstance(value, str):
        return _mask(value, allowed)
    if isinstance(value, list | tuple):
        return [_masked(each, allowed) for each in value]
    if isinstance(value, Mapping):
        return _masked_mapping(value, allowed)
    return value


def _masked_mapping(value: Mapping[str, JSON], allowed: Collection[str]) -> dict[str, JSON]:
    """Keys that become the same are numbered, so that masking loses no entry."""
    masked: dict[str, JSON] = {}
    for key in sorted(value):
        name = stem = _mask(key, allowed)
        number = 1
        while name in masked or (name != key and name in value):
            number += 1
            name = f"{stem} {number}"
        masked[name] = _masked(value[key], allowed)
    return masked


def _masked_decision(decision: Decision | None, allowed: Collection[str]) -> Decision | None:
    return decision and Decision(
        _mask(decision.action, allowed),
        _mask(decision.reason, allowed),
        _masked(decision.details, allowed),
    )


def _masked_section(section: Section, allowed: Collection[str]) -> Section:
    return replace(section, title=_mask(section.title, allowed), body=_mask(section.body, allowed))


def _masked_citation(citation: Citation, allowed: Collection[str]) -> Citation:
    return replace(
        citation,
        query=_mask(citation.query, allowed),
        dataset=_mask(citation.dataset, allowed),
    )
