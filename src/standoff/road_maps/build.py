"""From a standoff, an endgame and a design to the arrays that road maps are searched in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import reduce
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from standoff.errors import ModelError, NotDefined, StandoffError, TooLarge, unknown
from standoff.model import Design, Retaliation, Reversible, Standoff, StateRef, Terms, When, Worth
from standoff.preferences.scores import score
from standoff.road_maps.deal import BoolArray, Deal, FloatArray, Measure
from standoff.states import AxesSpace
from standoff.states.space import AtomValue, named_states, option_mask, valuation

MEASURE_LIMIT = 26
STEP_LIMIT = 4096


def deal(
    model: Standoff,
    to: StateRef,
    design: str | None = None,
    *,
    patience: float | None = None,
    ordinal: bool = False,
    passing: Collection[str] = (),
) -> Deal:
    """Return the arrays in which road maps to an endgame are searched.

    Parameters
    ----------
    model : Standoff
        In option form; apply a reading first.
    to : str or tuple of str
        An endgame of the model, or a state.
    design : str, optional
    patience : float, optional
        Instead of the discount factors of the model.
    ordinal : bool
        Whether preferences that only order the states will do where a party has no worths.
    passing : collection of str
        Options that change on the way and back again.

    Raises
    ------
    ModelError, NotDefined, TooLarge, UnknownName
    """
    terms = agreed(model, design)
    _check_form(model, terms)
    base = status_quo(model)
    measures = _measures(model, terms, base)
    if isinstance(to, str) and to in model.endgames and model.endgames[to].when is not None:
        measures, found = _targets(model, base, measures, to)
    else:
        measures, found = _single(model, base, measures, to, passing)
    packages = _packages(terms, measures)
    masks, needs = _steps(model, terms, measures, packages)
    value = _atoms(model, base, measures)
    worth, cardinal = _worths(model, terms, base, measures, value, ordinal)
    names = model.party_ids
    issues, scope = _scope(terms, measures)
    return Deal(
        model=model,
        endgame=to if isinstance(to, str) else ", ".join(to),
        design=design,
        base=base,
        measures=tuple(replace(m, issue=issues.index(_issue(terms, m.option))) for m in measures),
        issues=issues,
        scope=scope,
        steps=masks,
        needs=needs,
        feasible=_where(model, value, len(measures)),
        targets=found,
        worth=worth,
        patience=_patience(model, terms, patience),
        lag=np.array([terms.lag.get(p, 1) for p in names], dtype=np.int64),
        caps=np.array([terms.exposure.get(p, np.inf) for p in names]),
        cardinal=cardinal,
    )


def agreed(model: Standoff, design: str | None) -> Terms:
    """Return the terms of road maps with those that a design has of its own."""
    terms = model.road_map or Terms()
    if design is None:
        return replace(terms, designs={})
    if design not in terms.designs:
        raise unknown("design", design, terms.designs)
    chosen = terms.designs[design]
    own = {key: getattr(chosen, key) for key in ("retaliation", "together", "most")}
    return replace(
        terms,
        lag={**terms.lag, **chosen.lag},
        exposure={**terms.exposure, **chosen.exposure},
        designs={design: chosen},
        **{key: value for key, value in own.items() if value is not None},
    )


def _design(terms: Terms) -> Design:
    """Return the one design of agreed terms, if there is one."""
    return next(iter(terms.designs.values()), Design())


def _check_form(model: Standoff, terms: Terms) -> None:
    """Refuse models whose moves are listed, glued together or tied to conditions."""
    steps = terms.steps or model.options
    tied = any(
        p.move_if or o.take_if or o.drop_if
        for p in model.parties
        for o in p.options
        if f"{p.id}.{o.id}" in steps
    )
    for found, what in (
        (model.is_graph, "moves: lists its states"),
        (bool(model.merge), "merge: makes states one"),
        (tied, "take_if, drop_if or move_if limits the steps"),
    ):
        if found:
            raise NotDefined(
                f"road maps are not defined for a model in which {what}",
                "a road map changes options one step at a time; order them with a design",
            )


def status_quo(model: Standoff) -> frozenset[str]:
    """Return the options taken in the status quo."""
    if model.status_quo is None:
        hint = "add status_quo: to the model; a road map starts there"
        raise StandoffError("the model has no status quo", hint)
    return _taken(model, model.status_quo)


def _taken(model: Standoff, ref: StateRef) -> frozenset[str]:
    named = named_states(model)
    while isinstance(ref, str) and ref in named and named[ref] != ref:
        ref = named[ref]
    mask = option_mask(model, ref, named)
    return frozenset(name for k, name in enumerate(model.options) if mask >> k & 1)


def _measures(model: Standoff, terms: Terms, base: frozenset[str]) -> list[Measure]:
    """Return the changes from the status quo that the options' directions allow."""
    found = []
    for name in (o for o in model.options if o in (terms.steps or model.options)):
        option, owner = model.option_of[name], model.party_ids.index(name.partition(".")[0])
        taken = name not in base
        barred = Reversible.ONCE_DROPPED if taken else Reversible.NO
        binding = Reversible.NO if taken else Reversible.ONCE_DROPPED
        if option.reversible != barred:
            found.append(Measure(name, taken, owner, option.reversible != binding, 0))
    return found


def _single(
    model: Standoff,
    base: frozenset[str],
    measures: list[Measure],
    to: StateRef,
    passing: Collection[str],
) -> tuple[list[Measure], BoolArray]:
    """Return the measures that lead to one state, all of which are in force there."""
    changed = base ^ _taken(model, to)
    known = {m.option for m in measures}
    for name in (o for o in model.options if o in changed and o not in known):
        hint = "add it under road_map: steps:"
        if model.road_map is None or not model.road_map.steps or name in model.road_map.steps:
            hint = "its direction is given by reversible:"
        raise StandoffError(f"the endgame {to!r} changes {name}, which cannot be a step", hint)
    kept = [m for m in measures if m.option in changed or m.option in passing]
    _check_count(kept)
    end = sum(1 << k for k, m in enumerate(kept) if m.option in changed)
    found = np.zeros(1 << len(kept), dtype=bool)
    found[end] = True
    value = _atoms(model, base, kept)
    if not _where(model, value, len(kept))[end]:
        raise ModelError((), f"the endgame {to!r} is not feasible", "see the rules of the model")
    return kept, found


def _check_count(measures: Sequence[Measure]) -> None:
    if len(measures) > MEASURE_LIMIT:
        message = f"{len(measures)} measures give 2^{len(measures)} states"
        hint = f"at most {MEASURE_LIMIT}; list fewer under road_map: steps:, or name a state"
        raise TooLarge(message, hint)


def _targets(
    model: Standoff, base: frozenset[str], measures: list[Measure], to: str
) -> tuple[list[Measure], BoolArray]:
    """Return the measures in force in some state of an endgame, and where it is reached."""
    _check_count(measures)
    value = _atoms(model, base, measures)
    formula = model.endgames[to].when
    assert formula is not None
    found = _spread(formula.evaluate(value), len(measures)) & _where(model, value, len(measures))
    if not found.any():
        hint = "add the options that it needs under road_map: steps:"
        raise StandoffError(f"no set of steps reaches the endgame {to!r}: {formula}", hint)
    used = [bool(found.reshape(-1, 2, 1 << k)[:, 1].any()) for k in range(len(measures))]
    if all(used):
        return measures, found
    return _targets(model, base, [m for m, u in zip(measures, used, strict=True) if u], to)


def _atoms(model: Standoff, base: frozenset[str], measures: Sequence[Measure]) -> AtomValue:
    """Return the truth of every option over the lattice, shaped to broadcast."""
    count = len(measures)
    values = {k: np.array(name in base) for k, name in enumerate(model.options)}
    for k, measure in enumerate(measures):
        shape = [1] * count
        shape[count - 1 - k] = 2
        pair = np.array([not measure.taken, measure.taken])
        values[model.options.index(measure.option)] = pair.reshape(shape)
    return valuation(model, values.__getitem__)


def _spread(truth: NDArray[np.bool_], count: int) -> BoolArray:
    return np.ascontiguousarray(np.broadcast_to(truth, (2,) * count)).reshape(-1)


def _where(model: Standoff, value: AtomValue, count: int) -> BoolArray:
    """Return which states are feasible."""
    allowed: BoolArray = np.array(True)
    for rule in model.rules:
        allowed = allowed & rule.formula.evaluate(value)
    found = _spread(allowed, count)
    if not found[0]:
        raise ModelError(("status_quo",), "the status quo is not feasible", "see the rules")
    return found


def worth_of(model: Standoff, party: str) -> Worth | None:
    """Return what a party gains per period, where the model says it in numbers."""
    if model.road_map is not None and party in model.road_map.worth:
        return model.road_map.worth[party]
    preference = model.preferences.get(party)
    return preference if isinstance(preference, Worth) else None


def _worths(
    model: Standoff,
    terms: Terms,
    base: frozenset[str],
    measures: Sequence[Measure],
    value: AtomValue,
    ordinal: bool,
) -> tuple[FloatArray, bool]:
    given = [worth_of(model, p) for p in model.party_ids]
    missing = [p for p, worth in zip(model.party_ids, given, strict=True) if worth is None]
    if missing and not ordinal:
        hint = "add it under road_map: worth:, or ask by order alone: --method walk-away"
        message = f"the party {missing[0]!r} has no worth per period"
        raise ModelError(("road_map",) if model.road_map else (), message, hint)
    found = np.zeros((len(given), *(2,) * len(measures)))
    for i, worth in enumerate(given):
        for term in worth.terms if worth is not None else ():
            found[i] += term.condition.evaluate(value) * ((term.low + term.high) / 2)
    found = found.reshape(len(given), -1)
    if missing:
        space = AxesSpace(model)
        at = cells(space, base, measures)
        for i, worth in enumerate(given):
            if worth is None:
                found[i] = score(space, i).rank.reshape(-1)[at]
    return found, not missing


def cells(space: AxesSpace, base: frozenset[str], measures: Sequence[Measure]) -> NDArray[np.int64]:
    """Return the cell of the state array that each set of measures in force is."""
    options = space.model.options
    states = np.arange(1 << len(measures), dtype=np.int64)
    taken = np.full(len(states), sum(1 << options.index(name) for name in base), dtype=np.int64)
    for k, measure in enumerate(measures):
        taken ^= (states >> k & 1) << options.index(measure.option)
    return space.cells_of(taken)


def _patience(model: Standoff, terms: Terms, given: float | None) -> FloatArray:
    if given is not None:
        if not 0 < given < 1:
            raise StandoffError(f"patience {given} is not between 0 and 1", "such as 0.9")
        return np.full(len(model.parties), float(given))
    return np.array([terms.patience.get(p, np.nan) for p in model.party_ids])


def _issue(terms: Terms, option: str) -> str:
    return next((name for name, held in terms.issues.items() if option in held), option)


def _scope(
    terms: Terms, measures: Sequence[Measure]
) -> tuple[tuple[str, ...], tuple[frozenset[int], ...]]:
    """Return the issues of the measures and, for each, those that a breach of it revokes."""
    issues = tuple(dict.fromkeys(_issue(terms, m.option) for m in measures))
    found = []
    for issue in issues:
        if terms.retaliation == Retaliation.LINKED:
            reached: Iterable[str] = issues
        elif terms.retaliation == Retaliation.SAME_ISSUE:
            reached = (issue,)
        else:
            reached = dict(terms.retaliation).get(issue, (issue,))
        found.append(frozenset(issues.index(name) for name in reached if name in issues))
    return issues, tuple(found)


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


def _steps(
    model: Standoff, terms: Terms, measures: Sequence[Measure], packages: list[int]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the masks that one step may take, and what must be in force before each."""
    place = {m.option: k for k, m in enumerate(measures)}
    earlier = _earlier(terms)
    need = []
    for m in measures:
        before = earlier.get(m.option, set())
        need.append(sum(1 << place[n] for n in before) if before <= set(place) else -1)
    groups = [{model.party_ids.index(p) for p in group} for group in terms.together]
    groups += [{i} for i in range(len(model.parties))]
    masks, needs = [], []
    for count in range(1, min(terms.most, len(packages)) + 1):
        for chosen in combinations(packages, count):
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
