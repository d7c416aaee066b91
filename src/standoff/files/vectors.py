"""Feasible combinations of options and the parties' order over them, one number per combination.

For exports that list every state. Analyses use the state space instead, which shares axes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from standoff.errors import ModelError
from standoff.model import (
    Claims,
    Experts,
    Formula,
    Preference,
    Ranking,
    Scores,
    Standoff,
    StateRef,
    Weights,
    Worth,
)

BoolArray = NDArray[np.bool_]
Vectors = NDArray[np.int64]
"""Bit masks: bit k stands for option k in file order."""

VECTOR_LIMIT = 22  # options


def truth(model: Standoff, formula: Formula, vectors: Vectors) -> BoolArray:
    """Return where the formula holds, one entry per vector."""
    position = {name: k for k, name in enumerate(model.options)}
    known: dict[str, BoolArray] = {}

    def value(name: str) -> BoolArray:
        if name not in known:
            known[name] = (
                model.define[name].evaluate(value)
                if name in model.define
                else (vectors >> position[name] & 1).astype(bool)
            )
        return known[name]

    return np.broadcast_to(formula.evaluate(value), vectors.shape)


def feasible(model: Standoff) -> Vectors:
    """Return the combinations of options that satisfy all rules, as rising bit masks.

    Raises
    ------
    ModelError
        If there are more than 22 options, or no combination satisfies the rules.
    """
    count = len(model.options)
    if count > VECTOR_LIMIT:
        message = f"the states of {count} options cannot be listed"
        raise ModelError(("parties",), message, f"at most {VECTOR_LIMIT} options fit")
    vectors = np.arange(1 << count, dtype=np.int64)
    for k, rule in enumerate(model.rules):
        vectors = vectors[truth(model, rule.formula, vectors)]
        if not len(vectors):
            message = "no state satisfies the rules from the first to this one"
            raise ModelError(("rules", k), message, "loosen this rule or one before it")
    return vectors


def leading(preference: Preference | None) -> Preference | None:
    """Return what counts of a preference: of experts, what the leading one says."""
    return preference.leading.preference if isinstance(preference, Experts) else preference


def ranks(model: Standoff, party: str, vectors: Vectors) -> NDArray[np.int64]:
    """Return the party's preference over the feasible vectors, higher is better, without gaps.

    Raises
    ------
    ModelError
        If the party has no preference, or a ranking misses or repeats a vector.
    """
    match leading(model.preferences.get(party)):
        case Claims(claims):
            rank = np.zeros(len(vectors), dtype=np.int64)
            for claim in claims:
                rank = _dense(2 * rank + truth(model, claim.wants, vectors))
            return rank
        case Ranking() as ranking:
            return _ranked(model, party, ranking, vectors)
        case Weights(weights):
            terms = [(Formula(option), weight) for option, weight in weights.items()]
            return _dense(_sum(model, terms, vectors))
        case Worth(worth):
            terms = [(term.condition, term.central) for term in worth]
            return _dense(_sum(model, terms, vectors))
        case Scores(values):
            return _dense(values[_cells(model, party, vectors, len(values))])
    hint = "choose a reading that has them"
    raise ModelError(("preferences",), f"the party {party!r} has no preferences", hint)


def _dense(values: NDArray[np.int64] | NDArray[np.float64]) -> NDArray[np.int64]:
    return np.unique(values, return_inverse=True)[1].astype(np.int64)


def _sum(
    model: Standoff, terms: list[tuple[Formula, float]], vectors: Vectors
) -> NDArray[np.float64]:
    """Return the sums; those that differ by rounding error alone are made equal."""
    total = np.zeros(len(vectors))
    for formula, amount in terms:
        total += truth(model, formula, vectors) * amount
    digits = 12 - int(np.ceil(np.log10(max(1.0, float(np.abs(total).max())))))
    return np.round(total, digits)


def _ranked(model: Standoff, party: str, ranking: Ranking, vectors: Vectors) -> NDArray[np.int64]:
    rank = np.full(len(vectors), -1, dtype=np.int64)
    named: dict[StateRef, StateRef] = {s.label: s.taken or () for s in model.states}
    for k, group in enumerate(ranking.groups):
        path = ("preferences", party, "ranking", k)
        for ref in group:
            mask = _mask(model, named.get(ref, ref))
            at = int(np.searchsorted(vectors, mask))
            if at == len(vectors) or vectors[at] != mask:
                raise ModelError(path, f"the state {ref!r} is not feasible")
            if rank[at] >= 0:
                raise ModelError(path, f"the ranking repeats the state {ref!r}")
            rank[at] = len(ranking.groups) - k
    missing = int(np.count_nonzero(rank < 0))
    if missing:
        message = f"the ranking misses {missing} of {len(vectors)} feasible states"
        raise ModelError(("preferences", party, "ranking"), message)
    return _dense(rank)


def _mask(model: Standoff, ref: StateRef) -> int:
    """Return the options taken, a list or a vector, as a bit mask."""
    if isinstance(ref, tuple):
        return sum(1 << model.options.index(name) for name in ref)
    return sum(1 << k for k, letter in enumerate(ref) if letter == "Y")


def _cells(model: Standoff, party: str, vectors: Vectors, count: int) -> NDArray[np.int64]:
    """Return the position of each vector in the state array: one axis per party.

    A party's axis holds the combinations of its own options that the rules about these alone
    allow, rising.
    """
    cells = np.zeros(len(vectors), dtype=np.int64)
    size, first = 1, 0
    for owner in model.parties:
        combos = np.arange(1 << len(owner.options), dtype=np.int64) << first
        for rule in model.rules:
            if {name.partition(".")[0] for name in model.options_in(rule.formula)} == {owner.id}:
                combos = combos[truth(model, rule.formula, combos)]
        own = ((1 << len(owner.options)) - 1) << first
        cells = cells * len(combos) + np.searchsorted(combos, vectors & own)
        size, first = size * len(combos), first + len(owner.options)
    if size != count:
        message = f"{count} scores for {size} cells of the state array"
        raise ModelError(("preferences", party, "scores"), message, "give one number per cell")
    return cells
