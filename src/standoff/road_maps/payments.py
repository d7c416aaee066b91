"""The least side payments that make a road map hold, by linear programming."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from standoff.road_maps.course import Course
from standoff.road_maps.deal import FloatArray

PRECISION = 1e-10
"""The least that the solver takes for a difference; its smallest setting."""


@dataclass(frozen=True, eq=False)
class Transfers:
    """Side payments along a road map.

    Parameters
    ----------
    paid : (n, T + 2) array
        What each party gets, less than zero what it pays, in period 0 (before the first step), in
        the period of each step, and in every period after the last one.
    total : float
        Present value per period, to the most patient party, of all that is paid.
    prices : (n, T + 2) array
        Dual values: how much `total` falls when the party asks one unit less there. Positive where
        it binds.
    """

    paid: FloatArray
    total: float
    prices: FloatArray


def least_payments(course: Course) -> Transfers | None:
    r"""Return the side payments of least present value that make a road map hold, if any do.

    Minimises :math:`\sum_t w_t \sum_i x_i^+(t)` over payments x with :math:`\sum_i x_i(t) = 0` and

    .. math:: V_i(t) = (1-d_i)(u_i(s_t) + x_i(t)) + d_i V_i(t+1) \ge D_i(t),

    where :math:`D_i(0) = u_i(s_0)`, :math:`D_i(t)` is the value of the best breach of step t and
    :math:`D_i(T+1)` that of leaving the end; w discounts as the most patient party does.
    """
    from scipy.optimize import linprog

    deal, last = course.deal, course.length + 1
    parties, periods = len(deal.parties), last + 1
    values = _weights(deal.patience, periods)
    worth = np.column_stack([course.worth, course.worth[:, -1]])
    floor = floors(course)
    without = np.einsum("itk,ik->it", values, worth)
    block = np.zeros((parties, periods, parties, periods))
    for i in range(parties):
        block[i, :, i] = values[i]
    demand = block.reshape(parties * periods, -1)
    balance = np.tile(np.eye(periods), parties)
    lead = float(deal.patience.max())
    price = _weights(np.array([lead]), periods)[0, 0]
    found = linprog(
        np.concatenate([np.tile(price, parties), np.zeros(demand.shape[1])]),
        A_ub=np.hstack([-demand, demand]),
        b_ub=(without - floor).reshape(-1),
        A_eq=np.hstack([balance, -balance]),
        b_eq=np.zeros(periods),
        method="highs",
        options={"primal_feasibility_tolerance": PRECISION},
    )
    if found.status != 0:
        return None
    half = demand.shape[1]
    paid = (found.x[:half] - found.x[half:]).reshape(parties, periods)
    prices = -found.ineqlin.marginals.reshape(parties, periods)
    return Transfers(paid, float(found.fun), prices)


def _weights(patience: FloatArray, periods: int) -> FloatArray:
    """Return the weight of what party i gets in period k for its value in period t: (i, t, k)."""
    ahead = np.arange(periods)[None, :] - np.arange(periods)[:, None]
    d = patience[:, None, None]
    found = np.where(ahead >= 0, (1 - d) * d ** np.maximum(ahead, 0), 0.0)
    found[:, :, -1] = d[..., 0] ** ahead[:, -1]
    return found


def floors(course: Course) -> FloatArray:
    """Return what each party can have instead in each period, (n, T + 2)."""
    deal = course.deal
    found = np.empty((len(deal.parties), course.length + 2))
    found[:, 0] = course.worth[:, 0]
    for i in deal.parties:
        weight = deal.discount[i]
        for t in range(1, course.length + 2):
            best = ((1 - weight) * b.now + weight * b.later for b in course.breaches(i, t))
            found[i, t] = max(best)
    return found
