"""What would make a road map possible: every remedy is tried out, and none is missed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest

import standoff as so
from standoff.errors import StandoffError
from standoff.model import Formula, Option, Party, Reversible, Rule, Standoff
from standoff.road_maps import RoadMaps
from standoff.road_maps.remedies import Remedy

from ..oracle.road_maps import by_definition as oracle
from ..oracle.road_maps.deal import Deal, Path, deal_from_model
from ..oracle.road_maps.random_deals import Case, random_case
from ..oracle.road_maps.search import payments_feasible
from .known_models import dilemmas, exact, is_certified, standoff, triangle

SEEDS = range(24)
Refused = list[tuple[Case, RoadMaps, Deal, list[Path]]]


@pytest.fixture(scope="module")
def refused() -> Refused:
    """Random deals without a road map, with what the library says and all paths to the endgame."""
    found = []
    for seed in SEEDS:
        case = random_case(Random(seed))
        plain = deal_from_model(*case)
        paths = list(oracle.all_road_maps(plain))
        if not paths or any(oracle.holds(plain, path) for path in paths):
            continue
        said = so.roadmaps(case.model, case.endgame, design=case.design, remedies=True)
        assert isinstance(said, RoadMaps) and said.status == "impossible"
        found.append((case, said, plain, paths))
    assert len(found) > 9
    return found


def proposed(said: RoadMaps, kind: str) -> list[Remedy]:
    return [r for r in said.remedies or () if r.kind == kind]


def path_of(steps: tuple[str, ...]) -> Path:
    states = [frozenset[str]()]
    for step in steps:
        states.append(states[-1] | set(step.split()))
    return tuple(states)


# Side payments


def test_payments_are_proposed_where_they_help(refused: Refused) -> None:
    helped = 0
    for case, said, plain, paths in refused:
        remedies = proposed(said, "payments")
        assert bool(remedies) == any(payments_feasible(plain, path) for path in paths)
        for one in remedies:
            helped += 1
            assert payments_feasible(plain, path_of(one.steps))
            steps = [step.split() for step in one.steps]
            paid = so.check_roadmap(case.model, steps, design=case.design, method="payments")
            assert paid.transfers is not None and paid.transfers.total == exact(one.amount)
            asked = {"method": "payments", "objective": "payments"}
            found = so.roadmaps(case.model, case.endgame, design=case.design, **asked)
            assert isinstance(found, RoadMaps)
            cheapest = found.maps[0].transfers
            assert cheapest is not None and cheapest.total >= one.amount - 1e-9
    assert helped > 3


def test_what_the_payments_of_a_known_deal_come_to() -> None:
    """Derived: A's N first, then B's F for 1 per period for ever, d^2 in present value.

    A begins from a half on, when -2(1-d) + 2d >= 0.
    """
    (one,) = proposed(so.roadmaps(triangle(0.5), "NF", remedies=True), "payments")
    assert one.amount == exact(0.25) and one.steps == ("+a.N", "+b.F")


def test_the_payments_proposed_need_not_be_the_least_of_any_road_map() -> None:
    """Derived: .81 at .9 as above, while N and F in one step take .9; it is called the least found.

    More is left to share by one step than by two, and that is what the search looks at.
    """
    (one,) = proposed(so.roadmaps(triangle(0.9), "NF", remedies=True), "payments")
    assert one.amount == exact(0.9) and one.steps == ("+a.N +b.F",)
    slow = so.check_roadmap(triangle(0.9), [["a.N"], ["b.F"]], method="payments")
    assert slow.transfers is not None and slow.transfers.total == exact(0.81)


# Other worths


def changed(model: Standoff, text: str, share: float = 1.0) -> Standoff:
    """The model with a share of the changes of worth in the text of a remedy."""
    terms = model.road_map
    assert terms is not None
    worth = {i: terms.worth.get(i) or model.preferences[i] for i in model.party_ids}
    said = r"(\w+)'s worth of (.+?) ([+-][\d.e+-]+)(?=; | \(|$)"
    for party, condition, amount in re.findall(said, text):
        rows = list(worth[party].terms)
        k = next(k for k, t in enumerate(rows) if str(t.condition) == condition)
        more = float(amount) * share
        rows[k] = replace(rows[k], low=rows[k].low + more, high=rows[k].high + more)
        worth[party] = replace(worth[party], terms=tuple(rows))
    return replace(model, preferences={}, road_map=replace(terms, worth=worth))


def test_other_worths_hold_the_road_map_and_lesser_ones_do_not(refused: Refused) -> None:
    """The text gives three digits of each change, so slacks may miss by a half per cent."""
    tried = 0
    for case, said, _, _ in refused:
        for one in proposed(said, "worth"):
            tried += 1
            assert one.amount is not None
            steps = [step.split() for step in one.steps]
            full = so.check_roadmap(changed(case.model, one.what), steps, design=case.design)
            assert full.binding.slack > -0.006 * one.amount
            less = changed(case.model, one.what, 0.98)
            assert not so.check_roadmap(less, steps, design=case.design).holds
    assert tried > 5


def test_the_least_change_of_worth_of_known_deals() -> None:
    """Derived: B must like F of NF by 1 more; a dilemma at .4 asks each for .4 of one payoff."""
    (one,) = proposed(so.roadmaps(triangle(0.9), "NF", remedies=True), "worth")
    assert (one.what, one.amount) == ("b's worth of b.F +1", exact(1))
    model = dilemmas([(5, 3, 1, 0)], 0.4)
    (one,) = proposed(so.roadmaps(model, "deal", remedies=True), "worth")
    assert so.roadmaps(changed(model, one.what), "deal").status == "found"
    assert so.roadmaps(changed(model, one.what, 0.99), "deal").status == "impossible"


def test_ranges_are_kept_where_that_is_enough() -> None:
    """B lacks 1 for F of NF: within a range of 2 either way it can be had, of .5 it cannot."""
    for half, where in ((2.0, " (within their ranges)"), (0.5, "")):
        model = triangle(0.9)
        assert model.road_map is not None
        worth = dict(model.road_map.worth)
        spread = (replace(t, low=t.low - half, high=t.high + half) for t in worth["b"].terms)
        worth["b"] = replace(worth["b"], terms=tuple(spread))
        model = replace(model, road_map=replace(model.road_map, worth=worth))
        (one,) = proposed(so.roadmaps(model, "NF", remedies=True), "worth")
        assert one.what == f"b's worth of b.F +1{where}" and one.amount == exact(1)


# One measure made reversible


def test_made_reversible_is_proposed_exactly_where_it_helps(refused: Refused) -> None:
    helped = 0
    for case, said, plain, paths in refused:
        names = {one.what.split()[0] for one in proposed(said, "reversible")}
        helped += len(names)
        for measure in plain.measures:
            if measure.reversible or not any(measure.name in path[-1] for path in paths):
                continue
            other = freed(case, measure.name[1:])
            exists = any(oracle.holds(other, path) for path in oracle.all_road_maps(other))
            assert (measure.name in names) == exists
    assert helped > 0


def freed(case: Case, option: str) -> Deal:
    def free(party: Party) -> Iterator[Option]:
        for o in party.options:
            same = f"{party.id}.{o.id}" == option
            yield replace(o, reversible=Reversible.YES) if same else o

    parties = tuple(replace(p, options=tuple(free(p))) for p in case.model.parties)
    return deal_from_model(replace(case.model, parties=parties), case.endgame, case.design)


# One measure in two halves


def support(whole: str, patience: float, taken: bool) -> Standoff:
    """A can give R for nothing and take it back; B is to pay P for good.

    `whole` lists the parts of P. Where it is `taken` today, what B pays is to drop it.
    """
    parts = whole.split()
    sign = "not " if taken else ""
    lasting = Reversible.ONCE_DROPPED if taken else Reversible.NO
    options = {"a.R": Reversible.YES, **dict.fromkeys(parts, lasting)}
    share = 1 / len(parts)
    worths = {
        "a": {f"{sign}{part}": 6 * share for part in parts},
        "b": {"a.R": 4.0} | {f"{sign}{part}": -3 * share for part in parts},
    }
    end = ("a.R", *(() if taken else parts))
    model = standoff(options, worths, patience, endgames={"deal": end})
    order = tuple(
        Rule(Formula(f"{sign}{second} implies {sign}{first}")) for first, second in pairwise(parts)
    )
    return replace(model, status_quo=tuple(parts) if taken else (), rules=order)


@pytest.mark.parametrize("taken", [False, True])
def test_a_measure_in_two_halves(taken: bool) -> None:
    """Derived: whole, B asks for 3/4; in halves, paid before and after R, for (4 - 7^.5)/3.

    Whole: 1 >= 4(1-d) with R first, -3(1-d) + d >= 0 with P first. In halves B begins if
    -1.5(1-d) + d (2.5(1-d) + d) >= 0, and asks for less at the end.
    """
    threshold = (4 - 7**0.5) / 3
    for d, status in ((threshold - 1e-6, False), (threshold + 1e-6, True), (0.75 - 1e-6, True)):
        said = so.roadmaps(support("b.P", d, taken), "deal", remedies=True)
        assert said.status == "impossible"
        remedies = proposed(said, "split")
        by_hand = so.roadmaps(support("b.P1 b.P2", d, taken), "deal", objective="patience")
        assert bool(remedies) == (by_hand.status == "found") == status
        for one in remedies:
            name = f"{'-' if taken else '+'}b.P"
            assert one.what == f"{name} taken in two halves"
            steps = " | ".join(one.steps).replace(f"{name} (1st half)", f"{name}1")
            assert steps.replace(f"{name} (2nd half)", f"{name}2").split(" | ") in [
                list(m.steps) for m in by_hand.maps
            ]
        for m in by_hand.maps:
            assert is_certified(support("b.P1 b.P2", d, taken), m)
    assert so.roadmaps(support("b.P", 0.75 + 1e-6, taken), "deal").status == "found"


# A guarantee by a third party


def least_penalty(plain: Deal, paths: list[Path], guaranteed: set[str]) -> Fraction | None:
    """The least penalty on the breaches of some parties with which a path holds."""
    found = []
    for path in paths:
        constraints = oracle.constraints(plain, path)
        lowered = [c for c in constraints if c.party in guaranteed and c.kind in ("stay", "keep")]
        if all(c.slack >= 0 for c in constraints if c not in lowered):
            found.append(max(Fraction(0), *(-c.slack for c in lowered)))
    return min(found, default=None)


def guarantees(said: RoadMaps) -> dict[str, float | None]:
    return {one.what.rpartition("from ")[2]: one.amount for one in proposed(said, "guarantee")}


def test_the_least_guarantee(refused: Refused) -> None:
    tried = 0
    for _, said, plain, paths in refused:
        amounts = {
            one.what.rpartition("from ")[2]: one.amount for one in proposed(said, "guarantee")
        }
        groups = {"whoever breaks it": set(plain.parties), **{i: {i} for i in plain.parties}}
        expected = {who: least_penalty(plain, paths, group) for who, group in groups.items()}
        least = {who: float(x) for who, x in expected.items() if x is not None}
        assert amounts == pytest.approx(least, rel=1e-3)
        assert all(amounts[who] >= x - 1e-9 for who, x in least.items())
        tried += len(least)
    assert tried > 9


def test_the_guarantee_of_a_known_deal() -> None:
    """Derived: B gains 1 by stopping F of NF; A would not break it."""
    found = guarantees(so.roadmaps(triangle(0.9), "NF", remedies=True))
    assert found == pytest.approx({"whoever breaks it": 1.0, "b": 1.0}, rel=1e-3)


def test_no_remedy_where_one_is_not_asked_for_or_not_needed() -> None:
    assert so.roadmaps(triangle(0.9), "NF").remedies is None
    assert so.roadmaps(triangle(0.9), "RF", remedies=True).remedies is None
    with pytest.raises(StandoffError):
        so.roadmaps(triangle(0.9), "FN", remedies=True)
