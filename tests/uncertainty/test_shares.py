"""What single units account for, where it is known in closed form: votes by weight."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import standoff as so
from standoff.model import Formula, Rule
from standoff.uncertainty.readings import Difference

from .voters import TAKES_X, shares, voters


def by_weight(found: Difference) -> dict[float, set[float]]:
    """The Shapley values of the units by how much they weigh."""
    by: dict[float, set[float]] = {}
    for unit, share in zip(found.units, shares(found), strict=True):
        weight = float(unit.text.partition("(")[2].partition(" ")[0])
        by.setdefault(weight, set()).add(round(share.value, 12))
    return by


def test_ten_units_are_worked_out_exactly() -> None:
    """One voter of three votes among nine of one; seven of twelve votes win, six are a tie.

    The big one turns the vote if it comes after 3, 4 or 5 others: with 6 votes x holds already.
    """
    found = so.difference(voters(3, *[1] * 9), "for", "base", TAKES_X)
    assert found.values == (1, 0)
    assert by_weight(found) == {3: {0.3}, 1: {round(0.7 / 9, 12)}}
    assert all(share.low is share.high is None for share in shares(found))
    assert found.pivotal is not None and found.pivotal.looked == 10 + 45 + 120 + 210
    assert found.pivotal.size == 4 and len(found.pivotal.sets) == 84  # the big one and three


def test_eleven_units_are_estimated() -> None:
    """Seven of thirteen votes win: the big one turns the vote if it comes after 4, 5 or 6 others.

    Intervals of 200 orders cover the value nearly as often as they say.
    """
    model, covered = voters(3, *[1] * 10), []
    for seed in range(20):
        found = so.difference(model, "for", "base", TAKES_X, orders=200, seed=seed, budget=0)
        assert len(found.units) == 11
        assert sum(share.value for share in shares(found)) == pytest.approx(1, abs=1e-12)
        for unit, share in zip(found.units, shares(found), strict=True):
            expected = 3 / 11 if "(3 " in unit.text else 8 / 11 / 10
            assert share.low is not None and share.high is not None
            assert share.low < share.value < share.high
            covered.append(share.low <= expected <= share.high)
    assert 0.9 <= np.mean(covered) < 1


def test_estimates_come_from_the_seed_and_narrow_with_more_orders() -> None:
    def widths(orders: int, seed: int) -> list[float]:
        found = so.difference(
            voters(3, *[1] * 10), "for", "base", TAKES_X, orders=orders, seed=seed, budget=0
        )
        return [share.half_width for share in shares(found)]

    assert widths(50, 1) == widths(50, 1) != widths(50, 2)
    assert np.mean(widths(800, 1)) == pytest.approx(np.mean(widths(50, 1)) / 4, rel=0.15)


def test_nothing_is_shared_out_where_a_mixture_stays_open() -> None:
    """With the rules of `for` and the status quo of the base model nobody knows where it leads."""
    model = voters(*[1] * 10)
    rule = Rule(Formula("north.x or south.y"))
    overlay = replace(model.readings["for"], rules=(rule,), status_quo=("south.y",))
    model = replace(model, readings={"for": overlay})
    found = so.difference(model, "for", "base", so.Heading("YN"))
    assert found.values == (1, 0) and len(found.units) == 12
    assert found.accounts is None and np.isnan(found.joining).sum() == 1
    assert all("accounts" not in column for column in found.tables()[0].columns)
    assert {unit["accounts"] for unit in found.to_dict()["premises"]} == {None}
