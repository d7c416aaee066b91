"""The shortest answer to an improvement: as short as the oracle's, legal, and a sanction."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.model import NamedState, Party, Ranking, Standoff
from standoff.stability import CONCEPTS, GraphModel
from standoff.stability.answers import shortest_answer
from standoff.stability.deviation import answers, outcome

from ..families import FAMILIES, seeded
from ..in_words import names
from ..oracle.conflict import Conflict, State, improvements, prefers, unilateral_moves
from ..oracle.grades import GRADED, sanction_length
from ..oracle.stability import survives_reply
from ..oracle_from_model import conflict_of

Steps = list[tuple[State, str]]


def answer(graph: GraphModel, party: int, state: int, target: int, concept: str) -> Steps | None:
    """The library's answer, in the oracle's words."""
    kind, called = CONCEPTS[concept], names(graph.space)
    relations = dict(zip(graph.others(party), answers(graph, party, kind), strict=True))
    value = outcome(graph, party, kind).reshape(-1)
    level = int(graph.scores[party].rank.reshape(-1)[state])
    found = shortest_answer(relations, target, value, level)
    return None if found is None else [(called[s], graph.model.party_ids[j]) for s, j in found]


def every_improvement(graph: GraphModel) -> Iterator[tuple[int, int, int]]:
    """Party, state left and state reached, for all improvements."""
    for i, relation in enumerate(graph.improvements):
        states = np.array(sorted(names(graph.space)), dtype=np.int64)
        for row, target in zip(*relation.arcs(states), strict=True):
            yield i, int(states[row]), int(target)


def assert_legal(conflict: Conflict, start: State, steps: Steps, party: str, concept: str) -> None:
    """Each step is one of the concept's, by another party than `party` and the last mover."""
    step = improvements if concept in ("seq", "sseq") else unilateral_moves
    at, last = start, party
    for k, (after, mover) in enumerate(steps):
        assert mover != party
        assert mover != last or k == 0
        assert after in step(conflict, mover, at)
        at, last = after, mover


@given(st.one_of(*FAMILIES.values()))
def test_answers_are_shortest_legal_and_sanctions(model: Standoff) -> None:
    check(model)


def test_answers_in_larger_models() -> None:
    for model in seeded(35):
        check(model)


def check(model: Standoff) -> None:
    graph, conflict = GraphModel(model), conflict_of(model)
    called = names(graph.space)
    for i, state, target in list(every_improvement(graph))[:40]:
        party, before, improvement = model.party_ids[i], called[state], called[target]
        for concept in GRADED:
            steps = answer(graph, i, state, target, concept)
            expected = sanction_length(conflict, party, before, improvement, concept)
            assert (math.inf if steps is None else len(steps)) == expected
            if steps is not None:
                assert_legal(conflict, improvement, steps, party, concept)
                end = steps[-1][0]
                assert not prefers(conflict, party, end, before)
                if CONCEPTS[concept].last_word:
                    assert survives_reply(conflict, party, before, end)


def row(labels: str, movers: str) -> Standoff:
    """States in a row, each step made by one party.

    i likes the states from the second on, then the first, then the last. The others like the
    second best and then the first of the row before the later ones.
    """
    moves: dict[str, dict[str, tuple[str, ...]]] = {party: {} for party in "ijk"}
    for mover, (before, after) in zip(movers, pairwise(labels), strict=True):
        moves[mover][before] = (after,)
    first, second, *others, last = labels
    like_i = Ranking(tuple((s,) for s in (second, *others, first, last)))
    like_others = Ranking(tuple((s,) for s in (second, first, *others, last)))
    return Standoff(
        title="A row of states",
        parties=tuple(Party(party) for party in "ijk"),
        states=tuple(NamedState(label) for label in labels),
        moves=moves,
        preferences={"i": like_i, "j": like_others, "k": like_others},
    )


def test_two_parties_take_turns() -> None:
    """From s, i gains at t; j leads on to u and k from there to v, where i is worse off."""
    graph = GraphModel(row("stuv", "ijk"))
    assert answer(graph, 0, 0, 1, "gmr") == [("u", "j"), ("v", "k")]
    assert answer(graph, 0, 0, 1, "seq") is None  # j and k lose by that


def test_nobody_moves_twice_in_succession() -> None:
    graph = GraphModel(row("stuv", "ijj"))
    assert answer(graph, 0, 0, 1, "gmr") is None


def test_a_state_may_be_passed_again_after_another_mover() -> None:
    """j's way to v begins in u; k must bring u about, since j may not move twice in succession.

    Both lead from t to u. Whoever is seen to arrive in u first must not hide the other.
    """
    for quick, slow in ("jk", "kj"):
        model = row("stuv", f"i{quick}{slow}")
        moves = {party: dict(steps) for party, steps in (model.moves or {}).items()}
        moves[slow]["t"] = ("u",)
        found = answer(GraphModel(replace(model, moves=moves)), 0, 0, 1, "gmr")
        assert found == [("u", quick), ("v", slow)]


def test_of_equally_short_answers_the_worst_for_the_mover_is_told() -> None:
    model = Standoff(
        title="Two answers",
        parties=(Party("i"), Party("j")),
        states=tuple(NamedState(label) for label in "stuv"),
        moves={"i": {"s": ("t",)}, "j": {"t": ("u", "v")}},
        preferences={
            "i": Ranking((("t",), ("s",), ("u",), ("v",))),
            "j": Ranking((("s", "t", "u", "v"),)),
        },
    )
    assert answer(GraphModel(model), 0, 0, 1, "gmr") == [("v", "j")]


@pytest.mark.parametrize("concept", GRADED)
def test_a_tie_sanctions(concept: str) -> None:
    model = Standoff(
        title="Back where it began",
        parties=(Party("i"), Party("j")),
        states=(NamedState("s"), NamedState("t")),
        moves={"i": {"s": ("t",)}, "j": {"t": ("s",)}},
        preferences={"i": Ranking((("t",), ("s",))), "j": Ranking((("s",), ("t",)))},
    )
    steps = answer(GraphModel(model), 0, 0, 1, concept)
    assert steps == (None if CONCEPTS[concept].last_word else [("s", "j")])


def test_no_opponents_no_answer() -> None:
    assert shortest_answer({}, 0, np.zeros(1, dtype=np.int32), 0) is None
