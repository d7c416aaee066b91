"""What is asked of a record, as arrays: no names, no files.

States are positions among the V states that the record meets; C concepts, P parties, n moves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]
IndexArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Tally:
    """A question with the answers of the model and of the baselines, one entry per observation.

    Parameters
    ----------
    model, random, nothing : (n,) arrays
        In [0, 1]: of the model, of a random legal move, and of nothing ever changing.
    """

    model: FloatArray
    random: FloatArray
    nothing: FloatArray

    @property
    def columns(self) -> FloatArray:
        """The model, and the model less each baseline, (3, n)."""
        return np.stack([self.model, self.model - self.random, self.model - self.nothing])


def ratio(part: IndexArray, whole: IndexArray) -> FloatArray:
    """Return part / whole, and 0 where there is nothing."""
    return np.divide(part, whole, out=np.zeros(whole.shape), where=whole > 0)


def improved(better: BoolArray, improvements: IndexArray, moves: IndexArray) -> Tally:
    """Return whether each move was an improvement; at random, one of the mover's legal moves.

    Parameters
    ----------
    better : (n,) bool array
        Whether it is a legal move to a state that the mover strictly prefers.
    improvements, moves : (n,) arrays
        How many of each the mover had.
    """
    return _scored(better, ratio(improvements, moves))


def left_unstable(
    unstable: BoolArray, mover: IndexArray, state: IndexArray, moves: IndexArray
) -> Tally:
    """Return whether the state left was unstable for the mover; at random, any legal move.

    Parameters
    ----------
    unstable : (P, V) bool array
    mover, state : (n,) arrays
    moves : (P, V) array
        How many legal moves each party has from each state.
    """
    some = ratio((moves * unstable).sum(axis=0), moves.sum(axis=0))
    return _scored(unstable[mover, state], some[state])


def likely(chance: FloatArray, hits: IndexArray, moves: IndexArray) -> Tally:
    """Return the probability put on each move; at random, any legal move of any party.

    Parameters
    ----------
    chance : (n,) array
        Under the improvement dynamics, given that a move happens.
    hits, moves : (n,) arrays
        How many of the legal moves of all parties lead to the state reached, and of how many.
    """
    return _scored(chance, ratio(hits, moves))


def forecast(holds: BoolArray, held: BoolArray, moves: IndexArray) -> Tally:
    """Return whether it was right in each calendar period that the state holds, or is left.

    Parameters
    ----------
    holds : (n,) bool array
        Whether the state at the start is an equilibrium.
    held : (n,) bool array
        Whether no party's move changed the state.
    moves : (n,) array
        How many legal moves all parties have from it. Of random ones, one will be made.
    """
    at_random = held == (moves == 0)
    return Tally(*(hit.astype(float) for hit in (holds == held, at_random, held)))


def _scored(model: NDArray[np.generic], random: FloatArray) -> Tally:
    answers = np.asarray(model, dtype=float)
    return Tally(answers, random, np.zeros_like(answers))


def days_in_force(days: IndexArray, last: int) -> IndexArray:
    """Return how many days each row's state was in force, from the first row's to the last day.

    Parameters
    ----------
    days : (n,) array
        Rising. Of several rows on one day, the last one's state counts.
    last : int
        Not before the last row's day.
    """
    return np.diff(np.append(days, last + 1))
