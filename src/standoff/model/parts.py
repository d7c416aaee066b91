"""The parts of a standoff: sources, options, parties, rules, preferences, readings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from standoff.model.formula import Formula

StateRef = str | tuple[str, ...]
"""A state as a person writes it: a label, a Y/N vector, or the options taken."""


class Reversible(StrEnum):
    """Which changes of an option are allowed."""

    YES = "true"
    NO = "false"  # once taken it cannot be dropped
    ONCE_DROPPED = "once_dropped"  # once dropped it cannot be taken again


@dataclass(frozen=True)
class Source:
    """A document or judgement that claims rest on."""

    title: str
    by: str = ""
    date: str = ""
    address: str = ""
    note: str = ""


@dataclass(frozen=True)
class Citation:
    """A place in a source: ``Citation("accord", "article 3")``."""

    source: str
    where: str = ""

    def __str__(self) -> str:
        return f"{self.source} {self.where}".strip()


@dataclass(frozen=True)
class Option:
    """Something that a party can do or not do.

    `take_if` and `drop_if` hold in the states from which the option may be taken or dropped.
    """

    id: str
    name: str = ""
    about: str = ""
    reversible: Reversible = Reversible.YES
    take_if: Formula | None = None
    drop_if: Formula | None = None
    because: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class Party:
    """A decision maker and its options; it may move only from states where `move_if` holds."""

    id: str
    name: str = ""
    about: str = ""
    move_if: Formula | None = None
    options: tuple[Option, ...] = ()


@dataclass(frozen=True)
class Rule:
    """A statement that every feasible state satisfies."""

    formula: Formula
    about: str = ""
    because: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class Claim:
    """A statement about what a party wants.

    `confidence` is the probability that it holds, `reversed` that the party wants the opposite;
    else it fails, and plays no part. Without uncertainty it counts as it stands.
    """

    wants: Formula
    id: str = ""
    because: tuple[Citation, ...] = ()
    confidence: float = 1.0
    about: str = ""
    reversed: float = 0.0


@dataclass(frozen=True)
class AnyOrder:
    """Claims ``first`` to ``first + count - 1`` of a list, whose order is uncertain.

    `confidence` is the probability of the order as written, every other being equally likely;
    None: all orders are equally likely.
    """

    first: int
    count: int
    confidence: float | None = None
    id: str = ""
    because: tuple[Citation, ...] = ()
    about: str = ""


@dataclass(frozen=True)
class Claims:
    """Preference by claims in order of importance.

    The first claim that tells two states apart decides between them (option prioritisation; Fang,
    Hipel, Kilgour and Peng 2003). `orders` are the stretches whose order is uncertain.
    """

    claims: tuple[Claim, ...]
    orders: tuple[AnyOrder, ...] = ()


@dataclass(frozen=True)
class Ranking:
    """Preference by a list of all feasible states, best first; states in one group are ties."""

    groups: tuple[tuple[StateRef, ...], ...]
    because: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class Weights:
    """Preference by the sum of the weights of the options taken, whoever takes them."""

    weights: Mapping[str, float]
    because: tuple[Citation, ...] = ()


class Distribution(StrEnum):
    """How an amount is spread over its range."""

    UNIFORM = "uniform"
    TRIANGULAR = "triangular"
    NORMAL = "normal"  # the range is the central 95 %


@dataclass(frozen=True)
class WorthTerm:
    """`low` to `high` units of worth in every state where `condition` holds.

    `likely` is the most likely amount of a triangular distribution.
    """

    condition: Formula
    low: float
    high: float
    because: tuple[Citation, ...] = ()
    about: str = ""
    id: str = ""
    likely: float | None = None
    distribution: Distribution = Distribution.UNIFORM

    @property
    def central(self) -> float:
        """The amount that counts without uncertainty: the most likely, or the middle."""
        return (self.low + self.high) / 2 if self.likely is None else self.likely


@dataclass(frozen=True)
class Worth:
    """Preference by additive worth in the model's own `unit`; ranges count at `central`."""

    terms: tuple[WorthTerm, ...]
    unit: str = ""


@dataclass(frozen=True, eq=False)
class Scores:
    """Preference by one number per state, higher is better.

    `values` follows the order of the state array: the parties' strategies as axes in file order,
    the last party's changing fastest; or the order of ``states:`` in graph form. Entries of
    infeasible states are ignored.
    """

    values: NDArray[Any]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scores) and np.array_equal(self.values, other.values)

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True)
class Expert:
    """What one expert says that a party wants, and how much that weighs."""

    id: str
    preference: Claims | Ranking | Weights | Worth | Scores
    weight: float = 1.0
    because: tuple[Citation, ...] = ()
    about: str = ""


@dataclass(frozen=True)
class Experts:
    """Preference as several experts see it; each is right with probability by its weight."""

    experts: tuple[Expert, ...]

    @property
    def leading(self) -> Expert:
        """The one who counts without uncertainty: of the largest weight, the first of several."""
        return max(self.experts, key=lambda expert: expert.weight)


Preference = Claims | Ranking | Weights | Worth | Scores | Experts


@dataclass(frozen=True)
class Correlation:
    """Premises, by their names, that tend to be right together (Gaussian copula)."""

    premises: tuple[str, ...]
    correlation: float
    because: tuple[Citation, ...] = ()
    about: str = ""


@dataclass(frozen=True)
class NamedState:
    """A label for a state; `taken` is None in graph form without options."""

    label: str
    taken: StateRef | None = None
    name: str = ""
    about: str = ""


@dataclass(frozen=True)
class Endgame:
    """A wanted outcome: one state, or every state in which `when` holds."""

    state: StateRef | None = None
    when: Formula | None = None
    about: str = ""


@dataclass(frozen=True)
class Reading:
    """What one author holds instead of, or beside, the base model.

    `preferences` replace those of the parties it lists; `rules` come on top; `status_quo` and
    `reversible` replace the base model's where given.
    """

    about: str = ""
    by: str = ""
    because: tuple[Citation, ...] = ()
    preferences: Mapping[str, Preference] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    status_quo: StateRef | None = None
    reversible: Mapping[str, Reversible] = field(default_factory=dict)
