"""The graph model of a standoff: its states, moves and scores together."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from standoff.model import Standoff
from standoff.preferences import Score
from standoff.preferences import scores as scored
from standoff.states import Relation, StateSpace, state_space


class GraphModel:
    """States, moves and preferences, ready for analysis.

    Parameters
    ----------
    model : Standoff
        With preferences for every party; apply a reading first.
    space : StateSpace, optional
        The model's, where it is built already, or copies of it.
    scores : tuple of Score, optional
        Other scores than those of the model's preferences.

    Attributes
    ----------
    space : StateSpace
    scores : tuple of Score, one per party
    moves, improvements : list of Relation, one per party
    """

    def __init__(
        self,
        model: Standoff,
        space: StateSpace | None = None,
        scores: tuple[Score, ...] | None = None,
    ) -> None:
        self.model = model
        self.space: StateSpace = space if space is not None else state_space(model)
        self.scores: tuple[Score, ...] = scores if scores is not None else scored(self.space)
        self._reached: dict[tuple[int, bool], NDArray[np.bool_]] = {}

    @cached_property
    def moves(self) -> list[Relation]:
        """The unilateral moves of each party."""
        return [self.space.moves(i) for i in self.space.parties]

    @cached_property
    def improvements(self) -> list[Relation]:
        """The unilateral improvements of each party."""
        return [self.space.improvements(i, self.scores[i].rank) for i in self.space.parties]

    def reached(self, start: int, *, improving: bool) -> NDArray[np.bool_]:
        """Return, flat, which states legal sequences of all parties reach from `start`."""
        key = (start, improving)
        if key not in self._reached:
            relations = self.improvements if improving else self.moves
            self._reached[key] = self.space.reachable(relations, start).reshape(-1)
        return self._reached[key]

    def others(self, party: int) -> list[int]:
        """Return the other parties."""
        return [j for j in self.space.parties if j != party]

    @property
    def feasible(self) -> NDArray[np.bool_]:
        """Which cells are states, flat."""
        if self.space.feasible is None:
            return np.ones(self.space.cells, dtype=bool)
        return self.space.feasible.reshape(-1)
