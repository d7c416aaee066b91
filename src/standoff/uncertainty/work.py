"""Share out work: in this process, among local processes, or on a Dask cluster.

The work is a number of draws, cut into pieces of one size. What comes of a piece does not depend on
who does it or when, and the pieces are handed on in their order, so that every way of working gives
the same numbers.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from standoff.errors import StandoffError
from standoff.uncertainty.cluster import client_at, on_cluster
from standoff.uncertainty.pieces import Span, Task
from standoff.uncertainty.processes import among_processes
from standoff.uncertainty.tasks import Columns

WORTHWHILE = 2.0
"""Seconds of work left from which it pays to start processes."""


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

    def do(self, task: Task, spans: list[Span]) -> Generator[Columns, None, None]:
        """Yield what comes of each span of draws, in order."""
        if self.client is not None:
            yield from on_cluster(self.client, task, spans)
            return
        begun = perf_counter()
        for k, span in enumerate(spans):
            yield task(*span)
            left = (perf_counter() - begun) / (k + 1) * (len(spans) - k - 1)
            if self.count > 1 and left > WORTHWHILE:
                yield from among_processes(self.count, task, spans[k + 1 :])
                return


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
    elif isinstance(cluster, str):
        with client_at(cluster) as client:
            yield Workers(1, client)
    elif hasattr(cluster, "submit") and hasattr(cluster, "nthreads"):
        yield Workers(1, cluster)
    else:
        hint = "give the address of a scheduler, or a dask.distributed.Client"
        raise StandoffError(f"a cluster cannot be a {type(cluster).__name__}", hint)
