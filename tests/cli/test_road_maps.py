"""`standoff roadmap`, `standoff roadmap check` and `standoff compare` as a user runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

# The hostage triangle: A's dismantling cannot be undone, its restraint and B's aid can.
MODEL = """
standoff: 1
title: Hostages
sources: {us: {title: Made up}}
parties:
  a: {options: {dismantle: {reversible: false}, restraint: Hold back}}
  b: {options: {aid: Send aid}}
status_quo: []
endgames:
  all: [a.dismantle, a.restraint, b.aid]
  arms_for_aid: [a.dismantle, b.aid]
  some: {when: b.aid}
road_map:
  worth:
    a: [{if: a.dismantle, worth: -2}, {if: a.restraint, worth: -0.5}, {if: b.aid, worth: 4.5..5.5}]
    b: [{if: a.dismantle, worth: 4}, {if: a.restraint, worth: 2}, {if: b.aid, worth: -1}]
  patience: 0.6
  designs:
    free: {about: Any order.}
    arms_first: {order: [a.dismantle before b.aid]}
    at_once: {together: [[a, b]], most: 3}
  maps:
    slow: {design: arms_first, steps: [[a.dismantle], [b.aid], [a.restraint]]}
    wrong_way: {design: arms_first, steps: [[b.aid], [a.dismantle], [a.restraint]]}
"""


@pytest.fixture
def model(tmp_path: Path) -> str:
    (tmp_path / "hostages.yaml").write_text(MODEL, encoding="utf-8")
    return "hostages.yaml"


def words(text: str) -> str:
    return " ".join(text.split())


def test_found(run, model):
    done = run("roadmap", model, "--to", "all")
    assert done.exit_code == 0
    assert "To all (discounted): found." in done.stdout
    assert "Patience common to all at which it holds: from 0.5." in done.stdout
    assert all(len(line) <= 100 for line in done.stdout.splitlines())


def test_worth_for_road_maps_alone_is_a_sound_model(run, model):
    done = run("check", model)
    assert done.exit_code == 0
    assert "a has no preferences in the base model" in words(done.stdout)


def test_the_certificate_can_be_checked_anew(run, model, tmp_path: Path):
    done = run("roadmap", model, "--to", "all", "--design", "at_once", "--json")
    found = json.loads(done.stdout)
    assert found["answer"] == "found"
    assert found["road_maps"][0]["holds"]
    (tmp_path / "found.json").write_text(done.stdout, encoding="utf-8")
    again = run("roadmap", "check", model, "found.json", "--json")
    checked = json.loads(again.stdout)
    assert checked["steps"] == found["road_maps"][0]["steps"]
    assert checked["constraints"] == found["road_maps"][0]["constraints"]


def test_a_certificate_in_orders_alone_holds_no_sums(run, tmp_path: Path):
    done = run("roadmap", "prisoners-dilemma", "--to", "1", "--json")
    found = json.loads(done.stdout)["closest"]
    assert not {"exposure", "patience_that_holds", "common_patience"} & set(found)
    assert {c["going_on_is"] for c in found["constraints"]} <= {"better", "as good", "worse"}
    (tmp_path / "found.json").write_text(done.stdout, encoding="utf-8")
    again = run("roadmap", "check", "prisoners-dilemma", "found.json", "--json")
    assert json.loads(again.stdout)["constraints"] == found["constraints"]


def test_caps_do_not_count_where_worths_are_only_ordered(run, tmp_path: Path):
    text = MODEL.replace("  worth:\n", "  exposure: {a: 0, b: 0}\n  worth:\n")
    orders = text[: text.index("  worth:")] + text[text.index("  patience: 0.6") :]
    orders += (
        "preferences:\n"
        "  a: [{wants: b.aid}, {wants: not a.dismantle}]\n"
        "  b: [{wants: a.dismantle}, {wants: a.restraint}, {wants: not b.aid}]\n"
    )
    (tmp_path / "orders.yaml").write_text(orders, encoding="utf-8")
    assert "found" in run("roadmap", "orders.yaml", "--to", "all").stdout
    (tmp_path / "worths.yaml").write_text(text, encoding="utf-8")
    done = run("roadmap", "worths.yaml", "--to", "all")
    assert "It would take a larger exposure than a accepts." in words(done.stdout)


def test_who_is_closest_to_leaving_is_no_matter_of_caps(run, tmp_path: Path):
    text = MODEL.replace("  worth:\n", "  exposure: {a: 2.5}\n  worth:\n")
    (tmp_path / "capped.yaml").write_text(text, encoding="utf-8")
    done = run("roadmap", "capped.yaml", "--to", "all", "--design", "at_once")
    assert "It holds: b is closest to leaving, at step 1; slack 0.2." in words(done.stdout)


def test_the_answer_comes_before_a_picture_that_cannot_be(run):
    done = run(
        *("roadmap", "prisoners-dilemma", "--to", "1"),
        *("--method", "corridor", "--picture", "map.svg"),
    )
    assert done.exit_code == 2
    assert "corridor of SEQ states" in done.stdout
    assert "there is no road map to draw" in done.stderr


def test_impossible_says_why_and_what_would_help(run, model):
    done = run("roadmap", model, "--to", "arms_for_aid", "--remedies")
    assert done.exit_code == 0
    said = words(done.stdout)
    assert "proved impossible" in said
    assert "At the end b would leave (4 by leaving, 3 by staying): its breach costs it noth" in said
    assert "What would make it possible" in said
    assert "+a.dismantle made reversible" in said
    assert "a guarantor who takes this much per period from b" in said


def test_patience_and_method(run, model):
    done = run("roadmap", model, "--to", "all", "--patience", "0.4")
    assert "proved impossible" in done.stdout
    done = run("roadmap", model, "--to", "all", "--patience", "0.45", "--method", "payments")
    assert "Side payments" in done.stdout
    done = run("roadmap", model, "--to", "all", "--method", "walk-away")
    assert "To all (walk-away): found." in done.stdout
    done = run("roadmap", model, "--to", "all", "--patience", "1")
    assert done.exit_code == 2
    assert "0<x<1" in done.stderr


def test_any_state_of_an_endgame_will_do(run, model):
    found = json.loads(run("roadmap", model, "--to", "some", "--json").stdout)
    assert found["answer"] == "found"
    assert "b.aid" in found["road_maps"][0]["steps"][-1]["taken"]


def test_check_a_map_of_the_model(run, model):
    done = run("roadmap", "check", model, "slow")
    assert "It holds" in done.stdout
    done = run("roadmap", "check", model, "wrong_way")
    assert "Step 1: +b.aid comes before +a.dismantle, against the order." in words(done.stdout)


def test_check_steps_as_typed(run, model):
    done = run("roadmap", "check", model, "a.dismantle; b.aid", "--json")
    found = json.loads(done.stdout)
    assert not found["holds"]
    assert [step["measures"] for step in found["steps"]] == [["+a.dismantle"], ["+b.aid"]]


def test_compare(run, model):
    done = run("compare", model, "--to", "all", "--samples", "200")
    assert done.exit_code == 0
    assert all(name in done.stdout for name in ("free", "arms_first", "at_once"))
    assert all(len(line) <= 100 for line in done.stdout.splitlines())
    found = json.loads(run("compare", model, "--to", "all", "--json").stdout)
    assert [d["answer"] for d in found["designs"]] == ["found"] * 3
    assert found["designs"][0]["patience"]["holds"][0][0] == pytest.approx(0.5)


def test_compare_some(run, model):
    found = json.loads(
        run("compare", model, "--to", "all", "--designs", "free, at_once", "--json").stdout
    )
    assert [d["design"] for d in found["designs"]] == ["free", "at_once"]


def test_a_picture(run, model, tmp_path: Path):
    done = run("roadmap", model, "--to", "all", "--picture", "map.svg")
    assert done.exit_code == 0
    assert (tmp_path / "map.svg").read_text(encoding="utf-8").startswith("<?xml")
    done = run("roadmap", "check", model, "slow", "--picture", "map.png")
    assert (tmp_path / "map.png").read_bytes()[:4] == b"\x89PNG"


def test_corridor(run):
    done = run("roadmap", "prisoners-dilemma", "--to", "1", "--method", "corridor")
    assert done.exit_code == 0
    assert "To 1 (corridor of SEQ states):" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("roadmap", "hostages.yaml"), "Missing option '--to'"),
        (("roadmap", "hostages.yaml", "--to", "al"), "unknown state 'al'\n  did you mean 'all'?"),
        (
            ("roadmap", "hostages.yaml", "--to", "all", "--design", "fre"),
            "unknown design 'fre'\n  did you mean 'free'?",
        ),
        (("roadmap", "check", "hostages.yaml", "slo"), "unknown road map 'slo'"),
        (
            ("roadmap", "check", "hostages.yaml", "a.aid; b.aid"),
            "unknown option 'a.aid'\n  did you mean 'b.aid'?",
        ),
        (("roadmap", "check", "hostages.yaml", "hostages.json"), "hostages.json"),
        (
            ("roadmap", "hostages.yaml", "--to", "all", "--picture", "map.gif"),
            ".svg",
        ),
        (("compare", "hostages.yaml", "--to", "all", "--designs", "fee"), "unknown design 'fee'"),
        (("compare", "chicken", "--to", "YY"), "the model has no designs to compare"),
        (
            ("roadmap", "chicken", "--to", "YY", "--method", "discounted"),
            "has no worth per period",
        ),
    ],
)
def test_errors(run, model, arguments, message):
    done = run(*arguments)
    assert done.exit_code == 2
    assert message in done.stderr
