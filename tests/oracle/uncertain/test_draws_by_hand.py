"""Draws of the oracle: amounts, correlated premises and frequencies worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from math import sqrt
from random import Random

import pytest

from standoff.model import (
    Correlation,
    Distribution,
    Formula,
    Standoff,
    Worth,
    WorthTerm,
)

from .by_hand import claims, standoff, two_claims
from .chances import combinations, is_exact
from .premises import amount, draw, link, linked, nominal, premises
from .random_models import random_uncertain


def term(
    low: float,
    high: float,
    likely: float | None = None,
    kind: Distribution = Distribution.UNIFORM,
) -> WorthTerm:
    return WorthTerm(Formula("north.x"), low, high, likely=likely, distribution=kind)


def test_amounts_by_hand() -> None:
    peaked = Distribution.TRIANGULAR
    assert amount(term(6, 10), 0.25) == pytest.approx(7)
    assert amount(term(0, 10, kind=peaked), 0.5) == pytest.approx(5)
    assert amount(term(0, 10, kind=peaked), 0.125) == pytest.approx(2.5)
    assert amount(term(0, 10, 0, peaked), 0.75) == pytest.approx(5)
    assert amount(term(0, 10, 10, peaked), 0.25) == pytest.approx(5)
    assert amount(term(6, 10, 7, peaked), 0.25) == pytest.approx(7)
    assert amount(term(6, 10, 7, peaked), 0.75) == pytest.approx(10 - sqrt(3))
    assert amount(term(6, 10, kind=Distribution.NORMAL), 0.975) == pytest.approx(10)
    assert amount(term(6, 10, kind=Distribution.NORMAL), 0.025) == pytest.approx(6)
    assert amount(term(6, 10, kind=Distribution.NORMAL), 0.999) > 10
    worth = Worth((term(6, 10, 7, peaked), term(2, 2)))
    fixed = nominal(standoff(worth, claims("true"))).preferences["north"]
    assert isinstance(fixed, Worth) and [(t.low, t.high) for t in fixed.terms] == [(7, 7), (2, 2)]


@pytest.mark.parametrize(("correlation", "size"), [(1.0, 3), (0.5, 4), (-0.5, 3), (-1.0, 2)])
def test_the_link_is_a_symmetric_root(correlation: float, size: int) -> None:
    root = link(correlation, size)
    for row, column in product(range(size), repeat=2):
        entry = sum(root[row][m] * root[m][column] for m in range(size))
        assert entry == pytest.approx(1 if row == column else correlation)
        assert root[row][column] == root[column][row]


def tied(correlation: float, *names: str) -> Standoff:
    return replace(two_claims(), correlated=(Correlation(names, correlation),))


def test_correlated_premises() -> None:
    alone = {"north.1": 0.2, "south.1": 0.9}
    assert linked(tied(0.0, *alone), alone) == pytest.approx(alone)
    assert linked(tied(0.8, "north.1", "south.2"), alone) == alone
    mirrored = linked(tied(-1.0, *alone), alone)
    assert mirrored["north.1"] + mirrored["south.1"] == pytest.approx(1)
    together = linked(tied(1.0, *alone), alone)
    assert together["north.1"] == pytest.approx(together["south.1"])
    assert together["north.1"] != pytest.approx(0.2)
    assert not is_exact(tied(1.0, *alone)) and is_exact(tied(1.0, "north.1", "south.2"))
    for u, v in product((0.05, 0.3, 0.5, 0.8), repeat=2):
        found = draw(tied(1.0, *alone), [u, v])
        assert (found["north.1"], found["south.1"]) != ("fails", "holds")


def test_correlated_premises_agree_as_often_as_the_quadrant_says() -> None:
    """Both below a half with probability 1/4 + asin(rho) / 2 pi: 1/3 at a half."""
    half = claims("north.x", confidence=0.5)
    model = replace(standoff(half, half), correlated=(Correlation(("north.1", "south.1"), 0.5),))
    grid = [(k + 0.5) / 80 for k in range(80)]
    both = [set(draw(model, [u, v]).values()) == {"fails"} for u, v in product(grid, grid)]
    assert sum(both) / len(both) == pytest.approx(1 / 3, abs=0.005)


def test_draws_come_as_often_as_their_chances() -> None:
    for seed in range(12):
        model, rng, runs = random_uncertain(seed), Random(seed), 300
        counted: dict[object, int] = {}
        for _ in range(runs):
            found = tuple(draw(model, [rng.random() for _ in premises(model)]).values())
            counted[found] = counted.get(found, 0) + 1
        rows = {tuple(outcomes.values()): p for p, outcomes in combinations(model)}
        assert set(counted) <= set(rows)
        for key, p in rows.items():
            error = sqrt(p * (1 - p) / runs)
            assert abs(counted.get(key, 0) / runs - p) <= 5 * error + 1 / runs
