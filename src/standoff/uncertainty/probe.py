"""The public question what a conclusion hangs on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from standoff.cases import load
from standoff.errors import StandoffError
from standoff.files import digest
from standoff.model import Standoff
from standoff.model.premises import places
from standoff.preferences import Uncertainty, uncertainty
from standoff.preferences.premises import said
from standoff.uncertainty.changes import changes
from standoff.uncertainty.conclusions import Conclusion
from standoff.uncertainty.estimate import FloatArray, estimated
from standoff.uncertainty.hinges import Hinges
from standoff.uncertainty.judge import Judge
from standoff.uncertainty.run import SAMPLES, STRETCH, Progress, Run, joined
from standoff.uncertainty.sweep import (
    SAME,
    Changed,
    Points,
    Share,
    exact_shares,
    given_premises,
    smallest_flips,
    sobol_points,
    sobol_shares,
)
from standoff.uncertainty.tasks import Draws, Outcomes

BUDGET = 2_000


def hinges(
    model: Standoff | str | Path,
    conclusion: Conclusion,
    *,
    reading: str | None = None,
    samples: int = SAMPLES,
    exact: bool | None = None,
    seed: int = 0,
    budget: int = BUDGET,
    workers: int = 1,
    cluster: Any = None,
    resume: str | Path | None = None,
    progress: Progress | None = None,
) -> Hinges:
    """Return which premises a conclusion hangs on.

    Each premise is dropped, reversed and moved, the others as written; the smallest sets of
    premises that flip the conclusion are sought; and where the model says how sure its premises
    are, the probability of the conclusion is given over all they may be, given each of them, and
    the share of its variance that each accounts for.

    Parameters
    ----------
    model : Standoff, str or Path
        A model, or what `load` takes.
    conclusion : Holds, Heading or Leads
        ``Holds("peace", "seq")``: a state, or some state of an endgame, is an equilibrium.
        ``Heading("peace")``: best improvements end there. ``Leads("peace", "linked")``: a road map
        leads there in that design.
    reading : str, optional
    samples, exact, seed, workers, cluster, resume, progress
        As in `robustness`.
    budget : int
        How many sets of premises are looked at for the smallest that flips it.

    Raises
    ------
    FileError, ModelError, StandoffError, TooLarge, UnknownName

    Examples
    --------
    >>> import standoff as so
    >>> found = so.hinges("chicken", so.Holds("YN", "nash"))
    >>> found.nominal, len(found.flips)
    (1.0, 2)
    """
    if budget < 0:
        raise StandoffError(f"a budget of {budget} sets is below 0", "give 0 or more")
    base = model if isinstance(model, Standoff) else load(model)
    read = base.read_as(reading)
    conclusion.check(read)
    run = Run(samples, exact, seed, workers, cluster, resume, progress)
    found = uncertainty(read, road_map=conclusion.road_map)
    asked = {"question": "hinges", "model": digest(base), "reading": reading}
    asked |= {"conclusion": repr(conclusion)}
    profile = found.profiles(found.nominal[None])[0]
    single = tuple(changes(read, profile, road_map=conclusion.road_map))
    work = Changed(read, profile, conclusion, ((), *((c,) for c in single)))
    judge = Judge(read)
    conclusion.resolve(judge.space)
    run.claim(asked)
    pieces = run.within("one-at-a-time").pieces(work, len(work.sets), STRETCH, asked)
    nominal, *values = joined(pieces)["value"].tolist()
    sets = None
    if conclusion.two_valued and nominal == nominal:
        sets = smallest_flips(work, judge, single, nominal, budget, run.told("sets of premises"))
    probability = _drawn(run, found, conclusion, asked)
    return Hinges(
        title=base.title,
        digest=digest(base),
        reading=reading,
        conclusion=conclusion,
        nominal=nominal,
        texts={p.name: said(read, p) for p in places(read)},
        one_at_a_time=tuple(zip(single, values, strict=True)),
        pivotal=sets,
        premises=found.premises,
        seed=seed,
        **probability,
    )


def _drawn(
    run: Run, found: Uncertainty, conclusion: Conclusion, asked: dict[str, Any]
) -> dict[str, Any]:
    """Return what draws say of a conclusion: its probability, given each premise, the shares."""
    combinations = run.combinations(found)
    exact = combinations is not None
    draws = Draws(found.model, None if exact else run.seed, conclusion.road_map)
    count = combinations or run.samples
    part = "combinations" if exact else "draws"
    pieces = run.within(part).pieces(Outcomes(draws, (conclusion,)), count, STRETCH, asked)
    values = joined(pieces)["0"]
    rows, weights = found.combined(0, count) if exact else (found.rows(run.seed, 0, count), None)
    shares = _shares(run, found, conclusion, values if exact else None, asked)
    return {
        "probability": estimated(values, weights),
        "given": given_premises(found, rows, values, weights),
        "shares": shares,
        "unshared": _unshared(found, values),
        "undecided": int(np.isnan(values).sum()),
        "draws": count,
        "exact": exact,
    }


def _unshared(found: Uncertainty, values: FloatArray) -> str:
    """Return why the variance may not be shared out."""
    if found.together:
        return "premises are correlated"
    if not np.isfinite(values).all():
        return "in some draws the conclusion is undecided"
    if np.ptp(values) < SAME:
        return "the conclusion is the same in all draws"
    return "that takes more samples"


def _shares(
    run: Run,
    found: Uncertainty,
    conclusion: Conclusion,
    values: FloatArray | None,
    asked: dict[str, Any],
) -> tuple[Share, ...]:
    """Return the shares of the variance; none where premises are correlated."""
    if found.together or not found.premises:
        return ()
    if values is not None:
        return exact_shares(found, values) if np.isfinite(values).all() else ()
    points = sobol_points(len(found.premises), run.samples, run.seed)
    if not len(points):
        return ()
    work = Points(found, conclusion, points)
    pieces = run.within(f"sobol-{len(points)}").pieces(work, len(points), STRETCH, asked)
    return sobol_shares(found, joined(pieces)["value"], run.seed)
