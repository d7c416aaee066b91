"""Two readings that differ in votes: what each unit accounts for is known in closed form."""

from __future__ import annotations

from dataclasses import replace

import standoff as so
from standoff.model import Formula, Reading, Standoff, Worth, WorthTerm
from standoff.uncertainty.estimate import Estimate
from standoff.uncertainty.readings import Difference

from ..oracle.uncertain.by_hand import claims, standoff

TAKES_X = so.Holds(("north.x",), "nash")


def voters(*weights: float) -> Standoff:
    """North takes x if the worths of x, one unit each, sum to more than 0.

    In the reading `for` all are above 0, in the base model all are below.
    """

    def worth(sign: int) -> Worth:
        return Worth(tuple(WorthTerm(Formula("north.x"), sign * w, sign * w) for w in weights))

    model = standoff(worth(-1), claims("not south.y"))
    return replace(model, readings={"for": Reading(preferences={"north": worth(1)})})


def shares(found: Difference) -> tuple[Estimate, ...]:
    assert found.accounts is not None and len(found.accounts) == len(found.units)
    return found.accounts
