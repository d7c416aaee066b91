"""States by name, their number, and what cannot be a state space."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.errors import ModelError, NotDefined, TooLarge, UnknownName
from standoff.model import Formula, NamedState, Option, Party, Reversible, Rule, Standoff, StateRef
from standoff.states import ArcsSpace, AxesSpace, State, StateSpace, state_space
from standoff.states import arcs as arcs_module
from standoff.testing import formulas

from ..families import FAMILIES, seeded
from ..in_words import names
from ..oracle_from_model import as_taken, feasible_vectors, holds, merged_label


def options(*ids: str, **more: Any) -> tuple[Option, ...]:
    return tuple(Option(name, **more) for name in ids)


def two(**more: Any) -> Standoff:
    """Party a with x and y, party b with z; a cannot do both, and y needs z."""
    rules = more.pop("rules", ("not (a.x and a.y)", "a.y implies b.z"))
    return Standoff(
        title="Two",
        parties=(Party("a", options=options("x", "y")), Party("b", options=options("z"))),
        rules=tuple(Rule(Formula(rule)) for rule in rules),
        **more,
    )


def vectors(space: StateSpace) -> list[str | None]:
    return [space.state(k).vector for k in names(space)]


def test_strategies_are_what_a_partys_own_rules_allow() -> None:
    space = state_space(two())
    assert isinstance(space, AxesSpace)
    assert space.shape == (3, 2)
    assert (space.cells, space.count) == (6, 5)
    assert vectors(space) == ["NNN", "NNY", "YNN", "YNY", "NYY"]
    assert space.feasible is not None
    assert not space.feasible[2, 0]


def test_no_rule_across_parties_means_no_mask() -> None:
    assert state_space(two(rules=("not (a.x and a.y)", "true", "b.z or not b.z"))).feasible is None
    assert state_space(two(rules=())).shape == (4, 2)


def test_a_rule_through_definitions_is_about_the_options_in_them() -> None:
    define = {"one": Formula("a.x or a.y"), "both": Formula("not one"), "open": Formula("b.z")}
    assert state_space(two(define=define, rules=("both",))).shape == (1, 2)
    space = state_space(two(define=define, rules=("both or open",)))
    assert (space.shape, space.count) == ((4, 2), 5)


def test_states_are_numbered_with_the_last_party_fastest() -> None:
    space = state_space(two(rules=()))
    assert vectors(space) == ["NNN", "NNY", "YNN", "YNY", "NYN", "NYY", "YYN", "YYY"]
    bits, free = space.bits(np.arange(8))
    assert bits.tolist() == [0, 4, 1, 5, 2, 6, 3, 7]
    assert not free.any()


@pytest.mark.parametrize(
    "ref",
    [
        "bridge",
        "YNY",
        "a.x, b.z",
        " b.z ,a.x",
        "a.x,b.z,a.x",
        ("a.x", "b.z"),
        ["b.z", "a.x"],
        ("a.x", "b.z", "a.x"),
        3,
        np.int64(3),
    ],
)
def test_one_state_in_many_words(ref: Any) -> None:
    space = state_space(two(rules=(), states=(NamedState("bridge", ("a.x", "b.z")),)))
    assert space.index(ref) == 3
    assert space.index(space.state(3)) == 3


@pytest.mark.parametrize("ref", ["", "none", (), "NNN", [], 0])
def test_the_state_with_no_option_taken(ref: Any) -> None:
    assert state_space(two()).index(ref) == 0


def test_a_label_comes_before_options() -> None:
    named = (NamedState("YNN", "YNN"), NamedState("none", ()), NamedState("a.x", "NYY"))
    space = state_space(two(states=named))
    assert [space.state(space.index(ref)).vector for ref in ("YNN", "none", "a.x")] == [
        "YNN",
        "NNN",
        "NYY",
    ]


@pytest.mark.parametrize("label", ["YNN", "none", ""])
def test_a_label_does_not_mean_another_state(label: str) -> None:
    with pytest.raises(ModelError, match="means another state") as caught:
        two(states=(NamedState(label, "NNY"),))
    assert caught.value.path == ("states", label)


@pytest.mark.parametrize(
    ("ref", "message", "hint"),
    [
        ("brdge", "unknown state 'brdge'", "did you mean 'bridge'?"),
        ("YN", "the vector 'YN' has 2 letters", "a.x, a.y, b.z"),
        ("YNX", "unknown state 'YNX'", "Allowed: bridge"),
        ("a.q", "unknown option 'a.q'", "Allowed: a.x, a.y, b.z"),
        ("a.x, b.zz", "unknown option 'b.zz'", "did you mean 'b.z'?"),
        (("x",), "unknown option 'x'", "did you mean 'a.x'?"),
        (6, "no feasible state has the index 6", "its label"),
        (4, "no feasible state has the index 4", "its label"),
        (-1, "no feasible state has the index -1", "its label"),
    ],
)
def test_unknown_states(ref: Any, message: str, hint: str) -> None:
    space = state_space(two(states=(NamedState("bridge", ("a.x", "b.z")),)))
    with pytest.raises(UnknownName) as caught:
        space.index(ref)
    assert message in caught.value.message
    assert hint in caught.value.hint


def test_unknown_state_where_nothing_has_a_label() -> None:
    with pytest.raises(UnknownName) as caught:
        state_space(two()).index("bridge")
    assert caught.value.hint == "give the options taken, or a Y/N vector"


@pytest.mark.parametrize(
    ("ref", "rule"),
    [
        ("YYN", "not (a.x and a.y)"),
        (("a.x", "a.y", "b.z"), "not (a.x and a.y)"),
        ("a.y", "a.y implies b.z"),
        ("gone", "a.y implies b.z"),
    ],
)
def test_infeasible_states(ref: StateRef, rule: str) -> None:
    space = state_space(two(states=(NamedState("gone", ("a.y",)),)))
    with pytest.raises(ModelError, match="is not feasible") as caught:
        space.index(ref)
    assert caught.value.hint == f"it breaks the rule: {rule}"
    assert space.labels() == {}


def test_labels() -> None:
    named = (NamedState("calm", ()), NamedState("again", "NNN"), NamedState("bridge", ("b.z",)))
    space = state_space(two(states=named))
    assert space.labels() == {0: "calm", 1: "bridge"}
    assert space.index("again") == 0


def test_states_in_words() -> None:
    space = state_space(two(states=(NamedState("bridge", ("a.x", "b.z")),)))
    first, third = space.describe([0, 3])
    assert first == State(0, None, (), "NNN")
    assert str(first) == "no option taken"
    assert third == State(3, "bridge", ("a.x", "b.z"), "YNY")
    assert str(third) == "bridge"
    assert str(space.state(2)) == "a.x"
    assert third.to_dict() == {"state": "bridge", "taken": ["a.x", "b.z"], "vector": "YNY"}
    assert space.describe([]) == []


@pytest.mark.parametrize("family", FAMILIES)
@given(st.data())
def test_names_lead_back_to_the_state(family: str, data: st.DataObject) -> None:
    space = state_space(data.draw(FAMILIES[family]))
    for k in names(space):
        state = space.state(k)
        assert state.index == k
        assert space.index(state) == space.index(k) == k
        if state.label is not None:
            assert space.index(state.label) == k
        if state.vector is not None and "-" not in state.vector:
            assert space.index(state.vector) == space.index(state.taken) == k
            bits = sum(1 << n for n, letter in enumerate(state.vector) if letter == "Y")
            assert space.find(bits) == k


@pytest.mark.parametrize("family", [name for name in FAMILIES if name != "graph"])
@given(st.data())
def test_truth_and_vectors(family: str, data: st.DataObject) -> None:
    """What is true of a state is true of its vectors, and what it leaves open differs in them."""
    model = data.draw(FAMILIES[family])
    formula = data.draw(formulas([*model.options, *model.define]))
    space = state_space(model)
    members: dict[int, list[tuple[int, ...]]] = {}
    for vector in feasible_vectors(model):
        label = merged_label(model, vector)
        ref = label if label is not None else "".join("NY"[bit] for bit in vector)
        members.setdefault(space.index(ref), []).append(vector)
    assert set(members) == set(names(space))
    expected = {
        k: {holds(model, formula, as_taken(model, v)) for v in of} for k, of in members.items()
    }
    if all(len(values) == 1 for values in expected.values()):
        found = np.broadcast_to(space.truth(formula), space.shape).reshape(-1)
        assert {k: {bool(found[k])} for k in members} == expected
    else:
        with pytest.raises(ModelError, match="of some vectors of the merged state"):
            space.truth(formula)
    for k, of in members.items():
        columns = zip(*of, strict=True)
        letters = ["".join(sorted("NY"[bit] for bit in {*column})) for column in columns]
        assert space.state(k).vector == "".join(x if len(x) == 1 else "-" for x in letters)


def test_merged_states() -> None:
    merged = {"war": Formula("a.x and not b.z or a.y"), "calm": Formula("not a.x and not a.y")}
    named = (NamedState("second", "NYY"), NamedState("third", "YNY"))
    space = state_space(two(rules=(), merge=merged, states=named))
    assert isinstance(space, ArcsSpace)
    assert space.count == 3
    assert space.labels() == {0: "calm", 1: "war", 2: "third"}
    assert [space.state(k).vector for k in range(3)] == ["NN-", "---", "YNY"]
    assert space.state(0).taken == ()
    assert space.index("second") == space.index("YYY") == space.index("war") == 1
    assert space.moves(0).arcs(np.array([0]))[1].tolist() == [1, 2]
    assert space.moves(1).arcs(np.array([1]))[1].tolist() == [2]


@pytest.mark.parametrize(
    ("merge", "label", "message"),
    [
        ({"never": "a.x and a.y"}, "never", "no feasible state satisfies a.x and a.y"),
        ({"one": "a.x", "other": "b.z"}, "other", "'other' shares vectors with a merged state"),
    ],
)
def test_states_that_cannot_be_merged(merge: dict[str, str], label: str, message: str) -> None:
    with pytest.raises(ModelError, match=message) as caught:
        state_space(two(merge={k: Formula(text) for k, text in merge.items()}))
    assert caught.value.path == ("merge", label)


@pytest.mark.parametrize("rules", [("a.x", "not a.x"), ("a.x", "b.z", "not (a.x and b.z)")])
def test_rules_that_leave_no_state(rules: tuple[str, ...]) -> None:
    with pytest.raises(ModelError, match="no state satisfies the rules") as caught:
        state_space(two(rules=rules))
    assert caught.value.path == ("rules", len(rules) - 1)
    assert rules[-1] in caught.value.message


def moves(space: StateSpace, party: int) -> list[tuple[str | None, str | None]]:
    """The moves of a party as pairs of vectors."""
    cells = np.array(list(names(space)))
    rows, targets = space.moves(party).arcs(cells)
    vector = {k: space.state(k).vector for k in names(space)}
    pairs = zip(cells[rows].tolist(), targets.tolist(), strict=True)
    return [(vector[s], vector[q]) for s, q in pairs]


def test_one_way_options_and_conditions() -> None:
    taken = Option("x", reversible=Reversible.NO)
    dropped = Option("y", reversible=Reversible.ONCE_DROPPED)
    party = Party("a", options=(taken, dropped))
    space = state_space(Standoff(title="t", parties=(party,)))
    found = moves(space, 0)
    assert found == [("NN", "YN"), ("NY", "NN"), ("NY", "YN"), ("NY", "YY"), ("YY", "YN")]


def test_a_condition_is_judged_in_the_state_that_is_left() -> None:
    held = Option("x", take_if=Formula("b.z"), drop_if=Formula("not b.z"))
    other = Party("b", move_if=Formula("a.x"), options=options("z"))
    model = Standoff(title="t", parties=(Party("a", options=(held,)), other))
    space = state_space(model)
    assert isinstance(space, ArcsSpace)
    pairs = [moves(space, 0), moves(space, 1)]
    assert pairs == [[("NY", "YY"), ("YN", "NN")], [("YN", "YY"), ("YY", "YN")]]


def graph(*taken: StateRef | None, **more: Any) -> Standoff:
    """States s0, s1, ... in a row; a moves one to the right."""
    labels = [f"s{k}" for k in range(len(taken))]
    return Standoff(
        title="Row",
        parties=(Party("a", options=options("x", "y")),),
        states=tuple(NamedState(s, of) for s, of in zip(labels, taken, strict=True)),
        moves={"a": {s: (t,) for s, t in pairwise(labels)}},
        **more,
    )


def test_graph_form_that_lists_the_options_taken() -> None:
    space = state_space(graph(("a.y",), (), "YY"))
    assert [str(space.state(k)) for k in range(3)] == ["s0", "s1", "s2"]
    assert vectors(space) == ["NY", "NN", "YY"]
    assert space.index("NN") == space.index(()) == space.index("s1") == 1
    with pytest.raises(ModelError, match="not feasible"):
        space.index("YN")
    assert space.truth(Formula("a.y")).tolist() == [True, False, True]


def test_graph_form_without_options_taken() -> None:
    space = state_space(graph(None, None))
    assert vectors(space) == ["--", "--"]
    assert space.state(0).taken == ()
    assert space.truth(Formula("true")).tolist() == [True, True]
    with pytest.raises(NotDefined, match="has no truth"):
        space.truth(Formula("a.x"))
    plain = Standoff(title="t", parties=(Party("a"),), states=(NamedState("s"),), moves={})
    assert vectors(state_space(plain)) == [None]
    with pytest.raises(UnknownName, match="unknown state 'Y'"):
        state_space(plain).index("Y")


@pytest.mark.parametrize(
    ("taken", "message"),
    [
        (((), None), "other states list the options taken, this one does not"),
        (((), "NN"), "the same options are taken in the state 's0'"),
    ],
)
def test_graph_form_with_wrong_options(taken: tuple[Any, ...], message: str) -> None:
    with pytest.raises(ModelError, match=message) as caught:
        state_space(graph(*taken))
    assert caught.value.path == ("states", "s1")


def test_a_move_listed_twice_counts_once() -> None:
    twice = replace(graph(None, None, None), moves={"a": {"s0": ("s2", "s1", "s2")}})
    assert state_space(twice).moves(0).arcs(np.arange(3))[1].tolist() == [1, 2]


def many(*sizes: int) -> Standoff:
    parties = (
        Party(f"p{i}", options=options(*(f"o{k}" for k in range(n)))) for i, n in enumerate(sizes)
    )
    return Standoff(title="Many", parties=tuple(parties))


def test_too_large() -> None:
    with pytest.raises(TooLarge, match="party 'p0' has 21 options") as caught:
        state_space(many(21))
    assert "at most 20" in caught.value.hint
    with pytest.raises(TooLarge, match="28 options give 268,435,456 combinations"):
        state_space(many(14, 14))
    assert state_space(many(14, 13)).cells == 1 << 27


def test_too_many_arcs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arcs_module, "ARC_LIMIT", 10)
    with pytest.raises(TooLarge, match="15 moves to list, more than 10"):
        state_space(two(merge={"war": Formula("a.y")}))


def test_counts_of_random_models() -> None:
    for model in seeded(60):
        space = state_space(model)
        assert space.count == len(names(space)) == len(feasible_vectors(model))
        assert space.cells == np.prod(space.shape)
