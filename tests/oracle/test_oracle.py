"""Stability, grades and summaries: known answers, theorems, and second readings."""

from __future__ import annotations

import math
from collections.abc import Mapping
from random import Random

import pytest

from .conflict import (
    Conflict,
    Party,
    Scores,
    State,
    improvements,
    option_vectors,
    prefers,
    unilateral_moves,
    vector_conflict,
)
from .grades import GRADED, grade, largest_grade
from .published import (
    chicken,
    elmira_merged,
    korea_2017_original,
    prisoners_dilemma,
)
from .random_conflicts import FAMILIES, random_conflict, random_vector_conflict
from .sequences import joint_improvements, joint_moves, sequence_lengths
from .stability import CONCEPTS, equilibria, gmr, marks, nash, seq, sim, smr
from .summary import covers_exactly, matching, option_use, reachable, undominated


def random_conflicts(count: int) -> list[Conflict]:
    """`count` conflicts of each family."""
    return [random_conflict(Random(seed), family) for family in FAMILIES for seed in range(count)]


def arcs(score: Scores, **moves: str) -> Conflict:
    """Graph form from strings such as ``i="st"``: an arc from s to t."""
    states = tuple(dict.fromkeys(s for ends in score.values() for s in ends))
    table = {
        i: {s: frozenset(arc[1] for arc in text.split() if arc[0] == s) for s in states}
        for i, text in moves.items()
    }
    return Conflict(tuple(moves), states, table, score)


def test_no_party_moves_twice_in_succession() -> None:
    score = {i: dict.fromkeys("abcd", 0) for i in "jk"}
    assert joint_moves(arcs(score, j="ab bc", k=""), "jk", "a") == {"b"}
    conflict = arcs(score, j="ab dc", k="bd")
    assert sequence_lengths(conflict, "jk", "a") == {"b": 1, "d": 2, "c": 3}
    assert joint_moves(arcs(score, j="ab", k="ba"), "jk", "a") == {"a", "b"}
    assert joint_moves(conflict, "", "a") == set()


def test_a_state_reached_by_two_movers_can_be_left_by_both() -> None:
    score = {i: dict.fromkeys("abc", 0) for i in "jk"}
    assert joint_moves(arcs(score, j="ab bc", k="ab"), "jk", "a") == {"b", "c"}


def test_sanction_by_two_moves_has_grade_two() -> None:
    score = {
        "i": {"s": 1, "t": 2, "x": 3, "y": 0},
        "j": {"s": 0, "t": 0, "x": 0, "y": 0},
        "k": {"s": 0, "t": 0, "x": 0, "y": 1},
    }
    conflict = arcs(score, i="st", j="tx", k="xy")
    assert grade(conflict, "i", "s", "gmr") == grade(conflict, "i", "s", "smr") == 2
    assert grade(conflict, "i", "s", "seq") == math.inf
    assert grade(conflict, "i", "t", "gmr") == 0
    assert largest_grade(conflict, "x", "seq") == math.inf
    escaping = arcs(score, i="st yx", j="tx", k="xy")
    assert grade(escaping, "i", "s", "gmr") == 2
    assert grade(escaping, "i", "s", "smr") == math.inf


def test_each_improvement_needs_its_own_sanction() -> None:
    score = {"i": {"s": 1, "t": 2, "u": 3, "x": 0}, "j": dict.fromkeys("stux", 0)}
    assert not gmr(arcs(score, i="st su", j="tx"), "i", "s")
    assert gmr(arcs(score, i="st su", j="tx us"), "i", "s")


def test_return_to_the_state_itself_sanctions() -> None:
    score = {"i": {"s": 1, "t": 2}, "j": {"s": 1, "t": 0}}
    conflict = arcs(score, i="st", j="ts")
    assert gmr(conflict, "i", "s") and seq(conflict, "i", "s")
    assert not smr(conflict, "i", "s")


def test_inclusions() -> None:
    within = [("nash", "seq"), ("seq", "gmr"), ("nash", "smr"), ("smr", "gmr")]
    within += [("nash", "sseq"), ("sseq", "seq"), ("sseq", "smr")]
    for conflict in random_conflicts(100):
        found = {concept: marks(conflict, concept) for concept in CONCEPTS if concept != "sim"}
        for small, large in within:
            assert found[small] <= found[large]


def test_grades_agree_with_stability() -> None:
    for conflict in random_conflicts(30):
        for concept in GRADED:
            stable = marks(conflict, concept)
            for i in conflict.parties:
                for s in conflict.states:
                    value = grade(conflict, i, s, concept)
                    assert (value == 0) == nash(conflict, i, s)
                    assert (value < math.inf) == ((i, s) in stable)
                    assert value >= grade(conflict, i, s, "gmr")


def last_movers(
    conflict: Conflict, start: State, moves: Mapping[Party, Mapping[State, frozenset[State]]]
) -> dict[State, set[Party]]:
    """Omega_H(start, .) by the inductive definition: q is left by j unless only j leads there."""
    omega: dict[State, set[Party]] = {s: set() for s in conflict.states}
    for j, table in moves.items():
        for q in table[start]:
            omega[q].add(j)
    while True:
        before = {s: set(movers) for s, movers in omega.items()}
        for j, table in moves.items():
            for s in conflict.states:
                if omega[s] - {j}:
                    for q in table[s]:
                        omega[q].add(j)
        if omega == before:
            return omega


def test_joint_moves_equal_the_inductive_definition() -> None:
    for conflict in random_conflicts(25):
        group = conflict.parties[1:] if len(conflict.parties) > 2 else conflict.parties
        for step, joint in ((unilateral_moves, joint_moves), (improvements, joint_improvements)):
            moves = {j: {s: step(conflict, j, s) for s in conflict.states} for j in group}
            for start in conflict.states:
                omega = last_movers(conflict, start, moves)
                assert joint(conflict, group, start) == {s for s in omega if omega[s]}


def test_metarational_thresholds_of_complete_reversible_games() -> None:
    """Howard (1971): GMR at or above i's maximin, SMR at or above its minimax."""
    for seed in range(40):
        rough = random_vector_conflict(Random(seed), options=4)
        _, owner = option_vectors(rough)
        codes = range(2 ** len(owner))
        vectors = {c: tuple(c >> i & 1 for i in range(len(owner))) for c in codes}
        score = {i: {c: Random(f"{seed}{i}{c}").randrange(9) for c in codes} for i in rough.parties}
        conflict = vector_conflict(rough.parties, owner, vectors, score)
        for i in rough.parties:
            mine = sum(2**o for o in range(len(owner)) if owner[o] == i)
            rows = {c & mine for c in codes}
            columns = {c & ~mine for c in codes}
            maximin = max(min(score[i][x | y] for y in columns) for x in rows)
            minimax = min(max(score[i][x | y] for x in rows) for y in columns)
            for c in codes:
                assert gmr(conflict, i, c) == (score[i][c] >= maximin)
                assert smr(conflict, i, c) == (score[i][c] >= minimax)


def test_simultaneous_sanctioning_in_the_original_arithmetic() -> None:
    """Fraser and Hipel (1984), two players: p = a + b - q in decimal codes."""
    struck = 0
    for seed in range(300):
        conflict = random_vector_conflict(Random(seed), parties=2)
        vectors, _ = option_vectors(conflict)
        code = {s: sum(taken << i for i, taken in enumerate(v)) for s, v in vectors.items()}
        state_of = {number: s for s, number in code.items()}
        for i, j in (conflict.parties, conflict.parties[::-1]):
            for q in conflict.states:
                stable = seq(conflict, i, q)
                if not stable and not seq(conflict, j, q):
                    met = {
                        a: {code[a] + code[b] - code[q] for b in improvements(conflict, j, q)}
                        for a in improvements(conflict, i, q)
                    }
                    stable = all(
                        any(p in state_of and not prefers(conflict, i, state_of[p], q) for p in ps)
                        for ps in met.values()
                    )
                    struck += stable
                assert sim(conflict, i, q) == stable
    assert struck > 10


def test_simultaneous_sanctioning_may_take_several_others() -> None:
    """Everybody gains by acting alone; i gains nothing only if all three act at once."""
    vectors = {code: tuple(code >> i & 1 for i in range(3)) for code in range(8)}
    good = {"i": (1, 3, 5), "j": (2, 3), "k": (4, 5)}
    score = {i: {c: int(c in good[i]) for c in vectors} for i in "ijk"}
    conflict = vector_conflict(tuple("ijk"), tuple("ijk"), vectors, score)
    assert not any(seq(conflict, i, 0) for i in "ijk")
    assert sim(conflict, "i", 0)
    without = {code: vector for code, vector in vectors.items() if code != 7}
    fewer = {i: {c: u for c, u in score[i].items() if c != 7} for i in score}
    assert not sim(vector_conflict(tuple("ijk"), tuple("ijk"), without, fewer), "i", 0)


def test_relabelling_and_monotone_rescoring_change_nothing() -> None:
    for conflict in random_conflicts(15):
        parties = {i: f"new {i}" for i in reversed(conflict.parties)}
        states = {s: f"new {s}" for s in reversed(conflict.states)}
        moves = {
            parties[i]: {states[s]: frozenset(states[q] for q in ends) for s, ends in table.items()}
            for i, table in conflict.moves.items()
        }
        score = {
            parties[i]: {states[s]: 3 * u**3 - 7 for s, u in table.items()}
            for i, table in conflict.score.items()
        }
        renamed = Conflict(tuple(parties.values()), tuple(states.values()), moves, score)
        for concept in ("nash", "gmr", "smr", "seq", "sseq"):
            expected = {(parties[i], states[s]) for i, s in marks(conflict, concept)}
            assert marks(renamed, concept) == expected


def without_moves(conflict: Conflict, party: Party, state: State) -> Conflict:
    """The conflict in which `party` cannot move at `state`."""
    table = {**conflict.moves[party], state: frozenset[State]()}
    moves = {**conflict.moves, party: table}
    return Conflict(conflict.parties, conflict.states, moves, conflict.score)


def test_fewer_moves_of_the_others_sanction_less() -> None:
    for conflict in random_conflicts(15):
        i, j = conflict.parties[:2]
        fewer = without_moves(conflict, j, conflict.states[0])
        for stable in (gmr, smr, seq):
            assert all(stable(conflict, i, s) for s in conflict.states if stable(fewer, i, s))
        assert all(nash(fewer, j, s) for s in conflict.states if nash(conflict, j, s))


def test_option_use_and_covers() -> None:
    conflict = korea_2017_original()
    use = option_use(conflict, equilibria(conflict, "sim"))
    assert (use.always, use.never) == (frozenset(), frozenset())
    assert {i: str(share) for i, share in use.varies.items()} == dict(
        zip(range(4), ("1/4", "1/4", "1/2", "1/4"), strict=True)
    )
    assert option_use(conflict, {"1", "5"}).always == {0}
    assert option_use(conflict, {"1", "5"}).never == {1, 3}
    assert covers_exactly(conflict, ["Y-NN", "-NYN"], {"1", "4", "5"})
    assert not covers_exactly(conflict, ["-N-N"], {"1", "4", "5"})
    assert covers_exactly(conflict, ["YY--"], set())
    assert matching(conflict, "Y--Y") == {"9", "13"}


def test_undominated() -> None:
    assert undominated(chicken(), set(chicken().states)) == {"NN", "NY", "YN"}
    assert undominated(prisoners_dilemma(), {"NN", "YY"}) == {"YY"}


def test_reachable_takes_single_arcs() -> None:
    score = {i: dict.fromkeys("abcd", 0) for i in "jk"}
    assert reachable(arcs(score, j="ab bc", k=""), "a") == {"a", "b"}
    assert reachable(arcs(score, j="ab bc", k="bd"), "a") == {"a", "b", "d"}
    assert reachable(arcs(score, j="ab bc", k="bd"), "a", improving=True) == {"a"}


def test_vectors_are_needed_for_simultaneous_sanctioning() -> None:
    with pytest.raises(ValueError, match="option vector"):
        equilibria(elmira_merged(), "sim")


def test_loops_and_repeated_vectors_are_refused() -> None:
    score = {"i": {"a": 0, "b": 1}}
    with pytest.raises(ValueError, match="loop"):
        Conflict(("i",), ("a", "b"), {"i": {"a": frozenset("a")}}, score)
    with pytest.raises(ValueError, match="vector"):
        Conflict(("i",), ("a", "b"), {"i": {}}, score, {"a": (0,), "b": (0,)}, ("i",))
