"""Judge many preferences over one state space, several in one pass."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from standoff.errors import TooLarge
from standoff.evolution.chain import absorption, explore, long_run, long_run_shares
from standoff.evolution.dynamics import Actors, Dynamics
from standoff.model import Preference, Standoff
from standoff.preferences import Score, score
from standoff.preferences.uncertain import Profile
from standoff.stability import GraphModel, stability
from standoff.stability.concepts import Concept
from standoff.stability.single import stable_at
from standoff.states import AxesSpace, state_space
from standoff.states.repeated import RepeatedSpace

BATCH = 1 << 19
"""Cells that one pass judges, or one space if that has more."""
KEPT = 1 << 25
"""Cells of scores that are kept, so that a preference met again is not scored again."""
REACHED = 100_000
FEW = 8
"""States that are judged one by one, not with all others."""
BoolArray = NDArray[np.bool_]


class Judge:
    """A state space, and the scores of the preferences met lately.

    Parameters
    ----------
    model : Standoff
        As one author reads it; its preferences do not matter.
    """

    def __init__(self, model: Standoff) -> None:
        self.model, self.space = model, state_space(model)
        self._scores: dict[tuple[int, int], tuple[Preference | None, Score]] = {}

    def score(self, party: int, preference: Preference | None) -> Score:
        """Return the score of every state for one party that wants this.

        Raises
        ------
        ModelError
            If it wants nothing.
        """
        key = (party, id(preference))
        if key not in self._scores:
            if len(self._scores) * self.space.cells >= KEPT:
                self._scores.clear()
            self._scores[key] = (preference, score(self.space, party, preference))
        return self._scores[key][1]

    def scores(self, profile: Profile) -> tuple[Score, ...]:
        """Return the scores of all parties."""
        wants = (profile.preferences.get(name) for name in self.model.party_ids)
        return tuple(self.score(i, preference) for i, preference in enumerate(wants))

    def stable(
        self, profiles: Sequence[Profile], concepts: Sequence[Concept]
    ) -> Iterator[tuple[int, dict[str, BoolArray]]]:
        """Yield where the states are stable, a few profiles at a time.

        Yields
        ------
        first : int
            The profile that comes first in this pass.
        stable : mapping of concept id to (profiles of this pass, parties, cells) bool array
        """
        single = not isinstance(self.space, AxesSpace)
        step = 1 if single else max(1, BATCH // self.space.cells)
        for first in range(0, len(profiles), step):
            graph = self._graph(profiles[first : first + step])
            copies = len(profiles[first : first + step])
            found: dict[str, list[BoolArray]] = {}
            for concept in concepts:
                found[concept.id] = stability(graph, concept, None, found.get("seq"))
            yield (
                first,
                {
                    name: np.stack([s.reshape(copies, -1) for s in marks], axis=1)
                    for name, marks in found.items()
                },
            )

    def marks(
        self, profiles: Sequence[Profile], concept: Concept, states: NDArray[np.int64]
    ) -> BoolArray:
        """Return for which parties some states are stable, (profiles, parties, states)."""
        found = np.zeros((len(profiles), len(self.model.parties), len(states)), dtype=bool)
        alone = isinstance(self.space, AxesSpace) and not concept.simultaneous
        left = list(range(len(profiles)))
        if alone and len(states) <= FEW:
            left = [k for k in left if not self._one_by_one(profiles[k], concept, states, found[k])]
        for first, stable in self.stable([profiles[k] for k in left], (concept,)):
            part = stable[concept.id][:, :, states]
            found[left[first : first + len(part)]] = part
        return found

    def _one_by_one(
        self, profile: Profile, concept: Concept, states: NDArray[np.int64], found: BoolArray
    ) -> bool:
        """Fill in the marks state by state; tell whether that was possible."""
        graph = GraphModel(self.model, self.space, self.scores(profile))
        for i in self.space.parties:
            for k, state in enumerate(states.tolist()):
                mark = stable_at(graph, i, concept, state)
                if mark is None:
                    return False
                found[i, k] = mark
        return True

    def _graph(self, profiles: Sequence[Profile]) -> GraphModel:
        """Return the graph model of copies of the space, one for each profile."""
        each = [self.scores(profile) for profile in profiles]
        if len(each) == 1:
            return GraphModel(self.model, self.space, each[0])
        assert isinstance(self.space, AxesSpace)
        together = tuple(Score(np.stack([s.rank for s in one])) for one in zip(*each, strict=True))
        return GraphModel(self.model, RepeatedSpace(self.space, len(each)), together)

    def heading(
        self, profile: Profile, start: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return the states where best improvements lead, and the long-run probability of each.

        Raises
        ------
        TooLarge
            If more than 100,000 states are reached.
        """
        graph = GraphModel(self.model, self.space, self.scores(profile))
        chain = explore(Actors(graph, Dynamics()), start, REACHED)
        if chain is None:
            message = f"improvements reach more than {REACHED:,} states"
            raise TooLarge(message, "ask about states that hold instead of where it is heading")
        probability, _ = absorption(chain)
        shares = [long_run_shares(chain, inside) for inside in chain.closed]
        weight = long_run(chain, probability, shares)
        kept = np.flatnonzero(weight)
        return chain.states[kept], weight[kept]
