"""Whether the answer to a breach is credible: nobody leaves the breakdown by its own move."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from standoff.model import Option, Reversible
from standoff.road_maps.deal import Deal
from standoff.road_maps.worths import worth_of
from standoff.states.space import AtomValue, valuation


@dataclass(frozen=True)
class Threat:
    """A state of breakdown, and the party that gains most by leaving it on its own.

    Parameters
    ----------
    left : tuple of str
        The options taken in the breakdown.
    in_force : str
        The measures that are left in force there.
    party : str or None
        None: nobody gains, so the breakdown is an equilibrium and the threat of it credible.
    change : str
        What that party would do.
    gain : float
        Worth per period that it gains by it.
    """

    left: tuple[str, ...]
    in_force: str = ""
    party: str | None = None
    change: str = ""
    gain: float = 0.0

    @property
    def credible(self) -> bool:
        """Whether nobody gains by a move of its own."""
        return self.party is None


def threat(deal: Deal, state: int) -> Threat:
    """Return whether a breakdown is an equilibrium of the whole standoff.

    Every party may change any of its options, those that are no measures too, as their directions
    and the rules allow.
    """
    model = deal.model
    left = deal.taken(state)
    in_force = deal.words(state) if state else ""
    best = Threat(left, in_force)
    for party in model.party_ids:
        moves = _moves(deal, party, left)
        worth = _worth(deal, party, moves)
        k = int(worth.argmax())
        gain = float(worth[k] - worth[0])
        if gain > max(deal.tolerance, best.gain):
            signs = [
                f"{'+' if moves[k, j] else '-'}{name}"
                for j, name in enumerate(model.options)
                if moves[k, j] != moves[0, j]
            ]
            best = Threat(left, in_force, party, " ".join(signs), gain)
    return best


def _moves(deal: Deal, party: str, left: tuple[str, ...]) -> NDArray[np.bool_]:
    """Return the feasible states that a party's own moves reach, the present one first.

    One row per state, one column per option.
    """
    model = deal.model
    here = np.array([name in left for name in model.options])
    now = valuation(model, lambda k: np.array(here[k]))
    may = model.parties[model.party_ids.index(party)].move_if
    free = [
        k
        for k, name in enumerate(model.options)
        if name.partition(".")[0] == party
        and (may is None or may.evaluate(now))
        and _may_change(model.option_of[name], bool(here[k]), now)
    ]
    flips = np.arange(1 << len(free))
    found = np.tile(here, (len(flips), 1))
    for j, k in enumerate(free):
        found[:, k] ^= (flips >> j & 1).astype(bool)
    value = valuation(model, lambda k: found[:, k])
    allowed = np.ones(len(flips), dtype=bool)
    for rule in model.rules:
        allowed &= rule.formula.evaluate(value)
    allowed[0] = True
    return found[allowed]


def _may_change(option: Option, taken: bool, now: AtomValue) -> bool:
    """Return whether an option's direction and conditions let it be changed."""
    condition = option.drop_if if taken else option.take_if
    barred = Reversible.NO if taken else Reversible.ONCE_DROPPED
    return option.reversible != barred and (condition is None or bool(condition.evaluate(now)))


def _worth(deal: Deal, party: str, states: NDArray[np.bool_]) -> NDArray[np.float64]:
    value = valuation(deal.model, lambda k: states[:, k])
    total = np.zeros(len(states))
    worth = worth_of(deal.model, party)
    assert worth is not None
    for term in worth.terms:
        total += term.condition.evaluate(value) * term.central
    return total
