"""A record replayed in a model: the state that each row leaves, and the one it leads to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from standoff.errors import ModelError, NotDefined, StandoffError, nearest
from standoff.history.record import NOBODY, Move, Record
from standoff.model import Formula, Reversible, Standoff, StateRef
from standoff.states import StateSpace
from standoff.states.space import valuation

IndexArray = NDArray[np.int64]


class Change(NamedTuple):
    """What a row does: the position of its party, -1 for none, and options as bit masks."""

    party: int
    taken: int
    dropped: int


@dataclass(frozen=True, eq=False)
class Replay:
    """The way of a record through the states; one entry per row.

    Parameters
    ----------
    party : (n,) array
        Position of the party that moves; -1 where the row sets the state.
    before, after : (n,) arrays
        Flat indices of the states.
    legal : (n,) bool array
        Whether the model has the move; True where no party moves.
    """

    party: IndexArray
    before: IndexArray
    after: IndexArray
    legal: NDArray[np.bool_]


def named(model: Standoff, record: Record) -> Record:
    """Return the record with every option as ``party.option``.

    Raises
    ------
    FileError
        If a party or an option is unknown, or an option is another party's.
    """
    if not model.options:
        raise NotDefined("the model lists no options, and a record says which are taken")
    moves = tuple(
        replace(
            move,
            taken=tuple(dict.fromkeys(_options(model, record, move, move.taken))),
            dropped=tuple(dict.fromkeys(_options(model, record, move, move.dropped))),
        )
        for move in record.moves
    )
    return Record(record.name, moves)


def _options(model: Standoff, record: Record, move: Move, names: Sequence[str]) -> Iterator[str]:
    if move.scored and move.party not in model.party_ids:
        hint = nearest(move.party, [*model.party_ids, NOBODY])
        raise record.error(move, f"unknown party {move.party!r}", hint)
    start = f"{move.party}."
    allowed = [name for name in model.options if name.startswith(start) or not move.scored]
    for name in names:
        full = name if "." in name or not move.scored else start + name
        if full in allowed:
            yield full
        elif full in model.options:
            hint = f"give each party a row of its own; {move.party} has {', '.join(allowed)}"
            raise record.error(move, f"the option {name!r} is not one of {move.party}'s", hint)
        else:
            raise record.error(move, f"unknown option {name!r}", nearest(full, allowed))


def replay(
    space: StateSpace,
    record: Record,
    start: StateRef,
    reading: str | None = None,
    *,
    strict: bool = False,
) -> Replay:
    """Return the states that a record passes.

    Parameters
    ----------
    space : StateSpace
    record : Record
        With its options named in full.
    start : str or tuple of str
    reading : str, optional
        That the space is of, for the errors.
    strict : bool
        Whether a change that is there already, or a move that the model does not have, is an
        error. Otherwise such a move is told by `legal`.

    Raises
    ------
    FileError
        If a row leads to an infeasible state.
    """
    state = _start(space, start)
    taken, free = (int(mask[0]) for mask in space.bits(np.array([state])))
    if free:
        raise StandoffError(
            f"the state {str(space.state(state))!r} leaves open which options are taken",
            "start from a state that does not, with --from",
        )
    rows: list[tuple[int, int, int, bool]] = []
    for move in record.moves:
        change = _change(space.model, move)
        if strict:
            _check_change(space.model, record, move, taken)
        target = (taken | change.taken) & ~change.dropped
        reached = _reached(space, record, move, target, reading)
        legal = change.party < 0 or reached in space.moves(change.party).arcs(np.array([state]))[1]
        if strict and not legal:
            raise _no_such_move(space, record, move, state, reached)
        rows.append((change.party, state, reached, bool(legal)))
        taken, state = target, reached
    party, before, after, allowed = (np.array(column) for column in zip(*rows, strict=True))
    return Replay(party, before, after, allowed)


def _start(space: StateSpace, start: StateRef) -> int:
    try:
        return space.index(start)
    except StandoffError as error:
        if start is not space.model.status_quo:
            raise
        raise ModelError(("status_quo",), error.message, error.hint) from None


def _change(model: Standoff, move: Move) -> Change:
    position = {name: k for k, name in enumerate(model.options)}
    party = model.party_ids.index(move.party) if move.scored else -1
    up, down = (sum(1 << position[n] for n in names) for names in (move.taken, move.dropped))
    return Change(party, up, down)


def _check_change(model: Standoff, record: Record, move: Move, taken: int) -> None:
    for k, name in enumerate(model.options):
        if name in move.taken and taken >> k & 1:
            message = f"{name} is taken already by then"
            raise record.error(move, message, "leave it out, or add the row that dropped it")
        if name in move.dropped and not taken >> k & 1:
            message = f"{name} is not taken by then, so it cannot be dropped"
            raise record.error(move, message, "leave it out, or add the row that took it")


def _reached(
    space: StateSpace, record: Record, move: Move, target: int, reading: str | None
) -> int:
    taken = tuple(name for k, name in enumerate(space.model.options) if target >> k & 1)
    try:
        return space.index(taken)
    except ModelError as error:
        where = f"in the reading {reading!r}, " if reading else ""
        message = f"{where}{error.message}"
        raise record.error(move, message, error.hint) from None


def _no_such_move(
    space: StateSpace, record: Record, move: Move, before: int, after: int
) -> StandoffError:
    state = str(space.state(before))
    if before == after:
        hint = f"the model merges both states into {state!r}"
        return record.error(move, f"{move.change} changes nothing in the model", hint)
    message = f"{move.party} has no move {move.change} from {state!r}"
    return record.error(move, message, refusal(space, move, before))


def refusal(space: StateSpace, move: Move, state: int) -> str:
    """Return what in the model forbids a party's move from a state."""
    model, taken = space.model, int(space.bits(np.array([state]))[0][0])
    value = valuation(model, lambda k: np.array(bool(taken >> k & 1)))

    def fails(condition: Formula | None) -> bool:
        return condition is not None and not condition.evaluate(value)

    owner = model.parties[model.party_ids.index(move.party)]
    if fails(owner.move_if):
        return f"{move.party} may move only if {owner.move_if}"
    here = {name for k, name in enumerate(model.options) if taken >> k & 1}
    named = (*move.taken, *move.dropped)
    changes = [name for name in named if (name in move.dropped) == (name in here)]
    for name in changes:
        option, drops = model.option_of[name], name in here
        verb, condition = ("dropped", option.drop_if) if drops else ("taken", option.take_if)
        if option.reversible is (Reversible.NO if drops else Reversible.ONCE_DROPPED):
            return f"{name} cannot be {verb} any more (reversible: {option.reversible})"
        if fails(condition):
            return f"{name} can be {verb} only if {condition}"
    return "the model lists no such move" if changes else "it is so already"
