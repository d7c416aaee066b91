"""Covers by patterns, on every kind of partition of the option vectors."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.stability import patterns as module
from standoff.stability.patterns import Pattern, cover

Partition = tuple[int, list[int], list[int]]


@st.composite
def partitions(draw: st.DrawFn) -> Partition:
    """How many options; the vectors inside the set, and outside it. The others are infeasible."""
    options = draw(st.integers(1, 6))
    kinds = st.sampled_from(draw(st.sampled_from(["io", "iio", "iooo", "io-", "i-", "o-i--"])))
    kind = draw(st.lists(kinds, min_size=1 << options, max_size=1 << options))
    inside, outside = ([v for v, k in enumerate(kind) if k == wanted] for wanted in "io")
    return options, inside, outside


def covered(inside: list[int], outside: list[int], options: int) -> tuple[list[Pattern], int]:
    found, left = cover(np.array(inside, dtype=np.int64), np.array(outside, np.int64), options)
    return list(found), left


def matches(vector: str, state: int) -> bool:
    """Whether a state fits a pattern, letter by letter."""
    letters = ["Y" if state // 2**k % 2 else "N" for k in range(len(vector))]
    return all(wanted in ("-", letter) for wanted, letter in zip(vector, letters, strict=True))


def fitting(vector: str, states: Collection[int]) -> set[int]:
    return {state for state in states if matches(vector, state)}


@given(partitions())
def test_patterns_fit_the_members_and_nothing_else(drawn: Partition) -> None:
    options, inside, outside = drawn
    found, left = covered(inside, outside, options)
    fit: set[int] = set()
    for pattern in found:
        assert not fitting(pattern.vector, outside)
        fit |= fitting(pattern.vector, inside)
    assert fit == set(inside)
    assert left == 0


@given(partitions())
def test_counts_are_of_members_and_added_of_those_not_seen_before(drawn: Partition) -> None:
    options, inside, outside = drawn
    seen: set[int] = set()
    found, _ = covered(inside, outside, options)
    for pattern in found:
        fit = fitting(pattern.vector, inside)
        assert pattern.count == len(fit)
        assert pattern.added == len(fit - seen) > 0
        seen |= fit
    assert sum(pattern.added for pattern in found) == len(inside)


@given(partitions())
def test_no_pattern_can_be_widened(drawn: Partition) -> None:
    options, inside, outside = drawn
    for pattern in covered(inside, outside, options)[0]:
        for k in [k for k, letter in enumerate(pattern.vector) if letter != "-"]:
            assert fitting(pattern.vector[:k] + "-" + pattern.vector[k + 1 :], outside)


@pytest.mark.parametrize(
    ("inside", "outside", "vectors"),
    [
        (range(8), [], {"---"}),
        ([5], [], {"---"}),
        ([4, 5, 6, 7], [0, 1, 2, 3], {"--Y"}),
        ([0, 3], [1, 2], {"NN-", "YY-"}),
        ([0, 1, 2], [3], {"N--", "-N-"}),
        ([3], [0, 1, 2], {"YY-"}),
        ([], [0, 1], set()),
    ],
)
def test_known_covers(inside: list[int], outside: list[int], vectors: set[str]) -> None:
    assert {pattern.vector for pattern in covered(list(inside), outside, 3)[0]} == vectors


def parity() -> tuple[list[int], list[int]]:
    """All vectors of six options with an even number taken, no two of which fit one pattern."""
    even = [v for v in range(64) if v.bit_count() % 2 == 0]
    return even, sorted(set(range(64)) - set(even))


def test_parity_needs_a_pattern_per_member() -> None:
    found, left = covered(*parity(), 6)
    assert (len(found), left) == (32, 0)


def test_the_limit_leaves_members_over_and_says_how_many() -> None:
    inside, outside = (np.array(part) for part in parity())
    found, left = cover(inside, outside, 6, limit=5)
    assert len(found) == 5
    assert sum(pattern.added for pattern in found) + left == 32


def test_the_work_limit_leaves_members_over_and_says_how_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "WORK_LIMIT", 5000)
    found, left = covered(*parity(), 6)
    assert 0 < len(found) < 32
    assert left == 32 - len(found)
