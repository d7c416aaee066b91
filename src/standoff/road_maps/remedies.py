"""What would make a road map possible where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

import numpy as np

from standoff.results import Cell, Table
from standoff.road_maps import search
from standoff.road_maps.course import Course, course
from standoff.road_maps.deal import Deal, FloatArray, Measure
from standoff.road_maps.find import (
    BUDGET,
    FOUND,
    Progress,
    answer,
    bracket,
    merits,
    method_of,
    priced,
)
from standoff.road_maps.labels import Path
from standoff.road_maps.lattice import Lattice
from standoff.road_maps.linear import Rows, rows
from standoff.road_maps.methods import Method


@dataclass(frozen=True)
class Remedy:
    """One change that makes a road map hold.

    Parameters
    ----------
    kind : str
        ``payments``, ``worth``, ``reversible``, ``split`` or ``guarantee``.
    what : str
        The change in words.
    amount : float or None
        Its least size found, in worth per period; None where it has no size.
    steps : tuple of str
        A road map that then holds.
    """

    kind: str
    what: str
    amount: float | None
    steps: tuple[str, ...]


def remedies(
    deal: Deal, method: str, near: Path, progress: Progress | None = None
) -> tuple[Remedy, ...]:
    """Return the changes, one at a time, that make a road map possible.

    Side payments; the least change of worths on the road map `near`; one irreversible measure made
    reversible; one measure taken in two halves; a penalty by which a third party guarantees the
    deal, on everybody or on one party alone.

    Parameters
    ----------
    deal : Deal
        Without a road map under the method.
    method : {"discounted", "payments", "walk-away"}
    near : tuple of int
        The road map that misses by least.
    progress : callable, optional
    """
    found: list[Remedy] = []
    parts: dict[str, Iterator[Remedy]] = {
        "measures made reversible": _made_reversible(deal, method)
    }
    if deal.cardinal:
        parts = {
            "side payments": _paid(deal, method, near),
            "worths": _changed_worth(course(deal, near), method),
            **parts,
            "measures in halves": _in_halves(deal, method),
            "guarantees": _guaranteed(deal, method),
        }
    for k, (what, part) in enumerate(parts.items()):
        if progress is not None:
            progress(what, k / len(parts))
        found += part
    return tuple(found)


def _words(deal: Deal, path: Path) -> tuple[str, ...]:
    return tuple(deal.words(step) for step in path)


def _paid(deal: Deal, method: str, near: Path) -> Iterator[Remedy]:
    if method == "payments" or np.isnan(deal.patience).any():
        return
    cheapest = next(iter(priced(Lattice(deal), [near])), None)
    if cheapest is not None:
        total, path = cheapest
        yield Remedy("payments", "side payments in escrow", total, _words(deal, path))


def _changed_worth(near: Course, method: str) -> Iterator[Remedy]:
    """Yield the least total change of worths, within their ranges if that can be."""
    if method == "payments":
        return
    parts = [rows(near, i, discounted=method == "discounted") for i in near.deal.parties]
    for inside in (True, False):
        found = [_least_change(part, inside) for part in parts]
        if all(change is not None for change in found):
            names = near.deal.model.party_ids
            said = [
                f"{name}'s worth of {term.condition} {amount:+.3g}"
                for name, part, change in zip(names, parts, found, strict=True)
                if change is not None
                for term, amount in zip(part.terms, change, strict=True)
                if abs(amount) > near.deal.tolerance * 10
            ]
            total = sum(float(np.abs(c).sum()) for c in found if c is not None)
            where = " (within their ranges)" if inside else ""
            what = "; ".join(said) + where
            yield Remedy("worth", what, total, _steps_of(near))
            return


def _steps_of(near: Course) -> tuple[str, ...]:
    return tuple(near.deal.words(b ^ a) for a, b in pairwise(near.states))


def _least_change(part: Rows, inside: bool) -> FloatArray | None:
    """Return the change of amounts with the least sum of sizes that meets all rows, if any."""
    from scipy.optimize import linprog

    slack = part.coefficients @ part.middle - part.floor
    if (slack >= 0).all() or not part.terms:
        return np.zeros(len(part.terms)) if (slack >= 0).all() else None
    up = [t.high - t.central if inside else None for t in part.terms]
    down = [t.central - t.low if inside else None for t in part.terms]
    found = linprog(
        np.ones(2 * len(part.terms)),
        A_ub=np.hstack([-part.coefficients, part.coefficients]),
        b_ub=slack,
        bounds=[(0, r) for r in (*up, *down)],
        method="highs",
    )
    if found.status != 0:
        return None
    return np.asarray(found.x[: len(part.terms)] - found.x[len(part.terms) :])


def _made_reversible(deal: Deal, method: str) -> Iterator[Remedy]:
    for k, measure in enumerate(deal.measures):
        if not measure.reversible:
            yield from _altered(
                made_reversible(deal, k), method, "reversible", f"{measure} made reversible"
            )


def _in_halves(deal: Deal, method: str) -> Iterator[Remedy]:
    for k, measure in enumerate(deal.measures):
        if 1 << k in deal.steps:  # one that goes by itself
            yield from _altered(split(deal, k), method, "split", f"{measure} taken in two halves")


def _altered(changed: Deal, method: str, kind: str, what: str) -> Iterator[Remedy]:
    """Yield the change if it makes a road map possible."""
    rules = method_of(changed, method)
    result = answer(Lattice(changed), rules, budget=BUDGET // 10)
    if result.status == FOUND:
        yield Remedy(kind, what, None, _words(changed, result.paths[0]))


def made_reversible(deal: Deal, k: int) -> Deal:
    """Return the deal with measure k reversible."""
    measures = list(deal.measures)
    measures[k] = replace(measures[k], reversible=True)
    return replace(deal, measures=tuple(measures))


def split(deal: Deal, k: int) -> Deal:
    """Return the deal with measure k taken in two halves, the second a new, last measure.

    A state with one half is worth the mean of those with and without the measure, feasible where
    both are, and no endgame. The second half comes after the first, or with it.
    """
    bit, top = 1 << k, 1 << len(deal.measures)
    states = np.arange(2 * deal.size)
    old, first, second = states & (top - 1), states & bit > 0, states & top > 0
    whole, without = old | bit, old & ~bit
    half = first & ~second
    worth = np.where(
        half,
        (deal.worth[:, whole] + deal.worth[:, without]) / 2,
        deal.worth[:, np.where(first, whole, without)],
    )
    feasible = np.where(half, deal.feasible[whole] & deal.feasible[without], deal.feasible[old]) & (
        first | ~second
    )
    steps, needs = _halved(deal, bit, top)
    measure = deal.measures[k]
    parts = [replace(m, part="1st half" if n == k else m.part) for n, m in enumerate(deal.measures)]
    last = Measure(
        measure.option, measure.taken, measure.owner, measure.reversible, measure.issue, "2nd half"
    )
    return replace(
        deal,
        measures=(*parts, last),
        steps=steps,
        needs=needs,
        feasible=feasible,
        targets=deal.targets[old] & ~half & (first | ~second),
        worth=worth,
    )


def _halved(deal: Deal, bit: int, top: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the steps and their needs when the measure `bit` has a second half `top`."""
    steps, needs = [], []
    for step, need in zip(deal.steps, deal.needs, strict=True):
        must = need | (top if need & bit else 0)
        if not step & bit:
            steps.append(step)
            needs.append(must)
            continue
        steps += [step, step ^ bit | top, step | top]
        needs += [must, must | bit, must]
    return tuple(steps), tuple(needs)


def _guaranteed(deal: Deal, method: str) -> Iterator[Remedy]:
    """Yield the least penalty for a breach with which road maps hold: on all, or on one party."""
    lattice, rules = Lattice(deal), method_of(deal, method, apart=True)
    if rules.width == 1:
        return
    scale = float(np.ptp(deal.worth[:, deal.feasible])) or 1.0
    names = deal.model.party_ids
    groups = [(np.ones(len(names)), "whoever breaks it")]
    groups += [(np.eye(len(names))[i], name) for i, name in enumerate(names)]
    for who, name in groups:
        tried = partial(_with_penalty, lattice, rules, who)
        if tried(np.inf):
            _, high = bracket(lambda size, tried=tried: bool(tried(size)), scale)  # type: ignore[misc]
            what = f"a guarantor who takes this much per period from {name}"
            yield Remedy("guarantee", what, high, _words(deal, tried(high)))


def _with_penalty(lattice: Lattice, rules: Method, who: FloatArray, size: float) -> Path:
    """Return a road map found when a breach costs those marked `size` more; empty if none is."""
    paths = search.best(lattice, rules.relieved(np.where(who > 0, size, 0.0)), merits(rules))
    return paths[0].path if paths else ()


def remedies_table(found: tuple[Remedy, ...]) -> Table:
    """Return what would make a road map possible as a table."""
    rows_: tuple[tuple[Cell, ...], ...] = tuple(
        (r.kind, r.what, r.amount, "; ".join(r.steps)) for r in found
    )
    note = (
        "Each alone would do. Smallest amount found, in worth per period: payments spread evenly "
        "over all time, worths as the sum of the changes, a guarantee as the penalty for a breach."
    )
    if not found:
        note = "No single change of these kinds was found to do."
    columns = ("kind", "what", "smallest amount", "a road map that then holds")
    return Table("What would make it possible", columns, rows_, note)
