"""How probable road maps are: draw by draw what `roadmaps` says, and chances known by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from math import isnan

import numpy as np
import pytest

import standoff as so
from standoff.errors import StandoffError, UnknownName
from standoff.evolution.simulate import Z95
from standoff.model import Claim, Claims, Correlation, Expert, Experts, Formula, Standoff, Worth
from standoff.model.terms import Design, Retaliation
from standoff.preferences import uncertainty
from standoff.testing import random_deal
from standoff.uncertainty.designs import Designs

from ..road_maps.known_models import BOTH_GAMES, EASY, HARD, dilemmas, in_turn

pytestmark = pytest.mark.usefixtures("just_statuses")
MEANT = {"found": 1.0, "impossible": 0.0, "undecided": np.nan}


@pytest.fixture(scope="module")
def just_statuses() -> Iterator[None]:
    """Not why there is no road map, which takes most of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("standoff.road_maps.answers._shortfall", lambda *_: (None, None, ()))
        yield


def ranged(model: Standoff, spread: float, every: int = 2) -> Standoff:
    """The model with every second amount of worth known only within a range."""
    assert model.road_map is not None
    worth = {}
    for party, given in model.road_map.worth.items():
        terms = [
            t if k % every else replace(t, low=t.low - spread, high=t.high + spread)
            for k, t in enumerate(given.terms)
        ]
        worth[party] = Worth(tuple(terms))
    return replace(model, road_map=replace(model.road_map, worth=worth))


def statuses(model: Standoff, rows: np.ndarray, **asked: object) -> list[float]:  # type: ignore[type-arg]
    """What `roadmaps` says of the model of each draw."""
    found = uncertainty(model, road_map=True)
    return [MEANT[so.roadmaps(found.drawn(row), "deal", **asked).status] for row in rows]  # type: ignore[arg-type]


def drawn_rows(model: Standoff, seed: int, count: int) -> np.ndarray:  # type: ignore[type-arg]
    return uncertainty(model, road_map=True).rows(seed, 0, count)


def same(found: Sequence[float], expected: Sequence[float]) -> bool:
    return np.array_equal(np.asarray(found), np.asarray(expected), equal_nan=True)


@pytest.mark.parametrize(("parties", "seed"), [(2, 4), (3, 6)])
def test_every_draw_is_what_roadmaps_says_of_its_model(parties: int, seed: int) -> None:
    model = ranged(random_deal(5, parties, seed=seed, surplus=3.5), 0.5)
    found = so.robust_designs(model, "deal", samples=24, seed=seed)
    assert same(found.values[0], statuses(model, drawn_rows(model, seed, 24)))
    assert {*found.values[0].tolist()} == {0, 1} and found.draws == 24 and not found.exact
    for method in ("payments", "walk-away"):
        other = so.robust_designs(model, "deal", samples=8, seed=seed, method=method)
        rows = drawn_rows(model, seed, 8)
        assert same(other.values[0], statuses(model, rows, method=method))


def games(spread: float = 1.5) -> Standoff:
    """Two dilemmas played in either order or at once, a breach of one ending both or one."""
    designs = {
        "apart": Design(retaliation=Retaliation.SAME_ISSUE),
        "easy_first": in_turn(BOTH_GAMES),
        "hard_first": in_turn(BOTH_GAMES[::-1]),
    }
    return ranged(dilemmas((EASY, HARD), 0.75, designs=designs), spread, 3)


def test_designs_are_put_to_the_same_draws() -> None:
    model = games()
    found = so.robust_designs(model, "deal", samples=12, seed=5)
    names = ["apart", "easy_first", "hard_first"]
    assert [c.design for c in found.conclusions] == names
    rows = drawn_rows(model, 5, 12)
    expected = [statuses(model, rows, design=name) for name in names]
    assert all(map(same, found.values, expected)) and len({*map(tuple, expected)}) == 3
    nominal = [MEANT[so.roadmaps(games(0), "deal", design=n).status] for n in names]
    assert [*found.nominal] == nominal
    some = so.robust_designs(model, "deal", samples=12, seed=5, designs=["hard_first", "apart"])
    assert [c.design for c in some.conclusions] == ["hard_first", "apart"]
    assert same(some.values[0], expected[2]) and same(some.values[1], expected[0])
    more = so.robust_designs(model, "deal", samples=40, seed=5, designs=["apart"])
    assert same(more.values[0][:12], expected[0]) and more.draws == 40
    for name, values in zip(names, expected, strict=True):
        assert found.probability(name).value == pytest.approx(np.mean(values))
    assert found.premises == uncertainty(model, road_map=True).premises


def pair(correlated: tuple[Correlation, ...] = ()) -> Standoff:
    """One dilemma at patience 1/2: a road map if both rewards are at least 3, each 2 to 4.

    A breach gains 5 once and 1 ever after: 5 + 1 <= 2 reward. The pair term has reward - 4.
    """
    model = dilemmas(((5, 3, 1, 0),), 0.5)
    assert model.road_map is not None
    worth = {
        party: Worth((*given.terms[:-1], replace(given.terms[-1], low=-2.0, high=0.0, id="reward")))
        for party, given in model.road_map.worth.items()
    }
    terms = replace(model.road_map, worth=worth)
    return replace(model, road_map=terms, correlated=correlated)


TOGETHER = Correlation(("a.road_map.reward", "b.road_map.reward"), 1.0)


@pytest.mark.parametrize(("correlated", "chance"), [((), 0.25), ((TOGETHER,), 0.5)])
def test_a_chance_known_in_closed_form(correlated: tuple[Correlation, ...], chance: float) -> None:
    found = so.robust_designs(pair(correlated), "deal", samples=400, seed=2)
    estimate = found.probability(None)
    assert estimate.low is not None and estimate.high is not None
    assert estimate.low < chance < estimate.high and estimate.half_width < 0.05
    assert found.nominal == (1,)


def experts(*weights: float) -> Standoff:
    """Who is right about a says that there is a road map or none; b is sure."""
    model = dilemmas(((5, 3, 1, 0),), 0.5)
    assert model.road_map is not None
    worth = model.road_map.worth
    *terms, reward = worth["a"].terms
    less = Worth((*terms, replace(reward, low=-2.0, high=-2.0)))
    said = (worth["a"], less, worth["a"])
    voices = tuple(Expert(n, w, k) for n, w, k in zip("xyz", said, weights, strict=False))
    preferences = {"a": Experts(voices), "b": worth["b"]}
    return replace(model, preferences=preferences, road_map=replace(model.road_map, worth={}))


def test_all_combinations_with_their_chances() -> None:
    model = experts(3, 1, 4)
    found = so.robust_designs(model, "deal")
    rows, chances = uncertainty(model, road_map=True).combined(0, 3)
    assert same(found.values[0], statuses(model, rows)) and found.exact and found.draws == 3
    assert found.weights is not None and same(found.weights, chances)
    assert found.values[0].tolist() == [1, 0, 1]
    estimate = found.probability(None)
    assert (estimate.value, estimate.low) == (pytest.approx(7 / 8), None)
    rows_shown = found.tables()[0].rows
    assert rows_shown == (("any order", ".88", ".12", "0", "found"),)
    sampled = so.robust_designs(model, "deal", exact=False, samples=200, seed=4)
    share = sampled.probability(None)
    assert not sampled.exact and sampled.draws == 200 and sampled.weights is None
    assert share.low is not None and share.high is not None and share.low < 7 / 8 < share.high
    assert so.robust_designs(model, "deal", samples=2).draws == 2  # too few for all three
    assert so.robust_designs(model, "deal", samples=2, exact=True).draws == 3


def test_claims_matter_where_the_order_of_states_does() -> None:
    """Each prefers the deal to today with chance 0.6, and a breach to the deal for sure never."""
    model = dilemmas(((5, 3, 1, 0),), 0.5)
    assert model.road_map is not None
    both = "a.g0 and b.g0"

    def wants(own: str, confidence: float) -> Claims:
        against = Claim(Formula(f"not ({own} and not ({both}))"))
        return Claims(
            (Claim(Formula(both), confidence=confidence, reversed=1 - confidence), against)
        )

    model = replace(
        model,
        preferences={"a": wants("a.g0", 0.6), "b": wants("b.g0", 0.5)},
        road_map=replace(model.road_map, worth={}),
    )
    found = so.robust_designs(model, "deal", method="walk-away")
    rows, chances = uncertainty(model, road_map=True).combined(0, 4)
    assert same(found.values[0], statuses(model, rows, method="walk-away"))
    assert found.probability(None).value == pytest.approx(0.3)
    assert chances.sum() == pytest.approx(1) and found.draws == 4


@cache
def hard_to_tell(budget: int | None) -> Designs:
    """A deal in which a search by few labels finds some road maps and misses others."""
    return so.robust_designs(HARD_DEAL, "deal", samples=60, seed=1, budget=budget)


HARD_DEAL = ranged(random_deal(6, 2, seed=23, patience=0.75, surplus=3.0), 0.2)


def test_with_a_small_budget_some_draws_are_undecided() -> None:
    """They count against the road map for the lower bound and for it for the upper one."""
    few, full = hard_to_tell(1), hard_to_tell(None)
    decided = ~np.isnan(few.values[0])
    assert not np.isnan(full.values[0]).any() and 0 < decided.sum() < 60
    assert same(few.values[0][decided], full.values[0][decided])
    alone = np.array(statuses(HARD_DEAL, drawn_rows(HARD_DEAL, 1, 60), budget=1))
    assert same(few.values[0][~np.isnan(alone)], alone[~np.isnan(alone)])
    estimate, truth = few.probability(None), full.probability(None)
    found = np.nansum(few.values[0]) / 60
    left = 1 - decided.mean()
    assert estimate.value == pytest.approx(found) and found < truth.value < found + left
    assert (estimate.low, estimate.high) == pytest.approx(
        (wilson(found, 60)[0], wilson(found + left, 60)[1])
    )
    (row,) = few.tables()[0].rows
    assert isnan(few.nominal[0]) and row[-1] == "undecided" and full.nominal == (1,)
    parts = few.to_dict()["designs"][0]
    shares = [parts[name]["value"] for name in ("found", "impossible", "undecided")]
    assert shares == pytest.approx([found, 1 - found - left, left]) and sum(shares) == 1


def wilson(share: float, n: int) -> tuple[float, float]:
    """The roots of (share - p)^2 = z^2 p (1 - p) / n."""
    roots = np.roots([1 + Z95**2 / n, -2 * share - Z95**2 / n, share**2])
    return float(roots.min()), float(roots.max())


def test_undecided_combinations_leave_both_bounds() -> None:
    found = so.robust_designs(experts(3, 1, 4), "deal")
    values = np.array([[1.0, np.nan, 0.0]])
    estimate = replace(found, values=values).probability(None)
    assert (estimate.value, estimate.low, estimate.high) == pytest.approx((3 / 8, 3 / 8, 4 / 8))
    assert str(estimate) == ".38 (.38-.50)"


def test_how_it_reads() -> None:
    found = so.robust_designs(games(), "deal", samples=12, seed=5, designs=["apart"])
    title, goal, *rest = found.lines()
    assert (title, goal) == ("A known standoff", "Road maps to deal.")
    assert any("12 " in line for line in rest)
    assert found.tables()[0].note.endswith("With the 95 % interval.")
    data = json.loads(json.dumps(found.to_dict()))
    assert (data["to"], data["draws"], data["exact"], data["seed"]) == ("deal", 12, False, 5)
    (design,) = data["designs"]
    assert (design["design"], design["nominal"]) == ("apart", "impossible")
    exact = so.robust_designs(experts(3, 1, 4), "deal", seed=5)
    assert exact.to_dict()["seed"] is None and exact.to_dict()["exact"] is True
    assert "interval" not in exact.tables()[0].note


def test_bad_questions() -> None:
    with pytest.raises(StandoffError, match="no design"):
        so.robust_designs(games(), "deal", designs=[])
    with pytest.raises(UnknownName, match=r"(?s)design 'easy'.*did you mean 'easy_first'"):
        so.robust_designs(games(), "deal", samples=2).probability("easy")
    with pytest.raises(UnknownName, match=r"(?s)design 'apar'.*did you mean 'apart'"):
        so.robust_designs(games(), "deal", designs=["apar"])
    with pytest.raises(UnknownName, match="did you mean 'deal'"):
        so.robust_designs(games(), "dea")
    with pytest.raises(UnknownName, match="did you mean 'payments'"):
        so.robust_designs(games(), "deal", method="payment")
    with pytest.raises(StandoffError, match="0 samples"):
        so.robust_designs(games(), "deal", samples=0)
    with pytest.raises(StandoffError, match="no list of combinations"):
        so.robust_designs(games(), "deal", exact=True)
