"""Simultaneous sanctioning (Fraser and Hipel 1984), for states that are option vectors.

It comes after the sequential analysis. Let q be sequentially unstable for two or more parties. For
each such party A: if for every improvement a of A from q some of the other such parties have
improvements b, c, ... from q whose changes, made together with a, lead to a feasible state that A
does not prefer to q, then q becomes stable for A. Only A's mark changes; each party is judged
separately.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from standoff.errors import NotDefined
from standoff.stability.graph_model import GraphModel
from standoff.states import ArcsSpace

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
        If states are not single option vectors, or a move changes options of others.
    """
    join = _joiner(graph)
    judged = _to_judge(graph, sequential)
    found = [np.zeros(graph.space.cells, dtype=bool) for _ in sequential]
    total, done = max(1, sum(int(work.sum()) for work in judged.work)), 0
    for i, (states, work) in enumerate(zip(judged.states, judged.work, strict=True)):
        ends = np.cumsum(work)
        first = 0
        while first < len(states):
            budget = (ends[first - 1] if first else 0) + CHUNK
            last = max(first + 1, int(np.searchsorted(ends, budget)))
            part = states[first:last]
            found[i][part] = _all_sanctioned(graph, judged.unstable, i, part, join)
            done += int(work[first:last].sum())
            first = last
            if progress:
                progress(done / total)
    return found


def joint_moves(graph: GraphModel, sequential: list[BoolArray]) -> int:
    """Return how many joint moves simultaneous sanctioning must look at, at most."""
    return sum(int(work.sum()) for work in _to_judge(graph, sequential).work)


class _Judged(NamedTuple):
    """Per party: where it is unstable, the states to be judged, and the joint moves of each."""

    unstable: list[BoolArray]
    states: list[IndexArray]
    work: list[IndexArray]


def _to_judge(graph: GraphModel, sequential: list[BoolArray]) -> _Judged:
    unstable = [graph.feasible & ~s for s in sequential]
    several = np.add.reduce([u.astype(np.uint8) for u in unstable]) >= 2
    place = np.cumsum(several) - 1
    ways = [_improvement_counts(graph, i, np.flatnonzero(several)) for i in graph.space.parties]
    states, work = [], []
    for i in graph.space.parties:
        judged = np.flatnonzero(unstable[i] & several)
        count = ways[i][place[judged]].astype(float)
        for j in graph.others(i):
            count *= np.where(unstable[j][judged], 1 + ways[j][place[judged]], 1)
        states.append(judged)
        work.append(np.minimum(count, 1e15).astype(np.int64))
    return _Judged(unstable, states, work)


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
    join: _Join,
) -> BoolArray:
    """Return for which states every improvement of `party` has a joint move that sanctions it.

    The others join one after another. An improvement that some joint move sanctions is settled,
    and its joint moves are not carried on.
    """
    rank = graph.scores[party].rank.reshape(-1)
    rows, targets = graph.improvements[party].arcs(states)
    met = np.zeros(len(rows), dtype=bool)
    # A table of joint moves: the improvement that each belongs to, and what it changes.
    improvement, change = np.arange(len(rows)), join.change(states[rows], targets)
    for j in graph.others(party):
        willing = np.flatnonzero(unstable[j][states])
        their_rows, ends = graph.improvements[j].arcs(states[willing])
        theirs = join.change(states[willing][their_rows], ends)
        counts = np.bincount(willing[their_rows], minlength=len(states))
        entry, which = _each_with_each(rows[improvement], counts)
        added = join.both(change[entry], theirs[which])
        base = states[rows[improvement[entry]]]
        end = join.end(base, added)
        met[improvement[entry[(end >= 0) & (rank[end] <= rank[base])]]] = True
        improvement = np.concatenate([improvement, improvement[entry]])
        change = np.concatenate([change, added])
        open_ = ~met[improvement]
        improvement, change = improvement[open_], change[open_]
    return np.asarray(np.bincount(rows[~met], minlength=len(states)) == 0)


def _each_with_each(home: IndexArray, counts: IndexArray) -> tuple[IndexArray, IndexArray]:
    """Pair every entry with all items of its home.

    Parameters
    ----------
    home : (m,) array
        The home of each entry.
    counts : array
        Items per home; items are numbered home by home.

    Returns
    -------
    entry, item : arrays of the same length

    Examples
    --------
    >>> entry, item = _each_with_each(np.array([0, 1, 1]), np.array([1, 2]))
    >>> entry.tolist(), item.tolist()
    ([0, 1, 1, 2, 2], [0, 1, 2, 1, 2])
    """
    size = counts[home]
    entry = np.repeat(np.arange(len(home)), size)
    nth = np.arange(len(entry)) - np.repeat(np.cumsum(size) - size, size)
    return entry, (np.cumsum(counts) - counts)[home[entry]] + nth


class _Join:
    """How changes from one state add up: differences of flat indices along the axes."""

    def __init__(self, graph: GraphModel) -> None:
        self.feasible = graph.feasible

    def change(self, base: IndexArray, target: IndexArray) -> IndexArray:
        """Return what takes each base to its target."""
        return target - base

    def both(self, one: IndexArray, other: IndexArray) -> IndexArray:
        """Return the two changes together."""
        return one + other

    def end(self, base: IndexArray, change: IndexArray) -> IndexArray:
        """Return the flat index of the state reached, -1 where it is infeasible."""
        found = base + change
        return np.where(self.feasible[found], found, -1)


class _JoinVectors(_Join):
    """The same for states listed by their vectors: the options that change."""

    def __init__(self, space: ArcsSpace) -> None:
        self.vectors = space.vectors
        self.order = np.argsort(space.vectors)

    def change(self, base: IndexArray, target: IndexArray) -> IndexArray:
        return self.vectors[base] ^ self.vectors[target]

    def both(self, one: IndexArray, other: IndexArray) -> IndexArray:
        return one ^ other

    def end(self, base: IndexArray, change: IndexArray) -> IndexArray:
        wanted = self.vectors[base] ^ change
        place = np.searchsorted(self.vectors, wanted, sorter=self.order)
        found = self.order[np.minimum(place, len(self.order) - 1)]
        return np.where(self.vectors[found] == wanted, found, -1)


def _joiner(graph: GraphModel) -> _Join:
    space, hint = graph.space, "leave sim out of the concepts"
    if not isinstance(space, ArcsSpace):
        return _Join(graph)
    if len(space.vectors) != space.count:
        kind = "merged states" if len(space.vectors) else "states without options"
        raise NotDefined(f"simultaneous sanctioning is not defined for {kind}", hint)
    for i, party in enumerate(graph.model.parties):
        own = sum(1 << graph.model.options.index(f"{party.id}.{o.id}") for o in party.options)
        rows, targets = graph.moves[i].arcs(np.arange(space.count))
        if ((space.vectors[rows] ^ space.vectors[targets]) & ~own).any():
            message = f"a move of {party.id!r} changes options of others: joint moves are undefined"
            raise NotDefined(message, hint)
    return _JoinVectors(space)
