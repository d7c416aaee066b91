"""Critical patience, linkage, lags, irreversibility and hostages against their closed forms.

Thresholds are tested as the ends of the intervals that `check_roadmap` returns, and by the search a
hundred-millionth to either side. Every road map is checked again from its certificate. Gradual
contributions are in `test_published_gradual`. Not tested: the payoff sets of repeated games that
QuantEcon.py computes; a road map is one path with one threat, and such sets lie outside of the
library.

References
----------
Friedman (1971), A non-cooperative equilibrium for supergames, Review of Economic Studies 38, 1-12.
Bernheim and Whinston (1990), Multimarket contact and collusive behavior, RAND Journal of Economics
21, 1-26.
Fearon (1998), Bargaining, enforcement, and international cooperation, International Organization
52, 269-305.
Lockwood and Thomas (2002), Gradualism and irreversibility, Review of Economic Studies 69, 339-356.
Goldlücke and Kranz (2013), Renegotiation-proof relational contracts, Games and Economic Behavior
80, 157-178.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

import standoff as so
from standoff.model import Reversible, Standoff
from standoff.road_maps import RoadMap, RoadMaps

from .known_models import (
    BOTH_GAMES,
    EASY,
    EASY_OPTIONS,
    HARD,
    SAME_ISSUE,
    Dilemma,
    costly_pair,
    dilemmas,
    is_certified,
    standoff,
    triangle,
)

EDGE = 1e-8
NEVER = (0.01, 0.999)


def answer(model: Standoff, to: str, **asked: object) -> RoadMaps:
    """What the search says, with every certificate checked anew."""
    found = so.roadmaps(model, to, most=99, **asked)  # type: ignore[arg-type]
    assert isinstance(found, RoadMaps)
    assert bool(found.maps) == (found.status == "found")
    assert all(is_certified(model, one) for one in found.maps)
    return found


def holds_from(make: Callable[[float], Standoff], to: str, threshold: float) -> None:
    """The search proves it impossible just below the threshold, and finds one just above."""
    assert answer(make(threshold - EDGE), to).status == "impossible"
    assert answer(make(threshold + EDGE), to).status == "found"


def begins_at(found: RoadMap, threshold: float) -> None:
    """The road map holds for all patience from the threshold on, and for no less."""
    for spans in (*found.patience, found.common_patience):
        assert spans == ((pytest.approx(threshold, abs=1e-9), 1.0),)


# 1-3 Dilemmas, linked dilemmas, detection lags


@pytest.mark.parametrize(
    ("game", "threshold"), [(EASY, 1 / 2), (HARD, 5 / 6), ((10, 9, 3, 1), 1 / 7)]
)
def test_cooperation_needs_the_textbook_patience(game: Dilemma, threshold: float) -> None:
    """Friedman (1971): cooperation holds from (T-R)/(T-P); Fearon (1998) on its use in IR."""
    found = so.check_roadmap(dilemmas([game], 0.9), [EASY_OPTIONS])
    begins_at(found, threshold)
    assert found.holds and is_certified(dilemmas([game], 0.9), found, "deal")
    assert found.binding.slack == pytest.approx((game[0] - game[2]) * (0.9 - threshold))
    assert not so.check_roadmap(dilemmas([game], threshold - EDGE), [EASY_OPTIONS]).holds
    holds_from(lambda d: dilemmas([game], d), "deal", threshold)


def test_each_party_needs_its_own_patience() -> None:
    """Derived: who has waited enough does not make up for who has not, unless it may pay."""
    for apart in ({"a": 0.5 - EDGE, "b": 0.9}, {"a": 0.9, "b": 0.5 - EDGE}):
        assert answer(dilemmas([EASY], apart), "deal").status == "impossible"
    assert answer(dilemmas([EASY], {"a": 0.49, "b": 0.9}), "deal", method="payments").maps
    assert answer(dilemmas([EASY], {"a": 0.5 + EDGE, "b": 0.9}), "deal").status == "found"


def test_linking_two_dilemmas_pools_their_slack() -> None:
    """Bernheim and Whinston (1990): linked, from the sum of T-R over the sum of T-P, here 7/10."""
    linked = so.check_roadmap(dilemmas([EASY, HARD], 0.75), [BOTH_GAMES])
    begins_at(linked, 0.7)
    assert is_certified(dilemmas([EASY, HARD], 0.75), linked, "deal")
    holds_from(lambda d: dilemmas([EASY, HARD], d), "deal", 0.7)
    apart = dilemmas([EASY, HARD], 0.75, retaliation=SAME_ISSUE)
    begins_at(so.check_roadmap(apart, [BOTH_GAMES]), 5 / 6)
    holds_from(lambda d: dilemmas([EASY, HARD], d, retaliation=SAME_ISSUE), "deal", 5 / 6)


def test_linkage_can_help_and_can_hurt() -> None:
    """Bernheim and Whinston (1990): at .75 the hard game needs the link, at .6 it drags along."""
    for d, hard_alone, linked in ((0.75, "impossible", "found"), (0.6, "impossible", "impossible")):
        apart = dilemmas([EASY, HARD], d, retaliation=SAME_ISSUE)
        assert answer(apart, "first").status == "found"
        assert answer(apart, "second").status == hard_alone
        assert answer(apart, "deal").status == "impossible"
        assert answer(dilemmas([EASY, HARD], d), "deal").status == linked
    at_75 = so.check_roadmap(dilemmas([EASY, HARD], 0.75, retaliation=SAME_ISSUE), [BOTH_GAMES])
    instead = at_75.to_dict()["constraints"][1]["breach"]
    assert set(BOTH_GAMES) - set(instead) == {"a.g1"}  # the hard game alone is what A breaks


@pytest.mark.parametrize(("lag", "shown"), [(1, 0.5), (2, 0.707107), (3, 0.793701)])
def test_a_detection_lag_asks_for_the_root(lag: int, shown: float) -> None:
    """Derived: R >= (1 - d^L) T + d^L P gives the L-th root of the threshold without lag."""
    threshold = 0.5 ** (1 / lag)
    assert round(threshold, 6) == shown
    lags = {"a": lag, "b": lag}
    begins_at(so.check_roadmap(dilemmas([EASY], 0.9, lag=lags), [EASY_OPTIONS]), threshold)
    holds_from(lambda d: dilemmas([EASY], d, lag=lags), "deal", threshold)


# 5 What cannot be undone


@pytest.mark.parametrize("each", [1, 2, 3])
@pytest.mark.parametrize("method", ["discounted", "payments", "walk-away"])
def test_lasting_costly_measures_alone_never_make_a_road_map(each: int, method: str) -> None:
    """Derived; in Lockwood and Thomas (2002) no sequence of this kind ends either.

    Who takes the last costly measure is better off without it, for ever, whatever its patience; so
    no step is the last one. Payments do not help: the sum of what the last movers save is more than
    nothing, and nothing is lost by a breach.
    """
    for d in NEVER if each < 3 else NEVER[-1:]:
        model = costly_pair(each, Reversible.NO, d, most=2)
        assert answer(model, "deal", method=method).status == "impossible"


def test_the_last_mover_is_named() -> None:
    for most, together in ((2, (("a", "b"),)), (1, ())):
        model = costly_pair(1, Reversible.NO, 0.9, most=most, together=together)
        near = answer(model, "deal").near
        assert near is not None
        worst = min(near.constraints, key=lambda c: c.slack)
        assert (worst.kind, worst.step) == ("stay", near.course.length)
        assert worst.slack == pytest.approx(-1)


@pytest.mark.parametrize("each", [1, 2, 3])
def test_the_same_measures_made_reversible_hold_from_a_half(each: int) -> None:
    """Friedman (1971) with T, R, P = 2, 1, 0 per measure: withholding all is the best breach."""
    everything = [f"{i}.m{k}" for i in "ab" for k in range(each)]
    model = costly_pair(each, Reversible.YES, 0.9)
    begins_at(so.check_roadmap(model, [everything]), 0.5)
    holds_from(lambda d: costly_pair(each, Reversible.YES, d), "deal", 0.5)


# 6 The hostage triangle


@pytest.mark.parametrize("to", ["NRF", "RF"])
@pytest.mark.parametrize("terms", [{"most": 1, "together": ()}, {"most": 2}, {"most": 3}])
def test_the_triangle_holds_while_a_hostage_is_left(to: str, terms: dict[str, object]) -> None:
    """Derived: B, which could stop F, keeps to it from a half on, whatever the size of steps.

    NRF: 6(1-d) + 4d <= 5. RF: 2(1-d) <= 1. A asks for less.
    """
    holds_from(lambda d: triangle(d, **terms), to, 0.5)


def test_what_holds_each_party_of_the_triangle() -> None:
    """Derived: A is held by F alone, worth 5, and B by R alone, worth 2."""
    found = so.check_roadmap(triangle(0.9), [("a.N", "a.R", "b.F")])
    (a,), (b,) = found.patience
    assert b == (pytest.approx(0.5, abs=1e-9), 1.0)
    assert a == (pytest.approx(0.5, abs=1e-9), 1.0)  # 5(1-d) <= 2.5: withhold N and R
    held = {row[0]: row[-1] for row in found.tables()[1].rows}
    assert held == {"a": "+b.F 5", "b": "+a.R 2"}
    alone = so.check_roadmap(triangle(0.9), [("a.R", "b.F")])
    assert alone.patience[0] == ((pytest.approx(0.1, abs=1e-9), 1.0),)


def test_what_holds_a_party_most_comes_first() -> None:
    """Derived: of F and a second payment G, worth 5 and 7 to A, G holds it more."""
    options = dict.fromkeys(("a.R", "b.F", "b.G"), Reversible.YES)
    worths = {"a": {"a.R": -1.0, "b.F": 5.0, "b.G": 7.0}, "b": {"a.R": 4.0, "b.F": -1, "b.G": -1}}
    found = so.check_roadmap(standoff(options, worths, 0.9), [tuple(options)])
    held = {row[0]: row[-1] for row in found.tables()[1].rows}
    assert held == {"a": "+b.G 7, +b.F 5", "b": "+a.R 4"}


@pytest.mark.parametrize("d", NEVER)
def test_no_patience_holds_the_triangle_without_a_hostage(d: float) -> None:
    """Derived: with N alone given up, B keeps it when it stops F: 4 against 3 for ever."""
    for method in ("discounted", "walk-away"):
        found = answer(triangle(d), "NF", method=method)
        assert found.status == "impossible"
        (reason,) = found.reasons
        assert reason.startswith("At the end b would leave (4 by leaving, 3 by staying)")
        assert reason.endswith("its breach costs it nothing that others do.")


FRONTIER = {
    (0, 4, 6, 7): (2.125, 0.5),
    (0, 4, 5, 7): (1.9375, 0.75),
    (0, 4, 7): (1.875, 1.0),
    (0, 6, 7): (1.75, 1.5),
    (0, 5, 7): (1.375, 2.0),
    (0, 7): (1.25, 2.5),
    (0, 3, 7): (0.0, 2.75),
}
"""States as sums of N = 1, R = 2 and F = 4, and what they are worth to A and B at patience .5."""


def test_the_frontier_of_the_triangle() -> None:
    """Derived by hand from W = (1-d) u + d W': the seven road maps that no other one beats."""
    found = answer(triangle(0.5), "NRF", objective="even")
    got = {one.course.states: tuple(one.values[:, 0]) for one in found.maps}
    assert len(found.maps) == 7
    assert got == {path: pytest.approx(value, abs=1e-12) for path, value in FRONTIER.items()}


def test_the_most_even_road_map_of_the_triangle() -> None:
    """Kalai and Smorodinsky (1975): the largest least share of the ideal gains 2.125 and 2.75.

    Derived: the shares of (1.75, 1.5) are .8235 and .5455; those of (1.375, 2), .6471 and .7273.
    """
    best = answer(triangle(0.5), "NRF", objective="even").maps[0]
    assert best.course.states == (0, 5, 7)
    fewest = answer(triangle(0.5), "NRF", objective="steps").maps[0]
    assert fewest.course.states == (0, 7)


# Side payments


@pytest.mark.parametrize(
    ("games", "threshold"), [([(5, 3, 1, 0)], 0.5), ([EASY, HARD], 0.7), ([HARD], 5 / 6)]
)
def test_payments_do_not_help_where_all_are_alike(games: list[Dilemma], threshold: float) -> None:
    """Goldlücke and Kranz (2013): with one patience only the sums over the parties count."""
    for d, status in ((threshold - EDGE, "impossible"), (threshold + EDGE, "found")):
        assert answer(dilemmas(games, d), "deal", method="payments").status == status


def test_small_payments_are_made() -> None:
    """Derived: A, at .5 - 1e-8, lacks 4e-8 per period, which B has to spare."""
    model = dilemmas([EASY], {"a": 0.5 - EDGE, "b": 0.9})
    assert answer(model, "deal", method="payments").status == "found"


def test_payments_pool_what_the_parties_have_to_spare() -> None:
    """Goldlücke and Kranz (2013), the number derived: A's gain from RF holds B as well.

    The sum of worths, 5.5, must cover what breaches give: 5(1-d) to A, 2(1-d) to B.
    """
    threshold = 1 - 5.5 / 7
    for d, status in ((threshold - EDGE, "impossible"), (threshold + EDGE, "found")):
        assert answer(triangle(d), "RF", method="payments").status == status
