"""Answer whether there is a road map: found, proved impossible, or undecided."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from standoff.road_maps import search
from standoff.road_maps.course import course
from standoff.road_maps.deal import Deal, FloatArray
from standoff.road_maps.labels import Path
from standoff.road_maps.lattice import Lattice
from standoff.road_maps.methods import Discounted, Method, Payments, WalkAway, WalkAwayToOne
from standoff.road_maps.payments import least_payments

Progress = Callable[[str, float], None]

BUDGET = 20_000
"""Labels that the exact search may keep before the search by a few labels takes over."""

FOUND, IMPOSSIBLE, UNDECIDED = "found", "impossible", "undecided"
HALVINGS = 12
PRICED = 12


@dataclass(frozen=True, eq=False)
class Answer:
    """What a search for road maps came to.

    Parameters
    ----------
    status : {"found", "impossible", "undecided"}
    paths : tuple
        Road maps as masks of their steps; empty unless found.
    how : str
        The argument that decided, or what was tried.
    complete : bool
        Whether `paths` holds one for every undominated division of what is to be gained.
    ideal : array, optional
        The most that each party could have of any road map; an upper bound.
    """

    status: str
    paths: tuple[Path, ...] = ()
    how: str = ""
    complete: bool = False
    ideal: FloatArray | None = None


def method_of(deal: Deal, name: str, *, apart: bool = False) -> Method:
    """Return the rules of the search called `name`; `apart` keeps one number per party."""
    if name == "payments":
        return Payments(deal)
    if name == "discounted":
        return Discounted(deal)
    ends = np.flatnonzero(deal.targets)
    return WalkAway(deal) if apart or len(ends) > 1 else WalkAwayToOne(deal, int(ends[0]))


def answer(
    lattice: Lattice,
    method: Method,
    *,
    cost: str | None = None,
    budget: int = BUDGET,
    progress: Progress | None = None,
) -> Answer:
    """Return whether a deal has a road map under a method, with road maps if it has.

    Parameters
    ----------
    lattice : Lattice
    method : Method
    cost : {"steps", "exposure"}, optional
        What the exact search trades off against worth.
    budget : int
        Labels that the exact search may keep.
    progress : callable, optional
        Is told what is being worked on and the share done.
    """
    if method.width == 1:
        say = _part(progress, "searching", 0, 1)
        best = search.best(lattice, method, merits(method, cost), say)
        how = "all ways that could matter were tried"
        return Answer(FOUND if best else IMPOSSIBLE, tuple(f.path for f in best), how)
    bound = search.ideal(lattice, method, _part(progress, "bounding", 0, 0.4))
    most = bound[:, 0]
    if not method.joins(most):
        how = "even if each party could have the way that suits it best, one of them would leave"
        return Answer(IMPOSSIBLE, how=how, ideal=most)
    found = search.every(lattice, method, bound, budget=budget, cost=cost)
    if found is not None:
        paths = tuple(f.path for f in found)
        how = "all ways that could matter were tried"
        return Answer(FOUND if paths else IMPOSSIBLE, paths, how, True, most)
    best = search.best(lattice, method, merits(method, cost), _part(progress, "searching", 0.4, 1))
    if best:
        how = "a few of the best ways were tried from every state"
        return Answer(FOUND, tuple(f.path for f in best), how, ideal=most)
    how = "there are too many ways to try all, and a few of the best from every state did not do"
    return Answer(UNDECIDED, how=how, ideal=most)


def priced(lattice: Lattice, more: Iterable[Path] = ()) -> list[tuple[float, Path]]:
    """Return road maps that side payments make hold, the cheapest first, with what they take.

    Looks at those that leave most to share for their number of steps, or, of too many, at a few of
    the best from every state; at those that hold without payments; and at `more`. Another one may
    be cheaper.
    """
    method = Payments(lattice.deal)
    found = None
    if not lattice.deal.large:
        bound = search.ideal(lattice, method)
        found = search.every(lattice, method, bound, budget=BUDGET, cost="steps")
    if found is None:
        found = search.best(lattice, method, merits(method))
    free = answer(lattice, Discounted(lattice.deal), budget=BUDGET // 10).paths
    paths = dict.fromkeys([*(one.path for one in found), *free[:PRICED], *more])
    paid = [(least_payments(course(lattice.deal, path)), path) for path in paths]
    return sorted((transfers.total, path) for transfers, path in paid if transfers is not None)


def merits(method: Method, cost: str | None = None) -> tuple[str, ...]:
    """Return the measures of merit by which a few labels are kept per state.

    Parameters
    ----------
    method : Method
    cost : {"steps", "exposure"}, optional
        In large lattices only this one is kept beside worth.
    """
    deal = method.deal
    found = [] if isinstance(method, WalkAwayToOne) else ["value"]
    same_length = int(deal.targets.sum()) == 1 and not any(s & (s - 1) for s in deal.steps)
    others = ["exposure"] if deal.cardinal else []
    others += [] if same_length else ["steps"]
    if deal.large and found:
        others = [name for name in others if name == cost]
    found += others or ([] if found else ["steps"])
    if method.width > 1:
        found += ["slack", *(str(i) for i in deal.parties)]
    return tuple(found)


def _part(
    progress: Progress | None, what: str, start: float, end: float
) -> Callable[[float], None] | None:
    if progress is None:
        return None
    return lambda done: progress(what, start + (end - start) * done)


@dataclass(frozen=True)
class Miss:
    """How little must give way for a road map.

    Parameters
    ----------
    low, high : float
        In worth per period: every road map misses some constraint by more than `low`; `path`
        misses none by more than `high`.
    path : tuple of int
    """

    low: float
    high: float
    path: Path


def least_miss(lattice: Lattice, method: Method) -> Miss:
    """Return how little the constraints of all parties must be relaxed for a road map."""
    scale = float(np.ptp(lattice.deal.worth[:, lattice.deal.feasible])) or 1.0

    def bounded(miss: float) -> bool:
        eased = method.relieved(miss, miss)
        return eased.joins(search.ideal(lattice, eased)[:, 0])

    def found(miss: float) -> Path | None:
        eased = method.relieved(miss, miss)
        paths = search.best(lattice, eased, merits(method))
        return paths[0].path if paths else None

    low = 0.0 if bounded(0.0) else bracket(bounded, scale)[0]
    start = max(low, scale * 2.0**-HALVINGS)
    high = start
    while (path := found(high)) is None:
        high *= 2
    least = start if high > start else low
    for _ in range(HALVINGS if high > start else 0):
        middle = (least + high) / 2
        better = found(middle)
        least, high = (least, middle) if better else (middle, high)
        path = better or path
    return Miss(low, high, path)


def bracket(holds: Callable[[float], bool], scale: float) -> tuple[float, float]:
    """Return two numbers close together of which the first does not hold and the second does."""
    low, high = 0.0, scale * 2.0**-HALVINGS
    while not holds(high):
        low, high = high, high * 2
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return low, high
