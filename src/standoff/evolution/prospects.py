"""Prospects: where a standoff is heading from a state, by improvement dynamics."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from standoff.evolution.chain import (
    Chain,
    absorption,
    explore,
    long_run,
    long_run_shares,
    most_probable_paths,
)
from standoff.evolution.dynamics import Actors, Dynamics
from standoff.evolution.ends import End, Prospects, Standing, Step
from standoff.evolution.simulate import Walks, walk, wilson
from standoff.stability.graph_model import GraphModel
from standoff.states import State
from standoff.states.words import signed

BUDGET = 100_000
WALKS = 2_000
LONGEST = 1_000
Progress = Callable[[str, float], None]
IndexArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]


def prospects(
    graph: GraphModel,
    start: int,
    dynamics: Dynamics,
    *,
    title: str = "",
    digest: str = "",
    reading: str | None = None,
    budget: int = BUDGET,
    seed: int = 0,
    progress: Progress | None = None,
) -> Prospects:
    """Return where the improvement dynamics lead from a state.

    Exact while at most `budget` states are reached; estimated by simulation beyond.

    Parameters
    ----------
    graph : GraphModel
    start : int
        Flat index of a feasible state.
    progress : callable, optional
        Is told what is being worked on and the share done.
    """
    actors = Actors(graph, dynamics)
    chain = explore(actors, start, budget, progress and partial(progress, "states reached"))
    asked = {"title": title, "digest": digest, "reading": reading, "dynamics": dynamics}
    if chain is None:
        follow = progress and partial(progress, "random walks")
        found = walk(actors, start, WALKS, LONGEST, np.random.default_rng(seed), follow)
        return _simulated(graph, found, start, budget, seed, asked)
    probability, moves = absorption(chain)
    shares = [long_run_shares(chain, inside) for inside in chain.closed]
    weight = long_run(chain, probability, shares)
    return Prospects(
        **asked,  # type: ignore[arg-type]
        start=graph.space.state(start),
        ends=_sorted(_ends(graph, actors, chain, probability, shares)),
        expected_moves=moves,
        standings=_standings(graph, start, chain.states, weight),
        reached=len(chain.states),
        exact=True,
    )


def _sorted(ends: list[End]) -> tuple[End, ...]:
    return tuple(sorted(ends, key=lambda end: (-round(end.probability, 12), end.states[0].index)))


def _ends(
    graph: GraphModel,
    actors: Actors,
    chain: Chain,
    probability: FloatArray,
    shares: list[FloatArray],
) -> list[End]:
    """Return the closed classes in words, each with the likeliest path into it."""
    reach, step = most_probable_paths(chain)
    paths = [_path(chain, step, int(inside[np.argmax(reach[inside])])) for inside in chain.closed]
    met = np.unique(np.concatenate([[0], *chain.closed, *(p.nodes for p in paths)]))
    state = dict(zip(met.tolist(), graph.space.describe(chain.states[met]), strict=True))
    found = zip(chain.closed, probability.tolist(), shares, paths, strict=True)
    return [
        End(
            probability=chance,
            interval=None,
            states=tuple(state[k] for k in inside.tolist()),
            shares=tuple(share.tolist()),
            path=_steps(graph, actors, chain, path, state),
            path_probability=float(reach[path.nodes[-1]]),
        )
        for inside, chance, share, path in found
    ]


class _Path(NamedTuple):
    """The chain's states along a path, from the start on, and its steps between them."""

    nodes: list[int]
    steps: list[int]


def _path(chain: Chain, step: IndexArray, inside: int) -> _Path:
    """Return the likeliest path to where it enters the closed class of the state `inside`."""
    entry = inside
    while entry != 0 and chain.component[chain.rows[step[entry]]] == chain.component[inside]:
        entry = int(chain.rows[step[entry]])
    nodes, steps = [entry], []
    while nodes[-1] != 0:
        steps.append(int(step[nodes[-1]]))
        nodes.append(int(chain.rows[steps[-1]]))
    return _Path(nodes[::-1], steps[::-1])


def _steps(
    graph: GraphModel, actors: Actors, chain: Chain, path: _Path, state: Mapping[int, State]
) -> tuple[Step, ...]:
    told = []
    for k, before, after in zip(path.steps, path.nodes[:-1], path.nodes[1:], strict=True):
        names = tuple(graph.model.party_ids[i] for i in actors.groups[chain.actors[k]])
        change = signed(state[before], state[after])
        told.append(Step(names, change, state[after], float(chain.probability[k])))
    return tuple(told)


def _standings(
    graph: GraphModel, start: int, states: NDArray[np.int64], weight: NDArray[np.float64]
) -> tuple[Standing, ...]:
    kept = weight > 0
    states, share = states[kept], weight[kept] / max(weight.sum(), 1e-300)
    found = []
    for name, score in zip(graph.model.party_ids, graph.scores, strict=True):
        place = score.standing(states)
        now = int(score.standing(np.array([start]))[0])
        worth = score.worth
        rank = score.rank.reshape(-1)
        found.append(
            Standing(
                party=name,
                places=len(score.levels),
                place_now=now,
                place_expected=_mean(place.astype(float), share),
                worth_now=None if worth is None else float(worth[rank[start]]),
                worth_expected=None if worth is None else _mean(worth[rank[states]], share),
                unit=score.unit,
            )
        )
    return tuple(found)


def _mean(values: NDArray[np.float64], share: NDArray[np.float64]) -> float:
    return float(values @ share) if len(share) else float("nan")


def _simulated(
    graph: GraphModel,
    found: Walks,
    start: int,
    budget: int,
    seed: int,
    asked: Mapping[str, object],
) -> Prospects:
    ends = [
        End(count / WALKS, wilson(count, WALKS), (state,), (1.0,), (), None)
        for state, count in zip(
            graph.space.describe(found.states), found.walks.tolist(), strict=True
        )
    ]
    weight = found.walks / WALKS
    return Prospects(
        **asked,  # type: ignore[arg-type]
        start=graph.space.state(start),
        ends=_sorted(ends),
        expected_moves=float(found.moves.mean()) if len(found.moves) else float("nan"),
        standings=_standings(graph, start, found.states, weight),
        reached=budget + 1,
        exact=False,
        seed=seed,
        walks=WALKS,
        unsettled=found.unsettled / WALKS,
    )
