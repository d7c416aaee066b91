"""What must be true of the terms of road maps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from standoff.errors import ModelError, nearest
from standoff.model.check_values import check_finite, check_known, check_worth
from standoff.model.terms import Design, GivenMap, Retaliation, Terms, When
from standoff.model.walk import Path

if TYPE_CHECKING:
    from standoff.model.standoff import Standoff

ROOT: Path = ("road_map",)
Before = tuple[str, str, Path]
"""Two options, the first to change before the second, and where that is said."""


def check_terms(model: Standoff) -> None:
    """Raise ModelError at the first thing in `road_map` that contradicts itself or the model."""
    terms = model.road_map
    if terms is None:
        return
    _check_form(model)
    if terms.steps:
        _check_groups(model, terms, ROOT, [("steps", "steps:", terms.steps)])
    _check_conditions(model, terms)
    _check_worth(model, terms)
    for party, patience in terms.patience.items():
        path = (*ROOT, "patience", party)
        check_known(path, "party", party, model.party_ids)
        if not 0 < patience < 1:
            hint = "0 would be no thought of tomorrow, 1 as much of the last day as of today"
            raise ModelError(path, f"patience {patience} is not strictly between 0 and 1", hint)
    _check_issues(model, terms)
    _check_shared(model, terms, ROOT, terms)
    for name, design in terms.designs.items():
        _check_design(model, terms, (*ROOT, "designs", name), design)
    for name, given in terms.maps.items():
        _check_map(model, terms, (*ROOT, "maps", name), given)


def _check_form(model: Standoff) -> None:
    """Refuse road maps where a state is not simply a combination of options."""
    for key, given in (("moves", model.moves is not None), ("merge", bool(model.merge))):
        if given:
            message = f"road_map: has no meaning beside {key}:"
            hint = "a road map changes options one after another; leave one of the two out"
            raise ModelError(ROOT, message, hint)


def _check_conditions(model: Standoff, terms: Terms) -> None:
    """Refuse conditions on the moves of what a road map changes."""
    for k, name in enumerate(terms.steps or model.options):
        party = model.parties[model.party_ids.index(name.partition(".")[0])]
        option = model.option_of[name]
        given = {"take_if": option.take_if, "drop_if": option.drop_if, "move_if": party.move_if}
        for key, condition in given.items():
            if condition is not None:
                of = party.id if key == "move_if" else name
                path = (*ROOT, "steps", k) if terms.steps else ROOT
                message = f"{name!r} cannot be a step: road maps do not know {key}: of {of!r}"
                hint = "write `before` in the order of a design instead, or leave it out of steps:"
                raise ModelError(path, message, hint)


def _check_worth(model: Standoff, terms: Terms) -> None:
    units = {worth.unit for worth in terms.worth.values()}
    if len(units) > 1:
        message = f"the worths have different units: {', '.join(map(repr, sorted(units)))}"
        raise ModelError((*ROOT, "unit"), message, "give them one unit")
    for party, worth in terms.worth.items():
        check_known((*ROOT, "worth", party), "party", party, model.party_ids)
        check_worth((*ROOT, "worth", party), worth)


def _check_measure(model: Standoff, terms: Terms, path: Path, name: str) -> None:
    """Refuse an option that is unknown or cannot change on the way."""
    check_known(path, "option", name, model.options)
    if terms.steps and name not in terms.steps:
        raise ModelError(path, f"{name!r} is not among steps:", nearest(name, terms.steps))


def _check_groups(
    model: Standoff,
    terms: Terms,
    path: Path,
    groups: Iterable[tuple[str | int, str, tuple[str, ...]]],
) -> None:
    """Refuse groups of options, each with its key and its name, that are empty or overlap."""
    seen: dict[str, str] = {}
    for key, label, names in groups:
        if not names:
            raise ModelError((*path, key), f"{label} names no option", "leave it out")
        for k, name in enumerate(names):
            where = (*path, key, k)
            _check_measure(model, terms, where, name)
            if name in seen:
                message = f"the option {name!r} is in {seen[name]} already"
                raise ModelError(where, message, "name it once")
            seen[name] = label


def _check_issues(model: Standoff, terms: Terms) -> None:
    for issue in terms.issues:
        if issue in model.options:
            message = f"an issue cannot be called like the option {issue!r}"
            hint = "an option that is in no issue is one of its own, called like the option"
            raise ModelError((*ROOT, "issues", issue), message, hint)
    groups = ((issue, f"the issue {issue!r}", names) for issue, names in terms.issues.items())
    _check_groups(model, terms, (*ROOT, "issues"), groups)


def _check_shared(model: Standoff, terms: Terms, path: Path, given: Terms | Design) -> None:
    """Check what a design may give anew."""
    for key, of_party in (("lag", given.lag), ("exposure", given.exposure)):
        for party in of_party:
            check_known((*path, key, party), "party", party, model.party_ids)
    for party, periods in given.lag.items():
        _check_count((*path, "lag", party), periods)
    for party, cap in given.exposure.items():
        check_finite((*path, "exposure", party), cap)
        if cap < 0:
            message = f"an exposure cap is never below 0, found {cap}"
            raise ModelError((*path, "exposure", party), message)
    for k, group in enumerate(given.together or ()):
        for j, party in enumerate(group):
            check_known((*path, "together", k, j), "party", party, model.party_ids)
    if given.most is not None:
        _check_count((*path, "most"), given.most)
    _check_retaliation(model, terms, path, given)


def _check_count(path: Path, count: float) -> None:
    if count < 1 or count % 1 != 0:
        raise ModelError(path, f"expected a whole number from 1 up, found {count}")


def _check_retaliation(model: Standoff, terms: Terms, path: Path, given: Terms | Design) -> None:
    if given.retaliation is None or isinstance(given.retaliation, Retaliation):
        return
    placed = {name for names in terms.issues.values() for name in names}
    alone = [name for name in terms.steps or model.options if name not in placed]
    issues = [*terms.issues, *alone]
    for issue, revoked in given.retaliation.items():
        where = (*path, "retaliation", issue)
        check_known(where, "issue", issue, issues)
        for k, other in enumerate(revoked):
            check_known((*where, k), "issue", other, issues)


def _check_design(model: Standoff, terms: Terms, path: Path, design: Design) -> None:
    _check_shared(model, terms, path, design)
    for k, order in enumerate(design.order):
        for name in (order.first, order.second):
            _check_measure(model, terms, (*path, "order", k), name)
    phases = ((k, f"phase {k + 1}", names) for k, names in enumerate(design.phases))
    _check_groups(model, terms, (*path, "phases"), phases)
    _check_order(path, design)


def _check_order(path: Path, design: Design) -> None:
    """Refuse an order in which something comes before itself; the error names the cycle."""
    later: dict[str, list[tuple[When, str]]] = {}
    before = list(_befores(path, design))
    for first, second, _ in before:
        later.setdefault(first, []).append((When.BEFORE, second))
    for order in design.order:
        if order.when == When.WITH:
            later.setdefault(order.first, []).append((When.WITH, order.second))
            later.setdefault(order.second, []).append((When.WITH, order.first))
    for first, second, place in before:
        back = _way(later, second, first)
        if back:
            message = f"the order contradicts itself: {first} before {back}"
            raise ModelError(place, message, "leave one of these out")


def _befores(path: Path, design: Design) -> Iterator[Before]:
    for k, order in enumerate(design.order):
        if order.when == When.BEFORE:
            yield order.first, order.second, (*path, "order", k)
    for k in range(1, len(design.phases)):
        for first in design.phases[k - 1]:
            for second in design.phases[k]:
                yield first, second, (*path, "phases", k)


def _way(later: dict[str, list[tuple[When, str]]], start: str, end: str) -> str:
    """Return a shortest way from one option to another in words; nothing if there is none."""
    said = {start: start}
    queue = [start]
    for at in queue:
        if at == end:
            return said[at]
        for when, to in later.get(at, ()):
            if to not in said:
                said[to] = f"{said[at]} {when} {to}"
                queue.append(to)
    return ""


def _check_map(model: Standoff, terms: Terms, path: Path, given: GivenMap) -> None:
    if given.design:
        check_known((*path, "design"), "design", given.design, terms.designs)
    if not given.steps:
        raise ModelError((*path, "steps"), "the road map has no step", "list at least one")
    steps = ((k, f"step {k + 1}", names) for k, names in enumerate(given.steps))
    _check_groups(model, terms, (*path, "steps"), steps)
