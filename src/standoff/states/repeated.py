"""Copies of a state space side by side, so that one pass judges many preferences."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from standoff.states.axes import AxesSpace
from standoff.states.lines import Axis


class RepeatedSpace(AxesSpace):
    """A space of shape ``(copies, K_1, ..., K_n)``: nobody moves along the first axis.

    Every operator then works on all copies at once, and each copy may have scores of its own.
    Copy b of state s has the flat index ``b * cells + s``. States keep their names in the space
    that is repeated.

    Parameters
    ----------
    space : AxesSpace
    copies : int
    """

    def __init__(self, space: AxesSpace, copies: int) -> None:
        self.model, self.strategies = space.model, space.strategies
        self.shape = (copies, *space.shape)
        self.feasible = None
        if space.feasible is not None:
            self.feasible = np.repeat(space.feasible[None], copies, axis=0)
        self._moves = {}
        self._single = space

    @cached_property
    def _axes(self) -> list[Axis]:
        single = (self._single.axis(i) for i in self.parties)
        return [Axis(self.shape, a.party + 1, a.pattern, a.reach, self.feasible) for a in single]
