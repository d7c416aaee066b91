"""A record of moves replayed through a model, one question at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from tests.oracle.conflict import State, improvements, prefers, unilateral_moves
from tests.oracle.prospects import Dynamics, transitions
from tests.oracle_from_model import Taken, as_taken, conflict_of, vector_of

from standoff.model import Standoff, StateRef

from .conclusions import members_of, stable
from .premises import nominal

EVENT = "-"


class Row(NamedTuple):
    """One row of a record; party `-` for what no party did. Anything with these fields will do."""

    date: date
    party: str
    taken: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True)
class AskedMove:
    """What the model says of one recorded move.

    `row` counts rows from 0. `chance` is the probability that the dynamics in mode any make this
    move next. The random mover takes each legal move of the party, or of all parties, equally.
    """

    row: int
    party: str
    before: State
    after: State
    legal: bool
    improved: bool
    unstable: dict[str, bool]
    chance: Fraction
    random_improved: Fraction
    random_chance: Fraction


@dataclass(frozen=True)
class AskedPeriod:
    """What the model says of one period: its first day, the state then, what happened."""

    start: date
    state: State
    held: bool
    holds: dict[str, bool]
    random_holds: bool


def opening(model: Standoff, start: StateRef | None) -> dict[str, bool]:
    """The options in force before the first row."""
    ref = model.status_quo if start is None else start
    assert ref is not None
    named = {state.label: state.taken for state in model.states if state.taken is not None}
    if isinstance(ref, str) and ref in named:
        ref = named[ref]
    if isinstance(ref, str) and ref in model.merge:
        return dict(as_taken(model, members_of(model)[ref][0]))
    return dict(as_taken(model, vector_of(model, ref)))


def replay(
    model: Standoff, rows: Sequence[Row], start: StateRef | None = None
) -> list[dict[str, bool]]:
    """The options in force before the first row and after each."""
    found = [opening(model, start)]
    for row in rows:
        taken = dict(found[-1])
        for names, value in ((row.taken, True), (row.dropped, False)):
            for name in names:
                full = name if name in taken else f"{row.party}.{name}"
                assert taken[full] is not value, f"{full} changes nothing"
                assert row.party in (EVENT, full.partition(".")[0]), f"{full} is another party's"
                taken[full] = value
        found.append(taken)
    return found


def state_in(model: Standoff, taken: Taken) -> State:
    """The state with exactly these options in force; KeyError if it is infeasible."""
    vector = tuple(int(taken[name]) for name in model.options)
    for state, vectors in members_of(model).items():
        if vector in vectors:
            return state
    raise KeyError(f"infeasible: {vector}")


def states_passed(
    model: Standoff, rows: Sequence[Row], start: StateRef | None = None
) -> list[State]:
    """The state before the first row and after each."""
    return [state_in(model, taken) for taken in replay(model, rows, start)]


def asked_moves(
    model: Standoff,
    rows: Sequence[Row],
    concepts: Iterable[str],
    start: StateRef | None = None,
) -> list[AskedMove]:
    """What is asked of each recorded move of a party."""
    conflict, passed, concepts = (
        conflict_of(nominal(model)),
        states_passed(model, rows, start),
        [*concepts],
    )
    found = []
    for k, row in enumerate(rows):
        if row.party == EVENT:
            continue
        s, t, m = passed[k], passed[k + 1], row.party
        mine = unilateral_moves(conflict, m, s)
        legal = t in mine
        every = sum(len(unilateral_moves(conflict, i, s)) for i in conflict.parties)
        better = len(improvements(conflict, m, s))
        found.append(
            AskedMove(
                row=k,
                party=m,
                before=s,
                after=t,
                legal=legal,
                improved=legal and prefers(conflict, m, t, s),
                unstable={c: not stable(conflict, c, m, s) for c in concepts},
                chance=transitions(conflict, s, Dynamics("any")).get(t, Fraction(0)),
                random_improved=Fraction(better, len(mine)) if mine else Fraction(0),
                random_chance=Fraction(1, every) if legal else Fraction(0),
            )
        )
    return found


def period_of(day: date, every: str) -> date:
    """The first day of the calendar period that a day is in; weeks begin on Monday."""
    match every:
        case "day":
            return day
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        case "year":
            return day.replace(month=1, day=1)
    raise ValueError(every)


def days(first: date, last: date) -> Iterator[date]:
    """Every day from first to last, both included."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def asked_periods(
    model: Standoff,
    rows: Sequence[Row],
    concepts: Iterable[str],
    every: str = "month",
    until: date | None = None,
    start: StateRef | None = None,
) -> list[AskedPeriod]:
    """What is asked of each period; left out are those whose rows are all events."""
    conflict, passed, concepts = (
        conflict_of(nominal(model)),
        states_passed(model, rows, start),
        [*concepts],
    )
    last = rows[-1].date if until is None else until
    found = []
    for first in dict.fromkeys(period_of(day, every) for day in days(rows[0].date, last)):
        own = [k for k, row in enumerate(rows) if period_of(row.date, every) == first]
        moves = [k for k in own if rows[k].party != EVENT]
        if own and not moves:
            continue
        state = passed[sum(period_of(row.date, every) < first for row in rows)]
        held = all(passed[k] == passed[k + 1] for k in moves)
        at_rest = {c: stable(conflict, c, None, state) for c in concepts}
        nobody = not any(unilateral_moves(conflict, i, state) for i in conflict.parties)
        found.append(AskedPeriod(first, state, held, at_rest, nobody))
    return found


def share_of_days(
    model: Standoff,
    rows: Sequence[Row],
    concept: str,
    until: date | None = None,
    start: StateRef | None = None,
) -> Fraction:
    """The share of days, from the first row's on, whose last state is an equilibrium."""
    conflict, passed = conflict_of(nominal(model)), states_passed(model, rows, start)
    every = list(days(rows[0].date, rows[-1].date if until is None else until))
    resting = [
        day
        for day in every
        if stable(conflict, concept, None, passed[sum(row.date <= day for row in rows)])
    ]
    return Fraction(len(resting), len(every))


def share(hits: Iterable[bool | Fraction]) -> Fraction:
    """The mean of answers that count 0 to 1."""
    counted = [Fraction(hit) for hit in hits]
    return sum(counted, Fraction(0)) / len(counted)
