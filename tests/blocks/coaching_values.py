"""Agents of a pack, and stores in a test's database."""

from blocks.coaching import CoachingStore
from blocks.coaching_rows import AgentRow, JobRow, job_id
from blocks.json_cache import cache_of
from blocks.ledger import Ledger
from blocks.registry import Registry

SHAPE = {"summa": "money", "datum": "date", "rader": [{"namn": "text", "andel": "percent"}]}


def agent(name: str = "ReaderAgent", **some: object) -> AgentRow:
    row = {
        "name": "Läsare",
        "specialization": "Läser å, ä och ö.",
        "typical_sections": ["förvaltningsberättelse", "notes/övriga fordringar"],
        "typical_pages": [2, 3],
        "bounded_prompt": "Läs årsredovisningen.",
        "output_schema": SHAPE,
        "confidence_threshold": 0.85,
        "priority": 1,
        **some,
    }
    return AgentRow("pack", name, **row)


def registry_in(ledger: Ledger) -> Registry:
    return Registry(ledger.database, cache_of(ledger.database), ledger.clock)


def store_in(ledger: Ledger) -> CoachingStore:
    return CoachingStore(ledger.database, cache_of(ledger.database), ledger.clock)


def job(doc: str = "doc", name: str = "ReaderAgent", run: str = "run") -> JobRow:
    return JobRow(job_id(run, doc, name), run, "pack", doc, name, model="m")
