"""How much of the variance each premise accounts for: the oracle, closed forms, draws."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

import numpy as np
import pytest

import standoff as so
from standoff.model import Claims, Correlation, Formula, Worth, WorthTerm
from standoff.uncertainty.conclusions import Conclusion
from standoff.uncertainty.sensitivity import explained, indices, permuted, shapley
from standoff.uncertainty.sweep import Share, sobol_points

from ..oracle.uncertain import sensitivity as oracle
from ..oracle.uncertain.by_hand import claims, one_of_two, standoff, two_claims
from ..oracle.uncertain.chances import table
from ..oracle.uncertain.conclusions import heading, holds_state
from ..oracle.uncertain.premises import premises
from ..oracle.uncertain.random_models import random_uncertain


def near(value: Fraction | float) -> Any:
    return pytest.approx(float(value), abs=1e-9)


def check_shares(found: tuple[Share, ...], whole: oracle.Table, names: list[str]) -> None:
    """Of every premise that has more than one outcome; the effects sum to the variance."""
    spread = oracle.variance(whole)
    moving = [k for k in oracle.places_of(whole) if len(oracle.outcomes_of(whole, k)) > 1]
    assert [s.premise.name for s in found] == [names[k] for k in moving]
    for share, place in zip(found, moving, strict=True):
        assert share.first.value == near(oracle.first_order(whole, place))
        assert share.total.value == near(oracle.total_order(whole, place))
        assert share.shapley == near(oracle.shapley_effect(whole, place) / spread)
        assert share.first.low is None and share.total.high is None
    assert sum(share.shapley or 0 for share in found) == near(1)


CASES = {
    0: "NN",
    1: "NNNN",
    3: "YN",
    4: "NYN",
    9: "YYYY",
    15: "YNYN",
    18: "NYNN",
    25: "YNYN",
    27: "YN",
    31: "NN",
    34: "NYYY",
    39: "NNNNYN",
}
"""Random models of two to five premises, and a state that they decide about."""


@pytest.mark.parametrize("kind", ["seq", "heading"])
@pytest.mark.parametrize("seed", CASES)
def test_shares_are_the_oracle_s(seed: int, kind: str) -> None:
    model, state = random_uncertain(seed), CASES[seed]
    names = [premise.name for premise in premises(model)]
    conclusion: Conclusion = so.Holds(state, "seq")
    whole = table(model, lambda m: holds_state(m, state, "seq"))
    if kind == "heading":
        conclusion, whole = so.Heading(state), table(model, lambda m: heading(m, state))
    found = so.hinges(model, conclusion, samples=200, budget=1)
    if oracle.variance(whole) == 0:
        assert found.shares == ()
    else:
        check_shares(found.shares, whole, names)


def test_shares_of_a_product_by_hand() -> None:
    """Y = X Z with chances 0.7 and 0.6: Var Y = 0.42 x 0.58 = 0.2436.

    Var E[Y|X] = 0.6^2 x 0.21 = 0.0756 and Var E[Y|Z] = 0.7^2 x 0.24 = 0.1176; the rest, 0.0504, is
    of both, and Shapley gives each half of it.
    """
    x, z = so.hinges(two_claims(), so.Holds("YY", "seq")).shares
    assert (x.first.value, z.first.value) == (near(0.0756 / 0.2436), near(0.1176 / 0.2436))
    assert (x.total.value, z.total.value) == (near(0.1260 / 0.2436), near(0.1680 / 0.2436))
    assert (x.shapley, z.shapley) == (near(0.1008 / 0.2436), near(0.1428 / 0.2436))


def test_where_there_are_no_shares() -> None:
    same = so.hinges(two_claims(), so.Holds("YY", "nash", "north"))
    assert [s.premise.name for s in same.shares] == ["north.1", "south.1"]
    assert same.shares[1].first.value == same.shares[1].shapley == near(0)
    assert so.hinges(one_of_two(), so.Holds("YNN")).shares == ()
    tied = Correlation(("north.1", "south.1"), 0.5)
    model = replace(two_claims(), correlated=(tied,))
    assert so.hinges(model, so.Holds("YY"), samples=200).shares == ()
    always = standoff(claims("north.x", confidence=0.5), claims("true"))
    for exact in (True, False):
        assert so.hinges(always, so.Holds("YY"), samples=200, exact=exact).shares == ()


def test_many_premises_have_shares_too() -> None:
    """The first of 13 claims that holds decides, each with chance 1/2: for x, against it, for it.

    With f(k) the probability of x if the first k fail, claim k + 1 matters with chance 1/2 ** k,
    and then x has 1 or 0 if it holds and f(k + 1) if not. If all fail, x is as good as not.
    """
    texts = [("north.x", "not north.x")[k % 2] for k in range(13)]
    many = Claims(tuple(replace(c, confidence=0.5) for t in texts for c in claims(t).claims))
    found = so.hinges(standoff(many, claims("true")), so.Holds("YY", "nash"), exact=True, budget=1)
    f = [1.0]
    for k in reversed(range(13)):
        f.insert(0, (f[0] + (1 - k % 2)) / 2)
    assert found.exact and found.probability.value == near(f[0])
    effects = [((1 - k % 2) - f[k + 1]) / 2**k for k in range(13)]
    expected = [effect**2 / 4 / (f[0] * (1 - f[0])) for effect in effects]
    assert [share.first.value for share in found.shares] == [near(s) for s in expected]
    assert all(share.total.value >= share.first.value for share in found.shares)


def random_table(seed: int) -> tuple[np.ndarray, list[np.ndarray], oracle.Table]:
    """Values and chances of some premises, as arrays and as the oracle has them."""
    rng = Random(seed)
    sizes = [rng.choice((2, 3)) for _ in range(rng.choice((1, 2, 3)))]
    parts = [[Fraction(rng.randint(1, 5)) for _ in range(n)] for n in sizes]
    chances = [[c / sum(part) for c in part] for part in parts]
    whole: dict[tuple[int, ...], tuple[Fraction, Fraction]] = {}
    values = np.zeros(sizes)
    for key in product(*(range(n) for n in sizes)):
        weight = Fraction(1)
        for own, k in zip(chances, key, strict=True):
            weight *= own[k]
        value = Fraction(rng.randint(-4, 4), 2)
        whole[key] = (weight, value)
        values[key] = float(value)
    return values, [np.array([float(c) for c in own]) for own in chances], whole


@pytest.mark.parametrize("seed", range(25))
def test_variance_explained_by_every_set(seed: int) -> None:
    values, chances, whole = random_table(seed)
    found = explained(values, chances)
    for kept in range(1 << len(chances)):
        places = [k for k in range(len(chances)) if kept >> k & 1]
        assert found[kept] == near(oracle.explained(whole, places))
    effects = [oracle.shapley_effect(whole, k) for k in range(len(chances))]
    assert shapley(found).tolist() == [near(e) for e in effects]
    assert shapley(found).sum() == near(oracle.variance(whole))
    if len({value for _, value in whole.values()}) > 1:
        assert indices(values, chances) == [
            (near(oracle.first_order(whole, k)), near(oracle.total_order(whole, k)))
            for k in range(len(chances))
        ]


def random_game(seed: int, players: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=1 << players)


@pytest.mark.parametrize("players", range(1, 6))
def test_shapley_values_are_those_of_all_orders(players: int) -> None:
    worth = random_game(players, players)

    def value(chosen: frozenset[int]) -> Fraction:
        return Fraction(float(worth[sum(1 << k for k in chosen)]))

    expected = oracle.shapley_values(range(players), value)
    found = shapley(worth)
    assert found.tolist() == [near(expected[k]) for k in range(players)]
    assert found.sum() == near(worth[-1] - worth[0])


def test_random_orders_come_close_to_shapley_values() -> None:
    """Estimates sum to the whole whatever the orders, and are within four standard errors."""
    for seed in range(6):
        worth = random_game(seed, 5)

        def value(sets: list[int], worth: np.ndarray = worth) -> np.ndarray:
            assert sets == sorted(set(sets))
            return worth[sets]

        few, _ = permuted(value, 5, 3, np.random.default_rng(seed))
        assert few.sum() == near(worth[-1] - worth[0])
        means, errors = permuted(value, 5, 1_000, np.random.default_rng(seed))
        more, fewer_errors = permuted(value, 5, 4_000, np.random.default_rng(seed + 9))
        assert [means.sum(), more.sum()] == [near(worth[-1] - worth[0])] * 2
        assert (np.abs(means - shapley(worth)) < 4 * errors).all()
        assert (np.abs(more - shapley(worth)) < 4 * fewer_errors).all()
        assert fewer_errors == pytest.approx(errors / 2, rel=0.15)


def test_random_orders_of_many_players() -> None:
    """In a game in which everybody adds the same each time there is no error."""
    adds = np.arange(70) % 7 + 1.0

    def value(sets: list[int]) -> np.ndarray:
        return np.array([sum(a for k, a in enumerate(adds) if s >> k & 1) for s in sets])

    means, errors = permuted(value, 70, 4, np.random.default_rng(0))
    assert means == pytest.approx(adds) and errors == pytest.approx(0, abs=1e-12)


def test_points_of_sobol_indices() -> None:
    """A, B, and A with one column of B: n of each, n a power of two that the samples allow."""
    for premise_count, samples, n in ((3, 1_000, 128), (2, 64, 16), (2, 127, 16), (2, 128, 32)):
        points = sobol_points(premise_count, samples, 5)
        assert points.shape == (n * (premise_count + 2), premise_count)
        a, b, *mixed = points.reshape(premise_count + 2, n, premise_count)
        for k, part in enumerate(mixed):
            changed = (part != a).any(axis=0)
            assert changed.tolist() == [m == k for m in range(premise_count)]
            assert (part[:, k] == b[:, k]).all()
        assert (points >= 0).all() and (points < 1).all()
        assert points.mean() == pytest.approx(0.5, abs=0.05)
    assert (sobol_points(2, 64, 5) == sobol_points(2, 64, 5)).all()
    assert (sobol_points(2, 64, 5) != sobol_points(2, 64, 6)).any()
    assert sobol_points(2, 63, 5).shape == (0, 2)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_shares_by_draws_come_close_to_the_exact_ones(seed: int) -> None:
    model, conclusion = two_claims(), so.Holds("YY", "seq")
    exact = so.hinges(model, conclusion).shares
    found = so.hinges(model, conclusion, exact=False, samples=4_000, seed=seed, budget=1)
    assert [s.premise for s in found.shares] == [s.premise for s in exact]
    for mine, known in zip(found.shares, exact, strict=True):
        assert mine.shapley is None
        for part, truth in ((mine.first, known.first), (mine.total, known.total)):
            assert part.value == pytest.approx(truth.value, abs=0.05)
            assert part.low is not None and part.high is not None
            assert part.low <= truth.value <= part.high and part.high - part.low < 0.3
    again = so.hinges(model, conclusion, exact=False, samples=4_000, seed=seed, budget=1)
    assert again.shares == found.shares
    other = so.hinges(model, conclusion, exact=False, samples=4_000, seed=seed + 9, budget=1)
    assert other.shares != found.shares


def test_shares_of_ranges() -> None:
    """North takes x if a + b > 0, with a even over -1..1 and b over -3..3; c counts nowhere.

    P(a + b > 0 | a) = (a + 3) / 6, whose variance is (1/36)(1/3) = 1/108. P(a + b > 0 | b) is 0 or
    1, each with probability 1/3, or else even over 0..1: 1/3 + 1/9 - 1/4 = 7/36. Var Y is 1/4.
    Of 6,000 draws four standard errors are 0.026.
    """
    terms = (("north.x", 1), ("north.x", 3), ("south.y", 1))
    gain = Worth(tuple(WorthTerm(Formula(text), -most, most) for text, most in terms))
    model = standoff(gain, claims("south.y"))
    found = so.hinges(model, so.Holds("YY", "nash"), samples=6_000, budget=1)
    a, b, c = found.shares
    assert found.probability.value == pytest.approx(0.5, abs=0.026)
    assert [s.first.value for s in (a, b, c)] == pytest.approx([1 / 27, 7 / 9, 0], abs=0.05)
    assert [s.total.value for s in (a, b, c)] == pytest.approx([2 / 9, 26 / 27, 0], abs=0.05)
    assert c.total.value == 0
