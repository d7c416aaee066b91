"""The record of what happened: dated moves, each with its source."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from io import StringIO
from pathlib import Path

from standoff.errors import FileError, nearest
from standoff.files.disk import read_text
from standoff.history.calendar import day_of

NOBODY = "-"
COLUMNS = ("date", "party", "taken", "dropped", "source", "note")
NEEDED = ("date", "party", "source")


@dataclass(frozen=True)
class Move:
    """A row of a record: what one party did, or what set the state from outside.

    Parameters
    ----------
    date : str
        YYYY, YYYY-MM, YYYY-MM-DD, or a range such as 2003-08-27/29; the first day counts.
    party : str
        Id of the party that moved; ``-`` if none did. Such a row sets the state and is not scored.
    taken, dropped : tuple of str
        Options, with or without their party.
    source : str
        Where it is recorded.
    note : str
    line : int
        Of the file, or the place in the sequence, from 1.
    """

    date: str
    party: str
    taken: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    source: str = ""
    note: str = ""
    line: int = field(default=0, compare=False, repr=False)

    @property
    def day(self) -> datetime.date:
        """The first day of the date."""
        return day_of(self.date)

    @property
    def scored(self) -> bool:
        """Whether a party made it."""
        return self.party != NOBODY

    @property
    def change(self) -> str:
        """The options taken and dropped, with their signs."""
        return " ".join([f"+{n}" for n in self.taken] + [f"-{n}" for n in self.dropped])


@dataclass(frozen=True)
class Record:
    """Moves in the order of their dates, and the name of the file that they are from."""

    name: str
    moves: tuple[Move, ...]

    @property
    def days(self) -> list[datetime.date]:
        """The day of each move."""
        return [move.day for move in self.moves]

    def error(self, move: Move, message: str, hint: str = "") -> FileError:
        """Return the error for a row."""
        return FileError(self.name, message, hint, move.line)


def as_record(given: str | Path | Sequence[Move]) -> Record:
    """Return a record from a CSV file or from moves, checked as far as it goes without a model.

    Raises
    ------
    FileError
        With the line, what was found, and what is allowed.
    """
    if isinstance(given, str | Path):
        record = Record(str(given), tuple(_read(given)))
    else:
        moves = (replace(move, line=k) for k, move in enumerate(given, start=1))
        record = Record("record", tuple(moves))
    if not any(move.scored for move in record.moves):
        raise FileError(record.name, "the record holds no move of a party", "one row per move")
    _check(record)
    return record


def _check(record: Record) -> None:
    before: Move | None = None
    for move in record.moves:
        try:
            day = move.day
        except ValueError:
            hint = "write YYYY, YYYY-MM, YYYY-MM-DD, or a range such as 2003-08-27/29"
            raise record.error(move, f"{move.date!r} is not a date", hint) from None
        if before is not None and day < before.day:
            message = f"{move.date} stands below {before.date} of line {before.line}"
            raise record.error(move, message, "rows stand in the order of their dates")
        if not move.source.strip():
            raise record.error(move, "the row cites no source", "say where the move is recorded")
        if not move.taken and not move.dropped:
            hint = "name the options taken or dropped"
            raise record.error(move, "the row changes nothing", hint)
        for name in set(move.taken) & set(move.dropped):
            raise record.error(move, f"the row takes and drops {name!r}", "name it once")
        before = move


def _read(path: str | Path) -> Iterator[Move]:
    rows = _rows(path)
    line, head = next(rows, (1, []))
    columns = [name.strip().lower() for name in head]
    _check_columns(str(path), columns, line)
    for line, cells in rows:
        if len(cells) > len(columns):
            message = f"the row has {len(cells)} cells for {len(columns)} columns"
            raise FileError(str(path), message, 'put text that holds commas in "quotes"', line)
        row = dict(zip(columns, map(str.strip, cells), strict=False))
        yield Move(
            date=row.get("date", ""),
            party=row.get("party", ""),
            taken=_names(row.get("taken", "")),
            dropped=_names(row.get("dropped", "")),
            source=row.get("source", ""),
            note=row.get("note", ""),
            line=line,
        )


def _names(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cell.replace(";", " ").split()))


def _rows(path: str | Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not blank, with the line that each begins on.

    Lines above the first row that begin with # are comments.
    """
    reader = csv.reader(StringIO(_text(path), newline=""), strict=True)
    line, begun = 1, False
    try:
        for cells in reader:
            comment = not begun and cells[:1] and cells[0].startswith("#")
            if any(cell.strip() for cell in cells) and not comment:
                begun = True
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise FileError(str(path), f"cannot be read as CSV: {error}", "", line) from None


def _text(path: str | Path) -> str:
    here = Path(path)
    if not here.exists() and here.parent.is_dir():
        hint = nearest(here.name, sorted(p.name for p in here.parent.glob("*.csv")))
        raise FileError(str(path), "there is no such file", hint)
    return read_text(path)


def _check_columns(name: str, columns: Sequence[str], line: int) -> None:
    if len(columns) == 1 and ";" in columns[0]:
        raise FileError(name, "the columns are parted by semicolons", "part them by commas", line)
    for column in columns:
        if column not in COLUMNS:
            raise FileError(name, f"unknown column {column!r}", nearest(column, COLUMNS), line)
        if columns.count(column) > 1:
            raise FileError(name, f"the column {column!r} is there twice", "name it once", line)
    for column in NEEDED:
        if column not in columns:
            hint = f"the first line names the columns: {', '.join(COLUMNS)}"
            raise FileError(name, f"there is no column {column!r}", hint, line)
