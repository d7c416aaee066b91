"""The compiled kernels against the plain NumPy lines and against loops over single lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from standoff.stability import CONCEPTS, GraphModel, stability
from standoff.states import NEVER, AxesSpace, Relation, kernels, lines
from standoff.states.lines import Axis, AxisImprovements, AxisMoves
from standoff.testing import random_standoff

from ..in_words import grades

# Numbers of strategies at the edges of the small integer types; strides beside those of a tile.
SIZES = [1, 2, 3, 7, 64, 254, 255, 256, 257, 300]
INNERS = [1, 2, 31, 32, 33, 70]
KERNELS = ("worst_move", "sweep_improvements", "sorted_lines")


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each kernel is called."""
    counter: Counter[str] = Counter()

    def counted(name: str) -> Callable[..., Any]:
        kernel = getattr(kernels, name)

        def call(*arguments: Any) -> Any:
            counter[name] += 1
            return kernel(*arguments)

        return call

    for name in KERNELS:
        monkeypatch.setattr(kernels, name, counted(name))
    return counter


def random_axis(size: int, inner: int, seed: int) -> tuple[Axis, np.ndarray, np.ndarray]:
    """An axis with direction classes and infeasible cells, a score on it, and values."""
    rng = np.random.default_rng([size, inner, seed])
    shape = (int(rng.integers(1, 4)), size, inner)
    one_way = int(rng.integers(0, 4))
    bits = rng.integers(0, 1 << one_way, size)
    classes, pattern = np.unique(bits, return_inverse=True)
    take, drop = rng.integers(0, 1 << one_way, 2)
    start, end = classes[:, None], classes[None, :]
    reach = ((start & ~end & take) | (end & ~start & drop)) == 0
    feasible = rng.random(shape) < rng.choice([0.1, 0.5, 0.95]) if rng.random() < 0.6 else None
    score = rng.integers(0, rng.choice([1, 3, size, 10**9]) + 1, shape, dtype=np.int32)
    value = rng.integers(-1000, 1000, shape, dtype=np.int32)
    if feasible is not None:
        score[~feasible] = -1
        value[~feasible] = NEVER
    return Axis(shape, 1, pattern.astype(np.int64), reach, feasible), score, value


def relations(axis: Axis, score: np.ndarray) -> Iterator[Relation]:
    forward = [AxisMoves(axis), AxisImprovements(axis, score)]
    yield from (*forward, *(relation.reverse() for relation in forward))


def results(axis: Axis, score: np.ndarray, value: np.ndarray) -> list[Any]:
    """Everything that the relations of an axis compute."""
    found: list[Any] = []
    low = np.where(value == NEVER, -NEVER, value)
    for relation in relations(axis, score):
        relaxed = value.copy()
        fell = relation.relax(relaxed)
        found += [relation.worst(value), relation.best(low), relaxed, fell]
    return found


def same(left: list[Any], right: list[Any]) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(left, right, strict=True))


@pytest.mark.parametrize("size", SIZES)
def test_compiled_as_plain(size: int, calls: Counter[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for inner in INNERS:
        for seed in range(4):
            axis, score, value = random_axis(size, inner, seed)
            before = score.copy(), value.copy()
            monkeypatch.setattr(lines, "COMPILE_FROM", 1 << 40)
            plain = results(axis, score, value)
            assert not calls
            monkeypatch.setattr(lines, "COMPILE_FROM", 0)
            assert same(results(axis, score, value), plain)
            assert set(calls) == set(KERNELS)
            calls.clear()
            assert np.array_equal(score, before[0]) and np.array_equal(value, before[1])


@pytest.mark.parametrize("compile_from", [0, 1 << 40], ids=["compiled", "numpy"])
@pytest.mark.parametrize("size", [1, 2, 5, 20])
def test_as_loops(size: int, compile_from: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "COMPILE_FROM", compile_from)
    for inner in (1, 3, 35):
        for seed in range(6):
            axis, score, value = random_axis(size, inner, seed)
            for relation, by in ((AxisMoves(axis), None), (AxisImprovements(axis, score), score)):
                worst = looped(axis, value, by)
                assert np.array_equal(relation.worst(value), worst)
                relaxed = value.copy()
                assert relation.relax(relaxed) == (worst < value).any()
                assert np.array_equal(relaxed, np.minimum(value, worst))


def looped(axis: Axis, value: np.ndarray, score: np.ndarray | None) -> np.ndarray:
    """The worst over moves, or improvements, cell by cell."""
    feasible = np.ones(axis.shape, dtype=bool) if axis.feasible is None else axis.feasible
    out = np.full(axis.shape, NEVER, dtype=np.int32)
    for o, k, i in zip(*np.nonzero(feasible), strict=True):
        for to in range(axis.length):
            if to == k or not feasible[o, to, i]:
                continue
            if not axis.reach[axis.pattern[k], axis.pattern[to]]:
                continue
            if score is None or score[o, to, i] > score[o, k, i]:
                out[o, k, i] = min(out[o, k, i], value[o, to, i])
    return out


@pytest.mark.parametrize(("size", "inner"), [(3, 70), (40, 3), (300, 33), (1, 5)])
def test_sorting_in_chunks(size: int, inner: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "COMPILE_FROM", 0)
    axis, score, value = random_axis(size, inner, 1)
    whole = results(axis, score, value)
    for chunk in (1, size * 4, size * inner * 2):
        monkeypatch.setattr(kernels, "CHUNK", chunk)
        assert same(results(axis, score, value), whole)


def test_more_than_65535_strategies(monkeypatch: pytest.MonkeyPatch) -> None:
    axis, score, value = random_axis((1 << 16) + 3, 1, 0)
    monkeypatch.setattr(lines, "COMPILE_FROM", 1 << 40)
    plain = results(axis, score, value)
    monkeypatch.setattr(lines, "COMPILE_FROM", 0)
    assert same(results(axis, score, value), plain)


@pytest.mark.parametrize("shape", [(6, 1, 2), (1, 7), (3, 3, 3), (2, 2, 2, 2), (9,)])
def test_whole_models(
    shape: tuple[int, ...], calls: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for seed in range(3):
        model = random_standoff(
            shape, seed=seed, infeasible=0.2 * seed, irreversible=0.3 * (seed % 3), ties=0.2 * seed
        )
        monkeypatch.setattr(lines, "COMPILE_FROM", 1 << 40)
        plain = answers(GraphModel(model))
        assert not calls
        monkeypatch.setattr(lines, "COMPILE_FROM", 0)
        assert answers(GraphModel(model)) == plain
        assert calls["worst_move"]
        assert calls["sweep_improvements"] or len(shape) == 1
        calls.clear()


def answers(graph: GraphModel) -> list[Any]:
    assert isinstance(graph.space, AxesSpace)
    found: list[Any] = []
    for concept in ("nash", "gmr", "smr", "seq", "sseq"):
        found.append([one.tolist() for one in stability(graph, CONCEPTS[concept])])
        found.append([grades(graph, i, concept) for i in graph.space.parties])
    start = int(np.flatnonzero(graph.feasible)[0])
    for table in (graph.moves, graph.improvements):
        found.append(graph.space.reachable(table, start).tolist())
    return found


def test_large_models_are_compiled() -> None:
    edge = Axis((2, lines.COMPILE_FROM // 2), 1, np.zeros(1), np.ones((1, 1), dtype=bool), None)
    below = Axis((lines.COMPILE_FROM - 1,), 0, np.zeros(1), np.ones((1, 1), dtype=bool), None)
    assert edge.compiled and not below.compiled
