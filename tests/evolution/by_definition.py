"""The dynamics in the oracle's terms, and agreements where states are not option vectors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import permutations

import pytest
from hypothesis import strategies as st

from standoff.evolution import Dynamics
from standoff.model import Option, Party, Ranking, Standoff

from ..families import FAMILIES
from ..oracle import prospects as oracle
from ..oracle.conflict import Conflict, State, prefers, unilateral_moves

MODES = st.sampled_from(["best", "any"])
RATES = st.dictionaries(st.sampled_from(["p0", "p1"]), st.sampled_from([0.25, 0.5, 2.0, 3.0]))
DYNAMICS = st.builds(Dynamics, MODES, st.integers(1, 3), RATES)
GRAPH_FORM = st.one_of(*(drawn for name, drawn in FAMILIES.items() if name != "options"))


def as_oracle(dynamics: Dynamics) -> oracle.Dynamics:
    return oracle.Dynamics(dynamics.mode, dynamics.agreements, dynamics.rates)


def in_turn(
    conflict: Conflict, group: oracle.Actor, state: State, dynamics: oracle.Dynamics
) -> frozenset[State]:
    """Ends that all members prefer, of sequences in which each member moves once, in any order."""
    ends: set[State] = set()
    for order in permutations(group):
        reached = {state}
        for member in order:
            reached = {end for at in reached for end in unilateral_moves(conflict, member, at)}
        ends |= reached
    return frozenset(q for q in ends if all(prefers(conflict, i, q, state) for i in group))


@contextmanager
def groups_move_in_turn() -> Iterator[None]:
    """Let the oracle's groups move as the library's do in graph form."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(oracle, "group_improvements", in_turn)
        yield


def game(row: str, column: str) -> Standoff:
    """A 2x2 game with one option each; the rankings go from best to worst, ``=`` marks a tie."""
    ranked = {
        name: Ranking(tuple(tuple(group.split("=")) for group in order.split()))
        for name, order in (("row", row), ("column", column))
    }
    parties = tuple(Party(name, options=(Option("act"),)) for name in ranked)
    return Standoff(title="A game", parties=parties, preferences=ranked)


PRISONERS_DILEMMA = game("NY YY NN YN", "YN YY NN NY")
CHICKEN = game("YN NN NY YY", "NY NN YN YY")
PENNIES = game("NN=YY NY=YN", "NY=YN NN=YY")
