"""Option form: the states are the cells of an array with one axis per party."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from standoff.errors import ModelError, TooLarge
from standoff.model import Formula, Party, Reversible, Standoff
from standoff.states.lines import Axis, AxisImprovements, AxisMoves
from standoff.states.relation import IndexArray, IntArray, Relation
from standoff.states.space import BoolArray, StateSpace, named_states, option_mask, valuation

PARTY_OPTION_LIMIT = 20
CELL_LIMIT = 1 << 27


class AxesSpace(StateSpace):
    """The product of the parties' strategies, less the cells that cross-party rules exclude.

    A party's strategies are the combinations of its own options that the rules about its own
    options alone allow. A unilateral move is a step along the party's axis; it may change any
    number of its options at once, and no irreversible one against its direction.

    Parameters
    ----------
    model : Standoff
        In option form; `merge` and conditions on moves are not read here.

    Raises
    ------
    ModelError
        If the rules leave no state.
    TooLarge
        If a party has more than 20 options or the array more than 2**27 cells.
    """

    def __init__(self, model: Standoff) -> None:
        self.model = model
        own, shared = _split_rules(model)
        self.strategies = [_strategies(model, i, own[i]) for i in range(len(model.parties))]
        self.shape = tuple(len(s) for s in self.strategies)
        if self.cells > CELL_LIMIT:
            message = f"{len(model.options)} options give {self.cells:,} combinations"
            hint = f"at most {CELL_LIMIT:,} fit; add rules within parties or leave options out"
            raise TooLarge(message, hint)
        self.feasible = self._feasible(shared)
        self._moves: dict[int, Relation] = {}

    def _feasible(self, shared: list[int]) -> BoolArray | None:
        allowed: BoolArray = np.array(True)
        for k in shared:
            allowed = allowed & self.truth(self.model.rules[k].formula)
            if not allowed.any():
                raise _no_state(self.model, k)
        if allowed.all():
            return None
        return np.ascontiguousarray(np.broadcast_to(allowed, self.shape))

    @cached_property
    def _value(self) -> dict[int, BoolArray]:
        """Each option's truth along its party's axis, shaped to broadcast."""
        values, k = {}, 0
        for i, party in enumerate(self.model.parties):
            axis = [1] * len(self.shape)
            axis[i] = self.shape[i]
            for _ in party.options:
                values[k] = (self.strategies[i] >> k & 1).astype(bool).reshape(axis)
                k += 1
        return values

    def truth(self, formula: Formula) -> BoolArray:  # noqa: D102
        return formula.evaluate(valuation(self.model, self._value.__getitem__))

    def moves(self, party: int) -> Relation:  # noqa: D102
        if party not in self._moves:
            self._moves[party] = AxisMoves(self.axis(party))
        return self._moves[party]

    def improvements(self, party: int, score: IntArray) -> Relation:  # noqa: D102
        return AxisImprovements(self.axis(party), score)

    def axis(self, party: int) -> Axis:
        """Return the axis of a party with the direction classes of its strategies."""
        return self._axes[party]

    @cached_property
    def _axes(self) -> list[Axis]:
        classes = [_direction_classes(self.model, i, self.strategies[i]) for i in self.parties]
        return [Axis(self.shape, i, *found, self.feasible) for i, found in enumerate(classes)]

    def worst_joint(self, relations: Sequence[Relation], v: IntArray) -> IntArray:
        """Return the min of v over each state and all legal sequences from it.

        Moves and improvements along an axis are transitive, so two steps of one party in
        succession are one step or none, and legal sequences reach what plain closure reaches.
        """
        value = self.masked(v)
        pending = set(range(len(relations)))
        while pending:
            k = min(pending)
            pending.discard(k)
            if relations[k].relax(value):
                pending |= set(range(len(relations))) - {k}
        return value

    def bits(self, states: IndexArray) -> tuple[NDArray[np.int64], NDArray[np.int64]]:  # noqa: D102
        where = np.unravel_index(states, self.shape)
        taken = np.zeros(len(states), dtype=np.int64)
        for strategies, position in zip(self.strategies, where, strict=True):
            taken |= strategies[position]
        return taken, np.zeros_like(taken)

    def find(self, bits: int) -> int | None:  # noqa: D102
        where = []
        for i in self.parties:
            own = bits & _own_mask(self.model, i)
            k = int(np.searchsorted(self.strategies[i], own))
            if k == self.shape[i] or self.strategies[i][k] != own:
                return None
            where.append(k)
        if self.feasible is not None and not self.feasible[tuple(where)]:
            return None
        return int(np.ravel_multi_index(where, self.shape))

    def cells_of(self, taken: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the flat index of each state given by its options taken, as bit masks.

        Where the rules exclude the state the index is that of some other cell.
        """
        where = []
        for i in self.parties:
            own = taken & _own_mask(self.model, i)
            place = np.searchsorted(self.strategies[i], own)
            where.append(np.minimum(place, self.shape[i] - 1))
        return np.ravel_multi_index(where, self.shape).astype(np.int64)

    def labels(self) -> dict[int, str]:  # noqa: D102
        return self._labels

    @cached_property
    def _labels(self) -> dict[int, str]:
        found: dict[int, str] = {}
        named = named_states(self.model)
        for label in [s.label for s in self.model.states] + list(self.model.endgames):
            ref = named.get(label)
            if ref is None or ref in named:
                continue
            index = self.find(option_mask(self.model, ref))
            if index is not None:
                found.setdefault(index, label)
        return found


def _no_state(model: Standoff, k: int) -> ModelError:
    message = f"no state satisfies the rules from the first to this one: {model.rules[k].formula}"
    return ModelError(("rules", k), message, "loosen this rule or one before it")


def _own_mask(model: Standoff, party: int) -> int:
    """Return the bits of a party's options."""
    before = sum(len(p.options) for p in model.parties[:party])
    return ((1 << len(model.parties[party].options)) - 1) << before


def _split_rules(model: Standoff) -> tuple[list[list[int]], list[int]]:
    """Return the rules about one party's own options alone, per party, and the others."""
    own: list[list[int]] = [[] for _ in model.parties]
    shared: list[int] = []
    for k, rule in enumerate(model.rules):
        owners = {name.partition(".")[0] for name in model.options_in(rule.formula)}
        if len(owners) == 1:
            own[model.party_ids.index(owners.pop())].append(k)
        else:
            shared.append(k)
    return own, shared


def _strategies(model: Standoff, party: int, rules: list[int]) -> NDArray[np.int64]:
    """Return the party's allowed combinations as sorted bit masks over all options."""
    owner: Party = model.parties[party]
    if len(owner.options) > PARTY_OPTION_LIMIT:
        message = f"party {owner.id!r} has {len(owner.options)} options"
        hint = f"at most {PARTY_OPTION_LIMIT} per party can be analysed"
        raise TooLarge(message, hint)
    before = sum(len(p.options) for p in model.parties[:party])
    combos = np.arange(1 << len(owner.options), dtype=np.int64) << before
    value = valuation(model, lambda k: (combos >> k & 1).astype(bool))
    allowed: BoolArray = np.ones(len(combos), dtype=bool)
    for k in rules:
        allowed = allowed & model.rules[k].formula.evaluate(value)
        if not allowed.any():
            raise _no_state(model, k)
    return combos[allowed]


def _direction_classes(
    model: Standoff, party: int, strategies: NDArray[np.int64]
) -> tuple[NDArray[np.int64], BoolArray]:
    """Group strategies by their irreversible options.

    Returns
    -------
    pattern : (K,) array
        Class of each strategy.
    reach : (C, C) bool array
        ``reach[c, d]``: no irreversible option forbids going from class c to class d.
    """
    before = sum(len(p.options) for p in model.parties[:party])
    take = drop = 0
    for k, option in enumerate(model.parties[party].options):
        take |= (option.reversible == Reversible.NO) << (before + k)
        drop |= (option.reversible == Reversible.ONCE_DROPPED) << (before + k)
    classes, pattern = np.unique(strategies & (take | drop), return_inverse=True)
    start, end = classes[:, None], classes[None, :]
    forbidden = (start & ~end & take) | (end & ~start & drop)
    return pattern.astype(np.int64), forbidden == 0
