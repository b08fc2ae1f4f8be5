"""The files of the JSON cache: a key, its value, and a digest that tells when one is torn."""

import json
import os
from hashlib import sha256
from typing import Any

from blocks.rows import JSON, canonical

Stamp = tuple[int, int, int]  # of a file: inode, time of its reading in ns, size


def opened(path: str, key: str | None) -> tuple[Stamp, dict[str, Any]] | None:
    """A file's stamp and content; None when it is missing, torn, or not the key's."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - the path is text
            seen = stamp(os.fstat(file.fileno()))
            found = json.loads(file.read())
        sound = found["digest"] == digest(canonical([found["key"], found["value"]]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return (seen, found) if sound and key in (None, found["key"]) else None


def content(key: str, value: JSON) -> bytes:
    """What stands in the file of a key."""
    whole = {"key": key, "value": value, "digest": digest(canonical([key, value]))}
    try:
        return json.dumps(whole, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # a lone surrogate: escaped it is still JSON
        return json.dumps(whole).encode()


def digest(text: str) -> str:
    """SHA-256 of any text."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def stamp(found: os.stat_result) -> Stamp:
    """What tells a file from any other that stands in its place."""
    return found.st_ino, found.st_mtime_ns, found.st_size
