"""The state space of a standoff and its operators."""

from __future__ import annotations

from standoff.model import Standoff
from standoff.states.arcs import ArcsSpace, from_axes, from_moves
from standoff.states.axes import AxesSpace
from standoff.states.relation import NEVER, Relation
from standoff.states.space import State, StateSpace

__all__ = ["NEVER", "ArcsSpace", "AxesSpace", "Relation", "State", "StateSpace", "state_space"]


def state_space(model: Standoff) -> StateSpace:
    """Return the state space of a model: axes where moves are free, arcs where they are not.

    Raises
    ------
    ModelError
        If the rules leave no state, or a merged state is not well defined.
    TooLarge
        If the space is beyond the limits.
    """
    if model.is_graph:
        return from_moves(model)
    axes = AxesSpace(model)
    conditional = any(
        p.move_if or any(o.take_if or o.drop_if for o in p.options) for p in model.parties
    )
    return from_axes(axes) if conditional or model.merge else axes
