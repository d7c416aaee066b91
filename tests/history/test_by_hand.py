"""A record of three moves and an event, worked out by hand."""

from __future__ import annotations

import pytest

from standoff.history.ask import backtest
from standoff.history.misses import HELD, ILLEGAL, LEFT_STABLE, NO_IMPROVEMENT, WAS_LEFT
from standoff.history.record import Move
from standoff.history.result import Backtest
from standoff.history.shares import FORECAST, IMPROVED, LEFT, LIKELY, Share

from .known import FIRM, RECORD, following, move, wants, with_reading


def the(found: Backtest, asked: str, concept: str | None = None, **more: object) -> Share:
    """The one share that fits."""
    (share,) = (
        share
        for share in found.shares
        if (share.asked, share.concept) == (asked, concept)
        and all(getattr(share, key) == value for key, value in more.items())
    )
    return share


@pytest.fixture(scope="module")
def found() -> Backtest:
    return backtest(following(), RECORD, concepts="nash", until="2000-05-31")


def test_moves(found: Backtest) -> None:
    """North: x is its one improvement of three moves; then south follows; then z against z."""
    improved = the(found, IMPROVED)
    assert (improved.n, improved.model.value) == (3, pytest.approx(2 / 3))
    # North has x, z, xz of which x is better; south one move, and better; north again three.
    assert improved.random == pytest.approx((1 / 3 + 1 + 1 / 3) / 3)
    assert improved.over_random.value == pytest.approx(2 / 3 - 5 / 9)
    assert (improved.nothing, improved.over_nothing.value) == (0, pytest.approx(2 / 3))


def test_chance(found: Backtest) -> None:
    """From nothing only north improves, by x; from x only south does. Never to x and z."""
    likely = the(found, LIKELY)
    assert likely.model.value == pytest.approx((1 + 1 + 0) / 3)
    # North has three moves everywhere; south one, to y: four legal moves each time.
    assert likely.random == pytest.approx(1 / 4)


def test_states_left(found: Backtest) -> None:
    """Nothing is unstable for north alone, x for south alone: at random 3 of 4, then 1 of 4."""
    left = the(found, LEFT, "nash")
    assert left.model.value == pytest.approx(1)
    assert left.random == pytest.approx((3 / 4 + 1 / 4 + 3 / 4) / 3)


def test_calendar_periods(found: Backtest) -> None:
    """January left, February an event alone, March held, April left, May held; xz is unstable."""
    periods = found.accounts[0].seen.periods
    firsts = [str(first) for first, _ in periods.spans]
    assert firsts == ["2000-01-01", "2000-03-01", "2000-04-01", "2000-05-01"]
    assert periods.held.tolist() == [False, True, False, True]
    forecast = the(found, FORECAST, "nash")
    assert (forecast.n, forecast.model.value) == (4, 0.5)  # left, as it was, in January and April
    assert (forecast.random, forecast.nothing) == (0.5, 0.5)


def test_days(found: Backtest) -> None:
    """Of the days from 10 January to 31 May only those in xy, 20 January to 27 February, rest."""
    assert found.accounts[0].seen.days["nash"] == pytest.approx(39 / 143)


def test_misses(found: Backtest) -> None:
    last, march, may = found.accounts[0].misses
    assert (last.kind, last.when, last.source) == (NO_IMPROVEMENT, "2000-04-03", "log 3")
    assert last.what == "north: +north.x +north.z"
    assert last.why == "place 2 to 3 of 4, by claim 1: not north.z"
    assert last.concepts == ()
    assert (march.kind, march.when) == (HELD, "2000-03-01 to 2000-03-31")
    assert march.why == "could improve: north +north.x (place 2 to 1 of 4)"
    assert (may.kind, may.what) == (HELD, "north.x + north.z")
    assert may.why == "could improve: north -north.z (place 3 to 1 of 4)"


def test_a_split(found: Backtest) -> None:
    parts = backtest(
        following(), RECORD, concepts="nash", until="2000-05-31", split="2000-02-01", block=1
    )
    early, late = (f"{word} 2000-02-01" for word in ("up to", "after"))
    assert (the(parts, IMPROVED, part=early).n, the(parts, IMPROVED, part=late).n) == (2, 1)
    assert the(parts, IMPROVED, part=early).model.value == 1
    assert the(parts, IMPROVED, part=late).model.value == 0
    assert (
        the(parts, FORECAST, "nash", part=early).n,
        the(parts, FORECAST, "nash", part=late).n,
    ) == (
        1,
        3,
    )
    assert the(parts, IMPROVED, part=early).model.interval is None  # both were the same
    assert the(parts, IMPROVED, part=late).model.interval is None  # of a single move
    day = backtest(following(), RECORD, split="2000-01-20", concepts="nash")
    assert the(day, IMPROVED, part="up to 2000-01-20").n == 2  # the day itself is before


def test_a_move_that_a_reading_does_not_have() -> None:
    """In `other` x cannot be undone; to drop it is a miss there."""
    record = (*RECORD[:2], move("2000-03-01", "north", "", "x"))
    found = backtest(with_reading(reversible=FIRM), record, concepts="nash")
    base, other = found.accounts
    assert base.misses[0].kind == NO_IMPROVEMENT
    (miss, *_) = other.misses
    assert (miss.kind, miss.concepts) == (ILLEGAL, ("nash",))
    # From nothing four moves are legal; from x, to which north can only add z, two.
    assert miss.why == "north.x cannot be dropped any more (reversible: false)"
    assert [row[3:] for row in found.tables()[2].rows][-1] == ("no", "not legal")
    assert the(found, LIKELY, reading="other").random == pytest.approx((1 / 4 + 1 / 2 + 0) / 3)


def test_a_reading_starts_from_its_own_status_quo() -> None:
    """There x is taken already: the row that takes it changes nothing, which is a miss."""
    found = backtest(with_reading(status_quo=("north.x",)), RECORD[:2], concepts="nash")
    first, second = found.accounts[1].seen.way.legal.tolist()
    assert (first, second) == (False, True)
    assert found.accounts[1].misses[0].why == "it is so already"
    same = backtest(
        with_reading(status_quo=("north.x",)), RECORD[:2], concepts="nash", start="none"
    )
    assert same.accounts[1].seen.way.legal.all()


def test_a_better_state_can_be_left_stable() -> None:
    """Who breaks the peace gains, and should have feared the answer under all but Nash."""
    breach = [move("2000-01-05", "one", "", "cooperate")]
    found = backtest("prisoners-dilemma", breach, start=("one.cooperate", "two.cooperate"))
    first, second = found.accounts[0].misses
    feared = ("gmr", "smr", "seq")
    assert (first.kind, first.concepts) == (LEFT_STABLE, feared)
    assert first.why == "place 2 to 1 of 4"
    assert (second.kind, second.concepts) == (WAS_LEFT, feared)
    assert second.what == "one: -one.cooperate"
    assert second.why.startswith("could improve: one -one.cooperate (place 2 to 1 of 4); two ")


def test_ties_are_no_improvement() -> None:
    model = with_reading(preferences={"north": wants("true")})
    found = backtest(model, RECORD[:2], concepts="nash", readings="other")
    miss = found.accounts[0].misses[0]
    assert (miss.kind, miss.why) == (
        NO_IMPROVEMENT,
        "place 1 to 1 of 1: no claim tells the states apart",
    )


def test_runs_of_calendar_periods_are_told_once() -> None:
    found = backtest(following(), RECORD[:1], concepts="nash", every="week", until="2000-03-03")
    (miss,) = found.accounts[0].misses
    assert (miss.kind, miss.when) == (HELD, "2000-01-17 to 2000-03-03")
    assert miss.why == "could improve: south +south.y (place 2 to 1 of 2)"


def test_an_event_between_parts_two_runs() -> None:
    """In February an event takes y and drops it again: what held before and after is told twice."""
    record = [
        move("2000-01-01", "-", "north.x"),
        move("2000-02-01", "-", "south.y"),
        move("2000-02-09", "-", "", "south.y"),
        move("2000-04-01", "south", "y"),
    ]
    found = backtest(following(), record, concepts="nash")
    assert [miss.when for miss in found.accounts[0].misses] == ["2000-03-01 to 2000-03-31"]
    earlier = [move("1999-12-01", "-", "north.x"), *record[1:]]
    found = backtest(following(), earlier, concepts="nash")
    assert [miss.when for miss in found.accounts[0].misses] == [
        "2000-01-01 to 2000-01-31",
        "2000-03-01 to 2000-03-31",
    ]


def test_a_row_that_changes_nothing_in_a_reading_leaves_the_state() -> None:
    """There x is taken already, and what an event does is nobody's leaving."""
    record = [move("2000-01-05", "-", "south.y"), move("2000-01-09", "north", "x")]
    found = backtest(with_reading(status_quo=("north.x",)), record, concepts="nash")
    assert [a.seen.periods.held.tolist() for a in found.accounts] == [[False], [True]]


def test_who_could_improve_is_who_is_not_deterred() -> None:
    """After an American withdrawal both could improve, but North Korea has an answer to fear."""
    record = [move("2017-01-05", "-", "us.withdraw"), move("2017-03-05", "us", "", "withdraw")]
    for concept, who in (("nash", ["us", "nk"]), ("seq", ["us"])):
        found = backtest("nk-2017", record, concepts=concept, readings="base")
        (miss,) = found.accounts[0].misses
        assert (miss.kind, miss.when) == (HELD, "2017-02-01 to 2017-02-28")
        said = miss.why.removeprefix("could improve: ").split("; ")
        assert [text.partition(" ")[0] for text in said] == who


def test_what_it_says(found: Backtest) -> None:
    said = found.lines()
    assert said[0] == "Following"
    assert "3 recorded moves from 2000-01-10 to 2000-04-03, replayed from no option" in said[1]
    assert said[2].startswith("2 of 3 recorded moves were improvements")
    assert "56% would be" in said[2]
    assert [line[:22] for line in said[3:]] == ["Warning: 3 observation", "Warning: a model writt"]
    split = backtest(following(), RECORD, concepts="nash", split="2000-05-01").lines()
    assert split[-1] == "No recorded move comes after 2000-05-01."
    assert repr(found) == "Backtest('Following': (base) 2 of 3 improved)"


def test_tables_and_data(found: Backtest) -> None:
    shares, days, moves, misses = found.tables()
    assert len(shares.rows) == len(found.shares) == 4
    assert days.rows == (("(base)", "27%"),)
    assert [row[3] for row in moves.rows] == ["yes", "yes", "", "no"]
    assert misses.rows[0][-1] == "log 3"
    data = found.to_dict()
    assert data["format"] == "standoff.backtest/1"
    assert data["moves"][0]["source"] == "log 1"
    (account,) = data["readings"]
    assert [m["improved"]["model"] for m in account["moves"]] == [1, 1, 0]
    assert account["moves"][1]["row"] == 1
    assert [p["held"] for p in account["periods"]] == [False, True, False, True]
    assert len(account["misses"]) == 3


def test_many_observations_need_no_warning() -> None:
    record = [
        move(f"2000-01-{k:02}", "north", *(["x"] if k % 2 else ["", "x"])) for k in range(1, 21)
    ]
    assert not any("cannot tell much" in line for line in ask_daily(record).lines())
    assert any("19 observations cannot tell" in line for line in ask_daily(record[:19]).lines())


def ask_daily(record: list[Move]) -> Backtest:
    return backtest(following(), record, concepts="nash", every="day")


def test_progress_rises() -> None:
    told: list[tuple[str, float]] = []
    backtest(with_reading(), RECORD, progress=lambda what, share: told.append((what, share)))
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert len(set(shares)) == len(shares)
    assert (told[0][0], told[-1]) == ("(base), Nash", ("other, SEQ", 1))
