"""Read and write model files; no analysis."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from io import StringIO
from pathlib import Path
from typing import TextIO

from standoff.errors import FileError, nearest
from standoff.files.disk import SIZE_LIMIT, SUFFIXES, read_text, write_text
from standoff.files.gmcr_read import read_gmcr
from standoff.files.gmcr_write import write_gmcr
from standoff.files.json import read_json, write_json
from standoff.files.locate import locate
from standoff.files.reader import from_plain
from standoff.files.schema import schema_text
from standoff.files.writer import digest, to_plain
from standoff.files.yaml import parse_yaml, read_yaml, write_yaml
from standoff.model import Standoff

__all__ = [
    "SIZE_LIMIT",
    "SUFFIXES",
    "digest",
    "from_plain",
    "locate",
    "parse_yaml",
    "read",
    "read_gmcr",
    "read_json",
    "read_yaml",
    "schema_text",
    "to_plain",
    "write",
    "write_gmcr",
    "write_json",
    "write_text",
    "write_yaml",
]


def read(path: str | Path) -> Standoff:
    """Read a model file: YAML, JSON with the same keys, or ``.gmcr``, by its suffix.

    Raises
    ------
    FileError
        With file, line and column, what was found, what is allowed, and the nearest valid name.
    """
    reader: Callable[[str | Path], Standoff]
    match Path(path).suffix.lower():
        case ".yaml" | ".yml":
            reader = read_yaml
        case ".json":
            reader = read_json
        case ".gmcr":
            reader = read_gmcr
        case _ if Path(path).is_file():
            raise _unknown_suffix(path)
        case _:
            read_text(path)  # says what is wrong: no such file, a folder
            raise _unknown_suffix(path)
    return reader(path)


def write(model: Standoff, path: str | Path) -> None:
    """Write a model file in the format of its suffix, whole or not at all.

    Raises
    ------
    FileError
        If the suffix is unknown, the format cannot express the model, or writing fails.
    """
    text = StringIO()
    writer: Callable[[Standoff, TextIO], None]
    match Path(path).suffix.lower():
        case ".yaml" | ".yml":
            writer = write_yaml
        case ".json":
            writer = write_json
        case ".gmcr":
            writer = partial(write_gmcr, name=str(path))
        case _:
            raise _unknown_suffix(path)
    try:
        writer(model, text)
    except UnicodeEncodeError as error:  # half of a surrogate pair
        raise FileError(str(path), f"cannot be written: {error.reason}") from None
    write_text(path, text.getvalue())


def _unknown_suffix(path: str | Path) -> FileError:
    suffix = Path(path).suffix
    found = f"the suffix {suffix!r} is not known" if suffix else "the file name has no suffix"
    return FileError(str(path), found, nearest(suffix, SUFFIXES))
