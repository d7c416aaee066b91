"""The picture of a road map, as SVG or PNG: a column per step, a row per party.

Matplotlib is imported only where it draws, so that the command line starts fast.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from math import ceil
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from standoff.errors import FileError, StandoffError
from standoff.report.panels import GREY, Row, draw_row, key
from standoff.results import printable, read_as
from standoff.road_maps import RoadMap
from standoff.road_maps.account import place, sentences
from standoff.road_maps.deal import bits

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Transform

ENDINGS = (".svg", ".png")
DOTS = 200  # per inch, of a PNG

# Inches.
MARGIN, GAP = 0.2, 0.12
NAMES, START, RIGHT = 2.0, 2.8, 0.8  # width left of the panels; where they start; right of them
NARROW, WIDE, ROOM = 1.2, 2.3, 10.5  # of a column; of all of them, where that gives enough
LOW, HIGH, PANELS = 1.35, 1.9, 4.6  # of a panel; of all of them, likewise
KEY_ROW = 0.19

# Points.
SMALL, TEXT, TITLE = 8.0, 9.0, 13.0
LETTER, BOLD, LINE = 0.56, 0.66, 1.3  # widths of a letter and height of a line, by its size

STYLE: Any = {
    "font.size": SMALL,
    "hatch.linewidth": 0.5,
    "svg.fonttype": "none",
    "svg.hashsalt": "standoff",
    "text.parse_math": False,
}


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
    ending = Path(path).suffix.lower()
    if ending not in ENDINGS:
        hint = f"end its name in {' or '.join(ENDINGS)}"
        raise StandoffError(f"{path}: a picture cannot be drawn into such a file", hint)
    content = _image(found, ending[1:])
    try:
        Path(path).write_bytes(content)
    except OSError as error:
        raise FileError(str(path), f"cannot be written: {error.strerror}") from None


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


def _image(found: RoadMap, kind: str) -> bytes:
    """Return the picture as the bytes of a file, whatever the settings of Matplotlib are."""
    import matplotlib

    said: dict[str, str | None] = {"Title": _heading(found), "Description": alternative(found)}
    said |= {"Software": "Standoff"} if kind == "png" else {"Creator": "Standoff", "Date": None}
    file = BytesIO()
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(STYLE)
        _figure(found).savefig(file, format=kind, dpi=DOTS, metadata=said)
    return _described(file.getvalue(), alternative(found)) if kind == "svg" else file.getvalue()


def _described(svg: bytes, text: str) -> bytes:
    """Return an SVG with its description where programs that read pictures aloud look for it."""
    from xml.sax.saxutils import escape

    said = f"</title>\n <desc>{escape(text)}</desc>".encode()
    return svg.replace(b"<svg ", b'<svg role="img" ', 1).replace(b"</title>", said, 1)


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
        _write(figure, START + (t + 0.5) * column, y - GAP / 2, [name], SMALL, ha="center")
    y = _write(figure, MARGIN, y + 2 * GAP, _fit(_note(found), width - 2 * MARGIN, SMALL), SMALL)
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
    y = MARGIN
    title = found.title or found.course.deal.model.title
    model = printable(read_as(title, found.reading))
    y = _write(figure, MARGIN, y, _fit(model, room, TEXT), TEXT, color=GREY)
    y = _write(figure, MARGIN, y, _fit(_heading(found), room, TITLE, BOLD), TITLE, weight="bold")
    for said in sentences(found):
        y = _write(figure, MARGIN, y, _fit(printable(said), room, TEXT), TEXT)
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
        bbox_transform=_at(figure, MARGIN, y + GAP),
    )
    return y + GAP + rows * KEY_ROW + GAP


def _write_heads(figure: Figure, found: RoadMap, y: float, column: float) -> float:
    """Write over each column what its step changes; return where the longest ends."""
    names = {p.id: p.name or p.id for p in found.course.deal.model.parties}
    if any(len(_fit(name, column, SMALL)) > 1 for name in names.values()):
        names = {party: party for party in names}
    titles = ["Status quo", *(f"Step {t + 1}" for t in range(found.course.length)), "Ever after"]
    ends = [_write(figure, MARGIN, y, _fit(_scale(found), NAMES, SMALL), SMALL, color=GREY)]
    for t, title in enumerate(titles):
        x = START + t * column + 0.05
        below = _write(figure, x, y, [title], TEXT, weight="bold")
        for party, changes in _changes(found, t) if 0 < t <= found.course.length else ():
            who = _fit(printable(names[party]), column, SMALL)
            below = _write(figure, x, below, who, SMALL, style="italic")
            for change in changes:
                below = _write(figure, x, below, _fit(printable(change), column, SMALL), SMALL)
        ends.append(below)
    return max(ends)


def _write_row(figure: Figure, row: Row, y: float) -> float:
    """Write left of its panel who a party is and what it has; return where the panel ends."""
    low = y + min(HIGH, max(LOW, PANELS / len(row.found.parties)))
    y = _write(figure, MARGIN, y, _fit(row.name, NAMES, TEXT, BOLD), TEXT, weight="bold")
    for said in row.summary:
        y = _write(figure, MARGIN, y, _fit(said, NAMES, SMALL), SMALL)
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


def _fit(text: str, inches: float, size: float, letter: float = LETTER) -> list[str]:
    """Return a text in lines that fit a width, broken after underscores where need be."""
    letters = max(4, int((inches - 0.05) * 72 / (size * letter)))
    broken = wrap(text.replace("_", "_ "), letters, break_on_hyphens=False)
    return [line.replace("_ ", "_") for line in broken]


def _at(figure: Figure, x: float, y: float) -> Transform:
    """Return the transform that puts the top left corner of the picture at a place."""
    from matplotlib.transforms import ScaledTranslation

    return figure.transFigure + ScaledTranslation(x, -y, figure.dpi_scale_trans)


def _write(
    figure: Figure, x: float, y: float, lines: Sequence[str], size: float, **style: Any
) -> float:
    """Write lines of text one below the other and return where the next one would be."""
    for line in lines:
        figure.text(0, 1, line, transform=_at(figure, x, y), size=size, va="top", **style)
        y += size * LINE / 72
    return y
