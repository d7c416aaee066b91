"""What `review` finds in a model, and what it leaves alone."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from standoff.cases import case_names, load
from standoff.errors import ModelError
from standoff.files import from_plain
from standoff.review import Review, review

GOOD: dict[str, Any] = {
    "standoff": 1,
    "title": "Sound",
    "sources": {"paper": {"title": "A paper"}},
    "define": {"calm": "not a.x"},
    "parties": {"a": {"options": {"x": "X", "v": "V"}}, "b": {"options": {"y": "Y"}}},
    "rules": ["not (a.x and a.v)"],
    "status_quo": [],
    "states": {"peace": []},
    "preferences": {
        "a": [{"wants": "a.x", "because": ["paper 1"]}, {"wants": "b.y", "because": ["paper 1"]}],
        "b": [{"wants": "calm", "because": ["paper 2"]}],
    },
    "readings": {"r": {"preferences": {"b": [{"wants": "b.y", "because": ["paper 3"]}]}}},
    "endgames": {"end": {"when": "calm"}},
}


def found(**changes: Any) -> list[str]:
    """The findings of the model with some entries replaced."""
    return [
        f.message for _, findings in review(from_plain(deepcopy(GOOD) | changes)) for f in findings
    ]


def test_nothing_in_a_sound_model():
    assert found() == []


def test_a_road_map_uses_sources_definitions_and_options():
    maps = {
        "worth": {"a": [{"if": "idle and b.z", "worth": 1, "because": ["table 1"]}]},
        "designs": {"d": {"because": ["plan 2"]}},
        "maps": {"m": {"steps": [["a.x"]], "because": ["note 3"]}},
    }
    cited = {name: {"title": name} for name in ("table", "plan", "note")}
    changes: dict[str, Any] = {
        "sources": GOOD["sources"] | cited,
        "define": GOOD["define"] | {"idle": "not b.z"},
        "parties": GOOD["parties"] | {"b": {"options": {"y": "Y", "z": "Z"}}},
    }
    assert len(found(**changes)) == 5
    assert found(**changes, road_map=maps) == []


def test_extents():
    extents = [extent for extent, _ in review(from_plain(GOOD))]
    assert [(e.reading, e.cells, e.states) for e in extents] == [(None, 6, 6), ("r", 6, 6)]
    assert extents[0].places == {"a": 4, "b": 2}


CITED = {"because": ["paper 1"]}
DOUBT = {"confidence": 0.2, "reversed": 0.3}
ORDERED = [{"wants": "a.x"} | CITED, {"wants": "b.y"} | CITED]
EXPERTS = {
    "experts": {
        "e": {"preference": [{"wants": "b.y or not b.y"} | CITED]},
        "f": {"preference": [{"id": "own", "wants": "b.y"}]},
    }
}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"sources": GOOD["sources"] | {"b2": {"title": "B"}}}, "nothing cites the source 'b2'"),
        ({"define": GOOD["define"] | {"idle": "a.x"}}, "nothing uses the definition 'idle'"),
        ({"rules": []}, "no rule, condition or preference mentions a.v"),
        ({"status_quo": None}, "there is no status quo"),
        ({"states": {"war": ["a.x", "a.v"]}, "status_quo": []}, "the state 'war' is not feasible"),
        ({"endgames": {"end": {"when": "a.x and a.v"}}}, "'end' holds in no feasible state"),
        ({"endgames": {"end": ["a.x", "a.v"]}}, "the endgame 'end' is not feasible"),
        (
            {"preferences": {"a": [{"wants": "a.x or calm"} | CITED], "b": [{"wants": "b.y"}]}},
            "claim 1 of a is true in every feasible state",
        ),
        (
            {"preferences": {"a": [{"wants": "a.x and a.v"} | CITED], "b": [{"wants": "b.y"}]}},
            "claim 1 of a is false in every feasible state",
        ),
        (
            {"preferences": {"a": [{"wants": "a.x"}, {"wants": "a.x and not a.v"}], "b": []}},
            "claim 2 of a holds in the same states as claim 1 of a",
        ),
        (
            {"preferences": {"a": [{"wants": "calm"}, {"wants": "a.x"}], "b": [{"wants": "b.y"}]}},
            "claim 2 of a is the opposite of claim 1 of a",
        ),
        (
            {"preferences": {"a": [{"id": "mine", "wants": "a.x"}], "b": [{"wants": "calm"}]}},
            "claim mine of a cites no source",
        ),
        ({"preferences": {"a": [{"wants": "a.x"} | CITED]}}, "b has no preferences in the base"),
        (
            {"preferences": GOOD["preferences"] | {"b": [{"wants": "b.y", **DOUBT} | CITED]}},
            "claim 1 of b is more likely reversed than right",
        ),
        (
            {"preferences": {"a": [{"any_order": ORDERED, "confidence": 1}], "b": []}},
            "the order of claims 1 to 2 of a is certain, so any_order: changes nothing",
        ),
        (
            {"correlated": [{"premises": ["a.1", "b.1"], "correlation": 0}]},
            "a correlation of 0 changes nothing: a.1, b.1",
        ),
        (
            {"preferences": GOOD["preferences"] | {"b": EXPERTS}},
            "claim 1 of b (as e sees it) is true in every feasible state",
        ),
        (
            {"preferences": GOOD["preferences"] | {"b": EXPERTS}},
            "claim own of b (as f sees it) cites no source",
        ),
    ],
)
def test_each_finding(changes: dict[str, Any], message: str):
    assert any(message in text for text in found(**changes)), found(**changes)


def test_a_claim_is_reported_once_for_all_readings():
    preferences = GOOD["preferences"] | {"a": [{"wants": "true"} | CITED]}
    assert sum("claim 1 of a is true" in text for text in found(preferences=preferences)) == 1


def test_no_preferences_anywhere_is_an_error():
    model = from_plain(GOOD | {"preferences": {"b": []}})
    with pytest.raises(ModelError, match="'a' has no preferences"):
        list(review(model))


def test_an_infeasible_status_quo_is_an_error():
    with pytest.raises(ModelError, match="status_quo"):
        list(review(from_plain(GOOD | {"status_quo": ["a.x", "a.v"]})))


def test_a_claim_that_may_fail_leaves_the_next_one_something_to_decide():
    def decided(*wants: dict[str, Any]) -> list[str]:
        cited = [claim | CITED if "wants" in claim else claim for claim in wants]
        return found(preferences=GOOD["preferences"] | {"b": cited})

    assert len(decided({"wants": "calm"}, {"wants": "a.x"})) == 1
    assert decided({"wants": "calm", "confidence": 0.5}, {"wants": "a.x"}) == []
    assert (
        len(decided({"wants": "calm", "confidence": 0.5, "reversed": 0.5}, {"wants": "a.x"})) == 1
    )
    either = [{"wants": "calm"} | CITED, {"wants": "a.x"} | CITED]
    assert decided({"any_order": either}) == []
    assert len(decided({"any_order": [either[0], {"wants": "b.y"} | CITED]}, {"wants": "a.x"})) == 1


def test_the_source_of_an_expert_covers_what_the_expert_says():
    said = {"preference": [{"wants": "b.y"}, {"wants": "calm"}]}
    once = found(preferences=GOOD["preferences"] | {"b": {"experts": {"e": said | CITED}}})
    assert once == []
    twice = found(preferences=GOOD["preferences"] | {"b": {"experts": {"e": said}}})
    assert [text for text in twice if "cites no source" in text] == [
        "claim 1 of b (as e sees it) cites no source",
        "claim 2 of b (as e sees it) cites no source",
    ]


def test_what_every_expert_says_is_checked():
    said = {"e": {"weight": 2, "preference": []}, "f": {"preference": {"ranking": [[]]}}}
    with pytest.raises(ModelError, match="the ranking misses 6 of 6"):
        found(preferences=GOOD["preferences"] | {"b": {"experts": said}})


@pytest.mark.parametrize("case", case_names())
def test_the_bundled_cases_are_in_order(case: str):
    model = load(case)
    pairs = list(review(model))
    findings = tuple(f for _, fs in pairs for f in fs)
    assert [f.message for f in findings] == []
    assert Review(model, tuple(e for e, _ in pairs), findings).to_dict()["findings"] == []
