"""Standoffs whose road maps are known in closed form, written as anyone would write a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise, product
from typing import Any

import pytest

from standoff.model import Endgame, Formula, Option, Party, Reversible, Standoff, Worth, WorthTerm
from standoff.model.terms import Design, Order, Retaliation, Terms, When
from standoff.road_maps import RoadMap

from ..oracle.road_maps.certificate import recheck

Gains = Mapping[str, float]
"""Worth per period in every state where a formula holds."""
Dilemma = tuple[float, float, float, float]
"""Temptation, reward, punishment, sucker's payoff."""
EASY: Dilemma = (5, 3, 1, 0)
HARD: Dilemma = (9, 4, 3, 2)
EASY_OPTIONS, HARD_OPTIONS = ("a.g0", "b.g0"), ("a.g1", "b.g1")
BOTH_GAMES = EASY_OPTIONS + HARD_OPTIONS
SAME_ISSUE = Retaliation.SAME_ISSUE


def worth(gains: Gains) -> Worth:
    return Worth(tuple(WorthTerm(Formula(text), x, x) for text, x in gains.items()))


def standoff(
    options: Mapping[str, Reversible],
    worths: Mapping[str, Gains],
    patience: float | Mapping[str, float],
    *,
    endgames: Mapping[str, tuple[str, ...]] | None = None,
    **terms: Any,
) -> Standoff:
    """A standoff in which nothing is taken today; ``deal`` is the endgame in which all is."""
    own = {
        i: tuple(Option(n.partition(".")[2], reversible=r) for n, r in options.items() if n[0] == i)
        for i in worths
    }
    if not isinstance(patience, Mapping):
        patience = dict.fromkeys(worths, patience)
    settings: dict[str, Any] = {"together": (tuple(worths),), "most": len(options)}
    return Standoff(
        title="A known standoff",
        parties=tuple(Party(i, options=given) for i, given in own.items()),
        status_quo=(),
        endgames={
            name: Endgame(state=taken)
            for name, taken in {"deal": tuple(options), **(endgames or {})}.items()
        },
        road_map=Terms(
            worth={i: worth(gains) for i, gains in worths.items()},
            patience=dict(patience),
            **(settings | terms),
        ),
    )


def dilemmas(
    games: Sequence[Dilemma], patience: float | Mapping[str, float], **terms: Any
) -> Standoff:
    """Prisoner's dilemmas side by side: an option and an issue per game, and worths by pair terms.

    Of two, ``first`` and ``second`` are the endgames of cooperation in one of them alone.
    """
    options = {f"{i}.g{k}": Reversible.YES for i, k in product("ab", range(len(games)))}
    worths: dict[str, dict[str, float]] = {"a": {}, "b": {}}
    for k, (temptation, reward, punishment, sucker) in enumerate(games):
        for own, other in ("ab", "ba"):
            gains = worths[own]
            gains["true"] = gains.get("true", 0) + punishment
            gains[f"{own}.g{k}"] = sucker - punishment
            gains[f"{other}.g{k}"] = temptation - punishment
            gains[f"a.g{k} and b.g{k}"] = reward - temptation - sucker + punishment
    issues = {f"game {k}": (f"a.g{k}", f"b.g{k}") for k in range(len(games))}
    alone = {"first": EASY_OPTIONS, "second": HARD_OPTIONS} if len(games) > 1 else {}
    return standoff(options, worths, patience, endgames=alone, issues=issues, **terms)


def triangle(patience: float, **terms: Any) -> Standoff:
    """A freezes R and gives up N for good, B pays F."""
    options = {"a.N": Reversible.NO, "a.R": Reversible.YES, "b.F": Reversible.YES}
    worths = {
        "a": {"a.N": -2, "a.R": -0.5, "b.F": 5},
        "b": {"a.N": 4, "a.R": 2, "b.F": -1},
    }
    ends = {"NRF": ("a.N", "a.R", "b.F"), "NF": ("a.N", "b.F"), "RF": ("a.R", "b.F")}
    return standoff(options, worths, patience, endgames=ends, **terms)


def costly_pair(each: int, direction: Reversible, patience: float, **terms: Any) -> Standoff:
    """Measures of A and B, as many each, that cost their owner 1 and bring the other 2."""
    options = {f"{i}.m{k}": direction for i, k in product("ab", range(each))}
    worths = {i: {name: -1.0 if name[0] == i else 2.0 for name in options} for i in "ab"}
    return standoff(options, worths, patience, **terms)


def in_turn(*rows: Sequence[str]) -> Design:
    """A design with the options of each row one after the other."""
    pairs = [pair for row in rows for pair in pairwise(row)]
    return Design(order=tuple(Order(a, When.BEFORE, b) for a, b in pairs))


def exact(value: object) -> object:
    """Equal to a billionth."""
    return pytest.approx(value, rel=0, abs=1e-9)


def is_certified(model: Standoff, found: RoadMap, endgame: str | None = None) -> bool:
    """Whether the checker of certificates has nothing against one, and it says that it holds.

    A road map that was given ends in a state; `endgame` names it.
    """
    certificate = found.to_dict()
    if endgame is not None:
        certificate["endgame"] = endgame
    return certificate["holds"] and recheck(model, certificate) == []
