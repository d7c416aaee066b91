"""The result of prospects: the ends, the paths to them, and what they mean for each party."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from standoff.evolution.dynamics import Dynamics
from standoff.results import Cell, Result, Table, finite, read_as
from standoff.states import State
from standoff.states.words import signed

FORMAT = "standoff.prospects/1"
CYCLE_LISTED = 4
ENDS_DRAWN = 16


@dataclass(frozen=True)
class Step:
    """One move on a path: the parties that make it, what changes, and the state it leads to."""

    parties: tuple[str, ...]
    change: str
    state: State
    probability: float


@dataclass(frozen=True)
class End:
    """A closed class that the dynamics end in: one state that nobody leaves, or a cycle.

    Parameters
    ----------
    probability : float
    interval : (float, float) or None
        95 % interval where the probability is an estimate from simulation.
    states : tuple of State
    shares : tuple of float
        Long-run share of moves spent in each state; 1 for a single state.
    path : tuple of Step
        The most probable path from the start into the class; empty if the start is in it.
    path_probability : float or None
        None where paths were only simulated.
    """

    probability: float
    interval: tuple[float, float] | None
    states: tuple[State, ...]
    shares: tuple[float, ...]
    path: tuple[Step, ...]
    path_probability: float | None

    @property
    def is_cycle(self) -> bool:
        """Whether the parties keep moving."""
        return len(self.states) > 1


@dataclass(frozen=True)
class Standing:
    """What the end means for one party, in expectation.

    Places count from 1, the party's best; states it finds equally good share a place. Worth is
    None for ordinal preferences. Of a simulation, the mean over the walks that settled; nan if
    none did.
    """

    party: str
    places: int
    place_now: int
    place_expected: float
    worth_now: float | None
    worth_expected: float | None
    unit: str


@dataclass(frozen=True, repr=False)
class Prospects(Result):
    """Where improvements lead from a state.

    Parameters
    ----------
    title, digest, reading : str
        The model that was asked, and the reading of it.
    dynamics : Dynamics
    start : State
    ends : tuple of End
        Most probable first.
    expected_moves : float
        Until a closed class is entered.
    standings : tuple of Standing
    reached : int
        How many states the dynamics can reach from the start; of a simulation, a lower bound.
    exact : bool
        False where the ends were simulated; then `walks` walks were made from `seed`, and
        `unsettled` is the share of them that still moved after the longest time followed.
    """

    title: str
    digest: str
    reading: str | None
    dynamics: Dynamics
    start: State
    ends: tuple[End, ...]
    expected_moves: float
    standings: tuple[Standing, ...]
    reached: int
    exact: bool
    seed: int | None = None
    walks: int = 0
    unsettled: float = 0.0

    def __repr__(self) -> str:
        ends = ", ".join(
            f"{e.probability:.2f}: {' / '.join(map(str, e.states))}" for e in self.ends
        )
        return f"Prospects(from {self.start}: {ends})"

    def to_dict(self) -> dict[str, Any]:  # noqa: D102
        data: dict[str, Any] = {
            "format": FORMAT,
            "model": {"title": self.title, "digest": self.digest, "reading": self.reading},
            "mode": self.dynamics.mode,
            "agreements": self.dynamics.agreements,
            "rates": dict(self.dynamics.rates),
            "from": list(self.start.taken),
            "start": self.start.to_dict(),
            "expected_moves": self.expected_moves,
            "ends": [_end_dict(end) for end in self.ends],
            "standings": [vars(s) for s in self.standings],
            "reached": self.reached,
            "exact": self.exact,
        }
        if not self.exact:
            data |= {"seed": self.seed, "walks": self.walks, "unsettled": self.unsettled}
        return finite(data)  # type: ignore[no-any-return]

    def lines(self) -> Sequence[str]:  # noqa: D102
        return [*([read_as(self.title, self.reading)] if self.title else []), *self._remarks()]

    def _remarks(self) -> Sequence[str]:
        if not self.exact:
            share = f", {self.unsettled:.0%} of the walks still moved" if self.unsettled else ""
            return (
                f"More than {self.reached - 1:,} states can be reached: the figures are estimates "
                f"from {self.walks:,} random walks (seed {self.seed}){share}.",
            )
        if self.ends[0].probability == 1 and not self.ends[0].path and not self.ends[0].is_cycle:
            return (f"Nobody leaves {self.start}: no party has an improvement.",)
        return ()

    def tables(self) -> Sequence[Table]:  # noqa: D102
        return (self._ends_table(), self._standings_table())

    def _ends_table(self) -> Table:
        cycles = any(end.is_cycle for end in self.ends)
        rows: list[tuple[Cell, ...]] = []
        for end in self.ends:
            path = "; ".join(map(_step_text, end.path))
            for k, (where, share) in enumerate(self._members(end)):
                row: tuple[Cell, ...] = (None if k else end.probability,)
                row += () if self.exact else (None if k else _interval_text(end),)
                row += (where,)
                row += (share,) if cycles else ()
                rows.append((*row, None if k else path))
        how = f"{self.dynamics.mode} improvements"
        if self.dynamics.agreements > 1:
            how += f", agreements of up to {self.dynamics.agreements}"
        moves = f"{self.expected_moves:.2f}" if isfinite(self.expected_moves) else "not settled"
        note = f"From: {self.start}. Dynamics: {how}. Expected moves till then: {moves}."
        if any(end.states[0].vector for end in self.ends):
            note += " Changes: + taken up, - dropped."
        columns: tuple[str, ...] = ("probability",)
        columns += () if self.exact else ("95 % interval",)
        columns += ("where it ends",)
        columns += ("share of time",) if cycles else ()
        columns += ("most probable path",)
        return Table("Where it is heading", columns, tuple(rows), note, most=ENDS_DRAWN)

    def _members(self, end: End) -> list[tuple[str, float | None]]:
        """Return an end as lines: a state, the states of a short cycle, or a long one in short."""
        if not end.is_cycle:
            return [(self._end_text(end.states[0]), None)]
        if len(end.states) <= CYCLE_LISTED:
            return [(self._end_text(s), p) for s, p in zip(end.states, end.shares, strict=True)]
        return [(self._cycle_text(end), None)]

    def _cycle_text(self, end: End) -> str:
        """Return a long cycle in short: what it has always changed, and what comes and goes."""
        taken = {
            name: sum(p for s, p in zip(end.states, end.shares, strict=True) if name in s.taken)
            for name in dict.fromkeys(name for s in end.states for name in s.taken)
        }
        always = {name for name in taken if all(name in s.taken for s in end.states)}
        up = [f"+{name}" for name in taken if name in always and name not in self.start.taken]
        down = [f"-{name}" for name in self.start.taken if name not in taken]
        passing = [f"{name} {p:.0%}" for name, p in taken.items() if name not in always]
        said = f"a cycle of {len(end.states):,} states"
        said += f"; in all {' '.join(up + down)}" if up or down else ""
        return said + (f"; part of the time {', '.join(passing)}" if passing else "")

    def _end_text(self, state: State) -> str:
        """Return the label, or else what changes from the start."""
        if state.index == self.start.index:
            return "no change" if state.label is None else f"{state}: no change"
        change = signed(self.start, state)
        return change if state.label is None or change == str(state) else f"{state}: {change}"

    def _standings_table(self) -> Table:
        worth = any(s.worth_now is not None for s in self.standings)
        columns: tuple[str, ...] = ("party", "place now", "place expected", "of places")
        columns += ("worth now", "worth expected", "unit") if worth else ()
        rows = []
        for s in self.standings:
            row: tuple[Cell, ...] = (s.party, s.place_now, s.place_expected, s.places)
            rows.append(row + ((s.worth_now, s.worth_expected, s.unit) if worth else ()))
        return Table("What it means for each", columns, tuple(rows), "Place 1 is a party's best.")


def _interval_text(end: End) -> str:
    low, high = end.interval or (end.probability, end.probability)
    return f"{low:.3f} to {high:.3f}"


def _step_text(step: Step) -> str:
    return f"{' with '.join(step.parties)}: {step.change}"


def _end_dict(end: End) -> dict[str, Any]:
    states = [s.to_dict() | {"share": p} for s, p in zip(end.states, end.shares, strict=True)]
    path = [
        {"parties": list(s.parties), "change": s.change, "probability": s.probability}
        | s.state.to_dict()
        for s in end.path
    ]
    data: dict[str, Any] = {"probability": end.probability, "states": states, "path": path}
    data["path_probability"] = end.path_probability
    return data if end.interval is None else data | {"interval": list(end.interval)}
