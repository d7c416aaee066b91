"""What both kinds of state space offer: states by name, truth of formulas, joint moves."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from standoff.errors import ModelError, UnknownName, nearest, unknown
from standoff.model import Formula, Standoff, StateRef
from standoff.states.relation import NEVER, IndexArray, IntArray, Relation

BoolArray = NDArray[np.bool_]
OptionValue = Callable[[int], BoolArray]
AtomValue = Callable[[str], BoolArray]


@dataclass(frozen=True)
class State:
    """One state in words a person uses.

    Parameters
    ----------
    index : int
        Flat index in the state array.
    label : str or None
        Its label in the model, if it has one.
    taken : tuple of str
        The options taken, as ``party.option``; of a merged state, those taken in all its vectors.
    vector : str or None
        One Y or N per option in file order, ``-`` where a merged state leaves it open; None in
        graph form without options.
    name : str
        What the model calls the labelled state in words, if it does.
    """

    index: int
    label: str | None
    taken: tuple[str, ...]
    vector: str | None
    name: str = ""

    def __str__(self) -> str:
        if self.label is not None:
            return f"{self.label} ({self.name})" if self.name else self.label
        return " + ".join(self.taken) or "no option taken"

    def to_dict(self) -> dict[str, object]:
        """Return the state as plain data: state, taken, vector."""
        return {"state": self.label, "taken": list(self.taken), "vector": self.vector}


class StateSpace(ABC):
    """The feasible states of a standoff and the moves of its parties.

    Attributes
    ----------
    model : Standoff
    shape : tuple of int
        Shape of every array of values: one axis per party, or one axis in graph form.
    feasible : bool array of that shape, or None when every cell is feasible
    """

    model: Standoff
    shape: tuple[int, ...]
    feasible: BoolArray | None

    @property
    def cells(self) -> int:
        """The number of cells of an array over this space, feasible or not."""
        return int(np.prod(self.shape))

    @property
    def count(self) -> int:
        """The number of feasible states."""
        return self.cells if self.feasible is None else int(np.count_nonzero(self.feasible))

    @property
    def parties(self) -> range:
        """The parties as positions in the model."""
        return range(len(self.model.parties))

    @abstractmethod
    def moves(self, party: int) -> Relation:
        """Return the unilateral moves of a party."""

    @abstractmethod
    def improvements(self, party: int, score: IntArray) -> Relation:
        """Return the moves of a party to states of strictly higher `score`."""

    @abstractmethod
    def truth(self, formula: Formula) -> BoolArray:
        """Return where the formula holds; broadcasts to `shape`."""

    @abstractmethod
    def bits(self, states: IndexArray) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the options taken in each state as bit masks, and the options left open.

        Bit k stands for option k in file order. Only merged states leave options open.
        """

    @abstractmethod
    def find(self, bits: int) -> int | None:
        """Return the flat index of the feasible state with exactly these options, or None."""

    def masked(self, v: IntArray) -> IntArray:
        """Return a copy of v with ``NEVER`` in infeasible cells."""
        if self.feasible is None:
            return v.copy()
        return np.where(self.feasible, v, NEVER)

    def worst_joint(self, relations: Sequence[Relation], v: IntArray) -> IntArray:
        """Return, per state, the min of v over the state and all legal sequences from it.

        A legal sequence is one or more steps along the relations, one relation per party, no
        party twice in succession (Fang, Hipel and Kilgour 1993, ch. 3).
        """
        return reduce(lambda _, level: level, self.levels(relations, v))

    def levels(self, relations: Sequence[Relation], v: IntArray) -> Iterator[IntArray]:
        """Yield the min of v over legal sequences of at most 0, 1, 2, ... steps, to the fixpoint.

        The state of the search is the pair (state, last mover): ``after[j]`` is the min over the
        sequences that may follow a step of party j.
        """
        start = self.masked(v)
        yield start
        after = [start] * len(relations)
        reached = start
        while relations:
            steps = [r.worst(a) for r, a in zip(relations, after, strict=True)]
            new = [reduce(np.minimum, steps[:j] + steps[j + 1 :], start) for j in range(len(steps))]
            now = reduce(np.minimum, steps, start)
            if np.array_equal(now, reached) and all(map(np.array_equal, new, after)):
                return
            after, reached = new, now
            yield reached

    def reachable(self, relations: Sequence[Relation], start: int) -> BoolArray:
        """Return which states legal sequences along the relations reach from `start`, itself too.

        The same relaxation as `worst_joint`, along the arcs turned round.
        """
        mark = np.full(self.cells, NEVER, dtype=np.int32)
        mark[start] = 0
        turned = [relation.reverse() for relation in relations]
        return np.asarray(self.worst_joint(turned, mark.reshape(self.shape)) == 0)

    def state(self, index: int) -> State:
        """Return the state at a flat index in words."""
        return self.describe(np.array([index]))[0]

    def describe(self, states: Sequence[int] | IndexArray) -> list[State]:
        """Return the states at flat indices in words."""
        names, labels = self.model.options, self.labels()
        called = {s.label: s.name for s in self.model.states}
        found = np.asarray(states, dtype=np.int64)
        result = []
        masks = map(np.ndarray.tolist, self.bits(found))
        for index, taken, free in zip(found.tolist(), *masks, strict=True):
            letters = "".join(
                "-" if free >> k & 1 else "Y" if taken >> k & 1 else "N" for k in range(len(names))
            )
            on = tuple(n for n, letter in zip(names, letters, strict=True) if letter == "Y")
            label = labels.get(index)
            result.append(State(index, label, on, letters or None, called.get(label or "", "")))
        return result

    @abstractmethod
    def labels(self) -> dict[int, str]:
        """Return the label of each labelled feasible state, by flat index."""

    def index(self, ref: StateRef | State | int) -> int:
        """Return the flat index of a state given as label, Y/N vector, or options taken.

        A text is tried as label, as vector, then as option names parted by commas; ``none`` and
        the empty text mean that no option is taken.

        Raises
        ------
        UnknownName
            If no label, vector or option of the model explains it, or an index is out of range.
        ModelError
            If the rules exclude the state.
        """
        if isinstance(ref, State):
            return ref.index
        if isinstance(ref, int | np.integer):
            return self._at(int(ref))
        if isinstance(ref, tuple | list):
            return self._feasible_index(option_mask(self.model, tuple(ref)), ref)
        known = {label: index for index, label in self.labels().items()}
        if ref in known:
            return known[ref]
        named = named_states(self.model)
        if ref in named:  # a second label, an endgame, or a state that the rules exclude
            target = named[ref]
            if target in named and target != ref:
                return self.index(target)
            return self._feasible_index(option_mask(self.model, target, known), ref)
        return self._feasible_index(option_mask(self.model, ref, known), ref)

    def _at(self, index: int) -> int:
        inside = 0 <= index < self.cells
        if not inside or (self.feasible is not None and not self.feasible.reshape(-1)[index]):
            hint = "give its label, the options taken, or a Y/N vector"
            raise UnknownName(f"no feasible state has the index {index}", hint)
        return index

    def _feasible_index(self, bits: int, ref: object) -> int:
        found = self.find(bits)
        if found is None:
            named = ", ".join(ref) if isinstance(ref, tuple | list) else str(ref)
            raise ModelError((), f"the state {named!r} is not feasible", self._broken_rule(bits))
        return found

    def _broken_rule(self, bits: int) -> str:
        names = self.model.options
        value = valuation(self.model, lambda k: np.array(bool(bits >> k & 1)))
        for rule in self.model.rules if names else ():
            if not rule.formula.evaluate(value):
                return f"it breaks the rule: {rule.formula}"
        return "see `standoff show` for the rules and the states"


def named_states(model: Standoff) -> dict[str, StateRef]:
    """Return what each label of a state and each endgame stands for in the model."""
    endgames = {k: e.state for k, e in model.endgames.items() if e.state is not None}
    states = {s.label: s.taken for s in model.states if s.taken is not None}
    return {**endgames, **states}


def option_mask(model: Standoff, ref: StateRef, known: Collection[str] = ()) -> int:
    """Return the bit mask of the options taken that a reference other than a label stands for.

    Parameters
    ----------
    model : Standoff
    ref : str or tuple of str
        A Y/N vector, option names parted by commas, ``none``, or the options taken.
    known : collection of str
        Labels, for the hint of the error.

    Raises
    ------
    UnknownName
    """
    if isinstance(ref, tuple):
        return sum(1 << _option(model, name) for name in dict.fromkeys(ref))
    options = model.options
    if options and len(ref) == len(options) and set(ref) <= set("YN"):
        return sum(1 << k for k, letter in enumerate(ref) if letter == "Y")
    if ref in ("", "none"):
        return 0
    names = [part.strip() for part in ref.split(",")]
    if options and set(ref) <= set("YN"):
        hint = f"one letter per option: {', '.join(options)}"
        raise UnknownName(f"the vector {ref!r} has {len(ref)} letters", hint)
    endgame = model.endgames.get(ref)
    if endgame is not None and endgame.when is not None:
        hint = "name one of them by the options taken, or by its vector"
        raise UnknownName(f"the endgame {ref!r} is every state with {endgame.when}", hint)
    if set(ref) <= set("ynYN") and len(ref) == len(options):
        raise UnknownName(f"unknown state {ref!r}", f"write capitals: {ref.upper()}")
    if len(names) == 1 and "." not in ref:
        labels = [*known, *named_states(model)]
        hint = nearest(ref, dict.fromkeys(labels)) if labels else ""
        hint = hint or "give the options taken, or a Y/N vector"
        raise UnknownName(f"unknown state {ref!r}", hint)
    return sum(1 << _option(model, name) for name in dict.fromkeys(names))


def _option(model: Standoff, name: str) -> int:
    if name not in model.options:
        raise unknown("option", name, model.options)
    return model.options.index(name)


def valuation(model: Standoff, option: OptionValue) -> AtomValue:
    """Return the lookup that formulas evaluate with: options by position, definitions once."""
    position = {name: k for k, name in enumerate(model.options)}
    known: dict[str, BoolArray] = {}

    def value(name: str) -> BoolArray:
        if name in position:
            return option(position[name])
        if name not in known:
            known[name] = model.define[name].evaluate(value)
        return known[name]

    return value
