"""What every result offers: tables, plain data, data frames, and a readable form."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import isfinite
from operator import lt
from textwrap import wrap
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pandas import DataFrame

Cell = str | int | float | None

GAP = 2
"""Blank columns between two columns of a drawn table."""

SHORT, LONG = 16, 36
"""A column this short stays on one line, and a word this long whole, before others get room."""

_SHARE = re.compile(r"<?[\d.]+ ?%")
_INDENT = re.compile(r"\s*(- )?")
# Control characters of a model's text must not reach a terminal; line feeds may.
_CONTROL = dict.fromkeys((*range(32), *range(127, 160)), "\N{REPLACEMENT CHARACTER}") | {10: 10}


@dataclass(frozen=True)
class Table:
    """Rows under named columns, with a title and a note that says how to read them.

    Parameters
    ----------
    title : str
    columns : tuple of str
    rows : tuple of tuple
        Text, numbers, or None for an empty cell.
    note : str
    most : int, optional
        How many rows are drawn in terminal and notebook; files and data frames get all.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    most: int | None = None

    def to_frame(self) -> DataFrame:
        """Return the table as a pandas data frame."""
        from pandas import DataFrame

        return DataFrame(list(self.rows), columns=list(self.columns))

    def texts(self) -> list[list[str]]:
        """Return the columns as people read them; each has one number of decimals."""
        rows = self.rows[: self.most]
        cells = zip(*rows, strict=True) if rows else [()] * len(self.columns)
        return [shown(column) for column in cells]

    def notes(self) -> str:
        """Return the note below the rows drawn, with the number of those that are not."""
        left = len(self.rows) - len(self.rows[: self.most])
        return f"And {left:,} more. {self.note}".rstrip() if left else self.note

    def __rich_console__(self, console: Any, options: Any) -> Iterator[Any]:
        """Yield the table as rich draws it: wrapped at spaces, without columns that say nothing."""
        from rich.box import SIMPLE_HEAD
        from rich.table import Table as RichTable
        from rich.text import Text

        texts = self.texts()
        said = [k for k, column in enumerate(texts) if any(column)]
        drawn = RichTable(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
        heads = [printable(self.columns[k]) for k in said]
        columns = [[head, *texts[k]] for head, k in zip(heads, said, strict=True)]
        fitted = widths(columns, options.max_width)
        for head, k, width in zip(heads, said, fitted, strict=True):
            numeric = _numeric([row[k] for row in self.rows])
            drawn.add_column(Text(head), justify="right" if numeric else "left", width=width)
        for row in zip(*(texts[k] for k in said), strict=True):
            drawn.add_row(*(Text(text, overflow="fold") for text in row))
        yield Text(printable(self.title), style="bold")
        yield drawn
        if note := self.notes():
            yield Text(printable(note), style="dim")

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(text)}</td>" for text in row) + "</tr>"
            for row in zip(*self.texts(), strict=True)
        )
        note = f"<p>{escape(self.notes())}</p>" if self.notes() else ""
        caption = f"<caption>{escape(self.title)}</caption>"
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}"


def _numeric(cells: Sequence[Cell]) -> bool:
    """Return whether most of a column is numbers, which line up on the right."""
    filled = [cell for cell in cells if cell is not None]
    numbers = sum(not isinstance(c, str) or bool(_SHARE.fullmatch(c)) for c in filled)
    return 2 * numbers > len(filled)


def shown(column: Sequence[Cell]) -> list[str]:
    """Return the cells of a column as people read them.

    Real numbers get as many decimals as one of them needs: at most three below 10, two below 100,
    and one beyond.

    Examples
    --------
    >>> shown([0.5, 1.0, None]), shown([5745.25, 12]), shown(["a", 2])
    (['0.5', '1.0', ''], ['5,745.2', '12.0'], ['a', '2'])
    """
    reals = [cell for cell in column if isinstance(cell, float) and cell == cell]
    largest = max(map(abs, reals), default=0)
    most = 3 if largest < 10 else 2 if largest < 100 else 1
    digits = next((d for d in range(most) if all(round(r, d) == round(r, 3) for r in reals)), most)
    return [_shown(cell, digits if reals else 0) for cell in column]


def _shown(cell: Cell, digits: int) -> str:
    if cell is None or cell != cell:
        return ""
    if isinstance(cell, str):
        return printable(cell)
    if 0 < cell < 0.0005:
        return "<0.001"
    return f"{cell:.4g}" if abs(cell) >= 1e12 else f"{cell:,.{digits}f}"


def printable(text: str) -> str:
    """Return the text without control characters."""
    return text.translate(_CONTROL)


def widths(columns: Sequence[Sequence[str]], room: int) -> list[int]:
    """Return the widths of the columns of a table that is at most `room` wide.

    Short columns stay on one line and words stay whole where that fits; what is left goes, one by
    one, to the column whose longest text is longest for its width.

    Examples
    --------
    >>> widths([["id", "a"], ["text", "one two three four five six"]], 22)
    [2, 18]
    """
    from rich.cells import cell_len

    def longest(texts: Sequence[str], parts: Callable[[str], list[str]]) -> int:
        return max((cell_len(part) for text in texts for part in parts(text)), default=1)

    full = [max(1, longest(texts, str.splitlines)) for texts in columns]
    words = [max(1, longest(texts, str.split)) for texts in columns]
    room -= GAP * (len(full) - 1)
    fitted = [max(min(f, SHORT), min(w, LONG)) for f, w in zip(full, words, strict=True)]
    while sum(fitted) > room and max(fitted) > 1:
        fitted[fitted.index(max(fitted))] -= 1
    for wanted in (words, full):
        while sum(fitted) < room and any(map(lt, fitted, wanted)):
            short = [w / f if f < w else 0 for w, f in zip(wanted, fitted, strict=True)]
            fitted[short.index(max(short))] += 1
    return fitted


def paragraph(line: str, width: int) -> str:
    """Return a line wrapped at spaces, later lines indented like its first word.

    Examples
    --------
    >>> print(paragraph("  - one two three", 11))
      - one two
        three
    """
    first = _INDENT.match(line)
    indent = " " * len(first[0] if first else "")
    return "\n".join(wrap(line, width, subsequent_indent=indent, break_on_hyphens=False) or [""])


class Result(ABC):
    """Base of all results. The first table is the one that `to_frame` and files take."""

    @abstractmethod
    def tables(self) -> Sequence[Table]:
        """Return the result as tables, the most telling first."""

    @abstractmethod
    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain data, ready for JSON."""

    def to_frame(self) -> DataFrame:
        """Return the first table as a pandas data frame."""
        return self.tables()[0].to_frame()

    def lines(self) -> Sequence[str]:
        """Return sentences that come before the tables."""
        return ()

    def __rich_console__(self, console: Any, options: Any) -> Iterator[Any]:
        """Yield the sentences and tables as rich draws them."""
        from rich.text import Text

        lines = self.lines()
        for line in lines:
            yield Text(paragraph(printable(line), options.max_width))
        for k, table in enumerate(self.tables()):
            if k or lines:
                yield Text()
            yield table

    def _repr_html_(self) -> str:
        lines = "".join(f"<p>{escape(line)}</p>" for line in self.lines())
        return lines + "".join(table._repr_html_() for table in self.tables())


def read_as(title: str, reading: str | None) -> str:
    """Return the title of a model with the reading that was asked.

    Examples
    --------
    >>> read_as("Chicken", None), read_as("Korea", "linked")
    ('Chicken', 'Korea (reading: linked)')
    """
    return f"{title} (reading: {reading})" if reading else title


def finite(value: Any) -> Any:
    """Return plain data with None for the numbers that JSON does not have.

    Examples
    --------
    >>> finite({"moves": float("nan"), "ends": [0.5, float("inf")]})
    {'moves': None, 'ends': [0.5, None]}
    """
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, dict):
        return {key: finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [finite(item) for item in value]
    return value
