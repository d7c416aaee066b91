"""From what a party wants to one score per state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from standoff.errors import ModelError, StandoffError
from standoff.model import (
    Claims,
    Experts,
    Formula,
    Preference,
    Ranking,
    Scores,
    StateRef,
    Weights,
    Worth,
)
from standoff.model.walk import Path, claim_paths
from standoff.states import StateSpace

IntArray = NDArray[np.int32]
WORD = 30  # claims that one pass of doubling holds


@dataclass(frozen=True, eq=False)
class Score:
    """One party's preference over the states.

    Parameters
    ----------
    rank : int32 array of the space's shape
        Higher is better; ordinal. Infeasible cells hold -1.
    worth : float array, optional
        Cardinal preference only: the worth of each rank, in the model's unit, rising.
    unit : str
        The unit of worth.
    """

    rank: IntArray
    worth: NDArray[np.float64] | None = None
    unit: str = ""

    @cached_property
    def levels(self) -> IntArray:
        """The ranks that occur, rising."""
        top = int(self.rank.max())
        if top > 8 * self.rank.size:
            found = np.sort(self.rank, axis=None)
            return found[np.append(found[:-1] != found[1:], True) & (found >= 0)]
        present = np.zeros(top + 2, dtype=bool)
        present[self.rank] = True  # infeasible cells, of rank -1, mark the last entry
        return np.flatnonzero(present[:-1]).astype(np.int32)

    def standing(self, states: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the place of each state, 1 for the party's best; ties share a place."""
        here = self.rank.reshape(-1)[states]
        return len(self.levels) - np.searchsorted(self.levels, here)


def score(space: StateSpace, party: int, preference: Preference | None = None) -> Score:
    """Return the score of every state for one party.

    Parameters
    ----------
    space : StateSpace
    party : int
        Position in the model.
    preference : Preference, optional
        Instead of the model's.

    Raises
    ------
    ModelError
        If the party has no preference, or a ranking misses or repeats a state.
    """
    model = space.model
    name = model.party_ids[party]
    path: Path = ("preferences", name)
    preference = preference or model.preferences.get(name)
    if isinstance(preference, Experts):
        path = (*path, "experts", preference.leading.id, "preference")
        preference = preference.leading.preference
    if preference is None:
        hint = "add preferences, or choose a reading that has them"
        raise ModelError(("preferences",), f"the party {name!r} has no preferences", hint)
    if isinstance(preference, Claims):
        return Score(_blocked(space, claim_ranks(space, preference, path)))
    if isinstance(preference, Ranking):
        return Score(_ranking(space, preference, path))
    if isinstance(preference, Scores):
        return _direct(space, preference, path)
    sums = _ranked(space, _sums(space, preference), getattr(preference, "unit", ""))
    return sums if isinstance(preference, Worth) else Score(sums.rank)


def scores(space: StateSpace) -> tuple[Score, ...]:
    """Return the score of every state for every party."""
    return tuple(score(space, i) for i in space.parties)


def _blocked(space: StateSpace, rank: IntArray) -> IntArray:
    if space.feasible is not None:
        rank[~space.feasible] = -1
    return rank


def claim_ranks(space: StateSpace, preference: Claims, path: Path) -> IntArray:
    """Return ranks in the lexicographic order of the claims' truth, most important first.

    The rank doubles with each claim and gains one where it holds; every 30 claims the ranks are
    renumbered densely, so any number of claims keeps its order.
    """
    rank: NDArray[np.int64] = np.zeros(space.shape, dtype=np.int64)
    for k, claim in enumerate(preference.claims, start=1):
        rank *= 2
        try:
            rank += space.truth(claim.wants)
        except ModelError as error:  # a merged state of which it is neither true nor false
            where = (*path, *claim_paths(preference)[k - 1], "wants")
            raise ModelError(where, error.message, error.hint) from None
        if k % WORD == 0:
            rank = np.unique(rank, return_inverse=True)[1].reshape(space.shape)
    if len(preference.claims) >= WORD:
        rank = np.unique(rank, return_inverse=True)[1].reshape(space.shape)
    return rank.astype(np.int32)


def _ranking(space: StateSpace, preference: Ranking, path: Path) -> IntArray:
    rank = np.full(space.cells, -1, dtype=np.int32)
    groups = preference.groups
    for k, group in enumerate(groups):
        for n, ref in enumerate(group):
            where = (*path, "ranking", k, n)
            index = _ranked_state(space, ref, where)
            if rank[index] >= 0:
                message = f"the ranking repeats the state {_named(space, index)}"
                raise ModelError(where, message, "each state stands in it once")
            rank[index] = len(groups) - 1 - k
    listed = rank >= 0
    feasible = np.ones(space.cells, bool) if space.feasible is None else space.feasible.reshape(-1)
    missing = np.flatnonzero(feasible & ~listed)
    if len(missing):
        first = ", ".join(_named(space, int(m)) for m in missing[:5])
        more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
        message = f"the ranking misses {len(missing)} of {space.count} feasible states"
        raise ModelError((*path, "ranking"), message, f"missing: {first}{more}")
    return rank.reshape(space.shape)


def _ranked_state(space: StateSpace, ref: StateRef, path: Path) -> int:
    try:
        return space.index(ref)
    except StandoffError as error:
        raise ModelError(path, error.message, error.hint) from None


def _named(space: StateSpace, index: int) -> str:
    state = space.state(index)
    return repr(state.label) if state.label else str(state.vector)


def _direct(space: StateSpace, preference: Scores, path: Path) -> Score:
    values = preference.values
    if values.size != space.cells:
        message = f"{values.size} scores for {space.cells} cells of the state array"
        raise ModelError((*path, "scores"), message, "give one number per cell")
    if values.dtype == np.int32 and values.min() >= 0:
        return Score(_blocked(space, values.reshape(space.shape).copy()))
    return Score(_ranked(space, values.reshape(space.shape), "").rank)


def _sums(space: StateSpace, preference: Weights | Worth) -> NDArray[np.float64]:
    values = np.zeros(space.shape)
    for truth, amount in _terms(space, preference):
        values += truth * amount
    return values


def _terms(
    space: StateSpace, preference: Weights | Worth
) -> Iterator[tuple[NDArray[np.bool_], float]]:
    if isinstance(preference, Worth):
        for term in preference.terms:
            yield space.truth(term.condition), term.central
    else:
        for option, weight in preference.weights.items():
            yield space.truth(Formula(option)), weight


def _ranked(space: StateSpace, values: NDArray[Any], unit: str) -> Score:
    """Return ranks of numbers; real values that differ by rounding error alone are ties."""
    feasible = values if space.feasible is None else values[space.feasible]
    if np.issubdtype(feasible.dtype, np.floating):
        digits = 12 - int(np.ceil(np.log10(max(1.0, float(np.abs(feasible).max())))))
        feasible = np.round(feasible, digits)
    worth, inverse = np.unique(feasible, return_inverse=True)
    rank = np.full(space.shape, -1, dtype=np.int32)
    if space.feasible is None:
        rank[...] = inverse.reshape(space.shape)
    else:
        rank[space.feasible] = inverse
    return Score(rank, worth, unit)
