"""The fewest changes that flip an answer: found, impossible or undecided, and honest about it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product
from random import Random

import numpy as np
import pytest

import standoff as so
from standoff.uncertainty.pivotal import Pivotal, pivotal

from ..oracle.uncertain.sensitivity import smallest_flips
from .voters import TAKES_X, voters

One = tuple[str, ...]
Ways = Sequence[Sequence[str]]


def every_set(ways: Ways) -> list[One]:
    """All sets of changes, at most one per element, the smaller ones first."""
    return [
        one
        for size in range(1, len(ways) + 1)
        for chosen in combinations(ways, size)
        for one in product(*chosen)
    ]


def random_question(rng: Random) -> tuple[list[list[str]], set[One], set[One]]:
    """Elements with none to two changes each, the sets that flip the answer, and those that may."""
    elements = "abcde"[: rng.randint(0, 5)]
    ways = [[f"{e}{k}" for k in range(rng.choice((0, 1, 1, 2)))] for e in elements]
    every, share = every_set(ways), rng.choice((0.0, 0.02, 0.1))
    flipping = {one for one in every if rng.random() < share}
    open_ = {one for one in every if rng.random() < rng.choice((0.0, 0.0, 0.1))}
    return ways, flipping - open_, open_


def ask(
    ways: Ways, flipping: set[One], open_: set[One], budget: int
) -> tuple[Pivotal[str], list[One]]:
    """The answer, and all that was looked at on the way."""
    seen: list[One] = []

    def flips(sets: Sequence[One]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        seen.extend(sets)
        return np.array([np.nan if one in open_ else float(one in flipping) for one in sets])

    return pivotal(ways, flips, budget), seen


@pytest.mark.parametrize("seed", range(200))
def test_every_answer_says_no_more_than_was_looked_at(seed: int) -> None:
    rng = Random(f"fewest {seed}")
    ways, flipping, open_ = random_question(rng)
    every = every_set(ways)
    budget = rng.choice((0, 1, len(every) // 2, max(0, len(every) - 1), len(every), 10**6))
    found, seen = ask(ways, flipping, open_, budget)
    assert seen == every[: len(seen)] and len(seen) == found.looked <= budget
    assert found.undecided == len(open_ & {*seen})
    smallest = smallest_flips(
        {str(k): own for k, own in enumerate(ways)}, lambda one: (*one.values(),) in flipping
    )
    all_smallest = [tuple(map(str, one.values())) for one in smallest]
    assert found.sets == tuple(one for one in all_smallest if one in seen)
    unknown = min((len(one) for one in every if one not in seen or one in open_), default=99)
    least = len(found.sets[0]) if found.sets else len(ways)
    assert found.size == min(unknown - 1, least)
    assert found.complete == (unknown > least)
    if found.sets:
        assert found.status == "found"
    elif budget >= len(every):
        assert found.status == ("undecided" if open_ else "impossible") and not smallest
    else:
        assert found.status == "undecided" and len(seen) == budget


@pytest.mark.parametrize(
    ("budget", "status", "size", "sets", "complete"),
    [
        (0, "undecided", 0, 0, False),
        (10, "undecided", 0, 0, False),
        (11, "undecided", 1, 0, False),
        (561, "undecided", 4, 0, False),
        (562, "found", 4, 1, False),
        (1022, "found", 4, 210, False),
        (1023, "found", 5, 210, True),
        (5000, "found", 5, 210, True),
    ],
)
def test_the_budget_ends_the_search_for_the_fewest(
    budget: int, status: str, size: int, sets: int, complete: bool
) -> None:
    """Of eleven voters the big one and four others are the fewest: 11, 66, 231, 561, 1023 sets."""
    found = so.difference(voters(3, *[1] * 10), "for", "base", TAKES_X, orders=4, budget=budget)
    pivotal = found.pivotal
    assert pivotal is not None
    assert (pivotal.status, pivotal.size, len(pivotal.sets)) == (status, size, sets)
    assert (pivotal.looked, pivotal.complete) == (min(budget, 1023), complete)
    said, tables = found.lines()[-1], found.tables()
    if status == "undecided":
        assert f"up to {size} " in said and "larger budget" in said and len(tables) == 1
    else:
        assert "5 premises" in said and f"({sets} " in said and len(tables[1].rows) == sets
        assert ("not all sets of that size" in said) != complete
