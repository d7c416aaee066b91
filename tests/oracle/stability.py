"""Stability of a state for a party, and equilibria.

In all of them the party is i, the state s, the others O. A sanction is a state that i does not
strictly prefer to s: ties sanction. The sanction may differ from improvement to improvement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations, product
from typing import TypeAlias

from .conflict import (
    Conflict,
    Party,
    State,
    Vector,
    changed_options,
    improvements,
    option_vectors,
    prefers,
    unilateral_moves,
)
from .sequences import joint_improvements, joint_moves

Stable: TypeAlias = Callable[[Conflict, Party, State], bool]


def others(conflict: Conflict, party: Party) -> tuple[Party, ...]:
    """O = N without `party`."""
    return tuple(j for j in conflict.parties if j != party)


def survives_reply(conflict: Conflict, party: Party, state: State, sanction: State) -> bool:
    """Whether no move of `party` from `sanction` ends in a state that it prefers to `state`."""
    return all(
        not prefers(conflict, party, reply, state)
        for reply in unilateral_moves(conflict, party, sanction)
    )


def nash(conflict: Conflict, party: Party, state: State) -> bool:
    """Nash: R_i+(s) is empty.

    References
    ----------
    Nash (1951), Non-cooperative games, Annals of Mathematics 54, 286-295.
    """
    return not improvements(conflict, party, state)


def gmr(conflict: Conflict, party: Party, state: State) -> bool:
    """General metarationality: each t in R_i+(s) has an x in R_O(t) that i does not prefer to s.

    References
    ----------
    Howard (1971), Paradoxes of Rationality, MIT Press;
    Fang, Hipel and Kilgour (1993), Interactive Decision Making, Wiley, chapter 3.
    """
    opponents = others(conflict, party)
    return all(
        any(
            not prefers(conflict, party, x, state)
            for x in joint_moves(conflict, opponents, improvement)
        )
        for improvement in improvements(conflict, party, state)
    )


def smr(conflict: Conflict, party: Party, state: State) -> bool:
    """Symmetric metarationality: GMR by sanctions that i's own reply cannot escape.

    Each t in R_i+(s) has an x in R_O(t) that i does not prefer to s, and from that same x no
    move of i ends in a state that i prefers to s.

    References
    ----------
    Howard (1971), Paradoxes of Rationality, MIT Press;
    Fang, Hipel and Kilgour (1993), Interactive Decision Making, Wiley, chapter 3.
    """
    opponents = others(conflict, party)
    return all(
        any(
            not prefers(conflict, party, x, state) and survives_reply(conflict, party, state, x)
            for x in joint_moves(conflict, opponents, improvement)
        )
        for improvement in improvements(conflict, party, state)
    )


def seq(conflict: Conflict, party: Party, state: State) -> bool:
    """Sequential stability: each t in R_i+(s) has an x in R_O+(t) that i does not prefer to s.

    References
    ----------
    Fraser and Hipel (1979), Solving complex conflicts, IEEE SMC 9, 805-816;
    Fang, Hipel and Kilgour (1993), Interactive Decision Making, Wiley, chapter 3.
    """
    opponents = others(conflict, party)
    return all(
        any(
            not prefers(conflict, party, x, state)
            for x in joint_improvements(conflict, opponents, improvement)
        )
        for improvement in improvements(conflict, party, state)
    )


def sseq(conflict: Conflict, party: Party, state: State) -> bool:
    """Symmetric sequential stability: SEQ by sanctions that i's own reply cannot escape.

    References
    ----------
    Rego and Vieira (2017), Group Decision and Negotiation, doi 10.1007/s10726-016-9520-8.
    """
    opponents = others(conflict, party)
    return all(
        any(
            not prefers(conflict, party, x, state) and survives_reply(conflict, party, state, x)
            for x in joint_improvements(conflict, opponents, improvement)
        )
        for improvement in improvements(conflict, party, state)
    )


def together(start: Vector, ends: tuple[Vector, ...]) -> Vector:
    """`start` with the option changes of all `ends` made at once."""
    joint = list(start)
    for end in ends:
        for i in changed_options(start, end):
            joint[i] = end[i]
    return tuple(joint)


def simultaneous_outcomes(
    conflict: Conflict, improvement: State, movers: tuple[Party, ...], state: State
) -> Iterator[State]:
    """The feasible states where `improvement` meets improvements of some of `movers`."""
    vectors, _ = option_vectors(conflict)
    feasible = {vector: s for s, vector in vectors.items()}
    for size in range(1, len(movers) + 1):
        for group in combinations(movers, size):
            for ends in product(*(improvements(conflict, j, state) for j in group)):
                all_ends = tuple(vectors[end] for end in (improvement, *ends))
                joint = together(vectors[state], all_ends)
                if joint in feasible:
                    yield feasible[joint]


def simultaneously_sanctioned(conflict: Conflict, party: Party, state: State) -> bool:
    """Whether simultaneous sanctioning turns an unstable state stable for `party`.

    Asked after the sequential analysis, and only where at least two parties, `party` among them,
    are SEQ-unstable. For each improvement of `party` some of the other SEQ-unstable parties, one
    or more, each have an improvement from the same state such that all these changes together
    give a feasible state that `party` does not prefer. Each party is examined by itself.

    References
    ----------
    Fraser and Hipel (1984), Conflict Analysis: Models and Resolutions, North-Holland.
    """
    option_vectors(conflict)
    if seq(conflict, party, state):
        return False
    movers = tuple(j for j in others(conflict, party) if not seq(conflict, j, state))
    if not movers:
        return False
    return all(
        any(
            not prefers(conflict, party, outcome, state)
            for outcome in simultaneous_outcomes(conflict, improvement, movers, state)
        )
        for improvement in improvements(conflict, party, state)
    )


def sim(conflict: Conflict, party: Party, state: State) -> bool:
    """SEQ-stable, or stable by simultaneous sanctioning (Fraser and Hipel 1984)."""
    return simultaneously_sanctioned(conflict, party, state) or seq(conflict, party, state)


CONCEPTS: Mapping[str, Stable] = {
    "nash": nash,
    "gmr": gmr,
    "smr": smr,
    "seq": seq,
    "sseq": sseq,
    "sim": sim,
}


def marks(conflict: Conflict, concept: str) -> set[tuple[Party, State]]:
    """The (party, state) pairs that are stable under `concept`, a key of CONCEPTS."""
    stable = CONCEPTS[concept]
    return {(i, s) for i in conflict.parties for s in conflict.states if stable(conflict, i, s)}


def equilibria(conflict: Conflict, concept: str) -> set[State]:
    """The states that are stable for every party under `concept`, a key of CONCEPTS."""
    stable = CONCEPTS[concept]
    return {s for s in conflict.states if all(stable(conflict, i, s) for i in conflict.parties)}
