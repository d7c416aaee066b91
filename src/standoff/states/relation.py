"""What every analysis asks of moves: the best and the worst of a value over them."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int32]
IndexArray = NDArray[np.int64]

NEVER = np.int32(2**31 - 1)
"""The worst of nothing. The best of nothing is ``-NEVER``."""


class Relation(ABC):
    """The moves, or the improvements, of one party.

    Values `v` are int32 arrays of the space's shape. Where a cell is infeasible, `v` holds
    ``NEVER`` for `worst` and ``-NEVER`` or less than any feasible value for `best`.
    """

    @abstractmethod
    def worst(self, v: IntArray) -> IntArray:
        """Return min of v over the targets from each state; ``NEVER`` where there is none."""

    def best(self, v: IntArray) -> IntArray:
        """Return max of v over the targets from each state; ``-NEVER`` where there is none."""
        worst = self.worst(np.negative(v))
        return np.negative(worst, out=worst)

    def relax(self, v: IntArray) -> bool:
        """Lower v in place to the least of itself and `worst`; tell whether anything fell."""
        worst = self.worst(v)
        fell = bool((worst < v).any())
        np.minimum(v, worst, out=v)
        return fell

    @abstractmethod
    def arcs(self, states: IndexArray) -> tuple[IndexArray, IndexArray]:
        """Return every move from the given states.

        Parameters
        ----------
        states : (m,) array
            Flat indices of feasible states.

        Returns
        -------
        rows, targets : (k,) arrays
            Position in `states` of the state left, and flat index of the state reached; sorted
            by row.
        """

    @abstractmethod
    def reverse(self) -> Relation:
        """Return the relation with every arc turned round."""
