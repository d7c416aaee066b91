"""At which patience, the same for all parties, a deal has a road map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from standoff.road_maps.account import spans
from standoff.road_maps.course import course
from standoff.road_maps.deal import Deal
from standoff.road_maps.find import FOUND, IMPOSSIBLE, answer, method_of
from standoff.road_maps.labels import Path
from standoff.road_maps.lattice import Lattice
from standoff.road_maps.patience import Interval
from standoff.road_maps.roadmap import RoadMap

GRID = (*(k / 20 for k in range(1, 20)), 0.99)
"""Discount factors, common to all parties, at which a design is tried."""

BUDGET = 2000
MOST = 6


@dataclass(frozen=True)
class Patience:
    """At which discount factors, the same for all parties, a deal has a road map.

    Parameters
    ----------
    holds : tuple of intervals
        Where one of the road maps found holds.
    impossible, undecided : tuple of float
        The discount factors tried, outside of these, at which there is none, or that stay open.
    paths : tuple
        Road maps found, those for the least patience first.
    """

    holds: tuple[Interval, ...]
    impossible: tuple[float, ...]
    undecided: tuple[float, ...]
    paths: tuple[Path, ...] = ()

    def __str__(self) -> str:
        left = f" (undecided at {len(self.undecided)} of {len(GRID)} tried)"
        return spans(self.holds) + (left if self.undecided else "")


def patience_of(deal: Deal, method: str) -> Patience:
    """Return at which discount factors, common to all parties, a deal has a road map.

    Tries those of `GRID`; a road map found at one of them gives the whole intervals at which it
    holds, from the roots of its constraints.
    """
    holds: list[Interval] = []
    paths: dict[Path, None] = {}
    impossible, undecided = [], []
    lattice = Lattice(deal)
    for d in GRID:
        if any(low <= d <= high for low, high in holds):
            continue
        trial = deal.patient(d)
        result = answer(lattice, method_of(trial, method), budget=BUDGET)
        if result.status == IMPOSSIBLE:
            impossible.append(d)
        elif result.status != FOUND:
            undecided.append(d)
        for path in result.paths[:MOST]:
            paths[path] = None
            holds += RoadMap(course(trial, path), method).common_patience
    return Patience(union(holds), tuple(impossible), tuple(undecided), tuple(paths))


def union(parts: Sequence[Interval]) -> tuple[Interval, ...]:
    """Return intervals that overlap or touch as one.

    Examples
    --------
    >>> union([(0.5, 0.7), (0.9, 1.0), (0.6, 0.8)])
    ((0.5, 0.8), (0.9, 1.0))
    """
    found: list[Interval] = []
    for low, high in sorted(parts):
        if found and low <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], high))
        else:
            found.append((low, high))
    return tuple(found)
