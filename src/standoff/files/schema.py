"""The JSON Schema of the model file; the reader takes the allowed keys from it."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any


def schema_text() -> str:
    """Return the JSON Schema of the model file as text."""
    return files("standoff.files").joinpath("schema.json").read_text(encoding="utf-8")


@cache
def _definitions() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(schema_text())["$defs"]
    return loaded


@cache
def allowed_keys(entry: str) -> tuple[str, ...]:
    """Return the keys of one kind of entry, such as ``"option"``."""
    return tuple(_definitions()[entry]["properties"])


@cache
def required_keys(entry: str) -> tuple[str, ...]:
    """Return the keys that an entry of this kind must have."""
    return tuple(_definitions()[entry].get("required", ()))
