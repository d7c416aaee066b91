"""Every concept against its matrix form, on more states than sets can handle.

Xu, Hipel, Kilgour and Fang (2018), Conflict Resolution Using the Graph Model, Springer, chapter 4:
reachability matrices by steps and last mover; a state is stable where a diagonal is zero. The
matrix of states that are not preferred includes the diagonal here, since a sanction may lead back
to the state itself.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from numpy.typing import NDArray

from standoff.model import Standoff
from standoff.stability import CONCEPTS, GraphModel, stability
from standoff.states import Relation
from standoff.testing import graph_standoffs, merged_standoffs, random_standoff

Matrix = NDArray[np.bool_]


@given(merged_standoffs(conditional=True) | graph_standoffs(max_states=14))
def test_small_models(model: Standoff) -> None:
    check(model)


@pytest.mark.parametrize("shape", [(4, 4), (3, 2, 2), (2, 2, 2, 1), (1, 1, 1, 1, 1, 1)])
def test_larger_models(shape: tuple[int, ...]) -> None:
    check(random_standoff(shape, seed=1, ties=0.5))
    check(random_standoff(shape, seed=2, infeasible=0.3, irreversible=0.5, ties=0.8))


def check(model: Standoff) -> None:
    graph = GraphModel(model)
    cells = np.flatnonzero(graph.feasible)
    for concept in ("nash", "gmr", "smr", "seq", "sseq"):
        found = stability(graph, CONCEPTS[concept])
        for i in graph.space.parties:
            assert np.array_equal(found[i][cells], by_matrices(graph, i, concept, cells))


def by_matrices(graph: GraphModel, i: int, concept: str, cells: NDArray[np.int64]) -> Matrix:
    """Where the diagonal of the stability matrix is zero."""
    u = graph.scores[i].rank.reshape(-1)[cells]
    preferred, worse_or_same = u[None, :] > u[:, None], u[None, :] <= u[:, None]
    moves = adjacency(graph.moves[i], cells)
    improvements = moves & preferred
    if concept == "nash":
        return ~improvements.any(axis=1)
    table = graph.moves if concept in ("gmr", "smr") else graph.improvements
    joint = joint_moves([adjacency(table[j], cells) for j in graph.others(i)], len(cells))
    sanctions = worse_or_same.T
    if concept in ("smr", "sseq"):
        sanctions = sanctions & ~times(moves, preferred.T)
    open_ = times(improvements, ~times(joint, sanctions))
    return ~np.diagonal(open_)


def adjacency(relation: Relation, cells: NDArray[np.int64]) -> Matrix:
    rows, targets = relation.arcs(cells)
    found = np.zeros((len(cells), len(cells)), dtype=bool)
    found[rows, np.searchsorted(cells, targets)] = True
    return found


def times(left: Matrix, right: Matrix) -> Matrix:
    return left.astype(np.float32) @ right.astype(np.float32) > 0


def joint_moves(steps: list[Matrix], size: int) -> Matrix:
    """Which states legal sequences reach: one matrix per last mover, grown step by step."""
    reached = [step.copy() for step in steps]
    while True:
        grown = []
        for j, step in enumerate(steps):
            others = [found for k, found in enumerate(reached) if k != j]
            before = np.logical_or.reduce([np.zeros((size, size), dtype=bool), *others])
            grown.append(reached[j] | times(before, step))
        if all(np.array_equal(a, b) for a, b in zip(grown, reached, strict=True)):
            return np.logical_or.reduce([np.zeros((size, size), dtype=bool), *reached])
        reached = grown
