"""What must be true of chances, uncertain orders, experts and correlated premises."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from math import isfinite
from operator import itemgetter
from typing import TYPE_CHECKING

from standoff.errors import ModelError
from standoff.model.check_values import (
    check_finite,
    check_ids,
    check_known,
    is_name,
    repeated,
    shown,
)
from standoff.model.parts import AnyOrder, Claims, Correlation, Expert, Experts, Preference
from standoff.model.premises import places_in
from standoff.model.walk import Path, claim_paths, layers, statements

if TYPE_CHECKING:
    from standoff.model.standoff import Standoff

ORDER_LIMIT = 8  # claims, which have 40,320 orders


def check_shape(model: Standoff) -> None:
    """Refuse experts and uncertain orders in which nothing can be found."""
    for path, preferences in layers(model):
        for party, preference in preferences.items():
            if isinstance(preference, Experts):
                _check_experts((*path, party, "experts"), preference)
    for path, preference in statements(model):
        if isinstance(preference, Claims):
            _check_orders(path, preference)


def _check_experts(path: Path, preference: Experts) -> None:
    if not preference.experts:
        raise ModelError(path, "there is no expert", "name at least one")
    for twice in repeated(expert.id for expert in preference.experts):
        raise ModelError((*path, twice), f"two experts are called {twice!r}")
    for expert in preference.experts:
        _check_expert((*path, expert.id), expert)


def _check_expert(path: Path, expert: Expert) -> None:
    if not is_name(expert.id):
        hint = "allowed: letters, digits and _, starting with a letter; not a formula word"
        raise ModelError(path, f"{shown(expert.id)} cannot be the id of an expert", hint)
    check_finite((*path, "weight"), expert.weight)
    if expert.weight <= 0:
        message = f"the weight {expert.weight} is not above 0"
        raise ModelError((*path, "weight"), message, "leave out an expert who counts for nothing")
    if isinstance(expert.preference, Experts):
        hint = "list all experts of a party side by side, and give them weights"
        raise ModelError((*path, "preference"), "an expert cannot call on other experts", hint)


def _check_orders(path: Path, preference: Claims) -> None:
    end = 0
    for order in preference.orders:
        first, count = order.first, order.count
        if not end <= first <= len(preference.claims) - count:
            message = f"{count} claims from position {first} are not in the list, or taken already"
            raise ModelError(path, message, "list orders one after another, without overlap")
        end = first + count
        if not 2 <= count <= ORDER_LIMIT:
            message = f"an uncertain order has 2 to {ORDER_LIMIT} claims, found {count}"
            hint = "write a single claim by itself, and more than that in several orders"
            raise ModelError((*path, _entry(preference, order), "any_order"), message, hint)


def _entry(preference: Claims, order: AnyOrder) -> int:
    """Return the position of an order among the entries of the list."""
    return len({place[0] for place in claim_paths(preference)[: order.first]})


def check_claims(path: Path, preference: Claims) -> None:
    """Refuse chances that are none, and equal names."""
    names: list[tuple[Path, str, str]] = []
    for order in preference.orders:
        where = (*path, _entry(preference, order))
        names.append((where, order.id, "order_"))
        if order.confidence is not None:
            _check_chance((*where, "confidence"), order.confidence)
    for place, claim in zip(claim_paths(preference), preference.claims, strict=True):
        where = (*path, *place)
        names.append((where, claim.id, ""))
        _check_chance((*where, "confidence"), claim.confidence)
        _check_chance((*where, "reversed"), claim.reversed)
        if claim.confidence + claim.reversed > 1:
            message = f"confidence {claim.confidence} and reversed {claim.reversed} exceed 1"
            hint = "they are chances of different outcomes; confidence: is 1 if not given"
            raise ModelError((*where, "reversed"), message, hint)
    check_ids(sorted(names, key=itemgetter(0)))  # as written


def _check_chance(path: Path, chance: float) -> None:
    if not 0 <= chance <= 1:
        raise ModelError(path, f"{path[-1]} {chance} is not between 0 and 1")


def check_premises(model: Standoff) -> None:
    """Refuse premises of one name, and correlations that cannot be."""
    known: dict[str, None] = {}
    worth = model.road_map.worth if model.road_map else {}
    for path, preferences in _as_read(model):
        names: dict[str, None] = {}
        for place in places_in(model.party_ids, preferences, worth):
            if place.name in names:
                message = f"two premises are called {shown(place.name)}"
                raise ModelError((*path, place.party), message, "give one of them another id")
            names[place.name] = None
        known |= names
    taken: set[str] = set()
    for k, correlation in enumerate(model.correlated):
        _check_correlation(("correlated", k), correlation, known, taken)
        taken |= set(correlation.premises)


def _as_read(model: Standoff) -> Iterator[tuple[Path, Mapping[str, Preference]]]:
    """Yield the preferences of the base model, and all that hold in each reading."""
    for path, preferences in layers(model):
        yield path, {**model.preferences, **preferences}


def _check_correlation(
    path: Path, correlation: Correlation, known: Collection[str], taken: Collection[str]
) -> None:
    names, found = correlation.premises, correlation.correlation
    for k, name in enumerate(names):
        where = (*path, "premises", k)
        check_known(where, "premise", name, known)
        if name in taken or name in names[:k]:
            message = f"the premise {name!r} is correlated already"
            raise ModelError(where, message, "name each premise once, with all that go with it")
    if len(names) < 2:
        message = f"a correlation is between two or more premises, found {len(names)}"
        raise ModelError((*path, "premises"), message, "name those that tend to be right together")
    least = -1 / (len(names) - 1)
    if not (isfinite(found) and least <= found <= 1):
        message = f"the correlation {found} is not between {least:.4g} and 1"
        hint = "each of many premises can go against all the others only so far: -1/(number - 1)"
        raise ModelError((*path, "correlation"), message, hint)
