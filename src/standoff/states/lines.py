"""Moves along one axis of the state array, as operations on the lines parallel to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from standoff.states.relation import NEVER, IndexArray, IntArray, Relation

BoolArray = NDArray[np.bool_]
COMPILE_FROM = 1 << 18
"""Arrays of at least this many cells are worked by the compiled kernels."""


@dataclass(frozen=True, eq=False)
class Axis:
    """One party's axis.

    Parameters
    ----------
    shape : tuple of int
        Shape of the state array.
    party : int
        Which axis.
    pattern : (K,) array
        Direction class of each strategy.
    reach : (C, C) bool array
        Between which classes the irreversible options allow a move; the diagonal is True.
    feasible : bool array of `shape`, or None
    """

    shape: tuple[int, ...]
    party: int
    pattern: NDArray[np.int64]
    reach: BoolArray
    feasible: BoolArray | None

    @property
    def length(self) -> int:
        """K, the number of strategies."""
        return self.shape[self.party]

    @property
    def inner(self) -> int:
        """The stride of the axis in cells."""
        return int(np.prod(self.shape[self.party + 1 :], dtype=np.int64))

    @property
    def compiled(self) -> bool:
        """Whether the arrays are large enough for the compiled kernels."""
        return int(np.prod(self.shape)) >= COMPILE_FROM

    def lines(self, v: IntArray) -> IntArray:
        """Return v as an (L, K) array of lines."""
        moved = v.reshape(-1, self.length, self.inner).swapaxes(1, 2)
        return moved.reshape(-1, self.length)

    def restored(self, lines: IntArray) -> IntArray:
        """Return (L, K) lines as an array of the space's shape."""
        moved = lines.reshape(-1, self.inner, self.length).swapaxes(1, 2)
        return np.ascontiguousarray(moved).reshape(self.shape)

    @cached_property
    def members(self) -> list[IndexArray]:
        """The strategies of each class."""
        return [np.flatnonzero(self.pattern == c) for c in range(len(self.reach))]

    def block(self, v: IntArray, infeasible: np.int32) -> IntArray:
        """Return v with `infeasible` in infeasible cells, in place."""
        if self.feasible is not None:
            v[~self.feasible] = infeasible
        return v

    def reverse(self) -> Axis:
        """Return the axis with the direction of its moves turned round."""
        return replace(self, reach=np.ascontiguousarray(self.reach.T))

    def steps(self, cells: IndexArray) -> tuple[IndexArray, IndexArray]:
        """Return rows and targets of the changes of strategy from the cells, feasible or not."""
        position = cells // self.inner % self.length
        step = np.arange(self.length) - position[:, None]
        allowed = self.reach[self.pattern[position]][:, self.pattern] & (step != 0)
        rows, columns = np.nonzero(allowed)
        return rows, cells[rows] + step[rows, columns] * self.inner

    def arcs(self, states: IndexArray) -> tuple[IndexArray, IndexArray]:
        """Return rows and targets of the moves from the given states."""
        rows, targets = self.steps(states)
        if self.feasible is None:
            return rows, targets
        keep = self.feasible.reshape(-1)[targets]
        return rows[keep], targets[keep]


class AxisMoves(Relation):
    """The unilateral moves of one party: all other allowed positions on the line."""

    def __init__(self, axis: Axis) -> None:
        self.axis = axis

    def worst(self, v: IntArray) -> IntArray:  # noqa: D102
        axis = self.axis
        if axis.compiled:
            from standoff.states.kernels import worst_move

            return axis.block(worst_move(v, axis), NEVER)
        block = v.reshape(-1, axis.length, axis.inner)
        out = np.empty_like(block)
        least = np.stack([block[:, m].min(axis=1) for m in axis.members], axis=1)
        for c, members in enumerate(axis.members):
            out[:, members] = _least_of_others(block[:, members])
            others = axis.reach[c] & (np.arange(len(axis.reach)) != c)
            if others.any():
                beyond = least[:, others].min(axis=1)[:, None]
                out[:, members] = np.minimum(out[:, members], beyond)
        return axis.block(out.reshape(axis.shape), NEVER)

    def relax(self, v: IntArray) -> bool:
        """Lower v in place to the least over each state and its moves; tell whether any fell.

        With the state itself among the targets, all states of a class on a line share one least.
        """
        axis = self.axis
        block = v.reshape(-1, axis.length, axis.inner)
        feasible = None if axis.feasible is None else axis.feasible.reshape(block.shape)
        single = len(axis.reach) == 1
        parts: list[slice | IndexArray] = [slice(None)] if single else list(axis.members)
        least = np.stack([block[:, part].min(axis=1) for part in parts], axis=1)
        fell = False
        for c, part in enumerate(parts):
            low = least[:, axis.reach[c]].min(axis=1)[:, None]
            falls = block[:, part] > low
            if feasible is not None:
                falls &= feasible[:, part]
            fell = fell or bool(falls.any())
            block[:, part] = np.where(falls, low, block[:, part])
        return fell

    def arcs(self, states: IndexArray) -> tuple[IndexArray, IndexArray]:  # noqa: D102
        return self.axis.arcs(states)

    def reverse(self) -> AxisMoves:  # noqa: D102
        return AxisMoves(self.axis.reverse())


def _least_of_others(block: IntArray) -> IntArray:
    """Return, along axis 1, the least entry other than the one at each place."""
    if block.shape[1] == 1:
        return np.full_like(block, NEVER)
    at = block.argmin(axis=1)[:, None]
    rest = block.copy()
    np.put_along_axis(rest, at, NEVER, axis=1)
    out = np.broadcast_to(block.min(axis=1)[:, None], block.shape).copy()
    np.put_along_axis(out, at, rest.min(axis=1)[:, None], axis=1)
    return out


class AxisImprovements(Relation):
    """The unilateral improvements of one party: moves to a strictly higher score.

    On each line the strategies are sorted once by falling score. The improvements of a strategy
    are then a prefix of its line, and the worst of them is one running minimum.

    Parameters
    ----------
    axis : Axis
    score : int array of the space's shape
        Infeasible cells hold -1.
    """

    def __init__(self, axis: Axis, score: IntArray) -> None:
        self.axis, self.score = axis, score

    @cached_property
    def _sorted(self) -> tuple[NDArray[Any], NDArray[Any]]:
        """Each line's strategies by falling score, and how many are strictly better."""
        axis = self.axis
        if axis.compiled:
            from standoff.states.kernels import sorted_lines

            return sorted_lines(self.score, axis)
        lines = axis.lines(self.score)
        rows = np.arange(len(lines))[:, None]
        order = np.argsort(-lines, axis=1, kind="stable")
        falling = np.take_along_axis(lines, order, axis=1)
        fresh = np.ones(lines.shape, dtype=bool)
        fresh[:, 1:] = falling[:, 1:] != falling[:, :-1]
        first = np.maximum.accumulate(np.where(fresh, np.arange(axis.length), 0), axis=1)
        better = np.empty_like(order)
        np.put_along_axis(better, order, np.where(falling < 0, 0, first), axis=1)
        # order is flat into (L, K) lines, better flat into (L, 1 + K) running minima
        return order + rows * axis.length, better + rows * (axis.length + 1)

    def worst(self, v: IntArray) -> IntArray:  # noqa: D102
        axis = self.axis
        if axis.compiled:
            out = np.full(axis.shape, NEVER, dtype=np.int32)
            self._sweep(v, out)
            return out
        lines = axis.lines(v)
        order, better = self._sorted
        out = np.empty_like(lines)
        for c, members in enumerate(axis.members):
            every = bool(axis.reach[c].all())
            seen = lines if every else np.where(axis.reach[c][axis.pattern], lines, NEVER)
            running = np.full((len(lines), axis.length + 1), NEVER, dtype=np.int32)
            np.minimum.accumulate(seen.reshape(-1)[order], axis=1, out=running[:, 1:])
            out[:, members] = running.reshape(-1)[better[:, members]]
        return axis.restored(out)

    def relax(self, v: IntArray) -> bool:  # noqa: D102
        return self._sweep(v, v) if self.axis.compiled else super().relax(v)

    def _sweep(self, v: IntArray, out: IntArray) -> bool:
        from standoff.states.kernels import sweep_improvements

        return sweep_improvements(v, out, *self._sorted, self.axis)

    def arcs(self, states: IndexArray) -> tuple[IndexArray, IndexArray]:  # noqa: D102
        rows, targets = self.axis.arcs(states)
        score = self.score.reshape(-1)
        up = score[targets] > score[states][rows]
        return rows[up], targets[up]

    def reverse(self) -> AxisImprovements:  # noqa: D102
        turned = np.where(self.score < 0, self.score, self.score.max() - self.score)
        return AxisImprovements(self.axis.reverse(), turned)
