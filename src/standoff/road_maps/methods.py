"""The rules of the three searches: what a label is, what a step demands of it, how it grows.

A **label** of a state is what a continuation from it is worth, one number per party or, where one
number decides, one. A step to y is allowed for the labels of y that reach its **floor**; a label of
y then gives one of the state before.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from copy import copy
from typing import Self

import numpy as np

from standoff.road_maps.breaches import Breaches
from standoff.road_maps.deal import Deal, FloatArray, IndexArray


class Method(ABC):
    """The rules of one search.

    Attributes
    ----------
    name : str
    width : int
        Numbers in a label.
    join : (width,) array
        What a label of the status quo must reach.
    scale : float
        Units of a label per unit of worth per period.
    """

    name: str
    width: int
    join: FloatArray
    scale = 1.0

    def __init__(self, deal: Deal, breaches: Breaches) -> None:
        self.deal = deal
        self.breaches = breaches
        self.stay_relief: FloatArray = np.zeros((1, 1))
        self.join_relief: FloatArray = np.zeros(1)

    def relieved(self, stay: float | FloatArray, join: float | FloatArray = 0.0) -> Self:
        """Return the method with floors lowered, for all parties or one by one.

        Parameters
        ----------
        stay, join : float or (width,) array
            By how much worth per period what a breach, and not joining, give is lowered; infinite
            leaves a party out of account.
        """
        found = copy(self)
        found.stay_relief = np.atleast_1d(np.asarray(stay, dtype=float))[:, None]
        found.join_relief = np.atleast_1d(np.asarray(join, dtype=float))
        return found

    @property
    def rounding(self) -> float:
        """Differences of labels below this are rounding."""
        return self.deal.tolerance * self.scale

    def needed(self, step: int, after: IndexArray) -> FloatArray:
        """Return the floor less what relief and rounding allow, (width, L)."""
        return np.asarray(self.floor(step, after) - (self.rounding + self.scale * self.stay_relief))

    def joins(self, label: FloatArray) -> bool:
        """Return whether a label of the status quo makes joining worth while for every party."""
        needed = self.join - self.rounding - self.scale * self.join_relief
        return bool((label >= needed).all())

    @abstractmethod
    def end(self, states: IndexArray) -> FloatArray:
        """Return the labels of staying in states for ever, (width, L)."""

    @abstractmethod
    def floor(self, step: int, after: IndexArray) -> FloatArray:
        """Return what labels of the states `after` must reach at a step, (width, L).

        Step 0 is staying there for ever.
        """

    @abstractmethod
    def carry(self, step: int, before: IndexArray, label: FloatArray) -> FloatArray:
        """Return the labels of the states `before` that labels after the step give."""


class Discounted(Method):
    """Every party for itself: W_i(t) = (1 - d_i) u_i(s_t) + d_i W_i(t+1)."""

    name = "discounted"

    def __init__(self, deal: Deal) -> None:
        super().__init__(deal, Breaches(deal, deal.discount))
        self.width = len(deal.parties)
        self.join = deal.worth[:, 0]
        self._d = deal.patience[:, None]

    def end(self, states: IndexArray) -> FloatArray:  # noqa: D102
        return self.deal.worth[:, states]

    def floor(self, step: int, after: IndexArray) -> FloatArray:  # noqa: D102
        return np.stack([self.breaches.deviation(i, step, after) for i in self.deal.parties])

    def carry(self, step: int, before: IndexArray, label: FloatArray) -> FloatArray:  # noqa: D102
        return np.asarray((1 - self._d) * self.deal.worth[:, before] + self._d * label)


class WalkAway(Discounted):
    """Patience without bound: a road map is worth its end, a breach its breakdown."""

    name = "walk-away"

    def __init__(self, deal: Deal) -> None:
        super().__init__(deal)
        self.breaches = Breaches(deal, np.ones(len(deal.parties)))

    def carry(self, step: int, before: IndexArray, label: FloatArray) -> FloatArray:  # noqa: D102
        return label


class WalkAwayToOne(Method):
    """`WalkAway` to a single end s*: a label is 0, and floors are max_i D_i - u_i(s*).

    Where every breach revokes everything, to withhold the whole step is no better than to walk out
    of the state before it, which was looked at when that state was reached.
    """

    name = "walk-away"
    width = 1

    def __init__(self, deal: Deal, end: int) -> None:
        super().__init__(deal, Breaches(deal, np.ones(len(deal.parties))))
        self.goal = deal.worth[:, end]
        self.join = np.array([(deal.worth[:, 0] - self.goal).max()])
        self._worst = np.full(deal.size, -np.inf)
        for i in deal.parties:
            np.maximum(self._worst, self.breaches.best(i) - self.goal[i], out=self._worst)

    def end(self, states: IndexArray) -> FloatArray:  # noqa: D102
        return np.zeros((1, len(states)))

    def floor(self, step: int, after: IndexArray) -> FloatArray:  # noqa: D102
        found = self._worst[after]
        if self.deal.linked and not step & (step - 1):
            return found[None]  # all that can be withheld is the whole step
        for i in self.deal.owners(step):
            held = self.breaches.withheld(i, step, after, all_of_it=not self.deal.linked)
            np.maximum(found, held - self.goal[i], out=found)
        return found[None]

    def carry(self, step: int, before: IndexArray, label: FloatArray) -> FloatArray:  # noqa: D102
        return label


class Payments(Method):
    r"""Side payments in escrow: one number decides.

    With :math:`c_i = 1/(1-d_i)`, p the most patient party and V the values with payments, budget
    balance makes :math:`S(t) = \sum_i c_i V_i(t) = U(s_t) + S(t+1) - \sum_i V_i(t+1)`, where U is
    the sum of worths. Given S(t+1), the sum of the V_i(t+1) is least when every party but p gets
    just its floor, so the largest S(t) is

    .. math:: U(s_t) + d_p S(t+1) + \sum_i (c_i/c_p - 1) D_i,

    possible if and only if :math:`S(t+1) \ge \sum_i c_i D_i`. With equal patience this is the sum
    rule of Goldluecke and Kranz (2012): the sum of values against the sum of floors.
    """

    name = "payments"
    width = 1

    def __init__(self, deal: Deal) -> None:
        super().__init__(deal, Breaches(deal, deal.discount))
        self.weight = 1 / (1 - deal.patience)
        self.lead = self.weight.max()
        self.scale = float(self.lead)
        self._total = deal.worth.sum(axis=0)
        self._extra = self.weight / self.lead - 1
        self._equal = bool((self._extra == 0).all())
        self._base = self._weighted(self.weight)
        self._base_extra = None if self._equal else self._weighted(self._extra)
        self.join = np.array([self.weight @ deal.worth[:, 0]])

    def _weighted(self, weight: FloatArray) -> FloatArray:
        """Return the weighted sum of the parties' best breaches without withholding."""
        found = np.zeros(self.deal.size)
        for i in self.deal.parties:
            if weight[i]:
                found += weight[i] * self.breaches.best(i)
        return found

    def _sum(
        self, weight: FloatArray, base: FloatArray, step: int, after: IndexArray
    ) -> FloatArray:
        found = base[after]
        for i in self.deal.owners(step):
            best = self.breaches.best(i)[after]
            more = np.maximum(self.breaches.withheld(i, step, after) - best, 0)
            found += weight[i] * more
        return found

    def end(self, states: IndexArray) -> FloatArray:  # noqa: D102
        label = self.lead * self._total[states]
        if self._base_extra is not None:
            label = label + self.lead * self._base_extra[states]
        return np.asarray(label)[None]

    def floor(self, step: int, after: IndexArray) -> FloatArray:  # noqa: D102
        return self._sum(self.weight, self._base, step, after)[None]

    def carry(self, step: int, before: IndexArray, label: FloatArray) -> FloatArray:  # noqa: D102
        now = self._total[before] + (1 - 1 / self.lead) * label
        if self._base_extra is not None:
            after = before | np.asarray(step, dtype=before.dtype)
            now = now + self._sum(self._extra, self._base_extra, step, after)
        return np.asarray(now)
