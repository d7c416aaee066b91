"""Amounts of worth by their distributions, and premises that are correlated."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from standoff.model import Correlation, Distribution, Formula, Worth, WorthTerm
from standoff.preferences import Uncertainty, uncertainty
from standoff.preferences.premises import amounts

from ..oracle.uncertain import premises as oracle
from ..oracle.uncertain.by_hand import claims, standoff


def term(low: float, high: float, likely: float | None = None, **more: Any) -> WorthTerm:
    kind = Distribution.UNIFORM if likely is None else Distribution.TRIANGULAR
    more = {"distribution": kind, "id": more.pop("name", "")} | more
    return WorthTerm(Formula("north.x"), low, high, likely=likely, **more)


def worth(*terms: WorthTerm) -> Worth:
    return Worth(terms)


U = np.linspace(0.0005, 0.9995, 400)


@pytest.mark.parametrize(("low", "peak", "high"), [(6, 7, 10), (-3, -3, 1), (-3, 1, 1), (0, 2, 4)])
def test_triangular_amounts(low: float, peak: float, high: float) -> None:
    from scipy.stats import triang

    found = amounts(term(low, high, peak), U)
    shape = triang((peak - low) / (high - low), low, high - low)
    assert found == pytest.approx(shape.ppf(U), rel=1e-9, abs=1e-12)
    one = term(low, high, peak)
    assert found[::40] == pytest.approx([oracle.amount(one, u) for u in U[::40]], rel=1e-9)
    if peak == (low + high) / 2:
        middle = term(low, high, distribution=Distribution.TRIANGULAR)
        assert amounts(middle, U).tolist() == found.tolist()


def test_normal_and_even_amounts() -> None:
    from scipy.stats import norm

    wide = term(6, 10, distribution=Distribution.NORMAL)
    found = amounts(wide, U)
    assert found == pytest.approx(norm(8, 2 / norm.ppf(0.975)).ppf(U), rel=1e-9)
    assert found[::40] == pytest.approx([oracle.amount(wide, u) for u in U[::40]], rel=1e-9)
    assert amounts(wide, np.array([0.025, 0.975])) == pytest.approx([6, 10], rel=1e-12)
    assert np.isfinite(amounts(wide, np.array([0.0, 1 - 2**-53]))).all()
    assert amounts(term(-1, 3), np.array([0, 0.25, 0.5])).tolist() == [-1, 0, 1]


def tied(correlation: float, count: int, *others: str) -> Uncertainty:
    """Amounts from 0 to 1 whose uniform numbers are correlated."""
    ranges = worth(*(term(0, 1) for _ in range(count)))
    names = tuple(f"north.{k + 1}" for k in range(count))
    group = Correlation((*names, *others), correlation)
    return uncertainty(standoff(ranges, claims("south.y"), correlated=(group,)))


def test_premises_that_stand_and_fall_together() -> None:
    u = np.random.default_rng(0).random((500, 3))
    same = tied(1.0, 3).values(u)
    assert np.ptp(same, axis=1).max() < 1e-12 and np.ptp(same[:, 0]) > 0.9
    against = tied(-1.0, 2).values(u[:, :2])
    assert against.sum(axis=1) == pytest.approx(1, abs=1e-12) and np.ptp(against[:, 0]) > 0.9
    assert tied(0.0, 3).values(u) == pytest.approx(u, abs=1e-12)
    assert tied(-0.5, 3).values(u).sum(axis=1) != pytest.approx(1.5, abs=0.01)
    ends = np.array([[0.0, 1 - 2**-53], [0.0, 0.0]])
    assert np.isfinite(tied(0.5, 2).values(ends)).all()


@pytest.mark.parametrize(("correlation", "count"), [(0.6, 2), (-0.7, 2), (0.3, 4), (-0.3, 4)])
def test_rank_correlation_of_a_gaussian_copula(correlation: float, count: int) -> None:
    """Spearman's is 6/pi asin(rho/2); each premise alone stays even.

    With 20,000 draws the standard error is below 0.0075, and an even mean's is 0.002.
    """
    from scipy.stats import spearmanr

    found = tied(correlation, count).values(np.random.default_rng(1).random((20_000, count)))
    expected = 6 / np.pi * np.arcsin(correlation / 2)
    pairs = [(i, j) for i in range(count) for j in range(i)]
    for i, j in pairs:
        assert spearmanr(found[:, i], found[:, j]).statistic == pytest.approx(expected, abs=0.03)
    assert found.mean(axis=0) == pytest.approx(0.5, abs=0.01)
    assert (found**2).mean(axis=0) == pytest.approx(1 / 3, abs=0.01)


def test_what_is_certain_takes_no_part_in_a_correlation() -> None:
    u = np.random.default_rng(2).random((50, 2))
    assert tied(-0.4, 2, "south.1").values(u).tolist() == tied(-0.4, 2).values(u).tolist()
    alone = tied(-0.4, 1, "south.1")
    assert alone.together == () and alone.values(u[:, :1]).tolist() == u[:, :1].tolist()
