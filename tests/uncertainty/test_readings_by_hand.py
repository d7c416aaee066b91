"""Readings compared: answers worked out by hand, bundled cases, and bad questions."""

from __future__ import annotations

import json
from dataclasses import replace
from math import isnan

import pytest

import standoff as so
from standoff.errors import ModelError, StandoffError, UnknownName
from standoff.model import Endgame, Formula, Reading, Rule, Standoff
from standoff.uncertainty.mixture import Mixture

from ..oracle.uncertain.by_hand import claims, standoff
from .voters import shares


def read_two_ways() -> Standoff:
    """North wants x either way; z with it under `a`, never in the base model."""
    north = claims("south.y", "north.x", "not north.z")
    model = standoff(north, claims("south.y"), "xz")
    theirs = claims("north.x", "south.y", "north.x iff north.z")
    return replace(model, readings={"a": Reading(preferences={"north": theirs})})


def test_what_accounts_for_a_probability() -> None:
    """Without the claim of the base model z is taken or not; that of `a` settles it."""
    found = so.difference(read_two_ways(), "a", "base", so.Heading("YYY"))
    moved, theirs, ours = "south.y", "north.x iff north.z", "not north.z"
    position = {unit.key[0]: k for k, unit in enumerate(found.units)}
    assert set(position) == {moved, theirs, ours}
    order = [position[text] for text in (moved, theirs, ours)]
    assert [shares(found)[k].value for k in order] == pytest.approx([0, 0.75, 0.25])
    assert [found.joining[k] for k in order] == pytest.approx([0, 1, 0.5])
    assert [found.leaving[k] for k in order] == pytest.approx([1, 0.5, 1])
    assert found.values == (1, 0) and found.pivotal is None
    names = {unit.key[0]: unit.name for unit in found.units}
    assert names[theirs] == "north: north.x iff north.z (only in a, place 3)"
    assert names[ours] == "north: not north.z (only in base, place 3)"
    assert names[moved] == "north: south.y (place 2 in a, 1 in base)"


def test_how_a_difference_reads() -> None:
    found = so.difference(read_two_ways(), "a", "base", so.Holds("YYY", "nash"))
    question, values, count, flips = found.lines()[1:]
    assert question == "Does it hold that YYY is an equilibrium (Nash)?"
    assert (values, count) == ("a: yes. base: no.", "They differ in 3 premises.")
    assert "premise moved from a into base" in flips and "(2 ways)" in flips
    accounts, sets = found.tables()
    rows = {str(row[0]).partition(" (")[0]: row[1:] for row in accounts.rows}
    assert rows == {
        "north: north.x iff north.z": ("+0.5", "yes", "yes"),
        "north: not north.z": ("+0.5", "yes", "yes"),
    }
    assert accounts.columns[2:] == ("base with it", "a without it")
    assert "sum to the difference, +1." in accounts.note
    assert [row[0] for row in sets.rows] == [u.name for one in found.pivotal.sets for u in one]  # type: ignore[union-attr]
    data = json.loads(json.dumps(found.to_dict()))
    assert (data["one"], data["other"], data["values"]) == ("a", "base", [1, 0])
    assert sum(unit["accounts"]["value"] for unit in data["premises"]) == pytest.approx(1)
    assert data["pivotal"]["size"] == 1 and len(data["pivotal"]["sets"]) == 2


def test_where_readings_agree_there_is_nothing_to_account_for() -> None:
    found = so.difference(read_two_ways(), "a", "base", so.Holds("NNN", "nash"))
    assert found.values == (0, 0) and found.pivotal is None
    assert found.lines()[-1].startswith("On this they agree")


def test_how_readings_read() -> None:
    asked = [so.Holds("YNN", "nash"), so.Holds("YYY", "nash"), so.Heading("YNY")]
    found = so.readings(read_two_ways(), asked, concept="nash")
    assert found.disputed == (asked[1], asked[2])
    assert {"1", "2", "3"} <= {*found.lines()[1].rstrip(".").split()}  # agreed, disputed, in all
    conclusions, equilibria, agreement = found.tables()
    assert {row[1:] for row in conclusions.rows[:2]} == {
        (asked[1].text, "no", "yes"),
        (asked[2].text, "1", "0"),
    }
    assert [row[0] for row in conclusions.rows] == ["differ", "differ", ""]
    assert equilibria.rows == (("base", 1), ("a", 1))
    assert agreement.rows == (("base", "100% / 100%", "75% / 0%"), ("a", "75% / 0%", "100% / 100%"))
    data = json.loads(json.dumps(found.to_dict()))
    assert [c["values"] for c in data["conclusions"]] == [[0, 0], [0, 1], [1, 0]]
    assert [c["agree"] for c in data["conclusions"]] == [True, False, False]
    assert (data["agreement"][0], data["overlap"][0]) == ([1, 0.75], [1, 0])


def test_where_neither_has_an_equilibrium_they_overlap() -> None:
    """North wants to match south, south not to be matched; `a` excludes matching altogether."""
    model = standoff(claims("north.x iff south.y"), claims("not (north.x iff south.y)"))
    overlay = Reading(rules=(Rule(Formula("not (north.x iff south.y)")),), status_quo="YN")
    found = so.readings(replace(model, readings={"a": overlay, "b": Reading()}), concept="nash")
    assert found.counts == (0, 2, 0)
    assert found.overlap.tolist() == [[1, 0, 1], [0, 1, 0], [1, 0, 1]]
    assert found.agreement.tolist() == [[1, 0, 1], [0, 1, 0], [1, 0, 1]]  # of YN and NY
    apart = Reading(rules=(Rule(Formula("north.x iff south.y")),))
    found = so.readings(replace(model, readings={"a": overlay, "b": apart}), concept="nash")
    assert isnan(found.agreement[1, 2]) and found.overlap[1, 2] == 0


def test_what_is_asked_unless_told() -> None:
    """Of every endgame, in the readings in which every party wants something."""
    model = replace(
        read_two_ways(),
        preferences={"north": claims("north.x")},
        endgames={"calm": Endgame(state=()), "all": Endgame(when=Formula("north.x and south.y"))},
    )
    whole = Reading(preferences={"south": claims("south.y")})
    model = replace(model, readings={**model.readings, "whole": whole})
    found = so.readings(model)
    names = ("calm", "all")
    assert found.readings == ("whole",)
    assert found.conclusions == (*map(so.Holds, names), *map(so.Heading, names))
    assert found.values[:, 0].tolist() == [0, 1, 0, 1]
    without = so.readings(replace(model, status_quo=None), concept="nash")
    assert without.conclusions == tuple(so.Holds(name, "nash") for name in names)


def test_rules_status_quo_and_directions_are_units() -> None:
    """Under `a` x excludes z, and z is taken today. To north z is all one.

    So where nothing forbids both, x comes with z or without it, with equal chances.
    """
    overlay = Reading(rules=(Rule(Formula("not (north.x and north.z)")),), status_quo=("north.z",))
    model = standoff(claims("north.x"), claims("south.y"), "xz")
    model = replace(model, readings={"a": overlay})
    both = so.Holds(("north.x", "north.z", "south.y"), "nash")
    found = so.difference(model, "base", "a", both)
    assert [unit.name for unit in found.units] == ["the rules", "the status quo"]
    assert found.values == (1, 0) and [e.value for e in shares(found)] == [1, 0]
    ahead = so.difference(model, "base", "a", so.Heading("YNY"))
    assert ahead.values == (0.5, 1) and ahead.joining == (0.5, 1) and ahead.leaving == (1, 0.5)
    mixture = Mixture(model, model.read_as("a"), ("base", "a"))
    rules, today = mixture.units
    assert mixture.values(both, [(today,), (), (rules,)]).tolist() == [0, 0, 1]
    stays = so.Heading("NYY", "NYN")
    assert mixture.values(stays, [(), (rules,)]).tolist() == [0, 0]


def test_from_a_status_quo_that_is_excluded_nothing_is_told() -> None:
    """Moving the rules alone shuts out the status quo of the other reading."""
    overlay = Reading(rules=(Rule(Formula("north.x")),), status_quo=("north.x",))
    model = replace(standoff(claims("north.x"), claims("south.y")), readings={"a": overlay})
    mixture = Mixture(model.read_as("a"), model, ("a", "base"))
    rules, today = mixture.units
    alone, both = mixture.values(so.Heading("YY"), [(rules,), (rules, today)])
    assert isnan(alone) and both == 1
    assert mixture.values(so.Holds("NN", "nash"), [(rules,), (today,)]).tolist() == [0, 0]
    found = so.readings(model, [so.Holds("NY", "nash")], concept="nash")
    assert found.values[0, 0] == 0 and isnan(found.values[0, 1])
    assert found.tables()[0].rows[0][1:] == ("NY is an equilibrium (Nash)", "no", "-")
    assert json.loads(json.dumps(found.to_dict()))["conclusions"][0]["values"] == [0, None]


def test_readings_of_nk_2017_are_the_core_answers() -> None:
    found = so.readings("nk-2017")
    assert found.readings == ("base", "original", "irreversible", "deterrence", "pacifist")
    for k, name in enumerate((None, *found.readings[1:])):
        solved = so.solve("nk-2017", reading=name)
        labels = {state.label for state in solved.states("seq")}
        ahead = {s.label: p for s, p in ends_of(so.prospects("nk-2017", reading=name))}
        for conclusion, value in zip(found.conclusions, found.values[:, k], strict=True):
            assert isinstance(conclusion, so.Holds | so.Heading)
            if isinstance(conclusion, so.Holds):
                assert value == (conclusion.state in labels)
            else:
                assert value == pytest.approx(ahead.get(str(conclusion.state), 0))
        assert found.counts[k] == len(solved.equilibria("seq"))
    assert found.agreement[0, 1] == found.overlap[0, 1] == 1 and found.agreement[0, 4] < 1


def ends_of(found: so.prospects) -> list[tuple[object, float]]:  # type: ignore[valid-type]
    return [
        (state, end.probability * share)
        for end in found.ends  # type: ignore[attr-defined]
        for state, share in zip(end.states, end.shares, strict=True)
    ]


def test_one_reversible_option_accounts_for_it() -> None:
    """That an invasion cannot be called off is all in which `irreversible` differs."""
    found = so.difference("nk-2017", "irreversible", "original", so.Holds("12"))
    assert [unit.name for unit in found.units] == ["which options are reversible"]
    assert found.values == (1, 0) and shares(found)[0].value == 1
    assert so.difference("nk-2017", "base", "original", so.Holds("12")).units == ()
    other = so.difference("nk-2017", "pacifist", "deterrence", so.Holds("10"))
    assert [u.name for u in other.units] == ["us: the whole preference", "nk: the whole preference"]
    assert [u.kind for u in so.difference("nk-2017", "pacifist", "base", so.Holds("4")).units] == [
        "preference",
        "preference",
        "reversible",
    ]


def test_readings_of_korea_2006_are_the_core_answers() -> None:
    model, names = so.load("korea-2006"), ("base", "linked")
    asked = [so.Holds(s, "nash") for s in ("more_launches", "tested", "today", "linked_road_map")]
    asked += [so.Holds("today", "nash", "us"), so.Holds("more_launches", "nash", "nk")]
    ahead = [so.Heading(s) for s in ("more_launches", "september_2005", "linked_road_map")]
    found = so.readings(model, [*asked, *ahead], only=names, concept="nash")
    for k, name in enumerate((None, "linked")):
        solved = so.solve(model, reading=name, concepts=["nash"])
        index = solved.graph.space.index
        held = solved.holds("nash")
        for conclusion, value in zip(asked, found.values[:, k], strict=False):
            whole = bool(held[index(conclusion.state)])
            alone = conclusion.party and solved.is_stable(
                conclusion.state, conclusion.party, "nash"
            )
            assert value == (whole if conclusion.party is None else alone)
        ends = {s.index: p for s, p in ends_of(so.prospects(model, reading=name))}
        chances = [ends.get(index(conclusion.state), 0) for conclusion in ahead]
        assert found.values[len(asked) :, k] == pytest.approx(chances)
        assert found.counts[k] == held.sum()
    assert found.disputed


def test_bad_questions() -> None:
    with pytest.raises(UnknownName, match=r"(?s)reading 'linkd'.*did you mean 'linked'"):
        so.difference("korea-2006", "base", "linkd", so.Holds("today"))
    with pytest.raises(UnknownName, match=r"(?s)reading 'pacifst'.*did you mean 'pacifist'"):
        so.readings("nk-2017", only=["base", "pacifst"])
    with pytest.raises(UnknownName, match="did you mean 'nk'"):
        so.difference("nk-2017", "base", "pacifist", so.Holds("4", party="nkk"))
    with pytest.raises(UnknownName, match=r"concept 'nsh'"):
        so.readings("nk-2017", concept="nsh")
    with pytest.raises(UnknownName, match=r"(?s)unknown state 'typo'.*Allowed: 0, 1"):
        so.readings("nk-2017", [so.Holds("4"), so.Holds("typo")])
    with pytest.raises(StandoffError, match="1 orders"):
        so.difference("nk-2017", "base", "pacifist", so.Holds("4"), orders=1)
    unstarted = replace(read_two_ways(), status_quo=None)
    with pytest.raises(StandoffError, match="status quo"):
        so.difference(unstarted, "a", "base", so.Heading("YYY"))
    with pytest.raises(ModelError, match="the party 'south' has no preferences"):
        so.readings(replace(read_two_ways(), preferences={}), only=["a"])
