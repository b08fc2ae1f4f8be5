"""What goes wrong with the ledger, in sentences that a person can act on.

LedgerError         the database is missing, down, full, foreign or refuses what was asked
├── UnknownRun      no run, or more than one, goes by the name that was given
├── UnknownAgent    the registry has no such agent
├── UnknownJob      no coaching job has such an id
├── UnknownPrompt   no kept prompt has such an id
├── RefusedEdit     what was to be written to an agent's row is no valid value for it
└── RefusedPrompt   a prompt that can't be promoted
"""


class LedgerError(Exception):
    """The ledger can't be used: what happened, where, what to do. It never shows a password."""


class UnknownRun(LedgerError):  # noqa: N818  # like RunFailed: it says what happened
    """No run, or more than one, has an id that starts so."""


class UnknownAgent(LedgerError):  # noqa: N818  # like UnknownRun: it says what happened
    """The registry has no such agent; the message lists those that it has."""


class UnknownJob(LedgerError):  # noqa: N818  # like UnknownRun: it says what happened
    """No coaching job has such an id: it must begin before it is written to."""


class UnknownPrompt(LedgerError):  # noqa: N818  # like UnknownRun: it says what happened
    """No kept prompt has such an id."""


class RefusedEdit(LedgerError):  # noqa: N818  # like UnknownRun: it says what happened
    """What was to be written to an agent's row is no valid value for it."""


class RefusedPrompt(LedgerError):  # noqa: N818  # like UnknownRun: it says what happened
    """A prompt can't be promoted: it was refused, or made for another prompt than stands now."""


class SourceError(Exception):
    """A source of rows can't be read: which one, why, and what to do."""
