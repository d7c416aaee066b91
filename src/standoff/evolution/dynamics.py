"""Improvement dynamics: who may act next from a state, and where they go."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations, permutations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from standoff.errors import StandoffError, unknown
from standoff.stability.graph_model import GraphModel
from standoff.stability.summary import undominated
from standoff.states import AxesSpace

IndexArray = NDArray[np.int64]
MODES = ("best", "any")
JOINT = 1 << 21
WAYS = 1 << 10  # guessed number of joint moves per state where only arcs are known


@dataclass(frozen=True)
class Dynamics:
    """How the parties move on.

    Parameters
    ----------
    mode : {"best", "any"}
        The acting party goes to its best reachable state (ties equally likely), or to any of its
        improvements (equally likely). A group goes to a joint improvement that no other joint
        improvement of it dominates for its members, or to any.
    agreements : int
        Largest number of parties that may move together, 1 for none. In a joint move every member
        changes options of its own, and every member strictly prefers the end.
    rates : mapping of party id to float
        How readily a party acts, 1 unless given. Of those that have an improvement each acts next
        with probability proportional to its rate; a group has the mean of its members' rates.
    """

    mode: str = "best"
    agreements: int = 1
    rates: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise unknown("mode", self.mode, MODES)
        if self.agreements < 1:
            raise StandoffError(
                f"agreements must be 1 or more, not {self.agreements}", "1 means none"
            )
        for party, rate in self.rates.items():
            if not 0 < rate < np.inf:
                raise StandoffError(f"the rate of {party!r} must be a number above 0, not {rate}")


class Transitions(NamedTuple):
    """Arcs of the dynamics: from `states[rows]`, `actors` move to `targets` with `probability`."""

    rows: IndexArray
    actors: IndexArray
    targets: IndexArray
    probability: NDArray[np.float64]


class Actors:
    """The parties and groups that can act, and their moves under the dynamics.

    Attributes
    ----------
    groups : list of tuple of int
        Single parties first, then agreements by size.
    """

    def __init__(self, graph: GraphModel, dynamics: Dynamics) -> None:
        for party in dynamics.rates:
            if party not in graph.model.party_ids:
                raise unknown("party", party, graph.model.party_ids)
        self.graph, self.dynamics = graph, dynamics
        parties = list(graph.space.parties)
        largest = min(dynamics.agreements, len(parties))
        self.groups = [g for k in range(1, largest + 1) for g in combinations(parties, k)]
        rates = [dynamics.rates.get(name, 1.0) for name in graph.model.party_ids]
        self.rates = np.array([np.mean([rates[i] for i in g]) for g in self.groups])

    def transitions(self, states: IndexArray) -> Transitions:
        """Return the next steps from the given states.

        Parameters
        ----------
        states : (m,) array
            Flat indices of feasible states.
        """
        parts = []
        for actor, group in enumerate(self.groups):
            rows, targets = self._choices(group, states)
            parts.append((rows, np.full(len(rows), actor), targets))
        rows, actors, targets = (np.concatenate(column) for column in zip(*parts, strict=True))
        order = np.argsort(rows, kind="stable")
        rows, actors, targets = rows[order], actors[order], targets[order]
        choices = np.zeros((len(states), len(self.groups)))
        np.add.at(choices, (rows, actors), 1)
        acting = (choices > 0) * self.rates
        total = acting.sum(axis=1)
        chance = acting[rows, actors] / total[rows] / choices[rows, actors]
        return Transitions(rows, actors, targets, chance)

    def _choices(self, group: tuple[int, ...], states: IndexArray) -> tuple[IndexArray, IndexArray]:
        """Return where a party or group may go from the states when it acts."""
        if len(group) == 1:
            rows, targets = self.graph.improvements[group[0]].arcs(states)
        else:
            rows, targets = self._joint_improvements(group, states)
        if self.dynamics.mode == "any" or not len(rows):
            return rows, targets
        ranks = np.stack([self.graph.scores[i].rank.reshape(-1)[targets] for i in group])
        keep = _best(rows, ranks[0]) if len(group) == 1 else _undominated(rows, ranks)
        return rows[keep], targets[keep]

    def _joint_improvements(
        self, group: tuple[int, ...], states: IndexArray
    ) -> tuple[IndexArray, IndexArray]:
        """Return the joint improvements, in parts so that the table of joint moves stays small."""
        space = self.graph.space
        ways = math.prod(space.shape[i] for i in group) if isinstance(space, AxesSpace) else WAYS
        size = max(1, JOINT // ways)
        parts = [
            self._improving(group, states[k : k + size], k) for k in range(0, len(states), size)
        ]
        return np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])

    def _improving(
        self, group: tuple[int, ...], states: IndexArray, first: int
    ) -> tuple[IndexArray, IndexArray]:
        space = self.graph.space
        if isinstance(space, AxesSpace):
            rows, targets = _together(space, group, states)
        else:
            rows, targets = self._in_turn(group, states)
        better = np.ones(len(rows), dtype=bool)
        for i in group:
            rank = self.graph.scores[i].rank.reshape(-1)
            better &= rank[targets] > rank[states[rows]]
        return rows[better] + first, targets[better]

    def _in_turn(self, group: tuple[int, ...], states: IndexArray) -> tuple[IndexArray, IndexArray]:
        """Return the ends of sequences in which every member moves once, in any order."""
        ends = []
        for order in permutations(group):
            rows, targets = np.arange(len(states)), states
            for party in order:
                step, reached = self.graph.moves[party].arcs(targets)
                rows, targets = rows[step], reached
            ends.append(np.stack([rows, targets], axis=1))
        pairs = np.unique(np.concatenate(ends), axis=0)
        pairs = pairs[pairs[:, 1] != states[pairs[:, 0]]]
        return pairs[:, 0], pairs[:, 1]


def _together(
    space: AxesSpace, group: tuple[int, ...], states: IndexArray
) -> tuple[IndexArray, IndexArray]:
    """Return the ends of simultaneous changes of strategy by every member."""
    rows, targets = np.arange(len(states)), states
    for party in group:
        step, reached = space.axis(party).steps(targets)
        rows, targets = rows[step], reached
    if space.feasible is not None:
        keep = space.feasible.reshape(-1)[targets]
        rows, targets = rows[keep], targets[keep]
    return rows, targets


def _best(rows: IndexArray, rank: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Return which entries have the highest rank of their row."""
    top = np.full(rows[-1] + 1, -1, dtype=np.int64)
    np.maximum.at(top, rows, rank)
    return np.asarray(rank == top[rows])


def _undominated(rows: IndexArray, ranks: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Return which entries no entry of the same row dominates.

    Parameters
    ----------
    rows : (m,) array, rising
    ranks : (members, m) array
    """
    keep = np.ones(len(rows), dtype=bool)
    starts = np.flatnonzero(np.diff(rows, prepend=-1))
    for first, last in zip(starts, [*starts[1:], len(rows)], strict=True):
        block = ranks[:, first:last]
        keep[first:last] = undominated(block.T)
    return keep
