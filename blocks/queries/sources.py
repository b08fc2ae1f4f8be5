"""Where data comes from, as Prefect keeps it: a folder of files, and names of saved databases.

Prefect is imported with this module, and with nothing else that the client needs.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from prefect.blocks.core import Block
from pydantic import Field

from blocks.errors import SourceError
from blocks.queries.addresses import BLOCK, Address, addresses
from blocks.queries.client import DataClient
from blocks.queries.query import Query


class DataSources(Block):
    """A folder of CSV and Parquet files, and databases by the names that queries use.

    A database is the name of a saved sqlalchemy-connector block, which keeps its password;
    `COXSWAIN_DATABASE_<NAME>` in the environment of a worker wins over it.
    """

    _block_type_name = "Coxswain data sources"
    _block_type_slug = "coxswain-data-sources"

    folder: str | None = Field(None, description="Of files, on the machine of the worker.")
    databases: dict[str, str] = Field(
        default_factory=dict,
        description="The name in queries to the name of a saved sqlalchemy-connector block.",
    )

    def client(
        self,
        queries: Mapping[str, Query],
        *,
        minimum_cohort: int = 15,
        environ: Mapping[str, str] = os.environ,
    ) -> DataClient:
        """A client that answers these queries from here. Nothing is opened yet."""
        return DataClient(queries, self.place, self.places(environ), minimum_cohort)

    @property
    def place(self) -> Path | None:
        """The folder of files."""
        return Path(self.folder).expanduser() if self.folder else None

    def places(self, environ: Mapping[str, str] = os.environ) -> dict[str, Address]:
        """Where the databases are, by the names that queries use."""
        saved = {name: Address(name, BLOCK + block) for name, block in self.databases.items()}
        return saved | addresses(environ)


def saved_sources(name: str) -> DataSources:
    """The block that the Prefect server knows under a name. SourceError when there is none."""
    block: Any = DataSources  # its methods choose between sync and async, which types can't tell
    try:
        found: DataSources = block.load(name, _sync=True)
    except ValueError as error:  # no such block
        cause = str(error).strip().partition("\n")[0]
        raise SourceError(
            f"The block {DataSources.get_block_type_slug()}/{name} can't be loaded: {cause}"
        ) from None
    return found
