"""Where in a file an entry of the model stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from standoff.errors import FileError, ModelError

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# What JSON allows and YAML does not: tabs, odd characters and line ends, halves of characters.
_NOT_YAML = re.compile(
    rf"[\t\x85\u2028\u2029\ufeff]|{yaml.reader.Reader.NON_PRINTABLE.pattern}|\\u[dD][89a-fA-F]\w\w"
)
_BREAK = re.compile(r"\r\n|[\r\n\x85\u2028\u2029]")
_UNIT = {
    "'": re.compile(r"''|.", re.DOTALL),
    '"': re.compile(r"\\(?:x..|u.{4}|U.{8}|\r\n|.)|.", re.DOTALL),
}
_ANY = re.compile(r".", re.DOTALL)
_BLANK = re.compile(r"\\[\s_tnrvfNLP]+")

Path = tuple[str | int, ...]
Place = tuple[int, int]


def located(error: ModelError, text: str, name: str) -> FileError:
    """Return a model's error with the line and column in the text that the model came from."""
    line, column = place(text, error.path, error.column)
    return FileError(name, error.message, error.hint, line, column)


def place(text: str, path: Path, column: int = 0) -> Place:
    """Return the 1-based line and column of the entry at `path`.

    Parameters
    ----------
    text : str
        YAML or JSON that has been read before, so its depth is known to be within limits.
    path : tuple of str or int
        Keys and positions from the top. Levels that a short form leaves out are passed over; the
        first one that is missing ends the search at the entry that would hold it.
    column : int
        1-based position inside the text found at `path`; 0 for the entry itself.

    Returns
    -------
    tuple of int
        (0, 0) if the text has no such place, as with JSON that is not YAML.
    """
    for attempt in (text, _NOT_YAML.sub(lambda odd: " " * len(odd[0]), text)):
        try:
            root = yaml.compose(attempt, Loader=_LOADER)
        except (yaml.YAMLError, UnicodeError):
            continue
        return _in_tree(text, root, path, column) if root else (1, 1)
    return 0, 0


def _in_tree(text: str, root: yaml.Node, path: Path, column: int) -> Place:
    at, node = _descend(root, path)
    if column and isinstance(node, yaml.ScalarNode):
        return _inside(text, node, column)
    return at.start_mark.line + 1, at.start_mark.column + 1


def _descend(node: yaml.Node, path: Path) -> tuple[yaml.Node, yaml.Node]:
    """Return the node that marks the place (a key or an item) and the node of its value."""
    at = node
    for part in path:
        if isinstance(node, yaml.MappingNode):
            found = [(k, v) for k, v in node.value if getattr(k, "value", None) == str(part)]
            if found:
                at, node = found[0]
            elif isinstance(part, str):
                break
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            if part >= len(node.value):
                break
            at = node = node.value[part]
    return at, node


def _inside(text: str, node: yaml.ScalarNode, column: int) -> Place:
    """Return the place of a character of a scalar, whatever quotes, escapes and folds it has.

    Quotes and folding change white space alone, so the n-th other character of the value is the
    n-th other one of the source.
    """
    before = node.value[: column - 1]
    wanted = len("".join(before.split()))
    after = node.start_mark.index
    for start, end in _characters(text, node):
        if wanted == 0 and node.value[column - 1 : column].strip():
            after = start
            break
        if wanted == 0:
            break
        wanted, after = wanted - 1, end
    lines = _BREAK.split(text[node.start_mark.index : after])
    if len(lines) == 1:
        return node.start_mark.line + 1, node.start_mark.column + len(lines[0]) + 1
    return node.start_mark.line + len(lines), len(lines[-1]) + 1


def _characters(text: str, node: yaml.ScalarNode) -> Iterator[tuple[int, int]]:
    """Yield start and end in the text of each character of a scalar that is not white space."""
    start, end = node.start_mark.index, node.end_mark.index
    if node.style in ("'", '"'):
        start, end = start + 1, end - 1
    elif node.style in ("|", ">"):
        header = _BREAK.search(text, start)
        start = header.end() if header else end
    for unit in _UNIT.get(node.style or "", _ANY).finditer(text, start, end):
        if not (unit[0].isspace() or _BLANK.fullmatch(unit[0])):
            yield unit.span()
