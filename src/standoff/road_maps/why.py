"""Why there is no road map: the fewest demands that already rule every one out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from standoff.road_maps import search
from standoff.road_maps.account import listed, number
from standoff.road_maps.build import agreed
from standoff.road_maps.course import course
from standoff.road_maps.deal import Deal
from standoff.road_maps.lattice import Lattice
from standoff.road_maps.methods import Method
from standoff.road_maps.order import asked_for


@dataclass(frozen=True)
class Obstacle:
    """Demands that together rule out every road map, while any one fewer does not.

    Parameters
    ----------
    parties : tuple of int
        Those that would leave.
    caps : tuple of int
        Those whose exposure caps matter.
    """

    parties: tuple[int, ...]
    caps: tuple[int, ...]


def obstacle(deal: Deal, method: Method) -> Obstacle | None:
    """Return the fewest parties and caps that rule out every road map, one minimal set of them.

    Leaves out one demand after the other and keeps out those without which the upper bound still
    misses the status quo (a deletion filter). Needs a method with one number per party.

    Returns
    -------
    Obstacle or None
        None where the bound does not rule every road map out, or has too many states.
    """
    ignored: set[int] = set()
    if deal.large or method.width == 1 or not _impossible(deal, method, ignored):
        return None
    caps = deal.caps.copy()
    for i in np.flatnonzero(np.isfinite(deal.caps)).tolist():
        tried = caps.copy()
        tried[i] = np.inf
        if _impossible(replace(deal, caps=tried), method, ignored):
            caps = tried
    for i in deal.parties:
        if _impossible(replace(deal, caps=caps), method, ignored | {i}):
            ignored.add(i)
    kept = tuple(i for i in deal.parties if i not in ignored)
    return Obstacle(kept, tuple(np.flatnonzero(np.isfinite(caps)).tolist()))


def _impossible(deal: Deal, method: Method, ignored: set[int]) -> bool:
    relief = np.array([np.inf if i in ignored else 0.0 for i in deal.parties])
    eased = method.relieved(relief, relief)
    return not eased.joins(search.ideal(Lattice(deal), eased)[:, 0])


def blocks(deal: Deal) -> list[str]:
    """Return in sentences why no allowed steps lead to the endgame, whatever anybody gains."""
    there = {m.option for m in deal.measures}
    lacking = sorted(asked_for(agreed(deal.model, deal.design), there) - there)
    if lacking:
        return [f"The design {deal.design} needs {listed(lacking)}, which the endgame leaves out."]
    if not _leads_there(deal, ()):
        order = "the order of the design and the rules" if deal.design else "the rules"
        return [f"No steps that keep to {order} lead to the endgame."]
    capped = np.flatnonzero(np.isfinite(deal.caps)).tolist()
    for i in list(capped):
        fewer = [k for k in capped if k != i]
        capped = capped if _leads_there(deal, fewer) else fewer
    return [_overexposed(deal, capped)]


def _leads_there(deal: Deal, capped: Sequence[int]) -> bool:
    """Return whether allowed steps reach the endgame when only these parties have a cap."""
    caps = np.full(len(deal.caps), np.inf)
    caps[list(capped)] = deal.caps[list(capped)]
    return Lattice(replace(deal, caps=caps)).leads_there


def _overexposed(deal: Deal, capped: Sequence[int]) -> str:
    names = listed([deal.model.party_ids[i] for i in capped])
    will = "accepts" if len(capped) == 1 else "accept"
    return f"It would take a larger exposure than {names} {will}."


def reasons(deal: Deal, method: Method, found: Obstacle | None) -> list[str]:
    """Return in sentences why there is no road map."""
    names = deal.model.party_ids
    said = list(_at_the_end(deal, method))
    if found is None:
        return said or ["Every order of steps loses some party; no party alone is the reason."]
    if not found.parties and not found.caps:
        what = "the order of the design" if deal.design else "the rules"
        return [f"No steps that {what} and the rules allow lead to the endgame."]
    who = listed([names[i] for i in found.parties])
    if found.parties and not said:
        if len(found.parties) == 1:
            said.append(
                f"In whatever order steps are taken, {who} is better off leaving somewhere."
            )
        else:
            said.append(
                f"Any one of {who} could be kept in by some order of steps; no order keeps all "
                "of them in."
            )
    if found.caps:
        said.append(_overexposed(deal, found.caps))
    return said


def _at_the_end(deal: Deal, method: Method) -> list[str]:
    """Return who would leave a single endgame itself, and how."""
    ends = np.flatnonzero(deal.targets)
    if len(ends) != 1 or method.width == 1:
        return []
    end = ends.astype(np.int32)
    have, want = method.end(end)[:, 0], method.floor(0, end)[:, 0]
    said = []
    for i in np.flatnonzero(have < method.join - deal.tolerance).tolist():
        name = deal.model.party_ids[i]
        worth = f" ({number(method.join[i])} against {number(have[i])})" if deal.cardinal else ""
        said.append(f"{name} prefers today to the endgame{worth}.")
    for i in np.flatnonzero(have < want - deal.tolerance).tolist():
        weight = float(method.breaches.theta[i])
        said.append(_leaves(deal, i, int(end[0]), float(have[i]), float(want[i]), weight))
    return said


def _leaves(deal: Deal, party: int, end: int, have: float, want: float, weight: float) -> str:
    flows = course(deal, (end,)).hostages(party, weight)
    name = deal.model.party_ids[party]
    worth = f" ({number(want)} by leaving, {number(have)} by staying)" if deal.cardinal else ""
    held = "its breach costs it nothing that others do"
    if flows:
        falls = listed([str(deal.measures[k]) for k, _ in flows])
        held = f"what falls with its breach ({falls}) is too little"
    return f"At the end {name} would leave{worth}: {held}."
