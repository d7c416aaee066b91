"""Scores order the states as the preference says."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.errors import ModelError, NotDefined
from standoff.model import (
    Claim,
    Claims,
    Formula,
    NamedState,
    Option,
    Party,
    Preference,
    Ranking,
    Rule,
    Scores,
    Standoff,
    Weights,
    Worth,
    WorthTerm,
)
from standoff.preferences import Score, score, scores
from standoff.states import StateSpace, state_space
from standoff.testing import formulas, option_standoffs

from ..families import FAMILIES, seeded
from ..in_words import names
from ..oracle_from_model import conflict_of


def standoff(preference: Preference, options: int = 3, **more: Any) -> Standoff:
    """One party with options o0, o1, ...; it wants what `preference` says."""
    party = Party("p", options=tuple(Option(f"o{k}") for k in range(options)))
    return Standoff(title="t", parties=(party,), preferences={"p": preference}, **more)


def ranks(preference: Preference, options: int = 3, **more: Any) -> list[int]:
    return only(standoff(preference, options, **more)).rank.tolist()


def only(model: Standoff) -> Score:
    return score(state_space(model), 0)


def places(space: StateSpace, found: Score) -> dict[Any, int]:
    called = names(space)
    cells = np.array(list(called))
    return dict(zip(called.values(), found.standing(cells).tolist(), strict=True))


def check_order(model: Standoff) -> None:
    space, conflict = state_space(model), conflict_of(model)
    called = names(space)
    for party, found in zip(model.party_ids, scores(space), strict=True):
        rank, wanted = found.rank.reshape(-1), conflict.score[party]
        for a, b in combinations(called, 2):
            assert (rank[a] > rank[b]) == (wanted[called[a]] > wanted[called[b]])
            assert (rank[a] < rank[b]) == (wanted[called[a]] < wanted[called[b]])
        values = sorted(set(wanted.values()), reverse=True)
        assert places(space, found) == {s: 1 + values.index(u) for s, u in wanted.items()}
        assert found.rank.shape == space.shape
        assert found.rank.dtype == np.int32
        if space.feasible is not None:
            assert (found.rank[~space.feasible] == -1).all()
            assert (found.rank[space.feasible] >= 0).all()


@pytest.mark.parametrize("family", FAMILIES)
@given(st.data())
def test_every_kind_of_preference(family: str, data: st.DataObject) -> None:
    check_order(data.draw(FAMILIES[family]))


def test_scores_on_seeds() -> None:
    for model in seeded(60):
        check_order(model)


@given(st.data(), st.integers(25, 75))
def test_any_number_of_claims(data: st.DataObject, count: int) -> None:
    """Past 30 and past 62 claims the order is still lexicographic."""
    model = data.draw(option_standoffs(max_parties=2))
    drawn = data.draw(st.lists(formulas(model.options, leaves=2), min_size=3, max_size=8))
    wanted = Claims(tuple(Claim(drawn[k % len(drawn)]) for k in range(count)))
    last = Claim(Formula(model.options[-1]))
    preferences = {"p0": wanted, "p1": Claims((*wanted.claims, last))}
    check_order(replace(model, preferences=preferences))


@pytest.mark.parametrize("count", [29, 30, 31, 59, 60, 61, 62, 63, 64, 65, 70, 130])
def test_the_last_of_many_claims_decides_ties_only(count: int) -> None:
    """All but the last two claims are told by neither state, the first of these wins."""
    idle = [Claim(Formula("true")), Claim(Formula("false"))] * count
    wanted = [Claim(Formula("p.o0")), *idle[: count - 2], Claim(Formula("p.o1"))]
    rank = ranks(Claims(tuple(wanted)), options=2)
    assert np.argsort(rank).tolist() == [0, 2, 1, 3]
    assert len(set(rank)) == 4


def test_claims_that_each_tell_two_states_apart() -> None:
    """Sixty-four states in the order of their binary code, from one claim per state."""
    options = [f"p.o{k}" for k in range(6)]
    states = [
        " and ".join(("" if v >> k & 1 else "not ") + options[k] for k in range(6))
        for v in range(64)
    ]
    wanted = Claims(tuple(Claim(Formula(text)) for text in reversed(states)))
    assert ranks(wanted, options=6) == list(range(64))


def test_no_claim_is_indifference() -> None:
    assert ranks(Claims(())) == [0] * 8


def test_ranking_by_vector_label_and_options() -> None:
    named = (NamedState("calm", ()), NamedState("both", ("p.o0", "p.o1")))
    groups = (("both",), ("calm", ("p.o0",)), ("NY",))
    assert ranks(Ranking(groups), 2, states=named) == [1, 1, 0, 2]


RANKED = ["NN", "YN", "NY", "YY"]


@pytest.mark.parametrize(
    ("groups", "place", "message", "hint"),
    [
        ([["NN"], ["YN"], ["NY"]], ("ranking",), "misses 1 of 4 feasible states", "missing: YY"),
        ([["YY", "NN"]], ("ranking",), "misses 2 of 4", "missing: YN, NY"),
        ([RANKED, ["YN"]], ("ranking", 1, 0), "repeats the state YN", "once"),
        ([["NN", "NN"]], ("ranking", 0, 1), "repeats the state NN", "once"),
    ],
)
def test_wrong_rankings(
    groups: list[list[str]], place: tuple[str | int, ...], message: str, hint: str
) -> None:
    with pytest.raises(ModelError, match=message) as caught:
        ranks(Ranking(tuple(tuple(group) for group in groups)), 2)
    assert caught.value.path == ("preferences", "p", *place)
    assert hint in caught.value.hint


def test_a_ranking_lists_feasible_states_only() -> None:
    rule = (Rule(Formula("not (p.o0 and p.o1)")),)
    assert ranks(Ranking((("NN", "YN"), ("NY",))), 2, rules=rule) == [1, 1, 0]
    with pytest.raises(ModelError, match="not feasible") as caught:
        ranks(Ranking((("NN", "YN"), ("NY",), ("YY",))), 2, rules=rule)
    assert caught.value.path == ("preferences", "p", "ranking", 2, 0)
    assert "breaks the rule: not (p.o0 and p.o1)" in caught.value.hint


def test_a_ranking_that_misses_many_states_names_five() -> None:
    with pytest.raises(ModelError, match="misses 7 of 8") as caught:
        ranks(Ranking((("NNN",),)))
    assert caught.value.hint == "missing: YNN, NYN, YYN, NNY, YNY and 2 more"


@pytest.mark.parametrize("label", ["bridge", "YNN"])
def test_a_ranking_that_repeats_a_labelled_state_names_the_label(label: str) -> None:
    named = (NamedState("bridge", ("p.o0",)),)
    with pytest.raises(ModelError, match="repeats the state 'bridge'"):
        ranks(Ranking((("bridge",), (label,))), states=named)


def test_weights_are_sums_and_rounding_is_no_difference() -> None:
    wanted = Weights({"p.o0": 0.1, "p.o1": 0.2, "p.o2": 0.3})
    found = only(standoff(wanted))
    assert 0.1 + 0.2 != 0.3
    assert found.rank.tolist() == [0, 1, 2, 3, 3, 4, 5, 6]
    assert (found.worth, found.unit) == (None, "")  # weights order the states, no more


def test_negative_weights_and_large_ones() -> None:
    assert ranks(Weights({"p.o0": -5, "p.o1": 2}), 2) == [2, 0, 3, 1]
    assert ranks(Weights({"p.o0": 1e6, "p.o1": 0.001}), 2) == [0, 2, 1, 3]


def test_worth_counts_ranges_at_their_midpoint() -> None:
    terms = (
        WorthTerm(Formula("p.o0"), 6, 10),
        WorthTerm(Formula("p.o1"), 8, 8),
        WorthTerm(Formula("not p.o2"), -1, 0),
    )
    found = only(standoff(Worth(terms, "lives")))
    assert found.worth is not None
    assert [found.worth[k] for k in found.rank] == [-0.5, 7.5, 7.5, 15.5, 0, 8, 8, 16]
    assert found.unit == "lives"


@given(st.lists(st.tuples(st.integers(-999, 999), st.integers(-999, 999)), max_size=5))
def test_worth_of_cents_is_exact(cents: list[tuple[int, int]]) -> None:
    terms = [
        WorthTerm(Formula(f"p.o{k % 3} iff p.o{k % 2}"), min(pair) / 100, max(pair) / 100)
        for k, pair in enumerate(cents)
    ]
    check_order(standoff(Worth(tuple(terms))))


PLAIN = [3, 1, 4, 1, 5, 9, 2, 6]
SAME_ORDER = [np.array(PLAIN, dtype=kind) for kind in ("int32", "int64", "uint8", "float64")]
SAME_ORDER += [np.array(PLAIN, dtype=np.int32) - 50, np.array(PLAIN) + 10**17]


@pytest.mark.parametrize("given_scores", [Scores(values) for values in SAME_ORDER])
def test_scores_of_any_type_and_size(given_scores: Scores) -> None:
    space = state_space(standoff(given_scores))
    found = score(space, 0)
    assert list(places(space, found).values()) == [5, 7, 4, 7, 3, 1, 6, 2]
    assert given_scores.values is not found.rank


def test_scores_given_are_not_written_to() -> None:
    values = np.arange(8, dtype=np.int32)
    found = score(state_space(with_rule(Scores(values))), 0)
    assert found.rank.reshape(-1).tolist() == [0, 1, -1, 3, 4, 5, -1, 7]
    assert values.tolist() == list(range(8))


def test_entries_of_infeasible_states_are_ignored() -> None:
    values = np.array([0, 1, -9, 3, 4, 5, 10**9, 7])
    found = score(state_space(with_rule(Scores(values))), 0)
    assert found.rank.reshape(-1).tolist() == [0, 1, -1, 2, 3, 4, -1, 5]


def with_rule(preference: Preference) -> Standoff:
    """Two parties; p may take o0 only where q takes its option."""
    model = standoff(preference, 2)
    parties = (*model.parties, Party("q", options=(Option("o0"),)))
    return replace(model, parties=parties, rules=(Rule(Formula("p.o0 implies q.o0")),))


def test_wrong_number_of_scores() -> None:
    with pytest.raises(ModelError, match="7 scores for 8 cells") as caught:
        ranks(Scores(np.arange(7)))
    assert caught.value.path == ("preferences", "p", "scores")


def test_a_party_without_preferences() -> None:
    model = replace(standoff(Claims(())), preferences={})
    with pytest.raises(ModelError, match="the party 'p' has no preferences") as caught:
        scores(state_space(model))
    assert "reading" in caught.value.hint


def graph(preference: Preference, *taken: tuple[str, ...] | None) -> Standoff:
    party = Party("p", options=(Option("o0"), Option("o1")))
    states = tuple(NamedState(f"s{k}", options) for k, options in enumerate(taken))
    return Standoff(
        title="t", parties=(party,), states=states, moves={}, preferences={"p": preference}
    )


def test_graph_form_with_options() -> None:
    wanted = Claims((Claim(Formula("p.o0")), Claim(Formula("not p.o1"))))
    model = graph(wanted, ("p.o1",), (), ("p.o0", "p.o1"))
    assert only(model).rank.tolist() == [0, 1, 2]
    assert only(replace(model, preferences={"p": Weights({"p.o1": 2})})).rank.tolist() == [1, 0, 1]


def test_graph_form_without_options_has_no_truth() -> None:
    with pytest.raises(NotDefined, match="the states list no options taken"):
        only(graph(Claims((Claim(Formula("p.o0")),)), None, None))
    assert only(graph(Claims((Claim(Formula("true")),)), None, None)).rank.tolist() == [1, 1]


def test_a_claim_must_be_the_same_all_over_a_merged_state() -> None:
    merged = {"over": Formula("p.o0")}
    assert ranks(Weights({"p.o0": 3}), 2, merge=merged) == [0, 1, 0]
    for wanted in (Claims((Claim(Formula("p.o1")),)), Weights({"p.o1": 1})):
        with pytest.raises(ModelError, match="true of some vectors of the merged state 'over'"):
            ranks(wanted, 2, merge=merged)
