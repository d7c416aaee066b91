"""Random walks of the dynamics, and the intervals around what they show."""

from __future__ import annotations

import math

import numpy as np
import pytest

from standoff.errors import StandoffError
from standoff.evolution import Dynamics, Prospects, prospects
from standoff.evolution.dynamics import Actors
from standoff.evolution.prospects import WALKS
from standoff.evolution.simulate import walk, wilson
from standoff.model import NamedState, Party, Ranking, Standoff
from standoff.stability import GraphModel
from standoff.testing import random_standoff

from .by_definition import CHICKEN, PENNIES

FORK = Standoff(  # from `now`, a goes to `end` and b onto a ring that a and b go round
    title="A fork",
    parties=(Party("a"), Party("b"), Party("c")),
    states=tuple(NamedState(label) for label in ("now", "end", "r1", "r2", "r3")),
    moves={"a": {"now": ("end",), "r1": ("r2",)}, "b": {"now": ("r1",), "r2": ("r3",)},
           "c": {"r3": ("r1",)}},
    status_quo="now",
    preferences={
        "a": Ranking((("end", "r2"), ("r1",), ("now",), ("r3",))),
        "b": Ranking((("r3",), ("r1", "r2"), ("now",), ("end",))),
        "c": Ranking((("r1",), ("r3",), ("r2",), ("now",), ("end",))),
    },
)  # fmt: skip


def simulated(model: Standoff, start: str, dynamics: Dynamics, seed: int = 0) -> Prospects:
    graph = GraphModel(model)
    return prospects(graph, graph.space.index(start), dynamics, budget=1, seed=seed)


@pytest.mark.parametrize(
    ("hits", "trials", "interval"),
    [
        (81, 263, (0.2553, 0.3662)),
        (15, 148, (0.0624, 0.1605)),
        (0, 20, (0.0, 0.1611)),
        (1, 29, (0.0061, 0.1718)),
    ],
)
def test_wilson_interval(hits: int, trials: int, interval: tuple[float, float]) -> None:
    """Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3."""
    assert wilson(hits, trials) == pytest.approx(interval, abs=5e-5)
    mirrored = (1 - interval[1], 1 - interval[0])
    assert wilson(trials - hits, trials) == pytest.approx(mirrored, abs=5e-5)


def test_a_walk_that_never_differs_leaves_zero_or_one_possible() -> None:
    for trials in range(1, 3000, 7):
        assert wilson(0, trials)[0] == 0
        assert wilson(trials, trials)[1] == 1


def test_intervals_cover_the_probability_at_about_their_rate() -> None:
    """95 % stated; with 400 seeds a share outside 0.92 to 0.98 is three standard errors away."""
    exact = 2 / 3
    dynamics = Dynamics(rates={"row": 2.0})
    covered = 0
    for seed in range(400):
        found = simulated(CHICKEN, "NN", dynamics, seed)
        (low, high) = next(e.interval for e in found.ends if e.states[0].vector == "YN")
        covered += low <= exact <= high
    assert 0.92 <= covered / 400 <= 0.98


def test_estimates_lie_around_the_exact_prospects() -> None:
    """Several ends and paths of several moves, of which ties and improvements are drawn."""
    covered = total = 0
    for seed in range(30):
        graph = GraphModel(random_standoff((2, 2, 1), seed=seed, infeasible=0.2, ties=0.3))
        start, dynamics = int(np.flatnonzero(graph.feasible)[0]), Dynamics("any")
        exact = prospects(graph, start, dynamics)
        found = prospects(graph, start, dynamics, budget=1, seed=seed)
        if any(end.is_cycle for end in exact.ends) or found.exact:
            continue
        interval = {end.states[0]: end.interval for end in found.ends}
        for end in exact.ends:
            low, high = interval.get(end.states[0]) or wilson(0, WALKS)
            covered += low - 1e-9 <= end.probability <= high + 1e-9
            total += 1
        assert found.expected_moves == pytest.approx(exact.expected_moves, rel=0.1)
        for mean, truth in zip(found.standings, exact.standings, strict=True):
            assert mean.place_expected == pytest.approx(truth.place_expected, rel=0.1)
    assert total > 30
    assert covered / total > 0.9


def test_the_seed_makes_the_walks() -> None:
    first, again, other = (simulated(CHICKEN, "YY", Dynamics(), seed) for seed in (5, 5, 6))
    assert first.to_dict() == again.to_dict()
    assert first.to_dict()["seed"] == 5
    assert first.ends[0].probability != other.ends[0].probability


def test_a_simulation_says_so() -> None:
    found = simulated(CHICKEN, "YY", Dynamics())
    assert not found.exact
    assert found.reached == 2
    assert found.unsettled == 0
    assert found.lines()
    for end in found.ends:
        assert end.interval is not None
        assert end.interval[0] < end.probability < end.interval[1]
        assert (end.path, end.path_probability) == ((), None)
    assert sum(end.probability for end in found.ends) == pytest.approx(1)
    assert "interval" in found.to_dict()["ends"][0]


def test_walks_in_a_cycle_do_not_settle() -> None:
    found = simulated(PENNIES, "NN", Dynamics())
    assert found.unsettled == 1
    assert found.ends == ()
    assert math.isnan(found.expected_moves)
    assert all(math.isnan(standing.place_expected) for standing in found.standings)
    assert found.lines()
    assert found.tables()


def test_a_share_of_the_walks_settles() -> None:
    found = simulated(FORK, "now", Dynamics())
    (end,) = found.ends
    assert end.states[0].label == "end"
    assert found.unsettled + end.probability == pytest.approx(1)
    low, high = end.interval or (0.0, 0.0)
    assert low < 0.5 < high
    exact = prospects(GraphModel(FORK), 0, Dynamics())
    assert [(e.probability, len(e.states)) for e in exact.ends] == [(0.5, 1), (0.5, 3)]


def test_no_more_walks_than_asked_and_each_ends_where_nobody_improves() -> None:
    graph = GraphModel(random_standoff((3, 2, 2), seed=4, ties=0.5))
    actors = Actors(graph, Dynamics("any"))
    found = walk(actors, 0, 500, 200, np.random.default_rng(1))
    assert found.walks.sum() + found.unsettled == 500
    assert len(found.moves) == found.walks.sum()
    assert (found.moves <= 200).all()
    for relation in graph.improvements:
        assert not len(relation.arcs(found.states)[0])


def test_a_walk_that_is_cut_short_is_unsettled() -> None:
    graph = GraphModel(CHICKEN)
    found = walk(Actors(graph, Dynamics()), 0, 50, 1, np.random.default_rng(0))
    assert (found.unsettled, found.walks.sum()) == (50, 0)


def test_the_budget_decides() -> None:
    graph = GraphModel(CHICKEN)
    start = graph.space.index("YY")
    assert prospects(graph, start, Dynamics(), budget=3).exact
    assert not prospects(graph, start, Dynamics(), budget=2).exact
    with pytest.raises(StandoffError):
        prospects(graph, start, Dynamics(agreements=0))
