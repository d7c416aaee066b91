"""Prospects and the chains below them: hand-made answers, theorems, and a simulation."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import islice, pairwise
from random import Random

import pytest

from .chain import (
    Chain,
    absorption,
    closed_classes,
    expected_moves,
    long_run_shares,
    most_probable_path,
)
from .conflict import Conflict, State, vector_conflict
from .prospects import (
    Dynamics,
    group_improvements,
    improvement_chain,
    most_probable_steps,
    prospects,
    simulate,
    steps,
    transitions,
    walk,
)
from .published import chicken, elmira, elmira_merged, matching_pennies, prisoners_dilemma
from .random_conflicts import random_arcs_conflict, random_conflict, random_vector_conflict
from .stability import nash

HALF = Fraction(1, 2)
DYNAMICS = [Dynamics("best"), Dynamics("any"), Dynamics("any", rates={"a": 3, "b": HALF})]
WITH_GROUPS = [Dynamics(mode, agreements=k) for mode in ("best", "any") for k in (2, 3)]


def ends_of(conflict: Conflict, start: str, dynamics: Dynamics) -> dict[frozenset[State], Fraction]:
    """The closed classes and their probabilities."""
    return {end.states: end.probability for end in prospects(conflict, start, dynamics).ends}


def test_prisoners_dilemma_ends_in_defection() -> None:
    for mode in ("best", "any"):
        found = prospects(prisoners_dilemma(), "YY", Dynamics(mode))
        assert [(end.states, end.probability) for end in found.ends] == [(frozenset({"NN"}), 1)]
        assert found.expected_moves == 2
        assert found.ends[0].path[0] == "YY" and len(found.ends[0].path) == 3
        assert found.ends[0].path_probability == HALF


def test_prisoners_dilemma_with_agreements_cycles() -> None:
    found = prospects(prisoners_dilemma(), "NN", Dynamics(agreements=2))
    (end,) = found.ends
    assert end.shares == {
        "NN": Fraction(1, 3),
        "YY": Fraction(1, 3),
        "NY": Fraction(1, 6),
        "YN": Fraction(1, 6),
    }
    assert (end.path, end.path_probability, found.expected_moves) == (("NN",), 1, 0)


def test_chicken_is_even() -> None:
    for start in ("NN", "YY"):
        found = prospects(chicken(), start)
        assert ends_of(chicken(), start, Dynamics()) == {
            frozenset({"YN"}): HALF,
            frozenset({"NY"}): HALF,
        }
        assert found.expected_moves == 1
        assert {end.path for end in found.ends} == {(start, "YN"), (start, "NY")}


def test_rates_weigh_the_actors() -> None:
    twice = Dynamics(rates={"row": 2})
    assert ends_of(chicken(), "NN", twice)[frozenset({"YN"})] == Fraction(2, 3)
    assert steps(chicken(), "YY", Dynamics(agreements=2, rates={"row": 3})) == {
        (("row",), "NY"): HALF,
        (("column",), "YN"): Fraction(1, 6),
        (("row", "column"), "NN"): Fraction(1, 3),
    }
    with pytest.raises(ValueError, match="positive"):
        Dynamics(rates={"row": 0})


def test_matching_pennies_goes_round() -> None:
    for start in matching_pennies().states:
        (end,) = prospects(matching_pennies(), start).ends
        assert end.shares == dict.fromkeys(matching_pennies().states, Fraction(1, 4))


def test_elmira_agreement_of_ministry_and_uniroyal() -> None:
    for conflict in (elmira(), elmira_merged()):
        found = prospects(conflict, "1")
        assert (found.expected_moves, found.ends[0].states) == (1, {"5"})
    found = prospects(elmira(), "1", Dynamics(agreements=2))
    assert (found.expected_moves, found.ends[0].path) == (2, ("1", "5", "8"))
    assert list(steps(elmira(), "5", Dynamics(agreements=2))) == [(("ministry", "uniroyal"), "8")]


def one_party(score: list[int]) -> Conflict:
    """One party with two options; `score` of NN, NY, YN, YY."""
    vectors = {"NN": (0, 0), "NY": (0, 1), "YN": (1, 0), "YY": (1, 1)}
    return vector_conflict(
        ("i",), ("i", "i"), vectors, {"i": dict(zip(vectors, score, strict=True))}
    )


def test_best_splits_ties_and_any_splits_improvements() -> None:
    conflict = one_party([0, 1, 2, 2])
    assert transitions(conflict, "NN", Dynamics()) == {"YN": HALF, "YY": HALF}
    third = Fraction(1, 3)
    assert transitions(conflict, "NN", Dynamics("any")) == dict.fromkeys(("NY", "YN", "YY"), third)
    assert transitions(conflict, "YN", Dynamics("any")) == {}
    assert prospects(conflict, "NN", Dynamics("any")).expected_moves == Fraction(4, 3)


def test_groups_change_their_own_options_where_directions_permit() -> None:
    game, group = chicken(), ("row", "column")
    assert group_improvements(game, group, "YY", Dynamics(agreements=2)) == {"NN"}
    assert group_improvements(game, group, "NY", Dynamics(agreements=2)) == set()
    stuck = vector_conflict(game.parties, group, game.vectors, game.score, ("take", "both"))
    assert group_improvements(stuck, group, "YY", Dynamics(agreements=2)) == set()
    barred = Dynamics(agreements=2, may_change=lambda party, state, end: party == "row")
    assert group_improvements(game, group, "YY", barred) == set()
    with pytest.raises(ValueError, match="option vector"):
        prospects(elmira_merged(), "1", Dynamics(agreements=2))


def test_a_group_takes_any_of_its_undominated_improvements() -> None:
    """Two parties with two options each, and three joint gains of which one is dominated."""
    gains = {"YNYN": (2, 1), "YNNY": (1, 2), "NYYN": (1, 1)}
    vectors = {s: tuple(int(x == "Y") for x in s) for s in ("NNNN", *gains)}
    score = {i: {s: gains.get(s, (0, 0))[n] for s in vectors} for n, i in enumerate("ij")}
    conflict = vector_conflict(("i", "j"), tuple("iijj"), vectors, score)
    best = transitions(conflict, "NNNN", Dynamics(agreements=2))
    assert best == {"YNYN": HALF, "YNNY": HALF}
    assert transitions(conflict, "NNNN", Dynamics("any", agreements=2)) == dict.fromkeys(
        gains, Fraction(1, 3)
    )


def test_shared_arcs_split_steps_but_not_transitions() -> None:
    moves = {i: {"a": frozenset("b")} for i in "ij"}
    conflict = Conflict(("i", "j"), ("a", "b"), moves, {i: {"a": 0, "b": 1} for i in "ij"})
    assert transitions(conflict, "a", Dynamics()) == {"b": 1}
    assert prospects(conflict, "a").ends[0].path_probability == 1
    assert most_probable_steps(conflict, "a", frozenset("b"), Dynamics()) == (HALF, ("a", "b"))


def test_a_party_may_improve_twice_in_succession() -> None:
    moves = {"i": {"a": frozenset("b"), "b": frozenset("c")}}
    conflict = Conflict(("i",), ("a", "b", "c"), moves, {"i": {"a": 0, "b": 1, "c": 2}})
    assert prospects(conflict, "a").ends[0].path == ("a", "b", "c")


def test_gamblers_ruin() -> None:
    """Feller (1968), An Introduction to Probability Theory, volume 1, chapter XIV."""
    chain = {k: {k - 1: HALF, k + 1: HALF} for k in range(1, 5)} | {0: {}, 5: {}}
    assert set(closed_classes(chain)) == {frozenset({0}), frozenset({5})}
    assert absorption(chain, frozenset({5})) == {k: Fraction(k, 5) for k in range(6)}
    assert expected_moves(chain) == {k: k * (5 - k) for k in range(6)}
    assert most_probable_path(chain, 2, frozenset({5})) == (HALF**3, (2, 3, 4, 5))


def test_shares_of_an_uneven_cycle() -> None:
    third = Fraction(1, 3)
    chain = {0: {1: third, 2: 1 - third}, 1: {0: Fraction(1)}, 2: {1: Fraction(1)}}
    shares = long_run_shares(chain, frozenset({0, 1, 2}))
    assert shares == {0: Fraction(3, 8), 1: Fraction(3, 8), 2: Fraction(2, 8)}


def test_the_longer_path_can_be_the_more_probable() -> None:
    likely, rare = Fraction(9, 10), Fraction(1, 10)
    chain = {"a": {"z": rare, "b": likely}, "b": {"z": likely, "y": rare}, "y": {}, "z": {}}
    assert most_probable_path(chain, "a", frozenset("z")) == (likely**2, ("a", "b", "z"))
    assert most_probable_path(chain, "y", frozenset("z")) == (0, ())


def simple_paths(
    chain: Chain, path: tuple[State, ...], ends: frozenset[State]
) -> Iterator[tuple[State, ...]]:
    """All ways to go on from `path` to `ends` without visiting a state twice."""
    if path[-1] in ends:
        yield path
        return
    for after in chain[path[-1]]:
        if after not in path:
            yield from simple_paths(chain, (*path, after), ends)


def test_most_probable_path_is_the_best_of_all() -> None:
    for seed in range(60):
        conflict = random_arcs_conflict(Random(seed))
        dynamics = Dynamics("any", rates={"a": 5})
        chain = improvement_chain(conflict, "s0", dynamics)
        for end in prospects(conflict, "s0", dynamics).ends:
            value = {
                path: math.prod(chain[s][q] for s, q in pairwise(path))
                for path in simple_paths(chain, ("s0",), end.states)
            }
            assert end.path_probability == max(value.values()) == value[end.path]
            assert len(end.path) == min(
                len(path) for path in value if value[path] == end.path_probability
            )


def test_prospects_are_a_probability_and_ends_are_closed() -> None:
    for seed in range(60):
        conflict = random_conflict(Random(seed))
        groups = WITH_GROUPS if conflict.vectors else []
        for dynamics in (*DYNAMICS, *groups):
            found = prospects(conflict, conflict.states[0], dynamics)
            assert sum(end.probability for end in found.ends) == 1
            assert sum(found.distribution().values()) == 1
            for end in found.ends:
                assert 0 < end.path_probability <= end.probability
                if len(end.states) == 1:
                    assert all(nash(conflict, i, *end.states) for i in conflict.parties)


def test_shares_do_not_change_with_one_more_move() -> None:
    for seed in range(60):
        conflict = random_arcs_conflict(Random(seed))
        chain = improvement_chain(conflict, "s0", Dynamics("any"))
        for end in prospects(conflict, "s0", Dynamics("any")).ends:
            after: Counter[State] = Counter()
            for state, share in end.shares.items():
                for target, p in (chain[state] or {state: Fraction(1)}).items():
                    after[target] += share * p
            assert after == end.shares


def test_best_is_one_of_any() -> None:
    for seed in range(30):
        conflict = random_vector_conflict(Random(seed))
        for state in conflict.states:
            for k in (1, 2):
                best = steps(conflict, state, Dynamics("best", agreements=k))
                free = steps(conflict, state, Dynamics("any", agreements=k))
                assert set(best) <= set(free)
                assert {actor for actor, _ in best} == {actor for actor, _ in free}


def test_simulation_agrees_within_its_interval() -> None:
    """Within five standard errors, for fixed seeds."""
    runs = 400
    for seed in range(24):
        conflict = random_conflict(Random(seed))
        choices = DYNAMICS + WITH_GROUPS if conflict.vectors else DYNAMICS
        dynamics = choices[seed % len(choices)]
        found = prospects(conflict, conflict.states[0], dynamics)
        entered, moves = simulate(conflict, conflict.states[0], dynamics, Random(seed), runs)
        for end in found.ends:
            p = float(end.probability)
            error = math.sqrt(p * (1 - p) / runs)
            assert abs(entered[end.states] / runs - p) <= 5 * error + 1e-12
        assert abs(moves - found.expected_moves) <= Fraction(found.expected_moves, 4)


def test_simulated_shares_agree() -> None:
    game, length = prisoners_dilemma(), 6000
    dynamics = Dynamics(agreements=2)
    visits = Counter(islice(walk(game, "NN", dynamics, Random(1)), length))
    (end,) = prospects(game, "NN", dynamics).ends
    assert all(abs(visits[s] / length - share) < 0.03 for s, share in end.shares.items())
