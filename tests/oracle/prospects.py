"""Where improvements lead: the improvement dynamics, exact prospects, and a simulation.

From a state every actor with an improvement is equally likely to act next, or likely in
proportion to its rate. It goes to one of its best improvements (mode ``best``) or to any
improvement (mode ``any``), equally likely. States where nobody has an improvement are absorbing.

References
----------
Young (1993), The evolution of conventions, Econometrica 61, 57-84.
Kandori, Mailath and Rob (1993), Econometrica 61, 29-56.
Monderer and Shapley (1996), Potential games, Games and Economic Behavior 14, 124-143.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from random import Random
from typing import TypeAlias

from .chain import (
    absorption,
    closed_classes,
    expected_moves,
    long_run_shares,
    most_probable_path,
)
from .conflict import (
    Conflict,
    Party,
    State,
    change_permitted,
    changed_options,
    improvements,
    option_vectors,
    prefers,
)

Actor: TypeAlias = tuple[Party, ...]
MayChange: TypeAlias = Callable[[Party, State, State], bool]


@dataclass(frozen=True)
class Dynamics:
    """How parties act.

    Parameters
    ----------
    mode
        ``best`` or ``any``.
    agreements
        The largest group that may move together; 1 for none.
    rates
        A positive rate per party; 1 for the parties left out. A group has the mean rate of its
        members.
    may_change
        ``may_change(party, s, q)``: whether the party may make its own part of the joint change
        from s to q. None: whether the direction of each option permits it.
    """

    mode: str = "best"
    agreements: int = 1
    rates: Mapping[Party, float | Fraction] | None = None
    may_change: MayChange | None = None

    def __post_init__(self) -> None:
        if self.mode not in ("best", "any"):
            raise ValueError(f"mode is best or any, not {self.mode!r}")
        if any(rate <= 0 for rate in (self.rates or {}).values()):
            raise ValueError("rates are positive")


@dataclass(frozen=True)
class End:
    """A closed class: its probability, the long-run shares in it, the most probable way to it."""

    states: frozenset[State]
    probability: Fraction
    shares: Mapping[State, Fraction]
    path: tuple[State, ...]
    path_probability: Fraction


@dataclass(frozen=True)
class Prospects:
    """The ends that improvements lead to from `start`, and the expected moves until one."""

    start: State
    ends: tuple[End, ...]
    expected_moves: Fraction

    def distribution(self) -> dict[State, Fraction]:
        """Long-run share of each state: the probability of its class times its share there."""
        return {s: end.probability * share for end in self.ends for s, share in end.shares.items()}


def joint_change_permitted(
    conflict: Conflict, group: Actor, state: State, end: State, dynamics: Dynamics
) -> bool:
    """Whether going from `state` to `end` is a change of every member's own options, and only so.

    Every member changes at least one of its own options, nobody else's option changes, and each
    member's part is permitted.
    """
    vectors, owner = option_vectors(conflict)
    changed = changed_options(vectors[state], vectors[end])
    if {owner[i] for i in changed} != set(group):
        return False
    if dynamics.may_change is not None:
        return all(dynamics.may_change(member, state, end) for member in group)
    direction = conflict.direction or ("both",) * len(owner)
    return all(change_permitted(vectors[state][i], vectors[end][i], direction[i]) for i in changed)


def group_improvements(
    conflict: Conflict, group: Actor, state: State, dynamics: Dynamics
) -> frozenset[State]:
    """Where an actor can go: every member strictly prefers the end to `state`.

    A single party makes one of its moves; a group makes a joint change (an agreement).
    """
    if len(group) == 1:
        return improvements(conflict, group[0], state)
    return frozenset(
        end
        for end in conflict.states
        if joint_change_permitted(conflict, group, state, end, dynamics)
        and all(prefers(conflict, member, end, state) for member in group)
    )


def undominated_for(conflict: Conflict, group: Actor, ends: frozenset[State]) -> frozenset[State]:
    """The ends than which no other is as good for every member and better for one.

    For a single party: its best ends.
    """

    def dominated(end: State) -> bool:
        return any(
            all(not prefers(conflict, i, end, other) for i in group)
            and any(prefers(conflict, i, other, end) for i in group)
            for other in ends
        )

    return frozenset(end for end in ends if not dominated(end))


def destinations(
    conflict: Conflict, state: State, dynamics: Dynamics
) -> dict[Actor, tuple[State, ...]]:
    """The actors that have an improvement at `state`, each with the states it may go to."""
    found: dict[Actor, tuple[State, ...]] = {}
    for size in range(1, dynamics.agreements + 1):
        for group in combinations(conflict.parties, size):
            ends = group_improvements(conflict, group, state, dynamics)
            if dynamics.mode == "best":
                ends = undominated_for(conflict, group, ends)
            if ends:
                found[group] = tuple(s for s in conflict.states if s in ends)
    return found


def rate(actor: Actor, dynamics: Dynamics) -> Fraction:
    """The rate of a party, or the mean rate of the members of a group."""
    rates = dynamics.rates or {}
    return sum((Fraction(rates.get(i, 1)) for i in actor), Fraction(0)) / len(actor)


def steps(
    conflict: Conflict, state: State, dynamics: Dynamics
) -> dict[tuple[Actor, State], Fraction]:
    """The probability of each (actor, next state) at `state`; empty where nobody improves."""
    options = destinations(conflict, state, dynamics)
    total = sum((rate(actor, dynamics) for actor in options), Fraction(0))
    return {
        (actor, end): rate(actor, dynamics) / total / len(ends)
        for actor, ends in options.items()
        for end in ends
    }


def transitions(conflict: Conflict, state: State, dynamics: Dynamics) -> dict[State, Fraction]:
    """The probability of each next state at `state`, whoever acts."""
    after: dict[State, Fraction] = {}
    for (_, end), probability in steps(conflict, state, dynamics).items():
        after[end] = after.get(end, Fraction(0)) + probability
    return after


def improvement_chain(
    conflict: Conflict, start: State, dynamics: Dynamics
) -> dict[State, dict[State, Fraction]]:
    """The Markov chain of the dynamics on the states it can get to from `start`."""
    chain: dict[State, dict[State, Fraction]] = {}
    waiting = [start]
    while waiting:
        state = waiting.pop()
        if state not in chain:
            chain[state] = transitions(conflict, state, dynamics)
            waiting.extend(chain[state])
    return chain


def prospects(conflict: Conflict, start: State, dynamics: Dynamics | None = None) -> Prospects:
    """The closed classes the dynamics end in from `start`, with exact probabilities."""
    chain = improvement_chain(conflict, start, dynamics or Dynamics())

    def end(closed: frozenset[State]) -> End:
        probability, path = most_probable_path(chain, start, closed)
        return End(
            states=closed,
            probability=absorption(chain, closed)[start],
            shares=long_run_shares(chain, closed),
            path=path,
            path_probability=probability,
        )

    ends = tuple(end(closed) for closed in closed_classes(chain))
    return Prospects(start, ends, expected_moves(chain)[start])


def most_probable_steps(
    conflict: Conflict, start: State, ends: frozenset[State], dynamics: Dynamics
) -> tuple[Fraction, tuple[State, ...]]:
    """The most probable path where each step also fixes its actor.

    It differs from `most_probable_path` only where two actors can make the same change of state,
    which needs arcs shared between parties: an option vector names its movers.
    """
    strongest: dict[State, dict[State, Fraction]] = {}
    for state in improvement_chain(conflict, start, dynamics):
        strongest[state] = {}
        for (_, after), p in steps(conflict, state, dynamics).items():
            strongest[state][after] = max(p, strongest[state].get(after, Fraction(0)))
    return most_probable_path(strongest, start, ends)


def walk(conflict: Conflict, start: State, dynamics: Dynamics, rng: Random) -> Iterator[State]:
    """One run of the dynamics from `start`, state by state, until nobody improves."""
    state = start
    yield state
    while options := destinations(conflict, state, dynamics):
        actors = list(options)
        weights = [float(rate(actor, dynamics)) for actor in actors]
        actor = rng.choices(actors, weights)[0]
        state = rng.choice(options[actor])
        yield state


def simulate(
    conflict: Conflict, start: State, dynamics: Dynamics, rng: Random, runs: int
) -> tuple[Counter[frozenset[State]], Fraction]:
    """How often `runs` walks enter each closed class first, and their mean number of moves."""
    classes = closed_classes(improvement_chain(conflict, start, dynamics))
    class_of = {s: closed for closed in classes for s in closed}
    entered: Counter[frozenset[State]] = Counter()
    moves = 0
    for _ in range(runs):
        for made, state in enumerate(walk(conflict, start, dynamics, rng)):
            if state in class_of:
                entered[class_of[state]] += 1
                moves += made
                break
    return entered, Fraction(moves, runs)
