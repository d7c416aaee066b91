"""Pieces of work that any worker can do: a stretch of draws, judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from standoff.model import Standoff, StateRef
from standoff.preferences.uncertain import Uncertainty, uncertainty
from standoff.stability import chosen
from standoff.uncertainty.conclusions import Conclusion, states_of
from standoff.uncertainty.judge import Judge

FloatArray = NDArray[np.float64]
Columns = Mapping[str, FloatArray]
"""What a piece of work comes to: named arrays of one length."""


@dataclass(frozen=True)
class Draws:
    """Which draws there are: random ones by a seed, all combinations, or given rows.

    Parameters
    ----------
    model : Standoff
    seed : int or None
        None: all combinations of outcomes, each with its chance.
    road_map : bool
        Whether the worth of road maps is drawn too.
    """

    model: Standoff
    seed: int | None
    road_map: bool = False

    def uncertainty(self) -> Uncertainty:
        """Return the premises that are drawn."""
        return uncertainty(self.model, road_map=self.road_map)

    def rows(self, first: int, count: int) -> tuple[FloatArray, FloatArray]:
        """Return distinct rows of a stretch of draws, and how much each weighs."""
        found = self.uncertainty()
        if self.seed is None:
            return found.combined(first, count)
        rows, times = np.unique(found.rows(self.seed, first, count), axis=0, return_counts=True)
        return rows, times.astype(float)


@dataclass(frozen=True)
class Tally:
    """Sum up, over draws, in which states each concept holds, for all and for each party.

    Parameters
    ----------
    draws : Draws
    concepts : tuple of str
    start : str or tuple of str, optional
        Sum up too where best improvements from this state end.
    endgames : tuple of str
        In which some state must hold.
    """

    draws: Draws
    concepts: tuple[str, ...]
    start: StateRef | None = None
    endgames: tuple[str, ...] = ()

    def __call__(self, first: int, count: int) -> Columns:
        """Return sums over draws ``first`` to ``first + count - 1``, by cell, then by endgame.

        Columns: a concept's id, ``concept.party``; ``heading`` and ``heading.squares``.
        """
        return self.sums(*self.draws.rows(first, count))

    def sums(self, rows: FloatArray, weights: FloatArray) -> Columns:
        """Return the sums over given draws, each with its weight."""
        judge = Judge(self.draws.model)
        length = judge.space.cells + len(self.endgames)
        sums = {name: np.zeros(length) for name in self.columns(self.draws.model)}
        profiles = self.draws.uncertainty().profiles(rows)
        ends = [states_of(judge.space, name) for name in self.endgames]
        for k, stable in judge.stable(profiles, chosen(self.concepts)):
            for concept, marks in stable.items():
                weight = weights[k : k + len(marks)]
                sums[concept] += _weighted(weight, _with(ends, np.asarray(marks.all(axis=1))))
                for i, party in enumerate(judge.model.party_ids):
                    sums[f"{concept}.{party}"] += _weighted(weight, _with(ends, marks[:, i]))
        if self.start is not None:
            start = judge.space.index(self.start)
            for profile, weight in zip(profiles, weights, strict=True):
                states, share = judge.heading(profile, start)
                there = np.array([share[np.isin(states, end)].sum() for end in ends])
                places = np.append(states, judge.space.cells + np.arange(len(ends)))
                share = np.append(share, there)
                sums["heading"][places] += weight * share
                sums["heading.squares"][places] += weight * share**2
        return sums

    def columns(self, model: Standoff) -> list[str]:
        """Return the names of the columns."""
        found = [c for name in self.concepts for c in (name, *_each(name, model.party_ids))]
        return [*found, "heading", "heading.squares"] if self.start is not None else found


def _weighted(weight: FloatArray, marks: NDArray[np.bool_]) -> FloatArray:
    """Return the sum of marks by (draw, cell) over draws, each with its weight.

    Not as a matrix product: the threads of linear algebra would get in the way of other workers,
    and its order of summing depends on the machine.
    """
    return np.asarray(np.einsum("b,bc->c", weight, marks), dtype=float)


def _with(ends: Sequence[NDArray[np.int64]], marks: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return marks by (draw, cell) with one more column per endgame: whether one of its states."""
    return np.column_stack([marks, *(marks[:, end].any(axis=1) for end in ends)])


def _each(concept: str, parties: Sequence[str]) -> Iterator[str]:
    return (f"{concept}.{party}" for party in parties)


@dataclass(frozen=True)
class Outcomes:
    """Work out, draw by draw, conclusions.

    Parameters
    ----------
    draws : Draws
    conclusions : tuple of Conclusion
    """

    draws: Draws
    conclusions: tuple[Conclusion, ...]

    def __call__(self, first: int, count: int) -> Columns:
        """Return one entry per draw: the value of each conclusion, by its position."""
        found = self.draws.uncertainty()
        if self.draws.seed is None:
            rows, _ = found.combined(first, count)
        else:
            rows = found.rows(self.draws.seed, first, count)
        return judged(Judge(self.draws.model), found, rows, self.conclusions)


def judged(
    judge: Judge, found: Uncertainty, rows: FloatArray, conclusions: Sequence[Conclusion]
) -> Columns:
    """Return the values of conclusions in rows of draws; equal rows are judged once."""
    distinct, back = np.unique(rows, axis=0, return_inverse=True)
    profiles = found.profiles(distinct)
    values = [c.values(judge, profiles) for c in conclusions]
    return {str(k): v[back.reshape(-1)] for k, v in enumerate(values)}
