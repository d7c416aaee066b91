"""The heat map of robustness: how probable it is that a state holds, by concept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from standoff.errors import StandoffError
from standoff.report.cells import SCALE, Cell, draw_cells, draw_mark, write_scale
from standoff.report.drawing import (
    BLACK,
    FAINT,
    GAP,
    LETTER,
    MARGIN,
    SMALL,
    TEXT,
    Drawing,
    centred,
    cut,
    fit,
    height,
    line,
    write,
    write_top,
)
from standoff.results import printable
from standoff.stability import CONCEPTS
from standoff.uncertainty.estimate import Estimate
from standoff.uncertainty.robustness import Robustness

if TYPE_CHECKING:
    from matplotlib.figure import Figure

STATES = 20
NAME_LINES = 3
NARROW, NAMES, CELL = 1.5, 3.7, 0.8  # least and most width of the names; of a cell; inches
LOWEST = 0.29  # of a row
KEY = 5.2  # where the key ends
HEADING = "How probable it is that each state holds"
MARKED = "holds without uncertainty"


@dataclass(frozen=True)
class Row:
    """A state, or an endgame given by a formula, with a cell per concept."""

    name: str
    cells: tuple[Cell, ...]
    endgame: bool


def heat_map(found: Robustness) -> Drawing:
    """Return the picture of how probable it is that states are equilibria, under each concept.

    The rows are the states most likely to hold, at most 20, and the endgames given by a formula.

    Raises
    ------
    StandoffError
        If no state ever holds.
    """
    rows = _rows(found)
    if not rows:
        message = "no state holds in any draw, so there is no heat map to draw"
        raise StandoffError(message, "leave --picture out, or ask about other concepts")
    return Drawing(HEADING, _said(found, rows), lambda: _figure(found, rows))


def _rows(found: Robustness) -> list[Row]:
    states = found.ranked()[:STATES].tolist()
    places = [*states, *(found.space.cells + k for k in range(len(found.endgames)))]
    return [
        Row(printable(name), tuple(_cell(found, c, p) for c in found.concepts), p not in states)
        for name, p in zip(found.names(places), places, strict=True)
    ]


def _cell(found: Robustness, concept: str, place: int) -> Cell:
    value = found.at(concept, place).value
    return Cell(value, str(Estimate(value)), bool(found.nominal[concept][place] > 0))


def _said(found: Robustness, rows: list[Row]) -> str:
    """Return the picture in sentences."""
    said = [f"{HEADING}: {found.title}.", *found.lines()[1:]]
    names = [CONCEPTS[c].name for c in found.concepts]
    for row in rows:
        pairs = zip(names, row.cells, strict=True)
        each = (f"{n} {c.text}{' (so without uncertainty)' * c.marked}" for n, c in pairs)
        said.append(f"{row.name}: {', '.join(each)}.")
    return printable(" ".join([*said, *_left(found)]))


def _left(found: Robustness) -> list[str]:
    """Return what the picture leaves out, as sentences."""
    left = len(found.ranked()) - STATES
    said = [f"{left:,} more states hold with some probability."] if left > 0 else []
    if not found.exact and (found.precision is None or found.widest <= found.precision):
        said.append(f"The widest 95 % interval is ± {found.widest:.3f}.")
    return said


def _figure(found: Robustness, rows: list[Row]) -> Figure:
    """Return the picture. Places are in inches from the left and from the top."""
    from matplotlib.figure import Figure

    longest = max(len(row.name) for row in rows) * LETTER * SMALL / 72 + 0.1
    start = MARGIN + min(NAMES, max(NARROW, longest)) + GAP
    right = max(start + CELL * len(found.concepts), KEY)
    figure = Figure()
    lines = [printable(line) for line in found.lines()]
    y = write_top(figure, right + MARGIN, lines[0], HEADING, lines[1:]) + GAP
    y = _write_key(figure, y)
    for k, concept in enumerate(found.concepts):
        x = start + (k + 0.5) * CELL
        write(figure, x, y, [CONCEPTS[concept].name], TEXT, weight="bold", ha="center")
    y += height(1, TEXT) + 0.04
    states, ends = ([r for r in rows if r.endgame is end] for end in (False, True))
    y = _draw_rows(figure, states, y, start)
    if states and ends:
        across = [MARGIN, start + CELL * len(found.concepts)]
        line(figure, across, [y + GAP / 2] * 2, color=FAINT, lw=0.8)
        y += GAP
    y = _draw_rows(figure, ends, y, start)
    note = fit(" ".join(_left(found)), right - MARGIN, SMALL)
    y = write(figure, MARGIN, y + GAP * bool(note), note, SMALL)
    figure.set_size_inches(right + MARGIN, y + MARGIN)
    return figure


def _write_key(figure: Figure, y: float) -> float:
    """Say what the colours and the dots mean; return where that ends."""
    right, low = write_scale(figure, MARGIN, y, "probability")
    top = y + height(1, SMALL)
    draw_mark(figure, right + 0.35, top + SCALE / 2, BLACK)
    write(figure, right + 0.45, centred(top, SCALE, 1, SMALL), [MARKED], SMALL)
    return low


def _draw_rows(figure: Figure, rows: list[Row], y: float, start: float) -> float:
    room = start - GAP - MARGIN
    names = [cut(fit(row.name, room, SMALL), NAME_LINES) for row in rows]
    heights = [max(LOWEST, height(len(lines), SMALL) + 0.06) for lines in names]
    end = draw_cells(figure, (start, y), CELL, heights, [row.cells for row in rows])
    for lines, high in zip(names, heights, strict=True):
        top = centred(y, high, len(lines), SMALL)
        write(figure, start - 0.08, top, lines, SMALL, ha="right")
        y += high
    return end
