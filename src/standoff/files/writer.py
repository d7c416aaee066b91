"""Model to plain data: `to_plain`, and the digest of a model's content."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

import numpy as np

from standoff.files.preferences_read import Known, base_of, known_claims
from standoff.files.terms_write import plain_terms
from standoff.files.values import cited, filled, plain_number, plain_worth
from standoff.model import (
    AnyOrder,
    Claim,
    Claims,
    Correlation,
    Endgame,
    Expert,
    Experts,
    NamedState,
    Option,
    Party,
    Preference,
    Ranking,
    Reading,
    Reversible,
    Rule,
    Scores,
    Source,
    Standoff,
    StateRef,
    Weights,
)

Plain = Any


def to_plain(model: Standoff) -> dict[str, Plain]:
    """Return the model as the nested dicts and lists of the model file.

    ``from_plain(to_plain(model)) == model`` for every model.
    """
    base = model.preferences
    return (
        {"standoff": 1, "title": model.title}
        | filled(
            about=model.about,
            sources={k: _source(s) for k, s in model.sources.items()},
            define={k: f.text for k, f in model.define.items()},
            parties={p.id: _party(p) for p in model.parties},
            rules=[_rule(r) for r in model.rules],
            status_quo=_ref(model.status_quo),
            states={s.label: _state(s, model) for s in model.states},
            merge={k: f.text for k, f in model.merge.items()},
            preferences={k: _preference(p) for k, p in base.items()},
            correlated=[_correlation(c) for c in model.correlated],
            readings={k: _reading(r, model) for k, r in model.readings.items()},
            endgames={k: _endgame(e) for k, e in model.endgames.items()},
        )
        | ({} if model.road_map is None else {"road_map": plain_terms(model)})
        | ({} if model.moves is None else {"moves": _moves(model)})
    )


def digest(model: Standoff) -> str:
    """Return the first 16 hex digits of the SHA-256 of the model's content."""
    direct = {k: p.values for k, p in model.preferences.items() if isinstance(p, Scores)}
    others = {k: p for k, p in model.preferences.items() if k not in direct}
    written = json.dumps(to_plain(replace(model, preferences=others)), ensure_ascii=False)
    content = hashlib.sha256(written.encode())
    for party, values in direct.items():
        content.update(party.encode() + values.astype(np.float64).tobytes())
    return content.hexdigest()[:16]


def _source(source: Source) -> Plain:
    rest = filled(by=source.by, date=source.date, address=source.address, note=source.note)
    return {"title": source.title} | rest


def _ref(ref: StateRef | None) -> Plain:
    return list(ref) if isinstance(ref, tuple) else ref


def _moves(model: Standoff) -> Plain:
    moves = model.moves or {}
    return {p: {s: list(ends) for s, ends in arcs.items()} for p, arcs in moves.items()}


def _party(party: Party) -> Plain:
    return filled(
        name=party.name,
        about=party.about,
        move_if=str(party.move_if or ""),
        options={o.id: _option(o) for o in party.options},
    )


def _direction(value: Reversible) -> Plain:
    return value == Reversible.YES if value != Reversible.ONCE_DROPPED else str(value)


def _option(option: Option) -> Plain:
    full = filled(
        name=option.name,
        about=option.about,
        take_if=str(option.take_if or ""),
        drop_if=str(option.drop_if or ""),
        because=cited(option.because),
    )
    if option.reversible != Reversible.YES:
        full["reversible"] = _direction(option.reversible)
    return option.name if set(full) <= {"name"} else full


def _rule(rule: Rule) -> Plain:
    if not (rule.about or rule.because):
        return rule.formula.text
    return filled(rule=rule.formula.text, about=rule.about, because=cited(rule.because))


def _state(state: NamedState, model: Standoff) -> Plain:
    named = isinstance(state.taken, str) and model.is_graph  # where a bare text is the name
    if state.taken is not None and not (state.name or state.about or named):
        return _ref(state.taken)
    return filled(taken=_ref(state.taken), name=state.name, about=state.about)


def _claim(claim: Claim, known: Known) -> Plain:
    """Return a claim; one that is the same in the base model by its id alone."""
    if known.get(claim.id) == claim:
        return {"same": claim.id}
    chances = {} if claim.confidence == 1.0 else {"confidence": plain_number(claim.confidence)}
    if claim.reversed:
        chances["reversed"] = plain_number(claim.reversed)
    written = filled(id=claim.id, wants=claim.wants.text, because=cited(claim.because))
    return written | chances | filled(about=claim.about)


def _claims(preference: Claims, known: Known) -> list[Plain]:
    """Return the entries of a list of claims; an uncertain order is one of them."""
    orders = {order.first: order for order in preference.orders}
    entries: list[Plain] = []
    k = 0
    while k < len(preference.claims):
        count = orders[k].count if k in orders else 1
        written = [_claim(c, known) for c in preference.claims[k : k + count]]
        entries += [_order(orders[k], written)] if k in orders else written
        k += count
    return entries


def _order(order: AnyOrder, inside: list[Plain]) -> Plain:
    chance = {} if order.confidence is None else {"confidence": plain_number(order.confidence)}
    rest = filled(because=cited(order.because), about=order.about)
    return filled(id=order.id) | {"any_order": inside} | chance | rest


def _preference(preference: Preference, base: Preference | None = None) -> Plain:
    """Return a preference; in a reading, `base` is that of the base model."""
    if isinstance(preference, Claims):
        return _claims(preference, known_claims(base))
    if isinstance(preference, Ranking):
        groups = [[_ranked(ref) for ref in group] for group in preference.groups]
        ranking = [g[0] if len(g) == 1 else g for g in groups]
        return {"ranking": ranking} | filled(because=cited(preference.because))
    if isinstance(preference, Weights):
        weights = {option: plain_number(weight) for option, weight in preference.weights.items()}
        return {"weights": weights} | filled(because=cited(preference.because))
    if isinstance(preference, Scores):
        return {"scores": [plain_number(value) for value in preference.values.tolist()]}
    if isinstance(preference, Experts):
        return {"experts": {expert.id: _expert(expert, base) for expert in preference.experts}}
    return {"worth": [plain_worth(t) for t in preference.terms]} | filled(unit=preference.unit)


def _expert(expert: Expert, base: Preference | None) -> Plain:
    weight = {} if expert.weight == 1 else {"weight": plain_number(expert.weight)}
    said = _preference(expert.preference, base_of(base, expert.id))
    rest = filled(because=cited(expert.because), about=expert.about)
    return weight | {"preference": said} | rest


def _ranked(ref: StateRef) -> Plain:
    return {"taken": list(ref)} if isinstance(ref, tuple) else ref


def _reading(reading: Reading, model: Standoff) -> Plain:
    return filled(
        about=reading.about,
        by=reading.by,
        because=cited(reading.because),
        preferences={
            party: _preference(preference, model.preferences.get(party))
            for party, preference in reading.preferences.items()
        },
        rules=[_rule(r) for r in reading.rules],
        status_quo=_ref(reading.status_quo),
        reversible={k: _direction(v) for k, v in reading.reversible.items()},
    )


def _correlation(correlation: Correlation) -> Plain:
    found = {"premises": list(correlation.premises)}
    return (
        found
        | {"correlation": plain_number(correlation.correlation)}
        | filled(because=cited(correlation.because), about=correlation.about)
    )


def _endgame(endgame: Endgame) -> Plain:
    if endgame.when is None and not endgame.about:
        return _ref(endgame.state)
    when = endgame.when.text if endgame.when else ""
    return filled(state=_ref(endgame.state), when=when, about=endgame.about)
