"""The whole argument for one state: who could leave, who would answer how, who is worse off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from standoff.errors import NotDefined
from standoff.stability.answers import shortest_answer
from standoff.stability.argument import Answer, Explanation, Improvement, PartyCase
from standoff.stability.concepts import CONCEPTS, Answers, Concept
from standoff.stability.deviation import answers, margin, outcome, sanction
from standoff.stability.graph_model import GraphModel
from standoff.stability.marks import marks
from standoff.states.words import spoken

LISTED = 6


def explain(
    graph: GraphModel,
    state: int,
    concepts: Iterable[Concept],
    *,
    title: str = "",
    digest: str = "",
    reading: str | None = None,
) -> Explanation:
    """Return the argument for one state under some concepts.

    Parameters
    ----------
    graph : GraphModel
    state : int
        Flat index of a feasible state.
    concepts : iterable of Concept
        Those that the model gives no meaning to are left out.
    """
    asked = []
    stable: dict[str, list[bool]] = {}
    for concept in concepts:
        try:
            stable[concept.id] = marks(graph, concept, at=state)
            asked.append(concept)
        except NotDefined:
            continue
    cases = tuple(
        _case(graph, i, state, asked, {c: bool(stable[c][i]) for c in stable})
        for i in graph.space.parties
    )
    holds = {c: all(by_party) for c, by_party in stable.items()}
    return Explanation(title, digest, reading, graph.space.state(state), cases, holds)


def _case(
    graph: GraphModel, i: int, state: int, concepts: Sequence[Concept], stable: Mapping[str, bool]
) -> PartyCase:
    here = np.array([state])
    party, score = graph.model.parties[i], graph.scores[i]
    moves = graph.moves[i].arcs(here)[1]
    targets = graph.improvements[i].arcs(here)[1]
    level = int(score.rank.reshape(-1)[state])
    # Whatever marks are asked for, an answer under any concept is told.
    open_ = {
        c.id: sanction(graph, i, c).reshape(-1)[targets] > level
        for c in CONCEPTS.values()
        if len(targets) and c.answers is not Answers.NONE and not c.simultaneous
    }
    # An improvement that decides a mark comes before those that do not; then the best.
    deciding = sum((o.astype(np.int64) for o in open_.values()), np.zeros(len(targets), np.int64))
    order = np.lexsort((score.standing(targets), -deciding))
    improvements = tuple(
        _improvement(graph, i, state, int(targets[k]), {c: not o[k] for c, o in open_.items()})
        for k in order[:LISTED]
    )
    margins = {}
    if score.worth is not None:
        margins = {c.id: float(margin(graph, i, c)[state]) for c in concepts if not c.simultaneous}
    return PartyCase(
        party=party.id,
        name=party.name or party.id,
        place=int(score.standing(here)[0]),
        places=len(score.levels),
        moves=len(moves),
        improvements=improvements,
        improvement_count=len(targets),
        stable=stable,
        margin=margins,
        unit=score.unit,
    )


def _improvement(
    graph: GraphModel, i: int, state: int, target: int, sanctioned: Mapping[str, bool]
) -> Improvement:
    level = int(graph.scores[i].rank.reshape(-1)[state])
    found: dict[str, tuple[Answer, ...] | None] = {}
    after: dict[str, int] = {}
    for name, is_sanctioned in sanctioned.items():
        found[name] = None
        if not is_sanctioned:
            continue
        concept = CONCEPTS[name]
        relations = dict(zip(graph.others(i), answers(graph, i, concept), strict=True))
        value = outcome(graph, i, concept).reshape(-1)
        path = shortest_answer(relations, target, value, level)
        if path:
            found[name] = _told(graph, target, path)
            after[name] = int(graph.scores[i].standing(np.array([path[-1][0]]))[0])
    place = int(graph.scores[i].standing(np.array([target]))[0])
    before, there = graph.space.describe([state, target])
    return Improvement(there, spoken(graph.model, before, there), place, found, after)


def _told(graph: GraphModel, start: int, path: list[tuple[int, int]]) -> tuple[Answer, ...]:
    states = graph.space.describe([start, *(state for state, _ in path)])
    return tuple(
        Answer(graph.model.party_ids[party], after, spoken(graph.model, before, after))
        for (_, party), before, after in zip(path, states[:-1], states[1:], strict=True)
    )
