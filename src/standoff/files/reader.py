"""Plain data to model: `from_plain`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from standoff.errors import ModelError
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
    wrong,
)
from standoff.files.preferences_read import overlaid, preference
from standoff.files.terms_read import terms
from standoff.model import (
    Correlation,
    Endgame,
    NamedState,
    Option,
    Party,
    Preference,
    Reading,
    Rule,
    Source,
    Standoff,
    StateRef,
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
    preferences = named(("preferences",), top.get("preferences"), preference)
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
        correlated=each(("correlated",), top.get("correlated"), _correlation),
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


def _reading(base: Mapping[str, Preference], path: Path, value: Plain) -> Reading:
    found = entry(path, value, "reading")
    directions = (*path, "reversible")
    return Reading(
        about=optional_text((*path, "about"), found.get("about")),
        by=optional_text((*path, "by"), found.get("by")),
        because=because((*path, "because"), found.get("because")),
        preferences=named(
            (*path, "preferences"), found.get("preferences"), partial(overlaid, base)
        ),
        rules=each((*path, "rules"), found.get("rules"), _rule),
        status_quo=_optional_ref((*path, "status_quo"), found.get("status_quo")),
        reversible=named(directions, found.get("reversible"), reversible),
    )


def _correlation(path: Path, value: Plain) -> Correlation:
    found = entry(path, value, "correlation")
    return Correlation(
        each((*path, "premises"), found["premises"], text),
        number((*path, "correlation"), found["correlation"]),
        because((*path, "because"), found.get("because")),
        optional_text((*path, "about"), found.get("about")),
    )


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
