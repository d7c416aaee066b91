"""A short exact cover of a set of states by patterns of options."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.int64]
WORK_LIMIT = 400_000_000
SEEDS = 4


@dataclass(frozen=True)
class Pattern:
    """A set of states by their options.

    Parameters
    ----------
    vector : str
        Per option in file order: ``Y`` taken, ``N`` not taken, ``-`` either.
    count : int
        Members that fit. No feasible state outside the set fits.
    added : int
        Members that fit this pattern and none before it.
    """

    vector: str
    count: int
    added: int


def cover(
    members: Bits, others: Bits, options: int, limit: int = 1000
) -> tuple[tuple[Pattern, ...], int]:
    """Cover `members` by patterns that fit none of `others`.

    Greedy: from some members not yet covered, options are freed one by one, each time the one
    that gains the most uncovered members, as long as no other state fits; the widest pattern is
    kept. Combinations that no feasible state has may fit any pattern.

    Parameters
    ----------
    members, others : (m,) and (k,) int64 arrays
        Option bit masks of the states inside and outside the set.
    options : int
        Number of options.
    limit : int
        Stop after so many patterns.

    Returns
    -------
    patterns : tuple of Pattern
    left : int
        Members that no pattern covers, because the limit or the work limit was met.

    Examples
    --------
    >>> patterns, left = cover(np.array([0b01, 0b11]), np.array([0b00, 0b10]), 2)
    >>> patterns[0].vector, patterns[0].count, left
    ('Y-', 2, 0)
    """
    patterns: list[Pattern] = []
    left = members
    work = 0
    while len(left) and len(patterns) < limit and work < WORK_LIMIT:
        seeds = left[np.unique(np.linspace(0, len(left) - 1, SEEDS).astype(int))]
        widest = max(
            (_widened(int(seed), left, others, options) for seed in seeds),
            key=lambda fit: (int(np.count_nonzero((left ^ fit[0]) & fit[1] == 0)), -fit[1]),
        )
        work += len(seeds) * options * (len(others) + len(left))
        seed, fixed = widest
        fits = (left ^ seed) & fixed == 0
        count = int(np.count_nonzero((members ^ seed) & fixed == 0))
        patterns.append(Pattern(_vector(seed, fixed, options), count, int(fits.sum())))
        left = left[~fits]
    return tuple(patterns), len(left)


def _widened(seed: int, left: Bits, others: Bits, options: int) -> tuple[int, int]:
    """Return a pattern around `seed` that cannot be widened: its bits and which of them count."""
    fixed = (1 << options) - 1
    outside, inside = others ^ seed, left ^ seed
    while True:
        single = outside[outside & (outside - 1) == 0]
        locked = int(np.bitwise_or.reduce(single)) if len(single) else 0
        free = [k for k in range(options) if (fixed & ~locked) >> k & 1]
        if not free:
            return seed, fixed
        gained = inside[inside & (inside - 1) == 0]
        gains = [int(np.count_nonzero(gained == 1 << k)) for k in free]
        drop = ~(1 << free[int(np.argmax(gains))])
        fixed &= drop
        outside, inside = outside & drop, inside & drop


def _vector(seed: int, fixed: int, options: int) -> str:
    return "".join(
        "-" if not fixed >> k & 1 else "Y" if seed >> k & 1 else "N" for k in range(options)
    )
