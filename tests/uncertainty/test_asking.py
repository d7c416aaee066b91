"""What `robustness` refuses, and how it says what it found."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import standoff as so
from standoff.errors import ModelError, StandoffError, TooLarge, UnknownName
from standoff.model import Claims, Correlation, Endgame, Formula, Rule, Standoff
from standoff.uncertainty.robustness import Robustness

from ..oracle.uncertain.by_hand import claims, standoff, two_claims

KINDS = ("nash", "seq", "heading")
CLASSICAL = ("nash", "gmr", "smr", "seq")


def asked(model: Standoff, concepts: Any = CLASSICAL, **more: Any) -> Robustness:
    return so.robustness(model, concepts=concepts, **more)


def test_states_and_names_that_there_are_not() -> None:
    found = asked(two_claims(), CLASSICAL, heading=False)
    with pytest.raises(UnknownName, match="unknown concept 'sek'\n  did you mean 'seq'"):
        found.probability("YY", "sek")
    with pytest.raises(UnknownName, match="unknown party 'nort'\n  did you mean 'north'"):
        found.probability("YY", "nash", "nort")
    with pytest.raises(UnknownName, match=r"unknown option 'north.z'\n  did you mean 'north.x'"):
        found.probability("north.z", "nash")
    with pytest.raises(StandoffError, match="not asked where it is heading"):
        found.heading("YY")
    with pytest.raises(UnknownName, match="unknown concept 'nahs'"):
        asked(two_claims(), ["nahs"])
    with pytest.raises(UnknownName, match="unknown option"):
        asked(two_claims(), ["nash"], start="north.z")
    with pytest.raises(UnknownName, match="unknown reading"):
        asked(two_claims(), ["nash"], reading="north")


def test_without_a_status_quo_it_heads_nowhere() -> None:
    model = replace(two_claims(), status_quo=None)
    assert "heading" not in asked(model, ["nash"]).sums
    assert asked(model, ["nash"], start="YN").heading("YN").value == pytest.approx(0.28)
    assert "heading" not in asked(two_claims(), ["nash"], heading=False).sums
    assert asked(two_claims(), ["nash"], heading=False, start=()).heading("YY").value > 0


def test_numbers_that_make_no_run() -> None:
    tied = replace(two_claims(), correlated=(Correlation(("north.1", "south.1"), 0.5),))
    with pytest.raises(StandoffError, match="0 samples show nothing"):
        asked(two_claims(), samples=0)
    with pytest.raises(StandoffError, match="the seed -1 is not between"):
        asked(two_claims(), seed=-1)
    with pytest.raises(StandoffError, match="correlations leave no list of combinations"):
        asked(tied, exact=True)
    many = Claims(tuple(replace(c, confidence=0.5) for c in claims("north.x").claims * 24))
    with pytest.raises(TooLarge, match="16,777,216 combinations"):
        asked(standoff(many, claims("true")), exact=True)


def test_a_party_without_preferences_is_told() -> None:
    model = two_claims()
    half = replace(model, preferences={"north": model.preferences["north"]})
    with pytest.raises(ModelError, match="'south' has no preferences"):
        asked(half)


def fuzzy() -> Standoff:
    """Two claims, an endgame that several states are, and a rule that excludes YN."""
    either = Endgame(when=Formula("north.x or south.y"))
    rule = Rule(Formula("not (north.x and not south.y)"))
    return replace(two_claims(), rules=(rule,), endgames={"either": either})


@pytest.mark.parametrize("exact", [True, False])
def test_columns_hold_every_probability_above_nought(exact: bool) -> None:
    found = asked(fuzzy(), "nash,seq", exact=exact, samples=50)
    expected: dict[tuple[str, str, str | None], tuple[float, float | None, float | None]] = {}
    for state in ("YY", "NY", "NN", "either"):
        name = state if state == "either" else ", ".join(found.space.state(at(found, state)).taken)
        kinds = [(c, p) for c in ("nash", "seq") for p in (None, "north", "south")]
        known = {(c, p): found.probability(state, c, p) for c, p in kinds}
        for (concept, party), one in {**known, ("heading", None): found.heading(state)}.items():
            if one.value > 0:
                expected[name, concept, party] = (one.value, one.low, one.high)
    if exact:
        expected = {key: (value,) * 3 for key, (value, *_) in expected.items()}
    rows = found.to_dict()["probabilities"]
    assert expected == {
        (row["state"] or row["taken"], row["concept"], row["party"]): (
            row["probability"],
            row["low"],
            row["high"],
        )
        for row in rows
    }
    assert len(rows) == len(expected) == len(found.to_frame())
    nominal = {
        (row["state"] or row["taken"], row["concept"])
        for row in rows
        if row["nominal"] == 1 and row["party"] is None
    }
    both = [(name, kind) for name in ("north.x, south.y", "either") for kind in KINDS]
    assert nominal == set(both)
    assert found.to_dict()["seed"] == (None if exact else 0)


def at(found: Robustness, state: str) -> int:
    return found.space.index(state)


def test_what_is_said_of_the_draws() -> None:
    assert asked(two_claims(), "nash").lines()[1] == (
        "2 uncertain premises; exact, from all 4 combinations of what they may be."
    )
    drawn = asked(two_claims(), "nash", exact=False, samples=1_200, seed=3)
    assert drawn.lines()[1] == "2 uncertain premises; 1,200 draws (seed 3)."
    assert repr(drawn) == "Robustness('two': 2 uncertain premises; 1,200 draws, seed 3)"
    sure = asked(standoff(claims("north.x"), claims("true")), "nash")
    assert sure.lines()[1].startswith("Nothing in the model is said to be uncertain")


def test_tables_put_the_most_probable_first() -> None:
    found = asked(replace(two_claims(), endgames={"calm": CALM}), "nash,seq")
    heading, holds, parties, uncertain = found.tables()
    assert [row[0] for row in holds.rows] == [
        "north.x + south.y",
        "north.x",
        "south.y",
        "no option taken",
        "some state of calm",
    ]
    assert holds.rows[0][1:] == (".42*", ".42*") and holds.rows[1][1:] == (".28", ".28")
    assert heading.rows[0] == ("north.x + south.y", pytest.approx(0.42), 1.0)
    assert [row[0] for row in heading.rows][-1] == "some state of calm"
    assert parties.rows[1] == ("north.x", ".70", ".40")
    assert uncertain.rows[0] == ("north.1", "wants north.x", "holds 0.7, fails 0.3")


CALM = Endgame(when=Formula("not (north.x and south.y)"))
