"""Every exception that the library raises. Each carries a `hint`: what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any


class StandoffError(Exception):
    """Base of all errors of this library.

    Parameters
    ----------
    message : str
        What is wrong, in one sentence.
    hint : str
        What is allowed, or what to do; may be empty.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n  {self.hint}" if self.hint else self.message

    def __reduce__(self) -> tuple[Any, ...]:
        """Let an error come back from another process."""
        return _again, (type(self), self.args, self.__dict__)


def _again(kind: type[StandoffError], args: tuple[Any, ...], state: dict[str, Any]) -> Any:
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


class FormulaError(StandoffError):
    """A formula that cannot be read; `column` is 1-based within its text."""

    def __init__(self, message: str, column: int, hint: str = "") -> None:
        super().__init__(message, hint)
        self.column = column


class ModelError(StandoffError):
    """A model that contradicts itself or names something it does not have.

    Parameters
    ----------
    path : tuple of str or int
        Where in the model, as keys and positions from the top: ``("rules", 0)``.
    column : int
        1-based position inside the text found at `path`; 0 if the whole entry is meant.
    """

    def __init__(
        self, path: tuple[str | int, ...], message: str, hint: str = "", column: int = 0
    ) -> None:
        super().__init__(message, hint)
        self.path = path
        self.column = column

    def __str__(self) -> str:
        where = ".".join(str(part) for part in self.path)
        return f"{where}: {super().__str__()}" if where else super().__str__()


class FileError(StandoffError):
    """A file that cannot be read or written as asked; lines and columns are 1-based."""

    def __init__(
        self, file: str, message: str, hint: str = "", line: int = 0, column: int = 0
    ) -> None:
        super().__init__(message, hint)
        self.file, self.line, self.column = file, line, column

    def __str__(self) -> str:
        where = ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])
        return f"{where}: {super().__str__()}"


class UnknownName(StandoffError):
    """A name that nothing bears."""


class TooLarge(StandoffError):
    """An analysis beyond the limit that keeps it within memory and time."""


class NotDefined(StandoffError):
    """A question that the model gives no meaning to, such as SIM without option vectors."""


def unknown(kind: str, found: str, allowed: Iterable[str]) -> UnknownName:
    """Return the error for a name that is not among `allowed`, with the nearest one.

    Examples
    --------
    >>> print(unknown("party", "ukk", ["uk", "us"]))
    unknown party 'ukk'
      did you mean 'uk'? Allowed: uk, us
    """
    return UnknownName(f"unknown {kind} {found!r}", nearest(found, allowed))


def nearest(found: str, allowed: Iterable[str]) -> str:
    """Return the hint that lists what is allowed, the nearest name first."""
    names = list(allowed)
    close = get_close_matches(found, names, n=1, cutoff=0.5)
    close = close or [n for n in names if n.rpartition(".")[2] == found][:1]
    guess = f"did you mean {close[0]!r}? " if close else ""
    if not names:
        return "there is none to choose from"
    more = f" and {len(names) - 12} more" if len(names) > 12 else ""
    return f"{guess}Allowed: {', '.join(names[:12])}{more}"
