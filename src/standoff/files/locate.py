"""From an error in a model to its place in the file that the model was read from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from standoff.errors import FileError, ModelError
from standoff.files.disk import read_text
from standoff.files.gmcr_read import gmcr_place
from standoff.files.json import plain_json
from standoff.files.places import Place, place
from standoff.files.yaml import plain_yaml

Plain = Any
Where = tuple[str | int, ...]


def locate(error: ModelError, path: str | Path, reading: str | None = None) -> FileError:
    """Return a model's error with file, line and column.

    For errors that show only once the states are built, such as a rule that leaves no state. The
    file is read again for the places.

    Parameters
    ----------
    error : ModelError
    path : str or Path
        The file that the model was read from.
    reading : str, optional
        The reading that the model was in, ``model.read_as(reading)``.

    Returns
    -------
    FileError
        Without line and column if the error names no place, or the file has changed meanwhile.
    """
    line, column = (0, 0) if not error.path else _place(error, path, reading)
    return FileError(str(path), error.message, error.hint, line, column)


def _place(error: ModelError, path: str | Path, reading: str | None) -> Place:
    try:
        text = read_text(path)
        if Path(path).suffix.lower() == ".gmcr":
            return place(text, gmcr_place(plain_json(text), error.path), error.column)
        data = plain_json(text) if Path(path).suffix.lower() == ".json" else plain_yaml(text)
    except FileError:
        return 0, 0
    return place(text, in_reading(data, error.path, reading), error.column)


def in_reading(data: Plain, path: Where, reading: str | None) -> Where:
    """Return where the file holds what stands at `path` in the model as one author reads it.

    Parameters
    ----------
    data : dict
        The content of the file.
    path : tuple of str or int
        Place in the model; rules of the reading count on from those of the base model.
    reading : str or None
    """
    own = ("readings", str(reading))
    rules = _inside(data, "rules")
    count = len(rules) if isinstance(rules, list) else 0
    match path:
        case ("preferences", party, *_) if (
            _inside(data, *own, "preferences", str(party)) is not None
        ):
            return (*own, *path)
        case ("rules", int(k), *rest) if reading is not None and k >= count:
            return (*own, "rules", k - count, *rest)
        case ("status_quo", *_) if _inside(data, *own, "status_quo") is not None:
            return (*own, *path)
    return path


def _inside(data: Plain, *keys: str) -> Plain:
    """Return what stands under nested keys, or None."""
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data
