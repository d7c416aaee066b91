"""Who may act next, and where they go, against the definition state by state."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given

from standoff.errors import StandoffError, UnknownName
from standoff.evolution.dynamics import Actors, Dynamics
from standoff.model import NamedState, Party, Ranking, Standoff
from standoff.stability import GraphModel

from ..families import FAMILIES
from ..in_words import names
from ..oracle import prospects as oracle
from ..oracle.conflict import State
from ..oracle_from_model import conflict_of
from .by_definition import (
    CHICKEN,
    DYNAMICS,
    GRAPH_FORM,
    PRISONERS_DILEMMA,
    as_oracle,
    groups_move_in_turn,
)

Steps = Mapping[tuple[tuple[str, ...], State], float]


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
        here, step = found[called[int(at[row])]], (who, called[int(target)])
        assert step not in here
        here[step] = float(chance)
    return found


def assert_steps_agree(model: Standoff, dynamics: Dynamics) -> None:
    conflict, found = conflict_of(model), library_steps(model, dynamics)
    assert set(found) == set(conflict.states)
    for state, steps in found.items():
        expected = oracle.steps(conflict, state, as_oracle(dynamics))
        assert steps == pytest.approx({step: float(p) for step, p in expected.items()}, rel=1e-12)


@given(FAMILIES["options"], DYNAMICS)
def test_steps_in_option_form(model: Standoff, dynamics: Dynamics) -> None:
    assert_steps_agree(model, dynamics)


@given(GRAPH_FORM, DYNAMICS)
def test_steps_in_graph_form(model: Standoff, dynamics: Dynamics) -> None:
    with groups_move_in_turn():
        assert_steps_agree(model, dynamics)


def test_a_group_has_the_mean_of_its_members_rates() -> None:
    actors = Actors(GraphModel(CHICKEN), Dynamics(agreements=2, rates={"row": 3.0}))
    assert actors.groups == [(0,), (1,), (0, 1)]
    assert actors.rates.tolist() == [3, 1, 2]
    steps = library_steps(CHICKEN, actors.dynamics)["YY"]
    assert {step: round(6 * p, 12) for step, p in steps.items()} == {
        (("row",), "NY"): 3,
        (("column",), "YN"): 1,
        (("row", "column"), "NN"): 2,
    }


@pytest.mark.parametrize("opens", ["a", "b"])
def test_in_graph_form_members_move_in_whichever_order_there_is(opens: str) -> None:
    """From s a move leads to t and only from there another to u, where both are better off."""
    closes = "b" if opens == "a" else "a"
    better = Ranking((("u",), ("s",), ("t",)))
    model = Standoff(
        title="One after the other",
        parties=(Party("a"), Party("b")),
        states=tuple(NamedState(label) for label in "stu"),
        moves={opens: {"s": ("t",)}, closes: {"t": ("u",)}},
        preferences={"a": better, "b": better},
    )
    steps = library_steps(model, Dynamics(agreements=2))
    assert steps["s"] == {(("a", "b"), "u"): 1.0}


def test_agreements_of_more_parties_than_there_are() -> None:
    groups = Actors(GraphModel(PRISONERS_DILEMMA), Dynamics(agreements=9)).groups
    assert groups == [(0,), (1,), (0, 1)]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"mode": "worst"}, "worst"),
        ({"agreements": 0}, "agreements"),
        ({"agreements": -1}, "agreements"),
        ({"rates": {"row": 0.0}}, "row"),
        ({"rates": {"row": -1.0}}, "row"),
        ({"rates": {"row": math.inf}}, "row"),
        ({"rates": {"row": math.nan}}, "row"),
    ],
)
def test_what_has_no_meaning_is_refused(arguments: dict[str, object], named: str) -> None:
    with pytest.raises(StandoffError, match=named):
        Dynamics(**arguments)  # type: ignore[arg-type]


def test_a_misspelt_mode_or_party_gets_the_nearest_name() -> None:
    with pytest.raises(UnknownName) as error:
        Dynamics(mode="bets")
    assert "'best'" in error.value.hint
    with pytest.raises(UnknownName) as error:
        Actors(GraphModel(CHICKEN), Dynamics(rates={"colum": 2.0}))
    assert "'column'" in error.value.hint
