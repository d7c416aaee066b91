"""Processes on this machine that share out a task; those that die are replaced."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from multiprocessing import active_children, current_process, get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from threading import Thread

from standoff.errors import StandoffError
from standoff.uncertainty.pieces import Span, Task, done, in_order
from standoff.uncertainty.tasks import Columns

AHEAD = 2
"""Pieces that each process has waiting."""
BREAKDOWNS = 5
"""Times that processes may die, with nothing done in between, before the work is given up."""
_task: ContextVar[Task] = ContextVar("task")


def among_processes(count: int, task: Task, spans: list[Span]) -> Iterator[Columns]:
    """Yield what comes of each span of draws, in order.

    Raises
    ------
    StandoffError
        If the processes cannot start, or die again and again.
    """
    left, breakdowns = deque(spans), 0
    while breakdowns < BREAKDOWNS:
        before = len(left)
        with _crew(min(count, before), task) as crew:
            try:
                while left and not breakdowns and not crew.any_started:
                    yield task(*left.popleft())  # this process goes on while they start
                crew.wait()
                for columns in in_order(crew.submit, Future.result, list(left), AHEAD * count):
                    left.popleft()
                    yield columns
                return
            except BrokenProcessPool:
                crew.check()
                breakdowns = breakdowns + 1 if len(left) == before else 1
    message = f"workers on this machine died {BREAKDOWNS} times over the same work"
    raise StandoffError(message, "take fewer workers: the memory may not suffice")


@dataclass(frozen=True)
class _Crew:
    """Processes that know their task.

    Parameters
    ----------
    pool : ProcessPoolExecutor
    starting : list of Future
        Each comes to the number of a process that has started.
    processes : set of process
    """

    pool: ProcessPoolExecutor
    starting: list[Future[int]]
    processes: set[BaseProcess]

    @property
    def any_started(self) -> bool:
        """Whether one is ready, or none will ever be."""
        return any(start.done() for start in self.starting)

    def wait(self) -> None:
        """Wait until all are ready."""
        for start in self.starting:
            start.result()

    def submit(self, span: Span) -> Future[Columns]:
        """Promise what comes of a span of draws."""
        return self.pool.submit(_done_here, *span)

    def check(self) -> None:
        """End them; raise an error if they had ended by themselves before any was ready."""
        self.pool.shutdown()
        ready = any(start.exception() is None for start in self.starting)
        if not ready and any((process.exitcode or 0) > 0 for process in self.processes):
            hint = (
                "a script that asks for workers must be a file, and ask below "
                '`if __name__ == "__main__":`; or take 1 worker'
            )
            raise StandoffError("workers cannot start", hint) from None


@contextmanager
def _crew(count: int, task: Task) -> Iterator[_Crew]:
    """Yield new processes, which end with the block, whatever they are at."""
    if getattr(current_process(), "_inheriting", False):
        raise SystemExit(1)  # a worker that runs the caller's script instead of starting
    spawn = get_context("spawn")
    theirs, ours = spawn.Pipe(duplex=False)
    before = set(active_children())
    pool = ProcessPoolExecutor(count, spawn, _take_on, (task, theirs))
    try:
        starting = [pool.submit(os.getpid) for _ in range(count)]
        yield _Crew(pool, starting, set(active_children()) - before)
    finally:
        ours.close()
        pool.shutdown(cancel_futures=True)
        theirs.close()


def _take_on(task: Task, line: Connection) -> None:
    """Make a new process ready for its task; what stops the work is left to its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _task.set(task)
    Thread(target=_end_with, args=(line,), daemon=True).start()


def _end_with(line: Connection) -> None:
    """End this process when the parent closes its end of the line, or is no more."""
    with suppress(EOFError, OSError):
        line.recv()
    os._exit(1)


def _done_here(first: int, count: int) -> Columns:
    return done(_task.get(), first, count)
