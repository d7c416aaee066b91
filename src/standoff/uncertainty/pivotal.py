"""The fewest changes that flip a conclusion."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, islice, product
from typing import Generic, TypeVar

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
        impossible: all sets were looked at. undecided: the budget ended.
    sets : tuple of tuple
        All the smallest ones found, of one size; those looked at before the budget ended.
    size : int
        Sets of up to so many were all looked at.
    looked : int
        How many sets of changes were looked at.
    complete : bool
        Whether all sets of the size found were looked at.
    """

    status: str
    sets: tuple[tuple[T, ...], ...]
    size: int
    looked: int
    complete: bool = True


def pivotal(
    ways: Sequence[Sequence[T]],
    flips: Callable[[Sequence[tuple[T, ...]]], NDArray[np.bool_]],
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
        Tells of several sets at a time whether they flip it.
    budget : int
        How many sets may be looked at.
    progress : callable, optional
        Is told the share of the budget used.
    """
    looked = 0
    for size in range(1, len(ways) + 1):
        found: list[tuple[T, ...]] = []
        sets = _sets(ways, size)
        while stretch := list(islice(sets, min(STRETCH, budget - looked))):
            found += [one for one, flip in zip(stretch, flips(stretch), strict=True) if flip]
            looked += len(stretch)
            if progress:
                progress(looked / budget)
        whole = next(sets, None) is None
        if found:
            return Pivotal(FOUND, tuple(found), size if whole else size - 1, looked, whole)
        if not whole:
            return Pivotal(UNDECIDED, (), size - 1, looked, False)
    return Pivotal(IMPOSSIBLE, (), len(ways), looked)


def _sets(ways: Sequence[Sequence[T]], size: int) -> Iterator[tuple[T, ...]]:
    members = combinations([way for way in ways if way], size)
    return chain.from_iterable(product(*chosen) for chosen in members)
