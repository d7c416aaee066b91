"""A slow, independent reading of a model: from a `Standoff` to a `Conflict` of the oracle.

Only the model's own fields are read; states, moves and scores are built here again, vector by
vector, with Python truth values, tuples and fractions.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from typing import Any

from standoff.model import Claims, Experts, Ranking, Scores, Standoff, StateRef, Weights, Worth
from standoff.model.formula import Formula, Node

from .oracle.conflict import Conflict, Moves, State, Vector, merge_states, vector_conflict

Taken = Mapping[str, bool]
DIRECTIONS = {"true": "both", "false": "take", "once_dropped": "drop"}


def holds(model: Standoff, formula: Formula, taken: Taken) -> bool:
    """Whether the formula is true when exactly the options marked in `taken` are taken."""
    return truth(model, formula.root, taken)


def truth(model: Standoff, node: Node, taken: Taken) -> bool:
    """The truth of one operator, by its truth table."""
    if node.operator == "atom":
        if node.name in model.define:
            return truth(model, model.define[node.name].root, taken)
        return taken[node.name]
    parts = [truth(model, part, taken) for part in node.parts]
    match node.operator:
        case "true" | "false":
            return node.operator == "true"
        case "not":
            return not parts[0]
        case "and":
            return all(parts)
        case "or":
            return any(parts)
        case "implies":
            return parts[1] if parts[0] else True
        case "iff":
            return parts[0] is parts[1]
        case "exactly_one":
            return parts.count(True) == 1
        case "at_least":
            return parts.count(True) >= node.count
        case "at_most":
            return parts.count(True) <= node.count
    raise ValueError(node.operator)


def as_taken(model: Standoff, vector: Vector) -> Taken:
    return {name: bool(bit) for name, bit in zip(model.options, vector, strict=True)}


def letters(vector: Vector) -> str:
    return "".join("NY"[bit] for bit in vector)


def feasible_vectors(model: Standoff) -> list[Vector]:
    """Every 0/1 vector over the options that satisfies all rules."""
    every = product((0, 1), repeat=len(model.options))
    return [
        v for v in every if all(holds(model, r.formula, as_taken(model, v)) for r in model.rules)
    ]


def conflict_of(model: Standoff) -> Conflict:
    """The conflict that the model describes.

    A state is called by its label in graph form and where it is merged, otherwise by its vector
    in the letters Y and N.
    """
    if model.moves is not None:
        return graph_conflict(model)
    vectors = {letters(v): v for v in feasible_vectors(model)}
    owner = tuple(p.id for p in model.parties for _ in p.options)
    direction = tuple(DIRECTIONS[str(o.reversible)] for p in model.parties for o in p.options)
    nothing = {i: dict.fromkeys(vectors, 0) for i in model.party_ids}
    free = vector_conflict(model.party_ids, owner, vectors, nothing, direction)
    label = {s: merged_label(model, v) or s for s, v in vectors.items()}
    members: dict[State, list[Vector]] = {}
    for s, v in vectors.items():
        members.setdefault(label[s], []).append(v)
    score = {i: scores(model, i, members) for i in model.party_ids}
    bound = Conflict(free.parties, free.states, permitted(model, free), nothing)
    merged = merge_states(bound, label, score)
    if len(members) < len(vectors):
        return merged
    single = {s: of[0] for s, of in members.items()}
    return Conflict(merged.parties, merged.states, merged.moves, score, single, owner, direction)


def merged_label(model: Standoff, vector: Vector) -> str | None:
    taken = as_taken(model, vector)
    found = [label for label, formula in model.merge.items() if holds(model, formula, taken)]
    assert len(found) < 2
    return found[0] if found else None


def permitted(model: Standoff, free: Conflict) -> Moves:
    """The moves whose conditions are true in the state that they leave."""
    assert free.vectors is not None
    vectors = free.vectors

    def allowed(party: Any, s: State, q: State) -> bool:
        before, after = as_taken(model, vectors[s]), as_taken(model, vectors[q])
        if party.move_if and not holds(model, party.move_if, before):
            return False
        for option in party.options:
            name = f"{party.id}.{option.id}"
            if before[name] != after[name]:
                condition = option.take_if if after[name] else option.drop_if
                if condition and not holds(model, condition, before):
                    return False
        return True

    return {
        p.id: {
            s: frozenset(q for q in free.moves[p.id][s] if allowed(p, s, q)) for s in free.states
        }
        for p in model.parties
    }


def graph_conflict(model: Standoff) -> Conflict:
    """The conflict of a model that lists its states and moves."""
    assert model.moves is not None
    states = tuple(state.label for state in model.states)
    moves = {
        i: {s: frozenset(model.moves.get(i, {}).get(s, ())) for s in states}
        for i in model.party_ids
    }
    members: dict[State, list[Vector]] = {
        state.label: [] if state.taken is None else [vector_of(model, state.taken)]
        for state in model.states
    }
    score = {i: scores(model, i, members) for i in model.party_ids}
    if not all(members.values()):
        return Conflict(model.party_ids, states, moves, score)
    single = {s: of[0] for s, of in members.items()}
    owner = tuple(p.id for p in model.parties for _ in p.options)
    return Conflict(model.party_ids, states, moves, score, single, owner)


def vector_of(model: Standoff, taken: StateRef) -> Vector:
    if isinstance(taken, str):
        return tuple(int(letter == "Y") for letter in taken)
    return tuple(int(name in taken) for name in model.options)


def state_of(model: Standoff, ref: StateRef, members: Mapping[State, list[Vector]]) -> State:
    """The state that a reference means: a label, a vector, or the options taken."""
    named = {state.label: state.taken for state in model.states if state.taken is not None}
    if ref in members:
        return ref
    wanted = vector_of(model, named.get(ref, ref) if isinstance(ref, str) else ref)
    return next(s for s, vectors in members.items() if wanted in vectors)


def scores(model: Standoff, party: str, members: Mapping[State, list[Vector]]) -> dict[State, Any]:
    """Something per state that Python can compare: tuples of truth values, sums, places."""
    preference = model.preferences[party]
    if isinstance(preference, Experts):
        heaviest = max(expert.weight for expert in preference.experts)
        leading = [e for e in preference.experts if e.weight == heaviest]
        preference = leading[0].preference
    if isinstance(preference, Ranking):
        return {
            state_of(model, ref, members): -place
            for place, group in enumerate(preference.groups)
            for ref in group
        }
    if isinstance(preference, Scores):
        return array_scores(model, preference, members)
    found = {}
    for state, vectors in members.items():
        values = {vector_score(model, preference, as_taken(model, v)) for v in vectors}
        assert len(values) == 1, f"{party} tells the vectors of {state} apart"
        found[state] = values.pop()
    return found


def vector_score(model: Standoff, preference: Claims | Weights | Worth, taken: Taken) -> Any:
    if isinstance(preference, Claims):
        return tuple(holds(model, claim.wants, taken) for claim in preference.claims)
    if isinstance(preference, Weights):
        return sum(
            (Fraction(str(w)) for name, w in preference.weights.items() if taken[name]), Fraction(0)
        )
    return sum(
        (
            (Fraction(str(term.low)) + Fraction(str(term.high))) / 2
            if term.likely is None
            else Fraction(str(term.likely))
            for term in preference.terms
            if holds(model, term.condition, taken)
        ),
        Fraction(0),
    )


def array_scores(
    model: Standoff, preference: Scores, members: Mapping[State, list[Vector]]
) -> dict[State, Any]:
    """Scores by place: parties' strategies as axes, the last one's fastest, each by binary code."""
    if model.moves is not None:
        return dict(zip(members, preference.values.tolist(), strict=True))
    axes = [strategies(model, party) for party in model.party_ids]
    place = {
        tuple(bit for part in cell for bit in part): k for k, cell in enumerate(product(*axes))
    }
    assert len(place) == preference.values.size
    return {s: preference.values.tolist()[place[vectors[0]]] for s, vectors in members.items()}


def strategies(model: Standoff, party: str) -> list[Vector]:
    """The combinations of a party's options that the rules about them alone allow."""
    own = [name for name in model.options if name.startswith(f"{party}.")]
    rules = [
        r.formula for r in model.rules if (used := options_in(model, r.formula)) and used <= {*own}
    ]
    found = []
    for bits in product((0, 1), repeat=len(own)):
        taken = dict.fromkeys(model.options, False) | dict(zip(own, map(bool, bits), strict=True))
        if all(holds(model, rule, taken) for rule in rules):
            found.append(bits)
    return sorted(found, key=lambda bits: sum(bit << k for k, bit in enumerate(bits)))


def options_in(model: Standoff, formula: Formula) -> set[str]:
    found = set()
    for name, _ in formula.atoms():
        found |= options_in(model, model.define[name]) if name in model.define else {name}
    return found
