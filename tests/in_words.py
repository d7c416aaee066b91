"""The library's answers in the oracle's words: states by name, stability as sets."""

from __future__ import annotations

import math

import numpy as np

from standoff.stability import CONCEPTS, GraphModel, deviation, stability
from standoff.states import StateSpace

from .oracle.conflict import State


def names(space: StateSpace) -> dict[int, State]:
    """What the oracle calls each feasible state, by flat index."""
    cells = np.arange(space.cells)
    if space.feasible is not None:
        cells = np.flatnonzero(space.feasible)
    found: dict[int, State] = {}
    for state in space.describe(cells):
        own_name = space.model.is_graph or state.label in space.model.merge
        found[state.index] = state.label if own_name else state.vector
    return found


def marks(graph: GraphModel, concept: str) -> set[tuple[str, State]]:
    """The (party, state) pairs that the library finds stable."""
    called = names(graph.space)
    every = stability(graph, CONCEPTS[concept])
    return {
        (party, called[int(k)])
        for party, found in zip(graph.model.party_ids, every, strict=True)
        for k in np.flatnonzero(found)
    }


def grades(graph: GraphModel, party: int, concept: str) -> dict[State, float]:
    """The grade of each state for one party; infinite where an improvement goes unsanctioned."""
    found = deviation.grade(graph, party, CONCEPTS[concept])
    return {
        name: math.inf if found[k] == deviation.UNSANCTIONED else int(found[k])
        for k, name in names(graph.space).items()
    }
