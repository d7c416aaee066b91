"""What must be true of every deal, on random ones; and that the random ones are worth asking."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from .by_definition import (
    all_road_maps,
    breaches,
    breakdown,
    constraints,
    deviation,
    exposure,
    holds,
    path_deviations,
    payment_constraints,
    steps,
    values,
    walk_away_constraints,
    walk_away_holds,
)
from .certificate import recheck, written
from .deal import Deal, Path, deal_from_model
from .random_deals import Case, random_cases
from .search import best_payments, payments_feasible

CASES = 200
NEARLY_ONE = 1 - Fraction(1, 10**9)

Deals = list[tuple[Case, Deal, list[Path]]]


@pytest.fixture(scope="module")
def deals() -> Deals:
    found = []
    for case in random_cases(CASES):
        deal = deal_from_model(*case)
        found.append((case, deal, list(all_road_maps(deal))))
    return found


# The random deals


def test_the_random_deals_are_worth_asking(deals: Deals) -> None:
    can_end = [paths for _, _, paths in deals if paths]
    settled = [d for _, d, paths in deals if any(holds(d, path) for path in paths)]
    assert 0.3 * CASES < len(settled) < 0.6 * CASES < len(can_end) < CASES
    assert {len(d.measures) for d in settled} == {2, 3, 4, 5}
    assert {len(d.parties) for d in settled} == {2, 3}
    edges = [
        (d, b)
        for _, d, paths in deals
        for path in paths[:5]
        for x, step in steps(path)
        for party in d.parties
        for b in breaches(d, party, x, step)
    ]
    mended = [
        d
        for d, b in edges
        if any(
            m.reversible and any(m.issue in d.scope[k] for k in b.issues)
            for m in d.among(breakdown(d, b.state, b.issues))
        )
    ]
    assert len(set(mended)) > CASES / 20  # breakdowns that could not be made in full


# Theorems


def test_exposure_caps_only_ever_take_road_maps_away(deals: Deals) -> None:
    for _, deal, paths in deals:
        for path in paths[:8]:
            generous = replace(deal, caps={i: cap + 1 for i, cap in deal.caps.items()})
            assert not holds(deal, path) or holds(generous, path)
            tight = {i: exposure(deal, path, i) for i in deal.parties}
            assert holds(replace(deal, caps=tight), path) == holds(replace(deal, caps={}), path)


def test_a_patient_party_counts_the_end_alone(deals: Deals) -> None:
    """With patience next to one the walk-away conditions decide, but for ties."""
    for _, deal, paths in deals:
        patient = replace(deal, patience=dict.fromkeys(deal.parties, NEARLY_ONE))
        for path in paths[:10]:
            worst = min(c.slack for c in walk_away_constraints(deal, path))
            assert worst == 0 or holds(patient, path) == (worst > 0)


def test_a_deviation_is_worth_staying_on_or_more(deals: Deals) -> None:
    """Walking out by word after a step is one of the breaches, so no breach is worth less."""
    for _, deal, paths in deals:
        for x, step in [edge for path in paths[:5] for edge in steps(path)]:
            for party in deal.parties:
                theta = deal.patience[party] ** deal.lag.get(party, 1)
                after_word = breakdown(deal, x | step, deal.issues)
                by_word = (1 - theta) * deal.u(party, x | step) + theta * deal.u(party, after_word)
                assert deviation(deal, party, x, step) >= by_word


def test_with_one_patience_payments_leave_only_the_sums(deals: Deals) -> None:
    """Then a path can be paid for exactly if the values cover the deviations at every step."""
    seen = {True: 0, False: 0}
    for _, deal, paths in deals:
        for path in paths[:4] if len(set(deal.patience.values())) == 1 else ():
            free = replace(deal, caps={})
            gap = [Fraction(0)] * (len(path) + 1)
            for party in deal.parties:
                value = values(free, path, party)
                least = [deal.u(party, frozenset()), *path_deviations(free, path, party)]
                for t, (has, wants) in enumerate(zip([*value, value[-1]], least, strict=True)):
                    gap[t] += has - wants
            covered = min(gap) >= 0
            assert payments_feasible(free, path) == covered
            seen[covered] += 1
    assert min(seen.values()) > 30


def test_the_payments_found_give_the_slack_that_is_said(deals: Deals) -> None:
    for _, deal, paths in deals:
        for path in paths[:1]:
            free = replace(deal, caps={})
            slack, payments = best_payments(free, path)
            exact = {i: [Fraction(x) for x in row] for i, row in payments.items()}
            reached = min(c.slack for c in payment_constraints(free, path, exact))
            assert float(reached) == pytest.approx(slack, abs=1e-6)


def test_payments_never_lose_a_road_map(deals: Deals) -> None:
    for _, deal, paths in deals:
        for path in [p for p in paths if holds(deal, p)][:2]:
            assert payments_feasible(deal, path)


# Certificates


def test_the_checker_agrees_with_the_definition(deals: Deals) -> None:
    for case, deal, paths in deals:
        for path in paths[:: max(1, len(paths) // 3)]:
            complaints = recheck(case.model, written(*case, path))
            bad = [c for c in constraints(deal, path) if c.slack < 0]
            assert len(complaints) == len(bad)
            assert not complaints or complaints[0].startswith(bad[0].party)
            walk = recheck(case.model, written(*case, path, "walk-away"))
            assert (walk == []) == walk_away_holds(deal, path)


def test_payments_of_nothing_change_nothing(deals: Deals) -> None:
    for case, deal, paths in deals:
        for path in paths[:2]:
            nothing = {i: [0.0] * (len(path) + 1) for i in deal.parties}
            certificate = {**written(*case, path, "payments"), "payments": nothing}
            assert (recheck(case.model, certificate) == []) == holds(deal, path)
