"""Simultaneous sanctioning (Fraser and Hipel 1984), for states that are option vectors.

It comes after the sequential analysis. Let q be sequentially unstable for two or more parties. For
each such party A: if for every improvement a of A from q some of the other such parties have
improvements b, c, ... from q whose changes, made together with a, lead to a feasible state that A
does not prefer to q, then q becomes stable for A. Only A's mark changes; each party is judged
separately.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from standoff.errors import NotDefined
from standoff.stability.graph_model import GraphModel
from standoff.states import ArcsSpace, AxesSpace

BoolArray = NDArray[np.bool_]
IndexArray = NDArray[np.int64]
CHUNK = 1 << 21
Progress = Callable[[float], None]


def sanctioned_together(
    graph: GraphModel, sequential: list[BoolArray], progress: Progress | None = None
) -> list[BoolArray]:
    """Return, per party, the states that simultaneous sanctioning makes stable for it.

    Parameters
    ----------
    graph : GraphModel
    sequential : one flat bool array per party
        Where each state is sequentially stable.
    progress : callable, optional
        Is told the share of the work done.

    Raises
    ------
    NotDefined
        If states are not single option vectors.
    """
    together = _joiner(graph)
    unstable = [graph.feasible & ~s for s in sequential]
    several = np.add.reduce([u.astype(np.uint8) for u in unstable]) >= 2
    found = [np.zeros(graph.space.cells, dtype=bool) for _ in unstable]
    work = [combinations(graph, sequential, i) for i in graph.space.parties]
    total, done = max(1, sum(int(w.sum()) for w in work)), 0
    for i in graph.space.parties:
        states = np.flatnonzero(unstable[i] & several)
        ends = np.cumsum(work[i])
        first = 0
        while first < len(states):
            budget = (ends[first - 1] if first else 0) + CHUNK
            last = max(first + 1, int(np.searchsorted(ends, budget)))
            part = states[first:last]
            found[i][part] = _all_sanctioned(graph, unstable, i, part, together)
            done += int(work[i][first:last].sum())
            first = last
            if progress:
                progress(done / total)
    return found


def combinations(graph: GraphModel, sequential: list[BoolArray], party: int) -> IndexArray:
    """Return, per state to be judged for `party`, how many joint moves must be looked at."""
    unstable = [graph.feasible & ~s for s in sequential]
    several = np.add.reduce([u.astype(np.uint8) for u in unstable]) >= 2
    states = np.flatnonzero(unstable[party] & several)
    count = np.ones(len(states))
    for j in graph.space.parties:
        ways = _improvement_counts(graph, j, states)
        count *= ways if j == party else np.where(unstable[j][states], 1 + ways, 1)
    return np.minimum(count, 1e15).astype(np.int64)


def _improvement_counts(graph: GraphModel, party: int, states: IndexArray) -> IndexArray:
    counts = np.zeros(len(states), dtype=np.int64)
    for first in range(0, len(states), 1 << 15):
        part = states[first : first + (1 << 15)]
        rows, _ = graph.improvements[party].arcs(part)
        counts[first : first + len(part)] = np.bincount(rows, minlength=len(part))
    return counts


def _all_sanctioned(
    graph: GraphModel,
    unstable: list[BoolArray],
    party: int,
    states: IndexArray,
    together: Callable[[IndexArray, IndexArray], IndexArray],
) -> BoolArray:
    """Return for which states every improvement of `party` has a joint move that sanctions it."""
    rank = graph.scores[party].rank.reshape(-1)
    rows, targets = graph.improvements[party].arcs(states)
    # A table of joint moves: the improvement it belongs to, its state so far, who has joined.
    improvement, at = np.arange(len(rows)), targets - states[rows]
    joined = np.zeros(len(rows), dtype=bool)
    for j in graph.others(party):
        willing = np.flatnonzero(unstable[j][states])
        their_rows, ends = graph.improvements[j].arcs(states[willing])
        steps = ends - states[willing][their_rows]
        counts = np.bincount(willing[their_rows], minlength=len(states))
        starts = np.cumsum(counts) - counts
        home = rows[improvement]
        repeat = np.repeat(np.arange(len(improvement)), counts[home])
        nth = np.arange(len(repeat)) - np.repeat(np.cumsum(counts[home]) - counts[home], counts[home])
        step = steps[starts[home[repeat]] + nth]
        improvement = np.concatenate([improvement, improvement[repeat]])
        at = np.concatenate([at, at[repeat] + step])
        joined = np.concatenate([joined, np.ones(len(repeat), dtype=bool)])
    improvement, at = improvement[joined], at[joined]
    base = states[rows[improvement]]
    end = together(base, at)
    sanctions = (end >= 0) & (rank[end] <= rank[base])
    met = np.zeros(len(rows), dtype=bool)
    met[improvement[sanctions]] = True
    return np.asarray(np.bincount(rows[~met], minlength=len(states)) == 0)


def _joiner(graph: GraphModel) -> Callable[[IndexArray, IndexArray], IndexArray]:
    """Return the function that adds changes to states: flat index of the joint state, or -1."""
    space = graph.space
    if isinstance(space, AxesSpace):
        feasible = graph.feasible

        def along_axes(base: IndexArray, change: IndexArray) -> IndexArray:
            end = base + change
            return np.where(feasible[end], end, -1)

        return along_axes
    raise NotDefined(
        "simultaneous sanctioning is not defined for merged states, conditional moves or graph form"
        if isinstance(space, ArcsSpace)
        else "simultaneous sanctioning needs option vectors",
        "leave sim out of the concepts",
    )
