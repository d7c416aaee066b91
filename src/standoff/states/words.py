"""A move in words."""

from __future__ import annotations

from collections.abc import Sequence

from standoff.model import Standoff
from standoff.states.space import State


def changed(before: State, after: State) -> tuple[list[str], list[str]] | None:
    """Return the options taken up and dropped between two states; None if they are not known."""
    if not before.vector or not after.vector or "-" in before.vector + after.vector:
        return None
    up = [name for name in after.taken if name not in before.taken]
    down = [name for name in before.taken if name not in after.taken]
    return up, down


def signed(before: State, after: State) -> str:
    """Return a move as signed options, ``+us.talk -us.squeeze``, or the label of its end."""
    found = changed(before, after)
    if found is None:
        return str(after)
    return " ".join([f"+{name}" for name in found[0]] + [f"-{name}" for name in found[1]])


def spoken(model: Standoff, before: State, after: State) -> str:
    """Return a move as part of a sentence: ``take up 'Direct talks' and drop 'Sanctions'``."""
    found = changed(before, after)
    if found is None:
        return f"move to {after}"
    named = {key: option.name or key for key, option in model.option_of.items()}
    up, down = ([f"'{named[name]}'" for name in names] for names in found)
    return " and ".join(
        [f"take up {listed(up)}"] * bool(up) + [f"drop {listed(down)}"] * bool(down)
    )


def listed(names: Sequence[str]) -> str:
    """Return names joined as in a sentence.

    Examples
    --------
    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
