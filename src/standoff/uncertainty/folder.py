"""A folder that keeps finished pieces of work as Parquet files, so that a run can be resumed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np

from standoff.errors import FileError
from standoff.uncertainty.tasks import Columns

FORMAT = "standoff.run/1"
ABOUT = "run.json"
PARTIAL = ".partial"
"""How the name of a file ends that is being written, or was when its run was killed."""


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
    with _whole(path) as partial:
        write_table(table, partial, compression="zstd")
        os.replace(partial, path)


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """Yield the name of a file to write first, which no other run writes; it is then removed."""
    partial = path.with_name(f"{path.name}.{uuid4().hex}{PARTIAL}")
    try:
        yield partial
    except OSError as error:
        raise FileError(str(path), f"cannot be written: {error.strerror or error}") from None
    finally:
        with suppress(OSError):
            partial.unlink()


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
    try:
        folder.mkdir(parents=True, exist_ok=True)
        found = [one for one in folder.iterdir() if one.suffix != PARTIAL]
    except OSError as error:
        raise FileError(str(folder), f"cannot be a folder: {error.strerror}") from None
    if found and not about.exists():
        hint = "give a new or empty folder, or one that an earlier run made"
        raise FileError(str(folder), "holds something else than a run", hint=hint)
    if not found:
        _begin(about, {**wanted, "size": size})
    return Folder(folder, _same(about, wanted))


def _begin(about: Path, record: Mapping[str, Any]) -> None:
    """Write what is asked, unless another run has just done so."""
    with _whole(about) as partial:
        partial.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
        try:
            os.link(partial, about)
        except FileExistsError:
            pass
        except OSError:  # a file system without links
            os.replace(partial, about)


def _same(about: Path, wanted: Mapping[str, Any]) -> int:
    """Return the size of the pieces, if the run is the one wanted."""
    hint = "give the folder that belongs to this question, or a new one"
    try:
        found = json.loads(about.read_text(encoding="utf-8"))
        size = found["size"]
    except (OSError, ValueError, LookupError, TypeError):
        size = None
    if not isinstance(size, int) or size < 1:
        raise FileError(str(about), "is not the record of a run", hint=hint)
    for key, value in wanted.items():
        if found.get(key) != value:
            message = f"holds another run: its {key} is {found.get(key)!r}, not {value!r}"
            raise FileError(str(about.parent), message, hint=hint)
    return size
