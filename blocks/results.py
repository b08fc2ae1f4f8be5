"""Where Prefect keeps the outcomes of tasks: records that are whole or absent."""

from pathlib import Path
from typing import Any, Final

from prefect.filesystems import LocalFileSystem

from blocks.files import read_record, write_atomic
from blocks.home import results_folder

NAME: Final = "results"
_PLAIN: Final = 3  # a key this short is not worth a folder


class Results(LocalFileSystem):
    """A folder of result records, in `<home>/results` unless `basepath` says otherwise.

    A record is written whole or not at all. A record that can't be read is moved aside and is
    missing, so its task runs again. Keys are spread over folders by their first two characters.
    Give it to tasks saved (`saved_results()`): Prefect finds a result through the saved block.
    """

    _block_type_name = "Coxswain results"
    _block_type_slug = "coxswain-results"

    def _resolve_path(self, path: str | None) -> Path:
        """The file of a key, or a path below the folder. ValueError for one outside of it."""
        folder = Path(self.basepath).expanduser() if self.basepath else results_folder()
        folder = folder.resolve()
        if not path:
            return folder
        given = Path(path)
        spread = len(given.parts) == 1 and len(path) > _PLAIN and not path.startswith(".")
        place = (folder / path[:2] / path if spread else folder / given).resolve()
        if folder not in (place, *place.parents):
            raise ValueError(f"{path!r} is outside of the folder of results, {folder}.")
        return place

    def read_path(self, path: str, **_: Any) -> bytes:  # type: ignore[override]
        """A record. ValueError when none can be read, which Prefect takes as a miss."""
        place = self._resolve_path(path)
        content = read_record(place)
        if content is None:
            raise ValueError(f"There is no whole record at {place}.")
        return content

    def write_path(self, path: str, content: bytes, **_: Any) -> str:  # type: ignore[override]
        place = self._resolve_path(path)
        write_atomic(place, content)
        return str(place)

    async def aread_path(self, path: str) -> bytes:
        from anyio.to_thread import run_sync

        return await run_sync(self.read_path, path)

    async def awrite_path(self, path: str, content: bytes) -> str:
        from anyio.to_thread import run_sync

        return await run_sync(self.write_path, path, content)


def saved_results(name: str = NAME) -> Results:
    """The block that the Prefect server knows under `name`, saved there when it is missing."""
    block: Any = Results  # its methods choose between sync and async, which types can't tell
    try:
        found: Results = block.load(name, _sync=True)
    except ValueError:  # no such block
        found = Results()
        block.save(found, name, overwrite=True, _sync=True)
    return found
