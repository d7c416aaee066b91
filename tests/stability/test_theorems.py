"""What holds in every standoff: inclusions, invariance, monotonicity, thresholds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from standoff.model import (
    Claim,
    Claims,
    Experts,
    Formula,
    NamedState,
    Preference,
    Ranking,
    Scores,
    Standoff,
)
from standoff.stability import CONCEPTS, GraphModel, deviation, stability
from standoff.testing import (
    conditional_standoffs,
    formulas,
    graph_standoffs,
    merged_standoffs,
    option_standoffs,
    random_standoff,
)

from ..in_words import marks

Marks = Mapping[str, set[tuple[str, object]]]
WITHIN = [
    ("nash", "seq"),
    ("seq", "gmr"),
    ("nash", "smr"),
    ("smr", "gmr"),
    ("nash", "sseq"),
    ("sseq", "seq"),
    ("sseq", "smr"),
    ("seq", "sim"),
]
ANYWHERE = ("nash", "gmr", "smr", "seq", "sseq")


def all_marks(model: Standoff, concepts: tuple[str, ...] = ANYWHERE) -> Marks:
    graph = GraphModel(model)
    return {concept: marks(graph, concept) for concept in concepts}


@given(merged_standoffs(conditional=True) | graph_standoffs())
def test_inclusions(model: Standoff) -> None:
    found = all_marks(model)
    for small, large in WITHIN:
        if large != "sim":
            assert found[small] <= found[large]


@pytest.mark.parametrize("seed", range(8))
def test_inclusions_in_larger_models(seed: int) -> None:
    model = random_standoff(
        ((4, 4), (3, 3, 3), (2, 3, 2, 2), (1, 1, 1, 1, 1, 1, 1, 1))[seed % 4],
        seed=seed,
        infeasible=0.1 * (seed % 3),
        irreversible=0.2 * (seed % 2),
        ties=0.4 * (seed % 2),
    )
    graph = GraphModel(model)
    found = {c.id: np.array(stability(graph, c)) for c in CONCEPTS.values()}
    for small, large in WITHIN:
        assert (found[small] <= found[large]).all()


@given(option_standoffs() | conditional_standoffs())
def test_order_of_parties_and_options_changes_nothing(model: Standoff) -> None:
    parties = tuple(replace(p, options=p.options[::-1]) for p in model.parties[::-1])
    turned = replace(model, parties=parties, status_quo=None, preferences={})
    there = [model.options.index(name) for name in turned.options]
    place = [turned.options.index(name) for name in model.options]
    turned = replace(
        turned, preferences={i: reordered(p, there) for i, p in model.preferences.items()}
    )
    before = all_marks(model, (*ANYWHERE, "sim"))
    after = all_marks(turned, (*ANYWHERE, "sim"))
    for concept, found in after.items():
        renamed = {(i, "".join(str(s)[k] for k in place)) for i, s in found}
        assert renamed == before[concept]


def reordered(preference: Preference, order: list[int]) -> Preference:
    """The preference with the letters of its vectors in another order."""
    if isinstance(preference, Experts):
        return Experts(
            tuple(replace(e, preference=reordered(e.preference, order)) for e in preference.experts)
        )
    if not isinstance(preference, Ranking):
        return preference
    groups = tuple(
        tuple("".join(ref[k] for k in order) for ref in group) for group in preference.groups
    )
    return Ranking(groups)


@given(graph_standoffs(max_states=6), st.data())
def test_order_and_names_of_states_change_nothing(model: Standoff, data: st.DataObject) -> None:
    labels = [state.label for state in model.states]
    new = dict(zip(labels, data.draw(st.permutations(labels)), strict=True))
    turned = replace(
        model,
        parties=model.parties[::-1],
        states=tuple(NamedState(new[label]) for label in reversed(labels)),
        status_quo=None,
        moves={
            i: {new[s]: tuple(new[q] for q in ends) for s, ends in table.items()}
            for i, table in (model.moves or {}).items()
        },
        preferences={
            i: replace(p, groups=tuple(tuple(new[s] for s in group) for group in p.groups))
            for i, p in model.preferences.items()
        },
    )
    before, after = all_marks(model), all_marks(turned)
    for concept in ANYWHERE:
        assert after[concept] == {(i, new[str(s)]) for i, s in before[concept]}


@given(option_standoffs() | merged_standoffs(conditional=True) | graph_standoffs())
def test_monotone_rescoring_changes_nothing(model: Standoff) -> None:
    graph = GraphModel(model)
    rescored = {}
    for i, score in zip(model.party_ids, graph.scores, strict=True):
        rank = score.rank.reshape(-1).astype(np.int64)
        rescored[i] = Scores(np.where(rank < 0, 10**6, 3 * rank**3 - 7 + 10**14))
    assert all_marks(replace(model, preferences=rescored)) == all_marks(model)


@given(option_standoffs(max_parties=3), st.data())
def test_claims_that_tell_nothing_apart_change_nothing(
    model: Standoff, data: st.DataObject
) -> None:
    drawn = data.draw(formulas(model.options))
    tautology = Claim(Formula(f"({drawn}) or not ({drawn})"))
    padded = {}
    for i, preference in model.preferences.items():
        if isinstance(preference, Claims):
            wanted = preference.claims
            padded[i] = Claims((tautology, *(c for w in wanted for c in (w, w, tautology))))
    assert all_marks(replace(model, preferences=model.preferences | padded)) == all_marks(model)


@given(
    option_standoffs(max_parties=2)
    | conditional_standoffs(max_parties=2)
    | graph_standoffs(max_parties=2)
)
def test_two_parties_answer_in_one_move(model: Standoff) -> None:
    """With one opponent every legal sequence is a single move, so all readings agree."""
    graph = GraphModel(model)
    for i in graph.space.parties:
        for concept in (CONCEPTS[c] for c in ("gmr", "smr", "seq", "sseq")):
            relation = deviation.answers(graph, i, concept)[0]
            start = graph.space.masked(deviation.outcome(graph, i, concept))
            single = np.minimum(start, relation.worst(start))
            assert np.array_equal(deviation.sanction(graph, i, concept), single)
            grades = set(deviation.grade(graph, i, concept).tolist())
            assert grades <= {0, 1, deviation.UNSANCTIONED}


@given(graph_standoffs(), st.data())
def test_removing_a_move(model: Standoff, data: st.DataObject) -> None:
    """Of one's own it helps Nash; of another it hurts GMR and SMR, and SEQ if it improves."""
    arcs = [
        (i, s, q) for i, t in (model.moves or {}).items() for s, ends in t.items() for q in ends
    ]
    assume(arcs)
    mover, start, end = data.draw(st.sampled_from(arcs))
    table = dict((model.moves or {})[mover])
    table[start] = tuple(q for q in table[start] if q != end)
    fewer = replace(model, moves={**(model.moves or {}), mover: table})
    before, after = all_marks(model), all_marks(fewer)
    assert before["nash"] <= after["nash"]
    for concept in ("gmr", "smr"):
        assert without(after[concept], mover) <= without(before[concept], mover)
    graph = GraphModel(model)
    rank = graph.scores[model.party_ids.index(mover)].rank
    if rank[graph.space.index(end)] > rank[graph.space.index(start)]:
        for concept in ("seq", "sseq"):
            assert without(after[concept], mover) <= without(before[concept], mover)
    else:
        assert without(after["seq"], mover) == without(before["seq"], mover)


def without(found: set[tuple[str, object]], party: str) -> set[tuple[str, object]]:
    return {(i, s) for i, s in found if i != party}


@pytest.mark.parametrize("shape", [(1, 1), (3, 2), (2, 2, 2), (3, 1, 2, 2), (5, 5)])
@pytest.mark.parametrize("ties", [0.0, 0.5, 0.97])
def test_thresholds_where_everybody_can_do_anything(shape: tuple[int, ...], ties: float) -> None:
    """Howard (1971): GMR holds from the party's maximin on, SMR from its minimax on."""
    graph = GraphModel(random_standoff(shape, seed=sum(shape), ties=ties))
    for i in graph.space.parties:
        u = np.moveaxis(graph.scores[i].rank, i, 0).reshape(graph.space.shape[i], -1)
        flat = graph.scores[i].rank.reshape(-1)
        maximin, minimax = u.min(axis=1).max(), u.max(axis=0).min()
        assert np.array_equal(deviation.stable(graph, i, CONCEPTS["gmr"]), flat >= maximin)
        assert np.array_equal(deviation.stable(graph, i, CONCEPTS["smr"]), flat >= minimax)


def test_the_party_order_of_three() -> None:
    """Every order of the parties gives the same marks, with axes of three lengths."""
    base = random_standoff((1, 2, 3), seed=4, infeasible=0.3, irreversible=0.5)
    wanted = {
        "p0": "p1.o0 implies p0.o0",
        "p1": "exactly_one(p2.o0, p2.o1, p1.o1)",
        "p2": "p0.o0 iff p2.o2",
    }
    claims = {i: Claims((Claim(Formula(f)),)) for i, f in wanted.items()}
    found = []
    for parties in permutations(base.parties):
        turned = replace(base, parties=parties, preferences=claims)
        taken = {}
        graph = GraphModel(turned)
        for concept in CONCEPTS.values():
            for i, stable in zip(turned.party_ids, stability(graph, concept), strict=True):
                states = graph.space.describe(np.flatnonzero(stable))
                taken[concept.id, i] = {frozenset(s.taken) for s in states}
        found.append(taken)
    assert all(taken == found[0] for taken in found)
    assert any(found[0].values())
