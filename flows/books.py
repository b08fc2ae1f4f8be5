"""Where the coaching of a run is recorded: in the ledger's own database."""

from dataclasses import dataclass
from typing import Any

from blocks.coaching import CoachingStore
from blocks.json_cache import cache_of
from blocks.ledger import Ledger
from flows.recording import Book
from flows.settle import Shop
from flows.trials import document_of
from policies.plan import Plan


@dataclass(frozen=True)
class Books:
    """The records of one run."""

    run_id: str
    ledger: Ledger

    def of(self, given: Any, plan: Plan, shop: Shop) -> Book | None:
        """The book for one request; None when its plan coaches nobody."""
        if not any(step.coach for step in plan.steps):
            return None
        database = self.ledger.database
        store = CoachingStore(database, cache_of(database))
        model = shop.model.id if shop.model else ""
        return Book(store, self.run_id, shop.crew.name, document_of(shop, given), model)
