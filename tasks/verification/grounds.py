"""What an answer rests on: derived ones lead through their sources to what was really read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from blocks.answers import Answer, by_id
from tasks.derived import SOURCE


@dataclass
class Grounds:
    """The answers of a run by query, and what each of them rests on."""

    known: Mapping[str, Sequence[Answer]]
    _roots: dict[str, frozenset[str]] = field(default_factory=dict)
    _faults: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, answers: Iterable[Answer]) -> "Grounds":
        return cls(by_id(answers))

    def roots(self, query: str) -> frozenset[str]:
        """The queries that were really read and that this one rests on."""
        self._trace(query)
        return self._roots[query]

    def fault(self, query: str) -> str:
        """Why a query rests on nothing: unknown, without sources, or in a circle. Else empty."""
        self._trace(query)
        return self._faults.get(query, "")

    def under(self, queries: Iterable[str]) -> list[str]:
        """Known queries and all that they are derived from, each once."""
        found: dict[str, None] = {}
        waiting = [query for query in queries if query in self.known]
        while waiting:
            query = waiting.pop()
            if query not in found:
                found[query] = None
                waiting += [source for source in self._sources(query) if source in self.known]
        return sorted(found)

    def publishers(self, query: str) -> frozenset[str]:
        """Who publishes a query and what it rests on."""
        queries = (query, *self.roots(query))
        return frozenset(
            answer.provenance.source for each in queries for answer in self.known.get(each, ())
        )

    def _trace(self, query: str) -> None:
        """Depth first without recursion: a chain of derivations may be long."""
        path: list[str] = []
        waiting = [query]
        while waiting:
            current = waiting[-1]
            if current in self._roots:
                waiting.pop()
                continue
            sources = self._sources(current)
            if path and path[-1] == current:  # all that it rests on is settled
                self._settle(current, sources)
                path.pop()
                waiting.pop()
                continue
            path.append(current)
            for source in sources:
                if source in path:
                    self._faults.setdefault(current, f"{current} is derived from itself.")
                elif source not in self._roots:
                    waiting.append(source)

    def _sources(self, query: str) -> tuple[str, ...]:
        found = (source for answer in self.known.get(query, ()) for source in answer.sources)
        return tuple(dict.fromkeys(found))

    def _settle(self, query: str, sources: Iterable[str]) -> None:
        answers = self.known.get(query)
        if not answers:
            self._faults[query] = f"{query} is not among the answers of the run."
        elif any(it.provenance.source == SOURCE and not it.sources for it in answers):
            self._faults.setdefault(query, f"{query} is derived from nothing.")
        read = bool(answers) and all(not answer.sources for answer in answers or ())
        roots = [self._roots.get(source, frozenset()) for source in sources]
        bad = next((self._faults[source] for source in sources if source in self._faults), "")
        if bad:
            self._faults.setdefault(query, f"{query} rests on nothing: {bad}")
        own = frozenset({query}) if read and query not in self._faults else frozenset()
        self._roots[query] = own.union(*roots)
