"""Every formula, citation and state reference of a model, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from standoff.model.formula import Formula
from standoff.model.parts import (
    Citation,
    Claims,
    Experts,
    Preference,
    Ranking,
    Rule,
    StateRef,
    Weights,
    Worth,
)

if TYPE_CHECKING:
    from standoff.model.standoff import Standoff

Path = tuple[str | int, ...]


def layers(model: Standoff) -> list[tuple[Path, Mapping[str, Preference]]]:
    """Return the preferences of the base model and of each reading, with their places."""
    base: list[tuple[Path, Mapping[str, Preference]]] = [(("preferences",), model.preferences)]
    return base + [
        (("readings", name, "preferences"), r.preferences) for name, r in model.readings.items()
    ]


def spoken(path: Path, preference: Preference) -> Iterator[tuple[Path, Preference]]:
    """Yield the preference with its place; of experts, what each of them says."""
    if not isinstance(preference, Experts):
        yield path, preference
        return
    for expert in preference.experts:
        yield (*path, "experts", expert.id, "preference"), expert.preference


def statements(model: Standoff) -> Iterator[tuple[Path, Preference]]:
    """Yield every preference in the model and its readings, of each expert too, with its place."""
    for path, preferences in layers(model):
        for party, preference in preferences.items():
            yield from spoken((*path, party), preference)


def claim_paths(preference: Claims) -> list[Path]:
    """Return the place of each claim in its list, in which an uncertain order is one entry.

    Examples
    --------
    >>> from standoff.model import AnyOrder, Claim, Claims, Formula
    >>> wants = tuple(Claim(Formula(f"a.x{k}")) for k in range(4))
    >>> claim_paths(Claims(wants, (AnyOrder(first=1, count=2),)))
    [(0,), (1, 'any_order', 0), (1, 'any_order', 1), (2,)]
    """
    inside = {order.first + n: n for order in preference.orders for n in range(order.count)}
    found: list[Path] = []
    entry = -1
    for k in range(len(preference.claims)):
        entry += inside.get(k, 0) == 0
        found.append((entry, "any_order", inside[k]) if k in inside else (entry,))
    return found


def formulas(model: Standoff) -> Iterator[tuple[Path, Formula]]:
    """Yield every formula of the model with its place."""
    for name, formula in model.define.items():
        yield ("define", name), formula
    for party in model.parties:
        if party.move_if:
            yield ("parties", party.id, "move_if"), party.move_if
        for o in party.options:
            for key, condition in (("take_if", o.take_if), ("drop_if", o.drop_if)):
                if condition:
                    yield ("parties", party.id, "options", o.id, key), condition
    for path, rules in _rules(model):
        for k, rule in enumerate(rules):
            yield (*path, k, "rule"), rule.formula
    for label, formula in model.merge.items():
        yield ("merge", label), formula
    for path, preference in statements(model):
        yield from _preference_formulas(path, preference)
    for name, endgame in model.endgames.items():
        if endgame.when:
            yield ("endgames", name, "when"), endgame.when
    for path, worth in _road_map_worths(model):
        for k, term in enumerate(worth.terms):
            yield (*path, k, "if"), term.condition


def _road_map_worths(model: Standoff) -> list[tuple[Path, Worth]]:
    worths = model.road_map.worth if model.road_map else {}
    return [(("road_map", "worth", party), worth) for party, worth in worths.items()]


def _rules(model: Standoff) -> list[tuple[Path, tuple[Rule, ...]]]:
    base: list[tuple[Path, tuple[Rule, ...]]] = [(("rules",), model.rules)]
    return base + [(("readings", name, "rules"), r.rules) for name, r in model.readings.items()]


def _preference_formulas(path: Path, preference: Preference) -> Iterator[tuple[Path, Formula]]:
    if isinstance(preference, Claims):
        for place, claim in zip(claim_paths(preference), preference.claims, strict=True):
            yield (*path, *place, "wants"), claim.wants
    elif isinstance(preference, Worth):
        for k, term in enumerate(preference.terms):
            yield (*path, "worth", k, "if"), term.condition


def citations(model: Standoff) -> Iterator[tuple[Path, Citation]]:
    """Yield every citation of the model with its place."""
    for party in model.parties:
        for o in party.options:
            yield from _cited(("parties", party.id, "options", o.id, "because"), o.because)
    for path, rules in _rules(model):
        for k, rule in enumerate(rules):
            yield from _cited((*path, k, "because"), rule.because)
    for path, preferences in layers(model):
        for owner, preference in preferences.items():
            yield from _preference_citations((*path, owner), preference)
    for name, reading in model.readings.items():
        yield from _cited(("readings", name, "because"), reading.because)
    for path, worth in _road_map_worths(model):
        for k, term in enumerate(worth.terms):
            yield from _cited((*path, k, "because"), term.because)
    if model.road_map:
        for name, design in model.road_map.designs.items():
            yield from _cited(("road_map", "designs", name, "because"), design.because)
        for name, given in model.road_map.maps.items():
            yield from _cited(("road_map", "maps", name, "because"), given.because)
    for k, correlation in enumerate(model.correlated):
        yield from _cited(("correlated", k, "because"), correlation.because)


def _cited(path: Path, because: tuple[Citation, ...]) -> Iterator[tuple[Path, Citation]]:
    for k, citation in enumerate(because):
        yield (*path, k), citation


def _preference_citations(path: Path, preference: Preference) -> Iterator[tuple[Path, Citation]]:
    if isinstance(preference, Claims):
        yield from _claim_citations(path, preference)
    elif isinstance(preference, Worth):
        for k, term in enumerate(preference.terms):
            yield from _cited((*path, "worth", k, "because"), term.because)
    elif isinstance(preference, Ranking | Weights):
        yield from _cited((*path, "because"), preference.because)
    elif isinstance(preference, Experts):
        for expert in preference.experts:
            where = (*path, "experts", expert.id)
            yield from _cited((*where, "because"), expert.because)
            yield from _preference_citations((*where, "preference"), expert.preference)


def _claim_citations(path: Path, preference: Claims) -> Iterator[tuple[Path, Citation]]:
    places = claim_paths(preference)
    for place, claim in zip(places, preference.claims, strict=True):
        yield from _cited((*path, *place, "because"), claim.because)
    for order in preference.orders:
        yield from _cited((*path, places[order.first][0], "because"), order.because)


def state_refs(model: Standoff) -> Iterator[tuple[Path, StateRef]]:
    """Yield every reference to a state with its place, but for the states named themselves."""
    if model.status_quo is not None:
        yield ("status_quo",), model.status_quo
    for name, endgame in model.endgames.items():
        if endgame.state is not None:
            yield ("endgames", name, "state"), endgame.state
    for name, reading in model.readings.items():
        if reading.status_quo is not None:
            yield ("readings", name, "status_quo"), reading.status_quo
    for path, preference in statements(model):
        if isinstance(preference, Ranking):
            yield from _ranked((*path, "ranking"), preference)


def _ranked(path: Path, ranking: Ranking) -> Iterator[tuple[Path, StateRef]]:
    for k, group in enumerate(ranking.groups):
        for place, ref in enumerate(group):
            yield (*path, k, place, "taken"), ref
