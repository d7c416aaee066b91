"""The shortest answer that sanctions an improvement, as a sequence of moves."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from standoff.states import Relation

IndexArray = NDArray[np.int64]
Pair = tuple[int, int]
"""A state and the party that moved last; -1 where it may be any but those that answer."""


def shortest_answer(
    relations: Mapping[int, Relation], start: int, value: NDArray[np.int32], level: int
) -> list[Pair] | None:
    """Return a shortest legal sequence from `start` to a state of `value` at most `level`.

    Breadth first over pairs (state, last mover), so that no party moves twice in succession.
    Among the ends at the same distance the one of least value is taken.

    Parameters
    ----------
    relations : mapping of party to Relation
        What each answering party may do.
    start : int
        Flat index of the state that the improvement leads to.
    value : (cells,) array
        What a state is worth to the party that improved.
    level : int
        What it had before.

    Returns
    -------
    list of (state, party) or None
        The states passed through and who moved there; None if no sequence gets that low.
    """
    frontier = [(start, -1)]
    before: dict[Pair, Pair] = {(start, -1): (start, -1)}
    while frontier:
        fresh: list[Pair] = []
        for party, relation in relations.items():
            sources = np.array([s for s, last in frontier if last != party], dtype=np.int64)
            lasts = [last for _, last in frontier if last != party]
            rows, targets = relation.arcs(sources)
            for row, target in zip(rows.tolist(), targets.tolist(), strict=True):
                pair = (target, party)
                if pair not in before:
                    before[pair] = (int(sources[row]), lasts[row])
                    fresh.append(pair)
        low = [pair for pair in fresh if value[pair[0]] <= level]
        if low:
            return _traced(before, min(low, key=lambda pair: (int(value[pair[0]]), pair)))
        frontier = fresh
    return None


def _traced(before: Mapping[Pair, Pair], end: Pair) -> list[Pair]:
    path = []
    while before[end] != end:
        path.append(end)
        end = before[end]
    return path[::-1]
