"""What a careful reader would question in a model: `review`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from standoff.errors import ModelError, StandoffError
from standoff.files import digest
from standoff.model import Claim, Claims, Formula, Preference, Ranking, Scores, Standoff, StateRef
from standoff.model.walk import Path, citations, claim_paths, formulas, layers, spoken, statements
from standoff.preferences import score
from standoff.results import Result, Table
from standoff.states import StateSpace, state_space

FORMAT = "standoff.review/1"
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True)
class Finding:
    """Something in a model that is allowed and yet may be a mistake.

    Parameters
    ----------
    path : tuple of str or int
        Where in the model, as in `ModelError`.
    message : str
    line : int
        Of the model file; 0 if it is not known.
    """

    path: Path
    message: str
    line: int = 0


@dataclass(frozen=True)
class Extent:
    """How large the model is as one author reads it.

    Parameters
    ----------
    reading : str or None
        None for the base model.
    cells, states : int
        Cells of the state array, and those of them that are feasible.
    places : mapping of party id to int or None
        How many levels the party's preference, or its leading expert, tells apart; None without
        preference.
    """

    reading: str | None
    cells: int
    states: int
    places: Mapping[str, int | None]


@dataclass(frozen=True, repr=False)
class Review(Result):
    """The extent of a model and its readings, and what is worth a second look.

    Parameters
    ----------
    model : Standoff
    extents : tuple of Extent
    findings : tuple of Finding
    """

    model: Standoff
    extents: tuple[Extent, ...]
    findings: tuple[Finding, ...]

    def __repr__(self) -> str:
        return f"Review({self.model.title!r}: {len(self.findings)} findings)"

    def to_dict(self) -> dict[str, Any]:  # noqa: D102
        return {
            "format": FORMAT,
            "model": {"title": self.model.title, "digest": digest(self.model)},
            "options": list(self.model.options),
            "readings": [{**vars(e), "places": dict(e.places)} for e in self.extents],
            "findings": [{**vars(f), "path": list(f.path)} for f in self.findings],
        }

    def lines(self) -> Sequence[str]:  # noqa: D102
        m = self.model
        counts = {"party": len(m.parties), "option": len(m.options), "rule": len(m.rules)}
        counts["source"] = len(m.sources)
        said = ", ".join(_number(n, word) for word, n in counts.items())
        return (m.title, f"{said}.")

    def tables(self) -> Sequence[Table]:  # noqa: D102
        columns = ("reading", "cells", "feasible states", *self.model.party_ids)
        rows = tuple(
            (e.reading or "(base)", e.cells, e.states, *e.places.values()) for e in self.extents
        )
        note = "Under each party: how many places its preference tells apart."
        tables = [Table("State space and preferences", columns, rows, note)]
        if self.findings:
            found = tuple((f.line or None, f.message) for f in self.findings)
            tables.append(Table("Worth a second look", ("line", "finding"), found))
        return tables


def _number(count: int, word: str) -> str:
    plural = f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"
    return f"{count} {word if count == 1 else plural}"


def review(model: Standoff) -> Iterator[tuple[Extent, list[Finding]]]:
    """Yield the extent and the findings for the base model and for each reading.

    Raises
    ------
    ModelError
        At the first reading whose states or preferences cannot be built.
    TooLarge
        If a state space is beyond the limits.

    Examples
    --------
    >>> from standoff.cases import load
    >>> [(extent.states, findings) for extent, findings in review(load("chicken"))]
    [(4, [])]
    """
    seen: set[str] = set()
    for reading in (None, *model.readings):
        extent, found = _reviewed(model, reading)
        found = [*(_of_model(model) if reading is None else ()), *found]
        yield extent, [f for f in found if f.message not in seen]
        seen |= {f.message for f in found}


def _reviewed(model: Standoff, reading: str | None) -> tuple[Extent, list[Finding]]:
    read = model.read_as(reading)
    space = state_space(read)
    found = list(_of_states(read, space, reading))
    places: dict[str, int | None] = {}
    anywhere = {party for _, preferences in layers(model) for party in preferences}
    anywhere |= set(model.road_map.worth) if model.road_map is not None else set()
    for k, party in enumerate(read.party_ids):
        if party not in read.preferences and party in anywhere:
            where = "the base model" if reading is None else f"the reading {reading!r}"
            path: Path = ("preferences",) if reading is None else ("readings", reading)
            found.append(Finding(path, f"{party} has no preferences in {where}"))
            places[party] = None
        else:
            places[party] = len(score(space, k).levels)
    for party, whole in read.preferences.items():
        for path, preference in spoken(_place(model, reading, party), whole):
            if preference is not whole:  # of an expert, who need not be the leading one
                score(space, read.party_ids.index(party), preference)
            found += _of_claims(space, list(_claims(path, preference)))
    return Extent(reading, space.cells, space.count, places), found


def _place(model: Standoff, reading: str | None, party: str) -> Path:
    if reading is not None and party in model.readings[reading].preferences:
        return ("readings", reading, "preferences", party)
    return ("preferences", party)


def _of_model(model: Standoff) -> Iterator[Finding]:
    """Yield what can be seen without building states."""
    if model.status_quo is None and not any(r.status_quo for r in model.readings.values()):
        yield Finding((), "there is no status quo, so prospects need a state to start from")
    used = {citation.source for _, citation in citations(model)}
    for source in model.sources:
        if source not in used:
            yield Finding(("sources", source), f"nothing cites the source {source!r}")
    stated = [f for path, f in formulas(model) if path[0] != "define"]
    atoms = {atom for _, f in formulas(model) for atom, _ in f.atoms()}
    for name in model.define:
        if name not in atoms:
            yield Finding(("define", name), f"nothing uses the definition {name!r}")
    yield from _silent_options(model, stated)
    yield from _without_source(model)
    yield from _of_chances(model)


def _silent_options(model: Standoff, stated: Sequence[Formula]) -> Iterator[Finding]:
    named = frozenset[str]().union(*(model.options_in(f) for f in stated))
    for _, preference in statements(model):
        if isinstance(preference, Ranking | Scores):
            return  # it speaks of every state, and so of every option
        named |= set(getattr(preference, "weights", ()))
    for party in model.parties:
        for option in party.options:
            if f"{party.id}.{option.id}" not in named:
                path = ("parties", party.id, "options", option.id)
                message = f"no rule, condition or preference mentions {party.id}.{option.id}"
                yield Finding(path, message)


def _without_source(model: Standoff) -> Iterator[Finding]:
    cited = {path[:-2] for path, _ in citations(model)}
    for path, preference in statements(model) if model.sources else ():
        for place, name, claim in _claims(path, preference):
            if not claim.because and path[:-1] not in cited:  # that of the expert covers all
                yield Finding(place, f"{name} cites no source")


def _of_chances(model: Standoff) -> Iterator[Finding]:
    """Yield uncertainty that says nothing, or more against a claim than for it."""
    for path, preference in statements(model):
        for place, name, claim in _claims(path, preference):
            if claim.confidence < claim.reversed:
                yield Finding((*place, "reversed"), f"{name} is more likely reversed than right")
        if isinstance(preference, Claims):
            yield from _certain_orders(path, preference)
    for k, correlation in enumerate(model.correlated):
        if correlation.correlation == 0:
            message = f"a correlation of 0 changes nothing: {', '.join(correlation.premises)}"
            yield Finding(("correlated", k, "correlation"), message)


def _certain_orders(path: Path, preference: Claims) -> Iterator[Finding]:
    for order in preference.orders:
        if order.confidence == 1:
            span = f"claims {order.first + 1} to {order.first + order.count} of {_owner(path)}"
            message = f"the order of {span} is certain, so any_order: changes nothing"
            yield Finding((*path, claim_paths(preference)[order.first][0]), message)


def _of_states(model: Standoff, space: StateSpace, reading: str | None) -> Iterator[Finding]:
    """Yield labels and endgames without a feasible state; refuse such a status quo."""
    refs: list[tuple[Path, str, StateRef]] = [
        (("states", s.label), f"the state {s.label!r}", s.label) for s in model.states
    ]
    for name, endgame in model.endgames.items():
        if endgame.state is not None:
            refs.append((("endgames", name), f"the endgame {name!r}", endgame.state))
        elif endgame.when is not None and not _within(space, endgame.when).any():
            yield Finding(("endgames", name), f"the endgame {name!r} holds in no feasible state")
    for path, what, ref in refs:
        try:
            space.index(ref)
        except StandoffError as error:
            where = f" in the reading {reading!r}" if reading else ""
            yield Finding(path, f"{what} is not feasible{where}: {error.hint}")
    if model.status_quo is not None:
        try:
            space.index(model.status_quo)
        except StandoffError as error:
            raise ModelError(("status_quo",), error.message, error.hint) from None


def _within(space: StateSpace, formula: Formula) -> BoolArray:
    """Return the truth of a formula in the feasible states."""
    truth = np.broadcast_to(space.truth(formula), space.shape)
    return truth.reshape(-1) if space.feasible is None else truth[space.feasible]


def _of_claims(space: StateSpace, claims: Sequence[Named]) -> Iterator[Finding]:
    """Yield claims of one list that can never decide between two states."""
    known: dict[bytes, tuple[Path, str]] = {}
    for path, name, claim in claims:
        truth = _within(space, claim.wants)
        if truth.all() or not truth.any():
            always = "true" if truth.all() else "false"
            message = f"{name} is {always} in every feasible state, so it decides nothing"
            yield Finding(path, message)
            continue
        same, opposite = np.packbits(truth).tobytes(), np.packbits(~truth).tobytes()
        if same in known or opposite in known:
            before, first = known.get(same) or known[opposite]
            if isinstance(path[-3], int) and before[:-1] == path[:-1]:  # in one uncertain order
                continue
            how = "holds in the same states as" if same in known else "is the opposite of"
            yield Finding(path, f"{name} {how} {first}, so it decides nothing")
        if claim.confidence + claim.reversed == 1:
            known.setdefault(same, (path, name))


Named = tuple[Path, str, Claim]
"""A claim with its place and its name in words."""


def _claims(path: Path, preference: Preference) -> Iterator[Named]:
    """Yield the claims of a preference."""
    if isinstance(preference, Claims):
        places = claim_paths(preference)
        for k, (place, claim) in enumerate(zip(places, preference.claims, strict=True), start=1):
            yield (*path, *place), f"claim {claim.id or k} of {_owner(path)}", claim


def _owner(path: Path) -> str:
    """Return the party, and the expert, whose preference stands at a place."""
    party, *more = path[3:] if path[0] == "readings" else path[1:]
    return f"{party} (as {more[1]} sees it)" if more else str(party)
