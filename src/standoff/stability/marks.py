"""Which states are stable for whom, under a concept."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from standoff.stability.concepts import CONCEPTS, Concept
from standoff.stability.deviation import stable
from standoff.stability.graph_model import GraphModel
from standoff.stability.sim import sanctioned_together

BoolArray = NDArray[np.bool_]
Progress = Callable[[float], None]


def stability(
    graph: GraphModel,
    concept: Concept,
    progress: Progress | None = None,
    sequential: list[BoolArray] | None = None,
) -> list[BoolArray]:
    """Return, for each party, where the states are stable under a concept.

    Parameters
    ----------
    graph : GraphModel
    concept : Concept
    progress : callable, optional
        Is told the share of the work done.
    sequential : list of bool arrays, optional
        What this function returns for SEQ, where it is known already; SIM begins with it.

    Returns
    -------
    list of (cells,) bool arrays
        False in infeasible cells.

    Raises
    ------
    NotDefined
        If the concept has no meaning for the model.
    """
    if concept.simultaneous:
        sequential = sequential or stability(graph, CONCEPTS["seq"])
        joint = sanctioned_together(graph, sequential, progress)
        return [s | j for s, j in zip(sequential, joint, strict=True)]
    found = []
    for i in graph.space.parties:
        found.append(stable(graph, i, concept))
        if progress:
            progress((i + 1) / len(graph.space.parties))
    return found


def marks(graph: GraphModel, concept: Concept, at: int) -> list[bool]:
    """Return, for each party, whether one state is stable under a concept."""
    if not concept.simultaneous:
        return [bool(stable(graph, i, concept)[at]) for i in graph.space.parties]
    sequential = stability(graph, CONCEPTS["seq"])
    alone = [s | ~_only(graph, at) for s in sequential]  # judge this state, no other
    joint = sanctioned_together(graph, alone)
    return [bool(s[at] | j[at]) for s, j in zip(sequential, joint, strict=True)]


def _only(graph: GraphModel, at: int) -> BoolArray:
    one = np.zeros(graph.space.cells, dtype=bool)
    one[at] = True
    return one
