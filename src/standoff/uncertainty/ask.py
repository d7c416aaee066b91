"""The public questions about uncertainty."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from standoff.cases import load
from standoff.errors import StandoffError
from standoff.files import digest
from standoff.model import Standoff, StateRef
from standoff.preferences import uncertainty
from standoff.stability import chosen
from standoff.states import StateSpace, state_space
from standoff.uncertainty.conclusions import Leads, is_there, start_of
from standoff.uncertainty.designs import Designs
from standoff.uncertainty.judge import Judge
from standoff.uncertainty.robustness import Robustness
from standoff.uncertainty.run import SAMPLES, STRETCH, Progress, Run, joined, total
from standoff.uncertainty.tasks import Columns, Draws, Outcomes, Tally, judged

CELLS = 1 << 23
"""Cells judged in one piece of work, about."""
HEADINGS = 64
"""Most draws of a piece where it is asked where each is heading."""
CLASSICAL = ("nash", "gmr", "smr", "seq")


def robustness(
    model: Standoff | str | Path,
    *,
    concepts: Iterable[str] | str | None = None,
    reading: str | None = None,
    start: StateRef | None = None,
    heading: bool = True,
    samples: int = SAMPLES,
    precision: float | None = None,
    exact: bool | None = None,
    seed: int = 0,
    workers: int = 1,
    cluster: Any = None,
    resume: str | Path | None = None,
    progress: Progress | None = None,
) -> Robustness:
    """Return how probable it is that each state holds, given how sure the premises are.

    A draw settles every uncertain premise, by its chances: claims hold, fail or are reversed,
    orders and amounts are fixed, one expert is right. Each draw is an ordinary standoff; its
    equilibria are found by the definitions, many draws in one pass.

    Parameters
    ----------
    model : Standoff, str or Path
        A model, or what `load` takes.
    concepts : iterable of str, optional
        Of nash, gmr, smr, seq, sim, sseq; the first four unless given.
    reading : str, optional
    start : str or tuple of str, optional
        State from which it is asked where the standoff is heading; the status quo unless given.
    heading : bool
        Whether to ask that at all; without a status quo it is not asked.
    samples : int
        Number of draws, or their limit. If there are no more combinations of outcomes than that,
        each is looked at once, with its chance, and the probabilities are exact.
    precision : float, optional
        Stop as soon as the widest 95 % interval is at most ± this. The draws double from round to
        round, from 1,000 on; the limit remains.
    exact : bool, optional
        True: look at all combinations, however many; False: draw in any case.
    seed : int
        Draw n of a seed is the same on any number of workers.
    workers : int
        Processes on this machine. With more than one, a script must start from
        ``if __name__ == "__main__":``.
    cluster : str or dask.distributed.Client, optional
        A Dask cluster instead, by address or client.
    resume : str or Path, optional
        Folder that keeps finished pieces of work. The same call with the same folder goes on where
        it was stopped; with more `samples` it adds to them.
    progress : callable, optional
        Is told what is being worked on and the share done.

    Raises
    ------
    FileError, ModelError, StandoffError, TooLarge, UnknownName

    Examples
    --------
    >>> import standoff as so
    >>> found = so.robustness("korea-2006", concepts="nash", heading=False)
    >>> found
    Robustness('North Korea missile standoff, July 2006': 4 uncertain premises; exact)
    """
    base = model if isinstance(model, Standoff) else load(model)
    read = base.read_as(reading)
    names = tuple(c.id for c in chosen(CLASSICAL if concepts is None else concepts))
    if precision is not None and precision <= 0:
        raise StandoffError(f"a precision of {precision:g} is never reached", "give more than 0")
    run = Run(samples, exact, seed, workers, cluster, resume, progress)
    premises = uncertainty(read)
    combinations = run.combinations(premises)
    space = state_space(read)
    origin = _origin(read, start, heading)
    if origin is not None:
        space.index(origin)
    task = Tally(
        Draws(read, seed if combinations is None else None), names, origin, _open_endgames(space)
    )
    result = Robustness(
        title=base.title,
        digest=digest(base),
        reading=reading,
        space=space,
        premises=premises.premises,
        concepts=names,
        endgames=task.endgames,
        sums={},
        nominal=task.sums(premises.nominal[None], np.ones(1)),
        draws=0,
        exact=combinations is not None,
        seed=seed,
        precision=precision,
        start=origin,
    )
    return _summed(result, run, task, combinations or samples)


def _summed(result: Robustness, run: Run, task: Tally, most: int) -> Robustness:
    """Return the result with its sums, over all draws or until they are precise enough."""

    def precise(sums: Columns, draws: int) -> bool:
        return replace(result, sums=sums, draws=draws).widest <= (result.precision or 0)

    asked = {
        "question": "robustness",
        "model": result.digest,
        "reading": result.reading,
        "concepts": list(result.concepts),
        "start": result.start,
        "kind": "all combinations" if result.exact else "random draws",
    }
    largest = max(1, CELLS // result.space.cells)
    largest = largest if result.start is None else min(largest, HEADINGS)
    enough = precise if result.precision is not None and not result.exact else None
    sums, draws = total(run.pieces(task, most, largest, asked, enough))
    return replace(result, sums=sums, draws=draws)


def _origin(model: Standoff, start: StateRef | None, heading: bool) -> StateRef | None:
    """Return the state from which it is asked where the standoff is heading, if it is."""
    if start is None and (not heading or model.status_quo is None):
        return None
    return start_of(model, start)


def _open_endgames(space: StateSpace) -> tuple[str, ...]:
    """Return the endgames that more than one state may be."""
    labels = set(space.labels().values())
    open_ = (n for n, e in space.model.endgames.items() if e.when and n not in labels)
    return tuple(n for n in open_ if is_there(space, n))


def robust_designs(
    model: Standoff | str | Path,
    to: StateRef,
    *,
    designs: Sequence[str] | None = None,
    method: str | None = None,
    reading: str | None = None,
    samples: int = SAMPLES,
    exact: bool | None = None,
    seed: int = 0,
    budget: int | None = None,
    workers: int = 1,
    cluster: Any = None,
    resume: str | Path | None = None,
    progress: Progress | None = None,
) -> Designs:
    """Return how probable it is that each design of a deal has a road map.

    Every draw settles the worths, and the claims where these matter, and the road map is sought
    anew.

    Parameters
    ----------
    model : Standoff, str or Path
        A model, or what `load` takes.
    to : str or tuple of str
        The endgame.
    designs : sequence of str, optional
        All of the model unless given; any order of steps where it has none.
    method : str, optional
        As for `roadmaps`.
    reading, samples, exact, seed, workers, cluster, resume, progress
        As in `robustness`.
    budget : int, optional
        How many labels the exact search may keep; less is quicker and leaves more undecided.

    Raises
    ------
    FileError, ModelError, StandoffError, TooLarge, UnknownName

    Examples
    --------
    >>> import standoff as so
    >>> so.robust_designs("prisoners-dilemma", "1", method="walk-away")
    Designs(to 1: any 0)
    """
    base = model if isinstance(model, Standoff) else load(model)
    read = base.read_as(reading)
    known = list(read.road_map.designs) if read.road_map is not None else []
    names: Sequence[str | None] = (
        list(dict.fromkeys(designs)) if designs is not None else known or [None]
    )
    if not names:
        raise StandoffError("no design is named", "leave designs out, and all are looked at")
    conclusions = tuple(Leads(to, name, method, budget) for name in names)
    for conclusion in conclusions:
        conclusion.check(read)
    run = Run(samples, exact, seed, workers, cluster, resume, progress)
    found = uncertainty(read, road_map=True)
    combinations = run.combinations(found)
    draws = Draws(read, seed if combinations is None else None, road_map=True)
    asked = {"question": "designs", "model": digest(base), "reading": reading}
    asked |= {"conclusions": repr(conclusions)}
    count = combinations or samples
    run.claim(asked)
    part = "draws" if combinations is None else "combinations"
    pieces = run.within(part).pieces(Outcomes(draws, conclusions), count, STRETCH, asked)
    columns = joined(pieces)
    nominal = judged(Judge(read), found, found.nominal[None], conclusions)
    return Designs(
        title=base.title,
        digest=digest(base),
        reading=reading,
        conclusions=conclusions,
        values=np.stack([columns[str(k)] for k in range(len(conclusions))]),
        nominal=tuple(float(nominal[str(k)][0]) for k in range(len(conclusions))),
        weights=found.combined(0, count)[1] if combinations is not None else None,
        premises=found.premises,
        seed=seed,
    )
