"""Pieces of work: who does one uses one thread, and they arrive in their order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

from standoff.uncertainty.tasks import Columns

Task = Callable[[int, int], Columns]
Span = tuple[int, int]
"""The first draw of a piece, and how many draws it has."""


def done(task: Task, first: int, count: int) -> Columns:
    """Return what comes of a piece, worked out in one thread."""
    from threadpoolctl import threadpool_limits

    from standoff.states.kernels import single_thread

    with single_thread(), threadpool_limits(1):  # idle threads of linear algebra would spin
        return task(first, count)


def in_order(
    submit: Callable[[Span], Any],
    result: Callable[[Any], Columns],
    spans: list[Span],
    ahead: int,
) -> Iterator[Columns]:
    """Yield what comes of the spans in their order, with at most `ahead` of them under way.

    Parameters
    ----------
    submit : callable
        Gives a piece to a worker, and returns a future that can be cancelled.
    result : callable
        Waits for what a future comes to.
    spans : list of Span
    ahead : int
    """
    waiting: deque[Any] = deque()
    try:
        for span in spans:
            waiting.append(submit(span))
            if len(waiting) >= ahead:
                yield result(waiting.popleft())
        while waiting:
            yield result(waiting.popleft())
    finally:
        for future in waiting:
            future.cancel()
