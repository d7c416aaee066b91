"""The public strategies and random models keep what they promise."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from standoff import testing
from standoff.model import Claims, Formula, Standoff, Worth
from standoff.model.walk import statements
from standoff.stability import GraphModel
from standoff.states import state_space
from standoff.testing import (
    conditional_standoffs,
    formulas,
    graph_standoffs,
    merged_standoffs,
    option_standoffs,
    random_standoff,
)

from ..families import FAMILIES
from ..oracle_from_model import feasible_vectors


@pytest.mark.parametrize("family", FAMILIES)
@given(st.data())
def test_every_drawn_model_can_be_analysed(family: str, data: st.DataObject) -> None:
    model = data.draw(FAMILIES[family])
    graph = GraphModel(model)
    assert 2 <= len(model.parties) <= 4
    assert 1 <= graph.space.count <= 64
    assert len(model.options) <= 6
    assert model.status_quo is not None
    assert graph.space.index(model.status_quo) >= 0
    if model.is_graph:
        assert len(model.states) <= 8
    else:
        assert 1 <= len(feasible_vectors(model)) <= 64
        assert all(1 <= len(party.options) <= 3 for party in model.parties)


@given(option_standoffs(min_parties=3, max_parties=3, max_options=1))
def test_bounds_are_kept(model: Standoff) -> None:
    assert len(model.parties) == 3
    assert len(model.options) == 3


@given(formulas(["a.x"], leaves=1))
def test_formulas_over_one_name(formula: Formula) -> None:
    assert {name for name, _ in formula.atoms()} <= {"a.x"}


LOOSE = settings(
    max_examples=2000,
    database=None,
    derandomize=True,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)


def simplest(strategy: st.SearchStrategy[Standoff], *wanted: str) -> Standoff:
    """The simplest model with all the wanted features that Hypothesis finds."""
    return find(strategy, lambda model: features(model) >= set(wanted), settings=LOOSE)


def features(model: Standoff) -> set[str]:
    """What is in a model, in words."""
    options = model.option_of.values()
    kinds = {type(preference).__name__ for preference in model.preferences.values()}
    found = {
        "move_if": any(p.move_if for p in model.parties),
        "take_if": any(o.take_if for o in options),
        "drop_if": any(o.drop_if for o in options),
        "rules": model.rules,
        "definition": model.define,
        "fewer": model.merge and state_space(model).count < len(feasible_vectors(model)),
        "correlated": model.correlated,
        "infeasible": not model.is_graph and len(feasible_vectors(model)) < 2 ** len(model.options),
        "axes": not model.is_graph and state_space(model).feasible is not None,
        "own rule": any(
            len({name.partition(".")[0] for name, _ in rule.formula.atoms()}) == 1
            for rule in model.rules
        ),
    }
    found_kinds = kinds | {option.reversible.name for option in options}
    return found_kinds | doubts(model) | {name for name, yes in found.items() if yes}


def doubts(model: Standoff) -> set[str]:
    """What is uncertain in the preferences, in words."""
    said = [preference for _, preference in statements(model)]
    claims = [c for p in said if isinstance(p, Claims) for c in p.claims]
    terms = [t for p in said if isinstance(p, Worth) for t in p.terms]
    found = {
        "confidence": any(c.confidence < 1 for c in claims),
        "reversed": any(c.reversed > 0 for c in claims),
        "order": any(p.orders for p in said if isinstance(p, Claims)),
        "range": any(t.low < t.high for t in terms),
        "likely": any(t.likely is not None for t in terms),
        "normal": any(t.distribution == "normal" for t in terms),
    }
    return {name for name, yes in found.items() if yes}


KINDS = ["Claims", "Ranking", "Weights", "Worth", "Experts"]
DOUBTS = ["confidence", "reversed", "order", "range", "likely", "normal"]


def all_features(strategy: st.SearchStrategy[Standoff]) -> set[str]:
    """What is in one of 120 models or another."""
    found: set[str] = set()
    many = settings(LOOSE, max_examples=120, phases=[Phase.generate])
    many(given(strategy)(lambda model: found.update(features(model))))()
    return found


def test_every_feature_is_drawn() -> None:
    wanted = {*KINDS, *DOUBTS, "NO", "ONCE_DROPPED", "definition", "own rule", "axes", "correlated"}
    assert wanted <= all_features(option_standoffs(correlated=True))
    assert {"take_if", "drop_if", "move_if"} <= all_features(conditional_standoffs())
    assert {*KINDS, "fewer", "infeasible", "move_if"} <= all_features(
        merged_standoffs(conditional=True)
    )


def test_models_shrink() -> None:
    nothing = simplest(option_standoffs())
    assert len(nothing.options) == 2
    assert not nothing.rules and not nothing.define
    assert list(nothing.preferences.values()) == [Claims(())] * 2
    ruled = simplest(option_standoffs(), "own rule")
    assert len(ruled.options) == 3
    assert len(ruled.rules) == 1
    assert simplest(graph_standoffs()).moves == {"p0": {}, "p1": {}}


def test_strategies_are_loaded_when_used() -> None:
    code = (
        "import sys, standoff.testing as t\n"
        "assert 'hypothesis' not in sys.modules\n"
        "t.random_standoff((1, 1))\n"
        "assert 'hypothesis' not in sys.modules\n"
        "t.formulas(['a'])\n"
        "assert 'hypothesis' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_every_public_name_is_there() -> None:
    assert all(getattr(testing, name) for name in testing.__all__)
    with pytest.raises(AttributeError, match="no attribute 'strategy'"):
        testing.strategy  # noqa: B018


def test_random_standoffs_repeat_and_differ() -> None:
    kept = {"infeasible": 0.4, "irreversible": 0.5, "ties": 0.5}
    assert random_standoff((2, 2, 1), seed=3, **kept) == random_standoff((2, 2, 1), seed=3, **kept)
    assert random_standoff((2, 2, 1), seed=3, **kept) != random_standoff((2, 2, 1), seed=4, **kept)


@given(
    st.lists(st.integers(1, 3), min_size=1, max_size=3),
    st.integers(0, 10**6),
    st.sampled_from([0.0, 0.3, 0.9]),
)
def test_random_standoffs_can_be_analysed(shape: list[int], seed: int, infeasible: float) -> None:
    """Rules about one party's options leave fewer cells, which the scores follow."""
    model = random_standoff(shape, seed=seed, infeasible=infeasible, irreversible=0.5)
    graph = GraphModel(model)
    share = 1 - graph.space.count / 2 ** sum(shape)
    assert share >= infeasible or graph.space.count <= 2 ** (sum(shape) - 1)
    assert (infeasible > 0) == bool(model.rules)


@pytest.mark.parametrize("share", [-0.1, 1.0])
def test_shares_that_make_no_sense(share: float) -> None:
    with pytest.raises(ValueError, match="infeasible must be in"):
        random_standoff((2, 2), infeasible=share)
