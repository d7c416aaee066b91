"""The pictures of uncertainty: heat map, tornado chart, agreement matrix."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

import standoff as so
from standoff.errors import FileError, StandoffError
from standoff.files import from_plain
from standoff.report.agreement import agreement_picture
from standoff.report.cells import colour_of, ink_on
from standoff.report.drawing import Drawing
from standoff.report.heat import heat_map
from standoff.report.tornado import tornado

SVG = "{http://www.w3.org/2000/svg}"
ORANGE, BLUE = "#e69f00", "#0072b2"


def two_claims(**top: Any) -> so.Standoff:
    """Both armed holds unless a claim is reversed: with 0.7 * 0.8."""
    north = {"id": "strong", "wants": "north.arm", "confidence": 0.6, "reversed": 0.3}
    south = {"id": "even", "wants": "south.arm", "confidence": 0.8, "reversed": 0.2}
    return from_plain(
        {
            "standoff": 1,
            "title": "Arms & $money$ <now>",
            "parties": {
                "north": {"options": {"arm": "Arm"}},
                "south": {"options": {"arm": "Arm"}},
            },
            "endgames": {"calm": {"when": "not north.arm"}},
            "status_quo": [],
            "preferences": {"north": [north], "south": [south]},
        }
        | top
    )


def amounts() -> so.Standoff:
    """Uncertain in all ways, with long names."""
    long = "It answers restraint with restraint, and defiance with pressure, as it always did. " * 2
    order = [
        {"id": "lift_the_sanctions", "wants": "not south.keep_up_the_sanctions"},
        {"id": "keep_the_reactor", "wants": "not north.freeze_the_reactor", "confidence": 0.7},
        {"id": "be_armed", "wants": "north.test_a_weapon iff south.keep_up_the_sanctions"},
    ]
    smith = {"preference": [{"any_order": order, "id": "priorities_of_the_leadership"}]}
    jones = {"preference": [{"wants": "north.test_a_weapon", "confidence": 0.5}]}
    options = {"freeze_the_reactor": "F", "test_a_weapon": "T"}
    answer = "south.keep_up_the_sanctions iff not north.freeze_the_reactor"
    price = {"if": "south.send_fuel_oil and north.freeze_the_reactor", "worth": "-2..3"}
    return from_plain(
        {
            "standoff": 1,
            "title": "A quarrel about a reactor, " * 5,
            "parties": {
                "north": {"options": options},
                "south": {"options": {"keep_up_the_sanctions": "S", "send_fuel_oil": "O"}},
            },
            "status_quo": [],
            "endgames": {"no_test_of_a_nuclear_weapon_ever": {"when": "not north.test_a_weapon"}},
            "preferences": {
                "north": {"experts": {"smith": smith, "jones": jones}},
                "south": {
                    "worth": [
                        {"if": answer, "worth": "-1..4", "about": long},
                        price | {"id": "oil"},
                    ]
                },
            },
        }
    )


def many(count: int, options: int = 5) -> so.Standoff:
    """A party with many claims, one on each option in turn, none of them sure."""
    names = {f"o{k}": f"Option {k}" for k in range(options)}
    claims = [
        {"id": f"c{k}", "wants": f"a.o{k % options}", "confidence": 0.5, "reversed": 0.3}
        for k in range(count)
    ]
    parties = {"a": {"options": names}, "b": {"options": {"x": "X"}}}
    return from_plain(
        {
            "standoff": 1,
            "title": "Many",
            "parties": parties,
            "status_quo": [],
            "preferences": {"a": claims, "b": [{"wants": "b.x"}]},
        }
    )


NAMES = ("base", "the_reading_of_the_north", "linked", "as the neighbours see it, year by year")
SHARES = np.array([[1, 0.25, 0.5, 0], [0.25, 1, 0.999, np.nan], [0.5, 0.999, 1, 0.7]])
SHARES = np.vstack([SHARES, [0, np.nan, 0.7, 1]])


def drawings() -> dict[str, Drawing]:
    holds = so.Holds(("north.arm", "south.arm"))
    calm = so.Heading("no_test_of_a_nuclear_weapon_ever")
    return {
        "heat": heat_map(so.robustness(two_claims())),
        "heat, long": heat_map(so.robustness(amounts(), samples=150)),
        "heat, many": heat_map(so.robustness(many(5), samples=40, heading=False)),
        "heat, certain": heat_map(so.robustness("chicken", concepts="nash")),
        "tornado": tornado(so.hinges(two_claims(), holds)),
        "tornado, long": tornado(so.hinges(amounts(), calm, samples=60)),
        "tornado, certain": tornado(so.hinges("chicken", so.Holds("EY", "nash"))),
        "tornado, parts": tornado(so.hinges("chicken", so.Heading("EY"))),
        "agreement": agreement_picture(NAMES, SHARES, "How far they agree", "Of all states. " * 9),
        "agreement, one": agreement_picture(["base"], [[1.0]], "How far it agrees", ""),
    }


@pytest.fixture(scope="module")
def every() -> dict[str, Drawing]:
    return drawings()


KEYS = (
    "heat",
    "heat, long",
    "heat, many",
    "heat, certain",
    "tornado",
    "tornado, long",
    "tornado, certain",
    "tornado, parts",
    "agreement",
    "agreement, one",
)


def svg(drawing: Drawing) -> ElementTree.Element:
    return ElementTree.fromstring(drawing.image("svg"))


def texts(drawing: Drawing) -> list[str]:
    return ["".join(text.itertext()) for text in svg(drawing).iter(f"{SVG}text")]


def shapes(drawing: Drawing, style: str) -> list[tuple[float, float, float, float]]:
    """Left, right, top and bottom of what is drawn in one style."""
    found = []
    for path in svg(drawing).iter(f"{SVG}path"):
        if style in path.get("style", "").lower():
            numbers = [float(n) for n in re.findall(r"-?[\d.]+", path.get("d", ""))]
            x, y = numbers[::2], numbers[1::2]
            found.append((min(x), max(x), min(y), max(y)))
    return found


def boxes(drawing: Drawing, colour: str) -> list[tuple[float, float, float, float]]:
    return shapes(drawing, f"fill: {colour}")


def hexed(value: float) -> str:
    from matplotlib.colors import to_hex

    return str(to_hex(colour_of(value)))


@pytest.mark.parametrize("key", KEYS)
def test_nothing_overlaps_or_is_cut_off(every: dict[str, Drawing], key: str):
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.lines import Line2D
    from matplotlib.patches import Rectangle
    from matplotlib.text import Text

    from standoff.report.drawing import STYLE

    with matplotlib.rc_context(STYLE):
        figure = every[key].figure()
        FigureCanvasAgg(figure).draw()
        whole = figure.bbox
        texts = [t for t in figure.findobj(Text) if t.get_text()]
        placed = [(t.get_text(), t.get_window_extent()) for t in texts]
        drawn: list[Any] = [r for r in figure.findobj(Rectangle) if r is not figure.patch]
        drawn += [line for line in figure.findobj(Line2D) if line.get_color() == "#000000"]
        shapes = [shape.get_window_extent() for shape in drawn]
    assert len(placed) > 3
    for text, box in placed:
        inside = whole.x0 <= box.x0 and box.x1 <= whole.x1 and whole.y0 <= box.y0
        assert inside and box.y1 <= whole.y1, text
    for (one, first), (other, second) in combinations(placed, 2):
        assert not apart_by(first, second) < 0, (one, other)
    if key.startswith("tornado"):  # the cells of the others have texts inside
        for text, box in placed:
            assert all(apart_by(box, shape) >= 0 for shape in shapes), text


def apart_by(one: Any, other: Any) -> float:
    """How far two boxes are apart, in dots; below 0 where they overlap by more than half a dot."""
    wide = max(one.x0, other.x0) - min(one.x1, other.x1)
    high = max(one.y0, other.y0) - min(one.y1, other.y1)
    return float(max(wide, high) + 0.5)


@pytest.mark.parametrize("key", ["heat", "tornado", "agreement"])
@pytest.mark.parametrize("kind", ["svg", "png"])
def test_bytes_are_the_same_whatever_the_settings(every: dict[str, Drawing], key: str, kind: str):
    import matplotlib

    first = every[key].image(kind)
    with matplotlib.rc_context({"font.family": "monospace", "lines.linewidth": 9}):
        assert every[key].image(kind) == first


@pytest.mark.parametrize("key", ["heat", "tornado", "agreement"])
def test_description(every: dict[str, Drawing], key: str, tmp_path: Path):
    drawing = every[key]
    drawing.save(tmp_path / "chart.svg")
    root = ElementTree.parse(tmp_path / "chart.svg").getroot()
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == drawing.heading
    assert root.findtext(f"{SVG}desc") == drawing.said
    assert drawing.heading in texts(drawing)


def test_files(every: dict[str, Drawing], tmp_path: Path):
    every["heat"].save(tmp_path / "chart.PNG")
    assert (tmp_path / "chart.PNG").read_bytes()[:4] == b"\x89PNG"
    with pytest.raises(StandoffError, match=r"(?s)chart\.pdf.*\.svg or \.png"):
        every["heat"].save(tmp_path / "chart.pdf")
    with pytest.raises(FileError, match="cannot be written"):
        every["heat"].save(tmp_path / "absent" / "chart.svg")


def test_matplotlib_waits_until_it_is_needed():
    modules = "heat, standoff.report.tornado, standoff.report.agreement"
    code = f"import sys, standoff.report.{modules}; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_colours_darken_evenly_and_are_written_on_legibly():
    def luminance(colour: Sequence[float]) -> float:
        part = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
        return 0.2126 * part[0] + 0.7152 * part[1] + 0.0722 * part[2]

    values = np.linspace(0, 1, 101).tolist()
    light = np.array([luminance(colour_of(v)) for v in values])
    # Lightness by CIE L*, which is even to the eye.
    steps = -np.diff(116 * np.cbrt(light) - 16)
    assert steps.min() > 0.4 * steps.mean()
    for value, ground in zip(values, light, strict=True):
        ink = 0.0 if ink_on(colour_of(value)) == "#000000" else 1.0
        assert (max(ink, ground) + 0.05) / (min(ink, ground) + 0.05) >= 4.5


def test_heat_map_cells():
    found = heat_map(so.robustness(two_claims(), concepts="nash,seq"))
    # north wants to arm with 0.6, does not care with 0.1; south wants to with 0.8.
    counts = {v: len(boxes(found, hexed(v))) for v in (0.56, 0.32, 0.14, 0.08, 0.4)}
    assert counts == {0.56: 2, 0.32: 2, 0.14: 2, 0.08: 2, 0.4: 2 + 1}  # the key has 0.4 too
    assert "north.arm + south.arm: Nash .56 (so without uncertainty), SEQ .56" in found.said
    assert "some state of calm: Nash .40, SEQ .40." in found.said


def test_heat_map_marks_what_holds_without_uncertainty():
    one = heat_map(so.robustness(two_claims(), concepts="nash"))
    three = heat_map(so.robustness("chicken", concepts="gmr"))
    marks = [sum(1 for _ in svg(d).iter(f"{SVG}use")) for d in (one, three)]
    assert marks == [1 + 1, 3 + 1]  # and the one of the key


def test_heat_map_shows_twenty_states():
    found = so.robustness(many(5), samples=40, heading=False, concepts="nash")
    left = len(found.ranked()) - 20
    assert left > 0
    drawing = heat_map(found)
    assert drawing.said.count(": Nash ") == 20
    assert f"{left} more states hold with some probability." in " ".join(texts(drawing))
    assert "The widest 95 % interval is ±" in drawing.said


def test_heat_map_of_nothing():
    swap = [{"wants": "north.arm iff south.arm"}]
    chase = {"north": swap, "south": [{"wants": "not (north.arm iff south.arm)"}]}
    found = so.robustness(two_claims(preferences=chase, endgames={}), concepts="nash")
    with pytest.raises(StandoffError, match=r"(?s)no state holds in any draw.*--picture"):
        heat_map(found)


def test_tornado_bars():
    found = tornado(so.hinges(two_claims(), so.Holds(("north.arm", "south.arm"))))
    less, more = boxes(found, ORANGE)[1:], boxes(found, BLUE)[1:]  # the first are the key
    # North: 0 if reversed, 0.8 else; south: 0 if reversed, 0.7 else; 0.56 in all.
    assert len(less) == len(more) == 2
    unit = (less[0][1] - less[0][0]) / 0.56
    assert [(right - left) / unit for left, right, *_ in less] == pytest.approx([0.56, 0.56])
    assert [(right - left) / unit for left, right, *_ in more] == pytest.approx([0.24, 0.14])
    assert less[0][2] < less[1][2]  # the widest is on top
    said = texts(found)
    assert said.index("north.strong") < said.index("south.even")
    assert "probability .56" in said
    assert "0 (reversed)" in said
    assert ".80 (holds)" in said
    assert "95 % interval" not in said
    assert "north.strong: 0 (reversed) to .80 (holds)." in found.said


def test_tornado_shows_intervals_of_draws():
    held = so.Holds(("north.arm", "south.arm"))
    hinges = so.hinges(two_claims(), held, exact=False, samples=15)
    found = tornado(hinges)
    assert "95 % interval" in texts(found)
    (bar, *_), middle = boxes(found, ORANGE)[1:], hinges.probability.value
    low, _, high = sorted(  # one reversed, one fails, one holds; the widest bar is on top
        (g.estimate for g in hinges.given if g.premise.name == "north.strong"),
        key=lambda e: e.value,
    )
    unit = (bar[1] - bar[0]) / (middle - low.value)
    lengths = [(e.high - e.low) * unit for e in (low, high)]
    drawn = [
        right - left
        for left, right, top, bottom in shapes(found, "stroke: #000000; stroke-width: 0.8")
        if top == bottom
    ]
    assert len(drawn) == 2 * 2 + 1  # and the one of the key
    assert all(any(abs(d - wanted) < 1e-3 for d in drawn) for wanted in lengths)


def test_tornado_shows_fifteen_bars():
    held = so.Holds(("a.o0", "a.o1", "b.x"))
    found = tornado(so.hinges(many(18, 2), held, exact=False, samples=100, budget=1))
    bars = [t for t in texts(found) if re.fullmatch(r"a\.c\d+", t)]
    assert len(bars) == 15
    assert "3 more premises move it no further." in found.said


def test_tornado_of_a_certain_model():
    found = tornado(so.hinges("chicken", so.Holds("YN", "nash")))
    said = texts(found)
    assert "as written: yes" in said
    assert [said.count(t) for t in ("row.3", "column.1", "no", "yes")] == [1, 1, 1, 1]
    assert " ".join(said).count("swapped") == 2
    assert len(boxes(found, ORANGE)) == 2
    assert boxes(found, BLUE) == []


def test_tornado_of_nothing():
    sure = [{"wants": "true", "confidence": 0.5}]
    model = two_claims(preferences={"north": sure, "south": sure})
    with pytest.raises(StandoffError, match=r"(?s)no premise makes a difference alone.*--picture"):
        tornado(so.hinges(model, so.Holds(("north.arm", "south.arm"))))


def test_agreement():
    found = agreement_picture(NAMES, SHARES, "How far they agree", "Of all states.")
    said = texts(found)
    cells = [t for t in said[said.index("0.5") + 2 :] if re.fullmatch(r"1|0|–|[<>]?\.\d\d", t)]
    rows = [cells[k : k + 4] for k in range(0, len(cells), 4)]
    assert rows == [
        ["1", ".25", ".50", "0"],
        [".25", "1", ">.99", "–"],
        [".50", ">.99", "1", ".70"],
        ["0", "–", ".70", "1"],
    ]
    assert f"base and {NAMES[1]}: .25." in found.said
    assert found.said.count(" and ") == 6
    assert found.said.endswith("Of all states.")


def test_agreement_that_goes_one_way():
    found = agreement_picture(["a", "b"], [[1, 0.2], [0.4, 1]], "T", "")
    assert "a and b: .20. b and a: .40." in found.said


def test_agreement_needs_a_square():
    with pytest.raises(ValueError, match="2 names do not fit"):
        agreement_picture(["a", "b"], [[1.0]], "T", "")
