"""Why there is no road map: the fewest demands that already rule every one out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from standoff.road_maps import search
from standoff.road_maps.course import course
from standoff.road_maps.deal import Deal
from standoff.road_maps.lattice import Lattice
from standoff.road_maps.methods import Method

CELL_LIMIT = 1 << 17
"""Beyond so many states the demands are not tried one by one."""


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
    if deal.size > CELL_LIMIT or method.width == 1 or not _impossible(deal, method, ignored):
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


def reasons(deal: Deal, method: Method, found: Obstacle | None) -> list[str]:
    """Return in sentences why there is no road map."""
    names = deal.model.party_ids
    said = list(_at_the_end(deal, method))
    if found is None:
        return said or ["Every order of steps loses some party; no party alone is the reason."]
    if not found.parties and not found.caps:
        what = "the order of the design" if deal.design else "the rules"
        return [f"No steps that {what} and the rules allow lead to the endgame."]
    who = _listed([names[i] for i in found.parties])
    if found.parties and not said:
        if len(found.parties) == 1:
            said.append(
                f"In whatever order steps are taken, {who} is better off leaving somewhere."
            )
        else:
            said.append(
                f"Each of {who} could be kept in by some order of steps; no order keeps all of "
                "them in."
            )
    if found.caps:
        capped = _listed([names[i] for i in found.caps])
        will = "accepts" if len(found.caps) == 1 else "accept"
        said.append(f"It would take a larger exposure than {capped} {will}.")
    return said


def _at_the_end(deal: Deal, method: Method) -> list[str]:
    """Return who would leave a single endgame itself, and how."""
    ends = np.flatnonzero(deal.targets)
    if len(ends) != 1 or method.width == 1:
        return []
    end = ends.astype(np.int32)
    have, want = method.end(end)[:, 0], method.floor(0, end)[:, 0]
    said = []
    for i in np.flatnonzero(have < want - deal.tolerance).tolist():
        said.append(_leaves(deal, i, int(end[0]), float(have[i]), float(want[i])))
    for i in np.flatnonzero(have < method.join - deal.tolerance).tolist():
        name, gets, today = deal.model.party_ids[i], float(have[i]), float(method.join[i])
        if deal.cardinal:
            said.append(f"{name} prefers today to the endgame: {today:.4g} against {gets:.4g}.")
        else:
            said.append(f"{name} prefers today to the endgame.")
    return said


def _leaves(deal: Deal, party: int, end: int, have: float, want: float) -> str:
    flows = course(deal, (end,)).hostages(party)
    name = deal.model.party_ids[party]
    worth = f" ({want:.4g} against {have:.4g})" if deal.cardinal else ""
    held = (
        f"what others could take back ({_listed([str(deal.measures[k]) for k, _ in flows])}) "
        "is too little"
        if flows
        else "nothing that others could take back holds it"
    )
    return f"At the end {name} would leave{worth}: {held}."


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
