"""Exact chances of conclusions: a sum over every combination of outcomes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import product

from tests.oracle.conflict import State
from tests.oracle.stability import CONCEPTS
from tests.oracle_from_model import conflict_of

from standoff.model import Standoff, StateRef

from .conclusions import heading_to
from .premises import Outcome, Premise, drawn, premises

Answer = Callable[[Standoff], bool | int | Fraction]
Key = tuple[State, str] | tuple[State, str, str]


def is_exact(model: Standoff) -> bool:
    """Whether all premises are discrete and none of them is correlated with another."""
    names = {premise.name for premise in premises(model)}
    linked = any(len(names & set(entry.premises)) > 1 for entry in model.correlated)
    return not linked and all(premise.term is None for premise in premises(model))


def combinations(model: Standoff) -> list[tuple[Fraction, dict[str, Outcome]]]:
    """Every combination of outcomes of chance above 0, with its chance."""
    if not is_exact(model):
        raise ValueError("worth ranges and correlated premises have no list of combinations")
    every = premises(model)
    found = []
    for row in product(*(possible(premise) for premise in every)):
        chance = Fraction(1)
        for _, own in row:
            chance *= own
        names = (premise.name for premise in every)
        found.append((chance, dict(zip(names, (one for one, _ in row), strict=True))))
    assert sum(chance for chance, _ in found) == 1
    return found


def possible(premise: Premise) -> list[tuple[Outcome, Fraction]]:
    return [(one, chance) for one, chance in premise.outcomes if chance > 0]


def probability(model: Standoff, answer: Answer) -> Fraction:
    """The probability that a conclusion holds, or the mean of one with a value."""
    return sum(
        (chance * answer(drawn(model, outcomes)) for chance, outcomes in combinations(model)),
        Fraction(0),
    )


def table(model: Standoff, answer: Answer) -> dict[tuple[Outcome, ...], tuple[Fraction, Fraction]]:
    """For every combination its chance and the value of the conclusion.

    The key has the outcomes in the order of `premises`.
    """
    return {
        tuple(outcomes.values()): (chance, Fraction(answer(drawn(model, outcomes))))
        for chance, outcomes in combinations(model)
    }


def stability_chances(
    model: Standoff, concepts: Iterable[str] = tuple(CONCEPTS)
) -> tuple[dict[tuple[State, str], Fraction], dict[tuple[State, str, str], Fraction]]:
    """By state and concept the probability of an equilibrium; by party too, that of stability."""
    concepts = tuple(concepts)
    together: dict[tuple[State, str], Fraction] = {}
    single: dict[tuple[State, str, str], Fraction] = {}
    for chance, outcomes in combinations(model):
        conflict = conflict_of(drawn(model, outcomes))
        for concept in concepts:
            for s in conflict.states:
                holders = [i for i in conflict.parties if CONCEPTS[concept](conflict, i, s)]
                for i in conflict.parties:
                    single.setdefault((s, concept, i), Fraction(0))
                    single[s, concept, i] += chance * (i in holders)
                together.setdefault((s, concept), Fraction(0))
                together[s, concept] += chance * (len(holders) == len(conflict.parties))
    return together, single


def heading_chances(model: Standoff, start: StateRef | None = None) -> dict[State, Fraction]:
    """For every state the expected share that `heading` gives it."""
    found: dict[State, Fraction] = {}
    for chance, outcomes in combinations(model):
        for state, share in heading_to(drawn(model, outcomes), start).items():
            found[state] = found.get(state, Fraction(0)) + chance * share
    return found
