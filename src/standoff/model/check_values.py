"""Checks of single names and numbers of a model, shared by all its parts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from math import isfinite

from standoff.errors import ModelError, nearest
from standoff.model.formula import WORDS
from standoff.model.parts import Distribution, Worth, WorthTerm
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


def check_ids(entries: Sequence[tuple[Path, str, str]]) -> None:
    """Refuse two entries of one list with the same name, however the list is rearranged.

    Parameters
    ----------
    entries : sequence of (path, id, prefix)
        An entry without id is called by its place in the list, after the prefix.
    """
    placed = {prefix for _, own, prefix in entries if not own}
    seen: set[str] = set()
    for path, own, _ in entries:
        if own in seen:
            message = f"two entries of one list have the id {shown(own)}"
            raise ModelError((*path, "id"), message, "give each an id of its own, or none")
        seen |= {own} - {""}
        if any(re.fullmatch(f"{prefix}[1-9][0-9]*", own) for prefix in placed):
            message = f"the id {shown(own)} reads like a place in the list"
            hint = "entries without id are called by their place; use another id, or give all one"
            raise ModelError((*path, "id"), message, hint)


def check_worth(path: Path, worth: Worth) -> None:
    """Refuse ranges without end or that run downward, and likely amounts that do not fit.

    `path` is that of the entries.
    """
    for k, term in enumerate(worth.terms):
        where = (*path, k)
        check_finite((*where, "worth"), term.low, term.high)
        if term.low > term.high:
            message = f"the range {term.low}..{term.high} runs downward"
            raise ModelError((*where, "worth"), message, "write the lower end first")
        if term.likely is not None:
            _check_likely(where, term, term.likely)
    check_ids([((*path, k), term.id, "") for k, term in enumerate(worth.terms)])


def _check_likely(path: Path, term: WorthTerm, likely: float) -> None:
    if not term.low <= likely <= term.high:
        message = f"likely {likely} is not within {term.low}..{term.high}"
        raise ModelError((*path, "likely"), message, "give an amount of the range")
    if term.distribution != Distribution.TRIANGULAR:
        message = f"likely: has no meaning beside distribution: {term.distribution}"
        hint = f"leave one of the two out; likely: goes with {Distribution.TRIANGULAR}"
        raise ModelError((*path, "distribution"), message, hint)
