"""Every answer about a record against the slow reading of the definitions, on random models."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import pytest

from standoff.errors import FileError
from standoff.history.ask import backtest
from standoff.history.judge import Seen
from standoff.history.measures import Tally
from standoff.history.misses import ILLEGAL, LEFT_STABLE, NO_IMPROVEMENT, Miss
from standoff.history.record import Move
from standoff.model import Standoff

from ..oracle.uncertain import backtest as oracle
from ..oracle.uncertain.misses import deciding_claim, move_misses, period_misses
from ..oracle.uncertain.premises import nominal
from ..oracle.uncertain.random_models import random_readings, random_record

CONCEPTS = ("nash", "gmr", "smr", "seq")
EVERY = ("day", "week", "month", "quarter", "year")
SEEDS = range(40)


@dataclass(frozen=True)
class Case:
    """A random record in a reading of a random model, from the model's status quo."""

    seed: int
    model: Standoff
    reading: str | None
    rows: Sequence[oracle.Row]

    @property
    def read(self) -> Standoff:
        return nominal(self.model.read_as(self.reading))

    @property
    def every(self) -> str:
        return EVERY[self.seed % len(EVERY)]

    @property
    def until(self) -> date:
        return self.rows[-1].date + timedelta(45)

    def ask(self, concepts: Sequence[str] = CONCEPTS) -> tuple[Seen, tuple[Miss, ...]]:
        found = backtest(
            self.model,
            [Move(str(r.date), r.party, r.taken, r.dropped, "made up") for r in self.rows],
            readings=self.reading or "base",
            concepts=concepts,
            start=self.model.status_quo,
            every=self.every,
            until=str(self.until),
        )
        return found.accounts[0].seen, found.accounts[0].misses

    def asked_moves(self) -> list[oracle.AskedMove]:
        return oracle.asked_moves(self.read, self.rows, CONCEPTS, self.model.status_quo)

    def asked_periods(self) -> list[oracle.AskedPeriod]:
        start = self.model.status_quo
        return oracle.asked_periods(self.read, self.rows, CONCEPTS, self.every, self.until, start)


def every_case() -> Iterator[Case]:
    for seed in SEEDS:
        model = random_readings(seed)
        rows = random_record(model, seed)
        if any(row.party != oracle.EVENT for row in rows):
            yield from (Case(seed, model, name, rows) for name in (None, *model.readings))


@cache
def cases() -> tuple[list[Case], list[Case]]:
    """Those whose states are all feasible in their reading, and those whose are not."""
    found: tuple[list[Case], list[Case]] = ([], [])
    for case in every_case():
        try:
            oracle.states_passed(case.read, case.rows, case.model.status_quo)
            found[0].append(case)
        except KeyError:
            found[1].append(case)
    return found


def each(check: Callable[[Case], None], every: Iterable[Case]) -> None:
    for case in every:
        try:
            check(case)
        except Exception as error:
            raise AssertionError(f"seed {case.seed}, reading {case.reading}") from error


def same(found: Iterable[float], wanted: Iterable[object]) -> bool:
    return [*found] == pytest.approx([float(value) for value in wanted])  # type: ignore[arg-type]


def check_moves(case: Case) -> None:
    seen, _ = case.ask()
    asked = case.asked_moves()
    assert seen.moves.rows.tolist() == [m.row for m in asked]
    assert seen.way.legal[seen.moves.rows].tolist() == [m.legal for m in asked]
    assert same(seen.moves.improved.model, (m.improved for m in asked))
    assert same(seen.moves.improved.random, (m.random_improved for m in asked))
    assert same(seen.moves.likely.model, (m.chance for m in asked))
    assert same(seen.moves.likely.random, (m.random_chance for m in asked))
    for concept in CONCEPTS:
        assert same(seen.moves.left[concept].model, (m.unstable[concept] for m in asked))
    never: list[Tally] = [seen.moves.improved, seen.moves.likely, *seen.moves.left.values()]
    assert not any(tally.nothing.any() for tally in never)


def check_periods(case: Case) -> None:
    seen, _ = case.ask()
    asked = case.asked_periods()
    assert [first for first, _ in seen.periods.spans] == [p.start for p in asked]
    assert seen.periods.held.tolist() == [p.held for p in asked]
    for concept in CONCEPTS:
        tally = seen.forecast[concept]
        assert same(tally.model, (p.holds[concept] == p.held for p in asked))
        assert same(tally.random, (p.random_holds == p.held for p in asked))
        assert same(tally.nothing, (p.held for p in asked))
        start, until = case.model.status_quo, case.until
        share = oracle.share_of_days(case.read, case.rows, concept, until, start)
        assert seen.days[concept] == pytest.approx(float(share))


def check_misses(case: Case) -> None:
    asked, periods = case.asked_moves(), case.asked_periods()
    by_row = {move.row: move for move in asked}
    for concept in ("nash", "seq"):
        _, misses = case.ask([concept])
        kinds = (ILLEGAL, NO_IMPROVEMENT, LEFT_STABLE)
        rows = move_misses(asked, concept)
        of_moves, of_periods = misses[: len(rows)], misses[len(rows) :]
        assert [miss.first for miss in of_moves] == [str(case.rows[k].date) for k in rows]
        for miss, k in zip(of_moves, rows, strict=True):
            move = by_row[k]
            assert miss.kind == kinds[0 if not move.legal else 1 if not move.improved else 2]
            assert miss.concepts == (() if move.unstable[concept] else (concept,))
            if miss.kind == NO_IMPROVEMENT:
                check_claim(case, miss, move)
        wanted = [str(first) for first, _, _ in period_misses(periods, concept)]
        assert [miss.first for miss in of_periods] == wanted


def check_claim(case: Case, miss: Miss, move: oracle.AskedMove) -> None:
    place = deciding_claim(case.read, move)
    if place is None:
        assert "by claim" not in miss.why
    else:
        claim = case.read.preferences[move.party].claims[place - 1]  # type: ignore[union-attr]
        assert f"by claim {claim.id or place}: {claim.wants}" in miss.why


def check_refused(case: Case) -> None:
    with pytest.raises(FileError, match=f"in the reading '{case.reading}'.*not feasible"):
        case.ask()


@pytest.mark.parametrize("check", [check_moves, check_periods, check_misses])
def test_as_by_definition(check: Callable[[Case], None]) -> None:
    each(check, cases()[0])


def test_a_state_that_a_reading_excludes_ends_its_replay() -> None:
    each(check_refused, cases()[1])


def test_the_cases_cover_what_can_happen() -> None:
    replayed, refused = cases()
    assert len(replayed) > 60
    assert refused
    moves = [move for case in replayed for move in case.asked_moves()]
    assert {(m.legal, m.improved) for m in moves} == {(True, True), (True, False), (False, False)}
    periods = [p for case in replayed for p in case.asked_periods()]
    assert {(p.held, p.holds["seq"]) for p in periods} == {(a, b) for a in (0, 1) for b in (0, 1)}
