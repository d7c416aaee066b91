"""Premises and draws against the oracle, against SciPy's distributions, and by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations
from math import prod
from typing import Any

import numpy as np
import pytest

from standoff.model import (
    AnyOrder,
    Claim,
    Claims,
    Correlation,
    Distribution,
    Expert,
    Experts,
    Formula,
    Preference,
    Ranking,
    Standoff,
    Terms,
    Worth,
    WorthTerm,
)
from standoff.preferences import Uncertainty, uncertainty
from standoff.preferences.premises import Premise

from ..oracle.uncertain import premises as oracle
from ..oracle.uncertain.by_hand import claims, standoff, two_claims
from ..oracle.uncertain.chances import combinations
from ..oracle.uncertain.random_models import random_uncertain

DISCRETE = [random_uncertain(seed) for seed in range(40)]
SPREAD = [random_uncertain(seed, discrete=False) for seed in range(60)]
EVERY = DISCRETE + SPREAD


def meaning(premise: Premise, value: float) -> oracle.Outcome:
    """What a value of a draw is called in the oracle."""
    if premise.place.kind == "worth":
        return value
    if premise.place.kind == "order":
        count = premise.outcomes[0].count(" > ") + 1
        return sorted(permutations(range(count)))[int(value)]
    return premise.outcomes[int(value)]


def named(found: Uncertainty, row: Sequence[float]) -> dict[str, oracle.Outcome]:
    return {p.name: meaning(p, float(v)) for p, v in zip(found.premises, row, strict=True)}


def same(model: Standoff, expected: Standoff) -> bool:
    """Whether both models want the same, amounts to a billionth."""
    terms = [m.road_map.worth if m.road_map else {} for m in (model, expected)]
    pairs = [(model.preferences, expected.preferences), (terms[0], terms[1])]
    return all(
        mine.keys() == theirs.keys() and all(alike(mine[i], theirs[i]) for i in mine)
        for mine, theirs in pairs
    )


def alike(mine: Preference, theirs: Preference) -> bool:
    if not (isinstance(mine, Worth) and isinstance(theirs, Worth)):
        return mine == theirs
    plain = {"low": 0.0, "high": 0.0, "likely": None, "distribution": Distribution.UNIFORM}
    told = [replace(w, terms=tuple(replace(t, **plain) for t in w.terms)) for w in (mine, theirs)]
    found, expected = ([x for t in w.terms for x in (t.low, t.high)] for w in (mine, theirs))
    return told[0] == told[1] and found == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("model", EVERY)
def test_premises_are_those_of_the_definitions(model: Standoff) -> None:
    found = uncertainty(model, road_map=True)
    expected = oracle.premises(model)
    assert found.names == tuple(p.name for p in expected)
    for mine, theirs in zip(found.premises, expected, strict=True):
        assert (mine.place.kind, mine.term) == (theirs.kind, theirs.term)
        if mine.term is None:
            outcomes = [meaning(mine, k) for k in range(len(mine.outcomes))]
            assert outcomes == [one for one, _ in theirs.outcomes]
            assert mine.chances == pytest.approx([float(c) for _, c in theirs.outcomes], abs=1e-14)
            assert min(mine.chances) >= 0
        else:
            assert mine.outcomes == mine.chances == ()


@pytest.mark.parametrize("model", EVERY)
def test_draws_from_uniform_numbers(model: Standoff) -> None:
    """A row of uniform numbers comes to the outcomes of the oracle, and to the same model."""
    found = uncertainty(model, road_map=True)
    u = np.random.default_rng(3).random((12, len(found.premises)))
    for given, row in zip(u, found.values(u), strict=True):
        outcomes = oracle.draw(model, given.tolist())
        assert named(found, row) == {
            name: pytest.approx(one, rel=1e-9) if isinstance(one, float) else one
            for name, one in outcomes.items()
        }
        drawn = found.drawn(row)
        assert same(drawn, oracle.drawn(model, outcomes))
        assert uncertainty(drawn).premises == () == drawn.correlated


@pytest.mark.parametrize("model", EVERY)
def test_the_nominal_draw(model: Standoff) -> None:
    found = uncertainty(model)
    assert same(found.drawn(found.nominal), oracle.nominal(model))


@pytest.mark.parametrize("model", [model for model in DISCRETE if uncertainty(model).names])
def test_all_combinations_once_with_their_chances(model: Standoff) -> None:
    found = uncertainty(model)
    count = found.combinations
    assert count is not None
    rows, weight = found.combined(0, count)
    listed = {tuple(named(found, row).values()): w for row, w in zip(rows, weight, strict=True)}
    expected = {tuple(row.values()): float(chance) for chance, row in combinations(model)}
    assert len(rows) == len(listed) and listed == pytest.approx(expected, abs=1e-14)
    assert weight.sum() == pytest.approx(1, abs=1e-12)
    assert rows.tolist() == sorted(rows.tolist())  # the last premise changes fastest
    parts = [found.combined(first, 5) for first in range(0, count, 5)]
    assert np.concatenate([r for r, _ in parts]).tolist() == rows.tolist()
    assert np.concatenate([w for _, w in parts]).tolist() == weight.tolist()


def test_a_list_of_combinations_needs_outcomes_that_are_independent() -> None:
    tied = Correlation(("north.1", "south.1"), 0.5)
    assert uncertainty(two_claims()).combinations == 4
    assert uncertainty(replace(two_claims(), correlated=(tied,))).combinations is None
    assert uncertainty(standoff(worth(term(0, 1)), claims("true"))).combinations is None
    assert uncertainty(standoff(claims("true"), claims("true"))).combinations == 1


@pytest.mark.parametrize("model", EVERY[::7])
def test_a_draw_is_the_same_in_any_block(model: Standoff) -> None:
    """Draw n is the n-th stream of the seed: Philox, with n as the last word of its counter."""
    found = uncertainty(model)
    together = found.rows(11, 0, 40)
    for first, count in ((0, 1), (7, 1), (39, 1), (5, 30)):
        assert found.rows(11, first, count).tolist() == together[first : first + count].tolist()
    streams = [np.random.Philox(key=11, counter=[0, 0, 0, n]) for n in range(40)]
    u = np.array([np.random.Generator(s).random(len(found.names)) for s in streams])
    assert found.values(u).tolist() == together.tolist()


def test_other_seeds_give_other_draws() -> None:
    found = uncertainty(standoff(worth(term(0, 1)), claims("true")))
    drawn = [found.rows(seed, 0, 50).ravel().tolist() for seed in (0, 1, 2)]
    assert len({x for row in drawn for x in row}) == 150


def test_values_of_several_rows_are_those_of_each() -> None:
    for model in SPREAD:
        found = uncertainty(model, road_map=True)
        u = np.random.default_rng(0).random((9, len(found.names)))
        before = u.copy()
        rows = found.values(u)
        assert (u == before).all()
        assert rows.tolist() == [found.values(one[None])[0].tolist() for one in u]
        together = found.profiles(rows)
        assert together == [found.profiles(row[None])[0] for row in rows]


def test_outcomes_of_a_claim_come_in_the_order_reversed_fails_holds() -> None:
    unsure = claims("north.x", "south.y", confidence=0.6, reversed=0.1)
    found = uncertainty(standoff(unsure, claims("true")))
    values = found.values(np.array([[0.0], [0.0999], [0.1001], [0.3999], [0.4001], [1 - 2**-53]]))
    assert values.ravel().tolist() == [0, 0, 1, 1, 2, 2]
    texts = [claims("not (north.x)", "south.y"), claims("south.y"), claims("north.x", "south.y")]
    assert [found.drawn([k]).preferences["north"] for k in range(3)] == texts
    assert [found.premises[0].named(k) for k in range(3)] == ["reversed", "fails", "holds"]
    alone = uncertainty(standoff(claims("north.x", confidence=0.0), claims("true")))
    assert alone.drawn([1.0]).preferences["north"] == Claims(())
    assert alone.nominal.tolist() == [2] and alone.combinations == 1


def test_a_number_at_a_bound_belongs_to_the_outcome_above() -> None:
    """A uniform number is below 1/4 with chance 1/4; at 1/4 the next outcome begins."""
    quarter = claims("north.x", confidence=0.25, reversed=0.25)
    found = uncertainty(standoff(quarter, claims("true")))
    values = found.values(np.array([[0.25], [0.75], [0.25 - 2**-54], [0.75 - 2**-53]]))
    assert values.ravel().tolist() == [1, 2, 0, 1]


def test_what_premises_say() -> None:
    told = replace(claims("north.x", confidence=0.5).claims[0], about="it wants x")
    order = AnyOrder(0, 2, about="which comes first")
    ranges = Worth(tuple(replace(term(0, 2), about=about) for about in ("", "what x is worth")))
    model = standoff(Claims((told, *claims("south.y", confidence=0.5).claims), (order,)), ranges)
    assert [p.text for p in uncertainty(model).premises] == [
        "which comes first",
        "it wants x",
        "wants south.y",
        "worth 0 to 2 if north.x",
        "what x is worth",
    ]
    assert uncertainty(shared()).premises[0].text == "who is right: smith, jones"
    gain = uncertainty(model).premises[-1]
    assert gain.named(1.25) == "1.25"


def test_names_and_words_of_orders() -> None:
    texts = [
        Claim(Formula(t), id=i) for t, i in (("true", ""), ("north.x", "use"), ("south.y", ""))
    ]
    model = standoff(Claims(tuple(texts), (AnyOrder(1, 2, 0.75),)), claims("true"))
    (order,) = uncertainty(model).premises
    assert (order.name, order.outcomes) == ("north.order_2", ("use > 3", "3 > use"))
    assert (order.chances, order.nominal, order.text) == ((0.75, 0.25), 0, "order of use, 3")
    swapped = uncertainty(model).drawn([1.0]).preferences["north"]
    assert isinstance(swapped, Claims) and swapped.claims == (texts[0], texts[2], texts[1])
    assert swapped.orders == ()


def shared() -> Standoff:
    """Both parties have the same two experts; jones weighs more."""
    sure, unsure = claims("north.x"), claims("south.y", confidence=0.5)
    north = Experts((Expert("smith", unsure), Expert("jones", sure, 3.0)))
    south = Experts((Expert("smith", sure), Expert("jones", claims("not south.y"), 3.0)))
    return standoff(north, south)


def test_experts_of_several_parties_are_right_together() -> None:
    found = uncertainty(shared())
    who, claim = found.premises
    assert (who.name, who.outcomes, who.chances) == (
        "north.experts",
        ("smith", "jones"),
        (0.25, 0.75),
    )
    assert (who.place.parties, who.nominal, claim.name) == (("north", "south"), 1, "north.smith.1")
    said_by = {row: found.drawn(row).preferences for row in ((0.0, 2.0), (0.0, 1.0), (1.0, 1.0))}
    assert said_by[0.0, 2.0] == {"north": claims("south.y"), "south": claims("north.x")}
    assert said_by[0.0, 1.0] == {"north": Claims(()), "south": claims("north.x")}
    assert said_by[1.0, 1.0] == {"north": claims("north.x"), "south": claims("not south.y")}
    assert found.of_party == {"north": (0, 1), "south": (0,)}


def test_experts_may_say_anything() -> None:
    ranking = Ranking((("YY", "YN"), ("NY", "NN")))
    one = Experts((Expert("smith", worth(term(0, 2, name="gain"))), Expert("jones", ranking)))
    found = uncertainty(standoff(one, claims("true")))
    assert found.names == ("north.experts", "north.smith.gain")
    assert found.drawn([1, 0.5]).preferences["north"] == ranking
    assert found.drawn([0, 0.5]).preferences["north"] == worth(term(0.5, 0.5, name="gain"))
    assert found.nominal.tolist() == [0, 1]


def term(low: float, high: float, likely: float | None = None, **more: Any) -> WorthTerm:
    kind = Distribution.UNIFORM if likely is None else Distribution.TRIANGULAR
    more = {"distribution": kind, "id": more.pop("name", "")} | more
    return WorthTerm(Formula("north.x"), low, high, likely=likely, **more)


def worth(*terms: WorthTerm) -> Worth:
    return Worth(terms)


def test_worth_of_road_maps_comes_last_and_changes_no_other_draw() -> None:
    ranges = worth(term(1, 1), term(0, 2, name="gain"))
    terms = Terms(worth={"south": ranges, "north": worth(term(0, 1, 0.25))})
    model = standoff(claims("north.x", confidence=0.5), ranges, road_map=terms)
    less, more = uncertainty(model), uncertainty(model, road_map=True)
    assert less.names == ("north.1", "south.gain")
    assert more.names == (*less.names, "north.road_map.1", "south.road_map.gain")
    assert more.rows(5, 0, 20)[:, :2].tolist() == less.rows(5, 0, 20).tolist()
    drawn = more.drawn([0.0, 1.5, 0.75, 0.5])
    assert drawn.road_map is not None and drawn.road_map.worth == {
        "south": worth(term(1, 1), term(0.5, 0.5, name="gain")),
        "north": worth(term(0.75, 0.75)),
    }
    assert drawn.preferences["south"] == worth(term(1, 1), term(1.5, 1.5, name="gain"))
    assert less.drawn([0.0, 1.5]).road_map == terms


def test_chances_of_outcomes_that_cannot_be_are_left_out() -> None:
    sure = claims("north.x", confidence=0.9, reversed=0.1)
    found = uncertainty(standoff(sure, claims("south.y", confidence=0.7, reversed=0.3)))
    assert [p.chances[1] for p in found.premises] == [0, 0] and found.combinations == 4
    assert prod(len(p.outcomes) for p in found.premises) == 9
