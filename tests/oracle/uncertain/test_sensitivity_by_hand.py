"""Sensitivity in the oracle against answers worked out by hand."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from .chances import probability, table
from .conclusions import holds_state
from .random_models import random_uncertain
from .sensitivity import (
    Table,
    explained,
    first_order,
    given,
    mean,
    places_of,
    shapley_effect,
    shapley_values,
    smallest_flips,
    total_order,
    variance,
)


def both() -> Table:
    """Y = X Z of two fair coins."""
    return {(x, z): (Fraction(1, 4), Fraction(x * z)) for x, z in product((0, 1), repeat=2)}


def test_sensitivity_of_a_product_by_hand() -> None:
    assert (mean(both()), variance(both())) == (Fraction(1, 4), Fraction(3, 16))
    assert (given(both(), 0, 1), given(both(), 0, 0)) == (Fraction(1, 2), 0)
    for place in (0, 1):
        assert first_order(both(), place) == Fraction(1, 3)
        assert total_order(both(), place) == Fraction(2, 3)
        assert shapley_effect(both(), place) == Fraction(3, 32)


def test_sensitivity_of_a_sum_by_hand() -> None:
    """Y = 2 X + Z with X of chance 1/4 and a fair coin Z: variances 3/4 and 1/4."""
    chance = {1: Fraction(1, 4), 0: Fraction(3, 4)}
    total: Table = {
        (x, z): (chance[x] / 2, Fraction(2 * x + z)) for x, z in product((0, 1), repeat=2)
    }
    for place, share in ((0, Fraction(3, 4)), (1, Fraction(1, 4))):
        assert first_order(total, place) == total_order(total, place) == share
        assert shapley_effect(total, place) == share
    assert explained(total, ()) == 0 and explained(total, (0, 1)) == 1


def test_shapley_effects_of_models_sum_to_the_variance() -> None:
    for seed in range(8):
        model = random_uncertain(seed)
        full = table(model, lambda m: holds_state(m, m.status_quo or (), "seq"))
        effects = [shapley_effect(full, place) for place in places_of(full)]
        assert sum(effects) == variance(full) and min(effects) >= 0
        assert mean(full) == probability(model, lambda m: holds_state(m, m.status_quo or (), "seq"))


def test_shapley_values_of_the_glove_game() -> None:
    shares = shapley_values("lrs", lambda s: "l" in s and len(s) > 1)
    assert shares == {"l": Fraction(2, 3), "r": Fraction(1, 6), "s": Fraction(1, 6)}


def test_smallest_flips_are_all_of_the_first_size() -> None:
    ways = {"a": [1, 2], "b": [1], "c": [3]}
    assert smallest_flips(ways, lambda s: sum(map(int, map(str, s.values()))) > 4) == [
        {"a": 2, "c": 3}
    ]
    assert smallest_flips(ways, lambda s: len(s) > 1, up_to=1) == []
    assert len(smallest_flips(ways, lambda s: len(s) == 2)) == 5
