"""The best road maps, found by looking at every one of them."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from itertools import pairwise

import numpy as np
from scipy.optimize import linprog

from .by_definition import (
    START,
    all_road_maps,
    caps,
    holds,
    path_deviations,
    values,
)
from .deal import Deal, Path, State

Vector = tuple[Fraction, ...]


def frontier(deal: Deal) -> dict[Vector, Path]:
    """The values W(0) of the road maps that hold and that no other one improves on for all.

    Each comes with one path that has it.
    """
    found: dict[Vector, Path] = {}
    for path in all_road_maps(deal):
        vector = tuple(values(deal, path, party)[0] for party in deal.parties)
        if vector not in found and holds(deal, path):
            found[vector] = path
    return {v: path for v, path in found.items() if not any(improves(w, v) for w in found)}


def improves(w: Vector, v: Vector) -> bool:
    """Whether w is at least v for every party, and another vector."""
    return w != v and all(a >= b for a, b in zip(w, v, strict=True))


def corridor(deal: Deal, stable: Collection[State]) -> tuple[int, int] | None:
    """The fewest steps on credit, then the fewest steps, through stable states; None if no way."""
    ways = [path for path in all_road_maps(deal) if set(path[1:]) <= set(stable)]
    return min(((on_credit(deal, path), len(path) - 1) for path in ways), default=None)


def on_credit(deal: Deal, path: Path) -> int:
    """How many steps leave some party with less per period than before."""
    return sum(
        any(deal.u(party, y) < deal.u(party, x) for party in deal.parties)
        for x, y in pairwise(path)
    )


def payments_feasible(deal: Deal, path: Path) -> bool:
    """Whether some payments make the path hold. They change nothing about exposure."""
    if any(cap.slack < 0 for party in deal.parties for cap in caps(deal, path, party)):
        return False
    return best_payments(deal, path)[0] >= -1e-9


def best_payments(deal: Deal, path: Path) -> tuple[float, dict[str, list[float]]]:
    """The largest s <= 1 such that some payments give every condition a slack of s, and these.

    The unknowns are x_i(0), ..., x_i(T+1) of each party and s. The value of being at time t is
    that without payments plus the discounted payments from t on.
    """
    last = len(path) - 1
    width = last + 2
    rows, bounds = [], []
    for place, party in enumerate(deal.parties):
        value = values(deal, path, party)
        needs = zip(
            range(width),
            [*value, value[-1]],
            [deal.u(party, START), *path_deviations(deal, path, party)],
            strict=True,
        )
        for t, without, least in needs:
            row = np.zeros(len(deal.parties) * width + 1)
            row[place * width : (place + 1) * width] = [
                -float(weight) for weight in payment_weights(deal.patience[party], t, last)
            ]
            row[-1] = 1.0
            rows.append(row)
            bounds.append(float(without - least))
    balance = np.hstack([np.tile(np.eye(width), len(deal.parties)), np.zeros((width, 1))])
    objective = np.zeros(balance.shape[1])
    objective[-1] = -1.0
    free = [(None, None)] * (balance.shape[1] - 1)
    found = linprog(
        objective,
        A_ub=np.array(rows),
        b_ub=bounds,
        A_eq=balance,
        b_eq=np.zeros(width),
        bounds=[*free, (None, 1.0)],
        method="highs",
    )
    assert found.status == 0, found.message
    rows_of_x = found.x[:-1].reshape(len(deal.parties), width).tolist()
    return -float(found.fun), dict(zip(deal.parties, rows_of_x, strict=True))


def payment_weights(d: Fraction, t: int, last: int) -> list[Fraction]:
    """What a payment in each of the periods 0..T+1 adds to the value at time t.

    A payment of one period counts 1-d times its discount; that of T+1 is paid for ever.
    """
    return [
        Fraction(0) if k < t else d ** (k - t) if k == last + 1 else (1 - d) * d ** (k - t)
        for k in range(last + 2)
    ]
