"""What a drawn model says: equilibria, stability for a party, and where it is heading."""

from __future__ import annotations

from fractions import Fraction

from tests.oracle.conflict import Conflict, State, Vector
from tests.oracle.prospects import Dynamics, prospects
from tests.oracle.stability import CONCEPTS
from tests.oracle_from_model import (
    as_taken,
    conflict_of,
    feasible_vectors,
    holds,
    letters,
    merged_label,
    state_of,
    vector_of,
)

from standoff.model import Formula, Standoff, StateRef


def members_of(model: Standoff) -> dict[State, list[Vector]]:
    """For each state, called as in `conflict_of`, its option vectors."""
    found: dict[State, list[Vector]] = {}
    if model.is_graph:
        for state in model.states:
            found[state.label] = [] if state.taken is None else [vector_of(model, state.taken)]
    else:
        for vector in feasible_vectors(model):
            found.setdefault(merged_label(model, vector) or letters(vector), []).append(vector)
    return found


def states_where(model: Standoff, formula: Formula) -> set[State]:
    """The states in which the formula holds; a merged state must not be of two minds."""
    found = set()
    for state, vectors in members_of(model).items():
        truths = {holds(model, formula, as_taken(model, vector)) for vector in vectors}
        assert len(truths) == 1, f"{formula.text} tells the vectors of {state} apart"
        if truths == {True}:
            found.add(state)
    return found


def meant(model: Standoff, target: StateRef) -> set[State]:
    """The states that an endgame, label, vector or list of options means; none if infeasible."""
    if isinstance(target, str) and target in model.endgames:
        endgame = model.endgames[target]
        if endgame.when is not None:
            return states_where(model, endgame.when)
        assert endgame.state is not None
        target = endgame.state
    try:
        return {state_of(model, target, members_of(model))}
    except StopIteration:
        return set()


def stable(conflict: Conflict, concept: str, party: str | None, state: State) -> bool:
    """Whether the state is stable for the party, or for None: for all parties."""
    parties = conflict.parties if party is None else (party,)
    return all(CONCEPTS[concept](conflict, i, state) for i in parties)


def holds_state(model: Standoff, target: StateRef, concept: str, party: str | None = None) -> bool:
    """state(X, concept, party?): some state meant by X is an equilibrium, or stable for a party."""
    conflict = conflict_of(model)
    return any(stable(conflict, concept, party, s) for s in meant(model, target))


def start_of(model: Standoff, start: StateRef | None) -> State:
    """The state where dynamics start: as given, else the status quo."""
    chosen = model.status_quo if start is None else start
    assert chosen is not None
    (state,) = meant(model, chosen)
    return state


def heading(model: Standoff, target: StateRef, start: StateRef | None = None) -> Fraction:
    """heading(X, from): the long-run share of the states meant by X, by best improvements."""
    shares = heading_to(model, start)
    return sum((shares[s] for s in meant(model, target)), Fraction(0))


def heading_to(model: Standoff, start: StateRef | None = None) -> dict[State, Fraction]:
    """For every state the probability of its end times the long-run share of the state in it."""
    conflict = conflict_of(model)
    found = prospects(conflict, start_of(model, start), Dynamics("best")).distribution()
    return {s: found.get(s, Fraction(0)) for s in conflict.states}
