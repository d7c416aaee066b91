"""Every classical concept as one line: what the best deviation secures.

With u the party's score, a state s is stable when no deviation secures more than u(s):

    d(s) = max over moves t from s of min( u(t), sanction(t) ),      stable: d(s) <= u(s)

where sanction(t) is the worst that the others' answers can bring about from t.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from standoff.stability.concepts import Answers, Concept
from standoff.stability.graph_model import GraphModel
from standoff.states import NEVER, Relation

IntArray = NDArray[np.int32]
UNSANCTIONED = np.iinfo(np.uint16).max
"""The grade of a state that some unsanctioned improvement leaves."""


def answers(graph: GraphModel, party: int, concept: Concept) -> list[Relation]:
    """Return the relations along which the others answer a move of `party`."""
    if concept.answers is Answers.NONE:
        return []
    theirs = graph.moves if concept.answers is Answers.MOVES else graph.improvements
    return [theirs[j] for j in graph.others(party)]


def outcome(graph: GraphModel, party: int, concept: Concept) -> IntArray:
    """Return what a state is worth to `party` when the answers end there.

    Its own score, or, where the party has the last word, the best of that and its own reply.
    """
    rank = graph.scores[party].rank
    if not concept.last_word:
        return rank
    return np.maximum(rank, graph.moves[party].best(rank))


def sanction(graph: GraphModel, party: int, concept: Concept) -> IntArray:
    """Return, per state t, the worst that answers to a move to t can bring about.

    ``NEVER`` everywhere where nobody answers. The state t itself counts as an outcome of its own
    answers, which changes no deviation value, since t enters that with its own score.
    """
    relations = answers(graph, party, concept)
    value = outcome(graph, party, concept)
    if not relations:
        return np.full_like(value, NEVER)
    return graph.space.worst_joint(relations, value)


def deviation(graph: GraphModel, party: int, concept: Concept) -> IntArray:
    """Return d(s), the score that the best deviation from s secures; negative without moves."""
    rank = graph.scores[party].rank
    secured = sanction(graph, party, concept)
    return graph.moves[party].best(np.minimum(rank, secured, out=secured))


def stable(graph: GraphModel, party: int, concept: Concept) -> NDArray[np.bool_]:
    """Return, flat, which states are stable for `party`; False in infeasible cells."""
    rank = graph.scores[party].rank
    holds = (deviation(graph, party, concept) <= rank).reshape(-1)
    if graph.space.feasible is not None:
        holds &= graph.feasible
    return holds


def grade(graph: GraphModel, party: int, concept: Concept) -> NDArray[np.uint16]:
    """Return, flat, how many moves the answers need that keep `party` at each state.

    0: no improvement (Nash). k: every improvement is sanctioned by a legal sequence of at most k
    moves, and one needs k. ``UNSANCTIONED``: some improvement is never sanctioned; also in
    infeasible cells.
    """
    rank = graph.scores[party].rank
    found = np.full(graph.space.shape, UNSANCTIONED, dtype=np.uint16)
    start = outcome(graph, party, concept)
    levels = graph.space.levels(answers(graph, party, concept), start)
    for k, level in enumerate(levels):
        secured = graph.moves[party].best(np.minimum(rank, level))
        found[(secured <= rank) & (found == UNSANCTIONED)] = k
    return np.where(graph.feasible, found.reshape(-1), UNSANCTIONED)


def margin(graph: GraphModel, party: int, concept: Concept) -> NDArray[np.float64]:
    """Return, flat, worth(s) less the worth that the best deviation secures.

    Positive or zero where s is stable: how far the state is from tipping. ``inf`` without moves,
    nan in infeasible cells and for ordinal preferences.
    """
    own = graph.scores[party]
    if own.worth is None:
        return np.full(graph.space.cells, np.nan)
    secured = deviation(graph, party, concept).reshape(-1)
    rank = own.rank.reshape(-1)
    worth = own.worth[np.maximum(rank, 0)] - own.worth[np.maximum(secured, 0)]
    return np.where(graph.feasible, np.where(secured < 0, np.inf, worth), np.nan)
