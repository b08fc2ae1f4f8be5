"""Where the databases of named queries are: by setting or by saved block, passwords never shown."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from blocks.errors import SourceError

if TYPE_CHECKING:
    from sqlalchemy import URL

SETTING: Final = "COXSWAIN_DATABASE_"
BLOCK: Final = "block:"
_DRIVERS: Final = {
    "sqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}


@dataclass(frozen=True)
class Address:
    """A database by the name that queries use, and where it is.

    That is a database URL, the path of a SQLite file, or `block:NAME`, a saved sqlalchemy-connector
    block. It may hold a password, so it is shown nowhere.
    """

    name: str
    place: str = field(repr=False)

    @property
    def shape(self) -> str:
        """What can be written as a place, for messages."""
        return (
            f"{SETTING}{self.name.upper()} takes postgresql://user:password@host/database,"
            " sqlite:////absolute/path.db, the path of a SQLite file, or"
            f" {BLOCK}NAME, the name of a saved sqlalchemy-connector block."
        )

    @property
    def digest(self) -> str:
        """SHA-256 of the place without user and password: another database is another answer."""
        if self.place.startswith(BLOCK):
            return sha256(self.place.encode()).hexdigest()
        url = self.url()
        shown = (url.get_backend_name(), url.host, url.port, url.database)
        return sha256(repr(shown).encode()).hexdigest()

    def url(self) -> "URL":
        """The place as a URL with the driver that we ship. SourceError when it can't be one."""
        return self.connection()[0]

    def connection(self) -> "tuple[URL, dict[str, Any]]":
        """The URL, and what the driver is told besides; a saved block may say something."""
        from sqlalchemy import URL, make_url
        from sqlalchemy.exc import ArgumentError

        if self.place.startswith(BLOCK):
            return self._from_block()
        if "://" not in self.place:
            return URL.create("sqlite", database=self.place), {}
        try:
            return self._normal(make_url(self.place)), {}
        except (ArgumentError, ValueError):  # their text may hold the password
            said = f"The address of the database {self.name} is no URL. {self.shape}"
            raise SourceError(said) from None

    def _normal(self, url: "URL") -> "URL":
        backend = url.drivername.partition("+")[0]
        if backend not in _DRIVERS:
            raise SourceError(f"The database {self.name} can't be {backend!r}. {self.shape}")
        return url.set(drivername=_DRIVERS[backend])

    def _from_block(self) -> "tuple[URL, dict[str, Any]]":
        from prefect_sqlalchemy import SqlAlchemyConnector
        from sqlalchemy import make_url

        name = self.place.removeprefix(BLOCK)
        try:
            block: Any = SqlAlchemyConnector.load(name, _sync=True)
        except Exception as error:  # noqa: BLE001  # Prefect's client raises many kinds
            cause = str(error).strip().partition("\n")[0]
            raise SourceError(
                f"The block sqlalchemy-connector/{name} of the database {self.name} can't be"
                f" loaded: {cause} Save it in the Prefect server that PREFECT_API_URL names."
            ) from None
        info = block.connection_info
        url = make_url(info) if isinstance(info, str) else info.create_url()
        return self._normal(url), dict(block.connect_args or {})


def addresses(environ: Mapping[str, str] = os.environ) -> dict[str, Address]:
    """The databases that the environment names: `COXSWAIN_DATABASE_<NAME>`, in small letters."""
    found = {
        key.removeprefix(SETTING).lower(): value.strip()
        for key, value in sorted(environ.items())
        if key.startswith(SETTING) and value.strip()
    }
    return {name: Address(name, place) for name, place in found.items()}


def secrets(url: "URL") -> tuple[str, ...]:
    """The forms in which a password may turn up in a driver's message."""
    from urllib.parse import quote, quote_plus

    given = [str(url.password or ""), *_texts(url.query.get("password", ""))]
    return tuple({each for text in given if text for each in (text, quote(text), quote_plus(text))})


def _texts(given: str | tuple[str, ...]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else given


def sqlite_file(url: "URL") -> Path:
    """The file of a SQLite database; its folder may be that of the user (`~`)."""
    return Path(url.database or "").expanduser().absolute()
