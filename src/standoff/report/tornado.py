"""The tornado chart of hinges: how far each premise moves a conclusion.

Matplotlib is imported only where it draws.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from standoff.errors import StandoffError
from standoff.report.bars import Bar, Chart, chart
from standoff.report.drawing import (
    BLACK,
    BLUE,
    BOLD,
    FAINT,
    GAP,
    GREY,
    LETTER,
    MARGIN,
    ORANGE,
    SMALL,
    Drawing,
    box,
    centred,
    cut,
    fit,
    height,
    line,
    write,
    write_top,
)
from standoff.results import printable
from standoff.uncertainty.hinges import Hinges

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Inches.
NARROW, NAMES, LABELS, WIDTH = 1.2, 2.9, 1.6, 3.2  # names from, to; beside the bars; of the axis
LOWEST, BAR, CAP = 0.36, 0.2, 0.03  # of a row, of a bar, of the end of an interval
SAMPLE = (0.24, 0.13)  # of a colour in the key

LINES = 2
"""Of a name, of what a premise says, and of a label, at most."""
SHORTEST = 0.02
"""Probability from one end of the axis to the other, at least."""


def tornado(found: Hinges) -> Drawing:
    """Return the picture of how far each premise moves a conclusion, the furthest first.

    A bar runs from the lowest to the highest probability of the conclusion over the outcomes of an
    uncertain premise. Where no uncertain premise makes a difference, the bars are changes of single
    premises. At most 15 are drawn.

    Raises
    ------
    StandoffError
        If no premise makes a difference.
    """
    drawn = chart(found)
    if not drawn.bars:
        message = "no premise makes a difference alone, so there is no chart to draw"
        raise StandoffError(message, "leave --picture out: the tables say what was looked at")
    return Drawing(drawn.heading, _said(drawn), lambda: _figure(drawn))


def _said(chart: Chart) -> str:
    """Return the picture in sentences."""
    said = [chart.heading, *chart.found.lines()[2:], chart.note]
    for bar in chart.bars:
        ends = (f"{chart.told(e.value)} ({e.cause})" for e in bar.ends if e.cause)
        said.append(f"{bar.premise}: {' to '.join(ends)}.")
    return printable(" ".join(said))


@dataclass(frozen=True)
class Axis:
    """Where values lie: from `left` on, in inches."""

    left: float
    low: float
    high: float

    def at(self, value: float) -> float:
        """Return the place of a value."""
        return self.left + WIDTH * (value - self.low) / (self.high - self.low)


def _axis(chart: Chart, left: float) -> Axis:
    if chart.yes_or_no:
        return Axis(left, 0.0, 1.0)
    bounds = [b for bar in chart.bars for e in bar.ends for b in (e.low, e.value, e.high)]
    low, high = min(*bounds, chart.middle.value), max(*bounds, chart.middle.value)
    if high - low < SHORTEST:
        low = min(max(0.0, (low + high - SHORTEST) / 2), 1 - SHORTEST)
        high = low + SHORTEST
    return Axis(left, low, high)


def _figure(chart: Chart) -> Figure:
    """Return the picture. Places are in inches from the left and from the top."""
    from matplotlib.figure import Figure

    longest = max(max(len(bar.premise) * BOLD / LETTER, len(bar.text)) for bar in chart.bars)
    names = min(NAMES, max(NARROW, longest * LETTER * SMALL / 72 + 0.1))
    axis = _axis(chart, MARGIN + names + GAP + LABELS)
    width = axis.left + WIDTH + LABELS + MARGIN
    figure = Figure()
    lines = [printable(text) for text in chart.found.lines()]
    y = write_top(figure, width, lines[0], chart.heading, lines[2:]) + GAP
    top = y = _write_middle(figure, chart, axis, _write_key(figure, chart, y))
    for bar in chart.bars:
        end = _write_premise(figure, bar, names, y)
        _draw_bar(figure, bar, axis, chart.middle.value, (y + end) / 2)
        _write_ends(figure, chart, bar, axis, (y, end - y))
        y = end
    y = _draw_axis(figure, chart, axis, (top, y)) + GAP
    y = write(figure, MARGIN, y, fit(chart.note, width - 2 * MARGIN, SMALL), SMALL)
    figure.set_size_inches(width, y + MARGIN)
    return figure


def _write_key(figure: Figure, chart: Chart, y: float) -> float:
    """Say what the colours mean; return where that ends."""
    if chart.yes_or_no:
        return y
    x, (wide, high) = MARGIN, SAMPLE
    for colour, said in ((ORANGE, "less probable"), (BLUE, "more probable")):
        box(figure, (x, y), SAMPLE, facecolor=colour, edgecolor=GREY, lw=0.5)
        write(figure, x + wide + 0.08, centred(y, high, 1, SMALL), [said], SMALL)
        x += 1.35
    if any(e.low < e.high for bar in chart.bars for e in bar.ends):
        _draw_interval(figure, (x, x + wide), y + high / 2)
        write(figure, x + wide + 0.08, centred(y, high, 1, SMALL), ["95 % interval"], SMALL)
    return y + high + 2 * GAP


def _write_middle(figure: Figure, chart: Chart, axis: Axis, y: float) -> float:
    """Write above the line what it stands for; return where that ends."""
    said = f"probability {chart.middle}"
    if not chart.uncertain:
        said = f"as written: {chart.told(chart.middle.value)}"
    return write(figure, axis.at(chart.middle.value), y, [said], SMALL, ha="center") + 0.04


def _write_premise(figure: Figure, bar: Bar, room: float, y: float) -> float:
    """Write a premise; return where its row ends."""
    names = cut(fit(printable(bar.premise), room, SMALL, BOLD), LINES)
    about = cut(fit(printable(bar.text), room, SMALL), LINES)
    count = len(names) + len(about)
    high = max(LOWEST, height(count, SMALL) + 0.1)
    top = write(figure, MARGIN, centred(y, high, count, SMALL), names, SMALL, weight="bold")
    write(figure, MARGIN, top, about, SMALL, color=GREY)
    return y + high


def _draw_bar(figure: Figure, bar: Bar, axis: Axis, middle: float, y: float) -> None:
    """Draw a bar, in two colours where it runs across the middle, with its intervals."""
    low, high = (end.value for end in bar.ends)
    split = min(max(middle, low), high)
    for start, stop, colour in ((low, split, ORANGE), (split, high, BLUE)):
        if start < stop:
            size = (axis.at(stop) - axis.at(start), BAR)
            corner = (axis.at(start), y - BAR / 2)
            box(figure, corner, size, facecolor=colour, edgecolor=GREY, lw=0.5)
    for end, down in zip(bar.ends, (-BAR / 4, BAR / 4), strict=True):
        if end.low < end.high:
            _draw_interval(figure, (axis.at(end.low), axis.at(end.high)), y + down)


def _draw_interval(figure: Figure, places: tuple[float, float], y: float) -> None:
    line(figure, places, [y, y], color=BLACK, lw=0.8)
    for x in places:
        line(figure, [x, x], [y - CAP, y + CAP], color=BLACK, lw=0.8)


def _write_ends(
    figure: Figure, chart: Chart, bar: Bar, axis: Axis, row: tuple[float, float]
) -> None:
    """Write beside each end what takes the conclusion there, clear of bar and intervals."""
    bounds = [b for end in bar.ends for b in (end.low, end.value, end.high)]
    places = (axis.at(min(bounds)) - 0.07, axis.at(max(bounds)) + 0.07)
    for end, x, side in zip(bar.ends, places, ("right", "left"), strict=True):
        said = end.cause if chart.yes_or_no else f"{chart.told(end.value)} ({end.cause})"
        if end.cause:
            lines = cut(fit(printable(said), LABELS - 0.07, SMALL), LINES)
            write(figure, x, centred(*row, len(lines), SMALL), lines, SMALL, ha=side)


def _draw_axis(figure: Figure, chart: Chart, axis: Axis, rows: tuple[float, float]) -> float:
    """Draw the axis, its ticks and the line where the conclusion stands; return where it ends."""
    top, low = rows
    for value in _ticks(chart, axis):
        line(figure, [axis.at(value)] * 2, [top, low], color=FAINT, lw=0.8, zorder=0.5)
        said = chart.told(value) if chart.yes_or_no else f"{value:.3g}"
        write(figure, axis.at(value), low + 0.04, [said], SMALL, ha="center")
    line(figure, [axis.left, axis.left + WIDTH], [low, low], color=GREY, lw=0.8)
    line(figure, [axis.at(chart.middle.value)] * 2, [top, low], color=BLACK, lw=1.2)
    return low + 0.04 + height(1, SMALL)


def _ticks(chart: Chart, axis: Axis) -> list[float]:
    from matplotlib.ticker import MaxNLocator

    if chart.yes_or_no:
        return [0.0, 1.0]
    found = MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]).tick_values(axis.low, axis.high)
    return [v for v in (round(float(v), 9) for v in found) if axis.low <= v <= axis.high]
