"""That the payments found are the least, proved by the prices that come with them."""

from __future__ import annotations

from random import Random

import numpy as np

import standoff as so
from standoff.errors import StandoffError
from standoff.road_maps import RoadMap, RoadMaps

from ..oracle.road_maps import by_definition as oracle
from ..oracle.road_maps.deal import Deal, deal_from_model
from ..oracle.road_maps.random_deals import random_case
from ..oracle.road_maps.search import payment_weights
from .known_models import exact, is_certified


def check_prices(plain: Deal, found: RoadMap) -> float:
    """Weak duality: with prices y >= 0 on the needs of every party and period, and q what a payment
    is worth at these prices, no payments x meet the needs for less than the needs at these prices,
    if in no period k the q of two parties differ by more than the weight of k in the total:

        sum y need <= sum x q <= sum over k of (max q(k) - min q(k)) (what is paid in k).
    """
    assert found.transfers is not None
    names = [str(m) for m in found.course.deal.measures]
    path = tuple(
        frozenset(n for k, n in enumerate(names) if state >> k & 1) for state in found.course.states
    )
    last = found.course.length
    worth_of_needs, q = 0.0, []
    for i, party in enumerate(plain.parties):
        d = plain.patience[party]
        value = oracle.values(plain, path, party)
        value.append(value[-1])
        least = [plain.u(party, path[0]), *oracle.path_deviations(plain, path, party)]
        prices = found.transfers.prices[i]
        assert (prices >= -1e-9).all()
        worth_of_needs += prices @ np.array(
            [float(f - v) for f, v in zip(least, value, strict=True)]
        )
        weights = np.array([payment_weights(d, t, last) for t in range(last + 2)], dtype=float)
        q.append(prices @ weights)
    lead = max(plain.patience.values())
    total = np.array(payment_weights(lead, 0, last), dtype=float)
    assert (np.ptp(q, axis=0) <= total + 1e-7).all()
    assert found.transfers.total == exact(worth_of_needs)
    paid = np.maximum(found.transfers.paid, 0).sum(axis=0)
    assert found.transfers.total == exact(float(paid @ total))
    return found.transfers.total


def test_no_payments_cost_less() -> None:
    totals = []
    for seed in range(60):
        case = random_case(Random(seed))
        try:
            said = so.roadmaps(case.model, case.endgame, design=case.design, method="payments")
        except StandoffError:
            continue
        assert isinstance(said, RoadMaps)
        plain = deal_from_model(*case)
        for one in said.maps:
            assert is_certified(case.model, one)
            totals.append(check_prices(plain, one))
    assert sum(total > 0.01 for total in totals) > 20
