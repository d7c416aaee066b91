"""Intervals by the circular block bootstrap."""

from __future__ import annotations

from itertools import count

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
ROUNDING = 1e-12
TAILS = (0.025, 0.975)


def block_length(n: int) -> int:
    """Return the smallest whole number that is at least the cube root of n.

    Examples
    --------
    >>> [block_length(n) for n in (1, 2, 8, 9, 27)]
    [1, 2, 2, 3, 3]
    """
    return next(length for length in count(1) if length**3 >= n)


def intervals(
    values: FloatArray, block: int | None, resamples: int, seed: int
) -> FloatArray | None:
    """Return 95 % percentile intervals of the means of several sequences.

    Blocks of `block` successive entries, from starts that are equally likely, wrap round the end;
    as many as n entries need are put together, the last one cut (Politis and Romano 1992). All
    sequences share the blocks.

    Parameters
    ----------
    values : (k, n) array
    block : int or None
        None: the cube root of n, rounded up.
    resamples, seed : int

    Returns
    -------
    (k, 2) array or None
        None if a block is as long as the sequence, so that every resample has the same mean; nan
        for a sequence of one value.
    """
    n = values.shape[1]
    length = block or block_length(n)
    if length >= n:
        return None
    blocks = -(-n // length)
    starts = np.random.default_rng(seed).integers(0, n, size=(resamples, blocks))
    sizes = np.full(blocks, length)
    sizes[-1] = n - (blocks - 1) * length
    found = []
    for row in values:
        summed = np.concatenate([[0.0], np.cumsum(np.concatenate([row, row]))])
        means = (summed[starts + sizes] - summed[starts]).sum(axis=1) / n
        same = np.ptp(row) < ROUNDING  # resamples of one value say nothing of the others there are
        found.append((np.nan, np.nan) if same else np.quantile(means, TAILS))
    return np.array(found)
