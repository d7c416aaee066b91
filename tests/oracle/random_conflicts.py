"""Small random conflicts of several families, to test the reading of the definitions itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from random import Random

from .conflict import (
    DIRECTIONS,
    Conflict,
    Party,
    Scores,
    State,
    Vector,
    merge_states,
    vector_conflict,
)


def random_scores(rng: Random, parties: Sequence[Party], states: Sequence[State]) -> Scores:
    """Scores with many ties, some ties, or none."""
    levels = rng.choice((2, 3, len(states), None))
    if levels is None:
        return {
            party: dict(zip(states, rng.sample(range(len(states)), len(states)), strict=True))
            for party in parties
        }
    return {party: {s: rng.randrange(levels) for s in states} for party in parties}


def random_owners(rng: Random, parties: tuple[Party, ...], most: int) -> tuple[Party, ...]:
    """One to three options for each party, and no more than `most` together if that can be."""
    count = dict.fromkeys(parties, 1)
    for _ in range(rng.randint(0, max(0, most - len(parties)))):
        party = rng.choice(parties)
        count[party] = min(3, count[party] + 1)
    return tuple(party for party in parties for _ in range(count[party]))


def random_vector_conflict(rng: Random, parties: int | None = None, options: int = 6) -> Conflict:
    """Option form, up to 40 states: some vectors infeasible, some options irreversible, ties."""
    names = tuple("abcd"[: parties or rng.randint(2, 4)])
    owner = random_owners(rng, names, options)
    vectors = list(product((0, 1), repeat=len(owner)))
    if len(vectors) > 40 or rng.random() < 0.6:
        feasible = set(rng.sample(vectors, rng.randint(2, min(len(vectors), 40))))
        vectors = [vector for vector in vectors if vector in feasible]
    labels: dict[State, Vector] = {
        "".join("NY"[taken] for taken in vector): vector for vector in vectors
    }
    weights = rng.choice(((1, 0, 0), (4, 1, 1)))
    direction = tuple(rng.choices(DIRECTIONS, weights, k=len(owner)))
    return vector_conflict(names, owner, labels, random_scores(rng, names, list(labels)), direction)


def random_merged_conflict(rng: Random, parties: int | None = None, options: int = 6) -> Conflict:
    """As `random_vector_conflict`, with some vectors glued into one or two merged states."""
    conflict = random_vector_conflict(rng, parties, options)
    chance = rng.choice((0.2, 0.4))
    label: Mapping[State, State] = {
        s: rng.choice(("first", "second")) if rng.random() < chance else s for s in conflict.states
    }
    states = list(dict.fromkeys(label.values()))
    return merge_states(conflict, label, random_scores(rng, conflict.parties, states))


def random_arcs_conflict(rng: Random, parties: int | None = None, states: int = 10) -> Conflict:
    """Graph form with random arcs, in general intransitive."""
    names = tuple("abcd"[: parties or rng.randint(2, 4)])
    labels: list[State] = [f"s{number}" for number in range(rng.randint(2, states))]
    chance = rng.choice((0.1, 0.2, 0.4))
    moves = {
        party: {s: frozenset(q for q in labels if q != s and rng.random() < chance) for s in labels}
        for party in names
    }
    return Conflict(names, tuple(labels), moves, random_scores(rng, names, labels))


FAMILIES: Mapping[str, Callable[[Random], Conflict]] = {
    "vectors": random_vector_conflict,
    "merged": random_merged_conflict,
    "arcs": random_arcs_conflict,
}


def random_conflict(rng: Random, family: str | None = None) -> Conflict:
    """A random conflict of the family, a key of FAMILIES; of any of them by default."""
    return FAMILIES[family or rng.choice(tuple(FAMILIES))](rng)
