"""Intervals of estimates, how often they cover the truth, and when draws are enough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

import standoff as so
from standoff.model import Endgame, Formula, Rule, Standoff
from standoff.uncertainty.estimate import Estimate, estimated, means, shares
from standoff.uncertainty.robustness import Robustness
from standoff.uncertainty.tasks import Draws, Tally

from ..oracle.uncertain.by_hand import claims, standoff, two_claims
from ..oracle.uncertain.random_models import random_uncertain

SEEDS = 200
DRAWS = 200
Z = 1.959963984540054


def race() -> Standoff:
    """North wants x with probability 0.7, south y with 0.6; only the first to act gets its way.

    Where both want to act each is first with probability 1/2. So improvements end in YN with
    0.7 (1 - 0.6) + 0.7 x 0.6 / 2 = 0.49 on average over draws in which it is 0, 1/2 or 1; in NY
    with 0.6 x 0.3 + 0.21 = 0.39; and in NN with 0.3 x 0.4 = 0.12.
    """
    north, south = claims("north.x", confidence=0.7), claims("south.y", confidence=0.6)
    either = Endgame(when=Formula("north.x or south.y"))
    rule = Rule(Formula("not (north.x and south.y)"))
    return standoff(north, south, rules=(rule,), endgames={"either": either})


TRUTH = {"YN": 0.49, "NY": 0.39, "NN": 0.12, "either": 0.88}


@cache
def first() -> Robustness:
    return so.robustness(race(), concepts="nash", exact=False, samples=DRAWS)


@cache
def drawn(seed: int) -> Robustness:
    """What `robustness` says for another seed, its draws made in one go."""
    made = Tally(Draws(race(), seed), ("nash",), (), ("either",))
    return replace(first(), sums=made(0, DRAWS), seed=seed)


def test_draws_in_one_go_are_those_in_pieces() -> None:
    assert_same(drawn(0).sums, first().sums)


def assert_same(found: Mapping[str, Any], expected: Mapping[str, Any]) -> None:
    assert found.keys() == expected.keys()
    for name, sums in found.items():
        assert sums == pytest.approx(expected[name], abs=1e-9)


def covered(estimates: list[Estimate], truth: float) -> int:
    assert all(e.low is not None and e.high is not None for e in estimates)
    return sum(e.low <= truth <= e.high for e in estimates)  # type: ignore[operator]


@pytest.mark.parametrize("state", TRUTH)
def test_intervals_of_ends_cover_the_truth_as_often_as_they_say(state: str) -> None:
    """Of 200 intervals of 95 %, between 180 and 198 cover.

    With coverage 0.95 for each, fewer or more have a chance of 0.2 % together; the seeds are fixed.
    """
    assert so.robustness(race(), concepts="nash").heading(state).value == pytest.approx(
        TRUTH[state], abs=1e-12
    )
    assert 180 <= covered([drawn(s).heading(state) for s in range(SEEDS)], TRUTH[state]) <= 198


@pytest.mark.parametrize(
    ("state", "party", "truth"),
    [("NN", None, 0.12), ("either", "north", 1.0), ("YN", None, 1.0), ("NN", "north", 0.3)],
)
def test_intervals_of_states_cover_the_truth_as_often_as_they_say(
    state: str, party: str | None, truth: float
) -> None:
    """As above; what is certain is always covered."""
    exact = so.robustness(race(), concepts="nash").probability(state, "nash", party)
    assert exact.value == pytest.approx(truth, abs=1e-12)
    found = [drawn(s).probability(state, "nash", party) for s in range(SEEDS)]
    least, most = (SEEDS, SEEDS) if truth == 1 else (180, 198)
    assert least <= covered(found, truth) <= most
    assert len({e.value for e in found}) > 10 or truth == 1


@pytest.mark.parametrize("state", TRUTH)
def test_two_questions_about_one_end_have_one_interval(state: str) -> None:
    """YN comes in part, so its interval is narrower than that of a share of as many draws."""
    found = first().heading(state)
    asked = so.hinges(race(), so.Heading(state), exact=False, samples=DRAWS, budget=0).probability
    assert (asked.value, asked.low, asked.high) == pytest.approx(
        (found.value, found.low, found.high), abs=1e-9
    )
    low, high = shares(np.array(found.value * DRAWS), DRAWS)
    if state == "YN":
        assert found.half_width < 0.95 * float(high - low) / 2


def test_draws_come_close_to_the_exact_probability() -> None:
    """10,000 draws: four standard errors are at most 0.02."""
    many = so.robustness(race(), concepts="nash", exact=False, samples=10_000, seed=1)
    for state, truth in TRUTH.items():
        assert many.heading(state).value == pytest.approx(truth, abs=0.02)
    assert many.probability("NN", "nash").value == pytest.approx(0.12, abs=0.02)
    for seed in range(3):
        model = random_uncertain(seed)
        exact = so.robustness(model, concepts="seq,smr")
        found = so.robustness(model, concepts="seq,smr", exact=False, samples=2_000, seed=seed)
        for name, sums in exact.sums.items():
            if name != "heading.squares":
                assert found.sums[name] / 2_000 == pytest.approx(sums, abs=0.05)


def test_a_seed_gives_the_same_numbers_and_another_seed_others() -> None:
    def sums(seed: int, samples: int = 300, concepts: str = "nash,seq") -> dict[str, Any]:
        model = random_uncertain(9)
        found = so.robustness(model, concepts=concepts, exact=False, samples=samples, seed=seed)
        return {name: values.tolist() for name, values in found.sums.items()}

    assert sums(3) == sums(3)
    assert all(sums(3)[name] != sums(4)[name] for name in ("nash", "seq", "heading"))
    assert sums(3, concepts="nash")["nash"] == sums(3)["nash"]
    small, large = sums(3, samples=40)["nash"], sums(3)["nash"]
    assert all(a <= b <= a + 260 for a, b in zip(small, large, strict=True))


def widest(samples: int, **more: Any) -> float:
    return so.robustness(two_claims(), exact=False, samples=samples, **more).widest


@pytest.mark.parametrize("limit", [8_000, 10_000, 16_000])
@pytest.mark.parametrize("heading", [False, True])
def test_draws_stop_at_the_first_round_that_is_precise_enough(limit: int, heading: bool) -> None:
    """At 0.42 the interval is about ± 0.0216 after 2,000 draws and ± 0.0153 after 4,000."""
    more = {"concepts": "nash", "heading": heading}
    found = so.robustness(two_claims(), exact=False, samples=limit, precision=0.02, **more)
    assert found.draws == 4_000
    assert found.widest <= 0.02 < widest(2_000, **more)
    fixed = so.robustness(two_claims(), exact=False, samples=4_000, **more)
    assert_same(fixed.sums, found.sums)
    assert "4,000 draws (seed 0)." in found.lines()[-1] and "allow more" not in found.lines()[-1]


def test_draws_end_at_their_limit() -> None:
    found = so.robustness(
        two_claims(), concepts="nash", exact=False, samples=2_500, precision=0.001
    )
    assert found.draws == 2_500
    half = f"The widest interval is ± {found.widest:.3f}, not ± 0.001: allow more samples."
    assert found.lines()[-1].endswith(half)
    few = so.robustness(two_claims(), concepts="nash", exact=False, samples=300, precision=0.5)
    assert few.draws == 300
    one = so.robustness(two_claims(), concepts="nash", exact=False, samples=9_000, precision=0.5)
    assert one.draws == 1_000
    exact = so.robustness(two_claims(), concepts="nash", precision=0.0001)
    assert exact.exact and exact.widest == 0


def test_the_widest_interval_is_of_all_that_is_asked() -> None:
    """Over feasible states, concepts, endgames and ends, for all parties together."""
    found = so.robustness(race(), concepts="nash,gmr", exact=False, samples=150)
    estimates = [found.probability(s, c) for s in TRUTH for c in ("nash", "gmr")]
    estimates += [found.heading(s) for s in TRUTH]
    assert found.widest == pytest.approx(max(e.half_width for e in estimates), abs=1e-12)


def test_shares_have_the_interval_of_wilson() -> None:
    from scipy.stats import binomtest

    for hits, trials in ((0, 7), (3, 200), (50, 100), (199, 200), (5, 5)):
        low, high = shares(np.array([hits]), trials)
        known = binomtest(hits, trials).proportion_ci(method="wilson")
        assert (low[0], high[0]) == pytest.approx((known.low, known.high), abs=1e-12)
    ends = [shares(np.array([float(k)]), 9) for k in (0, 9)]
    assert ends[0][0][0] == 0.0 and ends[1][1][0] == 1.0


def by_sums(values: np.ndarray) -> Any:
    """The interval of a mean, from the sum and the sum of squares."""
    low, high = means(np.array(values.sum()), np.array((values**2).sum()), len(values))
    return pytest.approx((float(low), float(high)), abs=1e-6)


def by_values(values: np.ndarray) -> tuple[float | None, float | None]:
    found = estimated(values, None)
    assert found.value == pytest.approx(values.mean())
    return found.low, found.high


def test_means_have_a_score_interval() -> None:
    """At its ends the mean is 1.96 errors off, for as many trials as would give this variance."""
    rng = np.random.default_rng(0)
    for values in (rng.random(40), rng.choice([0.0, 0.5, 1.0], 300), np.r_[np.zeros(9), 0.5]):
        mean = values.mean()
        trials = len(values) * mean * (1 - mean) / values.var()
        low, high = by_values(values)
        assert low is not None and high is not None and low < mean < high
        for end in (low, high):
            assert (mean - end) ** 2 == pytest.approx(Z**2 * end * (1 - end) / trials)
        assert (low, high) == by_sums(values)


@pytest.mark.parametrize("hits", [0, 3, 100, 197, 200])
def test_means_of_noughts_and_ones_have_the_interval_of_a_share(hits: int) -> None:
    values = np.r_[np.ones(hits), np.zeros(200 - hits)]
    low, high = shares(np.array(float(hits)), 200)
    assert (float(low), float(high)) == by_sums(values)
    assert by_values(values) == by_sums(values)


@pytest.mark.parametrize("value", [0.5, 1 / 3, 0.2])
def test_a_mean_of_one_value_is_as_sure_as_a_share(value: float) -> None:
    values = np.full(200, value)
    low, high = shares(np.array(200 * value), 200)
    assert (float(low), float(high)) == by_sums(values)
    assert by_values(values) == by_sums(values)


def test_undecided_values_bound_an_estimate_both_ways() -> None:
    values = np.array([1.0, np.nan, 0.0, 1.0])
    chances = np.array([0.4, 0.1, 0.3, 0.2])
    assert estimated(values, chances) == Estimate(
        pytest.approx(0.6), pytest.approx(0.6), pytest.approx(0.7)
    )
    assert estimated(values[[0, 2]], chances[[0, 2]]) == Estimate(pytest.approx(4 / 7))
    found = estimated(values, None)
    assert found.value == 0.5
    bounds = shares(np.array([2.0, 3.0]), 4)
    assert (found.low, found.high) == (bounds[0][0], bounds[1][1])
    assert found.half_width == pytest.approx((bounds[1][1] - bounds[0][0]) / 2)


def test_estimates_in_words() -> None:
    assert str(Estimate(0.5)) == ".50" and str(Estimate(0.999, 0.99, 1.0)) == ">.99 (.99-1)"
    assert Estimate(0.25).half_width == 0.0
