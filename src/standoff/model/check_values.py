"""Checks of single names and numbers of a model, shared by all its parts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from math import isfinite

from standoff.errors import ModelError, nearest
from standoff.model.formula import WORDS
from standoff.model.parts import Worth
from standoff.model.walk import Path

_NAME = re.compile(r"[^\W\d]\w*")


def is_name(text: str) -> bool:
    """Return whether the text can be the id of a party, an option or a definition."""
    return _NAME.fullmatch(text) is not None and text not in WORDS


def shown(text: str) -> str:
    """Return a text as an error quotes it, cut where it is long."""
    return repr(text if len(text) <= 80 else text[:77] + "...")


def repeated(names: Iterator[str] | tuple[str, ...]) -> list[str]:
    """Return the names that occur more than once."""
    return [name for name, count in Counter(names).items() if count > 1]


def check_known(path: Path, kind: str, found: str, allowed: Collection[str]) -> None:
    """Refuse a name that nothing bears."""
    if found not in allowed:
        raise ModelError(path, f"unknown {kind} {shown(found)}", nearest(found, allowed))


def check_finite(path: Path, *numbers: float) -> None:
    """Refuse a number that is none, or has no end."""
    for number in numbers:
        if not isfinite(number):
            raise ModelError(path, f"expected a finite number, found {number}")


def check_ranges(path: Path, worth: Worth) -> None:
    """Refuse a worth whose range has no end or runs downward; `path` is that of the entries."""
    for k, term in enumerate(worth.terms):
        where = (*path, k, "worth")
        check_finite(where, term.low, term.high)
        if term.low > term.high:
            message = f"the range {term.low}..{term.high} runs downward"
            raise ModelError(where, message, "write the lower end first")
