"""JSON text to plain data, and models to JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TextIO

from standoff.errors import FileError, ModelError
from standoff.files.disk import read_text
from standoff.files.places import located
from standoff.files.plain import shown
from standoff.files.reader import from_plain
from standoff.files.writer import to_plain
from standoff.files.yaml import DEPTH_LIMIT, plain_yaml
from standoff.model import Standoff

Plain = Any


def read_json(path: str | Path) -> Standoff:
    """Read a model file in JSON, with the keys of the YAML format.

    Raises
    ------
    FileError
        With file, line and column, what was found, what is allowed, and the nearest valid name.
    """
    text = read_text(path)
    data = plain_json(text, str(path))
    try:
        return from_plain(data)
    except ModelError as error:
        raise located(error, text, str(path)) from None


def plain_json(text: str, name: str = "<text>") -> Plain:
    """Return JSON text as nested dicts, lists, texts, numbers, truth values and None.

    Raises
    ------
    FileError
        If the text is not JSON, gives a key twice, or is nested more than 60 deep.
    """
    try:
        data = json.loads(text, object_pairs_hook=_mapping, parse_int=_whole)
    except json.JSONDecodeError as error:
        message = f"not valid JSON: {error.msg}"
        hint = "check the brackets, commas and quotes up to here"
        raise FileError(name, message, hint, error.lineno, error.colno) from None
    except _Twice as error:
        plain_yaml(text.replace("\t", " "), name)  # raises the same with its place
        raise FileError(name, f"the key {error} is given twice", "leave one out") from None
    except RecursionError:
        deep = True
    else:
        deep = _too_deep(data)
    if deep:
        raise FileError(name, f"the file is nested more than {DEPTH_LIMIT} deep")
    return data


class _Twice(Exception):
    """A key that a mapping gives twice."""


def _mapping(pairs: list[tuple[str, Plain]]) -> dict[str, Plain]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _Twice(shown(key))
            seen.add(key)
    return found


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) < 400 else float("inf")


def _too_deep(data: Plain) -> bool:
    level = [data]
    for _ in range(DEPTH_LIMIT + 1):
        level = [
            child
            for item in level
            if isinstance(item, dict | list)
            for child in (item.values() if isinstance(item, dict) else item)
        ]
    return bool(level)


def write_json(model: Standoff, stream: TextIO) -> None:
    """Write the model as JSON; reading it back gives an equal model."""
    json.dump(to_plain(model), stream, ensure_ascii=False, indent=2)
    stream.write("\n")
