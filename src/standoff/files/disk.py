"""Read and write whole text files; every failure is one clear error."""

from __future__ import annotations

import secrets
import shutil
from difflib import get_close_matches
from pathlib import Path

from standoff.errors import FileError

SIZE_LIMIT = 5_000_000
SUFFIXES = (".yaml", ".yml", ".json", ".gmcr")


def read_text(path: str | Path) -> str:
    """Return the text of a file of at most 5 MB in UTF-8.

    Raises
    ------
    FileError
        If there is no such file, or it is too large, or not UTF-8 text.
    """
    name, path = str(path), Path(path)
    try:
        with path.open("rb") as file:
            data = file.read(SIZE_LIMIT + 1)
            size = path.stat().st_size
    except FileNotFoundError:
        raise FileError(name, "there is no such file", _near(path)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise FileError(name, f"cannot be read: {reason}", _near(path)) from None
    if len(data) > SIZE_LIMIT:
        message = f"the file has {size:,} bytes" if size > SIZE_LIMIT else "the file does not end"
        raise FileError(name, message, f"at most {SIZE_LIMIT:,} bytes are read")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        message = f"the byte 0x{data[error.start]:02x} is not UTF-8 text"
        raise FileError(name, message, "save the file as UTF-8 text", line, column) from None


def _near(path: Path) -> str:
    """Return the hint that names the model files beside a path that cannot be read."""
    try:
        folder = path if path.is_dir() else path.parent
        names = sorted(p.name for p in folder.iterdir() if p.suffix.lower() in SUFFIXES)
    except (OSError, ValueError):
        return f"the folder {str(path.parent)[:80]!r} cannot be read either"
    close = get_close_matches(path.name, names, n=1)
    if close:
        return f"did you mean {str(path.with_name(close[0]))!r}?"
    more = f" and {len(names) - 6} more" if len(names) > 6 else ""
    found = (
        f"model files there: {', '.join(names[:6])}{more}" if names else "no model file is there"
    )
    return found


def write_text(path: str | Path, text: str) -> None:
    """Write a file whole or not at all: a temporary file beside it takes its place at the end.

    Raises
    ------
    FileError
        If it cannot be written; a file that was there before is then unchanged.
    """
    try:
        target = Path(path).resolve()
        temporary = target.with_name(f".{secrets.token_hex(8)}.tmp")
        try:
            with temporary.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
            if target.exists():
                shutil.copymode(target, temporary)
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise FileError(str(path), f"cannot be written: {reason}") from None
