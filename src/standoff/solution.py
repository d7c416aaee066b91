"""The main result: where a standoff is heading, and what holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from standoff.errors import StandoffError, unknown
from standoff.evolution import Dynamics, Prospects, prospects
from standoff.files import digest
from standoff.model import Standoff, StateRef
from standoff.results import Cell, Result, Table, read_as
from standoff.stability import (
    CONCEPTS,
    Explanation,
    GraphModel,
    Summary,
    chosen,
    explain,
    summarise,
)
from standoff.stability.deviation import UNSANCTIONED, grade, margin
from standoff.stability.summary import percent, reached
from standoff.states import ArcsSpace, State

FORMAT = "standoff.solution/1"
LISTED = 1_000
SMALL = 16
VECTOR_SHOWN = 12
SUMMARISED = 1 << 20
GRADED = 1 << 18
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, repr=False)
class Solution(Result):
    """What holds in a standoff, and where it is heading.

    Parameters
    ----------
    model : Standoff
        As given, before the reading is applied.
    reading : str or None
    graph : GraphModel
    stable : mapping of concept id to one (cells,) bool array per party
        Where the states are stable.
    undecided : mapping of concept id to str
        Concepts that were left out, and why.
    start : int or None
        Flat index of the state that prospects start from.
    """

    model: Standoff
    reading: str | None
    graph: GraphModel
    stable: Mapping[str, Sequence[BoolArray]]
    undecided: Mapping[str, str]
    start: int | None

    def __repr__(self) -> str:
        counts = ", ".join(f"{CONCEPTS[c].name} {len(self.equilibria(c)):,}" for c in self.stable)
        return f"Solution({self.model.title!r}: {self.graph.space.count:,} states; {counts})"

    def holds(self, concept: str) -> BoolArray:
        """Return, flat, which states are equilibria: stable for every party."""
        return np.asarray(np.logical_and.reduce(self._decided(concept)))

    def equilibria(self, concept: str) -> NDArray[np.int64]:
        """Return the flat indices of the equilibria under a concept."""
        return np.flatnonzero(self.holds(concept))

    def states(self, concept: str) -> list[State]:
        """Return the equilibria under a concept in words."""
        return self.graph.space.describe(self.equilibria(concept))

    def is_stable(self, state: StateRef, party: str, concept: str) -> bool:
        """Return whether a state is stable for one party under a concept."""
        index = self.graph.space.index(state)
        return bool(self._decided(concept)[self._party(party)][index])

    def _decided(self, concept: str) -> Sequence[BoolArray]:
        if concept in self.undecided:
            raise StandoffError(f"{concept} was not decided", self.undecided[concept])
        if concept not in self.stable:
            raise unknown("concept", concept, self.stable)
        return self.stable[concept]

    def _party(self, name: str) -> int:
        if name not in self.model.party_ids:
            raise unknown("party", name, self.model.party_ids)
        return self.model.party_ids.index(name)

    def grades(self, concept: str) -> NDArray[np.uint16]:
        """Return each state's grade: the largest over the parties (see `deviation.grade`)."""
        (kind,) = chosen([concept])
        by_party = [grade(self.graph, i, kind) for i in self.graph.space.parties]
        return np.asarray(np.maximum.reduce(by_party))

    def margin(self, concept: str, party: str) -> NDArray[np.float64]:
        """Return how far each state is from tipping for a party with preference by worth."""
        (kind,) = chosen([concept])
        return margin(self.graph, self._party(party), kind)

    def summary(self, concept: str) -> Summary:
        """Return what the equilibria under a concept have in common."""
        members = self.holds(concept)
        counts: dict[int, int] = {}
        if not CONCEPTS[concept].simultaneous and members.any():
            found, sizes = np.unique(self.grades(concept)[members], return_counts=True)
            assert found[-1] != UNSANCTIONED
            counts = dict(zip(found.tolist(), sizes.tolist(), strict=True))
        name = f"{CONCEPTS[concept].name} equilibria"
        return summarise(
            self.graph, members, name, start=self.start, grades=counts, **self._identity
        )

    def explain(self, state: StateRef, concepts: Iterable[str] | str | None = None) -> Explanation:
        """Return the whole argument for or against a state, under all concepts unless named."""
        index = self.graph.space.index(state)
        return explain(self.graph, index, chosen(concepts), **self._identity)

    @cached_property
    def _identity(self) -> dict[str, Any]:
        """What every result says of the model that was asked."""
        model, reading = self.model, self.reading
        return {"title": model.title, "digest": digest(model), "reading": reading}

    @cached_property
    def prospects(self) -> Prospects | None:
        """Where best improvements lead from the status quo; None without a status quo."""
        if self.start is None:
            return None
        return prospects(self.graph, self.start, Dynamics(), **self._identity)

    def to_dict(self, limit: int = LISTED) -> dict[str, Any]:
        """Return the solution as plain data; at most `limit` equilibria are listed per concept.

        Lower grades come first. The grade is None for SIM, which has none, and in spaces of more
        than 262,144 cells, where it is left to `grades`.
        """
        ahead = self.prospects
        return {
            "format": FORMAT,
            "model": dict(self._identity),
            "parties": list(self.model.party_ids),
            "options": list(self.model.options),
            "states": self.graph.space.count,
            "concepts": {c: self._concept_dict(c, limit) for c in [*self.stable, *self.undecided]},
            "prospects": None if ahead is None else ahead.to_dict(),
        }

    def _concept_dict(self, concept: str, limit: int) -> dict[str, Any]:
        if concept in self.undecided:
            return {"count": None, "equilibria": [], "undecided": self.undecided[concept]}
        found = self.equilibria(concept)
        count = len(found)
        grades: list[int | None] = [None] * min(limit, count)
        if not CONCEPTS[concept].simultaneous and self.graph.space.cells <= GRADED:
            by_state = self.grades(concept)
            found = found[np.argsort(by_state[found], kind="stable")]
            grades = by_state[found[:limit]].tolist()
        listed = self.graph.space.describe(found[:limit])
        states = [s.to_dict() | {"grade": g} for s, g in zip(listed, grades, strict=True)]
        return {"count": count, "equilibria": states}

    def lines(self) -> Sequence[str]:  # noqa: D102
        said = [read_as(self.model.title, self.reading)]
        parties = len(self.model.parties)
        said.append(f"{parties} parties, {self.graph.space.count:,} feasible states.")
        if self.start is None:
            said.append("No status quo is given, so there are no prospects: name one to see them.")
        return said

    def tables(self) -> Sequence[Table]:  # noqa: D102
        ahead = [] if self.prospects is None else list(self.prospects.tables())
        return [*ahead, self.overview(), *self._what_holds()]

    def _what_holds(self) -> Sequence[Table]:
        """Return the states that hold where they are few, else what they have in common."""
        met = {c: members for c in self.stable if (members := self.holds(c)).any()}
        if not met:
            return []
        tightest = min(met, key=lambda c: int(met[c].sum()))
        union = np.logical_or.reduce(list(met.values()))
        if np.count_nonzero(union) <= SMALL:
            return [self.listing(union, "States that hold")]
        if np.count_nonzero(met[tightest]) <= SMALL:
            title = f"States that hold under {CONCEPTS[tightest].name}"
            return [self.listing(met[tightest], title)]
        if self.graph.space.cells > SUMMARISED:
            return []
        return self.summary(tightest).tables()[:2]

    def overview(self) -> Table:
        """Return one row per concept: how many states hold, and how many of them matter."""
        rows: list[tuple[Cell, ...]] = []
        for concept in self.stable:
            members = self.holds(concept)
            count = int(members.sum())
            share = percent(count, self.graph.space.count)
            by_improvements = reached(self.graph, members, self.start, improving=True)
            rows.append((CONCEPTS[concept].name, count, share, by_improvements))
        for concept in self.undecided:
            rows.append((CONCEPTS[concept].name, None, "not decided", None))
        notes = [f"{CONCEPTS[c].name}: {why}" for c, why in self.undecided.items()]
        if isinstance(self.graph.space, ArcsSpace) and self.start is not None:
            notes.append("Reached: by sequences in which no party moves twice in succession.")
        note = "\n".join(notes)
        columns = ("concept", "equilibria", "share of states", "reached by improvements")
        return Table("What holds", columns, tuple(rows), note)

    def listing(self, members: BoolArray, title: str) -> Table:
        """Return one row per state of a set; those that hold under most concepts come first."""
        rows: list[tuple[Cell, ...]] = []
        short = 0 < len(self.model.options) <= VECTOR_SHOWN
        holds = {c: self.holds(c) for c in self.stable}
        held_by = np.add.reduce([held.astype(np.int64) for held in holds.values()])
        found = np.flatnonzero(members)
        found = found[np.argsort(-held_by[found], kind="stable")]
        for state in self.graph.space.describe(found):
            held = [CONCEPTS[c].name for c in holds if holds[c][state.index]]
            name = (state.label, state.vector) if short else (state.label,)
            rows.append((*name, ", ".join(state.taken) or "none", ", ".join(held)))
        columns = ("state", *(["vector"] if short else []), "options taken", "holds under")
        return Table(title, columns, tuple(rows))
