"""Simultaneous sanctioning beyond the test against the oracle: chunks, progress, its limits."""

from __future__ import annotations

import pytest
from hypothesis import given

from standoff.errors import NotDefined
from standoff.model import Standoff
from standoff.stability import CONCEPTS, GraphModel, sim, stability
from standoff.testing import graph_standoffs, random_standoff


@pytest.mark.parametrize("seed", range(6))
def test_any_chunk_gives_the_same(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = GraphModel(random_standoff((2, 2, 2), seed=seed, infeasible=0.2, ties=0.3))
    whole = [found.tolist() for found in stability(graph, CONCEPTS["sim"])]
    for chunk in (0, 1, 7, 50):
        monkeypatch.setattr(sim, "CHUNK", chunk)
        assert [found.tolist() for found in stability(graph, CONCEPTS["sim"])] == whole


def test_something_is_struck_and_something_is_not() -> None:
    struck = left = 0
    for seed in range(30):
        graph = GraphModel(random_standoff((2, 2, 1), seed=seed, ties=0.5))
        before = stability(graph, CONCEPTS["seq"])
        for one, other in zip(before, stability(graph, CONCEPTS["sim"]), strict=True):
            struck += int((other & ~one).sum())
            left += int((~other).sum())
    assert struck > 20
    assert left > 20


def test_progress_rises_to_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sim, "CHUNK", 10)
    graph = GraphModel(random_standoff((2, 2, 2), seed=1))
    told: list[float] = []
    stability(graph, CONCEPTS["sim"], told.append)
    assert told == sorted(told)
    assert told[-1] == 1
    assert len(told) > 3


@given(graph_standoffs(max_states=3))
def test_states_without_options_have_none(model: Standoff) -> None:
    with pytest.raises(NotDefined, match="not defined for states without options"):
        stability(GraphModel(model), CONCEPTS["sim"])
