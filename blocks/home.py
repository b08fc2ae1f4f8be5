"""Where Coxswain keeps its files on this machine."""

import os
from pathlib import Path


def home() -> Path:
    """The folder of the ledger and the results: `COXSWAIN_HOME`, or `~/.coxswain`. Not created."""
    chosen = os.environ.get("COXSWAIN_HOME")
    return (Path(chosen) if chosen else Path("~/.coxswain")).expanduser().absolute()


def results_folder() -> Path:
    """The folder of the persisted outcomes."""
    return home() / "results"
