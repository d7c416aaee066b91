"""`standoff hinges` as a user runs it."""

from __future__ import annotations

import csv
import json
import os
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest

# Both armed is stable unless a claim is reversed; a claim that fails leaves its party indifferent.
MODEL = """
standoff: 1
title: Arms
parties:
  north: {options: {arm: Arm, talk: Talk}}
  south: {options: {arm: Arm}}
status_quo: []
endgames:
  armed: [north.arm, south.arm]
  talks: {when: north.talk}
preferences:
  north:
    - {id: strong, wants: north.arm, confidence: 0.6, reversed: 0.3}
    - {id: quiet, wants: not north.talk}
  south: [{id: even, wants: south.arm, confidence: 0.8, reversed: 0.2}]
readings:
  sure: {preferences: {north: [{wants: north.arm}], south: [{wants: south.arm}]}}
road_map:
  worth:
    north: [{if: south.arm, worth: -1}]
    south: [{if: north.arm, worth: -2..1}]
  patience: 0.9
"""


@pytest.fixture
def model(tmp_path: Path) -> str:
    (tmp_path / "arms.yaml").write_text(MODEL, encoding="utf-8")
    return "arms.yaml"


def words(text: str) -> str:
    return " ".join(text.split())


def asked(run, *arguments: str):
    done = run("hinges", "arms.yaml", *arguments)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_tables(run, model):
    text = asked(run, "--state", "armed")
    said = words(text)
    assert "Does it hold that armed is an equilibrium (SEQ)? Without uncertainty: yes." in said
    assert "Probability: .56; exact, from all 6 combinations of what may be." in said
    assert "north.strong reversed 0.3 0" in said
    assert "north.strong holds 0.6 .80" in said
    assert all(len(line) <= 100 for line in text.splitlines())


def test_json(run, model):
    found = json.loads(asked(run, "--state", "armed", "--concept", "nash", "--json"))
    assert found["nominal"] == 1
    assert found["probability"]["value"] == pytest.approx(0.7 * 0.8)
    given = {(g["premise"], g["outcome"]): g["probability"]["value"] for g in found["given"]}
    assert given["south.even", "holds"] == pytest.approx(0.7)
    assert given["south.even", "reversed"] == 0
    flips = {(c["premise"], c["kind"]) for c in found["one_at_a_time"] if c["value"] == 0}
    assert flips == {(name, "reversed") for name in ("north.strong", "north.quiet", "south.even")}
    assert found["pivotal"]["status"] == "found"
    assert sum(s["shapley"] for s in found["shares"]) == pytest.approx(1)


def test_one_party(run, model):
    found = json.loads(asked(run, "--state", "armed", "--party", "north", "--json"))
    assert found["conclusion"] == "armed is stable for north (SEQ)"
    assert found["probability"]["value"] == pytest.approx(0.7)


def test_heading(run, model):
    found = json.loads(asked(run, "--heading", "armed", "--json"))
    assert found["probability"]["value"] == pytest.approx(
        0.6 * 0.8
    )  # a claim that fails moves none
    there = json.loads(asked(run, "--heading", "armed", "--from", "armed", "--json"))
    assert there["probability"]["value"] == pytest.approx(0.7 * 0.8)


def test_a_road_map(run, model):
    found = json.loads(asked(run, "--to", "armed", "--samples", "40", "--json"))
    assert found["conclusion"] == "a road map leads to armed"
    assert not found["exact"]
    assert "south.road_map.1" in {p["name"] for p in found["premises"]}


def test_a_reading(run, model):
    found = json.loads(asked(run, "--state", "armed", "--reading", "sure", "--json"))
    assert (found["probability"]["value"], found["given"]) == (1, [])


def test_draws_and_their_shares(run, tmp_path: Path):
    text = MODEL.replace("wants: north.arm, confidence: 0.6, reversed: 0.3", "if: north.arm")
    text = text.replace("if: north.arm}", "if: north.arm, worth: -1..3}")
    text = text.replace("wants: not north.talk", "if: not north.talk, worth: 1")
    text = text.replace("  north:\n    - ", "  north:\n    worth:\n    - ", 1)
    (tmp_path / "arms.yaml").write_text(text, encoding="utf-8")
    found = json.loads(asked(run, "--state", "armed", "--seed", "5", "--json"))
    assert (found["draws"], found["seed"]) == (1000, 5)
    known = found["probability"]
    assert known["low"] < 0.75 * 0.8 < known["high"]
    assert [s["premise"] for s in found["shares"]] == ["north.strong", "south.even"]


def test_csv_and_parquet(run, model, tmp_path: Path):
    table = list(csv.reader(StringIO(asked(run, "--state", "armed", "--csv"))))
    assert table[0][0] == "premise"
    assert {row[0] for row in table[1:]} == {"north.strong", "north.quiet", "south.even"}
    assert asked(run, "--state", "armed", "--parquet", "hinges.parquet") == ""
    frame = pd.read_parquet(tmp_path / "hinges.parquet")
    assert {"north.strong", "south.even"} <= set(frame["premise"])


def test_picture(run, model, tmp_path: Path):
    done = run("hinges", model, "--state", "armed", "--picture", "tornado.png")
    assert (done.exit_code, done.stderr) == (0, "wrote tornado.png\n")
    assert "Given each premise" in done.stdout
    assert (tmp_path / "tornado.png").read_bytes()[:4] == b"\x89PNG"


def test_the_answer_comes_before_a_picture_that_cannot_be(run, tmp_path: Path):
    (tmp_path / "arms.yaml").write_text(MODEL.replace("south.arm, conf", "true, conf"), "utf-8")
    done = run(
        *("hinges", "arms.yaml", "--state", "armed", "--party", "south"),
        *("--picture", "tornado.svg"),
    )
    assert done.exit_code == 2
    assert "Without uncertainty: yes." in done.stdout
    assert "no premise makes a difference alone" in done.stderr
    assert "leave --picture out" in done.stderr


def test_resume_does_nothing_twice(run, model, tmp_path: Path):
    question = ("--state", "armed", "--json", "--resume", "kept")
    first = asked(run, *question)
    files = sorted((tmp_path / "kept").rglob("*.parquet"))
    assert files
    for file in files:
        os.utime(file, ns=(1, 1))
    assert asked(run, *question) == first
    assert {file.stat().st_mtime_ns for file in files} == {1}
    files[-1].unlink()
    assert asked(run, *question) == first
    assert [file.stat().st_mtime_ns > 1 for file in files] == [*[False] * (len(files) - 1), True]


def test_resume_does_not_take_draws_for_combinations(run, model):
    question = ("--state", "armed", "--json", "--samples")
    asked(run, *question, "5", "--resume", "kept")
    done = run("hinges", model, *question, "100", "--resume", "kept")
    if done.exit_code == 0:
        assert done.stdout == asked(run, *question, "100")
    else:
        assert "holds another run" in done.stderr


def test_a_mistake_leaves_the_folder_free(run, model):
    assert run("hinges", model, "--state", "amred", "--resume", "kept").exit_code == 2
    asked(run, "--state", "armed", "--resume", "kept")


def test_the_folder_of_another_question(run, model):
    asked(run, "--state", "armed", "--resume", "kept")
    done = run("hinges", model, "--state", "armed", "--concept", "nash", "--resume", "kept")
    assert done.exit_code == 2
    assert "holds another run: its conclusion is" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Ask one question, with one of --state, --heading, --to; found none."),
        (["--state", "armed", "--to", "armed"], "found --state and --to."),
        (["--heading", "armed", "--party", "north"], "--party goes with --state, not with"),
        (["--state", "armed", "--from", "armed"], "--from goes with --heading, not with --state."),
        (["--design", "linked"], "--design goes with --to."),
        (["--state", "amred"], "unknown state 'amred'\n  did you mean 'armed'?"),
        (["--state", "north.arn"], "unknown option 'north.arn'\n  did you mean 'north.arm'?"),
        (["--state", "armed", "--party", "nort"], "unknown party 'nort'\n  did you mean 'north'?"),
        (["--state", "armed", "--concept", "sec"], "unknown concept 'sec'\n  did you mean 'seq'?"),
        (["--state", "armed", "--concept", "nash,seq"], "a conclusion goes by one concept"),
        (["--heading", "armed", "--from", "amred"], "unknown state 'amred'"),
        (["--to", "amred"], "unknown state 'amred'\n  did you mean 'armed'?"),
        (["--to", "armed", "--design", "linked"], "unknown design 'linked'"),
        (["--state", "armed", "--samples", "0"], "'--samples': 0 is not in the range x>=1"),
        (["--state", "armed", "--budget", "0"], "'--budget': 0 is not in the range x>=1"),
        (["--state", "armed", "--picture", "t.jpg"], "t.jpg: a picture cannot be drawn into"),
        (["--state", "armed", "--parquet", "t.csv"], "ends in .parquet, not 't.csv'."),
        (["--state", "armed", "--cluster", "nowhere"], "no cluster at 'nowhere'"),
    ],
)
def test_errors(run, model, tmp_path: Path, arguments, said):
    done = run("hinges", model, *arguments)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert said in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["arms.yaml"]
