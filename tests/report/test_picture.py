"""The picture of a road map, read back from its files."""

from __future__ import annotations

import struct
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from standoff.errors import FileError, StandoffError
from standoff.files import from_plain
from standoff.model import Standoff
from standoff.report.picture import alternative, draw
from standoff.road_maps import RoadMap
from standoff.road_maps.ask import check_roadmap

SVG = "{http://www.w3.org/2000/svg}"


def reactor(**terms: Any) -> Standoff:
    worth = {
        "north": [
            {"if": "south.oil", "worth": 5},
            {"if": "not south.sanctions", "worth": 3},
            {"if": "north.freeze", "worth": -1},
            {"if": "north.dismantle", "worth": -2},
        ],
        "south": [
            {"if": "north.freeze", "worth": 3},
            {"if": "north.dismantle", "worth": 3},
            {"if": "south.oil", "worth": -1},
            {"if": "not south.sanctions", "worth": -1.5},
        ],
    }
    return from_plain(
        {
            "standoff": 1,
            "title": "A reactor & two $promises$",
            "parties": {
                "north": {
                    "name": "The northern <state>",
                    "options": {
                        "freeze": "Freeze the reactor",
                        "dismantle": {"name": "Take the reactor apart", "reversible": False},
                    },
                },
                "south": {
                    "options": {"oil": "Deliver fuel oil", "sanctions": "Keep the sanctions"}
                },
            },
            "status_quo": ["south.sanctions"],
            "preferences": {
                "north": [{"wants": "south.oil"}, {"wants": "not north.freeze"}],
                "south": [{"wants": "north.freeze"}, {"wants": "not south.oil"}],
            },
            "road_map": {
                "period": "three months",
                "unit": "points",
                "worth": worth,
                "patience": 0.9,
                "together": "all",
                "most": 4,
                "designs": {"in_step": {"about": "Every act is answered."}},
            }
            | terms,
        }
    )


STEPS = [["north.freeze"], ["south.oil", "south.sanctions"], ["north.dismantle"]]


def checked(steps: Sequence[Sequence[str]] = STEPS, **terms: Any) -> RoadMap:
    return check_roadmap(reactor(**terms), steps, design="in_step")


def crowded() -> RoadMap:
    """Six parties with long names, ten steps with long ones, and a large unit of worth."""
    count = 10
    ids = [f"party_with_a_long_identifier_{k}" for k in range(6)]
    parties = {
        party: {
            "name": f"The Democratic and Federal Republic of Place Number {i}",
            "options": {
                f"o{k}": f"Take the lengthy and_underlined_measure number {k} towards an agreement"
                for k in range(count)
                if k % 6 == i
            },
        }
        for i, party in enumerate(ids)
    }
    options = [f"{ids[k % 6]}.o{k}" for k in range(count)]
    worth = {
        party: [{"if": o, "worth": -1e6 if o.startswith(party) else 8e5} for o in options]
        for party in ids
    }
    terms = {"worth": worth, "patience": 0.95, "unit": "US dollars"}
    data = {"standoff": 1, "title": "Long " * 40, "parties": parties, "status_quo": []}
    return check_roadmap(from_plain(data | {"road_map": terms}), [[o] for o in options])


def drawn(found: RoadMap, folder: Path) -> ElementTree.Element:
    draw(found, folder / "map.svg")
    return ElementTree.parse(folder / "map.svg").getroot()


def texts(svg: ElementTree.Element) -> list[str]:
    return ["".join(text.itertext()) for text in svg.iter(f"{SVG}text")]


def panels(svg: ElementTree.Element) -> list[ElementTree.Element]:
    return [g for g in svg.iter(f"{SVG}g") if g.get("id", "").startswith("axes_")]


def marks(panel: ElementTree.Element, style: str) -> list[float]:
    """How far down the markers of one style are, from left to right."""
    found = [use for use in panel.iter(f"{SVG}use") if style in use.get("style", "")]
    placed = sorted((float(use.get("x", "")), float(use.get("y", ""))) for use in found)
    return [y for _, y in placed]


def size(path: Path) -> tuple[int, int]:
    content = path.read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def test_texts(tmp_path: Path):
    said = texts(drawn(checked(), tmp_path))
    assert "A reactor & two $promises$" in said
    assert "Road map of 3 steps by the design in_step: holds" in said
    heads = said[said.index("Status quo") : said.index("Ever after")]
    assert heads[1:] == [
        *("Step 1", "The northern <state>", "+ Freeze the reactor"),
        *("Step 2", "south", "+ Deliver fuel oil", "− Keep the sanctions"),
        *("Step 3", "The northern <state>", "+ Take the reactor apart"),
    ]
    rows = said[said.index("Ever after") :]
    assert rows.index("(north)") < rows.index("south")
    assert "closest to leaving: slack 0.2" in said
    assert "period of three months, above (+) or below (−) the status quo. Unit: points." in (
        " ".join(said)
    )


@pytest.mark.parametrize("patience", [0.9, 0.5])
def test_values_are_drawn_below_breaches_just_where_parties_would_leave(
    patience: float, tmp_path: Path
):
    steps = [["south.oil"], ["south.sanctions"], ["north.freeze"], ["north.dismantle"]]
    found = checked(steps, patience=patience)
    rows = panels(drawn(found, tmp_path))
    assert len(rows) == 2
    for i, panel in enumerate(rows):
        going, breach = marks(panel, "stroke: #0072b2"), marks(panel, "fill: #d55e00")
        slacks = [c.slack for c in found.constraints if c.party == i]
        assert len(going) == len(breach) == len(slacks) == 6
        drops = [below - above for above, below in zip(going, breach, strict=True)]
        scale = max(drops, key=abs) / max(slacks, key=abs)
        assert drops == pytest.approx([scale * slack for slack in slacks], abs=1e-3)
        assert scale > 0


def test_turns_exposures_and_the_ring(tmp_path: Path):
    north, south = panels(drawn(checked(), tmp_path))
    shapes = [[path.get("style", "") for path in p.iter(f"{SVG}path")] for p in (north, south)]
    assert [sum("#fff7d6" in style for style in found) for found in shapes] == [2, 1]
    assert [sum("url(#" in style for style in found) for found in shapes] == [3, 2]
    assert marks(north, "fill-opacity: 0") == []
    ring = marks(south, "fill-opacity: 0")
    assert ring == [marks(south, "fill: #d55e00")[3]]


def test_exposure_beyond_what_is_accepted(tmp_path: Path):
    said = texts(drawn(checked(exposure={"south": 2}), tmp_path))
    assert "Road map of 3 steps by the design in_step: does not hold" in said
    assert "exposed by 0.5 too much" in said
    assert "most exposure accepted" in said


def test_order_alone(tmp_path: Path):
    model = reactor()
    assert model.road_map is not None
    model = replace(model, road_map=replace(model.road_map, worth={}))
    svg = drawn(check_roadmap(model, STEPS, method="walk-away"), tmp_path)
    said = " ".join(texts(svg))
    assert "place of the state (higher is better)" in said
    assert "exposure" not in said
    assert [marks(panel, "fill: #d55e00") for panel in panels(svg)] == [[], []]


def test_payments(tmp_path: Path):
    found = check_roadmap(reactor(), STEPS, design="in_step", method="payments")
    assert found.transfers is not None
    assert "value of going on, payments included" in texts(drawn(found, tmp_path))


def test_description(tmp_path: Path):
    found = checked()
    svg = drawn(found, tmp_path)
    assert svg.findtext(f"{SVG}title") == "Road map of 3 steps by the design in_step: holds"
    assert svg.findtext(f"{SVG}desc") == alternative(found)
    said = alternative(found)
    assert said.endswith("A ring marks where it is tightest: south, step 3.")
    assert "Step 2: south: + Deliver fuel oil, − Keep the sanctions." in said
    assert "The northern <state> (north): gain +4.12" in said


def test_png_grows_with_steps_and_parties(tmp_path: Path):
    short, long = tmp_path / "short.PNG", tmp_path / "long.png"
    draw(checked([["north.freeze", "south.oil"]]), short)
    draw(crowded(), long)
    (width, height), (wider, higher) = size(short), size(long)
    assert 1500 < width < wider < 4000
    assert 1000 < height < higher < 4000


def test_nothing_is_cut_off(tmp_path: Path):
    from matplotlib.image import imread

    draw(crowded(), tmp_path / "map.png")
    picture = imread(tmp_path / "map.png")
    edge = 8
    for part in (picture[:edge], picture[-edge:], picture[:, :edge], picture[:, -edge:]):
        assert (part == 1).all()


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_bytes_are_the_same_whatever_the_settings(ending: str, tmp_path: Path):
    import matplotlib

    first, second = tmp_path / f"a.{ending}", tmp_path / f"b.{ending}"
    draw(checked(), first)
    with matplotlib.rc_context({"font.family": "monospace", "axes.facecolor": "red"}):
        before = dict(matplotlib.rcParams)
        draw(checked(), second)
        assert dict(matplotlib.rcParams) == before
    assert first.read_bytes() == second.read_bytes()


def test_matplotlib_waits_until_it_is_needed():
    code = "import sys, standoff.report.picture; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_endings(tmp_path: Path):
    with pytest.raises(StandoffError, match=r"(?s)map\.pdf.*\.svg or \.png"):
        draw(checked(), tmp_path / "map.pdf")
    assert not list(tmp_path.iterdir())
    with pytest.raises(FileError, match="cannot be written"):
        draw(checked(), tmp_path / "absent" / "map.svg")
