"""How often a model was right, against two baselines, with intervals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from standoff.history.judge import Seen
from standoff.history.measures import Tally
from standoff.history.resample import intervals

IMPROVED = "improved"
LIKELY = "chance"
LEFT = "unstable"
FORECAST = "forecast"


class Bootstrap(NamedTuple):
    """Block length, None for the cube root of the number of observations; resamples; seed."""

    block: int | None
    resamples: int
    seed: int


class Part(NamedTuple):
    """A part of the record: its name, and which moves and calendar periods are in it."""

    name: str
    moves: NDArray[np.bool_]
    periods: NDArray[np.bool_]


@dataclass(frozen=True)
class Estimate:
    """A share or a difference of shares, with its 95 % interval where there is one."""

    value: float
    interval: tuple[float, float] | None

    def as_share(self) -> str:
        """Return it in per cent.

        Examples
        --------
        >>> Estimate(0.786, (0.64, 0.93)).as_share()
        '79% (64-93)'
        """
        return percent(self.value) + self._between("-")

    def as_difference(self) -> str:
        """Return it in percentage points.

        Examples
        --------
        >>> Estimate(0.36, (-0.02, 0.5)).as_difference(), Estimate(-1e-16, None).as_difference()
        ('+36 (-2, 50)', '0')
        """
        points = _points(self.value)
        return f"{'+' if points > 0 else ''}{points}" + self._between(", ")

    def _between(self, word: str) -> str:
        if self.interval is None:
            return ""
        return " (" + word.join(str(_points(end)) for end in self.interval) + ")"


@dataclass(frozen=True)
class Share:
    """A question asked of many moves or calendar periods, and how the baselines do.

    Parameters
    ----------
    reading : str or None
    part : str
        The rows it is about: all of them if empty, else those up to or after the split.
    asked : str
    concept : str or None
    n : int
        How many moves or calendar periods.
    model : Estimate
    random, nothing : float
        What a random legal move, and what nothing ever changing, would have.
    over_random, over_nothing : Estimate
        The model less the baseline.
    """

    reading: str | None
    part: str
    asked: str
    concept: str | None
    n: int
    model: Estimate
    random: float
    over_random: Estimate
    nothing: float
    over_nothing: Estimate


def shares(
    reading: str | None, seen: Seen, part: Part, concepts: Sequence[str], bootstrap: Bootstrap
) -> Iterator[Share]:
    """Yield every question asked of a part of the record; none of a part without observations."""
    asked: list[tuple[str, str | None, Tally, NDArray[np.bool_]]] = [
        (IMPROVED, None, seen.moves.improved, part.moves),
        (LIKELY, None, seen.moves.likely, part.moves),
        *((LEFT, c, seen.moves.left[c], part.moves) for c in concepts),
        *((FORECAST, c, seen.forecast[c], part.periods) for c in concepts),
    ]
    for question, concept, tally, inside in asked:
        if inside.any():
            model, over_random, over_nothing = _estimates(tally.columns[:, inside], bootstrap)
            yield Share(
                reading=reading,
                part=part.name,
                asked=question,
                concept=concept,
                n=int(inside.sum()),
                model=model,
                random=float(tally.random[inside].mean()),
                over_random=over_random,
                nothing=float(tally.nothing[inside].mean()),
                over_nothing=over_nothing,
            )


def _estimates(columns: NDArray[np.float64], bootstrap: Bootstrap) -> list[Estimate]:
    means = columns.mean(axis=1).tolist()
    ends = intervals(columns, *bootstrap)
    if ends is None:
        return [Estimate(mean, None) for mean in means]
    pairs = zip(means, ends.tolist(), strict=True)
    return [Estimate(m, (low, high) if low == low else None) for m, (low, high) in pairs]


def percent(value: float) -> str:
    """Return a share in per cent without decimals."""
    return f"{_points(value)}%"


def _points(value: float) -> int:
    return round(100 * value)
