"""The JSON Schema that editors use agrees with the reader."""

from __future__ import annotations

import json
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from jsonschema import Draft202012Validator

from standoff.files import schema_text, write_json, write_yaml
from standoff.files.schema import allowed_keys, required_keys
from standoff.model import Standoff

from .bad import GOOD, GRAPH, ROAD_MAP, UNCERTAIN
from .models import graphs, models

SCHEMA = json.loads(schema_text())
VALIDATOR = Draft202012Validator(SCHEMA)
CASES = sorted(Path(__file__).parents[2].glob("src/standoff/cases/*/model.yaml"))


class EditorLoader(yaml.SafeLoader):
    """YAML as editors read it: version 1.2, in which dates and words such as `no` are texts."""


EditorLoader.yaml_implicit_resolvers = {}
for kind, pattern, first in (
    ("bool", r"^(?:true|false)$", "tf"),
    ("null", r"^(?:null|~|)$", ["n", "~", ""]),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", "-+0123456789."),
):
    EditorLoader.add_implicit_resolver(f"tag:yaml.org,2002:{kind}", re.compile(pattern), first)


def errors(text: str) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(yaml.load(text, EditorLoader))]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.parent.name)
def test_it_accepts_the_bundled_cases(path: Path) -> None:
    assert errors(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [GOOD, GRAPH, ROAD_MAP, UNCERTAIN],
    ids=["option form", "graph form", "road maps", "uncertain"],
)
def test_it_accepts_a_good_file(text: str) -> None:
    assert errors(text) == []


@given(models() | graphs())
def test_it_accepts_what_is_written(model: Standoff) -> None:
    stream = StringIO()
    write_json(model, stream)
    assert [e.message for e in VALIDATOR.iter_errors(json.loads(stream.getvalue()))] == []
    stream = StringIO()
    write_yaml(model, stream)
    assert errors(stream.getvalue()) == []


@pytest.mark.parametrize(
    "extra",
    [
        "standoff: 2",
        "titel: x",
        "parties: {}",
        "parties: {a b: x}",
        "parties: {a: {options: [x]}}",
        "parties: {a: {options: {x: {reversible: never}}}}",
        "parties: {a: {options: {x: {takeif: a.x}}}}",
        "parties: {a: {options: {a.x: X}}}",
        "sources: {s: {by: B}}",
        "rules: a.x",
        "rules: [{about: x}]",
        "rules: [[a.x]]",
        "status_quo: {taken: [a.x]}",
        "states: {s: {take: [a.x]}}",
        "moves: {a: {s: t}}",
        "preferences: {a: [a.x]}",
        "preferences: {a: [{wants: a.x, same: b}]}",
        "preferences: {a: [{same: b, about: c}]}",
        "preferences: {a: [{wants: a.x, confidence: 2}]}",
        "preferences: {a: [{id: b}]}",
        "preferences: {a: [{wants: a.x, reversed: -0.1}]}",
        "preferences: {a: [{any_order: [{wants: a.x}]}]}",
        "preferences: {a: [{any_order: [{wants: a.x}, {any_order: []}]}]}",
        "preferences: {a: [{any_order: [{wants: a.x}, {wants: a.x}], confidence: 2}]}",
        "preferences: {a: [{any_order: [{wants: a.x}, {wants: a.x}], wants: a.x}]}",
        "preferences: {a: {worth: [{if: a.x, worth: 6..10, likely: so}]}}",
        "preferences: {a: {worth: [{if: a.x, worth: 6..10, distribution: gauss}]}}",
        "preferences: {a: {worth: [{if: a.x, worth: 1..2, likely: 1, distribution: normal}]}}",
        "preferences: {a: {experts: {}}}",
        "preferences: {a: {experts: {e: []}}}",
        "preferences: {a: {experts: {e: {weight: 1}}}}",
        "preferences: {a: {experts: {e: {weight: 0, preference: []}}}}",
        "preferences: {a: {experts: {e: {preference: {experts: {f: {preference: []}}}}}}}",
        "preferences: {a: {experts: {e: {preference: []}}, because: [s]}}",
        "correlated: [{premises: [a.x, a.y]}]",
        "correlated: [{premises: [a.x], correlation: 0.5}]",
        "correlated: [{premises: [a.x, a.x], correlation: 0.5}]",
        "correlated: [{premises: [a.x, a.y], correlation: 2}]",
        "preferences: {a: {}}",
        "preferences: {a: {ranking: [s], weights: {a.x: 1}}}",
        "preferences: {a: {ranking: [s], unit: euro}}",
        "preferences: {a: {weights: {a.x: much}}}",
        "preferences: {a: {worth: [{if: a.x, worth: 6-10}]}}",
        "preferences: {a: {worth: [{worth: 6}]}}",
        "preferences: {a: {worth: [], because: [s]}}",
        "preferences: {a: {scores: [x]}}",
        "readings: {r: {sources: {}}}",
        "endgames: {e: {state: s, when: a.x}}",
        "endgames: {e: {about: x}}",
        "road_map: []",
        "road_map: {step: [a.x]}",
        "road_map: {steps: a.x}",
        "road_map: {worth: {a: {worth: []}}}",
        "road_map: {patience: 1}",
        "road_map: {patience: {a: 0}}",
        "road_map: {lag: 1.5}",
        "road_map: {lag: {a: 0}}",
        "road_map: {exposure: 4}",
        "road_map: {exposure: {a: -1}}",
        "road_map: {together: everyone}",
        "road_map: {together: [a]}",
        "road_map: {most: 0}",
        "road_map: {issues: {i: a.x}}",
        "road_map: {retaliation: likned}",
        "road_map: {retaliation: {i: i}}",
        "road_map: {designs: {d: {patience: 0.9}}}",
        "road_map: {designs: {d: {order: [a.x befor a.y]}}}",
        "road_map: {designs: {d: {phases: [a.x]}}}",
        "road_map: {maps: {m: [a.x]}}",
        "road_map: {maps: {m: {design: d}}}",
    ],
)
def test_it_rejects_a_bad_file(extra: str) -> None:
    good: dict[str, Any] = {"standoff": 1, "title": "x", "parties": {"a": {"options": {"x": "X"}}}}
    assert list(VALIDATOR.iter_errors(good)) == []
    changed = good | yaml.load(extra, EditorLoader)
    assert list(VALIDATOR.iter_errors(changed)) != []


@pytest.mark.parametrize("key", ["standoff", "title", "parties"])
def test_it_rejects_a_file_without_a_key(key: str) -> None:
    content = yaml.load(GOOD, EditorLoader)
    del content[key]
    assert list(VALIDATOR.iter_errors(content)) != []


@pytest.mark.parametrize("entry", ["claim", "order", "worth", "expert", "correlation"])
def test_every_key_of_what_is_uncertain_is_explained(entry: str) -> None:
    """Editors show the description where a key is completed; the plain ones explain themselves."""
    told = SCHEMA["$defs"][entry]["properties"]
    plain = {"id", "about", "because", "wants", "if"}
    assert {key for key in told if not told[key].get("description")} <= plain


def test_the_reader_takes_its_keys_from_it() -> None:
    assert required_keys("standoff") == ("standoff", "title", "parties")
    assert "endgames" in allowed_keys("standoff")
