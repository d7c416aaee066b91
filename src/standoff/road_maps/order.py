"""Which measures one step may take, and what must be in force before it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from itertools import combinations

from standoff.errors import TooLarge
from standoff.model import Design, Standoff, Terms, When
from standoff.road_maps.deal import Measure

STEP_LIMIT = 4096


def _design(terms: Terms) -> Design:
    """Return the one design of agreed terms, if there is one."""
    return next(iter(terms.designs.values()), Design())


def _packages(terms: Terms, measures: Sequence[Measure]) -> list[int]:
    """Return the masks of measures that go together; those tied to an absent one are left out."""
    place = {m.option: k for k, m in enumerate(measures)}
    parts: list[set[str]] = [{m.option} for m in measures]
    for order in _design(terms).order:
        if order.when == When.WITH:
            joined = {order.first, order.second}
            tied = [part for part in parts if part & joined]
            parts = [part for part in parts if not part & joined] + [joined.union(*tied)]
    whole = [part for part in parts if part <= set(place)]
    return sorted(sum(1 << place[name] for name in part) for part in whole)


def _earlier(terms: Terms) -> dict[str, set[str]]:
    """Return, for each option, those that must be in force before it."""
    design = _design(terms)
    found: dict[str, set[str]] = {}
    for order in design.order:
        if order.when == When.BEFORE:
            found.setdefault(order.second, set()).add(order.first)
    passed: set[str] = set()
    for phase in design.phases:
        for name in phase:
            found.setdefault(name, set()).update(passed)
        passed |= set(phase)
    return found


def asked_for(terms: Terms, options: set[str]) -> set[str]:
    """Return the options that a design puts before, or ties to, some of these options."""
    earlier = _earlier(terms)
    found = set[str]().union(*(earlier.get(name, set()) for name in options))
    for order in _design(terms).order:
        pair = {order.first, order.second}
        if order.when == When.WITH and pair & options:
            found |= pair
    return found


def _groups(model: Standoff, terms: Terms) -> list[set[int]]:
    """Return the groups of parties that may act in one step."""
    groups = [{model.party_ids.index(p) for p in group} for group in terms.together]
    return groups + [{i} for i in range(len(model.parties))]


def refusal(model: Standoff, terms: Terms, measures: Sequence[Measure], step: int) -> str:
    """Return why measures may not be taken in one step, in words."""
    taken = {m.option for k, m in enumerate(measures) if step >> k & 1}
    earlier = _earlier(terms)
    lacking = set[str]().union(*(earlier.get(name, set()) for name in taken))
    lacking -= {m.option for m in measures}
    if lacking:
        return (
            f"the order puts {' and '.join(sorted(lacking))} first, which the road map leaves out"
        )
    parts = [p for p in _packages(terms, measures) if p & step]
    owners = {m.owner for k, m in enumerate(measures) if step >> k & 1}
    if reduce(int.__or__, parts, 0) != step:
        return "it takes only part of what goes together"
    if len(parts) > terms.most:
        return f"it takes {len(parts)} measures, and at most {terms.most} may go together"
    if len(parts) > 1 and not any(owners <= group for group in _groups(model, terms)):
        names = " and ".join(model.party_ids[i] for i in sorted(owners))
        return f"{names} act in it, and may not act together"
    return "it takes together what the order puts one after the other"


def allowed_steps(
    model: Standoff, terms: Terms, measures: Sequence[Measure]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the masks that one step may take, and what must be in force before each."""
    place = {m.option: k for k, m in enumerate(measures)}
    earlier, whole = _earlier(terms), _packages(terms, measures)
    need = []
    for m in measures:
        before = earlier.get(m.option, set())
        need.append(sum(1 << place[n] for n in before) if before <= set(place) else -1)
    groups = _groups(model, terms)
    masks, needs = [], []
    for count in range(1, min(terms.most, len(whole)) + 1):
        for chosen in combinations(whole, count):
            mask = reduce(int.__or__, chosen)
            held = [k for k in range(len(measures)) if mask >> k & 1]
            owners = {measures[k].owner for k in held}
            if count > 1 and not any(owners <= group for group in groups):
                continue
            needed = [need[k] for k in held]
            if any(b < 0 or b & mask for b in needed):
                continue
            masks.append(mask)
            needs.append(reduce(int.__or__, needed))
            if len(masks) > STEP_LIMIT:
                message = f"more than {STEP_LIMIT} kinds of step are allowed"
                raise TooLarge(message, "lower most:, or let fewer parties act together")
    return tuple(masks), tuple(needs)
