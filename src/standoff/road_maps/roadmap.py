"""A road map with what everybody gets from it, could do instead, and is held by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from standoff.results import Result, Table, finite, read_as
from standoff.road_maps.account import (
    certificate,
    parties_table,
    payments_table,
    sentences,
    steps_table,
)
from standoff.road_maps.course import Breach, Course
from standoff.road_maps.deal import FloatArray
from standoff.road_maps.patience import Interval, intervals, joint_demands, party_demands
from standoff.road_maps.payments import Transfers
from standoff.road_maps.threats import Threat, threat
from standoff.road_maps.worths import worth_of

FORMAT = "standoff.road_map/1"
METHODS = ("discounted", "payments", "walk-away", "corridor")


@dataclass(frozen=True)
class Constraint:
    """One thing that must be so for a party to stay: its value against what it could have.

    Parameters
    ----------
    party : int
    kind : str
        ``join`` before the first step, ``stay`` at a step, ``keep`` at the end, ``exposure``.
    step : int
        0 for ``join``, T + 1 for ``keep``.
    value, floor : float
    breach : Breach or None
        The party's best breach there.
    """

    party: int
    kind: str
    step: int
    value: float
    floor: float
    breach: Breach | None = None

    @property
    def slack(self) -> float:
        """By how much the value exceeds the floor; less than zero where the road map breaks."""
        return self.value - self.floor


@dataclass(frozen=True, eq=False)
class RoadMap(Result):
    """A sequence of steps, examined.

    Parameters
    ----------
    course : Course
        Its deal and states.
    method : str
        Under which it is meant to hold: ``discounted``, ``payments``, ``walk-away``, ``corridor``.
    transfers : Transfers or None
        The least side payments that make it hold, where they were asked for and exist.
    merits : tuple of str
        What it is the best at, among those found.
    against : tuple of str
        In sentences, the steps that its design or terms do not allow.
    title, digest, reading
        Of the model, as in other results.
    """

    course: Course
    method: str
    transfers: Transfers | None = None
    merits: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    title: str = ""
    digest: str = ""
    reading: str | None = None

    def __repr__(self) -> str:
        verdict = "holds" if self.holds else "does not hold"
        return f"RoadMap({' | '.join(self.steps)}: {verdict})"

    @property
    def path(self) -> tuple[int, ...]:
        """The steps as masks of the measures that change."""
        return tuple(before ^ after for before, after in pairwise(self.course.states))

    @property
    def parties(self) -> tuple[str, ...]:
        """The parties' ids."""
        return self.course.deal.model.party_ids

    @cached_property
    def steps(self) -> tuple[str, ...]:
        """The measures of each step, in words."""
        return tuple(self._step_words(t) for t in range(1, self.course.length + 1))

    def _step_words(self, t: int) -> str:
        before, after = self.course.states[t - 1 : t + 1]
        deal = self.course.deal
        taken = deal.words(after & ~before) if after & ~before else ""
        back = deal.words(before & ~after) if before & ~after else ""
        return f"{taken} (back: {back})".strip() if back else taken

    @property
    def weighs(self) -> bool:
        """Whether worths are added up over time; else only the end is compared."""
        return self.method in ("discounted", "payments")

    @cached_property
    def values(self) -> FloatArray:
        """What the road map is worth to each party from each state on, (n, T + 1)."""
        course = self.course
        if not self.weighs:
            return np.repeat(course.worth[:, -1:], course.length + 1, axis=1)
        return course.values(course.deal.patience)

    @cached_property
    def constraints(self) -> tuple[Constraint, ...]:
        """Everything that must be so, party by party along the steps."""
        found = []
        for i in self.course.deal.parties:
            found += list(self._constraints(i))
        return tuple(found)

    def _constraints(self, i: int) -> Sequence[Constraint]:
        course, deal = self.course, self.course.deal
        last = course.length
        value = [*self.values[i], self.values[i, -1]]
        if self.transfers is not None:
            value = list(self._paid_values[i])
        found = [Constraint(i, "join", 0, float(value[0]), float(course.worth[i, 0]))]
        weight = deal.discount[i] if self.weighs else 1.0
        for t in range(1, last + 2):
            worth = [(1 - weight) * b.now + weight * b.later for b in course.breaches(i, t)]
            k = int(np.argmax(worth))
            kind = "stay" if t <= last else "keep"
            breach = course.breaches(i, t)[k]
            found.append(Constraint(i, kind, t, float(value[t]), float(worth[k]), breach))
        if np.isfinite(deal.caps[i]):
            found += [
                Constraint(i, "exposure", t, float(deal.caps[i]), course.exposure(i, t))
                for t in range(1, last + 1)
            ]
        return found

    @cached_property
    def _paid_values(self) -> FloatArray:
        assert self.transfers is not None
        course, d = self.course, self.course.deal.patience
        flow = np.column_stack([course.worth, course.worth[:, -1]]) + self.transfers.paid
        for t in range(course.length, -1, -1):
            flow[:, t] = (1 - d) * flow[:, t] + d * flow[:, t + 1]
        return np.asarray(flow)

    @cached_property
    def binding(self) -> Constraint:
        """The constraint with the least slack; of exposure only where it exceeds its cap."""
        exceeded = [c for c in self.constraints if c.kind != "exposure" or self.overexposed]
        return min(exceeded, key=lambda c: c.slack)

    @property
    def holds(self) -> bool:
        """Whether no party is ever better off leaving, and none is exposed beyond its cap."""
        return bool(self.binding.slack >= -2 * self.course.deal.tolerance)

    def least(self, party: int) -> Constraint:
        """Return the constraint of a party with the least slack, exposure apart."""
        own = (c for c in self.constraints if c.party == party and c.kind != "exposure")
        return min(own, key=lambda c: c.slack)

    @cached_property
    def exposures(self) -> FloatArray:
        """Exposure of each party at each step, in worth per period below the status quo."""
        return self.course.exposures()

    @cached_property
    def patience(self) -> tuple[tuple[Interval, ...], ...]:
        """For each party, the discount factors of its own at which its constraints are met."""
        course, tolerance = self.course, self.course.deal.tolerance
        return tuple(
            () if i in self.overexposed else intervals(party_demands(course, i), tolerance)
            for i in course.deal.parties
        )

    @cached_property
    def overexposed(self) -> tuple[int, ...]:
        """The parties that are exposed beyond their cap."""
        caps = self.course.deal.caps + self.course.deal.tolerance
        return tuple(np.flatnonzero(self.exposures.max(axis=1) > caps).tolist())

    @cached_property
    def common_patience(self) -> tuple[Interval, ...]:
        """The discount factors, the same for all parties, at which the road map holds."""
        course = self.course
        if self.overexposed:
            return ()
        if self.method == "payments":
            demands = joint_demands(course)
        else:
            demands = [d for i in course.deal.parties for d in party_demands(course, i)]
        return intervals(demands, course.deal.tolerance)

    @cached_property
    def gains(self) -> FloatArray:
        """What each party gains by joining: W_i(0) less the worth of the status quo."""
        return np.array([c.slack for c in self.constraints if c.kind == "join"])

    def hostages(self, party: int) -> list[tuple[int, float]]:
        """Return what others do that falls with the party's best breach at the end."""
        weight = float(self.course.deal.discount[party]) if self.weighs else 1.0
        return self.course.hostages(party, weight)

    @cached_property
    def threats(self) -> tuple[Threat, ...]:
        """The breakdowns that the parties' best breaches lead to, and whether they are credible."""
        deal = self.course.deal
        states = dict.fromkeys(c.breach.after for c in self.constraints if c.breach is not None)
        return tuple(threat(deal, s) for s in states) if deal.cardinal else ()

    @property
    def unit(self) -> str:
        """The unit of worth."""
        model = self.course.deal.model
        given = (worth_of(model, party) for party in model.party_ids)
        return next((w.unit for w in given if w is not None and w.unit), "")

    def lines(self) -> Sequence[str]:  # noqa: D102
        title = [read_as(self.title, self.reading)] if self.title else []
        return [*title, *sentences(self)]

    def tables(self) -> Sequence[Table]:  # noqa: D102
        moved = self.transfers is not None and self.transfers.total > self.course.deal.tolerance
        paid = (payments_table(self),) if moved else ()
        return (steps_table(self), parties_table(self), *paid)

    def to_dict(self) -> dict[str, Any]:  # noqa: D102
        model = {"title": self.title, "digest": self.digest, "reading": self.reading}
        return finite(  # type: ignore[no-any-return]
            {"format": FORMAT, "model": model, **certificate(self)}
        )
