"""A road map that somebody wrote: from names to the course it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from standoff.errors import StandoffError, unknown
from standoff.model import Standoff
from standoff.road_maps.build import agreed, deal, status_quo
from standoff.road_maps.course import Course, course
from standoff.road_maps.deal import Deal, bits
from standoff.road_maps.order import refusal
from standoff.states.space import valuation

Steps = Sequence[Sequence[str]]


def given_steps(model: Standoff, name: str) -> tuple[Steps, str | None]:
    """Return the steps of a road map in the model file, and its design.

    Raises
    ------
    UnknownName
    """
    maps = model.road_map.maps if model.road_map is not None else {}
    if name not in maps:
        raise unknown("road map", name, maps)
    return maps[name].steps, maps[name].design or None


def given_course(
    model: Standoff,
    steps: Steps,
    design: str | None = None,
    *,
    patience: float | Mapping[str, float] | None = None,
    ordinal: bool = False,
) -> Course:
    """Return the course of a road map given by the options that change at each step.

    Parameters
    ----------
    model : Standoff
    steps : sequence of sequence of str
        A sign before an option is allowed, and checked: ``+nk.freeze``, ``-us.pressure``.
    design : str, optional
    patience : float or mapping of party to float, optional
    ordinal : bool

    Raises
    ------
    StandoffError
        If an option is unknown, cannot change so, or a step leads to an infeasible state.
    """
    now = set(status_quo(model))
    named = []
    if not steps:
        raise StandoffError("the road map has no step", "name the options that change at each")
    for k, step in enumerate(steps, start=1):
        if not step:
            raise StandoffError(f"step {k} changes nothing", "name the options that change")
        named.append([_option(model, word, k, now) for word in step])
        for name in {name for name in named[-1] if named[-1].count(name) > 1}:
            raise StandoffError(f"step {k} names {name} twice", "name it once")
        now ^= set(named[-1])
        _check_feasible(model, now, k)
    changed = {name for step in named for name in step}
    found = deal(
        model,
        tuple(name for name in model.options if name in now),
        design,
        patience=patience,
        ordinal=ordinal,
        passing=changed,
    )
    place = {m.option: k for k, m in enumerate(found.measures)}
    for name in changed - set(place):
        hint = "its direction is given by reversible:"
        raise StandoffError(f"the road map changes {name}, which cannot change", hint)
    taken = course(found, [sum(1 << place[name] for name in step) for step in named])
    _check(found, taken)
    return taken


def _option(model: Standoff, word: str, step: int, now: set[str]) -> str:
    name = word.lstrip("+-")
    if name not in model.options:
        raise unknown("option", name, model.options)
    sign = word[: len(word) - len(name)]
    if sign and (sign == "+") == (name in now):
        state = "taken already" if name in now else "not taken"
        raise StandoffError(f"step {step}: {word}, but {name} is {state} by then", "drop the sign")
    return name


def _check(found: Deal, taken: Course) -> None:
    for t, (before, after) in enumerate(pairwise(taken.states), start=1):
        for k in bits(before & ~after):
            if not found.measures[k].reversible:
                name = found.measures[k].option
                message = f"step {t} takes {name} back, which is irreversible"
                raise StandoffError(message, "see reversible: in the model")


def _check_feasible(model: Standoff, taken: set[str], step: int) -> None:
    value = valuation(model, lambda k: np.array(model.options[k] in taken))
    for rule in model.rules:
        if not rule.formula.evaluate(value):
            message = f"step {step} leads to a state that the rules exclude"
            raise StandoffError(message, f"it breaks the rule: {rule.formula}")


def broken_order(found: Course) -> list[str]:
    """Return in sentences which steps are not allowed by the order, the groups or `most`."""
    agreement = found.deal
    kinds = dict(zip(agreement.steps, agreement.needs, strict=True))
    said = []
    terms = agreed(agreement.model, agreement.design)
    for t, (before, after) in enumerate(pairwise(found.states), start=1):
        step = before ^ after
        if before & ~after:
            continue
        if step not in kinds:
            reason = refusal(agreement.model, terms, agreement.measures, step)
            said.append(f"Step {t} breaks the terms: {reason}.")
        elif kinds[step] & ~before:
            missing = agreement.words(kinds[step] & ~before)
            said.append(
                f"Step {t}: {agreement.words(step)} comes before {missing}, against the order."
            )
    return said
