"""The picture of a road map, as SVG or PNG: a column per step, a row per party.

Matplotlib is imported only where it draws, so that the command line starts fast.
"""

from __future__ import annotations

from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from standoff.report.drawing import (
    BOLD,
    GAP,
    GREY,
    LETTER,
    MARGIN,
    SMALL,
    TEXT,
    Drawing,
    at,
    fit,
    write,
    write_top,
)
from standoff.report.panels import Row, draw_row, key
from standoff.results import printable, read_as
from standoff.road_maps import RoadMap
from standoff.road_maps.account import place, sentences
from standoff.road_maps.deal import bits

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Inches.
NAMES, START, RIGHT = 2.0, 2.8, 0.8  # width left of the panels; where they start; right of them
NARROW, WIDE, ROOM = 1.2, 2.3, 10.5  # of a column; of all of them, where that gives enough
LOW, HIGH, PANELS = 1.35, 1.9, 4.6  # of a panel; of all of them, likewise
KEY_ROW = 0.19


def draw(found: RoadMap, path: str | Path) -> None:
    """Draw a road map into a file.

    A panel per party shows, step by step, its worth per period in each state, the value of going
    on, that of its best breach, and its exposure. Where a deal knows only the order of the
    states, a panel shows the place of each state in it.

    Parameters
    ----------
    found : RoadMap
    path : str or Path
        Ends in ``.svg`` or ``.png``.

    Raises
    ------
    StandoffError
        If the path ends in something else.
    FileError
        If the file cannot be written.
    """
    Drawing(_heading(found), alternative(found), lambda: _figure(found)).save(path)


def alternative(found: RoadMap) -> str:
    """Return what the picture shows, in sentences for those who cannot see it."""
    said = [f"{_heading(found)}.", *sentences(found)]
    for t in range(1, found.course.length + 1):
        acts = [f"{party}: {', '.join(changes)}" for party, changes in _changes(found, t)]
        said.append(f"Step {t}: {'; '.join(acts)}.")
    rows = [Row(found, i) for i in found.course.deal.parties]
    for row in rows:
        said.append(f"{row.name}: {', '.join(row.summary)}; {row.way}.")
    where = place(found, found.binding.step, "step ")
    said.append(f"A ring marks where it is tightest: {rows[found.binding.party].name}, {where}.")
    return printable(" ".join(said))


def _heading(found: RoadMap) -> str:
    deal = found.course.deal
    design = f" by the design {deal.design}" if deal.design else ""
    verdict = "holds" if found.holds else "does not hold"
    verdict += ", against its own terms" if found.against else ""
    listed = {*deal.endgame.split(", ")} <= {"", *deal.model.options}
    count = found.course.length
    steps = f"of {count} step{'s' * (count > 1)}"
    goal = steps if listed else f"to {deal.endgame}"
    return printable(f"Road map {goal}{design}: {verdict}")


def _changes(found: RoadMap, step: int) -> list[tuple[str, list[str]]]:
    """Return who changes what at a step."""
    deal, after = found.course.deal, found.course.states[step]
    taken = found.path[step - 1]
    return [
        (found.parties[i], [_change(found, k, after) for k in bits(taken & deal.own[i])])
        for i in deal.owners(taken)
    ]


def _change(found: RoadMap, k: int, after: int) -> str:
    deal = found.course.deal
    measure = deal.measures[k]
    option = deal.model.option_of.get(measure.option)
    name = (option.name if option else "") or measure.option.partition(".")[2]
    sign = "+" if measure.taken == bool(after >> k & 1) else "−"
    return f"{sign} {name}" + (f" ({measure.part})" if measure.part else "")


def _figure(found: RoadMap) -> Figure:
    """Return the picture. Places are in inches from the left and from the top."""
    from matplotlib.figure import Figure

    count = found.course.length + 2
    column = min(WIDE, max(NARROW, ROOM / count))
    width = START + count * column + RIGHT
    figure = Figure()
    y = _write_top(figure, found, width)
    y = _write_heads(figure, found, y, column) + GAP
    panels = []
    for row in (Row(found, i) for i in found.course.deal.parties):
        top, y = y, _write_row(figure, row, y)
        panels.append((row, top, y))
        y += GAP
    for t, name in enumerate(["status quo", *map(str, range(1, count - 1)), "ever after"]):
        write(figure, START + (t + 0.5) * column, y - GAP / 2, [name], SMALL, ha="center")
    y = write(figure, MARGIN, y + 2 * GAP, fit(_note(found), width - 2 * MARGIN, SMALL), SMALL)
    height = y + MARGIN
    figure.set_size_inches(width, height)
    for row, top, low in panels:
        left, wide = START / width, count * column / width
        rectangle = (left, 1 - low / height, wide, (low - top) / height)
        draw_row(figure.add_axes(rectangle), row)
    return figure


def _write_top(figure: Figure, found: RoadMap, width: float) -> float:
    """Write the model, the heading, the verdict and the key; return where they end."""
    room = width - 2 * MARGIN
    title = found.title or found.course.deal.model.title
    model = printable(read_as(title, found.reading))
    said = [printable(sentence) for sentence in sentences(found)]
    y = write_top(figure, width, model, _heading(found), said)
    drawn = key(found)
    longest = max(len(str(artist.get_label())) for artist in drawn)
    rows = ceil(len(drawn) / int(room / (longest * SMALL * LETTER / 72 + 0.6)))
    figure.legend(
        handles=drawn,
        loc="upper left",
        ncols=ceil(len(drawn) / rows),
        frameon=False,
        borderaxespad=0,
        borderpad=0,
        handlelength=3,
        bbox_to_anchor=(0, 1),
        bbox_transform=at(figure, MARGIN, y + GAP),
    )
    return y + GAP + rows * KEY_ROW + GAP


def _write_heads(figure: Figure, found: RoadMap, y: float, column: float) -> float:
    """Write over each column what its step changes; return where the longest ends."""
    names = {p.id: p.name or p.id for p in found.course.deal.model.parties}
    if any(len(fit(name, column, SMALL)) > 1 for name in names.values()):
        names = {party: party for party in names}
    titles = ["Status quo", *(f"Step {t + 1}" for t in range(found.course.length)), "Ever after"]
    ends = [write(figure, MARGIN, y, fit(_scale(found), NAMES, SMALL), SMALL, color=GREY)]
    for t, title in enumerate(titles):
        x = START + t * column + 0.05
        below = write(figure, x, y, [title], TEXT, weight="bold")
        for party, changes in _changes(found, t) if 0 < t <= found.course.length else ():
            who = fit(printable(names[party]), column, SMALL)
            below = write(figure, x, below, who, SMALL, style="italic")
            for change in changes:
                below = write(figure, x, below, fit(printable(change), column, SMALL), SMALL)
        ends.append(below)
    return max(ends)


def _write_row(figure: Figure, row: Row, y: float) -> float:
    """Write left of its panel who a party is and what it has; return where the panel ends."""
    low = y + min(HIGH, max(LOW, PANELS / len(row.found.parties)))
    y = write(figure, MARGIN, y, fit(row.name, NAMES, TEXT, BOLD), TEXT, weight="bold")
    for said in row.summary:
        y = write(figure, MARGIN, y, fit(said, NAMES, SMALL), SMALL)
    return max(low, y)


def _scale(found: RoadMap) -> str:
    """Return what the panels measure, and in which unit."""
    if not found.course.deal.cardinal:
        return "Place of each state among the feasible ones; 1 is the worst."
    terms = found.course.deal.model.road_map
    unit = f" Unit: {found.unit}." if found.unit else ""
    period = f" of {terms.period}" if terms is not None and terms.period else ""
    return printable(f"Worth per period{period}, above (+) or below (−) the status quo.{unit}")


def _note(found: RoadMap) -> str:
    """Return how to read the picture."""
    said = "Each party has a scale of its own; the grey line across is the status quo."
    if not found.course.deal.cardinal:
        return f"{said} Only the order of the places counts, not how far they are apart."
    return (
        f"{said} A party stays as long as the value of going on (circle) is not below that of its "
        "best breach (diamond); the thin line between the two is its slack."
    )
