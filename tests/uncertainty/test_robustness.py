"""Probabilities of states and ends against the oracle, the core, and cases worked out by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import standoff as so
from standoff.cases import case_names
from standoff.errors import ModelError
from standoff.evolution import Prospects
from standoff.model import (
    Correlation,
    Endgame,
    Expert,
    Experts,
    Formula,
    Ranking,
    Reading,
    Rule,
    Standoff,
)
from standoff.preferences import uncertainty
from standoff.solution import Solution
from standoff.testing import random_standoff
from standoff.uncertainty.robustness import Robustness

from ..families import FAMILIES, seeded
from ..in_words import names
from ..oracle.stability import CONCEPTS
from ..oracle.uncertain.by_hand import claims, standoff, two_claims
from ..oracle.uncertain.chances import heading_chances, probability, stability_chances
from ..oracle.uncertain.conclusions import heading, holds_state
from ..oracle.uncertain.random_models import random_uncertain

ALL = tuple(CONCEPTS)
CLASSICAL = ("nash", "gmr", "smr", "seq")
NOT_SIM = ("nash", "gmr", "smr", "seq", "sseq")
P, Q, REVERSED = 0.7, 0.6, 0.1


def asked(model: Standoff, concepts: Iterable[str] = ALL, **more: Any) -> Robustness:
    return so.robustness(model, concepts=concepts, **more)


@pytest.mark.parametrize("seed", range(25))
def test_every_probability_is_the_oracle_s(seed: int) -> None:
    """Of every state under every concept, for all and for each party, and of where it heads."""
    model = random_uncertain(seed)
    found = asked(model)
    assert found.exact
    together, single = stability_chances(model)
    ends = heading_chances(model)
    for k, state in names(found.space).items():
        ref = found.space.state(k).vector or ""
        assert found.heading(ref).value == pytest.approx(float(ends.get(state, 0)), abs=1e-9)
        for concept in ALL:
            expected = float(together[state, concept])
            assert found.probability(ref, concept).value == pytest.approx(expected, abs=1e-9)
            for party in model.party_ids:
                expected = float(single[state, concept, party])
                one = found.probability(ref, concept, party)
                assert one.value == pytest.approx(expected, abs=1e-9) and one.low is None


def chances(found: Robustness, concept: str, party: str | None = None) -> list[float]:
    every = ("YY", "YN", "NY", "NN")
    return [found.probability(state, concept, party).value for state in every]


@pytest.mark.parametrize("concept", ALL)
def test_two_claims_of_two_parties(concept: str) -> None:
    """North wants x with probability 0.7 and else not; south y with 0.6.

    What either does is no matter to the other, so a state is stable for north if x is taken as it
    wants, and an equilibrium if both are content: 0.7 x 0.6 = 0.42, 0.7 x 0.4 = 0.28, and so on.
    """
    found = asked(two_claims(), [concept])
    assert chances(found, concept) == pytest.approx([0.42, 0.28, 0.18, 0.12], abs=1e-12)
    assert chances(found, concept, "north") == pytest.approx([0.7, 0.7, 0.3, 0.3], abs=1e-12)
    assert chances(found, concept, "south") == pytest.approx([0.6, 0.4, 0.6, 0.4], abs=1e-12)
    heads = [found.heading(state).value for state in ("YY", "YN", "NY", "NN")]
    assert heads == pytest.approx([0.42, 0.28, 0.18, 0.12], abs=1e-12)


def test_a_claim_that_may_fail_or_be_reversed() -> None:
    """North wants x with probability 0.7, the opposite with 0.1, and is else indifferent (0.2).

    With x taken it is content unless it wants the opposite: 0.9; without, unless it wants x: 0.3.
    Where it is indifferent it does not move, so from no option taken the ends are x with 0.7.
    """
    north = claims("north.x", confidence=P, reversed=REVERSED)
    found = asked(standoff(north, claims("south.y", confidence=Q)), ["nash", "sseq"])
    for concept in ("nash", "sseq"):
        assert chances(found, concept, "north") == pytest.approx([0.9, 0.9, 0.3, 0.3], abs=1e-12)
        assert chances(found, concept) == pytest.approx([0.9, 0.36, 0.3, 0.12], abs=1e-12)
    assert found.heading("YY").value == pytest.approx(0.42, abs=1e-12)
    assert found.heading("NN").value == pytest.approx(0.12, abs=1e-12)
    assert [found.nominal["nash"][found.space.index(s)] for s in ("YY", "NY")] == [1, 0]


def test_an_endgame_is_some_state_of_it() -> None:
    """Peace is any state without both; under Nash all but YY are an equilibrium: 1 - 0.42."""
    endgames = {
        "calm": Endgame(when=Formula("not (north.x and south.y)")),
        "war": Endgame(state="YY"),
        "never": Endgame(when=Formula("north.x and not north.x")),
    }
    model = replace(two_claims(), endgames=endgames)
    found = asked(model)
    assert found.endgames == ("calm",)
    for concept in ALL:
        assert found.probability("calm", concept).value == pytest.approx(0.58, abs=1e-12)
        assert found.probability("calm", concept, "south").value == pytest.approx(1, abs=1e-12)
        assert found.probability("war", concept).value == pytest.approx(0.42, abs=1e-12)
    assert found.heading("calm").value == pytest.approx(0.58, abs=1e-12)
    assert found.heading("war").value == pytest.approx(0.42, abs=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_endgames_by_formula_are_the_oracle_s(seed: int) -> None:
    model = random_uncertain(seed)
    wanted = Formula(f"{model.options[0]} iff {model.options[-1]}")
    model = replace(model, endgames={"e": Endgame(when=wanted)})
    found = asked(model)
    ends = probability(model, lambda m: heading(m, "e"))
    assert found.heading("e").value == pytest.approx(float(ends), abs=1e-9)
    for concept, party in product(("nash", "seq", "sim"), (None, *model.party_ids)):

        def answer(m: Standoff, concept: str = concept, party: str | None = party) -> bool:
            return holds_state(m, "e", concept, party)

        expected = float(probability(model, answer))
        assert found.probability("e", concept, party).value == pytest.approx(expected, abs=1e-9)


def check_core(found: Robustness, solution: Solution, sums: Any, ends: Prospects | None) -> None:
    """The sums are the core's marks, and the ends of its prospects."""
    for concept in found.concepts:
        assert sums[concept][: found.space.cells].tolist() == solution.holds(concept).tolist()
        for k, party in enumerate(found.space.model.party_ids):
            marks = solution.stable[concept][k]
            assert sums[f"{concept}.{party}"][: found.space.cells].tolist() == marks.tolist()
    if ends is not None:
        weight = np.zeros(found.space.cells)
        for end in ends.ends:
            for state, share in zip(end.states, end.shares, strict=True):
                weight[state.index] += end.probability * share
        assert sums["heading"][: found.space.cells] == pytest.approx(weight, abs=1e-12)
        assert weight.sum() == pytest.approx(1)


BUNDLED = [(case, reading) for case in case_names() for reading in (None, *so.load(case).readings)]
BUNDLED = [pair for pair in BUNDLED if pair[0] != "korea-2006" or pair[1] is None]  # it is large


@pytest.mark.parametrize(("case", "reading"), BUNDLED)
def test_without_uncertainty_it_is_the_core_s_answer(case: str, reading: str | None) -> None:
    """Each probability is 0 or 1, as `solve` says; with uncertainty that is the nominal answer."""
    model = so.load(case)
    if case == "korea-2006":
        concepts: tuple[str, ...] = ("nash", "seq")
    else:
        concepts = NOT_SIM if model.merge else ALL
    found = asked(model, concepts, reading=reading, samples=1)
    solution = so.solve(model, concepts=concepts, reading=reading)
    ends = so.prospects(model, reading=reading) if model.status_quo else None
    check_core(found, solution, found.nominal, ends)
    if not found.premises:
        assert found.exact and found.draws == 1
        check_core(found, solution, found.sums, ends)
        assert asked(model, concepts, reading=reading, samples=3, exact=False).exact


def test_random_standoffs_without_uncertainty() -> None:
    shapes = ((1,), (2, 2), (3, 1, 2))
    models = [*seeded(60), *(random_standoff(shape, seed=9) for shape in shapes)]
    for model in models:
        found, solution = asked(model, exact=True), so.solve(model, concepts=ALL)
        check_core(found, solution, found.sums, None)
        start = found.space.state(int(np.flatnonzero(found._real)[-1])).taken
        found = asked(model, ["nash"], start=start)
        check_core(found, solution, found.sums, so.prospects(model, start=start))


@pytest.mark.parametrize("family", FAMILIES)
@settings(max_examples=4)
@given(st.data())
def test_a_sum_over_drawn_models_by_the_core(family: str, data: st.DataObject) -> None:
    """In every form: graphs, merged states, conditions."""
    model = data.draw(FAMILIES[family])
    check_sum(two_minds(model) if family == "graph" else model, 20)


def check_sum(model: Standoff, most: int) -> None:
    """Draws of the seed, or all combinations where there are few, each solved by itself."""
    found = asked(model, NOT_SIM, samples=most, seed=4)
    premises = uncertainty(model)
    if found.exact:
        rows, weight = premises.combined(0, most)
    else:
        rows, weight = premises.rows(4, 0, 16), np.ones(16)
        found = asked(model, NOT_SIM, samples=16, seed=4)
    total = {name: np.zeros(found.space.cells) for name in found.sums}
    for row, chance in zip(rows, weight, strict=True):
        drawn = premises.drawn(row)
        solution = so.solve(drawn, concepts=NOT_SIM)
        for concept in NOT_SIM:
            total[concept] += chance * solution.holds(concept)
            for k, party in enumerate(model.party_ids):
                total[f"{concept}.{party}"] += chance * solution.stable[concept][k]
        for end in so.prospects(drawn).ends:
            for state, share in zip(end.states, end.shares, strict=True):
                total["heading"][state.index] += chance * end.probability * share
                total["heading.squares"][state.index] += chance * (end.probability * share) ** 2
    for name, sums in total.items():
        assert found.sums[name][: found.space.cells] == pytest.approx(sums, abs=1e-9)


def two_minds(model: Standoff) -> Standoff:
    """The model, but the first party's ranking may be the other way round, or tie all states."""
    first = model.party_ids[0]
    ranking = model.preferences[first]
    assert isinstance(ranking, Ranking)
    tie = tuple(state for group in ranking.groups for state in group)
    said = (ranking, Ranking(ranking.groups[::-1]), Ranking((tie,)))
    experts = tuple(Expert(f"e{k}", one, 1.0 + k) for k, one in enumerate(said))
    return replace(model, preferences={**model.preferences, first: Experts(experts)}, readings={})


@pytest.mark.parametrize("case", ["elmira-1991", "elmira-1991-unmerged", "nk-2017", "chicken"])
def test_bundled_cases_made_uncertain(case: str) -> None:
    check_sum(two_minds(so.load(case)), 10)


@pytest.mark.parametrize(("correlation", "expected"), [(1.0, 1 / 2), (0.0, 1 / 4), (0.5, 1 / 3)])
def test_both_hold_as_often_as_the_quadrant_says(correlation: float, expected: float) -> None:
    """Two claims of confidence 1/2: both hold with probability 1/4 + asin(rho) / 2 pi.

    4,000 draws: four standard errors are at most 0.032.
    """
    north, south = (claims(w, f"not {w}", confidence=0.5) for w in ("north.x", "south.y"))
    tied = Correlation(("north.1", "south.1"), correlation)
    model = replace(standoff(north, south), correlated=(tied,))
    found = asked(model, ["nash"], samples=4_000, heading=False)
    assert found.exact == (correlation == 0)
    assert found.probability("YY", "nash").value == pytest.approx(expected, abs=0.032)
    assert found.probability("NN", "nash").value == pytest.approx(expected, abs=0.032)
    if correlation == 1:
        assert found.probability("YN", "nash").value == 0


def test_a_reading_has_its_own_premises() -> None:
    other = Reading(
        preferences={"south": claims("south.y", "not south.y", confidence=0.25)},
        rules=(Rule(Formula("not (north.x and south.y)")),),
    )
    model = replace(two_claims(), readings={"other": other})
    found = asked(model, ["nash"], reading="other", heading=False)
    assert found.probability("NY", "nash").value == pytest.approx(0.25)
    assert found.probability("NN", "nash", "south").value == pytest.approx(0.75)
    with pytest.raises(ModelError, match="'YY' is not feasible"):
        found.probability("YY", "nash")
