"""The public face: load, solve, prospects, explain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from standoff.cases import load
from standoff.errors import ModelError, NotDefined, StandoffError
from standoff.evolution import Dynamics, Prospects
from standoff.evolution import prospects as _prospects
from standoff.files import digest
from standoff.model import Standoff, StateRef
from standoff.solution import Solution
from standoff.stability import CONCEPTS, Explanation, GraphModel, chosen, stability
from standoff.stability.explain import explain as _explain
from standoff.stability.sim import joint_moves

SIMULTANEOUS_LIMIT = 20_000_000
SIMULTANEOUS_CELLS = 1 << 18
Progress = Callable[[str, float], None]

__all__ = ["explain", "load", "prospects", "solve"]


def solve(
    model: Standoff | str | Path,
    *,
    concepts: Iterable[str] | str | None = None,
    reading: str | None = None,
    start: StateRef | None = None,
    progress: Progress | None = None,
) -> Solution:
    """Return which outcomes hold, for whom, and where the standoff is heading.

    Parameters
    ----------
    model : Standoff, str or Path
        A model, or what `load` takes.
    concepts : iterable of str, optional
        Of nash, gmr, smr, seq, sim, sseq; all unless given. Without being asked for by name, SIM
        is left undecided where it is not defined, in spaces of more than 262,144 cells, and where
        more than 20 million joint moves must be looked at.
    reading : str, optional
        The author whose reading of the standoff to solve.
    start : str or tuple of str, optional
        State that prospects start from; the status quo unless given.
    progress : callable, optional
        Is told what is being worked on and the share done.

    Raises
    ------
    ModelError, UnknownName, TooLarge, NotDefined

    Examples
    --------
    >>> import standoff as so
    >>> solution = so.solve("prisoners-dilemma")
    >>> [len(solution.equilibria(c)) for c in ("nash", "gmr", "smr", "seq")]
    [1, 2, 2, 2]
    """
    asked = chosen(concepts)
    by_name = concepts is not None
    base, graph = _graph(model, reading, progress)
    found = _start(graph, start)
    stable: dict[str, list[NDArray[np.bool_]]] = {}
    undecided: dict[str, str] = {}
    for k, concept in enumerate(asked):
        say = _part(progress, concept.name, k, len(asked))
        try:
            if concept.simultaneous and not by_name:
                refused = _too_much(graph, stable.get("seq"))
                if refused:
                    undecided[concept.id] = f"{refused}; ask for it by name (--concepts sim)"
                    continue
            stable[concept.id] = stability(graph, concept, say, stable.get("seq"))
        except NotDefined as error:
            if by_name:
                raise
            undecided[concept.id] = error.message
    return Solution(base, reading, graph, stable, undecided, found)


def prospects(
    model: Standoff | str | Path,
    *,
    start: StateRef | None = None,
    mode: str = "best",
    agreements: int = 1,
    rates: Mapping[str, float] | None = None,
    reading: str | None = None,
    budget: int = 100_000,
    seed: int = 0,
    progress: Progress | None = None,
) -> Prospects:
    """Return where improvements lead from a state: the ends, their probabilities, the paths.

    Parameters
    ----------
    model : Standoff, str or Path
        A model, or what `load` takes.
    start : str or tuple of str, optional
        A label, a Y/N vector or the options taken; the status quo unless given.
    mode : {"best", "any"}
        Whether a party goes to its best improvement or to any.
    agreements : int
        Largest number of parties that may move together; 1 for none.
    rates : mapping of party to float, optional
        How readily each party acts; 1 unless given.
    reading : str, optional
    budget : int
        Number of states up to which the result is exact; beyond, it is simulated.
    seed : int
        Of the simulation.
    progress : callable, optional
        Is told what is being worked on and the share done.

    Examples
    --------
    >>> import standoff as so
    >>> so.prospects("chicken", start="YY").ends[0].probability
    0.5
    """
    base, graph = _graph(model, reading, progress)
    found = _start(graph, start)
    if found is None:
        hint = "give a state to start from, or add status_quo: to the model"
        raise StandoffError("the model has no status quo", hint)
    dynamics = Dynamics(mode, agreements, dict(rates or {}))
    return _prospects(
        graph,
        found,
        dynamics,
        title=base.title,
        digest=digest(base),
        reading=reading,
        budget=budget,
        seed=seed,
        progress=progress,
    )


def explain(
    model: Standoff | str | Path,
    state: StateRef,
    *,
    concepts: Iterable[str] | str | None = None,
    reading: str | None = None,
) -> Explanation:
    """Return the whole argument for or against a state in plain sentences.

    Parameters
    ----------
    model : Standoff, str or Path
        A model, or what `load` takes.
    state : str or tuple of str
        A label, a Y/N vector or the options taken.
    concepts : iterable of str, optional
        Of nash, gmr, smr, seq, sim, sseq; all unless given.
    reading : str, optional

    Examples
    --------
    >>> import standoff as so
    >>> so.explain("prisoners-dilemma", "4").holds["seq"]
    True
    """
    asked = chosen(concepts)
    base, graph = _graph(model, reading, None)
    index = graph.space.index(_as_label(state))
    return _explain(graph, index, asked, title=base.title, digest=digest(base), reading=reading)


def _graph(
    model: Standoff | str | Path, reading: str | None, progress: Progress | None
) -> tuple[Standoff, GraphModel]:
    base = model if isinstance(model, Standoff) else load(model)
    if progress:
        progress("states and preferences", 0.0)
    return base, GraphModel(base.read_as(reading))


def _start(graph: GraphModel, start: StateRef | None) -> int | None:
    if start is not None:
        return graph.space.index(start)
    if graph.model.status_quo is None:
        return None
    try:
        return graph.space.index(graph.model.status_quo)
    except StandoffError as error:
        raise ModelError(("status_quo",), error.message, error.hint) from None


def _too_much(graph: GraphModel, sequential: list[NDArray[np.bool_]] | None) -> str:
    """Return why simultaneous sanctioning is left until asked for; empty if it is not."""
    if graph.space.cells > SIMULTANEOUS_CELLS:
        return f"not looked at in spaces of more than {SIMULTANEOUS_CELLS:,} cells"
    work = joint_moves(graph, sequential or stability(graph, CONCEPTS["seq"]))
    return f"{work:,} joint moves to look at" if work > SIMULTANEOUS_LIMIT else ""


def _as_label(ref: StateRef | int) -> StateRef:
    """Return a state as given, a number as the label that it is in a model file."""
    return str(ref) if isinstance(ref, int) else ref


def _part(
    progress: Progress | None, name: str, k: int, total: int
) -> Callable[[float], None] | None:
    if progress is None:
        return None
    return lambda share: progress(name, (k + share) / total)
