"""One road map looked at closely: every breach at every step, and what is left of each slack."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from standoff.road_maps.deal import Deal, FloatArray, bits, subsets


@dataclass(frozen=True)
class Breach:
    """One way in which a party can break a road map at a step.

    Parameters
    ----------
    state : int
        What is in force while the breach stays unanswered.
    after : int
        What is left when retaliation has answered it.
    now, later : float
        The party's worth per period in the two.
    """

    state: int
    after: int
    now: float
    later: float


@dataclass(frozen=True, eq=False)
class Course:
    """A deal and the states s_0, ..., s_T that a road map passes.

    Unlike what the search finds, a course may take a measure back on the way.

    Parameters
    ----------
    deal : Deal
    states : tuple of int
        From the status quo to the end.
    """

    deal: Deal
    states: tuple[int, ...]

    @property
    def length(self) -> int:
        """The number of steps."""
        return len(self.states) - 1

    @cached_property
    def worth(self) -> FloatArray:
        """Worth of each party in each state, (n, T + 1)."""
        return self.deal.worth[:, list(self.states)]

    def breaches(self, party: int, step: int) -> list[Breach]:
        """Return the undominated breaches of a party at a step; step T + 1 is staying at the end.

        One breach dominates another when it is worth at least as much now and later.
        """
        return self._breaches[party][step - 1]

    def every_breach(self, party: int, step: int) -> list[Breach]:
        """Return all breaches of a party at a step, each distinct outcome once."""
        pairs = [*pairwise(self.states), (self.states[-1],) * 2]
        return list(dict.fromkeys(self._all_breaches(party, *pairs[step - 1])))

    @cached_property
    def _breaches(self) -> list[list[list[Breach]]]:
        pairs = [*pairwise(self.states), (self.states[-1],) * 2]
        return [
            [_undominated(list(self._all_breaches(i, *pair))) for pair in pairs]
            for i in self.deal.parties
        ]

    def _all_breaches(self, party: int, before: int, after: int) -> Iterator[Breach]:
        deal = self.deal
        withheld = (before ^ after) & deal.own[party]
        revocable = before & after & deal.own[party] & deal.reversible
        for part in (*subsets(withheld | revocable), 0):
            state = after ^ part
            if deal.feasible[state]:
                revoked = deal.revoked(deal.issues_of(part))
                left = int(deal.breakdown(revoked)[state])
                worth = deal.worth[party]
                yield Breach(state, left, float(worth[state]), float(worth[left]))

    def exposure(self, party: int, step: int) -> float:
        """Return what the party loses per period, below the status quo, if others breach a step."""
        worth = self.deal.worth[party]
        return float(worth[0] - worth[self.lapses(party, step)].min())

    def lapses(self, party: int, step: int) -> list[int]:
        """Return the states in which breaches of a step by others can leave the party."""
        deal = self.deal
        before, after = self.states[step - 1], self.states[step]
        others = ((before ^ after) | (before & after & deal.reversible)) & ~deal.own[party]
        states = (after ^ part for part in (*subsets(others), 0))
        return [state for state in states if deal.feasible[state]]

    def exposures(self) -> FloatArray:
        """Return the exposure of each party at each step, (n, T)."""
        steps = range(1, self.length + 1)
        return np.array([[self.exposure(i, t) for t in steps] for i in self.deal.parties])

    def values(self, patience: FloatArray) -> FloatArray:
        """Return W_i(t), the value of arriving at each state, (n, T + 1)."""
        found = self.worth.copy()
        for t in range(self.length - 1, -1, -1):
            found[:, t] = (1 - patience) * self.worth[:, t] + patience * found[:, t + 1]
        return found

    def hostages(self, party: int, weight: float) -> list[tuple[int, float]]:
        """Return the measures of others that fall with the party's best breach at the end.

        They hold the party to the last step.

        Parameters
        ----------
        party : int
        weight : float
            Of what follows the breach against the breach itself.

        Returns
        -------
        list of (measure, gain)
            What each of them by itself gives the party per period, the largest first.
        """
        deal, end = self.deal, self.states[-1]
        breaches = self.breaches(party, self.length + 1)
        best = max(breaches, key=lambda b: (1 - weight) * b.now + weight * b.later)
        fallen = end & ~best.after & ~deal.own[party]
        worth = deal.worth[party]
        gains = [
            (k, float(worth[end] - worth[end ^ 1 << k]))
            for k in bits(fallen)
            if deal.feasible[end ^ 1 << k]
        ]
        return sorted((g for g in gains if g[1] > deal.tolerance), key=lambda g: -g[1])


def course(deal: Deal, steps: Sequence[int]) -> Course:
    """Return the course of steps given as masks of the measures that change."""
    states = [0]
    for step in steps:
        states.append(states[-1] ^ step)
    return Course(deal, tuple(states))


def _undominated(breaches: list[Breach]) -> list[Breach]:
    """Return the breaches that no other one equals or beats now and later, best now first."""
    kept: list[Breach] = []
    for breach in sorted(breaches, key=lambda b: (-b.now, -b.later)):
        if not kept or breach.later > kept[-1].later:
            kept.append(breach)
    return kept
