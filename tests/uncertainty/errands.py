"""Work for workers: a small model, and tasks that tell, sleep, fail or kill who does them."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

import standoff as so
from standoff.errors import StandoffError
from standoff.model import Standoff
from standoff.testing import random_standoff
from standoff.uncertainty.robustness import Robustness
from standoff.uncertainty.tasks import Columns

from ..oracle.uncertain.by_hand import claims

DRAWS = 100
"""Draws of `asked`: 25 pieces of 4."""


def model() -> Standoff:
    """32 states, three parties, five unsure claims each."""
    plain = random_standoff((2, 2, 1), seed=3)
    options = [f"{p.id}.{o.id}" for p in plain.parties for o in p.options]
    wants = {}
    for i, party in enumerate(plain.party_ids):
        turned = options[i:] + options[:i]
        texts = [
            f"{a} implies not {b}" for a, b in zip(turned, turned[2:] + turned[:2], strict=True)
        ]
        said = claims(*texts)
        unsure = tuple(replace(c, confidence=0.6, reversed=0.2) for c in said.claims)
        wants[party] = replace(said, claims=unsure)
    return replace(plain, preferences=wants, status_quo=tuple(options))


def asked(**more: Any) -> Robustness:
    """Ask about the model, by draws, with chances of where it heads."""
    return so.robustness(model(), **({"samples": DRAWS, "exact": False} | more))


@cache
def alone() -> Robustness:
    """Return the answer of one worker without a folder."""
    return asked()


def same(one: Robustness, other: Robustness) -> None:
    """Check that two results are the same to the last bit."""
    assert one.draws == other.draws
    assert set(one.sums) == set(other.sums)
    for name, values in one.sums.items():
        assert values.tobytes() == other.sums[name].tobytes(), name
    assert one.to_dict() == other.to_dict()


class Hang(Exception):
    """Work that does not end."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise `Hang` in what takes longer."""

    def stop(*_: object) -> None:
        raise Hang(f"no end after {seconds} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def spans(count: int) -> list[tuple[int, int]]:
    """Pieces of one draw."""
    return [(k, 1) for k in range(count)]


@dataclass(frozen=True)
class Told:
    """Tell which draws these were and who did them, after a while; note down each beginning.

    Who is spared does not wait.
    """

    notes: Path
    seconds: float = 0.0
    spared: int = 0

    def __call__(self, first: int, count: int) -> Columns:
        with self.notes.open("a") as notes:
            notes.write(f"{first}\n")
        time.sleep(self.seconds if os.getpid() != self.spared else 0)
        return {
            "draw": np.arange(first, first + count, dtype=float),
            "who": np.full(count, os.getpid()),
        }

    def begun(self) -> list[int]:
        """The first draws of the pieces begun, in that order."""
        return [int(line) for line in self.notes.read_text().split()]


@dataclass(frozen=True)
class Deadly:
    """Kill the process that does the draws from `since` on, unless it is `spared`.

    With a marker, only the first that does; the marker is then there.
    """

    since: int
    spared: int
    marker: Path | None = None

    def __call__(self, first: int, count: int) -> Columns:
        fatal = first >= self.since and os.getpid() != self.spared
        if fatal and self.marker is not None:
            fatal = not self.marker.exists()
            self.marker.touch()
        if fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        return {"draw": np.arange(first, first + count, dtype=float)}


@dataclass(frozen=True)
class Failing:
    """Raise an error from the draws `since` on."""

    error: StandoffError
    since: int = 1

    def __call__(self, first: int, count: int) -> Columns:
        if first >= self.since:
            raise self.error
        return {"draw": np.arange(first, first + count, dtype=float)}


@dataclass(frozen=True)
class Large:
    """Come to a megabyte."""

    def __call__(self, first: int, count: int) -> Columns:
        return {"draw": np.full(1 << 17, float(first))}
