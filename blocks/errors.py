"""What goes wrong with the ledger, in sentences that a person can act on.

LedgerError       the database is missing, down, full, foreign or refuses what was asked
└── UnknownRun    no run, or more than one, goes by the name that was given
"""


class LedgerError(Exception):
    """The ledger can't be used: what happened, where, what to do. It never shows a password."""


class UnknownRun(LedgerError):  # noqa: N818  # like RunFailed: it says what happened
    """No run, or more than one, has an id that starts so."""


class SourceError(Exception):
    """A source of rows can't be read: which one, why, and what to do."""
