"""Errors of a model, told by their place in its file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from standoff.errors import ModelError


@contextmanager
def located(case: str, reading: str | None = None) -> Iterator[None]:
    """Give an error about an entry of the model its file, line and column.

    Parameters
    ----------
    case : str
        As given to the command.
    reading : str or None
        The reading that the model is in.
    """
    try:
        yield
    except ModelError as error:
        if not error.path:
            raise
        from standoff.cases import model_path
        from standoff.files import locate

        raise locate(error, model_path(case), reading) from error
