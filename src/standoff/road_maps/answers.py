"""The result of a search for road maps, and the search as one call."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from standoff.results import Cell, Result, Table, finite, read_as
from standoff.road_maps.account import certificate, sentences, spans
from standoff.road_maps.course import course
from standoff.road_maps.deal import LARGE, Deal
from standoff.road_maps.find import (
    BUDGET,
    FOUND,
    IMPOSSIBLE,
    Answer,
    Progress,
    answer,
    least_miss,
    method_of,
    priced,
)
from standoff.road_maps.labels import Path
from standoff.road_maps.lattice import Lattice
from standoff.road_maps.payments import least_payments
from standoff.road_maps.remedies import Remedy, remedies, remedies_table
from standoff.road_maps.roadmap import RoadMap
from standoff.road_maps.scan import patience_of
from standoff.road_maps.why import blocks, obstacle, reasons

OBJECTIVES = {
    "steps": "fewest steps",
    "exposure": "least exposure",
    "patience": "least patience",
    "even": "most even gains",
    "payments": "least payments",
}
SHOWN = 3
SHORTLIST = 12


@dataclass(frozen=True, eq=False)
class RoadMaps(Result):
    """Whether an endgame can be reached by steps that no party is ever better off leaving.

    Parameters
    ----------
    status : {"found", "impossible", "undecided"}
    maps : tuple of RoadMap
        The best ones found, best first by the objective; each with what it is the best at.
    reasons : tuple of str
        Why there is none.
    how : str
        The argument that decided, or what was tried.
    near : RoadMap or None
        Where none was found: one that misses its constraints by little.
    miss : tuple of float or None
        Every road map misses some constraint by at least the first number, `near` none by more
        than the second (worth per period).
    deal : Deal
    method, objective : str
    remedies : tuple of Remedy or None
        What would make one possible, where that was asked.
    title, digest, reading
        Of the model, as in other results.
    """

    status: str
    maps: tuple[RoadMap, ...]
    reasons: tuple[str, ...]
    how: str
    near: RoadMap | None
    miss: tuple[float, float] | None
    deal: Deal
    method: str
    objective: str
    remedies: tuple[Remedy, ...] | None = None
    title: str = ""
    digest: str = ""
    reading: str | None = None

    def __repr__(self) -> str:
        shown = f", {len(self.maps)} shown" if self.maps else ""
        return f"RoadMaps(to {self.deal.endgame}, {self.method}: {self.status}{shown})"

    def lines(self) -> Sequence[str]:  # noqa: D102
        return [*([read_as(self.title, self.reading)] if self.title else []), *self._verdict()]

    def _verdict(self) -> list[str]:
        deal = self.deal
        plan = f" by the design {deal.design}" if deal.design else ""
        goal = f"{deal.endgame}{plan} ({self.method})"
        if self.status == FOUND and not self.maps:
            return [f"To {goal}: {self.how}."]
        if self.status == FOUND:
            return [f"To {goal}: found.", *sentences(self.maps[0])]
        if self.status == IMPOSSIBLE:
            said = [f"To {goal}: proved impossible; {self.how}.", *self.reasons]
            if deal.large and not self.reasons:
                said.append(f"Why is not looked into beyond {LARGE:,} states.")
        else:
            said = [f"To {goal}: undecided; {self.how}."]
        if self.near is not None and self.miss is not None and deal.cardinal:
            said.append(f"The road map that comes closest misses by {_gap(self.miss)} (below).")
        return said

    def tables(self) -> Sequence[Table]:  # noqa: D102
        if self.maps:
            several = (self._maps_table(),) if len(self.maps) > 1 else ()
            return (*several, *self.maps[0].tables())
        wanted = () if self.remedies is None else (remedies_table(self.remedies),)
        if self.near is not None:
            first, *others = self.near.tables()
            return (
                *wanted,
                replace(first, title="The steps of the one that comes closest"),
                *others,
            )
        columns = ("endgame", "design", "method", "answer")
        row = (self.deal.endgame, self.deal.design or "", self.method, self.status)
        return (*wanted, Table("Road maps", columns, (row,)))

    def _maps_table(self) -> Table:
        rows: list[tuple[Cell, ...]] = []
        cardinal = self.deal.cardinal
        paid = self.method == "payments"
        for k, found in enumerate(self.maps, start=1):
            row: tuple[Cell, ...] = (k, "; ".join(found.steps), ", ".join(found.merits))
            if cardinal:
                row += (_exposed(found), spans(found.common_patience))
            row += (found.transfers.total if found.transfers else None,) if paid else ()
            rows.append(row)
        columns: tuple[str, ...] = ("no.", "steps", "best of these at")
        columns += ("largest exposure", "patience") if cardinal else ()
        columns += ("payments",) if paid else ()
        note = "Below: the first of them. Patience: common to all parties."
        return Table("Road maps", columns, tuple(rows), note if cardinal else "")

    def to_dict(self) -> dict[str, Any]:  # noqa: D102
        data: dict[str, Any] = {
            "format": "standoff.road_maps/1",
            "model": {"title": self.title, "digest": self.digest, "reading": self.reading},
            "endgame": self.deal.endgame,
            "design": self.deal.design,
            "method": self.method,
            "objective": self.objective,
            "answer": self.status,
            "how": self.how,
            "reasons": list(self.reasons),
            "road_maps": [certificate(found) for found in self.maps],
        }
        if self.near is not None:
            data["closest"] = certificate(self.near)
            if self.deal.cardinal:
                data["misses_by"] = self.miss
        if self.remedies is not None:
            data["remedies"] = [vars(remedy) for remedy in self.remedies]
        return finite(data)  # type: ignore[no-any-return]


def _gap(miss: tuple[float, float]) -> str:
    low, high = miss
    if high - low < high / 100:
        return f"{high:.3g} per period"
    return f"{low:.3g} to {high:.3g} per period" if low else f"at most {high:.3g} per period"


def _exposed(found: RoadMap) -> float:
    return max(0.0, float(found.exposures.max()))


def road_maps(
    deal: Deal,
    method: str,
    *,
    objective: str = "steps",
    most: int = SHOWN,
    budget: int = BUDGET,
    remedy: bool = False,
    progress: Progress | None = None,
) -> RoadMaps:
    """Return the best road maps of a deal, or why there is none.

    Parameters
    ----------
    deal : Deal
    method : {"discounted", "payments", "walk-away"}
    objective : {"steps", "exposure", "patience", "even", "payments"}
    most : int
        How many road maps to return.
    budget : int
        Labels that the exact search may keep.
    remedy : bool
        Whether to say what would make a road map possible where none is found.
    progress : callable, optional
        Is told what is being worked on and the share done.
    """
    lattice = Lattice(deal)
    cost = objective if objective in ("steps", "exposure") else None
    found = decide(lattice, method, cost=cost, budget=budget, progress=progress)
    blocked = () if deal.targets[0] or lattice.leads_there else tuple(blocks(deal))
    if objective == "patience" and found.paths and deal.cardinal:
        found = replace(found, paths=(*found.paths, *_less_patient(deal, method, found.paths)))
    if objective == "payments" and found.paths and method == "payments":
        cheap = [path for _, path in priced(lattice, found.paths)[:SHORTLIST]]
        found = replace(found, paths=tuple(dict.fromkeys((*cheap, *found.paths))))
    maps = ranked(deal, method, found, objective)
    near = miss = None
    why = blocked
    if found.status != FOUND and not blocked and not deal.large:
        near, miss, why = _shortfall(deal, lattice, method, found)
    wanted = None
    if remedy and near is not None:
        wanted = remedies(deal, method, near.path, progress)
    return RoadMaps(
        remedies=wanted,
        status=found.status,
        maps=maps[:most],
        reasons=why,
        how=found.how,
        near=near,
        miss=miss,
        deal=deal,
        method=method,
        objective=objective,
    )


def decide(
    lattice: Lattice,
    method: str,
    *,
    cost: str | None = None,
    budget: int = BUDGET,
    progress: Progress | None = None,
) -> Answer:
    """Return whether the deal of a lattice has a road map, without asking why not."""
    deal = lattice.deal
    if deal.targets[0]:
        return Answer(FOUND, how="the status quo is such an endgame already")
    if not lattice.leads_there:
        return Answer(IMPOSSIBLE, how="no steps that are allowed lead there")
    rules = method_of(deal, method)
    return answer(lattice, rules, cost=cost, budget=budget, progress=progress)


def _less_patient(deal: Deal, method: str, known: tuple[Path, ...]) -> Iterator[Path]:
    """Yield the road maps found at other patience, common to all, that hold at that of the deal."""
    weighing = "payments" if method == "payments" else "discounted"
    for path in patience_of(deal, weighing).paths:
        if path not in known and examined(deal, method, path).holds:
            yield path


def _shortfall(
    deal: Deal, lattice: Lattice, name: str, found: Answer
) -> tuple[RoadMap | None, tuple[float, float] | None, tuple[str, ...]]:
    """Return the road map that comes closest, by how much it misses, and why none holds."""
    apart = method_of(deal, name, apart=True)
    if apart.width == 1:
        least = least_miss(lattice, apart)
        lacking = _gap((least.low, least.high))
        said = f"Together they gain too little: {lacking} would have to come from outside."
        return None, (least.low, least.high), (said,)
    why = reasons(deal, apart, obstacle(deal, apart)) if found.status == IMPOSSIBLE else []
    least = least_miss(lattice, apart)
    near = RoadMap(course(deal, least.path), name)
    return near, (least.low, least.high), tuple(why)


def ranked(deal: Deal, method: str, found: Answer, objective: str) -> tuple[RoadMap, ...]:
    """Return road maps of an answer, best first, each marked with what it is the best at.

    Of many, those are kept that are best at something that is quick to find.
    """
    maps = [examined(deal, method, path) for path in found.paths]
    quick = [name for name in OBJECTIVES if name != "patience"]
    if len(maps) > SHORTLIST and objective != "patience":
        scored = [s for s in (_scores(maps, name, found) for name in quick) if s is not None]
        each = SHORTLIST // len(scored)
        kept = dict.fromkeys(int(k) for s in scored for k in np.argsort(s, kind="stable")[:each])
        maps = [maps[k] for k in kept]
    return _marked(maps, found, objective) if maps else ()


def _marked(maps: list[RoadMap], found: Answer, objective: str) -> tuple[RoadMap, ...]:
    scored = {name: _scores(maps, name, found) for name in OBJECTIVES}
    marked = []
    for k, one in enumerate(maps):
        best = [OBJECTIVES[n] for n, s in scored.items() if s is not None and s[k] <= s.min()]
        marked.append(replace(one, merits=tuple(best)))
    keys = [scored[n] for n in (objective, "steps", "exposure") if scored[n] is not None]
    order = np.lexsort([key for key in reversed(keys) if key is not None])
    return tuple(marked[k] for k in order)


def examined(deal: Deal, method: str, path: Path) -> RoadMap:
    """Return the road map along a path, whether it holds or not."""
    along = course(deal, path)
    transfers = least_payments(along) if method == "payments" else None
    return RoadMap(along, method, transfers)


def _scores(maps: Sequence[RoadMap], objective: str, found: Answer) -> Any:
    """Return how far each road map is from the best by one objective, least first, or None."""
    cardinal = maps[0].course.deal.cardinal
    if objective == "steps":
        return np.array([m.course.length for m in maps])
    if not cardinal:
        return None
    if objective == "exposure":
        return np.array([round(_exposed(m), 9) for m in maps])
    if objective == "patience":
        return np.array([min((low for low, _ in m.common_patience), default=1.0) for m in maps])
    if objective == "payments":
        totals = [m.transfers.total if m.transfers else np.inf for m in maps]
        return np.round(totals, 9) if maps[0].method == "payments" else None
    if found.ideal is None or len(found.ideal) == 1:
        return None
    return np.array([-evenness(m, found.ideal) for m in maps])


def evenness(found: RoadMap, ideal: np.ndarray[Any, Any]) -> float:
    """Return the least share that a party gets of the most that it could gain.

    The road map with the largest such share is that of Kalai and Smorodinsky (1975); units of
    worth do not matter to it.
    """
    most = ideal - found.course.worth[:, 0]
    tolerance = found.course.deal.tolerance
    shares = np.where(most > tolerance, found.gains / np.where(most > tolerance, most, 1.0), 1.0)
    return round(float(shares.min()), 9)
