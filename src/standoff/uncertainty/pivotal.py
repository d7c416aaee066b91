"""The fewest changes that flip a conclusion."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, islice, product
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

FOUND, IMPOSSIBLE, UNDECIDED = "found", "impossible", "undecided"
STRETCH = 256
T = TypeVar("T")


@dataclass(frozen=True)
class Pivotal(Generic[T]):
    """The smallest sets of changes that flip a conclusion.

    Parameters
    ----------
    status : {"found", "impossible", "undecided"}
        impossible: all sets were looked at. undecided: the budget ended, or what some sets do is
        undecided.
    sets : tuple of tuple
        All the smallest ones found, of one size; those looked at before the budget ended.
    size : int
        Of the sets of up to so many it is known of all whether they flip it.
    looked : int
        How many sets of changes were looked at.
    complete : bool
        Whether that is known of all sets of the size found, or of all sets.
    undecided : int
        Sets looked at of which it is undecided whether they flip it.
    """

    status: str
    sets: tuple[tuple[T, ...], ...]
    size: int
    looked: int
    complete: bool = True
    undecided: int = 0


def pivotal(
    ways: Sequence[Sequence[T]],
    flips: Callable[[Sequence[tuple[T, ...]]], NDArray[np.float64]],
    budget: int,
    progress: Callable[[float], None] | None = None,
) -> Pivotal[T]:
    """Return the smallest sets of changes, at most one per element, that flip a conclusion.

    All sets of one change are looked at, then all of two, and so on.

    Parameters
    ----------
    ways : sequence of sequences
        For each element, its changes.
    flips : callable
        Tells of several sets at a time whether they flip it: 1, 0, or nan where that is undecided.
    budget : int
        How many sets may be looked at.
    progress : callable, optional
        Is told the share of the budget used.
    """
    looked = undecided = known = 0
    for size in range(1, len(ways) + 1):
        found: list[tuple[T, ...]] = []
        sets = _sets(ways, size)
        while stretch := list(islice(sets, min(STRETCH, budget - looked))):
            flipped = flips(stretch)
            found += [one for one, flip in zip(stretch, flipped, strict=True) if flip == 1]
            undecided += int(np.isnan(flipped).sum())
            looked += len(stretch)
            if progress:
                progress(looked / budget)
        whole = next(sets, None) is None
        if found:
            known = size if whole and not undecided else known
            return Pivotal(FOUND, tuple(found), known, looked, known == size, undecided)
        if not whole:
            return Pivotal(UNDECIDED, (), known, looked, False, undecided)
        known = known if undecided else size
    status = UNDECIDED if undecided else IMPOSSIBLE
    return Pivotal(status, (), known, looked, not undecided, undecided)


def _sets(ways: Sequence[Sequence[T]], size: int) -> Iterator[tuple[T, ...]]:
    members = combinations(ways, size)
    return chain.from_iterable(product(*chosen) for chosen in members)


def said_of_sets(found: Pivotal[Any], what: str, flips: str) -> str:
    """Return what the search came to, as a sentence.

    Parameters
    ----------
    found : Pivotal
    what : str
        What a set is made of, such as ``dropped or reversed``.
    flips : str
        What it would flip.
    """
    unknown = f" Of {found.undecided:,} sets it is undecided." if found.undecided else ""
    if found.status == FOUND:
        size, ways = len(found.sets[0]), len(found.sets)
        premises = f"{size} premises {what} together" if size > 1 else f"One premise {what}"
        least = "" if found.complete else ", perhaps more: not all sets of that size are known"
        fewer = f" Whether fewer do is undecided.{unknown}" if found.size < size - 1 else unknown
        counted = f"{ways:,} {'way' if ways == 1 else 'ways'}{least}"
        return f"{premises} {'flip' if size > 1 else 'flips'} {flips} ({counted}).{fewer}"
    if found.status == IMPOSSIBLE:
        if found.looked == 0:
            return f"There is no premise here that could be {what}."
        return f"No set of premises {what} flips {flips}: all {found.looked:,} were looked at."
    if found.undecided:
        return f"No set of premises {what} is known to flip {flips}.{unknown}"
    return (
        f"No set of up to {found.size} premises {what} flips {flips}; larger ones are undecided "
        f"after {found.looked:,} sets: allow a larger budget."
    )


def pivotal_dict(found: Pivotal[T], plain: Callable[[T], Any]) -> dict[str, Any]:
    """Return the search as plain data; `plain` does so for a change."""
    known = {"status": found.status, "size": found.size, "looked": found.looked}
    known |= {"complete": found.complete, "undecided": found.undecided}
    return known | {"sets": [[plain(change) for change in one] for one in found.sets]}
