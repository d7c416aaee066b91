"""Every formula, citation and state reference of a model, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from standoff.model.formula import Formula
from standoff.model.parts import (
    Citation,
    Claims,
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
    for path, preferences in layers(model):
        yield from _preference_formulas(path, preferences)
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


def _preference_formulas(
    path: Path, preferences: Mapping[str, Preference]
) -> Iterator[tuple[Path, Formula]]:
    for party, preference in preferences.items():
        if isinstance(preference, Claims):
            for k, claim in enumerate(preference.claims):
                yield (*path, party, k, "wants"), claim.wants
        elif isinstance(preference, Worth):
            for k, term in enumerate(preference.terms):
                yield (*path, party, "worth", k, "if"), term.condition


def citations(model: Standoff) -> Iterator[tuple[Path, Citation]]:
    """Yield every citation of the model with its place."""
    for party in model.parties:
        for o in party.options:
            yield from _cited(("parties", party.id, "options", o.id, "because"), o.because)
    for path, rules in _rules(model):
        for k, rule in enumerate(rules):
            yield from _cited((*path, k, "because"), rule.because)
    for path, preferences in layers(model):
        yield from _preference_citations(path, preferences)
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


def _cited(path: Path, because: tuple[Citation, ...]) -> Iterator[tuple[Path, Citation]]:
    for k, citation in enumerate(because):
        yield (*path, k), citation


def _preference_citations(
    path: Path, preferences: Mapping[str, Preference]
) -> Iterator[tuple[Path, Citation]]:
    for party, preference in preferences.items():
        if isinstance(preference, Claims):
            for k, claim in enumerate(preference.claims):
                yield from _cited((*path, party, k, "because"), claim.because)
        elif isinstance(preference, Worth):
            for k, term in enumerate(preference.terms):
                yield from _cited((*path, party, "worth", k, "because"), term.because)
        elif isinstance(preference, Ranking | Weights):
            yield from _cited((*path, party, "because"), preference.because)


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
    for path, preferences in layers(model):
        for party, preference in preferences.items():
            if isinstance(preference, Ranking):
                for k, group in enumerate(preference.groups):
                    for place, ref in enumerate(group):
                        yield (*path, party, "ranking", k, place, "taken"), ref
