"""Prospects: where a standoff is heading from a state, by improvement dynamics."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
from numpy.typing import NDArray

from standoff.evolution.chain import (
    Chain,
    absorption,
    explore,
    long_run_shares,
    most_probable_paths,
)
from standoff.evolution.dynamics import Actors, Dynamics
from standoff.evolution.ends import End, Prospects, Standing, Step
from standoff.evolution.simulate import Walks, walk, wilson
from standoff.stability.graph_model import GraphModel
from standoff.states.words import signed

BUDGET = 100_000
WALKS = 2_000
LONGEST = 1_000
Progress = Callable[[str, float], None]


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
    reach, step = most_probable_paths(chain)
    ends, weight = [], np.zeros(len(chain.states))
    for inside, chance in zip(chain.closed, probability, strict=True):
        shares = long_run_shares(chain, inside)
        weight[inside] = chance * shares
        entry = _entry(chain, step, int(inside[np.argmax(reach[inside])]))
        ends.append(
            End(
                float(chance),
                None,
                tuple(graph.space.describe(chain.states[inside])),
                tuple(shares.tolist()),
                _path(graph, actors, chain, step, entry),
                float(reach[entry]),
            )
        )
    return Prospects(
        **asked,  # type: ignore[arg-type]
        start=graph.space.state(start),
        ends=_sorted(ends),
        expected_moves=moves,
        standings=_standings(graph, start, chain.states, weight),
        reached=len(chain.states),
        exact=True,
    )


def _sorted(ends: list[End]) -> tuple[End, ...]:
    return tuple(sorted(ends, key=lambda end: (-round(end.probability, 12), end.states[0].index)))


def _entry(chain: Chain, step: NDArray[np.int64], inside: int) -> int:
    """Return where the path to a state of a closed class enters the class."""
    entry = inside
    while entry != 0 and chain.component[chain.rows[step[entry]]] == chain.component[inside]:
        entry = int(chain.rows[step[entry]])
    return entry


def _path(
    graph: GraphModel, actors: Actors, chain: Chain, step: NDArray[np.int64], entry: int
) -> tuple[Step, ...]:
    steps, here = [], entry
    while here != 0:
        k = step[here]
        names = tuple(graph.model.party_ids[i] for i in actors.groups[chain.actors[k]])
        state = graph.space.state(int(chain.states[here]))
        here = int(chain.rows[k])
        change = signed(graph.space.state(int(chain.states[here])), state)
        steps.append(Step(names, change, state, float(chain.probability[k])))
    return tuple(reversed(steps))


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
