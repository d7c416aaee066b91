"""Single values of a ``.gmcr`` file, each with one clear error where it does not fit."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from standoff.errors import ModelError
from standoff.files.plain import wrong

Plain = Any
Where = tuple[str | int, ...]
Literal = tuple[int, bool]
"""An option by its position, and whether it is taken."""


def object_(path: Where, value: Plain) -> dict[str, Plain]:
    """Return a JSON object."""
    if not isinstance(value, dict):
        raise wrong(path, "an object {...}", value)
    return value


def items(path: Where, found: dict[str, Plain], key: str) -> list[Plain]:
    """Return the list under a key that must be there."""
    if key not in found:
        raise ModelError(path, f"the key {key!r} is missing", "it is a list")
    if not isinstance(found[key], list):
        raise wrong((*path, key), "a list", found[key])
    return list(found[key])


def name_of(path: Where, found: dict[str, Plain]) -> str:
    """Return the text under the key ``name``."""
    if not isinstance(found.get("name"), str):
        raise wrong((*path, "name"), "a name in quotes", found.get("name"))
    return str(found["name"])


def option_number(path: Where, value: Plain, count: int) -> int:
    """Return the position of an option, from 0."""
    if type(value) is not int:
        raise wrong(path, "the number of an option", value)
    if not 0 <= value < count:
        hint = f"the options are numbered 0 to {count - 1}" if count else "there are none"
        raise ModelError(path, f"there is no option {value}", hint)
    return value


def state_number(path: Where, value: Plain, count: int, listed: Container[int]) -> int:
    """Return the number of a feasible state, from 1, that is not listed yet."""
    if type(value) is not int:
        raise wrong(path, "the number of a state, or a list of them", value)
    if not 1 <= value <= count:
        hint = f"the feasible states are numbered 1 to {count}"
        raise ModelError(path, f"there is no state {value}", hint)
    if value in listed:
        raise ModelError(path, f"the ranking repeats state {value}", "each stands in it once")
    return value


def condition(path: Where, value: Plain, count: int) -> list[list[Literal]]:
    """Return the members of a condition over `count` options; it holds where one member does."""
    if not isinstance(value, dict):
        return [_member(path, value, count)]
    members = items(path, value, "members")
    if not members:
        raise ModelError((*path, "members"), "the condition is empty", "leave it out")
    return [_member((*path, "members", k), m, count) for k, m in enumerate(members)]


def _member(path: Where, value: Plain, count: int) -> list[Literal]:
    if not isinstance(value, list):
        raise wrong(path, 'a list of pairs such as [0, "Y"]', value)
    if not value:
        raise ModelError(path, "the condition is empty", "leave it out")
    found = []
    for k, pair in enumerate(value):
        if not isinstance(pair, list) or len(pair) != 2:
            raise wrong((*path, k), 'a pair such as [0, "Y"]', pair)
        if pair[1] not in ("Y", "N"):
            raise wrong((*path, k, 1), "'Y' or 'N'", pair[1])
        found.append((option_number((*path, k, 0), pair[0], count), pair[1] == "Y"))
    return found
