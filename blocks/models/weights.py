"""Which model stands at a path: a digest of its files, so that another one there is another model.

Weights are tens of gigabytes: of them the header (names and shapes), the size and samples all
through each file are read, which takes milliseconds and differs where a model was trained further.
"""

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

SAMPLES, SAMPLE = 256, 4096  # of each file of weights: how many, and bytes of each
SMALL = 32 << 20  # bytes; smaller files are read whole
_LENGTH = 12  # hexadecimal digits


def version_at(path: str) -> str:
    """Which version of a model a path or an id of the hub means now.

    Of a folder a digest of its files; of an id the commit that this machine has, and `main` while
    it has none.
    """
    folder = Path(path)
    if not folder.is_dir():
        return _commit(path)
    files = [(file, file.stat()) for file in sorted(folder.iterdir()) if file.is_file()]
    seen = tuple((str(file), stat.st_size, stat.st_mtime_ns) for file, stat in files)
    return _digest(seen)


@lru_cache(maxsize=16)
def _digest(files: tuple[tuple[str, int, int], ...]) -> str:
    """Of the files' names and contents; sizes and times say when to look again."""
    digest = hashlib.sha256()
    for name, size, _ in files:
        digest.update(f"{Path(name).name}:{size}:".encode())
        for part in _parts(Path(name), size):
            digest.update(part)
    return digest.hexdigest()[:_LENGTH]


def _parts(path: Path, size: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        if size <= SMALL:
            yield file.read()
            return
        yield file.read(SMALL // 8)
        for sample in range(SAMPLES):
            file.seek(sample * (size - SAMPLE) // (SAMPLES - 1))
            yield file.read(SAMPLE)


def _commit(name: str) -> str:
    try:
        from huggingface_hub import try_to_load_from_cache
        from huggingface_hub.errors import HFValidationError
    except ImportError:
        return "main"
    try:
        found = try_to_load_from_cache(name, "config.json")
    except HFValidationError:
        return "none"
    return Path(found).parent.name[:_LENGTH] if isinstance(found, str) else "main"
