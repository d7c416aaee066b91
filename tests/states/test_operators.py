"""The operators of every kind of state space against sets of moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.model import Standoff
from standoff.stability import GraphModel
from standoff.states import NEVER, Relation, lines

from ..families import FAMILIES, seeded
from ..in_words import names
from ..oracle.conflict import Conflict, Party, State, improvements, unilateral_moves
from ..oracle.sequences import sequence_lengths
from ..oracle.summary import reachable
from ..oracle_from_model import conflict_of

Ends = Callable[[Conflict, Party, State], frozenset[State]]
both_ways = pytest.mark.parametrize("compile_from", [0, 1 << 40], ids=["compiled", "numpy"])


class Case:
    """A model read twice: as the library's graph model and as the oracle's conflict."""

    def __init__(self, model: Standoff, seed: int = 0) -> None:
        self.graph = GraphModel(model)
        self.space = self.graph.space
        self.conflict = conflict_of(model)
        self.called = names(self.space)
        self.cells = np.array(list(self.called))
        drawn = np.random.default_rng(seed).integers(-5, 6, self.space.shape, dtype=np.int32)
        self.value = {self.called[k]: int(drawn.reshape(-1)[k]) for k in self.called}
        self.drawn = drawn

    def filled(self, infeasible: np.int32) -> np.ndarray:
        if self.space.feasible is None:
            return self.drawn.copy()
        return np.where(self.space.feasible, self.drawn, infeasible)

    def by_name(self, array: np.ndarray) -> dict[State, int]:
        return {self.called[k]: int(array.reshape(-1)[k]) for k in self.called}

    def relations(self) -> Iterator[tuple[Party, Relation, Ends]]:
        for i, party in enumerate(self.conflict.parties):
            yield party, self.graph.moves[i], unilateral_moves
            yield party, self.graph.improvements[i], improvements


def test_states_and_their_number() -> None:
    for model in seeded(50):
        case = Case(model)
        assert set(case.called.values()) == set(case.conflict.states)
        assert len(case.called) == case.space.count == len(case.conflict.states)


@pytest.mark.parametrize("family", FAMILIES)
@given(st.data())
def test_operators(family: str, data: st.DataObject) -> None:
    case = Case(data.draw(FAMILIES[family]), data.draw(st.integers(0, 99)))
    assert set(case.called.values()) == set(case.conflict.states)
    check_one_move(case)
    check_joint_moves(case)
    check_reachable(case, data.draw(st.sampled_from(sorted(case.called))))


@both_ways
def test_operators_on_seeds(compile_from: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "COMPILE_FROM", compile_from)
    for model in seeded(25):
        case = Case(model)
        check_one_move(case)
        check_joint_moves(case)
        check_reachable(case, min(case.called))


def check_one_move(case: Case) -> None:
    for party, relation, ends in case.relations():
        arcs = {(s, q) for s in case.conflict.states for q in ends(case.conflict, party, s)}
        assert found_arcs(case, relation) == arcs
        assert found_arcs(case, relation.reverse()) == {(q, s) for s, q in arcs}
        for turn, now in ((relation, arcs), (relation.reverse(), {(q, s) for s, q in arcs})):
            check_extremes(case, turn, now)


def found_arcs(case: Case, relation: Relation) -> set[tuple[State, State]]:
    rows, targets = relation.arcs(case.cells)
    assert (np.diff(rows) >= 0).all()
    starts = [case.called[k] for k in case.cells[rows].tolist()]
    found = list(zip(starts, [case.called[k] for k in targets.tolist()], strict=True))
    assert len(found) == len(set(found))
    return set(found)


def check_extremes(case: Case, relation: Relation, arcs: set[tuple[State, State]]) -> None:
    ends = {s: [case.value[q] for start, q in arcs if start == s] for s in case.conflict.states}
    worst = relation.worst(case.filled(NEVER))
    best = relation.best(case.filled(-NEVER))
    assert case.by_name(worst) == {s: min(v, default=NEVER) for s, v in ends.items()}
    assert case.by_name(best) == {s: max(v, default=-NEVER) for s, v in ends.items()}
    lowered = case.filled(NEVER)
    fell = relation.relax(lowered)
    expected = {s: min([case.value[s], *v]) for s, v in ends.items()}
    assert case.by_name(lowered) == expected
    assert fell == (expected != case.value)
    if case.space.feasible is not None:
        assert (worst[~case.space.feasible] == NEVER).all()
        assert (lowered[~case.space.feasible] == NEVER).all()


def check_joint_moves(case: Case) -> None:
    parties = list(case.space.parties)
    groups = [parties, []] + [[j for j in parties if j != i] for i in parties]
    for group in groups:
        members = [case.conflict.parties[j] for j in group]
        for improving in (False, True):
            table = case.graph.improvements if improving else case.graph.moves
            lengths = {
                s: sequence_lengths(case.conflict, members, s, improving)
                for s in case.conflict.states
            }
            check_joint(case, [table[j] for j in group], lengths)


def check_joint(
    case: Case, relations: list[Relation], lengths: dict[State, dict[State, int]]
) -> None:
    levels = list(case.space.levels(relations, case.drawn))
    longest = max((n for found in lengths.values() for n in found.values()), default=0)
    assert len(levels) >= 1
    for k in range(max(longest, len(levels)) + 1):
        level = levels[min(k, len(levels) - 1)]
        assert case.by_name(level) == {
            s: min([case.value[s], *(case.value[q] for q, n in found.items() if n <= k)])
            for s, found in lengths.items()
        }
    joint = case.space.worst_joint(relations, case.drawn)
    assert case.by_name(joint) == case.by_name(levels[-1])


def check_reachable(case: Case, start: int) -> None:
    for improving in (False, True):
        table = case.graph.improvements if improving else case.graph.moves
        found = case.space.reachable(table, start)
        assert found.shape == case.space.shape
        reached = {case.called[int(k)] for k in np.flatnonzero(found)}
        assert reached == reachable(case.conflict, case.called[start], improving)


def test_values_given_are_left_alone() -> None:
    for model in seeded(10):
        case = Case(model)
        before = case.drawn.copy()
        for i in case.space.parties:
            case.space.worst_joint(case.graph.moves[:i], case.drawn)
            case.space.worst_joint(case.graph.improvements[:i], case.drawn)
            list(case.space.levels(case.graph.moves, case.drawn))
            case.graph.moves[i].best(case.drawn)
            case.graph.improvements[i].worst(case.drawn)
        assert (case.drawn == before).all()
