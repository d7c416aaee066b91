"""A folder that keeps finished pieces of work as Parquet files, so that a run can be resumed."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from standoff.errors import FileError
from standoff.uncertainty.tasks import Columns

FORMAT = "standoff.run/1"
ABOUT = "run.json"


@dataclass(frozen=True)
class Folder:
    """A folder with one run: what was asked, and the pieces that are done.

    Parameters
    ----------
    path : Path
    size : int
        Draws of a piece.
    """

    path: Path
    size: int

    def _part(self, first: int, count: int) -> Path:
        return self.path / f"draws-{first:09d}-{count}.parquet"

    def has(self, first: int, count: int) -> bool:
        """Return whether a piece is done."""
        return self._part(first, count).exists()

    def keep(self, first: int, count: int, columns: Columns) -> None:
        """Write a piece; it is there whole or not at all."""
        write_parquet(self._part(first, count), columns)

    def read(self, first: int, count: int) -> Columns:
        """Return a piece.

        Raises
        ------
        FileError
            If the file is damaged.
        """
        from pyarrow import ArrowException
        from pyarrow.parquet import read_table

        path = self._part(first, count)
        try:
            table = read_table(path)
        except (OSError, ArrowException) as error:
            hint = "remove this file: the piece is then done again"
            raise FileError(str(path), f"cannot be read as Parquet: {error}", hint=hint) from None
        return {name: np.asarray(table[name], dtype=float) for name in table.column_names}


def write_parquet(path: Path, columns: Mapping[str, Any]) -> None:
    """Write columns of one length as a Parquet file, whole or not at all.

    Raises
    ------
    FileError
        If the file cannot be written.
    """
    import pyarrow as pa
    from pyarrow.parquet import write_table

    table = pa.table(dict(columns))
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    try:
        write_table(table, partial, compression="zstd")
        os.replace(partial, path)
    except OSError as error:
        raise FileError(str(path), f"cannot be written: {error.strerror or error}") from None


def opened(path: str | Path, asked: Mapping[str, Any], size: int) -> Folder:
    """Return the folder of a run, made anew or with the pieces that it holds already.

    Parameters
    ----------
    path : str or Path
    asked : mapping
        What must be the same for the pieces to be of use, as plain data.
    size : int
        Draws of a piece in a new folder.

    Raises
    ------
    FileError
        If it holds another run, or something else, or cannot be written.
    """
    folder = Path(path)
    about = folder / ABOUT
    wanted = json.loads(json.dumps({"format": FORMAT, **asked}))
    if about.exists():
        return Folder(folder, _same(about, wanted))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        hint = "give a new or empty folder, or one that an earlier run made"
        raise FileError(str(folder), "holds something else than a run", hint=hint)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        partial = folder / f"{ABOUT}.partial"
        partial.write_text(json.dumps({**wanted, "size": size}, indent=2) + "\n", encoding="utf-8")
        os.replace(partial, about)
    except OSError as error:
        raise FileError(str(folder), f"cannot be written: {error.strerror}") from None
    return Folder(folder, size)


def _same(about: Path, wanted: Mapping[str, Any]) -> int:
    """Return the size of the pieces, if the run is the one wanted."""
    hint = "give the folder that belongs to this question, or a new one"
    try:
        found = json.loads(about.read_text(encoding="utf-8"))
        size = int(found.pop("size"))
    except (OSError, ValueError, KeyError, AttributeError):
        raise FileError(str(about), "is not the record of a run", hint=hint) from None
    for key, value in wanted.items():
        if found.get(key) != value:
            message = f"holds another run: its {key} is {found.get(key)!r}, not {value!r}"
            raise FileError(str(about.parent), message, hint=hint)
    return size
