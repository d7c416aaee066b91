"""Finite Markov chains in exact arithmetic.

A chain maps each state to the probabilities of its next states; an empty entry is an absorbing
state. Reference for all of it: Kemeny and Snell (1960), Finite Markov Chains, Van Nostrand.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TypeAlias

from .conflict import State

Chain: TypeAlias = Mapping[State, Mapping[State, Fraction]]


def reach(chain: Chain, start: State) -> frozenset[State]:
    """The states that the chain can get to from `start`, `start` included."""
    found = {start}
    waiting = [start]
    while waiting:
        fresh = set(chain[waiting.pop()]) - found
        found |= fresh
        waiting.extend(fresh)
    return frozenset(found)


def closed_classes(chain: Chain) -> tuple[frozenset[State], ...]:
    """The sets of states that the chain never leaves and in which each state leads to each.

    A state belongs to one if and only if every state it leads to leads back to it; the class is
    then all that it leads to.
    """
    leads_to = {s: reach(chain, s) for s in chain}
    recurrent = [s for s in chain if all(s in leads_to[q] for q in leads_to[s])]
    return tuple(dict.fromkeys(leads_to[s] for s in recurrent))


def solve(matrix: list[list[Fraction]], right: list[Fraction]) -> list[Fraction]:
    """The solution of a regular linear system, by Gauss-Jordan elimination."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for column in range(size):
        pivot = next(r for r in range(column, size) if rows[r][column] != 0)
        rows[column], rows[pivot] = rows[pivot], rows[column]
        lead = rows[column][column]
        rows[column] = [entry / lead for entry in rows[column]]
        for r in range(size):
            factor = rows[r][column]
            if r != column and factor != 0:
                rows[r] = [a - factor * b for a, b in zip(rows[r], rows[column], strict=True)]
    return [row[-1] for row in rows]


def expected_total(
    chain: Chain, stops: frozenset[State], per_move: Mapping[State, Fraction]
) -> dict[State, Fraction]:
    """f with f = 0 on `stops` and f(s) = per_move(s) + sum of P(s, q) f(q) elsewhere."""
    free = [s for s in chain if s not in stops]
    matrix = [[int(s == q) - chain[s].get(q, Fraction(0)) for q in free] for s in free]
    values = solve(matrix, [per_move[s] for s in free])
    return {s: Fraction(0) for s in stops} | dict(zip(free, values, strict=True))


def absorption(chain: Chain, end: frozenset[State]) -> dict[State, Fraction]:
    """For each state the probability that the chain ends in the closed class `end`."""
    closed = frozenset[State]().union(*closed_classes(chain))
    enters = {s: sum((chain[s].get(q, Fraction(0)) for q in end), Fraction(0)) for s in chain}
    return expected_total(chain, closed, enters) | {s: Fraction(1) for s in end}


def expected_moves(chain: Chain) -> dict[State, Fraction]:
    """For each state the expected number of moves until a closed class is entered."""
    closed = frozenset[State]().union(*closed_classes(chain))
    return expected_total(chain, closed, {s: Fraction(1) for s in chain})


def long_run_shares(chain: Chain, closed: frozenset[State]) -> dict[State, Fraction]:
    """The share of moves after which the chain, inside a closed class, is in each state.

    The solution of share(q) = sum of share(s) P(s, q) that sums to one; it is the long-run
    average also where the class is periodic.
    """
    if len(closed) == 1:
        return {s: Fraction(1) for s in closed}
    states = [s for s in chain if s in closed]
    matrix = [[chain[s].get(q, Fraction(0)) - int(s == q) for s in states] for q in states[1:]]
    total = [Fraction(1)] * len(states)
    shares = solve([total, *matrix], [Fraction(1)] + [Fraction(0)] * (len(states) - 1))
    return dict(zip(states, shares, strict=True))


def most_probable_path(
    chain: Chain, start: State, ends: frozenset[State]
) -> tuple[Fraction, tuple[State, ...]]:
    """A path from `start` until `ends` is entered with the largest product of probabilities.

    Of equally probable ones a path of fewest moves. (0, ()) where there is no path. Found in the
    order of Dijkstra (1959), A note on two problems in connexion with graphs, Numerische
    Mathematik 1, 269-271.
    """
    best: dict[State, tuple[Fraction, tuple[State, ...]]] = {start: (Fraction(1), (start,))}
    settled: set[State] = set()
    while waiting := [s for s in best if s not in settled]:
        state = max(waiting, key=lambda s: (best[s][0], -len(best[s][1])))
        probability, path = best[state]
        if state in ends:
            return probability, path
        settled.add(state)
        for after, p in chain[state].items():
            known = best.get(after, (Fraction(0), ()))
            if (probability * p, -len(path) - 1) > (known[0], -len(known[1])):
                best[after] = (probability * p, (*path, after))
    return Fraction(0), ()
