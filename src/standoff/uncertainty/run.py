"""A run over draws: how many, in which pieces, until when."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from standoff.errors import StandoffError, TooLarge
from standoff.preferences.uncertain import Uncertainty
from standoff.uncertainty.folder import Folder, opened
from standoff.uncertainty.pieces import Span, Task
from standoff.uncertainty.tasks import Columns
from standoff.uncertainty.work import hired

Progress = Callable[[str, float], None]
SAMPLES = 1_000
FIRST_ROUND = 1_000
PIECES = 32
STRETCH = 64
"""Most models that a piece of work looks at one by one."""
SEEDS = 1 << 128
COMBINATIONS = 10_000_000


@dataclass(frozen=True)
class Run:
    """How a question about uncertainty is worked on.

    Parameters
    ----------
    samples : int
        Draws, or their limit.
    exact : bool or None
        True: all combinations of outcomes; False: draws; None: all combinations where they are no
        more than the draws.
    seed : int
    workers : int
        Processes on this machine.
    cluster : str or dask.distributed.Client, optional
    resume : str or Path, optional
        Folder for finished pieces of work.
    progress : callable, optional
    name : str
        What is being worked on.
    """

    samples: int = SAMPLES
    exact: bool | None = None
    seed: int = 0
    workers: int = 1
    cluster: Any = None
    resume: str | Path | None = None
    progress: Progress | None = None
    name: str = "draws"

    def __post_init__(self) -> None:
        if self.samples < 1:
            raise StandoffError(f"{self.samples} samples show nothing", "give 1 or more")
        if not 0 <= self.seed < SEEDS:
            raise StandoffError(f"the seed {self.seed} is not between 0 and 2^128 - 1")

    def combinations(self, found: Uncertainty) -> int | None:
        """Return how many combinations are looked at; None if it comes to draws.

        Raises
        ------
        StandoffError
            If all are wanted and cannot be listed.
        TooLarge
            If all are wanted and are too many.
        """
        count = found.combinations
        if not found.premises:
            return 1
        if self.exact is None:
            return count if count is not None and count <= self.samples else None
        if not self.exact:
            return None
        if count is None:
            hint = "do not ask for all of them (--exact), and draws are made"
            raise StandoffError("ranges or correlations leave no list of combinations", hint)
        if count > COMBINATIONS:
            message = f"there are {count:,} combinations of outcomes"
            raise TooLarge(message, f"at most {COMBINATIONS:,} are looked at; let draws be made")
        return count

    def claim(self, asked: Mapping[str, Any]) -> None:
        """Take the folder for a question of several parts, or raise an error if it has another."""
        if self.resume is not None:
            opened(self.resume, {**asked, "seed": self.seed}, 1)

    def within(self, part: str) -> Run:
        """Return the run of one part of a question, in a folder of its own."""
        folder = None if self.resume is None else Path(self.resume) / part
        return replace(self, resume=folder, name=part)

    def told(self, part: str) -> Callable[[float], None] | None:
        """Return what to tell of the share done of one part."""
        progress = self.progress
        return None if progress is None else lambda share: progress(part, share)

    def pieces(
        self,
        task: Task,
        draws: int,
        largest: int,
        asked: Mapping[str, Any],
        enough: Callable[[Columns, int], bool] | None = None,
    ) -> Iterator[tuple[int, Columns]]:
        """Yield each piece of the work in order, with the number of draws up to its end.

        Parameters
        ----------
        task : Task
        draws : int
        largest : int
            Most draws of a piece.
        asked : mapping
            The question, which the folder keeps.
        enough : callable, optional
            Whether the sums so far suffice; asked after 1,000 draws, 2,000, 4,000 and so on.
        """
        stretch = draws if enough is None else min(draws, FIRST_ROUND)
        size = _size(min(-(-stretch // PIECES), largest))
        folder = None
        if self.resume is not None:
            folder = opened(self.resume, {**asked, "seed": self.seed}, size)
            size = folder.size
        sums: dict[str, Any] = {}
        with hired(self.workers, self.cluster) as workers:
            for first, last in _rounds(draws, enough is not None):
                spans = [(k, min(size, last - k)) for k in range(first, last, size)]
                missing = [s for s in spans if folder is None or not folder.has(*s)]
                with closing(workers.do(task, missing)) as fresh:
                    for span, columns in _gathered(spans, set(missing), fresh, folder):
                        self._tell(sum(span) / draws)
                        if enough is not None:
                            sums = {k: sums.get(k, 0.0) + columns[k] for k in columns}
                        yield sum(span), columns
                if enough is not None and enough(sums, last):
                    self._tell(1.0)
                    return

    def _tell(self, share: float) -> None:
        if self.progress:
            self.progress(self.name, share)


def _size(most: int) -> int:
    """Return the largest number of draws up to `most` of which some make a round."""
    return next(k for k in range(max(1, min(most, FIRST_ROUND)), 0, -1) if FIRST_ROUND % k == 0)


def _gathered(
    spans: list[Span], missing: Collection[Span], fresh: Iterator[Columns], folder: Folder | None
) -> Iterator[tuple[Span, Columns]]:
    """Yield each piece, from the folder or fresh; a fresh one then lies in the folder too."""
    for span in spans:
        if span not in missing:
            assert folder is not None
            yield span, folder.read(*span)
            continue
        columns = next(fresh)
        if folder is not None:
            folder.keep(*span, columns)
        yield span, columns


def _rounds(draws: int, several: bool) -> Iterator[tuple[int, int]]:
    """Yield the stretches of draws after which the precision is looked at."""
    first, last = 0, FIRST_ROUND if several else draws
    while first < draws:
        last = min(last, draws)
        yield first, last
        first, last = last, 2 * last


def total(pieces: Iterator[tuple[int, Columns]]) -> tuple[dict[str, Any], int]:
    """Return the sums over all pieces, and the number of draws."""
    sums: dict[str, Any] = {}
    draws = 0
    for end, columns in pieces:
        draws = end
        for name, values in columns.items():
            sums[name] = values if name not in sums else sums[name] + values
    return sums, draws


def joined(pieces: Iterator[tuple[int, Columns]]) -> dict[str, Any]:
    """Return the columns of all pieces, one after another."""
    parts: dict[str, list[Any]] = {}
    for _, columns in pieces:
        for name, values in columns.items():
            parts.setdefault(name, []).append(values)
    return {name: np.concatenate(values) for name, values in parts.items()}
