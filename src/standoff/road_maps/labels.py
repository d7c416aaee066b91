"""Labels as the searches keep them: all undominated ones, or the best by each of a few measures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from standoff.road_maps.deal import FloatArray, IndexArray
from standoff.road_maps.methods import Method

Path = tuple[int, ...]
"""A road map as the masks of its steps."""


@dataclass(frozen=True, eq=False)
class Labels:
    """The labels of one state with what they cost and the steps that follow.

    Parameters
    ----------
    value : (L, width) array
    cost : (L,) array
        Steps or exposure, where one of them counts beside worth; else zero.
    paths : list of tuple of int
    """

    value: FloatArray
    cost: FloatArray
    paths: list[Path]

    def before(
        self,
        method: Method,
        step: int,
        state: int,
        floor: FloatArray,
        kind: str | None,
        risk: float,
    ) -> Labels:
        """Return the labels of `state` that these give when a step leads here from it."""
        holds = np.asarray((self.value >= floor).all(axis=1))
        here = np.full(int(holds.sum()), state, dtype=np.int32)
        value = method.carry(step, here, self.value[holds].T).T
        cost = self.cost[holds]
        if kind == "steps":
            cost = cost + 1
        elif kind == "exposure":
            cost = np.maximum(cost, risk)
        return Labels(
            value,
            cost,
            [(step, *p) for p, ok in zip(self.paths, holds.tolist(), strict=True) if ok],
        )

    @staticmethod
    def undominated(parts: Sequence[Labels], tolerance: float) -> Labels:
        """Return the labels that no other one equals or beats in every number and in cost."""
        value = np.concatenate([part.value for part in parts])
        cost = np.concatenate([part.cost for part in parts])
        paths = [path for part in parts for path in part.paths]
        rows = np.column_stack([value, -cost])
        order = np.argsort(-rows.sum(axis=1), kind="stable")
        kept: list[int] = []
        while len(order):
            first = order[0]
            kept.append(int(first))
            order = order[1:]
            order = order[(rows[order] > rows[first] + tolerance).any(axis=1)]
        return Labels(value[kept], cost[kept], [paths[k] for k in kept])


class Slots:
    """The best label of every state by each of a few measures of merit.

    Parameters
    ----------
    method : Method
    merits : tuple of str
        ``steps`` (fewest), ``exposure`` (least), ``value`` (largest sum), ``slack`` (largest least
        distance from the best breach), or the position of a party as text.
    """

    def __init__(self, method: Method, merits: Sequence[str]) -> None:
        self.method, self.merits = method, tuple(merits)
        self.costs = tuple(name for name in ("steps", "exposure") if name in merits)
        count, size = len(self.merits), method.deal.size
        self.value = np.full((count, method.width, size), -np.inf)
        self.cost = np.zeros((count, len(self.costs), size))
        self._merit = np.full((2 if self.costs else 1, count, size), -np.inf)
        self._step = np.full((count, size), -1, dtype=np.int32)
        self._slot = np.zeros((count, size), dtype=np.int8)

    def offer(
        self, states: IndexArray, value: FloatArray, cost: FloatArray, came: tuple[int, int]
    ) -> None:
        """Take labels into the slots where they are better than what is there.

        Parameters
        ----------
        states : (L,) int array
        value : (width, L) array
        cost : (costs, L) array
            What `costs` names: how many steps follow, and the largest exposure on them.
        came : tuple
            Step and slot that they come from; step -1 at an end.
        """
        for k, merit in enumerate(self.merits):
            merits = self._merits(merit, states, value, cost)
            now = self._merit[0, k, states]
            better = merits[0] > now
            if len(merits) > 1:
                better |= (merits[0] == now) & (merits[1] > self._merit[1, k, states])
            at = states[better]
            self.value[k][:, at] = value[:, better]
            for place, part in enumerate(cost):
                self.cost[k, place, at] = part[better]
            for place, part in enumerate(merits):
                self._merit[place, k, at] = part[better]
            self._step[k, at] = came[0]
            if len(self.merits) > 1:
                self._slot[k, at] = came[1]

    def _merits(
        self, merit: str, states: IndexArray, value: FloatArray, cost: FloatArray
    ) -> list[FloatArray]:
        """Return the merit of labels, and what decides between equals where costs are kept."""
        costs = dict(zip(self.costs, -cost, strict=True))
        own = costs.pop(merit) if merit in costs else self._worth(merit, states, value)
        return [own, *list(costs.values())[:1]]

    def _worth(self, merit: str, states: IndexArray, value: FloatArray) -> FloatArray:
        if merit == "value":
            return np.asarray((value * self._scale).sum(axis=0)) if len(value) > 1 else value[0]
        if merit == "slack":
            parties = self.method.deal.parties
            low = np.stack([self.method.breaches.best(i)[states] for i in parties])
            return np.asarray(((value - low) * self._scale).min(axis=0))
        return np.asarray(value[int(merit)])

    @cached_property
    def _scale(self) -> FloatArray:
        """One over the spread of each party's worths, so that units do not matter."""
        spread = np.ptp(self.method.deal.worth[:, self.method.deal.feasible], axis=1)
        return np.asarray(1 / np.where(spread > 0, spread, 1)[:, None])

    def path(self, slot: int) -> Path:
        """Return the steps that the label of a slot at the status quo stands for."""
        found, state, steps = [], 0, self.method.deal.steps
        while (k := int(self._step[slot, state])) >= 0:
            slot = int(self._slot[slot, state])
            found.append(steps[k])
            state |= steps[k]
        return tuple(found)
