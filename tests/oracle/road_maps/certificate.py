"""Check the certificate of a road map against the model alone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from math import isfinite
from typing import Any

from standoff.model import Standoff

from .by_definition import (
    START,
    Constraint,
    breaches,
    breakdown,
    constraints,
    is_allowed,
    payment_constraints,
    steps,
    walk_away_constraints,
)
from .deal import Deal, Path, State, after, deal_from_model, options_taken

RELATIVE_TOLERANCE = Fraction(1, 10**9)


def written(
    model: Standoff, endgame: str, design: str | None, path: Path, method: str = "discounted"
) -> dict[str, Any]:
    """The certificate of a path, as the library is to write it; payments are for the caller."""
    assert model.status_quo is not None
    deal = deal_from_model(model, endgame, design)
    start = options_taken(model, model.status_quo)
    return {
        "format": "standoff.road_map/1",
        "design": design,
        "endgame": endgame,
        "method": method,
        "patience": {party: float(d) for party, d in deal.patience.items()},
        "start": sorted(start),
        "steps": [
            {
                "measures": sorted(step),
                "parties": sorted({measure.owner for measure in deal.among(step)}),
                "taken": sorted(after(start, x | step)),
            }
            for x, step in steps(path)
        ],
    }


def recheck(
    model: Standoff, certificate: Mapping[str, Any], stable: Collection[State] | None = None
) -> list[str]:
    """What is wrong with the certificate, in words; nothing if it is good.

    For the method ``corridor``, `stable` gives the states, as options taken, that every party
    holds stable; without it only the steps of a corridor are checked.
    """
    complaints = list(_malformed(model, certificate))
    if complaints:
        return complaints
    deal = deal_from_model(model, certificate["endgame"], certificate["design"])
    patience = {i: Fraction(str(d)) for i, d in certificate["patience"].items()}
    deal = replace(deal, patience=patience)
    assert model.status_quo is not None
    start = options_taken(model, model.status_quo)
    path, complaints = _replay(deal, start, certificate)
    if complaints:
        return complaints
    if not deal.targets(path[-1]):
        complaints.append(f"the last step does not reach {certificate['endgame']}")
    check = CHECKS[certificate["method"]]
    return complaints + list(check(deal, path, certificate, start, stable))


def _malformed(model: Standoff, certificate: Mapping[str, Any]) -> Iterator[str]:
    """What keeps the certificate from being read."""
    if model.road_map is None:
        yield "the model has no terms of a road map"
        return
    if certificate.get("format") != "standoff.road_map/1":
        yield f"unknown format {certificate.get('format')}"
        return
    missing = {"design", "endgame", "method", "patience", "steps", "start"} - set(certificate)
    if missing:
        yield f"missing: {', '.join(sorted(missing))}"
        return
    if certificate["method"] not in CHECKS:
        yield f"unknown method {certificate['method']}"
    if certificate["endgame"] not in model.endgames:
        yield f"unknown endgame {certificate['endgame']}"
    if certificate["design"] is not None and certificate["design"] not in model.road_map.designs:
        yield f"unknown design {certificate['design']}"
    if not certificate["steps"]:
        yield "a road map has one step at least"
    yield from _bad_numbers(model, certificate)


def _bad_numbers(model: Standoff, certificate: Mapping[str, Any]) -> Iterator[str]:
    """Patience and payments that are missing or out of range."""
    if certificate["method"] not in ("discounted", "payments"):
        return
    for party in model.party_ids:
        if not 0 < certificate["patience"].get(party, 0) < 1:
            yield f"{party} has no patience between 0 and 1"
    if certificate["method"] == "payments":
        periods = len(certificate["steps"]) + 2
        payments = certificate.get("payments") or {}
        if set(payments) != set(model.party_ids):
            yield "there are not payments for each party"
        elif any(len(row) != periods for row in payments.values()):
            yield f"payments are due in {periods} periods"
        elif not all(isfinite(x) for row in payments.values() for x in row):
            yield "a payment is not a number"


def _replay(deal: Deal, start: State, certificate: Mapping[str, Any]) -> tuple[Path, list[str]]:
    """The path that the steps make, and what is wrong with them."""
    complaints = []
    if frozenset(certificate["start"]) != start:
        complaints.append("it does not start from the status quo")
    known = {measure.name: measure.owner for measure in deal.measures}
    path: list[State] = [START]
    for number, written in enumerate(certificate["steps"], start=1):
        names = frozenset(written["measures"])
        if unknown := names - set(known):
            return tuple(path), [*complaints, f"step {number}: no measure {sorted(unknown)}"]
        if len(names) < len(written["measures"]):
            complaints.append(f"step {number} lists a measure twice")
        if not is_allowed(deal, path[-1], names):
            complaints.append(f"step {number} is not allowed: {sorted(names)}")
        path.append(path[-1] | names)
        if set(written["parties"]) != {known[name] for name in names}:
            complaints.append(f"step {number} is taken by other parties: {written['parties']}")
        if frozenset(written["taken"]) != after(start, path[-1]):
            complaints.append(f"step {number} leads to another state: {written['taken']}")
    return tuple(path), complaints


# One check per method


def _discounted(deal: Deal, path: Path, *_: object) -> Iterator[str]:
    yield from _violated(constraints(deal, path), tolerance(deal, path))


def _walk_away(deal: Deal, path: Path, *_: object) -> Iterator[str]:
    yield from _violated(walk_away_constraints(deal, path), tolerance(deal, path))


def _payments(deal: Deal, path: Path, certificate: Mapping[str, Any], *_: object) -> Iterator[str]:
    payments = {i: [Fraction(x) for x in row] for i, row in certificate["payments"].items()}
    allowed = tolerance(deal, path)
    for period in range(len(path) + 1):
        left = sum((payments[party][period] for party in deal.parties), Fraction(0))
        if abs(left) > allowed:
            yield f"the payments of period {period} sum to {float(left):g}, not to 0"
    yield from _violated(payment_constraints(deal, path, payments), allowed)


def _corridor(
    deal: Deal,
    path: Path,
    certificate: Mapping[str, Any],
    start: State,
    stable: Collection[State] | None,
) -> Iterator[str]:
    for number, state in enumerate(path[1:], start=1):
        if stable is not None and after(start, state) not in stable:
            yield f"the state after step {number} is not stable for every party"


CHECKS: Mapping[str, Callable[..., Iterator[str]]] = {
    "discounted": _discounted,
    "walk-away": _walk_away,
    "payments": _payments,
    "corridor": _corridor,
}


def tolerance(deal: Deal, path: Path) -> Fraction:
    """A billionth of the largest worth in size among the states that the check meets."""
    met = set(path)
    for party in deal.parties:
        for x, step in [*steps(path), (path[-1], START)]:
            for breach in breaches(deal, party, x, step):
                met |= {breach.state, breakdown(deal, breach.state, breach.issues)}
    largest = max(abs(deal.u(party, state)) for party in deal.parties for state in met)
    return RELATIVE_TOLERANCE * max(largest, Fraction(1))


def _violated(found: Sequence[Constraint], allowed: Fraction) -> Iterator[str]:
    for party, kind, step, slack in found:
        if slack < -allowed:
            yield f"{party} {REASONS[kind].format(step=step)}, by {float(-slack):.6g}"


REASONS = {
    "join": "is better off in the status quo",
    "stay": "is better off by a breach at step {step}",
    "keep": "is better off by a breach at the end",
    "exposure": "is exposed beyond its cap at step {step}",
}
