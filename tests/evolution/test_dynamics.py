"""Who may act next, and where they go, against the definition state by state."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.errors import StandoffError, UnknownName
from standoff.evolution.dynamics import Actors, Dynamics
from standoff.model import Standoff
from standoff.stability.graph_model import GraphModel
from standoff.testing import (
    conditional_standoffs,
    graph_standoffs,
    merged_standoffs,
    option_standoffs,
)

from ..library_answers import names
from ..oracle import prospects as oracle
from ..oracle.conflict import Conflict, State, prefers, unilateral_moves
from ..oracle_from_model import conflict_of

RATES = st.dictionaries(st.sampled_from(["p0", "p1"]), st.sampled_from([0.25, 0.5, 2.0, 3.0]))
DYNAMICS = st.builds(Dynamics, st.sampled_from(["best", "any"]), st.integers(1, 3), RATES)
Steps = Mapping[tuple[tuple[str, ...], State], float]


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
    """Let the oracle take the definition for models without one option vector per state."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(oracle, "group_improvements", in_turn)
        yield


def library_steps(model: Standoff, dynamics: Dynamics) -> dict[State, Steps]:
    """The probability of each (actor, next state), from every state."""
    graph = GraphModel(model)
    actors, called = Actors(graph, dynamics), names(graph.space)
    at = np.array(sorted(called), dtype=np.int64)
    found: dict[State, dict[tuple[tuple[str, ...], State], float]] = {
        name: {} for name in called.values()
    }
    for row, actor, target, chance in zip(*actors.transitions(at), strict=True):
        who = tuple(model.party_ids[i] for i in actors.groups[actor])
        step = (who, called[int(target)])
        here = found[called[int(at[row])]]
        assert step not in here
        here[step] = float(chance)
    return found


def assert_steps_agree(model: Standoff, dynamics: Dynamics) -> None:
    conflict, found = conflict_of(model), library_steps(model, dynamics)
    assert set(found) == set(conflict.states)
    for state, steps in found.items():
        assert steps == pytest.approx(
            {k: float(p) for k, p in oracle.steps(conflict, state, as_oracle(dynamics)).items()}
        )


@settings(max_examples=70, deadline=None)
@given(option_standoffs(), DYNAMICS)
def test_steps_in_option_form(model: Standoff, dynamics: Dynamics) -> None:
    assert_steps_agree(model, dynamics)


@settings(max_examples=60, deadline=None)
@given(merged_standoffs() | conditional_standoffs() | graph_standoffs(), DYNAMICS)
def test_steps_in_graph_form(model: Standoff, dynamics: Dynamics) -> None:
    with groups_move_in_turn():
        assert_steps_agree(model, dynamics)


def test_rates_weigh_parties_and_a_group_has_their_mean() -> None:
    graph = GraphModel(_joint_gain())
    actors = Actors(graph, Dynamics(agreements=2, rates={"p0": 3.0}))
    assert actors.groups == [(0,), (1,), (0, 1)]
    assert actors.rates.tolist() == [3, 1, 2]
    step = actors.transitions(np.array([graph.space.index("NN")]))
    chance = dict(zip(step.actors.tolist(), step.probability.tolist(), strict=True))
    assert chance == {2: 1.0}  # alone neither gains


def _joint_gain() -> Standoff:
    """Both gain where both act, and lose where one does."""
    from standoff.model import Claim, Claims, Formula, Option, Party

    both = Claims((Claim(Formula("p0.o iff p1.o")), Claim(Formula("p0.o"))))
    parties = tuple(Party(f"p{i}", options=(Option("o"),)) for i in range(2))
    return Standoff(title="Joint", parties=parties, preferences={"p0": both, "p1": both})


def test_more_agreements_than_parties_are_all_groups() -> None:
    graph = GraphModel(_joint_gain())
    assert Actors(graph, Dynamics(agreements=9)).groups == [(0,), (1,), (0, 1)]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"mode": "bset"}, "bset"),
        ({"agreements": 0}, "agreements"),
        ({"agreements": -1}, "agreements"),
        ({"rates": {"p0": 0.0}}, "p0"),
        ({"rates": {"p0": -1.0}}, "p0"),
        ({"rates": {"p0": math.inf}}, "p0"),
        ({"rates": {"p0": math.nan}}, "p0"),
    ],
)
def test_dynamics_refuse_what_has_no_meaning(arguments: dict[str, object], named: str) -> None:
    with pytest.raises(StandoffError, match=named):
        Dynamics(**arguments)  # type: ignore[arg-type]


def test_a_misspelt_mode_or_party_gets_the_nearest_name() -> None:
    with pytest.raises(UnknownName) as error:
        Dynamics(mode="bets")
    assert "best" in error.value.hint
    with pytest.raises(UnknownName) as error:
        Actors(GraphModel(_joint_gain()), Dynamics(rates={"p00": 2.0}))
    assert "p0" in error.value.hint


def test_exact_fractions_of_the_oracle_stay_fractions() -> None:
    """The comparison rests on the oracle being exact."""
    conflict = conflict_of(_joint_gain())
    steps = oracle.steps(conflict, "NN", oracle.Dynamics(agreements=2, rates={"p0": 3.0}))
    assert list(steps.values()) == [Fraction(1)]
