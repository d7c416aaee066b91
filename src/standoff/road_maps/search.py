"""Search for road maps: labels from the endgame back to the status quo.

Whether a step holds depends on what follows it through one label alone, and a better label never
breaks a step. So a state needs no dominated label, and three passes over the layers answer:
`ideal` (one label, the best of each party: what it cannot reach is impossible), `every` (all
undominated labels: exact) and `best` (a few labels per state: what it finds holds).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from standoff.road_maps.deal import BoolArray, Deal, FloatArray, IndexArray
from standoff.road_maps.labels import Labels, Path, Slots
from standoff.road_maps.lattice import Lattice
from standoff.road_maps.methods import Method

Say = Callable[[float], None]


@dataclass(frozen=True, eq=False)
class Found:
    """A continuation that the search kept at the status quo: its label and its steps."""

    label: FloatArray
    path: Path


def ideal(lattice: Lattice, method: Method, say: Say | None = None) -> FloatArray:
    """Return, per state, an upper bound of every label: the best that each party could have.

    Parameters
    ----------
    lattice : Lattice
    method : Method
    say : callable, optional
        Is told the share done.

    Returns
    -------
    (width, 2**M) array
        Minus infinity where no road map leads on.
    """
    label = np.full((method.width, lattice.deal.size), -np.inf)
    for layer in _falling(lattice, say):
        ends, value = _ends(lattice.deal, method, layer)
        label[:, ends] = value
        for _, step, before, after in lattice.steps(layer):
            here = label[:, after]
            holds = _holds(method, here, step, after)
            at = before[holds]
            value = method.carry(step, at, here[:, holds])
            label[:, at] = np.maximum(label[:, at], value)
    return label


def every(
    lattice: Lattice, method: Method, bound: FloatArray, *, budget: int, cost: str | None = None
) -> list[Found] | None:
    """Return all undominated labels of the status quo, or None when they are too many to keep.

    Parameters
    ----------
    lattice : Lattice
    method : Method
    bound : array
        What `ideal` returned; states that it cannot reach are skipped.
    budget : int
        How many labels may be kept in all.
    cost : {"steps", "exposure"}, optional
        Keeps labels that another one beats in worth but not in this cost.
    """
    table: dict[int, Labels] = {}
    left = budget
    for layer in _falling(lattice, None):
        gathered: dict[int, list[Labels]] = {}
        ends, value = _ends(lattice.deal, method, layer)
        for state, label in zip(ends.tolist(), value.T, strict=True):
            gathered[state] = [Labels(label[None], np.zeros(1), [()])]
        for _, step, low, high in lattice.steps(layer):
            useful = np.isfinite(bound[0, low]) & np.isfinite(bound[0, high])
            before, after = low[useful], high[useful]
            floor = method.needed(step, after)
            price = lattice.exposure.step(step, after) if cost == "exposure" else after
            for x, y, least, risk in zip(before, after, floor.T, price, strict=True):
                if int(y) in table:
                    more = table[int(y)].before(method, step, x, least, cost, float(risk))
                    gathered.setdefault(int(x), []).append(more)
        for state, parts in gathered.items():
            table[state] = Labels.undominated(parts, method.rounding)
            left -= len(table[state].paths)
            if left < 0:
                return None
    start = table.get(0)
    if start is None:
        return []
    found = zip(start.value, start.paths, strict=True)
    return [Found(label, path) for label, path in found if method.joins(label)]


def best(
    lattice: Lattice,
    method: Method,
    merits: Sequence[str],
    say: Say | None = None,
) -> list[Found]:
    """Return road maps found with one label per state and measure of merit.

    What it returns holds. That it returns nothing proves nothing, unless one label decides
    (`width` 1 with the merit ``value``, or with labels that are all alike).
    """
    slots = Slots(method, merits)
    for layer in _falling(lattice, say):
        ends, value = _ends(lattice.deal, method, layer)
        slots.offer(ends, value, np.zeros((len(slots.costs), len(ends))), (-1, 0))
        for k, step, before, after in lattice.steps(layer):
            low = method.needed(step, after)
            exposed = "exposure" in slots.costs
            price = lattice.exposure.step(step, after) if exposed else np.zeros(len(after))
            for j in range(len(slots.merits)):
                label = slots.value[j][:, after]
                ok = (label >= low).all(axis=0)
                if not ok.all():
                    here, there, label, risk = before[ok], after[ok], label[:, ok], price[ok]
                else:
                    here, there, risk = before, after, price
                value = method.carry(step, here, label)
                cost = _longer(slots, slots.cost[j][:, there], risk)
                slots.offer(here, value, cost, (k, j))
    found: dict[Path, Found] = {}
    for j in range(len(slots.merits)):
        label = slots.value[j][:, 0]
        if method.joins(label):
            found.setdefault(slots.path(j), Found(label, slots.path(j)))
    return list(found.values())


def _longer(slots: Slots, cost: FloatArray, price: FloatArray) -> FloatArray:
    """Return what a continuation costs when a step of this exposure comes before it."""
    rows = [
        part + 1 if name == "steps" else np.maximum(part, price)
        for name, part in zip(slots.costs, cost, strict=True)
    ]
    return np.array(rows).reshape(cost.shape)


def _ends(deal: Deal, method: Method, layer: IndexArray) -> tuple[IndexArray, FloatArray]:
    """Return the states of a layer where a road map can end, with their labels."""
    ends = layer[deal.targets[layer] & (layer > 0)]
    value = method.end(ends)
    holds = _holds(method, value, 0, ends)
    return ends[holds], value[:, holds]


def _holds(method: Method, label: FloatArray, step: int, after: IndexArray) -> BoolArray:
    """Return which labels reach the floor of a step."""
    low = method.needed(step, after)
    return np.asarray((label >= low).all(axis=0))


def _falling(lattice: Lattice, say: Say | None) -> Iterator[IndexArray]:
    """Yield the layers, most measures first."""
    done, whole = 0, max(1, lattice.reached)
    for layer in reversed(lattice.layers):
        if len(layer):
            yield layer
        done += len(layer)
        if say is not None:
            say(done / whole)
