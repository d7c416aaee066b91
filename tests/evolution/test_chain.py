"""Markov chains: against exact fractions on small ones, closed forms on large ones."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from random import Random

import numpy as np
import pytest

from standoff.evolution import chain as module
from standoff.evolution.chain import (
    Chain,
    absorption,
    explore,
    long_run_shares,
    most_probable_paths,
)
from standoff.evolution.dynamics import Actors, Dynamics
from standoff.stability import GraphModel
from standoff.testing import random_standoff

from ..oracle import chain as oracle
from .by_definition import PENNIES, PRISONERS_DILEMMA

Steps = dict[int, dict[int, Fraction]]


def as_chain(steps: Mapping[int, Mapping[int, Fraction]]) -> Chain:
    """The library's chain of states 0, 1, 2, ... that all can be reached from 0."""
    rows = [(s, q, float(p)) for s, after in sorted(steps.items()) for q, p in after.items()]
    row, column, chance = (np.array(c) for c in zip(*rows, strict=True))
    return Chain(np.arange(len(steps)), row, np.zeros(len(row), dtype=np.int64), column, chance)


def random_steps(rng: Random) -> Steps:
    """A random chain in which every state can be reached from state 0."""
    size, most = rng.randint(2, 12), rng.choice((1, 2, 4))
    steps: Steps = {}
    for s in range(size):
        ends = rng.sample([q for q in range(size) if q != s], min(size - 1, rng.randint(0, most)))
        weights = [rng.randint(1, 5) for _ in ends]
        steps[s] = {q: Fraction(w, sum(weights)) for q, w in zip(ends, weights, strict=True)}
    reached = sorted(oracle.reach(steps, 0))
    number = {s: k for k, s in enumerate(reached)}
    return {number[s]: {number[q]: p for q, p in steps[s].items()} for s in reached}


CHAINS = [steps for seed in range(150) if len(steps := random_steps(Random(seed))) > 1]


def gamblers_ruin(size: int, start: int) -> dict[int, dict[int, Fraction]]:
    """A fair walk on 0..size that ends at 0 and at size, numbered so that `start` is 0."""
    number = {k: k for k in range(size + 1)} | {start: 0, 0: start}
    half = Fraction(1, 2)
    inner = {number[k]: {number[k - 1]: half, number[k + 1]: half} for k in range(1, size)}
    return inner | {number[0]: {}, number[size]: {}}


@pytest.fixture(params=[module.DENSE, 0], ids=["small as dense", "all as sparse"])
def solvers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "DENSE", request.param)


@pytest.mark.usefixtures("solvers")
def test_closed_classes() -> None:
    for steps in CHAINS:
        found = {frozenset(c.tolist()) for c in as_chain(steps).closed}
        assert found == set(oracle.closed_classes(steps))


@pytest.mark.usefixtures("solvers")
def test_absorption_and_expected_moves() -> None:
    for steps in CHAINS:
        chain = as_chain(steps)
        probability, moves = absorption(chain)
        for inside, p in zip(chain.closed, probability, strict=True):
            exact = oracle.absorption(steps, frozenset(inside.tolist()))[0]
            assert p == pytest.approx(float(exact), rel=1e-12)
        assert moves == pytest.approx(float(oracle.expected_moves(steps)[0]), rel=1e-12)


@pytest.mark.usefixtures("solvers")
def test_long_run_shares() -> None:
    for steps in CHAINS:
        chain = as_chain(steps)
        for inside in chain.closed:
            exact = oracle.long_run_shares(steps, frozenset(inside.tolist()))
            expected = [float(exact[s]) for s in inside.tolist()]
            assert long_run_shares(chain, inside) == pytest.approx(expected, rel=1e-12)


def test_most_probable_paths() -> None:
    for steps in CHAINS:
        chain = as_chain(steps)
        probability, last = most_probable_paths(chain)
        for state in steps:
            exact, _ = oracle.most_probable_path(steps, 0, frozenset({state}))
            assert probability[state] == pytest.approx(float(exact), rel=1e-12)
            path = [state]
            while path[-1] != 0:
                path.append(int(chain.rows[last[path[-1]]]))
            product = Fraction(1)
            for after, before in pairwise(path):
                product *= steps[before][after]
            assert product == exact
        assert last[0] == -1


@pytest.mark.parametrize(("size", "start"), [(10, 3), (400, 100), (1500, 700)])
def test_gamblers_ruin(size: int, start: int) -> None:
    """Feller (1968), An Introduction to Probability Theory, volume 1, chapter XIV."""
    chain = as_chain(gamblers_ruin(size, start))
    probability, moves = absorption(chain)
    ends = {int(c[0]): p for c, p in zip(chain.closed, probability, strict=True)}
    assert ends == pytest.approx({start: 1 - start / size, size: start / size}, rel=1e-9)
    assert moves == pytest.approx(start * (size - start), rel=1e-9)


@pytest.mark.parametrize("size", [3, 40, 900])
def test_a_ring_is_shared_evenly_and_a_doubled_state_counts_double(size: int) -> None:
    ring = {k: {(k + 1) % size: Fraction(1)} for k in range(size)}
    (inside,) = as_chain(ring).closed
    assert long_run_shares(as_chain(ring), inside) == pytest.approx(1 / size, rel=1e-9)
    half = Fraction(1, 2)
    ring[0], ring[size] = {1: half, size: half}, {1: Fraction(1)}
    shares = long_run_shares(as_chain(ring), np.arange(size + 1))
    expected = np.full(size + 1, 2.0)
    expected[size] = 1.0
    assert shares == pytest.approx(expected / expected.sum(), rel=1e-9)


def test_many_components_in_a_row() -> None:
    """A thousand pairs that the walk leaves with probability 1/3, in a row."""
    third = Fraction(1, 3)
    steps: Steps = {}
    for k in range(1000):
        here, there, after = 2 * k, 2 * k + 1, 2 * k + 2
        steps |= {here: {there: 1 - third, after: third}, there: {here: Fraction(1)}}
    chain = as_chain(steps | {2000: {}})
    probability, moves = absorption(chain)
    assert probability == pytest.approx([1.0], rel=1e-12)
    assert moves == pytest.approx(1000 * 5, rel=1e-12)  # three visits here, two there


def test_exploring_stops_at_the_budget() -> None:
    actors = Actors(GraphModel(PENNIES), Dynamics())
    assert explore(actors, 0, 3) is None
    chain = explore(actors, 0, 4)
    assert chain is not None
    assert sorted(chain.states.tolist()) == [0, 1, 2, 3]
    assert chain.states[0] == 0


def test_a_state_that_nobody_leaves_is_a_chain_of_its_own() -> None:
    graph = GraphModel(PRISONERS_DILEMMA)
    chain = explore(Actors(graph, Dynamics()), graph.space.index("NN"), 1)
    assert chain is not None
    probability, moves = absorption(chain)
    assert (probability.tolist(), moves) == ([1.0], 0.0)


@pytest.mark.parametrize("mode", ["best", "any"])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_nothing_is_lost_on_the_way_in_larger_models(mode: str, seed: int) -> None:
    graph = GraphModel(random_standoff((4, 4, 4), seed=seed, infeasible=0.2, ties=0.1 * seed))
    actors = Actors(graph, Dynamics(mode))
    for start in np.random.default_rng(seed).choice(np.flatnonzero(graph.feasible), 4):
        chain = explore(actors, int(start), 1 << 12)
        assert chain is not None
        out = np.bincount(chain.rows, chain.probability, minlength=len(chain.states))
        assert ((np.abs(out - 1) < 1e-12) | (out == 0)).all()
        probability, _ = absorption(chain)
        assert probability.min() > 0
        assert abs(probability.sum() - 1) < 1e-9
        for inside in chain.closed:
            assert abs(long_run_shares(chain, inside).sum() - 1) < 1e-9
