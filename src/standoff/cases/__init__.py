"""Bundled standoffs: one folder each with the model and its published results."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from standoff.errors import nearest, unknown

if TYPE_CHECKING:
    from standoff.model import Standoff

__all__ = ["case_names", "load", "model_path"]


def case_names() -> list[str]:
    """Return the names of the bundled standoffs.

    Examples
    --------
    >>> "korea-2006" in case_names()
    True
    """
    folders = (f for f in files("standoff.cases").iterdir() if f.joinpath("model.yaml").is_file())
    return sorted(folder.name.replace("_", "-") for folder in folders)


def model_path(name: str | Path) -> Path:
    """Return the model file that a name stands for: a bundled standoff, or the file itself.

    Raises
    ------
    UnknownName
        If there is neither such a case nor such a file.
    """
    path = Path(name)
    if path.suffix or len(path.parts) > 1 or path.is_file():
        return path
    slug = str(name).replace("_", "-")
    if slug not in case_names():
        error = unknown("case or file", str(name), case_names())
        hint = f"{nearest(slug, case_names())}; or give a file such as model.yaml"
        raise type(error)(error.message, hint)
    with as_file(files("standoff.cases") / slug.replace("-", "_") / "model.yaml") as found:
        return Path(found)


def load(name: str | Path) -> Standoff:
    """Return a standoff from a file (.yaml, .json, .gmcr) or from the bundled cases by name.

    Parameters
    ----------
    name : str or Path
        ``"korea-2006"`` or ``"my/model.yaml"``.

    Raises
    ------
    FileError
        If the file cannot be read; with line, column and the nearest valid name.
    UnknownName
        If there is neither such a case nor such a file.

    Examples
    --------
    >>> load("chicken").party_ids
    ('row', 'column')
    """
    from standoff.files import read  # here, so that names and titles are listed without NumPy

    return read(model_path(name))
