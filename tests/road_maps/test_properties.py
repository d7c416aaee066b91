"""What must be true of the answers on any deal: bounds, what more room never loses, and units."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from functools import partial
from itertools import groupby
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import standoff as so
from standoff.errors import StandoffError
from standoff.model import Formula, Ranking, Standoff, Worth, WorthTerm
from standoff.model.terms import Terms
from standoff.road_maps import RoadMaps, search
from standoff.road_maps.build import deal
from standoff.road_maps.deal import FloatArray
from standoff.road_maps.find import method_of
from standoff.road_maps.lattice import Lattice

from ..oracle.road_maps import by_definition as oracle
from ..oracle.road_maps.deal import deal_from_model, feasible, worths
from ..oracle.road_maps.random_deals import Case, random_case
from .known_models import is_certified

pytestmark = pytest.mark.usefixtures("just_road_maps")
cases = st.integers(0, 10**9).map(lambda seed: random_case(Random(seed)))
EVERY = {"objective": "even", "most": 10**6}
"""Asks for one road map for each undominated division of the gains."""


def answer(case: Case, **asked: Any) -> RoadMaps:
    """What the search says; cases whose endgame no steps lead to are left out."""
    try:
        found = so.roadmaps(case.model, case.endgame, design=case.design, **asked)
    except StandoffError:
        assume(False)
    assert isinstance(found, RoadMaps)
    assert all(is_certified(case.model, one) for one in found.maps[:3])
    return found


def terms(case: Case) -> Terms:
    assert case.model.road_map is not None
    return case.model.road_map


def with_terms(case: Case, **changes: Any) -> Case:
    return case._replace(model=replace(case.model, road_map=replace(terms(case), **changes)))


def uncapped(case: Case) -> Case:
    plans = {k: replace(d, exposure={}) for k, d in terms(case).designs.items()}
    return with_terms(case, exposure={}, designs=plans)


# Bounds


@given(case=cases)
def test_the_bound_is_above_whatever_holds(case: Case) -> None:
    """At every state of every road map that holds, for every party."""
    plain = deal_from_model(*case)
    ways = [path for path in oracle.all_road_maps(plain) if oracle.holds(plain, path)]
    assume(ways)
    found = deal(case.model, case.endgame, case.design)
    place = {str(m): 1 << k for k, m in enumerate(found.measures)}
    bound = search.ideal(Lattice(found), method_of(found, "discounted"))
    for path in ways:
        states = [sum(place[name] for name in state) for state in path]
        for i, party in enumerate(plain.parties):
            value = [float(w) for w in oracle.values(plain, path, party)]
            assert (bound[i, states] >= np.array(value) - 1e-9).all()


@given(case=cases)
def test_a_few_labels_find_no_more_and_refute_no_more(case: Case) -> None:
    few, exact = answer(case, budget=0), answer(case)
    assert exact.status != "undecided"
    assert few.status in (exact.status, "undecided")


# More room


@given(case=cases)
def test_payments_never_lose_a_road_map(case: Case) -> None:
    assume(answer(case).status == "found")
    assert answer(case, method="payments").status == "found"


@given(case=cases, more=st.integers(0, 3), method=st.sampled_from(("discounted", "payments")))
def test_higher_caps_never_lose_a_road_map(case: Case, more: int, method: str) -> None:
    def raised(caps: Mapping[str, float]) -> dict[str, float]:
        return {party: cap + more for party, cap in caps.items()}

    plans = {k: replace(d, exposure=raised(d.exposure)) for k, d in terms(case).designs.items()}
    assume(answer(case, method=method).status == "found")
    higher = with_terms(case, exposure=raised(terms(case).exposure), designs=plans)
    assert answer(higher, method=method).status == "found"
    assert answer(uncapped(case), method=method).status == "found"


@given(case=cases)
def test_the_least_exposure_is_the_least_cap(case: Case) -> None:
    """A cap for all at the least exposure found keeps that road map, one below it keeps none."""
    case = uncapped(case)
    found = answer(case, objective="exposure")
    assume(found.maps)
    least = max(0.0, float(found.maps[0].exposures.max()))
    capped = partial(dict.fromkeys, case.model.party_ids)
    assert answer(with_terms(case, exposure=capped(least))).status == "found"
    if least > 0:
        below = with_terms(case, exposure=capped(least - 1e-6))
        assert answer(below).status == "impossible"


# Names, order and units

NEW = {"a": "zed", "b": "yak", "c": "xu"}
NAMES = re.compile(r"\b(?:([abc])\.)?(m\d+|fixed)\b")


def renamed(thing: Any) -> Any:
    """The model, or a part of it, with other names of parties and options."""
    if isinstance(thing, Enum):
        return thing
    if isinstance(thing, str):
        other = lambda m: (f"{NEW[m[1]]}." if m[1] else "") + f"new_{m[2]}"  # noqa: E731
        return NEW.get(thing) or NAMES.sub(other, thing)
    if isinstance(thing, Formula):
        return Formula(renamed(thing.text))
    if isinstance(thing, Mapping):
        return {renamed(key): renamed(value) for key, value in thing.items()}
    if isinstance(thing, tuple):
        return tuple(map(renamed, thing))
    if is_dataclass(thing) and not isinstance(thing, type):
        parts = {f.name: renamed(getattr(thing, f.name)) for f in fields(thing) if f.init}
        return replace(thing, **parts)
    return thing


def reordered(model: Standoff) -> Standoff:
    """The parties, and the options of each, in the opposite order."""
    parties = (replace(p, options=p.options[::-1]) for p in model.parties[::-1])
    return replace(model, parties=tuple(parties))


def divisions(found: RoadMaps) -> list[FloatArray]:
    return [one.values[:, 0] for one in found.maps]


def alike(some: Sequence[FloatArray], others: Sequence[FloatArray]) -> bool:
    """Whether the same vectors are in both, in whatever order."""
    close = partial(np.allclose, rtol=0, atol=1e-6)
    return len(some) == len(others) and all(any(close(v, w) for w in others) for v in some)


@given(case=cases)
def test_names_do_not_matter(case: Case) -> None:
    other = case._replace(model=renamed(case.model))
    mine, theirs = answer(case, **EVERY), answer(other, **EVERY)
    assert mine.status == theirs.status
    assert [renamed(one.steps) for one in mine.maps] == [one.steps for one in theirs.maps]


@given(case=cases)
def test_order_does_not_matter(case: Case) -> None:
    """Without rules: which of equally many measures mend a breakdown goes by their order."""
    case = case._replace(model=replace(case.model, rules=()))
    other = case._replace(model=reordered(case.model))
    mine, theirs = answer(case, **EVERY), answer(other, **EVERY)
    assert mine.status == theirs.status
    assert alike(divisions(mine), [vector[::-1] for vector in divisions(theirs)])


def rescaled(case: Case, scale: Mapping[str, float], shift: Mapping[str, float]) -> Case:
    """Each party's worths and caps in another unit, worths counted from another point."""

    def in_unit(party: str, worth: Worth) -> Worth:
        k = scale[party]
        every = (WorthTerm(Formula("true"), shift[party], shift[party]),)
        return Worth((*(replace(t, low=t.low * k, high=t.high * k) for t in worth.terms), *every))

    def capped(caps: Mapping[str, float]) -> dict[str, float]:
        return {party: cap * scale[party] for party, cap in caps.items()}

    model, now = case.model, terms(case)
    plans = {k: replace(d, exposure=capped(d.exposure)) for k, d in now.designs.items()}
    case = with_terms(
        case,
        worth={i: in_unit(i, w) for i, w in now.worth.items()},
        exposure=capped(now.exposure),
        designs=plans,
    )
    wants = {i: in_unit(i, w) for i, w in model.preferences.items() if isinstance(w, Worth)}
    return case._replace(model=replace(case.model, preferences=wants))


units = st.fixed_dictionaries({i: st.sampled_from((0.25, 1.0, 3.0, 40.0)) for i in "abc"})
points = st.fixed_dictionaries({i: st.integers(-50, 50).map(float) for i in "abc"})


@given(case=cases, scale=units, shift=points)
def test_units_of_worth_do_not_matter(case: Case, scale: Any, shift: Any) -> None:
    other = rescaled(case, scale, shift)
    mine, theirs = answer(case, **EVERY), answer(other, **EVERY)
    assert mine.status == theirs.status
    names = case.model.party_ids
    k, c = (np.array([of[i] for i in names]) for of in (scale, shift))
    assert alike([v * k + c for v in divisions(mine)], divisions(theirs))
    walk = {"method": "walk-away"}
    assert answer(case, **walk).status == answer(other, **walk).status


@given(case=cases, scale=st.sampled_from((0.25, 3.0, 40.0)), shift=points)
def test_payments_are_in_the_unit_of_worth(case: Case, scale: float, shift: Any) -> None:
    """One unit for all, as payments pass from one to another."""
    other = rescaled(case, dict.fromkeys("abc", scale), shift)
    asked = {"method": "payments", "objective": "payments"}
    mine, theirs = answer(case, **asked), answer(other, **asked)
    assert mine.status == theirs.status


@given(case=cases)
def test_walking_away_goes_by_order_alone(case: Case) -> None:
    """Worths and the ranking that they amount to give the same answer."""
    case = uncapped(case)
    model = case.model
    states = [s for s in oracle.subsets(model.options) if feasible(model, s)]
    gains = {s: worths(model, terms(case), s) for s in states}
    wants = {}
    for i in model.party_ids:
        value = lambda s, i=i: gains[s][i]  # noqa: E731
        falling = sorted(states, key=value, reverse=True)
        groups = tuple(tuple(map(tuple, g)) for _, g in groupby(falling, key=value))
        wants[i] = Ranking(groups)
    bare = with_terms(case, worth={})
    ranked = bare._replace(model=replace(bare.model, preferences=wants))
    mine = answer(case, method="walk-away")
    theirs = so.roadmaps(ranked.model, case.endgame, design=case.design, method="walk-away")
    assert mine.status == theirs.status
    by_steps = lambda found: min((len(one.steps) for one in found.maps), default=0)  # noqa: E731
    assert by_steps(mine) == by_steps(theirs)
