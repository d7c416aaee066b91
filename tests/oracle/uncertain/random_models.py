"""Small random models with uncertain premises, with readings, and records of moves in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from math import prod
from random import Random

from tests.oracle.conflict import unilateral_moves
from tests.oracle_from_model import conflict_of, feasible_vectors

from standoff.model import (
    AnyOrder,
    Claim,
    Claims,
    Correlation,
    Distribution,
    Expert,
    Experts,
    Formula,
    Option,
    Party,
    Preference,
    Reading,
    Reversible,
    Rule,
    Standoff,
    Weights,
    Worth,
    WorthTerm,
)

from .backtest import Row
from .premises import exact, nominal, premises
from .readings import as_read, units

CONFIDENCES = (0.5, 0.7, 0.25, 0.9, 0.1, 0.0)
MOST_COMBINATIONS = 200
MOST_UNITS = 6


def random_uncertain(seed: int, discrete: bool = True) -> Standoff:
    """A random standoff of 2 or 3 parties with a status quo and at least one premise.

    If `discrete`, at most `MOST_COMBINATIONS` combinations of outcomes, none of them correlated;
    else also worth over a range and correlated premises.
    """
    rng = Random(f"uncertain {seed} {discrete}")
    while True:
        model = random_model(rng, discrete)
        every = premises(model)
        count = prod(sum(c > 0 for _, c in p.outcomes) for p in every if p.term is None)
        if every and count <= MOST_COMBINATIONS:
            return model if discrete else correlated(rng, model)


def random_model(rng: Random, discrete: bool) -> Standoff:
    """Parties, options, rules, a feasible status quo and preferences."""
    free = Standoff(title="random", parties=random_parties(rng))
    rules = [Rule(random_formula(rng, free.options))] if rng.random() < 0.4 else []
    model = replace(free, rules=tuple(rules))
    feasible = feasible_vectors(model)
    if len(feasible) < 3:
        model, feasible = free, feasible_vectors(free)
    today = rng.choice(feasible)
    taken = tuple(name for name, bit in zip(model.options, today, strict=True) if bit)
    preferences = random_preferences(rng, model, discrete)
    return replace(model, status_quo=taken, preferences=preferences)


def random_parties(rng: Random) -> tuple[Party, ...]:
    ways = [Reversible.YES] * 4 + [Reversible.NO, Reversible.ONCE_DROPPED]
    return tuple(
        Party(i, options=tuple(Option(o, reversible=rng.choice(ways)) for o in own))
        for i, own in zip(
            ("north", "south", "east")[: rng.choice((2, 2, 3))],
            rng.choices((("x",), ("x", "y")), k=3),
            strict=False,
        )
    )


def random_formula(rng: Random, options: tuple[str, ...]) -> Formula:
    """A literal, or two of them joined."""
    first, second = (rng.choice(("", "not ")) + rng.choice(options) for _ in range(2))
    joined = (first, f"{first} and {second}", f"{first} or {second}", f"{first} implies {second}")
    return Formula(rng.choice((first, *joined)))


def random_preferences(rng: Random, model: Standoff, discrete: bool) -> dict[str, Preference]:
    """One per party; experts with the same ids and weights may be shared."""
    weights = rng.choice(((1.0, 1.0), (1.0, 2.0), (3.0, 1.0, 0.5), (1.0,)))
    found: dict[str, Preference] = {}
    for party in model.party_ids:
        if rng.random() < 0.2:
            names = ("smith", "jones", "brown")[: len(weights)]
            found[party] = Experts(
                tuple(
                    Expert(name, random_preference(rng, model, discrete, 2), weight)
                    for name, weight in zip(names, weights, strict=True)
                )
            )
        else:
            found[party] = random_preference(rng, model, discrete, 4)
    return found


def random_preference(rng: Random, model: Standoff, discrete: bool, most: int) -> Preference:
    """Mostly claims, some worth; with all that the class allows to be uncertain."""
    kind = rng.random()
    if kind < 0.1:
        return Weights({name: rng.choice((-3.0, -1.0, 1.0, 2.0)) for name in model.options})
    if kind < (0.2 if discrete else 0.5):
        return Worth(tuple(random_term(rng, model, discrete) for _ in range(rng.randint(1, 3))))
    texts = list(
        dict.fromkeys(random_formula(rng, model.options) for _ in range(rng.randint(1, most)))
    )
    claims = tuple(random_claim(rng, text, k) for k, text in enumerate(texts))
    orders = []
    if len(claims) > 1 and rng.random() < 0.3:
        count = rng.randint(2, min(3, len(claims)))
        confidence = rng.choice((None, 0.7, 0.5, 1.0, 0.0))
        name = rng.choice(("", "order"))
        orders = [AnyOrder(rng.randint(0, len(claims) - count), count, confidence, name)]
    return Claims(claims, tuple(orders))


def random_claim(rng: Random, wants: Formula, k: int) -> Claim:
    name = rng.choice(("", f"c{k}"))
    if rng.random() < 0.45:
        return Claim(wants, id=name)
    holds = rng.choice(CONFIDENCES)
    opposite = rng.choice((0.0, 0.0, 0.1, float(1 - exact(holds)), float((1 - exact(holds)) / 2)))
    return Claim(wants, id=name, confidence=holds, reversed=min(opposite, float(1 - exact(holds))))


def random_term(rng: Random, model: Standoff, discrete: bool) -> WorthTerm:
    low = float(rng.randint(-5, 5))
    high = low if discrete or rng.random() < 0.3 else low + rng.randint(1, 6)
    shape = rng.choice(tuple(Distribution))
    likely = None
    if shape is Distribution.TRIANGULAR and rng.random() < 0.7:
        likely = rng.choice((low, high, (low + high) / 2, low + (high - low) / 4))
    name = rng.choice(("", f"t{rng.randrange(10**6)}"))
    condition = random_formula(rng, model.options)
    return WorthTerm(condition, low, high, id=name, likely=likely, distribution=shape)


def correlated(rng: Random, model: Standoff) -> Standoff:
    """The model with two or three of its premises correlated, if it has so many."""
    names = [premise.name for premise in premises(model)]
    if len(names) < 2 or rng.random() < 0.5:
        return model
    chosen = tuple(rng.sample(names, min(len(names), rng.choice((2, 3)))))
    correlation = rng.choice((0.5, 1.0, -0.25, -1 / (len(chosen) - 1), 0.0))
    return replace(model, correlated=(Correlation(chosen, correlation),))


def random_readings(seed: int) -> Standoff:
    """A random discrete standoff with the readings `other` and `third`, which change this and that.

    Some claims of some parties go, come, or change place, or another kind of preference comes; the
    status quo, the rules or a direction may change. No two readings differ in more than
    `MOST_UNITS` units.
    """
    base = random_uncertain(seed)
    rng = Random(f"readings {seed}")
    while True:
        readings = {name: random_reading(rng, base) for name in ("other", "third")}
        model = replace(base, readings=readings)
        pairs = combinations((None, *readings), 2)
        if all(len(units(as_read(model, a), as_read(model, b))) <= MOST_UNITS for a, b in pairs):
            return model


def random_reading(rng: Random, model: Standoff) -> Reading:
    preferences: dict[str, Preference] = {}
    for party in rng.sample(model.party_ids, rng.randint(1, len(model.party_ids))):
        old = model.preferences[party]
        if not isinstance(old, Claims) or rng.random() < 0.2:
            preferences[party] = random_preference(rng, model, True, 2)
            continue
        texts = [claim.wants for claim in old.claims if rng.random() < 0.8]
        texts.append(random_formula(rng, model.options))
        texts = list(dict.fromkeys(texts))
        if rng.random() < 0.5:
            rng.shuffle(texts)
        preferences[party] = Claims(tuple(Claim(wants) for wants in texts))
    today = None
    if rng.random() < 0.3:
        vector = rng.choice(feasible_vectors(model))
        today = tuple(name for name, bit in zip(model.options, vector, strict=True) if bit)
    ways = {rng.choice(model.options): rng.choice(tuple(Reversible))} if rng.random() < 0.3 else {}
    plain = Reading(preferences=preferences, status_quo=today, reversible=ways)
    return with_rule(rng, model, plain) if rng.random() < 0.3 else plain


def with_rule(rng: Random, model: Standoff, reading: Reading) -> Reading:
    """The reading with one more rule, if some states and both status quos satisfy it."""
    wider = replace(reading, rules=(Rule(random_formula(rng, model.options)),))
    narrow = replace(model, readings={"wider": wider}).read_as("wider")
    feasible = feasible_vectors(narrow)
    opened = [model.status_quo, narrow.status_quo]
    vectors = [tuple(int(name in (taken or ())) for name in model.options) for taken in opened]
    return wider if len(feasible) > 2 and set(vectors) <= set(feasible) else reading


def random_record(model: Standoff, seed: int, length: int = 8) -> list[Row]:
    """Legal moves one after another from the status quo, with days to months between them.

    Shorter where nobody can move any more; some rows are events that nobody's move made.
    """
    rng = Random(f"record {seed}")
    conflict = conflict_of(nominal(model))
    assert conflict.vectors is not None and isinstance(model.status_quo, tuple)
    today = tuple(int(name in model.status_quo) for name in model.options)
    state = next(s for s, vector in conflict.vectors.items() if vector == today)
    day = date(1998, 1, 1) + timedelta(days=rng.randrange(400))
    rows: list[Row] = []
    while len(rows) < length:
        ends = {i: sorted(unilateral_moves(conflict, i, state), key=str) for i in model.party_ids}
        legal = [(i, end) for i, own in ends.items() for end in own]
        if not legal:
            break
        party, after = rng.choice(legal)
        pairs = zip(model.options, conflict.vectors[state], conflict.vectors[after], strict=True)
        switched = [(name, new) for name, old, new in pairs if old != new]
        taken = tuple(name for name, new in switched if new)
        dropped = tuple(name for name, new in switched if not new)
        rows.append(Row(day, "-" if rng.random() < 0.1 else party, taken, dropped))
        state = after
        day += timedelta(days=rng.choice((0, 1, 5, 20, 40, 100)))
    return rows
