"""One state at a time, many preferences in one pass: the same marks as one model at a time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings

import standoff as so
from standoff.errors import TooLarge
from standoff.model import NamedState, Party, Ranking, Standoff
from standoff.preferences import Score, scores, uncertainty
from standoff.preferences.uncertain import Profile
from standoff.stability import CONCEPTS, GraphModel, stability
from standoff.stability import single as single_module
from standoff.stability.single import stable_at
from standoff.states import AxesSpace, lines, state_space
from standoff.states.repeated import RepeatedSpace
from standoff.testing import merged_standoffs, option_standoffs, random_standoff
from standoff.uncertainty import judge as judge_module
from standoff.uncertainty.judge import Judge
from standoff.uncertainty.tasks import Draws, Tally

from ..families import seeded
from ..oracle.uncertain.by_hand import two_claims
from ..oracle.uncertain.random_models import random_uncertain

NOT_SIM = [concept for concept in CONCEPTS.values() if not concept.simultaneous]
SHAPES = ((2, 3), (2, 2, 1), (1, 1, 2, 1), (4,))


def models(count: int) -> list[Standoff]:
    """From strict and free to full of ties, infeasible states and one-way options."""
    return [
        random_standoff(
            SHAPES[k % len(SHAPES)],
            seed=100 + k,
            infeasible=(0.0, 0.3, 0.5)[k % 3],
            irreversible=(0.0, 0.5, 1.0)[k // 3 % 3],
            ties=(0.0, 0.5, 0.9, 0.99)[k % 4],
        )
        for k in range(count)
    ]


def feasible(graph: GraphModel) -> list[int]:
    return np.flatnonzero(graph.feasible).tolist()  # type: ignore[no-any-return]


def check_single(model: Standoff) -> None:
    graph = GraphModel(model)
    for concept in NOT_SIM:
        for party, marks in enumerate(stability(graph, concept)):
            for state in feasible(graph):
                assert stable_at(graph, party, concept, state) is bool(marks[state])


def test_one_state_at_a_time() -> None:
    for model in [*seeded(40), *models(24)]:
        check_single(model)


@settings(max_examples=15)
@given(option_standoffs())
def test_one_state_at_a_time_of_every_kind(model: Standoff) -> None:
    check_single(model)


def test_one_state_is_left_where_answers_reach_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is then judged with all others; the marks are the same."""
    monkeypatch.setattr(single_module, "REACHED", 2)
    left = 0
    for model in models(24):
        graph = GraphModel(model)
        for party, marks in enumerate(stability(graph, CONCEPTS["gmr"])):
            found = [stable_at(graph, party, CONCEPTS["gmr"], s) for s in feasible(graph)]
            known = [bool(marks[s]) for s in feasible(graph)]
            assert all(one in (mark, None) for one, mark in zip(found, known, strict=True))
            left += found.count(None)
    assert left > 0
    monkeypatch.setattr(single_module, "REACHED", 0)
    for seed in range(12):
        check_marks(random_uncertain(seed))


def check_marks(model: Standoff) -> None:
    """What the judge says of a few states is what it says of all."""
    found = uncertainty(model)
    profiles = found.profiles(found.rows(0, 0, 7))
    judge = Judge(model)
    states = np.flatnonzero(GraphModel(model, judge.space, judge.scores(profiles[0])).feasible)
    for concept in CONCEPTS.values():
        if concept.simultaneous and not isinstance(judge.space, AxesSpace):
            continue
        whole = [GraphModel(found.drawn(row)) for row in found.rows(0, 0, 7)]
        known = np.array([stability(graph, concept) for graph in whole])
        for few in (states[:1], states[-3:], states):
            assert (judge.marks(profiles, concept, few) == known[:, :, few]).all()


@pytest.mark.parametrize("seed", range(12))
def test_marks_of_some_states_are_those_of_all(seed: int) -> None:
    check_marks(random_uncertain(seed))


@settings(max_examples=10)
@given(merged_standoffs())
def test_marks_of_some_merged_states(model: Standoff) -> None:
    check_marks(model)


def test_a_few_states_are_judged_without_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    model = random_uncertain(4)
    found = uncertainty(model)
    monkeypatch.setattr(Judge, "stable", lambda self, profiles, concepts: iter(()))
    judge, profiles = Judge(model), found.profiles(found.rows(0, 0, 3))
    known = stability(GraphModel(found.drawn(found.rows(0, 0, 1)[0])), CONCEPTS["seq"])
    marks = judge.marks(profiles, CONCEPTS["seq"], np.array([0]))
    assert marks.shape == (3, len(model.parties), 1)
    assert marks[0, :, 0].tolist() == [bool(m[0]) for m in known] and marks.any()


def other_scores(space: AxesSpace, seed: int, ties: int) -> list[Score]:
    """Random scores of every party; infeasible cells hold -1."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in space.parties:
        rank = rng.integers(0, ties, space.shape).astype(np.int32)
        if space.feasible is not None:
            rank[~space.feasible] = -1
        found.append(Score(rank))
    return found


def check_copies(space: AxesSpace, each: Sequence[Sequence[Score]]) -> None:
    """Copies side by side have the marks of each alone."""
    stacked = tuple(Score(np.stack([s.rank for s in one])) for one in zip(*each, strict=True))
    together = GraphModel(space.model, RepeatedSpace(space, len(each)), stacked)
    assert together.space.cells == len(each) * space.cells
    assert together.space.count == len(each) * space.count
    for concept in CONCEPTS.values():
        marks = [m.reshape(len(each), -1) for m in stability(together, concept)]
        for k, one in enumerate(each):
            alone = stability(GraphModel(space.model, space, tuple(one)), concept)
            for party, mark in enumerate(alone):
                assert (marks[party][k] == mark).all(), (concept.id, k, party)


@pytest.mark.parametrize("compile_from", [1 << 18, 0, 40])
def test_copies_of_a_space_are_judged_as_each_alone(
    compile_from: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In plain NumPy, compiled, and with copies compiled where one space alone is not."""
    monkeypatch.setattr(lines, "COMPILE_FROM", compile_from)
    for k, model in enumerate(models(12 if compile_from else 6)):
        space = state_space(model)
        assert isinstance(space, AxesSpace)
        each = [scores(space), *(other_scores(space, s, (2, 4, 99)[k % 3]) for s in range(4))]
        check_copies(space, each)


def test_copies_that_are_compiled_by_their_number() -> None:
    model = random_standoff((6, 5, 3), seed=3, infeasible=0.2, irreversible=0.3, ties=0.5)
    space = state_space(model)
    assert isinstance(space, AxesSpace)
    copies = -(-lines.COMPILE_FROM // space.cells)
    each = [other_scores(space, s, 50) for s in range(3)]
    stacked = tuple(
        Score(np.stack([each[k % 3][i].rank for k in range(copies)])) for i in space.parties
    )
    repeated = RepeatedSpace(space, copies)
    assert repeated.axis(0).compiled and not space.axis(0).compiled
    together = GraphModel(model, repeated, stacked)
    for name in ("smr", "seq"):
        alone = [stability(GraphModel(model, space, tuple(one)), CONCEPTS[name]) for one in each]
        for party, found in enumerate(stability(together, CONCEPTS[name])):
            marks = found.reshape(copies, -1)
            assert all((marks[k] == alone[k % 3][party]).all() for k in range(copies))


def test_profiles_are_judged_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever fits into one pass, and whatever scores are forgotten."""
    for seed in (1, 7, 9, 12):
        model = random_uncertain(seed)
        found = uncertainty(model)
        rows = found.rows(2, 0, 11)
        known = [
            stability(GraphModel(found.drawn(row)), CONCEPTS[c]) for row in rows for c in CONCEPTS
        ]
        for batch, kept in ((1, 1), (4, 1 << 20), (4, 1)):
            monkeypatch.setattr(judge_module, "BATCH", batch * state_space(model).cells)
            monkeypatch.setattr(judge_module, "KEPT", kept)
            passes = list(Judge(model).stable(found.profiles(rows), tuple(CONCEPTS.values())))
            assert [first for first, _ in passes] == list(range(0, 11, batch))
            marks = [s[c][k] for _, s in passes for k in range(len(s["seq"])) for c in CONCEPTS]
            assert len(marks) == len(known)
            for mine, theirs in zip(marks, known, strict=True):
                assert (mine == np.array(theirs)).all()


def test_marks_by_the_form_of_the_model() -> None:
    """Chicken has more under SIM than under SEQ.

    In graph form north may go from 1 to 2, which it likes better, and south from 2 to 3 to 4, but
    not twice in succession. North likes 4 least and 3 most, so it is not deterred from 2.
    """
    chicken = Judge(so.load("chicken"))
    profile = Profile(chicken.model.preferences, {})
    every = np.arange(4)
    counts = [
        chicken.marks([profile], CONCEPTS[c], every).all(axis=1).sum() for c in ("seq", "sim")
    ]
    assert counts == [2, 3]
    labels = ("1", "2", "3", "4")
    steps = Standoff(
        title="steps",
        parties=(Party("north"), Party("south")),
        states=tuple(NamedState(label) for label in labels),
        moves={"north": {"1": ("2",)}, "south": {"2": ("3",), "3": ("4",)}},
        preferences={
            "north": Ranking((("3",), ("2",), ("1",), ("4",))),
            "south": Ranking((labels,)),
        },
    )
    judge = Judge(steps)
    marks = judge.marks([Profile(steps.preferences, {})], CONCEPTS["gmr"], every)
    assert marks[0].tolist() == [[False, True, True, True], [True] * 4]


def test_sums_are_the_same_however_many_fit_into_a_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each draw keeps its own weight; the chances of the draws differ."""
    model = random_uncertain(9)
    whole = so.robustness(model, concepts="nash,seq", heading=False)
    monkeypatch.setattr(judge_module, "BATCH", 2 * whole.space.cells)
    found = Tally(Draws(model, None), ("nash", "seq"))(0, whole.draws)
    assert whole.exact and found.keys() == whole.sums.keys()
    for name, sums in found.items():
        assert sums == pytest.approx(whole.sums[name], abs=1e-12)


def test_scores_are_those_of_the_preference_given() -> None:
    """Also where an earlier one is gone, and its place in memory taken."""
    model = random_uncertain(9)
    found = uncertainty(model)
    judge = Judge(model)
    for row in found.combined(0, 72)[0]:
        known = scores(GraphModel(found.drawn(row)).space)
        mine = judge.scores(found.profiles(row[None])[0])
        assert all((a.rank == b.rank).all() for a, b in zip(mine, known, strict=True))


def test_scores_of_a_preference_are_made_once() -> None:
    model = random_uncertain(9)
    found = uncertainty(model)
    judge, profiles = Judge(model), found.profiles(found.combined(0, 1000)[0])
    every = [judge.scores(profile) for profile in profiles]
    distinct = len({id(s[0]) for s in every}), len({id(s[1]) for s in every})
    assert max(distinct) < len(profiles) == 72
    for profile, known in zip(profiles, every, strict=True):
        fresh = Judge(model).scores(Profile(profile.preferences, {}))
        assert all((a.rank == b.rank).all() for a, b in zip(fresh, known, strict=True))


def test_a_walk_through_too_many_states_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge_module, "REACHED", 3)
    judge = Judge(two_claims())
    (profile,) = uncertainty(two_claims()).profiles(np.array([[2.0, 2.0]]))
    with pytest.raises(TooLarge, match="improvements reach more than 3 states"):
        judge.heading(profile, judge.space.index(()))
