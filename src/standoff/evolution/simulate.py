"""Random walks of the improvement dynamics, where too many states are reached to be exact."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from standoff.evolution.dynamics import Actors

IndexArray = NDArray[np.int64]
Z95 = 1.959963984540054


class Walks(NamedTuple):
    """Where walks ended: `states` with how many `walks` each; those `unsettled` still moved."""

    states: IndexArray
    walks: IndexArray
    moves: NDArray[np.int64]
    unsettled: int


def walk(
    actors: Actors,
    start: int,
    walks: int,
    longest: int,
    rng: np.random.Generator,
    progress: Callable[[float], None] | None = None,
) -> Walks:
    """Let `walks` independent walks run from `start` until nobody improves, `longest` moves most.

    `progress` is told the share of the moves followed, or of the walks ended if that is more.

    Returns
    -------
    Walks
        `moves` holds the length of each settled walk.
    """
    at = np.full(walks, start, dtype=np.int64)
    alive = np.ones(walks, dtype=bool)
    length = np.zeros(walks, dtype=np.int64)
    for move in range(longest):
        if progress:
            progress(max(move / longest, 1 - float(alive.mean())))
        here, inverse = np.unique(at[alive], return_inverse=True)
        step = actors.transitions(here)
        first = np.searchsorted(step.rows, np.arange(len(here) + 1))
        moving = (np.diff(first) > 0)[inverse]
        total = np.concatenate([[0.0], np.cumsum(step.probability)])
        draw = total[first[inverse]] + rng.random(len(inverse)) * (
            total[first[inverse + 1]] - total[first[inverse]]
        )
        chosen = np.searchsorted(total, draw, side="right") - 1
        chosen = np.clip(chosen, first[inverse], first[inverse + 1] - 1)  # rounding at the ends
        walkers = np.flatnonzero(alive)
        at[walkers[moving]] = step.targets[chosen[moving]]
        length[walkers[moving]] += 1
        alive[walkers[~moving]] = False
        if not alive.any():
            break
    states, counts = np.unique(at[~alive], return_counts=True)
    return Walks(states, counts, length[~alive], int(alive.sum()))


def wilson(hits: int, trials: int) -> tuple[float, float]:
    """Return the 95 % score interval of a share (Wilson 1927, JASA 22:209-212).

    Examples
    --------
    >>> tuple(round(x, 3) for x in wilson(50, 100))
    (0.404, 0.596)
    """
    share, z2 = hits / trials, Z95**2 / trials
    centre = (share + z2 / 2) / (1 + z2)
    half = Z95 / (1 + z2) * np.sqrt(share * (1 - share) / trials + z2 / (4 * trials))
    low = 0.0 if hits == 0 else float(centre - half)
    high = 1.0 if hits == trials else float(centre + half)
    return low, high
