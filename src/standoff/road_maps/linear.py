"""The constraints of a road map as linear functions of the worths that it rests on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from standoff.evolution.simulate import wilson
from standoff.model import WorthTerm
from standoff.preferences.premises import amounts
from standoff.road_maps.course import Course
from standoff.road_maps.deal import FloatArray
from standoff.road_maps.worths import worth_of
from standoff.states.space import valuation

SAMPLES = 1000


@dataclass(frozen=True, eq=False)
class Rows:
    """One party's constraints: ``coefficients @ amounts >= floor``, amounts per term of worth.

    Parameters
    ----------
    terms : tuple of WorthTerm, K of them
    coefficients : (R, K) array
    floor : (R,) array
        Zero, but for exposure less the cap.
    """

    terms: tuple[WorthTerm, ...]
    coefficients: FloatArray
    floor: FloatArray

    @property
    def middle(self) -> FloatArray:
        """The amounts that count without uncertainty."""
        return np.array([t.central for t in self.terms])


def rows(course: Course, party: int, *, discounted: bool = True) -> Rows:
    """Return the constraints of a party as linear functions of the amounts of its worth.

    Every breach is a row of its own, since which is best depends on the amounts.

    Parameters
    ----------
    course : Course
    party : int
    discounted : bool
        False: only the end counts, as in walk-away.
    """
    deal, last = course.deal, course.length
    worth = worth_of(deal.model, deal.model.party_ids[party])
    terms = worth.terms if worth is not None else ()
    d = float(deal.patience[party]) if discounted else 1.0
    theta = float(deal.discount[party]) if discounted else 1.0
    truth = _truth(course, terms)
    value = np.zeros((last + 2, len(terms)))
    value[last:] = truth[:, course.states[-1]]
    for t in range(last - 1, -1, -1):
        value[t] = (1 - d) * truth[:, course.states[t]] + d * value[t + 1]
    found = [value[0] - truth[:, 0]]
    for t in range(1, last + 2):
        for breach in course.every_breach(party, t):
            floor = (1 - theta) * truth[:, breach.state] + theta * truth[:, breach.after]
            found.append(value[t] - floor)
    least = [0.0] * len(found)
    if np.isfinite(deal.caps[party]):
        for t in range(1, last + 1):
            for state in course.lapses(party, t):
                found.append(truth[:, state] - truth[:, 0])
                least.append(-float(deal.caps[party]))
    return Rows(terms, np.array(found), np.array(least))


def _truth(course: Course, terms: tuple[WorthTerm, ...]) -> FloatArray:
    """Return where the conditions of worth hold, (K, 2**M)."""
    deal = course.deal
    states = np.arange(deal.size)
    taken = {name: np.full(deal.size, name in deal.base) for name in deal.model.options}
    for k, measure in enumerate(deal.measures):
        taken[measure.option] = taken[measure.option] ^ (states >> k & 1).astype(bool)
    value = valuation(deal.model, lambda k: taken[deal.model.options[k]])
    found = [np.broadcast_to(t.condition.evaluate(value), deal.size) for t in terms]
    return np.array(found, dtype=float).reshape(len(terms), deal.size)


def sampled(terms: tuple[WorthTerm, ...], count: int, rng: np.random.Generator) -> FloatArray:
    """Return amounts drawn from the ranges of the terms, (K, count)."""
    drawn = rng.random((len(terms), count))
    return np.array([amounts(t, u) for t, u in zip(terms, drawn, strict=True)]).reshape(drawn.shape)


def holding(
    courses: list[Course], *, discounted: bool, count: int = SAMPLES, seed: int = 0
) -> NDArray[np.bool_]:
    """Return for which sampled worths each of several road maps of one deal holds.

    Parameters
    ----------
    courses : list of Course
    discounted : bool
    count, seed : int
        Samples are the same for all courses of a model, whatever its designs.

    Returns
    -------
    (courses, count) bool array
    """
    rng = np.random.default_rng(seed)
    deal = courses[0].deal
    found = np.ones((len(courses), count), dtype=bool)
    for i in deal.parties:
        own = [rows(course, i, discounted=discounted) for course in courses]
        amounts = sampled(own[0].terms, count, rng)
        for k, part in enumerate(own):
            slack = part.coefficients @ amounts - part.floor[:, None]
            found[k] &= (slack >= -deal.tolerance).all(axis=0)
    return found


def share(holds: NDArray[np.bool_]) -> tuple[float, float, float]:
    """Return the share of samples that hold, with its 95 % interval (Wilson 1927).

    Examples
    --------
    >>> [round(x, 3) for x in share(np.array([True] * 8 + [False] * 2))]
    [0.8, 0.49, 0.943]
    """
    return float(np.mean(holds)), *wilson(int(np.count_nonzero(holds)), len(holds))
