"""Conclusions of all three kinds: what they say, what they refuse, and road maps that may lead."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

import standoff as so
from standoff.errors import ModelError, StandoffError, UnknownName
from standoff.model import (
    Claims,
    Endgame,
    Expert,
    Experts,
    Formula,
    Preference,
    Reversible,
    Rule,
    Standoff,
    Worth,
    WorthTerm,
)
from standoff.road_maps import ask as road_map_questions

from ..oracle.uncertain.by_hand import claims, standoff, two_claims
from ..road_maps.known_models import costly_pair, worth


def test_what_is_not_known_is_told() -> None:
    model = two_claims()
    for conclusion, message in (
        (so.Holds("YY", "sek"), "unknown concept 'sek'\n  did you mean 'seq'"),
        (so.Holds("YY", "seq", "sout"), "unknown party 'sout'\n  did you mean 'south'"),
        (so.Holds("north.y"), "unknown option 'north.y'\n  did you mean"),
        (so.Heading(("north.y",)), "unknown option 'north.y'\n  did you mean"),
        (so.Heading("YY", start="north.w"), "unknown option 'north.w'\n  did you mean"),
        (so.Leads("north.w"), "unknown option 'north.w'\n  did you mean"),
        (so.Leads("YY", "fast"), "fast"),
        (so.Leads("YY", method="walkaway"), "unknown method 'walkaway'\n  did you mean"),
    ):
        with pytest.raises(UnknownName, match=message):
            so.hinges(model, conclusion)
    with pytest.raises(StandoffError, match="goes by one concept"):
        so.hinges(model, so.Holds("YY", "seq,nash"))
    nowhere = replace(model, status_quo=None)
    with pytest.raises(StandoffError, match="the model has no status quo\n  give a state"):
        so.hinges(nowhere, so.Heading("YY"))
    assert so.hinges(nowhere, so.Heading("YN", start="YY")).nominal == 0
    never = replace(model, endgames={"e": Endgame(when=Formula("false"))})
    with pytest.raises(StandoffError, match="endgame 'e' holds in no feasible state"):
        so.hinges(never, so.Holds("e"))
    with pytest.raises(UnknownName, match="unknown reading"):
        so.hinges(model, so.Holds("YY"), reading="north")
    half = replace(model, preferences={"north": model.preferences["north"]})
    with pytest.raises(ModelError, match="'south' has no preferences"):
        so.hinges(half, so.Holds("YY"))


def test_a_state_by_any_name_is_the_same() -> None:
    model = replace(two_claims(), endgames={"both": Endgame(state="YY")})
    for state in ("YY", "both", ("north.x", "south.y"), "north.x, south.y"):
        assert so.hinges(model, so.Holds(state)).probability.value == pytest.approx(0.42)
        assert so.hinges(model, so.Heading(state)).probability.value == pytest.approx(0.42)
    assert so.Holds(("north.x", "south.y")).text == "north.x, south.y is an equilibrium (SEQ)"
    assert so.Holds((), "nash", "north").text == "none is stable for north (Nash)"
    assert so.Heading("both").text == "improvements from the status quo end in both"
    assert so.Heading("both", ()).text == "improvements from none end in both"


def test_infeasible_states_are_in_no_endgame() -> None:
    """Nobody could leave the infeasible state of all but z; today's state north leaves for z."""
    north = claims("north.z")
    rule = Rule(Formula("not (north.x or south.y)"))
    ends = {
        "e": Endgame(when=Formula("(north.x iff south.y) and not north.z")),
        "never": Endgame(when=Formula("north.x and south.y")),
    }
    model = standoff(north, claims("true"), "xz", rules=(rule,), endgames=ends)
    for concept in ("nash", "sim"):
        assert so.hinges(model, so.Holds("e", concept)).nominal == 0
        assert so.robustness(model, concepts=concept).probability("e", concept).value == 0
    assert so.robustness(model).endgames == ("e",)
    with pytest.raises(StandoffError, match="endgame 'never' holds in no feasible state"):
        so.hinges(model, so.Holds("never"))


def deal(a: Preference, b: Preference) -> Standoff:
    """Each party has a measure that costs it 1; patience is 1/2.

    Together the two are stable for a party that gains g a period from the other's if
    (g - 1) / (1 - 1/2) >= g, that is if g >= 2.
    """
    model = costly_pair(1, Reversible.YES, 0.5)
    assert model.road_map is not None
    terms = replace(model.road_map, worth={})
    return replace(model, preferences={"a": a, "b": b}, road_map=terms)


def gain(party: str, amount: float) -> Worth:
    return worth({f"{party}.m0": -1.0, f"{'ba'['ab'.index(party)]}.m0": amount})


def torn(party: str, weight: float) -> Experts:
    """One expert says that the party gains 1, the other, with this weight, that it gains 3."""
    said = (Expert(f"{party}_low", gain(party, 1.0)), Expert(f"{party}_high", gain(party, 3.0)))
    return Experts((said[0], replace(said[1], weight=weight)))


def test_a_road_map_leads_where_both_gain_enough() -> None:
    """The chances that a gains 3 and that b does are 3/4 and 1/2."""
    found = so.hinges(deal(torn("a", 3.0), torn("b", 1.0)), so.Leads("deal"))
    assert found.exact and found.probability.value == pytest.approx(3 / 8)
    known = [(g.premise.name, g.outcome, g.estimate.value) for g in found.given if g.estimate]
    assert known == [
        ("a.experts", "a_low", 0),
        ("a.experts", "a_high", pytest.approx(1 / 2)),
        ("b.experts", "b_low", 0),
        ("b.experts", "b_high", pytest.approx(3 / 4)),
    ]
    assert found.nominal == 0  # of two equal experts the first of b leads
    changed = {(c.premise, c.what): value for c, value in found.one_at_a_time}
    assert changed["b.experts", "b_high is right"] == 1
    assert changed["a.experts", "a_low is right"] == 0
    assert changed["b.b_low.1", "counts for nothing"] == 1  # its own measure costs it nothing
    assert found.conclusion.text == "a road map leads to deal"
    assert so.Leads("deal", "slow").text == "a road map leads to deal in the design slow"


def test_road_maps_that_are_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the four equal draws one leads there, and in one the search gives up."""

    def decided(model: Standoff, to: str, **_: object) -> str:
        both = [i for i in "ab" if model.preferences[i] == gain(i, 3.0)]
        return {"": "impossible", "a": "undecided", "b": "impossible"}.get("".join(both), "found")

    monkeypatch.setattr(road_map_questions, "decided", decided)
    found = so.hinges(deal(torn("a", 1.0), torn("b", 1.0)), so.Leads("deal"))
    assert (found.undecided, found.draws, found.exact) == (1, 4, True)
    assert (found.probability.low, found.probability.high) == (0.25, 0.5)
    assert found.probability.value == 0.25 and found.shares == ()
    changed = {c.premise: value for c, value in found.one_at_a_time if c.kind == "by another"}
    assert changed["b.experts"] == 0 and math.isnan(changed["a.experts"])
    drawn = so.hinges(
        deal(torn("a", 1.0), torn("b", 1.0)), so.Leads("deal"), exact=False, samples=64
    )
    assert 4 < drawn.undecided < 28 and drawn.shares == ()


def test_worth_of_road_maps_over_a_range() -> None:
    """Both gains even over 1 to 4: each is 2 or more with probability 2/3, so 4/9.

    80 draws: four standard errors are 0.222.
    """
    model = costly_pair(1, Reversible.YES, 0.5)
    assert model.road_map is not None
    ranges = {
        party: Worth((own, replace(other, low=1.0, high=4.0, id="gain")))
        for party in "ab"
        for own, other in [gain(party, 1.0).terms]
    }
    model = replace(model, road_map=replace(model.road_map, worth=ranges))
    found = so.hinges(model, so.Leads("deal"), samples=80, seed=2)
    assert [p.name for p in found.premises] == ["a.road_map.gain", "b.road_map.gain"]
    assert found.nominal == 1 and found.draws == 80 and not found.exact
    assert found.probability.value == pytest.approx(4 / 9, abs=0.222)
    given = {(g.premise.name, g.outcome): g.estimate for g in found.given}
    below = given["a.road_map.gain", "below 2"]
    assert below is not None and below.value == 0
    changed = {(c.premise, c.kind): value for c, value in found.one_at_a_time}
    assert changed["a.road_map.gain", "low end"] == 0
    assert changed["a.road_map.gain", "high end"] == 1
    assert changed["b.road_map.gain", "dropped"] == 0
    assert changed["b.road_map.gain", "reversed"] == 0
    assert found.pivotal is not None and len(found.pivotal.sets) == 4
    assert {c.premise for one in found.pivotal.sets for c in one} == {
        "a.road_map.gain",
        "b.road_map.gain",
    }


def test_worth_of_road_maps_is_no_matter_to_stability() -> None:
    model = costly_pair(1, Reversible.YES, 0.5)
    assert model.road_map is not None
    wide = Worth((WorthTerm(Formula("a.m0"), 0, 1),))
    terms = replace(model.road_map, worth={**model.road_map.worth, "a": wide})
    model = replace(model, preferences=dict.fromkeys("ab", Claims(())), road_map=terms)
    found = so.hinges(model, so.Holds("NN"))
    assert found.premises == () and found.exact and found.one_at_a_time == ()
    assert so.hinges(model, so.Leads("deal"), samples=2, budget=1).premises[0].name == (
        "a.road_map.1"
    )
