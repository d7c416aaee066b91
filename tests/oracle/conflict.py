"""A conflict in graph form: parties, states, arcs and scores (Fang, Hipel and Kilgour 1993)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

Party: TypeAlias = str
State: TypeAlias = Hashable
Vector: TypeAlias = tuple[int, ...]
Moves: TypeAlias = Mapping[Party, Mapping[State, frozenset[State]]]
Scores: TypeAlias = Mapping[Party, Mapping[State, float]]

DIRECTIONS = ("both", "take", "drop")


@dataclass(frozen=True)
class Conflict:
    """A graph model: for each party a digraph on the same states, and a score per state.

    Parameters
    ----------
    parties, states
        The parties N and the feasible states S.
    moves
        A_i: for each party and state, the states one move away. No loops; a state without an
        entry has no moves. The arcs need not be transitive.
    score
        For each party and state a number; higher is better, equal is indifferent.
    vectors
        The 0/1 option vector of each state, in models that have one vector per state.
    owner
        The party that owns each option.
    direction
        Per option ``both``, ``take`` (0 to 1 only) or ``drop`` (1 to 0 only); None: all ``both``.

    References
    ----------
    Kilgour, Hipel and Fang (1987), The graph model for conflicts, Automatica 23, 41-55.
    Fang, Hipel and Kilgour (1993), Interactive Decision Making, Wiley.
    """

    parties: tuple[Party, ...]
    states: tuple[State, ...]
    moves: Moves
    score: Scores
    vectors: Mapping[State, Vector] | None = None
    owner: tuple[Party, ...] | None = None
    direction: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        known = set(self.states)
        if len(known) != len(self.states) or len(set(self.parties)) != len(self.parties):
            raise ValueError("a party or state is listed twice")
        for party in self.parties:
            if set(self.score[party]) != known:
                raise ValueError(f"{party} must score each state once")
            for state, ends in self.moves.get(party, {}).items():
                if state not in known or not ends <= known or state in ends:
                    raise ValueError(f"{party} has a loop or an unknown state at {state!r}")
        if (self.vectors is None) != (self.owner is None):
            raise ValueError("vectors and owner come together")
        if self.vectors is not None and self.owner is not None:
            check_vectors(known, self.vectors, self.owner, self.direction)


def check_vectors(
    states: set[State],
    vectors: Mapping[State, Vector],
    owner: tuple[Party, ...],
    direction: tuple[str, ...] | None,
) -> None:
    """Refuse vectors that are missing, repeated, or of another length than the options."""
    if set(vectors) != states or len(set(vectors.values())) != len(states):
        raise ValueError("each state needs a vector of its own")
    if any(len(vector) != len(owner) for vector in vectors.values()):
        raise ValueError("each vector needs one entry per option")
    if direction is not None and (
        len(direction) != len(owner) or not set(direction) <= set(DIRECTIONS)
    ):
        raise ValueError(f"each option needs one of {DIRECTIONS}")


def prefers(conflict: Conflict, party: Party, left: State, right: State) -> bool:
    """Whether `party` strictly prefers `left` to `right`."""
    return conflict.score[party][left] > conflict.score[party][right]


def unilateral_moves(conflict: Conflict, party: Party, state: State) -> frozenset[State]:
    """R_i(s): the states one move of `party` away from `state` (Kilgour, Hipel, Fang 1987)."""
    return conflict.moves.get(party, {}).get(state, frozenset())


def improvements(conflict: Conflict, party: Party, state: State) -> frozenset[State]:
    """R_i+(s): the moves of `party` from `state` to a state that it strictly prefers."""
    return frozenset(
        end
        for end in unilateral_moves(conflict, party, state)
        if prefers(conflict, party, end, state)
    )


def option_vectors(conflict: Conflict) -> tuple[Mapping[State, Vector], tuple[Party, ...]]:
    """The vectors and the owners; ValueError for a conflict that has none."""
    if conflict.vectors is None or conflict.owner is None:
        raise ValueError("this needs one option vector per state")
    return conflict.vectors, conflict.owner


def changed_options(old: Vector, new: Vector) -> tuple[int, ...]:
    """The positions at which two vectors differ."""
    pairs = enumerate(zip(old, new, strict=True))
    return tuple(i for i, (before, after) in pairs if before != after)


def change_permitted(old: int, new: int, direction: str) -> bool:
    """Whether one option may go from `old` to `new` (0 or 1) under its direction."""
    return old == new or direction == "both" or (direction == "take") == (new == 1)


def vector_conflict(
    parties: tuple[Party, ...],
    owner: tuple[Party, ...],
    vectors: Mapping[State, Vector],
    score: Scores,
    direction: tuple[str, ...] | None = None,
) -> Conflict:
    """The option-form conflict on the given feasible vectors.

    (s, q) is an arc of i if and only if s and q differ, differ only in options of i (in any
    number of them at once), and no changed option goes against its direction. Vectors in
    between need not be feasible.

    References
    ----------
    Fang, Hipel and Kilgour (1993), Interactive Decision Making, Wiley.
    """
    directions = direction or ("both",) * len(owner)

    def is_move(party: Party, old: Vector, new: Vector) -> bool:
        changed = changed_options(old, new)
        return bool(changed) and all(
            owner[i] == party and change_permitted(old[i], new[i], directions[i]) for i in changed
        )

    moves = {
        party: {
            s: frozenset(q for q in vectors if is_move(party, vectors[s], vectors[q]))
            for s in vectors
        }
        for party in parties
    }
    return Conflict(parties, tuple(vectors), moves, score, dict(vectors), owner, directions)


def merge_states(conflict: Conflict, label: Mapping[State, State], score: Scores) -> Conflict:
    """The conflict in which the states that share a label are one state.

    A merged state has the arcs of all its members; arcs inside it vanish. Vectors are given up,
    because a merged state is a set of vectors.
    """
    states = tuple(dict.fromkeys(label[s] for s in conflict.states))

    def ends(party: Party, merged: State) -> frozenset[State]:
        members: Iterable[State] = (s for s in conflict.states if label[s] == merged)
        reached = {label[q] for s in members for q in unilateral_moves(conflict, party, s)}
        return frozenset(reached - {merged})

    moves = {party: {s: ends(party, s) for s in states} for party in conflict.parties}
    return Conflict(conflict.parties, states, moves, score)
