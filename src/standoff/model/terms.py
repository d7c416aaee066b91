"""The terms of road maps: what may be a step, on what conditions, and the rival designs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from standoff.model.parts import Citation, Worth

Groups = tuple[tuple[str, ...], ...]
Revokes = Mapping[str, tuple[str, ...]]
"""For an issue, the issues whose reversible measures a breach of it revokes."""


class Retaliation(StrEnum):
    """How far the answer to a breach reaches."""

    LINKED = "linked"  # every reversible measure
    SAME_ISSUE = "same_issue"  # those of the issue that was breached


class When(StrEnum):
    """How two measures stand to each other in time."""

    BEFORE = "before"  # the first is in force when the second is taken
    WITH = "with"  # both belong to one step


@dataclass(frozen=True)
class Order:
    """An order constraint such as ``nk.freeze before us.assurance``."""

    first: str
    when: When
    second: str

    def __str__(self) -> str:
        return f"{self.first} {self.when} {self.second}"


@dataclass(frozen=True)
class Design:
    """A rival plan for the same deal: order constraints, and terms of its own where given.

    In `phases` nothing of a later phase is taken before all of an earlier one is in force.
    """

    about: str = ""
    by: str = ""
    because: tuple[Citation, ...] = ()
    order: tuple[Order, ...] = ()
    phases: Groups = ()
    retaliation: Retaliation | Revokes | None = None
    together: Groups | None = None
    most: int | None = None
    lag: Mapping[str, int] = field(default_factory=dict)
    exposure: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class GivenMap:
    """A road map as somebody wrote it: per step the options that change, in order."""

    steps: Groups
    design: str = ""
    about: str = ""
    because: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class Terms:
    """What a road map may be made of, and on what terms its parties take steps.

    Parameters
    ----------
    steps : tuple of str
        The options that may change on the way; every option when empty. A **measure** is the
        change of one of them from the status quo.
    period : str
        What one step lasts, in words.
    worth : mapping of party to Worth
        Worth per period. A party left out counts its `worth:` preference.
    patience : mapping of party to float
        Discount factor per period, between 0 and 1.
    lag : mapping of party to int
        How many periods a breach by the party stays unanswered; 1 unless given.
    exposure : mapping of party to float
        The most worth per period, below that of the status quo, that the party will risk.
    together : tuple of groups of parties
        Groups whose members may act in one step; a party alone always may.
    most : int
        How many measures one step may hold; those tied by ``with`` count as one.
    issues : mapping of issue to measures
        A measure in none of them is an issue of its own, called like its option.
    retaliation : Retaliation, or mapping of issue to issues
        Which measures a breach of which other revokes.
    """

    about: str = ""
    steps: tuple[str, ...] = ()
    period: str = ""
    worth: Mapping[str, Worth] = field(default_factory=dict)
    patience: Mapping[str, float] = field(default_factory=dict)
    lag: Mapping[str, int] = field(default_factory=dict)
    exposure: Mapping[str, float] = field(default_factory=dict)
    together: Groups = ()
    most: int = 1
    issues: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    retaliation: Retaliation | Revokes = Retaliation.LINKED
    designs: Mapping[str, Design] = field(default_factory=dict)
    maps: Mapping[str, GivenMap] = field(default_factory=dict)
