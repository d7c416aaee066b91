"""The agreement matrix: how far things agree, two by two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from standoff.report.cells import Cell, draw_cells, write_scale
from standoff.report.drawing import (
    BOLD,
    GAP,
    MARGIN,
    SMALL,
    TEXT,
    Drawing,
    centred,
    cut,
    fit,
    height,
    write,
    write_top,
)
from standoff.results import printable
from standoff.uncertainty.estimate import Estimate

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NAME_LINES = 3
NAMES, SIDE, LOW, ROOM = 1.9, 0.95, 0.45, 3.6  # inches: names; a cell; least width of all cells


def agreement_picture(names: Sequence[str], agreement: ArrayLike, title: str, note: str) -> Drawing:
    """Return the picture of how far things agree, two by two.

    Parameters
    ----------
    names : sequence of str
        Of n things.
    agreement : (n, n) array
        Between 0 and 1; nan where it has no meaning.
    title : str
        What the picture shows, as its heading.
    note : str
        How to read the numbers, below it.

    Raises
    ------
    ValueError
        If there is not one row and one column per name.
    """
    values = np.asarray(agreement, dtype=float)
    if values.shape != (len(names), len(names)):
        raise ValueError(f"{len(names)} names do not fit an array of shape {values.shape}")
    names, title, note = [printable(name) for name in names], printable(title), printable(note)
    return Drawing(
        title, _said(names, values, title, note), lambda: _figure(names, values, title, note)
    )


def _said(names: list[str], values: NDArray[np.float64], title: str, note: str) -> str:
    """Return the picture in sentences."""
    pairs = [(a, b) for a in range(len(names)) for b in range(len(names)) if a != b]
    if np.array_equal(values, values.T, equal_nan=True):
        pairs = [(a, b) for a, b in pairs if a < b]
    each = [f"{names[a]} and {names[b]}: {_text(values[a, b])}." for a, b in pairs]
    return " ".join([f"{title}.", *each, note]).strip()


def _text(value: float) -> str:
    return "–" if value != value else str(Estimate(float(value)))


def _figure(names: list[str], values: NDArray[np.float64], title: str, note: str) -> Figure:
    """Return the picture. Places are in inches from the left and from the top."""
    from matplotlib.figure import Figure

    start = MARGIN + NAMES + GAP
    right = start + max(ROOM, SIDE * len(names))
    figure = Figure()
    y = write_top(figure, right + MARGIN, "", title, []) + GAP
    _, y = write_scale(figure, MARGIN, y, "agreement")
    y = _write_heads(figure, names, start, y) + 0.04
    rows = [[Cell(v, _text(v)) for v in row] for row in values.tolist()]
    end = draw_cells(figure, (start, y), SIDE, [LOW] * len(names), rows)
    for name in names:
        lines = cut(fit(name, NAMES, TEXT, BOLD), NAME_LINES)
        top = centred(y, LOW, len(lines), TEXT)
        write(figure, start - 0.08, top, lines, TEXT, weight="bold", ha="right")
        y += LOW
    said = fit(note, right - MARGIN, SMALL)
    y = write(figure, MARGIN, end + GAP, said, SMALL)
    figure.set_size_inches(right + MARGIN, y + MARGIN)
    return figure


def _write_heads(figure: Figure, names: list[str], start: float, y: float) -> float:
    """Write the names over the columns, their last lines level; return where they end."""
    heads = [cut(fit(name, SIDE, TEXT, BOLD), NAME_LINES) for name in names]
    low = y + height(max(map(len, heads)), TEXT)
    for k, lines in enumerate(heads):
        x = start + (k + 0.5) * SIDE
        write(figure, x, low - height(len(lines), TEXT), lines, TEXT, weight="bold", ha="center")
    return low
