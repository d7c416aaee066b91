"""A progress bar on standard error, for work of more than two seconds."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer
from typing import Any

PATIENCE = 2.0  # seconds
REMEMBERED = 600.0  # seconds of work from which the time left is reckoned
WHOLE = 1000  # steps of the bar
Say = Callable[[str, float], None]


class Bar:
    """The last thing said about the work, and the bar once it is shown."""

    def __init__(self) -> None:
        self.what, self.share = "", 0.0
        self.shown: Any = None

    def say(self, what: str, share: float) -> None:
        """Take note of what is being worked on and the share of the work done.

        A share that falls begins another part of the work, whose time left is reckoned anew.
        """
        again = share < self.share
        self.what, self.share = what, share
        if self.shown is None:
            return
        if again:
            self.shown.reset(0)
        self.shown.update(0, description=what, completed=round(WHOLE * share))

    def show(self) -> None:
        """Draw the bar from now on."""
        from rich.console import Console
        from rich.progress import Progress

        console = Console(stderr=True)
        bar = Progress(console=console, transient=True, speed_estimate_period=REMEMBERED)
        bar.add_task(self.what, total=WHOLE, completed=round(WHOLE * self.share))
        bar.start()
        self.shown = bar


@contextmanager
def progress() -> Iterator[Say | None]:
    """Yield what to tell about the progress; None where nobody watches."""
    if not sys.stderr.isatty():
        yield None
        return
    bar = Bar()
    timer = Timer(PATIENCE, bar.show)
    timer.daemon = True
    timer.start()
    try:
        yield bar.say
    finally:
        timer.cancel()
        timer.join()
        if bar.shown is not None:
            bar.shown.stop()
