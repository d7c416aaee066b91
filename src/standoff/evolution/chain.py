"""The Markov chain of the improvement dynamics from one state, solved exactly."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from standoff.evolution.dynamics import Actors

if TYPE_CHECKING:
    from scipy.sparse import csr_array

IndexArray = NDArray[np.int64]
Progress = Callable[[float], None]
FloatArray = NDArray[np.float64]
FRONTIER = 1024
STEP_LIMIT = 20_000_000
DENSE = 500
RESIDUAL = 1e-12
FIRST_STEPS = 30


@dataclass(frozen=True, eq=False)
class Chain:
    """The states that the dynamics reach from the first one, and the steps between them.

    Parameters
    ----------
    states : (m,) array
        Flat indices; ``states[0]`` is the start.
    rows, actors, columns : (k,) arrays
        Step k goes from ``states[rows[k]]`` to ``states[columns[k]]``; sorted by row.
    probability : (k,) array
        Sums to one over the steps from each state that has any.
    """

    states: IndexArray
    rows: IndexArray
    actors: IndexArray
    columns: IndexArray
    probability: FloatArray

    @cached_property
    def matrix(self) -> FloatArray | csr_array:
        """Transition probabilities, all actors together; dense for a short chain."""
        size = len(self.states)
        if size > DENSE:
            from scipy.sparse import csr_array

            entries = (self.probability, (self.rows, self.columns))
            return csr_array(entries, shape=(size, size))
        dense = np.zeros((size, size))
        np.add.at(dense, (self.rows, self.columns), self.probability)
        return dense

    @cached_property
    def component(self) -> IndexArray:
        """The strongly connected component of each state."""
        if not isinstance(self.matrix, np.ndarray):
            from scipy.sparse.csgraph import connected_components

            _, labels = connected_components(self.matrix, directed=True, connection="strong")
            return np.asarray(labels, dtype=np.int64)
        reach = (self.matrix > 0) | np.eye(len(self.states), dtype=bool)
        before = 0
        while (pairs := int(np.count_nonzero(reach))) > before:  # squaring doubles the steps
            before = pairs
            reach = reach.astype(np.float32) @ reach.astype(np.float32) > 0
        first_of_class = (reach & reach.T).argmax(axis=1)
        return np.unique(first_of_class, return_inverse=True)[1].astype(np.int64)

    @cached_property
    def closed(self) -> list[IndexArray]:
        """The closed classes as positions in `states`: once in, the dynamics stay in."""
        leaves = self.component[self.rows] != self.component[self.columns]
        is_open = np.zeros(self.component.max() + 1, dtype=bool)
        is_open[self.component[self.rows[leaves]]] = True
        return [np.flatnonzero(self.component == c) for c in np.flatnonzero(~is_open)]


def explore(
    actors: Actors, start: int, budget: int, progress: Progress | None = None
) -> Chain | None:
    """Return the chain of all states reached from `start`, or None if more than `budget`.

    Also None if the states reached have more than STEP_LIMIT steps among them. `progress` is told
    the share of the states found so far whose steps are known.
    """
    position = np.full(actors.graph.space.cells, -1, dtype=np.int32)
    position[start] = 0
    states, frontier = [np.array([start])], np.array([start])
    count, steps, waiting, parts = 1, 0, [frontier], []
    while waiting:
        frontier = waiting.pop(0)
        step = actors.transitions(frontier)
        fresh = np.unique(step.targets[position[step.targets] < 0])
        position[fresh] = count + np.arange(len(fresh))
        count += len(fresh)
        steps += len(step.rows)
        if count > budget or steps > STEP_LIMIT:
            return None
        states.append(fresh)
        waiting += [fresh[k : k + FRONTIER] for k in range(0, len(fresh), FRONTIER)]
        parts.append((position[frontier][step.rows], step.actors, step.targets, step.probability))
        if progress:
            progress(1 - sum(map(len, waiting)) / count)
    rows, who, targets, probability = (np.concatenate(c) for c in zip(*parts, strict=True))
    columns = position[targets].astype(np.int64)
    order = np.argsort(rows, kind="stable")
    where = np.concatenate(states)
    return Chain(
        where, rows[order].astype(np.int64), who[order], columns[order], probability[order]
    )


def absorption(chain: Chain) -> tuple[FloatArray, float]:
    """Return the probability of ending in each closed class, and the expected moves till then.

    Components are visited from the start downwards. The probability flowing into a component is
    pushed on through one linear system of its own size: with b the inflow and Q the steps within,
    the expected visits x solve ``x = b + Q' x``.
    """
    component, members = chain.component, _members(chain.component)
    closed = {int(component[c[0]]) for c in chain.closed}
    first = np.searchsorted(chain.rows, np.arange(len(chain.states) + 1))
    inflow = np.zeros(len(chain.states))
    inflow[0] = 1.0
    moves = 0.0
    for c in _downwards(chain):
        if c in closed:
            continue
        inside = members[c]
        visits = inflow[inside]
        if len(inside) > 1:
            visits = _visits(chain.matrix[inside][:, inside], visits)
        moves += float(visits.sum())
        for here, times in zip(inside, visits, strict=True):
            steps = slice(first[here], first[here + 1])
            np.add.at(inflow, chain.columns[steps], chain.probability[steps] * times)
    return np.array([inflow[c].sum() for c in chain.closed]), moves


def _members(component: IndexArray) -> list[IndexArray]:
    order = np.argsort(component, kind="stable")
    cuts = np.flatnonzero(np.diff(component[order])) + 1
    return np.split(order, cuts)


def _downwards(chain: Chain) -> list[int]:
    """Return the components in an order in which every step leads onward."""
    component = chain.component
    pairs = np.stack([component[chain.columns], component[chain.rows]], axis=1)
    pairs = np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0)
    before: dict[int, list[int]] = {c: [] for c in range(component.max() + 1)}
    for later, earlier in pairs.tolist():
        before[later].append(earlier)
    return list(TopologicalSorter(before).static_order())


def _visits(within: FloatArray | csr_array, inflow: FloatArray) -> FloatArray:
    """Return the expected visits x to the states of a component: ``x = inflow + within' x``.

    By elimination for small components. Large ones are solved by iteration from the visits of the
    first steps, and the answer is taken only if its residual is at rounding level; else by sparse
    elimination.
    """
    size = len(inflow)
    if isinstance(within, np.ndarray):
        return np.asarray(np.linalg.solve(np.eye(size) - within.T, inflow))
    if size <= DENSE:
        return _visits(within.toarray(), inflow)
    from scipy.sparse import eye_array
    from scipy.sparse.linalg import bicgstab, gmres, spsolve

    onward = within.T.tocsr()
    matrix = (eye_array(size) - onward).tocsr()
    early = arriving = inflow
    for _ in range(FIRST_STEPS):
        arriving = onward @ arriving
        early = early + arriving
    for method, limit in ((bicgstab, 1000), (gmres, 10)):
        found, _ = method(matrix, inflow, x0=early, rtol=RESIDUAL / 10, maxiter=limit)
        largest = max(1.0, float(np.abs(found).max()))
        if np.abs(matrix @ found - inflow).max() <= RESIDUAL * largest:
            return np.asarray(np.maximum(found, 0.0))
    return np.asarray(spsolve(matrix.tocsc(), inflow))


def long_run(chain: Chain, probability: FloatArray, shares: list[FloatArray]) -> FloatArray:
    """Return the probability of each state of the chain in the long run; they sum to one.

    That of ending there, or of ending in its cycle times the share of moves spent there.
    """
    weight = np.zeros(len(chain.states))
    for inside, chance, share in zip(chain.closed, probability, shares, strict=True):
        weight[inside] = chance * share
    return weight


def long_run_shares(chain: Chain, inside: IndexArray) -> FloatArray:
    """Return the share of moves that the dynamics spend in each state of a closed class.

    The shares are as the expected visits between two visits to one of the states.
    """
    visits = np.ones(len(inside))
    if len(inside) > 1:
        within = chain.matrix[inside][:, inside]
        first = np.zeros(len(inside))
        first[0] = 1.0
        onward = within.T @ first
        visits[1:] = _visits(within[1:][:, 1:], onward[1:])
    return np.asarray(visits / visits.sum())


def most_probable_paths(chain: Chain) -> tuple[FloatArray, IndexArray]:
    """Return the probability of the likeliest path from the start to each state, and its last step.

    Returns
    -------
    probability : (m,) array
    step : (m,) array
        Position of the last step among the chain's steps; -1 at the start.
    """
    size = len(chain.states)
    first = np.searchsorted(chain.rows, np.arange(size + 1)).tolist()
    columns, chances = chain.columns.tolist(), chain.probability.tolist()
    best = [0.0] * size
    step = [-1] * size
    best[0] = 1.0
    waiting = [(-1.0, 0)]
    done = [False] * size
    while waiting:
        minus, here = heapq.heappop(waiting)
        if done[here]:
            continue
        done[here] = True
        for k in range(first[here], first[here + 1]):
            there, chance = columns[k], -minus * chances[k]
            if chance > best[there]:
                best[there], step[there] = chance, k
                heapq.heappush(waiting, (-chance, there))
    return np.array(best), np.array(step)
