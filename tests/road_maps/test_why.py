"""Why there is no road map: who rules it out, by how much any misses, and what is said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from random import Random

import numpy as np
import pytest

import standoff as so
from standoff.errors import StandoffError
from standoff.model import Reversible
from standoff.model.terms import Design, Order, When
from standoff.road_maps import RoadMaps, search
from standoff.road_maps.build import deal
from standoff.road_maps.deal import Deal
from standoff.road_maps.find import method_of
from standoff.road_maps.lattice import Lattice
from standoff.road_maps.why import obstacle

from ..oracle.road_maps import by_definition as oracle
from ..oracle.road_maps.deal import Deal as Plain
from ..oracle.road_maps.deal import deal_from_model
from ..oracle.road_maps.random_deals import random_case
from .known_models import EASY, costly_pair, dilemmas, exact, in_turn, standoff, triangle

# Who rules it out


def within_reach(found: Deal, minding: set[int], capped: set[int]) -> bool:
    """Whether the upper bound leaves room for a road map if only some parties and caps count.

    To a party that does not mind, every state is worth the same.
    """
    caps = np.where([i in capped for i in found.parties], found.caps, np.inf)
    worth = np.where([[i in minding] for i in found.parties], found.worth, 0)
    method = method_of(replace(found, worth=worth), "discounted")
    return method.joins(search.ideal(Lattice(replace(found, caps=caps)), method)[:, 0])


def random_deals(seeds: range) -> Iterator[Deal]:
    """Random deals that steps lead through, as they are and with caps drawn for all."""
    for seed in seeds:
        case = random_case(Random(seed))
        try:
            found = deal(case.model, case.endgame, case.design)
        except StandoffError:
            continue
        caps = np.random.default_rng(seed).uniform(0, 4, len(found.caps))
        for one in (found, replace(found, caps=caps)):
            capped = set(np.flatnonzero(np.isfinite(one.caps)).tolist())
            if not one.targets[0] and within_reach(one, set(), capped):
                yield one


def test_the_parties_and_caps_named_are_enough_and_none_too_many() -> None:
    """With them alone the bound is out of reach; without any one of them it is not."""
    seen = set()
    for found in random_deals(range(160)):
        every = set(found.parties)
        if within_reach(found, every, every):
            continue
        why = obstacle(found, method_of(found, "discounted"))
        assert why is not None
        parties, caps = set(why.parties), set(why.caps)
        assert not within_reach(found, parties, caps)
        assert all(within_reach(found, parties - {i}, caps) for i in parties)
        assert all(within_reach(found, parties, caps - {i}) for i in caps)
        seen.add((len(parties), len(caps)))
    assert seen >= {(1, 0), (2, 0), (1, 1)}


AID_FIRST = {"aid first": in_turn(("b.F", "a.N", "a.R"))}


def test_caps_that_leave_room_do_not_matter() -> None:
    """F first exposes B by 1; then N and R expose A by 2.5, should F be stopped."""
    for caps, status in (((2.5, 1), "found"), ((2.4, 1), "impossible"), ((2.5, 0.9), "impossible")):
        model = triangle(0.9, designs=AID_FIRST, exposure=dict(zip("ab", caps, strict=True)))
        assert so.roadmaps(model, "NRF", design="aid first").status == status


def test_what_a_party_does_itself_does_not_expose_it() -> None:
    """B's x costs A 1, but A's own y, taken with it, brings A 2."""
    options = {"a.y": Reversible.YES, "b.x": Reversible.YES}
    worths = {"a": {"a.y": 2.0, "b.x": -1.0}, "b": {"a.y": 1.0, "b.x": 0.5}}
    tied = {"tied": Design(order=(Order("a.y", When.WITH, "b.x"),))}
    model = standoff(options, worths, 0.9, designs=tied, exposure={"a": 0.0})
    assert so.roadmaps(model, "deal", design="tied").status == "found"


def test_a_cap_that_alone_rules_all_out_is_named() -> None:
    model = triangle(0.9, designs=AID_FIRST, exposure={"b": 0.9})
    said = so.roadmaps(model, "NRF", design="aid first")
    assert said.reasons == ("It would take a larger exposure than b accepts.",)


# By how much


def shortfall(plain: Plain) -> Fraction | None:
    """The least that some road map within the caps misses its other constraints by."""
    found = []
    for path in oracle.all_road_maps(plain):
        constraints = oracle.constraints(plain, path)
        if all(c.slack >= 0 for c in constraints if c.kind == "exposure"):
            found.append(-min(c.slack for c in constraints if c.kind != "exposure"))
    return min(found, default=None)


@pytest.mark.parametrize("seeds", [range(18), range(18, 36)])
def test_every_road_map_misses_by_so_much_and_one_by_no_more(seeds: range) -> None:
    seen = 0
    for seed in seeds:
        case = random_case(Random(seed))
        plain = deal_from_model(*case)
        least = shortfall(plain)
        if least is not None and least <= 0:
            continue
        try:
            said = so.roadmaps(case.model, case.endgame, design=case.design)
        except StandoffError:
            continue
        assert isinstance(said, RoadMaps) and said.status == "impossible"
        if least is None:
            assert (said.near, said.miss) == (None, None)
            assert said.reasons[0].startswith(
                ("No steps that keep to", "It would take", "The design")
            )
            continue
        seen += 1
        assert said.near is not None and said.miss is not None
        low, high = said.miss
        assert low <= float(least) <= high + 1e-9
        assert high <= float(least) * 1.001 + 0.01
        assert -said.near.binding.slack <= high + 1e-9
    assert seen > 4


@pytest.mark.parametrize("d", [0.1, 0.3, 0.49])
def test_by_how_much_a_dilemma_misses(d: float) -> None:
    """Derived: (T-P) times what is lacking of the patience, 4 (1/2 - d)."""
    said = so.roadmaps(dilemmas([EASY], d), "deal")
    assert said.miss == (pytest.approx(4 * (0.5 - d), abs=0.002),) * 2
    assert said.near.binding.slack == exact(-4 * (0.5 - d))


def test_what_lasting_measures_miss_together() -> None:
    """Derived: A and B in one step could each save its cost of 1, 2 in all, or 1 by turns.

    Payments from outside that keep the last mover are worth 1 per period.
    """
    said = so.roadmaps(costly_pair(1, Reversible.NO, 0.9), "deal", method="payments")
    assert said.miss == (pytest.approx(1, abs=0.002),) * 2
    assert said.reasons == (
        "Together they gain too little: 1 per period would have to come from outside.",
    )


# What is said


def test_who_prefers_today_is_named() -> None:
    worths = {"a": {"a.x": 1.0, "b.y": -2.0}, "b": {"a.x": 1.0, "b.y": 1.0}}
    options = {"a.x": Reversible.YES, "b.y": Reversible.YES}
    said = so.roadmaps(standoff(options, worths, 0.9), "deal")
    assert "a prefers today to the endgame (0 against -1)." in said.reasons


@pytest.mark.parametrize(("last", "other"), [("a", "b"), ("b", "a")])
def test_who_leaves_on_the_way_is_named(last: str, other: str) -> None:
    """Derived: in a given order who comes last leaves; in any order, now the one, now the other."""
    order = {"order": in_turn((f"{other}.m0", f"{last}.m0"))}
    model = costly_pair(1, Reversible.NO, 0.9, designs=order)
    (reason,) = so.roadmaps(model, "deal", design="order").reasons
    assert reason == f"In whatever order steps are taken, {last} is better off leaving somewhere."
    (reason,) = so.roadmaps(model, "deal").reasons
    assert reason.startswith("Any one of a and b could be kept in by some order of steps")


def test_a_large_deal_is_answered_without_the_reasons(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("standoff.road_maps.deal.LARGE", 4)
    said = so.roadmaps(triangle(0.9), "NRF", patience=0.4)
    assert (said.status, said.reasons, said.near) == ("impossible", (), None)
    assert "even if each party could have the way that suits it best" in said.how
