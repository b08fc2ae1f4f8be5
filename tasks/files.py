"""Whether a file can be read at all, asked before the first row is handed out."""

import codecs
from collections.abc import Iterable
from pathlib import Path

from policies.errors import InputError

CHUNK = 1 << 20
ENCODINGS = ("cp1252", "latin-1", "cp437")


def check_file(path: Path, suffixes: Iterable[str] | None = None) -> Path:
    """The path, when a file that holds something stands there; an InputError otherwise."""
    if path.is_dir():
        raise InputError(f"{path} is a folder. Give one file.")
    if not path.exists():
        raise InputError(f"{path} does not exist. Check the path; it is read from {Path.cwd()}.")
    if suffixes is not None and path.suffix.lower() not in set(suffixes):
        valid = ", ".join(suffixes)
        raise InputError(f"{path}: unknown format {path.suffix!r}. Valid choices: {valid}.")
    if path.stat().st_size == 0:
        raise InputError(f"{path} is empty. Give a file with at least one record.")
    return path


def check_text(path: Path, encoding: str = "utf-8") -> None:
    """Read a text file once for its encoding; an InputError names the byte and the way out."""
    decoder, offset = codecs.getincrementaldecoder(encoding)(), 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            pending = len(decoder.getstate()[0])
            try:
                text = decoder.decode(chunk)
            except UnicodeDecodeError as error:
                raise _wrong_encoding(path, encoding, offset - pending + error.start) from None
            if "\0" in text:
                raise InputError(f"{path} holds NUL characters: not {encoding}. Save it as UTF-8.")
            offset += len(chunk)
    pending = len(decoder.getstate()[0])
    if pending:
        raise _wrong_encoding(path, encoding, offset - pending)


def _wrong_encoding(path: Path, encoding: str, byte: int) -> InputError:
    with path.open("rb") as file:
        start = file.read(2)
        file.seek(byte)
        value = file.read(1)[0]
    fits = ["utf-16"] if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else list(ENCODINGS)
    return InputError(
        f"{path}: byte {byte} (0x{value:02x}) is not {encoding}. It may be {' or '.join(fits)}:"
        f" save the file as UTF-8, or name its encoding where that can be declared."
    )


__all__ = ["check_file", "check_text"]
