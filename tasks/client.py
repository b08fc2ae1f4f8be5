"""The data client of a run: the pack's queries, those that a user brings, and where data is."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from blocks.errors import SourceError
from blocks.queries.addresses import BLOCK, Address, addresses
from blocks.queries.client import DataClient
from policies.errors import InputError, OperatorError, PolicyError
from policies.load import QUERIES, LoadedPack, read_queries
from policies.queries import overlaid

SOURCES = "COXSWAIN_SOURCES"  # the folder of the tables that prefetches read, or block:NAME


@dataclass(frozen=True)
class Places:
    """Where the data of a run is: a folder of files, and databases by the names of queries."""

    folder: Path | None = None
    databases: Mapping[str, Address] = field(default_factory=dict)


def places(named: Path | None) -> Places:
    """The folder that was named, or else what `COXSWAIN_SOURCES` says.

    That is a folder too, or `block:NAME`, a saved block of data sources. InputError when there is
    no such folder, OperatorError when the block can't be loaded.
    """
    given = os.environ.get(SOURCES, "")
    if named is None and given.startswith(BLOCK):
        from blocks.queries.sources import saved_sources

        try:
            block = saved_sources(given.removeprefix(BLOCK))
        except SourceError as error:
            raise OperatorError(f"{SOURCES}: {error}") from None
        return Places(block.place, block.places())
    folder = named or (Path(given) if given else None)
    if folder and not folder.is_dir():
        raise InputError(f"{folder} is no folder. Name the folder of the sources' tables.")
    return Places(folder, addresses())


def data_client(loaded: LoadedPack, where: Places) -> DataClient | None:
    """What answers a pack's queries; None when there is nothing to ask, or nowhere to look.

    Query files in `queries/` of the folder of the sources come on top, and win over those of the
    same name. PolicyError lists what is wrong with them.
    """
    folder, databases = where.folder, where.databases
    own, problems = read_queries(folder / QUERIES, str(folder / QUERIES)) if folder else ({}, [])
    if problems:
        raise PolicyError(problems)
    queries = overlaid(loaded.queries, own)
    if not queries or (folder is None and not databases):
        return None
    rules = loaded.pack.verification
    if rules is None:
        return DataClient(queries, folder, databases)
    return DataClient(queries, folder, databases, rules.cohort)
