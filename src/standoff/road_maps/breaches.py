"""What a party gets by a breach, and what it loses by that of others, in every state at once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from itertools import combinations

import numpy as np

from standoff.road_maps.deal import BoolArray, Deal, FloatArray, IndexArray, bits, subsets


class Breaches:
    """The best breach of each party, as arrays over the states.

    Party i, at the step from x to y = x | X, withholds a part Z of its own share of X and revokes
    a part Y of its own reversible measures in x, while the others act. The state w = y - Z - Y
    lasts `lag` periods; then the reversible measures in the scope of the issues breached revert.
    A breach is worth (1 - theta) u_i(w) + theta u_i(snap(w)), theta = patience ** lag. Walking out
    by word (Z and Y empty) breaches every issue.

    Parameters
    ----------
    deal : Deal
    theta : (n,) array
        Weight of the breakdown; 1 for everybody where only the end counts.
    """

    def __init__(self, deal: Deal, theta: FloatArray) -> None:
        self.deal = deal
        self.theta = theta
        self._best: dict[tuple[int, frozenset[int]], FloatArray] = {}

    def best(self, party: int, issues: frozenset[int] = frozenset()) -> FloatArray:
        """Return, per state, the value of the party's best breach there.

        Parameters
        ----------
        party : int
        issues : frozenset of int
            The issues breached already by what the party has withheld.
        """
        key = (party, frozenset() if self.deal.linked else issues)
        if key not in self._best:
            self._best[key] = self._best_breach(*key)
        return self._best[key]

    def _best_breach(self, party: int, issues: frozenset[int]) -> FloatArray:
        deal = self.deal
        revocable = deal.own[party] & deal.reversible
        if deal.linked:
            return lowered(self._value(party, issues), bits(revocable), np.maximum)
        own = sorted(deal.issues_of(revocable))
        blocks = {k: [b for b in bits(revocable) if deal.measures[b].issue == k] for k in own}
        found = np.full(deal.size, -np.inf)
        for more in [chosen for r in range(len(own) + 1) for chosen in combinations(own, r)]:
            value = self._value(party, issues | frozenset(more))
            for issue in more:
                value = _lowered_some(value, blocks[issue])
            np.maximum(found, value, out=found)
        return found

    def _value(self, party: int, issues: frozenset[int]) -> FloatArray:
        """Return what a breach of the issues that ends in each state is worth."""
        deal, theta = self.deal, self.theta[party]
        worth = deal.worth[party]
        value: FloatArray = theta * worth[deal.breakdown(deal.revoked(issues))]
        if theta < 1:
            value += (1 - theta) * worth
        value[~deal.feasible] = -np.inf
        return value

    def withheld(
        self, party: int, step: int, after: IndexArray, *, all_of_it: bool = True
    ) -> FloatArray:
        """Return the party's best breach when it withholds some of its share of a step.

        Parameters
        ----------
        party : int
        step : int
            Mask of the step.
        after : int array
            States after the step.
        all_of_it : bool
            Whether it may withhold the whole step.
        """
        found = np.full(len(after), -np.inf)
        for part in subsets(step & self.deal.own[party]):
            if part == step and not all_of_it:
                continue
            value = self.best(party, self.deal.issues_of(part))[after ^ part]
            np.maximum(found, value, out=found)
        return found

    def deviation(self, party: int, step: int, after: IndexArray) -> FloatArray:
        """Return D_i of the step that ends in the states `after`; step 0 is staying there."""
        return np.maximum(self.best(party)[after], self.withheld(party, step, after))


class Exposure:
    """What each party loses per period, below the status quo, when others breach a step."""

    def __init__(self, deal: Deal) -> None:
        self.deal = deal
        self._loss: dict[int, FloatArray] = {}
        self._worst: dict[tuple[int, ...], FloatArray] = {}

    def loss(self, party: int) -> FloatArray:
        """Return, per state, u_i(s0) less the worst that revocations by others leave."""
        if party not in self._loss:
            deal = self.deal
            value = np.where(deal.feasible, deal.worth[party], np.inf)
            others = deal.reversible & ~deal.own[party]
            worst = lowered(value, bits(others), np.minimum)
            self._loss[party] = deal.worth[party, 0] - worst
        return self._loss[party]

    def worst(self, besides: tuple[int, ...]) -> FloatArray:
        """Return, per state, the largest loss among the parties not in `besides`."""
        if besides not in self._worst:
            found = np.full(self.deal.size, -np.inf)
            for i in self.deal.parties:
                if i not in besides:
                    np.maximum(found, self.loss(i), out=found)
            self._worst[besides] = found
        return self._worst[besides]

    def step(self, step: int, after: IndexArray) -> FloatArray:
        """Return what a step adds to the largest exposure of any party along a road map.

        That is max_i E_i but for the loss of those who withhold nothing when the whole step fails:
        they are then where they were before it, and the step that led there counted that.
        """
        found = self.worst(())[after]
        for part in subsets(step):
            if part != step:
                value = self.worst(self.deal.owners(part))[after ^ part]
                np.maximum(found, value, out=found)
        return found

    def at(self, party: int, step: int, after: IndexArray) -> FloatArray:
        """Return E_i of the step that ends in the states `after`."""
        loss = self.loss(party)
        found = loss[after]
        for part in subsets(step & ~self.deal.own[party]):
            np.maximum(found, loss[after ^ part], out=found)
        return found

    @cached_property
    def capped(self) -> list[int]:
        """The parties that have a cap."""
        return [i for i in self.deal.parties if np.isfinite(self.deal.caps[i])]

    def within(self, step: int, after: IndexArray) -> BoolArray:
        """Return for which of the states `after` the step keeps every cap."""
        ok = np.ones(len(after), dtype=bool)
        for i in self.capped:
            ok &= self.at(i, step, after) <= self.deal.caps[i] + self.deal.tolerance
        return ok


def lowered(value: FloatArray, positions: Iterable[int], choose: np.ufunc) -> FloatArray:
    """Return, per state, the best `value` over the state less any of the measures at `positions`.

    The zeta transform over subsets: one pass per measure.
    """
    found = value.copy()
    for k in positions:
        pairs = found.reshape(-1, 2, 1 << k)
        choose(pairs[:, 1], pairs[:, 0], out=pairs[:, 1])
    return found


def _lowered_some(value: FloatArray, positions: Iterable[int]) -> FloatArray:
    """Return the max of `value` over the state less one or more of the measures at `positions`."""
    some = np.full_like(value, -np.inf)
    for k in positions:
        pairs, whole = some.reshape(-1, 2, 1 << k), value.reshape(-1, 2, 1 << k)
        best = np.maximum(pairs[:, 0], whole[:, 0])
        np.maximum(pairs[:, 1], best, out=pairs[:, 1])
    return some
