"""What every result offers: tables, plain data, data frames, and a look in terminal and notebook."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pandas import DataFrame

Cell = str | int | float | None


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
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""

    def to_frame(self) -> DataFrame:
        """Return the table as a pandas data frame."""
        from pandas import DataFrame

        return DataFrame(list(self.rows), columns=list(self.columns))

    def __rich__(self) -> Any:
        """Return the table as rich draws it."""
        from rich.console import Group
        from rich.table import Table as RichTable
        from rich.text import Text

        drawn = RichTable(title=self.title, title_justify="left", title_style="bold")
        for k, name in enumerate(self.columns):
            numeric = bool(self.rows) and all(_numeric(row[k]) for row in self.rows)
            drawn.add_column(name, justify="right" if numeric else "left", overflow="fold")
        for row in self.rows:
            drawn.add_row(*(Text(shown(cell)) for cell in row))
        return Group(drawn, Text(self.note, style="dim")) if self.note else drawn

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(shown(cell))}</td>" for cell in row) + "</tr>"
            for row in self.rows
        )
        note = f"<p>{escape(self.note)}</p>" if self.note else ""
        caption = f"<caption>{escape(self.title)}</caption>"
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}"


def _numeric(cell: Cell) -> bool:
    return cell is None or isinstance(cell, int | float)


def shown(cell: Cell) -> str:
    """Return a cell as people read it; real numbers with three significant digits or more."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.3f}".rstrip("0").rstrip(".") if abs(cell) < 1e6 else f"{cell:.4g}"
    return f"{cell:,}" if isinstance(cell, int) else cell


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

    def __rich__(self) -> Any:
        """Return the sentences and tables as rich draws them."""
        from rich.console import Group
        from rich.text import Text

        parts: list[Any] = [Text(line) for line in self.lines()]
        for table in self.tables():
            parts += [*([Text()] if parts else []), table]
        return Group(*parts)

    def _repr_html_(self) -> str:
        lines = "".join(f"<p>{escape(line)}</p>" for line in self.lines())
        return lines + "".join(table._repr_html_() for table in self.tables())
