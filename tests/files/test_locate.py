"""Errors that show only once the states are built find their place in the file again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from standoff.errors import FileError, ModelError
from standoff.files import locate, read
from standoff.preferences import scores
from standoff.states import state_space

from .bad import MARK, place_of_mark

RIVER = """\
standoff: 1
title: River
parties:
  up: {options: {dam: Dam}}
  down: {options: {sue: Sue}}
rules:
  - up.dam or down.sue
status_quo: [up.dam]
states: {war: [up.dam, down.sue]}
preferences:
  up: {ranking: [[war, YN], NY]}
  down:
    - {id: first, wants: not up.dam}
readings:
  board:
    rules: [down.sue or up.dam]
    preferences:
      down: {ranking: [war, NY, YN]}
  court:
    status_quo: [down.sue]
    preferences: {down: [{same: first}]}
"""

ROWS = {
    "rule": ("  - up.dam or down.sue", "  - up.dam\n  - ▲{rule: not up.dam, about: x}", None),
    "misses": ("ranking: [[war, YN], NY]", "▲ranking: [[war, YN]]", None),
    "repeats": ("[[war, YN], NY]", "[[war, YN], NY, ▲{taken: [up.dam]}]", None),
    "infeasible": ("[[war, YN], NY]", "[[war, YN], NY, ▲NN]", None),
    "rule of a reading": ("[down.sue or up.dam]", "[▲not (up.dam or down.sue)]", "board"),
    "second rule": ("[down.sue or up.dam]", "[up.dam, ▲not up.dam]", "board"),
    "ranking of a reading": ("ranking: [war, NY, YN]", "▲ranking: [war, NY]", "board"),
    "repeated in a reading": ("[war, NY, YN]", "[war, NY, YN, ▲war]", "board"),
    "base ranking": ("ranking: [[war, YN], NY]", "▲ranking: [[war, YN]]", "board"),
    "no preferences": ("preferences:\n  up: {ranking: [[war, YN], NY]}", "▲preferences:", None),
}


def problem(path: Path, reading: str | None) -> ModelError:
    """Return what is wrong with the states or the preferences of a file that reads well."""
    model = read(path).read_as(reading)
    with pytest.raises(ModelError) as caught:
        scores(state_space(model))
    return caught.value


@pytest.mark.parametrize("name", ROWS)
def test_the_place_is_found(name: str, tmp_path: Path) -> None:
    old, new, reading = ROWS[name]
    assert RIVER.count(old) == 1
    text = RIVER.replace(old, new)
    path = tmp_path / "river.yaml"
    path.write_text(text.replace(MARK, ""))
    error = problem(path, reading)
    found = locate(error, path, reading)
    assert isinstance(found, FileError)
    assert (found.line, found.column) == place_of_mark(text)
    assert found.message == error.message and found.hint == error.hint


def test_the_file_without_changes_is_good(tmp_path: Path) -> None:
    (tmp_path / "river.yaml").write_text(RIVER)
    for reading in (None, "board", "court"):
        scores(state_space(read(tmp_path / "river.yaml").read_as(reading)))


COURT = [
    (("preferences", "down", 0, "wants"), 3, "{same: first}"),
    (("preferences", "up", "ranking", 1), 0, "NY]}"),
    (("status_quo",), 0, "status_quo: [down.sue]"),
    (("rules", 0), 0, "up.dam or"),
    (("rules", 0, "rule"), 8, "or down"),
    (("parties", "down", "options", "sue", "take_if"), 0, "sue: Sue"),
]


@pytest.mark.parametrize(("where", "column", "starts"), COURT)
def test_places_of_a_reading(
    where: tuple[str | int, ...], column: int, starts: str, tmp_path: Path
) -> None:
    (tmp_path / "river.yaml").write_text(RIVER)
    found = locate(ModelError(where, "wrong", column=column), tmp_path / "river.yaml", "court")
    assert RIVER.splitlines()[found.line - 1][found.column - 1 :].startswith(starts)


def test_json_is_read_for_places_too(tmp_path: Path) -> None:
    model = {
        "standoff": 1,
        "title": "x",
        "parties": {"a": {"options": {"x": "X"}}},
        "rules": ["a.x", "not a.x"],
    }
    path = tmp_path / "x.json"
    path.write_text(json.dumps(model, indent="\t"))
    found = locate(problem(path, None), path)
    assert path.read_text().splitlines()[found.line - 1][found.column - 1 :] == '"not a.x"'


def test_rules_of_a_gmcr_file_are_its_infeasible_conditions(tmp_path: Path) -> None:
    maker = {"name": "A", "options": [0], "preferences": [[[0, "Y"]]]}
    content = {
        "options": [{"name": "X", "permittedDirection": "both"}],
        "decisionMakers": [maker],
        "infeasibles": [[[0, "Y"]], [[0, "N"]]],
        "useManualPreferenceRanking": False,
    }
    path = tmp_path / "x.gmcr"
    path.write_text(json.dumps(content, indent=1))
    found = locate(problem(path, None), path)
    before = path.read_text().splitlines()[: found.line - 1]
    assert '"infeasibles": [' in "\n".join(before) and before[-1].strip() == "],"
    claim = locate(ModelError(("preferences", "a", 0, "wants"), "wrong"), path)
    assert path.read_text().splitlines()[claim.line - 2].strip() == '"preferences": ['
    assert locate(ModelError(("preferences", "b"), "wrong"), path).line == 1


@pytest.mark.parametrize("text", [None, "", "[", "{}", "[1]", "a: 1", "readings: [1]\nrules: 5"])
@pytest.mark.parametrize("suffix", [".yaml", ".json", ".gmcr"])
def test_a_file_that_has_changed_gives_the_error_all_the_same(
    text: str | None, suffix: str, tmp_path: Path
) -> None:
    path = tmp_path / f"river{suffix}"
    if text is not None:
        path.write_text(text)
    for where in ((), ("rules", 5, "rule"), ("preferences", "up", "ranking"), ("status_quo",)):
        found = locate(ModelError(where, "wrong", "do better"), path, "board")
        assert str(found).startswith(str(path)) and "wrong\n  do better" in str(found)


def test_an_error_without_a_place_names_the_file_alone(tmp_path: Path) -> None:
    (tmp_path / "river.yaml").write_text(RIVER)
    found = locate(ModelError((), "the state 'NN' is not feasible"), tmp_path / "river.yaml")
    assert (found.line, found.column) == (0, 0)
