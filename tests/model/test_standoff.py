"""The model itself: order, readings, and that nothing in it can be changed in place."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, replace

import pytest
from hypothesis import given

from standoff.errors import ModelError, UnknownName
from standoff.model import (
    Claim,
    Claims,
    Formula,
    NamedState,
    Option,
    Party,
    Reading,
    Reversible,
    Rule,
    Standoff,
    Weights,
)
from standoff.states import state_space
from standoff.testing import graph_standoffs, merged_standoffs


def wants(text: str) -> Claims:
    return Claims((Claim(Formula(text)),))


def river() -> Standoff:
    return Standoff(
        title="River",
        parties=(
            Party("up", options=(Option("dam"), Option("share"))),
            Party("down", options=(Option("sue", reversible=Reversible.NO),)),
        ),
        define={"calm": Formula("not (up.dam or down.sue)"), "quiet": Formula("calm")},
        rules=(Rule(Formula("not (up.dam and up.share)")),),
        status_quo=("up.dam",),
        preferences={"up": wants("up.dam"), "down": wants("not up.dam")},
        readings={
            "board": Reading(
                preferences={"down": Weights({"up.dam": -1})},
                rules=(Rule(Formula("not down.sue")),),
                status_quo=(),
                reversible={"up.dam": Reversible.ONCE_DROPPED, "down.sue": Reversible.YES},
            ),
            "empty": Reading(),
        },
    )


def test_options_in_file_order() -> None:
    model = river()
    assert model.options == ("up.dam", "up.share", "down.sue")
    assert model.party_ids == ("up", "down")
    assert list(model.option_of) == list(model.options)
    assert model.option_of["down.sue"].reversible is Reversible.NO
    assert not model.is_graph


def test_options_in_a_formula() -> None:
    model = river()
    assert model.options_in(Formula("quiet and up.share")) == {"up.dam", "up.share", "down.sue"}
    assert model.options_in(Formula("true or not false")) == frozenset()


def test_a_reading_replaces_what_it_gives_and_adds_its_rules() -> None:
    model = river()
    board = model.read_as("board")
    assert board.preferences == {"up": wants("up.dam"), "down": Weights({"up.dam": -1})}
    assert [str(rule.formula) for rule in board.rules] == [
        "not (up.dam and up.share)",
        "not down.sue",
    ]
    assert board.status_quo == ()
    assert [o.reversible for o in board.option_of.values()] == ["once_dropped", "true", "true"]
    assert board.readings == {}
    assert model.rules == river().rules
    assert model.option_of["down.sue"].reversible is Reversible.NO


def test_an_empty_reading_is_the_base_model() -> None:
    model = river()
    assert model.read_as(None) is model
    assert model.read_as("empty") == replace(model, readings={})


def test_unknown_reading() -> None:
    with pytest.raises(UnknownName, match="unknown reading 'bord'") as caught:
        river().read_as("bord")
    assert "did you mean 'board'?" in caught.value.hint


def test_frozen() -> None:
    model = river()
    for part, name in ((model, "title"), (model.parties[0], "id"), (model.rules[0], "formula")):
        with pytest.raises(FrozenInstanceError):
            setattr(part, name, None)


@given(merged_standoffs(conditional=True) | graph_standoffs())
def test_copies_are_equal(model: Standoff) -> None:
    assert copy.deepcopy(model) == model
    assert pickle.loads(pickle.dumps(model)) == model
    assert replace(model) == model
    assert replace(model, title="Another") != model


def test_the_constructor_checks() -> None:
    with pytest.raises(ModelError, match="unknown option 'up") as caught:
        replace(river(), rules=(Rule(Formula("not up.damm")),))
    assert caught.value.path == ("rules", 0, "rule")
    assert caught.value.column == 5


@pytest.mark.parametrize("step", ["not {}", "{}", "({} and {})"])
def test_long_chains_of_definitions_are_refused(step: str) -> None:
    define = {"d0": Formula("up.dam")}
    for k in range(1, 1200):
        define[f"d{k}"] = Formula(step.replace("{}", f"d{k - 1}"))
    with pytest.raises(ModelError, match="nested too deep") as caught:
        replace(river(), define=define)
    assert caught.value.path == ("define", "d60")
    deepest = {name: define[name] for name in list(define)[:60]}
    rule = Rule(Formula("d59"))
    model = replace(river(), define=deepest, rules=(rule,), status_quo=None, readings={})
    assert state_space(model).count in (4, 8)


@pytest.mark.parametrize("count", [62, 63])
def test_options_fit_one_word(count: int) -> None:
    parties = tuple(Party(f"p{k}", options=(Option("o"),)) for k in range(count))
    if count == 62:
        assert len(Standoff(title="t", parties=parties).options) == 62
    else:
        with pytest.raises(ModelError, match="63 options") as caught:
            Standoff(title="t", parties=parties)
        assert "at most 62" in caught.value.hint


def test_graph_form_without_options_takes_rankings_only() -> None:
    with pytest.raises(ModelError, match="no party has one") as caught:
        Standoff(
            title="t",
            parties=(Party("a"),),
            states=(NamedState("calm"), NamedState("tense")),
            moves={"a": {"calm": ("tense",)}},
            preferences={"a": Claims((Claim(Formula("tense")),))},
        )
    assert caught.value.path == ("preferences", "a")
