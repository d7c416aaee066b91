"""Stability of one state at a time, by looking only at what moves from it lead to."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from standoff.stability.concepts import Concept
from standoff.stability.deviation import answers
from standoff.stability.graph_model import GraphModel
from standoff.states import Relation

IndexArray = NDArray[np.int64]
REACHED = 1 << 13
"""States that the answers to one improvement may reach before all states are judged instead."""


def stable_at(graph: GraphModel, party: int, concept: Concept, at: int) -> bool | None:
    """Return whether one state is stable for a party; None if too many states must be looked at.

    The same as `deviation.stable` at that state, for spaces in which moves are transitive and
    concepts other than SIM.

    Parameters
    ----------
    graph : GraphModel
        In option form without conditions or merged states.
    at : int
        Flat index.
    """
    rank = graph.scores[party].rank.reshape(-1)
    _, targets = graph.improvements[party].arcs(np.array([at]))
    relations = answers(graph, party, concept)
    for target in targets[np.argsort(-rank[targets], kind="stable")].tolist():
        sanctioned = _sanctioned(graph, party, concept, relations, target, int(rank[at]))
        if not sanctioned:
            return sanctioned
    return True


def _sanctioned(
    graph: GraphModel,
    party: int,
    concept: Concept,
    relations: Sequence[Relation],
    target: int,
    level: int,
) -> bool | None:
    """Return whether answers lead from a state to one that is worth at most `level`."""
    seen = np.zeros(graph.space.cells, dtype=bool)
    seen[target] = True
    frontier, reached = np.array([target]), 0
    while len(frontier) and relations:
        reached += len(frontier)
        if reached > REACHED:
            return None
        ends = np.concatenate([relation.arcs(frontier)[1] for relation in relations])
        frontier = np.unique(ends[~seen[ends]])
        seen[frontier] = True
        if (_outcomes(graph, party, concept, frontier) <= level).any():
            return True
    return False


def _outcomes(graph: GraphModel, party: int, concept: Concept, states: IndexArray) -> IndexArray:
    """Return what states are worth to the party when the answers end there."""
    rank = graph.scores[party].rank.reshape(-1)
    found = rank[states].astype(np.int64)
    if concept.last_word and len(states):
        rows, targets = graph.moves[party].arcs(states)
        np.maximum.at(found, rows, rank[targets])
    return found
