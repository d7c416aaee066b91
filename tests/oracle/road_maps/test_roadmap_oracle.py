"""The definitions of road maps against results known in closed form.

Critical patience is tested exactly: at the threshold, and a billionth to either side of it.

References
----------
Friedman (1971), A non-cooperative equilibrium for supergames, Review of Economic Studies 38, 1-12.
Bernheim and Whinston (1990), Multimarket contact and collusive behavior, RAND J. of Economics 21.
Lockwood and Thomas (2002), Gradualism and irreversibility, Review of Economic Studies 69, 339-356.
Admati and Perry (1991), Joint projects without commitment, Review of Economic Studies 58, 259-276.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

import pytest

from .by_definition import (
    START,
    all_road_maps,
    constraints,
    holds,
    patience_holds,
    walk_away_holds,
)
from .deal import Deal, Measure, Path, State, linked, same_issue
from .known_deals import (
    Game,
    both,
    costly_pair,
    dilemmas,
    hostage_triangle,
    triangle_path,
)
from .search import frontier

HALF = Fraction(1, 2)
TINY = Fraction(1, 10**9)
EASY, HARD = Game(5, 3, 1, 0), Game(9, 4, 3, 2)


def some_road_map(deal: Deal) -> bool:
    return any(holds(deal, path) for path in all_road_maps(deal))


def holds_from(make: Callable[[Fraction], Deal], threshold: Fraction) -> None:
    assert not some_road_map(make(threshold - TINY))
    assert some_road_map(make(threshold))
    assert some_road_map(make(threshold + TINY))


# 1-3 Dilemmas, linked dilemmas, detection lags


@pytest.mark.parametrize(
    ("game", "threshold"),
    [
        (Game(5, 3, 1, 0), Fraction(1, 2)),
        (Game(9, 4, 3, 2), Fraction(5, 6)),
        (Game(10, 9, 3, 1), Fraction(1, 7)),
    ],
)
def test_cooperation_in_a_dilemma_needs_the_textbook_patience(
    game: Game, threshold: Fraction
) -> None:
    assert game.threshold == threshold
    holds_from(lambda d: dilemmas([game], d), threshold)
    path = (START, frozenset({"A0", "B0"}))
    for party in "AB":
        deal = dilemmas([game], Fraction(99, 100))
        assert not patience_holds(deal, path, party, threshold - TINY)
        assert patience_holds(deal, path, party, threshold)


def test_linking_two_dilemmas_pools_their_slack() -> None:
    holds_from(lambda d: dilemmas([EASY, HARD], d), Fraction(7, 10))
    holds_from(
        lambda d: dilemmas([EASY, HARD], d, scope=same_issue(dilemmas([EASY, HARD], d).measures)),
        Fraction(5, 6),
    )
    easy_alone = {"targets": lambda state: state == frozenset({"A0", "B0"})}
    three_fifths, three_quarters = Fraction(3, 5), Fraction(3, 4)
    apart = same_issue(dilemmas([EASY, HARD], HALF).measures)
    assert some_road_map(dilemmas([EASY, HARD], three_fifths, scope=apart, **easy_alone))
    assert not some_road_map(dilemmas([EASY, HARD], three_fifths))
    assert not some_road_map(dilemmas([HARD], three_quarters))
    assert some_road_map(dilemmas([EASY, HARD], three_quarters))


@pytest.mark.parametrize(("lag", "root"), [(1, 0.5), (2, 0.707107), (3, 0.793701)])
def test_a_detection_lag_asks_for_the_root_of_the_patience(lag: int, root: float) -> None:
    """The threshold is irrational for two and three periods, so six decimals of it are tested."""
    lags = {"A": lag, "B": lag}
    near = Fraction(str(root))
    assert not some_road_map(dilemmas([EASY], near - Fraction(1, 10**6), lag=lags))
    assert some_road_map(dilemmas([EASY], near + Fraction(1, 10**6), lag=lags))


# 4 Gradualism: Lockwood and Thomas


def cooperation(length: int, d: Fraction) -> list[Fraction]:
    """c_0, c_1, ... by solving the binding condition for c_{t+1}, with p = 2 other - own.

    c_1 is the largest first step whose sequence never passes the cap 1: each further step is
    1/(2d) times the one before it.
    """
    found = [Fraction(0), 1 - 1 / (2 * d)]
    while len(found) < length:
        before, now = found[-2:]
        found.append((gain(before, now) - (1 - d) * gain(now, now) + d * now) / (2 * d))
    return found


def gain(own: Fraction, other: Fraction) -> Fraction:
    return 2 * other - own


def test_the_sequence_of_lockwood_and_thomas() -> None:
    d = Fraction(9, 10)
    c = cooperation(40, d)
    for before, now, later in zip(c, c[1:], c[2:], strict=False):
        assert gain(before, now) == (1 - d) * gain(now, now) + d * gain(now, later)
    shown = [0.444444, 0.691358, 0.828532, 0.904740, 0.947078, 0.970599]
    assert [round(float(x), 6) for x in c[1:7]] == shown
    assert all(now < later < 1 for now, later in pairwise(c))
    assert 1 - c[-1] < Fraction(1, 10**9)
    assert gain(c[0], c[1]) == Fraction(8, 9) == 2 - 1 / d


def test_gradual_cooperation_needs_more_patience_than_a_half() -> None:
    """Steps shrink by 1/(2d): at a half or below they never do, and any first step is too large."""
    for d in (Fraction(1, 3), HALF):
        c = [Fraction(0), Fraction(1, 100)]
        for _ in range(200):
            before, now = c[-2:]
            c.append((gain(before, now) - (1 - d) * gain(now, now) + d * now) / (2 * d))
        assert c[-1] > 1
    c = cooperation(40, HALF + Fraction(1, 100))
    assert c[1] > 0 and all(now < later < 1 for now, later in pairwise(c))


def increments(c: list[Fraction], d: Fraction, *, to_be_continued: bool) -> Deal:
    """Both parties raise an action that cannot fall from c[t-1] to c[t] by irreversible measures.

    A deal ends, the sequence does not; with `to_be_continued` the last state is worth what the
    rest of the infinite sequence is worth on from there.
    """
    last = len(c) - 2
    measures = tuple(
        Measure(f"{party}{t}", party, False, "effort") for party in "AB" for t in range(1, last + 1)
    )
    whole = frozenset(m.name for m in measures)

    def worth(state: State) -> dict[str, Fraction]:
        own, other = (c[sum(name[0] == party for name in state)] for party in "AB")
        if state == whole and to_be_continued:
            return dict.fromkeys("AB", gain(c[last - 1], c[last]))
        return {"A": gain(own, other), "B": gain(other, own)}

    return Deal(
        ("A", "B"),
        measures,
        worth,
        both(d),
        linked(measures),
        before=tuple((f"{i}{t}", f"{i}{t + 1}") for i in "AB" for t in range(1, last)),
        targets=lambda state: state == whole,
        together=("AB",),
        most=2,
    )


def together(last: int) -> Path:
    """Both parties take their t-th measure at step t."""
    return tuple(
        frozenset(f"{party}{k}" for party in "AB" for k in range(1, t + 1)) for t in range(last + 1)
    )


def test_each_step_of_the_gradual_sequence_binds() -> None:
    """A deal has finitely many measures; the rest of the sequence enters as a final worth.

    Shown: at every step both parties are exactly indifferent to stopping, and a sequence that
    rises any faster at first fails. Not shown: that no other sequence is better.
    """
    d = Fraction(9, 10)
    c = cooperation(6, d)
    deal, path = increments(c, d, to_be_continued=True), together(4)
    assert path in set(all_road_maps(deal))
    slack = {(i, kind, t): s for i, kind, t, s in constraints(deal, path)}
    assert [slack["A", "stay", t] for t in range(1, 5)] == [0, 0, 0, 0]
    assert all(s == 0 for (_, kind, _), s in slack.items() if kind == "stay")
    assert slack["B", "join", 0] == d * Fraction(8, 9)
    faster = [c[0], c[1] + TINY, *c[2:]]
    assert not holds(increments(faster, d, to_be_continued=True), path)
    assert not some_road_map(increments(c, d, to_be_continued=False))


# 5 What cannot be undone


@pytest.mark.parametrize("each", [1, 2, 3])
def test_lasting_costly_measures_alone_never_make_a_road_map(each: int) -> None:
    """Whoever takes the last costly measure does better not to: at any patience."""
    steps = {"most": 2} if each == 3 else {}
    for d in (HALF, Fraction(9, 10), Fraction(999, 1000)):
        deal = costly_pair(each, reversible=False, patience=d, **steps)
        assert any(all_road_maps(deal)) and not some_road_map(deal)


def test_the_same_measures_made_reversible_hold_from_a_half() -> None:
    holds_from(lambda d: costly_pair(1, reversible=True, patience=d), HALF)
    holds_from(lambda d: costly_pair(2, reversible=True, patience=d), HALF)


# 6 The hostage triangle


@pytest.mark.parametrize("most", [1, 2, 3])
def test_the_triangle_holds_while_a_hostage_is_left(most: int) -> None:
    for target in ("NRF", "RF"):
        alone = {"most": most} if most > 1 else {"most": 1, "together": ()}
        make = lambda d, target=target, alone=alone: hostage_triangle(d, target, **alone)  # noqa: E731
        holds_from(make, HALF)


def test_no_patience_holds_the_triangle_without_a_hostage() -> None:
    for d in (Fraction(1, 10), HALF, Fraction(9, 10), Fraction(999, 1000), 1 - TINY):
        deal = hostage_triangle(d, "NF")
        assert any(all_road_maps(deal)) and not some_road_map(deal)
    assert not any(walk_away_holds(deal, path) for path in all_road_maps(deal))


def test_the_frontier_of_the_triangle() -> None:
    found = frontier(hostage_triangle(HALF, "NRF"))
    expected = {
        (2.125, 0.5): triangle_path(0, 4, 6, 7),
        (1.9375, 0.75): triangle_path(0, 4, 5, 7),
        (1.875, 1.0): triangle_path(0, 4, 7),
        (1.75, 1.5): triangle_path(0, 6, 7),
        (1.375, 2.0): triangle_path(0, 5, 7),
        (1.25, 2.5): triangle_path(0, 7),
        (0.0, 2.75): triangle_path(0, 3, 7),
    }
    assert {tuple(map(float, vector)): path for vector, path in found.items()} == expected


# 7 Joint projects: Admati and Perry


def test_the_contributions_of_admati_and_perry() -> None:
    """Backwards from completion by indifference alone; not a deal of ours.

    Who contributes k contributions before the end gets `active`, the other `waiting`. Not
    contributing leaves the turn to the other and costs two periods, which makes the party
    indifferent. A deal punishes harder (nobody goes on), so there the same contributions hold with
    room to spare: see the next test.
    """
    d, prize = Fraction(9, 10), Fraction(1)
    contributions = [(1 - d) * prize]
    active, waiting = prize - contributions[0], prize
    assert active == d * waiting
    while len(contributions) < 400:
        contributions.append(d * waiting - d**2 * active)
        active, waiting = d * waiting - contributions[-1], d * active
    shown = [0.1, 0.171, 0.13851, 0.112193, 0.090876]
    assert [round(float(x), 6) for x in contributions[:5]] == shown
    assert contributions[1:6] == [d ** (2 * k - 3) * (1 - d**2) * prize for k in range(2, 7)]
    assert round(float(sum(contributions[:4])), 6) == 0.521703
    assert 0 < prize - sum(contributions) < TINY


def test_contributions_in_turn_hold_when_a_breach_ends_the_project() -> None:
    """A flow cost for ever stands for a contribution sunk once.

    Only the conditions after the last contribution bind, since words change nothing there.
    """
    d = Fraction(9, 10)
    sizes = [d**3 * (1 - d**2), d * (1 - d**2), 1 - d]
    measures = tuple(Measure(f"x{k}", "ABA"[k], False, "project") for k in range(3))

    def worth(state: State) -> dict[str, Fraction]:
        prize = Fraction(len(state) == 3)
        paid = [(m.owner, x) for m, x in zip(measures, sizes, strict=True) if m.name in state]
        return {i: prize - sum(x for owner, x in paid if owner == i) for i in "AB"}

    deal = Deal(
        ("A", "B"),
        measures,
        worth,
        both(d),
        linked(measures),
        targets=lambda state: len(state) == 3,
        before=(("x0", "x1"), ("x1", "x2")),
    )
    (path,) = all_road_maps(deal)
    found = constraints(deal, path)
    assert min(c.slack for c in found if c.step < 3) > 0
    assert {c.slack for c in found if c.step >= 3} == {0}
