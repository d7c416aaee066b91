"""Graph form: states on one flat axis, moves as lists of arcs."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from standoff.errors import ModelError, NotDefined, TooLarge
from standoff.model import Formula, Standoff
from standoff.states.axes import AxesSpace
from standoff.states.relation import NEVER, IndexArray, IntArray, Relation
from standoff.states.space import BoolArray, StateSpace, valuation

ARC_LIMIT = 60_000_000


class Arcs(Relation):
    """Arcs of one party, sorted by the state they leave.

    Parameters
    ----------
    count : int
        The number of states.
    start, end : (m,) arrays
        The states that each arc leaves and reaches.
    """

    def __init__(self, count: int, start: IndexArray, end: IndexArray) -> None:
        if len(start) and (start[1:] < start[:-1]).any():
            order = np.argsort(start, kind="stable")
            start, end = start[order], end[order]
        self.start, self.end = start, end
        self.first = np.searchsorted(self.start, np.arange(count + 1))

    def worst(self, v: IntArray) -> IntArray:  # noqa: D102
        out = np.full(len(v), NEVER, dtype=np.int32)
        moving = np.flatnonzero(np.diff(self.first))
        if len(moving):
            out[moving] = np.minimum.reduceat(v[self.end], self.first[moving])
        return out

    def arcs(self, states: IndexArray) -> tuple[IndexArray, IndexArray]:  # noqa: D102
        sizes = self.first[states + 1] - self.first[states]
        rows = np.repeat(np.arange(len(states)), sizes)
        within = np.arange(len(rows)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return rows, self.end[self.first[states][rows] + within]

    def reverse(self) -> Arcs:  # noqa: D102
        return Arcs(len(self.first) - 1, self.end, self.start)


class ArcsSpace(StateSpace):
    """States as positions 0..S-1 with explicit arcs; arcs need not be transitive.

    Parameters
    ----------
    model : Standoff
    labels : iterable of (int, str)
        Labelled states by position.
    arcs : one `Arcs` per party
    vectors : (m,) int64 array
        Option bit masks, sorted by `group`; empty in graph form without options.
    group : (m,) array
        The state that each vector belongs to; several vectors make a merged state.
    """

    feasible: BoolArray | None = None

    def __init__(
        self,
        model: Standoff,
        count: int,
        labels: Iterable[tuple[int, str]],
        arcs: list[Arcs],
        vectors: NDArray[np.int64],
        group: IndexArray,
    ) -> None:
        self.model = model
        self.shape = (count,)
        self.vectors, self.group = vectors, group
        self._labels = dict(labels)
        self._arcs = arcs

    def moves(self, party: int) -> Relation:  # noqa: D102
        return self._arcs[party]

    def improvements(self, party: int, score: IntArray) -> Relation:  # noqa: D102
        arcs = self._arcs[party]
        up = score[arcs.end] > score[arcs.start]
        return Arcs(self.count, arcs.start[up], arcs.end[up])

    @cached_property
    def _first(self) -> IndexArray:
        return np.searchsorted(self.group, np.arange(self.count))

    def truth(self, formula: Formula) -> BoolArray:  # noqa: D102
        if not len(self.vectors):
            if any(True for _ in formula.atoms()):
                raise NotDefined(f"{formula} has no truth: the states list no options taken")
            constant = formula.evaluate(lambda name: np.array(False))
            return np.broadcast_to(constant, self.shape)
        value = valuation(self.model, lambda k: (self.vectors >> k & 1).astype(bool))
        holds = np.broadcast_to(formula.evaluate(value), self.vectors.shape)
        some = np.logical_or.reduceat(holds, self._first)
        mixed = np.flatnonzero(some != np.logical_and.reduceat(holds, self._first))
        if len(mixed):
            label = self._labels.get(int(mixed[0]), "")
            message = f"{formula} is true of some vectors of the merged state {label!r} only"
            hint = "add `or (...)` or `and not (...)` with the formula that merges them"
            raise ModelError(("merge", label), message, hint)
        return some

    def bits(self, states: IndexArray) -> tuple[NDArray[np.int64], NDArray[np.int64]]:  # noqa: D102
        if not len(self.vectors):
            none = np.zeros(len(states), dtype=np.int64)
            return none, np.full_like(none, (1 << len(self.model.options)) - 1)
        every: IndexArray = np.bitwise_and.reduceat(self.vectors, self._first)[states]
        some: IndexArray = np.bitwise_or.reduceat(self.vectors, self._first)[states]
        return every, some & ~every

    def find(self, bits: int) -> int | None:  # noqa: D102
        at = np.flatnonzero(self.vectors == bits)
        return int(self.group[at[0]]) if len(at) else None

    def labels(self) -> dict[int, str]:  # noqa: D102
        return self._labels


def from_moves(model: Standoff) -> ArcsSpace:
    """Return the space of a model in graph form: its states in file order, its moves as arcs."""
    position = {state.label: k for k, state in enumerate(model.states)}
    arcs = []
    for party in model.parties:
        listed = (model.moves or {}).get(party.id, {})
        pairs = sorted({(position[s], position[t]) for s, ends in listed.items() for t in ends})
        ends = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        arcs.append(Arcs(len(position), ends[:, 0], ends[:, 1]))
    vectors = _listed_vectors(model)
    return ArcsSpace(
        model, len(position), enumerate(position), arcs, vectors, np.arange(len(vectors))
    )


def _listed_vectors(model: Standoff) -> NDArray[np.int64]:
    """Return the options taken in each listed state, if every state lists them."""
    given = [state.taken for state in model.states if state.taken is not None]
    if not given:
        return np.zeros(0, dtype=np.int64)
    masks: dict[int, str] = {}
    for state in model.states:
        path = ("states", state.label)
        if state.taken is None:
            raise ModelError(path, "other states list the options taken, this one does not")
        names = model.options
        if isinstance(state.taken, str):
            mask = sum(1 << k for k, letter in enumerate(state.taken) if letter == "Y")
        else:
            mask = sum(1 << names.index(name) for name in set(state.taken))
        if mask in masks:
            raise ModelError(path, f"the same options are taken in the state {masks[mask]!r}")
        masks[mask] = state.label
    return np.array(list(masks), dtype=np.int64)


def from_axes(axes: AxesSpace) -> ArcsSpace:
    """Return the option-form space as arcs: vectors merged as the model says, moves conditional.

    A merged state has the moves of all its vectors; moves within it vanish.
    """
    model = axes.model
    cells = np.arange(axes.cells) if axes.feasible is None else np.flatnonzero(axes.feasible)
    vectors = axes.bits(cells)[0]
    bound = len(cells) * sum(k - 1 for k in axes.shape)
    if bound > ARC_LIMIT:
        hint = "leave out the conditions on moves or the merged states, or some options"
        raise TooLarge(f"{bound:,} moves to list, more than {ARC_LIMIT:,}", hint)
    group, labels = _groups(axes, cells)
    position = np.full(axes.cells, -1)
    position[cells] = group
    count = int(group.max()) + 1
    arcs = []
    for i in axes.parties:
        rows, targets = axes.moves(i).arcs(cells)
        keep = _conditions_hold(axes, i, vectors, cells[rows], rows, targets)
        start, end = group[rows[keep]], position[targets[keep]]
        if model.merge:
            pairs = np.unique((start * count + end)[start != end])
            start, end = pairs // count, pairs % count
        arcs.append(Arcs(count, start, end))
    order = np.argsort(group, kind="stable")
    return ArcsSpace(model, count, labels.items(), arcs, vectors[order], group[order])


def _groups(axes: AxesSpace, cells: IndexArray) -> tuple[IndexArray, dict[int, str]]:
    """Number the states by their first vector; return each cell's state and the labels."""
    model = axes.model
    chosen = np.arange(len(cells))  # each cell stands for itself until merged
    labels: dict[int, str] = {}
    merged = np.zeros(len(cells), dtype=bool)
    for label, formula in model.merge.items():
        inside = np.broadcast_to(axes.truth(formula), axes.shape).reshape(-1)[cells]
        path = ("merge", label)
        if not inside.any():
            raise ModelError(path, f"no feasible state satisfies {formula}")
        if (merged & inside).any():
            raise ModelError(path, f"{label!r} shares vectors with a merged state before it")
        merged |= inside
        chosen[inside] = np.flatnonzero(inside)[0]
        labels[int(np.flatnonzero(inside)[0])] = label
    kept, group = np.unique(chosen, return_inverse=True)
    names = {int(np.searchsorted(kept, k)): label for k, label in labels.items()}
    for index, label in axes.labels().items():
        names.setdefault(int(group[np.searchsorted(cells, index)]), label)
    return group.astype(np.int64), names


def _conditions_hold(
    axes: AxesSpace,
    party: int,
    vectors: NDArray[np.int64],
    starts: IndexArray,
    rows: IndexArray,
    targets: IndexArray,
) -> BoolArray:
    """Return which moves the conditions of the party and of its options allow."""
    owner = axes.model.parties[party]
    keep: BoolArray = np.ones(len(rows), dtype=bool)

    def holds(formula: Formula) -> BoolArray:
        return np.broadcast_to(axes.truth(formula), axes.shape).reshape(-1)[starts]

    if owner.move_if:
        keep &= holds(owner.move_if)
    before, after = vectors[rows], axes.bits(targets)[0]
    first = sum(len(p.options) for p in axes.model.parties[:party])
    for k, option in enumerate(owner.options, start=first):
        for condition, changed in (
            (option.take_if, after & ~before),
            (option.drop_if, before & ~after),
        ):
            if condition:
                keep &= (changed >> k & 1 == 0) | holds(condition)
    return keep
