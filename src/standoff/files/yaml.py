"""YAML text to plain data, and models to YAML. Scalars stay text: `no` and `5` are labels."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

import yaml

from standoff.errors import FileError, ModelError
from standoff.files.disk import read_text
from standoff.files.places import located
from standoff.files.plain import shown
from standoff.files.reader import from_plain
from standoff.files.writer import to_plain
from standoff.model import Standoff

NODE_LIMIT = 500_000
DEPTH_LIMIT = 60
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_NOT_YAML = yaml.reader.Reader.NON_PRINTABLE

Plain = Any


def read_yaml(path: str | Path) -> Standoff:
    """Read a model file.

    Raises
    ------
    FileError
        With file, line and column, what was found, what is allowed, and the nearest valid name.
    """
    return parse_yaml(read_text(path), str(path))


def parse_yaml(text: str, name: str = "<text>") -> Standoff:
    """Read a model from YAML text; `name` stands in the errors."""
    data = plain_yaml(text, name)
    try:
        return from_plain(data)
    except ModelError as error:
        raise located(error, text, name) from None


def plain_yaml(text: str, name: str = "<text>") -> Plain:
    """Return YAML text as nested mappings, lists, texts and None.

    Works on the stream of events and not on a tree, so that depth and aliases stay within limits
    before anything is built.

    Raises
    ------
    FileError
        If the text is not YAML, gives a key twice, or grows past the limits.
    """
    odd = _NOT_YAML.search(text)
    if odd:
        before = text[: odd.start()]
        line, column = before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1
        message = f"the character U+{ord(odd[0]):04X} is not allowed in YAML"
        raise FileError(name, message, "is it a text file?", line, column)
    builder = _Builder(name)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.read(event)
    except yaml.MarkedYAMLError as error:
        raise _invalid(error, text, name) from None
    except yaml.YAMLError as error:
        raise FileError(name, f"not valid YAML: {error}") from None
    return builder.root


def _invalid(error: yaml.MarkedYAMLError, text: str, name: str) -> FileError:
    mark, begin = error.problem_mark or error.context_mark, error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    message = "not valid YAML: " + " ".join(p for p in (error.problem, error.context) if p)
    if error.context and begin and begin.line + 1 < line:
        message += f" that begins in line {begin.line + 1}"
    hint = "check the indentation, quotes and brackets around this line"
    if "\t" in "".join(text.splitlines()[line - 1 : line]):
        hint = "indent with spaces; YAML allows no tab there"
    return FileError(name, message, hint, line, column)


def _place(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (0, 0)


@dataclass
class _Open:
    """A mapping or list that is being read; `key` waits for its value, `first` is its number."""

    value: dict[str, Plain] | list[Plain]
    event: yaml.NodeEvent
    first: int
    key: str | None = None
    height: int = 1
    lines: dict[str, int] = field(default_factory=dict)


class _Builder:
    """Build plain data from events. `count` and `height` include what aliases repeat."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.root: Plain = None
        self.documents = self.count = 0
        self.open: list[_Open] = []
        self.anchors: dict[str, tuple[Plain, int, int]] = {}

    def fail(self, event: yaml.Event, message: str, hint: str = "") -> FileError:
        line, column = _place(event)
        return FileError(self.name, message, hint, line, column)

    def read(self, event: yaml.Event) -> None:
        """Take one event."""
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise self.fail(event, "a second document begins here", "leave out the line ---")
        tag = getattr(event, "tag", None)
        if tag is not None:
            raise self.fail(event, f"the tag {tag!r} has no meaning here", "leave it out")
        if isinstance(event, yaml.CollectionStartEvent):
            self.grow(event, 1)
            empty: dict[str, Plain] | list[Plain] = []
            empty = {} if isinstance(event, yaml.MappingStartEvent) else empty
            self.open.append(_Open(empty, event, self.count))
        elif isinstance(event, yaml.CollectionEndEvent):
            done = self.open.pop()
            self.mark(done.event, done.value, self.count - done.first + 1, done.height)
            self.put(done.event, done.value, done.height)
        elif isinstance(event, yaml.ScalarEvent):
            self.scalar(event)
        elif isinstance(event, yaml.AliasEvent):
            self.alias(event)

    def grow(self, event: yaml.Event, size: int, height: int = 1) -> None:
        """Count entries and levels; refuse what goes past the limits."""
        self.count += size
        if self.count > NODE_LIMIT:
            hint = "aliases (*name) that repeat each other grow without bound"
            message = f"the file expands to more than {NODE_LIMIT:,} entries"
            raise self.fail(event, message, hint)
        if len(self.open) + height > DEPTH_LIMIT:
            raise self.fail(event, f"the file is nested more than {DEPTH_LIMIT} deep")

    def scalar(self, event: yaml.ScalarEvent) -> None:
        """Take a text; an unquoted ``null``, ``~`` or nothing is None, but for a key."""
        self.grow(event, 1, 0)
        top = self.open[-1] if self.open else None
        is_key = top is not None and isinstance(top.value, dict) and top.key is None
        null = event.implicit[0] and event.value in ("", "~", "null") and not is_key
        value = None if null else event.value
        self.mark(event, value, 1, 0)
        self.put(event, value, 0)

    def alias(self, event: yaml.AliasEvent) -> None:
        """Take what an anchor stands for."""
        name = event.anchor
        if any(container.event.anchor == name for container in self.open):
            raise self.fail(event, f"the alias *{name} stands inside of what it repeats")
        if name not in self.anchors:
            raise self.fail(event, f"the alias *{name} repeats nothing", f"mark it with &{name}")
        value, size, height = self.anchors[name]
        self.grow(event, size, height)
        self.put(event, value, height)

    def mark(self, event: yaml.NodeEvent, value: Plain, size: int, height: int) -> None:
        """Remember a finished value that has an anchor."""
        if event.anchor is not None:
            self.anchors[event.anchor] = value, size, height

    def put(self, event: yaml.NodeEvent, value: Plain, height: int) -> None:
        """Put a finished value where it belongs."""
        if not self.open:
            self.root = value
            return
        top = self.open[-1]
        top.height = max(top.height, height + 1)
        if isinstance(top.value, list):
            top.value.append(value)
        elif top.key is None:
            top.key = self.key(event, value, top)
        else:
            top.value[top.key] = value
            top.key = None

    def key(self, event: yaml.NodeEvent, value: Plain, top: _Open) -> str:
        """Return a value as a key of the mapping `top`."""
        if not isinstance(value, str):
            raise self.fail(event, "a key must be a plain text", "write key: value")
        if value in top.lines:
            hint = f"it stands in line {top.lines[value]} already; leave one out"
            raise self.fail(event, f"the key {shown(value)} is given twice", hint)
        top.lines[value] = _place(event)[0]
        return value


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
