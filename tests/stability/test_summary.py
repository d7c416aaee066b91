"""Summaries of sets of states, against the oracle's set by set reading."""

from __future__ import annotations

import json
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

import standoff as so
from standoff.model import Formula, Option, Party, Rule, Standoff, Weights
from standoff.stability import CONCEPTS, GraphModel, Summary, patterns, summarise
from standoff.stability import summary as module
from standoff.testing import random_standoff

from ..families import FAMILIES
from ..in_words import names
from ..oracle.conflict import Conflict, State, Vector
from ..oracle.grades import GRADED, largest_grade
from ..oracle.stability import equilibria
from ..oracle.summary import (
    covers_exactly,
    matches,
    matching,
    option_use,
    reachable,
    undominated,
)
from ..oracle_from_model import conflict_of, feasible_vectors, letters, merged_label

ANY_FORM = st.one_of(*FAMILIES.values())
DATA = st.data()


def drawn_set(data: st.DataObject, called: dict[int, State]) -> set[State]:
    states = st.sampled_from(sorted(called.values(), key=str))
    return data.draw(st.sets(states) | st.just(set(called.values())))


def mask(graph: GraphModel, members: set[State]) -> NDArray[np.bool_]:
    found = np.zeros(graph.space.cells, dtype=bool)
    found[[k for k, name in names(graph.space).items() if name in members]] = True
    return found


def summary_of(graph: GraphModel, members: set[State], start: int | None = None) -> Summary:
    return summarise(graph, mask(graph, members), "some states", start=start)


@given(FAMILIES["options"], DATA)
def test_options_taken_in_all_in_none_and_in_some(model: Standoff, data: st.DataObject) -> None:
    graph, conflict = GraphModel(model), conflict_of(model)
    members = drawn_set(data, names(graph.space))
    found, use = summary_of(graph, members), option_use(conflict, members)
    assert found.always == tuple(model.options[k] for k in sorted(use.always))
    assert found.never == tuple(model.options[k] for k in sorted(use.never))
    shares = {model.options[k]: share for k, share in use.varies.items()}
    assert {name: Fraction(p).limit_denominator(64) for name, p in found.varies.items()} == shares
    assert list(found.varies) == [name for name in model.options if name in shares]


@given(FAMILIES["options"], DATA)
def test_patterns_cover_exactly(model: Standoff, data: st.DataObject) -> None:
    graph, conflict = GraphModel(model), conflict_of(model)
    members = drawn_set(data, names(graph.space))
    found = summary_of(graph, members)
    assert found.uncovered == 0
    assert covers_exactly(conflict, [p.vector for p in found.patterns], members)
    seen: set[State] = set()
    for pattern in found.patterns:
        fit = matching(conflict, pattern.vector)
        assert (pattern.count, pattern.added) == (len(fit), len(fit - seen))
        seen |= fit


@given(ANY_FORM, DATA)
def test_counts_reach_and_front(model: Standoff, data: st.DataObject) -> None:
    graph, conflict = GraphModel(model), conflict_of(model)
    called = names(graph.space)
    members = drawn_set(data, called)
    start = data.draw(st.sampled_from(sorted(called)))
    found = summary_of(graph, members, start)
    assert (found.count, found.among) == (len(members), len(conflict.states))
    assert found.by_moves == len(members & reachable(conflict, called[start]))
    assert found.by_improvements == len(members & reachable(conflict, called[start], True))
    front = undominated(conflict, members)
    assert found.undominated_count == len(front)
    listed = [called[s.index] for s in found.undominated]
    assert set(listed) <= front
    assert len(listed) == min(len(front), module.STATES_SHOWN)


def vectors_by_state(model: Standoff) -> dict[State, list[Vector]]:
    found: dict[State, list[Vector]] = {}
    for vector in feasible_vectors(model):
        found.setdefault(merged_label(model, vector) or letters(vector), []).append(vector)
    return found


@given(FAMILIES["merged"], DATA)
def test_what_merged_states_leave_open_varies(model: Standoff, data: st.DataObject) -> None:
    graph, members_of = GraphModel(model), vectors_by_state(model)
    members = drawn_set(data, names(graph.space))
    found = summary_of(graph, members)
    for k, option in enumerate(model.options if members else ()):
        taken = [{v[k] for v in members_of[s]} for s in members]
        settled = [next(iter(bits)) for bits in taken if len(bits) == 1]
        where = ["always"] * (option in found.always) + ["never"] * (option in found.never)
        where += ["varies"] * (option in found.varies)
        if all(bits == {1} for bits in taken):
            assert where == ["always"]
        elif all(bits == {0} for bits in taken):
            assert where == ["never"]
        else:
            assert where == ["varies"]
            if settled:
                assert found.varies[option] == pytest.approx(sum(settled) / len(settled))


@given(FAMILIES["merged and conditional"], DATA)
def test_patterns_of_merged_states_fit_their_vectors_alone(
    model: Standoff, data: st.DataObject
) -> None:
    graph, members_of = GraphModel(model), vectors_by_state(model)
    members = drawn_set(data, names(graph.space))
    found = summary_of(graph, members)
    seen: set[State] = set()
    covered: set[Vector] = set()
    for pattern in found.patterns:
        fitting = {v for v in feasible_vectors(model) if matches(pattern.vector, v)}
        fit = {s for s in members if fitting & set(members_of[s])}
        assert (pattern.count, pattern.added) == (len(fit), len(fit - seen))
        seen |= fit
        covered |= fitting
    assert covered == {vector for s in members for vector in members_of[s]}
    assert found.uncovered == 0


def test_a_merged_state_that_fits_two_patterns_is_new_once() -> None:
    """Elmira's state 9 is four vectors, and the patterns of 5, 8 and 9 overlap in it."""
    solution = so.solve("elmira-1991", concepts="nash,gmr")
    for concept in solution.stable:
        summary = solution.summary(concept)
        assert sum(pattern.added for pattern in summary.patterns) == summary.count
        assert max(pattern.count for pattern in summary.patterns) <= summary.count
    nash = solution.summary("nash").patterns
    assert sum(pattern.count for pattern in nash) > 3


def grade_counts(conflict: Conflict, concept: str) -> Counter[float]:
    if concept == "nash":
        return Counter({0: len(equilibria(conflict, "nash"))})
    return Counter(largest_grade(conflict, s, concept) for s in equilibria(conflict, concept))


@given(ANY_FORM)
def test_grades_of_equilibria(model: Standoff) -> None:
    conflict, solution = conflict_of(model), so.solve(model)
    for concept in ("nash", *GRADED):
        summary = solution.summary(concept)
        assert summary.count == len(equilibria(conflict, concept))
        assert Counter(summary.grades) == +grade_counts(conflict, concept)
        assert sum(summary.grades.values()) == summary.count


def test_simultaneous_sanctioning_has_no_grades() -> None:
    assert so.solve("chicken").summary("sim").grades == {}


def test_no_status_quo_no_reach() -> None:
    graph = GraphModel(random_standoff((2, 2), seed=1))
    found = summarise(graph, graph.feasible, "all")
    assert (found.by_moves, found.by_improvements) == (None, None)
    assert (found.count, found.always, found.never) == (16, (), ())
    assert [(p.vector, p.count) for p in found.patterns] == [("----", 16)]


def test_a_pattern_may_fit_combinations_that_the_rules_exclude() -> None:
    pair = tuple(Party(name, options=(Option("o"),)) for name in "ab")
    nothing = {"a": Weights({}), "b": Weights({})}
    rules = (Rule(Formula("not (a.o and b.o)")),)
    graph = GraphModel(Standoff(title="Not both", parties=pair, rules=rules, preferences=nothing))
    (pattern,) = summarise(graph, graph.feasible, "all").patterns
    assert (pattern.vector, pattern.count) == ("--", 3)


def test_what_is_too_large_to_search_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = GraphModel(random_standoff((2, 2), seed=1))
    monkeypatch.setattr(module, "REACH_LIMIT", 15)
    monkeypatch.setattr(module, "FRONT_LIMIT", 15)
    monkeypatch.setattr(patterns, "WORK_LIMIT", 0)
    found = summarise(graph, graph.feasible, "all", start=0)
    assert (found.by_moves, found.by_improvements) == (None, None)
    assert (found.undominated, found.undominated_count) == ((), None)
    assert (found.patterns, found.uncovered) == ((), 16)
    assert found.to_dict()["reachable"] == {"moves": None, "improvements": None}


def test_the_front_is_cut_for_the_list_and_not_for_the_count() -> None:
    """Two parties with opposite wants: nothing dominates anything."""
    weights = {f"a.o{k}": 2.0**k for k in range(6)}
    model = Standoff(
        title="Opposed",
        parties=(Party("a", options=tuple(Option(f"o{k}") for k in range(6))), Party("b")),
        preferences={"a": Weights(weights), "b": Weights({k: -w for k, w in weights.items()})},
    )
    graph = GraphModel(model)
    found = summarise(graph, graph.feasible, "all")
    assert found.undominated_count == 64
    assert len(found.undominated) == module.STATES_SHOWN


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 4)), max_size=40))
def test_undominated_points(points: list[tuple[int, int, int]]) -> None:
    found = module.undominated(np.array(points, dtype=np.int32).reshape(-1, 3))
    for point, kept in zip(points, found.tolist(), strict=True):
        beaten = any(
            q != point and all(a >= b for a, b in zip(q, point, strict=True)) for q in points
        )
        assert kept != beaten


@given(ANY_FORM)
def test_summaries_are_plain_data(model: Standoff) -> None:
    solution = so.solve(model)
    for concept in solution.stable:
        summary = solution.summary(concept)
        data = json.loads(json.dumps(summary.to_dict()))
        assert (data["name"], data["count"]) == (summary.name, summary.count)
        assert CONCEPTS[concept].name in summary.name
        assert all(isinstance(line, str) for line in summary.lines())
        assert summary.tables()
