"""A standoff in the making: parties, definitions, rules and merged states, without preferences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from standoff.model import Formula, Party, Rule

BoolArray = NDArray[np.bool_]


@dataclass(frozen=True)
class Frame:
    """What the strategies know of a model before anybody wants anything.

    Every array has one entry per vector of the options, the first option being the lowest bit.
    """

    parties: tuple[Party, ...]
    define: Mapping[str, Formula] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    merge: Mapping[str, Formula] = field(default_factory=dict)

    @property
    def options(self) -> list[str]:
        """Every option as ``party.option``."""
        return [f"{p.id}.{o.id}" for p in self.parties for o in p.options]

    @property
    def atoms(self) -> list[str]:
        """Every name that a formula may use."""
        return [*self.options, *self.define]

    def truth(self, formula: Formula) -> BoolArray:
        """Return where the formula holds."""
        vectors = np.arange(1 << len(self.options))

        def value(name: str) -> BoolArray:
            if name in self.define:
                return self.truth(self.define[name])
            return (vectors >> self.options.index(name) & 1).astype(bool)

        return np.array(np.broadcast_to(formula.evaluate(value), vectors.shape))

    def feasible(self) -> BoolArray:
        """Return which vectors satisfy all rules."""
        found: BoolArray = np.ones(1 << len(self.options), dtype=bool)
        for rule in self.rules:
            found = found & self.truth(rule.formula)
        return found

    def single(self) -> BoolArray:
        """Return which feasible vectors are in no merged state."""
        found = self.feasible()
        for formula in self.merge.values():
            found = found & ~self.truth(formula)
        return found

    def states(self) -> list[str]:
        """Return a reference to each state: the labels of merged ones, then Y/N vectors."""
        letters = range(len(self.options))
        single = ["".join("NY"[v >> k & 1] for k in letters) for v in np.flatnonzero(self.single())]
        return [*self.merge, *single]

    def is_uniform(self, formula: Formula) -> bool:
        """Return whether the formula is the same in all vectors of each merged state."""
        truth, feasible = self.truth(formula), self.feasible()
        inside = [truth[feasible & self.truth(merged)] for merged in self.merge.values()]
        return all(part.all() or not part.any() for part in inside)
