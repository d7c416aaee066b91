"""Rival designs of one deal side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from standoff.results import Cell, Result, Table, finite, read_as
from standoff.road_maps.account import number, place
from standoff.road_maps.answers import RoadMaps
from standoff.road_maps.course import course
from standoff.road_maps.deal import Deal
from standoff.road_maps.find import priced
from standoff.road_maps.lattice import Lattice
from standoff.road_maps.linear import holding, share
from standoff.road_maps.payments import least_payments
from standoff.road_maps.roadmap import RoadMap
from standoff.road_maps.scan import Patience, patience_of


@dataclass(frozen=True, eq=False)
class Rival:
    """One design and what came of it.

    Parameters
    ----------
    name : str
    found : RoadMaps
    patience : Patience or None
        None where worths cannot be added.
    paid : RoadMap or None
        The road map with the least side payments found.
    holds_in : tuple of float or None
        Share of sampled worths under which one of the road maps found holds, with its 95 %
        interval; of one that comes closest where none was found.
    """

    name: str
    found: RoadMaps
    patience: Patience | None
    paid: RoadMap | None
    holds_in: tuple[float, float, float] | None

    @property
    def best(self) -> RoadMap | None:
        """The best road map found, or the one that comes closest."""
        return self.found.maps[0] if self.found.maps else self.found.near


@dataclass(frozen=True, eq=False)
class Comparison(Result):
    """Rival designs of one deal, on the same worths.

    Parameters
    ----------
    rivals : tuple of Rival
    endgame, method : str
    samples, seed : int
        Of the sampled worths.
    title, digest, reading
        Of the model, as in other results.
    """

    rivals: tuple[Rival, ...]
    endgame: str
    method: str
    samples: int
    seed: int
    title: str = ""
    digest: str = ""
    reading: str | None = None

    def __repr__(self) -> str:
        said = ", ".join(f"{r.name} {r.found.status}" for r in self.rivals)
        return f"Comparison(to {self.endgame}, {self.method}: {said})"

    def lines(self) -> Sequence[str]:  # noqa: D102
        title = [read_as(self.title, self.reading)] if self.title else []
        return [*title, f"Designs to {self.endgame} ({self.method})."]

    def tables(self) -> Sequence[Table]:  # noqa: D102
        parties = self._parties()
        return (self._designs(), *((parties,) if parties.rows else ()), self._steps())

    def _designs(self) -> Table:
        rows: list[tuple[Cell, ...]] = []
        for rival in self.rivals:
            one = rival.best
            row: tuple[Cell, ...] = (rival.name, rival.found.status)
            row += (str(rival.patience) if rival.patience else "",)
            row += (one.course.length if one is not None and rival.found.maps else None,)
            row += (_largest_exposure(one),)
            row += (rival.paid.transfers.total if rival.paid and rival.paid.transfers else None,)
            rows.append((*row, _bound(one), _share_text(rival.holds_in)))
        columns = (
            *("design", "answer", "patience", "steps", "exposure", "payments"),
            *("closest to leaving", "holds in"),
        )
        note = (
            "Patience: the discount factors common to all at which a road map was found. Exposure: "
            "the largest. Payments: the smallest found with which one holds, spread evenly over "
            "all time. Closest to leaving: in the best road map, or the one that misses by least, "
            f"with the slack. Holds in: share of {self.samples:,} draws of worths from their "
            f"ranges (seed {self.seed}) in which a road map found here holds, 95 % interval."
        )
        return Table("Designs", columns, tuple(rows), note)

    def _parties(self) -> Table:
        names = self.rivals[0].found.deal.model.party_ids
        rows: list[tuple[Cell, ...]] = []
        for rival in self.rivals:
            one = rival.best
            if one is not None and one.course.deal.cardinal:
                exposed = (max(0.0, float(e)) for e in one.exposures.max(axis=1))
                rows.append((rival.name, "gain", *map(float, one.gains)))
                rows.append((rival.name, "exposure", *exposed))
        note = "Gain: over today. Exposure: most that a party loses per period if others breach."
        columns = ("design", "", *names)
        return Table("What each party gains and risks", columns, tuple(rows), note)

    def _steps(self) -> Table:
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (rival.name, _steps_text(rival), " ".join(rival.found.reasons)) for rival in self.rivals
        )
        return Table("The road maps", ("design", "steps", "why there is none"), rows)

    def to_dict(self) -> dict[str, Any]:  # noqa: D102
        return finite(  # type: ignore[no-any-return]
            {
                "format": "standoff.comparison/1",
                "model": {"title": self.title, "digest": self.digest, "reading": self.reading},
                "endgame": self.endgame,
                "method": self.method,
                "samples": self.samples,
                "seed": self.seed,
                "designs": [_rival_dict(rival) for rival in self.rivals],
            }
        )


def _largest_exposure(found: RoadMap | None) -> str:
    if found is None or not found.course.deal.cardinal:
        return ""
    worst = found.exposures.max(axis=1)
    party = int(worst.argmax())
    return f"{found.parties[party]} {number(worst[party])}" if worst[party] > 0 else "none"


def _bound(found: RoadMap | None) -> str:
    """Return who is closest to leaving, where, and by what."""
    if found is None:
        return ""
    binding = found.binding
    at = place(found, binding.step, "step ")
    slack = f" ({number(binding.slack)})" if found.course.deal.cardinal else ""
    return f"{found.parties[binding.party]} at {at}{slack}"


def _steps_text(rival: Rival) -> str:
    if rival.best is None:
        return ""
    text = "; ".join(rival.best.steps)
    return text if rival.found.maps else f"(closest) {text}"


def _share_text(found: tuple[float, float, float] | None) -> str:
    if found is None:
        return ""
    middle, low, high = found
    digits = 0 if low >= 0.01 and high <= 0.99 else 1
    low, high = 100 * low, 100 * high
    return f"{middle:.{digits}%} ({low:.{digits}f}-{high:.{digits}f})"


def _rival_dict(rival: Rival) -> dict[str, Any]:
    data: dict[str, Any] = {"design": rival.name, **rival.found.to_dict()}
    for key in ("format", "model"):
        del data[key]
    if rival.patience is not None:
        data["patience"] = {
            key: getattr(rival.patience, key) for key in ("holds", "impossible", "undecided")
        }
    if rival.paid is not None:
        data["with_payments"] = rival.paid.to_dict()
    if rival.holds_in is not None:
        data["holds_in"] = list(rival.holds_in)
    return data


def rival(name: str, found: RoadMaps, *, samples: int, seed: int) -> Rival:
    """Return a design with everything that a comparison shows of it."""
    deal = found.deal
    if not deal.cardinal or deal.targets[0]:
        return Rival(name, found, None, None, None)
    maps = [m.course for m in (found.maps or ([found.near] if found.near else []))]
    scan = patience_of(deal, found.method) if found.method != "walk-away" else None
    shares = None
    if maps and found.method != "payments":
        discounted = found.method == "discounted"
        held = holding(maps, discounted=discounted, count=samples, seed=seed)
        shares = share(np.asarray(held.any(axis=0)))
    weighs = found.method != "walk-away"
    return Rival(name, found, scan, _cheapest(deal, found) if weighs else None, shares)


def _cheapest(deal: Deal, found: RoadMaps) -> RoadMap | None:
    """Return the road map with the least side payments among those found, and the closest."""
    known = [*found.maps, *([found.near] if found.near else [])]
    cheapest = next(iter(priced(Lattice(deal), [one.path for one in known])), None)
    if cheapest is None:
        return None
    along = course(deal, cheapest[1])
    return RoadMap(along, "payments", least_payments(along))
