"""A model and a record small enough to be worked out by hand."""

from __future__ import annotations

from dataclasses import replace

from standoff.history.record import Move
from standoff.model import (
    Claim,
    Claims,
    Formula,
    Option,
    Party,
    Reading,
    Reversible,
    Rule,
    Standoff,
)


def wants(*texts: str) -> Claims:
    return Claims(tuple(Claim(Formula(text)) for text in texts))


def following() -> Standoff:
    """North wants x and no z; south wants to do as north does. Nobody acts at first."""
    return Standoff(
        title="Following",
        parties=(
            Party("north", options=(Option("x"), Option("z"))),
            Party("south", options=(Option("y"),)),
        ),
        rules=(Rule(Formula("not (north.z and south.y)")),),
        status_quo=(),
        preferences={
            "north": wants("not north.z", "north.x"),
            "south": wants("south.y iff north.x"),
        },
    )


def with_reading(**changes: object) -> Standoff:
    """The same, with a reading `other`."""
    return replace(following(), readings={"other": Reading(**changes)})


FIRM = {"north.x": Reversible.NO}


def move(date: str, party: str, taken: str = "", dropped: str = "", source: str = "log") -> Move:
    return Move(date, party, tuple(taken.split()), tuple(dropped.split()), source)


# Nothing, x, xy; at the end of February an event ends x; north takes z when y is gone.
RECORD = (
    move("2000-01-10", "north", "x", source="log 1"),
    move("2000-01-20/25", "south", "y", source="log 2"),
    move("2000-02-28", "-", "", "north.x south.y", source="gazette"),
    move("2000-04-03", "north", "x z", source="log 3"),
)
