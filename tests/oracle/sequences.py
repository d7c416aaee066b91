"""Legal sequences of moves by a group of parties (Fang, Hipel and Kilgour 1993, chapter 3)."""

from __future__ import annotations

from collections.abc import Iterable

from .conflict import Conflict, Party, State, improvements, unilateral_moves


def sequence_lengths(
    conflict: Conflict, group: Iterable[Party], start: State, improving: bool = False
) -> dict[State, int]:
    """The end states of legal sequences, each with the length of the shortest one.

    A legal sequence has at least one step; each step is a move of one member of the group, and no
    member makes two steps in succession. A member may move again after somebody else has, and
    states may repeat, so `start` itself can be an end. If `improving`, each step is an improvement
    for the member that makes it, compared with the state it leaves.

    References
    ----------
    Fang, Hipel and Kilgour (1993), Interactive Decision Making, Wiley, chapter 3.
    """
    members = tuple(group)
    step = improvements if improving else unilateral_moves
    lengths: dict[State, int] = {}
    seen: set[tuple[State, Party | None]] = set()
    frontier: set[tuple[State, Party | None]] = {(start, None)}
    length = 0
    while frontier:
        length += 1
        reached: set[tuple[State, Party | None]] = {
            (end, mover)
            for state, last in frontier
            for mover in members
            if mover != last
            for end in step(conflict, mover, state)
        }
        frontier = reached - seen
        seen |= frontier
        for end, _ in frontier:
            lengths.setdefault(end, length)
    return lengths


def joint_moves(conflict: Conflict, group: Iterable[Party], state: State) -> set[State]:
    """R_H(s): the end states of all legal sequences of moves by `group` from `state`."""
    return set(sequence_lengths(conflict, group, state))


def joint_improvements(conflict: Conflict, group: Iterable[Party], state: State) -> set[State]:
    """R_H+(s): as R_H(s), every step an improvement for its mover from the state it leaves."""
    return set(sequence_lengths(conflict, group, state, improving=True))
