"""Every concept, party and state against the slow set-by-set reading of the definitions."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.errors import NotDefined
from standoff.model import (
    Formula,
    NamedState,
    Option,
    Party,
    Ranking,
    Standoff,
    Weights,
    Worth,
    WorthTerm,
)
from standoff.stability import CONCEPTS, GraphModel, deviation, marks, stability
from standoff.states import lines
from standoff.testing import (
    conditional_standoffs,
    graph_standoffs,
    merged_standoffs,
    option_standoffs,
)

from .. import in_words
from ..families import FAMILIES, seeded
from ..oracle import stability as oracle
from ..oracle.conflict import Conflict, State, unilateral_moves
from ..oracle.grades import GRADED, grade
from ..oracle.sequences import joint_improvements, joint_moves
from ..oracle_from_model import conflict_of, letters


@pytest.mark.parametrize("family", FAMILIES)
@given(st.data())
def test_marks_and_grades(family: str, data: st.DataObject) -> None:
    check(data.draw(FAMILIES[family]))


def test_marks_and_grades_on_seeds() -> None:
    for model in seeded(250):
        check(model)


def test_marks_and_grades_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "COMPILE_FROM", 0)
    for model in seeded(25):
        check(model)


def check(model: Standoff) -> None:
    graph, conflict = GraphModel(model), conflict_of(model)
    for concept in oracle.CONCEPTS:
        if concept == "sim" and conflict.vectors is None:
            with pytest.raises(NotDefined, match="not defined for"):
                stability(graph, CONCEPTS["sim"])
        else:
            assert in_words.marks(graph, concept) == oracle.marks(conflict, concept)
    for concept in GRADED:
        for i, party in enumerate(conflict.parties):
            expected = {s: grade(conflict, party, s, concept) for s in conflict.states}
            assert in_words.grades(graph, i, concept) == expected


def test_all_concepts_have_a_definition_in_the_oracle() -> None:
    assert set(CONCEPTS) == set(oracle.CONCEPTS)


@given(option_standoffs() | conditional_standoffs())
def test_marks_of_one_state(model: Standoff) -> None:
    graph = GraphModel(model)
    at = graph.space.index(model.status_quo or ())
    for concept in CONCEPTS.values():
        everywhere = stability(graph, concept)
        assert marks(graph, concept, at) == [bool(found[at]) for found in everywhere]


@given(conditional_standoffs())
def test_the_same_model_in_graph_form(model: Standoff) -> None:
    check_listed(model)


def test_the_same_model_in_graph_form_on_seeds() -> None:
    for model in seeded(100):
        check_listed(model)


def check_listed(model: Standoff) -> None:
    """Written out as states with the options taken and as arcs, a model has the same marks."""
    conflict = conflict_of(model)
    graph = GraphModel(listed(model, conflict))
    for concept in oracle.CONCEPTS:
        found = {(party, str(label)[1:]) for party, label in in_words.marks(graph, concept)}
        assert found == oracle.marks(conflict, concept)


def listed(model: Standoff, conflict: Conflict) -> Standoff:
    """The model with every state and move written out; labels are v and the vector."""
    assert conflict.vectors is not None
    parties = tuple(
        Party(p.id, options=tuple(Option(o.id) for o in p.options)) for p in model.parties
    )
    moves = {
        i: {f"v{s}": tuple(f"v{q}" for q in ends) for s, ends in table.items()}
        for i, table in conflict.moves.items()
    }
    rankings = {
        i: Ranking(
            tuple(
                tuple(f"v{s}" for s in score if score[s] == level)
                for level in sorted(set(score.values()), reverse=True)
            )
        )
        for i, score in conflict.score.items()
    }
    states = tuple(NamedState(f"v{s}", letters(v)) for s, v in conflict.vectors.items())
    return Standoff("Listed", parties, states=states, moves=moves, preferences=rankings)


def test_sim_needs_moves_that_change_own_options_only() -> None:
    model = next(seeded(1))
    conflict = conflict_of(model)
    graph = listed(model, conflict)
    assert GraphModel(graph).space.count == 2
    crossing = replace(
        graph,
        parties=(*graph.parties, Party("other")),
        moves={"other": {"vN": ("vY",)}},
        preferences={i: Weights({}) for i in ("p0", "other")},
    )
    with pytest.raises(NotDefined, match="'other' changes options of others"):
        stability(GraphModel(crossing), CONCEPTS["sim"])


@st.composite
def worth_standoffs(draw: st.DrawFn) -> Standoff:
    """Standoffs whose parties all have worths."""
    model = draw(option_standoffs() | conditional_standoffs())
    tenths = st.integers(-30, 30).map(lambda n: n / 10)
    condition = st.sampled_from(model.options).map(Formula)
    term = st.builds(lambda f, a, b: WorthTerm(f, min(a, b), max(a, b)), condition, tenths, tenths)
    worth = st.lists(term, max_size=4).map(lambda terms: Worth(tuple(terms)))
    return replace(model, preferences={i: draw(worth) for i in model.party_ids})


@given(worth_standoffs())
def test_margins(model: Standoff) -> None:
    graph, conflict = GraphModel(model), conflict_of(model)
    called = in_words.names(graph.space)
    for concept in ("nash", *GRADED):
        for i, party in enumerate(conflict.parties):
            found = deviation.margin(graph, i, CONCEPTS[concept])
            infeasible = np.delete(found, list(called))
            assert np.isnan(infeasible).all()
            for k, state in called.items():
                expected = margin_by_sets(conflict, party, state, concept)
                assert found[k] == pytest.approx(float(expected), abs=1e-9)


def margin_by_sets(conflict: Conflict, party: str, state: State, concept: str) -> Fraction | float:
    """The worth of the state less the worth that the best deviation from it secures."""
    worth = conflict.score[party]
    secured = [
        min([worth[t], *sanctions(conflict, party, t, concept)])
        for t in unilateral_moves(conflict, party, state)
    ]
    return worth[state] - max(secured) if secured else math.inf


def sanctions(conflict: Conflict, party: str, move: State, concept: str) -> Iterator[float]:
    """What each answer to a move leaves the party with, its own reply included where it has one."""
    if concept == "nash":
        return
    worth = conflict.score[party]
    joint = joint_moves if concept in ("gmr", "smr") else joint_improvements
    for end in joint(conflict, oracle.others(conflict, party), move):
        replies = unilateral_moves(conflict, party, end) if concept in ("smr", "sseq") else ()
        yield max([worth[end], *(worth[r] for r in replies)])


@given(merged_standoffs() | graph_standoffs())
def test_ordinal_preferences_have_no_margin(model: Standoff) -> None:
    graph = GraphModel(model)
    for i in graph.space.parties:
        if graph.scores[i].worth is None:
            assert np.isnan(deviation.margin(graph, i, CONCEPTS["seq"])).all()
