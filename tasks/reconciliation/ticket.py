"""The ticket of a decision: who works on it, how soon, and until when. Pure, for every exit."""

from collections.abc import Mapping
from decimal import Decimal

from tasks.outcome import JSON
from tasks.reconciliation.classify import Settings, ageing
from tasks.reconciliation.measures import dec


def ticket(
    action: str, risk: Decimal, profile: Mapping[str, JSON], settings: Settings
) -> dict[str, JSON]:
    """Status, queue, priority, time limit in business hours, and what its age asks for.

    The time limit is the shorter of what the amount and the age allow.
    """
    table = settings["ticket"]
    age = ageing(profile["age_days"], settings)
    exposure = dec(profile["exposure"] or table["exposure_if_unknown"])
    by_amount = next(
        (hours for above, hours in table["hours_above"] if exposure > dec(above)),
        table["hours_otherwise"],
    )
    urgent = profile["urgency"] == "CRITICAL" or risk > dec(table["high_risk_above"])
    closed = action in table["closed"]
    return {
        "status": table["closed"].get(action, "OPEN"),
        "queue": table["queues"][action],
        "priority": "NONE" if closed else "HIGH" if urgent else table["priorities"][action],
        "hours": 0 if closed else min(by_amount, age["hours"]),
        "ageing": age["action"],
        "compliance_check": profile["requires_compliance_check"],
    }
