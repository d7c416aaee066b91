"""The block bootstrap against blocks put together one by one, and against known intervals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.history.resample import block_length, intervals


def one_by_one(values: list[float], block: int, resamples: int, seed: int) -> list[float]:
    """The mean of each resample: blocks that wrap round, the last one cut."""
    n = len(values)
    starts = np.random.default_rng(seed).integers(0, n, size=(resamples, -(-n // block)))
    means = []
    for row in starts.tolist():
        drawn = [values[(start + k) % n] for start in row for k in range(block)][:n]
        means.append(sum(drawn) / n)
    return means


@given(
    st.lists(st.floats(0, 1), min_size=2, max_size=12).flatmap(
        lambda values: st.tuples(st.just(values), st.integers(1, len(values) - 1))
    ),
    st.integers(0, 99),
)
def test_blocks_as_by_definition(case: tuple[list[float], int], seed: int) -> None:
    values, block = case
    found = intervals(np.array([values, [-v for v in values]]), block, 50, seed)
    low, high = np.quantile(one_by_one(values, block, 50, seed), [0.025, 0.975])
    assert found is not None
    if np.ptp(values) < 1e-12:
        assert np.isnan(found).all()
        return
    assert found.tolist() == [pytest.approx([low, high]), pytest.approx([-high, -low])]


def test_no_interval_for_what_was_always_the_same() -> None:
    """Resamples of ones alone are ones: that says nothing of how sure the share is."""
    found = intervals(np.array([[1.0] * 9, [0.0, 1.0, 1.0] * 3]), 2, 50, 0)
    assert found is not None
    assert np.isnan(found[0]).all()
    assert np.isfinite(found[1]).all()


def test_independent_observations_give_the_binomial() -> None:
    """Blocks of one of twenty, half of them 1: the binomial's quantiles are 6 and 14."""
    found = intervals(np.array([[0.0, 1.0] * 10]), 1, 20_000, 0)
    assert found is not None
    assert found[0] == pytest.approx([0.3, 0.7])


def test_blocks_keep_what_comes_in_runs() -> None:
    """Twenty zeros, then twenty ones: as one draws runs, the share is far less certain."""
    values = np.repeat([[0.0, 1.0]], 20, axis=1)
    alone, runs = intervals(values, 1, 4000, 1), intervals(values, 10, 4000, 1)
    assert alone is not None
    assert runs is not None
    assert np.diff(runs[0]) > 2 * np.diff(alone[0])


@pytest.mark.parametrize(("n", "block"), [(1, None), (2, None), (5, 5), (5, 9)])
def test_no_interval_where_every_resample_is_the_record(n: int, block: int | None) -> None:
    assert intervals(np.arange(float(n))[None], block, 10, 0) is None


def test_the_cube_root_is_rounded_up() -> None:
    assert [block_length(n) for n in (1, 7, 8, 64, 65, 1000, 1001)] == [1, 2, 2, 4, 5, 10, 11]
    values = np.random.default_rng(3).random((1, 30))
    assert np.array_equal(intervals(values, None, 99, 0), intervals(values, 4, 99, 0))
    assert not np.array_equal(intervals(values, None, 99, 0), intervals(values, None, 99, 1))
