"""Deals whose road maps are known in closed form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any, NamedTuple

from .by_definition import subsets
from .deal import Deal, Measure, Path, State, linked

TRIANGLE_BITS = {"N": 1, "R": 2, "F": 4}


class Game(NamedTuple):
    """A prisoner's dilemma: temptation, reward, punishment, sucker's payoff."""

    temptation: int
    reward: int
    punishment: int
    sucker: int

    def worth(self, own: bool, other: bool) -> Fraction:
        """What a party gets by whether it and the other cooperate."""
        rows = ((self.punishment, self.temptation), (self.sucker, self.reward))
        return Fraction(rows[own][other])

    @property
    def threshold(self) -> Fraction:
        """The least patience at which cooperation is kept up."""
        return Fraction(self.temptation - self.reward, self.temptation - self.punishment)


def both(patience: Fraction) -> dict[str, Fraction]:
    return {"A": patience, "B": patience}


def dilemmas(games: Sequence[Game], patience: Fraction, **changes: Any) -> Deal:
    """A measure of each party per game, reversible, an issue per game; all to be in force."""
    measures = tuple(
        Measure(f"{party}{k}", party, True, f"game {k}")
        for k in range(len(games))
        for party in "AB"
    )

    def worth(state: State) -> dict[str, Fraction]:
        def total(own: str, other: str) -> Fraction:
            played = enumerate(games)
            return sum(
                (g.worth(f"{own}{k}" in state, f"{other}{k}" in state) for k, g in played),
                Fraction(0),
            )

        return {"A": total("A", "B"), "B": total("B", "A")}

    settings: dict[str, Any] = {
        "scope": linked(measures),
        "targets": lambda state: len(state) == len(measures),
        "together": ("AB",),
        "most": len(measures),
    }
    return Deal(("A", "B"), measures, worth, both(patience), **(settings | changes))


def hostage_triangle(patience: Fraction, target: str, **changes: Any) -> Deal:
    """A freezes R and gives up N for good; B pays F. What A can still withdraw holds B."""
    measures = (
        Measure("N", "A", False, "N"),
        Measure("R", "A", True, "R"),
        Measure("F", "B", True, "F"),
    )
    of_a = {"N": Fraction(-2), "R": Fraction(-1, 2), "F": Fraction(5)}
    of_b = {"N": Fraction(4), "R": Fraction(2), "F": Fraction(-1)}
    settings: dict[str, Any] = {
        "scope": linked(measures),
        "targets": lambda state: state == frozenset(target),
        "together": ("AB",),
        "most": 3,
    }
    return Deal(
        ("A", "B"),
        measures,
        additive({"A": of_a, "B": of_b}),
        both(patience),
        **(settings | changes),
    )


def triangle_path(*bits: int) -> Path:
    """The path through states written as sums of N = 1, R = 2 and F = 4."""
    return tuple(frozenset(n for n, bit in TRIANGLE_BITS.items() if k & bit) for k in bits)


def additive(
    gains: Mapping[str, Mapping[str, Fraction]],
) -> Callable[[State], dict[str, Fraction]]:
    return lambda state: {
        party: sum((gain[name] for name in state), Fraction(0)) for party, gain in gains.items()
    }


def costly_pair(each: int, reversible: bool, patience: Fraction, **changes: Any) -> Deal:
    """Measures of A and B, as many each, that cost their owner 1 and bring the other 2."""
    measures = tuple(
        Measure(f"{party}{k}", party, reversible, f"{party}{k}")
        for party, k in product("AB", range(each))
    )
    gains = {
        party: {m.name: Fraction(-1 if m.owner == party else 2) for m in measures} for party in "AB"
    }
    settings: dict[str, Any] = {
        "scope": linked(measures),
        "targets": lambda state: len(state) == 2 * each,
        "together": ("AB",),
        "most": 2 * each,
    }
    return Deal(("A", "B"), measures, additive(gains), both(patience), **(settings | changes))


def table(deal: Deal) -> dict[State, Mapping[str, Fraction]]:
    """The worths of a deal as a table."""
    assert callable(deal.worth)
    return {state: deal.worth(state) for state in subsets({m.name for m in deal.measures})}
