"""The argument for one state, against the oracle: marks, places, improvements and answers."""

from __future__ import annotations

import json
import math
from random import Random
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

import standoff as so
from standoff.errors import NotDefined, UnknownName
from standoff.model import Experts, Standoff, Worth
from standoff.stability import CONCEPTS, Explanation, GraphModel
from standoff.stability.argument import Improvement, PartyCase
from standoff.stability.explain import LISTED

from ..families import FAMILIES, seeded
from ..in_words import names
from ..oracle import stability as oracle
from ..oracle.conflict import Conflict, State, improvements, prefers, unilateral_moves
from ..oracle.grades import GRADED, sanction_length
from ..oracle.stability import survives_reply
from ..oracle_from_model import conflict_of


class Asked(NamedTuple):
    """A state of a model, the argument for it, and what the oracle needs to judge it."""

    model: Standoff
    conflict: Conflict
    called: dict[int, State]
    state: State
    found: Explanation

    def places(self, party: str) -> dict[State, int]:
        """The party's place of each state; equal states share one."""
        score = self.conflict.score[party]
        place = {value: k for k, value in enumerate(sorted(set(score.values()), reverse=True), 1)}
        return {state: place[value] for state, value in score.items()}


@given(st.one_of(*FAMILIES.values()), st.data())
def test_the_argument_for_a_state(model: Standoff, data: st.DataObject) -> None:
    called = names(GraphModel(model).space)
    check(model, conflict_of(model), called, data.draw(st.sampled_from(sorted(called))))


def test_the_argument_for_states_of_larger_models() -> None:
    for seed, model in enumerate(seeded(35)):
        called, conflict = names(GraphModel(model).space), conflict_of(model)
        for index in Random(seed).sample(sorted(called), min(6, len(called))):
            check(model, conflict, called, index)


def check(model: Standoff, conflict: Conflict, called: dict[int, State], index: int) -> None:
    found = so.explain(model, str(called[index]))
    assert found.state.index == index
    asked = Asked(model, conflict, called, called[index], found)
    assert_marks(asked)
    for case in found.cases:
        assert_places(asked, case)
        assert_margins(asked, case)
        for improvement in case.improvements:
            assert_answers(asked, case, improvement)
        assert_leaves_for_what_is_unsanctioned(case)
    assert_words_and_data(asked)


def assert_marks(asked: Asked) -> None:
    _, conflict, _, state, found = asked
    defined = [c for c in CONCEPTS if c != "sim" or conflict.vectors is not None]
    assert list(found.holds) == defined
    for concept in defined:
        stable = oracle.CONCEPTS[concept]
        expected = {party: stable(conflict, party, state) for party in conflict.parties}
        assert {case.party: case.stable[concept] for case in found.cases} == expected
        assert found.holds[concept] == all(expected.values())


def assert_places(asked: Asked, case: PartyCase) -> None:
    conflict, places = asked.conflict, asked.places(case.party)
    assert (case.place, case.places) == (places[asked.state], len(set(places.values())))
    better = improvements(conflict, case.party, asked.state)
    assert case.moves == len(unilateral_moves(conflict, case.party, asked.state))
    assert case.improvement_count == len(better)
    listed = {asked.called[i.state.index]: i.place for i in case.improvements}
    assert len(case.improvements) == len(listed) == min(len(better), LISTED)
    assert listed == {s: places[s] for s in better if s in listed}


def assert_answers(asked: Asked, case: PartyCase, improvement: Improvement) -> None:
    """Each is as short as can be, is made of moves, and leaves the party no better off."""
    _, conflict, called, state, _ = asked
    start = called[improvement.state.index]
    assert set(improvement.answers) == set(GRADED)
    for concept, steps in improvement.answers.items():
        length = sanction_length(conflict, case.party, state, start, concept)
        assert (math.inf if steps is None else len(steps)) == length
        if steps is None:
            assert concept not in improvement.place_after
            continue
        at = start
        for step in steps:
            after = called[step.state.index]
            assert after in unilateral_moves(conflict, step.party, at)
            assert step.change
            at = after
        assert not prefers(conflict, case.party, at, state)
        assert concept in ("gmr", "seq") or survives_reply(conflict, case.party, state, at)
        assert improvement.place_after[concept] == asked.places(case.party)[at]


def assert_leaves_for_what_is_unsanctioned(case: PartyCase) -> None:
    for concept in GRADED:
        unsanctioned = [i for i in case.improvements if i.answers[concept] is None]
        if case.improvement_count <= LISTED:
            assert case.stable[concept] == (not unsanctioned)
        elif case.stable[concept]:
            assert not unsanctioned
    if not all(case.stable[concept] for concept in GRADED):
        assert None in case.improvements[0].answers.values()


def assert_margins(asked: Asked, case: PartyCase) -> None:
    model, conflict, _, state, found = asked
    wants = model.preferences[case.party]
    wants = wants.leading.preference if isinstance(wants, Experts) else wants
    if not isinstance(wants, Worth):
        assert not case.margin
        return
    assert set(case.margin) == set(found.holds) - {"sim"}
    assert {c: margin >= 0 for c, margin in case.margin.items()} == {
        c: case.stable[c] for c in case.margin
    }
    score = conflict.score[case.party]
    ends = [float(score[s]) for s in unilateral_moves(conflict, case.party, state)]
    best = max(ends, default=-math.inf)
    assert case.margin["nash"] == pytest.approx(float(score[state]) - best, abs=1e-9)


def assert_words_and_data(asked: Asked) -> None:
    found, parties = asked.found, asked.model.parties
    text = str(found)
    assert all((party.name or party.id) in text for party in parties)
    assert len(found.to_frame()) == len(parties)
    assert repr(found)
    plain = json.loads(json.dumps(found.to_dict()))
    assert plain["format"] == "standoff.explanation/1"
    assert plain["equilibrium"] == found.holds
    assert [p["party"] for p in plain["parties"]] == [party.id for party in parties]
    assert plain["taken"] == list(found.state.taken)


def situation(case: PartyCase, concept: str) -> str:
    """What the reason for a mark has to tell apart."""
    if not case.moves:
        return "no move"
    if not case.improvement_count:
        return "no gain"
    if not case.stable[concept]:
        return "leaves"
    return "sanctioned" if concept != "sim" or case.stable["seq"] else "sanctioned together"


def test_reasons_tell_the_situations_apart() -> None:
    said: dict[str, set[str]] = {}
    for name in ("chicken", "prisoners-dilemma", "nk-2017", "elmira-1991", "cuban-1962"):
        model = so.load(name)
        for state in names(GraphModel(model).space).values():
            explanation = so.explain(model, str(state))
            for case in explanation.cases:
                for concept in explanation.holds:
                    said.setdefault(situation(case, concept), set()).add(case.reason(concept))
    assert len(said) == 5
    assert all(len(reasons) == 1 for reasons in said.values())
    assert len(set().union(*said.values())) == 5


def test_only_the_concepts_asked_for() -> None:
    found = so.explain("chicken", "YY", concepts="nash, gmr")
    assert found.holds == {"nash": False, "gmr": True}
    with pytest.raises(UnknownName) as error:
        so.explain("chicken", "YY", concepts=["nsah"])
    assert "'nash'" in error.value.hint


def test_a_concept_without_meaning_is_left_out() -> None:
    found = so.explain("elmira-1991", "9")
    assert "sim" not in found.holds
    with pytest.raises(NotDefined):
        so.solve("elmira-1991", concepts="sim")


def test_both_keep_silent_because_each_would_answer() -> None:
    """The prisoner's dilemma: giving evidence is answered in kind, which is worse than silence."""
    found = so.explain("prisoners-dilemma", "4")
    for case, other in zip(found.cases, ("two", "one"), strict=True):
        (improvement,) = case.improvements
        (answer,) = improvement.answers["seq"] or ()
        assert (answer.party, answer.state.label) == (other, "1")
        assert (case.place, improvement.place, improvement.place_after["seq"]) == (2, 1, 3)


@pytest.mark.parametrize("state", ["7", "row.yields,colum.yields", "YYY"])
def test_states_that_are_not_there(state: str) -> None:
    with pytest.raises(so.StandoffError):
        so.explain("chicken", state)
