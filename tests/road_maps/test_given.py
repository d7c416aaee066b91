"""Road maps that somebody wrote: what is refused, what is said against them, what is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

import standoff as so
from standoff.errors import StandoffError, UnknownName
from standoff.model import Endgame, Formula, Option, Party, Reversible, Rule, Standoff
from standoff.model.terms import Design, GivenMap, Order, Terms, When

from .known_models import exact, is_certified, standoff, worth

DEAL = ("a.disarm", "a.test", "b.aid")


def summit(**terms: Any) -> Standoff:
    """A gives up arms for good and pauses tests; B pays, and talks only if it pays."""
    a = Party(
        "a",
        options=(
            Option("disarm", reversible=Reversible.NO),
            Option("test"),
            Option("war", reversible=Reversible.ONCE_DROPPED),
            Option("parade"),
        ),
    )
    settings: dict[str, Any] = {
        "steps": ("a.disarm", "a.test", "a.war", "b.aid", "b.talk"),
        "worth": {
            "a": worth({"a.disarm": -2, "not a.test": -0.5, "b.aid": 5}),
            "b": worth({"a.disarm": 4, "not a.test": 2, "b.aid": -1}),
        },
        "patience": {"a": 0.5, "b": 0.5},
        "together": (("a", "b"),),
        "most": 2,
        "designs": {
            "aid last": Design(order=(Order("a.disarm", When.BEFORE, "b.aid"),)),
            "apart": Design(most=1, together=()),
            "alone": Design(together=()),
            "tied": Design(order=(Order("a.test", When.WITH, "b.aid"),)),
            "chained": Design(
                order=(
                    Order("a.test", When.WITH, "b.aid"),
                    Order("a.test", When.WITH, "a.disarm"),
                )
            ),
            "phased": Design(phases=(("b.aid",), ("a.disarm", "a.test"))),
        },
        "maps": {
            "plan": GivenMap(steps=(("b.aid",), ("a.disarm", "a.test")), design="aid last"),
            "free": GivenMap(steps=(("b.aid",), ("a.disarm", "a.test"))),
        },
    }
    return Standoff(
        title="Summit",
        parties=(a, Party("b", options=(Option("aid"), Option("talk")))),
        status_quo=("a.test",),
        rules=(Rule(Formula("b.talk implies b.aid")),),
        endgames={"deal": Endgame(state=("a.disarm", "b.aid"))},
        road_map=Terms(**(settings | terms)),
    )


# Names, signs and directions


def test_a_road_map_of_the_model_is_checked_by_its_name() -> None:
    by_name = so.check_roadmap(summit(), "free")
    assert by_name.holds and is_certified(summit(), by_name, "deal")
    assert by_name.steps == ("+b.aid", "+a.disarm -a.test")
    for steps in ([["b.aid"], ["a.disarm", "a.test"]], [["+b.aid"], ["-a.test", "+a.disarm"]]):
        assert so.check_roadmap(summit(), steps).to_dict() == by_name.to_dict()


def test_its_own_design_counts_unless_another_is_asked() -> None:
    own = so.check_roadmap(summit(), "plan")
    assert own.to_dict()["design"] == "aid last"
    assert own.against == ("Step 1: +b.aid comes before +a.disarm, against the order.",)
    other = so.check_roadmap(summit(), "plan", design="phased")
    assert (other.to_dict()["design"], other.against) == ("phased", ())


@pytest.mark.parametrize(
    ("steps", "kind", "message"),
    [
        ("plam", UnknownName, "unknown road map 'plam'"),
        ([["a.tests"]], UnknownName, "unknown option 'a.tests'"),
        ([["b.aid"], []], StandoffError, "step 2 changes nothing"),
        ([["+a.test"]], StandoffError, "step 1: [+]a.test, but a.test is taken already"),
        ([["-b.aid"]], StandoffError, "step 1: -b.aid, but b.aid is not taken"),
        ([["b.aid"], ["+b.aid"]], StandoffError, "step 2: [+]b.aid, but b.aid is taken already"),
        ([["a.disarm"], ["a.disarm"]], StandoffError, "step 2 takes a.disarm back, .*irreversible"),
        ([["a.war"]], StandoffError, "a.war, which cannot be a step"),
        ([["a.parade"]], StandoffError, "a.parade, which cannot be a step"),
        ([["a.parade"], ["a.parade"]], StandoffError, "a.parade, which cannot change"),
        ([["b.talk"], ["b.aid"]], StandoffError, "step 1 leads to a state that the rules exclude"),
        ([["b.talk"]], StandoffError, "step 1 leads to a state that the rules exclude"),
    ],
)
def test_what_cannot_be_is_refused(
    steps: str | list[list[str]], kind: type[StandoffError], message: str
) -> None:
    with pytest.raises(kind, match=message) as error:
        so.check_roadmap(summit(), steps)
    assert error.value.hint


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"design": "phase"}, "unknown design 'phase'"),
        ({"method": "discount"}, "unknown method 'discount'"),
        ({"method": "corridor"}, "a corridor is searched for"),
        ({"patience": 1.0}, "patience 1.0 is not between 0 and 1"),
        ({"patience": 0.0}, "patience 0.0 is not between 0 and 1"),
        ({"reading": "mine"}, "unknown reading 'mine'"),
    ],
)
def test_what_nobody_can_ask_is_refused(asked: dict[str, Any], message: str) -> None:
    with pytest.raises(StandoffError, match=message):
        so.check_roadmap(summit(), "free", **asked)


def test_patience_is_asked_for_where_it_counts() -> None:
    model = summit(patience={"a": 0.5})
    assert so.check_roadmap(model, "free").method == "walk-away"
    for method in ("discounted", "payments"):
        with pytest.raises(StandoffError, match="the party 'b' has no patience"):
            so.check_roadmap(model, "free", method=method)
        assert so.check_roadmap(model, "free", method=method, patience=0.6).holds


def test_no_steps_at_all_are_refused() -> None:
    with pytest.raises(StandoffError):
        so.check_roadmap(summit(), [])


def test_an_option_named_twice_in_a_step_is_refused() -> None:
    with pytest.raises(StandoffError):
        so.check_roadmap(summit(), [["a.disarm", "a.disarm"], ["b.aid"]])


# What its terms do not allow


@pytest.mark.parametrize(
    ("design", "steps", "said"),
    [
        ("aid last", [["b.aid"], ["a.disarm"]], {1: "+b.aid comes before +a.disarm"}),
        ("aid last", [["a.disarm"], ["b.aid"]], {}),
        ("aid last", [["a.disarm", "b.aid"]], {1: "the order puts one after the other"}),
        (
            "apart",
            [["a.disarm"], ["a.test", "b.aid"]],
            {2: "2 measures, and at most 1"},
        ),
        ("alone", [["a.disarm", "a.test"], ["b.aid"]], {}),
        ("alone", [["a.disarm", "b.aid"]], {1: "and may not act together"}),
        (
            "tied",
            [["b.aid"], ["a.test"]],
            {1: "only part of", 2: "only part of"},
        ),
        ("tied", [["a.disarm"], ["b.aid", "a.test"]], {}),
        ("tied", [["a.disarm", "b.aid", "a.test"]], {}),
        ("chained", [["a.disarm", "a.test", "b.aid"]], {}),
        ("chained", [["a.disarm", "a.test"], ["b.aid"]], {1: "only part of", 2: "only part of"}),
        ("phased", [["a.disarm"], ["b.aid"], ["a.test"]], {1: "+a.disarm comes before +b.aid"}),
        ("phased", [["b.aid"], ["a.test"], ["a.disarm"]], {}),
        (None, [["a.disarm", "b.aid", "a.test"]], {1: "3 measures, and at most 2"}),
        (None, [["a.disarm", "b.aid"]], {}),
    ],
)
def test_what_a_design_does_not_allow_is_said(
    design: str | None, steps: Sequence[Sequence[str]], said: dict[int, str]
) -> None:
    """The slacks are there all the same; whether the road map holds is another question."""
    found = so.check_roadmap(summit(), steps, design=design)
    assert len(found.against) == len(said)
    for sentence, (step, part) in zip(found.against, said.items(), strict=True):
        assert sentence.startswith(f"Step {step}") and part in sentence
    assert set(found.against) <= set(found.lines())
    free = so.check_roadmap(summit(most=9, designs={}, maps={}), steps)
    assert free.against == ()
    assert free.to_dict()["constraints"] == found.to_dict()["constraints"]


def test_an_order_whose_first_part_is_missing_is_named() -> None:
    (said,) = so.check_roadmap(summit(), [["a.disarm"]], design="phased").against
    assert "order" in said


# Measures that are taken back on the way


def patrol(**terms: Any) -> Standoff:
    """A may patrol for a while, which it likes and B does not; it is to stop something; B pays."""
    worths = {
        "a": {"a.patrol": 1, "a.stop": -2, "b.aid": 4},
        "b": {"a.patrol": -1, "a.stop": 3, "b.aid": -1},
    }
    options = dict.fromkeys(("a.patrol", "a.stop", "b.aid"), Reversible.YES)
    return standoff(options, worths, 0.8, **terms)


THERE_AND_BACK = [["a.patrol"], ["b.aid"], ["-a.patrol", "+a.stop"]]


def test_a_measure_taken_back_on_the_way() -> None:
    """By hand, with u = (0,0), (1,-1), (5,-2), (2,2) along the states and patience .8.

    A breach is keeping back any part of a step, what it takes back too, and revoking: at step 3
    A's best is to keep its patrol and not to stop, worth 5 for a period, 5/5 in all. Every
    breakdown is the status quo, worth nothing.
    """
    found = so.check_roadmap(patrol(), THERE_AND_BACK)
    assert found.values.tolist() == [exact([1.824, 2.28, 2.6, 2]), exact([0.608, 0.76, 1.2, 2])]
    slack = [[c.slack for c in found.constraints if c.party == i] for i in (0, 1)]
    floors = ([0, 0.2, 1, 1, 0.8], [0, -0.2, -0.2, 0.6, 0.6])
    values = ([1.824, 2.28, 2.6, 2, 2], [0.608, 0.76, 1.2, 2, 2])
    for i in (0, 1):
        assert slack[i] == exact([v - f for v, f in zip(values[i], floors[i], strict=True)])
    assert found.exposures.tolist() == [[-1, -1, 2], [1, 2, 2]]
    at_3 = next(c for c in found.to_dict()["constraints"] if (c["party"], c["step"]) == ("a", 3))
    assert (at_3["breach"], at_3["breakdown"]) == (["a.patrol", "b.aid"], [])
    assert [s["measures"] for s in found.to_dict()["steps"]] == [
        ["+a.patrol"],
        ["+b.aid"],
        ["-a.patrol", "+a.stop"],
    ]
    assert found.steps[-1] == "+a.stop (back: +a.patrol)"
    assert found.holds and found.against == ()


def test_how_patient_a_measure_taken_back_asks_the_parties_to_be() -> None:
    """By hand: A asks for 2 >= 5(1-d) at step 3, and B for more than nothing before the first.

    B joins if (1-d) d (-1) + (1-d) d^2 (-2) + 2 d^3 >= 0, that is 4 d^2 - d - 1 >= 0.
    """
    found = so.check_roadmap(patrol(), THERE_AND_BACK)
    a, b = found.patience
    assert a == ((exact(0.6), 1.0),)
    root = (1 + 17**0.5) / 8
    assert b == ((exact(root), 1.0),)
    assert found.common_patience == ((exact(root), 1.0),)


def test_a_cap_counts_what_is_not_taken_back() -> None:
    """B is exposed by 2 at step 3 only because A may keep its patrol."""
    for cap, holds in ((2.0, True), (1.9, False)):
        found = so.check_roadmap(patrol(exposure={"b": cap}), THERE_AND_BACK)
        assert found.holds is holds
        assert bool(found.patience[1]) is bool(found.common_patience) is holds


def test_a_breach_that_keeps_a_measure_is_put_in_words() -> None:
    """A does not take its patrol back and does not stop."""
    row = so.check_roadmap(patrol(), THERE_AND_BACK).tables()[0].rows[3]
    assert row[3] == "a"
    assert row[5] == "keep up a.patrol and withhold a.stop"
