"""The short forms under `road_map:`, and what is written of them."""

from __future__ import annotations

from typing import Any

import pytest

from standoff.files import from_plain, parse_yaml, to_plain
from standoff.model import (
    Citation,
    Design,
    Formula,
    GivenMap,
    Order,
    Retaliation,
    Terms,
    When,
    Worth,
    WorthTerm,
)

from .bad import ROAD_MAP


def freeze(**road_map: Any) -> Terms:
    """Read one `road_map:` of a model with two parties."""
    parties = {"nk": {"options": {"freeze": "F", "test": "T"}}, "us": {"options": {"aid": "A"}}}
    plain = {"standoff": 1, "title": "x", "parties": parties, "road_map": road_map}
    terms = from_plain(plain).road_map
    assert terms is not None
    return terms


def test_every_key_is_read() -> None:
    terms = parse_yaml(ROAD_MAP).road_map
    nuclear = ("nk.freeze", "nk.dismantle")
    assert terms == Terms(
        about="What was on the table.",
        steps=(*nuclear, "us.assurance", "us.pressure"),
        period="three months",
        worth={
            "nk": Worth(
                (
                    WorthTerm(Formula("us.assurance"), 3, 5, (Citation("plan", "1"),)),
                    WorthTerm(Formula("nk.freeze"), -1, -1),
                ),
                "points",
            )
        },
        patience={"nk": 0.8},
        lag={"nk": 2, "us": 2},
        exposure={"us": 4},
        together=(("us", "nk"),),
        most=2,
        issues={"nuclear": nuclear, "money": ("us.pressure",)},
        retaliation={"nuclear": ("nuclear", "us.assurance"), "money": ("money",)},
        designs={
            "linked": Design(
                "All at once",
                "The plan",
                (Citation("plan", "2"),),
                retaliation=Retaliation.LINKED,
            ),
            "later": Design(
                order=(
                    Order("nk.dismantle", When.BEFORE, "us.assurance"),
                    Order("nk.freeze", When.WITH, "us.pressure"),
                ),
                phases=(("nk.freeze",), ("nk.dismantle",)),
                together=(("nk", "us"),),
                most=1,
            ),
        },
        maps={
            "first": GivenMap(
                (("nk.freeze", "us.pressure"),), "linked", because=(Citation("plan", "3"),)
            ),
            "short": GivenMap((("nk.freeze",), ("nk.dismantle",))),
        },
    )


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ({"patience": 0.9}, {"patience": {"nk": 0.9, "us": 0.9}}),
        ({"lag": "3"}, {"lag": {"nk": 3, "us": 3}}),
        ({"together": "all"}, {"together": [["nk", "us"]]}),
        ({"together": None, "most": None, "retaliation": None}, {}),
        ({"designs": {"d": {"lag": 3}}}, {"designs": {"d": {"lag": {"nk": 3, "us": 3}}}}),
        ({"designs": {"d": None}}, {"designs": {"d": {}}}),
        ({"maps": {"m": [["us.aid"]]}}, {"maps": {"m": {"steps": [["us.aid"]]}}}),
        (
            {"designs": {"d": {"order": ["  nk.freeze   with  us.aid "]}}},
            {"designs": {"d": {"order": ["nk.freeze with us.aid"]}}},
        ),
    ],
)
def test_a_short_form_means_the_full_one(short: Any, full: Any) -> None:
    assert freeze(**short) == freeze(**full)


def test_a_design_can_take_back_what_the_terms_say() -> None:
    terms = freeze(together="all", designs={"alone": {"together": []}, "same": {}})
    assert terms.designs["alone"].together == ()
    assert terms.designs["same"].together is None


def test_what_is_not_said_is_not_written() -> None:
    model = parse_yaml(ROAD_MAP)
    written = to_plain(model)["road_map"]
    assert written["designs"]["linked"] == {
        "about": "All at once",
        "by": "The plan",
        "because": ["plan 2"],
        "retaliation": "linked",
    }
    assert written["designs"]["later"]["together"] == "all"
    assert written["maps"]["short"] == [["nk.freeze"], ["nk.dismantle"]]
    assert written["most"] == 2
