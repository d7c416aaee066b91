"""Results as text, JSON, CSV and Excel."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from standoff.cases import load
from standoff.errors import FileError, UnknownName
from standoff.files import from_plain, parse_yaml, to_plain
from standoff.report import csv_text, json_text, plain_text, terminal_text, write_xlsx
from standoff.report.description import Description
from standoff.results import Result, Table

from ..files.bad import UNCERTAIN


@dataclass(frozen=True)
class Sample(Result):
    made: tuple[Table, ...]
    said: tuple[str, ...] = ()

    def tables(self) -> tuple[Table, ...]:
        return self.made

    def to_dict(self) -> dict[str, Any]:
        return {"tables": len(self.made)}

    def lines(self) -> tuple[str, ...]:
        return self.said


LONG = "option.one + option.two + option.three + option.four + option.five + option.six"
WIDE = Table("Wide", ("label", "first", "second", "share"), (("a", LONG, LONG, 0.25),) * 3, LONG)


def test_plain_text():
    text = plain_text(Sample((WIDE,), ("  - " + LONG + " " + LONG,)))
    lines = text.splitlines()
    assert max(map(len, lines)) <= 100
    assert "\x1b" not in text
    assert all(word in text.split() for word in LONG.split())
    assert lines[0].startswith("  - option.one")
    assert lines[1].startswith("    option")


def test_terminal_text(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[1m" in terminal_text(Sample((WIDE,)), 60)
    monkeypatch.setenv("TERM", "dumb")
    text = terminal_text(Sample((WIDE,)), 300)
    assert max(map(len, text.splitlines())) <= 100


def test_a_narrow_terminal_still_gets_all_text():
    text = plain_text(Sample((WIDE,)), 30)
    assert max(map(len, text.splitlines())) <= 30
    assert text.replace("\n", "").count("a") >= 3


def test_json():
    data = json.loads(json_text({"a": [float("inf"), {"b": (1.5, None)}], "c": "大"}))
    assert data == {"a": [None, {"b": [1.5, None]}], "c": "大"}
    assert "大" in json_text({"c": "大"})


def test_csv():
    rows = list(csv.reader(StringIO(csv_text(WIDE))))
    assert rows[0] == ["label", "first", "second", "share"]
    assert rows[1] == ["a", LONG, LONG, "0.25"]


def test_excel(tmp_path: Path):
    sums = Table(
        "Sums: 1/2?", ("=what", "value"), (("=1+1", 2), ("bell \a", float("nan"))), "A note."
    )
    write_xlsx(Sample((sums, sums, WIDE), ("In short.",)), tmp_path / "out.xlsx")
    book = load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["Sums 1 2", "Sums 1 2 2", "Wide", "In words"]
    sheet = book["Sums 1 2"]
    assert [cell.value for cell in sheet["A"]] == ["=what", "=1+1", "bell \ufffd", None, "A note."]
    assert [cell.value for cell in sheet["B"]][:3] == ["value", 2, None]
    assert sheet["A2"].data_type == "s"
    assert sheet["A1"].font.bold
    assert sheet.column_dimensions["A"].width >= 5
    assert book["In words"]["A2"].value == "In short."


def test_excel_into_no_folder(tmp_path: Path):
    with pytest.raises(FileError, match="cannot be written"):
        write_xlsx(Sample((WIDE,)), tmp_path / "none" / "out.xlsx")


def test_long_titles_make_names_that_excel_takes(tmp_path: Path):
    tables = tuple(Table("x" * 60, ("a",), ((k,),)) for k in range(12))
    write_xlsx(Sample(tables), tmp_path / "out.xlsx")
    names = load_workbook(tmp_path / "out.xlsx").sheetnames
    assert len(set(names)) == 12
    assert max(map(len, names)) <= 31


def test_description_holds_the_model():
    model = load("korea-2006")
    data = Description(model).to_dict()
    assert from_plain(data["content"]) == model
    read = Description(model, "linked").to_dict()
    assert read["content"] == to_plain(model.read_as("linked"))
    with pytest.raises(UnknownName):
        Description(model, "linkt")


def test_description_of_every_kind_of_preference():
    model = from_plain(
        {
            "standoff": 1,
            "title": "Kinds",
            "parties": {
                "a": {"move_if": "b.y", "options": {"x": {"name": "X", "take_if": "b.y"}}},
                "b": {"options": {"y": "Y"}},
                "c": {"options": {"z": "Z"}},
                "d": "No option",
            },
            "status_quo": "YNN",
            "preferences": {
                "a": {"weights": {"a.x": -5}},
                "b": {"worth": [{"if": "a.x", "worth": "6..10"}], "unit": "lives"},
                "c": [{"wants": "c.z", "confidence": 0.5}],
            },
            "merge": {"calm": "not a.x"},
        }
    )
    text = plain_text(Description(model))
    for part in (
        "May move only if b.y.",
        "Can be taken only if b.y.",
        "all with not a.x",
        "worth in lives",
        "6..10",
        "confidence",
        "not given",
    ):
        assert part in text
    assert "Status quo: YNN" in text


def test_description_of_what_is_uncertain():
    model = parse_yaml(UNCERTAIN)
    tables = {table.title: table for table in Description(model).tables()}
    north = tables["north wants, most important first"]
    columns = ("", "places", "claim", "wants", "confidence", "reversed")
    assert north.columns == columns
    assert [row[:3] for row in north.rows] == [
        (1, "", "survive"),
        (2, "2-3", "help"),
        (3, "2-3", ""),
        (4, "4-5", ""),
        (5, "4-5", "rest"),
    ]
    assert [row[4:] for row in north.rows[:3]] == [(0.7, 0.1), (0.5, None), (None, None)]
    assert north.note == (
        "Claims 2-3 (sequel): the order as written has probability 0.6. "
        "Which comes first was not said. Because: notes 1.\n"
        "Claims 4-5: all orders are equally likely."
    )
    assert tables["south wants, by worth"].rows == (
        ("peace", "north.freeze", "6..10"),
        ("", "north.test", "6..10, likely 7"),
        ("", "south.aid", "6..8 normal"),
    )
    seen = tables["east wants, as experts see it"]
    assert seen.columns == ("expert", "weight", "is right", "in words", "because")
    assert seen.rows == (
        ("smith", 2, "67%", "", "notes 2"),
        ("jones", 1, "33%", "Lives there", ""),
    )
    assert seen.note == "Where nothing is drawn, smith counts."
    assert tables["jones: east wants, by weight"].rows == (("east.watch", 1),)
    assert tables["Premises that tend to be right together"].rows[0] == (
        *("north.survive\nsouth.peace", 0.5, "One view", "notes 3"),
    )
    for reading in (None, "hawk"):
        lines = plain_text(Description(model, reading)).splitlines()
        assert max(map(len, lines)) <= 100
    assert "reversed" not in plain_text(Description(load("korea-2006")))


def test_description_of_road_maps():
    model = from_plain(
        {
            "standoff": 1,
            "title": "Freeze",
            "parties": {"nk": {"options": {"freeze": "F"}}, "us": {"options": {"aid": "A"}}},
            "road_map": {
                "period": "three months",
                "worth": {"nk": [{"if": "us.aid", "worth": "3..5", "about": "It lives on it."}]},
                "unit": "points",
                "patience": 0.9,
                "lag": {"nk": 2},
                "together": "all",
                "issues": {"money": ["us.aid"]},
                "designs": {
                    "slow": {
                        "order": ["nk.freeze before us.aid"],
                        "phases": [["nk.freeze"], ["us.aid"]],
                        "together": [],
                        "retaliation": {"money": []},
                    },
                    "free": {},
                },
                "maps": {"both": [["nk.freeze", "us.aid"]]},
            },
        }
    )
    tables = {table.title: table for table in Description(model).tables()}
    assert tables["Road map terms"].rows == (
        ("steps", "every option"),
        ("period", "three months"),
        ("patience", "0.9"),
        ("issue money", "us.aid"),
        ("together", "all parties"),
        ("most in one step", "1"),
        ("lag", "nk 2"),
        ("retaliation", "a breach revokes everything reversible"),
    )
    worth = tables["Road map worth, per period of three months"]
    assert worth.columns == ("party", "where", "worth in points", "in words")
    assert worth.rows == (("nk", "us.aid", "3..5", "It lives on it."),)
    own = "together: one party at a time; retaliation: a breach of money revokes nothing"
    slow = "first nk.freeze, then us.aid; nk.freeze before us.aid"
    assert tables["Road map designs"].rows == (("slow", slow, own), ("free", "any", ""))
    assert tables["Given road maps"].rows == (("both", "1. nk.freeze + us.aid"),)
    assert not any("oad map" in table.title for table in Description(load("chicken")).tables())


def test_description_in_graph_form():
    model = from_plain(
        {
            "standoff": 1,
            "title": "Border",
            "parties": {"n": "North", "s": "South"},
            "states": {"calm": "No forces", "tense": "One side"},
            "moves": {"n": {"calm": ["tense"]}},
            "preferences": {
                "n": {"ranking": [["tense", "calm"]]},
                "s": {"ranking": ["calm", "tense"]},
            },
        }
    )
    text = plain_text(Description(model))
    assert "Moves" in text
    assert "tense, calm" in text
