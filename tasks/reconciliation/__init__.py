"""The crew of the reconciliation pack: seven agents, the request, and how a break is classified."""

from tasks.reconciliation.classify import classify, identify, subject
from tasks.reconciliation.decisioning import decide
from tasks.reconciliation.enrichment import enrich
from tasks.reconciliation.explanation import explain
from tasks.reconciliation.ingestion import ingest
from tasks.reconciliation.inputs import open_input
from tasks.reconciliation.matching import match as match_agent  # `match` is a module here
from tasks.reconciliation.pattern import pattern
from tasks.reconciliation.request import Break as Request
from tasks.reconciliation.rules import rules
from tasks.reconciliation.workflow import workflow

__all__ = [
    "Request",
    "classify",
    "decide",
    "enrich",
    "explain",
    "identify",
    "ingest",
    "match_agent",
    "open_input",
    "pattern",
    "rules",
    "subject",
    "workflow",
]
