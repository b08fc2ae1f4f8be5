"""The question back, when a question is not clear enough to be answered."""

from collections.abc import Mapping, Sequence

from policies.routing.catalogue import Catalogue

MOST = 3  # candidates that are offered


def clarifying(
    scores: Mapping[str, float], names: Mapping[str, Sequence[str]], catalogue: Catalogue
) -> str:
    """One or two plain sentences: the best candidates by their titles, or all that can be asked."""
    likely = sorted((each for each in scores if scores[each]), key=lambda each: -scores[each])
    about = _listed([name for found in names.values() for name in found], "and")
    subject = f" about {about}" if about else ""
    titles = [catalogue.intents[each].title for each in likely[:MOST]]
    if len(titles) > 1:
        return f"What would you like to know{subject}: {_listed(titles, 'or')}?"
    if titles:
        return (
            f"Would you like to know{subject}: {titles[0]}?"
            " If so, please ask for it by that name; if not, say what instead."
        )
    every = "; ".join(sorted(each.title for each in catalogue.intents.values()))
    return f"What would you like to know{subject}? I can answer questions on: {every}."


def _listed(names: Sequence[str], last: str) -> str:
    head = ", ".join(names[:-1])
    return f"{head} {last} {names[-1]}" if head else "".join(names)
