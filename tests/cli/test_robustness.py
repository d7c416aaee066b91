"""`standoff robustness` as a user runs it."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
from io import StringIO
from pathlib import Path
from time import monotonic, sleep

import pandas as pd
import pytest

# The status quo is stable for north unless its claim is reversed, for south unless its own is.
MODEL = """
standoff: 1
title: Two claims
parties:
  north: {options: {arm: Arm}}
  south: {options: {talk: Talk}}
status_quo: [north.arm, south.talk]
endgames:
  calm: {when: not north.arm}
preferences:
  north: [{id: strong, wants: north.arm, confidence: 0.6, reversed: 0.3}]
  south: [{id: open, wants: south.talk, confidence: 0.8, reversed: 0.2}]
readings:
  sure: {preferences: {north: [{wants: north.arm}], south: [{wants: south.talk}]}}
"""
RANGES = """
standoff: 1
title: Amounts
parties:
  a: {options: {x: X, y: Y}}
  b: {options: {z: Z}}
  c: {options: {w: W}}
status_quo: []
preferences:
  a: {worth: [{if: a.x and b.z, worth: -2..4}, {if: a.y, worth: -1..2}, {if: c.w, worth: -1..1}]}
  b: {worth: [{if: b.z and a.x, worth: -3..3}, {if: b.z and c.w, worth: -2..3}]}
  c: {worth: [{if: c.w and not b.z, worth: -3..2, distribution: normal}]}
"""


@pytest.fixture
def model(tmp_path: Path) -> str:
    (tmp_path / "two.yaml").write_text(MODEL, encoding="utf-8")
    (tmp_path / "ranges.yaml").write_text(RANGES, encoding="utf-8")
    return "two.yaml"


def words(text: str) -> str:
    return " ".join(text.split())


def rows(text: str) -> dict[tuple[str, str, str | None], float]:
    """The probabilities of a JSON text, by state, concept and party."""
    found = json.loads(text)["probabilities"]
    return {(r["taken"] or r["state"], r["concept"], r["party"]): r["probability"] for r in found}


def test_tables(run, model):
    done = run("robustness", model)
    assert done.exit_code == 0
    said = words(done.stdout)
    assert "2 uncertain premises; exact, from all 6 combinations of what they may be." in said
    assert "north.arm + south.talk .56* .56* .56* .56*" in said
    assert "some state of calm .40" in said
    assert all(len(line) <= 100 for line in done.stdout.splitlines())


def test_json(run, model):
    done = run("robustness", model, "--concepts", "nash", "--json")
    found = rows(done.stdout)
    both = "north.arm, south.talk"
    assert found[both, "nash", None] == pytest.approx(0.7 * 0.8)
    assert found[both, "nash", "north"] == pytest.approx(0.7)
    assert found["calm", "nash", None] == pytest.approx(0.4)  # its claim reversed, or none
    assert {concept for _, concept, _ in found} == {"nash", "heading"}


def test_nothing_uncertain(run, model):
    done = run("robustness", model, "--reading", "sure", "--json")
    assert set(rows(done.stdout).values()) == {1.0}


def test_draws(run, model):
    asked = ("robustness", model, "--draws", "--samples", "400", "--json")
    first, other = run(*asked, "--seed", "1").stdout, run(*asked, "--seed", "2").stdout
    assert run(*asked, "--seed", "1").stdout == first != other
    found = json.loads(first)
    assert (found["draws"], found["exact"], found["seed"]) == (400, False, 1)
    (row,) = (
        r
        for r in found["probabilities"]
        if (r["taken"], r["concept"], r["party"]) == ("north.arm, south.talk", "seq", None)
    )
    assert row["low"] < row["probability"] < row["high"]


def test_precision_stops_the_draws(run, model):
    asked = ("robustness", model, "--draws", "--samples", "50000", "--json")
    counts = [json.loads(run(*asked, "--precision", p).stdout)["draws"] for p in ("0.1", "0.02")]
    assert 1000 <= counts[0] < 1100  # whole pieces
    assert 4000 <= counts[1] < 4200


def test_where_it_is_heading(run, model):
    assert "Where it is heading" in run("robustness", model).stdout
    assert "Where it is heading" not in run("robustness", model, "--no-heading").stdout
    none = rows(run("robustness", model, "--from", "none", "--json").stdout)
    # From nothing, north arms if its claim holds, south talks if its own does.
    assert none["north.arm, south.talk", "heading", None] == pytest.approx(0.6 * 0.8)


def test_csv(run, model):
    table = list(csv.reader(StringIO(run("robustness", model, "--csv").stdout)))
    assert table[0] == ["state", "probability", "without uncertainty"]
    assert ["north.arm + south.talk", "0.56", "1.0"] in table


def test_parquet(run, model, tmp_path: Path):
    done = run("robustness", model, "--parquet", "all.parquet")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "wrote all.parquet\n")
    frame = pd.read_parquet(tmp_path / "all.parquet")
    told = rows(run("robustness", model, "--json").stdout)
    assert len(frame) == len(told)
    (row,) = frame[
        (frame["taken"] == "north.arm, south.talk")
        & (frame["concept"] == "nash")
        & (frame["party"] == "south")
    ].to_dict("records")
    assert row["probability"] == pytest.approx(0.8)
    assert frame["party"].isna().any()
    assert frame["nominal"].isin([0.0, 1.0]).all()


def test_picture(run, model, tmp_path: Path):
    done = run("robustness", model, "--picture", "heat.svg")
    assert done.exit_code == 0
    assert "What holds" in done.stdout
    assert done.stderr == "wrote heat.svg\n"
    assert "north.arm + south.talk: Nash .56" in (tmp_path / "heat.svg").read_text("utf-8")


def test_the_answer_comes_before_a_picture_that_cannot_be(run, tmp_path: Path):
    text = MODEL.replace("wants: north.arm, conf", "wants: north.arm iff south.talk, conf")
    text = text.replace("wants: south.talk, conf", "wants: not (north.arm iff south.talk), conf")
    text = text.replace("  calm: {when: not north.arm}", "  armed: [north.arm]")
    text = text.replace("0.6, reversed: 0.3", "1").replace("0.8, reversed: 0.2", "1")
    (tmp_path / "pennies.yaml").write_text(text, encoding="utf-8")
    done = run("robustness", "pennies.yaml", "--concepts", "nash", "--picture", "heat.svg")
    assert done.exit_code == 2
    assert "What holds" in done.stdout
    assert "no state holds in any draw" in done.stderr


def test_resume_does_nothing_twice(run, model, tmp_path: Path):
    asked = ("robustness", "ranges.yaml", "--samples", "200", "--json", "--resume", "kept")
    first = run(*asked).stdout
    files = sorted((tmp_path / "kept").glob("*.parquet"))
    assert len(files) > 3
    for file in files:
        os.utime(file, ns=(1, 1))
    assert run(*asked).stdout == first
    assert [file.stat().st_mtime_ns for file in files] == [1] * len(files)
    files[2].unlink()
    assert run(*asked).stdout == first
    assert [file.stat().st_mtime_ns > 1 for file in files] == [k == 2 for k in range(len(files))]


def test_resume_adds_samples(run, model, tmp_path: Path):
    asked = ("robustness", "ranges.yaml", "--json", "--samples")
    run(*asked, "128", "--resume", "kept")
    done = run(*asked, "384", "--resume", "kept")
    assert done.stdout == run(*asked, "384").stdout


def test_stopped_and_taken_up_again(start, model, tmp_path: Path):
    """As a user does: Ctrl-C in the middle, then the same command with more workers."""
    asked = ["robustness", "ranges.yaml", "--samples", "3000", "--json", "--resume", "kept"]
    work = subprocess.Popen(
        [sys.executable, "-m", "standoff", *asked, "--workers", "1"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    until = monotonic() + 50
    while not list(tmp_path.glob("kept/*.parquet")) and monotonic() < until:
        sleep(0.02)
    work.send_signal(signal.SIGINT)
    out, said = work.communicate(timeout=50)
    assert (work.returncode, out) == (130, b"")
    assert said == (
        b"stopped: finished pieces are kept in kept; the same command goes on from there\n"
    )
    done = len(list(tmp_path.glob("kept/*.parquet")))
    ended = start(*asked, "--workers", "2")
    assert ended.returncode == 0, ended.stderr
    assert len(list(tmp_path.glob("kept/*.parquet"))) > done
    assert ended.stdout == start(*asked[:-2], "--workers", "1").stdout


def test_stopped_before_anything_was_kept(run, model, monkeypatch):
    def stopped(*args, **settings):
        raise KeyboardInterrupt

    monkeypatch.setattr("standoff.uncertainty.ask.robustness", stopped)
    done = run("robustness", model, "--resume", "kept")
    assert (done.exit_code, done.output) == (130, "")


def test_a_dead_cluster(run, model, monkeypatch):
    import distributed

    real = distributed.Client
    monkeypatch.setattr(distributed, "Client", lambda address, timeout: real(address, timeout=0.5))
    done = run("robustness", model, "--cluster", "tcp://127.0.0.1:9")
    assert done.exit_code == 2
    assert "no cluster at 'tcp://127.0.0.1:9'" in done.stderr
    assert "give the address of a running scheduler" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--concepts", "nash,sec"], "unknown concept 'sec'\n  did you mean 'seq'?"),
        (["--from", "north.arn"], "unknown option 'north.arn'\n  did you mean 'north.arm'?"),
        (["--reading", "shure"], "unknown reading 'shure'\n  did you mean 'sure'?"),
        (["--from", "none", "--no-heading"], "--from asks where it is heading"),
        (["--samples", "0"], "'--samples': 0 is not in the range x>=1"),
        (["--precision", "0"], "'--precision': 0.0 is not in the range x>0"),
        (["--precision", "-0.1"], "'--precision': -0.1 is not in the range x>0"),
        (["--seed", "-1"], "'--seed': -1 is not in the range x>=0"),
        (["--workers", "0"], "'--workers': 0 is not in the range x>=1"),
        (["--workers", "2", "--cluster", "tcp://127.0.0.1:9"], "leave --workers out"),
        (["--picture", "heat.gif"], "heat.gif: a picture cannot be drawn into such a file"),
        (["--picture", "no/heat.svg"], "no/heat.svg: cannot be written: there is no such folder"),
        (["--parquet", "all.csv"], "The name of a Parquet file ends in .parquet, not 'all.csv'."),
        (
            ["--parquet", "no/all.parquet"],
            "no/all.parquet: cannot be written: there is no such folder",
        ),
        (["--json", "--parquet", "all.parquet"], "Choose one of --json and --parquet."),
        (["--resume", "."], "holds something else than a run"),
    ],
)
def test_errors(run, model, tmp_path: Path, arguments, said):
    done = run("robustness", model, *arguments)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert said in done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"two.yaml", "ranges.yaml"}


def test_ranges_have_no_list_of_combinations(run, model):
    done = run("robustness", "ranges.yaml", "--exact")
    assert done.exit_code == 2
    assert "ranges or correlations leave no list of combinations" in done.stderr


def test_the_folder_of_another_question(run, model):
    run("robustness", model, "--resume", "kept")
    done = run("robustness", model, "--resume", "kept", "--concepts", "nash")
    assert done.exit_code == 2
    assert "kept: holds another run: its concepts is" in done.stderr
    assert "give the folder that belongs to this question, or a new one" in done.stderr
