"""How probable it is that each state holds, and that each end is reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from standoff.errors import StandoffError, unknown
from standoff.model import StateRef
from standoff.preferences.premises import Premise
from standoff.results import Cell, Result, Table, finite, read_as
from standoff.stability import CONCEPTS
from standoff.states import StateSpace
from standoff.uncertainty.account import premise_dict, premises_table, said_of_draws
from standoff.uncertainty.conclusions import named
from standoff.uncertainty.estimate import Estimate, means, shares

if TYPE_CHECKING:
    from pandas import DataFrame

FORMAT = "standoff.robustness/1"
SHOWN = 20
LISTED = 1_000
PARTIES_SHOWN = 10
FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class Robustness(Result):
    """Probabilities over the draws of the uncertain premises.

    Parameters
    ----------
    title, digest, reading
        Of the model, as in other results.
    space : StateSpace
    premises : tuple of Premise
        What is uncertain.
    concepts : tuple of str
    endgames : tuple of str
        Those given by a formula: some state of theirs holds.
    sums : mapping of column to array
        Sums over the draws, by cell and then by endgame; see `tasks.Tally`.
    nominal : mapping of column to array
        The same for the model without uncertainty.
    draws : int
        Number of draws, or of combinations of outcomes.
    exact : bool
        Whether these are all combinations, with their chances.
    seed : int
    precision : float or None
        The half width of intervals that was asked for.
    start : str or tuple of str, or None
        From where it is asked where it is heading.
    """

    title: str
    digest: str
    reading: str | None
    space: StateSpace
    premises: tuple[Premise, ...]
    concepts: tuple[str, ...]
    endgames: tuple[str, ...]
    sums: Mapping[str, FloatArray]
    nominal: Mapping[str, FloatArray]
    draws: int
    exact: bool
    seed: int
    precision: float | None = None
    start: StateRef | None = None

    def __repr__(self) -> str:
        how = "exact" if self.exact else f"{self.draws:,} draws, seed {self.seed}"
        return f"Robustness({self.title!r}: {len(self.premises)} uncertain premises; {how})"

    def probability(self, state: StateRef, concept: str, party: str | None = None) -> Estimate:
        """Return how probable it is that a state is an equilibrium, or stable for one party.

        Of an endgame given by a formula: that some state of it is.
        """
        if concept not in self.concepts:
            raise unknown("concept", concept, self.concepts)
        if party is not None and party not in self.space.model.party_ids:
            raise unknown("party", party, self.space.model.party_ids)
        return self.at(concept if party is None else f"{concept}.{party}", self._place(state))

    def heading(self, state: StateRef) -> Estimate:
        """Return how probable it is that best improvements end in a state, or in an endgame."""
        if "heading" not in self.sums:
            raise StandoffError("it was not asked where it is heading", "give heading=True")
        return self.at("heading", self._place(state))

    def _place(self, state: StateRef) -> int:
        if state in self.endgames:
            return self.space.cells + self.endgames.index(str(state))
        return self.space.index(state)

    def at(self, column: str, place: int) -> Estimate:
        """Return the estimate in a column of `sums`, at a cell or an endgame."""
        value, low, high = (part[place] for part in self._estimates(column))
        if self.exact:
            return Estimate(float(value))
        return Estimate(float(value), float(low), float(high))

    @cached_property
    def _known(self) -> dict[str, tuple[FloatArray, FloatArray, FloatArray]]:
        return {}

    def _estimates(self, column: str) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return values and bounds by cell and endgame; the bounds are the value where exact."""
        if column not in self._known:
            total = self.sums[column]
            if self.exact:  # rounding must not take a chance beyond 0 or 1
                value = np.clip(np.round(total, 12), 0.0, 1.0)
                self._known[column] = (value, value, value)
            elif column == "heading":
                squares = self.sums["heading.squares"]
                self._known[column] = (total / self.draws, *means(total, squares, self.draws))
            else:
                self._known[column] = (total / self.draws, *shares(total, self.draws))
        return self._known[column]

    @property
    def widest(self) -> float:
        """Half the width of the widest interval."""
        if self.exact:
            return 0.0
        names = [*self.concepts, *(["heading"] if "heading" in self.sums else [])]
        found = [self._estimates(name) for name in names]
        return float(max(((high - low) / 2)[self._real].max() for _, low, high in found))

    @cached_property
    def _real(self) -> NDArray[np.bool_]:
        """Which entries are feasible states or endgames."""
        cells = np.ones(self.space.cells, dtype=bool)
        if self.space.feasible is not None:
            cells = self.space.feasible.reshape(-1)
        return np.append(cells, np.ones(len(self.endgames), dtype=bool))

    def ranked(self) -> NDArray[np.int64]:
        """Return the states that may hold, most probable first: by the concepts in turn."""
        values = [self._estimates(name)[0][: self.space.cells] for name in self.concepts]
        some = np.flatnonzero(np.maximum.reduce(values) > 0)
        return some[np.lexsort([-v[some] for v in reversed(values)])]

    def names(self, places: Sequence[int] | NDArray[np.int64]) -> list[str]:
        """Return states, and endgames after them, as people call them."""
        states = [int(p) for p in places if p < self.space.cells]
        ends = [self.endgames[int(p) - self.space.cells] for p in places if p >= self.space.cells]
        return [*map(str, self.space.describe(states)), *(f"some state of {e}" for e in ends)]

    def lines(self) -> Sequence[str]:  # noqa: D102
        return [read_as(self.title, self.reading), *said_of_draws(self)]

    def tables(self) -> Sequence[Table]:  # noqa: D102
        found = [self._heading_table()] if "heading" in self.sums else []
        found.append(self._states_table())
        if self.premises:
            found += [self._parties_table(), premises_table(self.premises)]
        return found

    def _heading_table(self) -> Table:
        value = self._estimates("heading")[0]
        places = np.flatnonzero((value > 0) | (self.nominal["heading"] > 0))
        places = places[np.argsort(-value[places], kind="stable")]
        places = np.concatenate([places[places < self.space.cells], self._ends])
        rows: list[tuple[Cell, ...]] = [
            (name, *self._cells("heading", int(p)), float(self.nominal["heading"][p]))
            for name, p in zip(self.names(places), places, strict=True)
        ]
        columns = ("state", *self._columns, "without uncertainty")
        quo = self.start is None or self.start == self.space.model.status_quo
        origin = "the status quo" if quo or self.start is None else named(self.start)
        note = f"Where best improvements lead from {origin}: the probability over draws and ways."
        return Table("Where it is heading", columns, tuple(rows), note, most=SHOWN)

    @property
    def _ends(self) -> NDArray[np.int64]:
        return self.space.cells + np.arange(len(self.endgames))

    @property
    def _columns(self) -> tuple[str, ...]:
        return ("probability",) if self.exact else ("probability", "95 % interval")

    def _cells(self, column: str, place: int) -> tuple[Cell, ...]:
        found = self.at(column, place)
        if self.exact:
            return (found.value,)
        return (found.value, f"{found.low:.3f} to {found.high:.3f}")

    def _states_table(self) -> Table:
        states = self.ranked()
        places = [*states[:SHOWN].tolist(), *self._ends.tolist()]
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (name, *(self._marked(c, p) for c in self.concepts))
            for name, p in zip(self.names(places), places, strict=True)
        )
        note = "Probability that the state is an equilibrium"
        note += "." if self.exact else ", with its 95 % interval."
        note += " * So it is without uncertainty."
        if len(states) > SHOWN:
            note = f"And {len(states) - SHOWN:,} more states. {note}"
        columns = ("state", *(CONCEPTS[c].name for c in self.concepts))
        return Table("What holds", columns, rows, note)

    def _marked(self, concept: str, place: int) -> str:
        """Return a probability, marked where the state holds without uncertainty."""
        return f"{self.at(concept, place)}{'*' if self.nominal[concept][place] > 0 else ''}"

    def _parties_table(self) -> Table:
        concept = "seq" if "seq" in self.concepts else self.concepts[0]
        parties = self.space.model.party_ids
        places = self.ranked()[:PARTIES_SHOWN]
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (name, *(str(self.at(f"{concept}.{p}", int(place))) for p in parties))
            for name, place in zip(self.names(places), places, strict=True)
        )
        title = f"For whom they hold ({CONCEPTS[concept].name})"
        note = "Probability that the state is stable for the party"
        note += "." if self.exact else ", with its 95 % interval."
        return Table(title, ("state", *parties), rows, note)

    def to_frame(self) -> DataFrame:
        """Return every probability: one row per state, concept and party (None: for all)."""
        from pandas import DataFrame

        return DataFrame(self.to_columns())

    def to_columns(self, limit: int | None = None) -> dict[str, list[Any]]:
        """Return every probability above zero as columns of one length.

        Parameters
        ----------
        limit : int, optional
            Of so many states at most, the most probable ones, and of all endgames.
        """
        columns = [c for c in self.sums if c != "heading.squares"]
        every = np.zeros(len(self._real), dtype=bool)
        for column in columns:
            every |= self._estimates(column)[0] > 0
        kept = np.flatnonzero(every & self._real)
        if limit is not None:
            first = self.ranked()[:limit]
            kept = kept[np.isin(kept, first) | (kept >= self.space.cells) | self._reached[kept]]
        states = self.space.describe(kept[kept < self.space.cells])
        ends = [self.endgames[p] for p in kept[len(states) :] - self.space.cells]
        names = np.array([*(s.label for s in states), *ends], dtype=object)
        taken = np.array([*(", ".join(s.taken) for s in states), *(None for _ in ends)], object)
        found: dict[str, list[Any]] = {"state": [], "taken": [], "concept": [], "party": []}
        found |= {name: [] for name in ("probability", "low", "high", "nominal")}
        for column in columns:
            concept, _, party = column.partition(".")
            bounds = [part[kept] for part in self._estimates(column)]
            some = bounds[0] > 0
            found["state"] += names[some].tolist()
            found["taken"] += taken[some].tolist()
            found["concept"] += [concept] * int(some.sum())
            found["party"] += [party or None] * int(some.sum())
            for name, values in zip(("probability", "low", "high"), bounds, strict=True):
                found[name] += values[some].tolist()
            found["nominal"] += self.nominal[column][kept][some].tolist()
        return found

    @property
    def _reached(self) -> NDArray[np.bool_]:
        """Which entries improvements may end in."""
        if "heading" not in self.sums:
            return np.zeros(len(self._real), dtype=bool)
        return self.sums["heading"] > 0

    def to_dict(self, limit: int = LISTED) -> dict[str, Any]:
        """Return the result as plain data, with at most `limit` states that may hold."""
        columns = self.to_columns(limit)
        rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        return finite(  # type: ignore[no-any-return]
            {
                "format": FORMAT,
                "model": {"title": self.title, "digest": self.digest, "reading": self.reading},
                "draws": self.draws,
                "exact": self.exact,
                "seed": None if self.exact else self.seed,
                "precision": self.precision,
                "start": self.start,
                "premises": [premise_dict(p) for p in self.premises],
                "states": len(self.ranked()),
                "probabilities": rows,
            }
        )
