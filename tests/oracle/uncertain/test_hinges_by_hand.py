"""Hinges of the oracle against answers worked out by hand."""

from __future__ import annotations

from standoff.model import (
    Distribution,
    Expert,
    Experts,
    Formula,
    Ranking,
    Standoff,
    Weights,
    Worth,
    WorthTerm,
)

from .by_hand import claims, standoff, wants
from .conclusions import holds_state
from .hinges import changed, one_at_a_time, pivotal_sets
from .premises import drawn, nominal, premises
from .random_models import random_uncertain


def test_one_change_of_a_claim_at_a_time() -> None:
    model = standoff(claims("north.x", "north.z", "south.y"), claims("true"), "xz")
    found = [(n, c, wants(m.preferences["north"])) for n, c, m in one_at_a_time(model)]
    assert [entry for entry in found if entry[0] == "north.2"] == [
        ("north.2", ("dropped",), ["north.x", "south.y"]),
        ("north.2", ("reversed",), ["north.x", "not (north.z)", "south.y"]),
        ("north.2", ("moved", 1), ["north.z", "north.x", "south.y"]),
        ("north.2", ("moved", 3), ["north.x", "south.y", "north.z"]),
    ]
    assert len(found) == 3 * 4 + 2


def test_other_changes_one_at_a_time() -> None:
    ranges = Worth(
        (
            WorthTerm(Formula("north.x"), 2, 5, likely=3, distribution=Distribution.TRIANGULAR),
            WorthTerm(Formula("north.z"), 4, 4, id="z"),
        )
    )
    ranking = Ranking((("NNN", "NNY"), ("YNN", "YNY"), ("NYN", "NYY", "YYN", "YYY")))
    model = standoff(
        ranges,
        Experts((Expert("smith", ranking), Expert("jones", Weights({"south.y": 2.0})))),
        "xz",
    )
    found = {(name, change): m.preferences for name, change, m in one_at_a_time(model)}
    amounts = {
        key: [term.low for term in worth.terms]
        for key, preferences in found.items()
        if isinstance(worth := preferences["north"], Worth)
    }
    assert amounts["north.1", ("dropped",)] == [0, 4]
    assert amounts["north.1", ("reversed",)] == [-3, 4]
    assert amounts["north.1", ("low",)] == [2, 4]
    assert amounts["north.1", ("high",)] == [5, 4]
    assert amounts["north.z", ("reversed",)] == [3, -4]
    assert ("north.z", ("low",)) not in found
    assert found["south.experts", ("speaks", "jones")]["south"] == Weights({"south.y": 2.0})
    swapped = found["south.smith.ranking", ("swapped", 1)]["south"]
    assert isinstance(swapped, Ranking)
    assert swapped.groups == (ranking.groups[1], ranking.groups[0], ranking.groups[2])
    assert len(found) == 4 + 2 + 1 + 2
    weighed = standoff(Weights({"north.x": 1.0, "south.y": -2.0}), claims("true"))
    assert changed(weighed, {"north.south.y": ("reversed",)}).preferences["north"] == Weights(
        {"north.x": 1.0, "south.y": 2.0}
    )
    assert changed(weighed, {"north.south.y": ("dropped",)}).preferences["north"] == Weights(
        {"north.x": 1.0}
    )


def test_dropping_and_reversing_are_the_draws_in_which_claims_fail_and_are_reversed() -> None:
    as_drawn = {("dropped",): "fails", ("reversed",): "reversed"}
    for seed in range(20):
        model = random_uncertain(seed, discrete=False)
        claim_names = {p.name for p in premises(model) if p.kind == "claim"}
        for name, change, found in one_at_a_time(model):
            if name in claim_names and change in as_drawn:
                assert found == drawn(model, {name: as_drawn[change]})
        assert changed(model, {}) == nominal(model)


def rests(model: Standoff) -> bool:
    return holds_state(model, "YNN", "nash")


def test_pivotal_sets_of_one() -> None:
    """North at YNN has all it wants, and south wants nothing else."""
    north = claims("north.x or north.z", "not north.z", "north.x")
    model = standoff(north, claims("not south.y"), "xz")
    found = pivotal_sets(model, rests)
    assert found == [{name: ("reversed",)} for name in ("north.1", "north.2", "south.1")]


def test_pivotal_sets_of_two() -> None:
    """At NNN each party has something to gain, and both claims are in the way."""
    model = standoff(claims("north.x"), claims("south.y"), "xz")
    ways = [("dropped",), ("reversed",)]

    def nobody_moves(m: Standoff) -> bool:
        return holds_state(m, "NNN", "nash")

    found = pivotal_sets(model, nobody_moves)
    assert found == [{"north.1": one, "south.1": other} for one in ways for other in ways]
    assert pivotal_sets(model, nobody_moves, up_to=1) == []
    assert pivotal_sets(model, lambda m: True) == []
