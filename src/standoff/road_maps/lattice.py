"""The steps that order, rules and exposure caps allow, layer by layer."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise

import numpy as np

from standoff.road_maps.breaches import Exposure
from standoff.road_maps.deal import BoolArray, Deal, IndexArray


class Lattice:
    """The states from which steps lead, in layers of as many measures in force.

    Every step leads to a higher layer, so one pass from the top meets every state after all that
    can follow it.

    Parameters
    ----------
    deal : Deal

    Attributes
    ----------
    allowed : (steps, 2**M) bool array
        Which step may be taken in which state.
    layers : list of int arrays
        The states that can be reached from the status quo, by number of measures in force.
    """

    def __init__(self, deal: Deal) -> None:
        self.deal = deal
        self.exposure = Exposure(deal)
        self.allowed = self._allowed()
        self.layers = self._reached()

    def _allowed(self) -> BoolArray:
        deal = self.deal
        every = np.arange(deal.size)
        found = np.zeros((len(deal.steps), deal.size), dtype=bool)
        for k, (step, need) in enumerate(zip(deal.steps, deal.needs, strict=True)):
            np.equal(every & (step | need), need, out=found[k])
            if not self._free:
                before = np.flatnonzero(found[k] & deal.feasible)
                ok = deal.feasible[before | step] & self.exposure.within(step, before | step)
                found[k] = False
                found[k, before[ok]] = True
        return found

    @cached_property
    def _free(self) -> bool:
        """Whether neither rules nor caps exclude a step."""
        return bool(self.deal.feasible.all()) and not self.exposure.capped

    def _reached(self) -> list[IndexArray]:
        count = np.bitwise_count(np.arange(self.deal.size))
        order = np.argsort(count, kind="stable")
        edges = np.searchsorted(count[order], np.arange(len(self.deal.measures) + 2))
        if self._free and self._any_order:
            return [order[low:high] for low, high in pairwise(edges)]
        reached = np.zeros(self.deal.size, dtype=bool)
        reached[0] = True
        layers: list[IndexArray] = []
        for low, high in pairwise(edges):
            layer = order[low:high]
            layer = layer[reached[layer]]
            for k, step in enumerate(self.deal.steps):
                reached[layer[self.allowed[k, layer]] | step] = True
            layers.append(layer)
        return layers

    @property
    def _any_order(self) -> bool:
        """Whether every measure may be taken by itself at any time."""
        steps = zip(self.deal.steps, self.deal.needs, strict=True)
        return {step for step, need in steps if not need} >= {
            1 << k for k in range(len(self.deal.measures))
        }

    def steps(self, layer: IndexArray) -> Iterator[tuple[int, int, IndexArray, IndexArray]]:
        """Yield, per step, its number, its mask, and the states of a layer before and after it."""
        for k, step in enumerate(self.deal.steps):
            before = layer[self.allowed[k, layer]]
            if len(before):
                yield k, step, before, before | step

    @property
    def leads_there(self) -> bool:
        """Whether allowed steps lead to the endgame, whatever anybody gains."""
        return any(bool(self.deal.targets[layer].any()) for layer in self.layers)

    @property
    def reached(self) -> int:
        """How many states order, rules and caps let a road map pass."""
        return sum(map(len, self.layers))
