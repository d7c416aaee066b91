"""What a set of states has in common, and which of its members stand out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction

from .conflict import Conflict, State, Vector, option_vectors, prefers
from .sequences import joint_improvements, joint_moves


@dataclass(frozen=True)
class OptionUse:
    """Positions of the options taken in all members, in none, and in a share of them."""

    always: frozenset[int]
    never: frozenset[int]
    varies: dict[int, Fraction]


def option_use(conflict: Conflict, members: Collection[State]) -> OptionUse:
    """Sort the options into always, never and varies. Three empty ones for no members."""
    vectors, owner = option_vectors(conflict)
    if not members:
        return OptionUse(frozenset(), frozenset(), {})
    share = {
        i: Fraction(sum(vectors[s][i] for s in members), len(members)) for i in range(len(owner))
    }
    return OptionUse(
        always=frozenset(i for i in share if share[i] == 1),
        never=frozenset(i for i in share if share[i] == 0),
        varies={i: share[i] for i in share if 0 < share[i] < 1},
    )


def dominates(conflict: Conflict, left: State, right: State) -> bool:
    """Whether `left` is at least as good as `right` for every party and better for one."""
    return all(not prefers(conflict, i, right, left) for i in conflict.parties) and any(
        prefers(conflict, i, left, right) for i in conflict.parties
    )


def undominated(conflict: Conflict, members: Collection[State]) -> set[State]:
    """The members that no other member dominates."""
    return {s for s in members if not any(dominates(conflict, other, s) for other in members)}


def reachable(conflict: Conflict, start: State, improving: bool = False) -> set[State]:
    """`start`, and the ends of legal sequences of all parties from it.

    Of moves, or if `improving` of improvements. No party moves twice in succession, so with
    intransitive arcs a state two arcs of one party away may be out of reach.

    References
    ----------
    Li, Kilgour and Hipel (2005), Status quo analysis in the graph model for conflict resolution,
    Journal of the Operational Research Society 56, 699-707.
    """
    ends = joint_improvements if improving else joint_moves
    return {start} | ends(conflict, conflict.parties, start)


def matches(pattern: str, vector: Vector) -> bool:
    """Whether a vector fits a pattern of Y (taken), N (not taken) and - (either)."""
    if not set(pattern) <= set("YN-"):
        raise ValueError(f"a pattern is written with Y, N and -, not {pattern!r}")
    return all(
        letter == "-" or (letter == "Y") == (taken == 1)
        for letter, taken in zip(pattern, vector, strict=True)
    )


def matching(conflict: Conflict, pattern: str) -> set[State]:
    """The feasible states whose vector fits `pattern`."""
    vectors, _ = option_vectors(conflict)
    return {s for s in conflict.states if matches(pattern, vectors[s])}


def covers_exactly(conflict: Conflict, patterns: Iterable[str], members: Collection[State]) -> bool:
    """Whether the feasible states that fit at least one pattern are exactly `members`.

    Infeasible vectors are free: a pattern may fit them. Patterns may overlap.
    """
    fitting = [matching(conflict, pattern) for pattern in patterns]
    return set().union(*fitting) == set(members)
