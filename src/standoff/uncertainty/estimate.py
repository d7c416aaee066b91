"""Probabilities: exact ones, and shares of draws with their intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from standoff.evolution.simulate import Z95

FloatArray = NDArray[np.float64]
ROUNDING = 1e-12


@dataclass(frozen=True)
class Estimate:
    """A probability or a mean.

    Parameters
    ----------
    value : float
    low, high : float or None
        The 95 % interval; None where the value is exact.
    """

    value: float
    low: float | None = None
    high: float | None = None

    def __str__(self) -> str:
        if self.low is None or self.high is None:
            return _share(self.value)
        return f"{_share(self.value)} ({_share(self.low)}-{_share(self.high)})"

    @property
    def half_width(self) -> float:
        """Half the width of the interval; 0 where the value is exact."""
        return 0.0 if self.low is None or self.high is None else (self.high - self.low) / 2


def _share(value: float) -> str:
    """Return a share with two decimals; one that is not 0 or 1 never reads so.

    Examples
    --------
    >>> [_share(x) for x in (0.5, 0.001, 0.999, 1.0, 0.0)]
    ['.50', '<.01', '>.99', '1', '0']
    """
    if value in (0.0, 1.0):
        return f"{value:.0f}"
    if value < 0.01:
        return "<.01"
    return ">.99" if value > 0.99 else f"{value:.2f}".lstrip("0")


def shares(hits: FloatArray, trials: float | FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the 95 % score intervals of shares (Wilson 1927, JASA 22:209-212).

    Parameters
    ----------
    hits : array
        How often each thing was so, of `trials` draws.

    Examples
    --------
    >>> low, high = shares(np.array([50.0, 0.0]), 100)
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.404, 0.0], [0.596, 0.037])
    """
    share, z2 = hits / trials, Z95**2 / trials
    centre = (share + z2 / 2) / (1 + z2)
    half = Z95 / (1 + z2) * np.sqrt(share * (1 - share) / trials + z2 / (4 * trials))
    return np.where(hits <= 0, 0.0, centre - half), np.where(hits >= trials, 1.0, centre + half)


def means(total: FloatArray, squares: FloatArray, trials: float) -> tuple[FloatArray, FloatArray]:
    """Return the 95 % intervals of means of values between 0 and 1, from sums and sums of squares.

    The score interval of a share, with as many trials as would give a share the variance that these
    values have: for noughts and ones it is that of `shares`. Values that were all the same show no
    spread and count as a share does.
    """
    mean = total / trials
    variance = np.maximum(squares / trials - mean**2, 0.0)
    spread = np.where(variance < ROUNDING, mean * (1 - mean), variance)
    as_shares = trials * np.divide(
        mean * (1 - mean), spread, out=np.ones_like(mean), where=spread > ROUNDING
    )
    return shares(mean * as_shares, as_shares)


def estimated(values: FloatArray, weights: FloatArray | None) -> Estimate:
    """Return the mean of values between 0 and 1: by the chances of all cases, or over draws.

    Undecided values, nan, count as 0 for the mean and its lower bound and as 1 for its upper bound.

    Parameters
    ----------
    values : (n,) array
    weights : (n,) array, optional
        Chances, where the values are those of all cases; they are made to sum to one.
    """
    least, most = np.nan_to_num(values, nan=0.0), np.nan_to_num(values, nan=1.0)
    if weights is not None:
        low, high = (rounded(v @ weights / weights.sum()) for v in (least, most))
        return Estimate(low) if low == high else Estimate(low, low, high)
    return Estimate(float(least.mean()), _bounds(least)[0], _bounds(most)[1])


def _bounds(values: FloatArray) -> tuple[float, float]:
    low, high = means(np.array(values.sum()), np.array((values**2).sum()), float(len(values)))
    return float(low), float(high)


def rounded(share: float) -> float:
    """Return a share without the rounding errors that would make 0 or 1 read as almost that."""
    return float(np.clip(np.round(share, 12), 0.0, 1.0)) + 0.0
