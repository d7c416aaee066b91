"""The oracle of uncertain premises against answers worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from standoff.model import (
    AnyOrder,
    Claim,
    Claims,
    Endgame,
    Expert,
    Experts,
    Formula,
    Standoff,
    Terms,
    Worth,
    WorthTerm,
)

from .by_hand import claims, one_of_two, standoff, two_claims, wants
from .chances import combinations, heading_chances, probability, stability_chances
from .conclusions import heading, holds_state
from .premises import (
    drawn,
    exact,
    nominal,
    outcome,
    premises,
)

P, Q = Fraction(7, 10), Fraction(3, 5)


@pytest.mark.parametrize("concept", ["nash", "gmr", "smr", "seq", "sim"])
def test_two_claims_by_hand(concept: str) -> None:
    """With each party's choice its own matter, all concepts are Nash's."""
    expected = {"YY": P * Q, "YN": P * (1 - Q), "NY": (1 - P) * Q, "NN": (1 - P) * (1 - Q)}
    together, single = stability_chances(two_claims(), [concept])
    assert together == {(s, concept): p for s, p in expected.items()}
    assert {s: single[s, concept, "north"] for s in expected} == {
        "YY": P,
        "YN": P,
        "NY": 1 - P,
        "NN": 1 - P,
    }
    assert heading_chances(two_claims()) == expected
    assert probability(two_claims(), lambda m: holds_state(m, "YY", concept)) == P * Q
    assert probability(two_claims(), lambda m: heading(m, ("north.x",))) == P * (1 - Q)


def test_a_claim_that_fails_leaves_a_tie_and_a_reversed_one_does_not() -> None:
    north = claims("north.x", confidence=0.7, reversed=0.1)
    together, _ = stability_chances(standoff(north, claims("south.y")), ["nash"])
    assert together == {
        ("YY", "nash"): exact(0.9),
        ("NY", "nash"): exact(0.3),
        ("YN", "nash"): 0,
        ("NN", "nash"): 0,
    }


def test_an_endgame_by_formula_is_some_state_in_it() -> None:
    model = replace(
        two_claims(),
        endgames={"calm": Endgame(when=Formula("not (north.x and south.y)"))},
    )
    assert probability(model, lambda m: holds_state(m, "calm", "nash")) == 1 - P * Q
    assert probability(model, lambda m: heading(m, "calm")) == 1 - P * Q
    assert probability(model, lambda m: holds_state(m, "calm", "nash", "north")) == 1


def test_in_a_cycle_heading_counts_the_share_of_time() -> None:
    """North wants to match south, south not to be matched: a cycle through all four states."""
    model = standoff(claims("north.x iff south.y"), claims("not (north.x iff south.y)"))
    assert [heading(model, s) for s in ("YY", "YN", "NY", "NN")] == [Fraction(1, 4)] * 4


def test_heading_follows_the_best_improvements() -> None:
    """x alone is best; z alone is better than nothing, but cannot be undone."""
    assert heading(one_of_two(), "YNN") == 1
    assert heading(one_of_two(), "NYN") == 0


def test_outcomes_of_a_claim_in_their_order() -> None:
    (premise,) = premises(standoff(claims("north.x", confidence=0.7, reversed=0.1), claims("true")))
    assert premise.outcomes == (
        ("reversed", exact(0.1)),
        ("fails", exact(0.2)),
        ("holds", exact(0.7)),
    )
    found = [outcome(premise, u) for u in (0.0, 0.09, 0.11, 0.29, 0.31, 0.999)]
    assert found == ["reversed"] * 2 + ["fails"] * 2 + ["holds"] * 2
    model = drawn(standoff(claims("true", "north.x or south.y"), claims("true")), {})
    reverse = drawn(model, {"north.2": "reversed", "north.1": "fails"})
    assert wants(reverse.preferences["north"]) == ["not (north.x or south.y)"]
    assert drawn(model, {"south.1": "fails"}).preferences["south"] == Claims(())


def order_of_three(confidence: float | None) -> Standoff:
    texts = [Claim(Formula(text)) for text in ("true", "north.x", "south.y", "north.x or south.y")]
    texts[2] = replace(texts[2], confidence=0.5)
    return standoff(Claims(tuple(texts), (AnyOrder(1, 3, confidence),)), claims("true"))


def test_an_uncertain_order() -> None:
    order, claim = premises(order_of_three(None))
    assert (order.name, claim.name) == ("north.order_2", "north.3")
    assert [one for one, _ in order.outcomes] == [
        (0, 1, 2),
        (0, 2, 1),
        (1, 0, 2),
        (1, 2, 0),
        (2, 0, 1),
        (2, 1, 0),
    ]
    assert {chance for _, chance in order.outcomes} == {Fraction(1, 6)}
    chances = [chance for _, chance in premises(order_of_three(0.7))[0].outcomes]
    assert chances == [exact(0.7)] + [Fraction(6, 100)] * 5
    assert [p.name for p in premises(order_of_three(1.0))] == ["north.3"]
    third_first = drawn(order_of_three(None), {"north.order_2": (2, 0, 1)})
    assert wants(third_first.preferences["north"])[1:] == [
        "north.x or south.y",
        "north.x",
        "south.y",
    ]
    one = {"north.order_2": (2, 1, 0), "north.3": "fails"}
    without = drawn(order_of_three(None), one).preferences["north"]
    assert wants(without) == ["true", "north.x or south.y", "north.x"]
    assert len(combinations(order_of_three(0.0))) == 5 * 2


def term(low: float, high: float, name: str = "") -> WorthTerm:
    return WorthTerm(Formula("north.x"), low, high, id=name)


def several() -> Standoff:
    """Experts shared by both parties, each with premises of its own."""
    unsure = claims("north.x", "not north.x", confidence=0.7)
    named = Claims((Claim(Formula("south.y"), id="use", confidence=0.5),))
    ranges = Worth((term(1, 1), term(0, 2, name="gain"), term(0, 2)))
    return standoff(
        Experts((Expert("smith", unsure), Expert("jones", ranges, 3.0))),
        Experts((Expert("smith", named), Expert("jones", claims("true"), 3.0))),
        road_map=Terms(worth={"south": ranges, "north": Worth((term(0, 1),))}),
    )


def test_names_of_premises_in_their_order() -> None:
    assert [premise.name for premise in premises(several())] == [
        "north.experts",
        "north.smith.1",
        "north.jones.gain",
        "north.jones.3",
        "south.smith.use",
        "north.road_map.1",
        "south.road_map.gain",
        "south.road_map.3",
    ]
    assert premises(several())[0].outcomes == (("smith", Fraction(1, 4)), ("jones", Fraction(3, 4)))
    mine = drawn(several(), {"north.experts": "smith", "south.road_map.gain": 1.5})
    assert wants(mine.preferences["south"]) == ["south.y"]
    assert mine.road_map and mine.road_map.worth["south"].terms[1].low == 1.5
    assert isinstance(nominal(several()).preferences["north"], Worth)
    assert premises(mine) == []


def test_experts_with_other_weights_are_right_apart() -> None:
    one = Experts((Expert("smith", claims("true")), Expert("jones", claims("true"))))
    two = Experts((one.experts[0], replace(one.experts[1], weight=2.0)))
    assert [p.name for p in premises(standoff(one, two))] == ["north.experts", "south.experts"]
    assert [p.name for p in premises(standoff(one, one))] == ["north.experts"]
    assert premises(standoff(Experts(one.experts[:1]), claims("true"))) == []
