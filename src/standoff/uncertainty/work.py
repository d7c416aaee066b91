"""Share out work: in this process, among local workers, or on a Dask cluster; kept in a folder.

The work is a number of draws, cut into pieces of one size. What comes of a piece does not depend on
who does it or when, and the pieces are handed on in their order, so that every way of working gives
the same numbers.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from time import perf_counter
from typing import Any, Protocol

from standoff.errors import StandoffError
from standoff.states.kernels import single_thread
from standoff.uncertainty.tasks import Columns

Task = Callable[[int, int], Columns]
Progress = Callable[[str, float], None]
AHEAD = 2
"""Pieces that each worker has waiting."""
WORTHWHILE = 2.0
"""Seconds of work left from which it pays to start processes."""
BREAKDOWNS = 5
"""Times that local workers may die before the work is given up."""


class Future(Protocol):
    """What a worker has promised."""

    def result(self) -> Any:
        """Return it, or raise what went wrong."""


@dataclass(frozen=True)
class Workers:
    """Who does the work.

    Parameters
    ----------
    count : int
        Workers on this machine; 1: this process.
    client : dask.distributed.Client, optional
        A cluster instead.
    """

    count: int = 1
    client: Any = None

    def do(self, task: Task, spans: list[tuple[int, int]]) -> Iterator[Columns]:
        """Yield what comes of each span of draws, in order."""
        if self.client is not None:
            yield from self._on_cluster(task, spans)
            return
        begun = perf_counter()
        for k, span in enumerate(spans):
            yield task(*span)
            left = (perf_counter() - begun) / (k + 1) * (len(spans) - k - 1)
            if self.count > 1 and left > WORTHWHILE:
                yield from self._among_processes(task, spans[k + 1 :])
                return

    def _on_cluster(self, task: Task, spans: list[tuple[int, int]]) -> Iterator[Columns]:
        client = self.client
        ahead = AHEAD * max(1, sum(client.nthreads().values()))
        shared = client.scatter(task, broadcast=True, hash=False)

        def submit(span: tuple[int, int]) -> Future:
            return client.submit(_done, shared, *span, pure=False)  # type: ignore[no-any-return]

        yield from _in_order(submit, spans, ahead)

    def _among_processes(self, task: Task, spans: list[tuple[int, int]]) -> Iterator[Columns]:
        """Workers that die are replaced, and do anew what had not arrived."""
        arrived = 0
        for _ in range(BREAKDOWNS):
            pool = ProcessPoolExecutor(min(self.count, len(spans)), get_context("spawn"))
            try:
                for columns in _in_order(
                    lambda span, pool=pool: pool.submit(_done, task, *span),  # type: ignore[misc]
                    spans[arrived:],
                    AHEAD * self.count,
                ):
                    arrived += 1
                    yield columns
                return
            except BrokenProcessPool:
                continue
            finally:
                pool.shutdown(cancel_futures=True)
        message = f"workers on this machine died {BREAKDOWNS} times"
        raise StandoffError(message, "take fewer --workers: the memory may not suffice")


def _done(task: Task, first: int, count: int) -> Columns:
    with single_thread():
        return task(first, count)


def _in_order(
    submit: Callable[[tuple[int, int]], Future], spans: list[tuple[int, int]], ahead: int
) -> Iterator[Columns]:
    """Yield results in the order of the spans, with at most `ahead` of them under way."""
    waiting: deque[Future] = deque()
    for span in spans:
        waiting.append(submit(span))
        if len(waiting) >= ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def hired(workers: int | None, cluster: Any) -> Iterator[Workers]:
    """Yield who does the work: on a cluster, given by address or client, or on this machine.

    Raises
    ------
    StandoffError
        If there is no Dask, or nobody at the address.
    """
    if workers is not None and workers < 1:
        raise StandoffError(f"{workers} workers do no work", "give 1 or more")
    if cluster is None:
        yield Workers(workers or cores())
    elif not isinstance(cluster, str):
        yield Workers(1, cluster)
    else:
        with _client(cluster) as client:
            yield Workers(1, client)


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError:
        hint = "install it: pip install 'standoff[cluster]'"
        raise StandoffError("a cluster needs Dask, which is not installed", hint) from None
    try:
        return Client(address, timeout=20)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TimeoutError) as error:
        hint = "give the address of a running scheduler, such as tcp://10.0.0.1:8786"
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise StandoffError(f"no cluster at {address!r}: {said}", hint) from None
