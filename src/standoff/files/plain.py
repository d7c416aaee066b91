"""Read single values out of plain data, with one clear error where a value does not fit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from standoff.errors import FormulaError, ModelError, nearest
from standoff.files.schema import allowed_keys, required_keys
from standoff.model import Citation, Distribution, Formula, Reversible, StateRef, WorthTerm

Path = tuple[str | int, ...]
Plain = Any
"""Nested dict, list, str, number, bool and None, as YAML or JSON gives them."""

T = TypeVar("T")


def shown(value: Plain) -> str:
    """Return what was found, short enough for an error message."""
    if isinstance(value, dict):
        return "a mapping (key: value)"
    if isinstance(value, list):
        return "a list"
    if value is None or isinstance(value, bool):
        return "nothing" if value is None else str(value).lower()
    whole = repr(value)
    return whole if len(whole) <= 60 else whole[:57] + "..."


def wrong(path: Path, wanted: str, value: Plain) -> ModelError:
    """Return the error for a value of the wrong kind."""
    return ModelError(path, f"expected {wanted}, found {shown(value)}")


def entry(path: Path, value: Plain, kind: str) -> dict[str, Plain]:
    """Return a mapping whose keys are those of `kind` in the schema."""
    found, allowed = mapping(path, value), allowed_keys(kind)
    for key in found:
        if key not in allowed:
            label = ("an " if kind[0] in "aeio" else "a ") + kind.replace("_", " ")
            message = f"unknown key {shown(key)}" + (f" in {label}" if path else "")
            hint = nearest(key, allowed)
            if found[key] is None and ("." in key or key.endswith(")")):
                hint = "put a formula that contains a comma in quotes"
            raise ModelError((*path, key), message, hint)
    for key in required_keys(kind):
        if found.get(key) is None:
            raise ModelError(path, f"the key {key!r} is missing", f"add {key}:")
    return found


def mapping(path: Path, value: Plain) -> dict[str, Plain]:
    """Return a mapping with text keys; nothing counts as empty."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise wrong(path, "a mapping (key: value)", value)
    return {text((*path, str(key)), key): item for key, item in value.items()}


def sequence(path: Path, value: Plain) -> list[Plain]:
    """Return a list; nothing counts as empty."""
    if value is None:
        return []
    if not isinstance(value, list | tuple):
        raise wrong(path, "a list", value)
    return list(value)


def each(path: Path, value: Plain, read: Callable[[Path, Plain], T]) -> tuple[T, ...]:
    """Read every item of a list."""
    return tuple(read((*path, k), item) for k, item in enumerate(sequence(path, value)))


def named(path: Path, value: Plain, read: Callable[[Path, Plain], T]) -> dict[str, T]:
    """Read every value of a mapping."""
    return {key: read((*path, key), item) for key, item in mapping(path, value).items()}


def text(path: Path, value: Plain) -> str:
    """Return a text; numbers and truth values are taken as written."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    raise wrong(path, "a text", value)


def optional_text(path: Path, value: Plain) -> str:
    """Return a text; nothing is the empty text."""
    return "" if value is None else text(path, value)


def number(path: Path, value: Plain) -> float:
    """Return a finite number."""
    try:
        found = float(text(path, value))
    except (ValueError, ModelError):
        raise wrong(path, "a number", value) from None
    if found - found != 0:
        raise wrong(path, "a finite number", value)
    return found


def optional_number(path: Path, value: Plain) -> float | None:
    """Return a finite number, or None for nothing."""
    return None if value is None else number(path, value)


def whole(path: Path, value: Plain) -> int:
    """Return a whole number."""
    found = number(path, value)
    if not found.is_integer():
        raise wrong(path, "a whole number", value)
    return int(found)


def span(path: Path, value: Plain) -> tuple[float, float]:
    """Return the two ends of a number or a range such as ``6..10``."""
    low, dots, high = str(value).partition("..")
    try:
        ends = number(path, low), number(path, high if dots else low)
    except ModelError:
        raise wrong(path, "a number or a range such as 6..10", value) from None
    if ends[0] > ends[1]:
        raise ModelError(path, f"the range {value!s} runs downward", "write the lower end first")
    return ends


def formula(path: Path, value: Plain) -> Formula:
    """Return a formula; its error becomes one with a place in the model."""
    written = text(path, value)
    try:
        return Formula(written)
    except FormulaError as error:
        raise ModelError(path, error.message, error.hint, error.column) from None


def optional_formula(path: Path, value: Plain) -> Formula | None:
    """Return a formula, or None for nothing."""
    return None if value is None else formula(path, value)


def because(path: Path, value: Plain) -> tuple[Citation, ...]:
    """Return the citations ``source-id place``."""

    def read(where: Path, item: Plain) -> Citation:
        words = text(where, item).split(maxsplit=1)
        if not words:
            raise wrong(where, "the id of a source and the place in it", item)
        return Citation(words[0], words[1].rstrip() if len(words) > 1 else "")

    return each(path, value, read)


def worth_term(path: Path, value: Plain) -> WorthTerm:
    """Return one entry of a worth; a most likely amount makes it triangular."""
    found = entry(path, value, "worth")
    low, high = span((*path, "worth"), found["worth"])
    likely = optional_number((*path, "likely"), found.get("likely"))
    spread = Distribution.UNIFORM if likely is None else Distribution.TRIANGULAR
    if found.get("distribution") is not None:
        spread = _distribution((*path, "distribution"), found["distribution"])
    return WorthTerm(
        formula((*path, "if"), found["if"]),
        low,
        high,
        because((*path, "because"), found.get("because")),
        optional_text((*path, "about"), found.get("about")),
        optional_text((*path, "id"), found.get("id")),
        likely,
        spread,
    )


def _distribution(path: Path, value: Plain) -> Distribution:
    written = text(path, value)
    if written not in tuple(Distribution):
        message = f"unknown distribution {shown(written)}"
        raise ModelError(path, message, nearest(written, map(str, Distribution)))
    return Distribution(written)


def reversible(path: Path, value: Plain) -> Reversible:
    """Return which changes of an option are allowed."""
    if value is None:
        return Reversible.YES
    try:
        return Reversible(text(path, value))
    except ValueError:
        raise wrong(path, "true, false or once_dropped", value) from None


def state_ref(path: Path, value: Plain) -> StateRef:
    """Return a label or vector (text), or the options taken (list)."""
    if isinstance(value, list | tuple):
        return each(path, value, text)
    return text(path, value)
