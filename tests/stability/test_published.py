"""Published equilibria, from the conflicts of the oracle written out in graph form."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from standoff.model import NamedState, Option, Party, Ranking, Standoff
from standoff.stability import CONCEPTS, GraphModel, stability

from ..oracle import published
from ..oracle.conflict import Conflict


def in_graph_form(conflict: Conflict) -> Standoff:
    """The conflict as states, arcs and rankings, with the options taken where it has them."""
    owner = conflict.owner or ()
    ids = [f"o{k}" for k in range(len(owner))]
    vectors = conflict.vectors or {}
    taken = {s: "".join("NY"[bit] for bit in vectors[s]) for s in vectors}
    score = conflict.score
    return Standoff(
        title="Published",
        parties=tuple(
            Party(i, options=tuple(Option(o) for o, of in zip(ids, owner, strict=True) if of == i))
            for i in conflict.parties
        ),
        states=tuple(NamedState(str(s), taken.get(s)) for s in conflict.states),
        moves={
            i: {str(s): tuple(map(str, ends)) for s, ends in table.items()}
            for i, table in conflict.moves.items()
        },
        preferences={
            i: Ranking(tuple((str(s),) for s in sorted(score[i], key=score[i].__getitem__)[::-1]))
            for i in conflict.parties
        },
    )


@pytest.mark.parametrize(
    ("case", "concept", "states"),
    [
        (published.prisoners_dilemma, "nash", "NN"),
        (published.prisoners_dilemma, "gmr", "NN YY"),
        (published.prisoners_dilemma, "smr", "NN YY"),
        (published.prisoners_dilemma, "seq", "NN YY"),
        (published.chicken, "nash", "NY YN"),
        (published.elmira_merged, "nash", "5 8 9"),
        (published.elmira_merged, "seq", "5 8 9"),
        (published.elmira_merged, "gmr", "1 4 5 8 9"),
        (published.elmira_merged, "smr", "1 4 5 8 9"),
        (published.korea_2017_original, "seq", "0 5 10"),
        (published.korea_2017_original, "sim", "0 4 5 10"),
        (published.korea_2017_original, "smr", "0 4 5 10 12"),
        (published.korea_2017_pacifist, "seq", "0 4 5"),
        (published.korea_2017_pacifist, "smr", "0 2 4 5 8 10 12"),
        (published.korea_2017_deterrence, "seq", "0 5 10 12"),
        (published.korea_2017_deterrence, "sim", "0 5 10 12"),
    ],
)
def test_equilibria(case: Callable[[], Conflict], concept: str, states: str) -> None:
    graph = GraphModel(in_graph_form(case()))
    every = stability(graph, CONCEPTS[concept])
    found = {
        graph.space.state(k).label for k in range(graph.space.count) if all(s[k] for s in every)
    }
    assert found == set(states.split())
