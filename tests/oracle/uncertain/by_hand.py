"""Models small enough to be worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from standoff.model import Claim, Claims, Formula, Option, Party, Preference, Reversible, Standoff


def standoff(north: Preference, south: Preference, options: str = "x", **rest: Any) -> Standoff:
    """North has the options, south may take y; nobody does today."""
    parties = (
        Party("north", options=tuple(Option(name) for name in options)),
        Party("south", options=(Option("y"),)),
    )
    preferences = {"north": north, "south": south}
    return Standoff("two", parties, status_quo=(), preferences=preferences, **rest)


def claims(*texts: str, **first: Any) -> Claims:
    """Claims in order, the first as uncertain as `first` says."""
    certain = [Claim(Formula(text)) for text in texts]
    return Claims((replace(certain[0], **first), *certain[1:]))


def wants(preference: Preference) -> list[str]:
    assert isinstance(preference, Claims)
    return [claim.wants.text for claim in preference.claims]


def two_claims() -> Standoff:
    """Each party wants its own option if its claim holds, and else not to use it."""
    north = claims("north.x", "not north.x", confidence=0.7)
    return standoff(north, claims("south.y", "not south.y", confidence=0.6))


def one_of_two() -> Standoff:
    """North wants one of x and z, rather x, and can undo neither; south wants nothing."""
    model = standoff(claims("exactly_one(north.x, north.z)", "north.x"), claims("true"), "xz")
    fixed = tuple(Option(name, reversible=Reversible.NO) for name in "xz")
    return replace(model, parties=(replace(model.parties[0], options=fixed), model.parties[1]))
