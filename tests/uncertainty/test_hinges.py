"""What a conclusion hangs on, against the oracle and by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import standoff as so
from standoff.model import (
    Claims,
    Distribution,
    Endgame,
    Expert,
    Experts,
    Formula,
    Ranking,
    Scores,
    Standoff,
    Weights,
    Worth,
    WorthTerm,
)
from standoff.uncertainty.changes import Change
from standoff.uncertainty.conclusions import Conclusion
from standoff.uncertainty.hinges import Hinges

from ..oracle.uncertain import hinges as oracle
from ..oracle.uncertain.by_hand import claims, one_of_two, standoff, two_claims
from ..oracle.uncertain.chances import probability, table
from ..oracle.uncertain.conclusions import heading, holds_state
from ..oracle.uncertain.premises import premises, speaking
from ..oracle.uncertain.random_models import random_uncertain
from ..oracle.uncertain.sensitivity import given

Answer = Callable[[Standoff], Any]
CONCEPTS = ("nash", "gmr", "smr", "seq", "sim", "sseq")


def asked(seed: int, model: Standoff) -> tuple[Conclusion, Answer]:
    """A conclusion about the status quo or an endgame, and the oracle's answer to it."""
    concept = CONCEPTS[seed % 6]
    party = (None, *model.party_ids)[seed % (1 + len(model.party_ids))]
    state = "e" if seed % 3 == 0 else model.status_quo or ()
    if seed % 5 == 4:
        return so.Heading(state), lambda m: heading(m, state)
    return so.Holds(state, concept, party), lambda m: holds_state(m, state, concept, party)


def with_endgame(model: Standoff) -> Standoff:
    wanted = Formula(f"{model.options[0]} or not {model.options[-1]}")
    return replace(model, endgames={"e": Endgame(when=wanted)})


def called(model: Standoff, change: Change) -> tuple[str, oracle.Change]:
    """A change in the oracle's words."""
    party = change.parties[0]
    prefix, preference = speaking(model, party, {})
    ways: dict[str, oracle.Change] = {
        "moved": ("moved", int(change.to) + 1),
        "low end": ("low",),
        "high end": ("high",),
        "swapped": ("swapped", change.index + 1),
    }
    if change.kind == "by another":
        return change.premise, ("speaks", change.what.removesuffix(" is right"))
    if change.kind == "swapped":
        return f"{prefix}.ranking", ways["swapped"]
    if isinstance(preference, Weights) and not change.road_map:
        return f"{prefix}.{change.premise.removeprefix(f'{party}: ')}", (change.kind,)
    return change.premise, ways.get(change.kind, (change.kind,))


def check(model: Standoff, conclusion: Conclusion, answer: Answer, **more: Any) -> Hinges:
    """Every single change, and the smallest sets, are those of the oracle."""
    found = so.hinges(model, conclusion, **({"samples": 16} | more))
    known = {(n, c): float(answer(m)) for n, c, m in oracle.one_at_a_time(model)}
    assert found.nominal == pytest.approx(float(answer(oracle.drawn(model, {}))), abs=1e-9)
    assert len(found.one_at_a_time) == len(known)
    values = {called(model, change): value for change, value in found.one_at_a_time}
    assert values == pytest.approx(known, abs=1e-9)
    flips = {called(model, change) for change in found.flips}
    assert flips == {key for key, value in known.items() if abs(value - found.nominal) > 1e-9}
    return found


def check_sets(model: Standoff, found: Hinges, answer: Answer) -> None:
    sets = oracle.pivotal_sets(model, answer)
    assert found.pivotal is not None
    assert found.pivotal.status == ("found" if sets else "impossible")
    mine = [frozenset(called(model, c) for c in one) for one in found.pivotal.sets]
    assert set(mine) == {frozenset(one.items()) for one in sets} and len(mine) == len(sets)
    assert found.pivotal.complete
    ways = {c.premise for c, _ in found.one_at_a_time if c.removes}
    assert found.pivotal.size == (len(sets[0]) if sets else len(ways))


@pytest.mark.parametrize("seed", range(24))
def test_changes_and_sets_are_the_oracle_s(seed: int) -> None:
    model = with_endgame(random_uncertain(seed, discrete=seed % 2 == 0))
    conclusion, answer = asked(seed, model)
    found = check(model, conclusion, answer, budget=250)
    assert (found.pivotal is None) == isinstance(conclusion, so.Heading)
    if found.pivotal is not None and found.pivotal.status != "undecided":
        check_sets(model, found, answer)


def kinds() -> Standoff:
    """A ranking by one of two experts, weights, and worth over ranges."""
    ranking = Ranking((("NNN", "NNY"), ("YNN", "YNY"), ("NYN", "NYY", "YYN", "YYY")))
    weights = Weights({"south.y": 2.0, "north.x": -1.0})
    north = Experts((Expert("smith", ranking), Expert("jones", weights)))
    ranges = Worth(
        (
            WorthTerm(Formula("south.y"), -1, 5, likely=0, distribution=Distribution.TRIANGULAR),
            WorthTerm(Formula("north.z"), 4, 4, id="z"),
            WorthTerm(Formula("south.y and north.x"), -3, 1),
        )
    )
    return standoff(north, ranges, "xz")


@pytest.mark.parametrize("state", ["NNN", "NNY", "YNY", "YYY"])
@pytest.mark.parametrize("order", [1, -1])
def test_changes_of_every_kind_of_preference(state: str, order: int) -> None:
    model = kinds()
    north = model.preferences["north"]
    assert isinstance(north, Experts)
    north = Experts(north.experts[::order])
    model = replace(model, preferences={"north": north, "south": model.preferences["south"]})
    for concept in ("nash", "seq"):

        def answer(m: Standoff, concept: str = concept) -> bool:
            return holds_state(m, state, concept)

        found = check(model, so.Holds(state, concept), answer)
        check_sets(model, found, answer)
    check(model, so.Heading(state), lambda m: heading(m, state))


def test_each_change_by_hand() -> None:
    """North wants exactly one of x and z, and rather x; it can undo neither. It ends with x alone.

    If either claim goes, x alone and another state are as good, and it takes one of them with
    probability 1/2; reversed, x alone is not the best. The order does not matter.
    """
    found = so.hinges(one_of_two(), so.Heading("YNN"))
    assert [(c.premise, c.kind, c.what, value) for c, value in found.one_at_a_time] == [
        ("north.1", "dropped", "dropped", 0.5),
        ("north.1", "reversed", "reversed", 0.0),
        ("north.1", "moved", "moved from place 1 to 2", 1.0),
        ("north.2", "dropped", "dropped", 0.5),
        ("north.2", "reversed", "reversed", 0.0),
        ("north.2", "moved", "moved from place 2 to 1", 1.0),
        ("south.1", "dropped", "dropped", 1.0),
        ("south.1", "reversed", "reversed", 1.0),
    ]
    assert [(c.premise, c.kind) for c in found.flips] == [
        (name, kind) for name in ("north.1", "north.2") for kind in ("dropped", "reversed")
    ]
    assert found.texts["north.2"] == "wants north.x"
    assert "2 of 3 premises each change it alone: north.1, north.2." in found.lines()


@pytest.mark.parametrize("seed", range(16))
def test_probabilities_given_a_premise_are_the_oracle_s(seed: int) -> None:
    model = with_endgame(random_uncertain(seed))
    conclusion, answer = asked(seed, model)
    found = so.hinges(model, conclusion, samples=200, budget=1)
    whole = table(model, answer)
    assert found.exact and found.draws == len(whole)
    assert found.probability.value == pytest.approx(float(probability(model, answer)), abs=1e-9)
    told = [(g.premise.name, g.chance, g.estimate) for g in found.given]
    expected = [
        (premise.name, pytest.approx(float(chance)), float(given(whole, place, one)))
        for place, premise in enumerate(premises(model))
        for one, chance in premise.outcomes
        if chance > 0
    ]
    assert [(n, c) for n, c, _ in told] == [(n, c) for n, c, _ in expected]
    for (*_, estimate), (*_, value) in zip(told, expected, strict=True):
        assert estimate is not None and estimate.low is None
        assert estimate.value == pytest.approx(value, abs=1e-9)


def test_given_by_hand() -> None:
    """Both options are an equilibrium with probability 0.42; given north's claim, with 0.6."""
    found = so.hinges(two_claims(), so.Holds("YY", "seq"))
    known = {(g.premise.name, g.outcome): g.estimate for g in found.given}
    values = {key: one.value for key, one in known.items() if one is not None}
    assert values == pytest.approx(
        {
            ("north.1", "fails"): 0.0,
            ("north.1", "holds"): 0.6,
            ("south.1", "fails"): 0.0,
            ("south.1", "holds"): 0.7,
        }
    )


def test_given_by_draws_and_by_thirds() -> None:
    """North takes x if that is worth more than 0: of -1 to 2, even, the upper two thirds.

    Of the lowest third nothing is above 0, of the highest all; the claim of south is no matter.
    1,000 draws: four standard errors are at most 0.064, given an outcome 0.09.
    """
    gain = Worth((WorthTerm(Formula("north.x"), -1, 2),))
    model = standoff(gain, claims("south.y", "not south.y", confidence=0.5))
    found = so.hinges(model, so.Holds("YN", "nash", "north"), samples=1_000)
    assert not found.exact and found.draws == 1_000
    assert found.probability.value == pytest.approx(2 / 3, abs=0.064)
    low, high, fails, holds = found.given
    assert [g.outcome for g in found.given] == ["below 0", "above 1", "fails", "holds"]
    assert [g.chance for g in found.given] == pytest.approx([1 / 3, 1 / 3, 0.5, 0.5])
    values = [g.estimate.value for g in found.given if g.estimate is not None]
    assert values == [0.0, 1.0, pytest.approx(2 / 3, abs=0.09), pytest.approx(2 / 3, abs=0.09)]
    for one in (low, high, fails, holds, found):
        bounds = one.estimate if one is not found else one.probability  # type: ignore[union-attr]
        assert bounds is not None and bounds.low is not None and bounds.high is not None
        assert 0 <= bounds.low <= bounds.value <= bounds.high <= 1


def test_an_outcome_that_no_draw_had() -> None:
    rare = claims("north.x", confidence=1 - 1e-9)
    found = so.hinges(standoff(rare, claims("true")), so.Holds("YN"), samples=20, exact=False)
    assert [(g.outcome, g.estimate is None) for g in found.given] == [
        ("fails", True),
        ("holds", False),
    ]


def test_only_what_is_of_yes_or_no_has_pivotal_sets() -> None:
    assert so.hinges(two_claims(), so.Heading("YY")).pivotal is None
    assert so.hinges(two_claims(), so.Holds("YY")).pivotal is not None


def test_experts_who_score_states_by_numbers() -> None:
    """Under Nash NN is stable for north if 0 is best there; the other expert turns that round."""
    rising, falling = (Scores(np.arange(4)[::step].copy()) for step in (1, -1))
    north = Experts((Expert("smith", falling, 2.0), Expert("jones", rising)))
    found = so.hinges(standoff(north, Claims(())), so.Holds("NN", "nash", "north"))
    assert [(c.premise, c.what, v) for c, v in found.one_at_a_time] == [
        ("north.experts", "jones is right", 0.0)
    ]
    assert found.nominal == 1 and found.probability.value == pytest.approx(2 / 3)


def test_what_is_certain_is_one() -> None:
    """However the chances of the combinations round."""
    for seed in range(40):
        model = random_uncertain(seed)
        found = so.hinges(model, so.Holds(model.status_quo or (), "gmr"), samples=200, budget=1)
        parts = [found.probability, *(g.estimate for g in found.given if g.estimate)]
        assert all(0 <= e.value <= 1 and (e.value == 1 or e.value < 1 - 1e-9) for e in parts)
