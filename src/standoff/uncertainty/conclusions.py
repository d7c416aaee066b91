"""What a drawn model may have or not have: the conclusions that uncertainty is asked about."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from standoff.errors import ModelError, StandoffError, unknown
from standoff.model import Standoff, StateRef
from standoff.preferences import uncertainty
from standoff.preferences.uncertain import Profile, with_profile
from standoff.stability import chosen
from standoff.states import StateSpace
from standoff.uncertainty.judge import Judge

FloatArray = NDArray[np.float64]


class Conclusion(ABC):
    """Something that a model without uncertainty has (1), has not (0), or has in part."""

    two_valued = True
    """Whether it is had wholly or not at all."""
    road_map = False
    """Whether the worth of road maps matters to it."""

    @property
    @abstractmethod
    def text(self) -> str:
        """What it says, as a sentence without a full stop."""

    @abstractmethod
    def values(self, judge: Judge, profiles: Sequence[Profile]) -> FloatArray:
        """Return, for each profile, how far it has the conclusion; nan where that is undecided."""

    @abstractmethod
    def check(self, model: Standoff) -> None:
        """Raise an error if the model does not know what the conclusion speaks of."""

    def resolve(self, space: StateSpace) -> None:  # noqa: B027
        """Raise an error if there is no such state."""

    def excluded(self, judge: Judge) -> bool:
        """Return whether it is about a state that the rules exclude."""
        return False


@dataclass(frozen=True)
class Holds(Conclusion):
    """A state, or some state of an endgame, is an equilibrium; or is stable for one party.

    Parameters
    ----------
    state : str or tuple of str
    concept : str
    party : str, optional
    """

    state: StateRef
    concept: str = "seq"
    party: str | None = None

    @property
    def text(self) -> str:  # noqa: D102
        (concept,) = chosen(self.concept)
        kind = f"stable for {self.party}" if self.party else "an equilibrium"
        return f"{named(self.state)} is {kind} ({concept.name})"

    def check(self, model: Standoff) -> None:  # noqa: D102
        if len(chosen(self.concept)) != 1:
            raise StandoffError("a conclusion goes by one concept", "such as seq")
        if self.party is not None and self.party not in model.party_ids:
            raise unknown("party", self.party, model.party_ids)

    def resolve(self, space: StateSpace) -> None:  # noqa: D102
        states_of(space, self.state)

    def values(self, judge: Judge, profiles: Sequence[Profile]) -> FloatArray:  # noqa: D102
        (concept,) = chosen(self.concept)
        marks = judge.marks(profiles, concept, states_of(judge.space, self.state))
        if self.party is not None:
            marks = marks[:, [judge.model.party_ids.index(self.party)]]
        held = np.logical_and.reduce(marks, axis=1)
        return np.asarray(np.logical_or.reduce(held, axis=1), dtype=np.float64)

    def excluded(self, judge: Judge) -> bool:  # noqa: D102
        return not is_there(judge.space, self.state)


@dataclass(frozen=True)
class Heading(Conclusion):
    """Best improvements from a state end in a state, or in an endgame; in part: the probability.

    Parameters
    ----------
    state : str or tuple of str
    start : str or tuple of str, optional
        The status quo unless given.
    """

    state: StateRef
    start: StateRef | None = None

    two_valued = False

    @property
    def text(self) -> str:  # noqa: D102
        origin = "the status quo" if self.start is None else named(self.start)
        return f"improvements from {origin} end in {named(self.state)}"

    def check(self, model: Standoff) -> None:  # noqa: D102
        start_of(model, self.start)

    def resolve(self, space: StateSpace) -> None:  # noqa: D102
        states_of(space, self.state)
        space.index(start_of(space.model, self.start))

    def values(self, judge: Judge, profiles: Sequence[Profile]) -> FloatArray:  # noqa: D102
        mask = np.zeros(judge.space.cells, dtype=bool)
        mask[states_of(judge.space, self.state)] = True
        start = judge.space.index(start_of(judge.model, self.start))
        found = np.zeros(len(profiles))
        for k, profile in enumerate(profiles):
            states, weight = judge.heading(profile, start)
            found[k] = weight[mask[states]].sum()
        return found

    def excluded(self, judge: Judge) -> bool:  # noqa: D102
        starts = is_there(judge.space, start_of(judge.model, self.start))
        return starts and not is_there(judge.space, self.state)


@dataclass(frozen=True)
class Leads(Conclusion):
    """A road map leads to an endgame.

    Parameters
    ----------
    to : str or tuple of str
    design, method : str, optional
        As for `standoff.roadmaps`.
    budget : int, optional
        How many labels the exact search may keep; less is quicker and leaves more undecided.
    """

    to: StateRef
    design: str | None = None
    method: str | None = None
    budget: int | None = None

    road_map = True

    @property
    def text(self) -> str:  # noqa: D102
        design = f" in the design {self.design}" if self.design else ""
        return f"a road map leads to {named(self.to)}{design}"

    def check(self, model: Standoff) -> None:  # noqa: D102
        from standoff.road_maps.ask import agreement

        agreement(model, self.to, design=self.design, method=self.method)

    def values(self, judge: Judge, profiles: Sequence[Profile]) -> FloatArray:  # noqa: D102
        from standoff.road_maps.ask import agreement, decided

        uncertain = uncertainty(judge.model, road_map=True)
        nominal = uncertain.drawn(uncertain.nominal)
        _, method = agreement(nominal, self.to, design=self.design, method=self.method)
        status = partial(decided, to=self.to, design=self.design, method=method, budget=self.budget)
        known: list[tuple[int, ...]] = []
        status(nominal, known=known)  # what is found there is tried first
        meant = {"found": 1.0, "impossible": 0.0, "undecided": np.nan}
        found = np.zeros(len(profiles))
        for k, profile in enumerate(profiles):
            model = with_profile(judge.model, profile)
            found[k] = meant[status(model, known=list(known))]
        return found


def named(ref: StateRef) -> str:
    """Return a state as people write it."""
    return ref if isinstance(ref, str) else ", ".join(ref) or "none"


def states_of(space: StateSpace, ref: StateRef) -> NDArray[np.int64]:
    """Return the flat indices of a state, or of all states of an endgame given by a formula."""
    endgame = space.model.endgames.get(ref) if isinstance(ref, str) else None
    if endgame is None or endgame.when is None or ref in space.labels().values():
        return np.array([space.index(ref)])
    truth = np.broadcast_to(space.truth(endgame.when), space.shape)
    if space.feasible is not None:
        truth = truth & space.feasible
    found = np.flatnonzero(truth)
    if not len(found):
        raise ModelError((), f"the endgame {ref!r} holds in no feasible state", "see the rules")
    return found


def is_there(space: StateSpace, ref: StateRef) -> bool:
    """Return whether the rules leave a state of this name."""
    try:
        return len(states_of(space, ref)) > 0
    except ModelError:
        return False


def start_of(model: Standoff, start: StateRef | None) -> StateRef:
    """Return the state to start from: the status quo unless given."""
    found = start if start is not None else model.status_quo
    if found is None:
        hint = "give a state to start from, or add status_quo: to the model"
        raise StandoffError("the model has no status quo", hint)
    return found
