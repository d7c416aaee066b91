"""Work out what a conclusion hangs on: change by change, set by set, draw by draw."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from standoff.model import Scores, Standoff, Weights
from standoff.preferences.premises import Premise
from standoff.preferences.uncertain import Profile, Uncertainty
from standoff.uncertainty.changes import Change, altered
from standoff.uncertainty.conclusions import Conclusion
from standoff.uncertainty.estimate import Estimate, FloatArray, estimated, rounded
from standoff.uncertainty.judge import Judge
from standoff.uncertainty.pivotal import Pivotal, pivotal
from standoff.uncertainty.sensitivity import (
    SUBSETS,
    explained,
    indices,
    shapley,
    sobol_intervals,
)
from standoff.uncertainty.tasks import Columns, judged

SAME = 1e-9
FEW_ORDERS = 6
"""More orders than these are told apart only as the one written and all others."""
Sets = Sequence[tuple[Change, ...]]


@dataclass(frozen=True)
class Changed:
    """Work out a conclusion after changes of what counts without uncertainty.

    Parameters
    ----------
    model : Standoff
    profile : Profile
        What counts without uncertainty.
    conclusion : Conclusion
    sets : sequence of tuples of Change
        Those of a set are made together.
    """

    model: Standoff
    profile: Profile
    conclusion: Conclusion
    sets: Sets

    def __call__(self, first: int, count: int) -> Columns:
        """Return the values after the sets ``first`` to ``first + count - 1``."""
        judge = Judge(self.model)
        return {"value": self.values(judge, self.sets[first : first + count])}

    def values(self, judge: Judge, sets: Sets) -> FloatArray:
        """Return the values after some sets; sets that come to the same are judged once."""
        profiles = [altered(self.model, self.profile, one) for one in sets]
        place: dict[object, int] = {}
        distinct: list[Profile] = []
        back = []
        for one, profile in zip(sets, profiles, strict=True):
            key = _key(one, profile)
            if key not in place:
                place[key] = len(distinct)
                distinct.append(profile)
            back.append(place[key])
        return self.conclusion.values(judge, distinct)[back]


def _key(made: tuple[Change, ...], profile: Profile) -> object:
    parties = sorted({(p, c.road_map) for c in made for p in c.parties})
    return tuple(
        (p, road_map, profile.worth[p] if road_map else _hashable(profile.preferences[p]))
        for p, road_map in parties
    )


def _hashable(preference: object) -> object:
    """Return something equal for equal preferences, and only for these."""
    if isinstance(preference, Weights):
        return tuple(preference.weights.items())
    return id(preference) if isinstance(preference, Scores) else preference


def smallest_flips(
    work: Changed,
    judge: Judge,
    changes: Sequence[Change],
    nominal: float,
    budget: int,
    progress: Callable[[float], None] | None = None,
) -> Pivotal[Change]:
    """Return the smallest sets of premises dropped or reversed that flip a conclusion."""
    by_premise = [
        [c for c in own if c.removes] for _, own in groupby(changes, key=lambda c: c.premise)
    ]

    def flips(sets: Sets) -> FloatArray:
        return np.abs(work.values(judge, sets) - nominal)

    return pivotal([ways for ways in by_premise if ways], flips, budget, progress)


@dataclass(frozen=True)
class Given:
    """A conclusion, given what comes of one premise.

    Parameters
    ----------
    premise : Premise
    outcome : str
    chance : float
    estimate : Estimate or None
        None where no draw had the outcome.
    """

    premise: Premise
    outcome: str
    chance: float
    estimate: Estimate | None


def given_premises(
    found: Uncertainty, rows: FloatArray, values: FloatArray, weights: FloatArray | None
) -> tuple[Given, ...]:
    """Return the probability of a conclusion given each outcome of each premise.

    Of an amount: given that it lies in the lowest or the highest third of its chances.
    """
    answers = []
    for k, premise in enumerate(found.premises):
        for outcome, chance, inside in _cases(premise, rows[:, k]):
            known = None
            if inside.any():
                weight = None if weights is None else weights[inside]
                known = estimated(values[inside], weight)
            answers.append(Given(premise, outcome, chance, known))
    return tuple(answers)


def _cases(
    premise: Premise, column: FloatArray
) -> list[tuple[str, float, np.ndarray[tuple[int], np.dtype[np.bool_]]]]:
    if premise.place.kind == "order" and len(premise.outcomes) > FEW_ORDERS:
        written = column == 0
        chance = premise.chances[0]
        return [("as written", chance, written), ("another order", 1 - chance, ~written)]
    if premise.outcomes:
        pairs = enumerate(zip(premise.outcomes, premise.chances, strict=True))
        return [(name, chance, column == k) for k, (name, chance) in pairs if chance > 0]
    low, high = premise.values(np.array([1 / 3, 2 / 3])).tolist()
    return [
        (f"below {low:.3g}", 1 / 3, column < low),
        (f"above {high:.3g}", 1 / 3, column > high),
    ]


@dataclass(frozen=True)
class Share:
    """How much of the variance of a conclusion one premise accounts for.

    Parameters
    ----------
    premise : Premise
    first, total : Estimate
        Sobol indices: alone, and with all that it interacts with.
    shapley : float or None
        Share by Shapley; these sum to one. None where they were not worked out.
    """

    premise: Premise
    first: Estimate
    total: Estimate
    shapley: float | None


def exact_shares(found: Uncertainty, values: FloatArray) -> tuple[Share, ...]:
    """Return the shares of the variance from the values in all combinations.

    Parameters
    ----------
    found : Uncertainty
    values : (combinations,) array
        In the order of `Uncertainty.combined`.
    """
    chances = [np.array([c for c in p.chances if c > 0]) for p in found.premises]
    table = values.reshape([len(c) for c in chances])
    open_ = [k for k, c in enumerate(chances) if len(c) > 1]
    d = len(open_)
    if d == 0 or np.ptp(values) < SAME:
        return ()
    table = table.reshape([len(chances[k]) for k in open_])
    own = [chances[k] for k in open_]
    if d <= SUBSETS:
        caught = explained(table, own)
        caught = caught / caught[-1]
        each, full = shapley(caught).tolist(), (1 << d) - 1
        pairs = [(caught[1 << m], 1 - caught[full ^ 1 << m]) for m in range(d)]
    else:
        each, pairs = [None] * d, indices(table, own)
    return tuple(
        Share(
            found.premises[k],
            Estimate(rounded(first)),
            Estimate(rounded(total)),
            None if part is None else rounded(part),
        )
        for k, (first, total), part in zip(open_, pairs, each, strict=True)
    )


def sobol_points(premises: int, samples: int, seed: int) -> FloatArray:
    """Return uniform numbers for Sobol indices: the points A, B, and A with a column of B each.

    Returns
    -------
    (n * (premises + 2), premises) array
        n is the largest power of two for which these are at most `samples`; empty below 16.
    """
    from scipy.stats import qmc

    n = 1 << max(0, (samples // (premises + 2)).bit_length() - 1)
    if n < 16:
        return np.empty((0, premises))
    drawn = qmc.Sobol(2 * premises, rng=np.random.default_rng(seed)).random(n)
    a, b = drawn[:, :premises], drawn[:, premises:]
    mixed = [np.where(np.arange(premises) == k, b, a) for k in range(premises)]
    return np.concatenate([a, b, *mixed])


def sobol_shares(found: Uncertainty, values: FloatArray, seed: int) -> tuple[Share, ...]:
    """Return the shares of the variance from the values at `sobol_points`, with intervals."""
    from scipy.stats import sobol_indices

    d = len(found.premises)
    n = len(values) // (d + 2)
    if n == 0 or not np.isfinite(values).all() or np.ptp(values[: 2 * n]) < SAME:
        return ()
    if d == 1:
        return (Share(found.premises[0], Estimate(1.0), Estimate(1.0), 1.0),)
    parts = values.reshape(d + 2, 1, n)
    caught = sobol_indices(func={"f_A": parts[0], "f_B": parts[1], "f_AB": parts[2:]}, n=n)
    ends = sobol_intervals(parts[0, 0], parts[1, 0], parts[2:, 0], np.random.default_rng(seed))
    first, total = np.ravel(caught.first_order), np.ravel(caught.total_order)

    def estimate(middle: FloatArray, kind: int, k: int) -> Estimate:
        return Estimate(float(middle[k]), float(ends[kind, k, 0]), float(ends[kind, k, 1]))

    return tuple(
        Share(premise, estimate(first, 0, k), estimate(total, 1, k), None)
        for k, premise in enumerate(found.premises)
    )


@dataclass(frozen=True)
class Points:
    """Work out a conclusion at given uniform numbers, one row per draw.

    Parameters
    ----------
    found : Uncertainty
    conclusion : Conclusion
    uniforms : (n, premises) array
    """

    found: Uncertainty
    conclusion: Conclusion
    uniforms: FloatArray

    def __call__(self, first: int, count: int) -> Columns:
        """Return the values at the points ``first`` to ``first + count - 1``."""
        rows = self.found.values(self.uniforms[first : first + count])
        found: Mapping[str, FloatArray] = judged(
            Judge(self.found.model), self.found, rows, (self.conclusion,)
        )
        return {"value": found["0"]}
