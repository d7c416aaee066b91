"""`standoff backtest` as a user meets it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

RECORD = """\
date,party,taken,dropped,source,note
1998-05-11/13,south,arm,,Communiqué 3,
1998-06-02,north,,arm,"Treaty, article 1",both sides
1999,south,talk,arm,Minutes,
"""


@pytest.fixture
def record(tmp_path: Path) -> Path:
    path = tmp_path / "moves.csv"
    path.write_text(RECORD, encoding="utf-8")
    return path


def test_a_bundled_case_brings_its_record(run):
    result = run("backtest", "cuban-1962")
    assert result.exit_code == 0, result.output
    assert "3 recorded moves from 1962-10-22 to 1962-11-20" in result.output
    assert "3 of 3 recorded moves were improvements" in result.output
    assert "Khrushchev" in result.output


def test_a_record_beside_a_model_is_its_own(run, model, record: Path):
    model()
    assert run("backtest", "model.yaml").exit_code == 2
    record.rename(record.with_name("record.csv"))
    assert "3 recorded moves" in run("backtest", "model.yaml").output


def test_every_reading_or_those_asked_for(run, model, record: Path):
    model()
    every = run("backtest", "model.yaml", "moves.csv", "--concepts", "nash").output
    assert "improved in (base)" in every
    assert "Misses of hawk" in every
    one = run(
        "backtest", "model.yaml", "moves.csv", "--reading", "hawk", "--concepts", "nash"
    ).output
    assert "(base)" not in one
    assert "hawk" in one
    both = ["--reading", "base", "--reading", "hawk", "--concepts", "nash"]
    assert run("backtest", "model.yaml", "moves.csv", *both).output == every


def test_options_reach_the_question(run, model, record: Path):
    model()
    given = (
        *("--from", "none", "--split", "1998-12-31", "--every", "quarter", "--until", "1999-12-31"),
        *("--block", "1", "--resamples", "30", "--seed", "7", "--concepts", "seq", "--json"),
    )
    text = record.read_text(encoding="utf-8").replace("north,,arm", "north,arm,")
    record.write_text(text, encoding="utf-8")
    data = json.loads(
        run("backtest", "model.yaml", "moves.csv", "--reading", "base", *given).stdout
    )
    wanted = {
        **{"format": "standoff.backtest/1", "record": "moves.csv", "start": "no option taken"},
        **{"split": "1998-12-31", "every": "quarter", "until": "1999-12-31", "concepts": ["seq"]},
        **{"block": 1, "resamples": 30, "seed": 7},
    }
    assert {key: data[key] for key in wanted} == wanted
    assert [m["taken"] for m in data["moves"]] == [["south.arm"], ["north.arm"], ["south.talk"]]
    assert [p["first"] for p in data["readings"][0]["periods"]][:2] == ["1998-04-01", "1998-07-01"]
    assert {s["part"] for s in data["shares"]} == {"up to 1998-12-31", "after 1998-12-31"}
    assert [s["model"]["interval"] for s in data["shares"] if s["n"] == 1] == [None] * 3


def test_files(run, model, record: Path, tmp_path: Path):
    model()
    text = run("backtest", "model.yaml", "moves.csv", "--csv").stdout
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["reading"] for row in rows] == ["(base)"] * 10 + ["hawk"] * 10
    assert rows[0]["asked"] == "improved"
    assert run("backtest", "model.yaml", "moves.csv", "--xlsx", "out.xlsx").exit_code == 0
    book = load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames[0] == "The model and two baselines"
    assert len(book.sheetnames) == 6


@pytest.mark.parametrize(
    ("arguments", "said", "hint"),
    [
        (["nk-2017"], "nk-2017 comes without a record", "columns date, party, taken"),
        (["model.yaml", "move.csv"], "move.csv: there is no such file", "'moves.csv'"),
        (["model.yaml", "moves.csv", "--reading", "hwak"], "unknown reading 'hwak'", "'hawk'"),
        (["model.yaml", "moves.csv", "--split", "1998"], "'1998' is not a day", "YYYY-MM-DD"),
        (["model.yaml", "moves.csv", "--until", "1998-12-31"], "goes on to 1999-01-01", ""),
        (["model.yaml", "moves.csv", "--from", "none"], "moves.csv:3: north.arm is not", "took it"),
        (["model.yaml", "model.yaml"], "model.yaml:1: unknown column", "Allowed: date"),
    ],
)
def test_mistakes(run, model, record: Path, arguments: list[str], said: str, hint: str):
    model()
    result = run("backtest", *arguments)
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert said in result.stderr
    assert hint in result.stderr


def test_a_mistake_in_a_reading_has_its_place_in_the_file(run, model, record: Path):
    model(("{wants: north.arm}]}}", "{wants: north.arm}]}, rules: [not north.arm, north.arm]}"))
    result = run("backtest", "model.yaml", "moves.csv")
    assert result.stderr.startswith("error: model.yaml:13:77: no state")
