"""Tables for spreadsheets: CSV and Excel."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from standoff.errors import FileError
from standoff.results import Cell, Result, Table, printable

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

NAME_LIMIT = 31  # characters of the name of a sheet
WIDEST = 60  # characters, wider columns wrap
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")


def csv_text(table: Table) -> str:
    """Return a table as CSV with a line of column names; numbers keep all their digits.

    Examples
    --------
    >>> print(csv_text(Table("t", ("state", "share"), (("a, b", 0.5), (None, 1)))), end="")
    state,share
    "a, b",0.5
    ,1
    """
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(table.rows)
    return text.getvalue()


def xlsx_bytes(result: Result) -> bytes:
    """Return a result as an Excel file: a sheet per table, and one for the sentences."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    used: set[str] = set()
    for table in result.tables():
        _fill(book.create_sheet(_sheet_name(table.title, used)), table)
    lines = tuple((line.rstrip(),) for line in result.lines())
    if lines:
        _fill(book.create_sheet(_sheet_name("In words", used)), Table("", ("in words",), lines))
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def write_xlsx(result: Result, path: str | Path) -> None:
    """Write a result as an Excel file.

    Raises
    ------
    FileError
        If the file cannot be written.
    """
    content = xlsx_bytes(result)
    try:
        Path(path).write_bytes(content)
    except OSError as error:
        raise FileError(str(path), f"cannot be written: {error.strerror}") from None


def _sheet_name(title: str, used: set[str]) -> str:
    """Return a name that Excel takes and no other sheet has."""
    stem = " ".join(_NOT_IN_NAMES.sub(" ", printable(title)).split())[:NAME_LIMIT].strip()
    name, k = stem or "Table", 2
    while name.lower() in used:
        ending = f" {k}"
        name, k = stem[: NAME_LIMIT - len(ending)] + ending, k + 1
    used.add(name.lower())
    return name


def _fill(sheet: Worksheet, table: Table) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    for k, row in enumerate([table.columns, *table.rows], start=1):
        _write(sheet, k, row)
    if table.note:
        _write(sheet, len(table.rows) + 3, (table.note,))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    for k, name in enumerate(table.columns):
        longest = max(len(str(c)) for c in [name, *(row[k] for row in table.rows)])
        sheet.column_dimensions[get_column_letter(k + 1)].width = min(longest, WIDEST) + 2
    for cells in sheet.iter_rows(max_row=len(table.rows) + 1):
        for cell in cells:
            cell.alignment = Alignment(vertical="top", wrap_text=True)


def _write(sheet: Worksheet, row: int, values: Sequence[Cell]) -> None:
    for k, value in enumerate(values, start=1):
        cell = sheet.cell(row, k)
        cell.value = printable(value) if isinstance(value, str) else _number(value)
        if isinstance(value, str):
            cell.data_type = "s"  # a text that begins with = is no formula


def _number(value: Cell) -> Cell:
    return None if value != value else value
