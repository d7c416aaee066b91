"""What a conclusion on the nominal model hangs on: one change at a time, and the fewest of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TypeAlias

from standoff.model import Claims, Experts, Formula, Preference, Ranking, Standoff, Weights, Worth

from .premises import Outcome, drawn, experts_name, part_name, speaking
from .sensitivity import smallest_flips

Change: TypeAlias = tuple[str | int, ...]
"""("dropped",), ("reversed",), ("moved", place from 1), ("low",), ("high",), ("speaks", expert),
("swapped", place of the better of two neighbouring groups, from 1)."""
Answer: TypeAlias = Callable[[Standoff], bool | int | Fraction]

DROPPED: Change = ("dropped",)
REVERSED: Change = ("reversed",)


def one_at_a_time(model: Standoff) -> list[tuple[str, Change, Standoff]]:
    """Every single change of the nominal model: what changes, how, and the model that results."""
    return [
        (name, change, changed(model, {name: change}))
        for name, changes in possible_changes(model).items()
        for change in changes
    ]


def possible_changes(model: Standoff) -> dict[str, list[Change]]:
    """For every claim, term, weight, ranking and expert premise the changes that it allows."""
    found: dict[str, list[Change]] = {}
    for party in model.party_ids:
        preference = model.preferences.get(party)
        if preference is None:
            continue
        if isinstance(preference, Experts):
            found |= other_experts(model, party, preference)
        found |= dict(within(*speaking(model, party, {})))
    if model.road_map:
        for party in model.party_ids:
            if party in model.road_map.worth:
                found |= dict(within(f"{party}.road_map", model.road_map.worth[party]))
    return found


def other_experts(model: Standoff, party: str, preference: Experts) -> dict[str, list[Change]]:
    """The experts who do not speak in the nominal model."""
    prefix, _ = speaking(model, party, {})
    silent = [e.id for e in preference.experts if prefix != f"{party}.{e.id}"]
    return {experts_name(model, party): [("speaks", one) for one in silent]} if silent else {}


def within(prefix: str, preference: Preference) -> Iterator[tuple[str, list[Change]]]:
    """The changes inside one preference."""
    match preference:
        case Claims():
            count = len(preference.claims)
            for k, claim in enumerate(preference.claims):
                moves = [("moved", place) for place in range(1, count + 1) if place != k + 1]
                yield part_name(prefix, claim.id, k), [DROPPED, REVERSED, *moves]
        case Worth():
            for k, term in enumerate(preference.terms):
                ends: list[Change] = [("low",), ("high",)] if term.low < term.high else []
                yield part_name(prefix, term.id, k), [DROPPED, REVERSED, *ends]
        case Weights():
            for option in preference.weights:
                yield f"{prefix}.{option}", [DROPPED, REVERSED]
        case Ranking():
            swaps: list[Change] = [("swapped", k) for k in range(1, len(preference.groups))]
            yield f"{prefix}.ranking", swaps


def changed(model: Standoff, changes: Mapping[str, Change]) -> Standoff:
    """The nominal model with these changes, by what changes."""
    speakers: dict[str, Outcome] = {
        name: str(change[1]) for name, change in changes.items() if change[0] == "speaks"
    }
    ordinary = drawn(model, speakers)
    preferences = {}
    for party in model.preferences:
        prefix, written = speaking(model, party, speakers)
        preferences[party] = altered(prefix, written, ordinary.preferences[party], changes)
    terms = ordinary.road_map
    if terms is not None and model.road_map is not None:
        worth = {
            party: altered(f"{party}.road_map", written, terms.worth[party], changes)
            for party, written in model.road_map.worth.items()
        }
        terms = replace(terms, worth=worth)
    return replace(ordinary, preferences=preferences, road_map=terms)


def altered(
    prefix: str, written: Preference, ordinary: Preference, changes: Mapping[str, Change]
) -> Preference:
    """One nominal preference with the changes to its parts; `written` still has the ranges."""
    match ordinary:
        case Claims():
            return altered_claims(prefix, ordinary, changes)
        case Worth():
            assert isinstance(written, Worth)
            return altered_worth(prefix, written, ordinary, changes)
        case Weights():
            weights = {}
            for option, weight in ordinary.weights.items():
                change = changes.get(f"{prefix}.{option}")
                if change != DROPPED:
                    weights[option] = -weight if change == REVERSED else weight
            return replace(ordinary, weights=weights)
        case Ranking():
            groups = list(ordinary.groups)
            if change := changes.get(f"{prefix}.ranking"):
                k = int(change[1])
                groups[k - 1], groups[k] = groups[k], groups[k - 1]
            return replace(ordinary, groups=tuple(groups))
    return ordinary


def altered_claims(prefix: str, preference: Claims, changes: Mapping[str, Change]) -> Claims:
    """Claims dropped and reversed where they stand, then those to be moved put at their place."""
    kept = []
    moving = []
    for k, claim in enumerate(preference.claims):
        match changes.get(part_name(prefix, claim.id, k)):
            case None:
                kept.append(claim)
            case ("dropped",):
                pass
            case ("reversed",):
                kept.append(replace(claim, wants=Formula(f"not ({claim.wants.text})")))
            case ("moved", int(place)):
                moving.append((place - 1, claim))
            case other:
                raise ValueError(f"a claim cannot be {other}")
    for place, claim in moving:
        kept.insert(place, claim)
    return Claims(tuple(kept))


def altered_worth(
    prefix: str, written: Worth, preference: Worth, changes: Mapping[str, Change]
) -> Worth:
    terms = []
    for k, (range_, term) in enumerate(zip(written.terms, preference.terms, strict=True)):
        amounts = {
            None: term.low,
            DROPPED: 0.0,
            REVERSED: -term.low,
            ("low",): range_.low,
            ("high",): range_.high,
        }
        amount = amounts[changes.get(part_name(prefix, term.id, k))]
        terms.append(replace(term, low=amount, high=amount))
    return replace(preference, terms=tuple(terms))


def pivotal_sets(
    model: Standoff, answer: Answer, up_to: int | None = None
) -> list[dict[str, Change]]:
    """Every smallest set of claims, terms and weights that, dropped or reversed, flips the answer.

    All sets of one size are tried before any larger one; empty if no set up to the size does it.
    """
    ways = {
        name: [change for change in changes if change in (DROPPED, REVERSED)]
        for name, changes in possible_changes(model).items()
    }
    today = answer(drawn(model, {}))
    return smallest_flips(
        {name: changes for name, changes in ways.items() if changes},
        lambda attempt: answer(changed(model, attempt)) != today,
        up_to,
    )
