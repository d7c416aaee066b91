"""The argument for one state, against the oracle: marks, places, improvements and answers."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import standoff as so
from standoff.errors import NotDefined, UnknownName
from standoff.model import Standoff, Weights, Worth
from standoff.stability import CONCEPTS, Explanation, GraphModel
from standoff.stability.explain import LISTED, PartyCase

from ..families import FAMILIES
from ..library_answers import names
from ..oracle import stability as oracle
from ..oracle.conflict import Conflict, State, improvements, prefers, unilateral_moves
from ..oracle.grades import GRADED, sanction_length
from ..oracle.stability import survives_reply
from ..oracle_from_model import conflict_of

ANY_FORM = st.one_of(*FAMILIES.values())
DATA = st.data()


def drawn_case(
    model: Standoff, data: st.DataObject
) -> tuple[Conflict, dict[int, State], State, Explanation]:
    """The oracle's conflict, the names of the states, a state, and the argument for it."""
    called = names(GraphModel(model).space)
    state = data.draw(st.sampled_from(sorted(called)))
    return conflict_of(model), called, called[state], so.explain(model, str(called[state]))


@given(ANY_FORM, DATA)
def test_marks_and_whether_the_state_holds(model: Standoff, data: st.DataObject) -> None:
    conflict, _, state, found = drawn_case(model, data)
    asked = [c for c in CONCEPTS if c != "sim" or conflict.vectors is not None]
    assert list(found.holds) == asked
    for concept in asked:
        stable = oracle.CONCEPTS[concept]
        expected = {party: stable(conflict, party, state) for party in model.party_ids}
        assert {case.party: case.stable[concept] for case in found.cases} == expected
        assert found.holds[concept] == all(expected.values())


@given(ANY_FORM, DATA)
def test_moves_places_and_improvements(model: Standoff, data: st.DataObject) -> None:
    conflict, called, state, found = drawn_case(model, data)
    assert called[found.state.index] == state
    for case in found.cases:
        score = conflict.score[case.party]
        places = {value: k for k, value in enumerate(sorted(set(score.values()), reverse=True), 1)}
        assert (case.place, case.places) == (places[score[state]], len(places))
        better = improvements(conflict, case.party, state)
        assert case.moves == len(unilateral_moves(conflict, case.party, state))
        assert case.improvement_count == len(better)
        assert len(case.improvements) == min(len(better), LISTED)
        listed = {called[i.state.index]: i.place for i in case.improvements}
        assert listed == {s: places[score[s]] for s in better if s in listed}
        assert len(listed) == len(case.improvements)


@given(ANY_FORM, DATA)
def test_answers_to_each_improvement(model: Standoff, data: st.DataObject) -> None:
    conflict, called, state, found = drawn_case(model, data)
    for case in found.cases:
        for improvement in case.improvements:
            start = called[improvement.state.index]
            assert set(improvement.answers) == set(GRADED)
            for concept, steps in improvement.answers.items():
                length = sanction_length(conflict, case.party, state, start, concept)
                assert (math.inf if steps is None else len(steps)) == length
                if steps is None:
                    assert concept not in improvement.place_after
                    continue
                end = called[steps[-1].state.index]
                assert not prefers(conflict, case.party, end, state)
                assert concept in ("gmr", "seq") or survives_reply(conflict, case.party, state, end)
                assert improvement.place_after[concept] >= case.place
                at = start
                for step in steps:
                    after = called[step.state.index]
                    assert after in unilateral_moves(conflict, step.party, at)
                    assert step.change
                    at = after


@given(ANY_FORM, DATA)
def test_unsanctioned_improvements_make_a_party_leave(model: Standoff, data: st.DataObject) -> None:
    *_, found = drawn_case(model, data)
    for case in found.cases:
        for concept in GRADED:
            open_ = [i for i in case.improvements if i.answers[concept] is None]
            if case.stable[concept]:
                assert not open_
            elif case.improvement_count <= LISTED:
                assert open_


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


@given(ANY_FORM, DATA)
def test_sentences_speak_of_every_party(model: Standoff, data: st.DataObject) -> None:
    *_, found = drawn_case(model, data)
    text = str(found)
    assert all((party.name or party.id) in text for party in model.parties)
    assert all(CONCEPTS[c].name in text for c in found.holds if any(found.holds.values()))
    assert len(found.to_frame()) == len(model.parties)
    assert repr(found)


@given(ANY_FORM, DATA)
def test_explanations_are_plain_data(model: Standoff, data: st.DataObject) -> None:
    *_, found = drawn_case(model, data)
    plain = json.loads(json.dumps(found.to_dict()))
    assert plain["format"] == "standoff.explanation/1"
    assert plain["equilibrium"] == found.holds
    assert [p["party"] for p in plain["parties"]] == list(model.party_ids)
    assert plain["taken"] == list(found.state.taken)
    assert plain["sentences"] == list(found.lines())


@given(ANY_FORM, DATA)
def test_margins_of_parties_with_worth(model: Standoff, data: st.DataObject) -> None:
    conflict, _, state, found = drawn_case(model, data)
    for case in found.cases:
        if not isinstance(model.preferences[case.party], Weights | Worth):
            assert not case.margin
            continue
        assert set(case.margin) == set(found.holds) - {"sim"}
        for concept, margin in case.margin.items():
            assert (margin >= 0) == case.stable[concept]
        ends = unilateral_moves(conflict, case.party, state)
        score = conflict.score[case.party]
        best = float(max(score[s] for s in ends)) if ends else -math.inf
        assert case.margin["nash"] == pytest.approx(float(score[state]) - best, abs=1e-9)


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
