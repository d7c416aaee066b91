"""What must be true of a model before any state is built."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

import numpy as np

from standoff.errors import ModelError, nearest
from standoff.model.check_terms import check_terms
from standoff.model.check_uncertain import check_claims, check_premises, check_shape
from standoff.model.check_values import (
    check_finite,
    check_known,
    check_worth,
    is_name,
    repeated,
    shown,
)
from standoff.model.formula import DEPTH_LIMIT, Formula
from standoff.model.parts import Claims, Preference, Scores, StateRef, Weights, Worth
from standoff.model.walk import Path, citations, formulas, layers, state_refs, statements

if TYPE_CHECKING:
    from standoff.model.standoff import Standoff

OPTION_LIMIT = 62  # a state is one 64-bit word
_SOURCE = re.compile(r"[\w-]+")


def check(model: Standoff) -> None:
    """Raise ModelError at the first thing in the model that contradicts itself."""
    _check_names(model)
    _check_definitions(model.define)
    check_shape(model)
    _check_kinds(model)
    atoms = dict.fromkeys((*model.options, *model.define))
    for path, formula in formulas(model):
        _check_atoms(path, formula, atoms)
    for path, citation in citations(model):
        check_known(path, "source", citation.source, model.sources)
        if citation.where != citation.where.strip():
            raise ModelError(path, f"the place {citation.where!r} begins or ends with a space")
    _check_graph(model)
    _check_states(model)
    for path, preferences in layers(model):
        for party in preferences:
            check_known((*path, party), "party", party, model.party_ids)
    for path, preference in statements(model):
        _check_preference(model, path, preference)
    for name, reading in model.readings.items():
        for option in reading.reversible:
            check_known(("readings", name, "reversible", option), "option", option, model.options)
    check_terms(model)
    check_premises(model)


def _check_kinds(model: Standoff) -> None:
    """Refuse preferences over options in graph form without options."""
    for path, preference in statements(model) if model.is_graph and not model.options else ():
        if isinstance(preference, Claims | Weights | Worth):
            message = "claims, weights and worth speak of options, and no party has one"
            raise ModelError(path, message, "write a ranking of the states")


def _check_names(model: Standoff) -> None:
    if not model.parties:
        raise ModelError(("parties",), "the standoff has no party", "name at least one")
    for kind, path, name in _names(model):
        if not is_name(name):
            hint = "allowed: letters, digits and _, starting with a letter; not a formula word"
            article = "an" if kind == "option" else "a"
            raise ModelError(path, f"{shown(name)} cannot be the id of {article} {kind}", hint)
    for name in model.sources:
        if not _SOURCE.fullmatch(name):
            hint = "allowed: letters, digits, _ and -"
            raise ModelError(("sources", name), f"{name!r} cannot be the id of a source", hint)
    for twice in repeated(model.party_ids):
        raise ModelError(("parties", twice), f"two parties are called {twice!r}")
    for party in model.parties:
        for twice in repeated(o.id for o in party.options):
            path = ("parties", party.id, "options", twice)
            raise ModelError(path, f"{party.id!r} has two options called {twice!r}")
    if len(model.options) > OPTION_LIMIT:
        message = f"{len(model.options)} options give 2^{len(model.options)} combinations"
        hint = f"at most {OPTION_LIMIT} can be analysed; leave out those that decide nothing"
        raise ModelError(("parties",), message, hint)


def _names(model: Standoff) -> Iterator[tuple[str, Path, str]]:
    for party in model.parties:
        yield "party", ("parties", party.id), party.id
        for option in party.options:
            yield "option", ("parties", party.id, "options", option.id), option.id
    for name in model.define:
        yield "definition", ("define", name), name


def definition_order(define: Mapping[str, Formula]) -> tuple[str, ...]:
    """Return the names of the definitions, each after those that it uses.

    Raises
    ------
    ModelError
        If definitions lead back to themselves; the error names the cycle.
    """
    uses = {
        name: [atom for atom, _ in formula.atoms() if atom in define]
        for name, formula in define.items()
    }
    try:
        return tuple(TopologicalSorter(uses).static_order())
    except CycleError as error:
        cycle = error.args[1][:0:-1]  # each uses the next, the last the first
        first = min(range(len(cycle)), key=lambda k: list(define).index(cycle[k]))
        cycle = [*cycle[first:], *cycle[: first + 1]]
        column = next(c for atom, c in define[cycle[0]].atoms() if atom == cycle[1])
        named = cycle if len(cycle) <= 8 else [*cycle[:4], "...", *cycle[-2:]]
        message = f"cyclic definition: {' -> '.join(named)}"
        hint = "a definition may use only options and definitions that do not lead back to it"
        raise ModelError(("define", cycle[0]), message, hint, column) from None


def _check_definitions(define: Mapping[str, Formula]) -> None:
    depth: dict[str, int] = {}
    for name in definition_order(define):
        used = (depth.get(atom, 0) for atom, _ in define[name].atoms())
        depth[name] = max(1, define[name].depth) + max(used, default=0)
        if depth[name] > DEPTH_LIMIT:
            message = f"the definition {name!r}, with those it uses, is nested too deep"
            raise ModelError(("define", name), message, f"at most {DEPTH_LIMIT} levels are read")


def _check_atoms(path: Path, formula: Formula, atoms: Collection[str]) -> None:
    for name, column in formula.atoms():
        if name not in atoms:
            kind = "option" if "." in name else "name"
            message = f"unknown {kind} {shown(name)} in the formula {shown(formula.text)}"
            raise ModelError(path, message, nearest(name, atoms), column)


def _check_states(model: Standoff) -> None:
    labels = dict.fromkeys((*(s.label for s in model.states), *model.merge))
    for state in model.states:
        if state.taken is not None:
            _check_ref(model, ("states", state.label, "taken"), state.taken, {})
        _check_label(model, state.label, state.taken)
    for path, ref in state_refs(model):
        _check_ref(model, path, ref, labels)
    for name, endgame in model.endgames.items():
        if (endgame.state is None) == (endgame.when is None):
            message = "an endgame is either a state: or a when: formula"
            raise ModelError(("endgames", name), message, "give one of the two")


def _check_label(model: Standoff, label: str, taken: StateRef | None) -> None:
    """Refuse a label that reads like another state: a vector, or `none` for no option taken."""
    if not model.options:
        return
    vector = taken
    if isinstance(taken, tuple):
        vector = "".join("Y" if name in taken else "N" for name in model.options)
    like_vector = len(label) == len(model.options) and set(label) <= set("YN")
    like_none = label in ("", "none") and vector != "N" * len(model.options)
    if (like_vector and label != vector) or like_none:
        meant = "a vector" if like_vector else "no option taken"
        message = f"the label {shown(label)} means another state: {meant}"
        raise ModelError(("states", label), message, "choose another label")


def _check_ref(model: Standoff, path: Path, ref: StateRef, labels: Collection[str]) -> None:
    """Refuse a state reference that no label, option or vector explains."""
    if isinstance(ref, tuple):
        for k, name in enumerate(ref):
            check_known((*path, k), "option", name, model.options)
        for twice in repeated(ref):
            raise ModelError((*path, ref.index(twice)), f"the option {twice!r} is listed twice")
        return
    if ref in labels:
        return
    options = model.options
    if ref and set(ref) <= set("YN-") and options:
        if len(ref) == len(options) and "-" not in ref:
            return
        hint = f"one letter Y or N per option: {', '.join(options)}"
        raise ModelError(path, f"the vector {shown(ref)} has {len(ref)} letters", hint)
    hint = nearest(ref, labels) if labels else "list the options taken, or write a Y/N vector"
    names = [part.strip() for part in ref.split(",")]
    if set(names) <= set(options):
        listed = f"[{', '.join(names)}]"
        hint = f"write the options taken as a list: {listed}"
        if "ranking" in path:
            hint = f"in a ranking, write {{taken: {listed}}}"
    raise ModelError(path, f"unknown state {shown(ref)}", hint)


def _check_preference(model: Standoff, path: Path, preference: Preference) -> None:
    match preference:
        case Claims():
            check_claims(path, preference)
        case Weights():
            for option, weight in preference.weights.items():
                where = (*path, "weights", option)
                check_known(where, "option", option, model.options)
                check_finite(where, weight)
        case Worth():
            check_worth((*path, "worth"), preference)
        case Scores():
            if preference.values.ndim != 1 or preference.values.dtype.kind not in "biuf":
                raise ModelError((*path, "scores"), "scores must be one list of numbers")
            if not np.isfinite(preference.values).all():
                raise ModelError((*path, "scores"), "scores must be finite numbers")


def _check_graph(model: Standoff) -> None:
    labels = {state.label: None for state in model.states}
    for twice in repeated(s.label for s in model.states):
        raise ModelError(("states", twice), f"two states are called {twice!r}")
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
    _check_no_option_form(model)
    _check_moves(model.moves, model, labels)


def _check_no_option_form(model: Standoff) -> None:
    """Refuse what speaks of derived states or moves where both are listed."""
    given: list[tuple[Path, object]] = [(("rules",), model.rules), (("merge",), model.merge)]
    for name, reading in model.readings.items():
        overlay = ("readings", name)
        given += [((*overlay, key), getattr(reading, key)) for key in ("rules", "reversible")]
    for party in model.parties:
        given.append((("parties", party.id, "move_if"), party.move_if))
        for option in party.options:
            own = ("parties", party.id, "options", option.id)
            given += [((*own, key), getattr(option, key)) for key in ("take_if", "drop_if")]
    for path, value in given:
        if value:
            message = f"{path[-1]}: has no meaning beside moves:, which lists every move itself"
            raise ModelError(path, message, "leave one of the two out")


def _check_moves(
    moves: Mapping[str, Mapping[str, tuple[str, ...]]], model: Standoff, labels: Collection[str]
) -> None:
    for party, arcs in moves.items():
        check_known(("moves", party), "party", party, model.party_ids)
        for start, ends in arcs.items():
            check_known(("moves", party, start), "state", start, labels)
            for k, end in enumerate(ends):
                check_known(("moves", party, start, k), "state", end, labels)
                if start == end:
                    message = f"a move of {party!r} leads from {start!r} to itself"
                    hint = "a move changes the state"
                    raise ModelError(("moves", party, start, k), message, hint)
