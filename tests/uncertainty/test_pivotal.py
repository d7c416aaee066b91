"""The fewest changes that flip a conclusion, and what a budget leaves open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

import standoff as so
from standoff.errors import StandoffError
from standoff.model import Claims, Option, Party, Standoff
from standoff.preferences.uncertain import Profile
from standoff.uncertainty.conclusions import Conclusion
from standoff.uncertainty.judge import Judge
from standoff.uncertainty.pivotal import pivotal

from ..oracle.uncertain.by_hand import claims, standoff


def three() -> Standoff:
    """Each of three parties wants its own option taken."""
    ids = "abc"
    return Standoff(
        title="three",
        parties=tuple(Party(i, options=(Option("o"),)) for i in ids),
        preferences={i: claims(f"{i}.o") for i in ids},
    )


def test_it_takes_all_three() -> None:
    """Nobody stays without its option; each claim has to go, dropped or reversed: 8 ways.

    There are 6 sets of one, 12 of two and 8 of three.
    """
    found = so.hinges(three(), so.Holds("NNN", "nash"))
    assert found.pivotal is not None and found.pivotal.complete
    assert (found.pivotal.size, found.pivotal.looked, len(found.pivotal.sets)) == (3, 26, 8)
    ways = {tuple((c.premise, c.kind) for c in one) for one in found.pivotal.sets}
    both = ("dropped", "reversed")
    assert ways == {(("a.1", x), ("b.1", y), ("c.1", z)) for x in both for y in both for z in both}
    assert found.flips == ()
    assert "3 premises dropped or reversed together flip it (8 ways)." in found.lines()


@pytest.mark.parametrize(
    ("budget", "status", "size", "sets"),
    [
        (0, "undecided", 0, 0),
        (5, "undecided", 0, 0),
        (6, "undecided", 1, 0),
        (17, "undecided", 1, 0),
        (18, "undecided", 2, 0),
        (19, "found", 2, 1),
        (25, "found", 2, 7),
        (26, "found", 3, 8),
    ],
)
def test_a_budget_that_ends(budget: int, status: str, size: int, sets: int) -> None:
    hinges = so.hinges(three(), so.Holds("NNN", "nash"), budget=budget)
    found = hinges.pivotal
    assert found is not None and found.complete == (budget == 26)
    assert (found.status, found.size, found.looked) == (status, size, budget)
    assert len(found.sets) == sets
    if status == "undecided":
        assert hinges.lines()[-1].startswith(f"No set of up to {size} premises dropped or reversed")
        assert f"undecided after {budget} sets: allow a larger budget" in hinges.lines()[-1]


def test_what_nothing_flips() -> None:
    model = standoff(claims("true"), claims("true"))
    found = so.hinges(model, so.Holds("NN"))
    assert found.pivotal is not None
    assert (found.pivotal.status, found.pivotal.size, found.pivotal.looked) == ("impossible", 2, 8)
    assert found.lines()[-1].startswith("No set of premises dropped or reversed flips it")
    with pytest.raises(StandoffError, match="budget"):
        so.hinges(model, so.Holds("NN"), budget=-1)


def test_pivotal_sets_of_any_elements() -> None:
    ways = [("a", "A"), ("b",), ("c", "C"), ()]
    told: list[float] = []

    def flips(sets: Any) -> Any:
        return np.array([len(one) > 1 and "c" in one for one in sets])

    found = pivotal(ways, flips, 100, told.append)
    assert found.sets == (("a", "c"), ("A", "c"), ("b", "c"))
    assert (found.status, found.size, found.looked, found.complete) == ("found", 2, 13, True)
    assert told == [0.05, 0.13]
    part = pivotal(ways, flips, 11)
    assert (part.status, part.size, part.looked, part.complete) == ("found", 1, 11, False)
    assert part.sets == (("a", "c"), ("A", "c"))
    none: Any = pivotal([], flips, 100)
    assert (none.status, none.size, none.looked) == ("impossible", 0, 0)


def test_many_sets_are_looked_at_in_stretches() -> None:
    ways = [(k,) for k in range(30)]
    seen: list[tuple[int, ...]] = []

    def flips(sets: Any) -> Any:
        seen.extend(sets)
        return np.array([sum(one) == 57 for one in sets])

    found = pivotal(ways, flips, 10_000)
    assert found.sets == ((28, 29),) and found.looked == len(seen) == 30 + 435
    assert len(set(seen)) == len(seen)


@dataclass(frozen=True)
class Unclear(Conclusion):
    """True as long as every party has a claim; undecided if so many have none; else false."""

    undecided: tuple[int, ...]

    @property
    def text(self) -> str:
        return "it is so"

    def check(self, model: Standoff) -> None:
        pass

    def values(self, judge: Judge, profiles: Sequence[Profile]) -> Any:
        return np.array([self.value(profile) for profile in profiles])

    def value(self, profile: Profile) -> float:
        none = sum(wants == Claims(()) for wants in profile.preferences.values())
        return np.nan if none in self.undecided else float(none < 2)


def test_what_is_undecided_is_not_impossible() -> None:
    """Dropping one or two leaves it undecided, and dropping all three leaves it so too."""
    found = so.hinges(three(), Unclear((1, 2, 3)))
    assert found.nominal == 1 and found.pivotal is not None
    assert found.pivotal.status == "undecided" and found.pivotal.sets == ()
    assert [c.kind for c in found.flips] == []


def test_a_set_is_not_the_fewest_where_fewer_are_undecided() -> None:
    """Two dropped flip it; of one dropped it is not known."""
    found = so.hinges(three(), Unclear((1,))).pivotal
    assert found is not None
    assert found.status == "found" and {len(one) for one in found.sets} == {2}
    assert found.size < 2 and not found.complete
