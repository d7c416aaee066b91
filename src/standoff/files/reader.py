"""Plain data to model: `from_plain`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import numpy as np

from standoff.errors import ModelError, nearest
from standoff.files.plain import (
    Path,
    Plain,
    because,
    each,
    entry,
    formula,
    named,
    number,
    optional_formula,
    optional_text,
    reversible,
    shown,
    state_ref,
    text,
    worth_term,
    wrong,
)
from standoff.files.terms_read import terms
from standoff.model import (
    Claim,
    Claims,
    Endgame,
    NamedState,
    Option,
    Party,
    Preference,
    Ranking,
    Reading,
    Rule,
    Scores,
    Source,
    Standoff,
    StateRef,
    Weights,
    Worth,
)


def from_plain(data: Plain) -> Standoff:
    """Return the model that plain data describe (the model file's content as dict and list).

    Raises
    ------
    ModelError
        With the place in the data, what was found, and what is allowed.
    """
    if not isinstance(data, dict):
        hint = "a model file begins with standoff: 1"
        raise ModelError((), f"expected a standoff model, found {shown(data)}", hint)
    if data.get("standoff") is None:
        hint = "a model file begins with standoff: 1"
        raise ModelError((), "the key 'standoff' is missing", hint)
    if text(("standoff",), data["standoff"]) != "1":
        raise wrong(("standoff",), "format version 1", data["standoff"])
    top = entry((), data, "standoff")
    parties = tuple(named(("parties",), top["parties"], _party).values())
    preferences = named(("preferences",), top.get("preferences"), _preference)
    return Standoff(
        title=text(("title",), top["title"]),
        about=optional_text(("about",), top.get("about")),
        sources=named(("sources",), top.get("sources"), _source),
        define=named(("define",), top.get("define"), formula),
        parties=parties,
        rules=each(("rules",), top.get("rules"), _rule),
        status_quo=_optional_ref(("status_quo",), top.get("status_quo")),
        states=_states(top),
        merge=named(("merge",), top.get("merge"), formula),
        moves=None if top.get("moves") is None else named(("moves",), top["moves"], _arcs),
        preferences=preferences,
        readings=named(("readings",), top.get("readings"), partial(_reading, preferences)),
        endgames=named(("endgames",), top.get("endgames"), _endgame),
        road_map=terms(("road_map",), top.get("road_map"), tuple(p.id for p in parties)),
    )


def _source(path: Path, value: Plain) -> Source:
    found = entry(path, value, "source")
    return Source(**{key: optional_text((*path, key), item) for key, item in found.items()})


def _party(path: Path, value: Plain) -> Party:
    name = str(path[-1])
    if value is None or not isinstance(value, dict):
        return Party(name, optional_text(path, value))
    found = entry(path, value, "party")
    return Party(
        id=name,
        name=optional_text((*path, "name"), found.get("name")),
        about=optional_text((*path, "about"), found.get("about")),
        move_if=optional_formula((*path, "move_if"), found.get("move_if")),
        options=tuple(named((*path, "options"), found.get("options"), _option).values()),
    )


def _option(path: Path, value: Plain) -> Option:
    name = str(path[-1])
    if not isinstance(value, dict):
        return Option(name, optional_text(path, value))
    found = entry(path, value, "option")
    return Option(
        id=name,
        name=optional_text((*path, "name"), found.get("name")),
        about=optional_text((*path, "about"), found.get("about")),
        reversible=reversible((*path, "reversible"), found.get("reversible")),
        take_if=optional_formula((*path, "take_if"), found.get("take_if")),
        drop_if=optional_formula((*path, "drop_if"), found.get("drop_if")),
        because=because((*path, "because"), found.get("because")),
    )


def _rule(path: Path, value: Plain) -> Rule:
    if not isinstance(value, dict):
        return Rule(formula(path, value))
    found = entry(path, value, "rule")
    return Rule(
        formula((*path, "rule"), found["rule"]),
        optional_text((*path, "about"), found.get("about")),
        because((*path, "because"), found.get("because")),
    )


def _optional_ref(path: Path, value: Plain) -> StateRef | None:
    return None if value is None else state_ref(path, value)


def _states(top: dict[str, Plain]) -> tuple[NamedState, ...]:
    graph = top.get("moves") is not None

    def read(path: Path, value: Plain) -> NamedState:
        label = str(path[-1])
        if isinstance(value, dict):
            found = entry(path, value, "named_state")
            return NamedState(
                label,
                _optional_ref((*path, "taken"), found.get("taken")),
                optional_text((*path, "name"), found.get("name")),
                optional_text((*path, "about"), found.get("about")),
            )
        if graph and not isinstance(value, list):
            return NamedState(label, name=optional_text(path, value))
        return NamedState(label, _optional_ref(path, value))

    return tuple(named(("states",), top.get("states"), read).values())


def _arcs(path: Path, value: Plain) -> dict[str, tuple[str, ...]]:
    return named(path, value, lambda where, item: each(where, item, text))


def _claim(path: Path, value: Plain) -> Claim:
    if isinstance(value, str):
        raise ModelError(
            path, f"expected a claim, found {shown(value)}", f"write wants: {shown(value)}"
        )
    found = entry(path, value, "claim")
    if found.get("same") is not None:
        hint = "write wants: with the formula"
        raise ModelError((*path, "same"), "the key 'same' has a meaning only in a reading", hint)
    if found.get("wants") is None:
        hint = "in a reading, `same: id` takes over a claim of the base model"
        raise ModelError(path, "the key 'wants' is missing", hint)
    confidence = found.get("confidence")
    return Claim(
        formula((*path, "wants"), found["wants"]),
        optional_text((*path, "id"), found.get("id")),
        because((*path, "because"), found.get("because")),
        1.0 if confidence is None else number((*path, "confidence"), confidence),
        optional_text((*path, "about"), found.get("about")),
    )


def _preference(path: Path, value: Plain) -> Preference:
    if isinstance(value, list):
        return Claims(each(path, value, _claim))
    found = entry(path, value, "scoring")
    kinds = [k for k in ("ranking", "weights", "worth", "scores") if found.get(k) is not None]
    if len(kinds) != 1:
        hint = "write a list of claims, or one of ranking:, weights:, worth:, scores:"
        message = f"expected one kind of preference, found {' and '.join(kinds) or 'none'}"
        raise ModelError(path, message, hint)
    _check_beside(path, found, kinds[0])
    where, given = (*path, kinds[0]), found[kinds[0]]
    cited = because((*path, "because"), found.get("because"))
    if kinds[0] == "ranking":
        return Ranking(each(where, given, _group), cited)
    if kinds[0] == "weights":
        return Weights(named(where, given, number), cited)
    if kinds[0] == "scores":
        return Scores(np.array(each(where, given, number)))
    return Worth(each(where, given, worth_term), optional_text((*path, "unit"), found.get("unit")))


def _check_beside(path: Path, found: Mapping[str, Plain], kind: str) -> None:
    """Refuse what would be lost beside this kind of preference."""
    if found.get("unit") is not None and kind != "worth":
        raise ModelError((*path, "unit"), f"unit: has no meaning beside {kind}:", "leave it out")
    if found.get("because") is not None and kind in ("worth", "scores"):
        hint = "write because: at each entry of worth:" if kind == "worth" else "leave it out"
        raise ModelError((*path, "because"), f"because: has no place beside {kind}:", hint)


def _group(path: Path, value: Plain) -> tuple[StateRef, ...]:
    return each(path, value, _ranked) if isinstance(value, list) else (_ranked(path, value),)


def _ranked(path: Path, value: Plain) -> StateRef:
    if isinstance(value, dict):
        return state_ref((*path, "taken"), entry(path, value, "ranked_taken")["taken"])
    return text(path, value)


def _reading(base: Mapping[str, Preference], path: Path, value: Plain) -> Reading:
    found = entry(path, value, "reading")
    directions = (*path, "reversible")
    return Reading(
        about=optional_text((*path, "about"), found.get("about")),
        by=optional_text((*path, "by"), found.get("by")),
        because=because((*path, "because"), found.get("because")),
        preferences=named(
            (*path, "preferences"), found.get("preferences"), partial(_overlaid, base)
        ),
        rules=each((*path, "rules"), found.get("rules"), _rule),
        status_quo=_optional_ref((*path, "status_quo"), found.get("status_quo")),
        reversible=named(directions, found.get("reversible"), reversible),
    )


def _overlaid(base: Mapping[str, Preference], path: Path, value: Plain) -> Preference:
    """Read a reading's preference; `same: id` stands for the base claim of that party."""
    if not isinstance(value, list):
        return _preference(path, value)
    preference = base.get(str(path[-1]))
    claims = preference.claims if isinstance(preference, Claims) else ()
    known = {claim.id: claim for claim in claims if claim.id}

    def read(where: Path, item: Plain) -> Claim:
        if not isinstance(item, dict) or item.get("same") is None:
            return _claim(where, item)
        found = entry(where, item, "claim")
        for key in found:
            if key not in ("same", "confidence"):
                message = f"the key {key!r} beside same:, which takes over the claim as it is"
                hint = "only confidence: may be given anew; for another claim write wants:"
                raise ModelError((*where, key), message, hint)
        name = text((*where, "same"), found["same"])
        if name not in known:
            message = f"unknown claim {shown(name)} of {path[-1]!r} in the base model"
            raise ModelError((*where, "same"), message, nearest(name, known))
        if found.get("confidence") is None:
            return known[name]
        return replace(known[name], confidence=number((*where, "confidence"), found["confidence"]))

    return Claims(each(path, value, read))


def _endgame(path: Path, value: Plain) -> Endgame:
    if not isinstance(value, dict):
        return Endgame(state_ref(path, value))
    found = entry(path, value, "endgame")
    ref, when = found.get("state"), found.get("when")
    if (ref is None) == (when is None):
        raise ModelError(path, "an endgame is either a state: or a when: formula", "give one")
    return Endgame(
        _optional_ref((*path, "state"), ref),
        optional_formula((*path, "when"), when),
        optional_text((*path, "about"), found.get("about")),
    )
