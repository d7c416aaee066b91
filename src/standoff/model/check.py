"""What must be true of a model before any state is built."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from standoff.errors import ModelError, nearest
from standoff.model.formula import WORDS, Formula
from standoff.model.parts import (
    Citation,
    Claims,
    Preference,
    Ranking,
    Scores,
    StateRef,
    Weights,
    Worth,
)

if TYPE_CHECKING:
    from standoff.model.standoff import Standoff

Path = tuple[str | int, ...]
OPTION_LIMIT = 62  # a state is one 64-bit word
_NAME = re.compile(r"[^\W\d]\w*")


def check(model: Standoff) -> None:
    """Raise ModelError at the first thing in the model that contradicts itself."""
    _check_names(model)
    _check_definitions(model)
    atoms = [*model.options, *model.define]
    for path, formula in formulas(model):
        _check_atoms(path, formula, atoms)
    for path, citation in citations(model):
        if citation.source not in model.sources:
            message = f"unknown source {citation.source!r}"
            raise ModelError(path, message, nearest(citation.source, model.sources))
    for path, ref in state_refs(model):
        check_ref(model, path, ref)
    _check_preferences(model)
    _check_graph(model)


def _fail_unknown(path: Path, kind: str, found: str, allowed: Iterable[str]) -> None:
    allowed = list(allowed)
    if found not in allowed:
        raise ModelError(path, f"unknown {kind} {found!r}", nearest(found, allowed))


def _check_names(model: Standoff) -> None:
    if not model.parties:
        raise ModelError(("parties",), "the standoff has no party", "name at least one")
    for kind, path, name in _names(model):
        if not _NAME.fullmatch(name) or name in WORDS:
            hint = "allowed: letters, digits and _, starting with a letter; not a formula word"
            raise ModelError(path, f"{name!r} cannot be the id of a {kind}", hint)
    seen: set[str] = set()
    for party in model.parties:
        if party.id in seen:
            raise ModelError(("parties", party.id), f"two parties are called {party.id!r}")
        seen.add(party.id)
        ids = [o.id for o in party.options]
        for twice in {i for i in ids if ids.count(i) > 1}:
            path = ("parties", party.id, "options", twice)
            raise ModelError(path, f"{party.id!r} has two options called {twice!r}")
    if len(model.options) > OPTION_LIMIT:
        message = f"{len(model.options)} options give 2^{len(model.options)} combinations"
        hint = f"at most {OPTION_LIMIT} options can be analysed; leave out those that decide nothing"
        raise ModelError(("parties",), message, hint)


def _names(model: Standoff) -> Iterator[tuple[str, Path, str]]:
    for party in model.parties:
        yield "party", ("parties", party.id), party.id
        for option in party.options:
            yield "option", ("parties", party.id, "options", option.id), option.id
    for name in model.define:
        yield "definition", ("define", name), name


def _check_definitions(model: Standoff) -> None:
    """Refuse cyclic definitions, and name the cycle."""
    done: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> None:
        if name in above:
            cycle = " -> ".join([*above[above.index(name) :], name])
            hint = "a definition may use only options and definitions that do not lead back to it"
            raise ModelError(("define", above[-1]), f"cyclic definition: {cycle}", hint)
        if name in done:
            return
        for atom, _ in model.define[name].atoms():
            if atom in model.define:
                visit(atom, (*above, name))
        done.add(name)

    for name in model.define:
        visit(name, ())


def _check_atoms(path: Path, formula: Formula, atoms: list[str]) -> None:
    for name, column in formula.atoms():
        if name not in atoms:
            kind = "option" if "." in name else "name"
            message = f"unknown {kind} {name!r} in the formula {str(formula)!r}"
            raise ModelError(path, message, nearest(name, atoms), column)


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
    for k, rule in enumerate(model.rules):
        yield ("rules", k), rule.formula
    for label, formula in model.merge.items():
        yield ("merge", label), formula
    yield from _preference_formulas(("preferences",), model.preferences)
    for name, reading in model.readings.items():
        yield from _preference_formulas(("readings", name, "preferences"), reading.preferences)
        for k, rule in enumerate(reading.rules):
            yield ("readings", name, "rules", k), rule.formula
    for name, endgame in model.endgames.items():
        if endgame.when:
            yield ("endgames", name, "when"), endgame.when


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
    for k, rule in enumerate(model.rules):
        yield from _cited(("rules", k, "because"), rule.because)
    yield from _preference_citations(("preferences",), model.preferences)
    for name, reading in model.readings.items():
        yield from _cited(("readings", name, "because"), reading.because)
        yield from _preference_citations(("readings", name, "preferences"), reading.preferences)
        for k, rule in enumerate(reading.rules):
            yield from _cited(("readings", name, "rules", k, "because"), rule.because)


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
    """Yield every reference to a state with its place."""
    if model.status_quo is not None:
        yield ("status_quo",), model.status_quo
    for state in model.states:
        if state.taken is not None:
            yield ("states", state.label), state.taken
    for name, endgame in model.endgames.items():
        if endgame.state is not None:
            yield ("endgames", name), endgame.state
    layers = [(("preferences",), model.preferences)] + [
        (("readings", name, "preferences"), r.preferences) for name, r in model.readings.items()
    ]
    for name, reading in model.readings.items():
        if reading.status_quo is not None:
            yield ("readings", name, "status_quo"), reading.status_quo
    for path, preferences in layers:
        for party, preference in preferences.items():
            if isinstance(preference, Ranking):
                for k, group in enumerate(preference.groups):
                    for ref in group:
                        yield (*path, party, "ranking", k), ref


def check_ref(model: Standoff, path: Path, ref: StateRef) -> None:
    """Refuse a state reference that no label, option or vector explains."""
    if isinstance(ref, tuple):
        for name in ref:
            _fail_unknown(path, "option", name, model.options)
        return
    labels = [*(s.label for s in model.states), *model.merge]
    if ref in labels:
        return
    if ref and set(ref) <= set("YN-") and model.options:
        if len(ref) == len(model.options) and "-" not in ref:
            return
        hint = f"one letter Y or N per option: {', '.join(model.options)}"
        raise ModelError(path, f"the vector {ref!r} has {len(ref)} letters", hint)
    raise ModelError(path, f"unknown state {ref!r}", nearest(ref, labels))


def _check_preferences(model: Standoff) -> None:
    layers: list[tuple[Path, Mapping[str, Preference]]] = [(("preferences",), model.preferences)]
    for name, reading in model.readings.items():
        layers.append((("readings", name, "preferences"), reading.preferences))
        for option in reading.reversible:
            _fail_unknown(("readings", name, "reversible", option), "option", option, model.options)
    for path, preferences in layers:
        for party, preference in preferences.items():
            _fail_unknown((*path, party), "party", party, model.party_ids)
            if isinstance(preference, Weights):
                for option in preference.weights:
                    where = (*path, party, "weights", option)
                    _fail_unknown(where, "option", option, model.options)
            if isinstance(preference, Claims):
                for k, claim in enumerate(preference.claims):
                    if not 0 <= claim.confidence <= 1:
                        message = f"confidence {claim.confidence} is not between 0 and 1"
                        raise ModelError((*path, party, k, "confidence"), message)
            if isinstance(preference, Scores) and preference.values.ndim != 1:
                raise ModelError((*path, party, "scores"), "scores must be one list of numbers")


def _check_graph(model: Standoff) -> None:
    labels = [s.label for s in model.states]
    for label in {x for x in labels if labels.count(x) > 1}:
        raise ModelError(("states", label), f"two states are called {label!r}")
    for label in model.merge:
        if label in labels:
            hint = "give the merged state its label under merge: alone"
            raise ModelError(("merge", label), f"the label {label!r} is given twice", hint)
    if model.moves is None:
        if not model.options:
            raise ModelError(("parties",), "no party has an option", "add options, or moves:")
        for state in model.states:
            if state.taken is None:
                hint = "list the options taken, or write a Y/N vector"
                raise ModelError(("states", state.label), "the state has no options", hint)
        return
    if not labels:
        raise ModelError(("moves",), "moves: needs the list of states:", "add states:")
    for key, given in (("rules", model.rules), ("merge", model.merge)):
        if given:
            message = f"{key}: has no meaning beside moves:, which names every state itself"
            raise ModelError((key,), message, "leave one of the two out")
    _check_moves(model.moves, model, labels)


def _check_moves(
    moves: Mapping[str, Mapping[str, tuple[str, ...]]], model: Standoff, labels: list[str]
) -> None:
    known = set(labels)
    for party, arcs in moves.items():
        _fail_unknown(("moves", party), "party", party, model.party_ids)
        for start, ends in arcs.items():
            for label in (start, *ends):
                if label not in known:
                    _fail_unknown(("moves", party, start), "state", label, labels)
            if start in ends:
                message = f"a move of {party!r} leads from {start!r} to itself"
                raise ModelError(("moves", party, start), message, "a move changes the state")
