"""Write ``.gmcr`` files, the format of gmcr-py, a program for the graph model.

Only what an analysis without coalitions uses is written: options, directions, rules, preferences.
Titles, sources, citations, names of states, the status quo, endgames, terms of road maps,
readings and all uncertainty have no place in the format and are left out: claims count as they
stand, ranges by one amount, and of experts the leading one. What would change the analysis is
refused.
"""

from __future__ import annotations

import json
from typing import Any, TextIO

import numpy as np
from numpy.typing import NDArray

from standoff.errors import FileError, ModelError
from standoff.files.cubes import cover
from standoff.files.vectors import Vectors, feasible, leading, ranks, truth
from standoff.model import Claims, Formula, Reversible, Standoff
from standoff.model.walk import claim_paths

FORMULA_LIMIT = 14  # different options in one rule or claim
DIRECTIONS = {Reversible.YES: "both", Reversible.NO: "fwd", Reversible.ONCE_DROPPED: "back"}

Plain = Any
Where = tuple[str | int, ...]


def write_gmcr(model: Standoff, stream: TextIO, name: str = "<gmcr>") -> None:
    """Write the model as a ``.gmcr`` file; `name` stands in the errors.

    Of a model with readings the base model is written; for one reading, write
    ``model.read_as(reading)``. Claims become preference statements if all parties have claims;
    otherwise every party's preference becomes a ranking.

    Raises
    ------
    FileError
        If the format cannot express the model: moves that are listed or conditional, merged
        states, a party without preferences, more than 14 options in one rule or claim, more than
        22 options where states must be listed.
    """
    try:
        content = to_gmcr(model)
    except ModelError as error:
        where = ".".join(str(part) for part in error.path)
        raise FileError(name, f"{where}: {error.message}", error.hint) from None
    json.dump(content, stream, ensure_ascii=False)
    stream.write("\n")


def to_gmcr(model: Standoff) -> dict[str, Plain]:
    """Return the content of the ``.gmcr`` file that expresses the model.

    Raises
    ------
    ModelError
        With the place of what the format cannot express.
    """
    _refuse(model)
    manual = not all(isinstance(leading(p), Claims) for p in model.preferences.values())
    vectors = feasible(model) if manual else None
    first = np.cumsum([0, *(len(p.options) for p in model.parties)])
    makers = [
        {
            "name": party.name or party.id,
            "options": list(range(int(first[i]), int(first[i + 1]))),
            **_preference(model, party.id, vectors),
        }
        for i, party in enumerate(model.parties)
    ]
    options = [o for party in model.parties for o in party.options]
    rules = [_infeasible(model, k) for k in range(len(model.rules))]
    return {
        "decisionMakers": makers,
        "coalitions": list(range(len(makers))),
        "options": [
            {"name": o.name or o.id, "permittedDirection": DIRECTIONS[o.reversible]}
            for o in options
        ],
        "infeasibles": [rule for rule in rules if rule is not None],
        "useManualPreferenceRanking": manual,
        "program": "standoff",
    }


def _refuse(model: Standoff) -> None:
    """Refuse what the format has no words for and an analysis would miss."""
    hint = "the .gmcr format derives every state and move from the options"
    if model.moves is not None:
        raise ModelError(("moves",), "moves that are listed cannot be written", hint)
    if model.merge:
        raise ModelError(("merge",), "merged states cannot be written", hint)
    for party in model.parties:
        given: list[tuple[Where, object]] = [(("move_if",), party.move_if)]
        for o in party.options:
            given.append((("options", o.id, "take_if"), o.take_if))
            given.append((("options", o.id, "drop_if"), o.drop_if))
        for path, value in given:
            if value:
                where = ("parties", party.id, *path)
                raise ModelError(where, "conditions on moves cannot be written", hint)
        if party.id not in model.preferences:
            message = f"the party {party.id!r} has no preferences"
            raise ModelError(("preferences",), message, "choose a reading that has them")


def _infeasible(model: Standoff, k: int) -> Plain:
    """Return the condition under which a rule is broken; None if it never is."""
    path = ("rules", k)
    found = _condition(model, model.rules[k].formula, path, negated=True)
    if found is True:
        message = f"no state satisfies this rule: {model.rules[k].formula}"
        raise ModelError(path, message, "loosen this rule")
    return found or None


def _preference(model: Standoff, party: str, vectors: Vectors | None) -> dict[str, Plain]:
    if vectors is not None:
        ranking = _groups(ranks(model, party, vectors))
        return {"preferences": [], "preferenceRanking": ranking}
    preference = leading(model.preferences[party])
    found = []
    if isinstance(preference, Claims):
        for place, claim in zip(claim_paths(preference), preference.claims, strict=True):
            path = ("preferences", party, *place, "wants")
            found.append(_condition(model, claim.wants, path))
    return {"preferences": [c for c in found if not isinstance(c, bool)]}


def _groups(rank: NDArray[np.int64]) -> list[int | list[int]]:
    """Return the numbers of the states, from 1, best first; ties in one list."""
    order = np.argsort(-rank, kind="stable")
    cuts = np.flatnonzero(np.diff(rank[order])) + 1
    groups = [(group + 1).tolist() for group in np.split(order, cuts)]
    return [group[0] if len(group) == 1 else group for group in groups]


def _condition(model: Standoff, formula: Formula, path: Where, *, negated: bool = False) -> Plain:
    """Return a formula as a condition or an or of conditions; true or false if it is constant."""
    used = [k for k, name in enumerate(model.options) if name in model.options_in(formula)]
    if len(used) > FORMULA_LIMIT:
        message = f"the formula speaks of {len(used)} different options"
        hint = f"the .gmcr format needs it spelled out, which is done up to {FORMULA_LIMIT} options"
        raise ModelError(path, message, hint)
    combos = np.arange(1 << len(used), dtype=np.int64)
    vectors = np.zeros_like(combos)
    for bit, k in enumerate(used):
        vectors |= (combos >> bit & 1) << k
    holds = truth(model, formula, vectors) != negated
    if holds.all() or not holds.any():
        return bool(holds.all())
    members = [[[used[bit], "Y" if on else "N"] for bit, on in cube] for cube in cover(holds)]
    return members[0] if len(members) == 1 else {"compound": True, "members": members}
