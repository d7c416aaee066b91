"""The main paths, each as a process of its own in an empty folder."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from standoff.cases import case_names


def test_list(start):
    done = start("list")
    assert (done.returncode, done.stderr) == (0, "")
    assert all(name in done.stdout for name in case_names())


def test_from_nothing_to_a_result(start, tmp_path: Path):
    done = start("new", "mine.yaml")
    assert done.returncode == 0, done.stderr
    done = start("check", "mine.yaml")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("mine.yaml: ok\n")
    done = start("solve", "mine.yaml")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.index("Where it is heading") < done.stdout.index("What holds")
    before = (tmp_path / "mine.yaml").read_bytes()
    done = start("new", "mine.yaml")
    assert (done.returncode, done.stdout) == (2, "")
    assert "exists" in done.stderr
    assert (tmp_path / "mine.yaml").read_bytes() == before


def test_show(start):
    done = start("show", "korea-2006", "--reading", "linked")
    assert (done.returncode, done.stderr) == (0, "")
    for part in ("nk.dismantle", "Once taken, cannot be dropped", "Status quo: today", "Sources"):
        assert part in done.stdout


def test_solve_json(start):
    """Equilibria of Jacobi 2017, post 1 (see the published results of nk-2017)."""
    done = start("solve", "nk-2017", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert found["format"] == "standoff.solution/1"
    assert found["options"] == ["us.strike", "us.withdraw", "nk.invade", "nk.abandon"]
    assert (found["parties"], found["states"]) == (["us", "nk"], 12)
    published = {"nash": "0 5", "seq": "0 5 10", "sim": "0 4 5 10", "smr": "0 4 5 10 12"}
    for concept, labels in published.items():
        held = found["concepts"][concept]
        assert sorted(s["state"] for s in held["equilibria"]) == sorted(labels.split())
        assert held["count"] == len(labels.split())
    peace = next(s for s in found["concepts"]["seq"]["equilibria"] if s["state"] == "10")
    assert peace["taken"] == ["us.withdraw", "nk.abandon"]
    assert (peace["vector"], peace["grade"]) == ("NYNY", 1)
    assert found["prospects"]["mode"] == "best"
    assert found["prospects"]["from"] == []
    end = found["prospects"]["ends"][0]
    assert (end["probability"], end["states"][0]["vector"]) == (1.0, "NNNN")


def test_prospects_json(start):
    done = start("prospects", "chicken", "--from", "YY", "--json")
    found = json.loads(done.stdout)
    assert found["format"] == "standoff.prospects/1"
    assert (found["mode"], found["agreements"], found["exact"]) == ("best", 1, True)
    assert found["from"] == ["row.yields", "column.yields"]
    assert found["expected_moves"] == 1
    ends = {end["states"][0]["vector"]: end["probability"] for end in found["ends"]}
    assert ends == {"YN": 0.5, "NY": 0.5}


def test_explain(start):
    done = start("explain", "nk-2017", "10")
    assert (done.returncode, done.stderr) == (0, "")
    assert "It does not hold under Nash." in done.stdout


def test_csv(start):
    done = start("list", "--csv")
    rows = list(csv.DictReader(StringIO(done.stdout)))
    assert [row["case"] for row in rows] == case_names()


def test_xlsx(start, tmp_path: Path):
    done = start("solve", "elmira-1991", "--xlsx", "elmira.xlsx")
    assert (done.returncode, done.stdout) == (0, "")
    assert "wrote elmira.xlsx" in done.stderr
    book = load_workbook(tmp_path / "elmira.xlsx")
    assert "States that hold" in book.sheetnames
    held = book["States that hold"]
    rows = [[cell.value for cell in row] for row in held.iter_rows()]
    assert {"5", "8", "9"} <= {row[0] for row in rows[1:]}
    assert all(cell.font.bold for cell in held[1])


def test_convert_keeps_what_holds(start):
    assert start("convert", "nk-2017", "nk.json").returncode == 0
    assert start("convert", "nk.json", "nk.yaml").returncode == 0
    found = [json.loads(start("solve", name, "--json").stdout) for name in ("nk-2017", "nk.yaml")]
    assert found[0] == found[1]


def test_schema(start):
    assert "$defs" in json.loads(start("schema").stdout)


def test_characters_of_other_scripts(start, tmp_path: Path):
    start("new", "mine.yaml")
    path = tmp_path / "mine.yaml"
    text = path.read_text(encoding="utf-8").replace("Build the dam", "Плотина 大坝")
    path.write_text(text, encoding="utf-8")
    assert "Плотина 大坝" in start("show", "mine.yaml", "--json").stdout
    done = start("show", "mine.yaml", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert done.stdout.isascii()


def test_a_reader_that_stops_reading(tmp_path: Path):
    command = (
        f"'{sys.executable}' -m standoff show korea-2006 --json | true; exit ${{PIPESTATUS[0]}}"
    )
    done = subprocess.run(
        ["bash", "-c", command], cwd=tmp_path, capture_output=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (141, b"")


def test_interrupted(tmp_path: Path):
    os.mkfifo(tmp_path / "slow.yaml")
    process = subprocess.Popen(
        [sys.executable, "-m", "standoff", "solve", "slow.yaml"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with (tmp_path / "slow.yaml").open("wb"):  # opens once the command reads
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.strip()) == (130, b"", b"")


@pytest.mark.parametrize("arguments", [["--help"], ["list"], ["solve", "--jsn"], ["slve"]])
def test_starts_without_numpy(tmp_path: Path, arguments: list[str]):
    code = (
        "import sys\nfrom standoff.cli.root import root\n"
        "try:\n    root(sys.argv[1:], prog_name='standoff')\n"
        "finally:\n    assert not {'numpy', 'pandas', 'scipy', 'openpyxl'} & set(sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert "AssertionError" not in done.stderr
