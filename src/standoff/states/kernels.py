"""Compiled sweeps over the lines of large arrays; `lines.py` holds the same in plain NumPy.

Each kernel copies a tile of neighbouring lines into a small buffer, works it there, and writes
it back, so that memory is read in runs whatever the axis. Tiles are independent: threads share
them out. Compiled code is cached on disk by Numba.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from standoff.states.relation import NEVER, IntArray

if TYPE_CHECKING:
    from standoff.states.lines import Axis

TILE = 32
CHUNK = 1 << 20
_WORST = int(NEVER)
_threads_used: ContextVar[int] = ContextVar("threads", default=os.cpu_count() or 1)


@contextmanager
def single_thread() -> Iterator[None]:
    """Let the kernels called inside use one thread: for workers that share out whole analyses."""
    before = _threads_used.set(1)
    try:
        yield
    finally:
        _threads_used.reset(before)


def sorted_lines(score: IntArray, axis: Axis) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return each line's strategies by falling score, and how many are strictly better.

    Returns
    -------
    order : (L, K) unsigned array
    better : (L, K) unsigned array
        The largest value of its type marks an infeasible cell.
    """
    size = axis.length
    kind = np.uint8 if size < 256 else np.uint16 if size < 1 << 16 else np.uint32
    block = score.reshape(-1, size, axis.inner)
    order = np.empty((len(block) * axis.inner, size), dtype=kind)
    better = np.empty_like(order)
    outer_step = max(1, CHUNK // (size * axis.inner))
    inner_step = max(1, min(axis.inner, CHUNK // size))

    def work(part: tuple[int, int]) -> None:
        o, i = part
        piece = block[o : o + outer_step, :, i : i + inner_step].swapaxes(1, 2)
        keys = (np.int64(_WORST) - piece) << 20 | np.arange(size)
        width = keys.shape[1]
        keys = keys.reshape(-1, size)
        keys.sort(axis=1)
        first = o * axis.inner + i
        span = slice(first, first + len(keys))
        assert width == axis.inner or outer_step == 1
        _groups(keys, order[span], better[span])

    parts = [
        (o, i) for o in range(0, len(block), outer_step) for i in range(0, axis.inner, inner_step)
    ]
    _threads(work, parts)
    return order, better


def sweep_improvements(
    v: IntArray, out: IntArray, order: NDArray[Any], better: NDArray[Any], axis: Axis
) -> bool:
    """Lower `out` to the worst of v over the improvements; v and out may be one array."""
    target, source = _blocked(out, axis), _blocked(v, axis)

    def work(part: tuple[int, int]) -> bool:
        return bool(_sweep(source, target, order, better, axis.pattern, axis.reach, *part))

    return any(_threads(work, _tiles(axis)))


def worst_move(v: IntArray, axis: Axis) -> IntArray:
    """Return the least of v over the other allowed positions on each line."""
    out = np.empty_like(v)
    target, source = _blocked(out, axis), _blocked(v, axis)
    _threads(
        lambda part: _worst_move(source, target, axis.pattern, axis.reach, *part), _tiles(axis)
    )
    return out


def _blocked(v: IntArray, axis: Axis) -> IntArray:
    return v.reshape(-1, axis.length, axis.inner)


def _tiles(axis: Axis) -> list[tuple[int, int]]:
    """Share the tiles out into equal runs, a few per processor."""
    width = min(TILE, axis.inner)
    total = int(np.prod(axis.shape)) // (axis.length * axis.inner) * -(-axis.inner // width)
    step = max(1, -(-total // (4 * _threads_used.get())))
    return [(a, min(a + step, total)) for a in range(0, total, step)]


def _threads(work: Callable[[tuple[int, int]], Any], parts: list[tuple[int, int]]) -> list[Any]:
    threads = _threads_used.get()
    if threads == 1:
        return [work(part) for part in parts]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, parts))


@njit(nogil=True, cache=True)
def _groups(keys, order, better):  # type: ignore[no-untyped-def]
    """Read order and tie groups out of sorted keys ``(NEVER - score) << 20 | strategy``."""
    lines, size = keys.shape
    for line in range(lines):
        first = 0
        for k in range(size):
            score = keys[line, k] >> 20
            if k > 0 and score != keys[line, k - 1] >> 20:
                first = k
            strategy = keys[line, k] & 0xFFFFF
            order[line, k] = strategy
            better[line, strategy] = first if score <= _WORST else -1


@njit(nogil=True, cache=True)
def _read(v, o, i, stretch, tile):  # type: ignore[no-untyped-def]
    """Copy neighbouring lines into the rows of a tile."""
    size = v.shape[1]
    if stretch == 1:  # an inner loop of one round would cost more than the copy
        for k in range(size):
            tile[0, k] = v[o, k, i]
        return
    for k in range(size):
        for w in range(stretch):
            tile[w, k] = v[o, k, i + w]


@njit(nogil=True, cache=True)
def _write(tile, o, i, stretch, v):  # type: ignore[no-untyped-def]
    """Copy the rows of a tile back."""
    size = v.shape[1]
    if stretch == 1:
        for k in range(size):
            v[o, k, i] = tile[0, k]
        return
    for k in range(size):
        for w in range(stretch):
            v[o, k, i + w] = tile[w, k]


@njit(nogil=True, cache=True)
def _sweep(v, out, order, better, pattern, reach, start, stop):  # type: ignore[no-untyped-def]
    _, size, inner = v.shape
    width = min(TILE, inner)
    per_outer = -(-inner // width)
    infeasible = np.iinfo(better.dtype).max
    classes = len(reach)
    tile = np.empty((width, size), np.int32)
    lowest = np.empty((width, size), np.int32)
    least = np.empty(classes, np.int32)
    fell = False
    for t in range(start, stop):
        o, i = t // per_outer, t % per_outer * width
        stretch = min(width, inner - i)
        _read(v, o, i, stretch, tile)
        _read(out, o, i, stretch, lowest)
        for w in range(stretch):
            line = o * inner + i + w
            least[:] = _WORST
            worst = passed = np.int32(_WORST)
            entered = 0
            for k in range(size):
                here = order[line, k]
                group = better[line, here]
                if group == infeasible:
                    break
                if classes == 1:  # all that is better may be reached: a running minimum
                    if group == k:
                        worst = passed
                    passed = min(passed, tile[w, here])
                else:
                    while entered < group:
                        before = order[line, entered]
                        c = pattern[before]
                        least[c] = min(least[c], tile[w, before])
                        entered += 1
                    worst = np.int32(_WORST)
                    mine = pattern[here]
                    for c in range(classes):
                        if reach[mine, c] and least[c] < worst:
                            worst = least[c]
                if worst < lowest[w, here]:
                    lowest[w, here] = worst
                    fell = True
        _write(lowest, o, i, stretch, out)
    return fell


@njit(nogil=True, cache=True)
def _worst_move(v, out, pattern, reach, start, stop):  # type: ignore[no-untyped-def]
    _, size, inner = v.shape
    width = min(TILE, inner)
    per_outer = -(-inner // width)
    classes = len(reach)
    least = np.empty((classes, width), np.int32)
    second = np.empty((classes, width), np.int32)
    beyond = np.empty((classes, width), np.int32)
    for t in range(start, stop):
        o, i = t // per_outer, t % per_outer * width
        stretch = min(width, inner - i)
        least[:] = _WORST
        second[:] = _WORST
        beyond[:] = _WORST
        for k in range(size):
            c = pattern[k]
            for w in range(stretch):
                value = v[o, k, i + w]
                second[c, w] = min(second[c, w], max(value, least[c, w]))
                least[c, w] = min(least[c, w], value)
        for c in range(classes):
            for d in range(classes):
                if c != d and reach[c, d]:
                    for w in range(stretch):
                        beyond[c, w] = min(beyond[c, w], least[d, w])
        for k in range(size):
            c = pattern[k]
            for w in range(stretch):
                own = least[c, w]
                if v[o, k, i + w] == own:
                    own = second[c, w]
                out[o, k, i + w] = min(own, beyond[c, w])
