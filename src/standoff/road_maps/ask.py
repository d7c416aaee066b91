"""The public questions about road maps."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Any

import numpy as np

from standoff.cases import load
from standoff.errors import StandoffError, unknown
from standoff.files import digest
from standoff.model import Standoff, StateRef
from standoff.road_maps.answers import OBJECTIVES, SHOWN, RoadMaps, decide, examined, road_maps
from standoff.road_maps.build import agreed, deal
from standoff.road_maps.compare import Comparison, rival
from standoff.road_maps.corridor import Corridor, corridor
from standoff.road_maps.deal import Deal, FloatArray
from standoff.road_maps.find import BUDGET, FOUND, Progress
from standoff.road_maps.given import Steps, broken_order, given_course, given_steps
from standoff.road_maps.labels import Path
from standoff.road_maps.lattice import Lattice
from standoff.road_maps.linear import SAMPLES
from standoff.road_maps.payments import least_payments
from standoff.road_maps.roadmap import METHODS, RoadMap
from standoff.road_maps.worths import worth_of
from standoff.stability import chosen


def roadmaps(
    model: Standoff | str | FilePath,
    to: StateRef,
    *,
    design: str | None = None,
    method: str | None = None,
    objective: str = "steps",
    patience: float | Mapping[str, float] | None = None,
    concept: str = "seq",
    reading: str | None = None,
    most: int = SHOWN,
    budget: int = BUDGET,
    remedies: bool = False,
    progress: Progress | None = None,
) -> RoadMaps | Corridor:
    """Return steps to an endgame that no party is ever better off leaving, or why there are none.

    Parameters
    ----------
    model : Standoff, str or Path
        A model, or what `load` takes.
    to : str or tuple of str
        An endgame of the model, or a state.
    design : str, optional
        One of the model's designs; none: any order of steps.
    method : {"discounted", "payments", "walk-away", "corridor"}, optional
        discounted: no party gains by a breach at its patience. payments: the same with side
        payments in escrow. walk-away: patience without bound; orderings of the states suffice.
        corridor: every waypoint is stable for all. Unless given: discounted where the model has
        worths and patience for every party, else walk-away.
    objective : {"steps", "exposure", "patience", "even", "payments"}
        What the road maps should be the best at.
    patience : float or mapping of party to float, optional
        Discount factors instead of the model's: one for all parties, or by party.
    concept : str
        Of the corridor: nash, gmr, smr, seq, sim or sseq.
    reading : str, optional
    most : int
        How many road maps to return.
    budget : int
        How many labels the exact search may keep.
    remedies : bool
        Whether to say what would make a road map possible where none is found.
    progress : callable, optional
        Is told what is being worked on and the share done.

    Returns
    -------
    RoadMaps or Corridor
        With `status` found, impossible or undecided.

    Raises
    ------
    ModelError, NotDefined, StandoffError, TooLarge, UnknownName

    Examples
    --------
    >>> import standoff as so
    >>> so.roadmaps("prisoners-dilemma", "1", method="walk-away").reasons[0]
    'one prefers today to the endgame.'
    """
    base = model if isinstance(model, Standoff) else load(model)
    read = base.read_as(reading)
    name = _method(read, design, method, patience)
    _known("objective", objective, OBJECTIVES)
    if most < 1:
        raise StandoffError(f"most {most} leaves no road map", "give 1 or more")
    asked: dict[str, Any] = {"title": base.title, "digest": digest(base), "reading": reading}
    if name == "corridor":
        found = deal(read, to, design, ordinal=True)
        asked_for = chosen(concept)
        if len(asked_for) != 1:
            raise StandoffError("a corridor goes by one concept", "such as seq")
        return replace(corridor(found, asked_for[0].id), **asked)
    agreement = deal(read, to, design, patience=patience, ordinal=name == "walk-away")
    if name != "walk-away":
        _check_patience(agreement.patience, read)
    result = road_maps(
        agreement,
        name,
        objective=objective,
        most=most,
        budget=budget,
        remedy=remedies,
        progress=progress,
    )
    near = None if result.near is None else replace(result.near, **asked)
    maps = tuple(replace(found, **asked) for found in result.maps)
    return replace(result, maps=maps, near=near, **asked)


def compare(
    model: Standoff | str | FilePath,
    to: StateRef,
    *,
    designs: Sequence[str] | None = None,
    method: str | None = None,
    patience: float | Mapping[str, float] | None = None,
    reading: str | None = None,
    samples: int = SAMPLES,
    seed: int = 0,
    budget: int = BUDGET,
    progress: Progress | None = None,
) -> Comparison:
    """Return rival designs of one deal side by side, on the same worths.

    Parameters
    ----------
    model : Standoff, str or Path
        A model, or what `load` takes.
    to : str or tuple of str
        An endgame of the model, or a state.
    designs : sequence of str, optional
        All of the model unless given.
    method : {"discounted", "payments", "walk-away"}, optional
        As in `roadmaps`.
    patience : float or mapping of party to float, optional
        Discount factors instead of the model's: one for all parties, or by party.
    reading : str, optional
    samples, seed : int
        How many worths to draw from their ranges, and the seed of the draws.
    budget : int
        How many labels the exact search may keep.
    progress : callable, optional
    """
    base = model if isinstance(model, Standoff) else load(model)
    read = base.read_as(reading)
    known = tuple(read.road_map.designs) if read.road_map is not None else ()
    if not known:
        hint = "add them under road_map: designs:"
        raise StandoffError("the model has no designs to compare", hint)
    if samples < 1:
        raise StandoffError(f"{samples} samples tell nothing", "give 1 or more")
    asked_for = tuple(dict.fromkeys(designs or known))
    rivals = []
    for k, name in enumerate(asked_for):
        _known("design", name, known)
        if progress is not None:
            progress(name, k / len(asked_for))
        found = roadmaps(read, to, design=name, method=method, patience=patience, budget=budget)
        if isinstance(found, Corridor):
            raise StandoffError("corridors are not compared", "choose another --method")
        rivals.append(rival(name, found, samples=samples, seed=seed))
    return Comparison(
        tuple(rivals),
        rivals[0].found.deal.endgame,
        rivals[0].found.method,
        samples,
        seed,
        title=base.title,
        digest=digest(base),
        reading=reading,
    )


def check_roadmap(
    model: Standoff | str | FilePath,
    steps: str | Steps,
    *,
    design: str | None = None,
    method: str | None = None,
    patience: float | Mapping[str, float] | None = None,
    reading: str | None = None,
) -> RoadMap:
    """Return whether a given road map holds: every constraint with its slack, and what binds.

    Parameters
    ----------
    model : Standoff, str or Path
        A model, or what `load` takes.
    steps : str or sequence of sequence of str
        The name of a road map in the model, or per step the options that change.
    design : str, optional
        Whose order and terms it should keep; that of the road map in the model unless given.
    method : {"discounted", "payments", "walk-away"}, optional
        As in `roadmaps`.
    patience : float or mapping of party to float, optional
        Discount factors instead of the model's: one for all parties, or by party.
    reading : str, optional

    Examples
    --------
    >>> import standoff as so
    >>> found = so.check_roadmap("prisoners-dilemma", [["one.cooperate"]])
    >>> found.holds
    False
    """
    base = model if isinstance(model, Standoff) else load(model)
    read = base.read_as(reading)
    if isinstance(steps, str):
        steps, own = given_steps(read, steps)
        design = design or own
    name = _method(read, design, method, patience)
    if name == "corridor":
        raise StandoffError("a corridor is searched for, not checked", "use --method walk-away")
    along = given_course(read, steps, design, patience=patience, ordinal=name == "walk-away")
    if name != "walk-away":
        _check_patience(along.deal.patience, read)
    return RoadMap(
        along,
        name,
        least_payments(along) if name == "payments" else None,
        against=tuple(broken_order(along)),
        title=base.title,
        digest=digest(base),
        reading=reading,
    )


def agreement(
    model: Standoff, to: StateRef, *, design: str | None = None, method: str | None = None
) -> tuple[Deal, str]:
    """Return the deal that a road map is sought in, and the method, after all checks.

    Parameters
    ----------
    model : Standoff
        As one author reads it; the rest as in `roadmaps`.
    """
    name = _method(model, design, method, None)
    found = deal(model, to, design, ordinal=name in ("walk-away", "corridor"))
    if name in ("discounted", "payments"):
        _check_patience(found.patience, model)
    return found, name


def decided(
    model: Standoff,
    to: StateRef,
    *,
    design: str | None = None,
    method: str | None = None,
    budget: int | None = None,
    known: list[Path] | None = None,
) -> str:
    """Return whether a road map is found, impossible or undecided, and nothing more.

    Parameters
    ----------
    model : Standoff
        As one author reads it; the rest as in `roadmaps`.
    known : list of tuple of int, optional
        Road maps of the same deal under other worths, which are tried first; what is found is
        added.
    """
    found, name = agreement(model, to, design=design, method=method)
    if name == "corridor":
        return corridor(found, "seq").status
    tried = known if known is not None else []
    if any(examined(found, name, path).holds for path in tried):
        return FOUND
    answer = decide(Lattice(found), name, budget=BUDGET if budget is None else budget)
    tried += [path for path in answer.paths[:1] if path not in tried]
    return answer.status


def _method(
    model: Standoff,
    design: str | None,
    method: str | None,
    patience: float | Mapping[str, float] | None,
) -> str:
    if method is not None:
        _known("method", method, METHODS)
        return method
    known = all(worth_of(model, p) is not None for p in model.party_ids)
    given = set(agreed(model, design).patience)
    if patience is not None:
        given |= set(patience if isinstance(patience, Mapping) else model.party_ids)
    return "discounted" if known and given >= set(model.party_ids) else "walk-away"


def _known(kind: str, found: str, allowed: Collection[str]) -> None:
    if found not in allowed:
        raise unknown(kind, found, allowed)


def _check_patience(patience: FloatArray, model: Standoff) -> None:
    for party, value in zip(model.party_ids, patience, strict=True):
        if np.isnan(value):
            hint = "add it under road_map: patience:, or give one for all, such as 0.9"
            raise StandoffError(f"the party {party!r} has no patience", hint)
