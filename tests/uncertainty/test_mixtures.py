"""Mixtures of readings: what says the same is no unit, and what has no meaning stays open."""

from __future__ import annotations

from dataclasses import replace
from math import isnan
from typing import Any

import pytest

import standoff as so
from standoff.errors import ModelError, StandoffError
from standoff.model import (
    Citation,
    Distribution,
    Endgame,
    Formula,
    Ranking,
    Reading,
    Rule,
    Source,
    Standoff,
    Terms,
    Weights,
    Worth,
    WorthTerm,
)
from standoff.testing import random_deal
from standoff.uncertainty.mixture import Mixture

from ..oracle.uncertain.by_hand import claims, standoff

EITHER = Rule(Formula("north.x or south.y"))
BY_SOMEONE = (Citation("paper", "page 3"),)


def ranked(*labels: str, **more: Any) -> Ranking:
    return Ranking(tuple((label,) for label in labels), **more)


def worth(low: float, high: float, **more: Any) -> Worth:
    return Worth((WorthTerm(Formula("north.x"), low, high, **more),))


def unlike(one: Standoff, other: Standoff) -> list[str]:
    """The kinds of units in which two models differ."""
    return [unit.kind for unit in Mixture(one, other, ("one", "other")).units]


@pytest.mark.parametrize(
    ("one", "other", "third"),
    [
        (
            ranked("YY", "YN", "NY", "NN"),
            ranked("YY", "YN", "NY", "NN", because=BY_SOMEONE),
            ranked("YY", "YN", "NN", "NY"),
        ),
        (
            Weights({"north.x": 1.0}),
            Weights({"north.x": 1.0}, because=BY_SOMEONE),
            Weights({"north.x": 2.0}),
        ),
        (worth(2, 2), worth(2, 2, about="said", because=BY_SOMEONE, id="it"), worth(3, 3)),
        (worth(2, 2), worth(2, 2, distribution=Distribution.NORMAL), worth(1, 2)),
        (worth(2, 2), worth(2, 2, about="said"), Worth((WorthTerm(Formula("south.y"), 2, 2),))),
        (worth(1, 3), worth(2, 2), worth(1, 3, likely=1, distribution=Distribution.TRIANGULAR)),
    ],
)
def test_what_says_the_same_is_no_unit(one: Any, other: Any, third: Any) -> None:
    sources = {"paper": Source("Paper")}

    def of(preference: Any) -> Standoff:
        return standoff(preference, claims("south.y"), sources=sources)

    assert unlike(of(one), of(other)) == [] != unlike(of(one), of(third))
    if isinstance(one, Worth):

        def on_the_way(amount: Worth) -> Standoff:
            terms = Terms(worth={"north": amount})
            return standoff(claims("true"), claims("south.y"), road_map=terms, sources=sources)

        assert unlike(on_the_way(one), on_the_way(other)) == []
        assert unlike(on_the_way(one), on_the_way(third)) == ["road map"]


def test_one_status_quo_and_one_rule_may_be_written_in_several_ways() -> None:
    model = replace(standoff(claims("north.x"), claims("south.y")), status_quo="YY")
    for written in (("north.x", "south.y"), ("south.y", "north.x")):
        assert unlike(model, replace(model, status_quo=written)) == []
    assert unlike(model, replace(model, status_quo=("north.x",))) == ["status quo"]
    ruled = replace(model, rules=(EITHER,))
    assert unlike(ruled, replace(model, rules=(replace(EITHER, about="Why not."),))) == []
    assert unlike(ruled, model) == ["rules"]


def test_a_mixture_without_meaning_spoils_no_other() -> None:
    """A ranking lists the states that the rules of its reading leave; without them it says nothing.

    So only both together can be moved.
    """
    model = standoff(ranked("YY", "YN", "NY", "NN"), claims("south.y"))
    model = replace(model, status_quo="YY")
    overlay = Reading(rules=(EITHER,), preferences={"north": ranked("NY", "YN", "YY")})
    model = replace(model, readings={"a": overlay})
    for state, values in (("YY", (0, 1)), ("NY", (1, 0))):
        asked = so.Holds(state, "nash")
        found = so.difference(model, "a", "base", asked)
        known = so.readings(model, [asked], concept="nash").values[0]
        assert found.values == values == tuple(known[::-1])
        assert all(map(isnan, (*found.joining, *found.leaving))) and found.accounts is None
        assert found.pivotal is not None and found.pivotal.status == "found"
        assert (len(found.pivotal.sets[0]), found.pivotal.undecided) == (2, 2)
        assert so.difference(model, "base", "a", asked).values == values[::-1]


def test_worth_for_road_maps_that_is_missing_spoils_no_other() -> None:
    """The reading says as a preference what the base model says for road maps alone."""
    model = random_deal(4, 2, seed=1, surplus=3)
    assert model.road_map is not None
    overlay = Reading(preferences={"p0": model.road_map.worth["p0"]})
    model = replace(model, readings={"a": overlay})
    asked = so.Leads("deal")
    assert [so.roadmaps(model, "deal", reading=r).status for r in (None, "a")] == ["found"] * 2
    assert so.difference(model, "a", "base", asked).values == (1, 1)
    mixture = Mixture(model.read_as("a"), model, ("a", "base"))
    preference, on_the_way = mixture.units
    assert (preference.kind, on_the_way.kind) == ("preference", "road map")
    values = mixture.values(asked, [(), (preference,), (on_the_way,), mixture.units]).tolist()
    assert values[:2] == [1, 1] and isnan(values[2]) and values[3] == 1


def test_what_the_rules_exclude_does_not_hold_and_is_no_end() -> None:
    overlay = Reading(rules=(Rule(Formula("north.x")),), status_quo=("north.x",))
    endgames = {"out": Endgame(when=Formula("not north.x"))}
    model = standoff(claims("not north.x"), claims("south.y"), endgames=endgames)
    model = replace(model, readings={"a": overlay})
    for name in ("NY", "out"):
        assert so.difference(model, "base", "a", so.Holds(name, "nash")).values == (1, 0)
        assert so.difference(model, "base", "a", so.Heading(name)).values == (1, 0)
    found = so.difference(model, "base", "a", so.Heading("NN", "NY"))
    assert found.values[0] == 0 and isnan(found.values[1])


def test_two_claims_of_one_id_may_meet() -> None:
    """North comes to want the deal itself; its old wish stays behind the new one."""
    both = "north.x and south.y"
    model = standoff(
        claims("not north.x", id="it"),
        claims(both, "not south.y"),
        endgames={"deal": Endgame(state=("north.x", "south.y"))},
    )
    overlay = Reading(preferences={"north": claims(both, id="it")})
    model = replace(model, readings={"a": overlay})
    found = so.difference(model, "a", "base", so.Leads("deal", method="walk-away"))
    assert found.values == (1, 0)
    assert {unit.key[0]: value for unit, value in zip(found.units, found.joining, strict=True)} == {
        both: 1,
        "not north.x": 1,
    }


def test_questions_that_compare_nothing() -> None:
    model = replace(standoff(claims("north.x"), claims("south.y")), readings={"a": Reading()})
    asked = so.Holds("YY", "nash")
    with pytest.raises(StandoffError, match="itself"):
        so.difference(model, "a", "a", asked)
    with pytest.raises(StandoffError, match="seed -1"):
        so.difference(model, "a", "base", asked, seed=-1)
    with pytest.raises(StandoffError, match="budget"):
        so.difference(model, "a", "base", asked, budget=-1)
    with pytest.raises(StandoffError, match=r"(?s)unknown state 'typo'"):
        so.difference(model, "a", "base", so.Holds("typo"))
    with pytest.raises(StandoffError, match=r"(?s)unknown state 'typo'"):
        so.difference(model, "a", "base", so.Heading("YY", "typo"))
    with pytest.raises(ModelError, match="the party 'south' has no preferences"):
        so.difference(replace(model, preferences={"north": claims("true")}), "a", "base", asked)
    assert so.readings(model, [asked], only=["a", "a"]).readings == ("a",)
