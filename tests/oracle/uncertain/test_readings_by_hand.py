"""Readings of the oracle against answers worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from standoff.model import (
    Claims,
    Formula,
    Reading,
    Reversible,
    Rule,
    Standoff,
    Terms,
    Weights,
    Worth,
    WorthTerm,
)

from .by_hand import claims, standoff, wants
from .conclusions import heading
from .random_models import random_readings
from .readings import (
    Unit,
    agreement,
    as_read,
    content,
    fewest_units,
    mixed,
    mixed_claims,
    shared,
    shares_of_units,
    units,
)

P, Q, R, S = ("north.x", "north.z", "south.y", "north.x or south.y")
NOT_Z = "not north.z"
SAME_Z = "north.x iff north.z"


def read_two_ways(**overlay: object) -> Standoff:
    """The base model is B, the reading `a` is A."""
    model = standoff(claims(R, P, NOT_Z), claims("south.y"), "xz")
    reading = Reading(preferences={"north": claims(P, R, SAME_Z)}, **overlay)  # type: ignore[arg-type]
    return replace(model, readings={"a": reading})


def both(model: Standoff) -> tuple[Standoff, Standoff]:
    return as_read(model, "a"), as_read(model, None)


def claim(text: str, number: int = 1) -> Unit:
    return ("claim", "north", text, number)


def order(a: Standoff, b: Standoff, *moved: Unit) -> list[str]:
    return wants(mixed(a, b, moved).preferences["north"])


def test_units_and_mixtures_of_claims() -> None:
    """Of the two claims that both have, the first of A is shared and stays."""
    a, b = both(read_two_ways())
    y, theirs, ours = (claim(text) for text in (R, SAME_Z, NOT_Z))
    assert units(a, b) == [y, theirs, ours]
    assert order(a, b) == wants(b.preferences["north"])
    assert order(a, b, y, theirs, ours) == wants(a.preferences["north"])
    assert order(a, b, y) == [P, R, NOT_Z]
    assert order(a, b, theirs) == [R, P, SAME_Z, NOT_Z]
    assert order(a, b, ours) == [R, P]
    assert order(a, b, theirs, y) == [P, R, SAME_Z, NOT_Z]
    assert units(b, a) == [claim(P), ours, theirs]
    assert order(b, a, claim(P)) == [R, P, SAME_Z]


def test_the_longest_common_part_that_stands_first() -> None:
    def of(a: str, b: str) -> str:
        return "".join(text for text, _ in shared([(c, 1) for c in a], [(c, 1) for c in b]))

    assert of("pqrs", "rspq") == "pq" and of("rspq", "pqrs") == "rs"
    assert of("pqrs", "qrsp") == "qrs"
    assert of("pqr", "rqp") == "p"
    assert of("apbqc", "qdpce") == "pc"
    assert of("pq", "rs") == of("", "pq") == ""


def test_claims_that_a_list_has_twice() -> None:
    """The first p is told from the second; q stands behind both of them in A, between them in B."""
    a, b = claims(P, P, Q), claims(P, Q, P)
    overlay = Reading(preferences={"north": a})
    model = replace(standoff(b, claims("true"), "xz"), readings={"a": overlay})
    assert units(*both(model)) == [claim(Q)]
    assert wants(mixed_claims(a, b, [(Q, 1)])) == [P, P, Q]
    once = claims(Q, P)
    assert wants(mixed_claims(a, once, [])) == [Q, P]
    assert wants(mixed_claims(a, once, [(P, 2)])) == [Q, P, P]
    assert wants(mixed_claims(a, once, [(Q, 1)])) == [P, Q]


def test_in_a_gap_the_claims_moved_come_first() -> None:
    a, b = claims(P, Q, S, NOT_Z), claims(P, R, SAME_Z, NOT_Z)
    assert wants(mixed_claims(a, b, [(S, 1)])) == [P, S, R, SAME_Z, NOT_Z]
    assert wants(mixed_claims(a, b, [(S, 1), (Q, 1), (R, 1)])) == [P, Q, S, SAME_Z, NOT_Z]
    assert wants(mixed_claims(a, Claims(()), [(S, 1), (P, 1)])) == [P, S]


def test_two_claims_of_one_id() -> None:
    model = standoff(claims(P, Q, id="it"), claims("true"), "xz")
    overlay = Reading(preferences={"north": claims(R, Q, id="it")})
    a, b = both(replace(model, readings={"a": overlay}))
    assert order(a, b, claim(R)) == [R, P, Q]


def worth(**amounts: float) -> Worth:
    """Terms on x, y or z, told by the first letter of the name."""
    of = {"x": P, "y": R, "z": Q}
    return Worth(tuple(WorthTerm(Formula(of[name[0]]), v, v) for name, v in amounts.items()))


def amounts(preference: object) -> list[tuple[str, float]]:
    assert isinstance(preference, Worth)
    return [(term.condition.text, term.central) for term in preference.terms]


def test_units_and_mixtures_of_worth() -> None:
    model = standoff(worth(x1=1, x2=4, y1=5), claims("true"), "xz")
    overlay = Reading(preferences={"north": worth(x1=1, z1=2, x2=3)})
    a, b = both(replace(model, readings={"a": overlay}))
    z, second, y = (("worth", "north", *key) for key in ((Q, 1), (P, 2), (R, 1)))
    assert units(a, b) == [z, second, y]

    def mixture(*moved: Unit) -> list[tuple[str, float]]:
        return amounts(mixed(a, b, moved).preferences["north"])

    assert mixture() == [(P, 1), (P, 4), (R, 5)]
    assert mixture(second) == [(P, 1), (R, 5), (P, 3)]
    assert mixture(y) == [(P, 1), (P, 4)]
    assert mixture(second, z, y) == [(P, 1), (Q, 2), (P, 3)]


def test_what_accounts_for_the_difference_of_two_readings() -> None:
    """Under A north takes z with x, under B x alone.

    With the claim of B out of the way it takes z or not with equal chances; the claim of A, which
    comes first in their gap, settles it.
    """
    a, b = both(read_two_ways())

    def together(m: Standoff) -> Fraction:
        return heading(m, "YYY")

    assert (together(a), together(b)) == (1, 0)
    shares = {unit: share for unit, share in shares_of_units(a, b, together).items() if share}
    assert shares == {claim(SAME_Z): Fraction(3, 4), claim(NOT_Z): Fraction(1, 4)}
    flips = fewest_units(a, b, together)
    assert len(flips) == 2 and {claim(SAME_Z)} in flips and {claim(NOT_Z)} in flips
    assert agreement(a, b, "nash") == (Fraction(6, 8), 0)
    assert agreement(b, b, "nash") == (1, 1)


def test_other_units() -> None:
    model = read_two_ways(
        rules=(Rule(Formula("not (north.x and north.z)")),),
        status_quo=("north.z",),
        reversible={"south.y": Reversible.NO},
    )
    preferences = {"south": Weights({"south.y": 1.0}), "north": claims("true")}
    weighed = replace(model.readings["a"], preferences=preferences)
    a, b = both(replace(model, readings={"a": weighed}))
    found = units(a, b)
    assert found[-4:] == [("preference", "south"), ("rules",), ("status quo",), ("reversible",)]
    half = mixed(a, b, [("rules",), ("reversible",)])
    assert half.rules == a.rules and half.status_quo == ()
    assert half.option_of["south.y"].reversible is Reversible.NO
    assert half.preferences == b.preferences
    assert mixed(a, b, [("preference", "south")]).preferences["south"] == a.preferences["south"]
    assert mixed(a, b, [("status quo",)]).status_quo == ("north.z",)


def test_worth_for_road_maps_is_one_unit() -> None:
    """The reading gives north's worth itself; what it had for road maps goes."""
    terms = Terms(worth={"north": worth(x=1), "south": worth(y=2)})
    model = replace(read_two_ways(), road_map=terms)
    overlay = Reading(preferences={"north": worth(x=3)})
    a, b = both(replace(model, readings={"a": overlay}))
    assert units(a, b) == [("preference", "north"), ("road map", "north")]
    left = mixed(a, b, [("road map", "north")]).road_map
    assert left is not None and left.worth == {"south": b.road_map.worth["south"]}  # type: ignore[union-attr]
    kept = mixed(a, b, [("preference", "north")])
    assert kept.road_map == b.road_map and amounts(kept.preferences["north"]) == [(P, 3)]
    assert mixed(b, a, [("road map", "north")]).road_map == b.road_map


@pytest.mark.parametrize("seed", range(20))
def test_all_units_moved_give_the_other_reading(seed: int) -> None:
    model = random_readings(seed)
    for name, other in ((None, "other"), ("third", "other"), ("other", None)):
        a, b = as_read(model, name), as_read(model, other)
        every = units(a, b)
        for moved, expected in ((every, a), ((), b)):
            found = mixed(a, b, moved)
            assert not units(found, expected)
            assert [unordered(found, i) for i in a.party_ids] == [
                unordered(expected, i) for i in a.party_ids
            ]


def unordered(model: Standoff, party: str) -> object:
    """What a preference says; a sum of worths is the same in any order."""
    preference = model.preferences[party]
    return sorted(amounts(preference)) if isinstance(preference, Worth) else content(preference)
