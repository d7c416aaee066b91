"""The corridor: a way to the endgame on which every waypoint is stable for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from standoff.results import Cell, Result, Table, read_as
from standoff.road_maps.account import signed
from standoff.road_maps.deal import BoolArray, Deal, bits
from standoff.road_maps.labels import Path
from standoff.road_maps.lattice import Lattice
from standoff.road_maps.worths import cells
from standoff.stability import CONCEPTS, GraphModel, stability
from standoff.states import AxesSpace

FORMAT = "standoff.corridor/1"


@dataclass(frozen=True, eq=False)
class Corridor(Result):
    """A way of stable waypoints with the fewest steps on credit, or that there is none.

    A step is **on credit** where some party is worse off after it than before: it must trust that
    the next steps follow, though nobody can gain by leaving any waypoint.

    Parameters
    ----------
    deal : Deal
        With ranks for worths where parties only order the states.
    concept : str
        The stability concept of the waypoints.
    path : tuple of int or None
        Masks of the steps; None where there is no corridor.
    waypoints : int
        How many of the states that steps can reach are stable for all.
    title, digest, reading
        Of the model, as in other results.
    """

    deal: Deal
    concept: str
    path: Path | None
    waypoints: int
    title: str = ""
    digest: str = ""
    reading: str | None = None

    method = "corridor"

    def __repr__(self) -> str:
        return f"Corridor(to {self.deal.endgame}, {self.concept}: {self.status})"

    @property
    def status(self) -> str:
        """Whether there is one: ``found`` or ``impossible``."""
        return "impossible" if self.path is None else "found"

    @property
    def states(self) -> tuple[int, ...]:
        """The states from the status quo to the end."""
        found = [0]
        for step in self.path or ():
            found.append(found[-1] | step)
        return tuple(found)

    def on_credit(self, step: int) -> tuple[str, ...]:
        """Return the parties that are worse off after a step than before."""
        before, after = self.states[step - 1 : step + 1]
        worse = self.deal.worth[:, after] < self.deal.worth[:, before] - self.deal.tolerance
        return tuple(p for p, w in zip(self.deal.model.party_ids, worse, strict=True) if w)

    def lines(self) -> Sequence[str]:  # noqa: D102
        title = [read_as(self.title, self.reading)] if self.title else []
        name = CONCEPTS[self.concept].name
        plan = f" by the design {self.deal.design}" if self.deal.design else ""
        goal = f"To {self.deal.endgame}{plan} (corridor of {name} states)"
        known = f"{self.waypoints:,} of the states that allowed steps reach are stable for all"
        if self.path is None:
            return [*title, f"{goal}: proved impossible; every way was followed, and {known}."]
        credit = sum(bool(self.on_credit(t)) for t in range(1, len(self.path) + 1))
        return [*title, f"{goal}: found, {len(self.path)} steps, {credit} of them on credit."]

    def tables(self) -> Sequence[Table]:  # noqa: D102
        names = self.deal.model.party_ids
        rows: list[tuple[Cell, ...]] = [
            (
                t,
                " ".join(names[i] for i in self.deal.owners(step)),
                self.deal.words(step),
                " ".join(self.on_credit(t)),
            )
            for t, step in enumerate(self.path or (), start=1)
        ]
        note = "On credit: the parties that are worse off than before the step."
        if self.path is None:
            rows, note = [], "No way."
        return (Table("The steps", ("step", "by", "change", "on credit"), tuple(rows), note),)

    def to_dict(self) -> dict[str, Any]:  # noqa: D102
        deal = self.deal
        return {
            "format": FORMAT,
            "model": {"title": self.title, "digest": self.digest, "reading": self.reading},
            "endgame": deal.endgame,
            "design": deal.design,
            "method": "corridor",
            "concept": self.concept,
            "answer": self.status,
            "stable_waypoints": self.waypoints,
            "start": list(deal.taken(0)),
            "steps": [
                {
                    "parties": [deal.model.party_ids[i] for i in deal.owners(before ^ after)],
                    "measures": [signed(deal, k, after) for k in bits(before ^ after)],
                    "taken": list(deal.taken(after)),
                    "on_credit": list(self.on_credit(t)),
                }
                for t, (before, after) in enumerate(pairwise(self.states), start=1)
            ],
        }


def corridor(deal: Deal, concept: str) -> Corridor:
    """Return the corridor with the fewest steps on credit, and of those the fewest steps.

    Parameters
    ----------
    deal : Deal
    concept : str
        Id of a stability concept. The status quo need not be stable.
    """
    graph = GraphModel(deal.model)
    assert isinstance(graph.space, AxesSpace)
    held = np.logical_and.reduce(stability(graph, CONCEPTS[concept])).reshape(-1)
    stable = held[cells(graph.space, deal.base, deal.measures)]
    lattice = Lattice(replace(deal, caps=np.full(len(deal.caps), np.inf)))
    passed = sum(int(stable[layer].sum()) for layer in lattice.layers)
    path = cheapest(lattice, stable)
    return Corridor(deal, concept, path, passed)


def cheapest(lattice: Lattice, stable: BoolArray) -> Path | None:
    """Return the way over stable states with the fewest steps on credit, then the fewest steps.

    Parameters
    ----------
    lattice : Lattice
    stable : (2**M,) bool array
    """
    deal = lattice.deal
    dear = len(deal.measures) + 1  # one step on credit outweighs any number of others
    cost = np.full(deal.size, np.inf)
    choice = np.full(deal.size, -1)
    for layer in reversed(lattice.layers):
        cost[layer[deal.targets[layer] & stable[layer]]] = 0
        for k, _, before, after in lattice.steps(layer):
            worse = (deal.worth[:, after] < deal.worth[:, before] - deal.tolerance).any(axis=0)
            price = np.where(stable[after], cost[after], np.inf) + np.where(worse, 1 + dear, 1)
            better = price < cost[before]
            at = before[better]
            cost[at], choice[at] = price[better], k
    if not np.isfinite(cost[0]):
        return None
    found, state = [], 0
    while choice[state] >= 0 and cost[state] > 0:
        found.append(deal.steps[choice[state]])
        state |= found[-1]
    return tuple(found)
