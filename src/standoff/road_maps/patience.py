"""For which discount factors a road map holds: intervals between roots of polynomials.

With W_i(t) as a polynomial in d and a breach worth ``now + d**L (later - now)``, every constraint
is a polynomial that must not be negative, or a sum of such with the best breach of several parties.
More patience can hurt, so the answer is a union of intervals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

import numpy as np
from numpy.polynomial import polynomial
from numpy.typing import NDArray

from standoff.road_maps.course import Course
from standoff.road_maps.deal import FloatArray

Interval = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Demand:
    """``gain(d) - sum of max over lines of (now + d**lag (later - now))`` must not be negative.

    Parameters
    ----------
    gain : array
        Coefficients of a polynomial in d, lowest first.
    lines : sequence of (lag, array of (now, later)) pairs
    """

    gain: FloatArray
    lines: Sequence[tuple[int, FloatArray]]

    def __call__(self, d: FloatArray) -> FloatArray:
        """Return by how much the demand is met at discount factors d."""
        value = polynomial.polyval(d, self.gain)
        for lag, line in self.lines:
            weight = d[:, None] ** lag
            value = value - ((1 - weight) * line[:, 0] + weight * line[:, 1]).max(axis=1)
        return np.asarray(value)

    def breaks(self) -> list[float]:
        """Return where the best line of a party may change, and the roots in between."""
        found = [0.0, 1.0]
        for lag, line in self.lines:
            for (a, b), (c, e) in combinations(line.tolist(), 2):
                turn = (e - b) - (c - a)
                if turn and 0 < (a - c) / turn < 1:
                    found.append(float(((a - c) / turn) ** (1 / lag)))
        points = np.unique(found)
        for low, high in pairwise(points):
            found += [r for r in self._roots((low + high) / 2) if low < r < high]
        return found

    def _roots(self, d: float) -> list[float]:
        """Return the real roots of the polynomial that holds around d."""
        whole: NDArray[Any] = self.gain
        for lag, line in self.lines:
            value = (1 - d**lag) * line[:, 0] + d**lag * line[:, 1]
            now, later = line[int(value.argmax())]
            best = np.zeros(lag + 1)
            best[0], best[lag] = now, later - now
            whole = polynomial.polysub(whole, best)
        whole = polynomial.polytrim(whole, 1e-12 * max(1.0, float(np.abs(whole).max())))
        roots = polynomial.polyroots(whole) if len(whole) > 1 else np.zeros(0)
        return [float(r.real) for r in roots if abs(r.imag) < 1e-7]


def intervals(demands: Sequence[Demand], tolerance: float) -> tuple[Interval, ...]:
    """Return where between 0 and 1 all demands are met, as closed intervals.

    An interval that ends at 0 or 1 does not contain that end.

    Examples
    --------
    >>> prisoner = Demand(np.array([3.0]), [(1, np.array([[5.0, 1.0]]))])
    >>> [tuple(round(end, 9) for end in part) for part in intervals([prisoner], 1e-9)]
    [(0.5, 1.0)]
    """
    points = np.unique([0.0, 1.0, *(p for demand in demands for p in demand.breaks())])
    middle = (points[:-1] + points[1:]) / 2
    inside = np.all([d(middle) >= -tolerance for d in demands], axis=0)
    at = np.all([d(points) >= -tolerance for d in demands], axis=0)
    found: list[list[float]] = []
    for k, (low, high) in enumerate(pairwise(points)):
        if inside[k] and found and found[-1][1] == low:
            found[-1][1] = float(high)
        elif inside[k]:
            found.append([float(low), float(high)])
        elif at[k] and low > 0 and not (found and found[-1][1] == low):
            found.append([float(low), float(low)])
    return tuple((low, high) for low, high in found)


def party_demands(course: Course, party: int) -> list[Demand]:
    """Return what one party's own constraints demand of its patience."""
    lag = int(course.deal.lag[party])
    found = [Demand(_gain(course, party, 0) - _constant(course, party), ())]
    for t in range(1, course.length + 2):
        lines = np.array([(b.now, b.later) for b in course.breaches(party, t)])
        found.append(Demand(_gain(course, party, min(t, course.length)), [(lag, lines)]))
    return found


def joint_demands(course: Course) -> list[Demand]:
    """Return what the constraints with side payments demand of a patience common to all."""
    own = [party_demands(course, i) for i in course.deal.parties]
    return [
        Demand(sum(d.gain for d in at), [line for d in at for line in d.lines])
        for at in zip(*own, strict=True)
    ]


def _gain(course: Course, party: int, t: int) -> FloatArray:
    """Return the coefficients of W_i(t) in d: u(s_t), then the change at every later step."""
    ahead = course.worth[party, t:]
    found = np.zeros(course.length + 1)
    found[: len(ahead)] = np.append(ahead[:1], np.diff(ahead))
    return found


def _constant(course: Course, party: int) -> FloatArray:
    found = np.zeros(course.length + 1)
    found[0] = course.worth[party, 0]
    return found
