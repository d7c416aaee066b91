"""How much of the variance of a conclusion each premise accounts for: pure array functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import factorial

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
SUBSETS = 12
RESAMPLES = 999
"""Most premises for which every set of them is looked at."""


def explained(values: FloatArray, chances: Sequence[FloatArray]) -> FloatArray:
    """Return the variance that each set of premises explains: ``c(u) = Var(E[Y | X_u])``.

    Parameters
    ----------
    values : array with one axis per premise, one entry per outcome
        Y in every combination.
    chances : one array per premise
        Of its outcomes; they sum to one. The premises are independent.

    Returns
    -------
    (2**d,) array
        Bit k of the position stands for premise k.
    """
    d = len(chances)
    means = {(1 << d) - 1: values}
    found = np.zeros(1 << d)
    for kept in reversed(range(1 << d)):
        if kept not in means:
            out = next(k for k in range(d) if not kept >> k & 1)
            before = means[kept | 1 << out]
            axis = (kept & (1 << out) - 1).bit_count()
            means[kept] = np.tensordot(before, chances[out], axes=(axis, 0))
        squares = means[kept] ** 2
        for k in range(d):
            if kept >> k & 1:
                squares = np.tensordot(chances[k], squares, axes=(0, 0))
        found[kept] = squares
    return np.asarray(np.maximum(found - found[0], 0.0))


def indices(values: FloatArray, chances: Sequence[FloatArray]) -> list[tuple[float, float]]:
    """Return the first-order and the total Sobol index of each premise, as `explained` has them.

    Parameters
    ----------
    values, chances
        As in `explained`, for any number of premises.
    """
    d = len(chances)

    def average(part: FloatArray, kept: int) -> float:
        """Average over all axes but one."""
        for k in reversed(range(d)):
            if k != kept:
                part = np.tensordot(part, chances[k], axes=(min(k, part.ndim - 1), 0))
        return float(chances[kept] @ part**2)

    mean, square = values, values**2
    for k in reversed(range(d)):
        mean, square = mean @ chances[k], square @ chances[k]
    variance = float(square - mean**2)
    found = []
    for k in range(d):
        rest = np.tensordot(values, chances[k], axes=(k, 0)) ** 2
        for m in reversed([m for m in range(d) if m != k]):
            rest = rest @ chances[m]
        first = (average(values, k) - float(mean) ** 2) / variance
        found.append((first, 1 - (float(rest) - float(mean) ** 2) / variance))
    return found


def shapley(worth: FloatArray) -> FloatArray:
    """Return the Shapley value of each player of a game; they sum to ``worth[-1] - worth[0]``.

    The mean, over all orders in which the players may come, of what each adds when it comes
    (Shapley 1953; for variances Owen 2014, SIAM/ASA J. Uncertainty Quantification 2:245-251).

    Parameters
    ----------
    worth : (2**d,) array
        Of every set of players; bit k of the position stands for player k.

    Examples
    --------
    >>> shapley(np.array([0.0, 1.0, 2.0, 5.0])).tolist()  # two players
    [2.0, 3.0]
    """
    d = len(worth).bit_length() - 1
    sets = np.arange(1 << d)
    size = np.array([int(s).bit_count() for s in sets])
    found = np.zeros(d)
    for k in range(d):
        without = sets[sets >> k & 1 == 0]
        share = np.array([factorial(m) * factorial(d - 1 - m) / factorial(d) for m in range(d)])
        added = worth[without | 1 << k] - worth[without]
        found[k] = float(share[size[without]] @ added)
    return found


def permuted(
    worth: Callable[[list[int]], FloatArray], players: int, orders: int, rng: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """Return estimated Shapley values and their standard errors, from random orders of players.

    In every order what the players add sums to the whole, so the estimates do too. Each order is
    followed by its reverse, which makes the estimates more precise.

    Parameters
    ----------
    worth : callable
        From sets, as bit masks, to what they are worth.
    players, orders : int
        An odd number of orders is made even.
    """
    pairs = [rng.permutation(players) for _ in range(-(-orders // 2))]
    ways = [way for pair in pairs for way in (pair, pair[::-1])]
    steps = [[0, *np.cumsum(1 << way.astype(object)).tolist()] for way in ways]
    asked = sorted({s for way in steps for s in way})
    known = dict(zip(asked, worth(asked).tolist(), strict=True))
    added = np.zeros((len(ways), players))
    for k, (way, sets) in enumerate(zip(ways, steps, strict=True)):
        added[k, way] = np.diff([known[s] for s in sets])
    means = added.reshape(len(pairs), 2, players).mean(axis=1)
    return means.mean(axis=0), means.std(axis=0, ddof=1) / np.sqrt(len(pairs))


def sobol_intervals(
    a: FloatArray, b: FloatArray, mixed: FloatArray, rng: np.random.Generator
) -> FloatArray:
    """Return 95 % percentile intervals of first-order and total Sobol indices, by bootstrap.

    With the estimators that SciPy uses (Saltelli and others 2010; Jansen 1999). Where no point
    showed an effect of a premise, the upper end is by the rule of three (Hanley and Lippman-Hand
    1983): up to 3/n of all points may show one, and with values between 0 and 1 that is a total
    index of at most 3/(2n) of the variance.

    Parameters
    ----------
    a, b : (n,) arrays
        Values at the points A and B.
    mixed : (d, n) array
        Values at A with the column of one premise from B.

    Returns
    -------
    (2, d, 2) array
    """
    n = len(a)
    middle = np.mean([a, b])
    a, b, mixed = a - middle, b - middle, mixed - middle
    found = np.empty((RESAMPLES, 2, len(mixed)))
    for k in range(RESAMPLES):
        at = rng.integers(0, n, n)
        one, other, both = a[at], b[at], mixed[:, at]
        variance = np.var(np.append(one, other)) or np.nan
        found[k, 0] = (other * (both - one)).mean(axis=1) / variance
        found[k, 1] = ((one - both) ** 2).mean(axis=1) / 2 / variance
    ends = np.moveaxis(np.nanquantile(found, (0.025, 0.975), axis=0), 0, -1)
    silent = (mixed == a).all(axis=1)
    least = float(np.var(np.append(a, b)))
    ends[:, silent, 0], ends[:, silent, 1] = 0.0, min(1.0, 1.5 / n / least)
    return ends
