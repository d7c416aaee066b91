"""The formula language: precedence, truth, errors with their place."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.errors import FormulaError
from standoff.model import Formula
from standoff.model.formula import DEPTH_LIMIT
from standoff.testing import formulas

ATOMS = ("a.x", "b.y", "été.né_2", "d")
ROWS = list(product((False, True), repeat=len(ATOMS)))
COLUMNS = {name: np.array([row[k] for row in ROWS]) for k, name in enumerate(ATOMS)}


def table(text: str) -> tuple[bool, ...]:
    """The truth of a formula over all truth values of ATOMS."""
    found = np.broadcast_to(Formula(text).evaluate(COLUMNS.__getitem__), len(ROWS))
    return tuple(found.tolist())


def short(text: str) -> str:
    """The formula with p, q, r, s for the atoms."""
    return " ".join(dict(zip("pqrs", ATOMS, strict=True)).get(word, word) for word in text.split())


@pytest.mark.parametrize(
    ("text", "meant", "not_meant"),
    [
        ("not p and q", "( not p ) and q", "not ( p and q )"),
        ("not p or q", "( not p ) or q", "not ( p or q )"),
        ("not p implies q", "( not p ) implies q", "not ( p implies q )"),
        ("not not p iff q", "( not ( not p ) ) iff q", "not ( ( not p ) iff q ) and r"),
        ("p and q or r", "( p and q ) or r", "p and ( q or r )"),
        ("p or q and r", "p or ( q and r )", "( p or q ) and r"),
        ("p or q implies r", "( p or q ) implies r", "p or ( q implies r )"),
        ("p implies q or r", "p implies ( q or r )", "( p implies q ) or not r"),
        ("p and q implies r", "( p and q ) implies r", "p and ( q implies r )"),
        ("p implies q implies r", "p implies ( q implies r )", "( p implies q ) implies r"),
        ("p implies q iff r", "( p implies q ) iff r", "p implies ( q iff r )"),
        ("p iff q implies r", "p iff ( q implies r )", "( p iff q ) implies r"),
        ("p iff q or r", "p iff ( q or r )", "( p iff q ) or r"),
        ("p iff q iff r", "( p iff q ) iff r", "( p iff q ) and ( q iff r )"),
        ("not p and q or r implies s", "( ( ( not p ) and q ) or r ) implies s",
         "not ( p and q or r implies s )"),
    ],
)  # fmt: skip
def test_precedence(text: str, meant: str, not_meant: str) -> None:
    assert table(short(text)) == table(short(meant)) != table(short(not_meant))


TRUTH_TABLES = {
    "p and q": lambda p, q: p and q,
    "p or q": lambda p, q: p or q,
    "p implies q": lambda p, q: q if p else True,
    "p iff q": lambda p, q: p is q,
    "not p": lambda p, q: not p,
    "true": lambda p, q: True,
    "false": lambda p, q: False,
    "not true": lambda p, q: False,
    "p and true": lambda p, q: p,
    "p or true": lambda p, q: True,
}


@pytest.mark.parametrize("text", TRUTH_TABLES)
def test_truth_tables(text: str) -> None:
    assert table(short(text)) == tuple(TRUTH_TABLES[text](row[0], row[1]) for row in ROWS)


@pytest.mark.parametrize("word", ["exactly_one", "at_least", "at_most"])
@pytest.mark.parametrize("count", range(6))
@pytest.mark.parametrize("size", range(1, 5))
def test_counting(word: str, count: int, size: int) -> None:
    first = "" if word == "exactly_one" else f"{count},"
    compare = {
        "exactly_one": lambda n: n == 1,
        "at_least": lambda n: n >= count,
        "at_most": lambda n: n <= count,
    }[word]
    found = table(f"{word}({first}{', '.join(ATOMS[:size])})")
    assert found == tuple(compare(sum(row[:size])) for row in ROWS)


def test_counting_many() -> None:
    every = ", ".join(["a.x"] * 200 + ["b.y"] * 55)
    assert table(f"at_least(255, {every})") == table("a.x and b.y")
    assert table(f"at_least(200, {every})") == table("a.x")
    assert table(f"at_most(199, {every})") == table("not a.x")


# A tree is an atom, a constant, or an operator with trees; the loosest operator has level 1.
LEVEL = {"iff": 1, "implies": 2, "or": 3, "and": 4, "not": 5}
SIDES = {"iff": (1, 2), "implies": (3, 2), "or": (4, 4), "and": (5, 5), "not": (5,)}
Tree = Any


def _branch(parts: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    binary = st.sampled_from(["iff", "implies", "or", "and"])
    several = st.lists(parts, min_size=1, max_size=4)
    counted = st.tuples(st.sampled_from(["at_least", "at_most"]), st.integers(0, 5), several)
    return st.one_of(
        st.tuples(st.just("not"), parts),
        st.tuples(binary, parts, parts),
        st.tuples(st.just("exactly_one"), several),
        counted,
    )


trees = st.recursive(st.sampled_from([*ATOMS, True, False]), _branch, max_leaves=12)


def written(tree: Tree, loosest: int, draw: Any) -> str:
    """The tree as text, with the parentheses that it needs, and sometimes more, and spaces."""
    space = draw(st.sampled_from([" ", " ", "  ", "\n\t"]))
    if isinstance(tree, bool):
        return str(tree).lower()
    if isinstance(tree, str):
        return tree
    word, *parts = tree
    if word not in LEVEL:
        *count, inner = parts
        inside = [str(n) for n in count] + [written(part, 1, draw) for part in inner]
        return f"{word}{space}({f',{space}'.join(inside)})"
    texts = [written(part, side, draw) for part, side in zip(parts, SIDES[word], strict=True)]
    text = f"{space}{word}{space}".join(texts) if len(texts) > 1 else f"{word}{space}{texts[0]}"
    more = LEVEL[word] < loosest or draw(st.integers(0, 5)) == 5
    return f"({text})" if more else text


def truth(tree: Tree, row: dict[str, bool]) -> bool:
    if isinstance(tree, bool):
        return tree
    if isinstance(tree, str):
        return row[tree]
    word, *parts = tree
    if word not in LEVEL:
        number = sum(truth(part, row) for part in parts[-1])
        if word == "exactly_one":
            return number == 1
        return number in (range(parts[0], 99) if word == "at_least" else range(parts[0] + 1))
    values = [truth(part, row) for part in parts]
    if word == "not":
        return not values[0]
    allowed = {
        "and": [(True, True)],
        "or": [(True, True), (True, False), (False, True)],
        "implies": [(True, True), (False, True), (False, False)],
        "iff": [(True, True), (False, False)],
    }
    return tuple(values) in allowed[word]


@settings(max_examples=300)
@given(trees, st.data())
def test_a_tree_written_out_means_the_tree(tree: Tree, data: st.DataObject) -> None:
    text = written(tree, 1, data.draw)
    expected = tuple(truth(tree, dict(zip(ATOMS, row, strict=True))) for row in ROWS)
    assert table(text) == expected


@given(formulas(ATOMS))
def test_shapes_broadcast(formula: Formula) -> None:
    """Atoms along different axes give the same truths as atoms over all rows."""
    shaped = {
        name: np.array([False, True]).reshape([2 if k == axis else 1 for k in range(4)])
        for axis, name in enumerate(ATOMS)
    }
    found = np.broadcast_to(formula.evaluate(shaped.__getitem__), (2, 2, 2, 2))
    assert tuple(found.reshape(-1).tolist()) == table(str(formula))


@given(formulas(ATOMS))
def test_atoms_are_where_the_text_has_them(formula: Formula) -> None:
    found = list(formula.atoms())
    assert [column for _, column in found] == sorted({column for _, column in found})
    for name, column in found:
        assert formula.text[column - 1 :].startswith(name)
    words = formula.text.replace("(", " ").replace(")", " ").replace(",", " ").split()
    assert [name for name, _ in found] == [word for word in words if word in ATOMS]


@pytest.mark.parametrize(
    "name", ["a.x", "_a", "été", "東京.攻撃", "приказ.да", "a.b.c", "x1", "nota"]
)
def test_names(name: str) -> None:
    assert list(Formula(f"not ({name})").atoms()) == [(name, 6)]


ERRORS = [
    ("", 1, "unexpected the end of the formula", "a name such as party.option"),
    ("   ", 4, "unexpected the end of the formula", "a name such as party.option"),
    ("a.x and", 8, "unexpected the end of the formula", "a name such as party.option"),
    ("a.x b.y", 5, "unexpected 'b.y'", "'and', 'or', 'implies', 'iff' or the end"),
    ("a.x amd b.y", 5, "unexpected 'amd'", "did you mean 'and'?"),
    ("a.x implie b.y", 5, "unexpected 'implie'", "did you mean 'implies'?"),
    ("and a.x", 1, "unexpected 'and'", "a name such as party.option"),
    ("(a.x or b.y", 12, "unexpected the end of the formula", "expected ')'"),
    ("a.x)", 4, "unexpected ')'", "the end"),
    ("(a.x,b.y)", 5, "unexpected ','", "expected ')'"),
    ("a.x & b.y", 5, "unexpected '&'", "allowed: names, numbers"),
    ("a.x and not -b", 13, "unexpected '-'", "allowed: names, numbers"),
    ("a..x", 2, "unexpected '.'", "allowed: names, numbers"),
    ("5", 1, "unexpected '5'", "a name such as party.option"),
    ("at_least(a.x)", 10, "unexpected 'a.x'", "a whole number: at_least(k, formula, ...)"),
    ("at_most(2)", 10, "unexpected ')'", "expected ','"),
    ("at_most 2", 9, "unexpected '2'", "expected '('"),
    ("exactly_one()", 13, "unexpected ')'", "a name such as party.option"),
    ("exactly_one(a.x, )", 18, "unexpected ')'", "a name such as party.option"),
    ("exactly_one(2, a.x)", 13, "unexpected '2'", "a name such as party.option"),
    ("at_least(256, a.x)", 1, "at_least counts at most 255 formulas", ""),
    (f"not at_least({'9' * 5000}, a.x)", 5, "at_least counts at most 255 formulas", ""),
    (f"at_most(2{', a' * 256})", 1, "at_most counts at most 255 formulas", ""),
]


@pytest.mark.parametrize(("text", "column", "message", "hint"), ERRORS)
def test_errors(text: str, column: int, message: str, hint: str) -> None:
    with pytest.raises(FormulaError) as caught:
        Formula(text)
    assert caught.value.column == column
    assert message in caught.value.message
    assert hint in caught.value.hint


PIECES = ["a", "and", " ", "(", ")", ",", "not", "at_least", "exactly_one", "2", "é", "&", "\n"]


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_any_text_is_a_formula_or_a_formula_error(text: str) -> None:
    try:
        Formula(text).evaluate(lambda name: np.array(True))
    except FormulaError as error:
        assert 1 <= error.column <= len(text) + 1


DEEP = {
    "parentheses": ("(", "a", ")"),
    "not": ("not ", "a", ""),
    "not with parentheses": ("not (", "a", ")"),
    "implies": ("a implies ", "a", ""),
    "iff": ("", "a", " iff a"),
    "counting": ("at_least(1, ", "a", ")"),
    "mixed": ("a or b and not (", "a", ")"),
}


@pytest.mark.parametrize("kind", DEEP)
def test_depth(kind: str) -> None:
    """Up to the limit it evaluates within Python's own; far past it there is a clear error."""
    opened, middle, closed = DEEP[kind]
    most = max(n for n in range(DEPTH_LIMIT + 2) if reads(opened * n + middle + closed * n))
    assert DEPTH_LIMIT // 2 - 1 <= most <= DEPTH_LIMIT
    deepest = Formula(opened * most + middle + closed * most)
    assert deepest.evaluate(lambda name: np.array([True])).dtype == bool
    for n in (most + 1, 10_000):
        with pytest.raises(FormulaError, match=f"more than {DEPTH_LIMIT} deep") as caught:
            Formula(opened * n + middle + closed * n)
        assert "define:" in caught.value.hint


def reads(text: str) -> bool:
    try:
        Formula(text)
    except FormulaError:
        return False
    return True


@pytest.mark.parametrize("word", [" and ", " or ", ", "])
def test_wide_is_not_deep(word: str) -> None:
    pieces = ["not a", "(a)", "(a implies a)", "(a iff a iff a)", "at_most(1, a)", "not (not a)"]
    wide = Formula(f"at_least(1, {word.join(pieces * 40)})")
    assert wide.depth == (3 if word == ", " else 4)


def test_long_chains_are_not_deep() -> None:
    wide = " and ".join(["a.x or b.y"] * 3000)
    assert Formula(wide).depth == 2
    assert table(wide) == table("a.x or b.y and a.x or b.y")


def test_equality_is_of_the_text() -> None:
    assert Formula("a and b") == Formula("a and b") != Formula("b and a")
    assert str(Formula(" a  and b")) == " a  and b"
    assert len({Formula("a"), Formula("a")}) == 1


def test_depth_counts_operators() -> None:
    assert [Formula(t).depth for t in ("a", "not a", "not (a and b)", "at_most(1, a, not b)")] == [
        0, 1, 2, 2,
    ]  # fmt: skip
