"""The premises of a model, their outcomes, and the ordinary model that one draw makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import permutations
from math import sqrt
from statistics import NormalDist
from typing import TypeAlias

from standoff.model import Claim, Claims, Distribution, Experts, Preference, Standoff, Worth
from standoff.model.formula import Formula
from standoff.model.parts import AnyOrder, WorthTerm

Outcome: TypeAlias = str | tuple[int, ...] | float
"""reversed, fails or holds; an order; the id of an expert; an amount of worth."""
Draw: TypeAlias = Mapping[str, Outcome]
CENTRAL_95 = 1.959963984540054


@dataclass(frozen=True)
class Premise:
    """One uncertain element.

    `outcomes` are those of a claim, an order or experts, with their chances, in the order in which
    a uniform number is compared with their cumulated chances. Worth has a `term` instead.
    """

    name: str
    kind: str
    outcomes: tuple[tuple[Outcome, Fraction], ...] = ()
    term: WorthTerm | None = None


def exact(number: float) -> Fraction:
    """The decimal number as it is written."""
    return Fraction(str(number))


def part_name(prefix: str, identity: str, position: int) -> str:
    """The name of the claim or term at a position counted from 0."""
    return f"{prefix}.{identity or position + 1}"


def order_name(prefix: str, order: AnyOrder) -> str:
    return f"{prefix}.{order.id or f'order_{order.first + 1}'}"


def experts_name(model: Standoff, party: str) -> str:
    """The name under which the first party with the same experts and weights has them."""

    def table(preference: Preference | None) -> list[tuple[str, float]] | None:
        if not isinstance(preference, Experts):
            return None
        return [(expert.id, expert.weight) for expert in preference.experts]

    own = table(model.preferences[party])
    first = next(p for p in model.party_ids if table(model.preferences.get(p)) == own)
    return f"{first}.experts"


def premises(model: Standoff) -> list[Premise]:
    """Every premise, in the order in which uniform numbers are given out."""
    found: dict[str, Premise] = {}
    for party in model.party_ids:
        preference = model.preferences.get(party)
        if not isinstance(preference, Experts):
            found |= {p.name: p for p in premises_within(party, preference)}
            continue
        name = experts_name(model, party)
        if len(preference.experts) > 1 and name not in found:
            found[name] = Premise(name, "experts", expert_chances(preference))
        for expert in preference.experts:
            prefix = f"{party}.{expert.id}"
            found |= {p.name: p for p in premises_within(prefix, expert.preference)}
    for party in model.party_ids if model.road_map else ():
        worth = model.road_map.worth.get(party)
        found |= {p.name: p for p in premises_within(f"{party}.road_map", worth)}
    return list(found.values())


def premises_within(prefix: str, preference: Preference | None) -> Iterator[Premise]:
    """The premises of one list of claims or of worth terms."""
    if isinstance(preference, Claims):
        for k, claim in enumerate(preference.claims):
            for order in preference.orders:
                if order.first == k and order.confidence != 1:
                    yield Premise(order_name(prefix, order), "order", order_chances(order))
            if claim.confidence < 1:
                yield Premise(part_name(prefix, claim.id, k), "claim", claim_chances(claim))
    if isinstance(preference, Worth):
        for k, term in enumerate(preference.terms):
            if term.low < term.high:
                yield Premise(part_name(prefix, term.id, k), "worth", term=term)


def claim_chances(claim: Claim) -> tuple[tuple[Outcome, Fraction], ...]:
    holds, opposite = exact(claim.confidence), exact(claim.reversed)
    return (("reversed", opposite), ("fails", 1 - holds - opposite), ("holds", holds))


def order_chances(order: AnyOrder) -> tuple[tuple[Outcome, Fraction], ...]:
    """All orders, lexicographically; the one written comes first."""
    every = sorted(permutations(range(order.count)))
    if order.confidence is None:
        return tuple((one, Fraction(1, len(every))) for one in every)
    written = exact(order.confidence)
    other = (1 - written) / (len(every) - 1)
    return tuple((one, other if k else written) for k, one in enumerate(every))


def expert_chances(preference: Experts) -> tuple[tuple[Outcome, Fraction], ...]:
    total = sum((exact(expert.weight) for expert in preference.experts), Fraction(0))
    return tuple((expert.id, exact(expert.weight) / total) for expert in preference.experts)


def outcome(premise: Premise, u: float) -> Outcome:
    """The outcome that a number from 0 to 1 stands for."""
    if premise.term is not None:
        return amount(premise.term, u)
    passed = Fraction(0)
    for one, chance in premise.outcomes:
        passed += chance
        if Fraction(u) < passed:
            return one
    raise ValueError(f"{u} is not below 1")


def below(term: WorthTerm, x: float) -> float:
    """The probability that the worth of the term is at most x."""
    low, high, peak = term.low, term.high, term.central
    if term.distribution is Distribution.NORMAL:
        return NormalDist((low + high) / 2, (high - low) / 2 / CENTRAL_95).cdf(x)
    if x <= low or x >= high:
        return float(x >= high)
    if term.distribution is Distribution.UNIFORM and term.likely is None:
        return (x - low) / (high - low)
    height = 2 / (high - low)  # the density at the peak; what follows are areas of triangles
    if x <= peak:
        return (x - low) * height * (x - low) / (peak - low) / 2
    return 1 - (high - x) * height * (high - x) / (high - peak) / 2


def amount(term: WorthTerm, u: float) -> float:
    """The amount below which the worth lies with probability u, found by halving."""
    width = term.high - term.low
    left, right = term.low - 20 * width, term.high + 20 * width
    for _ in range(200):
        middle = (left + right) / 2
        if below(term, middle) < u:
            left = middle
        else:
            right = middle
    return right


def link(correlation: float, size: int) -> list[list[float]]:
    """The symmetric root of the matrix with ones on the diagonal and `correlation` elsewhere."""
    a = sqrt(1 - correlation)
    b = (sqrt(max(0.0, 1 + (size - 1) * correlation)) - a) / size
    return [[a + b if row == column else b for column in range(size)] for row in range(size)]


def linked(model: Standoff, uniforms: Mapping[str, float]) -> dict[str, float]:
    """Uniform numbers by premise, those of correlated premises tied by a Gaussian copula.

    A premise that is certain in this model takes no part.
    """
    result = dict(uniforms)
    normal = NormalDist()
    for entry in model.correlated:
        names = [name for name in entry.premises if name in uniforms]
        if len(names) > 1:
            independent = [normal.inv_cdf(uniforms[name]) for name in names]
            for name, row in zip(names, link(entry.correlation, len(names)), strict=True):
                z = sum(weight * e for weight, e in zip(row, independent, strict=True))
                result[name] = normal.cdf(z)
    return result


def draw(model: Standoff, uniforms: Sequence[float]) -> dict[str, Outcome]:
    """The outcome of every premise, from one independent uniform number for each, in order."""
    every = premises(model)
    numbers = linked(model, dict(zip((p.name for p in every), uniforms, strict=True)))
    return {premise.name: outcome(premise, numbers[premise.name]) for premise in every}


def drawn(model: Standoff, outcomes: Draw) -> Standoff:
    """The ordinary model in which the named premises have these outcomes.

    What is not named is nominal: it holds, stands as written, has its central worth; the leading
    expert speaks. So `outcomes` may be empty, and may name claims and terms that are certain.
    """
    preferences = {
        party: settled(*speaking(model, party, outcomes), outcomes) for party in model.preferences
    }
    terms = model.road_map and replace(
        model.road_map,
        worth={
            party: settled(f"{party}.road_map", worth, outcomes)
            for party, worth in model.road_map.worth.items()
        },
    )
    return replace(model, preferences=preferences, road_map=terms, readings={}, correlated=())


def nominal(model: Standoff) -> Standoff:
    return drawn(model, {})


def speaking(model: Standoff, party: str, outcomes: Draw) -> tuple[str, Preference]:
    """What the names in a party's preference begin with, and what its right expert says."""
    preference = model.preferences[party]
    if not isinstance(preference, Experts):
        return party, preference
    heaviest = max(expert.weight for expert in preference.experts)
    leading = next(e.id for e in preference.experts if e.weight == heaviest)
    speaker = outcomes.get(experts_name(model, party), leading)
    expert = next(e for e in preference.experts if e.id == speaker)
    return f"{party}.{expert.id}", expert.preference


def settled(prefix: str, preference: Preference, outcomes: Draw) -> Preference:
    """The preference with the outcomes put in."""
    if isinstance(preference, Worth):
        terms = []
        for k, term in enumerate(preference.terms):
            worth = float(outcomes.get(part_name(prefix, term.id, k), term.central))
            terms.append(WorthTerm(term.condition, worth, worth, term.because, term.about, term.id))
        return replace(preference, terms=tuple(terms))
    if not isinstance(preference, Claims):
        return preference
    places = list(range(len(preference.claims)))
    for order in preference.orders:
        one = outcomes.get(order_name(prefix, order), tuple(range(order.count)))
        places[order.first : order.first + order.count] = [order.first + m for m in one]
    claims = []
    for k in places:
        claim = replace(preference.claims[k], confidence=1.0, reversed=0.0)
        match outcomes.get(part_name(prefix, claim.id, k), "holds"):
            case "holds":
                claims.append(claim)
            case "reversed":
                claims.append(replace(claim, wants=Formula(f"not ({claim.wants.text})")))
    return Claims(tuple(claims))
