"""Single values of a model as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from standoff.model import Citation, Distribution, WorthTerm

Plain = Any


def filled(**values: Plain) -> dict[str, Plain]:
    """Return the values that say something; an empty list of options taken does."""
    keep = ("status_quo", "taken", "state")
    return {k: v for k, v in values.items() if v or (k in keep and v is not None)}


def plain_number(value: float) -> float:
    """Return a plain number, whole where it is one, so that all files write it alike."""
    return int(value) if float(value).is_integer() and abs(value) < 1e15 else float(value)


def cited(because: Iterable[Citation]) -> list[str]:
    """Return citations as in the file."""
    return [str(c) for c in because]


def plain_worth(term: WorthTerm) -> Plain:
    """Return one entry of a worth."""
    low, high = plain_number(term.low), plain_number(term.high)
    written = filled(id=term.id) | {
        "if": term.condition.text,
        "worth": low if low == high else f"{low!r}..{high!r}",
    }
    if term.likely is not None:
        written["likely"] = plain_number(term.likely)
    elif term.distribution != Distribution.UNIFORM:
        written["distribution"] = str(term.distribution)
    return written | filled(because=cited(term.because), about=term.about)
