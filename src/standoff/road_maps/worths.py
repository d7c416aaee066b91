"""What each party gains per period in every state, and which states can be."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from standoff.errors import ModelError
from standoff.model import Experts, Standoff, Worth
from standoff.preferences.scores import score
from standoff.road_maps.deal import BoolArray, FloatArray, Measure
from standoff.states import AxesSpace
from standoff.states.space import AtomValue, valuation


def atoms(model: Standoff, base: frozenset[str], measures: Sequence[Measure]) -> AtomValue:
    """Return the truth of every option over the lattice, shaped to broadcast."""
    count = len(measures)
    values = {k: np.array(name in base) for k, name in enumerate(model.options)}
    for k, measure in enumerate(measures):
        shape = [1] * count
        shape[count - 1 - k] = 2
        pair = np.array([not measure.taken, measure.taken])
        values[model.options.index(measure.option)] = pair.reshape(shape)
    return valuation(model, values.__getitem__)


def spread(truth: NDArray[np.bool_], count: int) -> BoolArray:
    """Return truth over the lattice as one value per state."""
    return np.ascontiguousarray(np.broadcast_to(truth, (2,) * count)).reshape(-1)


def feasible(model: Standoff, value: AtomValue, count: int) -> BoolArray:
    """Return which states are feasible."""
    allowed: BoolArray = np.array(True)
    for rule in model.rules:
        allowed = allowed & rule.formula.evaluate(value)
    found = spread(allowed, count)
    if not found[0]:
        raise ModelError(("status_quo",), "the status quo is not feasible", "see the rules")
    return found


def worth_of(model: Standoff, party: str) -> Worth | None:
    """Return what a party gains per period, where the model says it in numbers."""
    if model.road_map is not None and party in model.road_map.worth:
        return model.road_map.worth[party]
    preference = model.preferences.get(party)
    if isinstance(preference, Experts):
        preference = preference.leading.preference
    return preference if isinstance(preference, Worth) else None


def worths(
    model: Standoff,
    base: frozenset[str],
    measures: Sequence[Measure],
    value: AtomValue,
    ordinal: bool,
) -> tuple[FloatArray, bool]:
    """Return the worths of the parties, (n, 2**M), and whether all of them can be added.

    A party that only orders the states has ranks instead, where `ordinal` allows that.
    """
    given = [worth_of(model, p) for p in model.party_ids]
    missing = [p for p, worth in zip(model.party_ids, given, strict=True) if worth is None]
    if missing and not ordinal:
        hint = "add it under road_map: worth:, or ask by order alone: --method walk-away"
        message = f"the party {missing[0]!r} has no worth per period"
        raise ModelError(("road_map",) if model.road_map else (), message, hint)
    found = np.zeros((len(given), *(2,) * len(measures)))
    for i, worth in enumerate(given):
        for term in worth.terms if worth is not None else ():
            found[i] += term.condition.evaluate(value) * term.central
    found = found.reshape(len(given), -1)
    if missing:
        space = AxesSpace(model)
        at = cells(space, base, measures)
        for i, worth in enumerate(given):
            if worth is None:
                found[i] = score(space, i).rank.reshape(-1)[at]
    return found, not missing


def cells(space: AxesSpace, base: frozenset[str], measures: Sequence[Measure]) -> NDArray[np.int64]:
    """Return the cell of the state array that each set of measures in force is."""
    options = space.model.options
    states = np.arange(1 << len(measures), dtype=np.int64)
    taken = np.full(len(states), sum(1 << options.index(name) for name in base), dtype=np.int64)
    for k, measure in enumerate(measures):
        taken ^= (states >> k & 1) << options.index(measure.option)
    return space.cells_of(taken)
