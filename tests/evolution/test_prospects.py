"""Where improvements lead: against the oracle's exact fractions, and in games with known ends."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.evolution import Dynamics, End, Prospects, prospects
from standoff.model import (
    Experts,
    NamedState,
    Party,
    Ranking,
    Standoff,
    Worth,
)
from standoff.stability import GraphModel

from ..families import FAMILIES, seeded
from ..in_words import names
from ..oracle import prospects as oracle
from ..oracle.conflict import Conflict, State
from ..oracle.stability import nash
from ..oracle_from_model import conflict_of
from .by_definition import (
    CHICKEN,
    DYNAMICS,
    GRAPH_FORM,
    PENNIES,
    PRISONERS_DILEMMA,
    as_oracle,
    game,
    groups_move_in_turn,
)

COOPERATE, DEFECT = "YY", "NN"


def from_status_quo(model: Standoff, dynamics: Dynamics | None = None) -> Prospects:
    graph = GraphModel(model)
    assert model.status_quo is not None
    return prospects(graph, graph.space.index(model.status_quo), dynamics or Dynamics())


def shares(model: Standoff, start: str, **how: object) -> dict[str, float]:
    """Long-run share of each state, by vector."""
    found = from_status_quo(replace(model, status_quo=start), Dynamics(**how))  # type: ignore[arg-type]
    return {
        str(state.vector): end.probability * share
        for end in found.ends
        for state, share in zip(end.states, end.shares, strict=True)
    }


def assert_agree(model: Standoff, dynamics: Dynamics) -> None:
    graph, conflict = GraphModel(model), conflict_of(model)
    assert isinstance(model.status_quo, str)
    start, called = graph.space.index(model.status_quo), names(graph.space)
    found = prospects(graph, start, dynamics)
    expected = oracle.prospects(conflict, called[start], as_oracle(dynamics))
    assert found.exact
    assert found.start.index == start
    assert found.reached == len(
        oracle.improvement_chain(conflict, called[start], as_oracle(dynamics))
    )
    assert found.expected_moves == pytest.approx(float(expected.expected_moves), rel=1e-9)
    ends = {frozenset(called[s.index] for s in end.states): end for end in found.ends}
    assert set(ends) == {end.states for end in expected.ends}
    assert math.fsum(end.probability for end in found.ends) == pytest.approx(1, abs=1e-9)
    for end in expected.ends:
        assert_end_agrees(ends[end.states], end, called)
        assert_path(conflict, ends[end.states], called, start, dynamics)
    assert_standings(model, conflict, found, expected, called)


def assert_end_agrees(found: End, expected: oracle.End, called: Mapping[int, State]) -> None:
    assert found.interval is None
    assert found.probability == pytest.approx(float(expected.probability), rel=1e-9)
    assert found.is_cycle == (len(expected.states) > 1)
    share = dict(zip((called[s.index] for s in found.states), found.shares, strict=True))
    assert share == pytest.approx({s: float(p) for s, p in expected.shares.items()}, rel=1e-9)


def assert_path(
    conflict: Conflict, found: End, called: Mapping[int, State], start: int, dynamics: Dynamics
) -> None:
    """The path is one that the dynamics can take, up to its first state in the closed class."""
    inside = frozenset(called[s.index] for s in found.states)
    best, _ = oracle.most_probable_steps(conflict, called[start], inside, as_oracle(dynamics))
    assert found.path_probability == pytest.approx(float(best), rel=1e-9)
    at, product = called[start], 1.0
    for step in found.path:
        assert at not in inside
        after = called[step.state.index]
        chance = oracle.steps(conflict, at, as_oracle(dynamics))[step.parties, after]
        assert step.probability == pytest.approx(float(chance), rel=1e-12)
        at, product = after, product * step.probability
    assert at in inside
    assert product == pytest.approx(found.path_probability, rel=1e-9)


def assert_standings(
    model: Standoff,
    conflict: Conflict,
    found: Prospects,
    expected: oracle.Prospects,
    called: Mapping[int, State],
) -> None:
    start, weight = called[found.start.index], expected.distribution()
    assert [s.party for s in found.standings] == list(model.party_ids)
    for standing in found.standings:
        score = conflict.score[standing.party]
        places = {value: k for k, value in enumerate(sorted(set(score.values()), reverse=True), 1)}
        assert standing.places == len(places)
        assert standing.place_now == places[score[start]]
        mean = float(sum(p * places[score[s]] for s, p in weight.items()))
        assert standing.place_expected == pytest.approx(mean, rel=1e-9)
        wants = model.preferences[standing.party]
        wants = wants.leading.preference if isinstance(wants, Experts) else wants
        if isinstance(wants, Worth):
            worth = float(sum(p * score[s] for s, p in weight.items()))  # type: ignore[misc]
            assert standing.worth_expected == pytest.approx(worth, rel=1e-9, abs=1e-9)
            assert standing.worth_now == pytest.approx(float(score[start]), rel=1e-9, abs=1e-9)
        else:
            assert (standing.worth_now, standing.worth_expected) == (None, None)


@given(FAMILIES["options"], DYNAMICS)
def test_prospects_in_option_form(model: Standoff, dynamics: Dynamics) -> None:
    assert_agree(model, dynamics)


@given(GRAPH_FORM, DYNAMICS)
def test_prospects_in_graph_form(model: Standoff, dynamics: Dynamics) -> None:
    with groups_move_in_turn():
        assert_agree(model, dynamics)


def test_prospects_in_larger_models() -> None:
    for seed, model in enumerate(seeded(60)):
        states = [str(name) for name in names(GraphModel(model).space).values()]
        mode, agreements = ("best", "any")[seed % 2], 1 + seed % 3
        rates = {"p0": 2.0} if seed % 5 == 0 else {}
        start = Random(seed).choice(states)
        assert_agree(replace(model, status_quo=start), Dynamics(mode, agreements, rates))


@given(FAMILIES["options"] | FAMILIES["merged and conditional"], DYNAMICS)
def test_the_order_of_parties_and_options_changes_nothing(
    model: Standoff, dynamics: Dynamics
) -> None:
    def ends(of: Standoff) -> dict[frozenset[object], tuple[float, float | None]]:
        return {
            frozenset(s.label or frozenset(s.taken) for s in end.states): (
                round(end.probability, 9),
                round(end.path_probability or 0, 9),
            )
            for end in from_status_quo(of, dynamics).ends
        }

    assert ends(turned(model)) == ends(model)


def turned(model: Standoff) -> Standoff:
    """The same standoff with its parties and their options listed the other way round."""
    parties = tuple(replace(p, options=p.options[::-1]) for p in reversed(model.parties))

    def ref(state: str | tuple[str, ...]) -> str | tuple[str, ...]:
        return state if state in model.merge else state[::-1]

    def preference(of: object) -> object:
        if isinstance(of, Experts):
            said = (replace(e, preference=preference(e.preference)) for e in of.experts)
            return Experts(tuple(said))
        if not isinstance(of, Ranking):
            return of
        return Ranking(tuple(tuple(ref(s) for s in group) for group in of.groups))

    preferences = {name: preference(of) for name, of in model.preferences.items()}
    assert model.status_quo is not None
    return replace(
        model, parties=parties, status_quo=ref(model.status_quo), preferences=preferences
    )


@given(st.one_of(*FAMILIES.values()))
def test_ends_are_nash_or_cycles(model: Standoff) -> None:
    conflict, called = conflict_of(model), names(GraphModel(model).space)
    for end in from_status_quo(model, Dynamics("any")).ends:
        states = [called[s.index] for s in end.states]
        resting = [s for s in states if all(nash(conflict, i, s) for i in conflict.parties)]
        assert resting == ([] if end.is_cycle else states)


@pytest.mark.parametrize("mode", ["best", "any"])
def test_prisoners_dilemma_ends_in_defection(mode: str) -> None:
    found = from_status_quo(replace(PRISONERS_DILEMMA, status_quo=COOPERATE), Dynamics(mode))
    assert [(e.probability, [s.vector for s in e.states]) for e in found.ends] == [(1, [DEFECT])]
    assert found.expected_moves == 2
    assert len(found.ends[0].path) == 2
    assert found.ends[0].path_probability == 0.5


def test_agreements_in_the_prisoners_dilemma_are_broken_and_made_again() -> None:
    found = shares(PRISONERS_DILEMMA, DEFECT, agreements=2)
    assert found == pytest.approx({"NN": 1 / 3, "YY": 1 / 3, "NY": 1 / 6, "YN": 1 / 6})
    ends = from_status_quo(
        replace(PRISONERS_DILEMMA, status_quo=DEFECT), Dynamics(agreements=2)
    ).ends
    assert [(end.is_cycle, end.probability, end.path) for end in ends] == [(True, 1, ())]


def test_places_in_a_cycle_count_by_the_time_spent_there() -> None:
    """With row three times as ready: 1/3 in NN and in YY, 1/4 in NY, 1/12 in YN."""
    model = replace(PRISONERS_DILEMMA, status_quo=DEFECT)
    row, column = from_status_quo(model, Dynamics(agreements=2, rates={"row": 3.0})).standings
    assert row.place_expected == pytest.approx(3 / 3 + 2 / 3 + 1 / 4 + 4 / 12)
    assert column.place_expected == pytest.approx(3 / 3 + 2 / 3 + 4 / 4 + 1 / 12)


def test_an_agreement_that_nobody_breaks_lasts() -> None:
    stag_hunt = game("YY NY NN YN", "YY YN NN NY")
    assert shares(stag_hunt, "NN") == {"NN": 1}
    assert shares(stag_hunt, "NN", agreements=2) == {"YY": 1}
    found = from_status_quo(replace(stag_hunt, status_quo="NN"), Dynamics(agreements=2))
    assert [step.parties for step in found.ends[0].path] == [("row", "column")]


def test_chicken_is_even_and_rates_tip_it() -> None:
    for start in ("NN", "YY"):
        assert shares(CHICKEN, start) == {"YN": 0.5, "NY": 0.5}
    assert shares(CHICKEN, "NN", rates={"row": 3.0}) == {"YN": 0.75, "NY": 0.25}


def test_matching_pennies_goes_round() -> None:
    for start in ("NN", "NY", "YN", "YY"):
        assert shares(PENNIES, start) == pytest.approx(
            dict.fromkeys(("NN", "NY", "YN", "YY"), 0.25)
        )
        (end,) = from_status_quo(replace(PENNIES, status_quo=start)).ends
        assert end.is_cycle
        assert (end.path, end.path_probability) == ((), 1)


def test_ends_come_the_most_probable_first() -> None:
    found = from_status_quo(replace(CHICKEN, status_quo="NN"), Dynamics(rates={"column": 3.0}))
    assert [end.states[0].vector for end in found.ends] == ["NY", "YN"]
    chances = [end.probability for end in found.ends]
    assert all(before >= after for before, after in pairwise(chances))


def test_states_that_a_party_finds_equal_share_a_place() -> None:
    tied = replace(game("NN NY=YN YY", "NN=NY=YN=YY"), status_quo="YY")
    row, column = from_status_quo(tied).standings
    assert (row.places, row.place_now, row.place_expected) == (3, 3, 2.0)
    assert (column.places, column.place_now, column.place_expected) == (1, 1, 1.0)


def test_the_path_ends_where_the_cycle_is_entered() -> None:
    """The likeliest path enters a ring at r1 and not, as the shorter one does, at r2."""
    labels = ("now", "x", "r1", "r2", "r3", "r4")
    moves = {
        "a": {"now": ("x",), "r1": ("r2",), "r3": ("r4",)},
        "b": {"x": ("r1",), "r2": ("r3",), "r4": ("r1",), "now": ("r2",)},
    }
    ring = Standoff(
        title="Two ways onto a ring",
        parties=(Party("a"), Party("b")),
        states=tuple(NamedState(label) for label in labels),
        moves=moves,
        status_quo="now",
        preferences={
            "a": Ranking((("r2", "r4"), ("r1", "r3", "x"), ("now",))),
            "b": Ranking((("r1", "r3"), ("r2", "r4"), ("x", "now"))),
        },
    )
    (end,) = from_status_quo(ring, Dynamics(rates={"a": 3.0})).ends
    assert {s.label for s in end.states} == {"r1", "r2", "r3", "r4"}
    assert [step.state.label for step in end.path] == ["x", "r1"]
    assert end.path_probability == 0.75


@given(st.one_of(*FAMILIES.values()), DYNAMICS)
def test_results_are_plain_data(model: Standoff, dynamics: Dynamics) -> None:
    found = from_status_quo(model, dynamics)
    data = json.loads(json.dumps(found.to_dict()))
    assert data["format"] == "standoff.prospects/1"
    assert (data["mode"], data["agreements"]) == (dynamics.mode, dynamics.agreements)
    assert data["exact"] is True
    assert data["from"] == list(found.start.taken)
    assert math.fsum(end["probability"] for end in data["ends"]) == pytest.approx(1, abs=1e-9)
    assert [len(end["states"]) for end in data["ends"]] == [len(e.states) for e in found.ends]
    assert list(found.to_frame().columns) == list(found.tables()[0].columns)
