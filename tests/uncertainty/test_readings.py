"""Readings compared against the slow reading of the definitions, on random models."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from itertools import chain, combinations, permutations, product
from random import Random

import pytest

import standoff as so
from standoff.model import Claim, Claims, Formula, Standoff, Terms, Worth, WorthTerm
from standoff.preferences.uncertain import Profile
from standoff.uncertainty.conclusions import Conclusion
from standoff.uncertainty.mixture import Mixture, common, mixed_claims
from standoff.uncertainty.mixture import Unit as Found
from standoff.uncertainty.readings import Difference

from ..oracle.stability import equilibria
from ..oracle.uncertain import readings as oracle
from ..oracle.uncertain.by_hand import standoff, wants
from ..oracle.uncertain.conclusions import heading, holds_state, meant
from ..oracle.uncertain.random_models import random_readings
from ..oracle.uncertain.sensitivity import shapley_values, smallest_flips
from ..oracle_from_model import conflict_of, feasible_vectors, letters

SEEDS = range(25)
PAIRS = ((None, "other"), ("third", "other"), ("other", None))
CONCEPTS = ("nash", "gmr", "smr", "seq")


@dataclass(frozen=True)
class Pair:
    """Two readings of a random model; premises move from the one into the other."""

    seed: int
    model: Standoff
    one: str | None
    other: str | None

    @property
    def names(self) -> tuple[str, str]:
        return self.one or "base", self.other or "base"

    @property
    def slow(self) -> tuple[Standoff, Standoff]:
        return oracle.as_read(self.model, self.one), oracle.as_read(self.model, self.other)

    @property
    def mixture(self) -> Mixture:
        ends = self.model.read_as(self.one), self.model.read_as(self.other)
        return Mixture(*ends, self.names)

    @property
    def conclusions(self) -> list[Conclusion]:
        """Of each kind the first, in a random order, on which the readings differ; else the last.

        States are those of the base model, which a reading may exclude, but not where it heads.
        """
        rng = Random(f"conclusions {self.seed}")
        states = [letters(v) for v in feasible_vectors(self.model)]
        holds = [so.Holds(s, c) for s, c in product(states, CONCEPTS)]
        alone = [replace(c, party=p) for c, p in product(holds, self.model.party_ids)]
        states = [s for s in states if all(meant(one, s) for one in self.slow)]
        ends: list[Conclusion] = [so.Heading(s) for s in states]
        ends += [so.Heading(s, t) for s, t in permutations(states[:3], 2)]
        return [self.disputed(rng, kind) for kind in (holds, alone, ends)]

    def disputed(self, rng: Random, every: Sequence[Conclusion]) -> Conclusion:
        for conclusion in rng.sample(every, min(12, len(every))):
            if len({answer(conclusion, model) for model in self.slow}) > 1:
                break
        return conclusion


@cache
def pairs() -> list[Pair]:
    return [Pair(s, model, *p) for s in SEEDS for model in [random_readings(s)] for p in PAIRS]


def answer(conclusion: Conclusion, model: Standoff) -> Fraction | None:
    """What the oracle says of a model without uncertainty; None from a state that is excluded."""
    if isinstance(conclusion, so.Holds):
        held = holds_state(model, conclusion.state, conclusion.concept, conclusion.party)
        return Fraction(held)
    assert isinstance(conclusion, so.Heading)
    start = model.status_quo if conclusion.start is None else conclusion.start
    assert start is not None
    return heading(model, conclusion.state, conclusion.start) if meant(model, start) else None


def unit(found: Found) -> oracle.Unit:
    """The unit as the oracle calls it, which counts those alike from 1."""
    names = [found.kind, *([found.party] if found.party else [])]
    text, before = found.key
    return (*names, text, before + 1) if found.kind in ("claim", "worth") else tuple(names)


def subsets(units: Sequence[Found]) -> Iterator[tuple[Found, ...]]:
    return chain.from_iterable(combinations(units, size) for size in range(len(units) + 1))


def said(model: Standoff, profile: Profile) -> object:
    """What parties want, and what a model says beside, in the order in which it is said."""
    return (
        {party: oracle.content(preference) for party, preference in profile.preferences.items()},
        {party: oracle.content(given) for party, given in profile.worth.items()},
        [rule.formula for rule in model.rules],
        oracle.taken_today(model),
        oracle.directions(model),
    )


def check_mixtures(mixture: Mixture, a: Standoff, b: Standoff) -> None:
    """Its units, and every mixture, are those of the oracle."""
    assert len(mixture.units) == len(set(mixture.units))
    assert {*map(unit, mixture.units)} == {*oracle.units(a, b)}
    for moved in subsets(mixture.units):
        slow = oracle.mixed(a, b, [*map(unit, moved)])
        worth = slow.road_map.worth if slow.road_map else {}
        found = said(mixture.model(moved), mixture.profile(moved))
        assert found == said(slow, Profile(slow.preferences, worth))


@pytest.mark.parametrize("seed", SEEDS)
def test_units_and_mixtures(seed: int) -> None:
    for pair in pairs():
        if pair.seed == seed:
            check_mixtures(pair.mixture, *pair.slow)


def test_random_readings_differ_in_everything() -> None:
    kinds = {u.kind for pair in pairs() for u in pair.mixture.units}
    assert kinds == {"claim", "preference", "rules", "status quo", "reversible"}
    assert max(len(pair.mixture.units) for pair in pairs()) == 6


FORMULAS = [Formula(text) for text in ("north.x", "south.y", "not north.x", "north.x or south.y")]


def random_claims(rng: Random) -> Claims:
    """A short list with repetitions."""
    return Claims(tuple(Claim(rng.choice(FORMULAS)) for _ in range(rng.randint(0, 5))))


def random_worth(rng: Random) -> Worth:
    amounts = (rng.choice((-1.0, 2.0, 3.0)) for _ in range(rng.randint(0, 4)))
    return Worth(tuple(WorthTerm(rng.choice(FORMULAS), x, x) for x in amounts))


@pytest.mark.parametrize("seed", range(40))
def test_lists_with_repetitions(seed: int) -> None:
    """Claims of one party, worth of the other, and what both are worth on the way."""
    rng = Random(f"repetitions {seed}")

    def one() -> Standoff:
        parties = [p for p in ("north", "south") if rng.random() < 0.7]
        terms = Terms(worth={p: random_worth(rng) for p in parties})
        return standoff(random_claims(rng), random_worth(rng), road_map=terms)

    a, b = one(), one()
    if len(oracle.units(a, b)) <= 8:
        check_mixtures(Mixture(a, b, ("a", "b")), a, b)


@pytest.mark.parametrize("seed", range(100))
def test_longest_common_part(seed: int) -> None:
    rng = Random(f"common {seed}")
    a, b = random_claims(rng), random_claims(rng)
    in_a, in_b = oracle.claim_keys(a), oracle.claim_keys(b)
    assert common(in_a, in_b) == oracle.shared(in_a, in_b)
    moved = {key for key in {*in_a, *in_b} if rng.random() < 0.5}
    counted = {(text, number - 1) for text, number in moved}
    assert wants(mixed_claims(a, b, counted)) == wants(oracle.mixed_claims(a, b, moved))


@pytest.mark.parametrize("seed", SEEDS[:13])
def test_values_and_shapley_values(seed: int) -> None:
    for pair in pairs():
        if pair.seed == seed:
            for conclusion in pair.conclusions:
                check_difference(pair, conclusion)


def check_difference(pair: Pair, conclusion: Conclusion) -> None:
    a, b = pair.slow
    units = oracle.units(a, b)
    worth: dict[frozenset[oracle.Unit], Fraction | None] = {}
    for size in range(len(units) + 1):
        for moved in map(frozenset, combinations(units, size)):
            worth[moved] = answer(conclusion, oracle.mixed(a, b, moved))
    sets = [*subsets(pair.mixture.units)]
    values = pair.mixture.values(conclusion, sets).tolist()
    assert values == pytest.approx(
        [number(worth[frozenset(map(unit, moved))]) for moved in sets], abs=1e-9, nan_ok=True
    )
    every, nothing = frozenset(units), frozenset[oracle.Unit]()
    if None in worth.values() or worth[every] == worth[nothing]:
        return
    found = so.difference(pair.model, *pair.names, conclusion)
    assert found.values == near((worth[every], worth[nothing]))
    own = [frozenset([unit(u)]) for u in found.units]
    assert found.joining == near(worth[one] for one in own)
    assert found.leaving == near(worth[every - one] for one in own)
    assert found.accounts is not None
    shares = {unit(u): e.value for u, e in zip(found.units, found.accounts, strict=True)}
    expected = shapley_values(units, lambda moved: worth[moved] or 0)
    assert shares == near(expected)
    assert sum(shares.values()) == near(worth[every] - worth[nothing])
    check_fewest(found, smallest_flips({u: [True] for u in units}, flips_of(worth)))


def number(value: Fraction | None) -> float:
    return float("nan") if value is None else float(value)


def near(values: object) -> object:
    if isinstance(values, dict):
        return pytest.approx({key: float(v) for key, v in values.items()}, abs=1e-9)
    if isinstance(values, Fraction | int):
        return pytest.approx(float(values), abs=1e-9)
    return pytest.approx(tuple(map(float, values)), abs=1e-9)  # type: ignore[call-overload]


def flips_of(worth: dict[frozenset[oracle.Unit], Fraction | None]):  # type: ignore[no-untyped-def]
    return lambda attempt: worth[frozenset(attempt)] != worth[frozenset()]


def check_fewest(found: Difference, expected: list[dict[oracle.Unit, object]]) -> None:
    """All the smallest sets; none where the readings agree, or it is a matter of degree."""
    if not found.conclusion.two_valued or found.values[0] == found.values[1]:
        assert found.pivotal is None
        return
    assert found.pivotal is not None
    assert (found.pivotal.status, found.pivotal.complete) == ("found", True)
    sets = [frozenset(map(unit, one)) for one in found.pivotal.sets]
    assert len(sets) == len(set(sets)) == len(expected)
    assert set(sets) == {frozenset(one) for one in expected}
    assert {found.pivotal.size} == {len(one) for one in expected}


@pytest.mark.parametrize("seed", SEEDS[:13])
def test_side_by_side(seed: int) -> None:
    """The same questions under every reading, and how far the equilibria agree."""
    model = random_readings(seed)
    names = (None, "other", "third")
    slow = [oracle.as_read(model, name) for name in names]
    concept = CONCEPTS[seed % len(CONCEPTS)]
    states = [letters(v) for v in feasible_vectors(model)]
    asked = [*(so.Holds(s, concept) for s in states), so.Heading(states[seed % len(states)])]
    found = so.readings(model, asked, concept=concept)
    assert found.readings == ("base", "other", "third") and found.conclusions == tuple(asked)
    for row, conclusion in zip(found.values.tolist(), asked, strict=True):
        known = [answer(conclusion, one) for one in slow]
        assert isinstance(conclusion, so.Holds | so.Heading)
        there = (meant(one, conclusion.state) for one in slow)  # else the reading says nothing
        known = [v if t else None for v, t in zip(known, there, strict=True)]
        assert row == pytest.approx([*map(number, known)], abs=1e-9, nan_ok=True)
        told = {round(float(v), 9) for v in known if v is not None}
        assert (conclusion in found.disputed) == (len(told) > 1)
    assert found.counts == tuple(len(equilibria(conflict_of(one), concept)) for one in slow)
    for (k, a), (m, b) in product(enumerate(slow), repeat=2):
        expected = near(oracle.agreement(a, b, concept))
        assert (found.agreement[k, m], found.overlap[k, m]) == expected
