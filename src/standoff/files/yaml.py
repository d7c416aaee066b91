"""YAML text to plain data with places, and back. Scalars stay text: `no` and `5` are labels."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TextIO

import yaml

from standoff.errors import FileError, ModelError, StandoffError
from standoff.files.reader import from_plain
from standoff.files.writer import to_plain
from standoff.model import Standoff

SIZE_LIMIT = 5_000_000
NODE_LIMIT = 500_000
DEPTH_LIMIT = 60
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

Place = tuple[int, int]
Plain = Any


def read_yaml(path: str | Path) -> Standoff:
    """Read a model file.

    Raises
    ------
    FileError
        With file, line and column, what was found, what is allowed, and the nearest valid name.
    """
    return parse_yaml(read_text(path), str(path))


def read_text(path: str | Path) -> str:
    """Return a file's text, or raise one clear error."""
    name, path = str(path), Path(path)
    try:
        size = path.stat().st_size
        if size > SIZE_LIMIT:
            message = f"the file has {size:,} bytes"
            raise FileError(name, message, f"at most {SIZE_LIMIT:,} bytes are read")
        data = path.read_bytes()
    except OSError as error:
        raise FileError(name, f"cannot be read: {error.strerror}") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        message = f"the byte 0x{data[error.start]:02x} is not UTF-8 text"
        raise FileError(name, message, "save the file as UTF-8", line, column) from None


def parse_yaml(text: str, name: str = "<text>") -> Standoff:
    """Read a model from YAML text; `name` stands in the errors."""
    places: dict[tuple[str | int, ...], tuple[Place, Place]] = {}
    try:
        root = yaml.compose(text, Loader=_LOADER)
        data = None if root is None else _Plain(name, places).plain(root, ())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        message = "not valid YAML: " + " ".join(p for p in (error.problem, error.context) if p)
        hint = "check the indentation, quotes and brackets around this line"
        raise FileError(name, message, hint, line, column) from None
    except yaml.YAMLError as error:
        at = getattr(error, "position", None)
        line = text.count("\n", 0, at) + 1 if isinstance(at, int) else 0
        raise FileError(name, f"not valid YAML: {str(error).splitlines()[0]}", "", line) from None
    except RecursionError:
        raise FileError(name, "not valid YAML: nested too deep") from None
    try:
        return from_plain(data)
    except ModelError as error:
        raise located(error, name, places) from None


def located(
    error: ModelError, name: str, places: dict[tuple[str | int, ...], tuple[Place, Place]]
) -> StandoffError:
    """Return the error with the line and column of the entry that it speaks of."""
    path = error.path
    while path and path not in places:
        path = path[:-1]
    (line, column), (value_line, value_column) = places.get(path, ((1, 1), (1, 1)))
    if error.column:
        line, column = value_line, value_column + error.column - 1
    return FileError(name, error.message, error.hint, line, column)


class _Plain:
    """Walk the YAML nodes once; note where each key and value stands."""

    def __init__(
        self, name: str, places: dict[tuple[str | int, ...], tuple[Place, Place]]
    ) -> None:
        self.name, self.places, self.count = name, places, 0

    def fail(self, node: yaml.Node, message: str, hint: str = "") -> FileError:
        line, column = _place(node)
        return FileError(self.name, message, hint, line, column)

    def plain(
        self, node: yaml.Node, path: tuple[str | int, ...], key: yaml.Node | None = None
    ) -> Plain:
        self.count += 1
        if self.count > NODE_LIMIT:
            hint = "aliases (*name) that repeat each other grow without bound"
            raise self.fail(node, f"the file expands to more than {NODE_LIMIT:,} entries", hint)
        if len(path) > DEPTH_LIMIT:
            raise self.fail(node, f"the file is nested more than {DEPTH_LIMIT} deep")
        self.places[path] = (_place(key or node), _value_place(node))
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.plain(item, (*path, k)) for k, item in enumerate(node.value)]
        null = node.style is None and node.value in ("", "~", "null")
        return None if null else node.value

    def mapping(self, node: yaml.MappingNode, path: tuple[str | int, ...]) -> dict[str, Plain]:
        found: dict[str, Plain] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise self.fail(key, "a key must be a plain text", "write key: value")
            if key.value in found:
                raise self.fail(key, f"the key {key.value!r} is given twice", "leave one out")
            found[key.value] = self.plain(value, (*path, key.value), key)
        return found


def _place(node: yaml.Node) -> Place:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _value_place(node: yaml.Node) -> Place:
    line, column = _place(node)
    return line, column + (1 if getattr(node, "style", None) in ("'", '"') else 0)


def write_yaml(model: Standoff, stream: TextIO) -> None:
    """Write the model as YAML; reading it back gives an equal model."""
    yaml.dump(
        to_plain(model),
        stream,
        Dumper=_DUMPER,
        sort_keys=False,
        allow_unicode=True,
        width=100,
        default_flow_style=None,
    )
