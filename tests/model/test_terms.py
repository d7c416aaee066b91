"""The terms of road maps as part of a model built in Python."""

from __future__ import annotations

from dataclasses import replace
from math import inf, nan
from typing import Any

import pytest

from standoff.errors import ModelError
from standoff.files import digest, to_plain
from standoff.model import (
    Citation,
    Claim,
    Claims,
    Design,
    Formula,
    GivenMap,
    Option,
    Order,
    Party,
    Reading,
    Source,
    Standoff,
    Terms,
    When,
    Worth,
    WorthTerm,
)
from standoff.model.walk import citations, formulas


def worth(text: str, low: float = 1, high: float = 1, unit: str = "") -> Worth:
    return Worth((WorthTerm(Formula(text), low, high, (Citation("plan", text),)),), unit)


def freeze(**terms: Any) -> Standoff:
    return Standoff(
        title="Freeze",
        sources={"plan": Source("A plan")},
        parties=(
            Party("nk", options=(Option("freeze"), Option("test"))),
            Party("us", options=(Option("aid"),)),
        ),
        road_map=Terms(**terms),
    )


def test_formulas_and_citations_are_walked() -> None:
    cited = (Citation("plan", "2"),)
    model = freeze(
        worth={"nk": worth("us.aid")},
        designs={"d": Design(because=cited)},
        maps={"m": GivenMap((("us.aid",),), because=cited)},
    )
    path = ("road_map", "worth", "nk", 0)
    assert list(formulas(model)) == [((*path, "if"), Formula("us.aid"))]
    assert list(citations(model)) == [
        ((*path, "because", 0), Citation("plan", "us.aid")),
        (("road_map", "designs", "d", "because", 0), cited[0]),
        (("road_map", "maps", "m", "because", 0), cited[0]),
    ]


def test_the_worth_of_a_reading_replaces_that_of_its_parties() -> None:
    terms = {"nk": worth("us.aid"), "us": worth("nk.freeze")}
    claims = Claims((Claim(Formula("nk.freeze")),))
    reading = Reading(preferences={"nk": worth("nk.test"), "us": claims})
    model = replace(freeze(worth=terms), readings={"board": reading})
    read = model.read_as("board")
    assert read.road_map == Terms(worth={"us": worth("nk.freeze")})
    assert read.preferences["nk"] == worth("nk.test")
    without = replace(model, road_map=None)
    assert without.read_as("board").road_map is None


def test_a_model_without_road_maps_has_no_key_for_them() -> None:
    model = replace(freeze(), road_map=None)
    assert "road_map" not in to_plain(model)
    assert to_plain(freeze())["road_map"] == {}
    assert digest(model) == "aac5e89ad13922ec"
    assert digest(freeze()) != digest(model) != digest(freeze(most=2)) != digest(freeze())


BAD = {
    "nan patience": ({"patience": {"nk": nan}}, ("patience", "nk"), "not strictly between"),
    "nan lag": ({"lag": {"nk": nan}}, ("lag", "nk"), "a whole number from 1 up"),
    "half a period": ({"lag": {"nk": 1.5}}, ("lag", "nk"), "a whole number from 1 up"),
    "most without end": ({"most": inf}, ("most",), "a whole number from 1 up"),
    "exposure nan": ({"exposure": {"us": nan}}, ("exposure", "us"), "a finite number"),
    "worth downward": ({"worth": {"nk": worth("true", 2, 1)}}, ("worth", "nk", 0, "worth"), "down"),
    "two units": (
        {"worth": {"nk": worth("true", unit="a"), "us": worth("true", unit="b")}},
        ("unit",),
        "different units: 'a', 'b'",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_what_no_file_can_hold_is_refused(name: str) -> None:
    terms, path, says = BAD[name]
    with pytest.raises(ModelError, match=says) as caught:
        freeze(**terms)
    assert caught.value.path == ("road_map", *path)


def test_the_shortest_contradiction_is_named() -> None:
    names = ("nk.freeze", "nk.test", "us.aid")
    around = tuple(
        Order(a, When.BEFORE, b) for a, b in zip(names, (*names[1:], names[0]), strict=True)
    )
    back = Order("nk.test", When.BEFORE, "nk.freeze")
    with pytest.raises(ModelError, match=r": nk\.freeze before nk\.test before nk\.freeze\n") as e:
        freeze(designs={"d": Design(order=(*around, back))})
    assert e.value.path == ("road_map", "designs", "d", "order", 0)
    assert freeze(designs={"d": Design(order=around[:2])}).road_map is not None
