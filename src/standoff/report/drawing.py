"""Pictures as SVG or PNG files, and what all of them have: a title, text that fits, a description.

Matplotlib is imported only where it draws, so that the command line starts fast.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from standoff.errors import FileError, StandoffError

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Transform

ENDINGS = (".svg", ".png")
DOTS = 200  # per inch, of a PNG

# The colours of Okabe and Ito, which differ in lightness as well.
BLACK, BLUE, RED, ORANGE = "#000000", "#0072B2", "#D55E00", "#E69F00"
GREY, FAINT = "#595959", "#D9D9D9"

MARGIN, GAP = 0.2, 0.12  # inches

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


@dataclass(frozen=True)
class Drawing:
    """A picture, drawn when it is saved.

    Parameters
    ----------
    heading : str
    said : str
        What it shows, in sentences for those who cannot see it.
    figure : callable
        Draws it.
    """

    heading: str
    said: str
    figure: Callable[[], Figure]

    def save(self, path: str | Path) -> None:
        """Draw it into a file.

        Raises
        ------
        StandoffError
            If the path ends in something else than ``.svg`` or ``.png``.
        FileError
            If the file cannot be written.
        """
        content = self.image(kind(path))
        try:
            Path(path).write_bytes(content)
        except OSError as error:
            raise FileError(str(path), f"cannot be written: {error.strerror}") from None

    def image(self, kind: str) -> bytes:
        """Return it as the bytes of a file, whatever the settings of Matplotlib are."""
        import matplotlib

        said: dict[str, str | None] = {"Title": self.heading, "Description": self.said}
        said |= {"Software": "Standoff"} if kind == "png" else {"Creator": "Standoff", "Date": None}
        file = BytesIO()
        with matplotlib.rc_context():
            matplotlib.rcdefaults()
            matplotlib.rcParams.update(STYLE)
            self.figure().savefig(file, format=kind, dpi=DOTS, metadata=said)
        return _described(file.getvalue(), self.said) if kind == "svg" else file.getvalue()


def kind(path: str | Path) -> str:
    """Return which kind of picture a file is to hold.

    Raises
    ------
    StandoffError
        If it is none that can be drawn.
    """
    ending = Path(path).suffix.lower()
    if ending not in ENDINGS:
        hint = f"end its name in {' or '.join(ENDINGS)}"
        raise StandoffError(f"{path}: a picture cannot be drawn into such a file", hint)
    return ending[1:]


def _described(svg: bytes, text: str) -> bytes:
    """Return an SVG with its description where programs that read pictures aloud look for it."""
    from xml.sax.saxutils import escape

    said = f"</title>\n <desc>{escape(text)}</desc>".encode()
    return svg.replace(b"<svg ", b'<svg role="img" ', 1).replace(b"</title>", said, 1)


def fit(text: str, inches: float, size: float, letter: float = LETTER) -> list[str]:
    """Return a text in lines that fit a width; words longer than that break after underscores."""
    letters = max(4, int((inches - 0.05) * 72 / (size * letter)))
    words = (w.replace("_", "_ ") if len(w) > letters else w for w in text.split(" "))
    broken = wrap(" ".join(words), letters, break_on_hyphens=False)
    return [line.replace("_ ", "_") for line in broken]


def cut(lines: list[str], most: int) -> list[str]:
    """Return at most so many lines; the last shows that more would follow.

    Examples
    --------
    >>> cut(["us.talk +", "nk.freeze +", "jp.aid"], 2)
    ['us.talk +', 'nk.freeze …']
    """
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], f"{lines[most - 1].rstrip(' +,;')} …"]


def at(figure: Figure, x: float, y: float) -> Transform:
    """Return the transform that puts the top left corner of the picture at a place, in inches."""
    from matplotlib.transforms import ScaledTranslation

    return figure.transFigure + ScaledTranslation(x, -y, figure.dpi_scale_trans)


def write(
    figure: Figure, x: float, y: float, lines: Sequence[str], size: float, **style: Any
) -> float:
    """Write lines of text one below the other and return where the next one would be."""
    for line in lines:
        figure.text(0, 1, line, transform=at(figure, x, y), size=size, va="top", **style)
        y += height(1, size)
    return y


def height(lines: int, size: float) -> float:
    """Return the height of lines of text, in inches."""
    return lines * size * LINE / 72


def centred(y: float, high: float, lines: int, size: float) -> float:
    """Return where lines of text start that stand in the middle of a row, in inches."""
    leading = (LINE - 1) * size / 72
    return y + (high - height(lines, size) + leading) / 2


def write_top(
    figure: Figure, width: float, model: str, heading: str, sentences: Sequence[str]
) -> float:
    """Write the model, the heading and the sentences below it; return where they end."""
    room = width - 2 * MARGIN
    y = write(figure, MARGIN, MARGIN, fit(model, room, TEXT), TEXT, color=GREY)
    y = write(figure, MARGIN, y, fit(heading, room, TITLE, BOLD), TITLE, weight="bold")
    for said in sentences:
        y = write(figure, MARGIN, y, fit(said, room, TEXT), TEXT)
    return y


def paper(figure: Figure) -> Transform:
    """Return the transform of places in inches right of, and above, the top left corner."""
    from matplotlib.transforms import BboxTransformTo, ScaledTranslation

    return figure.dpi_scale_trans + ScaledTranslation(0, 1, BboxTransformTo(figure.bbox))


def box(
    figure: Figure, corner: tuple[float, float], size: tuple[float, float], **style: Any
) -> None:
    """Draw a rectangle by its top left corner, its width and its height, in inches."""
    from matplotlib.patches import Rectangle

    (x, y), (wide, high) = corner, size
    figure.add_artist(Rectangle((x, -y - high), wide, high, transform=paper(figure), **style))


def line(figure: Figure, x: Sequence[float], y: Sequence[float], **style: Any) -> None:
    """Draw a line, or marks, through places in inches from the left and from the top."""
    from matplotlib.lines import Line2D

    figure.add_artist(Line2D(x, [-down for down in y], transform=paper(figure), **style))
