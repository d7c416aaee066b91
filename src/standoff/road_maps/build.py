"""From a standoff, an endgame and a design to the arrays that road maps are searched in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from standoff.errors import ModelError, NotDefined, StandoffError, TooLarge, unknown
from standoff.model import Retaliation, Reversible, Standoff, StateRef, Terms
from standoff.road_maps.deal import BoolArray, Deal, FloatArray, Measure
from standoff.road_maps.order import allowed_steps
from standoff.road_maps.worths import atoms, feasible, spread, worth_of, worths
from standoff.states.space import named_states, option_mask

MEASURE_LIMIT = 26


def deal(
    model: Standoff,
    to: StateRef,
    design: str | None = None,
    *,
    patience: float | Mapping[str, float] | None = None,
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
    patience : float or mapping of party to float, optional
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
    masks, needs = allowed_steps(model, terms, measures)
    value = atoms(model, base, measures)
    worth, cardinal = worths(model, base, measures, value, ordinal)
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
        feasible=feasible(model, value, len(measures)),
        targets=found,
        worth=worth,
        patience=_patience(model, terms, patience),
        lag=np.array([terms.lag.get(p, 1) for p in names], dtype=np.int64),
        caps=np.array([_cap(model, terms, p) for p in names]),
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
    value = atoms(model, base, kept)
    if not feasible(model, value, len(kept))[end]:
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
    value = atoms(model, base, measures)
    formula = model.endgames[to].when
    assert formula is not None
    found = spread(formula.evaluate(value), len(measures)) & feasible(model, value, len(measures))
    if not found.any():
        hint = "add the options that it needs under road_map: steps:"
        raise StandoffError(f"no set of steps reaches the endgame {to!r}: {formula}", hint)
    used = [bool(found.reshape(-1, 2, 1 << k)[:, 1].any()) for k in range(len(measures))]
    if all(used):
        return measures, found
    return _targets(model, base, [m for m, u in zip(measures, used, strict=True) if u], to)


def _cap(model: Standoff, terms: Terms, party: str) -> float:
    """Return the exposure that a party accepts; any where its worth is not in numbers."""
    return terms.exposure.get(party, np.inf) if worth_of(model, party) is not None else np.inf


def _patience(
    model: Standoff, terms: Terms, given: float | Mapping[str, float] | None
) -> FloatArray:
    """Return the discount factor of each party; not a number where there is none."""
    each = given if isinstance(given, Mapping) else {}
    common = None if given is None or isinstance(given, Mapping) else float(given)
    for party in each:
        if party not in model.party_ids:
            raise unknown("party", party, model.party_ids)
    for value in (*each.values(), *(() if common is None else (common,))):
        if not 0 < value < 1:
            raise StandoffError(f"patience {value} is not between 0 and 1", "such as 0.9")
    found = {**terms.patience, **each}
    return np.array([common or found.get(p, np.nan) for p in model.party_ids], dtype=float)


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
