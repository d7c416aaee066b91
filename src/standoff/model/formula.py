"""The formula language: text to tree, tree to array.

Grammar, loosest first: ``iff``, ``implies`` (right associative), ``or``, ``and``, ``not``, then
parentheses, ``true``, ``false``, names such as ``party.option``, and the counting forms
``exactly_one(f, ...)``, ``at_least(k, f, ...)``, ``at_most(k, f, ...)``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial, reduce
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from standoff.errors import FormulaError, nearest

BoolArray = NDArray[np.bool_]
DEPTH_LIMIT = 60
COUNTING = ("exactly_one", "at_least", "at_most")
WORDS = ("and", "or", "not", "implies", "iff", "true", "false", *COUNTING)

_TOKEN = re.compile(
    r"(?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*)|(?P<number>\d+)|(?P<mark>[(),])|(?P<other>\S)"
)


@dataclass(frozen=True)
class Node:
    """One operator with its parts; `name` for an atom, `count` for a counting form."""

    operator: str
    parts: tuple[Node, ...] = ()
    name: str = ""
    count: int = 0
    column: int = 0


@dataclass(frozen=True)
class Formula:
    """A statement about the options taken, such as ``a.strike implies not b.talk``.

    Parameters
    ----------
    text : str
        The formula as written. Two formulas are equal when their texts are.

    Raises
    ------
    FormulaError
        If the text is not a formula; the error gives the column and what was expected.

    Examples
    --------
    >>> f = Formula("exactly_one(a.x, a.y) and not b.z")
    >>> [name for name, column in f.atoms()]
    ['a.x', 'a.y', 'b.z']
    >>> values = {"a.x": np.array([True, True]), "a.y": np.array([False, True]),
    ...           "b.z": np.array(False)}
    >>> f.evaluate(values.__getitem__)
    array([ True, False])
    """

    text: str
    root: Node = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "root", _Parser(self.text).parse())

    def __str__(self) -> str:
        return self.text

    def atoms(self) -> Iterator[tuple[str, int]]:
        """Yield each name in the formula with its 1-based column, in order of appearance."""
        stack = [self.root]
        while stack:
            node = stack.pop()
            if node.operator == "atom":
                yield node.name, node.column
            stack.extend(reversed(node.parts))

    @property
    def depth(self) -> int:
        """How many operators are nested in each other; 0 for a bare name."""
        return _depth(self.root)

    def evaluate(self, value: Callable[[str], BoolArray]) -> BoolArray:
        """Return the truth of the formula as an array.

        Parameters
        ----------
        value : callable
            Gives the truth array of an atom. Arrays may have different shapes if they broadcast;
            the result has the shape that the atoms in the formula broadcast to.
        """
        return _evaluate(self.root, value)


def _depth(node: Node) -> int:
    return 1 + max(map(_depth, node.parts)) if node.parts else 0


def _evaluate(node: Node, value: Callable[[str], BoolArray]) -> BoolArray:
    if node.operator == "atom":
        return value(node.name)
    if node.operator in ("true", "false"):
        return np.array(node.operator == "true")
    parts = [_evaluate(part, value) for part in node.parts]
    if node.operator in COUNTING:
        total = reduce(np.add, [np.asarray(p, dtype=np.uint8) for p in parts])
        return np.asarray(_COMPARE[node.operator](total, node.count))
    return np.asarray(reduce(_OPERATE[node.operator], parts)) if len(parts) > 1 else ~parts[0]


_OPERATE: dict[str, Callable[[BoolArray, BoolArray], Any]] = {
    "and": np.logical_and,
    "or": np.logical_or,
    "implies": np.less_equal,
    "iff": np.equal,
}
_COMPARE: dict[str, Callable[[Any, int], Any]] = {
    "exactly_one": np.equal,
    "at_least": np.greater_equal,
    "at_most": np.less_equal,
}


class _Token(NamedTuple):
    kind: str
    text: str
    column: int


def _tokens(text: str) -> list[_Token]:
    found = []
    for match in _TOKEN.finditer(text):
        kind = str(match.lastgroup)
        if kind == "other":
            hint = "allowed: names, numbers, ( ) , and the words " + " ".join(WORDS)
            message = f"unexpected {match[0]!r} in the formula"
            raise FormulaError(message, match.start() + 1, hint)
        found.append(_Token(kind, match[0], match.start() + 1))
    return [*found, _Token("end", "the end", len(text) + 1)]


class _Parser:
    """Recursive descent; one method per line of the grammar."""

    def __init__(self, text: str) -> None:
        self.tokens = _tokens(text)
        self.place = 0
        self.depth = 0

    @property
    def here(self) -> _Token:
        return self.tokens[self.place]

    def parse(self) -> Node:
        node = self.iff()
        if self.here.kind != "end":
            words = ("and", "or", "implies", "iff")
            raise self.surprise("'and', 'or', 'implies', 'iff' or the end", words)
        return node

    def surprise(self, wanted: str, words: tuple[str, ...] = WORDS) -> FormulaError:
        token = self.here
        found = repr(token.text) if token.kind != "end" else "the end of the formula"
        hint = f"expected {wanted}"
        guess = nearest(token.text, words) if token.kind == "name" else ""
        if guess.startswith("did"):
            hint += "; " + guess.partition("?")[0] + "?"
        return FormulaError(f"unexpected {found} in the formula", token.column, hint)

    def take(self, *texts: str) -> bool:
        if self.here.kind != "end" and self.here.text in texts:
            self.place += 1
            return True
        return False

    def need(self, text: str) -> None:
        if not self.take(text):
            raise self.surprise(repr(text))

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > DEPTH_LIMIT:
            hint = "name the inner parts under define:"
            message = f"the formula is nested more than {DEPTH_LIMIT} deep"
            raise FormulaError(message, self.here.column, hint)

    def iff(self) -> Node:
        self.deeper()
        node, entered = self.implies(), self.depth
        while self.take("iff"):
            self.deeper()  # each one nests the tree to its left
            node = Node("iff", (node, self.implies()))
        self.depth = entered - 1
        return node

    def implies(self) -> Node:
        node = self.chain("or")
        if self.take("implies"):
            self.deeper()
            node = Node("implies", (node, self.implies()))
            self.depth -= 1
        return node

    def chain(self, word: str) -> Node:
        """Read ``f and f and ...`` or ``f or f or ...`` as one node."""
        inner: Callable[[], Node] = partial(self.chain, "and") if word == "or" else self.negation
        parts = [inner()]
        while self.take(word):
            parts.append(inner())
        return Node(word, tuple(parts)) if len(parts) > 1 else parts[0]

    def negation(self) -> Node:
        if not self.take("not"):
            return self.primary()
        self.deeper()
        node = Node("not", (self.negation(),))
        self.depth -= 1
        return node

    def primary(self) -> Node:
        token = self.here
        if self.take("("):
            node = self.iff()
            self.need(")")
            return node
        if self.take("true", "false"):
            return Node(token.text)
        if self.take(*COUNTING):
            return self.counting(token)
        if token.kind != "name" or token.text in WORDS:
            raise self.surprise("a name such as party.option, 'not', or '('")
        self.place += 1
        return Node("atom", name=token.text, column=token.column)

    def counting(self, word: _Token) -> Node:
        self.need("(")
        count = 1
        if word.text != "exactly_one":
            if self.here.kind != "number":
                raise self.surprise(f"a whole number: {word.text}(k, formula, ...)", ())
            count = int(self.here.text) if len(self.here.text) < 10 else 256
            self.place += 1
            self.need(",")
        parts = [self.iff()]
        while self.take(","):
            parts.append(self.iff())
        self.need(")")
        if len(parts) > 255 or count > 255:
            raise FormulaError(f"{word.text} counts at most 255 formulas", word.column)
        return Node(word.text, tuple(parts), count=count)
