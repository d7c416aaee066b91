"""Tables of coloured cells: the darker, the nearer to 1.

Matplotlib is imported only where it draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np

from standoff.report.drawing import BLACK, GAP, SMALL, TEXT, box, centred, height, line, write

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Colour = tuple[float, float, float]
COLOURS, DARKEST = "magma_r", 0.85
"""Even steps in lightness, up to this part of the map: they can be told apart in grey."""
NONE: Colour = (0.9, 0.9, 0.9)
EDGE: Any = {"edgecolor": "white", "lw": 1.0}
STEPS = 11  # of the scale
SWATCH, SCALE = 0.26, 0.16  # width and height of one, in inches
MARK = 2.2  # points


@dataclass(frozen=True)
class Cell:
    """One cell.

    Parameters
    ----------
    value : float
        Between 0 and 1, or nan.
    text : str
    marked : bool
    """

    value: float
    text: str
    marked: bool = False


def draw_cells(
    figure: Figure,
    corner: tuple[float, float],
    width: float,
    heights: Sequence[float],
    rows: Sequence[Sequence[Cell]],
) -> float:
    """Draw rows of cells from a corner on, in inches; return where they end.

    Parameters
    ----------
    figure : Figure
    corner : (left, top)
    width : float
        Of a cell.
    heights : sequence of float
        Of the rows.
    rows : sequence of sequences of Cell
    """
    left, top = corner
    tops = list(accumulate(heights, initial=top))
    for row, y, high in zip(rows, tops, heights, strict=False):
        for k, cell in enumerate(row):
            _draw_cell(figure, cell, (left + k * width, y), (width, high))
    return tops[-1]


def _draw_cell(
    figure: Figure, cell: Cell, corner: tuple[float, float], size: tuple[float, float]
) -> None:
    (x, y), (wide, high) = corner, size
    colour = colour_of(cell.value)
    box(figure, corner, size, facecolor=colour, **EDGE)
    ink = ink_on(colour)
    top = centred(y, high, 1, TEXT)
    write(figure, x + wide / 2, top, [cell.text], TEXT, ha="center", color=ink)
    if cell.marked:
        draw_mark(figure, x + 0.1, y + high / 2, ink)


def colour_of(value: float) -> Colour:
    """Return the colour of a value between 0 and 1; grey where there is none."""
    from matplotlib import colormaps

    if value != value:
        return NONE
    red, green, blue, _ = colormaps[COLOURS](DARKEST * min(max(value, 0.0), 1.0))
    return float(red), float(green), float(blue)


def ink_on(colour: Colour) -> str:
    """Return black or white, whichever stands out more from a colour (WCAG 2.1, luminance).

    Examples
    --------
    >>> ink_on((1.0, 1.0, 0.0)), ink_on((0.0, 0.0, 0.5))
    ('#000000', '#ffffff')
    """
    part = np.array(colour)
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    luminance = float(linear @ [0.2126, 0.7152, 0.0722])
    return BLACK if luminance > 0.179 else "#ffffff"


def draw_mark(figure: Figure, x: float, y: float, ink: str) -> None:
    """Draw a dot, centred at a place in inches."""
    line(figure, [x], [y], marker="o", ms=2 * MARK, color=ink, mec="none")


def write_scale(figure: Figure, x: float, y: float, said: str) -> tuple[float, float]:
    """Draw what the colours mean, from a place on; return where it ends to the right and below."""
    start = write(figure, x, y, [said], SMALL)
    values = np.linspace(0, 1, STEPS).tolist()
    for k, value in enumerate(values):
        left = x + k * SWATCH
        box(figure, (left, start), (SWATCH, SCALE), facecolor=colour_of(value), **EDGE)
        if k % 5 == 0:
            middle = left + SWATCH / 2
            write(figure, middle, start + SCALE + 0.02, [f"{value:.1g}"], SMALL, ha="center")
    return x + STEPS * SWATCH, start + SCALE + height(1, SMALL) + GAP
