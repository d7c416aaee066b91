"""What premises are called, in which order, and what the constructor refuses about them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from standoff.errors import ModelError
from standoff.model import (
    AnyOrder,
    Claim,
    Claims,
    Correlation,
    Distribution,
    Expert,
    Experts,
    Formula,
    Option,
    Party,
    Preference,
    Reading,
    Standoff,
    Terms,
    Weights,
    Worth,
    WorthTerm,
)
from standoff.model.premises import Place, places
from standoff.testing import option_standoffs

TRUE = Formula("true")


def claims(*ids: str, orders: tuple[AnyOrder, ...] = ()) -> Claims:
    return Claims(tuple(Claim(TRUE, id) for id in ids), orders)


def worth(*ids: str) -> Worth:
    return Worth(tuple(WorthTerm(TRUE, 0, 1, id=id) for id in ids))


def experts(first: Preference, second: Preference, weight: float = 1.0) -> Experts:
    return Experts((Expert("smith", first, weight), Expert("jones", second)))  # type: ignore[arg-type]


def model(**preferences: Preference) -> Standoff:
    parties = tuple(Party(p, options=(Option("x"),)) for p in ("a", "b", "c"))
    return Standoff("t", parties, preferences=preferences)


def names(found: Standoff) -> list[str]:
    return [place.name for place in places(found)]


def test_claims_and_orders() -> None:
    orders = (AnyOrder(1, 2), AnyOrder(3, 2, id="last"))
    found = model(a=claims("first", "", "third", "", "", orders=orders))
    assert names(found) == ["a.first", "a.order_2", "a.2", "a.third", "a.last", "a.4", "a.5"]
    kinds = {place.name: (place.kind, place.index) for place in places(found)}
    assert kinds["a.order_2"] == ("order", 0)
    assert kinds["a.last"] == ("order", 1)
    assert kinds["a.5"] == ("claim", 4)


def test_the_order_of_all_kinds() -> None:
    """By party, not by where the preferences stand; the worth of road maps comes last."""
    same = experts(claims("", "y"), worth("z", ""))
    found = replace(
        model(c=same, b=worth("", "own"), a=experts(claims("x"), Weights({"a.x": 1.0}))),
        road_map=Terms(worth={"c": worth(""), "a": worth("mine", "")}),
    )
    assert list(places(found)) == [
        Place("a.experts", "experts", "a", parties=("a", "c")),
        Place("a.smith.x", "claim", "a", "smith", 0, parties=("a",)),
        Place("b.1", "worth", "b", index=0, parties=("b",)),
        Place("b.own", "worth", "b", index=1, parties=("b",)),
        Place("c.smith.1", "claim", "c", "smith", 0, parties=("c",)),
        Place("c.smith.y", "claim", "c", "smith", 1, parties=("c",)),
        Place("c.jones.z", "worth", "c", "jones", 0, parties=("c",)),
        Place("c.jones.2", "worth", "c", "jones", 1, parties=("c",)),
        Place("a.road_map.mine", "worth", "a", None, 0, True, ("a",)),
        Place("a.road_map.2", "worth", "a", None, 1, True, ("a",)),
        Place("c.road_map.1", "worth", "c", None, 0, True, ("c",)),
    ]


def test_other_weights_are_other_experts() -> None:
    found = model(a=experts(claims(), claims()), b=experts(claims(), claims(), weight=2.0))
    assert [(p.name, p.parties) for p in places(found)] == [
        ("a.experts", ("a",)),
        ("b.experts", ("b",)),
    ]


@given(option_standoffs(correlated=True))
def test_names_differ_and_correlations_use_them(found: Standoff) -> None:
    known = names(found)
    assert len(set(known)) == len(known)
    assert {name for c in found.correlated for name in c.premises} <= set(known)


def test_a_reading_keeps_what_is_correlated_in_it() -> None:
    base = replace(
        model(a=claims("x", "y"), b=claims("z")),
        readings={
            "hawk": Reading(preferences={"a": claims("x", "w")}),
            "dove": Reading(preferences={"a": claims("y"), "b": claims("v")}),
        },
        correlated=(Correlation(("a.x", "a.y", "b.z"), 0.5), Correlation(("a.w", "b.v"), 1.0)),
    )
    assert base.read_as("hawk").correlated == (Correlation(("a.x", "b.z"), 0.5),)
    assert base.read_as("dove").correlated == ()
    assert base.read_as(None).correlated == base.correlated


def test_worth_of_all_experts_replaces_that_of_road_maps() -> None:
    terms = Terms(worth={"a": worth(""), "b": worth("")})
    said = {"a": experts(worth(), worth()), "b": experts(worth(), claims())}
    base = replace(model(), road_map=terms, readings={"r": Reading(preferences=said)})
    road_map = base.read_as("r").road_map
    assert road_map is not None
    assert list(road_map.worth) == ["b"]


NESTED = experts(claims(), experts(claims(), claims()))


@pytest.mark.parametrize(
    ("preference", "path", "says"),
    [
        (claims("x", orders=(AnyOrder(0, 2),)), (), "2 claims from position 0"),
        (claims("x", "y", orders=(AnyOrder(-1, 2),)), (), "2 claims from position -1"),
        (claims("x", "y", "z", orders=(AnyOrder(0, 2), AnyOrder(1, 2))), (), "taken already"),
        (claims("w", "x", "y", orders=(AnyOrder(1, 1),)), (1, "any_order"), "found 1"),
        (claims(*"abcdefghij", orders=(AnyOrder(0, 9),)), (0, "any_order"), "found 9"),
        (claims("x", "y", "z", orders=(AnyOrder(1, 2, id="x"),)), (1, "id"), "have the id 'x'"),
        (claims("x", "y", "1", "", orders=(AnyOrder(0, 2),)), (1, "id"), "like a place"),
        (Claims((Claim(TRUE, reversed=0.5),)), (0, "reversed"), "exceed 1"),
        (Claims((Claim(TRUE, confidence=float("nan")),)), (0, "confidence"), "confidence nan"),
        (Experts(()), ("experts",), "no expert"),
        (Experts((Expert("e", claims()),) * 2), ("experts", "e"), "two experts are called 'e'"),
        (experts(claims(), claims(), -1.0), ("experts", "smith", "weight"), "not above 0"),
        (NESTED, ("experts", "jones", "preference"), "other experts"),
        (
            Worth((WorthTerm(TRUE, 0, 2, likely=1),)),
            ("worth", 0, "distribution"),
            "beside distribution: uniform",
        ),
        (
            Worth((WorthTerm(TRUE, 0, 2, likely=3, distribution=Distribution.TRIANGULAR),)),
            ("worth", 0, "likely"),
            "not within",
        ),
    ],
)
def test_what_the_constructor_refuses(
    preference: Preference, path: tuple[str | int, ...], says: str
) -> None:
    with pytest.raises(ModelError, match=says) as caught:
        model(a=preference)
    assert caught.value.path == ("preferences", "a", *path)
    with pytest.raises(ModelError, match=says) as caught:
        replace(model(), readings={"r": Reading(preferences={"a": preference})})
    assert caught.value.path == ("readings", "r", "preferences", "a", *path)


def test_ids_that_read_like_places_go_where_all_entries_have_one() -> None:
    assert names(model(a=claims("2", "1"), b=worth("7"))) == ["a.2", "a.1", "b.7"]
    own = claims("order_1", "y", "", orders=(AnyOrder(0, 2, id="o"),))
    assert names(model(a=own)) == ["a.o", "a.order_1", "a.y", "a.3"]
    with pytest.raises(ModelError, match="'order_1' reads like a place"):
        model(a=claims("order_1", "y", "", orders=(AnyOrder(1, 2),)))


def test_two_premises_of_one_name() -> None:
    said = Experts((Expert("road_map", claims("x")),))
    with pytest.raises(ModelError, match=r"two premises are called 'a\.road_map\.x'") as caught:
        replace(model(a=said), road_map=Terms(worth={"a": worth("x")}))
    assert caught.value.path == ("preferences", "a")


def test_the_least_correlation_of_three() -> None:
    base = model(a=claims("x", "y", "z"))
    three = ("a.x", "a.y", "a.z")
    assert replace(base, correlated=(Correlation(three, -0.5),)).correlated
    with pytest.raises(ModelError, match=r"-0\.51 is not between -0\.5 and 1"):
        replace(base, correlated=(Correlation(three, -0.51),))


def test_a_premise_of_a_reading_may_be_correlated() -> None:
    read = {"r": Reading(preferences={"a": claims("only_here")})}
    pair = (Correlation(("b.z", "a.only_here"), 0.5),)
    assert replace(model(b=claims("z")), readings=read, correlated=pair).correlated == pair
    with pytest.raises(ModelError, match=r"unknown premise 'a\.only_here'") as caught:
        replace(model(b=claims("z")), correlated=pair)
    assert caught.value.path == ("correlated", 0, "premises", 1)
