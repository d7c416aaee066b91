"""A Dask cluster that shares out a task: its scheduler replaces what dead workers held."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from typing import Any

from standoff.errors import StandoffError
from standoff.uncertainty.pieces import Span, Task, done, in_order
from standoff.uncertainty.tasks import Columns

AHEAD = 2
"""Pieces that each thread of a worker has waiting."""
ANSWER = 5.0
"""Seconds within which a scheduler must answer."""
WORKERLESS = 60.0
"""Seconds that a cluster may be without a worker."""
LIKE_HERE = "its scheduler and workers need the same standoff as here"


def on_cluster(client: Any, task: Task, spans: list[Span]) -> Iterator[Columns]:
    """Yield what comes of each span of draws, in order.

    Raises
    ------
    StandoffError
        If the cluster has no workers, or they die over and over, or its scheduler is gone.
    """
    from distributed.scheduler import KilledWorker

    if not spans:
        return
    shared = client.submit(_same, task, pure=False)
    try:
        _staffed(client)
        ahead = AHEAD * max(1, sum(client.nthreads().values()))
        yield from in_order(
            lambda span: client.submit(done, shared, *span, pure=False),
            lambda future: _awaited(client, future),
            spans,
            ahead,
        )
    except KilledWorker:
        hint = "their memory may not suffice: give them more, or run fewer on a machine"
        raise StandoffError("workers of the cluster died over and over", hint) from None
    except Exception as error:
        if isinstance(error.__cause__, ImportError):
            said = f"the cluster cannot read the work: {error.__cause__}"
            raise StandoffError(said, f"{LIKE_HERE}: pip install standoff") from None
        if client.status == "running" and not isinstance(error, CancelledError):
            raise
        hint = "look whether its scheduler still runs; what a folder to resume from holds is kept"
        raise StandoffError("the cluster dropped the work", hint) from None


def _same(task: Task) -> Task:
    """Return the task: on a cluster this is what any worker can make anew."""
    return task


def _awaited(client: Any, future: Any) -> Columns:
    """Return a result, however long it takes, as long as the cluster has workers."""
    while True:
        try:
            found: Columns = future.result(timeout=WORKERLESS)
            return found
        except TimeoutError:
            if future.status == "error":
                raise
            _staffed(client)


def _staffed(client: Any) -> None:
    """Wait until the cluster has a worker."""
    try:
        client.wait_for_workers(1, timeout=WORKERLESS)
    except TimeoutError:
        message = f"the cluster has had no worker for {WORKERLESS:g} seconds"
        raise StandoffError(message, f"start some (dask worker ADDRESS); {LIKE_HERE}") from None


def client_at(address: str) -> Any:
    """Return a client of the scheduler at an address.

    Raises
    ------
    StandoffError
        If there is no Dask, or nobody at the address.
    """
    try:
        from distributed import Client
    except ImportError:
        hint = "install it: pip install 'standoff[cluster]'"
        raise StandoffError("a cluster needs Dask, which is not installed", hint) from None
    try:
        _call_on(address)
        return Client(address, timeout=ANSWER, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, ImportError) as error:
        hint = "give the address of a running scheduler, such as tcp://10.0.0.1:8786"
        said = str(error).splitlines()[0] if str(error) else "no answer"
        raise StandoffError(f"no cluster at {address!r}: {said}", hint) from None


def _call_on(address: str) -> None:
    """Raise an error unless something that speaks Dask's language answers at the address.

    A client alone would wait for ever for an answer from a server of another kind.
    """
    import asyncio

    from distributed.comm.addressing import resolve_address
    from distributed.comm.core import connect

    async def call() -> None:
        calling = connect(address, timeout=ANSWER)  # type: ignore[no-untyped-call]
        comm = await asyncio.wait_for(calling, ANSWER)
        await comm.close()

    if str(resolve_address(address)).startswith("tcp:"):
        with ThreadPoolExecutor(1) as thread:  # a notebook has a loop of its own in this one
            thread.submit(asyncio.run, call()).result()
