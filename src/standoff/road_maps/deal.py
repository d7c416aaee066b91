"""What a road map is searched in: the lattice of measures, with steps, worths and retaliation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from standoff.model import Standoff

BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]
IndexArray = NDArray[np.integer]
LARGE = 1 << 17


@dataclass(frozen=True)
class Measure:
    """The change of one option from its status-quo value.

    Parameters
    ----------
    option : str
    taken : bool
        Whether the option is taken up by it, or dropped.
    owner : int
    reversible : bool
    issue : int
    part : str
        Which part of it, where it is taken in parts.
    """

    option: str
    taken: bool
    owner: int
    reversible: bool
    issue: int
    part: str = ""

    def __str__(self) -> str:
        part = f" ({self.part})" if self.part else ""
        return f"{'+' if self.taken else '-'}{self.option}{part}"


@dataclass(frozen=True, eq=False)
class Deal:
    """A standoff, an endgame and a design as arrays over the sets of measures in force.

    A state is a bit mask x: bit k says that measure k is in force; the status quo is 0.

    Parameters
    ----------
    model : Standoff
        As read.
    endgame : str
    design : str or None
    base : frozenset of str
        The options taken in the status quo.
    measures : tuple of Measure, M of them
    issues : tuple of str
    scope : tuple of frozenset of int
        Per issue, the issues whose reversible measures a breach of it revokes.
    steps : tuple of int
        The masks of the measures that one step may take.
    needs : tuple of int
        Per step, the mask of the measures that must be in force before it.
    feasible, targets : (2**M,) bool arrays
    worth : (n, 2**M) array
        Worth per period of each party, in the model's unit; or ranks, where only order counts.
    patience : (n,) array
        Discount factors per period.
    lag : (n,) int array
        Periods that a breach by the party stays unanswered.
    caps : (n,) array
        Largest exposure that the party accepts; infinite where it has none.
    cardinal : bool
        Whether `worth` can be added and subtracted, not only compared.
    """

    model: Standoff
    endgame: str
    design: str | None
    base: frozenset[str]
    measures: tuple[Measure, ...]
    issues: tuple[str, ...]
    scope: tuple[frozenset[int], ...]
    steps: tuple[int, ...]
    needs: tuple[int, ...]
    feasible: BoolArray
    targets: BoolArray
    worth: FloatArray
    patience: FloatArray
    lag: NDArray[np.int64]
    caps: FloatArray
    cardinal: bool

    @property
    def parties(self) -> range:
        """The parties as positions in the model."""
        return range(len(self.worth))

    @property
    def size(self) -> int:
        """The number of states."""
        return len(self.feasible)

    @property
    def large(self) -> bool:
        """Whether there are so many states that only the question itself is answered."""
        return self.size > LARGE

    @cached_property
    def own(self) -> tuple[int, ...]:
        """Per party, the mask of its measures."""
        return tuple(self.mask(partial(_owned, i)) for i in self.parties)

    @cached_property
    def reversible(self) -> int:
        """The mask of the reversible measures."""
        return self.mask(lambda m: m.reversible)

    @cached_property
    def linked(self) -> bool:
        """Whether every breach revokes every reversible measure."""
        return all(self.revoked(frozenset({k})) == self.reversible for k in range(len(self.scope)))

    def mask(self, chosen: Callable[[Measure], bool]) -> int:
        """Return the mask of the measures for which `chosen` is true."""
        return sum(1 << k for k, m in enumerate(self.measures) if chosen(m))

    def issues_of(self, mask: int) -> frozenset[int]:
        """Return the issues that measures belong to."""
        return frozenset(self.measures[k].issue for k in bits(mask))

    def revoked(self, issues: frozenset[int]) -> int:
        """Return the mask of what a breach of these issues revokes; of none: of all of them."""
        breached = issues or range(len(self.scope))
        reached = frozenset[int]().union(*(self.scope[k] for k in breached))
        return self.mask(lambda m: m.reversible and m.issue in reached)

    def breakdown(self, revoked: int) -> IndexArray:
        """Return what is left of every state when the measures `revoked` revert."""
        if revoked not in self._breakdowns:
            every = np.arange(self.size, dtype=np.int32)
            self._breakdowns[revoked] = breakdown(every, revoked, self.feasible)
        return self._breakdowns[revoked]

    @cached_property
    def _breakdowns(self) -> dict[int, IndexArray]:
        return {}

    @cached_property
    def tolerance(self) -> float:
        """Differences of worth below this are rounding."""
        return 1e-9 * max(1.0, float(np.abs(self.worth).max()))

    @cached_property
    def discount(self) -> FloatArray:
        """Per party, patience to the power of its lag: the weight of what follows its breach."""
        return np.asarray(self.patience**self.lag)

    def patient(self, patience: float | FloatArray) -> Deal:
        """Return the deal with other discount factors, one for all or one per party."""
        given = np.broadcast_to(np.asarray(patience, dtype=float), self.patience.shape)
        return replace(self, patience=given.copy())

    def taken(self, state: int) -> tuple[str, ...]:
        """Return the options taken in a state, in file order."""
        changed = {self.measures[k].option for k in bits(state)}
        return tuple(
            name for name in self.model.options if (name in self.base) != (name in changed)
        )

    def words(self, mask: int) -> str:
        """Return measures as ``+party.option`` and ``-party.option``."""
        return " ".join(str(self.measures[k]) for k in bits(mask)) or "nothing"

    def owners(self, mask: int) -> tuple[int, ...]:
        """Return the parties that measures belong to, in file order."""
        return tuple(sorted({self.measures[k].owner for k in bits(mask)}))


def _owned(party: int, measure: Measure) -> bool:
    return measure.owner == party


def bits(mask: int) -> list[int]:
    """Return the positions of the bits set, rising.

    Examples
    --------
    >>> bits(0b1101)
    [0, 2, 3]
    """
    return [k for k in range(mask.bit_length()) if mask >> k & 1]


def subsets(mask: int) -> Iterator[int]:
    """Yield every subset of a mask but the empty one, largest first.

    Examples
    --------
    >>> [bin(s) for s in subsets(0b101)]
    ['0b101', '0b100', '0b1']
    """
    part = mask
    while part:
        yield part
        part = (part - 1) & mask


def breakdown(states: IndexArray, revoked: int, feasible: BoolArray) -> IndexArray:
    """Return what is left of each state when the measures `revoked` revert.

    Where the rules forbid that, the fewest of the measures that make it feasible stay in force:
    of as few, the first in the order of ``itertools.combinations``.

    Parameters
    ----------
    states : int array
    revoked : int
        Mask of measures.
    feasible : (2**M,) bool array

    Examples
    --------
    >>> feasible = np.array([True, True, True, True, False, False, True, True])
    >>> breakdown(np.array([1, 6, 7]), 0b011, feasible)  # the third needs the second
    array([0, 6, 6])
    """
    left = states & ~np.asarray(revoked, dtype=states.dtype)
    bad = np.flatnonzero(~feasible[left] & feasible[states])
    positions = bits(revoked)
    for count in range(1, len(positions) + 1):
        for kept in combinations(positions, count) if len(bad) else ():
            mask = sum(1 << k for k in kept)
            repaired = left[bad] | mask
            done = (states[bad] & mask == mask) & feasible[repaired]
            left[bad[done]] = repaired[done]
            bad = bad[~done]
    return left
