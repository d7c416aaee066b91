"""What one reading makes of a record: the answers, one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from standoff.evolution import Dynamics
from standoff.evolution.dynamics import Actors
from standoff.history.calendar import Span
from standoff.history.measures import (
    Tally,
    days_in_force,
    forecast,
    improved,
    left_unstable,
    likely,
)
from standoff.history.record import Record
from standoff.history.replay import Replay
from standoff.stability import Concept, GraphModel, stability
from standoff.states import Relation

BoolArray = NDArray[np.bool_]
IndexArray = NDArray[np.int64]
Progress = Callable[[str, float], None]


@dataclass(frozen=True, eq=False)
class Periods:
    """The calendar periods in which the state is not set from outside alone.

    Parameters
    ----------
    spans : list of (first day, first day after)
    rows : (m, 2) array
        The first row dated in each, and the first one after them.
    state : (m,) array
        Flat index of the state at the start.
    held : (m,) bool array
        Whether no party's move changes the state.
    """

    spans: Sequence[Span]
    rows: IndexArray
    state: IndexArray
    held: BoolArray


@dataclass(frozen=True, eq=False)
class Moves:
    """What was asked of the moves of parties, in the order of the record.

    Parameters
    ----------
    rows : (m,) array
        The rows that are such moves.
    improved, likely : Tally
    left : mapping of concept id to Tally
        Whether the state that a move left was unstable for the mover.
    """

    rows: IndexArray
    improved: Tally
    likely: Tally
    left: Mapping[str, Tally]


@dataclass(frozen=True, eq=False)
class Met:
    """The states that a record meets.

    Parameters
    ----------
    states : (V,) array
        Flat indices, rising.
    moves : (parties, V) array
        How many legal moves each party has.
    unstable : mapping of concept id to (parties, V) bool array
    """

    states: IndexArray
    moves: IndexArray
    unstable: Mapping[str, BoolArray]

    def at(self, states: IndexArray) -> IndexArray:
        """Return the positions of states given by flat index."""
        return np.searchsorted(self.states, states)


@dataclass(frozen=True, eq=False)
class Seen:
    """A record as one reading sees it.

    Parameters
    ----------
    way : Replay
    met : Met
    moves : Moves
    periods : Periods
    forecast : mapping of concept id to Tally
        Whether a calendar period went as forecast.
    days : mapping of concept id to float
        Share of the days on which the state in force was an equilibrium.
    """

    way: Replay
    met: Met
    moves: Moves
    periods: Periods
    forecast: Mapping[str, Tally]
    days: Mapping[str, float]


def judge(
    graph: GraphModel,
    record: Record,
    way: Replay,
    spans: Sequence[Span],
    last: int,
    concepts: Sequence[Concept],
    say: Progress | None = None,
) -> Seen:
    """Return what a reading makes of a record.

    Parameters
    ----------
    graph : GraphModel
    record : Record
    way : Replay
        Of the record in the graph model.
    spans : sequence of Span
    last : int
        The last day, as a proleptic Gregorian ordinal.
    concepts : sequence of Concept
    say : callable, optional
        Is told what is being worked on and the share done.
    """
    days = np.array([day.toordinal() for day in record.days])
    states = np.unique(np.concatenate([way.before, way.after]))
    unstable = _unstable(graph, concepts, states, say)
    met = Met(states, _counts(graph.moves, states), unstable)
    periods = _periods(way, days, spans)
    here, every = met.at(periods.state), met.moves.sum(axis=0)
    holds = {c: np.asarray(~found.any(axis=0)) for c, found in unstable.items()}
    in_force, after = days_in_force(days, last), met.at(way.after)
    return Seen(
        way=way,
        met=met,
        moves=_moves(graph, way, met),
        periods=periods,
        forecast={c: forecast(held[here], periods.held, every[here]) for c, held in holds.items()},
        days={c: float(in_force @ held[after] / in_force.sum()) for c, held in holds.items()},
    )


def _moves(graph: GraphModel, way: Replay, met: Met) -> Moves:
    rows = np.flatnonzero(way.party >= 0)
    mover, here = way.party[rows], met.at(way.before[rows])
    improvements = _counts(graph.improvements, met.states)[mover, here]
    chance, hits = _chances(graph, way, rows)
    return Moves(
        rows=rows,
        improved=improved(_better(graph, way)[rows], improvements, met.moves[mover, here]),
        likely=likely(chance, hits, met.moves.sum(axis=0)[here]),
        left={c: left_unstable(u, mover, here, met.moves) for c, u in met.unstable.items()},
    )


def _counts(relations: Sequence[Relation], states: IndexArray) -> IndexArray:
    """Return how many arcs of each party leave each state, (parties, V)."""
    rows = (relation.arcs(states)[0] for relation in relations)
    return np.stack([np.bincount(found, minlength=len(states)) for found in rows])


def _unstable(
    graph: GraphModel, concepts: Sequence[Concept], states: IndexArray, say: Progress | None
) -> dict[str, BoolArray]:
    """Return for whom the states are unstable; each concept's arrays are let go at once."""
    found = {}
    for k, concept in enumerate(concepts):
        stable = stability(graph, concept, say and partial(_part, say, concept, k, len(concepts)))
        found[concept.id] = ~np.stack([by_party[states] for by_party in stable])
    return found


def _part(say: Progress, concept: Concept, k: int, total: int, share: float) -> None:
    say(concept.name, (k + share) / total)


def _better(graph: GraphModel, way: Replay) -> BoolArray:
    """Return which rows are legal moves to a state that the mover strictly prefers."""
    ranks = np.stack([score.rank.reshape(-1)[[way.before, way.after]] for score in graph.scores])
    before, after = ranks[way.party, :, np.arange(len(way.party))].T
    return np.asarray(way.legal & (after > before))


def _chances(
    graph: GraphModel, way: Replay, rows: IndexArray
) -> tuple[NDArray[np.float64], IndexArray]:
    """Return the chance of each move by the dynamics, and how many legal moves lead there."""
    before, after = way.before[rows], way.after[rows]
    step = Actors(graph, Dynamics("any")).transitions(before)
    there = step.targets == after[step.rows]
    chance = np.zeros(len(rows))
    np.add.at(chance, step.rows[there], step.probability[there])
    hits = np.zeros(len(rows), dtype=np.int64)
    for relation in graph.moves:
        starts, targets = relation.arcs(before)
        np.add.at(hits, starts[targets == after[starts]], 1)
    return chance, hits


def _periods(way: Replay, days: IndexArray, spans: Sequence[Span]) -> Periods:
    """Return the calendar periods, but for those whose rows are no party's moves."""
    edges = np.array([[start.toordinal(), end.toordinal()] for start, end in spans])
    rows = np.searchsorted(days, edges)
    path = np.append(way.before[0], way.after)
    by_party = np.append(0, np.cumsum(way.party >= 0))
    changing = np.append(0, np.cumsum((way.party >= 0) & (way.before != way.after)))
    first, end = rows.T
    kept = np.flatnonzero((first == end) | (by_party[end] > by_party[first]))
    return Periods(
        [spans[k] for k in kept.tolist()],
        rows[kept],
        path[first[kept]],
        (changing[end] == changing[first])[kept],
    )
