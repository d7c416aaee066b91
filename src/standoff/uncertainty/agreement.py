"""How far readings agree on what holds."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from standoff.states import StateSpace


def agreements(
    spaces: Sequence[StateSpace], held: Sequence[NDArray[np.bool_]]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return for each pair of readings the share of agreement and the Jaccard index."""
    named = [_states(space) for space in spaces]
    size = len(spaces)
    agreement, overlap = np.ones((size, size)), np.ones((size, size))
    for a, b in combinations(range(size), 2):
        _, mine, theirs = np.intersect1d(named[a][0], named[b][0], return_indices=True)
        one, two = held[a][named[a][1][mine]], held[b][named[b][1][theirs]]
        both = int((one & two).sum())
        either = int(held[a].sum() + held[b].sum()) - both
        agreement[a, b] = agreement[b, a] = float((one == two).mean()) if len(one) else np.nan
        overlap[a, b] = overlap[b, a] = both / either if either else 1.0
    return agreement, overlap


def _states(space: StateSpace) -> tuple[NDArray[np.void], NDArray[np.int64]]:
    """Return names of the feasible states that are the same in all readings, and their indices."""
    feasible = np.ones(space.cells, bool) if space.feasible is None else space.feasible.reshape(-1)
    index = np.flatnonzero(feasible)
    taken, free = space.bits(index)
    if not space.model.options:
        taken = index
    return np.rec.fromarrays([taken, free]), index
