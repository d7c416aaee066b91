"""Grades of stability: how long the shortest sanctioning sequence has to be."""

from __future__ import annotations

import math

from .conflict import Conflict, Party, State, improvements, prefers
from .sequences import sequence_lengths
from .stability import others, survives_reply

GRADED = ("gmr", "smr", "seq", "sseq")


def sanction_length(
    conflict: Conflict, party: Party, state: State, improvement: State, concept: str
) -> float:
    """The moves in the shortest sequence of the others that sanctions one improvement.

    The sequences are those of the concept (Fang, Hipel and Kilgour 1993, chapter 3): of any moves
    for ``gmr`` and ``smr``, of improvements for ``seq`` and ``sseq``; for ``smr`` and ``sseq`` the
    party's own reply must not escape. Infinite if none sanctions.
    """
    lengths = sequence_lengths(
        conflict, others(conflict, party), improvement, improving=concept in ("seq", "sseq")
    )
    sanctioning = [
        length
        for end, length in lengths.items()
        if not prefers(conflict, party, end, state)
        and (concept in ("gmr", "seq") or survives_reply(conflict, party, state, end))
    ]
    return min(sanctioning, default=math.inf)


def grade(conflict: Conflict, party: Party, state: State, concept: str) -> float:
    """0 if Nash; else the sanction length of the improvement that is hardest to sanction.

    Finite if and only if the state is stable for the party under the concept, which is one of
    GRADED.
    """
    if concept not in GRADED:
        raise ValueError(f"no grades for {concept}; one of {GRADED}")
    return max(
        (
            sanction_length(conflict, party, state, improvement, concept)
            for improvement in improvements(conflict, party, state)
        ),
        default=0,
    )


def largest_grade(conflict: Conflict, state: State, concept: str) -> float:
    """The largest grade of a state over the parties; finite for equilibria only."""
    return max(grade(conflict, party, state, concept) for party in conflict.parties)
