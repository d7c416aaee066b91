"""Every search, breach, exposure and payment against the brute force over all road maps."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.errors import StandoffError
from standoff.road_maps import search
from standoff.road_maps.answers import road_maps
from standoff.road_maps.build import deal
from standoff.road_maps.corridor import cheapest
from standoff.road_maps.course import course
from standoff.road_maps.deal import Deal, bits
from standoff.road_maps.find import answer, method_of
from standoff.road_maps.lattice import Lattice
from standoff.road_maps.payments import least_payments
from standoff.road_maps.roadmap import RoadMap

from ..oracle.road_maps import by_definition as oracle
from ..oracle.road_maps import search as oracle_search
from ..oracle.road_maps.certificate import recheck
from ..oracle.road_maps.deal import Deal as Plain
from ..oracle.road_maps.deal import Path, deal_from_model
from ..oracle.road_maps.random_deals import Case, random_case

SEEDS = range(60)
cases = st.integers(0, 10**9).map(lambda seed: random_case(Random(seed)))


def both(case: Case) -> tuple[Deal, Plain] | None:
    """The deal as the library and as the oracle read it; None where nothing leads to the end."""
    plain = deal_from_model(case.model, case.endgame, case.design)
    try:
        return deal(case.model, case.endgame, case.design), plain
    except StandoffError:
        assert not any(True for _ in oracle.all_road_maps(plain))
        return None


def states(found: Deal, path: Path) -> list[int]:
    """The states of a path of the oracle, as the library's masks."""
    place = {str(m): k for k, m in enumerate(found.measures)}
    return [sum(1 << place[name] for name in state) for state in path]


def steps(found: Deal, path: Path) -> tuple[int, ...]:
    here = states(found, path)
    return tuple(b ^ a for a, b in pairwise(here))


def each_seed(check: Callable[[Case], None]) -> None:
    for seed in SEEDS:
        try:
            check(random_case(Random(seed)))
        except Exception as error:
            raise AssertionError(f"seed {seed}") from error


def check_discounted(case: Case) -> None:
    pair = both(case)
    if pair is None:
        return
    found, plain = pair
    method = method_of(found, "discounted")
    lattice = Lattice(found)
    frontier = oracle_search.frontier(plain)
    if found.targets[0]:
        return
    bound = search.ideal(lattice, method)
    kept = search.every(lattice, method, bound, budget=10**6)
    assert kept is not None
    got = sorted(tuple(np.round(f.label, 6)) for f in kept)
    want = sorted(tuple(round(float(v), 6) for v in vector) for vector in frontier)
    assert got == want
    few = search.best(lattice, method, ("value", "exposure", "steps", "slack", "0", "1"))
    assert bool(few) <= bool(frontier) <= method.joins(bound[:, 0])
    for vector in frontier:
        assert (bound[:, 0] >= np.array(vector, dtype=float) - 1e-9).all()
    for one in [*kept, *few]:
        assert recheck(case.model, RoadMap(course(found, one.path), "discounted").to_dict()) == []


def check_walk_away(case: Case) -> None:
    pair = both(case)
    if pair is None or pair[0].targets[0]:
        return
    found, plain = pair
    ways = [p for p in oracle.all_road_maps(plain) if oracle.walk_away_holds(plain, p)]
    result = answer(Lattice(found), method_of(found, "walk-away"))
    assert result.status == ("found" if ways else "impossible")
    for path in result.paths:
        assert recheck(case.model, RoadMap(course(found, path), "walk-away").to_dict()) == []
    if int(found.targets.sum()) == 1 and ways:
        shown = [RoadMap(course(found, path), "walk-away") for path in result.paths]
        assert min(len(m.steps) for m in shown) == min(len(p) - 1 for p in ways)
        risk = min(max(float(oracle.exposure(plain, p, i)) for i in plain.parties) for p in ways)
        least = min(max(0.0, float(m.exposures.max())) for m in shown)
        assert least == pytest.approx(max(0.0, risk))


def check_payments(case: Case) -> None:
    pair = both(case)
    if pair is None or pair[0].targets[0]:
        return
    found, plain = pair
    ways = [p for p in oracle.all_road_maps(plain) if oracle_search.payments_feasible(plain, p)]
    result = answer(Lattice(found), method_of(found, "payments"))
    assert result.status == ("found" if ways else "impossible")
    for path in result.paths:
        along = course(found, path)
        paid = least_payments(along)
        assert paid is not None
        assert recheck(case.model, RoadMap(along, "payments", paid).to_dict()) == []


def check_paths(case: Case) -> None:
    """Every constraint of every path, whether it holds or not."""
    pair = both(case)
    if pair is None:
        return
    found, plain = pair
    for path in list(oracle.all_road_maps(plain))[:6]:
        along = course(found, steps(found, path))
        compare(RoadMap(along, "discounted"), oracle.constraints(plain, path), found)
        compare(RoadMap(along, "walk-away"), oracle.walk_away_constraints(plain, path), found)
        one = RoadMap(along, "discounted")
        for i, party in enumerate(plain.parties):
            exact = float(oracle.exposure(plain, path, party))
            assert max(0.0, one.exposures[i].max()) == pytest.approx(max(0.0, exact))
            check_patience(one, plain, path, i)
        feasible = oracle_search.payments_feasible(plain, path)
        capped = all(
            e <= cap + 1e-9 for e, cap in zip(one.exposures.max(axis=1), found.caps, strict=True)
        )
        assert (least_payments(along) is not None and capped) == feasible


def compare(one: RoadMap, exact: list[oracle.Constraint], found: Deal) -> None:
    names = found.model.party_ids
    got = {(names[c.party], c.kind, c.step): c.slack for c in one.constraints}
    want = {(c.party, c.kind, c.step): float(c.slack) for c in exact}
    got = {key: slack for key, slack in got.items() if key[1] != "exposure"}
    want = {key: slack for key, slack in want.items() if key[1] in ("join", "stay", "keep")}
    assert got == pytest.approx(want)


def check_patience(one: RoadMap, plain: Plain, path: Path, party: int) -> None:
    """The intervals against the exact constraints, inside and outside of them."""
    spans = one.patience[party]
    name = plain.parties[party]
    ends = sorted({0.0, 1.0, *(e for span in spans for e in span)})
    middles = [(a + b) / 2 for a, b in pairwise(ends) if b - a > 1e-6]
    for d in [*middles, 0.05, 0.3, 0.55, 0.77, 0.93]:
        if min(abs(d - end) for end in ends) < 1e-6:
            continue
        inside = any(low <= d <= high for low, high in spans)
        assert inside == oracle.patience_holds(plain, path, name, Fraction(d)), (d, spans)


CHECKS = (check_discounted, check_walk_away, check_payments, check_paths)


@pytest.mark.parametrize("check", CHECKS)
@given(case=cases)
def test_random(check: Callable[[Case], None], case: Case) -> None:
    check(case)


@pytest.mark.parametrize("check", CHECKS)
def test_seeds(check: Callable[[Case], None]) -> None:
    each_seed(check)


def test_corridor() -> None:
    for seed in SEEDS:
        pair = both(random_case(Random(seed)))
        if pair is None or pair[0].targets[0]:
            continue
        found, plain = pair
        found.caps[:] = np.inf  # a corridor heeds no caps
        stable = np.random.default_rng(seed).random(found.size) < 0.7
        names = [str(m) for m in found.measures]
        held = [frozenset(names[k] for k in bits(x)) for x in range(found.size) if stable[x]]
        path = cheapest(Lattice(found), stable)
        exact = oracle_search.corridor(plain, held)
        assert (path is None) == (exact is None)
        if path is not None and exact is not None:
            along = course(found, path)
            drops = (np.diff(along.worth, axis=1) < -1e-9).any(axis=0)
            assert (int(drops.sum()), len(path)) == exact


def test_the_best_by_each_objective() -> None:
    """What is marked the fewest steps or the least exposure is so among all that hold."""
    seen = 0
    for seed in SEEDS:
        case = random_case(Random(seed))
        pair = both(case)
        if pair is None or pair[0].targets[0]:
            continue
        found, plain = pair
        ways = [p for p in oracle.all_road_maps(plain) if oracle.holds(plain, p)]
        if not ways:
            continue
        seen += 1
        first = road_maps(found, "discounted", objective="steps").maps[0]
        assert len(first.steps) == min(len(p) - 1 for p in ways)
        first = road_maps(found, "discounted", objective="exposure").maps[0]
        risk = [max(oracle.exposure(plain, p, i) for i in plain.parties) for p in ways]
        assert max(0.0, first.exposures.max()) == pytest.approx(max(0.0, float(min(risk))))
    assert seen > 15
