"""Results as text: for a terminal, for a file, and as JSON."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

from standoff.results import Result, finite

WIDTH = 100
"""Widest text, in columns."""


def plain_text(result: Result, width: int = WIDTH) -> str:
    """Return a result as text without colours, no line wider than `width`."""
    drawn = _drawn(result, width, colours=False)
    return "".join(line.rstrip() + "\n" for line in drawn.splitlines())


def terminal_text(result: Result, columns: int) -> str:
    """Return a result with the colours of the terminal, which is `columns` wide."""
    return _drawn(result, min(columns, WIDTH), colours=True)


def _drawn(result: Result, width: int, *, colours: bool) -> str:
    from rich.console import Console

    file = StringIO()
    console = Console(
        file=file,
        width=width,
        force_terminal=colours,
        color_system="auto" if colours else None,
        highlight=False,
    )
    console.print(result)
    return file.getvalue()


def json_text(data: dict[str, Any]) -> str:
    """Return plain data as JSON; numbers that JSON does not have become null.

    Examples
    --------
    >>> print(json_text({"vector": "YN", "expected": float("nan")}), end="")
    {
      "vector": "YN",
      "expected": null
    }
    """
    return json.dumps(finite(data), ensure_ascii=False, indent=2, allow_nan=False) + "\n"
