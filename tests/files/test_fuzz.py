"""Whatever a file holds, reading it gives a model or one error with a place."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from standoff.errors import FileError
from standoff.files import parse_yaml, read
from standoff.model import Standoff

from .bad import GOOD, GRAPH, UNCERTAIN

EXAMPLES = sorted((Path(__file__).parent / "examples").glob("*.gmcr"))
PIECES = [
    *("up", "dam", "up.dam", " ", "\n", "  ", "- ", ": ", "[", "]", "{", "}", "'", '"', "|\n"),
    *("&a ", "*a", "!t ", "# ", "\t", "~", "null", "true", "5", "-1e9", "..", "(", ")", "not "),
    *("same: ", "é", "\u2028", "\x85", "\x00", "\ufeff", "%", "---\n", "...\n", "<<: ", "? "),
    *(">-\n", ",", "Y", "😀"),
]
LEAVES = st.none() | st.booleans() | st.integers(-1, 9) | st.floats() | st.sampled_from(PIECES)
VALUES = st.recursive(
    LEAVES,
    lambda part: (
        st.lists(part, max_size=3) | st.dictionaries(st.sampled_from(PIECES), part, max_size=3)
    ),
    max_leaves=5,
)


@st.composite
def edited(draw: st.DrawFn, text: str) -> str:
    """Draw the text with one to three pieces replaced."""
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 12)))
        text = text[:start] + draw(st.sampled_from(PIECES) | st.just("")) + text[end:]
    return text


@st.composite
def replaced(draw: st.DrawFn, tree: Any) -> Any:
    """Draw the tree with one value, or one key, replaced."""
    places: list[tuple[Any, Any]] = []

    def visit(node: Any) -> None:
        for key, child in node.items() if isinstance(node, dict) else enumerate(node):
            places.append((node, key))
            if isinstance(child, dict | list):
                visit(child)

    tree = copy.deepcopy(tree)
    visit(tree)
    node, key = draw(st.sampled_from(places))
    if isinstance(node, dict) and draw(st.booleans()):
        node[draw(st.sampled_from(PIECES))] = node.pop(key)
    else:
        node[key] = draw(VALUES)
    return tree


def error_or_none(path: Path) -> FileError | None:
    try:
        assert isinstance(read(path), Standoff)
    except FileError as error:
        return error
    return None


@given(st.sampled_from([GOOD, GRAPH, UNCERTAIN]).flatmap(edited))
def test_an_edited_file(text: str) -> None:
    try:
        parse_yaml(text)
    except FileError as error:
        assert error.line > 0 and error.column > 0, str(error)
        assert error.line <= text.count("\n") + 2


@pytest.mark.parametrize("suffix", [".yaml", ".json"])
@given(content=st.sampled_from([GOOD, GRAPH, UNCERTAIN]).map(yaml.safe_load).flatmap(replaced))
def test_a_model_with_a_value_replaced(
    suffix: str, content: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("fuzz") / f"x{suffix}"
    path.write_text(json.dumps(content, ensure_ascii=suffix == ".json"), encoding="utf-8")
    error = error_or_none(path)
    assert error is None or (error.line > 0 and error.column > 0), str(error)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
@given(data=st.data())
def test_a_gmcr_file_with_a_value_replaced(
    example: Path, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = data.draw(replaced(json.loads(example.read_text(encoding="utf-8"))))
    path = tmp_path_factory.mktemp("fuzz") / "x.gmcr"
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    error = error_or_none(path)
    assert error is None or (error.line == 1 and error.column > 0), str(error)
