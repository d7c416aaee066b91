"""The backtest of the oracle on a record of three moves, worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from standoff.model import (
    Claim,
    Claims,
    Formula,
    Option,
    Party,
    Ranking,
    Reading,
    Reversible,
    Rule,
    Standoff,
)

from .backtest import (
    AskedMove,
    AskedPeriod,
    Row,
    asked_moves,
    asked_periods,
    period_of,
    replay,
    share,
    share_of_days,
    states_passed,
)
from .by_hand import one_of_two, standoff
from .misses import deciding_claim, move_misses, period_misses
from .premises import nominal
from .random_models import random_readings, random_record

HALF = Fraction(1, 2)
JANUARY, FEBRUARY, MARCH, APRIL = (date(2000, month, 1) for month in (1, 2, 3, 4))


def matching() -> Standoff:
    """North wants x; south wants to do as north does. Nobody acts today."""
    return Standoff(
        "matching",
        (Party("north", options=(Option("x"),)), Party("south", options=(Option("y"),))),
        status_quo=(),
        preferences={
            "north": Claims((Claim(Formula("true")), Claim(Formula("north.x")))),
            "south": Claims((Claim(Formula("north.x iff south.y")),)),
        },
    )


RECORD = [
    Row(date(2000, 1, 10), "north", ("x",)),
    Row(date(2000, 1, 20), "south", ("south.y",)),
    Row(date(2000, 3, 5), "north", (), ("north.x",)),
]


def test_three_moves() -> None:
    assert states_passed(matching(), RECORD) == ["NN", "YN", "YY", "NY"]
    rise, follow, leave = asked_moves(matching(), RECORD, ["nash", "gmr"])
    unstable = {"nash": True, "gmr": True}
    chances = {"chance": Fraction(1), "random_improved": Fraction(1), "random_chance": HALF}
    assert rise == AskedMove(0, "north", "NN", "YN", True, True, unstable, **chances)
    assert (follow.improved, follow.unstable["nash"], follow.chance) == (True, True, 1)
    assert (follow.random_improved, follow.random_chance) == (1, HALF)
    assert (leave.improved, leave.unstable["nash"], leave.chance) == (False, False, 0)
    assert (leave.legal, leave.random_improved, leave.random_chance) == (True, 0, HALF)
    asked = [rise, follow, leave]
    assert share(move.improved for move in asked) == Fraction(2, 3)
    assert share(move.random_improved for move in asked) == Fraction(2, 3)
    assert move_misses(asked, "nash") == [2]
    assert [deciding_claim(matching(), move) for move in asked] == [2, 1, 2]


def test_the_dynamics_make_any_improvement() -> None:
    """North's three moves from nothing are all improvements, and south has one move."""
    (asked,) = asked_moves(one_of_two(), [Row(JANUARY, "north", ("z",))], ["nash"])
    assert (asked.improved, asked.chance) == (True, Fraction(1, 3))
    assert (asked.random_improved, asked.random_chance) == (1, Fraction(1, 4))


def test_to_leave_a_stable_state_is_a_miss_even_if_it_is_better() -> None:
    """North leaves cooperation, which the threat of retaliation should have kept."""
    north = Ranking((("NY",), ("YY",), ("NN",), ("YN",)))
    south = Ranking((("YN",), ("YY",), ("NN",), ("NY",)))
    model = standoff(north, south)
    rows = [Row(JANUARY, "north", (), ("x",))]
    (asked,) = asked_moves(model, rows, ["nash", "seq"], start="YY")
    assert (asked.improved, asked.unstable) == (True, {"nash": True, "seq": False})
    assert (move_misses([asked], "nash"), move_misses([asked], "seq")) == ([], [0])


def test_misses_are_merged_only_side_by_side() -> None:
    firsts = (JANUARY, FEBRUARY, MARCH, APRIL)
    helds = (False, False, True, False)
    asked = [
        AskedPeriod(first, "YY", held, {"nash": True}, False)
        for first, held in zip(firsts, helds, strict=True)
    ]
    assert period_misses(asked, "nash") == [(JANUARY, FEBRUARY, "YY"), (APRIL, APRIL, "YY")]


def test_the_periods_of_three_moves() -> None:
    found = asked_periods(matching(), RECORD, ["nash"])
    assert [(p.start, p.state, p.held, p.holds["nash"]) for p in found] == [
        (JANUARY, "NN", False, False),
        (FEBRUARY, "YY", True, True),
        (MARCH, "YY", False, True),
    ]
    assert period_misses(found, "nash") == [(MARCH, MARCH, "YY")]
    assert not any(p.random_holds for p in found)
    days = 22 + 29 + 5
    assert share_of_days(matching(), RECORD, "nash") == Fraction(days - 10 - 1, days)
    before = share_of_days(matching(), RECORD, "nash", until=date(2000, 3, 4))
    assert before == Fraction(days - 11, days - 1)
    later = date(2000, 6, 1)
    longer = asked_periods(matching(), RECORD, ["nash"], until=later)
    assert [(p.start, p.held) for p in longer[3:]] == [
        (APRIL, True),
        (date(2000, 5, 1), True),
        (later, True),
    ]
    assert period_misses(longer, "nash")[1:] == [(APRIL, later, "NY")]
    yearly = asked_periods(matching(), RECORD, ["nash"], every="year")
    assert [(p.start, p.held) for p in yearly] == [(JANUARY, False)]


def test_events_set_the_state_and_are_not_scored() -> None:
    rows = [
        Row(date(1999, 12, 31), "-", ("south.y",)),
        *RECORD[:1],
        Row(date(2000, 2, 29), "-", (), ("north.x", "south.y")),
    ]
    assert states_passed(matching(), rows) == ["NN", "NY", "YY", "NN"]
    assert [move.row for move in asked_moves(matching(), rows, ["nash"])] == [1]
    found = asked_periods(matching(), rows, ["nash"], until=date(2000, 3, 31))
    assert [(p.start, p.state, p.held) for p in found] == [
        (JANUARY, "NY", False),
        (MARCH, "NN", True),
    ]
    assert states_passed(matching(), rows[1:2], start=("south.y",)) == ["NY", "YY"]


@pytest.mark.parametrize(
    "row",
    [
        Row(JANUARY, "north", (), ("x",)),
        Row(JANUARY, "north", ("south.y",)),
    ],
)
def test_rows_that_cannot_be_are_refused(row: Row) -> None:
    with pytest.raises(AssertionError):
        replay(matching(), [row])


def test_a_move_that_a_reading_forbids_is_a_miss() -> None:
    firm = Reading(reversible={"north.x": Reversible.NO})
    never = Reading(reversible={"south.y": Reversible.ONCE_DROPPED})
    strict = Reading(rules=(Rule(Formula("not (north.x and south.y)")),))
    model = replace(matching(), readings={"firm": firm, "strict": strict, "never": never})
    leave = asked_moves(model.read_as("firm"), RECORD, ["nash"])[2]
    assert (leave.legal, leave.improved, leave.random_improved) == (False, False, 0)
    assert (leave.chance, leave.random_chance) == (0, 0)
    never = asked_moves(model.read_as("never"), RECORD, ["nash"])[1]
    assert (never.legal, never.improved, never.unstable) == (False, False, {"nash": False})
    with pytest.raises(KeyError):
        states_passed(model.read_as("strict"), RECORD)


def test_nobody_can_move_where_all_is_done() -> None:
    one_way = dict.fromkeys(("north.x", "south.y"), Reversible.NO)
    model = replace(matching(), readings={"firm": Reading(reversible=one_way)}).read_as("firm")
    found = asked_periods(model, RECORD[:2], ["nash"], until=FEBRUARY)
    assert [(p.random_holds, p.held) for p in found] == [(False, False), (True, True)]


def test_calendar_periods() -> None:
    day = date(2024, 8, 15)
    starts = {every: period_of(day, every) for every in ("day", "week", "month", "quarter", "year")}
    assert starts == {
        "day": day,
        "week": date(2024, 8, 12),
        "month": date(2024, 8, 1),
        "quarter": date(2024, 7, 1),
        "year": date(2024, 1, 1),
    }


def test_random_records_are_legal_where_they_were_made() -> None:
    for seed in range(20):
        model = random_readings(seed)
        rows = random_record(model, seed)
        asked = asked_moves(nominal(model), rows, ["seq"])
        assert all(move.legal for move in asked)
        assert len(asked) == sum(row.party != "-" for row in rows)
        assert all(move.chance == 0 for move in asked if not move.improved)
