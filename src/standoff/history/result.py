"""The result of a backtest: shares with baselines and intervals, moves, misses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from standoff.history.judge import Seen
from standoff.history.measures import Tally
from standoff.history.misses import Miss
from standoff.history.record import Record
from standoff.history.shares import IMPROVED, Bootstrap, Part, Share, percent, shares
from standoff.results import Cell, Result, Table, finite
from standoff.stability import CONCEPTS

FORMAT = "standoff.backtest/1"
FEW = 20
BASE = "(base)"


@dataclass(frozen=True, eq=False)
class Account:
    """A reading, what it makes of the record, and its misses."""

    reading: str | None
    seen: Seen
    misses: tuple[Miss, ...]

    @property
    def name(self) -> str:
        """The reading by name."""
        return self.reading or BASE


@dataclass(frozen=True, eq=False, repr=False)
class Backtest(Result):
    """What a model and its readings make of the record of what happened.

    Parameters
    ----------
    record : Record
        With the options named in full.
    accounts : tuple of Account
        One per reading.
    concepts : tuple of str
    start : str
        The state that the replay starts from, in words.
    every : str
        Length of the calendar periods.
    until : date
        The last day.
    split : date or None
    bootstrap : Bootstrap
    title, digest
        Of the model, as in other results.
    """

    record: Record
    accounts: tuple[Account, ...]
    concepts: tuple[str, ...]
    start: str
    every: str
    until: date
    split: date | None
    bootstrap: Bootstrap
    title: str
    digest: str

    def __repr__(self) -> str:
        said = ", ".join(
            f"{account.name} {int(moves.improved.model.sum())} of {len(moves.rows)} improved"
            for account in self.accounts
            for moves in [account.seen.moves]
        )
        return f"Backtest({self.title!r}: {said})"

    @cached_property
    def shares(self) -> tuple[Share, ...]:
        """Every question, by reading and by part of the record."""
        return tuple(
            share
            for account in self.accounts
            for part in self._parts(account.seen)
            for share in shares(account.reading, account.seen, part, self.concepts, self.bootstrap)
        )

    def _parts(self, seen: Seen) -> tuple[Part, ...]:
        moves = [self.record.moves[row].day for row in seen.moves.rows]
        periods = [start for start, _ in seen.periods.spans]
        last = date.max if self.split is None else self.split
        early, begun = (np.array([day <= last for day in days], bool) for days in (moves, periods))
        if self.split is None:
            return (Part("", early, begun),)
        return (
            Part(f"up to {self.split}", early, begun),
            Part(f"after {self.split}", ~early, ~begun),
        )

    def lines(self) -> Sequence[str]:  # noqa: D102
        days = self.record.days
        asked = (
            f"{_number(len(self.accounts[0].seen.moves.rows), 'recorded move')} from {days[0]} to "
            f"{days[-1]}, replayed from {self.start}. Of each: was it an improvement for the "
            f"party, and was the state that it left unstable for it? Of each {self.every} until "
            f"{self.until}: was the state at its start left or not, as forecast?"
        )
        return [self.title, asked, *self._headlines(), *self._warnings()]

    def _headlines(self) -> Iterator[str]:
        for share in self.shares:
            if share.asked == IMPROVED:
                where = (share.reading or BASE) if len(self.accounts) > 1 else ""
                start = ", ".join(word for word in (where, share.part) if word)
                yield (
                    f"{start}{': ' if start else ''}{round(share.model.value * share.n)} of "
                    f"{_number(share.n, 'recorded move')} were improvements for the party that "
                    f"made them; of its legal moves at random, {percent(share.random)} would be."
                )

    def _warnings(self) -> Iterator[str]:
        fewest = min(share.n for share in self.shares)
        if fewest < FEW:
            yield (
                f"Warning: {_number(fewest, 'observation')} cannot tell much. Intervals from so "
                "few are too narrow, and missing where a block would be as long as the record."
            )
        if self.split is None:
            yield (
                "Warning: a model written in knowledge of what happened fits what happened. Fix "
                "the premises by some day, give it as --split, and go by what comes after."
            )
            return
        yield f"What comes after {self.split} is a test if the premises were fixed by then."
        if not any(s.asked == IMPROVED and s.part.startswith("after") for s in self.shares):
            yield f"No recorded move comes after {self.split}."

    def tables(self) -> Sequence[Table]:  # noqa: D102
        found = [self._share_table(), self._days_table(), self._move_table()]
        found += [self._miss_table(account) for account in self.accounts if account.misses]
        return found

    def _share_table(self) -> Table:
        rows: list[tuple[Cell, ...]] = []
        for s in self.shares:
            where = (s.reading or BASE) if len(self.accounts) > 1 else s.reading
            concept = CONCEPTS[s.concept].name if s.concept else None
            part = s.part.removesuffix(f" {self.split}") or None
            row: tuple[Cell, ...] = (where, part, s.asked, concept, s.n)
            row += (s.model.as_share(), percent(s.random), s.over_random.as_difference())
            rows.append((*row, percent(s.nothing), s.over_nothing.as_difference()))
        columns = (
            *("reading", "part", "asked", "concept", "n", "model"),
            *("random move", "above it", "nothing changes", "above that"),
        )
        block, resamples, seed = self.bootstrap
        note = (
            "Chance: put on the move that was made. Unstable: the state it left, for its party. "
            f"Forecast: right about a {self.every}. Above: in percentage points. In brackets: 95 % "
            f"intervals by block bootstrap (blocks of {block or 'the cube root of n'}, "
            f"{resamples:,} resamples, seed {seed}); none where all are the same."
        )
        split = "" if self.split is None else f", up to {self.split} and after"
        return Table(f"The model and two baselines{split}", columns, tuple(rows), note)

    def _days_table(self) -> Table:
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (a.name, *(percent(a.seen.days[c]) for c in self.concepts)) for a in self.accounts
        )
        columns = ("reading", *(CONCEPTS[c].name for c in self.concepts))
        note = f"From {self.record.days[0]} to {self.until}."
        return Table("Share of days in equilibrium", columns, rows, note)

    def _move_table(self) -> Table:
        marks = [_marks(account, len(self.record.moves)) for account in self.accounts]
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (move.date, move.party, move.change, *said)
            for move, *said in zip(self.record.moves, *marks, strict=True)
        )
        many = len(self.accounts) > 1
        names = (f"improved in {a.name}" if many else "improved" for a in self.accounts)
        return Table("The moves", ("date", "party", "change", *names), rows)

    def _miss_table(self, account: Account) -> Table:
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (m.when, m.what, m.kind, m.under, m.why, m.source) for m in account.misses
        )
        columns = ("when", "what happened", "miss", "under", "why", "source")
        title = f"Misses of {account.name}" if len(self.accounts) > 1 else "Misses"
        note = "Under: where the state left was stable for its party, or the forecast was wrong."
        return Table(title, columns, rows, note)

    def to_dict(self) -> dict[str, Any]:  # noqa: D102
        return finite(  # type: ignore[no-any-return]
            {
                "format": FORMAT,
                "model": {"title": self.title, "digest": self.digest},
                "record": self.record.name,
                "start": self.start,
                "concepts": list(self.concepts),
                "every": self.every,
                "until": str(self.until),
                "split": None if self.split is None else str(self.split),
                **self.bootstrap._asdict(),
                "moves": [asdict(move) for move in self.record.moves],
                "shares": [asdict(share) for share in self.shares],
                "readings": [_account_dict(account, self.concepts) for account in self.accounts],
            }
        )


def _account_dict(account: Account, concepts: Sequence[str]) -> dict[str, Any]:
    seen = account.seen
    return {
        "reading": account.reading,
        "days": dict(seen.days),
        "moves": [
            {
                "row": int(row),
                "legal": bool(seen.way.legal[row]),
                "improved": _at(seen.moves.improved, k),
                "chance": _at(seen.moves.likely, k),
                "unstable": {c: _at(seen.moves.left[c], k) for c in concepts},
            }
            for k, row in enumerate(seen.moves.rows)
        ],
        "periods": [
            {
                "first": str(start),
                "held": bool(seen.periods.held[k]),
                "as_forecast": {c: _at(seen.forecast[c], k) for c in concepts},
            }
            for k, (start, _) in enumerate(seen.periods.spans)
        ],
        "misses": [asdict(miss) for miss in account.misses],
    }


def _at(tally: Tally, k: int) -> dict[str, float]:
    return {name: float(getattr(tally, name)[k]) for name in ("model", "random", "nothing")}


def _marks(account: Account, rows: int) -> list[str]:
    """Return for each row whether it improved; empty where no party moved."""
    found = [""] * rows
    for k, row in enumerate(account.seen.moves.rows):
        improved = "yes" if account.seen.moves.improved.model[k] else "no"
        found[row] = improved if account.seen.way.legal[row] else "not legal"
    return found


def _number(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"
