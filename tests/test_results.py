"""Tables and how they are drawn."""

from __future__ import annotations

from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from standoff.results import Table, paragraph, printable, shown, widths


@pytest.mark.parametrize(
    ("column", "texts"),
    [
        ([1, 20_000, None], ["1", "20,000", ""]),
        ([0.57, 0.43], ["0.57", "0.43"]),
        ([1.0, 0.0], ["1", "0"]),
        ([1 / 3, 0.5], ["0.333", "0.500"]),
        ([1e-5, 0.25], ["<0.001", "0.25"]),
        ([float("nan"), 2.5], ["", "2.5"]),
        ([3e15], ["3e+15"]),
        ([74.0, 4034.3333], ["74.0", "4,034.3"]),
        ([1.25, 26.3333, 3], ["1.25", "26.33", "3.00"]),
        (["5", "a\x1b[31mb"], ["5", "a\ufffd[31mb"]),
        ([], []),
    ],
)
def test_shown(column, texts):
    assert shown(column) == texts


def test_control_characters():
    assert printable("a\nb\tc\r\x00\x9b") == "a\nb\ufffdc\ufffd\ufffd\ufffd"


texts = st.lists(
    st.text("ab .,大", max_size=40) | st.just("us.seek_un + nk.boycott"), min_size=1, max_size=4
)


@given(columns=st.lists(texts, min_size=1, max_size=6), room=st.integers(20, 120))
def test_widths_fit(columns, room):
    found = widths(columns, room)
    assert sum(found) + 2 * (len(found) - 1) <= room
    assert min(found) >= 1


def test_words_stay_whole_where_they_can():
    assert widths([["vector", "Y" * 50], ["taken", "a " * 60]], 100) == [50, 48]


@given(line=st.text("ab -", max_size=80))
def test_paragraph_keeps_the_words(line):
    wrapped = paragraph(line, 20)
    assert wrapped.split() == line.split() or len(max(line.split(), key=len)) > 20
    assert max(map(len, wrapped.split("\n"))) <= 20


def test_columns_that_say_nothing_are_not_drawn():
    text = drawn(Table("t", ("label", "none", "n"), (("a", None, 1), ("b", "", 2))))
    assert "none" not in text
    assert text.splitlines()[0] == "t"
    assert drawn(Table("t", ("a",), (), "A note.")).split() == ["t", "A", "note."]


def test_long_tables_are_cut_where_they_say_so():
    table = Table("t", ("n",), tuple((k,) for k in range(30)), "A note.", most=2)
    assert drawn(table).split()[-6:] == ["1", "And", "28", "more.", "A", "note."]
    assert "28 more" in table._repr_html_()
    assert len(table.to_frame()) == 30


def drawn(table: Table) -> str:
    console = Console(file=StringIO(), width=60)
    console.print(table)
    return console.file.getvalue()


def test_notebook_form_escapes():
    table = Table("A < B", ("x & y", "n"), (("<b>", 0.5),), "note <i>")
    html = table._repr_html_()
    assert "A &lt; B" in html
    assert "x &amp; y" in html
    assert "&lt;b&gt;" in html
    assert "note &lt;i&gt;" in html


def test_frame():
    frame = Table("t", ("a", "b"), ((1, None), (2, "x"))).to_frame()
    assert list(frame.columns) == ["a", "b"]
    assert list(frame["a"]) == [1, 2]
