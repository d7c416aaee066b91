"""What the commands print, and their options."""

from __future__ import annotations

import csv
import json
import re
from io import StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

import standoff as so
from standoff.cases import case_names
from standoff.cli.output import Output

ROOT = Path(__file__).parents[2]


def printed(result) -> str:
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize("case", case_names())
@pytest.mark.parametrize(
    "command",
    [["show"], ["check"], ["solve"], ["solve", "--summary", "seq"], ["prospects"], ["explain"]],
    ids=" ".join,
)
def test_tables_fit_and_break_no_name(run, case: str, command: list[str]):
    model = so.load(case)
    state = [model.states[0].label] if command == ["explain"] else []
    text = printed(run(command[0], case, *state, *command[1:]))
    assert max(map(len, text.splitlines())) <= 100
    assert not any(line != line.rstrip() for line in text.splitlines())
    parties = "|".join(model.party_ids)
    found = set(re.findall(rf"(?<![\w.])(?:{parties})\.[a-z]\w*", text))
    assert found <= set(model.options)


def test_list_counts_as_the_models_do(run):
    for case in json.loads(printed(run("list", "--json")))["cases"]:
        model = so.load(case["name"])
        assert case["title"] == model.title
        assert tuple(case["parties"]) == model.party_ids
        assert case["options"] == len(model.options)
        assert case["readings"] == list(model.readings)


def test_show_as_a_reading(run):
    base = printed(run("show", "nk-2017"))
    pacifist = printed(run("show", "nk-2017", "--reading", "pacifist"))
    assert "Readings: what one author holds instead" in base
    assert base.count("Once taken") + 1 == pacifist.count("Once taken")
    content = json.loads(printed(run("show", "nk-2017", "--reading", "pacifist", "--json")))
    assert content["format"] == "standoff.model/1"
    assert content["model"]["reading"] == "pacifist"
    assert content["content"]["preferences"]["us"]["ranking"][:3] == ["8", "0", "10"]


def test_check_finds_slips(run, model):
    model(
        ("title: A quarrel", "title: A quarrel\nsources: {paper: {title: A paper}}"),
        ("{wants: north.arm}]\n", "{wants: south.arm}, {wants: north.arm or not north.arm}]\n"),
        ("rules:", "define: {unused: south.talk}\nrules:"),
    )
    text = printed(run("check", "model.yaml"))
    for found in (
        r"\n +3 +nothing cites the source 'paper'",
        r"\n +7 +nothing uses the definition 'unused'",
        r"\n +12 +claim 2 of north is the opposite of claim 1 of north",
        r"\n +12 +claim 3 of north is true in every feasible state",
        r"\n +12 +claim 1 of north cites no source",
        r"\nmodel.yaml: ok, \d+ worth a second look\n$",
    ):
        assert re.search(found, text), found
    assert json.loads(printed(run("check", "model.yaml", "--json")))["findings"]


def test_solve_takes_a_reading_concepts_and_a_start(run):
    arguments = ["--reading", "deterrence", "--concepts", "SEQ, nash", "--from", "us.withdraw"]
    found = json.loads(printed(run("solve", "nk-2017", *arguments, "--json")))
    assert list(found["concepts"]) == ["seq", "nash"]
    held = [s["state"] for s in found["concepts"]["seq"]["equilibria"]]
    assert sorted(held) == ["0", "10", "12", "5"]  # Jacobi 2017, post 2
    assert found["prospects"]["from"] == ["us.withdraw"]
    assert found["model"]["reading"] == "deterrence"


def test_the_limit_cuts_the_listing_and_not_the_count(run):
    found = json.loads(printed(run("solve", "nk-2017", "--json", "--limit", "2")))
    assert (found["concepts"]["smr"]["count"], len(found["concepts"]["smr"]["equilibria"])) == (
        5,
        2,
    )


def test_summary(run):
    text = printed(run("solve", "nk-2017", "--summary", "SEQ"))
    assert text.startswith("United States and North Korea, October 2017\n\nSEQ equilibria")
    assert "3 of 12" in text
    found = json.loads(printed(run("solve", "nk-2017", "--summary", "seq", "--json")))
    assert (found["format"], found["count"], found["among"]) == ("standoff.summary/1", 3, 12)
    assert found["model"]["title"] == so.load("nk-2017").title


@pytest.mark.parametrize(
    "state", ["10", "us.withdraw,nk.abandon", "NYNY", "nk.abandon, us.withdraw"]
)
def test_a_state_in_every_form(run, state):
    found = json.loads(printed(run("explain", "nk-2017", state, "--json")))
    assert found["state"] == "10"
    assert (found["equilibrium"]["nash"], found["equilibrium"]["seq"]) == (False, True)


def test_no_option_taken(run):
    assert json.loads(printed(run("explain", "nk-2017", "none", "--json")))["state"] == "0"


def test_explain_some_concepts(run):
    found = json.loads(printed(run("explain", "nk-2017", "4", "--concepts", "nash", "--json")))
    assert found["equilibrium"] == {"nash": False}


def test_prospects_with_agreements_and_rates(run):
    alone = json.loads(printed(run("prospects", "elmira-1991", "--json")))
    assert alone["ends"][0]["states"][0]["state"] == "5"
    together = json.loads(printed(run("prospects", "elmira-1991", "--agreements", "2", "--json")))
    assert (together["agreements"], together["ends"][0]["states"][0]["state"]) == (2, "8")
    arguments = ["prospects", "chicken", "--from", "YY", "--rates", "row=3, column=1", "--json"]
    ends = json.loads(printed(run(*arguments)))["ends"]
    assert [(e["states"][0]["vector"], e["probability"]) for e in ends] == [
        ("NY", 0.75),
        ("YN", 0.25),
    ]


def test_prospects_past_the_budget_are_simulated(run):
    arguments = ["prospects", "chicken", "--from", "YY", "--budget", "1", "--seed", "7", "--json"]
    found = json.loads(printed(run(*arguments)))
    assert (found["exact"], found["seed"]) == (False, 7)
    low, high = found["ends"][0]["interval"]
    assert low < 0.5 < high


def test_csv_is_the_first_table(run):
    rows = list(csv.DictReader(StringIO(printed(run("prospects", "nk-2017", "--csv")))))
    assert [float(row["probability"]) for row in rows] == [1.0]


@pytest.mark.parametrize("command", [["show"], ["check"], ["solve"], ["prospects"], ["explain"]])
def test_every_table_goes_to_excel(run, tmp_path: Path, command):
    state = ["0"] if command == ["explain"] else []
    printed(run(*command, "nk-2017", *state, "--xlsx", "out.xlsx"))
    book = load_workbook(tmp_path / "out.xlsx")
    assert all(sheet.max_row > 1 and sheet["A1"].font.bold for sheet in book.worksheets)


def test_convert_as_a_reading(run, tmp_path: Path):
    result = run("convert", "nk-2017", "calm.yaml", "--reading", "pacifist")
    assert (result.exit_code, result.stdout) == (0, "")
    found = so.load(tmp_path / "calm.yaml")
    assert found == so.load("nk-2017").read_as("pacifist")
    assert run("convert", "chicken", "calm.yaml", "--force").exit_code == 0
    assert so.load(tmp_path / "calm.yaml").title == "Chicken"


def test_convert_to_gmcr_and_back(run, tmp_path: Path):
    assert run("convert", "nk-2017", "nk.gmcr").exit_code == 0
    base = so.solve("nk-2017", concepts="nash,seq")
    back = so.solve(tmp_path / "nk.gmcr", concepts="nash,seq")
    for concept in ("nash", "seq"):
        assert {s.vector for s in back.states(concept)} == {s.vector for s in base.states(concept)}


def test_convert_names_what_a_gmcr_file_cannot_hold(run, tmp_path: Path):
    parties = "parties: {a: {options: {x: X}}}\npreferences: {a: [{wants: a.x}]}\n"
    (tmp_path / "x.yaml").write_text(f"standoff: 1\ntitle: x\n{parties}road_map: {{}}\n")
    said = run("convert", "x.yaml", "x.gmcr").stderr
    assert "a .gmcr file holds no title, no terms of road maps: left out" in said


def test_the_new_model_shows_what_it_teaches(run):
    run("new", "mine.yaml")
    ends = json.loads(printed(run("prospects", "mine.yaml", "--agreements", "2", "--json")))["ends"]
    assert [s["state"] for s in ends[0]["states"]] == ["settled"]
    arguments = ["prospects", "mine.yaml", "--agreements", "2", "--reading", "board", "--json"]
    ends = json.loads(printed(run(*arguments)))["ends"]
    assert [s["state"] for s in ends[0]["states"]] == ["fait_accompli"]
    assert "second look" not in printed(run("check", "mine.yaml"))


def test_version(run):
    assert printed(run("--version")) == f"standoff {so.__version__}\n"


def test_at_most_one_form_of_output():
    assert Output(json=True, csv=False, xlsx=None).json
