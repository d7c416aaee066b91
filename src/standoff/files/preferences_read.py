"""Plain data to what the parties want: the values under ``preferences:``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import partial
from typing import Any

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
    optional_number,
    optional_text,
    sequence,
    shown,
    state_ref,
    text,
    worth_term,
)
from standoff.model import (
    AnyOrder,
    Claim,
    Claims,
    Expert,
    Experts,
    Preference,
    Ranking,
    Scores,
    StateRef,
    Weights,
    Worth,
)

Known = Mapping[str, Claim]
"""The claims of the base model that `same:` can take over, by id."""

KINDS = ("ranking", "weights", "worth", "scores", "experts")


def preference(
    path: Path, value: Plain, base: Preference | None = None, *, reading: bool = False
) -> Preference:
    """Return what a party wants; in a reading, `base` is its preference in the base model."""
    if isinstance(value, list):
        return _claims(path, value, known_claims(base) if reading else None)
    found = entry(path, value, "scoring")
    kind = _kind(path, found)
    where, given = (*path, kind), found[kind]
    cited = because((*path, "because"), found.get("because"))
    match kind:
        case "ranking":
            return Ranking(each(where, given, _group), cited)
        case "weights":
            return Weights(named(where, given, number), cited)
        case "scores":
            return Scores(np.array(each(where, given, number)))
        case "experts":
            read = partial(_expert, base=base, reading=reading)
            return Experts(tuple(named(where, given, read).values()))
    unit = optional_text((*path, "unit"), found.get("unit"))
    return Worth(each(where, given, worth_term), unit)


def overlaid(base: Mapping[str, Preference], path: Path, value: Plain) -> Preference:
    """Return a reading's preference; `same: id` stands for the base claim of that party."""
    return preference(path, value, base.get(str(path[-1])), reading=True)


def base_of(base: Preference | None, expert: str) -> Preference | None:
    """Return what the same expert says in the base model; without experts there, all of it."""
    said = {e.id: e.preference for e in base.experts} if isinstance(base, Experts) else {}
    return said.get(expert, base)


def known_claims(base: Preference | None) -> Known:
    """Return the claims of a base preference that `same:` can name, by id."""
    return {c.id: c for c in base.claims if c.id} if isinstance(base, Claims) else {}


def _kind(path: Path, found: Mapping[str, Plain]) -> str:
    """Return the one kind of preference that is given, and refuse what would be lost beside it."""
    kinds = [key for key in KINDS if found.get(key) is not None]
    if len(kinds) != 1:
        hint = f"write a list of claims, or one of {', '.join(f'{key}:' for key in KINDS)}"
        message = f"expected one kind of preference, found {' and '.join(kinds) or 'none'}"
        raise ModelError(path, message, hint)
    (kind,) = kinds
    if found.get("unit") is not None and kind != "worth":
        raise ModelError((*path, "unit"), f"unit: has no meaning beside {kind}:", "leave it out")
    if found.get("because") is not None and kind in ("worth", "scores", "experts"):
        each_entry = "write because: at each entry of"
        hint = "leave it out" if kind == "scores" else f"{each_entry} {kind}:"
        raise ModelError((*path, "because"), f"because: has no place beside {kind}:", hint)
    return kind


def _claims(path: Path, value: Plain, known: Known | None) -> Claims:
    claims: list[Claim] = []
    orders: list[AnyOrder] = []
    for k, item in enumerate(sequence(path, value)):
        if not _is_order(item):
            claims.append(_claim(known, (*path, k), item))
            continue
        inside, order = _order(known, (*path, k), item)
        orders.append(replace(order, first=len(claims)))
        claims += inside
    return Claims(tuple(claims), tuple(orders))


def _is_order(item: Plain) -> bool:
    """Return whether an entry of a list of claims is, or was meant to be, an uncertain order."""
    keys = [str(key) for key in item] if isinstance(item, dict) else []
    return any(get_close_matches(key, ("any_order",), cutoff=0.7) for key in keys)


def _order(known: Known | None, path: Path, item: Plain) -> tuple[tuple[Claim, ...], AnyOrder]:
    found = entry(path, item, "order")
    inside = each((*path, "any_order"), found["any_order"], partial(_claim, known))
    return inside, AnyOrder(
        first=0,
        count=len(inside),
        confidence=optional_number((*path, "confidence"), found.get("confidence")),
        id=optional_text((*path, "id"), found.get("id")),
        because=because((*path, "because"), found.get("because")),
        about=optional_text((*path, "about"), found.get("about")),
    )


def _claim(known: Known | None, path: Path, value: Plain) -> Claim:
    """Return a claim; `known` are those that `same:` can name, None outside readings."""
    if isinstance(value, str):
        message = f"expected a claim, found {shown(value)}"
        raise ModelError(path, message, f"write wants: {shown(value)}")
    if _is_order(value):
        hint = "list all claims in one, or write two orders one after the other"
        raise ModelError(path, "an uncertain order cannot stand inside another", hint)
    found = entry(path, value, "claim")
    if found.get("same") is not None:
        return _same(known, path, found)
    if found.get("wants") is None:
        hint = "in a reading, `same: id` takes over a claim of the base model"
        raise ModelError(path, "the key 'wants' is missing", hint)
    claim = Claim(
        formula((*path, "wants"), found["wants"]),
        optional_text((*path, "id"), found.get("id")),
        because((*path, "because"), found.get("because")),
        about=optional_text((*path, "about"), found.get("about")),
    )
    return replace(claim, **_chances(path, found))


def _chances(path: Path, found: Mapping[str, Plain]) -> dict[str, Any]:
    """Return the chances that are given."""
    keys = [key for key in ("confidence", "reversed") if found.get(key) is not None]
    return {key: number((*path, key), found[key]) for key in keys}


def _same(known: Known | None, path: Path, found: Mapping[str, Plain]) -> Claim:
    """Return the base claim that `same:` names, with the chances that are given anew."""
    if known is None:
        hint = "write wants: with the formula"
        raise ModelError((*path, "same"), "the key 'same' has a meaning only in a reading", hint)
    for key in found:
        if key not in ("same", "confidence", "reversed"):
            message = f"the key {key!r} beside same:, which takes over the claim as it is"
            hint = "only confidence: and reversed: may be given anew; else write wants:"
            raise ModelError((*path, key), message, hint)
    name = text((*path, "same"), found["same"])
    if name not in known:
        party = path[path.index("preferences") + 1]
        message = f"unknown claim {shown(name)} of {party!r} in the base model"
        raise ModelError((*path, "same"), message, nearest(name, known))
    return replace(known[name], **_chances(path, found))


def _expert(path: Path, value: Plain, base: Preference | None, *, reading: bool) -> Expert:
    found = entry(path, value, "expert")
    name = str(path[-1])
    where = (*path, "preference")
    said: Any = preference(where, found["preference"], base_of(base, name), reading=reading)
    weight = optional_number((*path, "weight"), found.get("weight"))
    return Expert(
        name,
        said,  # the model refuses experts within experts
        1.0 if weight is None else weight,
        because((*path, "because"), found.get("because")),
        optional_text((*path, "about"), found.get("about")),
    )


def _group(path: Path, value: Plain) -> tuple[StateRef, ...]:
    return each(path, value, _ranked) if isinstance(value, list) else (_ranked(path, value),)


def _ranked(path: Path, value: Plain) -> StateRef:
    if isinstance(value, dict):
        return state_ref((*path, "taken"), entry(path, value, "ranked_taken")["taken"])
    return text(path, value)
