"""How much of a conclusion hangs on each premise, from the full table of all combinations.

A table has for every combination of outcomes its chance and the value of the conclusion; the
premises are told by their place in the combination, and are independent of each other.

References
----------
Sobol' (2001), Global sensitivity indices for nonlinear mathematical models and their Monte Carlo
estimates, Mathematics and Computers in Simulation 55, 271-280.
Owen (2014), Sobol' indices and Shapley value, SIAM/ASA Journal on Uncertainty Quantification 2.
Shapley (1953), A value for n-person games, Contributions to the Theory of Games II.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, permutations, product
from math import factorial
from typing import TypeAlias, TypeVar

Combination: TypeAlias = tuple[Hashable, ...]
Table: TypeAlias = Mapping[Combination, tuple[Fraction, Fraction]]
Player = TypeVar("Player", bound=Hashable)
Element = TypeVar("Element", bound=Hashable)


def mean(table: Table) -> Fraction:
    """E[Y]."""
    return sum((chance * value for chance, value in table.values()), Fraction(0))


def variance(table: Table) -> Fraction:
    """Var(Y) = E[(Y - E[Y])^2]."""
    middle = mean(table)
    return sum((chance * (value - middle) ** 2 for chance, value in table.values()), Fraction(0))


def outcomes_of(table: Table, place: int) -> list[Hashable]:
    """The outcomes of one premise that occur in the table."""
    return list(dict.fromkeys(combination[place] for combination in table))


def where(table: Table, fixed: Mapping[int, Hashable]) -> tuple[Fraction, Table]:
    """The chance that the premises in `fixed` have these outcomes, and the table given that."""
    rows = {
        combination: row
        for combination, row in table.items()
        if all(combination[place] == one for place, one in fixed.items())
    }
    chance = sum((own for own, _ in rows.values()), Fraction(0))
    return chance, {key: (own / chance, value) for key, (own, value) in rows.items()}


def settings(table: Table, places: Collection[int]) -> Iterator[dict[int, Hashable]]:
    """Every way to fix the premises at these places."""
    for row in product(*(outcomes_of(table, place) for place in places)):
        yield dict(zip(places, row, strict=True))


def given(table: Table, place: int, one: Hashable) -> Fraction:
    """E[Y | premise has this outcome]."""
    return mean(where(table, {place: one})[1])


def explained(table: Table, places: Collection[int]) -> Fraction:
    """c(u) = Var(E[Y | X_u])."""
    middle = mean(table)
    spread = Fraction(0)
    for fixed in settings(table, places):
        chance, rest = where(table, fixed)
        spread += chance * (mean(rest) - middle) ** 2
    return spread


def first_order(table: Table, place: int) -> Fraction:
    """S_i = Var(E[Y | X_i]) / Var(Y)."""
    return explained(table, (place,)) / variance(table)


def places_of(table: Table) -> range:
    return range(len(next(iter(table))))


def total_order(table: Table, place: int) -> Fraction:
    """T_i = E[Var(Y | X_-i)] / Var(Y)."""
    others = [other for other in places_of(table) if other != place]
    left = Fraction(0)
    for fixed in settings(table, others):
        chance, rest = where(table, fixed)
        left += chance * variance(rest)
    return left / variance(table)


def subsets(elements: Sequence[Element]) -> Iterator[tuple[Element, ...]]:
    """All subsets, the smaller ones first, the empty one included."""
    for size in range(len(elements) + 1):
        yield from combinations(elements, size)


def shapley_effect(table: Table, place: int) -> Fraction:
    """Sh_i = sum of |u|! (d-1-|u|)! / d! (c(u+i) - c(u)) over the sets u without i."""
    d = len(places_of(table))
    effect = Fraction(0)
    for u in subsets([other for other in places_of(table) if other != place]):
        weight = Fraction(factorial(len(u)) * factorial(d - 1 - len(u)), factorial(d))
        effect += weight * (explained(table, (*u, place)) - explained(table, u))
    return effect


def shapley_values(
    players: Sequence[Player], value: Callable[[frozenset[Player]], Fraction | int | bool]
) -> dict[Player, Fraction]:
    """What each player adds when it comes, as the mean over all orders of coming."""
    if len(players) > 7:
        raise ValueError("more than 7 players have too many orders")
    worth = {frozenset(s): Fraction(value(frozenset(s))) for s in subsets(players)}
    added = dict.fromkeys(players, Fraction(0))
    for order in permutations(players):
        present: frozenset[Player] = frozenset()
        for player in order:
            added[player] += worth[present | {player}] - worth[present]
            present |= {player}
    return {player: sum_ / factorial(len(players)) for player, sum_ in added.items()}


def smallest_flips(
    changes: Mapping[Element, Sequence[Hashable]],
    flips: Callable[[Mapping[Element, Hashable]], bool],
    up_to: int | None = None,
) -> list[dict[Element, Hashable]]:
    """Every smallest set of changes that flips an answer; empty if none of the sizes does.

    `changes` has for each element the ways to change it; each set changes an element once.
    """
    names = list(changes)
    for size in range(1, (len(names) if up_to is None else up_to) + 1):
        found = []
        for chosen in combinations(names, size):
            for ways in product(*(changes[name] for name in chosen)):
                attempt = dict(zip(chosen, ways, strict=True))
                if flips(attempt):
                    found.append(attempt)
        if found:
            return found
    return []
